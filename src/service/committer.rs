//! The thread that writes checkpoints, and gives the answers that were owed until one was written.
//!
//! One checkpoint is on its way at a time. That of a stream that failed is refused by the index itself, so an answer is never given
//! for what is not there.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use doublet::stream::{Checkpoint, Verdict};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::metrics::Metrics;
use super::outage::unwritten;
use super::writer::Reply;

/// An answer that is to be given when the index has what it relies on.
pub(super) struct Owed {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) reply: Reply<Vec<Verdict>>,
}

impl Owed {
    /// Gives it.
    pub(super) fn pay(self, metrics: &Metrics) {
        metrics.count(&self.verdicts);
        // Whoever has gone will ask again, and is told that this repeats itself.
        let _ = self.reply.send(Ok(self.verdicts));
    }

    /// Says that nothing came of it.
    pub(super) fn refuse(self) {
        let _ = self.reply.send(Err(unwritten()));
    }
}

/// A checkpoint, and what is owed until it is written.
type Work = (Checkpoint, Vec<Owed>);

/// The writer's end of the thread.
pub(super) struct Committer {
    work: std::sync::mpsc::Sender<Work>,
    written: UnboundedReceiver<doublet::Result<()>>,
    is_busy: bool,
}

impl Committer {
    /// Starts the thread, which ends with this; fails where the system gives none.
    pub(super) fn start(metrics: Arc<Metrics>) -> io::Result<Self> {
        let (work, given) = std::sync::mpsc::channel();
        let (tell, written) = unbounded_channel();
        std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || commit_all(&given, &tell, &metrics))?;
        Ok(Committer { work, written, is_busy: false })
    }

    /// Whether a checkpoint is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Has a checkpoint written, and answers given then.
    pub(super) fn begin(&mut self, checkpoint: Checkpoint, owed: Vec<Owed>) {
        self.is_busy = true;
        self.work.send((checkpoint, owed)).expect("the thread ends after this");
    }

    /// Waits until the checkpoint that is on its way is written: for ever, where there is none.
    pub(super) async fn written(&mut self) -> doublet::Result<()> {
        if !self.is_busy {
            std::future::pending::<()>().await;
        }
        let outcome = self.written.recv().await.expect("the thread ends after this");
        self.is_busy = false;
        outcome
    }
}

/// Writes one checkpoint after another.
fn commit_all(
    given: &std::sync::mpsc::Receiver<Work>,
    tell: &UnboundedSender<doublet::Result<()>>,
    metrics: &Metrics,
) {
    for (checkpoint, owed) in given {
        let started = Instant::now();
        let outcome = checkpoint.write();
        if outcome.is_ok() {
            metrics.checkpointed(Some(started.elapsed()));
            for owed in owed {
                owed.pay(metrics);
            }
        } else {
            owed.into_iter().for_each(Owed::refuse);
        }
        // The writer may have ended by a fault.
        let _ = tell.send(outcome);
    }
}
