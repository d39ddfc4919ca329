//! How a run ended, for the shell that asked.

use std::process::ExitCode;

/// The exit status. Scripts rely on these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done; also where whoever read the output had enough of it.
    Done = 0,
    /// The run failed, or a part of its inputs did.
    Failed = 1,
    /// What was typed makes no sense; nothing was read.
    Usage = 2,
    /// Stopped from outside, by Ctrl-C or a signal: 128 and the number of SIGINT, as shells count it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
