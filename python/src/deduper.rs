//! A stream of headlines, each told apart from those before it.
//!
//! Two locks are at play, the interpreter's and that on the stream. Whoever wants the stream gives the interpreter free first, and
//! whoever has the stream never asks for the interpreter, so no two threads wait for one another. Nor does a thread of a pool wait for
//! the stream: while such a thread waits for the others, it takes up what else the pool has to do, and that would be to wait for itself.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use doublet::config::{Updates, Window};
use doublet::headline::Headline;
use doublet::read::Options;
use doublet::report::rounded;
use doublet::stream::{Near, Status, Stream, Verdict};
use doublet::{Config, Error};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use rayon::ThreadPool;

use crate::errors::{DoubletError, raised};
use crate::input::{Data, write_item};
use crate::options::{FIELDS, Given};
use crate::work;

/// Headlines that are pushed before it is looked whether Python wants to stop: some tenths of a second of work.
const UNINTERRUPTED: usize = 1 << 14;

/// The options of `doublet dedup` that are known here, beside those that name fields.
const KNOWN: &[&str] = &["threshold", "numbers", "shingle", "updates", "threads"];

/// Tells new headlines from those that were told before.
///
/// ``index`` is a folder in which it remembers across runs; without one it remembers in memory. ``window`` says for how long after a
/// headline last came: ``"14d"``, ``"36h"``, ``"2w"``, a ``timedelta``, or ``"all"`` or ``None`` for ever; where it is not given, an
/// index keeps the one with which it was last pushed to, and it is ``"14d"`` otherwise. The other options are those of ``doublet dedup``.
///
/// Any number of threads may use it; each headline is told apart from all whose verdicts were given before. What an index has learned
/// lasts from the next :meth:`checkpoint`, or from :meth:`close`.
///
/// >>> import doublet
/// >>> with doublet.Deduper() as seen:
/// ...     first = seen.push({"id": "a", "title": "Harbour reopens after storm, ferries resume"})
/// ...     again = seen.push({"id": "b", "title": "Harbour reopens after storm; ferries resume at noon"})
/// >>> first.status, again.status, again.of
/// ('new', 'duplicate', 'a')
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Deduper {
    stream: Mutex<Option<Stream>>,
    reading: Options,
    /// The process that has the index, where there is one: a child that was forked must not touch its file.
    owner: Option<u32>,
    /// A pool of its own, where it was asked for so many threads, and the process that has these.
    own: Option<(u32, Arc<ThreadPool>)>,
}

#[pymethods]
impl Deduper {
    #[new]
    #[pyo3(signature = (index=None, window=Remembered::AsBefore, **options), text_signature = "(index=None, window=..., *, \
        title=None, id=None, source=None, published=None, threshold=None, numbers=None, shingle=None, updates=None, threads=None)")]
    fn new(
        py: Python<'_>,
        index: Option<PathBuf>,
        window: Remembered,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let given = Given::new("Deduper", options, &[FIELDS, KNOWN])?;
        let updates = match given.text("updates")?.as_deref() {
            None | Some("keep" | "mark") => Updates::Apart,
            Some("drop") => Updates::Join,
            Some(other) => {
                let mistake =
                    format!("{other:?} is nothing that becomes of updates; write keep, mark or drop");
                return Err(PyValueError::new_err(mistake));
            }
        };
        let config = Config { updates, ..given.likeness()? };
        // Each item has a verdict, so what can be none ends the call.
        let reading = Options { strict: true, ..given.reading()? };
        let threads = given.threads()?;
        let pool = work::pool(threads)?;
        let owner = index.as_ref().map(|_| std::process::id());
        let stream = py.detach(|| {
            pool.install(|| match (index, window) {
                (Some(folder), Remembered::AsBefore) => Stream::open_as_before(&folder, config),
                (Some(folder), Remembered::For(window)) => Stream::open(&folder, config, window.duration()),
                (None, Remembered::AsBefore) => Stream::new(config, Window::default().duration()),
                (None, Remembered::For(window)) => Stream::new(config, window.duration()),
            })
        });
        let stream = Mutex::new(Some(stream.map_err(|error| raised(&error))?));
        Ok(Deduper { stream, reading, owner, own: threads.map(|_| (std::process::id(), pool)) })
    }

    /// Says what ``item``, a title or a dict, is to those before it, and remembers it.
    fn push<'py>(&self, py: Python<'py>, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let mut line = Vec::new();
        write_item(item, &self.reading, &mut line)?;
        let pool = self.pool()?;
        let read = || pool.install(|| Data::Lines(line).read(&self.reading, &()));
        let batch = py.detach(read).map_err(|error| raised(&error))?;
        let verdict = self.with(py, |stream| stream.push(batch.headlines.get(0)))?;
        verdict_of(py, &verdict)
    }

    /// The same for many, in order: a list of titles and dicts, or a data frame, as :func:`doublet.cluster` takes them.
    ///
    /// If it is interrupted, or one of the items can be none, what came before has been remembered or nothing has.
    #[pyo3(signature = (items, *, progress=None))]
    fn push_many<'py>(
        &self,
        py: Python<'py>,
        items: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let data = Data::of(items, &self.reading)?;
        let pool = self.pool()?;
        let (verdicts, _) = work::run(py, progress, |observer| {
            let batch = pool.install(|| data.read(&self.reading, observer))?;
            let headlines: Vec<Headline<'_>> = batch.headlines.iter().collect();
            let mut verdicts = Vec::with_capacity(headlines.len());
            for some in headlines.chunks(UNINTERRUPTED) {
                if observer.is_stopped() {
                    return Err(Error::Interrupted);
                }
                match self.locked(|stream| stream.push_all(some)) {
                    Ok(told) => verdicts.extend(told?),
                    Err(gone) => return Ok(Err(gone)),
                }
            }
            Ok(Ok(verdicts))
        })?;
        verdicts?.iter().map(|verdict| verdict_of(py, verdict)).collect()
    }

    /// What is remembered that is like ``title``, the most alike first, and at most ``limit`` of it. Nothing is remembered by it.
    #[pyo3(signature = (title, limit=10))]
    fn query<'py>(&self, py: Python<'py>, title: &str, limit: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let found = |stream: &mut Stream| {
            let near = stream.query(title);
            Ok(near.iter().take(limit).map(Match::from).collect::<Vec<Match>>())
        };
        self.with(py, found)?.into_iter().map(|found| found.into_value(py)).collect()
    }

    /// Has the index learn of all that was pushed, in one step. Does nothing where there is no index.
    fn checkpoint(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |stream| stream.checkpoint(None))
    }

    /// Writes a checkpoint and lets the index go. To close it again does nothing.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let close = || {
            let stream = self.stream()?.take();
            stream.map_or(Ok(()), |mut stream| stream.finish(None).map_err(|error| raised(&error)))
        };
        py.detach(close)
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self, py: Python<'_>) -> PyResult<bool> {
        py.detach(|| Ok(self.stream()?.is_none()))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |stream| Ok(stream.len()))
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    /// Closes it; after an exception without a checkpoint, so that what may not have been passed on comes as new once more.
    fn __exit__(
        &self,
        py: Python<'_>,
        kind: &Bound<'_, PyAny>,
        _value: &Bound<'_, PyAny>,
        _traceback: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        if kind.is_none() {
            return self.close(py);
        }
        py.detach(|| self.stream.lock().map_err(|_| broken()).map(|mut stream| drop(stream.take())))
    }
}

