//! One call of [`read`](super::read): input by input, wave by wave.

#[cfg(feature = "arrow")]
mod batches;
#[cfg(feature = "parquet")]
mod groups;

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

use encoding_rs::Encoding;
use memchr::memmem;
use rayon::prelude::*;

#[cfg(feature = "arrow")]
pub(super) use batches::read_rows;

use super::assemble::Assembly;
use super::at_hand::BYTE_ORDER_MARK;
use super::chunks::{self, Chunker, Cut, Piece, Sizes};
use super::jsonl::JsonParser;
use super::lines::TextParser;
use super::record::{self, FIELDS, OPTIONS, Parsed, Parser, counted};
use super::sniff::{Clues, Shape};
use super::source::{self, Head, Reader, Replay, Source};
use super::table::{self, TableParser};
use super::{Batch, Fields, Format, Input, Options, Portion, RecordForm, encoding, feed, html, page};
use crate::error::{Error, Result};
use crate::observe::{self, Observer, Stage};

/// [`read`](super::read) in pieces and with limits of the given sizes.
pub(super) fn read_in_pieces(
    inputs: &[Input],
    options: &Options,
    observer: &dyn Observer,
    sizes: Sizes,
) -> Result<Batch> {
    read_into(None, inputs, options, observer, sizes)
}

/// The same, each piece's records going to the sink if there is one.
pub(super) fn read_into(
    sink: Option<Sink<'_>>,
    inputs: &[Input],
    options: &Options,
    observer: &dyn Observer,
    sizes: Sizes,
) -> Result<Batch> {
    let started = Instant::now();
    let fields = FieldNames::new(&options.fields);
    let mut run = Run::new(options, &fields, observer, sizes)?;
    run.sink = sink.map(|sink| sink as Sink<'_>);
    observer.begin(Stage::Read, inputs.iter().map(Input::size).sum());
    inputs.iter().try_for_each(|input| run.each(input, Listing::Follow))?;
    observer.end(Stage::Read, started.elapsed(), &run.note(inputs.len()));
    Ok(run.batch)
}

/// The names of the fields, defaults filled in.
pub(super) struct FieldNames {
    names: [String; FIELDS],
    is_given: [bool; FIELDS],
}

impl FieldNames {
    pub(super) fn new(fields: &Fields) -> Self {
        let given = [&fields.title, &fields.id, &fields.source, &fields.published];
        FieldNames {
            names: std::array::from_fn(|field| {
                given[field].clone().unwrap_or_else(|| OPTIONS[field].to_owned())
            }),
            is_given: given.map(Option::is_some),
        }
    }

    pub(super) fn name(&self, field: usize) -> &str {
        &self.names[field]
    }

    /// The column of a table that holds the field: the first of its name, or, where none was given, of its name in other letters:
    /// people write "Title" over a column.
    pub(super) fn column(&self, field: usize, columns: &[String]) -> Option<usize> {
        let name = self.name(field);
        let is_alike = |column: &String| !self.is_given[field] && column.eq_ignore_ascii_case(name);
        columns.iter().position(|column| column == name).or_else(|| columns.iter().position(is_alike))
    }

    /// Whether the title's field was given by name: lines of text have none.
    pub(super) fn is_title_given(&self) -> bool {
        self.is_given[0]
    }

    /// Whether an input in which no record has the field is a mistake.
    pub(super) fn is_required(&self, field: usize) -> bool {
        field == 0 || self.is_given[field]
    }
}

/// What one call carries along.
pub(super) struct Run<'a> {
    options: &'a Options,
    fields: &'a FieldNames,
    encoding: Option<&'static Encoding>,
    observer: &'a dyn Observer,
    sizes: Sizes,
    consumed: u64,
    /// What was taken, whoever took it.
    headlines: u64,
    batch: Batch,
    sink: Option<Sink<'a>>,
    /// Whether the sink took no more.
    is_stopped: bool,
    /// What the records of the current input are, and the bytes of its header.
    form: RecordForm,
    header: Vec<u8>,
}

