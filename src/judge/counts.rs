//! What the numbers of a headline count, and whether another headline counts the same otherwise.
//!
//! "9 killed, 20 injured" and "20 killed" have the 20 in common, and tell of two accidents. What a number counts is the word behind it, in nearly
//! all languages, where that is no function word (of fewer than four letters, or frequent), day or number. Two headlines count a thing otherwise where none of their numbers of it are
//! alike, and one of these stands on the other side as the number of something else: it has *moved*.
//!
//! The same is often told in other words, so nothing is said
//!
//! - where the thing that a number counts here stands there without a number, in any form: it is counted from afar, "4 dead", "4 people dead";
//! - where a number has the same word before it on both sides: that is what it belongs to, "series 5", "iPhone 15";
//! - of a place in a row beside a count: the ninth chapter is not nine chapters;
//! - of numbers that are written as years are, from 1900 to 2100, also where they are none;
//! - of scripts without spaces, where the word behind is one character.
//!
//! Where numbers count nothing, their order may still tell: "from 62 to 65" is not "from 65 to 62".
//!
//! Cost: nothing where neither has two numbers; a few comparisons of hashes, unless another number stands before the same word.

use std::ops::RangeInclusive;

use smallvec::SmallVec;

use super::numbers::Numeral;
use super::told::{FACT, Told, Word};
use super::{form, roles};

/// So many numbers a text has of which one can be moved. To look among more costs their square.
const NUMBERS: RangeInclusive<usize> = 2..=16;

/// Numbers that are taken for years.
const YEARS: RangeInclusive<u32> = 1900..=2100;

/// The letters of a thing that is counted at least: shorter ones are function words in most languages, also where no corpus tells.
const LEAST_LETTERS: u16 = 4;

/// Words of a text among which a thing is looked for.
const MOST_WORDS: usize = 64;

/// What a number counts.
#[derive(Clone, Copy, PartialEq)]
struct Thing {
    word: Word,
    /// Whether it is the place in a row.
    is_in_order: bool,
}

/// A number, and what it counts.
type Count<'a> = (&'a Numeral, Thing);

/// A number of each of two texts, of a thing that both count otherwise, if one of them has moved.
pub(super) fn moved<'a>(first: &Told<'a>, second: &Told<'a>) -> Option<[&'a Numeral; 2]> {
    if !NUMBERS.contains(&first.numerals.len().max(second.numerals.len()))
        || !may_count_otherwise(first, second)
    {
        return None;
    }
    let [ones, others] = [first, second].map(counts);
    let are_alike = |thing: Thing| {
        ones.iter()
            .filter(|(_, of)| *of == thing)
            .any(|(one, _)| others.iter().filter(|(_, of)| *of == thing).any(|(other, _)| one.equals(other)))
    };
    let is_moved = |one: Count<'_>, other: Count<'_>| {
        let stands = [stands(one, first, (second, &others[..])), stands(other, second, (first, &ones[..]))];
        stands.contains(&Stands::Elsewhere) && !stands.contains(&Stands::AsItMay)
    };
    ones.iter().filter(|(_, thing)| !are_alike(*thing)).find_map(|&one| {
        let same = others.iter().filter(|(_, of)| *of == one.1);
        same.copied().find(|&other| is_moved(one, other)).map(|other| [one.0, other.0])
    })
}

/// Whether two numbers stand in one another's place between the same words, "from 62 to 65", "from 65 to 62", whatever else is said. Not in a list, "14 and
/// 16", and not where only the word between them is the same: that may be a score, told from either side.
pub(super) fn leads_back(first: &Told<'_>, second: &Told<'_>) -> bool {
    if ![first, second].iter().all(|text| NUMBERS.contains(&text.numerals.len())) {
        return false;
    }
    let around =
        |text: &Told<'_>, one: &Numeral| [text.words[one.words.start - 1], text.words[one.words.end]];
    steps(first).any(|[one, next]| {
        steps(second).any(|[other, behind]| {
            let are_exchanged = one.equals(behind) && next.equals(other);
            are_exchanged
                && !one.equals(next)
                && !other.equals(behind)
                && !one.equals(other)
                && around(first, one) == around(second, other)
        })
    })
}

/// Numbers of a text between which one word stands that does not join them, and one before them too.
fn steps<'a>(text: &Told<'a>) -> impl Iterator<Item = [&'a Numeral; 2]> {
    let is_step = |[one, next]: &[&Numeral; 2]| {
        one.words.start > 0
            && one.words.end + 1 == next.words.start
            && !roles::joins(text.word(one.words.end))
    };
    text.numerals.windows(2).map(|two| [&two[0], &two[1]]).filter(is_step)
}

/// Whether another number stands before the same word.
fn may_count_otherwise(first: &Told<'_>, second: &Told<'_>) -> bool {
    let behind = |numeral: &Numeral, text: &Told<'_>| text.words.get(numeral.words.end).copied();
    first.numerals.iter().any(|one| {
        let word = behind(one, first);
        word.is_some()
            && second.numerals.iter().any(|other| behind(other, second) == word && !one.equals(other))
    })
}

