//! Who did it to whom: two headlines of the same words in which two of them stand in each other's place.
//!
//! "Orvane beats Valbruna" and "Valbruna beats Orvane" have the same words, and so have "Storm closes harbour" and "Harbour closes: storm". Order tells
//! roles where two words, or names of two, change places around something that happens, while all the rest stays where it is. It does not
//!
//! - around a word that joins equals: "Oslo and Riga", "Orvane United vs Valbruna", or where nothing happens between them;
//! - where one of the two is a frequent word, or has more words than the other: an adverb or a verb that comes first in the one ("Überall fehlen Lehrer",
//!   "Falleció, a los 90 años, Ana Serna");
//! - in a language that tells roles by endings, where the words keep theirs: «Киев атаковали дроны» and «Дроны атаковали Киев» are one.
//!   There it is the other way round: whoever changes places and ending changes the role. It is asked of Cyrillic, most languages of which have
//!   cases, and of Korean; of Polish, Turkish or Finnish, which have them too, nothing tells in a text of Latin letters.
//!
//! Cost: nothing unless the words of both are the same and stand in another order.

use std::ops::Range;

use super::align;
use super::told::{Told, Word};

/// The words of one who acts, at most, and the characters.
const NAME_WORDS: usize = 2;
const NAME_CHARACTERS: usize = 4;

/// The weight from which on a word names someone or something: such a word stands in one of 300 headlines of a language of 100,000. In the stream of 3.2
/// million 12 clusters go by the rule, two of which were of one item; with 0.3 and names of unequal length 31 and 13.
const NAMED: f32 = 0.45;

/// Words that lie between the first and the last that changed, at most; beyond it nobody reads them as one clause.
const MOST_WORDS: usize = 24;

/// The letters of what happens at least: shorter words join more often than they tell.
const LEAST_LETTERS: u16 = 4;

/// What joins equals: and, or, against. In a language in which one of them is something else less is told apart.
const JOINING: [&str; 45] = [
    "and", "or", "vs", "versus", "und", "oder", "en", "of", "et", "ou", "y", "e", "o", "u", "og", "och",
    "eller", "ja", "i", "oraz", "lub", "si", "sau", "es", "ve", "veya", "dan", "atau", "dhe", "na", "и",
    "или", "і", "та", "και", "و", "और", "اور", "와", "和", "与", "與", "又", "と", "や",
];

/// What stands behind the one who acts in Hindi and Urdu; what happens follows at the end.
const ACTS: [&str; 2] = ["ने", "نے"];

/// Where the two stand in each text, of two texts of which each answers every word of the other: in the first the one before the other.
pub(super) fn exchanged<'a>(first: &Told<'a>, second: &Told<'a>) -> Option<[&'a str; 2]> {
    let (ones, others) = (first.words, second.words);
    if ones.len() != others.len() {
        return None;
    }
    let before = ones.iter().zip(others).take_while(|(one, other)| one == other).count();
    let rest = ones[before..].iter().rev().zip(others[before..].iter().rev());
    let end = ones.len() - rest.take_while(|(one, other)| one == other).count();
    if before + 2 > end || end - before > MOST_WORDS {
        return None;
    }
    let most = if ones[before].is_character() { NAME_CHARACTERS } else { NAME_WORDS };
    (1..=most.min((end - before) / 2)).find_map(|length| {
        let names = [before..before + length, end - length..end];
        are_exchanged(first, second, &names).then(|| names.map(|name| first.span(name)))
    })
}

/// Whether the two names, which stand at these places in the first text, stand in the second in each other's place, around what happens.
fn are_exchanged(first: &Told<'_>, second: &Told<'_>, [one, other]: &[Range<usize>; 2]) -> bool {
    let between = one.end..other.start;
    if first.words[between.clone()] != second.words[between.clone()] {
        return false;
    }
    let mut changed = 0;
    for (here, there) in one.clone().zip(other.clone()).chain(other.clone().zip(one.clone())) {
        if first.words[here] != second.words[there] {
            if !has_other_ending((first, here), (second, there)) {
                return false;
            }
            changed += 1;
        }
    }
    // "Wherever he comes from" and "wherever they come from" exchange nothing.
    if has_other_ending((first, one.start), (second, one.start)) {
        return false;
    }
    let has_cases = has_cases(first.word(one.start));
    let are_named = [one, other].into_iter().all(|name| is_named(&first.words[name.clone()]));
    are_named && if has_cases { changed >= 2 } else { is_told(first, between) }
}

