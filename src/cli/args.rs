//! What was typed.
//!
//! One field an option, in the words of `--help`; nothing is resolved here. Options that name one of
//! the library's choices are parsed into the library's own types through a table of
//! names ([`Named`]), so that a name, its help and its meaning stand on one line.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use doublet::config::{Keep, Method, Numbers, Recall, Shingle, Threshold, Updates, Window};
use doublet::read::Format;

use super::messages::LogFormat;

const EXAMPLES: &str = "\
Examples:
  doublet cluster front-page.txt                   clusters as a table
  doublet cluster feeds/*.jsonl.zst -o out.jsonl   clusters as JSON, one a line
  zcat feed.csv.gz | doublet cluster --title headline --to csv
  doublet dedup --index seen -o new.jsonl feed.jsonl  what was not told in the last two weeks
  doublet compare 'Harbour reopens after storm' 'Harbour to reopen after the storm'
  doublet boilerplate feeds/*.jsonl.zst            the outlet suffixes and prefixes that are set aside

Exit status: 0 done, 1 the run or one of its inputs failed, 2 wrong usage.";

const CLUSTER_EXAMPLES: &str = "\
Examples:
  doublet cluster front-page.txt
  doublet cluster 'feeds/*.jsonl.zst' -o clusters.csv
  curl -s https://example.org/feed.jsonl | doublet cluster --title name --to jsonl
  doublet cluster feed.tsv --method exact --threshold 0.7 --keep longest -v

Plain, gzip and zstd inputs are told apart by their content. A bad line is reported and passed over.";

const DEDUP_EXAMPLES: &str = "\
Examples:
  doublet dedup feed.jsonl > unique.jsonl
  scraper | doublet dedup --index seen --window 14d | publisher
  doublet dedup --index seen -o new.csv --dropped repeats.csv feed.csv
  doublet dedup --annotate feed.jsonl | jq -c 'select(.doublet.status == \"duplicate\")'

Each record that is kept is written byte for byte as it came, an item of a feed as one line of JSON. After a crash, run the same command again: to a pipe some \
records may be written twice, with -o and --index none, and none is lost.";

const QUERY_EXAMPLES: &str = "\
Examples:
  doublet query --index seen 'Harbour reopens after storm'
  cut -f2 titles.tsv | doublet query --index seen --json";

const INDEX_EXAMPLES: &str = "\
Examples:
  doublet index stats seen
  doublet index export seen | zstd > seen.jsonl.zst
  doublet index forget seen --id 4711
  cat ids.txt | doublet index forget seen";

const COMPARE_EXAMPLES: &str = "\
Examples:
  doublet compare 'Harbour reopens after storm' 'Harbour to reopen after the storm'
  doublet compare --json '5 hurt in crash' '15 hurt in crash'
  doublet compare -- '-v' '-q'";

const EVALUATE_EXAMPLES: &str = "\
Examples:
  doublet evaluate --pairs labelled.tsv feed.jsonl
  doublet evaluate --pairs labelled.tsv --sweep --json feeds/*.jsonl.gz

The inputs are clustered whole, and a pair counts as joined when both of its headlines are in one cluster.";

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  doublet calibrate -o pairs.tsv feed.jsonl              asks about 60 pairs, then suggests
  doublet calibrate -o pairs.tsv --ask 120 feed.jsonl    goes on where it was left
  doublet calibrate --pairs labelled.tsv feed.jsonl      suggests from pairs that are labelled

Keys: y duplicate (D), n none (R), u update: a fact moved (U), s skip: unclear (X), q stop. Each answer is
written at once. A gain that is within chance changes nothing.";

const BOILERPLATE_EXAMPLES: &str = "\
Examples:
  doublet boilerplate feed.jsonl
  doublet boilerplate --json 'feeds/*.jsonl.zst' | jq -r .text

A segment has one to four words in front of a title or behind it, parted by a sign or in brackets. `doublet cluster` \
sets what is listed aside when it compares; the titles that it reports are never changed.";

const SAMPLE_EXAMPLES: &str = "\
Examples:
  doublet sample                 into the folder samples, and says what to try
  doublet sample /tmp/headlines
  doublet sample --force         puts back what was edited";

const CONFIG_EXAMPLES: &str = "\
Examples:
  doublet config                          all that is set, for every command
  doublet config dedup                    the options of dedup, their values, and where these come from
  DOUBLET_THRESHOLD=0.6 doublet config cluster --json
  doublet --config other.toml config

An option has the value that was typed, else that of its variable, else that of the command's table in the file, else that at the \
top of the file, else its default. Inputs and the files that are written are always typed.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  doublet completions bash > ~/.local/share/bash-completion/completions/doublet
  doublet completions zsh > ~/.zfunc/_doublet
  doublet completions fish > ~/.config/fish/completions/doublet.fish

Shells read these files when they start; zsh needs `fpath+=~/.zfunc` in front of `compinit`.";

const MAN_EXAMPLES: &str = "\
Examples:
  doublet man | man -l -
  doublet man -o ~/.local/share/man/man1    doublet.1, doublet-cluster.1 and so on";

/// Finds the same headline told twice.
#[derive(Debug, Parser)]
#[command(name = "doublet", version, about, after_long_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
    /// Take options from FILE [default: doublet.toml, if it is there]
    ///
    /// A line such as `threshold = 0.5` stands for an option, in a table such as `[dedup]` for that command only. What is typed goes
    /// over the environment, `DOUBLET_THRESHOLD`, and that over the file. `doublet config` shows what is in force.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Running", hide_short_help = true)]
    pub(crate) config: Option<PathBuf>,
}

/// How much is said, how, and in which colours.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct TalkArgs {
    /// Say what each stage did and how long it took
    ///
    /// `cluster` names its largest and its least cohesive clusters too. Where options were set by the environment or a file, it is
    /// said which.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = COLOR.parser(),
          hide_short_help = true, help = "Colours: on a terminal, unless NO_COLOR is set; always; never")]
    pub(crate) color: Color,
    /// What messages on standard error are
    #[arg(long, global = true, value_name = "FORM", default_value = "text", value_parser = LOG_FORMAT.parser(),
          hide_short_help = true)]
    pub(crate) log_format: LogFormat,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Group near-identical headlines
    #[command(after_long_help = CLUSTER_EXAMPLES)]
    Cluster(Box<ClusterArgs>),
    /// Pass on a stream without its repeats
    #[command(after_long_help = DEDUP_EXAMPLES)]
    Dedup(Box<DedupArgs>),
    /// Ask an index what it holds that is like a headline
    #[command(after_long_help = QUERY_EXAMPLES)]
    Query(QueryArgs),
    /// Look after an index: what it holds, whether it is whole, what goes
    #[command(after_long_help = INDEX_EXAMPLES)]
    Index(IndexArgs),
    /// Say what two headlines are to one another, and why
    #[command(after_long_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Measure precision, recall and F1 on labelled pairs
    #[command(after_long_help = EVALUATE_EXAMPLES)]
    Evaluate(Box<EvaluateArgs>),
    /// Suggest settings for your own data, from labelled pairs or by asking
    #[command(after_long_help = CALIBRATE_EXAMPLES)]
    Calibrate(Box<CalibrateArgs>),
    /// List what outlets put on all their headlines, as learned from the input
    #[command(after_long_help = BOILERPLATE_EXAMPLES)]
    Boilerplate(Box<BoilerplateArgs>),
    /// Write a sample feed to try everything on
    #[command(after_long_help = SAMPLE_EXAMPLES)]
    Sample(SampleArgs),
    /// Show which options the environment and doublet.toml set, and where
    #[command(after_long_help = CONFIG_EXAMPLES)]
    Config(ConfigArgs),
    /// Write the script with which a shell completes commands, options and their values
    #[command(after_long_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Write the manual pages
    #[command(after_long_help = MAN_EXAMPLES)]
    Man(ManArgs),
}

/// `doublet cluster`.
#[derive(Debug, clap::Args)]
pub(crate) struct ClusterArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    #[command(flatten)]
    pub(crate) joining: JoiningArgs,
    /// Report updates and instances of a series beside the clusters
    #[arg(long, help_heading = "Writing")]
    pub(crate) relations: bool,
    /// Which headline stands for its cluster
    #[arg(long, value_name = "WHICH", default_value = "earliest", help_heading = "Comparing",
          value_parser = KEEP.parser())]
    pub(crate) keep: Keep,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Running")]
    pub(crate) threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) writing: WritingArgs,
}

/// What is read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Files, patterns such as 'feeds/*.jsonl', or - for standard input, which is read if there is none
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub(crate) inputs: Vec<OsString>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// The help of the inputs where labelled pairs name their headlines.
const INPUTS_OF_PAIRS: &str =
    "Files, - for standard input, or patterns; they hold the headlines that the pairs name, among all others";

/// The help of `--strict` where records are passed on as they come.
const STRICT_PASS: &str = "Stop at the first bad line or failed input; what came before it was passed on";

/// How inputs are read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// The shape of the inputs
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = FORMAT.parser())]
    pub(crate) from: Format,
    /// The field that holds the title, such as article.headline [default: title]
    #[arg(long, value_name = "FIELD")]
    pub(crate) title: Option<String>,
    /// The field that holds the id [default: id]; without one an id is path:line
    #[arg(long, value_name = "FIELD")]
    pub(crate) id: Option<String>,
    /// The field that holds the source [default: source]
    #[arg(long, value_name = "FIELD")]
    pub(crate) source: Option<String>,
    /// The field that holds the time of publication [default: published]
    #[arg(long, value_name = "FIELD")]
    pub(crate) published: Option<String>,
    /// The encoding by its web label, such as windows-1256, where it is not to be recognised
    #[arg(long, value_name = "LABEL", hide_short_help = true)]
    pub(crate) encoding: Option<String>,
    /// Stop at the first bad line or failed input, and write nothing
    #[arg(long)]
    pub(crate) strict: bool,
}

/// How headlines are compared.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct JudgingArgs {
    /// How candidates are found; the same judge decides on all of them
    #[arg(long, value_name = "METHOD", default_value = "minhash", value_parser = METHOD.parser(), hide_short_help = true)]
    pub(crate) method: Method,
    #[command(flatten)]
    pub(crate) likeness: LikenessArgs,
}

/// How alike duplicates are, whichever way candidates are found.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct LikenessArgs {
    /// How alike duplicates are at least, above 0 and at most 1 [default: 0.45]
    ///
    /// Without it, pairs below the default are looked at too where they share two telling words and have 0.6 of the
    /// shingles of the shorter one in common. A higher threshold than the default knows no exception.
    #[arg(long, value_name = "X")]
    pub(crate) threshold: Option<Threshold>,
    /// What numbers decide: with ignore "5 killed" and "15 killed" can be duplicates
    #[arg(long, value_name = "WHAT", default_value = "decide", value_parser = NUMBERS.parser(), hide_short_help = true)]
    pub(crate) numbers: Numbers,
    /// What texts are cut into, char1 to char8 or word1 to word8 [default: char3]
    #[arg(long, value_name = "UNIT", hide_short_help = true)]
    pub(crate) shingle: Option<Shingle>,
}

/// What is found and joined among many headlines.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct JoiningArgs {
    /// The share of the pairs at the threshold that is to be found, from 0.5 to below 1 [default: 0.98]
    #[arg(long, value_name = "R", hide_short_help = true)]
    pub(crate) recall: Option<Recall>,
    /// What becomes of updates: the same item, where a number moved
    #[arg(long, value_name = "WHERE", default_value = "apart", value_parser = UPDATES.parser())]
    pub(crate) updates: Updates,
}

/// What is written, and where.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Writing")]
pub(crate) struct WritingArgs {
    /// The form of the report [default: by the extension of FILE, else table]
    #[arg(long, value_name = "FORM", value_parser = FORM.parser())]
    pub(crate) to: Option<Form>,
    /// Write to FILE, which appears or is replaced only when all is written
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Begin CSV with the byte order mark of UTF-8, by which Excel shows Arabic and other scripts right
    #[arg(long)]
    pub(crate) bom: bool,
    /// Report headlines that repeat nothing too, as clusters of one
    #[arg(long)]
    pub(crate) singletons: bool,
}

/// `doublet dedup`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("strict", |strict| strict.help(STRICT_PASS)))]
pub(crate) struct DedupArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Remember in the folder DIR, across runs; it is made where there is none
    #[arg(long, value_name = "DIR", help_heading = "Remembering")]
    pub(crate) index: Option<PathBuf>,
    /// How long a headline is remembered: 14d, 36h, 2w, all [default: 14d with --index, else all]
    ///
    /// The time runs from when it last came, by the dates of the records.
    #[arg(long, value_name = "TIME", help_heading = "Remembering")]
    pub(crate) window: Option<Window>,
    /// When the index learns of what was written: safe, after 200 ms, from a pipe at once; fast, after five seconds
    #[arg(long, value_name = "HOW", default_value = "safe", help_heading = "Remembering",
          value_parser = DURABILITY.parser(), hide_short_help = true)]
    pub(crate) durability: Durability,
    /// Write all records, each with what was found of it
    ///
    /// JSON is given an object "doublet", a table more columns; lines of text become JSON.
    #[arg(long, help_heading = "Writing")]
    pub(crate) annotate: bool,
    /// Write what is not kept to FILE, annotated, with the reasons
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) dropped: Option<PathBuf>,
    /// What becomes of updates: the same item, where a number moved
    #[arg(long, value_name = "WHAT", default_value = "keep", help_heading = "Comparing",
          value_parser = ON_UPDATE.parser())]
    pub(crate) updates: OnUpdate,
    /// Write to FILE, which appears or is replaced only when all is written
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: LikenessArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Running")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// `doublet query`.
#[derive(Debug, clap::Args)]
pub(crate) struct QueryArgs {
    /// The folder of the index
    #[arg(long, value_name = "DIR", help_heading = "Remembering")]
    pub(crate) index: PathBuf,
    /// Headlines; the lines of standard input if there is none
    #[arg(value_name = "HEADLINE")]
    pub(crate) headlines: Vec<String>,
    /// The most that is shown of each
    #[arg(short = 'n', long, value_name = "N", default_value = "10", help_heading = "Writing")]
    pub(crate) limit: NonZeroUsize,
    /// Write JSON, a line for each headline
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) judging: LikenessArgs,
}

/// `doublet index`.
#[derive(Debug, clap::Args)]
pub(crate) struct IndexArgs {
    #[command(subcommand)]
    pub(crate) command: IndexCommand,
}

/// What is done to an index.
#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Sizes, the span of time, items by source, the largest clusters
    #[command(
        after_long_help = "Examples:\n  doublet index stats seen\n  doublet index stats seen --json | jq .items"
    )]
    Stats {
        #[command(flatten)]
        folder: FolderArgs,
        /// Write one JSON object
        #[arg(long, help_heading = "Writing")]
        json: bool,
    },
    /// Read all of it, and say whether it is whole
    #[command(after_long_help = "Examples:\n  doublet index verify seen")]
    Verify {
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Forget what has aged out now, and give its space back to the disk
    #[command(after_long_help = "Examples:\n  doublet index expire seen --window 30d")]
    Expire {
        #[command(flatten)]
        folder: FolderArgs,
        /// How long a headline is remembered after it last came
        #[arg(long, value_name = "TIME", default_value = "14d", help_heading = "Remembering")]
        window: Window,
    },
    /// Write all of it as JSON, an item a line
    #[command(after_long_help = "Examples:\n  doublet index export seen | zstd > seen.jsonl.zst")]
    Export {
        #[command(flatten)]
        folder: FolderArgs,
        /// Write to FILE, which appears or is replaced only when all is written
        #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
        output: Option<PathBuf>,
    },
    /// Make a new index of what was exported
    #[command(after_long_help = "Examples:\n  doublet index import copy seen.jsonl.zst")]
    Import {
        #[command(flatten)]
        folder: FolderArgs,
        /// What was exported, plain, gzip or zstd; standard input if there is none
        #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
        inputs: Vec<OsString>,
    },
    /// Take headlines out, as if they had never come: a take-down, a correction
    #[command(
        after_long_help = "Examples:\n  doublet index forget seen --id 4711\n  cat ids.txt | doublet index forget seen"
    )]
    Forget {
        #[command(flatten)]
        folder: FolderArgs,
        /// The id of a headline; may be given many times; without it the lines of standard input are ids
        #[arg(long = "id", value_name = "ID", help_heading = "Remembering")]
        ids: Vec<String>,
    },
}

/// Which index.
#[derive(Debug, clap::Args)]
pub(crate) struct FolderArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// The shingle that it was made with [default: char3]
    #[arg(long, value_name = "UNIT", help_heading = "Comparing")]
    pub(crate) shingle: Option<Shingle>,
}

/// When an index learns of what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    Safe,
    Fast,
}

/// What becomes of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnUpdate {
    Keep,
    Drop,
    Mark,
}

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
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Running")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// `doublet calibrate`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("inputs", |inputs| inputs.help(INPUTS_OF_PAIRS)))]
pub(crate) struct CalibrateArgs {
    #[command(flatten)]
    pub(crate) labels: LabelArgs,
    /// How many pairs are to be labelled in all, those in the -o FILE among them [default: 60]
    #[arg(long, value_name = "N", conflicts_with = "pairs", help_heading = "Labelled pairs")]
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
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Running")]
    pub(crate) threads: Option<NonZeroUsize>,
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

/// `doublet boilerplate`.
#[derive(Debug, clap::Args)]
pub(crate) struct BoilerplateArgs {
    /// Write JSON, one segment a line
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", help_heading = "Running")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Write to FILE, which appears or is replaced only when all is written
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) output: Option<PathBuf>,
}

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

/// `doublet sample`.
#[derive(Debug, clap::Args)]
pub(crate) struct SampleArgs {
    /// The folder, which is made where there is none
    #[arg(value_name = "DIR", default_value = "samples", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Overwrite files that are there with another content
    #[arg(long, help_heading = "Writing")]
    pub(crate) force: bool,
}

/// `doublet config`.
#[derive(Debug, clap::Args)]
pub(crate) struct ConfigArgs {
    /// The command whose options are shown, such as dedup, or index expire [default: what is set for any]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write one JSON object
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
}

/// `doublet completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// `doublet man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into the folder DIR, which is made where there is none [default: the page of
    /// doublet itself, to standard output]
    #[arg(short, long, value_name = "DIR", help_heading = "Writing", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Table,
    Jsonl,
    Json,
    Csv,
    Html,
    Parquet,
}

/// The values of an option: the name, its help, what it means.
pub(crate) struct Named<T: 'static>(&'static [(&'static str, &'static str, T)]);

impl<T: Copy + Send + Sync + 'static> Named<T> {
    /// A parser of these names and no others.
    fn parser(&'static self) -> impl TypedValueParser<Value = T> {
        let names = self.0.iter().map(|&(name, help, _)| PossibleValue::new(name).help(help));
        PossibleValuesParser::new(names).map(|typed| {
            let chosen = self.0.iter().find(|(name, ..)| *name == typed);
            chosen.expect("the parser lets only these names through").2
        })
    }
}

impl<T: Copy + PartialEq> Named<T> {
    /// How `value` is typed.
    pub(crate) fn name(&self, value: T) -> &'static str {
        self.0.iter().find(|named| named.2 == value).map_or("", |named| named.0)
    }
}

static FORMAT: Named<Format> = Named(&[
    (Format::Auto.name(), "Recognised by its content", Format::Auto),
    (Format::Text.name(), "One headline a line", Format::Text),
    (Format::Jsonl.name(), "One JSON object a line", Format::Jsonl),
    (Format::Csv.name(), "Comma-separated values with a header", Format::Csv),
    (Format::Tsv.name(), "Tab-separated values with a header", Format::Tsv),
    (Format::Page.name(), "A scraped page, plain text or HTML", Format::Page),
    (Format::Feed.name(), "RSS, Atom or JSON Feed; OPML that lists feeds in files", Format::Feed),
    (Format::Parquet.name(), "Rows of Parquet", Format::Parquet),
]);

pub(crate) static METHOD: Named<Method> = Named(&[
    (Method::Minhash.name(), "Signatures cut into bands: fast, of a stated recall", Method::Minhash),
    (Method::Simhash.name(), "Fingerprints of 64 bits", Method::Simhash),
    (Method::Exact.name(), "Every pair at or above the threshold; slower", Method::Exact),
]);

pub(crate) static KEEP: Named<Keep> = Named(&[
    (Keep::Earliest.name(), "The first published, else the first read", Keep::Earliest),
    (Keep::Longest.name(), "The longest title", Keep::Longest),
    (Keep::Central.name(), "The one with the most duplicates beside it", Keep::Central),
]);

pub(crate) static NUMBERS: Named<Numbers> = Named(&[
    (Numbers::Decide.name(), "Headlines with a number of their own each are no duplicates", Numbers::Decide),
    (Numbers::Ignore.name(), "Numbers set nothing apart", Numbers::Ignore),
]);

pub(crate) static UPDATES: Named<Updates> = Named(&[
    (Updates::Apart.name(), "They stay apart", Updates::Apart),
    (Updates::Join.name(), "They join it, marked as updates", Updates::Join),
]);

static DURABILITY: Named<Durability> = Named(&[
    ("safe", "After 200 ms, of what comes from a pipe at once", Durability::Safe),
    ("fast", "After five seconds, and at the end", Durability::Fast),
]);

static ON_UPDATE: Named<OnUpdate> = Named(&[
    ("keep", "They are kept, as they are", OnUpdate::Keep),
    ("drop", "They are dropped, as repeats are", OnUpdate::Drop),
    ("mark", "They are kept, annotated", OnUpdate::Mark),
]);

pub(crate) static FORM: Named<Form> = Named(&[
    ("table", "For people", Form::Table),
    ("jsonl", "One cluster a line", Form::Jsonl),
    ("json", "One object with totals and clusters", Form::Json),
    ("csv", "One row a member", Form::Csv),
    ("html", "A page to look at, with updates and series beside the clusters", Form::Html),
    ("parquet", "The same, typed, for data frames and SQL", Form::Parquet),
]);

/// The forms by the extensions of the files that they are written to.
pub(crate) static EXTENSIONS: [(&str, Form); 8] = [
    ("jsonl", Form::Jsonl),
    ("ndjson", Form::Jsonl),
    ("json", Form::Json),
    ("csv", Form::Csv),
    ("html", Form::Html),
    ("htm", Form::Html),
    ("parquet", Form::Parquet),
    ("txt", Form::Table),
];

pub(crate) static LOG_FORMAT: Named<LogFormat> = Named(&[
    ("text", "Lines for people, and a bar on a terminal", LogFormat::Text),
    ("json", "One JSON object a line, for a server that gathers them", LogFormat::Json),
]);

static COLOR: Named<Color> = Named(&[
    ("auto", "On a terminal, unless NO_COLOR is set", Color::Auto),
    ("always", "Everywhere", Color::Always),
    ("never", "Nowhere", Color::Never),
]);

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use clap::{Command, CommandFactory};
    use doublet::Config;

    use super::Args;

    /// The lines of a terminal that is as high as a laptop's screen.
    const SCREEN: usize = 48;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    /// Calls `look` for `command` and each one below it.
    fn each(command: &Command, look: &mut dyn FnMut(&Command)) {
        look(command);
        command.get_subcommands().for_each(|below| each(below, look));
    }

    #[test]
    fn an_option_stands_under_one_heading_in_every_command() {
        let mut headings = HashMap::new();
        each(&Args::command(), &mut |command| {
            for arg in command.get_arguments().filter(|arg| arg.get_long().is_some()) {
                let heading = arg.get_help_heading().expect("each option has a heading").to_owned();
                let before = headings.entry(arg.get_id().clone()).or_insert_with(|| heading.clone());
                assert_eq!(heading, *before, "{} of {}", arg.get_id(), command.get_name());
            }
        });
    }

    #[test]
    fn short_help_fits_a_screen_and_long_help_says_more_with_examples() {
        let mut root = Args::command();
        root.build();
        each(&root, &mut |command| {
            let name = command.get_bin_name().unwrap_or_default();
            if name.split(' ').any(|word| word == "help") {
                return;
            }
            let [short, long] = [command.clone().render_help(), command.clone().render_long_help()];
            let [short, long] = [short, long].map(|help| help.to_string());
            assert!(short.lines().count() <= SCREEN, "{name}: {short}");
            assert!(long.lines().count() > short.lines().count(), "{name}");
            assert!(long.contains("\nExamples:\n  ") && !short.contains("Examples:"), "{name}");
        });
    }

    #[test]
    fn the_help_states_the_library_s_defaults() {
        let mut command = Args::command();
        let cluster = command.find_subcommand_mut("cluster").expect("there is a subcommand cluster");
        let help = cluster.render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let config = Config::default();
        for default in [
            config.threshold.get().to_string(),
            config.recall.get().to_string(),
            config.shingle.to_string(),
            "earliest".to_owned(),
            "minhash".to_owned(),
        ] {
            assert!(help.contains(&format!("[default: {default}]")), "{default}");
        }
        let containment = config.containment.expect("there is an exception by default").get();
        assert!(help.contains(&format!("have {containment} of the shingles")), "{containment}");
    }
}
