//! What two texts are to one another, as plain numbers.
//!
//! The [judge] says of a pair what it is once it is known how many others are instances of the same frame, which only
//! all pairs together tell. What it says can be put in one number: the least number of instances from which on the two are not
//! joined. Of nearly all pairs that is 0 or never reached, and nobody has to count.

use crate::candidates::telling;
use crate::config::{Config, Updates};
use crate::judge::{self, Judge, Prepared, Relation, joined_below, update_below};
use crate::report::{ClusterId, rounded};
use crate::shingle;
use crate::weights::Weights;

/// What became of a pair that is alike enough to ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Their exact similarity, from 0 to 1.
    pub similarity: f32,
    /// Whether they could be instances of one frame: an edge of the graph in which instances are counted.
    pub is_instance: bool,
    /// They are joined where they have fewer common neighbours in that graph; `u32::MAX` where however many.
    pub joined_below: u32,
    /// Whether they contradict one another, and are in no cluster together.
    pub contradicts: bool,
}

/// What an item is to the one that represents its cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bond {
    /// Their exact similarity, from 0 to 1.
    pub similarity: f32,
    /// It is an update where they have fewer common neighbours in the graph of instances, else a duplicate; 0 where it never is.
    pub update_below: u32,
}

/// Judges the pairs of a run.
#[derive(Clone, Debug)]
pub struct Bench<'w> {
    config: Config,
    weights: &'w Weights,
}

/// A text and what was found out of it so far, for the pairs that it is in.
#[derive(Debug)]
pub struct Text<'t>(Prepared<'t>);

impl<'w> Bench<'w> {
    /// For a run with these settings and weights.
    #[must_use]
    pub fn new(config: &Config, weights: &'w Weights) -> Self {
        Bench { config: config.clone(), weights }
    }

    /// A canonical text that is to be judged.
    #[must_use]
    pub fn text<'t>(&self, canonical: &'t str) -> Text<'t> {
        let set = shingle::set(canonical, self.config.shingle);
        Text(Prepared::new(canonical, set, telling::words_of(canonical, self.weights).into()))
    }

    /// What becomes of two different texts; none where they are not alike enough to ask.
    ///
    /// ```
    /// use doublet::parts::verdict::Bench;
    /// use doublet::{Config, Weights};
    /// let (config, weights) = (Config::default(), Weights::even());
    /// let bench = Bench::new(&config, &weights);
    /// let [one, other] = ["5 killed in bridge collapse", "15 killed in bridge collapse"].map(|text| bench.text(text));
    /// let finding = bench.finding(&one, &other).expect("they are alike");
    /// assert!(finding.contradicts && finding.is_instance && finding.joined_below == 0);
    /// ```
    #[must_use]
    pub fn finding(&self, one: &Text<'_>, other: &Text<'_>) -> Option<Finding> {
        let verdict = Judge::new(&self.config, self.weights).verdict_of(&one.0, &other.0)?;
        Some(Finding {
            similarity: verdict.similarity,
            is_instance: verdict.is_instance,
            joined_below: joined_below(&verdict, &self.config),
            contradicts: verdict.contradicts(),
        })
    }

    /// What an item is to another that represents it.
    #[must_use]
    pub fn bond(&self, kept: &Text<'_>, item: &Text<'_>) -> Bond {
        let verdict = match self.config.updates {
            Updates::Apart => None,
            Updates::Join => Judge::new(&self.config, self.weights).verdict_of(&kept.0, &item.0),
        };
        Bond {
            similarity: judge::similarity(kept.0.set(), item.0.set()),
            update_below: verdict.map_or(0, |verdict| update_below(&verdict)),
        }
    }
}

/// What an item with so many `instances` of its frame is to the one that represents it.
#[must_use]
pub fn relation(bond: Bond, instances: u32) -> Relation {
    if instances < bond.update_below { Relation::Update } else { Relation::Duplicate }
}

/// A similarity as all reports show it.
#[must_use]
pub fn reported(similarity: f32) -> f64 {
    rounded(similarity)
}

/// The id of a cluster whose representative has this canonical text.
#[must_use]
pub fn cluster_id(canonical: &str) -> ClusterId {
    ClusterId::of(canonical)
}
