//! The numbers of a text, read from its words: where each begins and ends, and what else belongs to it.

use std::borrow::Cow;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::digits::{Within, is_group, leading_number, numbers_within, scaled, shortest};
use super::spelled::{Small, number_in_words};
use super::words::{
    CENT, CENT_BEFORE, COUNTED_TOGETHER, CURRENCIES, MAGNITUDES, Magnitude, RUPIAH, SMALL, UNITS,
};
use super::{Label, Numeral, READINGS, in_place};
use crate::judge::kinds;
use crate::normalize;

/// What is kept of how a number is written: the text, or nothing where nobody asks, since putting it together costs as much as reading the
/// number.
pub(super) trait Wording {
    /// What is kept of the text that `written` gives.
    fn of(written: impl FnOnce() -> String) -> Self;
}

impl Wording for String {
    fn of(written: impl FnOnce() -> String) -> Self {
        written()
    }
}

impl Wording for () {
    fn of(_: impl FnOnce() -> String) -> Self {}
}

/// The numbers that `words`, of which these are the [terms](kinds::terms), tell, and how they are written. Words of which `may_begin`
/// says no are passed over: it must say yes of all with which a number can begin.
pub(super) fn written<T: Wording>(
    words: &[&str],
    terms: &[kinds::Term],
    may_begin: impl Fn(usize) -> bool,
) -> Vec<(Numeral, T)> {
    let dates = dates(terms);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !may_begin(at) {
            at += 1;
            continue;
        }
        let word = words[at];
        let date = dates.get(dates.partition_point(|date| date.end <= at)).filter(|date| date.contains(&at));
        if let Some(date) = date
            && SMALL.contains_key(word)
        {
            at = date.end;
            continue;
        }
        if let Some((number, rest)) = leading_number(word).or_else(|| multiplied_amount(words, at)) {
            at = push_numeral(words, at..at + 1, number, rest, &mut found);
            continue;
        }
        if let Some(number) = number_before_magnitude(words, at, found.last().map(|(numeral, _)| numeral)) {
            at = push_numeral(words, at - 1..at, &number.to_string(), "", &mut found);
            continue;
        }
        if let Some((number, end)) = number_in_words(words, at) {
            at = match number {
                Some(Small::Cardinal(number)) => {
                    push_numeral(words, at..end, &number.to_string(), "", &mut found)
                }
                Some(Small::Ordinal(number)) => {
                    found.push(ordinal(words, at..end, number));
                    end
                }
                None => end,
            };
            continue;
        }
        found.extend(numbers_within(word).map(|within| plain(at, within, "")));
        at += 1;
    }
    found
}

/// The number that the word before the one at `at` tells because this one multiplies it: "one hundred", "un million". It must be no part of the last
/// numeral that was read.
fn number_before_magnitude(words: &[&str], at: usize, last: Option<&Numeral>) -> Option<u32> {
    let before = at.checked_sub(1).filter(|&before| last.is_none_or(|last| last.words.end <= before))?;
    in_place::before_magnitude(words[before], words[at])
}

/// The amount in a word that begins with the name of a currency, and what else is in it, where that or the next word multiplies it: "rp2 triliun". Else
/// the letters may be those of another name, "rs6".
fn multiplied_amount<'a>(words: &[&'a str], at: usize) -> Option<(&'a str, &'a str)> {
    let amount = CURRENCIES.iter().find_map(|currency| words[at].strip_prefix(currency))?;
    let (number, rest) = leading_number(amount)?;
    let multiplier = if rest.is_empty() { words.get(at + 1)? } else { rest };
    MAGNITUDES.contains_key(multiplier).then_some((number, rest))
}

/// The places of days, months and rounds, of which words for numbers may be part.
fn dates(terms: &[kinds::Term]) -> Vec<Range<usize>> {
    use kinds::Kind::{Month, Round, Weekday};
    let is_date = |term: &&kinds::Term| matches!(term.kind, Weekday(_) | Month(_) | Round(_));
    terms.iter().filter(is_date).map(|term| term.words.clone()).collect()
}

