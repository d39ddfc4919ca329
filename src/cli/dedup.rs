//! `doublet dedup`: a stream without its repeats.
//!
//! Records are worked off as they come. To a pipe, what is kept is written and flushed before the index learns of it: after a crash
//! something may be written twice, nothing is lost. To a file it is written once: the index notes with each checkpoint how long
//! the file was ([`resume`](super::resume)).

#[cfg(feature = "parquet")]
mod rows;

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use doublet::config::Window;
use doublet::read::{self, Input, Portion, RecordForm};
use doublet::report::annotate::{self, ANNOTATED};
use doublet::stream::{Dates, Status, Stream, Verdict};
use doublet::{BadLine, Config, Headline};
use indicatif::HumanCount;

use super::cluster::{hint, is_wanting, tell_nothing_was_read};
use super::exit::Exit;
use super::machine::use_threads;
use super::messages::Messages;
use super::outputs::Outputs;
use super::plan::{DedupTask, OnUpdate};
use super::progress::Progress;
use super::resume::Position;

/// So long after it last did the index learns of what was written, if it is to be safe; of what comes from a pipe it learns at
/// once.
const SAFE: Duration = Duration::from_millis(200);

/// The same if it is to be fast.
const FAST: Duration = Duration::from_secs(5);

/// What came of the records.
#[derive(Debug, Default)]
struct Tally {
    read: u64,
    kept: u64,
    duplicates: u64,
    updates: u64,
    /// Records that cannot be annotated, since they are.
    refused: u64,
}

/// The index in `folder`, with this window or the one that it has.
pub(crate) fn opened(folder: &Path, config: &Config, window: Option<Window>) -> doublet::Result<Stream> {
    match window {
        Some(window) => Stream::open(folder, config.clone(), window.duration()),
        None => Stream::open_as_before(folder, config.clone()),
    }
}

/// Reads, tells apart and writes.
pub(crate) fn run(task: &DedupTask, messages: &Messages) -> Result<Exit> {
    let started = Instant::now();
    use_threads(task.threads)?;
    let mut stream = match &task.index {
        Some(folder) => opened(folder, &task.config, task.window)?,
        None => Stream::new(task.config.clone(), task.window.and_then(Window::duration))?,
    };
    stream.tell_reasons(task.dropped.is_some());
    let (position, resumed) = Position::of(stream.note(), task)?;
    if let Some(resumed) = resumed {
        messages.tell(&resumed);
    }
    let outputs = Outputs::open(task, &position)?;
    let mut pass = Pass::new(task, stream, outputs, position, messages)?;
    let batch = {
        let progress = Progress::new(messages);
        let sink = &mut |portion: &Portion<'_>| pass.take(portion);
        read::read_records(&task.inputs, &task.reading, &progress, sink)
    };
    let mut batch = match (batch, pass.failure.take()) {
        (_, Some(error)) => return Err(error),
        (batch, None) => batch?,
    };
    batch.bad_lines += pass.tally.refused;
    let is_nothing = pass.tally.read == 0 && is_wanting(&batch);
    if !is_nothing {
        pass.finish()?;
    }
    messages.bad_lines_in_all(batch.bad_lines, hint(task.reading.format));
    if let Some(dates) = told(pass.stream.dates()) {
        messages.warn(&dates, &[]);
    }
    tell_summary(&pass.tally, batch.bad_lines, started.elapsed(), messages);
    if is_nothing && pass.tally.refused == 0 {
        tell_nothing_was_read(&batch, messages);
    }
    Ok(if is_nothing || batch.failed_inputs > 0 { Exit::Failed } else { Exit::Done })
}

/// The pass over the records.
struct Pass<'t> {
    task: &'t DedupTask,
    stream: Stream,
    outputs: Outputs,
    /// How far the inputs were worked off.
    position: Position,
    /// The records that an earlier process worked off.
    skipped: u64,
    /// Whether the inputs may idle.
    is_live: bool,
    /// What the records are.
    form: Option<RecordForm>,
    /// The header that was written, of a table.
    header: Option<Vec<u8>>,
    checkpointed: Instant,
    tally: Tally,
    messages: &'t Messages,
    /// What ended it, with its context: the library passes its own errors only.
    failure: Option<anyhow::Error>,
}

impl<'t> Pass<'t> {
    fn new(
        task: &'t DedupTask,
        stream: Stream,
        outputs: Outputs,
        position: Position,
        messages: &'t Messages,
    ) -> Result<Self> {
        let skipped = position.records_to_skip(task)?;
        let position = position.at_the_start(task);
        Ok(Pass {
            task,
            stream,
            header: position.header(),
            position,
            outputs,
            skipped,
            is_live: !task.inputs.iter().all(|input| matches!(input, Input::File(path) if path.is_file())),
            form: None,
            checkpointed: Instant::now(),
            tally: Tally::default(),
            messages,
            failure: None,
        })
    }

    /// Works off some records.
    fn take(&mut self, portion: &Portion<'_>) -> doublet::Result<()> {
        self.work_off(portion).map_err(|error| {
            self.failure = Some(error);
            doublet::Error::Write(io::Error::other("the pass has ended"))
        })
    }

