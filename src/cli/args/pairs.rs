//! What the commands take that look into the judgement: `compare`, `evaluate`, `calibrate` and `boilerplate`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::common::{InputArgs, JoiningArgs, JudgingArgs, ThreadArgs, at_least_one};

/// The help of the inputs where labelled pairs name their headlines.
const INPUTS_OF_PAIRS: &str =
    "Files, - for standard input, or patterns; they hold the headlines that the pairs name, among all others";

pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  doublet compare 'Harbour reopens after storm' 'Harbour to reopen after the storm'
  doublet compare --json '5 hurt in crash' '15 hurt in crash'
  doublet compare -- '-v' '-q'";

/// `doublet compare`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompareArgs {
    /// A headline
    #[arg(value_name = "A", allow_hyphen_values = true)]
    pub(crate) first: String,
    /// Another
    #[arg(value_name = "B", allow_hyphen_values = true)]
    pub(crate) second: String,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    /// Write one JSON object
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
}

pub(super) const EVALUATE_EXAMPLES: &str = "\
Examples:
  doublet evaluate --pairs labelled.tsv feed.jsonl
  doublet evaluate --pairs labelled.tsv --sweep --json feeds/*.jsonl.gz

The inputs are clustered whole, and a pair counts as joined when both of its headlines are in one cluster.";

/// `doublet evaluate`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("inputs", |inputs| inputs.help(INPUTS_OF_PAIRS)))]
pub(crate) struct EvaluateArgs {
    /// Labelled pairs: a TSV or CSV file with the columns `id_a`, `id_b`, `label` (D, U, T, R, N or X), and
    /// perhaps `lang`
    #[arg(long, value_name = "FILE", help_heading = "Labelled pairs")]
    pub(crate) pairs: PathBuf,
    /// Evaluate at thresholds from 0.35 to 0.90 too, and name the best
    #[arg(long, help_heading = "Labelled pairs")]
    pub(crate) sweep: bool,
    /// Write one JSON object
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    #[command(flatten)]
    pub(crate) joining: JoiningArgs,
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
}

pub(super) const CALIBRATE_EXAMPLES: &str = "\
Examples:
  doublet calibrate -o pairs.tsv feed.jsonl              asks about 60 pairs, then suggests
  doublet calibrate -o pairs.tsv --ask 120 feed.jsonl    goes on where it was left
  doublet calibrate --pairs labelled.tsv feed.jsonl      suggests from pairs that are labelled

Keys: y duplicate (D), n none (R), u update: a fact moved (U), s skip: unclear (X), q stop. Each answer is
written at once. A gain that is within chance changes nothing.";

/// `doublet calibrate`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("inputs", |inputs| inputs.help(INPUTS_OF_PAIRS)))]
pub(crate) struct CalibrateArgs {
    #[command(flatten)]
    pub(crate) labels: LabelArgs,
    /// How many pairs are to be labelled in all, those in the -o FILE among them [default: 60]
    #[arg(long, value_name = "N", conflicts_with = "pairs", value_parser = at_least_one::<NonZeroUsize>, help_heading = "Labelled pairs")]
    pub(crate) ask: Option<NonZeroUsize>,
    /// Write the suggestion as one JSON object
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    #[command(flatten)]
    pub(crate) joining: JoiningArgs,
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
}

/// Where the labels are, or go.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct LabelArgs {
    /// Labelled pairs: a TSV or CSV file with the columns `id_a`, `id_b` and `label` (D, U, T, R, N or X)
    #[arg(long, value_name = "FILE", help_heading = "Labelled pairs")]
    pub(crate) pairs: Option<PathBuf>,
    /// Ask about borderline pairs, and write each answer to FILE; of one that exists, go on where it was left
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) output: Option<PathBuf>,
}

pub(super) const BOILERPLATE_EXAMPLES: &str = "\
Examples:
  doublet boilerplate feed.jsonl
  doublet boilerplate --json 'feeds/*.jsonl.zst' | jq -r .text

A segment has one to four words in front of a title or behind it, parted by a sign or in brackets. `doublet cluster` \
sets what is listed aside when it compares; the titles that it reports are never changed.";

/// `doublet boilerplate`.
#[derive(Debug, clap::Args)]
pub(crate) struct BoilerplateArgs {
    /// Write JSON, one segment a line
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
    /// Write to FILE, which appears or is replaced only when all is written
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) output: Option<PathBuf>,
}
