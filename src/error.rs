//! What can go wrong, with the facts and the remedy.
//!
//! A bad line is not a bad run: it is a [`BadLine`], handed to the [`Observer`](crate::Observer),
//! counted and passed over. An input that cannot be read is an [`Error`] of that input; the
//! others are read all the same. Only a strict run, or a run of which nothing is left, ends with it.

use std::io;
use std::path::PathBuf;

/// A line (or record) that could not be taken as a headline.
///
/// It is shown as `path:line: what; remedy`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {what}; {remedy}")]
pub struct BadLine {
    /// The input's name; `-` for standard input.
    pub path: String,
    /// The line on which the record begins, from 1.
    pub line: u64,
    /// What was found, as a clause without a full stop: "the title is null".
    pub what: String,
    /// What to do about it, as a clause without a full stop.
    pub remedy: String,
}

/// A failure of the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input could not be opened.
    #[error("{}: cannot open: {source}; check the path and its permissions", path.display())]
    Open {
        /// The input.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An input is a directory.
    #[error("{0}: is a directory; name the files in it, such as {0}/*.jsonl")]
    Directory(String),
    /// Reading or decompressing an input stopped in the middle.
    #[error("{path}:{line}: {what}; the headlines before it were read")]
    Read {
        /// The input's name.
        path: String,
        /// The line that was being read.
        line: u64,
        /// What went wrong: "the gzip data ends in the middle", or the system's message.
        what: String,
    },
    /// An input is of a kind that is not read.
    #[error("{path}: {what}; {remedy}")]
    Unsupported {
        /// The input's name.
        path: String,
        /// What it is, as a clause: "this is bzip2 data".
        what: String,
        /// What to do about it, as a clause.
        remedy: String,
    },
    /// No record has the field that was asked for.
    #[error("{path}: no field \"{field}\"; the fields are: {}; choose one with --{option}", available.join(", "))]
    UnknownField {
        /// The input's name.
        path: String,
        /// The field that was looked for, as it was given.
        field: String,
        /// What it was to be: "title", "id", "source" or "published".
        option: &'static str,
        /// The fields that there are, nested ones with dots, in the order of the first record or header.
        available: Vec<String>,
    },
    /// An index cannot be used.
    #[error("{path}: {what}; {remedy}")]
    Index {
        /// Its folder.
        path: String,
        /// What was found, as a clause.
        what: String,
        /// What to do about it, as a clause.
        remedy: String,
    },
    /// A bad line in a strict run.
    #[error(transparent)]
    BadLine(#[from] BadLine),
    /// A setting is out of its range.
    #[error("{0}")]
    Setting(String),
    /// More headlines than a batch can number.
    #[error("more than {} headlines in one batch; split the input", u32::MAX)]
    TooMany,
    /// Writing a report failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// A result of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;
