//! The steps of [`doublet::parts`] over batches of Arrow, as workers of Spark call them.
//!
//! A step is made once for a part of the rows, is pushed one batch after the other, and gives batches. Numbers that are unsigned in the
//! core are the same 64 bits here with a sign, since that is what Spark has: it only ever brings equal ones together, and of
//! positions none reaches the sign.

mod boilerplate;
mod columns;
mod link;
mod pairs;
mod texts;
mod verdict;

use doublet::{Config, Weights};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::errors::raised;
use crate::options::{Given, JOINING, LIKENESS};

/// The steps.
#[pymodule]
pub(crate) mod parts {
    #[pymodule_export]
    use super::boilerplate::{Candidates, Look, Spellings, Strip, Tally, frequent, spelled};
    #[pymodule_export]
    use super::link::Components;
    #[pymodule_export]
    use super::pairs::{Keys, Nearest, Pairing};
    #[pymodule_export]
    use super::texts::{Canonical, Counter};
    #[pymodule_export]
    use super::verdict::{Bonds, Judge, relations};
    #[pymodule_export]
    use super::{Options, Words, count_words};
}

/// The options of a run, checked once and for all.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Options {
    config: Config,
}

#[pymethods]
impl Options {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let config = Given::new("cluster", options, &[LIKENESS, JOINING])?.joining()?;
        doublet::parts::check(&config).map_err(|error| raised(&error))?;
        Ok(Options { config })
    }

    /// Whether clusters of one are asked for.
    #[getter]
    fn singletons(&self) -> bool {
        self.config.singletons
    }

    /// Whether updates join clusters.
    #[getter]
    fn joins_updates(&self) -> bool {
        self.config.updates == doublet::config::Updates::Join
    }
}

/// How much words tell, in the process that asks.
#[pyclass(frozen, module = "doublet._doublet.parts")]
pub(crate) struct Words {
    weights: Weights,
}

#[pymethods]
impl Words {
    /// Those of so many texts, from what `count_words` gave.
    #[new]
    fn new(py: Python<'_>, texts: usize, tables: &[u8]) -> PyResult<Self> {
        let weights = py.detach(|| doublet::parts::counts::of_bytes(texts, tables));
        let weights = weights.ok_or_else(|| {
            PyValueError::new_err("the tables of words are those of another number of texts")
        })?;
        Ok(Words { weights })
    }
}

/// The tables of how many of so many texts say each word, from the sums of the counts of all parts.
#[pyfunction]
fn count_words(py: Python<'_>, texts: usize, counts: columns::Batches) -> PyResult<Bound<'_, PyBytes>> {
    let counts = counts.rows(|batch| {
        let (slots, times) = (columns::longs(batch, "slot")?, columns::longs(batch, "times")?);
        let count = |(&slot, &times): (&i64, &i64)| doublet::parts::counts::Count {
            slot: slot.cast_unsigned(),
            times: times.cast_unsigned(),
        };
        Ok(slots.values().iter().zip(times.values()).map(count).collect::<Vec<_>>())
    })?;
    let tables = py.detach(|| {
        let weights = doublet::parts::counts::weights(texts, counts);
        doublet::parts::counts::to_bytes(&weights)
    });
    Ok(PyBytes::new(py, &tables))
}
