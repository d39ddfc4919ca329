//! The judge: what two headlines are to one another, with a score and a reason.
//!
//! Sketches and bands only propose. Each proposed pair comes here, whatever the method, and is
//! measured exactly: the shingles that both texts have, over all that either has (Jaccard). But
//! one similarity with one threshold cannot decide; on hard pairs it reaches F1 0.6. The *differences*
//! decide, not the likeness. The words of both are paired off ([`Alignment`]), what is left on each side is weighed
//! by how much it tells ([`Weights`]), and then two questions are asked.
//!
//! **Do they contradict one another?** ([`Contradiction`]) Then they are no duplicates, however alike the rest is, and
//! never share a cluster:
//!
//! 1. *Numbers.* "5 killed" and "15 killed" are not the same news: *both* sides have a number of their own
//!    ([`numbers`]), or the same number counts another thing ("beat them 3-1", "1-3"; "3 dead, 20 hurt", "20 dead"; "from 62 to 65", "from 65 to 62"). A number on one
//!    side only is a detail that the other leaves out.
//! 2. *Days, months, rounds, directions, denial.* "falls" against "rises", Monday against Friday, semi-final against
//!    quarter-final, "not" ([`kinds`]).
//! 3. *Roles.* "Orvane beats Valbruna", "Valbruna beats Orvane": the same words, and two in each other's place (`roles`).
//! 4. *Substitution.* The only difference is one place, and there each side has one word that tells something and that
//!    the other does not answer, or a name of two: one fact stands for another.
//! 5. *Brevity.* To a headline of one to three words every word counts: "Lights out" is not "Lights out for
//!    the ferry line".
//!
//! **How much speaks for one item?** The rest is a matter of degree, and of several things at once
//! ([`Evidence`]): how much of the text that is answered best the other answers, and of the other; how much
//! the words tell that stand in place of one another; whether what they share is rare, or a form that many
//! use. And how many other headlines are like both and contradict both: then the likeness is that of a frame
//! (a horoscope, a market report), and the slot decides, however small it is. These are weighed by a logistic
//! regression with seven constants. Fitted without the pairs of one language and tried on these, in turn, it
//! has F1 0.79; what each part is worth stands in `docs/quality.md`.
//!
//! | similarity | differences | relation |
//! |---|---|---|
//! | alike enough to ask | little speaks against one item | duplicate |
//! | alike enough to ask | other instances of the frame | series |
//! | alike enough to ask | numbers, each its own | update |
//! | alike enough to ask | words | related |
//! | at or over half the threshold | | related |
//! | below | | distinct |
//!
//! Alike enough is what reaches the threshold, or what shares two [telling words](crate::candidates::telling)
//! and of which the one contains enough of the other. The empty headline is decided: it is distinct from
//! everything, another empty one included.
//!
//! Cost: an intersection of two sorted sets, about 150 ns; differences are looked at only where the
//! similarity suffices, about 1 µs with what is known of each text. Most pairs are turned away before they
//! come here ([`crate::sketch::outline`]).

mod align;
mod batch;
mod compare;
mod contrast;
mod counts;
mod crowd;
mod evidence;
mod form;
pub mod kinds;
mod languages;
pub mod numbers;
mod overlap;
mod prepared;
mod reason;
mod roles;
mod told;

use std::fmt;

use serde::Serialize;

pub use align::{Alignment, Places, Run};
pub use batch::{Corpus, Judged};
pub(crate) use batch::{joined_below, update_below};
pub use compare::{Comparison, Difference, Similarities, compare};
pub use evidence::{Contradiction, Evidence, FEATURES};
pub use overlap::{overlap, similarity};
pub use reason::{Reason, Share};

use crate::candidates::telling;
use crate::config::{Config, Numbers, Shingle, Threshold};
use crate::weights::Weights;
use contrast::Contrast;
pub(crate) use crowd::Crowd;
pub(crate) use evidence::Verdict;
pub(crate) use prepared::Prepared;
use told::{Told, WordLists};