/// An ordinal, which nothing multiplies.
fn ordinal<T: Wording>(words: &[&str], span: Range<usize>, number: u8) -> (Numeral, T) {
    let text = T::of(|| normalize::canonical(&words[span.clone()].join(" ")));
    let readings = [reading(&number.to_string()); READINGS];
    (Numeral { words: span, is_percentage: false, is_ordinal: true, label: None, readings }, text)
}

/// A number that is digits alone, perhaps behind letters.
fn plain<T: Wording>(place: usize, Within { letters, number }: Within<'_>, unit: &str) -> (Numeral, T) {
    let readings = [reading(shortest(number)); READINGS];
    let words = place..place + 1;
    let numeral = Numeral { words, is_percentage: false, is_ordinal: false, label: label(letters), readings };
    let number = if letters.is_empty() { shortest(number) } else { number };
    (numeral, T::of(|| format!("{letters}{number}{unit}")))
}

/// The label of these letters; none of none.
fn label(letters: &str) -> Option<Label> {
    if letters.is_empty() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    Label::new(xxh3_64(letters.as_bytes()) as u32 | 1)
}

/// What stands for a number in its shortest form: 64 bits of hash, which no two numbers of a run share by accident.
pub(super) fn reading(number: &str) -> u64 {
    xxh3_64(number.as_bytes())
}

/// Adds the numeral that begins with the words of `span`, which tell `number` and then, in the same word, `rest`.
/// Returns the place behind it.
fn push_numeral<T: Wording>(
    words: &[&str],
    span: Range<usize>,
    number: &str,
    rest: &str,
    found: &mut Vec<(Numeral, T)>,
) -> usize {
    let Range { start, end } = span;
    let is_rupiah = words[start].starts_with(RUPIAH) || start > 0 && words[start - 1] == RUPIAH;
    let Some((mut exponents, mut unit)) = multiplied(rest, is_rupiah) else {
        push_each(start, number, rest, found);
        return end;
    };
    let is_told_before = start > 0 && words[start - 1] == CENT_BEFORE;
    let first = if is_told_before { start - 1 } else { start };
    let mut is_percentage = rest == "%" || is_told_before;
    let is_groupable = rest.is_empty() && words[start] == number;
    let (grouped, mut end) = if is_groupable { grouped(words, end, number) } else { (number.into(), end) };
    if rest.is_empty()
        && let Some(Magnitude::Letter([one, other])) = words.get(end).and_then(|word| MAGNITUDES.get(word))
    {
        (exponents, unit) = (readings_of_letter([*one, *other], is_rupiah), words[end]);
        end += 1;
    }
    while let Some(Magnitude::Word(exponent)) = words.get(end).and_then(|word| MAGNITUDES.get(word)) {
        exponents = exponents.map(|before| before + exponent);
        end += 1;
    }
    let mut values = exponents.map(|exponent| scaled(&grouped, exponent));
    while let Some(smaller) = smaller_part(&words[..end], &words[end..])
        && values.iter().all(|value| is_room(value, &smaller))
    {
        for value in &mut values {
            let behind = value.len() - smaller.len();
            value.to_mut().replace_range(behind.., &smaller);
        }
        end += 2;
    }
    if !is_percentage && let Some(count) = cent(&words[end..]) {
        (is_percentage, end) = (true, end + count);
    }
    let readings = values.map(|value| reading(&value));
    let is_digits_alone =
        exponents == [0; READINGS] && end == start + 1 && leading_number(words[start]).is_some();
    let text = T::of(|| {
        if is_digits_alone { number.to_owned() } else { normalize::canonical(&words[first..end].join(" ")) }
    });
    found.push((
        Numeral { words: first..end, is_percentage, is_ordinal: false, label: label(unit), readings },
        text,
    ));
    end
}

/// What multiplies the parts of one number that are written one behind the other, the largest first. In other languages two amounts in a list are
/// written so too: "20 million, 5 million for schools".
const PARTED: [&str; 11] =
    ["兆", "億", "亿", "万", "萬", "trilyon", "milyar", "milyard", "milyon", "bin", "min"];

