//! Two headlines side by side.

use doublet::Config;
use doublet::report::json;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyType};

use crate::errors::written;
use crate::options::{Given, LIKENESS};

/// Says what two headlines are to one another, and why, if they were all that there is.
///
/// The options are those of ``doublet compare``: ``threshold``, ``method``, ``numbers`` and ``shingle``.
///
/// >>> import doublet
/// >>> found = doublet.compare("Harbour reopens after storm", "Harbour reopens after the storm")
/// >>> found.relation, found.differences[1]
/// ('duplicate', ('second', 'the'))
/// >>> doublet.compare("5 hurt in crash on the coast road", "15 hurt in crash on the coast road").relation
/// 'update'
#[pyfunction]
#[pyo3(signature = (a, b, **options), text_signature = "(a, b, *, threshold=None, method=None, numbers=None, shingle=None)")]
pub(crate) fn compare<'py>(
    py: Python<'py>,
    a: &str,
    b: &str,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let config = Given::new("compare", options, &[LIKENESS])?.likeness()?;
    comparison(py, a, b, &config)
}

/// What the core says of two headlines, as a `doublet.Comparison`.
pub(crate) fn comparison<'py>(
    py: Python<'py>,
    first: &str,
    second: &str,
    config: &Config,
) -> PyResult<Bound<'py, PyAny>> {
    static COMPARISON: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let mut line = Vec::new();
    py.detach(|| json::write_comparison(&doublet::compare(first, second, config), &mut line))
        .map_err(|error| written(&error))?;
    let comparison = COMPARISON.import(py, "doublet._values", "Comparison")?;
    comparison.call_method1(intern!(py, "_of"), (parsed(py, &line)?,))
}

/// What JSON says, as Python's own values.
pub(crate) fn parsed<'py>(py: Python<'py>, json: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (PyBytes::new(py, json),))
}
