//! The same for rows of Arrow: some rows at a time.

use arrow_array::RecordBatchReader;
use rayon::prelude::*;

use super::{FieldNames, Run};
use crate::error::Result;
use crate::observe::Observer;
use crate::read::batches::Rows;
use crate::read::chunks::Sizes;
use crate::read::record::Parsed;
use crate::read::{Batch, Options};

/// Rows that a thread parses at a time: some hundred microseconds of work.
const ROWS: usize = 1 << 10;

/// Reads all `rows` of `batches`.
pub(in crate::read) fn read_rows(
    rows: &Rows,
    batches: &mut dyn RecordBatchReader,
    (options, fields): (&Options, &FieldNames),
    observer: &dyn Observer,
) -> Result<Batch> {
    let sizes = Sizes::default();
    let mut run = Run::new(options, fields, observer, sizes)?;
    let mut row = 1;
    for batch in batches {
        let batch = batch.map_err(|error| rows.failed(row, error.to_string()))?;
        let first = row;
        let parse = |start: usize| {
            let length = ROWS.min(batch.num_rows() - start);
            rows.parse(&batch.slice(start, length), first + start as u64, sizes)
        };
        let starts = (0..batch.num_rows()).into_par_iter().step_by(ROWS);
        let parsed: Result<Vec<Vec<Parsed>>> = starts.map(parse).collect();
        for parsed in parsed?.into_iter().flatten() {
            let bytes = parsed.block.text_len() as u64;
            run.take(parsed)?;
            run.observe(bytes);
        }
        row += batch.num_rows() as u64;
    }
    Ok(run.batch)
}
