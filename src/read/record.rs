//! What every parser makes of a piece, and the rules that hold for titles of every format.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::chunks::Piece;
use crate::error::BadLine;
use crate::headline::{Block, Headline, Id};

/// The longest headline, in bytes. The longest that news agencies send have some 300
/// characters; a thousand times that is an article in the wrong field, and comparing it with
/// headlines would cost more than all of them together.
pub(super) const MAX_TITLE: usize = 1 << 20;

/// How many fields are read: title, id, source, published, in this order wherever they are listed.
pub(super) const FIELDS: usize = 4;

/// The options that choose the fields.
pub(super) const OPTIONS: [&str; FIELDS] = ["title", "id", "source", "published"];

/// Turns pieces of an input into headlines, on any thread.
pub(super) trait Parser: Sync {
    /// The headlines of `records`, which begin on line `first_line`.
    fn parse(&self, records: &[u8], parsed: &mut Parsed);

    /// Whether each record names its own fields, so that whether a field exists is known only
    /// when records have been parsed.
    fn has_named_fields(&self) -> bool {
        false
    }
}

/// The line on which a record begins, and which of those it is that begin on it: an array or a page may be one line, and what is told or taken out by the id
/// of one headline must be no other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Placed {
    pub(super) line: u64,
    number: u32,
    /// How many arrays have begun around it that have not ended.
    arrays: u32,
}

impl Placed {
    /// The next record begins on that line.
    pub(super) fn begin_on(&mut self, line: u64) {
        self.number = if line == self.line { self.number + 1 } else { 1 };
        self.line = line;
    }

