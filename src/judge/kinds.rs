//! Closed classes of words whose exchange changes what a headline says: days, months, rounds, directions, denials, hedges.
//!
//! "Monday" for "tuesday" is another day, "falls" for "rises" the opposite, and a "not" on one side alone denies what the other side says. Such
//! words are frequent, so that they weigh little, and by their letters they are like one another: "tuesday" has 6
//! letters of "thursday", "juni" three of "juli", "kein" all but one of "ein". So they stand in tables (`judge/languages`):
//!
//! - **weekdays** and **months**, with the case endings that headlines have;
//! - **rounds** of a competition, which move while the rest of a headline stays the same. "Final" is the last of anything too, and in Spanish the end: that
//!   both sides must have a round of their own bounds the harm;
//! - **directions**: verbs and nouns of rising and of falling. Raising and cutting count too: who raises a rate and who cuts it say opposite things;
//! - **negations**, and with them what only looks like one and denies nothing: "not only", "لا يزال" (still), "หรือไม่"
//!   (whether), "不得不" (must);
//! - **hedges**: what makes a plan, a wish, a demand or a possibility of a fact, "may", "plans to", "хочет", 考虑, or says that it does not come to
//!   be, "refuses to", "batal".
//!
//! A [`Term`] is one word or several: "segunda-feira" is two, 周一 is two characters, วันจันทร์ is six. The longest
//! that begins first counts.
//!
//! Two texts contradict one another where a word that the other does not answer belongs to a term that the other
//! text tells nowhere: on both sides for days, months, rounds and directions, on one side for a negation or a hedge, if the
//! other text has none at all and it is no part of a longer addition; a hedge only where the other says nothing else either.
//!
//! # What is left out
//!
//! A word is listed only where it is what it seems in every language that writes it so, since no language is told.
//! So not "may" and "march" (verbs) but "in march", and "5 march"; not "sat", "sun",
//! "wed", "mon", "tue" and "mar"; not Portuguese "segunda" (second) but "segunda-feira"; not Indonesian
//! "minggu" (week), Turkish "salı" (a name in Albanian), "cuma" (Indonesian: only) and "pazar" (market),
//! Hebrew שני (second), Urdu ہفتہ (week), Levantine آب (father). Not "no", which is "in the" in Portuguese:
//! only before a word that makes it Spanish or English, or between words that the other side has without it;
//! "don't", in French "of which", likewise. Not French "ne" and "pas", which in Albanian are "in" and "after", but
//! "ne peut pas", and around a verb that the other side has without them. Not 不, 没 and 未 alone, which are
//! syllables of other words (不断, 未来), but 不会, 没有, 未能, and between what the other side has without them.
//! Not "rose", "sale", "queda", nor the Vietnamese tăng
//! and giảm, which without marks are a funeral and a prison. Of rounds not fractions that are told of other
//! things ("tre quarti", "un huitième"), nor Vietnamese "tứ kết" and "bán kết", without marks parts of other words; nor "the last four", which mostly are
//! years, and Turkish "son 8", in Spanish "they are 8". Negation by endings of verbs (Turkish, Swahili,
//! much of Japanese and Korean) is not seen; nor is a hedge that is an ending ("cancelaría", which only keeps another hedge from counting), hearsay ("reportedly", which is
//! left out and added as one likes), and "nearly", where it stands before numbers too; Persian, Czech and Baltic verbs are, where they are frequent. Afghan and Persian
//! months are missing, and those of Nepal's calendar, which begin in the middle of others.
//!
//! Against the rule stand a few without which a language would have none: "not" (German: need, Turkish:
//! grade), Indonesian "senin" (Turkish: your), Spanish "baja" (down, and absent), "cuartos" (rooms), "up" (and the Indian
//! state). Days, months, rounds and directions need one on either side, which bounds the harm.
//!
//! Cost: one look-up in a table a word, once for each text.

mod denials;
mod table;

use std::fmt;
use std::ops::Range;

use smallvec::SmallVec;

