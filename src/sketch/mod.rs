//! Sketches: a text's set of shingles in a few bytes, which estimate how alike two sets are.
//!
//! - [`minhash`]: so many minima of so many hash functions; equal minima estimate Jaccard.
//!   Cut into bands they are the default way to candidates.
//! - [`simhash`]: sixty-four majority votes; equal bits estimate the angle between the sets.
//!   Eight bytes a headline, but on a dozen words its estimate is coarse.
//!
//! A sketch only ever proposes pairs. Whether two headlines are duplicates is said by the
//! [judge](crate::judge), on the sets themselves.

pub mod minhash;
pub mod outline;
pub mod simhash;