    /// Separators of JSON values stand between it and the next record.
    pub(super) fn pass(&mut self, separators: &[u8]) {
        for separator in separators {
            match separator {
                b'[' => self.arrays += 1,
                b']' => self.arrays = self.arrays.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether an array goes on behind it.
    pub(super) fn is_within_array(&self) -> bool {
        self.arrays > 0
    }
}

/// What was found in a piece.
pub(super) struct Parsed {
    pub(super) block: Block,
    pub(super) bad: Vec<BadLine>,
    /// How many records there were, good and bad.
    pub(super) records: u64,
    /// For each field, how many records came before the first that has it.
    pub(super) first_with: [Option<u64>; FIELDS],
    /// The fields of the first record that lacks one that is asked for, and how many records
    /// came before it.
    pub(super) names: Option<(u64, Vec<String>)>,
    pub(super) line: u64,
    name: Arc<str>,
    /// The record that is being parsed, where several may begin on one line.
    pub(super) placed: Placed,
    /// Where the record that is being parsed stands in its piece.
    at: Range<usize>,
    /// Where each record stands whose headline is in the block, if it is to be passed on.
    pub(super) places: Option<Vec<Range<usize>>>,
    /// The piece in which they stand.
    pub(super) piece: Vec<u8>,
    /// The rows of the headlines, if they are such and are to be passed on.
    #[cfg(feature = "parquet")]
    pub(super) rows: Option<super::Rows>,
}

impl Parsed {
    pub(super) fn new(name: &Arc<str>, line: u64) -> Self {
        let block = Block::new(Arc::clone(name));
        let first_with = [None; FIELDS];
        Parsed {
            block,
            bad: Vec::new(),
            records: 0,
            first_with,
            names: None,
            line,
            name: Arc::clone(name),
            placed: Placed::default(),
            at: 0..0,
            places: None,
            piece: Vec::new(),
            #[cfg(feature = "parquet")]
            rows: None,
        }
    }

    /// Parses `piece` with `parser`.
    pub(super) fn of(piece: &Piece, name: &Arc<str>, parser: &dyn Parser) -> Self {
        match piece {
            Piece::Records(bytes, line, placed) => {
                let mut parsed = Parsed::new(name, *line);
                parsed.placed = *placed;
                parser.parse(bytes, &mut parsed);
                parsed.block.close();
                parsed
            }
            Piece::TooLong(line, length) => {
                let mut parsed = Parsed::new(name, *line);
                parsed.reject_long(*line, *length);
                parsed
            }
        }
    }

    /// Parses `piece` with `parser`, and keeps it.
    pub(super) fn keeping(piece: Piece, name: &Arc<str>, parser: &dyn Parser) -> Self {
        match piece {
            Piece::Records(bytes, line, placed) => {
                let mut parsed = Parsed::new(name, line);
                parsed.placed = placed;
                parsed.places = Some(Vec::new());
                parser.parse(&bytes, &mut parsed);
                parsed.piece = bytes;
                parsed
            }
            piece @ Piece::TooLong(..) => Parsed::of(&piece, name, parser),
        }
    }

    /// The next headline is that of `record`, a part of `piece`.
    pub(super) fn begin(&mut self, piece: &[u8], record: &[u8]) {
        let start = record.as_ptr().addr() - piece.as_ptr().addr();
        let end = start + record.len();
        // What stands behind a line is its end, and of a row, which has its own, the next row.
        let line_end = match &piece[end..] {
            _ if record.ends_with(b"\n") => 0,
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => 0,
        };
        self.at = start..end + line_end;
    }

    /// The next headline is that of a row: its record are the texts of its fields, a zero byte behind each.
    #[cfg(feature = "parquet")]
    pub(super) fn begin_row<'t>(&mut self, fields: impl Iterator<Item = &'t str>) {
        let start = self.piece.len();
        for field in fields {
            self.piece.extend_from_slice(field.as_bytes());
            self.piece.push(0);
        }
        self.at = start..self.piece.len();
    }

    /// Takes a headline, unless its title is no headline for its length. What is empty among
    /// the other fields is absent: an empty id names nothing.
    pub(super) fn accept(&mut self, headline: Headline<'_>) {
        if headline.title.len() > MAX_TITLE {
            let what = format!(
                "the title has {}; a headline has at most {} MiB",
                megabytes(headline.title.len() as u64),
                MAX_TITLE >> 20
            );
            self.reject(headline.line, what, "is this the body?");
            return;
        }
        if let Some(places) = &mut self.places {
            places.push(self.at.clone());
        }
        let filled = |field: Option<&'_ str>| field.is_some_and(|field| !field.is_empty());
        let id = headline.id.filter(|_| filled(headline.id));
        let place = if id.is_none() { self.place_on_line(headline.line) } else { None };
        let id = id.or(place.as_deref());
        self.block.push(Headline {
            id,
            source: headline.source.filter(|_| filled(headline.source)),
            published: headline.published.filter(|_| filled(headline.published)),
            ..headline
        });
    }

    /// The id of a headline that has none of its own, if its record is not the first that begins on its line.
    pub(super) fn place_on_line(&self, line: u64) -> Option<String> {
        let Placed { line: placed, number, .. } = self.placed;
        (placed == line && number > 1).then(|| format!("{}.{number}", Id::Place(&self.name, line)))
    }

    /// The next headline is that of `record`, which is written for it, if records are to be passed on.
    pub(super) fn write_record(&mut self, record: &impl Serialize) {
        if self.places.is_none() {
            return;
        }
        let start = self.piece.len();
        serde_json::to_writer(&mut self.piece, record)
            .expect("texts under texts are JSON, and a vector takes them");
        self.piece.push(b'\n');
        self.at = start..self.piece.len();
    }

    /// Passes over a line.
    pub(super) fn reject(&mut self, line: u64, what: impl Into<String>, remedy: impl Into<String>) {
        let (path, what, remedy) = (self.name.to_string(), what.into(), remedy.into());
        self.bad.push(BadLine { path, line, what, remedy });
    }

    /// An array that is not closed.
    pub(super) fn reject_unclosed(&mut self, line: u64) {
        self.reject(
            line,
            "the array is not closed behind this record",
            "was the file cut off? fetch it again",
        );
    }

    /// Passes over a record that is too long to be held.
    pub(super) fn reject_long(&mut self, line: u64, length: u64) {
        self.records += 1;
        let what = format!("the record has {}, more than is held in memory", megabytes(length));
        self.reject(line, what, "is there one record a line?");
    }

    /// Passes over a line that is not UTF-8.
    pub(super) fn reject_encoding(&mut self, line: u64, bytes: &[u8], error: std::str::Utf8Error) {
        let at = error.valid_up_to();
        let what = format!("byte {} of the record (0x{:02x}) is not valid UTF-8", at + 1, bytes[at]);
        self.reject(line, what, "convert the input to UTF-8, or name its encoding");
    }
}

/// "10.0 MB", in powers of ten as disks have them.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// "3,232,224".
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A noun with its number: "1 bad line", "12 bad lines".
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}
