//! From titles to canonical texts, and from these to the counts of their words.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, StringArray};
use doublet::normalize;
use doublet::parts::counts;
use doublet::parts::link::rank;
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use super::Options;
use super::columns::{Given, Texts, batch, of_longs};

/// Makes titles canonical.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Canonical {
    options: Py<Options>,
}

#[pymethods]
impl Canonical {
    #[new]
    fn new(options: Py<Options>) -> Self {
        Canonical { options }
    }

    /// The canonical text of each title, and its rank among those that may represent; no text where nothing can be compared.
    fn push<'py>(&self, py: Python<'py>, titles: PyRecordBatch) -> Given<'py> {
        let titles = titles.into_inner();
        let (title, published) = (Texts::named(&titles, "title")?, Texts::named(&titles, "published")?);
        let keep = self.options.get().config.keep;
        let (texts, ranks): (StringArray, Int64Array) = py.detach(|| {
            let mut ranks = Vec::with_capacity(titles.num_rows());
            let text = |row: usize| {
                let title = title.get(row).unwrap_or_default();
                ranks.push(rank(title, published.get(row), keep));
                Some(normalize::canonical(title)).filter(|text| !text.is_empty())
            };
            let texts = (0..titles.num_rows()).map(text).collect();
            (texts, ranks.into())
        });
        let columns: [(_, ArrayRef); 2] = [("text", Arc::new(texts)), ("rank", Arc::new(ranks))];
        batch(py, columns.into())
    }
}

/// Counts the words of texts.
#[pyclass(module = "doublet._doublet.parts")]
pub(crate) struct Counter {
    counter: counts::Counter,
}

#[pymethods]
impl Counter {
    /// In a run of so many texts.
    #[new]
    fn new(texts: usize) -> Self {
        Counter { counter: counts::Counter::new(texts) }
    }

    /// Counts the words of a batch of texts; gives what was counted so far where that is much.
    fn push<'py>(&mut self, py: Python<'py>, texts: PyRecordBatch) -> PyResult<Option<Bound<'py, PyAny>>> {
        let texts = texts.into_inner();
        let texts = Texts::named(&texts, "text")?;
        py.detach(|| texts.iter().for_each(|text| self.counter.add(text)));
        self.counter.is_full().then(|| self.finish(py)).transpose()
    }

    /// Gives what was counted.
    fn finish<'py>(&mut self, py: Python<'py>) -> Given<'py> {
        let counts = self.counter.take();
        let slots = of_longs(counts.iter().map(|count| count.slot));
        let times = of_longs(counts.iter().map(|count| count.times));
        batch(py, vec![("slot", slots), ("times", times)])
    }
}