use crate::normalize::is_character;
use denials::unanswered;
pub(super) use denials::{Inserted, denies_in_french, deny, inserted, inserted_words};
pub(super) use table::words;
use table::{month_beside_day, term_from};

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It rises.
    Up,
    /// It falls.
    Down,
}

/// What kind of fact a word is, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A day of the week, from Monday, 0, to Sunday, 6.
    Weekday(u8),
    /// A month, from January, 1, to December, 12.
    Month(u8),
    /// A round of a competition, by how many are left in it: 16, 8, 4 or 2.
    Round(u8),
    /// Something goes up or down.
    Direction(Direction),
    /// Something is denied.
    Negation,
    /// Something only may be, is planned, wanted or asked for, or does not come to be.
    Hedge,
}

/// One word or several that are of a [`Kind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is.
    pub kind: Kind,
    /// The words that tell it, by their places.
    pub words: Range<usize>,
    /// Whether these are characters of a script without spaces.
    pub is_of_characters: bool,
}

/// The terms of a text, given its words: from the left, the longest that begins first.
///
/// ```
/// use doublet::judge::kinds::{Direction, Kind, terms};
/// use doublet::normalize::{canonical, words};
/// let told = |title: &str| {
///     let title = canonical(title);
///     let terms = terms(&words(&title).collect::<Vec<_>>());
///     terms.into_iter().map(|term| (term.kind, term.words)).collect::<Vec<_>>()
/// };
/// assert_eq!(told("Trial opens Thursday"), [(Kind::Weekday(3), 2..3)]);
/// assert_eq!(told("審理下週四開庭"), [(Kind::Weekday(3), 3..5)]);
/// assert_eq!(told("Суд начнется в январе"), [(Kind::Month(1), 3..4)]);
/// assert_eq!(told("أسعار النفط تهبط"), [(Kind::Direction(Direction::Down), 2..3)]);
/// assert_eq!(told("Trial may open on May 5"), [(Kind::Month(5), 4..5)]);
/// ```
#[must_use]
pub fn terms(words: &[&str]) -> Vec<Term> {
    terms_of(words, |_| true)
}

/// The same, with words passed over of which `may_begin` says no: it must say yes of all with which a term can begin.
pub(super) fn terms_of(words: &[&str], may_begin: impl Fn(usize) -> bool) -> Vec<Term> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let term = if may_begin(at) { term_from(words, at) } else { None };
        let (kind, count) = term.unwrap_or((None, 1));
        let is_of_characters = is_character(words[at]);
        found.extend(kind.map(|kind| Term { kind, words: at..at + count, is_of_characters }));
        at += count;
    }
    found
}

/// What two texts say in words that cannot both be true of one thing. `Display` is part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// The days of the week that each side alone has.
    Weekdays([String; 2]),
    /// The months that each side alone has.
    Months([String; 2]),
    /// The rounds of a competition that each side alone has.
    Rounds([String; 2]),
    /// What goes up on one side, and down on the other.
    Directions {
        /// The words of the side that rises.
        up: String,
        /// The words of the side that falls.
        down: String,
    },
    /// The negation that one side alone has.
    Denial(String),
    /// What makes less than a fact of it on one side alone.
    Hedge(String),
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contradiction::Weekdays([first, second]) => {
                write!(f, "each has a day of its own: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}")
            }
            Contradiction::Months([first, second]) => {
                write!(f, "each has a month of its own: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}")
            }
            Contradiction::Rounds([first, second]) => {
                write!(f, "each has a round of its own: \u{201c}{first}\u{201d}, \u{201c}{second}\u{201d}")
            }
            Contradiction::Directions { up, down } => {
                write!(f, "one goes up, the other down: \u{201c}{up}\u{201d}, \u{201c}{down}\u{201d}")
            }
            Contradiction::Denial(words) => {
                write!(f, "only one of them has a denial: \u{201c}{words}\u{201d}")
            }
            Contradiction::Hedge(words) => {
                write!(f, "only one of them has \u{201c}{words}\u{201d}, which makes no fact of the rest")
            }
        }
    }
}

