//! From files to headlines.
//!
//! # The idea
//!
//! Whatever comes in (one headline a line, JSON records, tables, scraped pages; plain, gzip or
//! zstd; in any encoding) becomes the same [`Headlines`], in input order, each with its own id
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
//! number of threads nor the machine, and nothing reported depends on the cuts. Pages are
//! small and parsed whole.
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
mod chunks;
mod encoding;
mod fields;
mod html;
mod json_values;
mod jsonl;
mod lines;
mod page;
mod record;
mod sniff;
mod source;
mod table;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use encoding_rs::Encoding;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::headline::Headlines;
use crate::observe::{Observer, Stage};
use assemble::Assembly;
use chunks::{Chunker, Cut, Piece, Sizes};
use jsonl::JsonParser;
use lines::TextParser;
use record::{FIELDS, OPTIONS, Parsed, Parser, counted};
use sniff::{Clues, Shape};
use source::{Reader, Replay, Source, read_up_to};
use table::TableParser;

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
    /// Comma-separated values with a header; semicolons where only they separate the title's column.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// A scraped page, plain text or HTML.
    Page,
}

/// Which field is what. A name may lead into nested objects with dots: `article.title`.
///
/// A field that is named must exist in some record of each input; of the defaults only the
/// title must.
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

/// Reads all `inputs`, in order.
///
/// # Errors
///
/// [`Error::Setting`] where the encoding has no such label, [`Error::TooMany`], and in a strict
/// run the first bad line or failed input. Otherwise those are told to `observer` and counted.
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
    read_in_pieces(inputs, options, observer, Sizes::default())
}

fn read_in_pieces(
    inputs: &[Input],
    options: &Options,
    observer: &dyn Observer,
    sizes: Sizes,
) -> Result<Batch> {
    let started = Instant::now();
    let encoding = options.encoding.as_deref().map(encoding::by_label).transpose()?;
    let fields = FieldNames::new(&options.fields);
    let mut run =
        Run { options, fields: &fields, encoding, observer, sizes, consumed: 0, batch: Batch::default() };
    observer.begin(Stage::Read, inputs.iter().map(Input::size).sum());
    for input in inputs {
        match run.input(input) {
            Ok(()) => {}
            Err(error) if options.strict || matches!(error, Error::TooMany) => return Err(error),
            Err(error) => {
                observer.input_failed(&error);
                run.batch.failed_inputs += 1;
            }
        }
    }
    observer.end(Stage::Read, started.elapsed(), &run.note(inputs.len()));
    Ok(run.batch)
}

/// The names of the fields, defaults filled in.
struct FieldNames {
    names: [String; FIELDS],
    is_given: [bool; FIELDS],
}

impl FieldNames {
    fn new(fields: &Fields) -> Self {
        let given = [&fields.title, &fields.id, &fields.source, &fields.published];
        FieldNames {
            names: std::array::from_fn(|field| {
                given[field].clone().unwrap_or_else(|| OPTIONS[field].to_owned())
            }),
            is_given: given.map(Option::is_some),
        }
    }

    fn name(&self, field: usize) -> &str {
        &self.names[field]
    }

    /// Whether an input in which no record has the field is a mistake.
    fn is_required(&self, field: usize) -> bool {
        field == 0 || self.is_given[field]
    }
}

/// One call of [`read`].
struct Run<'a> {
    options: &'a Options,
    fields: &'a FieldNames,
    encoding: Option<&'static Encoding>,
    observer: &'a dyn Observer,
    sizes: Sizes,
    consumed: u64,
    batch: Batch,
}

/// Decoded bytes by which a format is recognised. Two hundred records are enough to tell, and
/// a header of a table may be long.
const HEAD: usize = 256 << 10;

