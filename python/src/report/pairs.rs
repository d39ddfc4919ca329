//! The members of all clusters, each beside its representative.

use std::sync::{Arc, Mutex, PoisonError};

use doublet::judge::Relation;
use pyo3::prelude::*;

use super::{Cluster, Member, Run};

/// Goes through the pairs of a report.
#[pyclass(frozen, module = "doublet")]
pub(crate) struct Pairs {
    run: Arc<Run>,
    next: Mutex<Next>,
}

/// Where the next pair is.
#[derive(Default)]
struct Next {
    cluster: usize,
    /// The place of its next member.
    member: usize,
    /// What lies next to the cluster whose members are all told, the next one last.
    beside: Vec<Member>,
}

impl Pairs {
    pub(super) fn new(run: Arc<Run>) -> Self {
        Pairs { run, next: Mutex::new(Next { member: 1, ..Next::default() }) }
    }
}

#[pymethods]
impl Pairs {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self) -> Option<(Member, Member)> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let clusters = &self.run.found.clusters;
        loop {
            let cluster = |index| Cluster { run: Arc::clone(&self.run), index };
            if let Some(beside) = next.beside.pop() {
                return Some((cluster(next.cluster - 1).member(0), beside));
            }
            let members = clusters.get(next.cluster)?.members.len();
            let cluster = cluster(next.cluster);
            if next.member < members {
                next.member += 1;
                return Some((cluster.member(0), cluster.member(next.member - 1)));
            }
            let beside = [Relation::Update, Relation::Series].map(|relation| cluster.beside(relation));
            next.beside = beside.into_iter().flatten().collect();
            next.beside.reverse();
            next.cluster += 1;
            next.member = 1;
        }
    }
}
