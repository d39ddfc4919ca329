//! Rows of Parquet, with what a stream said of them.
//!
//! What came in stays as it came: the columns, their types, and what the writer of the file noted of them. An
//! annotation is some columns more at the end, those that a table gets.
//!
//! # The idea
//!
//! A Parquet file ends with its table of contents, so nothing can be added to it, and one that was cut off is lost.
//! Rows that are to be kept are therefore gathered in another form first, the stream of Arrow: a [`header`] with the columns, and
//! then one message after another of some rows ([`write()`]). That can be cut off behind any message and goes on from there,
//! as a file of lines can. When all are there, [`finish`] makes the Parquet file of them.
//!
//! ```
//! use doublet::Headlines;
//! use doublet::read::{Input, Options, read_records};
//! use doublet::report::rows::{Added, finish, header, is_gathered, write};
//! use doublet::report::{Report, parquet};
//! let mut file = Vec::new();
//! parquet::write(&Report::default(), &Headlines::new(), &mut file)?;
//! let mut gathered = Vec::new();
//! let input = Input::Memory("feed.parquet".to_owned(), file);
//! read_records(&[input], &Options::default(), &(), &mut |portion| {
//!     let rows = portion.rows().expect("it is Parquet");
//!     let all: Vec<_> = (0..portion.headlines.len()).map(|headline| (headline, None)).collect();
//!     header(rows, Added::Nothing, &mut gathered)?;
//!     Ok(write(rows, &all, Added::Nothing, &mut gathered)?)
//! })?;
//! assert!(is_gathered(&gathered));
//! let mut file = Vec::new();
//! finish(&mut gathered.as_slice(), &mut file)?;
//! assert!(file.ends_with(b"PAR1"));
//! # Ok::<(), doublet::Error>(())
//! ```
//!
//! # The cost
//!
//! Each row is written twice, and the gathered ones are not packed.
//!
//! # Limits
//!
//! Columns keep the very types of Parquet, but for a few that are written no more: times of 96 bits become times of 64, and
//! decimals take the bytes that their digits need. Their values stay the same.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use ::bytes::Bytes;
use ::parquet::arrow::arrow_writer::ArrowWriterOptions;
use ::parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowSchemaConverter, ArrowWriter, encode_arrow_schema};
use ::parquet::basic::{ConvertedType, Type as Physical};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::{KeyValue, ParquetMetaDataReader};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{SchemaDescriptor, Type};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::take::take_record_batch;

use super::annotate::{COLUMNS, columns};
use super::parquet::{encoding_error, properties};
use super::rounded;
use crate::read::Rows;
use crate::stream::{Status, Verdict};

/// The note under which the columns as Parquet has them stand in a gathered stream.
const PARQUET_SCHEMA: &str = "doublet:parquet";

/// With what a gathered stream begins, which no text in UTF-8 does.
const STREAM: [u8; 4] = [0xff; 4];

/// Bytes of a row group, before they are packed: rows may hold whole articles.
const GROUP: usize = 128 << 20;

/// What is added to each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// Nothing.
    Nothing,
    /// The columns of an annotation, without the reason.
    Verdict,
    /// The reason too.
    Reason,
}

impl Added {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Added::Nothing => &[],
            Added::Verdict => columns(false),
            Added::Reason => columns(true),
        }
    }

    fn fields(self) -> impl Iterator<Item = Field> {
        self.columns().iter().map(|&name| {
            let kind = if name == COLUMNS[3] { DataType::Float64 } else { DataType::Utf8 };
            Field::new(name, kind, true)
        })
    }
}

/// Whether what begins so is a gathered stream.
///
/// ```
/// assert!(!doublet::report::rows::is_gathered(b"{\"title\": \"Harbour reopens\"}"));
/// ```
#[must_use]
pub fn is_gathered(head: &[u8]) -> bool {
    head.starts_with(&STREAM)
}

/// Writes the beginning of a stream of rows such as these, to each of which something is added.
pub fn header(rows: &Rows, added: Added, out: &mut dyn Write) -> io::Result<()> {
    let schema = schema(rows, added);
    let mut notes: HashMap<String, String> = rows.file.notes.iter().cloned().collect();
    if let Some(written) = rows.file.written.as_ref().filter(|_| added != Added::Nothing) {
        notes.insert(ARROW_SCHEMA_META_KEY.to_owned(), encode_arrow_schema(&with(written, added)));
    }
    let digits = parquet_schema(&rows.file.root, &schema).map_err(encoding_error)?;
    notes.insert(PARQUET_SCHEMA.to_owned(), digits);
    let stream = StreamWriter::try_new(Vec::new(), &schema.with_metadata(notes)).map_err(arrow_error)?;
    out.write_all(stream.get_ref())
}

/// Writes some of the rows, by the headlines that are theirs, each with the verdict on it if it is to be told.
pub fn write(
    rows: &Rows,
    chosen: &[(usize, Option<&Verdict>)],
    added: Added,
    out: &mut dyn Write,
) -> io::Result<()> {
    let places: UInt32Array = chosen.iter().map(|(headline, _)| rows.places[*headline]).collect();
    let taken = take_record_batch(&rows.batch, &places).map_err(arrow_error)?;
    let mut all = taken.columns().to_vec();
    all.extend(annotations(chosen, added));
    let schema = schema(rows, added);
    let mut stream = StreamWriter::try_new(Vec::new(), &schema).map_err(arrow_error)?;
    let header = stream.get_ref().len();
    let batch = RecordBatch::try_new(Arc::new(schema), all).map_err(arrow_error)?;
    stream.write(&batch).map_err(arrow_error)?;
    out.write_all(&stream.get_ref()[header..])
}