/// What two headlines are to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// The words of it that tell most, as [hashes](crate::candidates::telling), ascending.
    pub telling: &'a [u32],
}

/// How alike two texts are that are alike enough to ask what sets them apart.
#[derive(Clone, Copy, Debug)]
struct Likeness {
    /// Their exact Jaccard similarity, from 0 to 1.
    similarity: f32,
    /// Whether it reaches the threshold; if not, they share telling words.
    is_at_threshold: bool,
}

impl Likeness {
    /// What sets two texts apart that are so alike. What is found by its telling words alone has no frame in common.
    fn limit(self, evidence: Evidence) -> Evidence {
        let is_instance = evidence.is_instance && self.is_at_threshold;
        Evidence { similarity: self.similarity, is_instance, ..evidence }
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

/// Judges pairs under one threshold, with what a corpus tells of its words.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    threshold: Threshold,
    containment: Option<Threshold>,
    shingle: Shingle,
    numbers: Numbers,
    weights: &'a Weights,
}

impl<'a> Judge<'a> {
    /// A judge for the settings of a run.
    #[must_use]
    pub fn new(config: &Config, weights: &'a Weights) -> Self {
        let Config { threshold, containment, shingle, numbers, .. } = *config;
        Judge { threshold, containment, shingle, numbers, weights }
    }

    /// What sets two texts apart; `None` where they are not alike enough for it to matter, or empty. Symmetric.
    #[must_use]
    pub fn weigh(&self, first: Side<'_>, second: Side<'_>) -> Option<Evidence> {
        self.contrasted([first, second], |_, evidence| evidence)
    }

    /// What `answer` makes of the aligned words of two texts and of what sets them apart; `None` where they are not
    /// alike enough for it to matter.
    fn contrasted<T>(
        &self,
        sides: [Side<'_>; 2],
        answer: impl FnOnce(&Contrast<'_>, Evidence) -> T,
    ) -> Option<T> {
        let likeness = self.likeness(sides.map(|side| side.set), || sides.map(|side| side.telling))?;
        let lists = sides.map(|side| WordLists::of(side.canonical, self.weights));
        let [first, second] = [0, 1].map(|side: usize| lists[side].get(0, sides[side].canonical.as_bytes()));
        let contrast = self.contrast(first, second);
        let mut evidence = contrast.weigh();
        if self.is_apart_in_numbers(first, second) {
            evidence.contradiction = Some(Contradiction::Numbers);
            evidence.is_instance = true;
        }
        Some(answer(&contrast, likeness.limit(evidence)))
    }

    /// How alike two texts with these sets of shingles are, where it is enough to ask what sets them apart.
    /// Their telling words are asked for where the sets do not decide.
    fn likeness<'b>(
        &self,
        [first, second]: [&[u32]; 2],
        telling: impl FnOnce() -> [&'b [u32]; 2],
    ) -> Option<Likeness> {
        self.likeness_of(self.share_of(first, second), telling)
    }

    /// The same of two that share so much.
    #[expect(clippy::cast_possible_truncation, reason = "seven digits suffice to report")]
    fn likeness_of<'b>(&self, share: Share, telling: impl FnOnce() -> [&'b [u32]; 2]) -> Option<Likeness> {
        let is_at_threshold = self.threshold.admits(share.shared, share.all);
        let is_asked = is_at_threshold
            || self.containment.is_some_and(|containment| {
                containment.admits(share.shared, share.lesser) && {
                    let [first, second] = telling();
                    overlap(first, second) >= telling::SHARED
                }
            });
        is_asked.then(|| Likeness { similarity: share.similarity() as f32, is_at_threshold })
    }

