//! Why the judge decided as it did, in sentences that a person accepts.

use std::fmt;

use super::contrast::Contrast;
use super::roles::Exchange;
use super::{Contradiction, kinds};
use crate::config::{Shingle, Threshold};

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
    /// Nothing is left but form and numbers, and numbers are to be ignored.
    NumbersIgnored(Share),
    /// One side has words more, of which the other says nothing.
    Addition(Share, String),
    /// Each side has words of its own, but they tell too little.
    Little(Share, [String; 2]),
    /// Each side has numbers that the other lacks.
    OwnNumbers([Vec<String>; 2]),
    /// Each counts the same thing otherwise, in numbers of which the other side has one of something else.
    OtherCounts([String; 2]),
    /// Both have the same numbers, of other things.
    NumbersMoved([Vec<String>; 2]),
    /// They say what cannot both be true of one thing.
    Kind(kinds::Contradiction),
    /// Two of the words that both have stand in each other's place.
    Roles([String; 2]),
    /// A name stands before what happens in one of them and behind it in the other: the name, and what happens.
    OtherRole([String; 2]),
    /// In the one place where they differ each side says something else.
    Substitution([String; 2]),
    /// One side has words more, which say too much beside so short a text.
    Brevity(String),
    /// One side has words more, and what both share is too little or too common to make them one item.
    Expansion(String),
    /// Each side has words of its own that tell too much.
    Mismatch([String; 2]),
    /// Neither says what the other does not, in words too common to make them one.
    Common(Share),
    /// So many other headlines share the frame and fill it otherwise.
    Series(u32, [String; 2]),
    /// Too few shingles are shared.
    Unlike(Share),
}

impl Reason {
    /// Why two texts are one item.
    pub(super) fn for_one(contrast: &Contrast<'_>, share: Share) -> Self {
        match contrast.unanswered() {
            [one, other] if one.is_empty() && other.is_empty() => {
                if contrast.has_ignored() {
                    Reason::NumbersIgnored(share)
                } else {
                    Reason::Form(share)
                }
            }
            [words, none] | [none, words] if none.is_empty() => Reason::Addition(share, words),
            words => Reason::Little(share, words),
        }
    }

    /// What two texts contradict one another in, whose numbers do.
    pub(super) fn of_numbers(contrast: &Contrast<'_>) -> Self {
        if let Some(own) = contrast.own_numbers() {
            Reason::OwnNumbers(own)
        } else if let Some(counts) = contrast.other_counts() {
            Reason::OtherCounts(counts)
        } else {
            Reason::NumbersMoved(contrast.numbers())
        }
    }

    /// What keeps two texts apart that are alike enough, of no frame, and do not contradict one another in numbers.
    pub(super) fn against(
        contrast: &Contrast<'_>,
        contradiction: Option<Contradiction>,
        share: Share,
    ) -> Self {
        if let (Some(Contradiction::Kind), Some(kinds)) = (contradiction, contrast.kinds()) {
            return Reason::Kind(kinds);
        }
        if let (Some(Contradiction::Roles), Some(exchange)) = (contradiction, contrast.exchanged()) {
            return match exchange {
                Exchange::Both(names) => Reason::Roles(names.map(str::to_owned)),
                Exchange::One { name, around } => Reason::OtherRole([name, around].map(str::to_owned)),
            };
        }
        match (contrast.unanswered(), contradiction) {
            (words, Some(Contradiction::Substitution)) => Reason::Substitution(words),
            ([one, other], _) if one.is_empty() && other.is_empty() => Reason::Common(share),
            ([words, none] | [none, words], Some(Contradiction::Brevity)) if none.is_empty() => {
                Reason::Brevity(words)
            }
            ([words, none] | [none, words], _) if none.is_empty() => Reason::Expansion(words),
            (words, _) => Reason::Mismatch(words),
        }
    }
}

/// How many shingles two texts share, of how many, and what share is enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub(super) shared: usize,
    pub(super) all: usize,
    /// Those of the text that has fewer.
    pub(super) lesser: usize,
    pub(super) asked: Threshold,
    pub(super) shingle: Shingle,
}

impl Share {
    pub(super) fn similarity(&self) -> f64 {
        if self.all == 0 { 0.0 } else { self.shared as f64 / self.all as f64 }
    }

    /// How many of how many.
    fn counts(&self) -> String {
        let (unit, length) = match self.shingle {
            Shingle::Chars(length) => ("character", length),
            Shingle::Words(length) => ("word", length),
        };
        format!("{} of {} {unit} {length}-grams", self.shared, self.all)
    }

    /// The similarity beside the threshold: to reach it is enough to be looked at more closely, and not always needed.
    fn against_threshold(&self) -> String {
        format!("{:.2}; {:.2} is enough", self.similarity(), self.asked.get())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Empty => f.write_str("one of them has no word to compare"),
            Reason::SameText => f.write_str("both have the same canonical text"),
            Reason::Form(share) => write!(f, "they differ in form alone and share {share}"),
            Reason::NumbersIgnored(share) => {
                write!(f, "they differ in form and in numbers, which are ignored, and share {share}")
            }
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
            Reason::OtherCounts([first, second]) => {
                write!(f, "each counts the same otherwise: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}")
            }
            Reason::NumbersMoved([first, second]) => write!(
                f,
                "both have the same numbers, but not of the same things: {}; {}",
                first.join(", "),
                second.join(", ")
            ),
            Reason::Kind(kinds) => kinds.fmt(f),
            Reason::OtherRole([name, around]) => write!(
                f,
                "\u{201c}{name}\u{201d} stands before \u{201c}{around}\u{201d} in one of them, and behind it in the other"
            ),
            Reason::Roles([first, second]) => {
                write!(
                    f,
                    "they have \u{201c}{first}\u{201d} and \u{201c}{second}\u{201d} in each other's place"
                )
            }
            Reason::Substitution([first, second]) => write!(
                f,
                "they differ in one place, and there each says something else: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"
            ),
            Reason::Brevity(words) => {
                write!(f, "only one of them has \u{201c}{words}\u{201d}, too much beside so short a headline")
            }
            Reason::Expansion(words) => write!(
                f,
                "only one of them has \u{201c}{words}\u{201d}, and the rest is too little or too common to make them one"
            ),
            Reason::Mismatch([first, second]) => write!(
                f,
                "each says what the other does not: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"
            ),
            Reason::Common(share) => {
                write!(f, "what they share is too common to make them one, {}", share.counts())
            }
            Reason::Series(instances, [first, second]) => {
                write!(f, "{instances} other headlines share this frame and fill it otherwise")?;
                match (first.as_str(), second.as_str()) {
                    ("", "") => Ok(()),
                    (words, "") | ("", words) => write!(f, ": \u{201c}{words}\u{201d}"),
                    _ => write!(f, ": \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}"),
                }
            }
            Reason::Unlike(share) => {
                write!(f, "they share only {} ({})", share.counts(), share.against_threshold())
            }
        }
    }
}

/// What two texts share that were alike enough to be looked at: where they are below the threshold, the one contains
/// enough of the other.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.asked.admits(self.shared, self.all) {
            return write!(f, "{} ({})", self.counts(), self.against_threshold());
        }
        let contained = self.shared as f64 / self.lesser.max(1) as f64;
        write!(f, "{} ({:.2}; {contained:.2} of those of the shorter one)", self.counts(), self.similarity())
    }
}
