//! JSON values one behind the other, over several lines each: an array of records, or
//! records that a tool has laid out for reading.
//!
//! Brackets, commas and white space between values separate them, whatever their order: a
//! file of arrays, or an array that lost its end, gives its records all the same. A value
//! ends where its brackets balance, strings aside; whether it is JSON the parser finds out.

/// The length up to the end of the first value, separators before it included. `None` if it
/// is not whole; what is only separators has no value and counts as whole.
fn value_end(bytes: &[u8], is_ended: bool) -> Option<usize> {
    let start = separators(bytes);
    if start == bytes.len() {
        return Some(start);
    }
    match balanced(&bytes[start..]) {
        Some(length) => Some(start + length),
        None => is_ended.then_some(bytes.len()),
    }
}

/// Calls `each` with every whole value, the separators before it and the line on which it begins, and with separators that no value follows; gives the
/// length up to the end of the last. What is left behind it is a value too where the input `is_ended`.
pub(super) fn each_value(
    bytes: &[u8],
    first_line: u64,
    is_ended: bool,
    mut each: impl FnMut(&[u8], &[u8], u64),
) -> usize {
    let (mut end, mut line) = (0, first_line);
    while let Some(length) = value_end(&bytes[end..], is_ended).filter(|length| *length > 0) {
        let (before, value) = bytes[end..end + length].split_at(separators(&bytes[end..]));
        line += super::chunks::count_lines(before);
        each(before, value, line);
        line += super::chunks::count_lines(value);
        end += length;
    }
    end
}

fn separators(bytes: &[u8]) -> usize {
    let is_separator = |byte: &u8| matches!(byte, b'[' | b']' | b',') || byte.is_ascii_whitespace();
    bytes.iter().position(|byte| !is_separator(byte)).unwrap_or(bytes.len())
}

/// The length of the value that `bytes` begin with: an object to its last brace, anything
/// else to the next separator.
fn balanced(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at += string_length(&bytes[at..])? - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 1 => depth -= 1,
            b'}' if depth == 1 => return Some(at + 1),
            b',' | b']' | b'\n' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the string that `bytes` begin with, quotes included.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}
