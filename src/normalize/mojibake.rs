//! Undoing mojibake: UTF-8 that was read as windows-1252 or Latin-1 on its way, once or more.
//!
//! "Wählen" comes as "WÃ¤hlen": the two bytes of "ä" became two characters. Turning such characters back
//! into their bytes is easy; the art is to leave sound text alone, because a capital É before a closing
//! quotation mark is a valid pair of bytes too (of an IPA letter). So a sequence that decodes is repaired only
//! where the title holds *proof*: at least one sequence that no writer would type, by these signs:
//!
//! - it ends in a symbol that never follows a letter (¤ ¼ § ¶ € ...), rather than in a quotation mark,
//!   a dash or another sign that may;
//! - its capital stands right behind a small letter ("cafÃ‰"), or it is Â or Ã in a place where no language
//!   has one;
//! - another sequence follows at once, as in every script that is not Latin.
//!
//! With proof for one sequence, all that decode are repaired: mojibake seldom befalls half a title, and where it
//! does, the other half rarely holds a sequence at all. What was lost on the way (bytes without a character,
//! spaces collapsed) stays lost.

use std::borrow::Cow;

/// Mojibake of mojibake is common, of that again is rare; a fourth layer is not looked for.
const LAYERS: usize = 3;

/// `text` without mojibake, unchanged where nothing proves that it has any.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..LAYERS {
        if !may_hold_mojibake(&text) {
            break;
        }
        match repair_layer(&text) {
            Some(repaired) => text = Cow::Owned(repaired),
            None => break,
        }
    }
    text
}

/// Whether a character that can stand for a leading byte is followed by one that can stand for a continuation:
/// a search over the UTF-8 of `text`, cheap enough for every title. The leading characters, U+00C2 to U+00F4,
/// begin with the byte C3; the continuing ones lie in Latin-1, Latin Extended, the modifier letters, the
/// general punctuation, the currency and the letter-like symbols.
fn may_hold_mojibake(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xC3, bytes)
        .any(|at| matches!(bytes.get(at + 2), Some(0xC2 | 0xC5 | 0xC6 | 0xCB | 0xE2)))
}

fn repair_layer(text: &str) -> Option<String> {
    let sequences = sequences(text);
    if !(0..sequences.len()).any(|index| proves(text, &sequences, index)) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut behind = 0;
    for sequence in &sequences {
        out.push_str(&text[behind..sequence.start]);
        out.push(sequence.decoded);
        behind = sequence.end;
    }
    out.push_str(&text[behind..]);
    Some(out)
}

/// Characters that are together the bytes of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sequence {
    start: usize,
    end: usize,
    decoded: char,
}

