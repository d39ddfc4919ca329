//! The one owner of the stream, and the checkpoint that many requests share.
//!
//! The writer takes all jobs that are waiting, up to [`TOGETHER`] headlines, judges them in the order in which they came, has the
//! index write one checkpoint, and then answers them all. With `--durability fast` it answers first and writes a checkpoint
//! when the last one is five seconds old.
//!
//! Where the index cannot be written, nothing of that group was promised: it is refused, and the stream is opened anew, as it was at
//! the last checkpoint. So what a client was not told is not remembered either.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use doublet::stream::{Stream, Verdict};
use doublet::{Config, Headline};
use tokio::sync::{mpsc, oneshot};

use super::lines::Lines;
use super::metrics::Metrics;
use super::problem::{Kind, Problem};
use super::query::Question;
use super::state::{Phase, PhaseCell};
use crate::cli::messages::Messages;

/// Headlines that are judged in one go: more gain nothing, and the first of them wait for the last.
const TOGETHER: usize = 4096;

/// With `--durability fast`, how old a checkpoint becomes.
const FAST: Duration = Duration::from_secs(5);

/// How long an index that could not be written is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// What the writer does.
pub(super) enum Job {
    /// Judges lines, and gives them back with their verdicts.
    Dedup(Lines, Reply<(Lines, Vec<Verdict>)>),
    /// Looks for what is like some titles; gives lines of JSON.
    Query(Question, Reply<Vec<u8>>),
    /// Takes out the headline with this id; whether there was one.
    Forget(String, Reply<bool>),
    /// Does what is due where nobody asks.
    Tick,
    /// Writes a last checkpoint, and ends.
    End,
}

/// The owner of the stream.
pub(super) struct Writer {
    pub(super) folder: PathBuf,
    pub(super) config: Config,
    pub(super) window: Option<Duration>,
    pub(super) is_fast: bool,
    pub(super) jobs: mpsc::Receiver<Job>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) phase: Arc<PhaseCell>,
    pub(super) messages: Arc<Messages>,
}

/// Lines that are to be judged, and who waits for it.
type Waiting = (Lines, Reply<(Lines, Vec<Verdict>)>);

impl Writer {
    /// Opens the index and tells of it; then works until the end.
    ///
    /// # Errors
    ///
    /// Where the last checkpoint fails.
    pub(super) fn run(mut self, opened: oneshot::Sender<doublet::Result<usize>>) -> doublet::Result<()> {
        let mut held = match self.open() {
            Ok(stream) => {
                let _ = opened.send(Ok(stream.len()));
                Some(stream)
            }
            Err(error) => {
                let _ = opened.send(Err(error));
                return Ok(());
            }
        };
        while let Some(first) = self.jobs.blocking_recv() {
            if matches!(first, Job::End) {
                break;
            }
            let Some(mut stream) = held.take().or_else(|| self.reopen()) else {
                refuse(first);
                continue;
            };
            if self.work(&mut stream, first) {
                held = Some(stream);
            } else {
                self.phase.set(Phase::Failing);
            }
        }
        held.map_or(Ok(()), |mut stream| stream.checkpoint(None))
    }

    fn open(&self) -> doublet::Result<Stream> {
        let stream = Stream::open(&self.folder, self.config.clone(), self.window)?;
        self.metrics.set_items(stream.len());
        self.metrics.checkpointed(None);
        self.phase.set(Phase::Ready);
        Ok(stream)
    }

    /// Opens the index that could not be written.
    fn reopen(&self) -> Option<Stream> {
        match self.open() {
            Ok(stream) => Some(stream),
            Err(error) => {
                self.messages.input_failed(&error);
                std::thread::sleep(PAUSE);
                None
            }
        }
    }

