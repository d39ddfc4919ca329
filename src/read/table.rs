//! CSV and TSV: rows under a header, fields perhaps in quotes.
//!
//! The rules are those of RFC 4180 with one addition, and on every table that keeps to the
//! RFC the result is that of the `csv` crate, which the tests hold it against. The addition: a
//! quote opens a field only if there is one that closes it, at the end of a field. Scraped
//! tables are full of lines such as `"Harbour reopens" says minister` that were never meant
//! as quoted, and a parser that takes the first quote at its word swallows every row up to
//! the next one, silently.
//!
//! Cutting rows here rather than in the `csv` crate also gives the line on which a row
//! begins, in spite of blank lines and line ends within quotes, and lets all cores parse.

use std::borrow::Cow;
use std::ops::Range;

use super::chunks::count_lines;
use super::encoding::text_of;
use super::record::{FIELDS, OPTIONS, Parsed, Parser};
use super::run::FieldNames;
use crate::error::{Error, Result};
use crate::headline::Headline;

/// How far from an opening quote its closing one is looked for: no field of a table of
/// headlines is longer, not even the article's body.
const MAX_QUOTED: usize = 16 << 20;

/// A field's place in its row.
struct Cell {
    content: Range<usize>,
    /// Where the delimiter, the line end or the end of the input stands behind it.
    end: usize,
    is_quoted: bool,
}

/// Where a quoted field ends.
enum Closing {
    At(usize),
    Nowhere,
    /// More of the input must be seen.
    Unknown,
}

fn closing_quote(bytes: &[u8], start: usize, delimiter: u8, is_ended: bool) -> Closing {
    let limit = bytes.len().min(start.saturating_add(MAX_QUOTED));
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..limit).and_then(|rest| memchr::memchr(b'"', rest)) {
        let quote = at + found;
        match (bytes.get(quote + 1), bytes.get(quote + 2)) {
            (Some(b'"'), _) => at = quote + 2,
            (Some(&next), _) if next == delimiter || next == b'\n' => return Closing::At(quote),
            (None, _) | (Some(b'\r'), None) if !is_ended => return Closing::Unknown,
            (None, _) | (Some(b'\r'), None | Some(b'\n')) => return Closing::At(quote),
            _ => return Closing::Nowhere,
        }
    }
    if is_ended || limit < bytes.len() { Closing::Nowhere } else { Closing::Unknown }
}

/// The field that begins at `start`; `None` if more of the input must be seen.
fn cell(bytes: &[u8], start: usize, delimiter: u8, is_ended: bool) -> Option<Cell> {
    if bytes.get(start) == Some(&b'"') {
        match closing_quote(bytes, start, delimiter, is_ended) {
            Closing::At(quote) => {
                let end = if bytes.get(quote + 1) == Some(&b'\r') { quote + 2 } else { quote + 1 };
                return Some(Cell { content: start + 1..quote, end, is_quoted: true });
            }
            Closing::Nowhere => {}
            Closing::Unknown => return None,
        }
    }
    let end = match memchr::memchr2(delimiter, b'\n', bytes.get(start..)?) {
        Some(length) => start + length,
        None if is_ended => bytes.len(),
        None => return None,
    };
    let is_crlf = bytes.get(end) != Some(&delimiter) && end > start && bytes[end - 1] == b'\r';
    Some(Cell { content: start..end - usize::from(is_crlf), end, is_quoted: false })
}

/// The length of the first row with its line end; `None` if it is not whole.
pub(super) fn row_end(bytes: &[u8], delimiter: u8, is_ended: bool) -> Option<usize> {
    // Most rows have no quotes, and end where their line does.
    let line_end = memchr::memchr(b'\n', bytes);
    let line = &bytes[..line_end.unwrap_or(bytes.len())];
    if memchr::memchr(b'"', line).is_none() {
        return line_end.map(|end| end + 1).or(is_ended.then_some(bytes.len()));
    }
    row(bytes, delimiter, is_ended, &mut Vec::new())
}

/// Splits the first row into `cells`; gives its length with its line end.
fn row(bytes: &[u8], delimiter: u8, is_ended: bool, cells: &mut Vec<Cell>) -> Option<usize> {
    cells.clear();
    let mut start = 0;
    loop {
        let cell = cell(bytes, start, delimiter, is_ended)?;
        let end = cell.end;
        cells.push(cell);
        match bytes.get(end) {
            Some(&byte) if byte == delimiter => start = end + 1,
            Some(_) => return Some(end + 1),
            None => return Some(end),
        }
    }
}

