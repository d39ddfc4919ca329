//! Words for numbers: those that a language lists ([`languages`]), and those of which numbers are put together, in canonical form.
//!
//! A word is listed where it is the number in every language that writes it so, once marks and case are taken
//! away: not Spanish "once", "doce" and "tres", French "seize", Urdu بارہ (in Persian "about"), nor "Lima",
//! "elf", "dort", "neuf", "dua" or "dos". Nor is a word for one, which is an article in many languages.
//! These stand in the class `ambiguous` ([`super::in_place`]). Behind tens, where they can be nothing else, some of them are read ("twenty-one", "vingt-neuf"). In
//! Chinese, Japanese, Korean, Thai and Vietnamese small numbers in words are syllables of names (三星), so that
//! only what multiplies digits is read, what follows 第 or counts something (三人), and Korean ordinals (두 번째).
//!
//! Of ordinals these are left out: "premier", "primer", "primo" (ministers), "primera" and "primeira";
//! Portuguese "segunda", "quarta", "quinta", "sexta" and the feminine Greek ones from τρίτη to πέμπτη (days),
//! as well as the Hebrew masculine ones to שישי; Italian "secondo" (according to), Spanish "cuarto" (room),
//! German "achten" (heed) and Dutch "achter" (behind), Greek έκτος (outside), Urdu پہلے and Hindi पहले
//! (before), دوسرے and दूसरे (others), but for some that stand before what is counted. Thai ที่สาม begins ที่สามารถ (that can), and Vietnamese ordinals are
//! days.

use std::sync::LazyLock;

use ahash::AHashMap;

use super::in_place;
use crate::judge::languages;

/// What a word adds to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is a number.
    Number(u8),
    /// It is the place in a row: "second" tells what "2nd" tells.
    Ordinal(u8),
    /// One, which counts only in "one and ten", "one and twenty": alone it is an article, a pronoun or a day.
    One,
    /// It makes teens of ones: عشر, "belas".
    Teen,
    /// It adds tens to the ones before it: وعشرون, "and twenty".
    AndTens(u8),
    /// It makes tens of ones, "puluh", and more words may follow that tell other things alone ("lima"): not read.
    Tenfold,
}

/// Each by its word; numbers of several words are [`PHRASES`].
pub(super) static SMALL: LazyLock<AHashMap<&str, Part>> = LazyLock::new(|| {
    let numbers = languages::valued("numbers").map(|(number, word)| (word, Part::Number(number)));
    let ordinals = languages::valued("ordinals").map(|(number, word)| (word, Part::Ordinal(number)));
    let split = |words: &'static str| words.split(' ');
    let and_tens = (2..)
        .zip(AND_TENS)
        .flat_map(move |(ten, words)| split(words).map(move |word| (word, Part::AndTens(10 * ten))));
    let makers = [(ONE, Part::One), (TEEN, Part::Teen), (TENFOLD, Part::Tenfold)];
    let makers = makers.into_iter().flat_map(move |(words, part)| split(words).map(move |word| (word, part)));
    numbers.chain(ordinals).chain(and_tens).chain(makers).filter(|(word, _)| !word.contains(' ')).collect()
});

/// One, where it makes eleven or twenty-one of what follows.
const ONE: &str = "احد احدي واحد الحادي الحاديه אחד אחת";

/// Ten behind ones; alone it is not read, since what stands before it may be a number that is not listed.
const TEEN: &str = "عشر عشره עשר עשרה belas";

/// Ten times the ones before it. What follows ("satu", "dua", "lima") is not listed, so that none of it is read.
const TENFOLD: &str = "puluh";

/// What stands between tens and ones: "treinta y cinco".
pub(super) const AND: [&str; 7] = ["y", "e", "et", "si", "i", "na", "و"];

/// Ones that are read behind tens only, since alone they are articles, names or other words.
pub(super) const BEHIND_TENS: [(u8, &str); 18] = [
    (1, "one"),
    (1, "un"),
    (1, "une"),
    (1, "uno"),
    (1, "una"),
    (1, "um"),
    (1, "uma"),
    (1, "bir"),
    (1, "moja"),
    (1, "один"),
    (1, "ενα"),
    (2, "dos"),
    (3, "tres"),
    (3, "uc"),
    (4, "dort"),
    (5, "bes"),
    (6, "alti"),
    (9, "neuf"),
];

/// Twenty to ninety behind ones.
const AND_TENS: [&str; 8] = [
    "وعشرون وعشرين",
    "وثلاثون وثلاثين",
    "واربعون واربعين",
    "وخمسون وخمسين",
    "وستون وستين",
    "وسبعون وسبعين",
    "وثمانون وثمانين",
    "وتسعون وتسعين",
];

/// The words that one of [`PHRASES`] begins with, [`ORDINALS_BEFORE`] and [`NTH`], and what makes a number of the word before it.
pub(super) fn openers() -> impl Iterator<Item = &'static str> {
    let phrases = PHRASES.keys().copied().chain(ORDINALS_BEFORE.map(|(_, word)| word)).chain([NTH]);
    phrases.chain(in_place::magnitudes())
}

/// What makes an ordinal of the Chinese numerals behind it.
pub(super) const NTH: &str = "第";

