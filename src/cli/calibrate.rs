//! `doublet calibrate`: settings for one's own data, and how sure they are.

use std::io::{self, Write};

use anyhow::Result;
use doublet::calibrate::{Calibration, Certainty, Trial, Verdict, calibrate, shortfall};
use doublet::evaluate::{LabelledPair, Score, read_pairs};
use doublet::read::Batch;
use doublet::{Config, read};
use serde::Serialize;

use super::args::{METHOD, NUMBERS, UPDATES};
use super::ask::ask;
use super::cluster::hint;
use super::evaluate::say_what_is_missing;
use super::exit::Exit;
use super::machine::{use_memory, use_threads};
use super::messages::Messages;
use super::output::{self, Target};
use super::plan::{CalibrateTask, Labels};
use super::progress::Progress;

/// Reads, asks where there are no labels, tries settings and writes what is to be made of them.
pub(crate) fn run(task: &CalibrateTask, messages: &Messages) -> Result<Exit> {
    use_threads(task.threads)?;
    use_memory(None);
    // A file with a bad line is refused before anything long begins.
    let labelled = match &task.labels {
        Labels::File(path) => read_pairs(path)?,
        Labels::Asked(_) => Vec::new(),
    };
    let batch = {
        let progress = Progress::new(messages);
        read::read(&task.inputs, &task.reading, &progress)?
    };
    messages.bad_lines_in_all(batch.bad_lines, hint(task.reading.format));
    let whole = if batch.failed_inputs > 0 { Exit::Failed } else { Exit::Done };
    let (pairs, file) = match &task.labels {
        Labels::File(path) => (labelled, path),
        Labels::Asked(asking) => (ask(asking, task, &batch.headlines, messages)?, &asking.file),
    };
    let is_asked = matches!(task.labels, Labels::Asked(_));
    if is_asked && shortfall(pairs.iter().map(|pair| pair.label)) > 0 {
        // What to do was said in the dialogue.
        return Ok(whole);
    }
    let calibration = try_settings(task, &batch, &pairs, messages)?;
    let (found, missing) = (calibration.now().score.pairs(), calibration.missing);
    say_what_is_missing((found, missing), calibration.first_missing.as_deref(), file, messages)?;
    output::write(&Target::Stdout, |out| {
        if task.is_json { write_json(&calibration, task, out) } else { write_text(&calibration, task, out) }
    })?;
    Ok(if missing > 0 { Exit::Failed } else { whole })
}

fn try_settings(
    task: &CalibrateTask,
    batch: &Batch,
    pairs: &[LabelledPair],
    messages: &Messages,
) -> Result<Calibration> {
    let progress = Progress::new(messages);
    Ok(calibrate(&batch.headlines, pairs, &task.config, &progress)?)
}

/// What is to be typed for `config`: the options in which it differs from the defaults.
fn options(config: &Config) -> String {
    let default = Config::default();
    let mut options = Vec::new();
    let mut option = |is_typed: bool, option: String| options.extend(is_typed.then_some(option));
    option(config.method != default.method, format!("--method {}", METHOD.name(config.method)));
    option(config.threshold != default.threshold, format!("--threshold {}", config.threshold.get()));
    option(config.numbers != default.numbers, format!("--numbers {}", NUMBERS.name(config.numbers)));
    option(config.updates != default.updates, format!("--updates {}", UPDATES.name(config.updates)));
    option(config.shingle != default.shingle, format!("--shingle {}", config.shingle));
    option(config.recall != default.recall, format!("--recall {}", config.recall.get()));
    options.join(" ")
}

/// What is to be typed for a trial.
fn options_of(trial: &Trial, task: &CalibrateTask) -> String {
    options(&trial.setting.apply(&task.config))
}

/// The options, or that there are none.
fn shown(options: &str) -> &str {
    if options.is_empty() { "(the defaults)" } else { options }
}

fn write_text(calibration: &Calibration, task: &CalibrateTask, out: &mut dyn Write) -> io::Result<()> {
    let Calibration { certainty, verdict, .. } = calibration;
    let (now, best) = (calibration.now(), calibration.best());
    let duplicates = now.score.found + now.score.missed;
    writeln!(
        out,
        "{} settings tried on {} pairs, {duplicates} of them duplicates, in {} groups that share no headline\n",
        calibration.trials.len(),
        now.score.pairs(),
        certainty.groups
    )?;
    writeln!(out, "      precision  recall     F1  options")?;
    for (name, trial) in [("now", now), ("best", best)] {
        let Trial { score, .. } = trial;
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        let options = options_of(&trial, task);
        writeln!(out, "{name:<5} {precision:>9.3} {recall:>7.3} {f1:>6.3}  {}", shown(&options))?;
    }
    if calibration.best != 0 {
        write_certainty(certainty, out)?;
    }
    writeln!(out, "\n{}", sentence(calibration, task))?;
    if *verdict == Verdict::Change {
        writeln!(out, "{}", options_of(&best, task))?;
    }
    Ok(())
}