    fn work_off(&mut self, portion: &Portion<'_>) -> Result<()> {
        let count = portion.headlines.len();
        (0..count).for_each(|index| self.position.pass(portion.record(index)));
        self.tally.read += count as u64;
        let first = usize::try_from(self.skipped).unwrap_or(usize::MAX).min(count);
        self.skipped -= first as u64;
        // A table may have columns and no rows.
        if first == count && count > 0 {
            return Ok(());
        }
        self.settle_form(portion)?;
        self.write_header(portion)?;
        let taken = self.those_taken(portion, first)?;
        if taken.is_empty() && count > 0 {
            return Ok(());
        }
        let ids: Vec<String> = taken.iter().map(|&index| portion.headlines.id(index).to_string()).collect();
        let headlines: Vec<Headline<'_>> = taken
            .iter()
            .zip(&ids)
            .map(|(&index, id)| Headline { id: Some(id), ..portion.headlines.get(index) })
            .collect();
        let verdicts = self.stream.push_all(&headlines)?;
        #[cfg(feature = "parquet")]
        if let Some(rows) = portion.rows() {
            self.write_rows(rows, first, &verdicts)?;
        }
        if portion.form != RecordForm::Parquet {
            for (&index, verdict) in taken.iter().zip(&verdicts) {
                let record = annotate::one_line(portion.record(index), portion.form);
                // With --annotate such records were not judged.
                if portion.form == RecordForm::Json
                    && !self.task.is_annotated
                    && (self.marks(verdict) || self.task.dropped.is_some() && !self.keeps(verdict))
                    && annotate::is_annotated(&record)
                {
                    self.refuse(portion, index)?;
                    continue;
                }
                self.write(&record, portion.form, verdict)
                    .with_context(|| portion.headlines.id(index).to_string())?;
            }
        }
        self.outputs.flush()?;
        // What comes from a pipe may be all for an hour.
        let wait = if self.task.is_fast {
            FAST
        } else if self.is_live {
            Duration::ZERO
        } else {
            SAFE
        };
        if self.checkpointed.elapsed() >= wait {
            self.checkpoint()?;
        }
        Ok(())
    }

    /// The records from `first` on that are judged: those that are to be annotated, and are already, are bad lines.
    fn those_taken(&mut self, portion: &Portion<'_>, first: usize) -> Result<Vec<usize>> {
        let all = first..portion.headlines.len();
        if !self.task.is_annotated || portion.form != RecordForm::Json {
            return Ok(all.collect());
        }
        let (refused, taken): (Vec<usize>, Vec<usize>) =
            all.partition(|&index| annotate::is_annotated(portion.record(index)));
        self.tally.read -= refused.len() as u64;
        refused.into_iter().try_for_each(|index| self.refuse(portion, index))?;
        Ok(taken)
    }

    /// A record that cannot be annotated, since it is, is told of as a bad line; a strict run ends with it.
    fn refuse(&mut self, portion: &Portion<'_>, index: usize) -> Result<()> {
        let line = portion.headlines.get(index).line;
        let [what, remedy] = ANNOTATED.map(str::to_owned);
        let bad = BadLine { path: portion.headlines.name().to_owned(), line, what, remedy };
        if self.task.reading.strict {
            return Err(doublet::Error::BadLine(bad).into());
        }
        self.messages.bad_line(&bad);
        self.tally.refused += 1;
        Ok(())
    }

    /// All inputs must have records of one form: they go into one output.
    fn settle_form(&mut self, portion: &Portion<'_>) -> Result<()> {
        let name = portion.headlines.name();
        let form = *self.form.get_or_insert(portion.form);
        if called(form) != called(portion.form) {
            bail!(
                "{name}: its records are {}, and those before {}, behind which they would stand; dedup them one by one",
                called(portion.form),
                called(form)
            );
        }
        let is_text = matches!(form, RecordForm::Text | RecordForm::Page);
        if self.task.on_update == OnUpdate::Mark && is_text {
            bail!("{name}: lines of text have no room for a mark; --annotate makes JSON of them");
        }
        Ok(())
    }

