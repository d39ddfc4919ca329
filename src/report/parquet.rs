//! One row a member, for whoever asks with SQL or a data frame.
//!
//! The columns are those of [`csv`](super::csv), typed, and two more:
//!
//! | column | type | |
//! |---|---|---|
//! | `cluster`, `representative`, `id`, `title`, `relation` | string | |
//! | `size` | int64 | members of the cluster |
//! | `similarity` | double | at most four decimals |
//! | `source`, `published` | string, may be null | as they were read |
//! | `reason` | string, may be null | why an update or an instance of a series is that |
//! | `published_at` | timestamp, milliseconds in UTC, may be null | [`instant`] of `published` |
//!
//! A cluster's members are followed by what lies beside it, where the run was asked for that. The columns are the same
//! whatever was asked for, so that the files of many days can be read as one table.
//!
//! # The cost
//!
//! Rows are encoded as they come and written by row groups: memory holds one group of them, some ten megabytes, beyond the
//! report. Compression is zstd. What repeats from row to row has a dictionary; ids and titles, which hardly do, would
//! fill one in vain, and leave their repeats to zstd.
//!
//! # Limits
//!
//! The footer, without which nothing can be read, is written last: a file that was cut off is none.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::{Beside, Cluster, Member, Report, rounded};
use crate::headline::Headlines;
use crate::published::instant;

/// Rows of a row group. Readers work on whole groups, a thread each: with this many, which DuckDB takes too, a day's news is
/// one and a year's enough for every core.
const GROUP: usize = 1 << 17;

/// Rows that are handed to the encoder at a time: a MiB or two.
const BATCH: usize = 1 << 13;

/// The most bytes of texts that are handed over at a time: a column holds less than 2 GiB, and an id that a record brings may have
/// millions and stand in each row of its cluster.
const BATCH_BYTES: usize = 16 << 20;

/// The level of zstd that is its own default.
const LEVEL: i32 = 3;

/// The columns without a dictionary.
const DISTINCT: [&str; 2] = ["id", "title"];

/// The types of the columns, in order, and whether a row may lack them.
#[cfg(feature = "arrow")]
#[must_use]
pub fn schema() -> SchemaRef {
    columns()
}

fn columns() -> SchemaRef {
    let text = |name: &str, is_nullable| Field::new(name, DataType::Utf8, is_nullable);
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        text("cluster", false),
        Field::new("size", DataType::Int64, false),
        text("representative", false),
        text("id", false),
        text("title", false),
        text("source", true),
        text("published", true),
        Field::new("similarity", DataType::Float64, false),
        text("relation", false),
        text("reason", true),
        Field::new("published_at", time, true),
    ]))
}

/// Writes a row for each member of each cluster, and for each headline beside one.
///
/// ```
/// use doublet::report::{Report, parquet};
/// let mut out = Vec::new();
/// parquet::write(&Report::default(), &doublet::Headlines::new(), &mut out)?;
/// assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, out: &mut dyn Write) -> io::Result<()> {
    let properties = DISTINCT.iter().fold(properties(), |properties, column| {
        properties.set_column_dictionary_enabled((*column).into(), false)
    });
    let mut writer =
        ArrowWriter::try_new(Vec::new(), columns(), Some(properties.build())).map_err(encoding_error)?;
    each_batch(report, headlines, &mut |batch| {
        writer.write(&batch).map_err(encoding_error)?;
        out.write_all(writer.inner())?;
        // The encoder counts what it has written by itself, and never looks back.
        writer.inner_mut().clear();
        Ok(())
    })?;
    out.write_all(&writer.into_inner().map_err(encoding_error)?)?;
    out.flush()
}

/// The same rows as Arrow has them, with their [schema], in as many batches as their texts ask for.
///
/// ```
/// use doublet::report::parquet::{batches, schema};
/// let headlines = ["Harbour reopens", "Harbour reopens!"].into_iter().collect();
/// let report = doublet::cluster(&headlines, &doublet::Config::default(), &())?;
/// let rows = batches(&report, &headlines)?;
/// assert_eq!((rows[0].schema(), rows[0].num_rows()), (schema(), 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "arrow")]
pub fn batches(report: &Report, headlines: &Headlines) -> io::Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    each_batch(report, headlines, &mut |batch| {
        batches.push(batch);
        Ok(())
    })?;
    Ok(batches)
}

/// Hands all rows to `sink`, some at a time.
fn each_batch(
    report: &Report,
    headlines: &Headlines,
    sink: &mut dyn FnMut(RecordBatch) -> io::Result<()>,
) -> io::Result<()> {
    let mut rows = Rows { headlines, sink, schema: columns(), columns: Columns::default() };
    for cluster in &report.clusters {
        rows.push(cluster)?;
    }
    rows.hand_on()
}

