//! Cutting an input into pieces that end where a record ends.
//!
//! One thread reads and cuts, which is little work, and all of them parse. Where the cuts
//! fall follows from the reads, but nothing that is reported depends on it: every piece knows
//! its first line, and begins and ends between two records.

use std::io;

use super::record::Placed;
use super::source::{Reader, fill};
use super::{json_values, table};

/// How much is held at a time. The tests read with sizes of a few bytes, since every law of
/// reading must hold wherever the cuts fall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Bytes a piece is to have. At one MiB the work on a piece (some milliseconds) is far
    /// dearer than handing it over, and the pieces of a wave stay within the caches.
    pub(super) piece: usize,
    /// The longest record that is held in memory. It is a whole news article with pictures
    /// inlined as text; longer ones are passed over without being kept.
    pub(super) record: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes { piece: 1 << 20, record: 64 << 20 }
    }
}

/// Where records end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// At line ends.
    Lines,
    /// At line ends that are not within quotes, the fields being separated by this byte.
    Rows(u8),
    /// Where a JSON value ends.
    JsonValues,
}

/// A part of an input.
pub(super) enum Piece {
    /// Whole records, the line on which the first begins, and what began before it where several may begin on one.
    Records(Vec<u8>, u64, Placed),
    /// A record of more than [`Sizes::record`]: the line on which it began, and its bytes.
    TooLong(u64, u64),
}

/// The sequential half of reading.
pub(super) struct Chunker<'a> {
    reader: Reader<'a>,
    cut: Cut,
    sizes: Sizes,
    /// What follows the last whole record.
    rest: Vec<u8>,
    line: u64,
    /// The last record, where several may begin on one line.
    placed: Placed,
    is_ended: bool,
    error: Option<io::Error>,
    /// Buffers to use again: a fresh MiB costs more to map than to fill.
    spare: Vec<Vec<u8>>,
}

impl<'a> Chunker<'a> {
    /// Reads `reader`, whose first line is `line`.
    pub(super) fn new(reader: Reader<'a>, line: u64, cut: Cut, sizes: Sizes) -> Self {
        Chunker {
            reader,
            cut,
            sizes,
            rest: Vec::new(),
            line,
            placed: Placed::default(),
            is_ended: false,
            error: None,
            spare: Vec::new(),
        }
    }

    /// The next `count` pieces; fewer only at the end.
    pub(super) fn wave(&mut self, count: usize) -> Vec<Piece> {
        std::iter::from_fn(|| self.next_piece()).take(count).collect()
    }

    /// Takes back the buffers of pieces that were parsed.
    pub(super) fn recycle(&mut self, pieces: Vec<Piece>) {
        self.spare.extend(pieces.into_iter().filter_map(|piece| match piece {
            // The buffer of an unusually long record is not worth keeping.
            Piece::Records(buffer, ..) if buffer.capacity() <= 4 * self.sizes.piece => Some(buffer),
            _ => None,
        }));
    }

    /// What ended the input before its end, and the line that was being read.
    pub(super) fn failure(self) -> Option<(u64, io::Error)> {
        self.error.map(|error| (self.line, error))
    }

    /// The line of the last record of an array that is not closed, though the input ended without an error.
    pub(super) fn unclosed(&self) -> Option<u64> {
        (self.placed.is_within_array() && self.error.is_none()).then_some(self.placed.line)
    }

    fn read(&mut self, buffer: &mut Vec<u8>, target: usize) {
        let outcome = fill(&mut self.reader, buffer, target);
        self.is_ended = *outcome.as_ref().unwrap_or(&true);
        self.error = outcome.err();
    }

    /// The next piece; of an input that idles, what there is.
    pub(super) fn next_piece(&mut self) -> Option<Piece> {
        // A record that was passed over may leave whole records behind it at the very end.
        if self.is_ended && self.rest.is_empty() {
            return None;
        }
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.clear();
        buffer.append(&mut self.rest);
        let mut target = self.sizes.piece.max(buffer.len() + 1);
        loop {
            if !self.is_ended {
                self.read(&mut buffer, target);
            }
            // The record that an error cut short would be reported as something it is not.
            let mut placed = self.placed;
            let is_whole = self.is_ended && self.error.is_none();
            let end = self.cut.last_end(&buffer, is_whole, self.line, &mut placed);
            if end > 0 {
                self.rest.extend_from_slice(&buffer[end..]);
                buffer.truncate(end);
                let line = self.line;
                self.line += count_lines(&buffer);
                return Some(Piece::Records(buffer, line, std::mem::replace(&mut self.placed, placed)));
            }
            if self.is_ended {
                return None;
            }
            // One byte more than a record may have, for its line end.
            if buffer.len() > self.sizes.record {
                return Some(self.skip_record(buffer));
            }
            target = (buffer.len() * 2).min(self.sizes.record + 1);
        }
    }

    /// Passes over a record of which `buffer` is the beginning, up to the next line end.
    fn skip_record(&mut self, mut buffer: Vec<u8>) -> Piece {
        let line = self.line;
        let mut length = 0_u64;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &buffer) {
                self.rest = buffer.split_off(end + 1);
                self.line += 1;
                return Piece::TooLong(line, length + end as u64);
            }
            length += buffer.len() as u64;
            buffer.clear();
            if self.is_ended {
                return Piece::TooLong(line, length);
            }
            self.read(&mut buffer, self.sizes.piece.max(1));
        }
    }
}

impl Cut {
    /// Where the last whole record of `bytes` ends, 0 where none does; at the end of the input whatever is left is one. Where several
    /// may begin on one line, of which the first is `line`, `placed` goes from the last record before these to the last of these.
    fn last_end(self, bytes: &[u8], is_ended: bool, line: u64, placed: &mut Placed) -> usize {
        match self {
            Cut::JsonValues => json_values::each_value(bytes, line, is_ended, |separators, value, line| {
                placed.pass(separators);
                if !value.is_empty() {
                    placed.begin_on(line);
                }
            }),
            _ if is_ended => bytes.len(),
            Cut::Lines => memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1),
            Cut::Rows(delimiter) => last_end(bytes, |rest| table::row_end(rest, delimiter, false)),
        }
    }
}

/// Goes from record to record by `length_of`, which gives the next one's length if it is whole.
fn last_end(bytes: &[u8], length_of: impl Fn(&[u8]) -> Option<usize>) -> usize {
    let mut end = 0;
    while let Some(length) = length_of(&bytes[end..]).filter(|length| *length > 0) {
        end += length;
    }
    end
}

/// The number of line feeds.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
