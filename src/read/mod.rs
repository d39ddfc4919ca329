//! From files to headlines.
//!
//! # The idea
//!
//! Whatever comes in (one headline a line, JSON records, tables, scraped pages, feeds; plain, gzip or
//! zstd; in any encoding; Parquet) becomes the same [`Headlines`], in input order, each with its own id
//! or its place. Nobody should have to say what a file is: format, compression and encoding are
//! recognised by content, and each can be given where the guess is wrong.
//!
//! # The flow
//!
//! ```text
//! one thread:   open -> unpack -> decode to UTF-8 -> recognise -> cut into pieces of whole records
//! all threads:  parse a piece into a block of headlines and its bad lines
//! one thread:   append the blocks in order, report bad lines and progress
//! ```
//!
//! Pieces go in waves: while one wave is parsed the next is read (`rayon::join`), so memory
//! holds two waves of some MiB and the result. Where the cuts fall depends on neither the
//! number of threads nor the machine, and nothing reported depends on the cuts. Pages and feeds are
//! small and parsed whole. Parquet, which is neither text nor read from front to back, has a flow of its own: all threads
//! read row groups.
//!
//! # What goes wrong
//!
//! A record that cannot be taken (broken JSON, a missing title, a row with too few fields, bad
//! UTF-8) is a [`BadLine`](crate::BadLine): told to the [`Observer`], counted, passed over. An
//! input that cannot be opened, or that ends in the middle of its compressed data, fails; what
//! was read of it is kept, except for the record that was cut, and the next one is read. A strict run ends with
//! the first of either.
//!
//! # The cost
//!
//! Unpacking zstd takes about 1 ns a byte of the unpacked text, checking UTF-8 and parsing a
//! JSON line of 160 bytes about 400 ns. The result takes the bytes of the fields and 28 more a headline.
//!
//! # Limits
//!
//! A headline has at most 1 MiB and a record 64 MiB; longer ones are bad lines. The encoding is
//! decided on the first MiB, the format on its text. Of several inputs one is read at a time.

mod assemble;
mod at_hand;
#[cfg(feature = "arrow")]
mod batches;
mod chunks;
mod encoding;
mod feed;
mod fields;
mod html;
mod json_values;
mod jsonl;
mod lines;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod record;
mod run;
mod sniff;
mod source;
mod table;

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use crate::error::Result;
use crate::headline::{Block, Headlines};
use crate::observe::Observer;
pub use at_hand::JsonLines;
#[cfg(feature = "arrow")]
pub use batches::read_batches;
use chunks::Sizes;
#[cfg(feature = "parquet")]
pub use parquet::Rows;

/// Where headlines come from.
///
/// ```
/// use doublet::read::Input;
/// assert_eq!(Input::from("news/monday.jsonl.zst").name(), "news/monday.jsonl.zst");
/// assert_eq!(Input::from("-"), Input::Stdin);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, called `-`.
    Stdin,
    /// A file.
    File(PathBuf),
    /// Bytes at hand, with the name under which they are reported.
    Memory(String, Vec<u8>),
}

impl Input {
    /// The name under which lines of this input are reported.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "-".to_owned(),
            Input::File(path) => path.display().to_string(),
            Input::Memory(name, _) => name.clone(),
        }
    }

    /// Its bytes on disk, where that is known before it is read.
    fn size(&self) -> Option<u64> {
        match self {
            Input::Stdin => None,
            Input::File(path) => match fs::metadata(path) {
                Ok(metadata) => metadata.is_file().then_some(metadata.len()),
                // It will fail, and has nothing to read.
                Err(_) => Some(0),
            },
            Input::Memory(_, bytes) => Some(bytes.len() as u64),
        }
    }
}

impl From<&str> for Input {
    /// A path as it is typed; `-` is standard input.
    fn from(path: &str) -> Self {
        if path == "-" { Input::Stdin } else { Input::File(path.into()) }
    }
}

/// The shape of an input.
///
/// ```
/// use doublet::read::Format;
/// assert_eq!(Format::default(), Format::Auto);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Recognised by its content.
    #[default]
    Auto,
    /// One headline a line.
    Text,
    /// One JSON object a line; an array of objects is read too.
    Jsonl,
    /// Comma-separated values with a header; semicolons where they are what separates its columns.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// A scraped page, plain text or HTML.
    Page,
    /// A feed: RSS, Atom or JSON Feed; or OPML that lists feeds in files.
    Feed,
    /// Rows of Parquet; needs the feature of that name.
    Parquet,
}

crate::config::names::named!(
    Format,
    "format",
    "auto" = Auto,
    "text" = Text,
    "jsonl" = Jsonl,
    "csv" = Csv,
    "tsv" = Tsv,
    "page" = Page,
    "feed" = Feed,
    "parquet" = Parquet
);

/// Which field is what. A name may lead into nested objects with dots: `article.title`.
///
/// A field that is named must exist in some record of each input; of the defaults only the
/// title must. The items of feeds have the fields id, title, source, published and link.
///
/// ```
/// use doublet::read::Fields;
/// let fields = Fields { title: Some("article.headline".to_owned()), ..Fields::default() };
/// assert_eq!(fields.id, None); // the field "id", where there is one
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The title's field; by default "title".
    pub title: Option<String>,
    /// The id's; by default "id".
    pub id: Option<String>,
    /// The source's; by default "source".
    pub source: Option<String>,
    /// The time of publication's; by default "published".
    pub published: Option<String>,
}

