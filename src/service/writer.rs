//! The one owner of the stream, and the checkpoint that many requests share.
//!
//! The writer takes all jobs that are waiting, up to [`TOGETHER`] headlines, and judges them in the order in which they came. Their
//! answers are *owed* until a checkpoint holds what they rely on. It is written by a thread of its own ([`committer`](super::committer)), which
//! then gives the answers; meanwhile the next jobs are judged, and what is owed for them shares the next checkpoint, however many
//! they are. So neither the processors wait for the disk nor the disk for them. With `--durability fast` nothing is owed, and a
//! checkpoint is written when the last one is five seconds old.
//!
//! What happens where the index cannot be written is told in [`outage`](super::outage).

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use doublet::config::Window;
use doublet::stream::{Stream, Verdict};
use doublet::{Config, Headline};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::committer::{Committer, Owed};
use super::lines::Part;
use super::metrics::Metrics;
use super::outage::{refuse, unwritten};
use super::problem::Problem;
use super::query::Question;
use super::state::{Phase, PhaseCell};
use crate::cli::dedup::opened;
use crate::cli::messages::Messages;

/// Headlines that are judged in one go: more gain nothing, and the first of them wait for the last.
pub(super) const TOGETHER: usize = 4096;

/// With `--durability fast`, how old a checkpoint becomes.
const FAST: Duration = Duration::from_secs(5);

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// What the writer does.
pub(super) enum Job {
    /// Judges lines.
    Dedup(Part, Reply<Vec<Verdict>>),
    /// Looks for what is like some titles; gives lines of JSON.
    Query(Question, Reply<Vec<u8>>),
    /// Takes out the headline with this id; whether there was one.
    Forget(String, Reply<bool>),
    /// Does what is due where nobody asks.
    Tick,
    /// Writes a last checkpoint, and ends.
    End,
}

/// What the writer waits for.
enum Event {
    Job(Job),
    /// A checkpoint was written, or not.
    Written(doublet::Result<()>),
}

/// The owner of the stream.
pub(super) struct Writer {
    pub(super) folder: PathBuf,
    pub(super) config: Config,
    pub(super) window: Option<Window>,
    pub(super) is_fast: bool,
    pub(super) jobs: mpsc::Receiver<Job>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) phase: Arc<PhaseCell>,
    pub(super) messages: Arc<Messages>,
    pub(super) runtime: Handle,
}

impl Writer {
    /// Opens the index and tells of it; then works until the end.
    ///
    /// # Errors
    ///
    /// Where the last checkpoint fails.
    pub(super) fn run(
        self,
        committer: Committer,
        opened: oneshot::Sender<doublet::Result<usize>>,
    ) -> doublet::Result<()> {
        let stream = match self.open() {
            Ok(stream) => stream,
            Err(error) => {
                let _ = opened.send(Err(error));
                return Ok(());
            }
        };
        self.phase.set(Phase::Ready);
        let _ = opened.send(Ok(stream.len()));
        Turns { writer: self, stream: Some(stream), committer, owed: Vec::new() }.run()
    }

    pub(super) fn open(&self) -> doublet::Result<Stream> {
        let mut stream = opened(&self.folder, &self.config, self.window)?;
        // A mark has none.
        stream.tell_reasons(false);
        self.metrics.set_items(stream.len());
        self.metrics.checkpointed(None);
        Ok(stream)
    }
}

/// The writer at work.
pub(super) struct Turns {
    pub(super) writer: Writer,
    /// None where the index could not be written, until it is opened anew.
    pub(super) stream: Option<Stream>,
    pub(super) committer: Committer,
    /// What no checkpoint holds yet.
    pub(super) owed: Vec<Owed>,
}

impl Turns {
    /// Works until the end is asked for, or nobody can ask any more.
    fn run(mut self) -> doublet::Result<()> {
        while let Some(event) = self.wait() {
            match event {
                Event::Written(outcome) => self.note(outcome),
                Event::Job(Job::End) => break,
                Event::Job(job) => self.work(job),
            }
            // A tick does not come where the queue is full, so what is due is looked for whatever came.
            if !self.committer.is_busy() && (!self.owed.is_empty() || self.is_due()) {
                self.commit();
            }
        }
        self.settle();
        let unwritten = || doublet::Error::Index {
            path: self.writer.folder.display().to_string(),
            what: "it could not be written to, and holds what it held before".to_owned(),
            remedy: "check the disk and the permissions; what was refused is to be sent again".to_owned(),
        };
        self.stream.ok_or_else(unwritten)?.finish(None)
    }

    /// Whether the last checkpoint is as old as it may become where answers do not wait for one.
    fn is_due(&self) -> bool {
        self.writer.is_fast && self.writer.metrics.checkpoint_age() >= FAST
    }

