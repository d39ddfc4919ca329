//! One canonical text per headline: what is compared, never what is shown.
//!
//! # The idea
//!
//! The same headline comes in many forms: another outlet's quotes, a keyboard that writes the Persian
//! yeh, a scraper that escapes entities twice. Each form has a rule that undoes it, and a rule is taken in
//! only if it never makes two different statements equal. What is left is lower-case words with single
//! spaces between them; whoever compares words or characters of it compares what was said.
//!
//! # The rules
//!
//! | what | becomes | so that |
//! |---|---|---|
//! | HTML entities, once or twice escaped | their characters | `R&amp;amp;D` = `R&D` |
//! | mojibake, where there is proof (`mojibake`) | what was meant | `WÃ¤hlen` = `wählen` |
//! | compatibility forms (NFKC), full and half width, ligatures | the plain ones | `ＡＢＣ１２３` = `abc123` |
//! | case, ß, final sigma, dotted and dotless i | folded | `STRASSE` = `straße` |
//! | Latin and Greek diacritics, ё (`letters`) | the base letter | `Škoda` = `skoda` |
//! | alef, hamza, yeh, kaf, heh and teh marbuta of Arabic, Persian, Urdu | one letter each | `إيران` = `ايران` |
//! | harakat, tatweel, niqqud, the nukta of Devanagari; zero-width, bidi and soft hyphens | dropped | |
//! | digits of every script, grouping, decimals (`numbers`) | ASCII | `1,000` = `١٠٠٠` |
//! | `50 %`, `50%`, `٥٠٪` | `50%` | the sign is part of the number |
//! | quotes, dashes, dots, brackets, emoji, every other sign | a space | |
//! | an apostrophe or dot within a word | dropped | `Don’t` = `dont`, `U.S.` = `US` |
//! | `+` and `#` right behind a letter alone | stay | `C++` is not `C#` |
//!
//! Signs that carry a vowel or a consonant of their own (Devanagari and Thai vowel signs, virama, tone marks)
//! stay. Scripts without spaces stay as they are; [`is_unsegmented`] knows them, and [`words`] cuts them
//! into characters.
//!
//! # The laws
//!
//! Canonicalising twice changes nothing; canonical text is in NFKC; it has no upper-case letter, no control
//! character and no two spaces together. Property tests hold them on hostile text, and on every corpus there is.
//!
//! # The cost
//!
//! Titles in ASCII take one pass over their bytes (`ascii`). Others take one pass over characters (`scan`)
//! with one table look-up each (`class`). The few that need NFKC beyond single characters take the slow
//! road, until nothing changes any more. With collapsing, about 2 µs of one core a headline on 3.2 million in
//! 17 languages.

mod ascii;
mod class;
mod letters;
mod mojibake;
mod numbers;
mod scan;
mod scripts;

use std::borrow::Cow;

use class::{Kind, Pages};
use scan::{Text, scan};
pub use scripts::{is_character, is_unsegmented, words};

/// The version of the rules. Two canonical texts can be compared where it is the same, or one of [`COMPARABLE`]; an index that outlives
/// the process records it.
///
/// ```
/// assert_eq!(doublet::normalize::VERSION, 2);
/// ```
pub const VERSION: u32 = 2;

/// The versions whose texts can be compared with those of today. Version 1 knew no names with signs: a title with `C++` that was taken in by it
/// stands there as `c`, and its repeat counts as new once.
///
/// ```
/// assert!(doublet::normalize::COMPARABLE.contains(&doublet::normalize::VERSION));
/// ```
pub const COMPARABLE: std::ops::RangeInclusive<u32> = 1..=VERSION;

/// The canonical text of `title`: lower-case words with single spaces between them, empty where the title has
/// no word.
///
/// ```
/// use doublet::normalize::canonical;
/// assert_eq!(canonical("“Harbour  REOPENS” – 1,000 cheer"), "harbour reopens 1000 cheer");
/// assert_eq!(canonical("?!"), "");
/// ```
#[must_use]
pub fn canonical(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    canonical_into(title, &mut out);
    out
}

/// Appends the canonical text of `title` to `out`.
///
/// ```
/// let mut out = String::from("seen: ");
/// doublet::normalize::canonical_into("Ferry runs again!", &mut out);
/// assert_eq!(out, "seen: ferry runs again");
/// ```
pub fn canonical_into(title: &str, out: &mut String) {
    if ascii::scan(title, out) {
        return;
    }
    let text = if may_hold_entity(title) { unescape(title) } else { Cow::Borrowed(title) };
    let text = mojibake::repair(&text);
    if scan(&text, Text::Raw, out).is_err() {
        settle_into(&text, out);
    }
}

/// Whether `text` holds an ampersand with a semicolon somewhere behind it. HTML takes some entities without
/// one, but in headlines "&" is a word of its own far more often than a damaged entity.
fn may_hold_entity(text: &str) -> bool {
    memchr::memchr(b'&', text.as_bytes())
        .is_some_and(|at| memchr::memchr(b';', &text.as_bytes()[at..]).is_some())
}

/// `text` with its HTML entities resolved, twice, since feeds escape what was escaped already. A third layer
/// is left: no feed was seen with one, and somebody may write about `&amp;`.
fn unescape(text: &str) -> Cow<'_, str> {
    let once = htmlize::unescape(text);
    if may_hold_entity(&once) { Cow::Owned(htmlize::unescape(once).into_owned()) } else { once }
}

/// How often the slow road repeats itself at most. Each round after the first composes characters that the
/// round before brought together, so a text is settled after two or three; the bound is for the unforeseen.
const ROUNDS: usize = 8;

/// The slow road: NFKC of the whole text and a scan of it, until nothing changes any more. Dropping a mark can
/// bring two characters together that compose, hence the repetition; the second round mostly confirms the first.
fn settle_into(title: &str, out: &mut String) {
    let start = out.len();
    let mut text = title.to_owned();
    for _ in 0..ROUNDS {
        out.truncate(start);
        // Text in NFKC needs no further NFKC, so the scan cannot fail.
        let _ = scan(&nfkc(&text), Text::Nfkc, out);
        if out[start..] == *text {
            return;
        }
        text.clear();
        text.push_str(&out[start..]);
    }
}

/// The runs of `text` that belong to words in NFKC; between them the separators as they are, since NFKC would
/// make ordinary spaces of those that group digits.
fn nfkc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let mut pages = Pages::new();
    for c in text.chars() {
        let kind = pages.entry(c).kind;
        if kind == Kind::Dropped {
            continue;
        }
        if kind.is_text() && !is_fraction(c) {
            run.push(c);
            continue;
        }
        letters::nfkc_into(&run, &mut out);
        run.clear();
        if is_fraction(c) {
            // "3½" is no 31 over 2.
            out.push(' ');
            letters::nfkc_into(c.encode_utf8(&mut [0; 4]), &mut out);
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    letters::nfkc_into(&run, &mut out);
    out
}

/// The fractions that are one character.
fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '\u{2150}'..='\u{215F}' | '\u{2189}')
}

#[cfg(test)]
mod tests;