/// How inputs are read.
///
/// ```
/// use doublet::read::{Format, Options};
/// let options = Options { encoding: Some("windows-1256".to_owned()), ..Options::default() };
/// assert_eq!(options.format, Format::Auto);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The shape of the inputs.
    pub format: Format,
    /// Which field is what.
    pub fields: Fields,
    /// The encoding by its WHATWG label, where it is not to be recognised. A byte order mark
    /// is stronger.
    pub encoding: Option<String>,
    /// Whether the first bad line or failed input ends the run.
    pub strict: bool,
}

/// What was read.
///
/// ```
/// use doublet::read::Batch;
/// assert!(Batch::default().headlines.is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Batch {
    /// The headlines of all inputs, in input order.
    pub headlines: Headlines,
    /// How many lines were passed over.
    pub bad_lines: u64,
    /// How many inputs failed, wholly or in the middle.
    pub failed_inputs: u64,
}

/// Whether an encoding has this web label, as [`Options::encoding`] asks for.
///
/// # Errors
///
/// [`Error::Setting`](crate::Error::Setting) where none has.
///
/// ```
/// use doublet::read::check_encoding;
/// assert!(check_encoding("windows-1256").is_ok() && check_encoding("windows-12560").is_err());
/// ```
pub fn check_encoding(label: &str) -> Result<()> {
    encoding::by_label(label).map(|_| ())
}

/// Reads all `inputs`, in order.
///
/// # Errors
///
/// [`Error::Setting`](crate::Error::Setting) where the encoding has no such label,
/// [`Error::TooMany`](crate::Error::TooMany), and in a strict run the first bad line or failed input.
/// Otherwise those are told to `observer` and counted.
///
/// ```
/// use doublet::read::{Input, Options, read};
/// let feed = "{\"title\": \"Harbour reopens\", \"id\": 17}\n{\"title\": null}\n";
/// let input = Input::Memory("feed.jsonl".to_owned(), feed.into());
/// let batch = read(&[input], &Options::default(), &())?;
/// assert_eq!(batch.headlines.get(0).title, "Harbour reopens");
/// assert_eq!(batch.headlines.get(0).id, Some("17"));
/// assert_eq!(batch.bad_lines, 1);
/// # Ok::<(), doublet::Error>(())
/// ```
pub fn read(inputs: &[Input], options: &Options, observer: &dyn Observer) -> Result<Batch> {
    run::read_in_pieces(inputs, options, observer, Sizes::default())
}

/// What the records of an input are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordForm {
    /// Lines.
    Text,
    /// JSON objects. The items of a feed are written as such, `{"id","title","source","published","link"}`: what stands round
    /// them in the feed cannot be passed on with each.
    Json,
    /// Rows, whose fields are separated by this byte.
    Table {
        /// The byte.
        delimiter: u8,
    },
    /// None: headlines in a page.
    Page,
    /// Rows of Parquet, which have no bytes of their own.
    Parquet,
}

/// Some consecutive records of one input, with their headlines.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The headlines.
    pub headlines: &'a Block,
    /// What the records are.
    pub form: RecordForm,
    /// The bytes of the header of a table, its line end included, and the byte order mark before it; of Parquet some that are the same for the same columns;
    /// empty elsewhere.
    pub header: &'a [u8],
    #[cfg(feature = "parquet")]
    rows: Option<&'a Rows>,
    piece: &'a [u8],
    places: &'a [Range<usize>],
}

impl<'a> Portion<'a> {
    /// The record of a headline, byte for byte as it came, with its line end if it has one; in UTF-8 where it came in another
    /// encoding; of a page the headline; of a row of Parquet the texts of its fields, a zero byte behind each.
    ///
    /// # Panics
    ///
    /// Where there is no such headline.
    #[must_use]
    pub fn record(&self, index: usize) -> &'a [u8] {
        match self.places.get(index) {
            Some(place) => &self.piece[place.clone()],
            None => self.headlines.get(index).title.as_bytes(),
        }
    }

    /// The rows of the headlines, where they are rows of Parquet.
    #[cfg(feature = "parquet")]
    #[must_use]
    pub fn rows(&self) -> Option<&'a Rows> {
        self.rows
    }
}

/// Reads all `inputs`, in order, and hands their records on as they come: of an input that is no file, such as a pipe, within
/// a few hundredths of a second. The batch that is returned holds no headlines, and tells what went wrong.
///
/// # Errors
///
/// Those of [`read`], and those of `sink`, which end the reading.
///
/// ```
/// use doublet::read::{Input, Options, read_records};
/// let feed = "{\"title\": \"Harbour reopens\",  \"id\": 17}\r\n{\"title\": null}\n";
/// let input = Input::Memory("feed.jsonl".to_owned(), feed.into());
/// let mut records = Vec::new();
/// let batch = read_records(&[input], &Options::default(), &(), &mut |portion| {
///     records.extend((0..portion.headlines.len()).map(|index| portion.record(index).to_owned()));
///     Ok(())
/// })?;
/// assert_eq!(records, [b"{\"title\": \"Harbour reopens\",  \"id\": 17}\r\n"]);
/// assert_eq!(batch.bad_lines, 1);
/// # Ok::<(), doublet::Error>(())
/// ```
pub fn read_records(
    inputs: &[Input],
    options: &Options,
    observer: &dyn Observer,
    sink: &mut dyn FnMut(&Portion<'_>) -> Result<()>,
) -> Result<Batch> {
    run::read_into(Some(sink), inputs, options, observer, Sizes::default())
}

#[cfg(test)]
#[expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "tests build small feeds, as clearly as they can"
)]
mod tests;
