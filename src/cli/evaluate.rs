//! `doublet evaluate`: how well a run does on labelled pairs.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, bail};
use doublet::config::Threshold;
use doublet::evaluate::{Evaluation, LabelledPair, Score, evaluate, read_pairs, sweep, thresholds};
use doublet::judge::Relation;
use doublet::report::sanitize::sanitize;
use doublet::{Headlines, read};
use serde::Serialize;

use super::cluster::hint;
use super::exit::Exit;
use super::machine::{use_memory, use_threads};
use super::messages::Messages;
use super::output::{self, Target};
use super::plan::EvaluateTask;
use super::progress::Progress;

/// The columns of the table that shows what the judge takes each label for.
const RELATIONS: [Relation; 5] =
    [Relation::Duplicate, Relation::Update, Relation::Series, Relation::Related, Relation::Distinct];

/// What is written.
#[derive(Serialize)]
struct Outcome {
    #[serde(flatten)]
    evaluation: Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    sweep: Option<Vec<Point>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<Point>,
}

/// A threshold and what comes of it.
#[derive(Clone, Copy, Serialize)]
struct Point {
    threshold: f64,
    #[serde(flatten)]
    score: Score,
}

/// Reads, clusters, counts and writes.
pub(crate) fn run(task: &EvaluateTask, messages: &Messages) -> Result<Exit> {
    use_threads(task.threads)?;
    use_memory(None);
    let pairs = read_pairs(&task.pairs)?;
    let (batch, outcome) = {
        let progress = Progress::new(messages);
        let batch = read::read(&task.inputs, &task.reading, &progress)?;
        let evaluation = evaluate(&batch.headlines, &pairs, &task.config, &progress)?;
        let curve =
            if task.is_swept { Some(curve(&batch.headlines, &pairs, task, &progress)?) } else { None };
        (batch, Outcome { evaluation, best: curve.as_deref().and_then(best), sweep: curve })
    };
    messages.bad_lines_in_all(batch.bad_lines, hint(task.reading.format));
    let missing = outcome.evaluation.missing;
    let found = outcome.evaluation.all.pairs();
    say_what_is_missing(
        (found, missing),
        outcome.evaluation.first_missing.as_deref(),
        &task.pairs,
        messages,
    )?;
    output::write(&Target::Stdout, |out| {
        if task.is_json { write_json(&outcome, out) } else { write_text(&outcome, out) }
    })?;
    Ok(if batch.failed_inputs > 0 || missing > 0 { Exit::Failed } else { Exit::Done })
}

/// Says how many pairs were `missing` beside those that were found; an error where none was found, since figures over
/// nothing say nothing.
pub(crate) fn say_what_is_missing(
    (found, missing): (u64, u64),
    first: Option<&str>,
    file: &Path,
    messages: &Messages,
) -> Result<()> {
    let Some(first) = first else {
        if found == 0 {
            bail!("{}: no pair in it has a label other than X, unclear; label some", file.display());
        }
        return Ok(());
    };
    let what = format!(
        "{missing} of {} pairs name a headline that is not in the input, the first of them {first:?}; name every \
         input that the pairs were drawn from, and the field of the ids with --id",
        found + missing,
    );
    if found == 0 {
        bail!(what);
    }
    messages.error_text(&what);
    Ok(())
}

/// The scores over the swept thresholds and the one in use.
fn curve(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    task: &EvaluateTask,
    progress: &Progress<'_>,
) -> Result<Vec<Point>> {
    let mut thresholds: Vec<Threshold> = thresholds().chain([task.config.threshold]).collect();
    thresholds.sort_by(|one, other| one.get().total_cmp(&other.get()));
    thresholds.dedup();
    let curve = sweep(headlines, pairs, &thresholds, &task.config, progress)?;
    Ok(curve.into_iter().map(|(threshold, score)| Point { threshold: threshold.get(), score }).collect())
}

/// The point of the best F1; of equals the highest threshold, which joins the least.
fn best(curve: &[Point]) -> Option<Point> {
    curve.iter().copied().max_by(|one, other| one.score.f1().total_cmp(&other.score.f1()))
}

fn write_json(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, outcome)?;
    writeln!(out)
}

fn write_text(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let evaluation = &outcome.evaluation;
    let named = evaluation.by_language.iter().filter(|(language, _)| !language.is_empty());
    let rows: Vec<(String, Score)> =
        named.map(|(language, &score)| (sanitize(language).into_owned(), score)).collect();
    let all = [("all".to_owned(), evaluation.all)];
    writeln!(out, "pairs of          pairs   found  missed   wrong  precision  recall     F1")?;
    for (name, score) in rows.iter().chain(&all) {
        writeln!(
            out,
            "{name:<14} {:>8} {:>7} {:>7} {:>7} {}",
            score.pairs(),
            score.found,
            score.missed,
            score.wrong,
            figures(score)
        )?;
    }
    writeln!(out, "\nlabelled    pairs  joined   judged: duplicate  update  series  related  distinct")?;
    for (label, counts) in &evaluation.by_label {
        let judged = RELATIONS.map(|relation| counts.relations.get(&relation).copied().unwrap_or_default());
        writeln!(
            out,
            "{:<8} {:>8} {:>7} {:>19} {:>7} {:>7} {:>8} {:>9}",
            label.to_string(),
            counts.pairs,
            counts.joined,
            judged[0],
            judged[1],
            judged[2],
            judged[3],
            judged[4]
        )?;
    }
    if let Some(curve) = &outcome.sweep {
        writeln!(out, "\nthreshold  precision  recall     F1")?;
        for point in curve {
            writeln!(out, "{:>9.2} {}", point.threshold, figures(&point.score))?;
        }
    }
    if let Some(best) = outcome.best {
        writeln!(out, "\nbest: --threshold {:.2}, F1 {:.3}", best.threshold, best.score.f1())?;
    }
    Ok(())
}

/// Precision, recall and F1 in the widths of their columns; a dash for a share of no pairs.
fn figures(score: &Score) -> String {
    let told = |pairs: u64, figure: f64| if pairs == 0 { "-".to_owned() } else { format!("{figure:.3}") };
    let precision = told(score.found + score.wrong, score.precision());
    let recall = told(score.found + score.missed, score.recall());
    let f1 = told(score.found + score.wrong + score.missed, score.f1());
    format!("{precision:>10} {recall:>7} {f1:>6}")
}
