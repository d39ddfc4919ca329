//! What the commands of a stream and of its index take: `dedup`, `query` and `index`.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use doublet::config::Window;

use super::choices::Named;
use super::common::{Durability, FolderArgs, InputArgs, LikenessArgs, STRICT_PASS, ThreadArgs, at_least_one};

pub(super) const DEDUP_EXAMPLES: &str = "\
Examples:
  doublet dedup feed.jsonl > unique.jsonl
  scraper | doublet dedup --index seen --window 14d | publisher
  doublet dedup --index seen -o new.csv --dropped repeats.csv feed.csv
  doublet dedup --annotate feed.jsonl | jq -c 'select(.doublet.status == \"duplicate\")'

Each record that is kept is written byte for byte as it came, an item of a feed as one line of JSON. After a crash, run the same command again: to a pipe some \
records may be written twice, with -o and --index none, and none is lost.";

/// `doublet dedup`.
#[derive(Debug, clap::Args)]
#[command(mut_arg("strict", |strict| strict.help(STRICT_PASS)))]
pub(crate) struct DedupArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Remember in the folder DIR, across runs; it is made where there is none
    #[arg(long, value_name = "DIR", help_heading = "Remembering")]
    pub(crate) index: Option<PathBuf>,
    /// How long a headline is remembered: 14d, 36h, 2w, all [default: as before in --index, 14d in a new one; else all]
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
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
}

/// What becomes of updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnUpdate {
    Keep,
    Drop,
    Mark,
}

static ON_UPDATE: Named<OnUpdate> = Named(&[
    ("keep", "They are kept, as they are", OnUpdate::Keep),
    ("drop", "They are dropped, as repeats are", OnUpdate::Drop),
    ("mark", "They are kept, annotated", OnUpdate::Mark),
]);

static DURABILITY: Named<Durability> = Named(&[
    ("safe", "After 200 ms, of what comes from a pipe at once", Durability::Safe),
    ("fast", "After five seconds, and at the end", Durability::Fast),
]);

pub(super) const QUERY_EXAMPLES: &str = "\
Examples:
  doublet query --index seen 'Harbour reopens after storm'
  cut -f2 titles.tsv | doublet query --index seen --json";

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
    #[arg(short = 'n', long, value_name = "N", default_value = "10", value_parser = at_least_one::<NonZeroUsize>, help_heading = "Writing")]
    pub(crate) limit: NonZeroUsize,
    /// Write JSON, a line for each headline
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) judging: LikenessArgs,
}

pub(super) const INDEX_EXAMPLES: &str = "\
Examples:
  doublet index stats seen
  doublet index export seen | zstd > seen.jsonl.zst
  doublet index forget seen --id 4711
  cat ids.txt | doublet index forget seen";

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
        /// How long a headline is remembered after it last came [default: as before, else 14d]
        #[arg(long, value_name = "TIME", help_heading = "Remembering")]
        window: Option<Window>,
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
    #[command(after_long_help = "Examples:\n  doublet index import copy seen.jsonl.zst --window 30d")]
    Import {
        #[command(flatten)]
        folder: FolderArgs,
        /// How long a headline is remembered after it last came: 14d, 36h, 2w, all
        #[arg(long, value_name = "TIME", default_value = "14d", help_heading = "Remembering")]
        window: Window,
        /// What was exported, plain, gzip or zstd; standard input if there is none
        #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
        inputs: Vec<OsString>,
    },
    /// Take headlines out: what repeats them is new again, unless others of their clusters are held
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
