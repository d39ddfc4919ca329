//! What was typed.
//!
//! One field an option, in the words of `--help`; nothing is resolved here. Options that name one of
//! the library's choices are parsed into the library's own types through a table of
//! names ([`Named`]), so that a name, its help and its meaning stand on one line.

use std::ffi::OsString;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use doublet::config::{Keep, Method, Numbers, Recall, Shingle, Threshold, Updates};
use doublet::read::Format;

use super::exit::Exit;

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

Each record that is kept is written byte for byte as it came. After a crash, run the same command again: to a pipe some \
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

/// Finds the same headline told twice.
#[derive(Debug, Parser)]
#[command(name = "doublet", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

/// How much is said, and in which colours.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct TalkArgs {
    /// Say how long each stage took and what came of it; cluster names the largest and the least cohesive clusters
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", value_parser = COLOR.parser(),
          help = "Colours: on a terminal, unless NO_COLOR is set; always; never")]
    pub(crate) color: Color,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Group near-identical headlines
    #[command(after_help = CLUSTER_EXAMPLES)]
    Cluster(Box<ClusterArgs>),
    /// Pass on a stream without its repeats
    #[command(after_help = DEDUP_EXAMPLES)]
    Dedup(Box<DedupArgs>),
    /// Ask an index what it holds that is like a headline
    #[command(after_help = QUERY_EXAMPLES)]
    Query(QueryArgs),
    /// Look after an index: what it holds, whether it is whole, what goes
    #[command(after_help = INDEX_EXAMPLES)]
    Index(IndexArgs),
    /// Say what two headlines are to one another, and why
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Measure precision, recall and F1 on labelled pairs
    #[command(after_help = EVALUATE_EXAMPLES)]
    Evaluate(Box<EvaluateArgs>),
    /// Suggest settings for your own data, from labelled pairs or by asking
    #[command(after_help = CALIBRATE_EXAMPLES)]
    Calibrate(Box<CalibrateArgs>),
    /// List what outlets put on all their headlines, as learned from the input
    #[command(after_help = BOILERPLATE_EXAMPLES)]
    Boilerplate(Box<BoilerplateArgs>),
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
    /// Report updates and other instances of a series beside the clusters that they lie next to
    #[arg(long, help_heading = "Writing")]
    pub(crate) relations: bool,
    /// Which headline stands for its cluster
    #[arg(long, value_name = "WHICH", default_value = "earliest", help_heading = "Comparing",
          value_parser = KEEP.parser())]
    pub(crate) keep: Keep,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) writing: WritingArgs,
}

/// What is read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Files, - for standard input, or patterns such as 'feeds/*.jsonl'; standard input if there is none
    #[arg(value_name = "INPUT")]
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
    /// The field that holds the title; dots lead into nested objects [default: title]
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
    #[arg(long, value_name = "LABEL")]
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
    #[arg(long, value_name = "METHOD", default_value = "minhash", value_parser = METHOD.parser())]
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
    #[arg(long, value_name = "WHAT", default_value = "decide", value_parser = NUMBERS.parser())]
    pub(crate) numbers: Numbers,
    /// What texts are cut into, char1 to char8 or word1 to word8 [default: char3]
    #[arg(long, value_name = "UNIT")]
    pub(crate) shingle: Option<Shingle>,
}

/// What is found and joined among many headlines.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Comparing")]
pub(crate) struct JoiningArgs {
    /// The share of the pairs at the threshold that is to be found, from 0.5 to below 1 [default: 0.98]
    #[arg(long, value_name = "R")]
    pub(crate) recall: Option<Recall>,
    /// Whether updates (the same item, where a number moved) join the cluster of the item
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
    /// How long a headline is remembered after it last came, such as 14d, 36h or 2w, or all [default: 14d with --index, else
    /// all]
    #[arg(long, value_name = "TIME", help_heading = "Remembering")]
    pub(crate) window: Option<Window>,
    /// When the index learns of what was written: safe, after 200 ms, from a pipe at once; fast, after five seconds
    #[arg(long, value_name = "HOW", default_value = "safe", help_heading = "Remembering",
          value_parser = DURABILITY.parser())]
    pub(crate) durability: Durability,
    /// Write all records, each with what was found of it: a "doublet" object, or columns of a table
    #[arg(long, help_heading = "Writing")]
    pub(crate) annotate: bool,
    /// Write what is not kept to FILE, annotated, with the reasons
    #[arg(long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) dropped: Option<PathBuf>,
    /// What becomes of updates: the same item, where a number moved
    #[arg(long, value_name = "WHAT", default_value = "keep", help_heading = "Writing",
          value_parser = ON_UPDATE.parser())]
    pub(crate) updates: OnUpdate,
    /// Write to FILE, which appears or is replaced only when all is written
    #[arg(short, long, value_name = "FILE", help_heading = "Writing")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: LikenessArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// `doublet query`.
