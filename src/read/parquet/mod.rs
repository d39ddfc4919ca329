//! Parquet: columns in row groups, behind which a table of contents says where each begins.
//!
//! # The flow
//!
//! ```text
//! one thread:   read the table of contents, find the columns of the four fields
//! all threads:  read these columns of a row group, some thousand rows at a time, into blocks of headlines
//! one thread:   append the blocks in order, report bad rows and progress
//! ```
//!
//! Only the columns that are needed are read and unpacked. A row is named by its number, from 1, where a line is
//! elsewhere. What the file says of itself beyond its schema, such as the types that pandas or Arrow had, is not needed
//! and not believed.
//!
//! # What goes wrong
//!
//! A file is refused whole if its end is not that of a Parquet file, if it is encrypted, or if its table of
//! contents is damaged ([`footer`]). A row group that cannot be read ends the input where it stands, and what was read before
//! is kept. A row without a title, or with bytes that are no text, is a bad line.
//!
//! The `parquet` crate answers nearly all damage with an error. Where it panics (a sum of two absurd lengths, an index
//! out of its range), the panic is caught here and is an error too ([`hide_contained_panics`](crate::error::hide_contained_panics)); what
//! the crate had in hand is dropped.
//!
//! # The cost
//!
//! About 150 ns a row with four fields. Memory holds the unpacked pages of the columns that are read, a MiB each as
//! most writers make them, for each thread, besides the headlines. What cannot be sought (a pipe) is held in memory whole, 1 GiB
//! at most.

pub(super) mod columns;
mod footer;
mod rows;
mod whole;

use std::sync::Arc;

use ::parquet::arrow::ProjectionMask;
use ::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaDataReader};
use ::parquet::file::reader::Length;
use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::Schema;

use super::Input;
use super::chunks::Sizes;
use super::record::{FIELDS, Parsed};
use super::run::FieldNames;
use super::source::{PARQUET as MAGIC, Source};
use crate::error::{self, Error, Result};
use crate::headline::Headline;
use columns::Columns;
use rows::About;
use whole::Whole;

pub use rows::Rows;

/// Rows that are decoded at a time: their texts are a block's worth, and what is decoded stays within the caches.
const BATCH: usize = 1 << 13;

/// The same where rows are passed on whole: they may hold articles.
const WHOLE_ROWS: usize = 1 << 10;

/// The bytes behind the table of contents: its length, and the magic number with which a file also begins.
const TAIL: usize = 8;

/// A Parquet file whose fields are found.
pub(super) struct ParquetFile {
    name: Arc<str>,
    whole: Whole,
    metadata: ArrowReaderMetadata,
    columns: Columns,
    /// The number of rows before each row group.
    starts: Vec<u64>,
    /// What is said of whole rows, where they are to be passed on.
    about: Option<Arc<About>>,
}

/// What is read of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Its fields.
    Fields,
    /// All of it, to be passed on.
    Rows,
}

impl ParquetFile {
    /// Reads the table of contents of `input`, of which `source` is the beginning.
    pub(super) fn open(
        input: &Input,
        source: Source<'_>,
        fields: &FieldNames,
        wanted: Wanted,
    ) -> Result<Self> {
        let name = Arc::clone(&source.name);
        let whole = Whole::open(input, source)?;
        let damaged = |what: String| Error::Unsupported {
            path: name.to_string(),
            what: format!("this is a Parquet file that is cut off or damaged: {what}"),
            remedy: "get it again, whole".to_owned(),
        };
        let (metadata, starts) = contained(|| contents(&whole)).map_err(&damaged)?;
        let (descriptor, schema) = (metadata.parquet_schema(), metadata.schema());
        let columns = Columns::find(&name, descriptor, schema, fields)?;
        if wanted == Wanted::Rows {
            let about = Some(Arc::new(About::of(&metadata)));
            return Ok(ParquetFile { name, whole, metadata, columns, starts, about });
        }
        let options = ArrowReaderOptions::new().with_schema(columns.with_views(schema));
        let contents = Arc::clone(metadata.metadata());
        let metadata =
            contained(|| ArrowReaderMetadata::try_new(contents, options).map_err(|error| told(&error)))
                .map_err(&damaged)?;
        Ok(ParquetFile { name, whole, metadata, columns, starts, about: None })
    }

    /// The number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a row group, all its columns together.
    pub(super) fn size(&self, group: usize) -> u64 {
        u64::try_from(self.metadata.metadata().row_group(group).compressed_size()).unwrap_or(0)
    }

