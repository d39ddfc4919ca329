//! What a run found, for Python: views that lead back to the headlines, and make Python's values of what is asked for.
//!
//! A report of millions of headlines costs Python nothing until it is looked at: a cluster is a number, a member three of them, and
//! texts become strings when they are read.

mod frames;
mod members;
mod pairs;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doublet::read::Batch;
use doublet::report::{self, json, jsonl};
use doublet::{Config, Headlines};
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyRange, PySlice, PyString};

use crate::compare::parsed;
use crate::errors::{refused, warn, written};
use crate::input::Data;
use crate::options::{FIELDS, Given, JOINING, LIKENESS, READING, RUNNING};
use crate::work::{self, Remarks};
use frames::library;
pub(crate) use members::{Cluster, Member};
pub(crate) use pairs::Pairs;

/// What a run read and found.
#[derive(Debug)]
struct Run {
    batch: Batch,
    found: report::Report,
    config: Config,
    is_in_memory: bool,
    remarks: Vec<String>,
}

/// Groups near-identical headlines.
///
/// ``data`` is one of these:
///
/// - a list, or anything else to iterate over, of texts (the titles) or of dicts (with the fields ``title``, ``id``, ``source`` and
///   ``published``, or those that are named by the options of these names);
/// - a data frame of pandas or polars, a table or a reader of record batches of pyarrow, or whatever else has
///   ``__arrow_c_stream__``, with such columns; one column alone holds titles;
/// - a path, or a list of ``pathlib.Path``, to files that ``doublet cluster`` reads: text, JSONL, CSV, TSV, Parquet, feeds, pages,
///   plain, gzip or zstd.
///
/// Of a data frame the texts are read where Arrow has them, and copied once, into the memory in which the core holds headlines.
/// Items of lists are written as JSON first, and files are read by the core alone.
///
/// The other options are those of ``doublet cluster``; ``from_`` stands for ``--from``. ``progress`` is called with what is being
/// done, how much of it is done, and how much there is, in bytes or in items; what it raises ends the run. A line that cannot be
/// taken is passed over with a ``DoubletWarning``, unless the run is ``strict``; a file that cannot be read raises.
///
/// >>> import doublet
/// >>> report = doublet.cluster([
/// ...     "Harbour reopens after storm, ferries resume",
/// ...     "Minister resigns over grain deal",
/// ...     "Harbour reopens after storm; ferries resume at noon",
/// ... ])
/// >>> [[member.row for member in cluster.members] for cluster in report.clusters]
/// [[0, 2]]
/// >>> report.totals["headlines"]
/// 3
#[pyfunction]
#[pyo3(signature = (data, **options), text_signature = "(data, *, title=None, id=None, source=None, published=None, \
    threshold=None, recall=None, method=None, numbers=None, shingle=None, updates=None, keep=None, relations=False, \
    singletons=False, from_=None, encoding=None, strict=False, threads=None, progress=None)")]
