//! The same run, cut into parts that many machines work off.
//!
//! # The idea
//!
//! [`cluster`](crate::cluster()) has all headlines in the memory of one machine, and looks up in it whatever it needs of any of
//! them. Where a corpus is too large for that, its rows lie on many machines, and what two rows have to do with one another is
//! found by bringing together the rows with the same key: a *shuffle*. Here the run is cut into steps between which there are
//! shuffles and nothing else. A step is a function over plain rows and knows nothing of who runs it: Spark does in the Python
//! package, a loop over vectors in the tests.
//!
//! | step | rows in | brought together by | rows out |
//! |---|---|---|---|
//! | [`boilerplate`], three rounds | canonical texts and titles | the segment, the rest | what is set aside: small, known to all |
//! | [`counts`] | canonical texts, each once | the slot | how much words tell: known to all |
//! | [`keys`] | canonical texts, each once | | a row for each band and each two telling words |
//! | [`pairs`] | these | the key | pairs that could be alike |
//! | [`pairs`] | these | either text | the nearest of each text |
//! | [`verdict`] | pairs with both texts | | what each pair is, in three facts |
//! | | verdicts | common neighbours | which are duplicates |
//! | | duplicates | connected components | |
//! | [`link`](link::link) | items, duplicates and contradictions | the component | clusters, and who represents |
//! | [`verdict`] | items with the text that represents them | | similarity and relation |
//!
//! # The same clusters
//!
//! Whatever the cut, the clusters are those of [`cluster`](crate::cluster()), with their ids, similarities and relations: both
//! use the same functions, and where the batch goes by the number of an item a part goes by the [`Position`] of its first
//! headline, which is in the same order. A property test cuts random headlines at random and compares.
//!
//! # Cost, and what bounds it
//!
//! For n texts, of 41 bands by default: at most 51 rows of 64 bytes a text for the pairs, the dearest shuffle. A bucket of any size is
//! worked off in linear time with some hundred rows in memory, since its rows come in order and what is complete goes
//! out ([`pairs`]). A text has at most 256 pairs for its own sake, so there are at most 256 n to judge.
//!
//! Two things are held whole: the counts of words, at most three gigabytes ([`counts`]), by each process; and one component of
//! duplicates, some hundred bytes a duplicate, by the one process that parts it into clusters.
//!
//! # Limits
//!
//! `MinHash` alone: the exact join asks for all texts, and the plan of `SimHash` for their number. Items beside clusters (`relations`)
//! are not told.

pub mod boilerplate;
pub mod counts;
pub mod keys;
pub mod link;
pub mod pairs;
pub mod verdict;

#[cfg(test)]
mod tests;

use crate::config::{Config, Method};
use crate::error::{Error, Result};

/// The place of a headline in the order of the input; that of an item is the one of its first headline. Places may be left out.
pub type Position = u64;

/// Whether a run with these settings can be cut into parts.
///
/// ```
/// use doublet::config::{Config, Method};
/// use doublet::parts::check;
/// assert!(check(&Config::default()).is_ok());
/// assert!(check(&Config { method: Method::Exact, ..Config::default() }).is_err());
/// ```
///
/// # Errors
///
/// [`Error::Setting`] where the method is not `MinHash`, or where what lies beside clusters is asked for.
pub fn check(config: &Config) -> Result<()> {
    if config.method != Method::Minhash {
        return Err(Error::Setting("a run in parts finds its candidates with the method minhash".to_owned()));
    }
    if config.relations {
        return Err(Error::Setting(
            "a run in parts does not tell what lies beside clusters; leave out relations".to_owned(),
        ));
    }
    Ok(())
}
