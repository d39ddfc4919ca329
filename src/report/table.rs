//! Clusters for people. (stub)
use std::io::{self, Write};

use super::Report;
use crate::headline::Headlines;

/// How a table is drawn.
#[derive(Clone, Copy, Debug)]
pub struct TableStyle {
    /// The width in columns that the table may fill.
    pub width: usize,
    /// Whether it is drawn with ANSI colours.
    pub colored: bool,
}

/// Writes.
pub fn write(
    report: &Report,
    headlines: &Headlines,
    style: TableStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let _ = (headlines, style);
    writeln!(out, "{} clusters", report.clusters.len())
}
