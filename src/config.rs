//! Every knob, once: its unit, range, default, and the reason for the default.

pub(crate) mod names;
mod window;

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
pub use window::Window;

/// How alike two headlines must be, as an exact Jaccard similarity: above 0, at most 1.
///
/// ```
/// use doublet::config::Threshold;
/// assert_eq!(Threshold::new(0.7)?.get(), 0.7);
/// assert!(Threshold::new(0.0).is_err());
/// assert!("1.5".parse::<Threshold>().is_err());
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Threshold(f64);

impl Threshold {
    /// A threshold of `value`; an error unless it is above 0 and at most 1.
    pub fn new(value: f64) -> Result<Self> {
        if value > 0.0 && value <= 1.0 {
            Ok(Threshold(value))
        } else {
            Err(Error::Setting(format!("a threshold is above 0 and at most 1, not {value}")))
        }
    }

    /// The value.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// Whether sets that share `shared` of `all` shingles are alike enough: at the threshold
    /// they are. The only place where a threshold is compared. Nothing of nothing is not alike.
    ///
    /// Both `3 / 5` and the 0.6 that was typed are the double nearest to the fraction, so a
    /// pair exactly at the threshold is in.
    ///
    /// ```
    /// use doublet::config::Threshold;
    /// assert!(Threshold::new(0.6)?.admits(3, 5));
    /// assert!(!Threshold::new(0.6)?.admits(29, 50));
    /// assert!(!Threshold::new(0.6)?.admits(0, 0));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn admits(self, shared: usize, all: usize) -> bool {
        all > 0 && shared as f64 / all as f64 >= self.0
    }

    /// The least number of shingles that a set of `size` must share with another to be alike
    /// enough with any; at least 1.
    #[must_use]
    pub fn least_shared(self, size: usize) -> usize {
        // At best the union is the set itself. The search goes by `admits`, since a rounded
        // product could disagree with it by one.
        let (mut low, mut high) = (1, size.max(1));
        while low < high {
            let middle = low.midpoint(high);
            if self.admits(middle, size) { high = middle } else { low = middle + 1 }
        }
        low
    }
}

/// The share of the pairs at exactly the threshold that the candidates are to hold: from 0.5 up to, not including, 1.
///
/// Pairs above the threshold are found more often, so the recall over all pairs at or above
/// it is higher than this figure.
///
/// ```
/// use doublet::config::Recall;
/// assert_eq!(Recall::new(0.95)?.get(), 0.95);
/// assert!(Recall::new(1.0).is_err());
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Recall(f64);

impl Recall {
    /// A recall of `value`; an error unless it is at least 0.5 and below 1.
    pub fn new(value: f64) -> Result<Self> {
        if (0.5..1.0).contains(&value) {
            Ok(Recall(value))
        } else {
            Err(Error::Setting(format!(
                "a recall is at least 0.5 and below 1, not {value}; --method exact finds every pair"
            )))
        }
    }

    /// The value.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

macro_rules! parse_number {
    ($type:ident) => {
        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                let value = text.parse().map_err(|_| Error::Setting(format!("{text:?} is not a number")))?;
                Self::new(value)
            }
        }
    };
}
parse_number!(Threshold);
parse_number!(Recall);

/// How candidates are found. Each of them goes to the same judge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// MinHash signatures cut into bands: the default, fast and of a stated recall.
    #[default]
    Minhash,
    /// SimHash-64 fingerprints in a block-permutation index.
    Simhash,
    /// An exact prefix-filter join: finds every pair, slower; the oracle of the other two.
    Exact,
}

/// What a text is cut into. A text shorter than one shingle is one shingle.
///
/// ```
/// use doublet::config::Shingle;
/// assert_eq!("char3".parse::<Shingle>()?, Shingle::Chars(3));
/// assert_eq!("word2".parse::<Shingle>()?, Shingle::Words(2));
/// assert_eq!(Shingle::Words(2).to_string(), "word2");
/// assert!("char0".parse::<Shingle>().is_err());
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shingle {
    /// So many consecutive characters of the canonical text, from 1 to 8.
    Chars(u8),
    /// So many consecutive words of it, from 1 to 8.
    Words(u8),
}

