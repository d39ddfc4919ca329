//! Lines, and the simplest format: every line that is not blank is a headline.
//!
//! A line ends with a line feed; a carriage return before it belongs to the line end, and one
//! elsewhere to the line. The last line needs no end. Otherwise a title stays as it was
//! written, spaces at its edges and zero bytes included.

use super::encoding::text_of;
use super::record::{Parsed, Parser};
use crate::headline::Headline;

/// Calls `each` with every line and its number, without the line end.
pub(super) fn each_line<'a>(bytes: &'a [u8], first_line: u64, mut each: impl FnMut(&'a [u8], u64)) {
    let mut rest = bytes;
    let mut number = first_line;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        each(line.strip_suffix(b"\r").unwrap_or(line), number);
        rest = rest.get(end + 1..).unwrap_or_default();
        number += 1;
    }
}

/// One headline a line.
pub(super) struct TextParser;

impl Parser for TextParser {
    fn parse(&self, records: &[u8], parsed: &mut Parsed) {
        parsed.block.reserve(0, records.len());
        each_line(records, parsed.line, |line, number| {
            if line.is_empty() {
                return;
            }
            match text_of(line) {
                Ok(title) if title.trim().is_empty() => {}
                Ok(title) => {
                    parsed.records += 1;
                    parsed.begin(records, line);
                    parsed.accept(Headline { line: number, ..Headline::titled(title) });
                }
                Err(error) => {
                    parsed.records += 1;
                    parsed.reject_encoding(number, line, error);
                }
            }
        });
    }
}