    /// Hands the rows of a row group on, some at a time.
    pub(super) fn read_group(
        &self,
        group: usize,
        sink: &mut dyn FnMut(&RecordBatch, u64) -> Result<()>,
    ) -> Result<()> {
        let mut row = self.starts[group];
        let damaged = |row: u64, what: String| Error::Read {
            path: self.name.to_string(),
            line: row + 1,
            what: format!("row group {} of {} is damaged: {what}", group + 1, self.groups()),
        };
        let descriptor = self.metadata.parquet_schema();
        let (mask, rows) = match self.about {
            Some(_) => (ProjectionMask::all(), WHOLE_ROWS),
            None => (self.columns.mask(descriptor), BATCH),
        };
        let mut batches = contained(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.whole.clone(), self.metadata.clone())
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(rows)
                .build()
                .map_err(|error| told(&error))
        })
        .map_err(|what| damaged(row, what))?;
        loop {
            let batch = contained(|| batches.next().transpose().map_err(|error| error.to_string()));
            let Some(batch) = batch.map_err(|what| damaged(row, what))? else { return Ok(()) };
            sink(&batch, row + 1)?;
            row += batch.num_rows() as u64;
        }
    }

    /// The headlines of some rows, of which the first is `row`, in blocks.
    pub(super) fn parse(&self, batch: &RecordBatch, row: u64, sizes: Sizes) -> Vec<Parsed> {
        let values = self.columns.values(batch);
        let mut parsed = vec![self.begin(batch, row)];
        for index in 0..batch.num_rows() {
            let mut last = parsed.len() - 1;
            if parsed[last].block.text_len() >= sizes.piece {
                parsed[last].block.close();
                parsed.push(self.begin(batch, row + index as u64));
                last += 1;
            }
            let parsed = &mut parsed[last];
            let before = parsed.block.len();
            take_row(&values, index, row + index as u64, sizes, parsed);
            if let Some(rows) = parsed.rows.as_mut().filter(|_| parsed.block.len() > before) {
                rows.places.push(u32::try_from(index).expect("a batch has some thousand rows"));
            }
        }
        parsed
    }

    /// What comes of rows, the first of which is `row`, before any of them was looked at.
    fn begin(&self, batch: &RecordBatch, row: u64) -> Parsed {
        let mut parsed = Parsed::new(&self.name, row);
        if let Some(about) = &self.about {
            parsed.places = Some(Vec::new());
            parsed.rows = Some(Rows { batch: batch.clone(), places: Vec::new(), file: Arc::clone(about) });
        }
        parsed
    }

    /// What comes of no rows: their columns.
    pub(super) fn no_rows(&self) -> Parsed {
        self.begin(&RecordBatch::new_empty(Arc::clone(self.metadata.schema())), 1)
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> i64 {
        self.metadata.metadata().file_metadata().num_rows()
    }

    /// Bytes that are the same for files with the same columns.
    pub(super) fn header(&self) -> Vec<u8> {
        let columns = Schema::new(self.metadata.schema().fields().clone());
        let begun = StreamWriter::try_new(Vec::new(), &columns);
        begun.map(|stream| stream.get_ref().clone()).unwrap_or_default()
    }
}

/// Takes the headline of one row.
pub(super) fn take_row(
    values: &[Option<columns::Values<'_>>; FIELDS],
    index: usize,
    row: u64,
    sizes: Sizes,
    parsed: &mut Parsed,
) {
    parsed.records += 1;
    let mut texts = [const { None }; FIELDS];
    for (slot, values) in texts.iter_mut().zip(values) {
        match values.as_ref().map(|values| values.text(index)) {
            None => {}
            Some(Ok(text)) => *slot = text,
            Some(Err((bytes, error))) => return parsed.reject_encoding(row, bytes, error),
        }
    }
    let length: usize = texts.iter().flatten().map(|text| text.len()).sum();
    if length > sizes.record {
        let (what, remedy) = (format!("row {row} has {length} bytes in its fields"), "name other columns");
        return parsed.reject(row, what, remedy);
    }
    let [title, id, source, published] = &texts;
    let Some(title) = title.as_deref() else {
        let what = format!("the title of row {row} is null");
        return parsed.reject(row, what, "give it a text, or name another column with --title");
    };
    if parsed.places.is_some() {
        parsed.begin_row(texts.iter().map(|text| text.as_deref().unwrap_or_default()));
    }
    let (id, source, published) = (id.as_deref(), source.as_deref(), published.as_deref());
    parsed.accept(Headline { title, id, source, published, line: row });
}

/// The table of contents, and how many rows stand before each row group.
fn contents(whole: &Whole) -> Result<(ArrowReaderMetadata, Vec<u64>), String> {
    let tail = whole.len().checked_sub(TAIL as u64).ok_or("it has no room for an end")?;
    let end = whole.part(tail, TAIL).map_err(|error| told(&error))?;
    let (length, magic) = end.split_at(TAIL - MAGIC.len());
    match magic {
        MAGIC => {}
        b"PARE" => return Err("its end is encrypted".to_owned()),
        _ => return Err("its end is missing".to_owned()),
    }
    let length = u32::from_le_bytes(length.try_into().expect("four bytes stand before the magic number"));
    let start = tail.checked_sub(u64::from(length)).ok_or("its table of contents is longer than itself")?;
    let footer = whole.part(start, length as usize).map_err(|error| told(&error))?;
    footer::check(&footer).map_err(|what| format!("in its table of contents, {what}"))?;
    let metadata = ParquetMetaDataReader::decode_metadata(&footer).map_err(|error| told(&error))?;
    let mut starts = Vec::with_capacity(metadata.num_row_groups());
    let mut rows = 0_u64;
    for group in metadata.row_groups() {
        starts.push(rows);
        if !group.columns().iter().all(|column| is_within(column, whole.len())) {
            return Err("a column is to lie where it does not end".to_owned());
        }
        let more = u64::try_from(group.num_rows()).ok().and_then(|more| rows.checked_add(more));
        rows = more.filter(|rows| i64::try_from(*rows).is_ok()).ok_or("it names an absurd number of rows")?;
    }
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::try_new(Arc::new(metadata), options).map_err(|error| told(&error))?;
    Ok((metadata, starts))
}

/// Whether the pages of a column lie within a file of this length.
fn is_within(column: &ColumnChunkMetaData, length: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let end = start.checked_add(column.compressed_size()).and_then(|end| u64::try_from(end).ok());
    start >= 0 && column.compressed_size() >= 0 && end.is_some_and(|end| end <= length)
}

/// What the crate says, without its name for the kind of error.
fn told(error: &ParquetError) -> String {
    let text = error.to_string();
    ["Parquet error: ", "EOF: ", "NYI: ", "Arrow: "]
        .iter()
        .find_map(|kind| text.strip_prefix(kind))
        .unwrap_or(&text)
        .to_owned()
}

/// Does `work` with what the file says, and makes an error of a panic.
fn contained<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    error::contained(work, |words| words)
}
