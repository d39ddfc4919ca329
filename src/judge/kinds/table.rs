//! The table of terms: each as people write it, taken apart into words as normalisation leaves them.

use std::sync::LazyLock;

use ahash::AHashMap;

use super::{Direction, Kind, calendar, directions, negations, rounds};
use crate::normalize;

/// The words that terms begin with, as normalisation leaves them.
pub(in crate::judge) fn words() -> impl Iterator<Item = &'static str> {
    TERMS.words.keys().map(AsRef::as_ref)
}

/// The longest term that begins at `start`: its kind, none for what only looks like a term, and how many
/// words it has. The words beside are looked at too: "5 may" is a month.
pub(super) fn term_from(words: &[&str], start: usize) -> Option<(Option<Kind>, usize)> {
    let behind = &words[start + 1..];
    let is_there = |term: &&Entered| {
        behind.len() >= term.rest.len() && term.rest.iter().zip(behind).all(|(one, other)| **one == **other)
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

/// Whether a word is the number of a day in a month.
fn is_day(word: &str) -> bool {
    word.len() <= 2 && word.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
}

/// A term in the table, without its first word.
#[derive(Debug)]
struct Entered {
    rest: Vec<Box<str>>,
    kind: Option<Kind>,
}

/// What a word can begin.
#[derive(Debug, Default)]
struct Entry {
    /// The terms that begin with it, the longest first.
    terms: Vec<Entered>,
    /// The month that it is beside the number of a day.
    month: Option<u8>,
}

/// All terms, by the words that they begin with.
#[derive(Debug, Default)]
struct Terms {
    words: AHashMap<Box<str>, Entry>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms::default();
    for (kind, title) in listed() {
        let title = normalize::canonical(title);
        let words: Vec<Box<str>> = normalize::words(&title).map(Box::from).collect();
        let Some((first, rest)) = words.split_first() else { continue };
        let entry = terms.words.entry(first.clone()).or_default();
        entry.terms.push(Entered { rest: rest.to_vec(), kind });
        entry.terms.sort_by_key(|term| std::cmp::Reverse(term.rest.len()));
    }
    for (month, names) in calendar::BESIDE_DAYS {
        for name in names.split(", ") {
            terms.words.entry(name.into()).or_default().month = Some(month);
        }
    }
    terms
});

/// Every term as people write it, with its kind.
pub(super) fn listed() -> impl Iterator<Item = (Option<Kind>, &'static str)> {
    let split =
        |kind: Option<Kind>, terms: &'static str| terms.split(',').map(move |term| (kind, term.trim()));
    let weekdays = calendar::WEEKDAYS.iter().flat_map(move |(_, days)| {
        (0..).zip(days).flat_map(move |(day, terms)| split(Some(Kind::Weekday(day)), terms))
    });
    let months =
        (1..).zip(calendar::MONTHS).flat_map(move |(month, terms)| split(Some(Kind::Month(month)), terms));
    let directions = [(Direction::Up, directions::UP), (Direction::Down, directions::DOWN)];
    let directions =
        directions.into_iter().flat_map(move |(way, terms)| split(Some(Kind::Direction(way)), terms));
    let rounds = rounds::ROUNDS.iter().flat_map(move |&(left, terms)| split(Some(Kind::Round(left)), terms));
    weekdays
        .chain(months)
        .chain(rounds)
        .chain(directions)
        .chain(split(Some(Kind::Negation), negations::NEGATIONS))
        .chain(split(None, calendar::NEITHER))
        .chain(split(None, directions::NEITHER))
        .chain(split(None, negations::NEITHER))
}
