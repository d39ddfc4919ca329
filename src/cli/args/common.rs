//! What several commands take.

use std::ffi::OsString;
use std::num::{IntErrorKind, NonZeroUsize, ParseIntError};
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueHint;
use doublet::config::{Method, Numbers, Recall, Shingle, Threshold, Updates};
use doublet::read::{Format, check_encoding};

use super::choices::{FORMAT, METHOD, NUMBERS, UPDATES};

/// What is read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Files, patterns such as 'feeds/*.jsonl', or - for standard input, which is read if there is none
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub(crate) inputs: Vec<OsString>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// The help of `--strict` where records are passed on as they come.
pub(super) const STRICT_PASS: &str =
    "Stop at the first bad line or failed input; what came before it was passed on";

/// The web label of an encoding.
fn encoding(typed: &str) -> Result<String, String> {
    check_encoding(typed).map(|()| typed.to_owned()).map_err(|error| error.to_string())
}

/// How inputs are read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// The shape of the inputs
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = FORMAT.parser())]
    pub(crate) from: Format,
    #[command(flatten)]
    pub(crate) fields: FieldArgs,
    /// The encoding by its web label, such as windows-1256, where it is not to be recognised
    #[arg(long, value_name = "LABEL", value_parser = encoding, hide_short_help = true)]
    pub(crate) encoding: Option<String>,
    /// Stop at the first bad line or failed input, and write nothing
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Which field is what.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct FieldArgs {
    /// The field that holds the title, such as article.headline [default: title]
    #[arg(long, value_name = "FIELD")]
    pub(crate) title: Option<String>,
    /// The field that holds the id [default: id]; without one an id is path:line, and path:line.2 where another begins on that line
    #[arg(long, value_name = "FIELD")]
    pub(crate) id: Option<String>,
    /// The field that holds the source [default: source]
    #[arg(long, value_name = "FIELD")]
    pub(crate) source: Option<String>,
    /// The field that holds the time of publication [default: published]
    #[arg(long, value_name = "FIELD")]
    pub(crate) published: Option<String>,
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
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
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
    #[arg(long, value_name = "R", allow_negative_numbers = true, hide_short_help = true)]
    pub(crate) recall: Option<Recall>,
    /// What becomes of updates: the same item, where a number moved
    #[arg(long, value_name = "WHERE", default_value = "apart", value_parser = UPDATES.parser())]
    pub(crate) updates: Updates,
}

/// On what it runs.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct ThreadArgs {
    /// Threads at work, eight a processor at the most [default: one a processor]
    #[arg(short = 'j', long, value_name = "N", allow_negative_numbers = true, value_parser = threads)]
    pub(crate) threads: Option<NonZeroUsize>,
}

fn threads(number: &str) -> Result<NonZeroUsize, String> {
    number.parse().map_err(|_| {
        "this is no number of threads; write 1 or more, or leave it out for one a processor".to_owned()
    })
}

/// A number that cannot be 0.
pub(super) fn at_least_one<N: FromStr<Err = ParseIntError>>(number: &str) -> Result<N, String> {
    number.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => "this is too large a number".to_owned(),
        _ => "this is no number of 1 or more".to_owned(),
    })
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
