//! How a run tells its caller what it is doing, since the library itself prints nothing.

use std::time::{Duration, Instant};

use crate::error::{BadLine, Error};

/// A stage of the pipeline, in the order in which data flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading, decompressing, decoding and parsing.
    Read,
    /// Canonical texts, and one item for each of them.
    Collapse,
    /// How much each word tells, and which words tell most of each text.
    Weigh,
    /// Sets of shingles.
    Shingle,
    /// Signatures.
    Sketch,
    /// Pairs worth judging.
    Candidates,
    /// Judging them.
    Judge,
    /// Clusters and their representatives.
    Cluster,
}

impl Stage {
    /// What the stage does, for people: "reading".
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Stage::Read => "reading",
            Stage::Collapse => "normalising",
            Stage::Weigh => "weighing words",
            Stage::Shingle => "shingling",
            Stage::Sketch => "sketching",
            Stage::Candidates => "finding candidates",
            Stage::Judge => "judging",
            Stage::Cluster => "clustering",
        }
    }
}

/// Listens to a run. Every method does nothing unless it is overridden; `()` listens to nothing.
///
/// The calls of one run come in order from one thread, except [`Observer::advance`], which
/// any worker may call.
pub trait Observer: Sync {
    /// A stage begins. `total` is the number of units that [`Observer::advance`] will
    /// count up to (input bytes on disk for [`Stage::Read`], items or pairs otherwise), where it is known.
    fn begin(&self, _stage: Stage, _total: Option<u64>) {}
    /// `done` more units of the current stage are done.
    fn advance(&self, _done: u64) {}
    /// The stage ended. `note` says what came of it, for `-v`: "1,234 candidates, 24 bands of 5 rows".
    fn end(&self, _stage: Stage, _took: Duration, _note: &str) {}
    /// A line was passed over.
    fn bad_line(&self, _bad: &BadLine) {}
    /// An input failed; what was read of it is kept and the run goes on with the next.
    fn input_failed(&self, _error: &Error) {}
}

impl Observer for () {}

/// Runs one stage between its announcements. `work` gives its result and what to note of it.
pub(crate) fn stage<T>(
    observer: &dyn Observer,
    stage: Stage,
    total: usize,
    work: impl FnOnce() -> (T, String),
) -> T {
    observer.begin(stage, Some(total as u64));
    let start = Instant::now();
    let (result, note) = work();
    observer.end(stage, start.elapsed(), &note);
    result
}