/// Makes a Parquet file of a gathered stream, which ends behind a whole message.
///
/// # Errors
///
/// Those of reading and writing, and [`io::ErrorKind::Other`] where the stream is none.
pub fn finish(gathered: &mut dyn Read, out: &mut dyn Write) -> io::Result<()> {
    let rows = StreamReader::try_new(gathered, None).map_err(arrow_error)?;
    let schema = rows.schema();
    let mut notes: Vec<(&String, &String)> = schema.metadata().iter().collect();
    notes.sort();
    let is_ours = |note: &&(&String, &String)| note.0 == PARQUET_SCHEMA;
    let parquet = notes.iter().find(is_ours).and_then(|(_, digits)| parse_schema(digits));
    let notes = notes
        .iter()
        .filter(|note| !is_ours(note))
        .map(|(name, value)| KeyValue::new((*name).clone(), (*value).clone()))
        .collect();
    let properties = properties().set_max_row_group_bytes(Some(GROUP)).set_key_value_metadata(Some(notes));
    let mut options =
        ArrowWriterOptions::new().with_properties(properties.build()).with_skip_arrow_metadata(true);
    if let Some(parquet) = parquet {
        options = options.with_parquet_schema(parquet);
    }
    let schema = Arc::new(schema.as_ref().clone().with_metadata(HashMap::new()));
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), Arc::clone(&schema), options)
        .map_err(encoding_error)?;
    for batch in rows {
        let columns = batch.map_err(arrow_error)?.columns().to_vec();
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(arrow_error)?;
        writer.write(&batch).map_err(encoding_error)?;
        out.write_all(writer.inner())?;
        // The encoder counts what it has written by itself, and never looks back.
        writer.inner_mut().clear();
    }
    out.write_all(&writer.into_inner().map_err(encoding_error)?)?;
    out.flush()
}

/// The columns of the rows and those that are added.
fn schema(rows: &Rows, added: Added) -> Schema {
    with(&rows.file.schema, added)
}

fn with(schema: &Schema, added: Added) -> Schema {
    let fields = schema.fields().iter().cloned().chain(added.fields().map(Arc::new));
    Schema::new(fields.collect::<Vec<_>>())
}

/// The columns that are added to rows.
fn annotations(chosen: &[(usize, Option<&Verdict>)], added: Added) -> Vec<ArrayRef> {
    let verdicts = || chosen.iter().map(|(_, verdict)| *verdict);
    let status = |verdict: &Verdict| match verdict.status {
        Status::New => "new",
        Status::Duplicate => "duplicate",
        Status::Update => "update",
    };
    let cluster = |verdict: &Verdict| Some(verdict.cluster?.to_string());
    let reason = |verdict: &Verdict| Some(verdict.reason.as_ref()?.to_string());
    let all: [ArrayRef; COLUMNS.len()] = [
        Arc::new(verdicts().map(|verdict| verdict.map(status)).collect::<StringArray>()),
        Arc::new(verdicts().map(|verdict| verdict?.of.as_deref()).collect::<StringArray>()),
        Arc::new(verdicts().map(|verdict| cluster(verdict?)).collect::<StringArray>()),
        Arc::new(verdicts().map(|verdict| verdict?.similarity.map(rounded)).collect::<Float64Array>()),
        Arc::new(verdicts().map(|verdict| reason(verdict?)).collect::<StringArray>()),
    ];
    all.into_iter().take(added.columns().len()).collect()
}

/// The columns as Parquet has them and those that are added: an empty file that has them, in hexadecimal digits, since a note is a text.
fn parquet_schema(root: &Type, schema: &Schema) -> Result<String, ParquetError> {
    let derived = ArrowSchemaConverter::new().convert(schema)?;
    let own = root.get_fields().iter().map(Some).chain(std::iter::repeat(None));
    let fields = derived.root_schema().get_fields().iter().zip(own).map(|(derived, own)| match own {
        Some(own) if is_writable(own) => Arc::clone(own),
        _ => Arc::clone(derived),
    });
    let whole = Type::group_type_builder(root.name()).with_fields(fields.collect()).build()?;
    let file = SerializedFileWriter::new(Vec::new(), Arc::new(whole), Arc::default())?.into_inner()?;
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16).expect("it is below sixteen");
    Ok(file.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// The columns that [`parquet_schema`] wrote down.
fn parse_schema(digits: &str) -> Option<SchemaDescriptor> {
    let byte = |place| u8::from_str_radix(digits.get(place..place + 2)?, 16).ok();
    let file: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::from(file?)).ok()?;
    Some(SchemaDescriptor::new(metadata.file_metadata().schema_descr().root_schema_ptr()))
}

/// Whether values are written in just this type.
fn is_writable(column: &Type) -> bool {
    if column.is_group() {
        return column.get_fields().iter().all(|field| is_writable(field));
    }
    column.get_physical_type() != Physical::INT96
        && column.get_basic_info().converted_type() != ConvertedType::DECIMAL
}

/// The system's own error out of arrow's, so that a full disk is still known as one.
fn arrow_error(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other),
    }
}
