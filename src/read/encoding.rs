//! Bytes to UTF-8: what encoding an input is in, and decoding it.
//!
//! In this order, the first that speaks: a byte order mark; the label that the caller gave;
//! UTF-16 by where its zeros stand; UTF-8 by its multibyte sequences, which no other encoding
//! produces by chance; the `<meta charset>` of an HTML page or the declaration of XML, if it names another than UTF-8; UTF-8 by lines that
//! are wholly in it; a guess by the frequencies of letters (`chardetng`), which must yield words.
//!
//! UTF-8 passes through undecoded, so that a line with a bad byte can be reported as a bad
//! line and the lines around it kept. In any other encoding a malformed sequence becomes
//! U+FFFD: nearly every byte means something there, and nothing can be reported.
//!
//! Only the first MiB is looked at. A file that is ASCII so far and something else later is
//! taken for UTF-8, and its later lines are bad lines, which say so.

use std::str::Utf8Error;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::sniff;
use super::source::{Head, Reader, Replay};
use crate::error::{Error, Result};

/// Bytes looked at. Less would miss the first foreign letter of a feed in English, and one
/// MiB costs a millisecond.
const HEAD: usize = 1 << 20;

/// Bytes given to the guess by frequencies, from the first that is not ASCII: it runs at some
/// tens of MB/s, and does not become better with more.
const GUESS: usize = 128 << 10;

/// A record as text, or where it is none. Of what is no ASCII, which costs a nanosecond a byte otherwise, many bytes are looked at at once.
#[inline]
pub(super) fn text_of(record: &[u8]) -> std::result::Result<&str, Utf8Error> {
    // Where it is none is asked of the other once more: that is rare.
    simdutf8::basic::from_utf8(record).or_else(|_| std::str::from_utf8(record))
}

/// The encoding of that WHATWG label.
pub(super) fn by_label(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        Error::Setting(format!(
            "no encoding is called \"{label}\"; the labels are those of the web, such as utf-8, utf-16le, \
             windows-1256, gbk, shift_jis or iso-8859-1"
        ))
    })
}

/// The same input as UTF-8 without a byte order mark, as far as it is in one encoding; and whether it had one. None where it is in UTF-32, which
/// neither the web nor this has.
pub(super) fn decoded<'a>(
    mut raw: Reader<'a>,
    label: Option<&'static Encoding>,
) -> Option<(Reader<'a>, bool)> {
    let Head { bytes: mut head, error, .. } = Head::read(&mut raw, HEAD);
    if UTF_32_MARKS.iter().any(|mark| head.starts_with(mark)) {
        return None;
    }
    let (encoding, mark) = match Encoding::for_bom(&head) {
        Some((encoding, mark)) => (encoding, mark),
        None => (label.unwrap_or_else(|| recognised(&head)), 0),
    };
    head.drain(..mark);
    let raw = Replay::new(head, error, raw);
    if encoding == UTF_8 {
        return Some((Box::new(raw), mark > 0));
    }
    let mut decoder = DecodeReaderBytesBuilder::new();
    Some((Box::new(decoder.encoding(Some(encoding)).bom_sniffing(false).build(raw)), mark > 0))
}

/// How a text in UTF-32 begins, the lowest byte first or last. The first of both is that of UTF-16 and a zero, which no text begins with.
const UTF_32_MARKS: [[u8; 4]; 2] = [[0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]];

/// The encoding of a text that begins with `head`.
fn recognised(head: &[u8]) -> &'static Encoding {
    if let Some(encoding) = utf16_without_mark(head) {
        return encoding;
    }
    let Some(first) = head.iter().position(|&byte| !byte.is_ascii() || byte == ESCAPE) else {
        return UTF_8;
    };
    if is_mainly_utf8(head) {
        return UTF_8;
    }
    if let Some(encoding) = sniff::meta_charset(head).or_else(|| sniff::declared_in_xml(head)) {
        return encoding;
    }
    if has_mainly_clean_lines(head) {
        return UTF_8;
    }
    let sample = &head[first..head.len().min(first + GUESS)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    if yields_words(guess, sample) { guess } else { UTF_8 }
}

/// The last letter of the Latin alphabets that single-byte encodings have.
const LAST_LATIN: char = '\u{24f}';

/// Fewer characters beyond Latin than a short headline has are damage rather than another script.
const FEWEST_FOREIGN: usize = 6;