    /// Writes the header of the first table; another one must be the same.
    fn write_header(&mut self, portion: &Portion<'_>) -> Result<()> {
        let has_header = matches!(portion.form, RecordForm::Table { .. } | RecordForm::Parquet);
        if self.position.has_others(self.task, has_header) {
            bail!(
                "{}: its records are {}, and the .part of a run that was cut off holds others, behind which they would stand; \
                 go on with inputs of its form",
                portion.headlines.name(),
                called(portion.form)
            );
        }
        if !has_header {
            return Ok(());
        }
        // Of tables with the same columns one may have a byte order mark.
        let header =
            portion.header.strip_prefix("\u{feff}".as_bytes()).unwrap_or(portion.header).trim_ascii();
        if let Some(written) = &self.header {
            if written != header {
                bail!(
                    "{}: its columns are not those of the table before it, or of the .part of a run that was cut off, behind \
                     which its rows would stand; dedup tables of other columns one by one",
                    portion.headlines.name()
                );
            }
            return Ok(());
        }
        self.header = Some(header.to_owned());
        self.position.set_header(header);
        let is_annotated = self.task.is_annotated || self.task.on_update == OnUpdate::Mark;
        if (is_annotated || self.task.dropped.is_some()) && annotate::is_annotated_header(header) {
            bail!(
                "{}: it has the columns of an annotation already; drop them before it is annotated again",
                portion.headlines.name()
            );
        }
        #[cfg(feature = "parquet")]
        if let Some(rows) = portion.rows() {
            return self.begin_rows(rows);
        }
        let RecordForm::Table { delimiter } = portion.form else { return Ok(()) };
        self.outputs.write_kept(|out| {
            if is_annotated {
                annotate::header(portion.header, delimiter, false, out)
            } else {
                annotate::whole(portion.header, out)
            }
        })?;
        self.outputs.write_dropped(|out| annotate::header(portion.header, delimiter, true, out))
    }

    /// Whether a record is kept.
    fn keeps(&self, verdict: &Verdict) -> bool {
        match verdict.status {
            Status::New => true,
            Status::Duplicate => false,
            Status::Update => self.task.on_update != OnUpdate::Drop,
        }
    }

    /// Whether a record is marked where it is kept.
    fn marks(&self, verdict: &Verdict) -> bool {
        self.task.on_update == OnUpdate::Mark && verdict.status == Status::Update
    }

    /// Whether a record is kept, which is counted.
    fn is_kept(&mut self, verdict: &Verdict) -> bool {
        let is_kept = self.keeps(verdict);
        match verdict.status {
            Status::New => {}
            Status::Duplicate => self.tally.duplicates += 1,
            Status::Update => self.tally.updates += 1,
        }
        self.tally.kept += u64::from(is_kept);
        is_kept
    }

    fn write(&mut self, record: &[u8], form: RecordForm, verdict: &Verdict) -> Result<()> {
        let is_kept = self.is_kept(verdict);
        if self.task.is_annotated {
            self.outputs.write_kept(|out| annotate::write(record, form, Some(verdict), false, out))?;
        } else if is_kept && self.task.on_update == OnUpdate::Mark {
            let marked = Some(verdict).filter(|verdict| self.marks(verdict));
            self.outputs.write_kept(|out| annotate::write(record, form, marked, false, out))?;
        } else if is_kept {
            self.outputs.write_kept(|out| annotate::whole(record, out))?;
        }
        if is_kept {
            return Ok(());
        }
        self.outputs.write_dropped(|out| annotate::write(record, form, Some(verdict), true, out))
    }

    fn checkpoint(&mut self) -> Result<()> {
        if self.task.index.is_some() {
            let note = self.position.note(self.outputs.lengths()?, self.task)?;
            self.stream.checkpoint(Some(&note))?;
        }
        self.checkpointed = Instant::now();
        Ok(())
    }

    /// All is read: what was written takes its name, and the next run begins anew.
    fn finish(&mut self) -> Result<()> {
        self.outputs.flush()?;
        if self.task.index.is_some() {
            // Before what was written has its name: whoever ends the process meanwhile has it go on from here.
            let note = self.position.note(self.outputs.lengths()?, self.task)?;
            self.stream.finish(Some(&note))?;
        }
        self.outputs.finish()?;
        if self.task.index.is_some() {
            self.stream.checkpoint(Some(&[])).context("cannot note in the index that the run is complete")?;
        }
        self.outputs.clean_up()
    }
}

/// What records of a form are called.
fn called(form: RecordForm) -> &'static str {
    match form {
        RecordForm::Text | RecordForm::Page => "lines of text",
        RecordForm::Json => "JSON objects",
        RecordForm::Table { .. } => "rows of a table",
        RecordForm::Parquet => "rows of Parquet",
    }
}

/// The run in one line.
fn tell_summary(tally: &Tally, bad_lines: u64, took: Duration, messages: &Messages) {
    let Tally { read, kept, duplicates, updates, .. } = *tally;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "nobody needs a fraction")]
    let rate = (read as f64 / took.as_secs_f64()) as u64;
    let text = format!(
        "{} read, {} kept, {} duplicates, {} updates, {} bad lines, {} a second",
        HumanCount(read),
        HumanCount(kept),
        HumanCount(duplicates),
        HumanCount(updates),
        HumanCount(bad_lines),
        HumanCount(rate),
    );
    messages.tell_with(
        &text,
        &[
            ("read", read.into()),
            ("kept", kept.into()),
            ("duplicates", duplicates.into()),
            ("updates", updates.into()),
            ("bad_lines", bad_lines.into()),
            ("seconds", took.as_secs_f64().into()),
            ("a_second", rate.into()),
        ],
    );
}

/// What is to be said of dates, if anything.
fn told(dates: Dates) -> Option<String> {
    let Dates { missing, bad } = dates;
    (bad > 0).then(|| {
        format!(
            "{} with a date that is not understood or lies ahead, {} without one: taken as of when they came",
            HumanCount(bad),
            HumanCount(missing)
        )
    })
}
