//! Finds the same headline told twice.
//!
//! The stages stand here in the order in which data flows through them; [`cluster()`] runs
//! them all, on one screen.
//!
//! ```text
//! read -> normalize -> collapse -> sketch -> candidates -> judge -> cluster -> report
//! read -> normalize ------------> sketch -> [`stream`]'s window -> judge -> verdict
//! ```
//!
//! The library is silent: it prints nothing, ends no process and reads no environment. What
//! a run has to say goes to an [`Observer`].

// What all stages speak of.

// Every setting: its unit, range, default and reason.
pub mod config;

// What can go wrong, with the facts and the remedy.
pub mod error;

// Headlines as they were read, in input order.
pub mod headline;

// How a run tells what it is doing.
pub mod observe;

// Where what is kept lies: in memory, and on disk where that ends.
pub mod spill;

// Large pages for large tables.
mod huge_pages;

// The stages, in the order of the data.

// From files to headlines.
pub mod read;

// From a feed's date to an instant.
pub mod published;

// From a title to its canonical text.
pub mod normalize;

// What outlets put on all their headlines.
pub mod boilerplate;

// From equal canonical texts to one item.
pub mod collapse;

// From all texts to how much each word tells.
pub mod weights;

// From a canonical text to its set of shingles.
pub mod shingle;

// From a set to its MinHash or SimHash.
pub mod sketch;

// From all items to the pairs worth judging.
pub mod candidates;

// From pairs to who lies beside whom.
pub mod graph;

// From a pair to its relation, score and reason.
pub mod judge;

// From duplicates to clusters.
pub mod cluster;

// All of them, on one screen.
pub mod dedup;

// The same, in parts that many machines work off.
pub mod parts;

// The same, one headline at a time.
pub mod stream;

// What a stream remembers, on disk.
mod index;

// From labelled pairs to precision and recall.
pub mod evaluate;

// From labelled pairs to settings, and how sure they are.
pub mod calibrate;

// From clusters to a table, JSON, CSV or Parquet.
pub mod report;

pub use config::Config;
pub use dedup::cluster;
pub use error::{BadLine, Error, Result};
pub use headline::{Headline, Headlines};
pub use judge::compare;
pub use observe::{Observer, Stage};
pub use weights::Weights;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../docs/pipeline.md")]
struct Pipeline;
