//! Fits the factors by which the judge weighs its evidence, and tells what each of them is worth.
//!
//! ```text
//! cargo run --release --example fit -- ../shared/eval/pairs-dev.tsv ../shared/eval/headlines-*.jsonl.gz
//! ```
//!
//! Each file is a run of its own; `headlines-de2.jsonl.gz` has the pairs whose `lang` is `de2`. What the run knows of a
//! pair without a contradiction (the judge's features, the logarithm of the instances of the frame) is a row of a
//! logistic regression: is it a duplicate? The columns are standardised, the squares of their factors cost [`PENALTY`].
//! What has the same text is joined, what contradicts or is never looked at is not, whatever the fit.
//!
//! Held out means: the pairs of one language (`de2` is German too) are judged by a fit to the others, each in turn, all
//! at one [`CUT`]; pair by pair, without clustering.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

use doublet::Config;
use doublet::evaluate::{Label, LabelledPair, Score, evidence, read_pairs};
use doublet::judge::{Contradiction, FEATURES};
use doublet::read::{self, Input};

/// The probability from which on a pair is a duplicate: rather than not.
const CUT: f64 = 0.5;

/// What half the square of a factor costs beside the log-likelihood of one row.
const PENALTY: f64 = 1.0 / 0.3;

/// The features and the instances.
const COLUMNS: usize = FEATURES.len() + 1;
type Columns = [f64; COLUMNS];
const KINDS: [Contradiction; 4] =
    [Contradiction::Numbers, Contradiction::Kind, Contradiction::Substitution, Contradiction::Brevity];

/// What a run makes of a pair.
enum Known {
    Joined,
    Apart,
    Weighed(Columns, Option<Contradiction>),
}

struct Row {
    language: String,
    is_duplicate: bool,
    known: Known,
}

/// What is taken from the judge.
#[derive(Clone, Copy, Default)]
struct Without {
    column: Option<usize>,
    contradiction: Option<Contradiction>,
}

impl Without {
    /// The columns of a row that the fit decides.
    fn columns(self, row: &Row) -> Option<Columns> {
        let Known::Weighed(mut columns, contradiction) = row.known else { return None };
        if contradiction.is_some() && contradiction != self.contradiction {
            return None;
        }
        if let Some(column) = self.column {
            columns[column] = 0.0;
        }
        Some(columns)
    }
}

/// A fit: the log-odds of a duplicate are the factors times the columns, and the base.
#[derive(Clone, Copy, Default)]
struct Model {
    factors: Columns,
    base: f64,
}

impl Model {
    fn odds(&self, columns: &Columns) -> f64 {
        self.base + self.factors.iter().zip(columns).map(|(factor, column)| factor * column).sum::<f64>()
    }

    fn fit(rows: &[(Columns, bool)]) -> Self {
        let count = rows.len() as f64;
        let mean_of = |of: &dyn Fn(&Columns) -> f64| rows.iter().map(|(row, _)| of(row)).sum::<f64>() / count;
        let mean: Columns = std::array::from_fn(|at| mean_of(&|row| row[at]));
        let spread: Columns = std::array::from_fn(|at| {
            let square = mean_of(&|row| (row[at] - mean[at]).powi(2));
            if square > 0.0 { square.sqrt() } else { 1.0 }
        });
        let scale = |row: &Columns| std::array::from_fn(|at| (row[at] - mean[at]) / spread[at]);
        let scaled: Vec<(Columns, bool)> = rows.iter().map(|(row, is)| (scale(row), *is)).collect();
        let mut model = Model::default();
        while model.step(&scaled) > 1e-9 {}
        for (factor, spread) in model.factors.iter_mut().zip(spread) {
            *factor /= spread;
        }
        model.base -= model.factors.iter().zip(mean).map(|(factor, mean)| factor * mean).sum::<f64>();
        model
    }

    /// One step of Newton's method on standardised rows; how far it went.
    fn step(&mut self, rows: &[(Columns, bool)]) -> f64 {
        // The equations of the step: the second derivatives, and the first on the right. The base comes last.
        let mut equations = [[0.0; COLUMNS + 2]; COLUMNS + 1];
        for (at, factor) in self.factors.iter().enumerate() {
            equations[at][at] = PENALTY;
            equations[at][COLUMNS + 1] = -PENALTY * factor;
        }
        for (row, is_duplicate) in rows {
            let chance = 1.0 / (1.0 + (-self.odds(row)).exp());
            let terms: Vec<f64> = row.iter().copied().chain([1.0]).collect();
            for (equation, term) in equations.iter_mut().zip(&terms) {
                for (cell, other) in equation.iter_mut().zip(&terms) {
                    *cell += chance * (1.0 - chance) * term * other;
                }
                equation[COLUMNS + 1] += (f64::from(u8::from(*is_duplicate)) - chance) * term;
            }
        }
        let step = solve(equations);
        for (factor, step) in self.factors.iter_mut().zip(step) {
            *factor += step;
        }
        self.base += step[COLUMNS];
        step.iter().map(|step| step.abs()).sum()
    }
}

