//! The judge: what two headlines are to one another, with a score and a reason.
//!
//! Sketches and bands only propose. Each proposed pair comes here, whatever the method, and is
//! measured exactly: the shingles that both texts have, over all that either has (Jaccard).
//! Then one thing overrules likeness: **numbers decide**. "5 killed" and "15 killed" share nearly
//! all their shingles and are not the same news, so where *both* sides have a number of
//! their own ([`numbers`]) they are no duplicates, however alike the rest is. A number on one side only is a
//! detail that the other leaves out, and no obstacle. On the labelled pairs this veto is
//! worth more than any choice of shingles: F1 0.63 against 0.54 (`examples/shingles.rs`).
//!
//! | similarity | numbers | relation |
//! |---|---|---|
//! | at or over the threshold | compatible | duplicate |
//! | at or over the threshold | each its own | update |
//! | at or over half the threshold | | related |
//! | below | | distinct |
//!
//! The empty headline is decided: it is distinct from everything, another empty one included.
//!
//! Cost: an intersection of two sorted sets, about 150 ns; the numbers are looked at only
//! where the similarity suffices. Before either, [`Outline`] rejects most of the pairs in 5 ns.

mod compare;
pub mod numbers;
mod outline;

use std::fmt;

use serde::Serialize;

pub use compare::{Comparison, Difference, Similarities, compare};
pub use outline::Outline;

use crate::config::{Config, Shingle, Threshold};

/// What two headlines are to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same item told twice: an editor keeps one of them.
    Duplicate,
    /// The same item at a later state: a fact moved.
    Update,
    /// The same frame filled with another instance.
    Series,
    /// The same topic, another statement.
    Related,
    /// Nothing in common that counts.
    Distinct,
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Relation::Duplicate => "duplicate",
            Relation::Update => "update",
            Relation::Series => "series",
            Relation::Related => "related",
            Relation::Distinct => "distinct",
        })
    }
}

/// One side of a judged pair: a canonical text and its [set of shingles](crate::shingle::set).
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The canonical text.
    pub canonical: &'a str,
    /// Its distinct shingles, ascending.
    pub set: &'a [u32],
}

/// Why the judge decided as it did; its `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// One of them has no word to compare.
    Empty,
    /// Both have the same canonical text.
    SameText,
    /// Enough shingles are shared.
    Alike(Share),
    /// Enough are shared, but each side has numbers that the other lacks.
    OwnNumbers([Vec<String>; 2]),
    /// Too few are shared.
    Unlike(Share),
}

/// How many shingles two texts share, of how many, and what share is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    shared: usize,
    all: usize,
    asked: Threshold,
    shingle: Shingle,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Empty => f.write_str("one of them has no word to compare"),
            Reason::SameText => f.write_str("both have the same canonical text"),
            Reason::Alike(share) => write!(f, "they share {share}"),
            Reason::OwnNumbers([first, second]) => {
                write!(f, "both sides have a number of their own: {}, {}", first.join(" "), second.join(" "))
            }
            Reason::Unlike(share) => write!(f, "they share only {share}"),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, length) = match self.shingle {
            Shingle::Chars(length) => ("character", length),
            Shingle::Words(length) => ("word", length),
        };
        let similarity = self.shared as f64 / self.all as f64;
        write!(
            f,
            "{} of {} {unit} {length}-grams ({similarity:.2}; {:.2} makes a duplicate)",
            self.shared,
            self.all,
            self.asked.get()
        )
    }
}

/// The judge's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What the two are to one another.
    pub relation: Relation,
    /// Their exact Jaccard similarity, from 0 to 1.
    pub score: f64,
    /// Why.
    pub reason: Reason,
}

/// Judges pairs under one threshold.
#[derive(Clone, Copy, Debug)]
pub struct Judge {
    threshold: Threshold,
    shingle: Shingle,
}

