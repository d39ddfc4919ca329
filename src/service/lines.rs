//! Lines of a request: read by the reader of all JSON lines, judged, and written by the writer of all annotated records.
//!
//! Each line that is not blank is answered by one line, in order. One that cannot be taken does not spoil those round it: in
//! its place stands an object with the status "error", its number and the reason, so that whoever goes through the answers
//! line by line, asking each for its status, misses nothing.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use doublet::Headline;
use doublet::read::{Fields, JsonLines, RecordForm};
use doublet::report::annotate::{self, ANNOTATED};
use doublet::stream::Verdict;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{LONGEST, Piece};

/// Lines of a request.
pub(super) struct Lines {
    read: JsonLines,
    /// Those of the headlines that can be judged.
    judged: Vec<usize>,
    /// The lines that cannot, in order.
    bad: Vec<BadLine>,
}

/// A line that is answered by an error.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BadLine {
    status: ErrorStatus,
    /// Its number, from 1.
    pub(super) line: u64,
    /// What was found, and what to do.
    pub(super) detail: String,
}

/// The status of a line that is no record.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ErrorStatus {
    Error,
}

/// The answer to a line that is no record.
#[derive(Serialize, ToSchema)]
pub(super) struct ErrorLine<'a> {
    /// What is wrong with it.
    #[schema(inline)]
    doublet: &'a BadLine,
}

impl BadLine {
    pub(super) fn new(line: u64, detail: String) -> Self {
        BadLine { status: ErrorStatus::Error, line, detail }
    }

    /// Writes the answer to it.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &ErrorLine { doublet: self })?;
        out.push(b'\n');
        Ok(())
    }
}

/// Lines that are judged in one go.
pub(super) struct Part {
    lines: Arc<Lines>,
    /// Of those that can be judged.
    range: Range<usize>,
}

impl Part {
    /// All of `lines`, in parts of so many at most.
    pub(super) fn all(lines: &Arc<Lines>, most: usize) -> impl Iterator<Item = Part> {
        let (lines, length) = (Arc::clone(lines), lines.len());
        (0..length).step_by(most).map(move |first| {
            let range = first..length.min(first.saturating_add(most));
            Part { lines: Arc::clone(&lines), range }
        })
    }

    /// How many they are.
    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    /// Their headlines.
    pub(super) fn headlines(&self) -> impl Iterator<Item = Headline<'_>> {
        let judged = &self.lines.judged[self.range.clone()];
        judged.iter().map(|&index| self.lines.read.headlines().get(index))
    }
}

impl Lines {
    /// Reads the lines of a piece.
    pub(super) fn read(piece: Piece, fields: &Fields) -> Self {
        let read = JsonLines::read("", piece.first, piece.lines, fields);
        // What is an option of a command is a parameter of a request.
        let remedy = |remedy: &str| remedy.replace("--title", "?title=");
        let bad = read.bad().iter();
        let bad = bad.map(|bad| BadLine::new(bad.line, format!("{}; {}", bad.what, remedy(&bad.remedy))));
        let mut bad: Vec<BadLine> = bad.collect();
        let (judged, annotated): (Vec<usize>, Vec<usize>) =
            (0..read.headlines().len()).partition(|&index| !annotate::is_annotated(read.record(index)));
        if !annotated.is_empty() {
            let line = |index| read.headlines().get(index).line;
            bad.extend(annotated.into_iter().map(|index| BadLine::new(line(index), ANNOTATED.join("; "))));
            bad.sort_by_key(|bad| bad.line);
        }
        let too_long = format!("the line has over {} MiB; is there one record a line?", LONGEST >> 20);
        bad.extend(piece.too_long.map(|line| BadLine::new(line, too_long)));
        Lines { read, judged, bad }
    }

    /// How many are to be judged.
    pub(super) fn len(&self) -> usize {
        self.judged.len()
    }

    /// The lines that cannot be judged, in order.
    pub(super) fn bad(&self) -> &[BadLine] {
        &self.bad
    }

    /// Writes the answer to each line, in order.
    pub(super) fn write(&self, verdicts: &[Verdict], out: &mut Vec<u8>) -> io::Result<()> {
        let mut bad = self.bad.iter().peekable();
        for (&index, verdict) in self.judged.iter().zip(verdicts) {
            let line = self.read.headlines().get(index).line;
            while let Some(bad) = bad.next_if(|bad| bad.line < line) {
                bad.write(out)?;
            }
            annotate::write(self.read.record(index), RecordForm::Json, Some(verdict), false, out)?;
        }
        bad.try_for_each(|bad| bad.write(out))
    }
}
