//! The judge: what two headlines are to one another, with a score and a reason.
//!
//! Sketches and bands only propose. Each proposed pair comes here, whatever the method, and is
//! measured exactly: the shingles that both texts have, over all that either has (Jaccard). But
//! one similarity with one threshold cannot decide; on hard pairs it reaches F1 0.6. The *differences*
//! decide, not the likeness, and a pair at or over the threshold is asked for four of them:
//!
//! 1. **Numbers.** "5 killed" and "15 killed" share nearly all their shingles and are not the same news: where
//!    *both* sides have a number of their own ([`numbers`]) they are no duplicates, however alike the rest
//!    is. A number on one side only is a detail that the other leaves out, and no obstacle.
//! 2. **Substitution.** Words are paired off ([`Alignment`]); where the only difference is one place, and there
//!    each side has a word that tells something ([`Weights`]) and that the other does not answer, one fact stands
//!    for another.
//! 3. **Mismatch.** Differences in several places are a rewording or another story: `m` is the weight of the
//!    unanswered words of the side that has the lesser of them, as a share of the weight of a whole text.
//! 4. **Addition.** Words on one side alone (a cut tail, an outlet's name, a detail) are no contradiction. But the
//!    shorter a headline, the more a word changes it: "Lights out" is not "Lights out for the ferry line". `a` is
//!    the share of the side that has more of them, divided by the weight of the whole shorter text.
//! 5. **Series.** `n` other headlines are like both and contradict both, by numbers or in one or two places: then
//!    the likeness is that of a frame (a horoscope, a market report), and the slot decides, however small it is.
//!
//! The last three are weighed against one another: a duplicate has
//! `MISMATCH * m + ADDITION * a + INSTANCES * ln(1 + n) <= 1`. Where words are characters, which tell half as much,
//! `m` and `a` count double. The three factors are those of a logistic regression on the labelled pairs; fitted
//! without the pairs of one language and tried on these, in turn, it has F1 0.77. What each part is
//! worth stands in `docs/quality.md`.
//!
//! | similarity | differences | relation |
//! |---|---|---|
//! | at or over the threshold | none that counts | duplicate |
//! | at or over the threshold | other instances of the frame | series |
//! | at or over the threshold | numbers, each its own | update |
//! | at or over the threshold | words | related |
//! | at or over half the threshold | | related |
//! | below | | distinct |
//!
//! The empty headline is decided: it is distinct from everything, another empty one included.
//!
//! Cost: an intersection of two sorted sets, about 150 ns; differences are looked at only
//! where the similarity suffices, about 1 µs. Most pairs are turned away before they come here ([`crate::sketch::outline`]).

mod align;
mod batch;
mod compare;
pub mod kinds;
pub mod numbers;
mod weights;

use std::fmt;

use serde::Serialize;

pub use align::Alignment;
pub use batch::{Corpus, Judged};
pub use compare::{Comparison, Difference, Similarities, compare};
pub use weights::Weights;

use crate::config::{Config, Numbers, Shingle, Threshold};
use crate::normalize;

/// What an unanswered share of a text weighs: at 0.37 of its weight on each side two headlines are no duplicates,
/// even with no other instance of their frame.
const MISMATCH: f32 = 2.7;

/// What an addition weighs: to a text of one word a word more is too much, to one of two words three words more.
const ADDITION: f32 = 3.3;

/// What keeps the addition to a text without any weight finite: the weight of one frequent word.
const LEAST_TEXT: f32 = 0.3;

/// What other instances of a frame weigh, by the natural logarithm of their number and one: with 25 of them two
/// headlines are no duplicates, even with no word unanswered.
const INSTANCES: f32 = 0.31;

/// Headlines that differ in more places than this are no instances of one frame.
const SLOTS: usize = 2;

/// The weight from which on the words of one place are a fact: that of a word that stands in one of twenty headlines
/// among 100,000. What is more frequent is a function word. Of headlines in which one word was replaced by another at
/// random 3 of 100 are joined; with 0.5 it would be 46.
const FACT: f32 = 0.25;

/// The fewest instances of which a series is made.
const SERIES: u32 = 2;

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
}