/// Where a number of one text stands in another.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    Nowhere,
    /// It is that of something else.
    Elsewhere,
    /// It may be that of the same, told otherwise.
    AsItMay,
}

/// Where the number of `text` that counts `thing` stands in `other`, which has these `counts`.
fn stands(
    (numeral, thing): Count<'_>,
    text: &Told<'_>,
    (other, others): (&Told<'_>, &[Count<'_>]),
) -> Stands {
    let before = |numeral: &Numeral, text: &Told<'_>| {
        numeral.words.start.checked_sub(1).map(|place| text.words[place])
    };
    let mut stands = Stands::Nowhere;
    for one in other.numerals.iter().filter(|one| one.equals(numeral)) {
        let belongs_to = before(numeral, text);
        if belongs_to.is_some() && belongs_to == before(one, other) {
            return Stands::AsItMay;
        }
        let counted = others.iter().find(|(number, of)| std::ptr::eq(*number, one) && *of != thing);
        if let Some((number, of)) = counted {
            if is_told_from_afar(*of, other.word(number.words.end), text) {
                return Stands::AsItMay;
            }
            stands = Stands::Elsewhere;
        }
    }
    stands
}

/// Whether a thing, which another text writes so, stands in `text` without a number.
fn is_told_from_afar(thing: Thing, written: &str, text: &Told<'_>) -> bool {
    let is_counted = counts(text).iter().any(|(_, counted)| counted.word == thing.word);
    let is_there = |place: usize| {
        text.words[place] == thing.word || form::closeness(text.word(place), written).is_some()
    };
    !is_counted && (0..text.words.len().min(MOST_WORDS)).any(is_there)
}

/// The numbers of a text that count something.
fn counts<'a>(text: &Told<'a>) -> SmallVec<[Count<'a>; 4]> {
    let with_thing = |numeral: &'a Numeral| {
        let word = *text.words.get(numeral.words.end)?;
        let is_telling = word.is_fact() && word.weight >= FACT && word.letters >= LEAST_LETTERS;
        let is_other = word.is_kind() || word.tells_number() || word.is_character();
        let thing = Thing { word, is_in_order: numeral.is_ordinal };
        (is_telling && !is_other && !is_year(numeral, text)).then_some((numeral, thing))
    };
    text.numerals.iter().filter_map(with_thing).collect()
}

/// Whether a number is written as years of news are.
fn is_year(numeral: &Numeral, text: &Told<'_>) -> bool {
    numeral.words.len() == 1
        && text.word(numeral.words.start).parse().is_ok_and(|year: u32| YEARS.contains(&year))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::judge::told::WordLists;
    use crate::normalize::canonical;
    use crate::weights::Weights;

    /// Whether a number moved, and that it is the same the other way round.
    fn is_moved(first: &str, second: &str) -> bool {
        let texts = [first, second].map(canonical);
        let lists = [0, 1].map(|side: usize| WordLists::of(&texts[side], &Weights::even()));
        let [one, other] = [0, 1].map(|side: usize| lists[side].get(0, texts[side].as_bytes()));
        let found = moved(&one, &other).is_some();
        assert_eq!(found, moved(&other, &one).is_some(), "{first} {second}");
        found
    }

    #[test]
    fn a_number_moves_from_one_thing_to_another() {
        for (first, second) in [
            ("4 killed, 20 injured", "20 killed"),
            ("3 winners and 2 losers", "2 winners and 3 losers"),
            ("3 dead, 8 injured", "at 3 o'clock: 7 dead, 8 dead"),
        ] {
            assert!(is_moved(first, second), "{first}, {second}");
        }
    }

    #[test]
    fn the_same_in_other_words_moves_nothing() {
        for (first, second) in [
            ("4 killed, 20 injured", "20 injured"),
            ("4 killed, 20 injured", "at least 4 killed, 20 injured people"),
            ("4 dead and 5 people lost", "4 people dead"),
            ("two people killed, five injured", "two dead, five people injured"),
            ("3 people killed, 5 injured", "leaves 5 people injured, 3 dead"),
            ("3 personnes tuées, 5 blessées", "5 personnes blessées, 3 morts"),
            ("kills 4, injures 20 people", "injured 20, killed 4 people"),
            ("series 5 episode 9 airs", "9th episode of series 5 shown"),
            ("series 5 episode 9 online", "the ninth episode of series 5, 9 online"),
            ("iphone 15 launch: 3 phones shown", "3 new phones: iphone 15 phones shown"),
            ("2026 prices of 12 cars", "12 prices for cars of 2026"),
            ("M5 and M6 closed", "M6 and M5 closed"),
            ("boys aged 14 and 16 held", "boys aged 16 and 14 held"),
        ] {
            assert!(!is_moved(first, second), "{first}, {second}");
        }
    }

    /// A text of a few numbers and words.
    fn text() -> impl Strategy<Value = String> {
        let word =
            prop::sample::select(vec!["3", "7", "8", "second", "dead", "people", "killed", "kills", "of"]);
        prop::collection::vec(word, 1..9).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn what_moved_is_the_same_whichever_text_comes_first(first in text(), second in text()) {
            is_moved(&first, &second);
            prop_assert!(!is_moved(&first, &first));
        }
    }
}
