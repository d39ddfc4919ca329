//! `doublet cluster`: from inputs to a report.

use std::time::{Duration, Instant};

use anyhow::Result;
use doublet::read::{self, Batch, Format};
use doublet::report::{Cluster, Report, excerpt};
use indicatif::HumanCount;

use super::exit::Exit;
use super::machine::{tell_what_was_spilled, use_memory, use_threads};
use super::messages::{Messages, Talk};
use super::output;
use super::plan::ClusterTask;
use super::progress::Progress;

/// Of the largest clusters and of the least cohesive ones so many are named: enough to see whether one that went wrong
/// stands alone.
const NAMED: usize = 3;

/// The columns of a title that is named: those of a plain terminal. Of a longer one the beginning tells which story it is.
const TITLE: usize = 80;

/// Reads, clusters and writes.
///
/// An input that failed was reported when it failed; what could be read is clustered and
/// written all the same, and the exit status tells that something is missing.
pub(crate) fn run(task: &ClusterTask, messages: &Messages) -> Result<Exit> {
    let started = Instant::now();
    use_threads(task.threads)?;
    use_memory(task.memory);
    let (batch, report) = find(task, messages)?;
    if let Some(exit) = exit_if_nothing_was_read(&batch, task.reading.format, messages) {
        return Ok(exit);
    }
    output::write(&task.target, |out| task.view.write(&report, &batch, out))?;
    messages.bad_lines_in_all(batch.bad_lines, hint(task.reading.format));
    tell_dates(report.totals.bad_dates, messages);
    tell_what_was_spilled(messages);
    if messages.talk() == Talk::Verbose {
        name_clusters(&batch, &report, messages);
        tell_summary(&batch, &report, started.elapsed(), messages);
    }
    Ok(if batch.failed_inputs > 0 { Exit::Failed } else { Exit::Done })
}

/// Everything between the inputs and the report; the progress bar is gone when it returns.
fn find(task: &ClusterTask, messages: &Messages) -> Result<(Batch, Report)> {
    let progress = Progress::new(messages);
    let batch = read::read(&task.inputs, &task.reading, &progress)?;
    let report = doublet::cluster(&batch.headlines, &task.config, &progress)?;
    Ok((batch, report))
}

/// How a run ends of whose inputs nothing was read: nothing is written, so that no report of nothing takes the place of an older one.
pub(crate) fn exit_if_nothing_was_read(batch: &Batch, format: Format, messages: &Messages) -> Option<Exit> {
    (batch.headlines.is_empty() && is_wanting(batch)).then(|| {
        messages.bad_lines_in_all(batch.bad_lines, hint(format));
        tell_nothing_was_read(batch, messages);
        Exit::Failed
    })
}

/// Whether inputs failed or lines are bad: without a headline there is nothing then of what was to be read.
pub(crate) fn is_wanting(batch: &Batch) -> bool {
    batch.failed_inputs > 0 || batch.bad_lines > 0
}

/// Says that nothing was read, unless inputs failed, of which each was told.
pub(crate) fn tell_nothing_was_read(batch: &Batch, messages: &Messages) {
    if batch.failed_inputs == 0 {
        messages
            .error_text("no headline was read, all lines are bad; is the format or a field's name another?");
    }
}

/// What to do about bad lines, given the options in use.
pub(crate) fn hint(format: Format) -> &'static str {
    match format {
        Format::Auto => {
            "if the format was taken for another, name it with --from; --strict stops at the first"
        }
        _ => "--strict stops at the first",
    }
}

/// Says of how many headlines in clusters the time is not understood, for none of these is the first of its own.
fn tell_dates(bad: u64, messages: &Messages) {
    if bad > 0 {
        let told = match bad {
            1 => "1 headline in clusters has a date that is not understood, and is".to_owned(),
            bad => format!(
                "{} headlines in clusters have a date that is not understood, and are",
                HumanCount(bad)
            ),
        };
        let text = format!("{told} taken for later than those that have another");
        messages.warn(&text, &[("bad_dates", bad.into())]);
    }
}

/// Names the clusters that show first whether a run joined too much, for `-v`: the largest, and those whose members are
/// the least like their representatives.
fn name_clusters(batch: &Batch, report: &Report, messages: &Messages) {
    let size = |cluster: &Cluster| HumanCount(cluster.members.len() as u64);
    let title =
        |cluster: &Cluster| excerpt(batch.headlines.get(cluster.members[0].headline as usize).title, TITLE);
    for cluster in report.largest(NAMED) {
        let (size, title) = (size(cluster), title(cluster));
        messages.verbose(&format!("largest cluster: {size} headlines, \"{title}\""));
    }
    for (cluster, cohesion) in report.least_cohesive(NAMED) {
        let (size, title) = (size(cluster), title(cluster));
        messages.verbose(&format!(
            "least cohesive cluster: {size} headlines, mean similarity {cohesion:.2} to its representative, \"{title}\""
        ));
    }
}

/// The run in one line, for `-v`.
fn tell_summary(batch: &Batch, report: &Report, took: Duration, messages: &Messages) {
    let (headlines, bad_lines) = (batch.headlines.len(), batch.bad_lines);
    let (repeats, clusters) = (report.totals.exact_repeats(), report.totals.clusters);
    let (seconds, rate) = (took.as_secs_f64(), rate(headlines, took));
    let text = format!(
        "{} headlines, {} exact repeats, {} clusters, {} bad lines, {seconds:.2} s, {} headlines a second",
        HumanCount(headlines as u64),
        HumanCount(repeats),
        HumanCount(clusters),
        HumanCount(bad_lines),
        HumanCount(rate),
    );
    messages.verbose_with(
        &text,
        &[
            ("headlines", headlines.into()),
            ("exact_repeats", repeats.into()),
            ("clusters", clusters.into()),
            ("bad_lines", bad_lines.into()),
            ("seconds", seconds.into()),
            ("a_second", rate.into()),
        ],
    );
}

/// Headlines a second, of which nobody needs a fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the fraction is left out on purpose"
)]
fn rate(headlines: usize, took: Duration) -> u64 {
    (headlines as f64 / took.as_secs_f64()) as u64
}
