//! What can go wrong, with the facts and the remedy.
//!
//! A bad line is not a bad run: it is a [`BadLine`], handed to the [`Observer`](crate::Observer),
//! counted and passed over. An input that cannot be read is an [`Error`] of that input; the
//! others are read all the same. Only a strict run, or a run of which nothing is left, ends with it.

mod contained;

use std::io;
use std::path::PathBuf;

pub(crate) use contained::contained;
pub use contained::hide_contained_panics;

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
    #[error("{path}: no field \"{field}\"{}; {}", meant(field, available), choice(available, option))]
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
    /// The observer wanted the run to [stop](crate::Observer::is_stopped).
    #[error("the run was interrupted")]
    Interrupted,
    /// Writing a report failed.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// A result of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Which of `available` there are, and how to choose among them.
fn choice(available: &[String], option: &str) -> String {
    if available.is_empty() {
        return format!("the first record is empty; choose a field of the others with --{option}");
    }
    format!("the fields are: {}; choose one with --{option}", available.join(", "))
}

/// Which of `available` was probably meant by `field`, as a clause in brackets; empty where nothing is close.
pub(crate) fn meant(field: &str, available: &[String]) -> String {
    nearest(field, available).map_or(String::new(), |name| format!(" (did you mean \"{name}\"?)"))
}

/// One letter in so many may be wrong: "titel" is title, and "id" is not "ip".
const LETTERS_A_SLIP: usize = 4;

/// The name that is `field` but for case, white space and the signs that part words, or at the end of a nested one; else the
/// one that is spelled most like it.
fn nearest<'a>(field: &str, available: &'a [String]) -> Option<&'a str> {
    let wanted = bare(field);
    let is_same = |name: &&String| {
        let last = name.rsplit('.').next().unwrap_or(name);
        bare(name) == wanted || bare(last) == wanted
    };
    let length = wanted.chars().count();
    let allowed = length / LETTERS_A_SLIP;
    let slips = |name: &&String| {
        let name = bare(name);
        // A name may be as long as a record, and comparing costs the product of both lengths.
        let is_near = name.chars().count().abs_diff(length) <= allowed;
        is_near.then(|| strsim::damerau_levenshtein(&wanted, &name)).filter(|slips| *slips <= allowed)
    };
    let spelled =
        || available.iter().filter_map(|name| Some((slips(&name)?, name))).min_by_key(|(slips, _)| *slips);
    available.iter().find(is_same).or_else(|| spelled().map(|(_, name)| name)).map(String::as_str)
}

/// A name in lower case, without white space and the signs that part words.
fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_name_that_is_close_is_suggested_and_no_other() {
        for (field, available, name) in [
            ("title", &["Title", "id"][..], Some("Title")),
            ("title", &["TITLE "], Some("TITLE ")),
            ("headLine", &["article.head_line"], Some("article.head_line")),
            ("headline", &["article.headline"], Some("article.headline")),
            ("titel", &["title", "tile"], Some("title")),
            ("published", &["publised", "publisher"], Some("publised")),
            ("id", &["ip", "i", "aid"], None),
            ("title", &["headline", "name"], None),
            ("", &["title"], None),
        ] {
            let available: Vec<String> = available.iter().map(|&name| name.to_owned()).collect();
            let expected = name.map_or(String::new(), |name| format!(" (did you mean \"{name}\"?)"));
            assert_eq!(meant(field, &available), expected, "{field}");
        }
        let long = ["t".repeat(1 << 20)];
        assert_eq!(meant("title", &long), "");
    }
}
