//! The numbers of a headline, and whether two headlines contradict one another in them.
//!
//! Normalisation has already made one form of every script's digits, of grouping and of decimal separators. What is
//! left to see through is how a number is told: `150k`, `150 thousand` and `150000` are one number, and so are
//! `$200bn` and `200 billion`, `50%` and `50 percent`, `5万` and `50000`, `five` and `5`. So a [`Numeral`] is one or
//! more words:
//!
//! - digits with an optional decimal part, wherever in a word they stand, and at its beginning an optional minus:
//!   `s02e01` has 2 and 1, `covid19` has 19. Leading zeros do not count, and a space may group the digits, "84 000".
//!   Letters before a number and units behind it say what it is a number of: the M6 is not the A6, 5am not 5pm, and
//!   season 2 episode 1 not season 1 episode 2; a number without any equals all of these;
//! - or a word for a number from two to twenty, or for a multiple of ten (`words`), alone or put together: "twenty
//!   five", خمسة وعشرون (five and twenty), "dua belas" (two and ten). Several such words that make no number in one
//!   of these ways are not read at all. "Five hundred" is five, multiplied; nothing is added to hundreds ("five hundred
//!   and twenty" tells 500 and 20), and where they are one word (مئة) they are not read;
//! - or a word that is a number in the place of another one alone, before what multiplies it in its language: "one hundred", "un milliard", "bir milyon";
//! - or an ordinal to the tenth, which tells what its digits tell: "second" is "2nd", 第三 is 第3. It is put together as
//!   the others are, "twenty-second", التاسع عشر (the ninth, and ten), and behind 第 it goes to the ninety-ninth;
//! - or Chinese numerals to ninety-nine before what they count: 三人 is 3人, 五亿 5亿;
//! - behind it what multiplies it: `million`, `mln`, `bn`, `लाख`, `万`, in Korean with what is counted in one word (1조원); nothing multiplies an ordinal. `k`, `m`, `b` and
//!   `t`, with or without a space, may be units of other things (a run of 5k, 100m), and "m" a million or, behind "rp", a
//!   *miliar*: such a number equals each of its readings;
//! - `%` or a word for it, before the number in Turkish, which belongs to the numeral and does not change the number.
//!
//! A Roman numeral, and a word that is something else in another language, is a number beside another one in the same place, or before what multiplies it, alone (`in_place`).
//!
//! A word for a number that is part of a day, a month or a round tells none: "segunda-feira" is Monday, "كانون الثاني"
//! is January ([`super::kinds`]).
//!
//! Cost: a text is read only where a word of it may tell a number, in about 2 µs, and once, however many others it is
//! compared with; to compare the numbers of two texts takes some 50 ns.

mod digits;
pub(super) mod in_place;
mod read;
mod roman;
mod spelled;
mod words;

use std::num::NonZeroU32;
use std::ops::Range;

use smallvec::SmallVec;

use super::kinds;
use crate::normalize;
use read::written;
use spelled::{CHARACTERS, PAIR};
use words::SMALL;

/// So many readings a number has at most: "3m" is 3 of something, three million, and in Jakarta three *miliar*.
const READINGS: usize = 3;

/// A number and where it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// The words that tell it, by their places.
    pub words: Range<usize>,
    /// Whether it is a percentage.
    pub is_percentage: bool,
    /// Whether it is a word for the place in a row: "second", and not "2nd".
    pub(super) is_ordinal: bool,
    /// What it is a number of, where letters in its own word or behind it tell.
    label: Option<Label>,
    /// The number in its shortest form, or all of its readings, as hashes.
    readings: [u64; READINGS],
}

/// The letters that a number is written together with, as a hash.
type Label = NonZeroU32;

impl Numeral {
    /// Whether one of the readings is that of `other`.
    ///
    /// ```
    /// use doublet::judge::numbers::numerals;
    /// let one = |text: &'static str| numerals(&text.split(' ').collect::<Vec<_>>()).remove(0);
    /// assert!(one("2.5 million").equals(&one("2500000")));
    /// assert!(one("5k").equals(&one("5")) && one("5k").equals(&one("5000")));
    /// assert!(one("5m").equals(&one("5 juta")) && one("rp5 m").equals(&one("5 miliar")));
    /// assert!(!one("5 m").equals(&one("5 billion")) && !one("5m").equals(&one("5b")));
    /// assert!(one("covid19").equals(&one("19")) && !one("m6").equals(&one("a6")));
    /// ```
    #[must_use]
    pub fn equals(&self, other: &Numeral) -> bool {
        let is_of_one_thing = self.label == other.label || self.label.is_none() || other.label.is_none();
        is_of_one_thing && self.readings.iter().any(|reading| other.readings.contains(reading))
    }
}

