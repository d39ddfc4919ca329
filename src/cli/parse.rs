//! From the words that were typed to the arguments.
//!
//! Where these end the run (help, version, wrong usage) it is said here.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser;
use doublet::report::sanitize::sanitize;

use super::args::Args;
use super::exit::Exit;
use super::messages::Messages;

/// Parses the command line.
pub(crate) fn parse() -> Result<Args, Exit> {
    Args::try_parse().map_err(|answer| if answer.use_stderr() { refuse(&answer) } else { inform(&answer) })
}

/// Writes the help or the version that was asked for.
fn inform(answer: &clap::Error) -> Exit {
    let written =
        write!(anstream::stdout(), "{}", answer.render().ansi()).and_then(|()| io::stdout().flush());
    match written {
        // A pager that closes early has seen the help that it wanted.
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            Messages::plain().error_text(&format!("cannot write standard output: {error}"));
            Exit::Failed
        }
    }
}

/// Says what was wrong with what was typed.
fn refuse(answer: &clap::Error) -> Exit {
    let is_clean = |word: OsString| word.to_str().is_some_and(|word| sanitize(word) == word);
    // What was typed is quoted, and may hold what would command a terminal; then it goes there without colours.
    let said = if std::env::args_os().all(is_clean) {
        answer.render().ansi().to_string()
    } else {
        answer.render().to_string().lines().map(|line| sanitize(line) + "\n").collect()
    };
    // Every message of this program begins with its name; clap's would begin with "error".
    let _ = write!(anstream::stderr(), "{}", said.replacen("error:", "doublet:", 1));
    Exit::Usage
}
