//! Words that deny or hedge something by where they stand: "no", which in Portuguese is "in the", "ne … pas", 不, "may".

use std::sync::LazyLock;

use ahash::AHashMap;

use super::super::languages;
use super::table::term_from;
use super::{Few, Kind, Term};

/// What follows in French a verb that is denied, with "ne" or "n'" before it.
const BEHIND_NE: [&str; 4] = ["pas", "plus", "jamais", "rien"];

/// Beside so many unanswered words, without a gap, a negation (of a hedge there is none) belongs to what the other text says: an auxiliary and an
/// adverb come with it ("is not yet set to"). Beside more it is part of an addition ("…, says she will not stay any
/// longer"), and the other text says nothing of it. In scripts without spaces a word counts two characters.
///
/// With 3, 1 labelled duplicate and 20 other pairs have a denial on one side, without the rule 5 and 27.
const MOST_BESIDE: usize = 3;

/// What a word says where it is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::judge) enum Inserted {
    Denial,
    Hedge,
}

/// A meaning of a word that it has where it is inserted, and the words of its language of which one must be beside it; none where it has it in any.
type Meaning = (Inserted, Vec<&'static str>);

/// What denies or hedges what follows where one side alone has it between words that both have, and is something else elsewhere.
static INSERTED: LazyLock<AHashMap<&str, Vec<Meaning>>> = LazyLock::new(|| {
    let mut inserted = AHashMap::<&str, Vec<Meaning>>::new();
    for (class, meaning) in [("inserted", Inserted::Denial), ("hedged", Inserted::Hedge)] {
        for (word, beside) in languages::in_company(class) {
            inserted.entry(word).or_default().push((meaning, beside));
        }
    }
    inserted
});

/// The words that deny or hedge something where one side alone has them beside what both say.
pub(in crate::judge) fn inserted_words() -> impl Iterator<Item = &'static str> {
    INSERTED.keys().copied().chain(BEHIND_NE)
}

/// What the word at `place` says of what follows, given that the other text has those beside it without it. Before a number it is none of these ("No. 5"), nor
/// before a day or a month, which are in Portuguese "on" it, nor where it is one ("in May").
pub(in crate::judge) fn inserted(words: &[&str], place: usize) -> Option<Inserted> {
    let meanings = INSERTED.get(words[place])?;
    let is_beside = |word: &&str| words.contains(word);
    let is_told = |(_, beside): &&Meaning| beside.is_empty() || beside.iter().any(is_beside);
    let &(meaning, _) = meanings.iter().find(is_told)?;
    let is_date = |kind: Kind| matches!(kind, Kind::Weekday(_) | Kind::Month(_));
    let begins_date = |at: usize, words_at_least: usize| {
        term_from(words, at).is_some_and(|(kind, count)| kind.is_some_and(is_date) && count >= words_at_least)
    };
    let is_other = words[place + 1].starts_with(|first: char| first.is_ascii_digit())
        || begins_date(place + 1, 1)
        || begins_date(place, 1)
        || place.checked_sub(1).is_some_and(|before| begins_date(before, 2))
        // What only looks like a denial.
        || term_from(words, place).is_some_and(|(kind, count)| kind.is_none() && count > 1);
    (!is_other).then_some(meaning)
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

/// Those of the `terms` of a text that have a place among `left`. Of a negation its first word must be there, the rest being what it denies; of a hedge all of
/// its words. Where one of these is part of a longer addition it is left out: it is said of what is added. Beside a hedge no other word is, or in scripts without
/// spaces a particle: what comes with it is in the other text, in another form.
pub(super) fn unanswered<'t>(terms: &'t [Term], left: &[usize]) -> Few<'t> {
    let is_unanswered = |term: &&Term| {
        let at = left.partition_point(|&place| place < term.words.start);
        let is_left = left.get(at).is_some_and(|place| term.words.contains(place));
        is_left
            && match term.kind {
                Kind::Negation => is_of_what_is_said(left, at, term, MOST_BESIDE),
                Kind::Hedge => {
                    term.words.clone().all(|place| left.binary_search(&place).is_ok())
                        && is_of_what_is_said(left, at, term, usize::from(term.is_of_characters))
                }
                _ => true,
            }
    };
    terms.iter().filter(is_unanswered).collect()
}

/// Whether a negation or a hedge, of which the word at the place `left[at]` is the first that is unanswered, is said of what the other
/// text says: beside it are `most` words at the most that this does not answer.
fn is_of_what_is_said(left: &[usize], at: usize, term: &Term, most: usize) -> bool {
    let place = left[at];
    let (is_whole, most) =
        if term.is_of_characters { (true, 2 * most) } else { (term.words.start == place, most) };
    let most = most + term.words.len();
    // More than that need not be counted.
    let before = (1..=at.min(most)).take_while(|&steps| left[at - steps] + steps == place).count();
    let behind =
        left[at..].iter().zip(place..).take(most + 1).take_while(|(one, other)| **one == *other).count();
    is_whole && before + behind <= most
}
