//! One row a member, for spreadsheets and databases.
//!
//! The columns are `cluster,size,representative,id,title,source,published,similarity,relation`;
//! what a record lacks is an empty field. With [`Columns::Beside`] there is one more, `reason`, and behind the members of a
//! cluster stand the rows of what lies beside it: its `cluster`, its `size` (which does not count them) and its
//! `representative`, the relation `update` or `series`, the similarity, and why. Of members the reason is empty. Rows end in a line feed and fields are quoted where
//! RFC 4180 demands it. A title that begins with `=` or `+` is written as it was read: whoever
//! opens the file in a spreadsheet imports the columns as text. Excel takes a file for UTF-8 only where it begins with a byte
//! order mark ([`Mark::Utf8`]); most other programs take the mark for a part of the first column's name.

use std::io::{self, Write};

use super::{Beside, Cluster, Member, Report, rounded};
use crate::headline::Headlines;
use crate::judge::Relation;

/// The names of the columns, in order.
const HEADER: [&str; 9] =
    ["cluster", "size", "representative", "id", "title", "source", "published", "similarity", "relation"];

/// Which columns and rows there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// Those of members.
    #[default]
    Members,
    /// Those of what lies beside a cluster too, with the reason.
    Beside,
}

/// What a file begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Its header.
    #[default]
    None,
    /// The byte order mark of UTF-8, which Excel wants.
    Utf8,
}

/// How the table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Which columns and rows there are.
    pub columns: Columns,
    /// What the file begins with.
    pub mark: Mark,
}

/// Writes a header and one row for each member of each cluster, in the default style.
///
/// ```
/// use doublet::report::{Report, csv};
/// let mut out = Vec::new();
/// csv::write(&Report::default(), &doublet::Headlines::new(), &mut out)?;
/// assert_eq!(out, b"cluster,size,representative,id,title,source,published,similarity,relation\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, out: &mut dyn Write) -> io::Result<()> {
    write_styled(report, headlines, CsvStyle::default(), out)
}

/// The same in a `style`.
///
/// ```
/// use doublet::report::Report;
/// use doublet::report::csv::{Columns, CsvStyle, Mark, write_styled};
/// let mut out = Vec::new();
/// let style = CsvStyle { columns: Columns::Beside, mark: Mark::Utf8 };
/// write_styled(&Report::default(), &doublet::Headlines::new(), style, &mut out)?;
/// assert!(out.starts_with("\u{feff}cluster,".as_bytes()) && out.ends_with(b",relation,reason\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_styled(
    report: &Report,
    headlines: &Headlines,
    style: CsvStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    if style.mark == Mark::Utf8 {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut rows = Rows { columns: style.columns, headlines, out: ::csv::Writer::from_writer(out) };
    let reason = (style.columns == Columns::Beside).then_some("reason");
    rows.out.write_record(HEADER.into_iter().chain(reason)).map_err(system_error)?;
    for cluster in &report.clusters {
        rows.write(cluster).map_err(system_error)?;
    }
    rows.out.flush()
}

/// The table on its way out.
struct Rows<'a, W: Write> {
    columns: Columns,
    headlines: &'a Headlines,
    out: ::csv::Writer<W>,
}

/// What a row tells of its headline.
struct Told<'a> {
    headline: u32,
    similarity: f64,
    relation: Relation,
    reason: &'a str,
}

impl<W: Write> Rows<'_, W> {
    /// Writes the rows of one cluster.
    fn write(&mut self, cluster: &Cluster) -> ::csv::Result<()> {
        let Some(representative) = cluster.members.first() else { return Ok(()) };
        let of = [
            cluster.id.to_string(),
            cluster.members.len().to_string(),
            self.headlines.id(representative.headline as usize).to_string(),
        ];
        for &Member { headline, similarity, relation } in &cluster.members {
            self.row(&of, &Told { headline, similarity: rounded(similarity), relation, reason: "" })?;
        }
        let beside: &[Beside] = if self.columns == Columns::Beside { &cluster.beside } else { &[] };
        for Beside { headline, similarity, relation, reason } in beside {
            let similarity = rounded(*similarity);
            self.row(&of, &Told { headline: *headline, similarity, relation: *relation, reason })?;
        }
        Ok(())
    }

    fn row(&mut self, of: &[String; 3], told: &Told<'_>) -> ::csv::Result<()> {
        let index = told.headline as usize;
        let headline = self.headlines.get(index);
        let [cluster, size, representative] = of;
        let row = [
            cluster.as_str(),
            size,
            representative,
            &self.headlines.id(index).to_string(),
            headline.title,
            headline.source.unwrap_or_default(),
            headline.published.unwrap_or_default(),
            // As JSON writes it: a whole number keeps its decimal point.
            &format!("{:?}", told.similarity),
            &told.relation.to_string(),
        ];
        let reason = (self.columns == Columns::Beside).then_some(told.reason);
        self.out.write_record(row.into_iter().chain(reason))
    }
}

/// The system's own error out of the csv crate's, so that a closed pipe is still known as one.
fn system_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