/// What the first two words `behind` a number add to it, if they are a whole number and what multiplies it, by less than the last word of those
/// `before` does: "2 milyar 500 milyon", 1億5000万.
fn smaller_part(before: &[&str], behind: &[&str]) -> Option<String> {
    let (larger, [number, smaller, ..]) = (before.last()?, behind) else { return None };
    let exponent = |word: &str| match MAGNITUDES.get(word).filter(|_| PARTED.contains(&word)) {
        Some(Magnitude::Word(exponent)) => Some(*exponent),
        _ => None,
    };
    let (larger, smaller) = (exponent(larger)?, exponent(smaller)?);
    let is_whole = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    (smaller < larger && is_whole && !number.is_empty()).then(|| scaled(number, smaller).into_owned())
}

/// Whether a number ends with so many zeros, and has more than them.
fn is_room(value: &str, smaller: &str) -> bool {
    value.len() > smaller.len() && value.bytes().rev().take(smaller.len()).all(|byte| byte == b'0')
}

/// The powers of ten that a letter may tell: none, its own and, of rupiahs, the other one.
fn readings_of_letter([one, of_rupiahs]: [usize; 2], is_rupiah: bool) -> [usize; READINGS] {
    [0, one, if is_rupiah { of_rupiahs } else { one }]
}

/// By which powers of ten what is written behind digits in one word with them multiplies each of their readings, and
/// what unit it may be; `None` where it is other letters: "5th", "2x4".
fn multiplied(rest: &str, is_rupiah: bool) -> Option<([usize; READINGS], &str)> {
    match MAGNITUDES.get(rest) {
        Some(Magnitude::Word(exponent) | Magnitude::Attached(exponent)) => Some(([*exponent; READINGS], "")),
        Some(Magnitude::Letter(powers)) => Some((readings_of_letter(*powers, is_rupiah), rest)),
        None if rest.is_empty() || rest == "%" => Some(([0; READINGS], "")),
        None => multiplied_together(rest).map(|exponent| ([exponent; READINGS], "")),
    }
}

/// By which power of ten Korean multiplies digits in one word with them and with what they count, 1조원.
fn multiplied_together(rest: &str) -> Option<usize> {
    let (magnitude, counted) = rest.split_at_checked("조".len())?;
    let is_counted = COUNTED_TOGETHER.iter().any(|word| counted.starts_with(word));
    match MAGNITUDES.get(magnitude) {
        Some(Magnitude::Word(exponent)) if is_counted => Some(*exponent),
        _ => None,
    }
}

/// Adds the numbers of a word that begins with `number` and then has other letters: each stands for itself.
fn push_each<T: Wording>(place: usize, number: &str, rest: &str, found: &mut Vec<(Numeral, T)>) {
    let unit = if UNITS.contains(&rest) { rest } else { "" };
    let (numeral, text) = plain(place, Within { letters: "", number }, unit);
    found.push((Numeral { label: label(unit), ..numeral }, text));
    found.extend(numbers_within(rest).map(|within| plain(place, within, "")));
}

/// `number` with the groups of digits that stand in the words from `end` on, and the place behind them.
fn grouped<'n>(words: &[&str], end: usize, number: &'n str) -> (Cow<'n, str>, usize) {
    let has_groups = (1..=3).contains(&number.len()) && number != "0";
    let count = words[end..].iter().take_while(|word| has_groups && is_group(word)).count();
    let groups = &words[end..end + count];
    let whole = if groups.is_empty() { number.into() } else { (number.to_owned() + &groups.concat()).into() };
    (whole, end + count)
}

/// How many words say "percent", where the first of them do.
fn cent(words: &[&str]) -> Option<usize> {
    let told = CENT.get(words.first()?)?;
    let is_there = |rest: &str| words.get(1) == Some(&rest);
    let lengths =
        told.iter().filter(|rest| rest.is_none_or(is_there)).map(|rest| 1 + usize::from(rest.is_some()));
    lengths.max()
}