/// Takes the records of a piece.
pub(super) type Sink<'a> = &'a mut dyn FnMut(&Portion<'_>) -> Result<()>;

/// Decoded bytes by which a format is recognised. Two hundred records are enough to tell, and
/// a header of a table may be long.
const HEAD: usize = 256 << 10;

/// What programs, archives and pictures have somewhere, and no text: a zero alone may have slipped into a title.
const ZEROS: &[u8] = &[0, 0];

/// What becomes of a list of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listing {
    Follow,
    /// It stands in a list itself: whatever the format that was given, it is to be a feed.
    Refuse,
}

impl<'a> Run<'a> {
    fn new(
        options: &'a Options,
        fields: &'a FieldNames,
        observer: &'a dyn Observer,
        sizes: Sizes,
    ) -> Result<Self> {
        Ok(Run {
            options,
            fields,
            encoding: options.encoding.as_deref().map(encoding::by_label).transpose()?,
            observer,
            sizes,
            consumed: 0,
            headlines: 0,
            batch: Batch::default(),
            sink: None,
            is_stopped: false,
            form: RecordForm::Text,
            header: Vec::new(),
        })
    }

    /// Reads one input; an error ends the run.
    fn each(&mut self, input: &Input, listing: Listing) -> Result<()> {
        match self.input(input, listing) {
            Ok(()) => Ok(()),
            Err(error @ (Error::TooMany | Error::Interrupted)) => Err(error),
            Err(error) if self.options.strict || self.is_stopped => Err(error),
            Err(error) => {
                self.observer.input_failed(&error);
                self.batch.failed_inputs += 1;
                Ok(())
            }
        }
    }

