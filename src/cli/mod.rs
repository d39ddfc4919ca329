//! The command line, on top of the library's public items.
//!
//! A run goes through two levels of arguments: [`args`] is what was typed, checked by clap and documented in
//! `--help`, and completed from the environment and `doublet.toml` ([`parse`], [`settings`], [`resolve`]); [`plan`] is what it comes to, with every default resolved and every look at the surroundings
//! (terminals, environment, file patterns) behind it. From there on nothing asks again. [`cluster`],
//! [`dedup`], `serve`, [`query`], [`index`], [`compare`], [`evaluate`], [`calibrate`], [`boilerplate`], [`sample`], [`config`], [`completions`] and [`man`] do one subcommand each;
//! [`output`] writes data, [`outputs`] that of a pass, [`resume`] goes on with it after a crash, [`machine`] says how much of the machine is taken, [`ask`] asks a person, [`messages`] talks, [`progress`] shows how far the run is, [`signals`] ends it from outside, [`exit`] says how
//! it ended.

pub(crate) mod args;
pub(crate) mod ask;
pub(crate) mod boilerplate;
pub(crate) mod calibrate;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod dedup;
pub(crate) mod evaluate;
pub(crate) mod exit;
pub(crate) mod index;
pub(crate) mod machine;
pub(crate) mod man;
pub(crate) mod messages;
pub(crate) mod output;
pub(crate) mod outputs;
pub(crate) mod parse;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod query;
pub(crate) mod resolve;
pub(crate) mod resume;
pub(crate) mod sample;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod signals;