/// What every file that is written has in common: who wrote it, how it is packed, how large its groups are.
pub(crate) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_created_by(concat!("doublet version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL).expect("zstd has this level")))
        .set_max_row_group_row_count(Some(GROUP))
}

/// An error of the encoder, which writes to memory alone.
pub(crate) fn encoding_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Rows on their way into the file.
struct Rows<'a> {
    headlines: &'a Headlines,
    sink: &'a mut dyn FnMut(RecordBatch) -> io::Result<()>,
    schema: SchemaRef,
    columns: Columns,
}

/// The rows that the encoder has not got yet, by columns.
#[derive(Default)]
struct Columns {
    rows: usize,
    /// Of their texts.
    bytes: usize,
    cluster: StringBuilder,
    size: Int64Builder,
    representative: StringBuilder,
    id: StringBuilder,
    title: StringBuilder,
    source: StringBuilder,
    published: StringBuilder,
    similarity: Float64Builder,
    relation: StringBuilder,
    reason: StringBuilder,
    published_at: TimestampMillisecondBuilder,
}

/// What the rows of a cluster have in common.
struct Common {
    cluster: String,
    size: i64,
    representative: String,
}

/// What a row says of its headline.
struct Told<'a> {
    headline: u32,
    similarity: f64,
    relation: String,
    reason: Option<&'a str>,
}

impl From<&Member> for Told<'_> {
    fn from(member: &Member) -> Self {
        let (headline, relation) = (member.headline, member.relation.to_string());
        Told { headline, similarity: rounded(member.similarity), relation, reason: None }
    }
}

impl<'a> From<&'a Beside> for Told<'a> {
    fn from(beside: &'a Beside) -> Self {
        let (headline, relation) = (beside.headline, beside.relation.to_string());
        let similarity = rounded(beside.similarity);
        Told { headline, similarity, relation, reason: Some(&beside.reason) }
    }
}

impl Rows<'_> {
    /// Takes the rows of one cluster.
    fn push(&mut self, cluster: &Cluster) -> io::Result<()> {
        let Some(representative) = cluster.members.first() else { return Ok(()) };
        let common = Common {
            cluster: cluster.id.to_string(),
            size: i64::try_from(cluster.members.len()).unwrap_or(i64::MAX),
            representative: self.headlines.id(representative.headline as usize).to_string(),
        };
        let members = cluster.members.iter().map(Told::from);
        for told in members.chain(cluster.beside.iter().map(Told::from)) {
            let headline = self.headlines.get(told.headline as usize);
            let texts = [headline.id, Some(headline.title), headline.source, headline.published, told.reason];
            let bytes =
                common.representative.len() + texts.iter().flatten().map(|text| text.len()).sum::<usize>();
            if self.columns.rows == BATCH || self.columns.bytes + bytes > BATCH_BYTES {
                self.hand_on()?;
            }
            self.columns.bytes += bytes;
            self.columns.push(&common, &told, self.headlines);
        }
        Ok(())
    }

    /// Hands the rows so far to whoever wants them.
    fn hand_on(&mut self) -> io::Result<()> {
        let batch = self.columns.finish(&self.schema).map_err(io::Error::other)?;
        (self.sink)(batch)
    }
}

impl Columns {
    fn push(&mut self, common: &Common, told: &Told<'_>, headlines: &Headlines) {
        let index = told.headline as usize;
        let headline = headlines.get(index);
        self.rows += 1;
        self.cluster.append_value(&common.cluster);
        self.size.append_value(common.size);
        self.representative.append_value(&common.representative);
        // What is written first belongs to the value; a string takes whatever it gets.
        let _ = write!(self.id, "{}", headlines.id(index));
        self.id.append_value("");
        self.title.append_value(headline.title);
        self.source.append_option(headline.source);
        self.published.append_option(headline.published);
        self.similarity.append_value(told.similarity);
        self.relation.append_value(&told.relation);
        self.reason.append_option(told.reason);
        self.published_at.append_option(headline.published.and_then(instant));
    }

    /// The rows so far, and none from now on.
    fn finish(&mut self, schema: &SchemaRef) -> Result<RecordBatch, arrow_schema::ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.cluster.finish()),
            Arc::new(self.size.finish()),
            Arc::new(self.representative.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.title.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.published.finish()),
            Arc::new(self.similarity.finish()),
            Arc::new(self.relation.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.published_at.finish().with_timezone("UTC")),
        ];
        RecordBatch::try_new(Arc::clone(schema), columns)
    }
}
