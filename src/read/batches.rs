//! Rows of Arrow that are in memory already, such as a data frame's.
//!
//! # The flow
//!
//! ```text
//! one thread:   take the next rows from their reader, with the columns of the four fields
//! all threads:  parse some thousand of them into a block of headlines
//! one thread:   append the blocks in order, report bad rows
//! ```
//!
//! The rules are those of Parquet: which types are read for which field, what is a bad row, and that a row is named by its number,
//! from 1. Types that Parquet has not, such as texts behind offsets of 64 bits or in a dictionary, become views of their bytes first.
//! So each text is copied once, from the column into its block.
//!
//! # Limits
//!
//! Columns are found by their names, not within structures.

use std::sync::Arc;
use std::time::Instant;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader};
use arrow_cast::cast;
use arrow_schema::{DataType, Schema};

use super::Options;
use super::chunks::Sizes;
use super::parquet::columns::{LISTED, Values, is_read, unfit};
use super::parquet::take_row;
use super::record::{FIELDS, OPTIONS, Parsed};
use super::run::{FieldNames, read_rows};
use crate::error::{Error, Result};
use crate::observe::{Observer, Stage};
use crate::read::Batch;

/// Reads the rows of `batches`, which are called `name`. Of the options the format and the encoding say nothing here.
///
/// # Errors
///
/// Those of [`read`](super::read); [`Error::Read`] where the reader fails, since what comes after it is not known.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, LargeStringArray, RecordBatch, RecordBatchIterator};
/// use doublet::read::{Options, read_batches};
/// let titles: ArrayRef = Arc::new(LargeStringArray::from(vec![Some("Harbour reopens"), None]));
/// let rows = RecordBatch::try_from_iter([("title", titles)])?;
/// let schema = rows.schema();
/// let mut rows = RecordBatchIterator::new([Ok(rows)], schema);
/// let batch = read_batches("memory", &mut rows, &Options::default(), &())?;
/// assert_eq!(batch.headlines.id(0).to_string(), "memory:1");
/// assert_eq!((batch.headlines.len(), batch.bad_lines), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_batches(
    name: &str,
    batches: &mut dyn RecordBatchReader,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Batch> {
    let started = Instant::now();
    let fields = FieldNames::new(&options.fields);
    let rows = Rows { name: name.into(), places: places(name, &batches.schema(), &fields)? };
    observer.begin(Stage::Read, None);
    let batch = read_rows(&rows, batches, (options, &fields), observer)?;
    observer.end(Stage::Read, started.elapsed(), &format!("{} rows", batch.headlines.len()));
    Ok(batch)
}

/// The column of each field.
fn places(name: &str, schema: &Schema, fields: &FieldNames) -> Result<[Option<usize>; FIELDS]> {
    let mut places = [None; FIELDS];
    for (field, slot) in places.iter_mut().enumerate() {
        let column = fields.name(field);
        let found = schema.fields().iter().position(|field| field.name() == column);
        let kind = found.map(|place| schema.field(place).data_type());
        match kind {
            Some(kind) if is_read(&plain(kind), field) => *slot = found,
            Some(kind) if fields.is_required(field) => {
                return Err(unfit(name, column, &kind.to_string(), field));
            }
            None if fields.is_required(field) => {
                let available =
                    schema.fields().iter().take(LISTED).map(|field| field.name().clone()).collect();
                let (path, field, option) = (name.to_owned(), column.to_owned(), OPTIONS[field]);
                return Err(Error::UnknownField { path, field, option, available });
            }
            _ => {}
        }
    }
    Ok(places)
}

/// The type that Parquet would have for the same values.
fn plain(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
        DataType::Dictionary(_, values) => plain(values),
        DataType::RunEndEncoded(_, values) => plain(values.data_type()),
        other => other.clone(),
    }
}

/// The values of a column in a type that is read as it stands.
fn readable(column: &ArrayRef) -> Result<ArrayRef, String> {
    let kind = match (column.data_type(), plain(column.data_type())) {
        (DataType::Utf8 | DataType::Utf8View | DataType::Binary | DataType::BinaryView, _) => None,
        (_, DataType::Utf8) => Some(DataType::Utf8View),
        (_, DataType::Binary) => Some(DataType::BinaryView),
        (kind, plain) => (*kind != plain).then_some(plain),
    };
    match kind {
        None => Ok(Arc::clone(column)),
        Some(kind) => cast(column, &kind).map_err(|error| error.to_string()),
    }
}

/// Rows whose fields are found.
pub(super) struct Rows {
    name: Arc<str>,
    places: [Option<usize>; FIELDS],
}

impl Rows {
    /// Something went wrong at the row with this number.
    pub(super) fn failed(&self, row: u64, what: String) -> Error {
        Error::Read { path: self.name.to_string(), line: row, what }
    }

    /// The headlines of some rows, of which the first has the number `row`, in blocks.
    pub(super) fn parse(&self, batch: &RecordBatch, row: u64, sizes: Sizes) -> Result<Vec<Parsed>> {
        let mut columns = [const { None }; FIELDS];
        for (slot, place) in columns.iter_mut().zip(self.places) {
            let readable = |place| readable(batch.column(place)).map_err(|what| self.failed(row, what));
            *slot = place.map(readable).transpose()?;
        }
        let values = columns.each_ref().map(|column| column.as_ref().map(Values::of));
        let mut all = Vec::new();
        let mut parsed = Parsed::new(&self.name, row);
        for (index, row) in (0..batch.num_rows()).zip(row..) {
            if parsed.block.text_len() >= sizes.piece {
                all.push(std::mem::replace(&mut parsed, Parsed::new(&self.name, row)));
            }
            take_row(&values, index, row, sizes, &mut parsed);
        }
        all.push(parsed);
        for parsed in &mut all {
            parsed.block.close();
        }
        Ok(all)
    }
}