    /// Reads one input; an error is its failure, or the first bad line of a strict run.
    fn input(&mut self, input: &Input, listing: Listing) -> Result<()> {
        let source = Source::open(input, self.sink.is_some())?;
        if is_parquet(&source, self.options.format)? {
            return self.parquet(input, source);
        }
        let Some((mut reader, has_mark)) = encoding::decoded(source.reader, self.encoding) else {
            let remedy = "convert it first, as with iconv -f UTF-32 -t UTF-8";
            return Err(unsupported(&source.name, "this is UTF-32", remedy));
        };
        let Head { bytes: mut head, error, is_whole } = Head::read(&mut reader, HEAD);
        if head.starts_with(source::PARQUET)
            && let Some(packing) = source.packing
        {
            let what = format!("this is a Parquet file packed with {packing}");
            return Err(unsupported(&source.name, &what, "unpack it; its columns are packed already"));
        }
        let clues = Clues { name: &source.name, head: &head, is_whole, fields: self.fields };
        let shape = clues.shape(if listing == Listing::Refuse { Format::Feed } else { self.options.format });
        if self.options.format == Format::Auto && shape == Shape::Text && memmem::find(&head, ZEROS).is_some()
        {
            let remedy = "unpack it if it is an archive; if it is text all the same, say so with --from text";
            return Err(unsupported(&source.name, "this is no text, for it has zeros side by side", remedy));
        }
        let is_of_lines = match shape {
            Shape::Text => self.options.format == Format::Auto,
            Shape::Table(_) | Shape::PlainPage => true,
            Shape::JsonLines | Shape::JsonValues | Shape::HtmlPage | Shape::Feed => false,
        };
        if is_of_lines && is_whole && has_only_returns(&head) {
            let remedy = "change these to line feeds first, such as with tr '\\r' '\\n', or say --from text if it is one headline";
            return Err(unsupported(&source.name, "its lines end with a carriage return alone", remedy));
        }
        let mut line = 1;
        let mut header = Vec::new();
        self.header.clear();
        if let Shape::Table(delimiter) = shape {
            let length;
            (header, length) = table::header(&head, delimiter);
            line += chunks::count_lines(&head[..length]);
            // Spreadsheets know by it that the table is in UTF-8.
            let mark = if has_mark { BYTE_ORDER_MARK } else { &[] };
            self.header = mark.iter().copied().chain(head.drain(..length)).collect();
        }
        self.form = match shape {
            Shape::Text => RecordForm::Text,
            Shape::JsonLines | Shape::JsonValues | Shape::Feed => RecordForm::Json,
            Shape::Table(delimiter) => RecordForm::Table { delimiter },
            Shape::PlainPage | Shape::HtmlPage => RecordForm::Page,
        };
        let is_empty = is_whole && header.is_empty() && head.is_empty();
        let reader: Reader<'_> = Box::new(Replay::new(head, error, reader));
        let path = if let Input::File(path) = input { Some(path.as_path()) } else { None };
        let Source { name, packing, consumed, is_live, .. } = source;
        let input = Opened { name, packing, consumed, reader, is_live, line };
        match shape {
            Shape::Feed => self.feed(input, path, listing),
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
        if self.sink.is_some() {
            let mut next = || chunker.next_piece().map(|piece| Parsed::keeping(piece, &name, parser));
            let take = |parsed| -> Result<()> {
                assembly.push(parsed, self)?;
                self.observe(input.consumed.take());
                Ok(())
            };
            if input.is_live {
                // Who waits for what comes next cannot be called off.
                std::iter::from_fn(next).try_for_each(take)?;
            } else {
                let (sender, pieces) = mpsc::sync_channel(PIECES_AHEAD);
                let read = move || while next().is_some_and(|parsed| sender.send(parsed).is_ok()) {};
                thread::scope(|scope| {
                    let reader = thread::Builder::new().name("reading".to_owned()).spawn_scoped(scope, read);
                    reader.map_err(|error| input.failure(input.line, &error))?;
                    // Where this is an error, the reader ends with the next that it sends.
                    pieces.into_iter().try_for_each(take)
                })?;
            }
            self.unclosed(&chunker, &name)?;
            assembly.finish(self)?;
            return chunker.failure().map_or(Ok(()), |(line, error)| Err(input.failure(line, &error)));
        }
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
        self.unclosed(&chunker, &name)?;
        assembly.finish(self)?;
        match chunker.failure() {
            Some((line, error)) => Err(input.failure(line, &error)),
            None => Ok(()),
        }
    }

    /// Tells of an array that is not closed.
    fn unclosed(&mut self, chunker: &Chunker<'_>, name: &Arc<str>) -> Result<()> {
        let Some(line) = chunker.unclosed() else { return Ok(()) };
        let mut parsed = Parsed::new(name, line);
        parsed.reject_unclosed(line);
        self.take(parsed)
    }

    /// All of an input, unless it is longer than a record may be, and what ended it early.
    fn whole(&self, input: &mut Opened<'_>, called: &str) -> Result<(Vec<u8>, Option<std::io::Error>)> {
        let limit = self.sizes.record;
        let (page, error) = Head::read_all(&mut input.reader, limit + 1);
        if page.len() > limit {
            return Err(Error::Unsupported {
                path: input.name.to_string(),
                what: format!("this is a {called} of over {}", record::megabytes(limit as u64)),
                remedy: "read it with another format, such as text".to_owned(),
            });
        }
        Ok((page, error))
    }

    /// Reads a feed, or the feeds in a list, as a whole.
    fn feed(&mut self, mut input: Opened<'_>, path: Option<&Path>, listing: Listing) -> Result<()> {
        let (page, error) = self.whole(&mut input, "feed")?;
        self.observe(input.consumed.take());
        let text = String::from_utf8_lossy(&page);
        if feed::opml::is_opml(&text) {
            if listing == Listing::Refuse {
                return Err(Error::Unsupported {
                    path: input.name.to_string(),
                    what: "this is a list of feeds in a list of feeds".to_owned(),
                    remedy: "name it for itself".to_owned(),
                });
            }
            let mut parsed = Parsed::new(&input.name, input.line);
            let files = feed::opml::files(&text, path, &mut parsed);
            self.take(parsed)?;
            files.into_iter().try_for_each(|file| self.each(&Input::File(file), Listing::Refuse))?;
        } else {
            let request =
                feed::Request { name: &input.name, fields: self.fields, is_passed_on: self.sink.is_some() };
            match feed::read(&page, &request, &mut |parsed| self.take(parsed)) {
                // What broke off the input says more than that the feed is not whole.
                Err(Error::Read { .. } | Error::Unsupported { .. }) if error.is_some() => {}
                ended => ended?,
            }
        }
        error.map_or(Ok(()), |error| Err(input.failure(chunks::count_lines(&page) + 1, &error)))
    }

    /// Reads a page as a whole.
    fn page(&mut self, mut input: Opened<'_>, parse: fn(&[u8], &mut Parsed)) -> Result<()> {
        let (mut page, error) = self.whole(&mut input, "page")?;
        if error.is_some() {
            // The line that was cut would be taken for something it is not.
            page.truncate(memchr::memrchr(b'\n', &page).map_or(0, |end| end + 1));
        }
        let mut parsed = Parsed::new(&input.name, input.line);
        parse(&page, &mut parsed);
        parsed.block.close();
        self.observe(input.consumed.take());
        self.take(parsed)?;
        error.map_or(Ok(()), |error| Err(input.failure(chunks::count_lines(&page) + 1, &error)))
    }

    #[cfg(not(feature = "parquet"))]
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_value,
        reason = "it has the form of the one that reads"
    )]
    fn parquet(&mut self, _: &Input, source: Source<'_>) -> Result<()> {
        let what = "this is a Parquet file, and this doublet was built without its feature \"parquet\"";
        Err(unsupported(
            &source.name,
            what,
            "build it with --features parquet, or convert the file to JSONL or CSV",
        ))
    }

    fn observe(&mut self, consumed: u64) {
        self.consumed += consumed;
        self.observer.advance(consumed);
    }

    /// Takes what a piece has given.
    pub(super) fn take(&mut self, mut parsed: Parsed) -> Result<()> {
        observe::go_on(self.observer)?;
        for bad in parsed.bad.drain(..) {
            if self.options.strict {
                return Err(bad.into());
            }
            self.observer.bad_line(&bad);
            self.batch.bad_lines += 1;
        }
        self.headlines += parsed.block.len() as u64;
        if let Some(sink) = &mut self.sink {
            let Parsed { block, piece, places, .. } = &parsed;
            let places = places.as_deref().unwrap_or_default();
            let portion = Portion {
                headlines: block,
                form: self.form,
                header: &self.header,
                #[cfg(feature = "parquet")]
                rows: parsed.rows.as_ref(),
                piece,
                places,
            };
            let taken = sink(&portion);
            self.is_stopped = taken.is_err();
            return taken;
        }
        if self.batch.headlines.len() + parsed.block.len() > u32::MAX as usize {
            return Err(Error::TooMany);
        }
        self.batch.headlines.push(parsed.block);
        Ok(())
    }

    fn note(&self, inputs: usize) -> String {
        let headlines = counted(self.headlines, "headline");
        let bad = counted(self.batch.bad_lines, "bad line");
        let size = record::megabytes(self.consumed);
        format!("{headlines}, {bad}, {size} in {}", counted(inputs as u64, "input"))
    }
}