pub(crate) fn cluster(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Report> {
    let given = Given::new("cluster", options, &[LIKENESS, JOINING, FIELDS, READING, RUNNING])?;
    let config = given.joining()?;
    let reading = given.reading()?;
    let progress = given.get("progress")?;
    let pool = work::pool(given.threads()?)?;
    let data = Data::of(data, &reading)?;
    let is_in_memory = data.is_in_memory();
    let ((batch, found), remarks) = work::run(py, progress.as_ref(), |observer| {
        pool.install(|| {
            let batch = data.read(&reading, observer)?;
            let found = doublet::cluster(&batch.headlines, &config, observer)?;
            Ok((batch, found))
        })
    })?;
    warn_of_lines(py, &remarks)?;
    let run = Run { batch, found, config, is_in_memory, remarks: remarks.kept };
    Ok(Report { run: Arc::new(run) })
}

/// Says that lines were passed over.
fn warn_of_lines(py: Python<'_>, remarks: &Remarks) -> PyResult<()> {
    let Some(first) = remarks.kept.first() else { return Ok(()) };
    let said = match remarks.count {
        1 => format!("a line was passed over: {first}"),
        count => format!("{count} lines were passed over; the first: {first}"),
    };
    warn(py, &said)
}

/// What a run found; :func:`doublet.cluster` gives it.
///
/// It has ``__arrow_c_stream__``, so that pyarrow, polars, DuckDB and others read it as a table, a row a member.
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

    /// What was counted: headlines, empty ones, distinct texts, clusters, headlines in them, judged and vetoed pairs.
    #[getter]
    fn totals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        parsed(py, &serde_json::to_vec(&self.run.found.totals).expect("numbers are JSON"))
    }

    /// How many lines, items or rows were passed over.
    #[getter]
    fn bad_lines(&self) -> u64 {
        self.run.batch.bad_lines
    }

    /// Why, of the first hundred of them.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.run.remarks.clone()
    }

    /// Each member of each cluster beside its representative; where the run was asked for relations, what lies next to it too.
    ///
    /// >>> import doublet
    /// >>> report = doublet.cluster(["Harbour reopens after storm", "Harbour re-opens after storm"])
    /// >>> [(one.id, other.id, other.relation) for one, other in report.pairs()]
    /// [('memory:1', 'memory:2', 'duplicate')]
    fn pairs(&self) -> Pairs {
        Pairs::new(Arc::clone(&self.run))
    }

    /// What ``doublet cluster --to json`` writes, to the file ``path`` if there is one.
    #[pyo3(signature = (path=None))]
    fn to_json<'py>(&self, py: Python<'py>, path: Option<PathBuf>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, path, json::write)
    }

    /// What ``doublet cluster --to jsonl`` writes, a cluster a line, to the file ``path`` if there is one.
    #[pyo3(signature = (path=None))]
    fn to_jsonl<'py>(
        &self,
        py: Python<'py>,
        path: Option<PathBuf>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        self.text(py, path, jsonl::write)
    }

    /// A ``pyarrow.Table``, a row a member: the columns of ``doublet cluster --to parquet``.
    fn to_arrow(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let py = slf.py();
        library(py, "pyarrow", "arrow")?.call_method1(intern!(py, "table"), (slf,))
    }

    /// The same as a ``pandas.DataFrame``.
    fn to_pandas(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let py = slf.py();
        library(py, "pandas", "pandas")?;
        Report::to_arrow(slf)?.call_method0(intern!(py, "to_pandas"))
    }

    /// The same as a ``polars.DataFrame``.
    fn to_polars(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        let py = slf.py();
        library(py, "polars", "polars")?.call_method1(intern!(py, "DataFrame"), (slf,))
    }

    /// The rows as a stream of Arrow, for whatever library reads such.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        frames::stream(py, &self.run, requested_schema)
    }

    fn __repr__(&self) -> String {
        let totals = &self.run.found.totals;
        format!(
            "<doublet.Report: {} headlines, {} clusters with {} of them>",
            totals.headlines, totals.clusters, totals.clustered
        )
    }
}

/// A view of the core's on a report.
type View = fn(&report::Report, &Headlines, &mut dyn Write) -> io::Result<()>;

impl Report {
    fn text<'py>(
        &self,
        py: Python<'py>,
        path: Option<PathBuf>,
        view: View,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        let pool = work::pool(None)?;
        let mut text = Vec::new();
        let (found, headlines) = (&self.run.found, &self.run.batch.headlines);
        let Some(path) = path else {
            py.detach(|| pool.install(|| view(found, headlines, &mut text)))
                .map_err(|error| written(&error))?;
            return PyString::from_bytes(py, &text).map(Some);
        };
        let write = |path: &Path| view(found, headlines, &mut File::create(path)?);
        py.detach(|| pool.install(|| write(&path)))
            .map_err(|error| refused(error.raw_os_error(), error.to_string(), &path))?;
        Ok(None)
    }
}

/// The clusters of a report, largest first: they are counted, taken by their places and gone through as those of a list.
#[pyclass(frozen, sequence, module = "doublet")]
pub(crate) struct Clusters {
    run: Arc<Run>,
}

#[pymethods]
impl Clusters {
    fn __len__(&self) -> usize {
        self.run.found.clusters.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let count = isize::try_from(self.__len__()).unwrap_or(isize::MAX);
        let cluster = |place: isize| {
            let index = place.unsigned_abs();
            Cluster { run: Arc::clone(&self.run), index }
        };
        if let Ok(slice) = index.cast::<PySlice>() {
            let cut = slice.indices(count)?;
            let places =
                (0..cut.slicelength).map(|step| cut.start + cut.step * isize::try_from(step).unwrap_or(0));
            return Ok(PyList::new(py, places.map(cluster).collect::<Vec<_>>())?.into_any());
        }
        let Ok(place) = index.extract::<isize>() else {
            return Err(PyTypeError::new_err(
                "clusters are taken by their place, a whole number, or by a slice",
            ));
        };
        let place = if place < 0 { place.saturating_add(count) } else { place };
        if !(0..count).contains(&place) {
            return Err(PyIndexError::new_err(format!("there are {count} clusters")));
        }
        Ok(cluster(place).into_pyobject(py)?.into_any())
    }

    fn __iter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let places = PyRange::new(py, 0, slf.len()?.try_into()?)?;
        let get = slf.getattr(intern!(py, "__getitem__"))?;
        py.import(intern!(py, "builtins"))?.call_method1(intern!(py, "map"), (get, places))
    }

    fn __repr__(&self) -> String {
        format!("<doublet.Clusters: {}>", self.__len__())
    }
}
