//! Files of labelled pairs.
//!
//! A file of labelled pairs has a header with the columns `id_a`, `id_b` and `label`, and perhaps `lang`; others are
//! passed over. Its first line tells whether tabs or commas part the columns. A label is a letter or a word:
//!
//! | label | | |
//! |---|---|---|
//! | `D` | `duplicate` | the same item: the two are to be joined |
//! | `U` | `update` | the same item, where a fact moved |
//! | `T` | `series` | the same form, another instance |
//! | `R` | `related` | the same topic |
//! | `N` | `distinct` | unrelated |
//! | `X` | `unclear` | left out of every figure |

use std::collections::hash_map::Entry;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::str::FromStr;

use ahash::AHashMap;
use serde::{Serialize, Serializer};

use crate::error::{BadLine, Error, Result};

/// What people say of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// `D`: the same item.
    Duplicate,
    /// `U`: the same item, where a fact moved.
    Update,
    /// `T`: the same form, another instance.
    Series,
    /// `R`: the same topic.
    Related,
    /// `N`: unrelated.
    Distinct,
    /// `X`: people do not agree.
    Unclear,
}

/// Each label with its letter and its word.
const LABELS: [(Label, &str, &str); 6] = [
    (Label::Duplicate, "D", "duplicate"),
    (Label::Update, "U", "update"),
    (Label::Series, "T", "series"),
    (Label::Related, "R", "related"),
    (Label::Distinct, "N", "distinct"),
    (Label::Unclear, "X", "unclear"),
];

impl FromStr for Label {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = LABELS
            .iter()
            .find(|(_, letter, word)| text.eq_ignore_ascii_case(letter) || text.eq_ignore_ascii_case(word));
        found.map(|&(label, ..)| label).ok_or_else(|| {
            Error::Setting(format!("{text:?} is no label; write D, U, T, R, N or X, or the word for it"))
        })
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = LABELS.iter().find(|(label, ..)| label == self);
        f.write_str(found.map_or("", |(_, letter, _)| letter))
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Two headlines, by id, and what people say of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledPair {
    /// The ids.
    pub ids: [String; 2],
    /// The language or corpus, as the file says it; empty where it does not.
    pub language: String,
    /// The label.
    pub label: Label,
}

/// Reads a file of labelled pairs.
///
/// # Errors
///
/// Where the file cannot be read, lacks a column, labels a pair twice and otherwise, or has a line that is no labelled pair: figures over a
/// part of the pairs would look like figures over all.
pub fn read_pairs(path: &Path) -> Result<Vec<LabelledPair>> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| Error::Open { path: path.to_owned(), source })?;
    parse_pairs(&name, BufReader::new(file))
}

