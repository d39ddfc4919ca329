//! What `doublet cluster` takes.

use std::path::PathBuf;

use bytesize::ByteSize;
use doublet::config::Keep;

use super::choices::{KEEP, Named};
use super::common::{InputArgs, JoiningArgs, JudgingArgs, ThreadArgs};

pub(super) const CLUSTER_EXAMPLES: &str = "\
Examples:
  doublet cluster front-page.txt
  doublet cluster 'feeds/*.jsonl.zst' -o clusters.csv
  curl -s https://example.org/feed.jsonl | doublet cluster --title name --to jsonl
  doublet cluster feed.tsv --method exact --threshold 0.7 --keep longest -v

Plain, gzip and zstd inputs are told apart by their content. A bad line is reported and passed over.";

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
    #[command(flatten)]
    pub(crate) running: ThreadArgs,
    /// Memory that the run may take, such as 8G; what it keeps goes to disk beyond an eighth of it [default: three quarters of what is free]
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Running")]
    pub(crate) memory: Option<ByteSize>,
    #[command(flatten)]
    pub(crate) writing: WritingArgs,
}

/// A number of bytes as people write it.
fn size(typed: &str) -> Result<ByteSize, String> {
    let has_unit = typed.ends_with(|last: char| !last.is_ascii_digit());
    let size = typed.parse::<ByteSize>().ok().filter(|&size| has_unit || size.as_u64() == 0);
    size.ok_or_else(|| format!("{typed:?} is no size; write 8G, 8GiB or 512M"))
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
