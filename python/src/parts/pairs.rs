//! From canonical texts to pairs that could be alike.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, RecordBatch};
use doublet::parts::keys::{self, Row};
use doublet::parts::pairs;
use doublet::sketch::outline::Outline;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::columns::{Given, Texts, batch, binaries, longs, of_longs};
use super::{Options, Words};

/// Texts of which the keys are made at once.
const AT_ONCE: usize = 4096;

/// Makes the keys of texts.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Keys {
    options: Py<Options>,
    words: Py<Words>,
}

#[pymethods]
impl Keys {
    #[new]
    fn new(options: Py<Options>, words: Py<Words>) -> Self {
        Keys { options, words }
    }

    /// The batches of rows of some items and their texts.
    fn push<'py>(&self, py: Python<'py>, items: PyRecordBatch) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let items = items.into_inner();
        let (item, text) = (longs(&items, "item")?, Texts::named(&items, "text")?);
        let items: Vec<(u64, &str)> =
            item.values().iter().map(|item| item.cast_unsigned()).zip(text.iter()).collect();
        let keys = keys::Keys::new(&self.options.get().config, &self.words.get().weights);
        let rows = |items: &[(u64, &str)]| {
            let mut rows = Vec::new();
            py.detach(|| keys.rows(items, |row| rows.push(row)));
            let outlines = BinaryArray::from_iter_values(rows.iter().map(|row| row.outline.to_bytes()));
            batch(
                py,
                vec![
                    ("bucket", of_longs(rows.iter().map(|row| row.bucket))),
                    ("further", of_longs(rows.iter().map(|row| row.further))),
                    ("item", of_longs(rows.iter().map(|row| row.item))),
                    ("outline", Arc::new(outlines) as ArrayRef),
                ],
            )
        };
        items.chunks(AT_ONCE).map(rows).collect()
    }
}

/// Pairs up rows, which come in the order of bucket, further keys and item.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Pairing {
    pairing: pairs::Pairing,
}

#[pymethods]
impl Pairing {
    #[new]
    fn new(options: &Options) -> Self {
        Pairing { pairing: pairs::Pairing::new(&options.config) }
    }

    /// Takes rows; gives the pairs that are complete, each for either text.
    fn push<'py>(&mut self, py: Python<'py>, rows: PyRecordBatch) -> Given<'py> {
        let rows = rows.into_inner();
        let rows = read(&rows)?;
        py.detach(|| rows.iter().for_each(|row| self.pairing.push(row)));
        self.give(py)
    }

    /// Gives the rest.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        py.detach(|| self.pairing.finish());
        self.give(py)
    }
}

impl Pairing {
    fn give<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let found = self.pairing.take();
        let both = || found.iter().flat_map(|pair| [(pair.one, pair.other), (pair.other, pair.one)]);
        batch(
            py,
            vec![
                ("item", of_longs(both().map(|(item, _)| item))),
                ("unlike", of_longs(found.iter().flat_map(|pair| [u64::from(pair.unlike); 2]))),
                ("other", of_longs(both().map(|(_, other)| other))),
            ],
        )
    }
}

/// The rows of a batch.
fn read(rows: &RecordBatch) -> PyResult<Vec<Row>> {
    let (bucket, further) = (longs(rows, "bucket")?, longs(rows, "further")?);
    let (item, outline) = (longs(rows, "item")?, binaries(rows, "outline")?);
    let row = |row: usize| {
        let outline = outline.value(row).try_into().map_err(|_| {
            PyValueError::new_err(
                "an outline is of another length; is there one version of doublet on all machines?",
            )
        })?;
        Ok(Row {
            bucket: bucket.value(row).cast_unsigned(),
            further: further.value(row).cast_unsigned(),
            item: item.value(row).cast_unsigned(),
            outline: Outline::of_bytes(outline),
        })
    };
    (0..rows.num_rows()).map(row).collect()
}

/// Lets the nearest of each text pass; they come in the order of the text, how unlike they are, and the other.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Nearest {
    nearest: pairs::Nearest,
}

#[pymethods]
impl Nearest {
    #[new]
    fn new() -> Self {
        Nearest { nearest: pairs::Nearest::default() }
    }

    /// Takes pairs for either text; gives those that pass, the lower item first.
    fn push<'py>(&mut self, py: Python<'py>, pairs: PyRecordBatch) -> Given<'py> {
        let pairs = pairs.into_inner();
        let (item, other) = (longs(&pairs, "item")?, longs(&pairs, "other")?);
        let unlike = longs(&pairs, "unlike")?;
        let passing: Vec<[u64; 2]> = (0..pairs.num_rows())
            .filter_map(|row| {
                let [item, other] = [item, other].map(|column| column.value(row).cast_unsigned());
                let unlike = u32::try_from(unlike.value(row)).unwrap_or(u32::MAX);
                let passes = self.nearest.passes(item, unlike, other);
                passes.then(|| [item.min(other), item.max(other)])
            })
            .collect();
        batch(
            py,
            vec![
                ("one", of_longs(passing.iter().map(|pair| pair[0]))),
                ("other", of_longs(passing.iter().map(|pair| pair[1]))),
            ],
        )
    }
}