    /// Does `first` and all that waits behind it; false where the stream is not to be used any more.
    fn work(&mut self, stream: &mut Stream, first: Job) -> bool {
        let (mut lines, mut others, mut count) = (Vec::new(), Vec::new(), 0);
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                // Whoever has gone is not told what it was, so it is not to be remembered.
                Job::Dedup(_, reply) if reply.is_closed() => {}
                Job::Dedup(waiting, reply) => {
                    count += waiting.len();
                    lines.push((waiting, reply));
                }
                other => others.push(other),
            }
            let is_last = matches!(others.last(), Some(Job::End));
            next = if count < TOGETHER && !is_last { self.jobs.try_recv().ok() } else { None };
        }
        let mut is_usable = self.dedup(stream, lines);
        for job in others {
            is_usable = is_usable && self.other(stream, job);
        }
        self.metrics.set_items(stream.len());
        is_usable
    }

    /// Judges, writes a checkpoint, and answers.
    fn dedup(&self, stream: &mut Stream, mut waiting: Vec<Waiting>) -> bool {
        if waiting.is_empty() {
            return true;
        }
        let headlines: Vec<Headline<'_>> = waiting.iter().flat_map(|(lines, _)| lines.headlines()).collect();
        let verdicts = stream.push_all(&headlines);
        let verdicts = verdicts.and_then(|verdicts| {
            if !self.is_fast || self.metrics.checkpoint_age() > FAST {
                self.checkpoint(stream)?;
            }
            Ok(verdicts)
        });
        match verdicts {
            Ok(verdicts) => {
                let mut verdicts = verdicts.into_iter();
                for (lines, reply) in waiting {
                    let own: Vec<Verdict> = verdicts.by_ref().take(lines.len()).collect();
                    self.metrics.count(&own);
                    let _ = reply.send(Ok((lines, own)));
                }
                true
            }
            Err(error) => {
                self.messages.input_failed(&error);
                for (_, reply) in waiting.drain(..) {
                    let _ = reply.send(Err(failed()));
                }
                false
            }
        }
    }

    fn checkpoint(&self, stream: &mut Stream) -> doublet::Result<()> {
        let started = Instant::now();
        stream.checkpoint(None)?;
        self.metrics.checkpointed(Some(started.elapsed()));
        Ok(())
    }

    /// Does what is no judging.
    fn other(&mut self, stream: &mut Stream, job: Job) -> bool {
        match job {
            Job::Query(question, reply) => {
                let _ = reply.send(Ok(question.answer(stream)));
                true
            }
            Job::Forget(id, reply) => self.forget(stream, id, reply),
            Job::Tick => self.tick(stream),
            Job::End => {
                // It is the last one that is taken.
                self.jobs.close();
                true
            }
            Job::Dedup(..) => unreachable!("those were set apart"),
        }
    }

    fn forget(&self, stream: &mut Stream, id: String, reply: Reply<bool>) -> bool {
        // To take something out the index is opened anew, which costs seconds; to look costs some milliseconds.
        if !stream.items().any(|item| item.headline.id == Some(&id)) {
            let _ = reply.send(Ok(false));
            return true;
        }
        match stream.forget(&self.folder, &HashSet::from([id])) {
            Ok(found) => {
                let _ = reply.send(Ok(!found.is_empty()));
                true
            }
            Err(error) => {
                self.messages.input_failed(&error);
                let _ = reply.send(Err(failed()));
                false
            }
        }
    }

    /// What is due where nobody asks.
    fn tick(&self, stream: &mut Stream) -> bool {
        if !self.is_fast || self.metrics.checkpoint_age() < FAST {
            return true;
        }
        match self.checkpoint(stream) {
            Ok(()) => true,
            Err(error) => {
                self.messages.input_failed(&error);
                false
            }
        }
    }
}

/// What is said where the index failed.
///
/// What the error names is a folder of the server, which is none of the client's business.
fn failed() -> Problem {
    let detail = "the index cannot be written; nothing of this was remembered; the log of the service says why; try again";
    Problem::new(Kind::NotReady, detail).after(1)
}

/// Refuses a job while there is no stream.
fn refuse(job: Job) {
    let detail = "the index cannot be opened; the log of the service says why; try again";
    let problem = || Problem::new(Kind::NotReady, detail).after(1);
    match job {
        Job::Dedup(_, reply) => drop(reply.send(Err(problem()))),
        Job::Query(_, reply) => drop(reply.send(Err(problem()))),
        Job::Forget(_, reply) => drop(reply.send(Err(problem()))),
        Job::Tick | Job::End => {}
    }
}