/// Whether the languages that are written in the script of a word tell roles by endings: Cyrillic, and Korean.
fn has_cases(word: &str) -> bool {
    word.starts_with(|letter| matches!(letter, '\u{400}'..='\u{52F}' | '\u{AC00}'..='\u{D7A3}'))
}

/// Whether two words are one with another ending. In Arabic and Hebrew what is written before a word is no case.
fn has_other_ending((text, place): (&Told<'_>, usize), (other, there): (&Told<'_>, usize)) -> bool {
    let begins = |word: &'_ str| word.chars().next();
    begins(text.word(place)) == begins(other.word(there))
        && align::another_form((text, place), (other, there)).is_some()
}

/// Whether these words are rare enough to name someone or something.
fn is_named(words: &[Word]) -> bool {
    let is_rare = |word: &Word| word.is_character() || word.weight >= NAMED;
    let is_plain = |word: &Word| !word.is_kind() && !word.tells_number();
    words.iter().all(is_plain) && words.iter().any(is_rare)
}

/// Whether something that happens is told by the words at these places.
fn is_told(text: &Told<'_>, places: Range<usize>) -> bool {
    let written = || places.clone().map(|place| text.word(place));
    if written().any(|word| JOINING.contains(&word)) {
        return false;
    }
    let words = &text.words[places.clone()];
    let characters = words.iter().filter(|word| word.is_character()).count();
    let tells = |word: &Word| !word.is_character() && word.is_fact() && word.letters >= LEAST_LETTERS;
    characters >= 2 || words.iter().any(tells) || written().any(|word| ACTS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::told::WordLists;
    use crate::normalize::canonical;
    use crate::weights::Weights;

    /// Who is exchanged, where all words tell as much as they can.
    fn told(first: &str, second: &str) -> Option<[String; 2]> {
        let texts = [first, second].map(canonical);
        let lists = texts.each_ref().map(|text| WordLists::of(text, &Weights::even()));
        let [first, second] = [0, 1].map(|side: usize| lists[side].get(0, texts[side].as_bytes()));
        let there = exchanged(&first, &second);
        assert_eq!(there.is_some(), exchanged(&second, &first).is_some());
        there.map(|names| names.map(str::to_owned))
    }

    #[test]
    fn who_did_it_to_whom_is_told_by_order() {
        for (first, second, names) in [
            ("Orvane beats Valbruna 3-1", "Valbruna beats Orvane 3-1", ["orvane", "valbruna"]),
            (
                "Ana Serna demanda a Luis Orvane por plagio",
                "Luis Orvane demanda a Ana Serna por plagio",
                ["ana serna", "luis orvane"],
            ),
            ("ترامب يهاجم بايدن في خطاب", "بايدن يهاجم ترامب في خطاب", ["ترامب", "بايدن"]),
            ("भारत ने नेपाल को हराया", "नेपाल ने भारत को हराया", ["भारत", "नेपाल"]),
            ("广东战胜辽宁进入决赛", "辽宁战胜广东进入决赛", ["广东", "辽宁"]),
        ] {
            assert_eq!(told(first, second), Some(names.map(str::to_owned)), "{first}");
        }
    }

    #[test]
    fn where_endings_tell_it_a_word_that_keeps_its_own_keeps_its_role() {
        assert!(told("Орван обвинил Серну во лжи", "Серна обвинил Орвана во лжи").is_some());
        assert!(told("Киев атаковали дроны ночью", "Дроны атаковали Киев ночью").is_none());
        assert!(told("오르반이 세르나를 법원에 고소", "세르나가 오르반을 법원에 고소").is_none());
    }

    #[test]
    fn equals_that_are_joined_and_words_that_only_moved_exchange_nothing() {
        for (first, second) in [
            ("Harbours of Oslo and Riga reopen", "Harbours of Riga and Oslo reopen"),
            ("Link: Orvane United vs Valbruna", "Link: Valbruna United vs Orvane"),
            ("北京大学和清华大学合作", "清华大学和北京大学合作"),
            ("Storm closes the harbour of Velden", "The harbour of Velden closes: storm"),
            (
                "No deal wherever he comes from or wherever it comes",
                "No deal wherever he come from or wherever it come",
            ),
            ("Harbour reopens", "Harbour reopens"),
            ("Falleció en Velden Ana Serna", "Ana Serna en Velden falleció"),
        ] {
            assert_eq!(told(first, second), None, "{first}");
        }
    }
}