impl FromStr for Shingle {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parsed = match (text.strip_prefix("char"), text.strip_prefix("word")) {
            (Some(length), _) => length.parse().ok().map(Shingle::Chars),
            (_, Some(length)) => length.parse().ok().map(Shingle::Words),
            _ => None,
        };
        match parsed {
            Some(shingle @ (Shingle::Chars(1..=8) | Shingle::Words(1..=8))) => Ok(shingle),
            _ => Err(Error::Setting(format!(
                "{text:?} is not a shingle; write char1 to char8 or word1 to word8"
            ))),
        }
    }
}

impl fmt::Display for Shingle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shingle::Chars(length) => write!(f, "char{length}"),
            Shingle::Words(length) => write!(f, "word{length}"),
        }
    }
}

/// Which headline stands for its cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// The first published; those without a readable date follow those with one, in input order.
    #[default]
    Earliest,
    /// The longest title, in characters.
    Longest,
    /// The one with the most duplicates beside it.
    Central,
}

/// What becomes of pairs where both sides have a number that the other lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// They are updates or instances of a series, never duplicates.
    #[default]
    Decide,
    /// Numbers count as nothing that sets headlines apart: "5 killed" is "15 killed".
    Ignore,
}

/// What becomes of updates: the same item, where a number moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Updates {
    /// They stay apart.
    #[default]
    Apart,
    /// They join the cluster of the item that they update, marked as updates.
    Join,
}

/// All settings of a run.
///
/// ```
/// use doublet::Config;
/// let config = Config::default();
/// assert_eq!(config.shingle.to_string(), "char3");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// How candidates are found.
    pub method: Method,
    /// How alike headlines are at least that are looked at more closely. 0.45 by default: with 0.6 the judge would
    /// never see a third of the duplicates (docs/quality.md), with 0.4 a run takes a third longer.
    pub threshold: Threshold,
    /// Less alike ones are looked at too where they share two [telling words](crate::candidates::telling) and
    /// the one has so large a share of the shingles of the shorter. 0.6 by default: of 39 labelled duplicates
    /// below the threshold 37 are there, and half of what is none is not. `None` makes no exception below the
    /// threshold.
    pub containment: Option<Threshold>,
    /// How many of the pairs at the threshold are to be found. 0.98 by default.
    pub recall: Recall,
    /// What texts are cut into. `char3` by default.
    pub shingle: Shingle,
    /// Whether numbers decide.
    pub numbers: Numbers,
    /// Whether updates join clusters.
    pub updates: Updates,
    /// Which headline stands for its cluster.
    pub keep: Keep,
    /// Whether updates and instances of a series are reported beside the clusters that they lie next to.
    pub relations: bool,
    /// Whether headlines that repeat nothing are reported as clusters of one.
    pub singletons: bool,
}

impl Config {
    /// These settings with another `threshold`. Where it asks for more than the one before, it asks it of
    /// all: telling words make no exception.
    ///
    /// ```
    /// use doublet::config::{Config, Threshold};
    /// let at = |threshold| Config::default().with_threshold(Threshold::new(threshold).unwrap());
    /// assert!(at(0.45) == Config::default() && at(0.4).containment.is_some() && at(0.5).containment.is_none());
    /// ```
    #[must_use]
    pub fn with_threshold(self, threshold: Threshold) -> Self {
        let containment = self.containment.filter(|_| threshold <= self.threshold);
        Config { threshold, containment, ..self }
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            method: Method::default(),
            threshold: Threshold(0.45),
            containment: Some(Threshold(0.6)),
            recall: Recall(0.98),
            shingle: Shingle::Chars(3),
            numbers: Numbers::default(),
            updates: Updates::default(),
            keep: Keep::default(),
            relations: false,
            singletons: false,
        }
    }
}