/// Begins each change of alphabet in ISO-2022-JP, which has no byte above 0x7f.
const ESCAPE: u8 = 0x1b;

/// Whether there are valid multibyte sequences, and at least twice as many as errors.
///
/// In Chinese text in GBK about one pair of bytes in seven happens to be valid UTF-8 and the
/// others are not; in single-byte encodings it takes an accented capital before a symbol.
fn is_mainly_utf8(head: &[u8]) -> bool {
    let (mut sequences, mut errors) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        sequences += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        // The head may end within a sequence, which is no error.
        let is_cut =
            chunk.invalid().len() < 4 && head.as_ptr_range().end == chunk.invalid().as_ptr_range().end;
        errors += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    errors == 0 && sequences > 0 || sequences >= 2 * errors.max(1)
}

/// Whether as many lines have several multibyte sequences, all of them valid, as have an error: one line of another encoding may have more errors than
/// the few around it have letters beyond ASCII. In another encoding hardly a line is valid in all of its sequences by accident, if it has more than one.
fn has_mainly_clean_lines(head: &[u8]) -> bool {
    let (mut clean, mut broken) = (0_usize, 0_usize);
    for line in head.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        match text_of(line) {
            Ok(_) => clean += usize::from(line.iter().filter(|&&byte| byte >= 0xc0).count() > 1),
            Err(_) => broken += 1,
        }
    }
    clean > 0 && clean >= broken
}

/// UTF-16 by its spaces and line ends, each of which is a zero byte and an ASCII one.
///
/// Three in four of the units whose low byte is a space or a line feed must have the high byte zero (among
/// Chinese characters one in a hundred has such a low byte by chance). ASCII with a stray zero byte passes
/// that test by chance when it has one space, so text that is valid UTF-8 must also show what UTF-16 shows in
/// every alphabet: two values that make up most of the high bytes.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    memchr::memchr(0, head)?;
    let is_utf8 = std::str::from_utf8(head).is_ok();
    [(UTF_16LE, 0), (UTF_16BE, 1)].into_iter().find_map(|(encoding, low)| {
        let (mut breaks, mut others) = (0_usize, 0_usize);
        let mut high_bytes = [0_usize; 256];
        for unit in head.chunks_exact(2) {
            let (low, high) = (unit[low], unit[1 - low]);
            high_bytes[usize::from(high)] += 1;
            if matches!(low, b' ' | b'\n') {
                *(if high == 0 { &mut breaks } else { &mut others }) += 1;
            }
        }
        high_bytes.sort_unstable_by(|a, b| b.cmp(a));
        let is_one_alphabet = (high_bytes[0] + high_bytes[1]) * 10 >= head.len() / 2 * 9;
        (breaks > 0 && breaks >= 3 * others && (is_one_alphabet || !is_utf8)).then_some(encoding)
    })
}

/// Whether most characters beyond ASCII are letters within words, or the punctuation that
/// legacy text has. Stray bytes in ASCII text are neither, and are to be reported; a few that happen to be
/// letters of another alphabet are no text in it either.
fn yields_words(guess: &'static Encoding, sample: &[u8]) -> bool {
    let (text, _) = guess.decode_without_bom_handling(sample);
    let (mut good, mut bad, mut foreign) = (0_usize, 0_usize, 0_usize);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        if !character.is_ascii() {
            // ÿ is the byte 0xff, which is far more often damage than French.
            let is_damage = matches!(character, '\u{fffd}' | 'ÿ');
            let is_in_word = character.is_alphabetic() && (before.is_alphabetic() || after.is_alphabetic());
            let is_good = !is_damage && (is_in_word || is_punctuation(character));
            foreign += usize::from(is_in_word && character > LAST_LATIN);
            *(if is_good { &mut good } else { &mut bad }) += 1;
        }
        before = character;
    }
    good > bad && (foreign == 0 || foreign >= FEWEST_FOREIGN)
}

/// Quotes, dashes, the ellipsis, the bullet, the no-break space and the signs of currencies
/// in the legacy encodings; the full-width and ideographic marks of the East Asian ones.
fn is_punctuation(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '£' | '§' | '«' | '»' | '°' | '·' | '¿' | '¡' | '€' | '،' | '؛' | '؟' | '№'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203a}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff20}'
    )
}
