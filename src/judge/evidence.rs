//! What speaks for two headlines being one item, weighed.
//!
//! Each of the [`FEATURES`] is a number that a person can check on the pair: how much of each text the other
//! answers, how much the words tell that stand in place of one another, how rare what they share is. They are
//! weighed by a logistic regression: its sum is the log-odds that an editor would keep one of the two only,
//! and with the other instances of the frame it is compared with 0 in one place ([`Evidence::relation`]). The
//! factors are fitted by `examples/fit.rs` on the labelled pairs, each pair with what a run over its whole
//! corpus knows; the program prints them, the F1 with each language left out of the fit, and what each
//! feature is worth.

use super::Relation;

/// The names of the features, in order.
pub const FEATURES: [&str; 5] = ["answered most", "answered least", "replaced", "rarest", "characters"];

/// What each feature weighs, in log-odds for each unit; a fit to the evidence of today differs by 0.05 at most (`docs/quality.md`).
const FACTORS: [f32; FEATURES.len()] = [5.47, 3.89, -1.38, 5.08, -2.43];

/// The log-odds where every feature is 0. What is rather a duplicate than not is taken for one; another cut would be one more parameter, and held out
/// F1 is 0.803 at best, at 0.45, for 0.797 (`docs/quality.md`).
const BASE: f32 = -10.47;

/// What other instances of the frame weigh, by the natural logarithm of their number and one.
const INSTANCES: f32 = -0.57;

/// The fewest instances of which a series is made.
const SERIES: u32 = 2;

/// What two headlines say that cannot both be one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Each has a number that the other lacks, or the same number counts something else.
    Numbers,
    /// Their days, months, rounds or directions are not the same, or one denies what the other says
    /// ([`kinds`](super::kinds)).
    Kind,
    /// A name stands on the other side of what happens, and mostly another in its stead: who did it to whom is told the other way round.
    Roles,
    /// They differ in one place only, and there each has a word that tells something, or a name.
    Substitution,
    /// One is too short for what it says to be told from what the other says beside it.
    Brevity,
}

/// What sets two texts apart that are alike enough to ask; measured on the two alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Their exact Jaccard similarity, from 0 to 1.
    pub similarity: f32,
    /// The [`FEATURES`].
    pub features: [f32; FEATURES.len()],
    /// Whether they could be two instances of one frame: each says something that the other does not, by numbers or
    /// in one or two places.
    pub is_instance: bool,
    /// Whether they say different things in so many words or figures: then they are never found in one
    /// cluster, whatever a third headline has in common with both.
    pub contradiction: Option<Contradiction>,
}

impl Evidence {
    /// The log-odds that the two are one item, were there no other instances of their frame.
    #[must_use]
    pub fn odds(&self) -> f32 {
        self.features.iter().zip(FACTORS).map(|(feature, factor)| feature * factor).sum::<f32>() + BASE
    }

    /// The relation that follows, where so many other headlines are like both and contradict both.
    #[must_use]
    pub fn relation(&self, instances: u32) -> Relation {
        Verdict::of(self).relation(instances)
    }
}

/// What is kept of the evidence for the pairs of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    pub(crate) similarity: f32,
    odds: f32,
    pub(crate) is_instance: bool,
    /// Whether there is anything that the other does not answer.
    has_difference: bool,
    contradiction: Option<Contradiction>,
}

impl Verdict {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let Evidence { similarity, features, is_instance, contradiction } = *evidence;
        let [_, answered_least, ..] = features;
        let has_difference = answered_least < 1.0 || contradiction.is_some();
        Verdict { similarity, odds: evidence.odds(), is_instance, has_difference, contradiction }
    }

    /// Of a pair that contradicts one another in its numbers: nothing else is asked.
    pub(super) fn of_numbers(similarity: f32, is_instance: bool) -> Self {
        let contradiction = Some(Contradiction::Numbers);
        Verdict { similarity, odds: f32::NEG_INFINITY, is_instance, has_difference: true, contradiction }
    }

    pub(crate) fn contradicts(&self) -> bool {
        self.contradiction.is_some()
    }

    /// The relation where so many others are instances of the frame.
    pub(crate) fn relation(&self, instances: u32) -> Relation {
        // What says the same in all is one instance, whatever the others say.
        let instances = if self.has_difference { instances } else { 0 };
        match self.contradiction {
            None if self.odds_beside(instances) >= 0.0 => Relation::Duplicate,
            _ if instances >= SERIES => Relation::Series,
            Some(Contradiction::Numbers) => Relation::Update,
            Some(
                Contradiction::Kind
                | Contradiction::Roles
                | Contradiction::Substitution
                | Contradiction::Brevity,
            )
            | None => Relation::Related,
        }
    }

    /// The log-odds where so many others are instances of the frame.
    fn odds_beside(&self, instances: u32) -> f32 {
        self.odds + INSTANCES * libm::log1pf(instances as f32)
    }

    /// So many instances settle the relation; more of them change nothing.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the largest u32: it saturates"
    )]
    pub(crate) fn enough_instances(&self) -> u32 {
        if !self.has_difference {
            return 0;
        }
        if self.contradicts() || self.odds < 0.0 {
            return SERIES;
        }
        let mut enough = SERIES.max((libm::expm1f(self.odds / -INSTANCES).floor() as u32).saturating_add(1));
        // What was rounded may be one short.
        while enough < u32::MAX && self.odds_beside(enough) >= 0.0 {
            enough += 1;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn more_instances_than_enough_change_nothing(odds in -3.0f32..5.0, has in any::<bool>(), more in 0u32..1000) {
            let contradiction = has.then_some(Contradiction::Numbers);
            let verdict = Verdict { similarity: 0.5, odds, is_instance: true, has_difference: true, contradiction };
            let enough = verdict.enough_instances();
            prop_assert_eq!(verdict.relation(enough), verdict.relation(enough + more));
        }
    }

    #[test]
    fn rounding_leaves_enough_instances() {
        let verdict = Verdict {
            similarity: 0.5,
            odds: 4.852_401,
            is_instance: true,
            has_difference: true,
            contradiction: None,
        };
        assert_eq!(verdict.relation(verdict.enough_instances()), Relation::Series);
    }

    #[test]
    fn instances_of_a_frame_part_what_words_would_not() {
        let verdict = Verdict {
            similarity: 0.9,
            odds: 0.5,
            is_instance: true,
            has_difference: true,
            contradiction: None,
        };
        assert_eq!(verdict.relation(0), Relation::Duplicate);
        assert_eq!(verdict.relation(verdict.enough_instances()), Relation::Series);
        let numbers = Verdict { contradiction: Some(Contradiction::Numbers), ..verdict };
        assert_eq!(numbers.relation(0), Relation::Update);
        assert_eq!(numbers.relation(2), Relation::Series);
        let reordered = Verdict { has_difference: false, ..verdict };
        assert_eq!(reordered.relation(1000), Relation::Duplicate);
    }
}