/// Whether two texts contradict one another in a day, a month, a round, a direction, a negation or a hedge, given their words and the
/// places, ascending, of those that the other does not answer. Symmetric but for the order of the sides.
///
/// ```
/// use doublet::judge::{Alignment, kinds::contradiction};
/// use doublet::normalize::{canonical, words};
/// let told = |first: &str, second: &str| {
///     let texts = [first, second].map(canonical);
///     let left = Alignment::of(&texts[0], &texts[1]).left;
///     let [first, second] = texts.each_ref().map(|text| words(text).collect::<Vec<_>>());
///     contradiction(&first, &second, [&left[0], &left[1]]).map(|found| found.to_string())
/// };
/// let days = told("Ferry strike on Monday", "Ferry strike on Friday");
/// assert_eq!(days.unwrap(), "each has a day of its own: “monday”, “friday”");
/// let ways = told("股市開盤下跌", "股市開盤上漲");
/// assert_eq!(ways.unwrap(), "one goes up, the other down: “上漲”, “下跌”");
/// let denial = told("Мэр уйдет в отставку", "Мэр не уйдет в отставку");
/// assert_eq!(denial.unwrap(), "only one of them has a denial: “не”");
/// assert_eq!(told("الميناء يفتح الاثنين", "الميناء يفتح يوم الاثنين"), None);
/// ```
#[must_use]
pub fn contradiction(first: &[&str], second: &[&str], left: [&[usize]; 2]) -> Option<Contradiction> {
    let terms = [first, second].map(terms);
    let (opposition, terms) = opposed([&terms[0], &terms[1]], left)?;
    let [first, second] = [(first, &terms[0]), (second, &terms[1])].map(|(words, terms)| {
        let written =
            |term: &&Term| words[term.words.clone()].join(if term.is_of_characters { "" } else { " " });
        terms.iter().map(written).collect::<Vec<_>>().join(" ")
    });
    Some(match opposition {
        Opposition::Weekdays => Contradiction::Weekdays([first, second]),
        Opposition::Months => Contradiction::Months([first, second]),
        Opposition::Rounds => Contradiction::Rounds([first, second]),
        Opposition::UpAndDown => Contradiction::Directions { up: first, down: second },
        Opposition::DownAndUp => Contradiction::Directions { up: second, down: first },
        Opposition::Denial => Contradiction::Denial(first + &second),
        Opposition::Hedge => Contradiction::Hedge(first + &second),
    })
}

/// In what two texts are opposed, the first before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opposition {
    Weekdays,
    Months,
    Rounds,
    UpAndDown,
    DownAndUp,
    /// One of them has a denial.
    Denial,
    /// One of them has a hedge.
    Hedge,
}

/// A few terms.
type Few<'t> = SmallVec<[&'t Term; 4]>;

