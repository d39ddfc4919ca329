//! One row a member, for spreadsheets and databases.
//!
//! The columns are `cluster,size,representative,id,title,source,published,similarity,relation`;
//! what a record lacks is an empty field. Rows end in a line feed and fields are quoted where
//! RFC 4180 demands it. A title that begins with `=` or `+` is written as it was read: whoever
//! opens the file in a spreadsheet imports the columns as text.

use std::io::{self, Write};

use super::{Cluster, Report, rounded};
use crate::headline::Headlines;

/// The names of the columns, in order.
const HEADER: [&str; 9] =
    ["cluster", "size", "representative", "id", "title", "source", "published", "similarity", "relation"];

/// Writes a header and one row for each member of each cluster.
///
/// ```
/// use doublet::report::{Report, csv};
/// let mut out = Vec::new();
/// csv::write(&Report::default(), &doublet::Headlines::new(), &mut out)?;
/// assert_eq!(out, b"cluster,size,representative,id,title,source,published,similarity,relation\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = ::csv::Writer::from_writer(out);
    rows.write_record(HEADER).map_err(system_error)?;
    for cluster in &report.clusters {
        write_members(cluster, headlines, &mut rows).map_err(system_error)?;
    }
    rows.flush()
}

/// Writes the rows of one cluster.
fn write_members<W: Write>(
    cluster: &Cluster,
    headlines: &Headlines,
    rows: &mut ::csv::Writer<W>,
) -> ::csv::Result<()> {
    let Some(representative) = cluster.members.first() else { return Ok(()) };
    let id = cluster.id.to_string();
    let size = cluster.members.len().to_string();
    let representative = headlines.id(representative.headline as usize).to_string();
    for member in &cluster.members {
        let index = member.headline as usize;
        let headline = headlines.get(index);
        rows.write_record([
            id.as_str(),
            &size,
            &representative,
            &headlines.id(index).to_string(),
            headline.title,
            headline.source.unwrap_or_default(),
            headline.published.unwrap_or_default(),
            // As JSON writes it: a whole number keeps its decimal point.
            &format!("{:?}", rounded(member.similarity)),
            &member.relation.to_string(),
        ])?;
    }
    Ok(())
}

/// The system's own error out of the csv crate's, so that a closed pipe is still known as one.
fn system_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