/// Solves linear equations by Gaussian elimination; the right sides stand last. The penalty makes them regular.
fn solve(mut equations: [[f64; COLUMNS + 2]; COLUMNS + 1]) -> [f64; COLUMNS + 1] {
    for at in 0..=COLUMNS {
        let pivot = equations[at].map(|cell| cell / equations[at][at]);
        equations[at] = pivot;
        for equation in equations.iter_mut().enumerate().filter_map(|(row, it)| (row != at).then_some(it)) {
            let factor = equation[at];
            for (cell, pivot) in equation.iter_mut().zip(pivot) {
                *cell -= factor * pivot;
            }
        }
    }
    equations.map(|equation| equation[COLUMNS + 1])
}

fn log_odds(chance: f64) -> f64 {
    (chance / (1.0 - chance)).ln()
}

/// A fit to those of `rows` that it decides, but for those of one language.
fn fit(rows: &[Row], without: Without, held_out: Option<&str>) -> Model {
    let others = rows.iter().filter(|row| Some(row.language.as_str()) != held_out);
    Model::fit(&others.filter_map(|row| Some((without.columns(row)?, row.is_duplicate))).collect::<Vec<_>>())
}

/// Counts what is joined from `cut` on.
fn count(score: &mut Score, row: &Row, without: Without, model: &Model, cut: f64) {
    let is_likely = |columns: Columns| model.odds(&columns) >= log_odds(cut);
    let is_joined = matches!(row.known, Known::Joined) || without.columns(row).is_some_and(is_likely);
    *match (row.is_duplicate, is_joined) {
        (true, true) => &mut score.found,
        (false, true) => &mut score.wrong,
        (true, false) => &mut score.missed,
        (false, false) => &mut score.apart,
    } += 1;
}

/// The score of each language, by a fit without it.
fn held_out(rows: &[Row], without: Without, cut: f64) -> BTreeMap<&str, Score> {
    let languages: BTreeSet<&str> = rows.iter().map(|row| row.language.as_str()).collect();
    let score = |language| {
        let model = fit(rows, without, Some(language));
        let mut score = Score::default();
        for row in rows.iter().filter(|row| row.language == language) {
            count(&mut score, row, without, &model, cut);
        }
        (language, score)
    };
    languages.into_iter().map(score).collect()
}

fn all<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Score {
    scores.into_iter().fold(Score::default(), |sum, score| Score {
        found: sum.found + score.found,
        wrong: sum.wrong + score.wrong,
        missed: sum.missed + score.missed,
        apart: sum.apart + score.apart,
    })
}

/// What a run over the file at `path` knows of its pairs.
fn rows_of(path: &str, pairs: &[LabelledPair]) -> Result<Vec<Row>, Box<dyn Error>> {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let corpus = name.split(['-', '.']).nth(1).unwrap_or_default();
    let pairs: Vec<LabelledPair> = pairs.iter().filter(|pair| pair.language == corpus).cloned().collect();
    let batch = read::read(&[Input::File(PathBuf::from(path))], &read::Options::default(), &())?;
    let weighed = evidence(&batch.headlines, &pairs, &Config::default(), &())?;
    let rows = weighed.iter().map(|weighed| {
        let known = match weighed.evidence {
            _ if weighed.is_same_text => Known::Joined,
            None => Known::Apart,
            Some((evidence, instances)) => {
                let instances = f64::from(instances).ln_1p();
                let columns = std::array::from_fn(|at| {
                    evidence.features.get(at).map_or(instances, |&it| f64::from(it))
                });
                Known::Weighed(columns, evidence.contradiction)
            }
        };
        let language = corpus.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        Row { language, is_duplicate: weighed.pair.label == Label::Duplicate, known }
    });
    Ok(rows.collect())
}

fn print(name: &str, score: &Score) {
    let Score { found, wrong, missed, .. } = score;
    let [f1, precision, recall] = [score.f1(), score.precision(), score.recall()];
    println!("| {name} | {found} | {wrong} | {missed} | {precision:.3} | {recall:.3} | {f1:.3} |");
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let pairs =
        read_pairs(Path::new(&args.next().ok_or("usage: fit PAIRS.tsv headlines-LANG.jsonl.gz...")?))?;
    let mut rows = Vec::new();
    for path in args {
        rows.extend(rows_of(&path, &pairs)?);
    }
    let (whole, mut in_sample) = (Without::default(), Score::default());
    let model = fit(&rows, whole, None);
    for row in &rows {
        count(&mut in_sample, row, whole, &model, CUT);
    }
    let [factors @ .., instances] = model.factors;
    println!("FACTORS {factors:.2?}\nINSTANCES {instances:.2}\nBASE {:.2}\n", model.base);

    println!("| | found | wrong | missed | precision | recall | F1 |\n|---|---:|---:|---:|---:|---:|---:|");
    print("in sample", &in_sample);
    for cut in [0.35, 0.40, 0.45, CUT, 0.55] {
        print(&format!("held out, from {cut:.2} on"), &all(held_out(&rows, whole, cut).values()));
    }
    for (language, score) in held_out(&rows, whole, CUT) {
        print(language, &score);
    }
    let columns = FEATURES.iter().copied().chain(["instances"]).enumerate();
    let columns = columns.map(|(at, name)| (name.to_owned(), Without { column: Some(at), ..whole }));
    let kinds = KINDS.map(|kind| (format!("{kind:?}"), Without { contradiction: Some(kind), ..whole }));
    for (name, without) in columns.chain(kinds) {
        print(&format!("without {name}"), &all(held_out(&rows, without, CUT).values()));
    }
    Ok(())
}
