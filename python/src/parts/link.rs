//! From the components of the duplicates to clusters.

use arrow_array::{Array, RecordBatch};
use doublet::config::Keep;
use doublet::parts::link::{Item, Link, Placed, link};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::Options;
use super::columns::{Given, batch, floats, longs, of_longs};

/// Parts components into clusters; the rows of one come together, its items first and in order.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Components {
    keep: Keep,
    component: Option<i64>,
    items: Vec<Item>,
    links: Vec<Link>,
}

#[pymethods]
impl Components {
    #[new]
    fn new(options: &Options) -> Self {
        Components { keep: options.config.keep, component: None, items: Vec::new(), links: Vec::new() }
    }

    /// Takes items, whose `other` is missing, and links, whose `similarity` is missing where they are contradictions; gives where the
    /// items of complete components came to be.
    fn push<'py>(&mut self, py: Python<'py>, rows: PyRecordBatch) -> Given<'py> {
        let rows = rows.into_inner();
        let mut placed = Vec::new();
        self.take(&rows, &mut placed)?;
        give(py, &placed)
    }

    /// Gives the rest.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let mut placed = Vec::new();
        self.part(&mut placed);
        give(py, &placed)
    }
}

impl Components {
    fn take(&mut self, rows: &RecordBatch, placed: &mut Vec<Placed>) -> PyResult<()> {
        let (one, other) = (longs(rows, "one")?, longs(rows, "other")?);
        let (similarity, rank) = (floats(rows, "similarity")?, longs(rows, "rank")?);
        let (first, headlines) = (longs(rows, "first")?, longs(rows, "headlines")?);
        for (row, &component) in longs(rows, "component")?.values().iter().enumerate() {
            if self.component != Some(component) {
                self.part(placed);
                self.component = Some(component);
            }
            let item = one.value(row).cast_unsigned();
            if other.is_valid(row) {
                let similarity = similarity.is_valid(row).then(|| similarity.value(row));
                let other = other.value(row).cast_unsigned();
                self.links.push(Link { one: item, other, similarity });
            } else {
                let first = (rank.value(row), first.value(row).cast_unsigned());
                self.items.push(Item { item, first, headlines: headlines.value(row).cast_unsigned() });
            }
        }
        Ok(())
    }

    fn part(&mut self, placed: &mut Vec<Placed>) {
        placed.extend(link(&self.items, &self.links, self.keep));
        self.items.clear();
        self.links.clear();
    }
}

fn give<'py>(py: Python<'py>, placed: &[Placed]) -> Given<'py> {
    batch(
        py,
        vec![
            ("item", of_longs(placed.iter().map(|placed| placed.item))),
            ("kept", of_longs(placed.iter().map(|placed| placed.kept))),
            ("size", of_longs(placed.iter().map(|placed| placed.size))),
        ],
    )
}