    fn wait(&mut self) -> Option<Event> {
        let Turns { writer: Writer { jobs, runtime, .. }, committer, .. } = self;
        runtime.block_on(async {
            tokio::select! {
                biased;
                written = committer.written() => Some(Event::Written(written)),
                job = jobs.recv() => job.map(Event::Job),
            }
        })
    }

    /// Has all that is owed written.
    fn commit(&mut self) {
        let checkpoint = self.stream.as_mut().and_then(|stream| stream.begin_checkpoint(None));
        if let Some(checkpoint) = checkpoint {
            self.committer.begin(checkpoint, std::mem::take(&mut self.owed));
        }
    }

    /// Has all that is owed written, and waits for it.
    pub(super) fn settle(&mut self) {
        while self.committer.is_busy() || !self.owed.is_empty() {
            if !self.committer.is_busy() {
                self.commit();
            }
            let runtime = self.writer.runtime.clone();
            let outcome = runtime.block_on(self.committer.written());
            self.note(outcome);
        }
    }

    /// Does `first` and all that waits behind it.
    fn work(&mut self, first: Job) {
        if self.stream.is_none() && matches!(first, Job::Tick) {
            self.reopen();
        }
        let Some(mut stream) = self.stream.take() else { return refuse(first) };
        let (mut parts, mut others, mut count) = (Vec::new(), Vec::new(), 0);
        let mut next = Some(first);
        while let Some(job) = next {
            match job {
                // Whoever has gone is not told what it was, so it is not to be remembered.
                Job::Dedup(_, reply) if reply.is_closed() => {}
                Job::Dedup(waiting, reply) => {
                    count += waiting.len();
                    parts.push((waiting, reply));
                }
                other => others.push(other),
            }
            let is_last = matches!(others.last(), Some(Job::End));
            next = if count < TOGETHER && !is_last { self.writer.jobs.try_recv().ok() } else { None };
        }
        let judged = self.dedup(&mut stream, parts);
        self.writer.metrics.set_items(stream.len());
        self.stream = Some(stream);
        if let Err(error) = judged {
            self.fail(&error);
        }
        for job in others {
            self.other(job);
        }
    }

    /// Judges, and answers or owes the answers.
    fn dedup(&mut self, stream: &mut Stream, waiting: Vec<Waiting>) -> doublet::Result<()> {
        let headlines: Vec<Headline<'_>> = waiting.iter().flat_map(|(part, _)| part.headlines()).collect();
        let verdicts = match stream.push_all(&headlines) {
            Ok(verdicts) => verdicts,
            Err(error) => {
                for (_, reply) in waiting {
                    drop(reply.send(Err(unwritten())));
                }
                return Err(error);
            }
        };
        let mut verdicts = verdicts.into_iter();
        for (part, reply) in waiting {
            let verdicts = verdicts.by_ref().take(part.len()).collect();
            let owed = Owed { verdicts, reply };
            if self.writer.is_fast {
                owed.pay(&self.writer.metrics);
            } else {
                self.owed.push(owed);
            }
        }
        Ok(())
    }

    /// Does what is no judging.
    fn other(&mut self, job: Job) {
        if self.stream.is_none() {
            return refuse(job);
        }
        match job {
            Job::Query(question, reply) => {
                let answer = self.stream.as_ref().map(|stream| question.answer(stream));
                drop(reply.send(answer.ok_or_else(unwritten)));
            }
            Job::Forget(id, reply) => self.forget(id, reply),
            Job::Tick => self.tick(),
            // It is the last one that is taken: the end comes when none is left.
            Job::End => self.writer.jobs.close(),
            Job::Dedup(..) => unreachable!("those were set apart"),
        }
    }

    fn forget(&mut self, id: String, reply: Reply<bool>) {
        // There must be no checkpoint on its way.
        self.settle();
        let Some(stream) = &mut self.stream else { return drop(reply.send(Err(unwritten()))) };
        let found = stream.forget(&HashSet::from([id]));
        self.writer.metrics.set_items(stream.len());
        match found {
            Ok(found) => drop(reply.send(Ok(!found.is_empty()))),
            Err(error) => {
                self.fail(&error);
                drop(reply.send(Err(unwritten())));
            }
        }
    }

    /// What is due where nobody asks.
    fn tick(&mut self) {
        let Some(stream) = &mut self.stream else { return };
        let forgotten = stream.forget_aged();
        self.writer.metrics.set_items(stream.len());
        match forgotten {
            Ok(true) if !self.committer.is_busy() => self.commit(),
            Ok(_) => {}
            Err(error) => self.fail(&error),
        }
    }
}

/// Lines that are to be judged, and who waits for it.
type Waiting = (Part, Reply<Vec<Verdict>>);
