//! The pass over rows of Parquet, which are written some at a time.

use anyhow::Result;
use doublet::read::Rows;
use doublet::report::rows::{self, Added};
use doublet::stream::{Status, Verdict};

use super::super::plan::OnUpdate;
use super::Pass;

impl Pass<'_> {
    /// Begins the outputs of rows like these.
    pub(super) fn begin_rows(&mut self, rows: &Rows) -> Result<()> {
        self.outputs.gather(self.task)?;
        let added = self.added();
        self.outputs.write_kept(|out| rows::header(rows, added, out))?;
        self.outputs.write_dropped(|out| rows::header(rows, Added::Reason, out))
    }

    /// What is added to each row that is kept.
    fn added(&self) -> Added {
        let is_added = self.task.is_annotated || self.task.on_update == OnUpdate::Mark;
        if is_added { Added::Verdict } else { Added::Nothing }
    }

    /// Writes those of the rows from `first` on that are to be written.
    pub(super) fn write_rows(&mut self, rows: &Rows, first: usize, verdicts: &[Verdict]) -> Result<()> {
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        for (index, verdict) in (first..).zip(verdicts) {
            let is_kept = self.is_kept(verdict);
            let is_told = self.task.is_annotated || verdict.status == Status::Update;
            if is_kept || self.task.is_annotated {
                kept.push((index, Some(verdict).filter(|_| is_told)));
            }
            if !is_kept {
                dropped.push((index, Some(verdict)));
            }
        }
        let added = self.added();
        if !kept.is_empty() {
            self.outputs.write_kept(|out| rows::write(rows, &kept, added, out))?;
        }
        if !dropped.is_empty() {
            self.outputs.write_dropped(|out| rows::write(rows, &dropped, Added::Reason, out))?;
        }
        Ok(())
    }
}
