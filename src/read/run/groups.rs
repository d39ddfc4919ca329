//! The same for Parquet: row group by row group.

use rayon::prelude::*;

use super::Run;
use crate::error::Result;
use crate::read::parquet::{ParquetFile, Wanted};
use crate::read::record::Parsed;
use crate::read::source::Source;
use crate::read::{Input, RecordForm};

impl Run<'_> {
    /// Reads the row groups of a Parquet file, as many at a time as there are threads.
    pub(super) fn parquet(&mut self, input: &Input, source: Source<'_>) -> Result<()> {
        if self.sink.is_some() {
            let file = ParquetFile::open(input, source, self.fields, Wanted::Rows)?;
            return self.pass_rows(&file);
        }
        let sizes = self.sizes;
        let file = ParquetFile::open(input, source, self.fields, Wanted::Fields)?;
        let groups: Vec<usize> = (0..file.groups()).collect();
        for wave in groups.chunks(rayon::current_num_threads()) {
            let read = |&group: &usize| {
                let mut blocks = Vec::new();
                let read = file.read_group(group, &mut |batch, row| {
                    blocks.extend(file.parse(batch, row, sizes));
                    Ok(())
                });
                (blocks, read)
            };
            let read: Vec<(Vec<Parsed>, Result<()>)> = wave.par_iter().map(read).collect();
            for (&group, (blocks, read)) in wave.iter().zip(read) {
                blocks.into_iter().try_for_each(|parsed| self.take(parsed))?;
                self.observe(file.size(group));
                read?;
            }
        }
        Ok(())
    }

    /// Passes the rows of a Parquet file on; its columns, too, where it has none.
    fn pass_rows(&mut self, file: &ParquetFile) -> Result<()> {
        let sizes = self.sizes;
        self.form = RecordForm::Parquet;
        self.header = file.header();
        if file.rows() == 0 {
            return self.take(file.no_rows());
        }
        for group in 0..file.groups() {
            file.read_group(group, &mut |batch, row| {
                file.parse(batch, row, sizes).into_iter().try_for_each(|parsed| self.take(parsed))
            })?;
            self.observe(file.size(group));
        }
        Ok(())
    }
}