#[derive(Debug, clap::Args)]
pub(crate) struct QueryArgs {
    /// The folder of the index
    #[arg(long, value_name = "DIR")]
    pub(crate) index: PathBuf,
    /// Headlines; the lines of standard input if there is none
    #[arg(value_name = "HEADLINE")]
    pub(crate) headlines: Vec<String>,
    /// The most that is shown of each
    #[arg(short = 'n', long, value_name = "N", default_value = "10")]
    pub(crate) limit: NonZeroUsize,
    /// Write JSON, a line for each headline
    #[arg(long)]
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
    Stats {
        #[command(flatten)]
        folder: FolderArgs,
        /// Write one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Read all of it, and say whether it is whole
    Verify {
        #[command(flatten)]
        folder: FolderArgs,
    },
    /// Forget what has aged out now, and give its space back to the disk
    Expire {
        #[command(flatten)]
        folder: FolderArgs,
        /// How long a headline is remembered after it last came
        #[arg(long, value_name = "TIME", default_value = "14d")]
        window: Window,
    },
    /// Write all of it as JSON, an item a line
    Export {
        #[command(flatten)]
        folder: FolderArgs,
        /// Write to FILE, which appears or is replaced only when all is written
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Make a new index of what was exported
    Import {
        #[command(flatten)]
        folder: FolderArgs,
        /// What was exported, plain, gzip or zstd; standard input if there is none
        #[arg(value_name = "INPUT")]
        inputs: Vec<OsString>,
    },
    /// Take headlines out, as if they had never come: a take-down, a correction
    Forget {
        #[command(flatten)]
        folder: FolderArgs,
        /// The id of a headline; may be given many times; without it the lines of standard input are ids
        #[arg(long = "id", value_name = "ID")]
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
    #[arg(long, value_name = "UNIT")]
    pub(crate) shingle: Option<Shingle>,
}

/// How long something is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// For ever.
    All,
    For(Duration),
}

impl FromStr for Window {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        if typed == "all" {
            return Ok(Window::All);
        }
        let mistake = || format!("{typed:?} is no time; write 14d, 36h, 2w, 90m, or all");
        let span: jiff::Span = typed.parse().map_err(|_| mistake())?;
        let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| mistake())?;
        let duration = Duration::try_from(duration).map_err(|_| mistake())?;
        if duration.is_zero() { Err(mistake()) } else { Ok(Window::For(duration)) }
    }
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
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: PathBuf,
    /// Evaluate at thresholds from 0.35 to 0.90 too, and name the best
    #[arg(long)]
    pub(crate) sweep: bool,
    /// Write one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    #[command(flatten)]
    pub(crate) joining: JoiningArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// `doublet calibrate`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("inputs", |inputs| inputs.help(INPUTS_OF_PAIRS)))]
pub(crate) struct CalibrateArgs {
    #[command(flatten)]
    pub(crate) labels: LabelArgs,
    /// How many pairs are to be labelled in all, those in the -o FILE among them [default: 60]
    #[arg(long, value_name = "N", conflicts_with = "pairs")]
    pub(crate) ask: Option<NonZeroUsize>,
    /// Write the suggestion as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    #[command(flatten)]
    pub(crate) joining: JoiningArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Where the labels are, or go.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct LabelArgs {
    /// Labelled pairs: a TSV or CSV file with the columns `id_a`, `id_b` and `label` (D, U, T, R, N or X)
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// Ask about borderline pairs, and write each answer to FILE; of one that exists, go on where it was left
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// `doublet boilerplate`.
#[derive(Debug, clap::Args)]
pub(crate) struct BoilerplateArgs {
    /// Write JSON, one segment a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Threads at work [default: one a processor]
    #[arg(short = 'j', long, value_name = "N")]
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
    #[arg(long)]
    pub(crate) json: bool,
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
    ("auto", "Recognised by its content", Format::Auto),
    ("text", "One headline a line", Format::Text),
    ("jsonl", "One JSON object a line", Format::Jsonl),
    ("csv", "Comma-separated values with a header", Format::Csv),
    ("tsv", "Tab-separated values with a header", Format::Tsv),
    ("page", "A scraped page, plain text or HTML", Format::Page),
    ("parquet", "Rows of Parquet", Format::Parquet),
]);

pub(crate) static METHOD: Named<Method> = Named(&[
    ("minhash", "Signatures cut into bands: fast, of a stated recall", Method::Minhash),
    ("simhash", "Fingerprints of 64 bits", Method::Simhash),
    ("exact", "Every pair at or above the threshold; slower", Method::Exact),
]);

static KEEP: Named<Keep> = Named(&[
    ("earliest", "The first published, else the first read", Keep::Earliest),
    ("longest", "The longest title", Keep::Longest),
    ("central", "The one with the most duplicates beside it", Keep::Central),
]);

pub(crate) static NUMBERS: Named<Numbers> = Named(&[
    ("decide", "Headlines with a number of their own each are no duplicates", Numbers::Decide),
    ("ignore", "Numbers set nothing apart", Numbers::Ignore),
]);

pub(crate) static UPDATES: Named<Updates> = Named(&[
    ("apart", "They stay apart", Updates::Apart),
    ("join", "They join it, marked as updates", Updates::Join),
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

static FORM: Named<Form> = Named(&[
    ("table", "For people", Form::Table),
    ("jsonl", "One cluster a line", Form::Jsonl),
    ("json", "One object with totals and clusters", Form::Json),
    ("csv", "One row a member", Form::Csv),
    ("parquet", "The same, typed, for data frames and SQL", Form::Parquet),
]);

static COLOR: Named<Color> = Named(&[
    ("auto", "On a terminal, unless NO_COLOR is set", Color::Auto),
    ("always", "Everywhere", Color::Always),
    ("never", "Nowhere", Color::Never),
]);

/// Parses the command line; where that ends the run (help, version, wrong usage) it is said here.
pub(crate) fn parse() -> Result<Args, Exit> {
    Args::try_parse().map_err(|answer| {
        let rendered = answer.render().ansi().to_string();
        if answer.use_stderr() {
            // Every message of this program begins with its name; clap's would begin with "error".
            let _ = write!(anstream::stderr(), "{}", rendered.replacen("error:", "doublet:", 1));
            Exit::Usage
        } else {
            // A pager that closes early has seen the help that it wanted.
            let _ = write!(anstream::stdout(), "{rendered}");
            Exit::Done
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use doublet::Config;

    use super::Args;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
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
