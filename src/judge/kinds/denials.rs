//! Words that deny something by where they stand: "no", which in Portuguese is "in the", "ne … pas", 不.

use std::sync::LazyLock;

use ahash::AHashMap;

use super::super::languages;
use super::table::term_from;
use super::{Few, Kind, Term};

/// What follows in French a verb that is denied, with "ne" or "n'" before it.
const BEHIND_NE: [&str; 4] = ["pas", "plus", "jamais", "rien"];

/// Beside so many unanswered words, without a gap, a negation belongs to what the other text says: an auxiliary and an
/// adverb come with it ("is not yet set to"). Beside more it is part of an addition ("…, says she will not stay any
/// longer"), and the other text says nothing of it. In scripts without spaces a word counts two characters.
///
/// With 3, 1 labelled duplicate and 20 other pairs have a denial on one side, without the rule 5 and 27.
const MOST_BESIDE: usize = 3;

/// What denies what follows where one side alone has it between words that both have, and is something else elsewhere; with the words of each language in
/// which it does, of which one must be beside it, none where it does in any.
static INSERTED: LazyLock<AHashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut inserted = AHashMap::<&str, Vec<Vec<&str>>>::new();
    for (word, beside) in languages::in_company("inserted") {
        inserted.entry(word).or_default().push(beside);
    }
    inserted
});

/// The words that deny something where one side alone has them beside what both say.
pub(in crate::judge) fn deniers() -> impl Iterator<Item = &'static str> {
    INSERTED.keys().copied().chain(BEHIND_NE)
}

/// Whether the word at `place` denies what follows, given that the other text has those beside it without it. Before a number it does not ("No. 5"), nor
/// before a day or a month, which are in Portuguese "on" it.
pub(in crate::judge) fn denies_if_inserted(words: &[&str], place: usize) -> bool {
    let Some(languages) = INSERTED.get(words[place]) else { return false };
    let is_beside = |word: &&str| words.contains(word);
    if !languages.iter().any(|beside| beside.is_empty() || beside.iter().any(is_beside)) {
        return false;
    }
    let is_date = |kind: Kind| matches!(kind, Kind::Weekday(_) | Kind::Month(_));
    let is_other = words[place + 1].starts_with(|first: char| first.is_ascii_digit())
        || term_from(words, place + 1).is_some_and(|(kind, _)| kind.is_some_and(is_date))
        // What only looks like a denial.
        || term_from(words, place).is_some_and(|(kind, count)| kind.is_none() && count > 1);
    !is_other
}

/// Whether the word at `place` denies the French verb before it, given the words of the other text, which does not have it: "ne viendra pas",
/// "n'exclut pas".
pub(in crate::judge) fn denies_in_french(words: &[&str], place: usize, others: &[&str]) -> bool {
    BEHIND_NE.contains(&words[place])
        && place.checked_sub(1).is_some_and(|before| {
            let verb = words[before];
            let is_elided = verb.strip_prefix('n').is_some_and(|verb| others.contains(&verb));
            is_elided
                || before > 0
                    && words[before - 1] == "ne"
                    && others.contains(&verb)
                    && !others.contains(&"ne")
        })
}

/// Whether some of the terms of a text that the other does not answer deny something.
pub(in crate::judge) fn deny(terms: &[Term], left: &[usize]) -> bool {
    unanswered(terms, left).iter().any(|term| term.kind == Kind::Negation)
}

/// Those of the `terms` of a text that have a place among `left`. A negation is its first word, the rest what
/// it denies; in scripts without spaces it is all of its characters. One within a longer addition is left
/// out: it denies what is added.
pub(super) fn unanswered<'t>(terms: &'t [Term], left: &[usize]) -> Few<'t> {
    let is_unanswered = |term: &&Term| {
        let at = left.partition_point(|&place| place < term.words.start);
        let is_left = left.get(at).is_some_and(|place| term.words.contains(place));
        is_left && (term.kind != Kind::Negation || denies_what_is_said(left, at, term))
    };
    terms.iter().filter(is_unanswered).collect()
}

/// Whether a negation, of which the word at the place `left[at]` is the first that is unanswered, denies what the other
/// text says.
fn denies_what_is_said(left: &[usize], at: usize, term: &Term) -> bool {
    let place = left[at];
    let (is_whole, most) = if term.is_of_characters {
        (true, 2 * MOST_BESIDE)
    } else {
        (term.words.start == place, MOST_BESIDE)
    };
    let most = most + term.words.len();
    // More than that need not be counted.
    let before = (1..=at.min(most)).take_while(|&steps| left[at - steps] + steps == place).count();
    let behind =
        left[at..].iter().zip(place..).take(most + 1).take_while(|(one, other)| **one == *other).count();
    is_whole && before + behind <= most
}