/// What sets two texts apart that are alike enough to ask; measured on the two alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Their exact Jaccard similarity, from 0 to 1.
    pub similarity: f32,
    /// The weight of unanswered words on the side that has the lesser, as a share of the mean weight of a whole
    /// text; from 0 to 1, and to 2 where words are characters. Not looked at, and 0, where numbers decide.
    pub mismatch: f32,
    /// The share of unanswered words on the side that has more, divided by the weight of the shorter text in words
    /// that tell all they can; 0 where numbers decide.
    pub addition: f32,
    /// Whether they could be two instances of one frame: each says something that the other does not, by numbers or
    /// in one or two places.
    pub is_instance: bool,
    /// Whether they differ in one place only, and there each has a word that tells something.
    pub substituted: bool,
    /// Whether each has a number that the other lacks.
    pub own_numbers: bool,
}

impl Evidence {
    /// Whether they say different things in so many words or figures: never to be found in one cluster, whatever a
    /// third headline has in common with both.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        self.own_numbers || self.substituted
    }

    /// What mismatch and addition leave of the 1 that sets two headlines apart.
    fn room(&self) -> f32 {
        1.0 - MISMATCH * self.mismatch - ADDITION * self.addition
    }

    /// The relation that follows, where so many other headlines are like both and contradict both.
    #[must_use]
    pub fn relation(&self, instances: u32) -> Relation {
        let series = INSTANCES * (instances as f32).ln_1p();
        let apart = self.contradicts() || series > self.room();
        match () {
            () if !apart => Relation::Duplicate,
            () if instances >= SERIES => Relation::Series,
            () if self.own_numbers => Relation::Update,
            () => Relation::Related,
        }
    }

    /// So many instances settle the relation; more of them change nothing. From 2 to 25.
    ///
    /// ```
    /// use doublet::judge::{Evidence, Relation};
    /// let evidence = Evidence { similarity: 0.9, mismatch: 0.1, ..Evidence::default() };
    /// assert_eq!(evidence.enough_instances(), 10);
    /// assert_eq!(evidence.relation(9), Relation::Duplicate);
    /// assert_eq!(evidence.relation(10), Relation::Series);
    /// ```
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count from 0 to 25")]
    pub fn enough_instances(&self) -> u32 {
        if self.contradicts() {
            return SERIES;
        }
        SERIES.max((self.room().max(0.0) / INSTANCES).exp_m1().floor() as u32 + 1)
    }
}

/// Why the judge decided as it did; its `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// One of them has no word to compare.
    Empty,
    /// Both have the same canonical text.
    SameText,
    /// Nothing is left but form: spelling, inflection, order.
    Form(Share),
    /// One side has words more, of which the other says nothing.
    Addition(Share, String),
    /// Each side has words of its own, but they tell too little.
    Little(Share, [String; 2]),
    /// Each side has numbers that the other lacks.
    OwnNumbers([Vec<String>; 2]),
    /// In the one place where they differ each side says something else.
    Substitution([String; 2]),
    /// One side has words more, which say too much beside so short a text.
    Expansion(String),
    /// Each side has words of its own that tell too much.
    Mismatch([String; 2]),
    /// So many other headlines share the frame and fill it otherwise.
    Series(u32, [String; 2]),
    /// Too few shingles are shared.
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

