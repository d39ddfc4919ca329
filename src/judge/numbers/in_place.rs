//! Words that tell a number only in the place of another one, or before what multiplies it.
//!
//! "Dos" is two in Spanish and "of the" in Portuguese, "uc" three in Turkish and a university, "one" a number and a pronoun, a Roman "X" a letter. There is
//! no language identification, so that alone they tell nothing. But where both headlines have the same words before and behind ("dos heridos en
//! Velden", "tres heridos en Velden"), and each has a number there or what may be one, it is one.

use std::sync::LazyLock;

use ahash::AHashMap;
use smallvec::SmallVec;

use super::roman;
use crate::judge::languages::{self, ALL, Set};

/// The numbers that a word may tell, mostly one, each with the languages in which it does: "tres" is three in Spanish, and sixty in Danish.
pub(in crate::judge) type Values = SmallVec<[(u32, Set); 2]>;

/// Words that are numbers and something else, in one language or in two.
static NUMBERS: LazyLock<AHashMap<&str, Values>> = LazyLock::new(|| by_word("ambiguous"));

/// Words that are numbers wherever they stand.
static CERTAIN: LazyLock<AHashMap<&str, Values>> = LazyLock::new(|| by_word("numbers"));

/// The words of a class, with their values.
fn by_word(class: &str) -> AHashMap<&'static str, Values> {
    let mut numbers = AHashMap::<&str, Values>::new();
    for (language, number, word) in languages::by_language(class) {
        let values = numbers.entry(word).or_default();
        match values.iter_mut().find(|(value, _)| *value == u32::from(number)) {
            Some((_, languages)) => *languages |= language,
            None => values.push((number.into(), language)),
        }
    }
    numbers
}

/// What may tell a number in the place of another.
pub(in crate::judge) fn words() -> impl Iterator<Item = &'static str> {
    roman::words().chain(NUMBERS.keys().copied())
}

/// The numbers that `word` may tell, none if it never does. A Roman numeral is one in any language.
pub(in crate::judge) fn possible(word: &str) -> Values {
    let mut values = NUMBERS.get(word).cloned().unwrap_or_default();
    values.extend(roman::number(word).map(|number| (number.into(), ALL)));
    values
}

/// The number that `word` tells wherever it stands, where it is a whole one in digits, or one word.
pub(in crate::judge) fn certain(word: &str) -> Values {
    let in_digits = || word.parse().ok().map(|number| (number, ALL)).into_iter().collect();
    CERTAIN.get(word).cloned().unwrap_or_else(in_digits)
}

/// What multiplies the number before it, with the languages in which it does.
static MAGNITUDES: LazyLock<AHashMap<&str, Set>> = LazyLock::new(|| {
    let mut magnitudes = AHashMap::<&str, Set>::new();
    for (language, _, word) in languages::by_language("magnitudes") {
        *magnitudes.entry(word).or_default() |= language;
    }
    magnitudes
});

/// What makes a number of the word before it that alone may tell none: "one hundred", "un million".
pub(super) fn magnitudes() -> impl Iterator<Item = &'static str> {
    MAGNITUDES.keys().copied()
}

/// The number that `word` tells before `magnitude`, in a language that has both. One is not told before a plural: "UN: millions face hunger".
pub(super) fn before_magnitude(word: &str, magnitude: &str) -> Option<u32> {
    let of_magnitude = MAGNITUDES.get(magnitude)?;
    let values = NUMBERS.get(word)?;
    let is_one_of_many = |number: u32| number == 1 && magnitude.ends_with('s');
    let is_told =
        |&&(number, languages): &&(u32, Set)| languages & of_magnitude != 0 && !is_one_of_many(number);
    values.iter().find(is_told).map(|&(number, _)| number)
}

/// Whether two words with these values tell the same number; `None` where no language has both.
pub(in crate::judge) fn agree(first: &Values, second: &Values) -> Option<bool> {
    let pairs = || first.iter().flat_map(|one| second.iter().map(move |other| (one, other)));
    let mut shared = pairs().filter(|((_, one), (_, other))| one & other != 0).peekable();
    shared.peek()?;
    Some(shared.any(|((one, _), (other, _))| one == other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_a_number_anywhere_are_not_listed() {
        let certain: Vec<_> = NUMBERS.keys().filter(|word| !certain(word).is_empty()).collect();
        assert!(certain.is_empty(), "{certain:?}");
        let several: Vec<_> = NUMBERS.keys().filter(|word| word.contains(' ')).collect();
        assert!(several.is_empty(), "{several:?}");
    }

    #[test]
    fn a_word_is_a_number_before_what_multiplies_it_in_its_language() {
        assert_eq!(before_magnitude("one", "hundred"), Some(1));
        assert_eq!(before_magnitude("un", "milliard"), Some(1));
        // "Bir" is one in Turkish, and no French word.
        assert_eq!((before_magnitude("bir", "milyon"), before_magnitude("bir", "millions")), (Some(1), None));
        assert_eq!(before_magnitude("un", "millions"), None);
        assert_eq!((before_magnitude("one", "homes"), before_magnitude("homes", "hundred")), (None, None));
    }

    #[test]
    fn words_are_compared_within_a_language() {
        let told = |one: &str, other: &str| {
            let values = |word: &str| {
                let possible = possible(word);
                if possible.is_empty() { certain(word) } else { possible }
            };
            agree(&values(one), &values(other))
        };
        assert_eq!([told("dos", "tres"), told("due", "5"), told("one", "two")], [Some(false); 3]);
        assert_eq!(
            [told("dua", "2"), told("ii", "2"), told("uno", "un"), told("12", "xii")],
            [Some(true); 4]
        );
        // Spanish two and Hungarian six, a number and none.
        assert_eq!([told("dos", "hatan"), told("due", "set"), told("dos", "second")], [None; 3]);
    }
}
