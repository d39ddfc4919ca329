//! Scripts: which of them are written without spaces, and the words of a canonical text.

use unicode_segmentation::UnicodeSegmentation as _;

/// Whether `c` belongs to a script that is written without spaces between words: Han, Kana, Bopomofo, Thai,
/// Lao, Khmer and Myanmar, their vowel signs and marks included, their digits not.
///
/// Hangul is not among them (Korean is written with spaces), nor is Tibetan, whose syllables are divided by
/// a mark that the canonical text shows as a space.
///
/// ```
/// use doublet::normalize::is_unsegmented;
/// assert!(is_unsegmented('東') && is_unsegmented('カ') && is_unsegmented('ไ'));
/// assert!(!is_unsegmented('한') && !is_unsegmented('a') && !is_unsegmented('5'));
/// ```
#[must_use]
pub fn is_unsegmented(c: char) -> bool {
    c >= FIRST_UNSEGMENTED && (is_ideographic(c) || is_southeast_asian(c))
}

/// The first of all unsegmented characters: most text lies before it.
const FIRST_UNSEGMENTED: char = '\u{E01}';

/// Han, Kana and Bopomofo, where each character is a word of its own.
fn is_ideographic(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' // radicals
        | '々'..='〇'
        | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303C}' // numerals and repeat marks
        | '\u{3041}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' // Hiragana, Katakana, but not the middle dot
        | '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' // Bopomofo
        | '\u{31F0}'..='\u{31FF}' // small Katakana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' // Han
        | '\u{FF66}'..='\u{FF9F}' // half-width Katakana
        | '\u{1AFF0}'..='\u{1B16F}' // Kana extensions
        | '\u{20000}'..='\u{3FFFD}') // the planes of Han
}

/// Thai, Lao, Khmer and Myanmar, where each grapheme is a word of its own: a vowel sign means nothing alone.
fn is_southeast_asian(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' // Thai
        | '\u{E81}'..='\u{ECF}' | '\u{EDC}'..='\u{EDF}' // Lao
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' | '\u{109A}'..='\u{109D}' // Myanmar
        | '\u{A9E0}'..='\u{A9EF}' | '\u{A9FA}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}' // Myanmar extensions
        | '\u{1780}'..='\u{17D3}' | '\u{17D7}' | '\u{17DC}'..='\u{17DD}') // Khmer
}

/// The words of a canonical text: what stands between spaces, and in scripts written without them each
/// character (Han, Kana) or each grapheme (Thai, Lao, Khmer, Myanmar).
///
/// ```
/// use doublet::normalize::{canonical, words};
/// let title = canonical("Ferry 12 停運：あす");
/// assert_eq!(words(&title).collect::<Vec<_>>(), ["ferry12", "停", "運", "あ", "す"]);
/// let title = canonical("Harbour reopens");
/// assert_eq!(words(&title).collect::<Vec<_>>(), ["harbour", "reopens"]);
/// ```
pub fn words(canonical: &str) -> impl Iterator<Item = &str> {
    let mut rest = canonical;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(' ');
        let (word, behind) = rest.split_at(first_word(rest)?);
        rest = behind;
        Some(word)
    })
}

/// Whether `word`, of [`words`], is a character of a script without spaces.
///
/// ```
/// use doublet::normalize::is_character;
/// assert!(is_character("東") && !is_character("harbour"));
/// ```
#[must_use]
pub fn is_character(word: &str) -> bool {
    word.chars().next().is_some_and(is_unsegmented)
}

/// The length in bytes of the word at the front of `text`; `None` where there is no text.
fn first_word(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first >= FIRST_UNSEGMENTED {
        if is_ideographic(first) {
            return Some(first.len_utf8());
        }
        if is_southeast_asian(first) {
            return text.graphemes(true).next().map(str::len);
        }
    }
    let mut at = 0;
    loop {
        at += plain(&text.as_bytes()[at..]);
        match text[at..].chars().next() {
            Some(c) if c != ' ' && !is_unsegmented(c) => at += c.len_utf8(),
            _ => return Some(at),
        }
    }
}

/// How many bytes stand before the first that is a space, or begins a character of three bytes or more, as all unsegmented ones are: eight are
/// looked at together, without a branch for each.
fn plain(bytes: &[u8]) -> usize {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let (eights, rest) = bytes.as_chunks();
    for (number, &eight) in eights.iter().enumerate() {
        let eight = u64::from_le_bytes(eight);
        // The lowest byte that is zero has its high bit set here; of those above it some others may.
        let others = eight ^ (EACH * u64::from(b' '));
        let spaces = others.wrapping_sub(EACH) & !others;
        // Such a character begins with three bits set.
        let wide = eight & eight << 1 & eight << 2;
        let found = (spaces | wide) & HIGH;
        if found != 0 {
            return number * size_of::<u64>() + found.trailing_zeros() as usize / 8;
        }
    }
    let is_plain = |&byte: &u8| byte != b' ' && byte < 0xE0;
    bytes.len() - rest.len() + rest.iter().position(|byte| !is_plain(byte)).unwrap_or(rest.len())
}