impl Share {
    fn similarity(&self) -> f64 {
        if self.all == 0 { 0.0 } else { self.shared as f64 / self.all as f64 }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Empty => f.write_str("one of them has no word to compare"),
            Reason::SameText => f.write_str("both have the same canonical text"),
            Reason::Form(share) => write!(f, "they differ in form alone and share {share}"),
            Reason::Addition(share, words) => {
                write!(f, "only one of them has \u{201c}{words}\u{201d}; they share {share}")
            }
            Reason::Little(share, [first, second]) => write!(
                f,
                "\u{201c}{first}\u{201d} and \u{201c}{second}\u{201d} tell too little to set them apart; they share {share}"
            ),
            Reason::OwnNumbers([first, second]) => {
                write!(f, "both sides have a number of their own: {}, {}", first.join(" "), second.join(" "))
            }
            Reason::Substitution([first, second]) => write!(
                f,
                "they differ in one place, and there each says something else: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"
            ),
            Reason::Expansion(words) => {
                write!(f, "only one of them has \u{201c}{words}\u{201d}, too much beside so short a headline")
            }
            Reason::Mismatch([first, second]) => write!(
                f,
                "each says what the other does not: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"
            ),
            Reason::Series(instances, [first, second]) => {
                write!(f, "{instances} other headlines share this frame and fill it otherwise")?;
                match (first.as_str(), second.as_str()) {
                    ("", "") => Ok(()),
                    (words, "") | ("", words) => write!(f, ": \u{201c}{words}\u{201d}"),
                    _ => write!(f, ": \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"),
                }
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
        write!(
            f,
            "{} of {} {unit} {length}-grams ({:.2}; a duplicate has at least {:.2})",
            self.shared,
            self.all,
            self.similarity(),
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

/// Judges pairs under one threshold, with what a corpus tells of its words.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    threshold: Threshold,
    shingle: Shingle,
    numbers: Numbers,
    weights: &'a Weights,
}

impl<'a> Judge<'a> {
    /// A judge for the settings of a run.
    #[must_use]
    pub fn new(config: &Config, weights: &'a Weights) -> Self {
        let Config { threshold, shingle, numbers, .. } = *config;
        Judge { threshold, shingle, numbers, weights }
    }

    /// What sets two texts apart; `None` where they are not alike enough for it to matter, or empty. Symmetric.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "seven digits suffice to report")]
    pub fn weigh(&self, first: Side<'_>, second: Side<'_>) -> Option<Evidence> {
        let share = self.share(first, second);
        if !self.threshold.admits(share.shared, share.all) || first.canonical.is_empty() {
            return None;
        }
        let similarity = share.similarity() as f32;
        let has_own = || numbers::own(first.canonical, second.canonical).is_some();
        let have_digits = [first, second].iter().all(|side| align::has_digit(side.canonical));
        let own = Evidence { own_numbers: true, is_instance: true, ..Evidence::default() };
        let evidence = match self.numbers {
            Numbers::Decide if have_digits && has_own() => own,
            numbers => {
                let contrast = self.contrast(first, second);
                let is_open = numbers == Numbers::Decide && contrast.leaves_numbers();
                if is_open && has_own() { own } else { contrast.weigh(self.weights) }
            }
        };
        Some(Evidence { similarity, ..evidence })
    }

    /// Judges one pair, given how many other headlines are like both and contradict both. Symmetric but for the
    /// order in which the reason names the sides.
    ///
    /// ```
    /// use doublet::Config;
    /// use doublet::judge::{Judge, Relation, Side, Weights};
    /// use doublet::shingle;
    /// let (config, weights) = (Config::default(), Weights::even());
    /// let judge = Judge::new(&config, &weights);
    /// let (first, second) = ("5 killed in bridge collapse", "15 killed in bridge collapse");
    /// let sets = [first, second].map(|text| shingle::set(text, config.shingle));
    /// let judgement = judge.judge(
    ///     Side { canonical: first, set: &sets[0] },
    ///     Side { canonical: second, set: &sets[1] },
    ///     0,
    /// );
    /// assert_eq!(judgement.relation, Relation::Update);
    /// assert_eq!(judgement.reason.to_string(), "both sides have a number of their own: 5, 15");
    /// ```
    #[must_use]
    pub fn judge(&self, first: Side<'_>, second: Side<'_>, instances: u32) -> Judgement {
        let share = self.share(first, second);
        let (relation, reason) = if first.canonical.is_empty() || second.canonical.is_empty() {
            (Relation::Distinct, Reason::Empty)
        } else if first.canonical == second.canonical {
            (Relation::Duplicate, Reason::SameText)
        } else if let Some(evidence) = self.weigh(first, second) {
            let relation = evidence.relation(instances);
            (relation, self.explain(first, second, &evidence, instances, share))
        } else if self.threshold.admits(2 * share.shared, share.all) {
            (Relation::Related, Reason::Unlike(share))
        } else {
            (Relation::Distinct, Reason::Unlike(share))
        };
        Judgement { relation, score: share.similarity(), reason }
    }

    /// The aligned words of two texts, less the numbers that are to count as nothing.
    fn contrast<'b>(&self, first: Side<'b>, second: Side<'b>) -> Contrast<'b> {
        let mut contrast = Contrast::of(first.canonical, second.canonical);
        if self.numbers == Numbers::Ignore {
            let Contrast { words, alignment } = &mut contrast;
            for (left, words) in alignment.left.iter_mut().zip(words) {
                left.retain(|&place| !align::has_digit(words[place]));
            }
        }
        contrast
    }

    /// The reason for what follows from `evidence`, in the words of the two texts.
    fn explain(
        &self,
        first: Side<'_>,
        second: Side<'_>,
        evidence: &Evidence,
        instances: u32,
        share: Share,
    ) -> Reason {
        let words = self.contrast(first, second).unanswered();
        match evidence.relation(instances) {
            Relation::Series => Reason::Series(instances, words),
            Relation::Update => {
                Reason::OwnNumbers(numbers::own(first.canonical, second.canonical).unwrap_or_default())
            }
            Relation::Related if evidence.substituted => Reason::Substitution(words),
            Relation::Related => match words {
                [words, none] | [none, words] if none.is_empty() => Reason::Expansion(words),
                words => Reason::Mismatch(words),
            },
            _ => match words {
                [one, other] if one.is_empty() && other.is_empty() => Reason::Form(share),
                [words, none] | [none, words] if none.is_empty() => Reason::Addition(share, words),
                words => Reason::Little(share, words),
            },
        }
    }

    fn share(&self, first: Side<'_>, second: Side<'_>) -> Share {
        let shared = overlap(first.set, second.set);
        let all = first.set.len() + second.set.len() - shared;
        Share { shared, all, asked: self.threshold, shingle: self.shingle }
    }
}

/// What the words of one text weigh.
struct Weighed {
    whole: f32,
    /// Those that the other text does not answer.
    left: f32,
    /// The one of these that tells most.
    most: f32,
    /// The share of words that are characters of a script without spaces, from 0 to 1.
    characters: f32,
}

/// Two texts' words, aligned.
struct Contrast<'a> {
    words: [Vec<&'a str>; 2],
    alignment: Alignment,
}

impl<'a> Contrast<'a> {
    fn of(first: &'a str, second: &'a str) -> Self {
        let words = [first, second].map(|text| normalize::words(text).collect::<Vec<_>>());
        // Of several alignments that are equally good the same is taken whichever text comes first.
        let alignment = if first <= second {
            Alignment::of(&words[0], &words[1])
        } else {
            let Alignment { left: [second, first], gaps } = Alignment::of(&words[1], &words[0]);
            Alignment { left: [first, second], gaps }
        };
        Contrast { words, alignment }
    }

    /// Whether each side tells something like a number that the other does not answer.
    fn leaves_numbers(&self) -> bool {
        let is_told = |side: usize| {
            let mut left = self.alignment.left[side].iter().map(|&place| self.words[side][place]);
            left.any(numbers::is_told)
        };
        is_told(0) && is_told(1)
    }

    /// What words alone say; the similarity is not filled in.
    fn weigh(&self, weights: &Weights) -> Evidence {
        let [first, second] = [0, 1].map(|side| self.side(side, weights));
        let whole = f32::midpoint(first.whole, second.whole);
        if whole == 0.0 {
            return Evidence::default();
        }
        let doubled = 1.0 + f32::midpoint(first.characters, second.characters);
        let mismatch = doubled * first.left.min(second.left) / whole;
        let shorter = first.whole.min(second.whole) + LEAST_TEXT;
        Evidence {
            mismatch,
            addition: doubled * first.left.max(second.left) / whole / shorter,
            is_instance: mismatch > 0.0 && self.alignment.gaps <= SLOTS,
            substituted: self.alignment.gaps == 1 && doubled * first.most.min(second.most) >= FACT,
            ..Evidence::default()
        }
    }

    /// What the words of one side weigh.
    fn side(&self, side: usize, weights: &Weights) -> Weighed {
        let words = &self.words[side];
        let characters = words.iter().filter(|word| align::is_character(word)).count();
        let weight = |word: &&str| weights.of(word);
        let left = || self.alignment.left[side].iter().map(|&place| weights.of(words[place]));
        Weighed {
            whole: words.iter().map(weight).sum(),
            left: left().sum(),
            most: left().fold(0.0, f32::max),
            characters: characters as f32 / words.len().max(1) as f32,
        }
    }

    /// The unanswered words of each side, in the order of the text.
    fn unanswered(&self) -> [String; 2] {
        [0, 1].map(|side| {
            let runs = self.alignment.left[side].chunk_by(|one, next| one + 1 == *next);
            let words = |run: &[usize]| run.iter().map(|&place| self.words[side][place]).collect::<Vec<_>>();
            // Canonical, so that no space stands between characters of a script without spaces.
            runs.map(|run| normalize::canonical(&words(run).join(" "))).collect::<Vec<_>>().join(" \u{2026} ")
        })
    }
}

/// The Jaccard similarity of two ascending, distinct lists, from 0 to 1; 0 where both are empty.
///
/// ```
/// assert_eq!(doublet::judge::similarity(&[1, 2, 3], &[2, 3, 4]), 0.5);
/// ```
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "seven digits suffice to report")]
pub fn similarity(first: &[u32], second: &[u32]) -> f32 {
    let shared = overlap(first, second);
    let all = first.len() + second.len() - shared;
    if all == 0 { 0.0 } else { (shared as f64 / all as f64) as f32 }
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
        Judge::new(&config, &Weights::even()).judge(side(first, &sets[0]), side(second, &sets[1]), 0)
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
        assert_eq!(judge("abcd efgh ijkl mnop 5", "abcd efgh ijkl mnop 15", 0.6).relation, Relation::Update);
        assert_eq!(judge("abcd efgh ijkl mnop 5", "abcd efgh ijkl mnop", 0.6).relation, Relation::Duplicate);
    }