/// What two texts with these terms are opposed in, and the terms of each in which they are, given the places
/// of the words that the other does not answer.
pub(super) fn opposed<'t>(told: [&'t [Term]; 2], left: [&[usize]; 2]) -> Option<(Opposition, [Few<'t>; 2])> {
    let unanswered = [0, 1].map(|side: usize| unanswered(told[side], left[side]));
    if unanswered.iter().all(SmallVec::is_empty) {
        return None;
    }
    let own = |side: usize, is_meant: fn(Kind) -> bool| -> Few<'t> {
        // Of rounds the one may be part of the other, 準決勝 of 準々決勝: all its words are answered then.
        let is_open = |term: &&Term| matches!(term.kind, Kind::Round(_)) || unanswered[side].contains(term);
        let is_own = |term: &&Term| told[1 - side].iter().all(|other| other.kind != term.kind);
        told[side].iter().filter(|term| is_meant(term.kind)).filter(is_open).filter(is_own).collect()
    };
    let is_weekday: fn(Kind) -> bool = |kind| matches!(kind, Kind::Weekday(_));
    let is_month: fn(Kind) -> bool = |kind| matches!(kind, Kind::Month(_));
    let is_round: fn(Kind) -> bool = |kind| matches!(kind, Kind::Round(_));
    let is_up: fn(Kind) -> bool = |kind| kind == Kind::Direction(Direction::Up);
    let is_down: fn(Kind) -> bool = |kind| kind == Kind::Direction(Direction::Down);
    let both = [
        (Opposition::Weekdays, [is_weekday; 2]),
        (Opposition::Months, [is_month; 2]),
        (Opposition::Rounds, [is_round; 2]),
        (Opposition::UpAndDown, [is_up, is_down]),
        (Opposition::DownAndUp, [is_down, is_up]),
    ];
    let opposed = both.into_iter().find_map(|(opposition, [first, second])| {
        let own = [own(0, first), own(1, second)];
        own.iter().all(|terms| !terms.is_empty()).then_some((opposition, own))
    });
    let alone = |opposition: Opposition, is_meant: fn(Kind) -> bool| {
        // What both have is nobody's own, so that only one side has some here.
        let own = [own(0, is_meant), own(1, is_meant)];
        own.iter().any(|terms| !terms.is_empty()).then_some((opposition, own))
    };
    let is_hedged = || {
        // Where the other says something else too, it is told in other words, and may hedge in them.
        let (opposition, own) = alone(Opposition::Hedge, |kind| kind == Kind::Hedge)?;
        let other = usize::from(own[1].is_empty());
        left[other].is_empty().then_some((opposition, own))
    };
    opposed.or_else(|| alone(Opposition::Denial, |kind| kind == Kind::Negation)).or_else(is_hedged)
}

/// The terms of one kind, in each text one, that tell the same in other words, given the terms of each and
/// the places of its unanswered words: their places can be paired off.
///
/// ```
/// use doublet::judge::kinds::{answers, terms};
/// let told = |first: &[&str], second: &[&str], left| answers([&terms(first), &terms(second)], left);
/// let (first, second) = (["oil", "falls", "on", "fri"], ["friday", "oil", "drops", "again"]);
/// assert_eq!(told(&first, &second, [&[1, 2, 3], &[0, 2, 3]])[..], [[1..2, 2..3], [3..4, 0..1]]);
/// assert_eq!(told(&["تنخفض"], &["يهبط"], [&[0], &[0]])[..], [[0..1, 0..1]]);
/// assert!(told(&["rises"], &["falls"], [&[0], &[0]]).is_empty());
/// ```
#[must_use]
pub fn answers(terms: [&[Term]; 2], left: [&[usize]; 2]) -> SmallVec<[[Range<usize>; 2]; 2]> {
    let mut others = unanswered(terms[1], left[1]);
    let mut pairs = SmallVec::new();
    for one in unanswered(terms[0], left[0]) {
        if let Some(at) = others.iter().position(|other| other.kind == one.kind) {
            pairs.push([one.words.clone(), others.remove(at).words.clone()]);
        }
    }
    pairs
}

/// Whether two words, however like one another by their letters, are never forms of one word: they are of one kind
/// and another value, or one of them denies what the other says, or is a round of which the other is a part.
///
/// ```
/// use doublet::judge::kinds::are_apart;
/// assert!(are_apart("tuesday", "thursday") && are_apart("июня", "июля"));
/// assert!(are_apart("kein", "ein") && are_apart("can", "cant") && are_apart("semifinal", "final"));
/// assert!(are_apart("junio", "julio"));
/// assert!(!are_apart("monday", "mondays") && !are_apart("rise", "rises") && !are_apart("port", "ports"));
/// ```
#[must_use]
pub fn are_apart(one: &str, other: &str) -> bool {
    // "Julio" is a month beside a day alone, and no form of "junio" anywhere.
    let kind = |word: &str| term_from(&[word], 0).map_or_else(|| month_beside_day(word), |(kind, _)| kind);
    match (kind(one), kind(other)) {
        (Some(one), Some(other)) => one != other,
        // A semi-final is no form of what it is a compound of.
        (Some(kind), None) | (None, Some(kind)) => matches!(kind, Kind::Negation | Kind::Round(4..)),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests;
