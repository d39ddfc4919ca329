//! Digits in a word: where a number begins and ends in it, and its shortest form.

use std::borrow::Cow;

/// `number` times ten to the `exponent`, in its shortest form.
pub(super) fn scaled(number: &str, exponent: usize) -> Cow<'_, str> {
    if exponent == 0 {
        return number.into();
    }
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let (moved, part) = part.split_at(part.len().min(exponent));
    let zeros = "0".repeat(exponent - moved.len());
    shortest(&format!("{whole}{moved}{zeros}{}{part}", if part.is_empty() { "" } else { "." }))
        .to_owned()
        .into()
}

/// The number that `word` begins with, in its shortest form, and what stands behind it.
pub(super) fn leading_number(word: &str) -> Option<(&str, &str)> {
    let bytes = word.as_bytes();
    let start = usize::from(bytes.first() == Some(&b'-'));
    bytes.get(start).filter(|byte| byte.is_ascii_digit())?;
    let end = number_end(bytes, start);
    Some((shortest(&word[..end]), &word[end..]))
}

/// A number in a word, as it is written.
pub(super) struct Within<'w> {
    /// The Latin letters right before it, as codes have them: letters of other scripts are a preposition or an article.
    pub(super) letters: &'w str,
    pub(super) number: &'w str,
}

/// The numbers of a word, in order.
pub(super) fn numbers_within(word: &str) -> impl Iterator<Item = Within<'_>> {
    let bytes = word.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let letters = bytes[at..start].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        at = number_end(bytes, start);
        Some(Within { letters: &word[start - letters..start], number: &word[start..at] })
    })
}

/// Where the number ends that begins with the digit at `start`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let digits_end =
        |start: usize| start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = digits_end(start);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        digits_end(end + 1)
    } else {
        end
    }
}

/// Without zeros that say nothing: before the first digit that counts, behind the last decimal.
/// A negative number keeps its text, so that a slice of it suffices.
pub(super) fn shortest(number: &str) -> &str {
    if number.starts_with('-') {
        return number;
    }
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    let significant = number.trim_start_matches('0');
    match significant.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => significant,
        // "0", "0.5": one zero stays.
        _ => &number[number.len() - significant.len() - 1..],
    }
}

/// Whether a word is three digits, which behind one to three others a space sets apart as a comma does: "84 000".
pub(super) fn is_group(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}
