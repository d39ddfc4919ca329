//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use doublet::read::Fields;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::auth::Token;
use super::limits::Rate;
use super::metrics::Metrics;
use super::problem::{Kind, Problem};
use super::writer::Job;
use crate::cli::messages::Messages;

/// Jobs that may wait for the writer: each is a piece of a request, so that a writer that turns round finds enough for one go, and
/// what waits is some megabytes.
pub(super) const WAITING: usize = 64;

/// What the service can do at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The index is being opened.
    Opening,
    /// All is well.
    Ready,
    /// The index could not be written; it is opened anew.
    Failing,
    /// The last requests are answered.
    Draining,
}

/// What all requests share.
pub(super) struct Service {
    pub(super) fields: Fields,
    pub(super) config: doublet::Config,
    pub(super) index: std::path::PathBuf,
    pub(super) token: Option<Token>,
    /// Bytes of a body.
    pub(super) max_body: usize,
    pub(super) timeout: Duration,
    pub(super) rate: Option<Rate>,
    pub(super) jobs: mpsc::Sender<Job>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) phase: Arc<PhaseCell>,
    pub(super) messages: Arc<Messages>,
}

/// The phase, which the writer and the server set and all requests see.
pub(super) struct PhaseCell(AtomicU8);

const PHASES: [Phase; 4] = [Phase::Opening, Phase::Ready, Phase::Failing, Phase::Draining];

impl PhaseCell {
    pub(super) fn new(phase: Phase) -> Self {
        PhaseCell(AtomicU8::new(phase as u8))
    }

    pub(super) fn get(&self) -> Phase {
        PHASES[usize::from(self.0.load(Ordering::Acquire))]
    }

    /// Sets the phase; what is draining does nothing else any more.
    pub(super) fn set(&self, phase: Phase) {
        let change = |now: u8| (now != Phase::Draining as u8).then_some(phase as u8);
        let _ = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, change);
    }
}

impl Service {
    /// Why nothing that needs the index can be done, if that is so.
    pub(super) fn not_ready(&self) -> Option<Problem> {
        let detail = match self.phase.get() {
            // What came before the end was asked for is done.
            Phase::Ready | Phase::Draining => return None,
            Phase::Opening => "the index is being opened; try again",
            Phase::Failing => {
                "the index cannot be written at the moment; the log of the service says why; try again"
            }
        };
        Some(Problem::new(Kind::NotReady, detail).after(1))
    }

    /// Has the writer do a job, and waits for what came of it.
    pub(super) async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, Problem>>) -> Job,
    ) -> Result<T, Problem> {
        if let Some(problem) = self.not_ready() {
            return Err(problem);
        }
        let (reply, answer) = oneshot::channel();
        let asked = async {
            // Both fail only where the writer is gone, which is at the very end.
            self.jobs.send(job(reply)).await.ok()?;
            answer.await.ok()
        };
        match timeout(self.timeout, asked).await {
            Ok(Some(answer)) => answer,
            Ok(None) => Err(Problem::new(Kind::NotReady, "the service is ending; ask the next one").after(1)),
            Err(_) => {
                let detail = "others were before, for longer than --timeout; what was sent may have been taken: a repeat \
                              of it is told apart by its id";
                Err(Problem::new(Kind::Busy, detail).after(1))
            }
        }
    }
}
