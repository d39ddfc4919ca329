//! The command line, on top of the library's public items.
//!
//! A run goes through two levels of arguments: [`args`] is what was typed, checked by clap and documented in
//! `--help`; [`plan`] is what it comes to, with every default resolved and every look at the surroundings
//! (terminals, environment, file patterns) behind it. From there on nothing asks again. [`cluster`],
//! [`dedup`], [`query`], [`index`], [`compare`], [`evaluate`], [`calibrate`] and [`boilerplate`] do one subcommand each;
//! [`output`] writes data, [`outputs`] that of a pass, [`resume`] goes on with it after a crash, [`ask`] asks a person, [`messages`] talks, [`progress`] shows how far the run is, [`exit`] says how
//! it ended.

pub(crate) mod args;
pub(crate) mod ask;
pub(crate) mod boilerplate;
pub(crate) mod calibrate;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod dedup;
pub(crate) mod evaluate;
pub(crate) mod exit;
pub(crate) mod index;
pub(crate) mod messages;
pub(crate) mod output;
pub(crate) mod outputs;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod query;
pub(crate) mod resume;
