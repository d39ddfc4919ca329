//! Words that tell a number only in the place of another one.
//!
//! "Dos" is two in Spanish and "of the" in Portuguese, "uc" three in Turkish and a university, "one" a number and a pronoun, a Roman "X" a letter. There is
//! no language identification, so that alone they tell nothing. But where both headlines have the same words before and behind ("dos heridos en
//! Velden", "tres heridos en Velden"), and each has a number there or what may be one, it is one.

use std::sync::LazyLock;

use ahash::AHashMap;

use super::roman;
use super::words::{Part, SMALL};

/// Words that are numbers and something else, in one language or in two, as normalisation leaves them.
const AMBIGUOUS: &[(u8, &str)] = &[
    (
        1,
        "one un une uno una um uma ein eine einen einem einer een bir satu nje moja один одна ενα μια ενασ واحد واحده ايك एक এক একজন \
         אחד אחת 한 mot",
    ),
    (2, "dos due dua दो 두 hai"),
    (3, "tres tre uc 세 ba"),
    (4, "dort 네 bon"),
    (5, "lima bes 다섯 nam"),
    (6, "sei alti sau 여섯"),
    (7, "sept 일곱 bay"),
    (8, "otto 여덟 tam"),
    (9, "neuf 아홉 chin"),
    (10, "tien on 열 muoi"),
    (11, "once elf"),
    (12, "doce"),
    (16, "seize"),
];

/// Each by its word.
static NUMBERS: LazyLock<AHashMap<&str, u8>> = LazyLock::new(|| {
    let words = |&(number, words): &(u8, &'static str)| words.split(' ').map(move |word| (word, number));
    AMBIGUOUS.iter().flat_map(words).collect()
});

/// What may tell a number in the place of another.
pub(in crate::judge) fn words() -> impl Iterator<Item = &'static str> {
    roman::words().chain(NUMBERS.keys().copied())
}

/// The number that `word` may tell.
pub(in crate::judge) fn number(word: &str) -> Option<u32> {
    NUMBERS.get(word).copied().or_else(|| roman::number(word)).map(u32::from)
}

/// The number that `word` tells wherever it stands, where it is a whole one in digits, or spelled out.
pub(in crate::judge) fn certain(word: &str) -> Option<u32> {
    match SMALL.get(word) {
        Some(Part::Number(number)) => Some(u32::from(*number)),
        Some(_) => None,
        None => word.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::canonical;

    #[test]
    fn every_word_is_listed_once_as_normalisation_leaves_it() {
        let mut words: Vec<&str> = AMBIGUOUS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        let changed: Vec<&&str> = words.iter().filter(|&&word| canonical(word) != word).collect();
        assert!(changed.is_empty(), "{changed:?}");
        let elsewhere = |word: &&&str| roman::number(word).is_some() || certain(word).is_some();
        let twice: Vec<&&str> = words.iter().filter(elsewhere).collect();
        assert!(twice.is_empty(), "{twice:?}");
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn digits_and_words_for_numbers_are_certain_and_others_may_be() {
        assert_eq!(
            (certain("12"), certain("three"), certain("second"), certain("dos")),
            (Some(12), Some(3), None, None)
        );
        assert_eq!((number("dos"), number("xii"), number("three")), (Some(2), Some(12), None));
    }
}
