//! Clusters and their members.

use std::sync::Arc;

use doublet::headline::Headline;
use doublet::judge::Relation;
use doublet::report::{self, Totals, jsonl, rounded};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Run;
use crate::compare::{comparison, parsed};
use crate::errors::written;

/// Headlines that tell the same item.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Cluster {
    pub(super) run: Arc<Run>,
    pub(super) index: usize,
}

#[pymethods]
impl Cluster {
    /// The stable id: the same wherever the same headline stands for a cluster.
    #[getter]
    fn id(&self) -> String {
        self.found().id.to_string()
    }

    /// How many members there are.
    #[getter]
    fn size(&self) -> usize {
        self.found().members.len()
    }

    /// The member that stands for all.
    #[getter]
    fn representative(&self) -> Member {
        self.member(0)
    }

    /// All members: the representative first, the others in input order.
    #[getter]
    fn members(&self) -> Vec<Member> {
        (0..self.size()).map(|place| self.member(place)).collect()
    }

    /// Updates that lie next to it, if the run was asked for relations.
    #[getter]
    fn updates(&self) -> Vec<Member> {
        self.beside(Relation::Update)
    }

    /// Other instances of its series, if the run was asked for relations.
    #[getter]
    fn series(&self) -> Vec<Member> {
        self.beside(Relation::Series)
    }

    /// How like the representative the others are on average, those that repeat it aside; ``None`` where all do.
    #[getter]
    fn cohesion(&self) -> Option<f64> {
        self.found().cohesion().map(rounded)
    }

    /// The object that ``doublet cluster --to jsonl`` writes of it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let alone = report::Report { clusters: vec![self.found().clone()], totals: Totals::default() };
        let mut line = Vec::new();
        jsonl::write(&alone, &self.run.batch.headlines, &mut line).map_err(|error| written(&error))?;
        parsed(py, &line)
    }

    fn __len__(&self) -> usize {
        self.size()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let title = PyString::new(py, self.member(0).headline().title).repr()?;
        Ok(format!("<doublet.Cluster {}: {} headlines, {title}>", self.id(), self.size()))
    }
}

impl Cluster {
    fn found(&self) -> &report::Cluster {
        &self.run.found.clusters[self.index]
    }

    pub(super) fn member(&self, place: usize) -> Member {
        let members = &self.found().members;
        let report::Member { headline, similarity, relation } = members[place];
        let similarity = rounded(similarity);
        let representative = members[0].headline;
        Member { run: Arc::clone(&self.run), headline, representative, similarity, relation, reason: None }
    }

    /// What lies next to it in this relation.
    pub(super) fn beside(&self, wanted: Relation) -> Vec<Member> {
        let representative = self.found().members[0].headline;
        let member = |beside: &report::Beside| Member {
            run: Arc::clone(&self.run),
            headline: beside.headline,
            representative,
            similarity: rounded(beside.similarity),
            relation: beside.relation,
            reason: Some(beside.reason.clone()),
        };
        self.found().beside.iter().filter(|beside| beside.relation == wanted).map(member).collect()
    }
}

/// A headline in its cluster, or next to it.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Member {
    run: Arc<Run>,
    headline: u32,
    representative: u32,
    similarity: f64,
    relation: Relation,
    reason: Option<String>,
}

#[pymethods]
impl Member {
    /// Its own id, else its place: ``path:line``, and ``memory:1`` for the first of what is in memory.
    #[getter]
    fn id(&self) -> String {
        self.run.batch.headlines.id(self.headline as usize).to_string()
    }

    /// The title as it was read.
    #[getter]
    fn title(&self) -> &str {
        self.headline().title
    }

    /// Who published it, where that is known.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.headline().source
    }

    /// When, as it was read, where that is known.
    #[getter]
    fn published(&self) -> Option<&str> {
        self.headline().published
    }

    /// Its place in the data, from 0; ``None`` where the data are files.
    #[getter]
    fn row(&self) -> Option<u64> {
        self.run.is_in_memory.then(|| self.headline().line.saturating_sub(1))
    }

    /// How like the representative it is, from 0 to 1.
    #[getter]
    fn similarity(&self) -> f64 {
        self.similarity
    }

    /// What it is to the representative.
    #[getter]
    fn relation(&self) -> String {
        self.relation.to_string()
    }

    /// Why it is that, in words. Of members it is found when it is asked for, as ``compare`` says.
    #[getter]
    fn reason(&self, py: Python<'_>) -> PyResult<String> {
        match &self.reason {
            Some(reason) => Ok(reason.clone()),
            None => self.compare(py)?.getattr("reason")?.extract(),
        }
    }

    /// What differs from the representative, word by word: who has the words (``first`` is the representative), and the words.
    #[getter]
    fn differences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.compare(py)?.getattr("differences")
    }

    /// The representative and this headline side by side, as if they were all that there is: what a run learned from all others, such
    /// as how much a word tells, is not in it.
    fn compare<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let representative = self.run.batch.headlines.get(self.representative as usize).title;
        comparison(py, representative, self.headline().title, &self.run.config)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (id, title) = (self.id(), PyString::new(py, self.headline().title).repr()?);
        Ok(format!("<doublet.Member {id}: {title}, {} {}>", self.relation, self.similarity))
    }
}

impl Member {
    fn headline(&self) -> Headline<'_> {
        self.run.batch.headlines.get(self.headline as usize)
    }
}