/// The sequences of `text` that decode, from left to right.
fn sequences(text: &str) -> Vec<Sequence> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        match sequence_at(text, at) {
            Some(sequence) => {
                at = sequence.end;
                found.push(sequence);
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

fn sequence_at(text: &str, start: usize) -> Option<Sequence> {
    let mut chars = text[start..].chars();
    let length = match byte(chars.next()?)? {
        // DF, the sharp s, leads only into N'Ko and stands before quotation marks all over German.
        0xC2..=0xDE => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [0_u8; 4];
    let mut end = start;
    for (byte_here, c) in bytes[..length].iter_mut().zip(text[start..].chars()) {
        *byte_here = byte(c)?;
        end += c.len_utf8();
    }
    // A title that ends inside the sequence leaves a zero among the bytes, which no sequence may hold.
    let decoded =
        std::str::from_utf8(&bytes[..length]).ok()?.chars().next().filter(|c| c.len_utf8() == length)?;
    Some(Sequence { start, end, decoded })
}

/// The byte that windows-1252 shows as `c`, or Latin-1 where windows-1252 shows none.
fn byte(c: char) -> Option<u8> {
    /// What windows-1252 shows for the bytes from 80 on; a space for the five that it leaves undefined.
    const FROM_80: [char; 32] = [
        '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
    ];
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        0..0x80 => None,
        _ => (0x80..).zip(FROM_80).find(|&(_, shown)| shown == c).map(|(byte, _)| byte),
    }
}

/// Whether the sequence at `index` is one that nobody typed.
fn proves(text: &str, sequences: &[Sequence], index: usize) -> bool {
    let Sequence { start, end, .. } = sequences[index];
    let mut chars = text[start..end].chars();
    let Some(lead) = chars.next() else { return false };
    if lead == '×' {
        // The sign for "times" stands before symbols; as a byte it leads into Hebrew, which has neighbours.
        return sequences.get(index + 1).is_some_and(|next| next.start == end);
    }
    if chars.any(|c| is_never_behind_letter(c, lead)) {
        return true;
    }
    if sequences.get(index + 1).is_some_and(|next| next.start == end) {
        return true;
    }
    let before = text[..start].chars().next_back();
    if lead.is_uppercase() && before.is_some_and(char::is_lowercase) {
        return true;
    }
    // In capitals "AMANHÃ…" is sound, and so is the letter alone between quotation marks.
    matches!(lead, 'Â' | 'Ã')
        && !before.is_some_and(|c| c.is_uppercase() || !(c.is_alphanumeric() || c == ' '))
}

/// Whether `c` never stands right behind the letter `lead` in sound text.
fn is_never_behind_letter(c: char, lead: char) -> bool {
    match c {
        '\u{80}'..='\u{9F}' | '€' | 'ƒ' | '†' | '‡' | 'ˆ' | '‰' | '˜' | 'Ÿ' // windows-1252 below A0
        | '¢'..='¨' | '¬' | '¯' | '\u{B0}'..='³' | 'µ' | '¶' | '¸'..='º' | '¼'..='¾' | 'ª' | '¡' | '¿' => true,
        // A soft hyphen, or a letter of Czech or French capitals, may follow any letter but these two.
        '\u{AD}' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | '´' => matches!(lead, 'Â' | 'Ã'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` in UTF-8, read as windows-1252 (Latin-1 where that is undefined).
    fn misread(text: &str) -> String {
        let shown: std::collections::HashMap<u8, char> =
            ('\u{80}'..='\u{2122}').filter_map(|c| Some((byte(c)?, c))).collect();
        text.bytes().map(|byte| if byte < 0x80 { char::from(byte) } else { shown[&byte] }).collect()
    }

    #[test]
    fn misread_text_is_repaired_in_every_script() {
        for text in [
            "Wählen",
            "Große Flüsse",
            "Élan vital",
            "İstanbul’da",
            "Żółw śpi",
            "café",
            "CAFÉ",
            "à Paris",
            "Погода в городе",
            "الطقس اليوم",
            "天気予報",
            "מזג אוויר",
            "“quoted” – dash",
            "don’t",
            "🙂 ok",
            "Ñandú…",
        ] {
            let once = misread(text);
            assert_eq!(repair(&once), text, "{once}");
            assert_eq!(repair(&misread(&once)), text, "doubled {once}");
        }
    }

    #[test]
    fn latin_1_is_repaired_like_windows_1252() {
        let misread: String = "“Élan” – наука".bytes().map(char::from).collect();
        assert_eq!(repair(&misread), "“Élan” – наука");
    }

    #[test]
    fn half_a_title_is_repaired() {
        assert_eq!(repair("Zürich: BÃ¤ume"), "Zürich: Bäume");
        assert_eq!(repair("東京 cafÃ©"), "東京 café");
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in [
            "São Paulo",
            "Ã",
            "Â",
            "“Ã”",
            "naïve",
            "Å“",
            "“CAFÉ”",
            "CAFÉ…",
            "CAFÉ’S",
            "AMANHÃ…",
            "AMANHÃ”",
            "«É»",
            "à «\u{A0}b",
            "voilà… »",
            "“déjà”…",
            "“café”…",
            "Maß“",
            "Groß\u{AD}stadt",
            "10×£5",
            "3×½",
            "“×”",
            "Úžas",
            "LEGÖ®",
            "Ö’ye",
            "ç’",
            "5 € à 6 €",
            "É\u{A0}»",
            "ÎLE “É”",
            "Ñ–O",
        ] {
            assert_eq!(repair(text), text);
        }
    }

    #[test]
    fn a_sequence_that_was_cut_is_left_as_it_is() {
        assert_eq!(repair("BÃ¤ume und WÃ"), "Bäume und WÃ");
        assert_eq!(repair("Preis: 5 â‚"), "Preis: 5 â‚");
    }
}