    /// The reason for a pair of titles at 0.3, the words of which tell all they can.
    fn reason(first: &str, second: &str, instances: u32) -> String {
        let config = Config { threshold: Threshold::new(0.3).expect("in range"), ..Config::default() };
        let texts = [first, second].map(normalize::canonical);
        let sets = texts.each_ref().map(|text| shingle::set(text, config.shingle));
        let side = |side: usize| Side { canonical: &texts[side], set: &sets[side] };
        Judge::new(&config, &Weights::even()).judge(side(0), side(1), instances).reason.to_string()
    }

    #[test]
    fn the_reason_is_a_sentence_that_is_true() {
        for (first, second, expected) in [
            ("Harbour reopens", "Harbour, reopens!", "both have the same canonical text"),
            (
                "Harbour reopens",
                "Reopens: harbour",
                "they differ in form alone and share 10 of 16 character 3-grams (0.62; a duplicate has at least 0.30)",
            ),
            (
                "Harbour reopens",
                "Harbour reopens at noon",
                "only one of them has “at noon”; they share 13 of 21 character 3-grams (0.62; a duplicate has at least 0.30)",
            ),
            (
                "Harbour of Oslo reopens",
                "Harbour of Riga reopens",
                "they differ in one place, and there each says something else: “oslo”, “riga”",
            ),
            (
                "Oslo: harbour reopens after storm",
                "Harbour reopens after war: Riga",
                "each says what the other does not: “oslo … storm”, “war riga”",
            ),
            (
                "東京で地震が発生",
                "大阪で地震が発生",
                "they differ in one place, and there each says something else: “東京”, “大阪”",
            ),
        ] {
            assert_eq!(reason(first, second, 0), expected);
        }
        assert_eq!(
            reason("Lights out", "Lights out for ferry line", 0),
            "only one of them has “for ferry line”, too much beside so short a headline"
        );
        assert_eq!(
            reason("Horoscope for Leo", "Horoscope for Aries", 11),
            "11 other headlines share this frame and fill it otherwise: “leo”, “aries”"
        );
    }