/// Marks that neither `char::is_alphanumeric` nor a combining class other than zero gives away: in these
/// scripts a word is not the same word without them.
pub(super) fn is_unlisted_mark(c: char) -> bool {
    matches!(c,
        '\u{93A}'..='\u{94F}' | '\u{955}'..='\u{957}' // Devanagari
        | '\u{A3E}'..='\u{A51}' | '\u{A70}'..='\u{A71}' | '\u{A75}' // Gurmukhi
        | '\u{ABE}'..='\u{ACD}' | '\u{AFA}'..='\u{AFF}' // Gujarati
        | '\u{B55}'..='\u{B57}' // Oriya
        | '\u{C04}' | '\u{C81}' | '\u{D00}'..='\u{D03}' | '\u{D81}'..='\u{D83}' // Telugu to Sinhala
        | '\u{E47}' | '\u{E4C}'..='\u{E4E}' | '\u{EBB}'..='\u{EBC}' | '\u{ECC}'..='\u{ECE}' // Thai, Lao
        | '\u{F3E}'..='\u{F3F}' | '\u{F71}'..='\u{F87}' | '\u{F8D}'..='\u{FBC}' // Tibetan
        | '\u{102B}'..='\u{103E}' | '\u{1056}'..='\u{109D}' // Myanmar
        | '\u{17B6}'..='\u{17D3}' | '\u{17DD}' // Khmer
        | '\u{1712}'..='\u{1715}' | '\u{1732}'..='\u{1734}' | '\u{1752}'..='\u{1753}' | '\u{1772}'..='\u{1773}'
        | '\u{1920}'..='\u{193B}' | '\u{1A17}'..='\u{1A1B}' | '\u{1A55}'..='\u{1A7C}' | '\u{1A7F}'
        | '\u{1B00}'..='\u{1B04}' | '\u{1B34}'..='\u{1B44}' | '\u{1B80}'..='\u{1B82}' | '\u{1BA1}'..='\u{1BAD}'
        | '\u{1BE6}'..='\u{1BF3}' | '\u{1C24}'..='\u{1C37}' // Philippines to Lepcha
        | '\u{A802}' | '\u{A806}' | '\u{A80B}' | '\u{A823}'..='\u{A827}' | '\u{A880}'..='\u{A881}'
        | '\u{A8B4}'..='\u{A8C5}' | '\u{A8FF}' | '\u{A926}'..='\u{A92D}' | '\u{A947}'..='\u{A953}'
        | '\u{A980}'..='\u{A983}' | '\u{A9B3}'..='\u{A9C0}' | '\u{A9E5}' | '\u{AA29}'..='\u{AA36}' | '\u{AA43}'
        | '\u{AA4C}'..='\u{AA4D}' | '\u{AA7B}'..='\u{AA7D}' | '\u{AAB0}'..='\u{AABF}' | '\u{AAEB}'..='\u{AAEF}'
        | '\u{AAF5}'..='\u{AAF6}' | '\u{ABE3}'..='\u{ABEA}' | '\u{ABEC}'..='\u{ABED}') // Saurashtra to Meetei
}

/// Whether `c` can be the second of a pair that NFC makes one character of, outside the combining marks of
/// U+0300 to U+036F. A test compares the list with Unicode's own.
pub(super) fn composes_backwards(c: char) -> bool {
    matches!(c,
        '\u{653}'..='\u{655}' | '\u{93C}' | '\u{9BE}' | '\u{9D7}' | '\u{B3E}' | '\u{B56}'..='\u{B57}' | '\u{BBE}'
        | '\u{BD7}' | '\u{C56}' | '\u{CC2}' | '\u{CD5}'..='\u{CD6}' | '\u{D3E}' | '\u{D57}' | '\u{DCA}' | '\u{DCF}'
        | '\u{DDF}' | '\u{102E}' | '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}' | '\u{1B35}'
        | '\u{3099}'..='\u{309A}' | '\u{110BA}' | '\u{11127}' | '\u{1133E}' | '\u{11357}' | '\u{113B8}' | '\u{113BB}'
        | '\u{113C2}' | '\u{113C9}' | '\u{114B0}' | '\u{114BA}' | '\u{114BD}'
        | '\u{115AF}' | '\u{11930}' | '\u{1611E}'..='\u{16120}' | '\u{16129}' | '\u{16D67}')
}
