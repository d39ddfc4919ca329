//! What the commands take that are about the program itself: `sample`, `config`, `completions` and `man`.

use std::path::PathBuf;

use clap::ValueHint;
use clap_complete::Shell;

pub(super) const SAMPLE_EXAMPLES: &str = "\
Examples:
  doublet sample                 into the folder samples, and says what to try
  doublet sample /tmp/headlines
  doublet sample --force         puts back what was edited";

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

pub(super) const CONFIG_EXAMPLES: &str = "\
Examples:
  doublet config                          all that is set, for every command
  doublet config dedup                    the options of dedup, their values, and where these come from
  DOUBLET_THRESHOLD=0.6 doublet config cluster --json
  doublet --config other.toml config

An option has the value that was typed, else that of its variable, else that of the command's table in the file, else that at the \
top of the file, else its default. Inputs and the files that are written are always typed.";

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

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  doublet completions bash > ~/.local/share/bash-completion/completions/doublet
  doublet completions zsh > ~/.zfunc/_doublet
  doublet completions fish > ~/.config/fish/completions/doublet.fish

Shells read these files when they start; zsh needs `fpath+=~/.zfunc` in front of `compinit`.";

/// `doublet completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  doublet man | man -l -
  doublet man -o ~/.local/share/man/man1    doublet.1, doublet-cluster.1 and so on";

/// `doublet man`.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into the folder DIR, which is made where there is none [default: the page of
    /// doublet itself, to standard output]
    #[arg(short, long, value_name = "DIR", help_heading = "Writing", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
}