    #[test]
    fn a_short_headline_is_changed_by_a_word_and_a_long_one_is_not() {
        assert_eq!(judge("lights out", "lights out for ferry line", 0.2).relation, Relation::Related);
        let long = "harbour lights went out over the whole of the old town";
        assert_eq!(judge(long, &format!("{long} yesterday"), 0.4).relation, Relation::Duplicate);
    }

    #[test]
    fn numbers_that_are_ignored_set_nothing_apart() {
        let config = Config { numbers: Numbers::Ignore, ..Config::default() };
        let texts = ["5 hurt in crash on coast road", "15 hurt in crash on coast road"];
        let sets = texts.map(|text| shingle::set(text, config.shingle));
        let side = |side: usize| Side { canonical: texts[side], set: &sets[side] };
        let judgement = Judge::new(&config, &Weights::even()).judge(side(0), side(1), 0);
        assert_eq!(judgement.relation, Relation::Duplicate);
    }

    #[test]
    fn instances_of_a_frame_part_what_one_word_would_not() {
        let evidence = Evidence { similarity: 0.9, mismatch: 0.1, ..Evidence::default() };
        assert_eq!(evidence.relation(0), Relation::Duplicate);
        assert_eq!(evidence.relation(12), Relation::Series);
        let numbers = Evidence { own_numbers: true, ..evidence };
        assert_eq!(numbers.relation(0), Relation::Update);
        assert_eq!(numbers.relation(2), Relation::Series);
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

        #[test]
        fn judging_is_symmetric(first in "[a-c]{1,3}( [a-c1]{1,3}){0,5}", second in "[a-c]{1,3}( [a-c1]{1,3}){0,5}") {
            let there = judge(&first, &second, 0.1);
            let back = judge(&second, &first, 0.1);
            prop_assert_eq!((there.relation, there.score), (back.relation, back.score));
        }
    }
}
