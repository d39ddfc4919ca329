//! A run and what it found: views that lead back to the headlines, and make Python's values of what is asked for.

use std::sync::Arc;

use doublet::read::{self, Batch, Format};
use doublet::report::{json, jsonl, rounded};
use doublet::{Config, report};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::errors::written;
use crate::input;
use crate::options::{FIELDS, Given, JOINING, LIKENESS, READING, RUNNING};
use crate::work;

/// What a run read and found.
#[derive(Debug)]
struct Run {
    batch: Batch,
    found: report::Report,
}

/// Groups near-identical headlines.
#[pyfunction]
#[pyo3(signature = (data, **options), text_signature = "(data, *, title=None, id=None, source=None, published=None, threshold=None, \
    recall=None, method=None, numbers=None, shingle=None, updates=None, keep=None, relations=False, singletons=False, \
    from_=None, encoding=None, strict=False, threads=None, progress=None)")]
pub(crate) fn cluster(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Report> {
    let given = Given::new("cluster", options, &[LIKENESS, JOINING, FIELDS, READING, RUNNING])?;
    let config: Config = given.joining()?;
    let reading = read::Options { format: Format::Jsonl, ..read::Options::default() };
    let lines = input::lines(data)?;
    let run = work::run(py, given.threads()?, |observer| {
        let batch = read::read(&[lines], &reading, observer)?;
        let found = doublet::cluster(&batch.headlines, &config, observer)?;
        Ok(Run { batch, found })
    })?;
    Ok(Report { run: Arc::new(run) })
}

/// What a run found.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Report {
    run: Arc<Run>,
}

#[pymethods]
impl Report {
    /// The clusters, largest first.
    #[getter]
    fn clusters(&self) -> Clusters {
        Clusters { run: Arc::clone(&self.run) }
    }

    /// What ``doublet cluster --to json`` writes.
    fn to_json<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.text(py, json::write)
    }

    /// What ``doublet cluster --to jsonl`` writes.
    fn to_jsonl<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.text(py, jsonl::write)
    }
}

/// A view of the core's on a report.
type View = fn(&report::Report, &doublet::Headlines, &mut dyn std::io::Write) -> std::io::Result<()>;

impl Report {
    fn text<'py>(&self, py: Python<'py>, view: View) -> PyResult<Bound<'py, PyString>> {
        let mut text = Vec::new();
        py.detach(|| view(&self.run.found, &self.run.batch.headlines, &mut text))
            .map_err(|error| written(&error))?;
        PyString::from_bytes(py, &text)
    }
}

/// The clusters of a report, largest first.
#[pyclass(frozen, sequence, module = "doublet")]
pub(crate) struct Clusters {
    run: Arc<Run>,
}

#[pymethods]
impl Clusters {
    fn __len__(&self) -> usize {
        self.run.found.clusters.len()
    }

    fn __getitem__(&self, index: usize) -> PyResult<Cluster> {
        if index >= self.__len__() {
            return Err(PyIndexError::new_err("there is no such cluster"));
        }
        Ok(Cluster { run: Arc::clone(&self.run), index })
    }
}

/// Headlines that tell the same item.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Cluster {
    run: Arc<Run>,
    index: usize,
}

#[pymethods]
impl Cluster {
    /// The stable id.
    #[getter]
    fn id(&self) -> String {
        self.run.found.clusters[self.index].id.to_string()
    }

    /// The representative first, the others in input order.
    #[getter]
    fn members(&self) -> Vec<Member> {
        let members = &self.run.found.clusters[self.index].members;
        members.iter().map(|&member| Member { run: Arc::clone(&self.run), member }).collect()
    }
}

/// A headline in its cluster.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Member {
    run: Arc<Run>,
    member: report::Member,
}

#[pymethods]
impl Member {
    /// Its own id, else its place.
    #[getter]
    fn id(&self) -> String {
        self.run.batch.headlines.id(self.member.headline as usize).to_string()
    }

    /// The title as it was read.
    #[getter]
    fn title(&self) -> &str {
        self.run.batch.headlines.get(self.member.headline as usize).title
    }

    /// How like the representative it is.
    #[getter]
    fn similarity(&self) -> f64 {
        rounded(self.member.similarity)
    }
}
