//! Lines of JSON that are at hand: a message, or a part of one, of which the format is agreed on.
//!
//! Nothing is recognised here: bytes that come from a stranger are not to be unpacked, nor decoded, nor taken for another
//! format. What a line is, and what is wrong with one, is decided by the parser of all JSON lines.

use std::sync::Arc;

use super::Fields;
use super::chunks::{Piece, Sizes};
use super::jsonl::JsonParser;
use super::record::{Parsed, Placed};
use super::run::FieldNames;
use crate::error::BadLine;
use crate::headline::Block;

/// The mark with which some programs begin a text in UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines of JSON, read.
///
/// ```
/// use doublet::read::{Fields, JsonLines};
/// let lines = "{\"title\": \"Harbour reopens\",  \"id\": 17}\n\n{\"title\": null}\n";
/// let read = JsonLines::read("request", 1, lines.into(), &Fields::default());
/// assert_eq!(read.headlines().get(0).title, "Harbour reopens");
/// assert_eq!(read.record(0), b"{\"title\": \"Harbour reopens\",  \"id\": 17}\n");
/// assert_eq!(read.bad()[0].to_string(), "request:3: the title is null; give it a text, or name another field");
/// ```
pub struct JsonLines {
    parsed: Parsed,
    places: Vec<std::ops::Range<usize>>,
}

impl JsonLines {
    /// Reads `lines`, the first of which is the line `first` of what is called `name`; a blank one says nothing.
    #[must_use]
    pub fn read(name: &str, first: u64, mut lines: Vec<u8>, fields: &Fields) -> Self {
        if first == 1 && lines.starts_with(BYTE_ORDER_MARK) {
            lines.drain(..BYTE_ORDER_MARK.len());
        }
        let fields = FieldNames::new(fields);
        let parser = JsonParser::new(&fields, Sizes::default().record, true);
        let mut parsed =
            Parsed::keeping(Piece::Records(lines, first, Placed::default()), &Arc::from(name), &parser);
        let places = parsed.places.take().unwrap_or_default();
        JsonLines { parsed, places }
    }

    /// The headlines of the lines that can be taken, in order, each with its line.
    #[must_use]
    pub fn headlines(&self) -> &Block {
        &self.parsed.block
    }

    /// The line of a headline, byte for byte as it came, with its end if it has one.
    ///
    /// # Panics
    ///
    /// Where there is no such headline.
    #[must_use]
    pub fn record(&self, index: usize) -> &[u8] {
        &self.parsed.piece[self.places[index].clone()]
    }

    /// The lines that cannot be taken, in order.
    #[must_use]
    pub fn bad(&self) -> &[BadLine] {
        &self.parsed.bad
    }
}
