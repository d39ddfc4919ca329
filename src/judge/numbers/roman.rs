//! Roman numerals: Charles III, phase II, the 58th Super Bowl.
//!
//! Each may be a word or a name too ("I", "vi", "Xi", Romanian "îi"), which the canonical text no longer shows. So alone none tells a number, but
//! in the place of another one ([`super::in_place`]).

use std::sync::LazyLock;

use ahash::AHashMap;

/// The highest: beyond it come the numbers of years, and letters that begin words.
const MOST: u8 = 89;

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

/// The number that `word` tells where it is a Roman numeral.
pub(super) fn number(word: &str) -> Option<u8> {
    NUMERALS.get(word).copied()
}

/// What is written like a Roman numeral.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    NUMERALS.keys().map(AsRef::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_written_by_the_rule() {
        for (value, numeral) in
            [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (38, "xxxviii"), (49, "xlix"), (88, "lxxxviii")]
        {
            assert_eq!((written(value).as_str(), number(numeral)), (numeral, Some(value)));
        }
        for word in ["iiii", "mix", "civil", "vx", ""] {
            assert_eq!(number(word), None, "{word}");
        }
        assert_eq!(words().count(), usize::from(MOST));
    }
}
