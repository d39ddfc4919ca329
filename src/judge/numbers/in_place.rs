//! Words that tell a number only in the place of another one.
//!
//! "Dos" is two in Spanish and "of the" in Portuguese, "uc" three in Turkish and a university, "one" a number and a pronoun, a Roman "X" a letter. There is
//! no language identification, so that alone they tell nothing. But where both headlines have the same words before and behind ("dos heridos en
//! Velden", "tres heridos en Velden"), and each has a number there or what may be one, it is one.

use std::sync::LazyLock;

use ahash::AHashMap;
use smallvec::SmallVec;

use super::roman;
use super::words::{Part, SMALL};
use crate::judge::languages;

/// The numbers that a word may tell: mostly one; "tres" is three in Spanish and sixty in Danish.
type Values = SmallVec<[u8; 2]>;

/// Words that are numbers and something else, in one language or in two.
static NUMBERS: LazyLock<AHashMap<&str, Values>> = LazyLock::new(|| {
    let mut numbers = AHashMap::<&str, Values>::new();
    for (number, word) in languages::valued("ambiguous") {
        let values = numbers.entry(word).or_default();
        if !values.contains(&number) {
            values.push(number);
        }
    }
    numbers
});

/// What may tell a number in the place of another.
pub(in crate::judge) fn words() -> impl Iterator<Item = &'static str> {
    roman::words().chain(NUMBERS.keys().copied())
}

/// The numbers that `word` may tell, none if it never does.
pub(in crate::judge) fn numbers(word: &str) -> Values {
    let mut values = NUMBERS.get(word).cloned().unwrap_or_default();
    values.extend(roman::number(word));
    values
}

/// The number that `word` tells wherever it stands, where it is a whole one in digits, or spelled out; of a number that no word tells nothing is said.
pub(in crate::judge) fn certain(word: &str) -> Option<u8> {
    match SMALL.get(word) {
        Some(Part::Number(number)) => Some(*number),
        Some(_) => None,
        None => word.parse::<u32>().ok().map(|number| u8::try_from(number).unwrap_or(u8::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_a_number_anywhere_are_not_listed() {
        let certain: Vec<_> = NUMBERS.keys().filter(|word| certain(word).is_some()).collect();
        assert!(certain.is_empty(), "{certain:?}");
        let several: Vec<_> = NUMBERS.keys().filter(|word| word.contains(' ')).collect();
        assert!(several.is_empty(), "{several:?}");
    }

    #[test]
    fn digits_and_words_for_numbers_are_certain_and_others_may_be() {
        assert_eq!(
            ["12", "three", "second", "dos", "5000"].map(certain),
            [Some(12), Some(3), None, None, Some(u8::MAX)]
        );
        assert_eq!(["dos", "xii", "three"].map(|word| numbers(word).to_vec()), [vec![2], vec![12], vec![]]);
    }
}
