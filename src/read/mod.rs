//! From files to headlines. (being written)

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::headline::Headlines;
use crate::observe::Observer;

/// Where headlines come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, called `-`.
    Stdin,
    /// A file.
    File(PathBuf),
    /// Bytes at hand, with the name under which they are reported.
    Memory(String, Vec<u8>),
}

/// The shape of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Recognised by its content.
    #[default]
    Auto,
    /// One headline a line.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// A scraped page, plain text or HTML.
    Page,
}

/// Which field is what. A name may lead into nested objects with dots: `article.title`.
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
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The shape of the inputs.
    pub format: Format,
    /// Which field is what.
    pub fields: Fields,
    /// The encoding by its WHATWG label, where it is not to be recognised.
    pub encoding: Option<String>,
    /// Whether the first bad line or failed input ends the run.
    pub strict: bool,
}

/// What was read.
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
pub fn read(inputs: &[Input], options: &Options, observer: &dyn Observer) -> Result<Batch> {
    let _ = (inputs, options, observer);
    Err(Error::Setting("not yet".to_owned()))
}
