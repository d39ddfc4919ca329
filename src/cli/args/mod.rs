//! What was typed.
//!
//! One field an option, in the words of `--help`; nothing is resolved here. Options that name one of
//! the library's choices are parsed into the library's own types through a table of
//! names ([`Named`]), so that a name, its help and its meaning stand on one line.

mod choices;
mod cluster;
mod common;
mod pairs;
mod program;
#[cfg(feature = "serve")]
mod serve;
mod stream;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use choices::{KEEP, METHOD, NUMBERS, Named, UPDATES};
pub(crate) use cluster::{ClusterArgs, EXTENSIONS, FORM, Form};
pub(crate) use common::{
    Durability, FieldArgs, FolderArgs, JoiningArgs, JudgingArgs, LikenessArgs, ReadingArgs,
};
pub(crate) use pairs::{BoilerplateArgs, CalibrateArgs, CompareArgs, EvaluateArgs};
pub(crate) use program::{CompletionsArgs, ConfigArgs, ManArgs, SampleArgs};
#[cfg(feature = "serve")]
pub(crate) use serve::ServeArgs;
pub(crate) use stream::{DedupArgs, IndexArgs, IndexCommand, OnUpdate, QueryArgs};

use super::messages::LogFormat;
use cluster::CLUSTER_EXAMPLES;
use pairs::{BOILERPLATE_EXAMPLES, CALIBRATE_EXAMPLES, COMPARE_EXAMPLES, EVALUATE_EXAMPLES};
use program::{COMPLETIONS_EXAMPLES, CONFIG_EXAMPLES, MAN_EXAMPLES, SAMPLE_EXAMPLES};
#[cfg(feature = "serve")]
use serve::SERVE_EXAMPLES;
use stream::{DEDUP_EXAMPLES, INDEX_EXAMPLES, QUERY_EXAMPLES};

const EXAMPLES: &str = "\
Examples:
  doublet cluster front-page.txt                   clusters as a table
  doublet cluster feeds/*.jsonl.zst -o out.jsonl   clusters as JSON, one a line
  zcat feed.csv.gz | doublet cluster --title headline --to csv
  doublet dedup --index seen -o new.jsonl feed.jsonl  what was not told in the last two weeks
  doublet compare 'Harbour reopens after storm' 'Harbour to reopen after the storm'
  doublet boilerplate feeds/*.jsonl.zst            the outlet suffixes and prefixes that are set aside

Exit status: 0 done, 1 the run or one of its inputs failed, 2 wrong usage.";

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
    /// Share one index among many workers, over HTTP
    #[cfg(feature = "serve")]
    #[command(after_long_help = SERVE_EXAMPLES)]
    Serve(Box<ServeArgs>),
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

/// When colours are used.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

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