/// Reads labelled pairs from `input`, which is called `name` in errors.
///
/// ```
/// use doublet::evaluate::{Label, parse_pairs};
/// let pairs = parse_pairs("pairs.tsv", &b"id_a\tid_b\tlabel\n7\t9\tD\n"[..])?;
/// assert_eq!((pairs[0].ids[1].as_str(), pairs[0].label), ("9", Label::Duplicate));
/// let error = parse_pairs("pairs.tsv", &b"id_a\tid_b\tlabel\n7\t9\tmaybe\n"[..]).unwrap_err();
/// assert!(error.to_string().starts_with("pairs.tsv:2: \"maybe\" is no label"));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`read_pairs`].
pub fn parse_pairs(name: &str, input: impl BufRead) -> Result<Vec<LabelledPair>> {
    let bad = |line: u64, what: String, remedy: &str| {
        Error::from(BadLine { path: name.to_owned(), line, what, remedy: remedy.to_owned() })
    };
    let unreadable = |line: u64, error: &dyn fmt::Display| {
        bad(line, error.to_string(), "the file is text in UTF-8 with tabs or commas between the columns")
    };
    let mut input = input;
    let mut header = String::new();
    input.read_line(&mut header).map_err(|error| unreadable(1, &error))?;
    let is_tabbed = header.contains('\t');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(if is_tabbed { b'\t' } else { b',' })
        // Tab-separated titles hold bare quotes; with commas quotes are what keeps a title whole.
        .quoting(!is_tabbed)
        .from_reader(header.as_bytes().chain(input));
    let columns = rows.headers().map_err(|error| unreadable(1, &error))?.clone();
    let column = |wanted: &str| columns.iter().position(|name| name.trim_start_matches('\u{feff}') == wanted);
    let needed = |wanted: &str| {
        column(wanted).ok_or_else(|| {
            bad(1, format!("there is no column {wanted:?}"), "the header must name id_a, id_b and label")
        })
    };
    let (first, second, label) = (needed("id_a")?, needed("id_b")?, needed("label")?);
    let language = column("lang");
    let mut pairs: Vec<LabelledPair> = Vec::new();
    // The label of each pair, and the line that it stands on.
    let mut labelled = AHashMap::<([String; 2], String), (Label, u64)>::new();
    for row in rows.into_records() {
        let row = row.map_err(|error| unreadable(error.position().map_or(0, csv::Position::line), &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let field = |column: usize| row.get(column).unwrap_or_default().to_owned();
        let ids = [field(first), field(second)];
        if ids[0] == ids[1] {
            return Err(bad(line, format!("{:?} is paired with itself", ids[0]), "take the line out"));
        }
        let label = field(label).parse().map_err(|_: Error| {
            bad(
                line,
                format!("{:?} is no label", field(label)),
                "write D, U, T, R, N or X, or the word for it",
            )
        })?;
        let pair = LabelledPair { ids, language: language.map(field).unwrap_or_default(), label };
        let mut sorted = pair.ids.clone();
        sorted.sort_unstable();
        match labelled.entry((sorted, pair.language.clone())) {
            Entry::Vacant(entry) => {
                entry.insert((label, line));
                pairs.push(pair);
            }
            // What is labelled twice in the same way counts once.
            Entry::Occupied(entry) if entry.get().0 == label => {}
            Entry::Occupied(entry) => {
                let ([one, other], (before, there)) = (&pair.ids, entry.get());
                let what = format!("{one:?} and {other:?} are {label} here and {before} on line {there}");
                return Err(bad(line, what, "keep one of the two lines, or label both X"));
            }
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_column_or_with_a_bad_line_is_refused() {
        for (text, expected) in [
            ("id_a\tlabel\n", "p:1: there is no column \"id_b\"; the header must name id_a, id_b and label"),
            ("", "p:1: there is no column \"id_a\"; the header must name id_a, id_b and label"),
            (
                "id_a,id_b,label\n1,2,D\n1,3,T\n2,1,duplicate\n3,1,R\n",
                "p:5: \"3\" and \"1\" are R here and T on line 3; keep one of the two lines, or label both X",
            ),
            ("id_a,id_b,label\n1,1,D\n", "p:2: \"1\" is paired with itself; take the line out"),
        ] {
            assert_eq!(parse_pairs("p", text.as_bytes()).expect_err(text).to_string(), expected);
        }
        assert!(parse_pairs("p", &b"id_a,id_b,label\n1,2\n"[..]).is_err());
        let repeated = parse_pairs("p", &b"id_a,id_b,label\n1,2,D\n2,1,duplicate\n1,3,T\n"[..]);
        assert_eq!(repeated.expect("both say the same").len(), 2);
    }

    #[test]
    fn quotes_are_text_between_tabs_and_quotes_between_commas() {
        let tabs = parse_pairs("p", &b"\xef\xbb\xbfid_a\tid_b\tlang\tlabel\n\"a\tb\"\ten\tduplicate\n"[..])
            .expect("a pair");
        assert_eq!(tabs[0].ids, ["\"a", "b\""]);
        let commas = parse_pairs("p", &b"label,id_b,id_a\nx,\"b,c\",a\n"[..]).expect("a pair");
        assert_eq!(
            (commas[0].ids.clone(), commas[0].label),
            (["a".to_owned(), "b,c".to_owned()], Label::Unclear)
        );
    }
}
