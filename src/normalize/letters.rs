//! Letters: which are one letter for a reader who compares, script by script.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();

/// What one character becomes, standing alone: NFKC, then lower case, then the folding of its script, until
/// nothing changes. It may be several characters, or none.
pub(super) fn fold(c: char) -> String {
    let mut text = String::from(c);
    loop {
        let mut next = String::with_capacity(text.len());
        for composed in NFKC.normalize(&text).chars() {
            fold_composed(composed, &mut next);
        }
        if next == text {
            return text;
        }
        text = next;
    }
}

/// The first character of the canonical decomposition of `c`: `c` itself where it has none.
pub(super) fn first_of_decomposition(c: char) -> char {
    NFD.normalize(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c)
}

/// One step of [`fold`] for a character that NFKC leaves alone.
fn fold_composed(c: char, out: &mut String) {
    // Lower case would make "i" and a combining dot of it.
    let lower = if c == 'İ' { 'i' } else { c };
    for lower in lower.to_lowercase() {
        if let Some(text) = latin(lower) {
            out.push_str(text);
        } else if let Some(folded) = another_keyboard(lower) {
            out.push(folded);
        } else {
            match lower {
                'ς' => out.push('σ'),
                'ё' => out.push('е'),
                _ => out.push(base(lower)),
            }
        }
    }
}

/// A Latin or Greek letter without its diacritics; any other character as it is. Cyrillic keeps them: й is
/// another letter than и, and so are ї, ў, ѓ and ќ; only ё, which most writers replace by е, is folded.
fn base(c: char) -> char {
    match first_of_decomposition(c) {
        first @ ('a'..='z' | '\u{80}'..='\u{24F}' | '\u{370}'..='\u{3FF}') => first,
        _ => c,
    }
}

/// Latin letters that have no decomposition, written as those write them who lack the key.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ø' | 'ɔ' | 'ɵ' => "o",
        'ł' | 'ƚ' | 'ɫ' | 'ⱡ' => "l",
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
        'ħ' | 'ⱨ' => "h",
        'ı' | 'ɨ' | 'ɪ' => "i",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' => "t",
        'ĸ' | 'ƙ' | 'ⱪ' => "k",
        'ƀ' | 'ɓ' | 'ƃ' => "b",
        'ƈ' | 'ȼ' => "c",
        // The Azerbaijani schwa is written "e" where the key is missing.
        'ə' | 'ǝ' | 'ɛ' | 'ɇ' => "e",
        'ƒ' => "f",
        'ɠ' | 'ǥ' => "g",
        'ɉ' | 'ȷ' => "j",
        'ƥ' => "p",
        'ɍ' | 'ɽ' => "r",
        'ʋ' => "v",
        'ƴ' | 'ɏ' => "y",
        'ƶ' | 'ⱬ' => "z",
        'ⱥ' => "a",
        'ʉ' => "u",
        _ => return None,
    })
}

/// Characters that become several letters and are frequent enough to be spelled out while scanning; the rest
/// take the slow road.
pub(super) fn expansion(c: char) -> Option<&'static str> {
    Some(match c {
        'Æ' | 'æ' | 'Ǽ' | 'ǽ' | 'Ǣ' | 'ǣ' => "ae",
        'Œ' | 'œ' => "oe",
        'ẞ' | 'ß' => "ss",
        'Þ' | 'þ' => "th",
        // Thai and Lao AM: NFKC writes it as its two parts.
        '\u{E33}' => "\u{E4D}\u{E32}",
        '\u{EB3}' => "\u{ECD}\u{EB2}",
        _ => return None,
    })
}

/// Letters of the Arabic script, and three of Devanagari, that are one letter on another keyboard, or in another hand.
///
/// The Urdu ے and ں are kept: in Urdu they spell other words than ی and ن ("boys", not "girl"), they have
/// keys of their own, and the other languages of the script lack them.
fn another_keyboard(c: char) -> Option<char> {
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' | 'ې' | 'ۍ' | 'ێ' | 'ۑ' | 'ؽ' | 'ؾ' | 'ؿ' => 'ي',
        'ۓ' => 'ے',
        'ة' | 'ہ' | 'ۀ' | 'ھ' | 'ە' | 'ۃ' | 'ۂ' | 'ۿ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        // Devanagari: what is one with its dot below (`is_nukta`).
        'ऩ' => 'न',
        'ऱ' => 'र',
        'ऴ' => 'ळ',
        _ => return None,
    })
}

/// Marks and letters that no comparison should see: Arabic harakat, Quranic marks, tatweel and the standalone
/// hamza; Hebrew points; the dot below of Devanagari; and what shows nothing (joiners, bidi marks, soft
/// hyphen, fillers, variation selectors).
pub(super) fn is_dropped(c: char) -> bool {
    is_dropped_semitic(c) || is_nukta(c) || is_invisible(c) || is_enclosing(c)
}

fn is_dropped_semitic(c: char) -> bool {
    matches!(c,
        '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}' | '\u{5C4}'..='\u{5C5}' | '\u{5C7}' // Hebrew
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' // harakat
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}' // Quranic marks
        | '\u{898}'..='\u{89F}' | '\u{8C9}'..='\u{8E1}' | '\u{8E3}'..='\u{8FF}'
        | 'ء' | '\u{640}' | '\u{674}')
}

/// The dot below of Devanagari, which makes ज़ of ज: many keyboards and outlets leave it out.
fn is_nukta(c: char) -> bool {
    c == '\u{93C}'
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' // controls
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks round or over symbols, such as the keycap, that compose with nothing.
fn is_enclosing(c: char) -> bool {
    matches!(c, '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// Combining marks of Latin, Greek and Cyrillic. They are dropped, but only once NFKC has composed what it
/// can: й typed as two characters is still й.
pub(super) fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Appends `text` in NFKC to `out`.
pub(super) fn nfkc_into(text: &str, out: &mut String) {
    // Writing into a string cannot fail.
    let _ = NFKC.normalize_to(text, out);
}