    /// What follows for a pair of a run that is alike enough. Numbers settle it before any word is looked at.
    fn verdict(&self, first: Told<'_>, second: Told<'_>, likeness: Likeness) -> Verdict {
        if self.is_apart_in_numbers(first, second) {
            Verdict::of_numbers(likeness.similarity, likeness.is_at_threshold)
        } else {
            Verdict::of(&likeness.limit(self.contrast(first, second).weigh()))
        }
    }

    /// Whether each has a number of its own, or the same numbers stand for other things: "5 killed, 3 hurt", "3 killed".
    fn is_apart_in_numbers(&self, first: Told<'_>, second: Told<'_>) -> bool {
        self.numbers == Numbers::Decide
            && (numbers::are_apart(first.numerals, second.numerals)
                || first.fills_otherwise(&second)
                || counts::moved(&first, &second).is_some()
                || counts::leads_back(&first, &second))
    }

    /// Judges one pair, given how many other headlines are like both and contradict both. Symmetric but for the
    /// order in which the reason names the sides.
    ///
    /// ```
    /// use doublet::Config;
    /// use doublet::Weights;
    /// use doublet::judge::{Judge, Relation, Side};
    /// use doublet::shingle;
    /// let (config, weights) = (Config::default(), Weights::even());
    /// let judge = Judge::new(&config, &weights);
    /// let (first, second) = ("5 killed in bridge collapse", "15 killed in bridge collapse");
    /// let sets = [first, second].map(|text| shingle::set(text, config.shingle));
    /// let judgement = judge.judge(
    ///     Side { canonical: first, set: &sets[0], telling: &[] },
    ///     Side { canonical: second, set: &sets[1], telling: &[] },
    ///     0,
    /// );
    /// assert_eq!(judgement.relation, Relation::Update);
    /// assert_eq!(judgement.reason.to_string(), "both sides have a number of their own: 5, 15");
    /// ```
    #[must_use]
    pub fn judge(&self, first: Side<'_>, second: Side<'_>, instances: u32) -> Judgement {
        let share = self.share_of(first.set, second.set);
        let explained = |contrast: &Contrast<'_>, evidence: Evidence| {
            let relation = evidence.relation(instances);
            let reason = match relation {
                Relation::Series => Reason::Series(instances, contrast.unanswered()),
                Relation::Update => Reason::of_numbers(contrast),
                Relation::Related | Relation::Distinct => {
                    Reason::against(contrast, evidence.contradiction, share)
                }
                Relation::Duplicate => Reason::for_one(contrast, share),
            };
            (relation, reason)
        };
        let (relation, reason) = if first.canonical.is_empty() || second.canonical.is_empty() {
            (Relation::Distinct, Reason::Empty)
        } else if first.canonical == second.canonical {
            (Relation::Duplicate, Reason::SameText)
        } else if let Some(explained) = self.contrasted([first, second], explained) {
            explained
        } else if self.threshold.admits(2 * share.shared, share.all) {
            (Relation::Related, Reason::Unlike(share))
        } else {
            (Relation::Distinct, Reason::Unlike(share))
        };
        Judgement { relation, score: share.similarity(), reason }
    }

    /// The aligned words of two texts, less the numbers that are to count as nothing.
    fn contrast<'b>(&self, first: Told<'b>, second: Told<'b>) -> Contrast<'b> {
        let mut contrast = Contrast::of(first, second);
        if self.numbers == Numbers::Ignore {
            contrast.ignore_numbers();
        }
        contrast
    }

    /// What two sets share.
    fn share_of(&self, first: &[u32], second: &[u32]) -> Share {
        self.share(overlap(first, second), [first.len(), second.len()])
    }

    /// What two sets of these sizes share that have so many shingles in common.
    fn share(&self, shared: usize, [first, second]: [usize; 2]) -> Share {
        let all = first + second - shared;
        let lesser = first.min(second);
        Share { shared, all, lesser, asked: self.threshold, shingle: self.shingle }
    }
}

#[cfg(test)]
mod tests;