fn write_certainty(certainty: &Certainty, out: &mut dyn Write) -> io::Result<()> {
    let Certainty { gain, interval: [low, high], better, held_out, .. } = certainty;
    writeln!(out, "\ngain of F1  {gain:.3}; in 95 of 100 resamples of the pairs from {low:.3} to {high:.3}")?;
    writeln!(out, "better      in {:.0} of 100 resamples", better * 100.0)?;
    writeln!(
        out,
        "held out    {held_out:.3}, when the setting is chosen by some pairs and scored on the others"
    )
}

/// The verdict in words.
fn sentence(calibration: &Calibration, task: &CalibrateTask) -> String {
    let (now, best) = (calibration.now(), calibration.best());
    let pairs = now.score.pairs();
    let gain = calibration.certainty.gain;
    let kept = if Config::default() == task.config { "the defaults" } else { "the settings in use" };
    match calibration.verdict {
        Verdict::TooFew { more } => {
            format!("keep {kept}: too few pairs, {pairs}, to say anything; label about {more} more")
        }
        Verdict::Best => format!("keep {kept}: nothing that was tried does better on {pairs} pairs"),
        Verdict::WithinChance { more: None } => {
            format!("keep {kept}: the gain of {gain:.3} is within chance on {pairs} pairs")
        }
        Verdict::WithinChance { more: Some(more) } => format!(
            "keep {kept}: the gain of {gain:.3} is within chance on {pairs} pairs; about {more} more would tell"
        ),
        Verdict::Change => format!(
            "change: F1 {:.3} instead of {:.3}, beyond chance on {pairs} pairs; run with",
            best.score.f1(),
            now.score.f1()
        ),
    }
}

/// What is written for programs.
#[derive(Serialize)]
struct Outcome {
    /// What the verdict comes to, to be typed as it stands; empty for the defaults.
    options: String,
    verdict: &'static str,
    /// About how many more pairs are needed, where that is known.
    more: Option<u64>,
    sentence: String,
    gain: Gain,
    groups: u64,
    missing: u64,
    now: Point,
    best: Point,
    tried: Vec<Point>,
}

/// The gain of F1, and how sure it is.
#[derive(Serialize)]
struct Gain {
    f1: f64,
    low: f64,
    high: f64,
    better: f64,
    held_out: f64,
}

/// A setting and its score.
#[derive(Serialize)]
struct Point {
    options: String,
    threshold: f64,
    numbers: &'static str,
    updates: &'static str,
    #[serde(flatten)]
    score: Score,
}

fn point(trial: &Trial, task: &CalibrateTask) -> Point {
    Point {
        options: options_of(trial, task),
        threshold: trial.setting.threshold.get(),
        numbers: NUMBERS.name(trial.setting.numbers),
        updates: UPDATES.name(trial.setting.updates),
        score: trial.score,
    }
}

fn write_json(calibration: &Calibration, task: &CalibrateTask, out: &mut dyn Write) -> io::Result<()> {
    let (verdict, more) = match calibration.verdict {
        Verdict::TooFew { more } => ("too_few", Some(more)),
        Verdict::Best => ("best", None),
        Verdict::WithinChance { more } => ("within_chance", more),
        Verdict::Change => ("change", None),
    };
    let Certainty { gain, interval: [low, high], better, held_out, groups } = calibration.certainty;
    let [f1, low, high, held_out] = [gain, low, high, held_out].map(|figure| (figure * 1e4).round() / 1e4);
    let outcome = Outcome {
        options: options_of(&calibration.suggested(), task),
        verdict,
        more,
        sentence: sentence(calibration, task),
        gain: Gain { f1, low, high, better, held_out },
        groups,
        missing: calibration.missing,
        now: point(&calibration.now(), task),
        best: point(&calibration.best(), task),
        tried: calibration.trials.iter().map(|trial| point(trial, task)).collect(),
    };
    serde_json::to_writer(&mut *out, &outcome)?;
    writeln!(out)
}