/// Numbers of several words that are not the sum of what each tells, "on bir" (eleven), "ya pili" (the second): by the first word the rest.
pub(super) static PHRASES: LazyLock<AHashMap<&str, Vec<(&str, Part)>>> = LazyLock::new(|| {
    let numbers = languages::valued("numbers").map(|(number, phrase)| (phrase, Part::Number(number)));
    let ordinals = languages::valued("ordinals").map(|(number, phrase)| (phrase, Part::Ordinal(number)));
    let mut phrases = AHashMap::<&str, Vec<(&str, Part)>>::new();
    for (phrase, part) in numbers.chain(ordinals) {
        if let Some((first, rest)) = phrase.split_once(' ') {
            phrases.entry(first).or_default().push((rest, part));
        }
    }
    // The longest that fits counts.
    for rests in phrases.values_mut() {
        rests.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    phrases
});

/// "Before" and "others", but the first and the second before what is counted.
pub(super) const ORDINALS_BEFORE: [(u8, &str); 4] = [(1, "پهلے"), (2, "دوسرے"), (1, "पहले"), (2, "दूसरे")];

/// What is counted by them: matches, days, phases.
pub(super) const COUNTED_BEHIND: [&str; 19] = [
    "ون",
    "ٹيسٹ",
    "ميچ",
    "ٹي20",
    "مرحلے",
    "دن",
    "روز",
    "سيزن",
    "वनडे",
    "वन",
    "टेस्ट",
    "मैच",
    "टी20",
    "t20",
    "चरण",
    "दिन",
    "सीजन",
    "هاف",
    "हाफ",
];

/// "Before" something is told with this in front of it.
pub(super) const FROM: [&str; 2] = ["سے", "से"];

/// What multiplies the number before it, by a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Magnitude {
    /// A word of its own, or behind the digits.
    Word(usize),
    /// Behind the digits only.
    Attached(usize),
    /// Behind the digits, perhaps with a space between, and perhaps the unit of something else: the power that it is, and that of
    /// rupiahs, of which "m" is a *miliar*.
    Letter([usize; 2]),
}

/// Each by its word.
pub(super) static MAGNITUDES: LazyLock<AHashMap<&str, Magnitude>> = LazyLock::new(|| {
    let words = languages::valued("magnitudes")
        .map(|(exponent, word)| (word, Magnitude::Word(usize::from(exponent))));
    let attached =
        [("rb", 3), ("jt", 6), ("cr", 7)].map(|(word, exponent)| (word, Magnitude::Attached(exponent)));
    let letters = [("k", [3, 3]), ("m", [6, 9]), ("b", [9, 9]), ("t", [12, 12])];
    words.chain(attached).chain(letters.map(|(word, exponent)| (word, Magnitude::Letter(exponent)))).collect()
});

/// Rupiahs.
pub(super) const RUPIAH: &str = "rp";

/// Currencies that are written together with the number behind them.
pub(super) const CURRENCIES: [&str; 10] = ["idr", "usd", "eur", "gbp", "inr", "aed", "rp", "rs", "rm", "tk"];

/// What says so of the number behind it.
pub(super) const CENT_BEFORE: &str = "yuzde";

/// What Korean counts and writes together with what multiplies its number: 1조원, 3만명. Other words begin with the same syllables, 3조각, 3조건.
pub(super) const COUNTED_TOGETHER: [&str; 8] = ["원", "달러", "유로", "위안", "엔", "명", "여명", "대"];

/// What is written behind a number, in one word with it, and says what it is a number of, in any language.
pub(super) const UNITS: [&str; 16] =
    ["am", "pm", "mm", "cm", "km", "mg", "g", "kg", "kw", "mw", "gw", "mb", "gb", "tb", "kb", "tw"];

/// What says that the number before it is a percentage: by its first word, what else must follow.
pub(super) static CENT: LazyLock<AHashMap<&str, Vec<Option<&str>>>> = LazyLock::new(|| {
    let mut cent = AHashMap::<&str, Vec<Option<&str>>>::new();
    for phrase in languages::terms("percent") {
        let (first, rest) =
            phrase.split_once(' ').map_or((phrase, None), |(first, rest)| (first, Some(rest)));
        cent.entry(first).or_default().push(rest);
    }
    cent
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::canonical;

    #[test]
    fn every_word_that_numbers_are_put_together_of_is_listed_once_as_normalisation_leaves_it() {
        let mut words: Vec<&str> =
            AND_TENS.into_iter().chain([ONE, TEEN, TENFOLD]).flat_map(|words| words.split(' ')).collect();
        words.extend(ORDINALS_BEFORE.map(|(_, word)| word).into_iter().chain(COUNTED_BEHIND).chain(FROM));
        words.extend(BEHIND_TENS.map(|(_, word)| word).into_iter().chain(AND));
        let changed: Vec<(&str, String)> = words
            .iter()
            .map(|&word| (word, canonical(word)))
            .filter(|(word, canonical)| word != canonical)
            .collect();
        assert_eq!(changed, []);
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn no_word_tells_two_numbers_or_two_powers() {
        let of =
            |class: &'static str| languages::valued(class).map(move |(value, word)| (word, (class, value)));
        for classes in [&["numbers", "ordinals"][..], &["magnitudes"]] {
            let mut told: AHashMap<&str, (&str, u8)> = AHashMap::new();
            let mut twice = Vec::new();
            for (word, value) in classes.iter().copied().flat_map(of) {
                let before = *told.entry(word).or_insert(value);
                if before != value {
                    twice.push((word, before, value));
                }
            }
            assert!(twice.is_empty(), "{twice:?}");
        }
    }
}
