//! From canonical texts to pairs that could be alike.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{ArrayRef, BinaryArray, RecordBatch};
use doublet::parts::keys::{self, Row};
use doublet::parts::pairs::{self, Candidate};
use doublet::sketch::outline::Outline;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::columns::{Given, Texts, batch, binaries, lists, longs, of_ints, of_lists, of_longs};
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

    /// Takes rows; gives the candidates of each text that are complete.
    fn push<'py>(&mut self, py: Python<'py>, rows: PyRecordBatch) -> Given<'py> {
        let rows = rows.into_inner();
        let rows = read(&rows)?;
        let found = py.detach(|| {
            for row in &rows {
                self.pairing.push(row);
            }
            self.pairing.take()
        });
        by_item(py, &found)
    }

    /// Gives the rest.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let found = py.detach(|| {
            self.pairing.finish();
            self.pairing.take()
        });
        by_item(py, &found)
    }
}

/// Candidates in order, those of a text in one row.
fn by_item<'py>(py: Python<'py>, found: &[Candidate]) -> Given<'py> {
    let rows = || found.chunk_by(|one, next| one.item == next.item);
    batch(
        py,
        vec![
            ("item", of_longs(rows().map(|row| row[0].item))),
            (
                "unlike",
                of_lists(rows().map(<[_]>::len), of_ints(found.iter().map(|one| one.unlike.cast_signed()))),
            ),
            ("other", of_lists(rows().map(<[_]>::len), of_longs(found.iter().map(|one| one.other)))),
        ],
    )
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

/// The nearest of each text, whose rows of candidates come one after the other.
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

    /// Takes rows of candidates; gives the pairs that are complete, the lower item first.
    fn push<'py>(&mut self, py: Python<'py>, rows: PyRecordBatch) -> Given<'py> {
        let rows = rows.into_inner();
        let (items, unlike, other) = (longs(&rows, "item")?, lists(&rows, "unlike")?, lists(&rows, "other")?);
        for row in 0..rows.num_rows() {
            let (unlike, other) = (unlike.value(row), other.value(row));
            let unlike =
                unlike.as_primitive::<Int32Type>().values().iter().map(|unlike| unlike.cast_unsigned());
            let other = other.as_primitive::<Int64Type>().values().iter().map(|other| other.cast_unsigned());
            let item = items.value(row).cast_unsigned();
            self.nearest.extend(unlike.zip(other).map(|(unlike, other)| Candidate { item, unlike, other }));
        }
        self.give(py)
    }

    /// Gives the rest.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        self.nearest.finish();
        self.give(py)
    }
}

impl Nearest {
    fn give<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let passed = self.nearest.take();
        batch(
            py,
            vec![
                ("one", of_longs(passed.iter().map(|pair| pair.item.min(pair.other)))),
                ("other", of_longs(passed.iter().map(|pair| pair.item.max(pair.other)))),
            ],
        )
    }
}