impl Judge {
    /// A judge for the settings of a run.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Judge { threshold: config.threshold, shingle: config.shingle }
    }

    /// Judges one pair. Symmetric but for the order of the numbers in the reason.
    ///
    /// ```
    /// use doublet::Config;
    /// use doublet::judge::{Judge, Relation, Side};
    /// use doublet::shingle;
    /// let config = Config::default();
    /// let (first, second) = ("5 killed in bridge collapse", "15 killed in bridge collapse");
    /// let sets = [first, second].map(|text| shingle::set(text, config.shingle));
    /// let judgement = Judge::new(&config).judge(
    ///     Side { canonical: first, set: &sets[0] },
    ///     Side { canonical: second, set: &sets[1] },
    /// );
    /// assert_eq!(judgement.relation, Relation::Update);
    /// assert_eq!(judgement.reason.to_string(), "both sides have a number of their own: 5, 15");
    /// ```
    #[must_use]
    pub fn judge(&self, first: Side<'_>, second: Side<'_>) -> Judgement {
        let shared = overlap(first.set, second.set);
        let all = first.set.len() + second.set.len() - shared;
        let share = Share { shared, all, asked: self.threshold, shingle: self.shingle };
        let score = if all == 0 { 0.0 } else { shared as f64 / all as f64 };
        let (relation, reason) = if first.canonical.is_empty() || second.canonical.is_empty() {
            (Relation::Distinct, Reason::Empty)
        } else if first.canonical == second.canonical {
            (Relation::Duplicate, Reason::SameText)
        } else if self.threshold.admits(shared, all) {
            match numbers::own(first.canonical, second.canonical) {
                Some(own) => (Relation::Update, Reason::OwnNumbers(own)),
                None => (Relation::Duplicate, Reason::Alike(share)),
            }
        } else if self.threshold.admits(2 * shared, all) {
            (Relation::Related, Reason::Unlike(share))
        } else {
            (Relation::Distinct, Reason::Unlike(share))
        };
        Judgement { relation, score, reason }
    }

    /// Whether sets with these outlines could be alike enough; `false` is certain.
    #[must_use]
    pub fn could_be_alike(&self, first: &Outline, second: &Outline) -> bool {
        let most = first.most_shared(second);
        self.threshold.admits(most, first.size() + second.size() - most)
    }
}

/// How many elements two ascending, distinct lists share.
///
/// Both cursors move by the comparison's outcome rather than by branches, which on random
/// hashes would be mispredicted every second step.
#[must_use]
pub fn overlap(first: &[u32], second: &[u32]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < first.len() && j < second.len() {
        let (left, right) = (first[i], second[j]);
        shared += usize::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    shared
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::shingle;

    fn judge(first: &str, second: &str, threshold: f64) -> Judgement {
        let config = Config {
            threshold: Threshold::new(threshold).expect("in range"),
            shingle: Shingle::Chars(1),
            ..Config::default()
        };
        let sets = [first, second].map(|text| shingle::set(text, config.shingle));
        let side = |canonical, set| Side { canonical, set };
        Judge::new(&config).judge(side(first, &sets[0]), side(second, &sets[1]))
    }

    #[test]
    fn a_pair_exactly_at_the_threshold_is_a_duplicate() {
        assert_eq!(judge("abcd", "abce", 0.6).relation, Relation::Duplicate);
        assert_eq!(judge("abcd", "abce", 0.600_001).relation, Relation::Related);
    }

    #[test]
    fn the_empty_headline_is_distinct_from_all_and_from_itself() {
        assert_eq!(judge("", "", 0.1).relation, Relation::Distinct);
        assert_eq!(judge("", "abc", 0.1).reason, Reason::Empty);
    }

    #[test]
    fn numbers_of_their_own_make_an_update_and_one_more_number_does_not() {
        assert_eq!(judge("abcdefgh 5", "abcdefgh 15", 0.6).relation, Relation::Update);
        assert_eq!(judge("abcdefgh 5", "abcdefgh", 0.6).relation, Relation::Duplicate);
    }

    #[test]
    fn the_reason_says_what_was_counted() {
        assert_eq!(
            judge("abcd", "abce", 0.5).reason.to_string(),
            "they share 3 of 5 character 1-grams (0.60; 0.50 makes a duplicate)"
        );
    }

    proptest! {
        #[test]
        fn the_overlap_is_the_size_of_the_intersection(
            first in proptest::collection::btree_set(0u32..40, 0..30),
            second in proptest::collection::btree_set(0u32..40, 0..30),
        ) {
            let list = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<u32>>();
            prop_assert_eq!(overlap(&list(&first), &list(&second)), first.intersection(&second).count());
        }
    }
}