/// The numbers that `words`, those of a canonical text, tell, in order.
///
/// ```
/// use doublet::judge::numbers::numerals;
/// let found = numerals(&["s02e01", "draws", "1.20", "million", "five", "days", "on"]);
/// let places: Vec<_> = found.iter().map(|numeral| numeral.words.clone()).collect();
/// assert_eq!(places, [0..1, 0..1, 2..4, 4..5]);
/// ```
#[must_use]
pub fn numerals(words: &[&str]) -> Vec<Numeral> {
    numerals_of(words, &kinds::terms(words), |_| true)
}

/// The same of words of which these are the `terms`. Those of which `may_begin` says no are passed over: it must say yes of all with which a
/// number can begin.
pub(super) fn numerals_of(
    words: &[&str],
    terms: &[kinds::Term],
    may_begin: impl Fn(usize) -> bool,
) -> Vec<Numeral> {
    written::<()>(words, terms, may_begin).into_iter().map(|(numeral, ())| numeral).collect()
}

/// The numbers that `words` tell, each with how it is written.
fn with_wording(words: &[&str]) -> Vec<(Numeral, String)> {
    written(words, &kinds::terms(words), |_| true)
}

/// The words that tell a number or part of one, as normalisation leaves them; so does every word with a digit.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    SMALL.keys().copied().chain(CHARACTERS).chain(PAIR)
}

/// The words with which phrases begin that tell a number, and those that multiply the word before them.
pub(super) fn openers() -> impl Iterator<Item = &'static str> {
    words::openers()
}

/// The numbers that each of two texts has and the other lacks, counted as often as they
/// stand, as they are written; `None` unless both have some.
///
/// ```
/// use doublet::judge::numbers::own;
/// assert_eq!(own("5 killed", "fifteen killed"), Some([vec!["5".to_owned()], vec!["fifteen".to_owned()]]));
/// assert_eq!(own("5 killed", "many killed"), None);
/// assert_eq!(own("3 of 5", "five of 3"), None);
/// ```
#[must_use]
pub fn own(first: &str, second: &str) -> Option<[Vec<String>; 2]> {
    let [first, second] = [first, second].map(|text| normalize::words(text).collect::<Vec<_>>());
    own_of_words(&first, &second)
}

/// [`own`] of texts that are cut into words.
pub(super) fn own_of_words(first: &[&str], second: &[&str]) -> Option<[Vec<String>; 2]> {
    let [first, second] = [first, second].map(|words| with_wording(words).into());
    let own = without_common(first, second, |(numeral, _)| numeral)?;
    Some(own.map(|numerals| numerals.into_iter().map(|(_, text)| text).collect()))
}

/// The numbers that `words` tell, as they are written.
pub(super) fn as_written(words: &[&str]) -> Vec<String> {
    with_wording(words).into_iter().map(|(_, text)| text).collect()
}

/// Whether each of two texts with these numbers has some that the other lacks.
pub(super) fn are_apart(first: &[Numeral], second: &[Numeral]) -> bool {
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let [first, second] = [first, second].map(|numerals| numerals.iter().collect());
    without_common(first, second, |numeral: &&Numeral| numeral).is_some()
}

/// The numbers of a headline: few enough to need no memory of their own.
type Few<T> = SmallVec<[T; 4]>;

/// A text with more numbers than this is no headline: nothing is said of it, since to pair off so many costs
/// their square.
const MOST_NUMBERS: usize = 1000;

/// What is left on each side without the numbers that both have; `None` unless there is something on both.
fn without_common<T>(first: Few<T>, second: Few<T>, numeral: impl Fn(&T) -> &Numeral) -> Option<[Few<T>; 2]> {
    if first.len().max(second.len()) > MOST_NUMBERS {
        return None;
    }
    let (mut left, mut right) = (first, second);
    // What is the same number of the same thing is paired off before what could be: a 7 before the A7.
    let is_told_alike =
        |one: &Numeral, other: &Numeral| one.readings == other.readings && one.label == other.label;
    let is_same = |one: &Numeral, other: &Numeral| one.readings == other.readings && one.equals(other);
    for is_like in [is_told_alike, is_same, Numeral::equals] {
        left.retain(|one| match right.iter().position(|other| is_like(numeral(one), numeral(other))) {
            Some(at) => {
                right.remove(at);
                false
            }
            None => true,
        });
    }
    (!left.is_empty() && !right.is_empty()).then_some([left, right])
}

#[cfg(test)]
mod tests;
