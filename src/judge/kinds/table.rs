//! The table of terms: each taken apart into words, as normalisation leaves them.

use std::sync::LazyLock;

use ahash::AHashMap;
use smallvec::SmallVec;

use super::super::languages;
use super::{Direction, Kind};
use crate::normalize;

/// The words that terms begin with, as normalisation leaves them.
pub(in crate::judge) fn words() -> impl Iterator<Item = &'static str> {
    TERMS.words.keys().copied()
}

/// The longest term that begins at `start`: its kind, none for what only looks like a term, and how many
/// words it has. The words beside are looked at too: "5 may" is a month.
pub(super) fn term_from(words: &[&str], start: usize) -> Option<(Option<Kind>, usize)> {
    let behind = &words[start + 1..];
    let is_there = |term: &&Entered| {
        behind.len() >= term.rest.len() && term.rest.iter().zip(behind).all(|(one, other)| one == other)
    };
    let entry = TERMS.words.get(words[start])?;
    if let Some(entered) = entry.terms.iter().find(is_there) {
        return Some((entered.kind, 1 + entered.rest.len()));
    }
    let before = |distance: usize| start.checked_sub(distance).map(|before| words[before]);
    let is_dated = || {
        // "5 may", "5 de julio", "may 5"
        let number = if before(1) == Some("de") { before(2) } else { before(1) };
        number.is_some_and(is_day) || behind.first().is_some_and(|word| is_day(word))
    };
    entry.month.filter(|_| is_dated()).map(|month| (Some(Kind::Month(month)), 1))
}

/// The month that a word is beside the number of a day.
pub(super) fn month_beside_day(word: &str) -> Option<Kind> {
    TERMS.words.get(word)?.month.map(Kind::Month)
}

/// Whether a word is the number of a day in a month.
fn is_day(word: &str) -> bool {
    word.len() <= 2 && word.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

/// So many words begin terms, at most: to make room for each anew costs as much again.
const MOST_TERMS: usize = 1 << 13;

/// A term in the table, without its first word.
#[derive(Debug)]
struct Entered {
    rest: Vec<&'static str>,
    kind: Option<Kind>,
}

/// What a word can begin.
#[derive(Debug, Default)]
struct Entry {
    /// The terms that begin with it, the longest first.
    terms: SmallVec<[Entered; 1]>,
    /// The month that it is beside the number of a day.
    month: Option<u8>,
}

/// All terms, by the words that they begin with.
#[derive(Debug, Default)]
struct Terms {
    words: AHashMap<&'static str, Entry>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms { words: AHashMap::with_capacity(MOST_TERMS) };
    for (kind, text) in listed() {
        let mut words = normalize::words(text);
        let Some(first) = words.next() else { continue };
        let entry = terms.words.entry(first).or_default();
        entry.terms.push(Entered { rest: words.collect(), kind });
    }
    for entry in terms.words.values_mut() {
        entry.terms.sort_by_key(|term| std::cmp::Reverse(term.rest.len()));
    }
    for (month, name) in languages::valued("besidedays") {
        terms.words.entry(name).or_default().month = Some(month);
    }
    terms
});

/// Every term, with its kind.
pub(super) fn listed() -> impl Iterator<Item = (Option<Kind>, &'static str)> {
    fn valued(
        class: &'static str,
        kind: fn(u8) -> Kind,
    ) -> impl Iterator<Item = (Option<Kind>, &'static str)> {
        languages::valued(class).map(move |(value, term)| (Some(kind(value)), term))
    }
    fn plain(class: &'static str, kind: Option<Kind>) -> impl Iterator<Item = (Option<Kind>, &'static str)> {
        languages::terms(class).map(move |term| (kind, term))
    }
    valued("weekdays", |day| Kind::Weekday(day - 1))
        .chain(valued("months", Kind::Month))
        .chain(valued("rounds", Kind::Round))
        .chain(plain("up", Some(Kind::Direction(Direction::Up))))
        .chain(plain("down", Some(Kind::Direction(Direction::Down))))
        .chain(plain("negations", Some(Kind::Negation)))
        .chain(plain("hedges", Some(Kind::Hedge)))
        .chain(plain("neither", None))
}