impl Deduper {
    /// What `work` makes of the stream, without the interpreter.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Stream) -> doublet::Result<T> + Send,
    ) -> PyResult<T> {
        py.detach(|| self.locked(work))?.map_err(|error| raised(&error))
    }

    /// The same for a thread that has no interpreter. The error is that there is no stream.
    fn locked<T: Send>(&self, work: impl FnOnce(&mut Stream) -> T + Send) -> PyResult<T> {
        let mut stream = self.stream()?;
        let stream =
            stream.as_mut().ok_or_else(|| PyValueError::new_err("the Deduper is closed; make another"))?;
        Ok(self.pool()?.install(|| work(stream)))
    }

    fn stream(&self) -> PyResult<MutexGuard<'_, Option<Stream>>> {
        if self.is_elsewhere() {
            return Err(DoubletError::new_err(
                "the index is open in the process that this one was forked from; close the Deduper before the fork, and share the index \
                 through `doublet serve`",
            ));
        }
        self.stream.lock().map_err(|_| broken())
    }

    /// Whether the index belongs to the process that this one was forked from.
    fn is_elsewhere(&self) -> bool {
        self.owner.is_some_and(|owner| owner != std::process::id())
    }

    fn pool(&self) -> PyResult<Arc<ThreadPool>> {
        match &self.own {
            Some((process, own)) if *process == std::process::id() => Ok(Arc::clone(own)),
            // A child that was forked has none of those threads.
            Some(_) | None => work::pool(None),
        }
    }
}

impl Drop for Deduper {
    fn drop(&mut self) {
        if self.is_elsewhere() {
            // To close the file would write to it.
            std::mem::forget(self.stream.get_mut().map(Option::take));
        }
    }
}

/// A thread panicked with the stream in hand.
fn broken() -> PyErr {
    DoubletError::new_err("the Deduper failed in the middle of its work; make another")
}

/// How long something is remembered, as Python says it.
#[derive(Clone, Copy)]
enum Remembered {
    /// As whoever pushed to the index last has it, or by default.
    AsBefore,
    For(Window),
}

impl<'py> FromPyObject<'_, 'py> for Remembered {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Remembered::For(Window::All));
        }
        if let Ok(typed) = value.extract::<String>() {
            return typed.parse().map(Remembered::For).map_err(|error| raised(&error));
        }
        Ok(Remembered::For(Window::For(value.extract::<Duration>()?)))
    }
}

/// A verdict as a `doublet.Verdict`.
fn verdict_of<'py>(py: Python<'py>, verdict: &Verdict) -> PyResult<Bound<'py, PyAny>> {
    static VERDICT: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let status = match verdict.status {
        Status::New => "new",
        Status::Duplicate => "duplicate",
        Status::Update => "update",
    };
    VERDICT.import(py, "doublet._values", "Verdict")?.call1((
        status,
        verdict.of.as_deref(),
        verdict.cluster.map(|cluster| cluster.to_string()),
        verdict.similarity.map(rounded),
        verdict.reason.as_ref().map(ToString::to_string),
    ))
}

/// What is remembered and like a headline, without the stream that remembers it.
struct Match {
    texts: [Option<String>; 5],
    cluster: String,
    relation: String,
    similarity: f64,
    reason: String,
}

impl From<&Near<'_>> for Match {
    fn from(near: &Near<'_>) -> Self {
        let Headline { id, title, source, published, .. } = near.headline;
        Match {
            texts: [id, Some(title), source, published, near.of].map(|text| text.map(str::to_owned)),
            cluster: near.cluster.to_string(),
            relation: near.relation.to_string(),
            similarity: rounded(near.similarity),
            reason: near.reason.to_string(),
        }
    }
}

impl Match {
    /// It as a `doublet.Match`.
    fn into_value(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        static MATCH: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let [id, title, source, published, of] = self.texts;
        let told =
            (id, title, source, published, of, self.cluster, self.relation, self.similarity, self.reason);
        MATCH.import(py, "doublet._values", "Match")?.call1(told)
    }
}
