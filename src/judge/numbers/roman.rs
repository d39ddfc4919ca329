//! Roman numerals: Charles III, phase II, the 58th Super Bowl.
//!
//! Those that are no word of any language are read as the numbers that they are, `phase II` as `phase 2`. Others are a pronoun, an article, a
//! name or a size too ("I", "vi", "Xi", "XL"), and tell a number only where the other text has one of the clear ones behind the same word:
//! "World War I" beside "World War II" ([`super::super::told::Told::roman_beside`]).

use std::sync::LazyLock;

use ahash::AHashMap;

/// The highest: beyond it come the numbers of years, and letters that begin words.
const MOST: u8 = 89;

/// Those of two letters that are no word.
const CLEAR: [&str; 5] = ["ii", "iv", "ix", "xv", "xx"];

/// Those of three and more that are one: life in Norwegian, and what is not for children.
const UNCLEAR: [&str; 2] = ["liv", "xxx"];

/// All of them by their letters, as the canonical text has them.
static NUMERALS: LazyLock<AHashMap<String, u8>> =
    LazyLock::new(|| (1..=MOST).map(|number| (written(number), number)).collect());

/// A number as a Roman numeral in lower case.
fn written(number: u8) -> String {
    const SIGNS: [(u8, &str); 7] =
        [(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// Whether a Roman numeral is nothing else.
fn is_clear(numeral: &str) -> bool {
    const SHORTEST: usize = "iii".len();
    CLEAR.contains(&numeral) || (numeral.len() >= SHORTEST && !UNCLEAR.contains(&numeral))
}

/// The number that `word` tells, where it is a Roman numeral and nothing else.
pub(super) fn number(word: &str) -> Option<u8> {
    // Hardly any word gets past its first letter.
    word.bytes().next().filter(|first| b"ivxl".contains(first))?;
    NUMERALS.get(word).copied().filter(|_| is_clear(word))
}

/// All Roman numerals, and whether each is nothing else.
pub(in crate::judge) fn numerals() -> impl Iterator<Item = (&'static str, bool)> {
    NUMERALS.keys().map(|numeral| (numeral.as_str(), is_clear(numeral)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_written_by_the_rule_and_words_are_none() {
        for (number, numeral) in
            [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (38, "xxxviii"), (49, "xlix"), (88, "lxxxviii")]
        {
            assert_eq!(written(number), numeral);
        }
        assert_eq!((number("iii"), number("xvi"), number("lviii")), (Some(3), Some(16), Some(58)));
        for word in ["i", "v", "x", "l", "vi", "xi", "li", "xl", "liv", "xxx", "iiii", "mix", "civil", ""] {
            assert_eq!(number(word), None, "{word}");
        }
        assert_eq!(numerals().count(), usize::from(MOST));
    }
}