impl Run<'_> {
    /// Reads one input; an error is its failure, or the first bad line of a strict run.
    fn input(&mut self, input: &Input) -> Result<()> {
        let source = Source::open(input)?;
        let mut reader = encoding::decoded(source.reader, self.encoding);
        let (mut head, error) = read_up_to(&mut reader, HEAD);
        let is_whole = error.is_none() && head.len() < HEAD;
        let clues = Clues { name: &source.name, head: &head, is_whole, fields: self.fields };
        let shape = clues.shape(self.options.format);
        let mut line = 1;
        let mut header = Vec::new();
        if let Shape::Table(delimiter) = shape {
            let length;
            (header, length) = table::header(&head, delimiter);
            line += chunks::count_lines(&head[..length]);
            head.drain(..length);
        }
        let is_empty = is_whole && header.is_empty() && head.is_empty();
        let reader: Reader<'_> = Box::new(Replay::new(head, error, reader));
        let input =
            Opened { name: source.name, packing: source.packing, consumed: source.consumed, reader, line };
        match shape {
            _ if is_empty => Ok(()),
            Shape::Text => self.records(input, Cut::Lines, &TextParser),
            Shape::PlainPage => self.page(input, page::read),
            Shape::HtmlPage => self.page(input, html::read),
            Shape::JsonLines => {
                self.records(input, Cut::Lines, &JsonParser::new(self.fields, self.sizes.record, true))
            }
            Shape::JsonValues => {
                self.records(input, Cut::JsonValues, &JsonParser::new(self.fields, self.sizes.record, false))
            }
            Shape::Table(delimiter) => {
                let parser = TableParser::new(&input.name, &header, delimiter, self.fields)?;
                self.records(input, Cut::Rows(delimiter), &parser)
            }
        }
    }

    /// Reads the next wave of pieces while the last one is parsed.
    fn records(&mut self, mut input: Opened<'_>, cut: Cut, parser: &dyn Parser) -> Result<()> {
        let name = Arc::clone(&input.name);
        let reader = std::mem::replace(&mut input.reader, Box::new(std::io::empty()));
        let mut chunker = Chunker::new(reader, input.line, cut, self.sizes);
        let mut assembly = Assembly::new(&name, self.fields, !parser.has_named_fields());
        let pieces_a_wave = PIECES_A_THREAD * rayon::current_num_threads();
        let mut wave: Vec<Piece> = Vec::new();
        loop {
            let (next, parsed) = rayon::join(
                || chunker.wave(pieces_a_wave),
                || wave.par_iter().map(|piece| Parsed::of(piece, &name, parser)).collect::<Vec<_>>(),
            );
            for parsed in parsed {
                assembly.push(parsed, self)?;
            }
            self.observe(input.consumed.take());
            chunker.recycle(std::mem::replace(&mut wave, next));
            if wave.is_empty() {
                break;
            }
        }
        assembly.finish(self)?;
        match chunker.failure() {
            Some((line, error)) => Err(input.failure(line, &error)),
            None => Ok(()),
        }
    }

    /// Reads a page as a whole.
    fn page(&mut self, mut input: Opened<'_>, parse: fn(&[u8], &mut Parsed)) -> Result<()> {
        let limit = self.sizes.record;
        let (mut page, error) = read_up_to(&mut input.reader, limit + 1);
        if error.is_some() {
            // The line that was cut would be taken for something it is not.
            page.truncate(memchr::memrchr(b'\n', &page).map_or(0, |end| end + 1));
        }
        if page.len() > limit {
            return Err(Error::Unsupported {
                path: input.name.to_string(),
                what: format!("this is a page of over {}", record::megabytes(limit as u64)),
                remedy: "read it with another format, such as text".to_owned(),
            });
        }
        let mut parsed = Parsed::new(&input.name, input.line);
        parse(&page, &mut parsed);
        parsed.block.shrink_to_fit();
        self.observe(input.consumed.take());
        self.take(parsed)?;
        error.map_or(Ok(()), |error| Err(input.failure(chunks::count_lines(&page) + 1, &error)))
    }

    fn observe(&mut self, consumed: u64) {
        self.consumed += consumed;
        self.observer.advance(consumed);
    }

    /// Takes what a piece has given.
    fn take(&mut self, parsed: Parsed) -> Result<()> {
        for bad in parsed.bad {
            if self.options.strict {
                return Err(bad.into());
            }
            self.observer.bad_line(&bad);
            self.batch.bad_lines += 1;
        }
        if self.batch.headlines.len() + parsed.block.len() > u32::MAX as usize {
            return Err(Error::TooMany);
        }
        self.batch.headlines.push(parsed.block);
        Ok(())
    }

    fn note(&self, inputs: usize) -> String {
        let headlines = counted(self.batch.headlines.len() as u64, "headline");
        let bad = counted(self.batch.bad_lines, "bad line");
        let size = record::megabytes(self.consumed);
        format!("{headlines}, {bad}, {size} in {}", counted(inputs as u64, "input"))
    }
}

/// Pieces that are read ahead for each thread: enough that threads which finish early find
/// another, and few MiB.
const PIECES_A_THREAD: usize = 4;

/// An input of which the format is known.
struct Opened<'a> {
    name: Arc<str>,
    packing: Option<source::Packing>,
    consumed: source::Consumed,
    reader: Reader<'a>,
    line: u64,
}

impl Opened<'_> {
    /// The input's end before its end.
    fn failure(&self, line: u64, error: &std::io::Error) -> Error {
        Error::Read { path: self.name.to_string(), line, what: source::describe(self.packing, error) }
    }
}

#[cfg(test)]
#[expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "tests build small feeds, as clearly as they can"
)]
mod tests;
