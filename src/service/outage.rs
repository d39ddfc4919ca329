//! What happens where the index cannot be written: the disk is full, or gone.
//!
//! Nothing was promised of what the last checkpoint does not hold: it is refused, and the stream is let go of. Until the outage is over
//! everything is, and `/readyz` says so. At a tick that finds [`ROOM`] on the disk the index is opened anew, as it was at the last
//! checkpoint; the outage is over when another one was written. So what a client was not told is not remembered
//! either, unless the disk took it and said that it did not: a repeat of it is told apart by its id.

use std::io::{self, Write};
use std::path::Path;

use super::committer::Owed;
use super::problem::{Kind, Problem};
use super::state::Phase;
use super::writer::{Job, Turns};

/// Bytes that the disk must have: the first checkpoint of an index that was opened anew may find room in the file itself, those behind it
/// do not. It is that of many checkpoints, and of two that hold what was learned of half a million texts.
const ROOM: usize = 16 << 20;

impl Turns {
    /// A checkpoint was written, or not.
    pub(super) fn note(&mut self, outcome: doublet::Result<()>) {
        if let Err(error) = outcome {
            self.fail(&error);
        }
    }

    /// Lets go of the stream, which promises what the index does not have; what is owed for it is refused.
    pub(super) fn fail(&mut self, error: &doublet::Error) {
        let messages = &self.writer.messages;
        if self.writer.phase.get() == Phase::Failing {
            messages.input_failed(error);
        } else {
            messages.input_failed_anew(error);
        }
        self.writer.phase.set(Phase::Failing);
        self.stream = None;
        self.owed.drain(..).for_each(Owed::refuse);
    }

    /// Opens the index that could not be written, and sees whether it can be.
    pub(super) fn reopen(&mut self) {
        // Its file is closed when the last checkpoint of the stream before has been tried.
        self.settle();
        let (messages, folder) = (&self.writer.messages, &self.writer.folder);
        // To open it costs seconds; this does not.
        if let Err(error) = find_room(folder) {
            let (place, megabytes) = (folder.display(), ROOM >> 20);
            return messages
                .error_text(&format!("{place}: there is no room for {megabytes} MiB: {error}; make some"));
        }
        let opened = self.writer.open();
        match opened.and_then(|mut stream| stream.checkpoint(None).map(|()| stream)) {
            Ok(stream) => {
                self.writer.phase.set(Phase::Ready);
                messages.tell("the index can be written again");
                self.stream = Some(stream);
            }
            Err(error) => messages.input_failed(&error),
        }
    }
}

/// Writes a file that is gone when this ends, however it does.
fn find_room(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&vec![0; ROOM])?;
    file.sync_all()
}

/// What is said where the index failed.
///
/// What the error names is a folder of the server, which is none of the client's business.
pub(super) fn unwritten() -> Problem {
    let detail = "the index cannot be written, and of what was sent nothing is promised; the log of the service says why; send it again";
    Problem::new(Kind::NotReady, detail).after(1)
}

/// Refuses a job while there is no stream.
pub(super) fn refuse(job: Job) {
    match job {
        Job::Dedup(_, reply) => drop(reply.send(Err(unwritten()))),
        Job::Query(_, reply) => drop(reply.send(Err(unwritten()))),
        Job::Forget(_, reply) => drop(reply.send(Err(unwritten()))),
        Job::Tick | Job::End => {}
    }
}