/// The first row that is not blank: its fields, and its length with what stands before it.
pub(super) fn header(bytes: &[u8], delimiter: u8) -> (Vec<String>, usize) {
    let mut before = blank(bytes);
    if told_delimiter(bytes).is_some() {
        before += memchr::memchr(b'\n', &bytes[before..]).unwrap_or(bytes.len() - before);
        before += blank(&bytes[before..]);
    }
    let mut cells = Vec::new();
    let length = row(&bytes[before..], delimiter, true, &mut cells).unwrap_or(0);
    let names = cells.iter().map(|cell| {
        let name = String::from_utf8_lossy(&bytes[before..][cell.content.clone()]);
        unquoted(&name, cell.is_quoted).trim().to_owned()
    });
    (names.collect(), before + length)
}

/// The length of the blank lines ahead.
fn blank(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len())
}

/// The delimiter that a table tells in a line `sep=;` of its own, as spreadsheets understand it.
pub(super) fn told_delimiter(bytes: &[u8]) -> Option<u8> {
    match bytes[blank(bytes)..].strip_prefix(b"sep=")? {
        [delimiter, b'\n', ..] | [delimiter, b'\r', b'\n', ..] => {
            let is_one = (delimiter.is_ascii_punctuation() || *delimiter == b'\t') && *delimiter != b'"';
            is_one.then_some(*delimiter)
        }
        _ => None,
    }
}

/// How many fields the first rows of `bytes` have, blank lines aside.
pub(super) fn widths(bytes: &[u8], delimiter: u8, rows: usize) -> Vec<usize> {
    let mut cells = Vec::new();
    let (mut widths, mut rest) = (Vec::new(), bytes);
    while widths.len() < rows
        && let Some(length) = row(rest, delimiter, false, &mut cells)
    {
        if !rest[..length].trim_ascii().is_empty() {
            widths.push(cells.len());
        }
        rest = &rest[length..];
    }
    widths
}

fn unquoted(text: &str, is_quoted: bool) -> Cow<'_, str> {
    if is_quoted && text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
}

/// Parses rows under a known header.
#[derive(Debug)]
pub(super) struct TableParser {
    delimiter: u8,
    width: usize,
    columns: [Option<usize>; FIELDS],
}

impl TableParser {
    /// Finds the fields in the header ([`FieldNames::column`]).
    pub(super) fn new(path: &str, header: &[String], delimiter: u8, fields: &FieldNames) -> Result<Self> {
        // What holds nothing but white space is an empty table, not one whose title was renamed.
        let is_empty = header.iter().all(|name| name.trim().is_empty());
        let columns = std::array::from_fn(|field| fields.column(field, header));
        let is_missing = |field: &usize| columns[*field].is_none() && fields.is_required(*field);
        if let Some(field) = (0..FIELDS).find(is_missing).filter(|_| !is_empty) {
            return Err(Error::UnknownField {
                path: path.to_owned(),
                field: fields.name(field).to_owned(),
                option: OPTIONS[field],
                available: header.to_vec(),
            });
        }
        Ok(TableParser { delimiter, width: header.len(), columns })
    }

    fn row(&self, bytes: &[u8], cells: &[Cell], line: u64, parsed: &mut Parsed) {
        parsed.records += 1;
        if cells.len() != self.width {
            let had = super::record::counted(cells.len() as u64, "field");
            let what = format!("the row has {had}, the header {}", self.width);
            return parsed.reject(line, what, "quote fields that hold the delimiter or line ends");
        }
        let mut texts = [const { None }; FIELDS];
        for (slot, column) in texts.iter_mut().zip(self.columns) {
            let Some(cell) = column.map(|column| &cells[column]) else { continue };
            let content = &bytes[cell.content.clone()];
            match text_of(content) {
                Ok(text) => *slot = Some(unquoted(text, cell.is_quoted)),
                Err(error) => return parsed.reject_encoding(line, content, error),
            }
        }
        let [title, id, source, published] = &texts;
        parsed.accept(Headline {
            title: title.as_deref().unwrap_or_default(),
            id: id.as_deref(),
            source: source.as_deref(),
            published: published.as_deref(),
            line,
        });
    }
}

impl Parser for TableParser {
    fn parse(&self, records: &[u8], parsed: &mut Parsed) {
        let (mut rest, mut line) = (records, parsed.line);
        let mut cells = Vec::new();
        while !rest.is_empty() {
            let Some(length) = row(rest, self.delimiter, true, &mut cells) else { break };
            if !rest[..length].iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                parsed.begin(records, &rest[..length]);
                self.row(rest, &cells, line, parsed);
            }
            line += count_lines(&rest[..length]);
            rest = &rest[length..];
        }
    }
}
