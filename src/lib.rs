//! Finds the same headline told twice.
//!
//! The stages stand here in the order in which data flows through them; [`cluster()`] runs
//! them all, on one screen.
//!
//! ```text
//! read -> normalize -> collapse -> sketch -> candidates -> judge -> cluster -> report
//! ```
//!
//! The library is silent: it prints nothing, ends no process and reads no environment. What
//! a run has to say goes to an [`Observer`].

pub mod config;
pub mod error;
pub mod headline;
pub mod observe;

pub mod read;

pub mod published;

pub mod normalize;

pub mod collapse;

pub mod shingle;

pub mod sketch;

pub mod candidates;

pub mod judge;

pub mod cluster;

pub mod dedup;

pub mod report;

pub use config::Config;
pub use dedup::cluster;
pub use error::{BadLine, Error, Result};
pub use headline::{Headline, Headlines};
pub use judge::compare;
pub use observe::{Observer, Stage};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
