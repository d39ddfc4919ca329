//! One document with the totals and the clusters, for programs that want a whole.
//!
//! The clusters are the objects of [`jsonl`], each on a line of its own: `grep`, `less` and a
//! diff read it as well as a parser does, and it is written as it is formed.

use std::io::{self, BufWriter, Write};

use super::{Report, jsonl, rounded};
use crate::headline::Headlines;
use crate::judge::Comparison;

/// Writes `report` as one JSON object, `{"totals":{...},"clusters":[...]}`.
///
/// ```
/// use doublet::report::{Report, json};
/// let mut out = Vec::new();
/// json::write(&Report::default(), &doublet::Headlines::new(), &mut out)?;
/// let document: serde_json::Value = serde_json::from_slice(&out)?;
/// assert_eq!(document["totals"]["headlines"], 0);
/// assert_eq!(document["clusters"].as_array().map(Vec::len), Some(0));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"totals\":")?;
    serde_json::to_writer(&mut out, &report.totals)?;
    out.write_all(b",\n\"clusters\":[")?;
    for (number, record) in jsonl::records(&report.clusters, headlines).enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut out, &record)?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

/// Writes `comparison` as one object on one line, its figures with four decimals as in the reports.
///
/// ```
/// let comparison = doublet::compare("Harbour reopens", "Harbour reopens!", &doublet::Config::default());
/// let mut out = Vec::new();
/// doublet::report::json::write_comparison(&comparison, &mut out)?;
/// assert!(out.starts_with(br#"{"relation":"duplicate","score":1.0,"#));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_comparison(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut comparison = comparison.clone();
    let similarity = &mut comparison.similarity;
    for figure in
        [&mut comparison.score, &mut similarity.jaccard, &mut similarity.minhash, &mut similarity.simhash]
    {
        *figure = rounded(*figure);
    }
    serde_json::to_writer(&mut *out, &comparison)?;
    writeln!(out)
}