/// Whether an input that was opened is to be read as Parquet; an error where it is that and is to be read as something else, or
/// the other way round.
fn is_parquet(source: &Source<'_>, format: Format) -> Result<bool> {
    match (source.is_parquet, format) {
        (true, Format::Auto | Format::Parquet) => Ok(true),
        (false, Format::Parquet) => {
            Err(unsupported(&source.name, "this is no Parquet file", "let its format be recognised"))
        }
        (true, _) => Err(unsupported(&source.name, "this is a Parquet file", "let its format be recognised")),
        (false, _) => Ok(false),
    }
}

fn unsupported(path: &str, what: &str, remedy: &str) -> Error {
    Error::Unsupported { path: path.to_owned(), what: what.to_owned(), remedy: remedy.to_owned() }
}

/// Pieces that wait while a sink has another: one is enough for it not to wait, and what it holds is some MiB.
const PIECES_AHEAD: usize = 1;

/// Pieces that are read ahead for each thread: enough that threads which finish early find
/// another, and few MiB.
const PIECES_A_THREAD: usize = 4;

/// An input of which the format is known.
struct Opened<'a> {
    name: Arc<str>,
    packing: Option<source::Packing>,
    consumed: source::Consumed,
    reader: Reader<'a>,
    is_live: bool,
    line: u64,
}

impl Opened<'_> {
    /// The input's end before its end.
    fn failure(&self, line: u64, error: &std::io::Error) -> Error {
        Error::Read { path: self.name.to_string(), line, what: source::describe(self.packing, error) }
    }
}

/// Whether there are lines that end as on the first Macs: the whole would be one line, or one header.
fn has_only_returns(whole: &[u8]) -> bool {
    memchr::memchr(b'\r', whole.trim_ascii()).is_some() && memchr::memchr(b'\n', whole).is_none()
}
