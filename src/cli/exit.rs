//! How a run ended, for the shell that asked.

use std::process::ExitCode;

/// The exit status. Scripts rely on these numbers. A signal has its own ([`signals`](super::signals)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is done; also where whoever read the output had enough of it.
    Done = 0,
    /// The run failed, or a part of its inputs did.
    Failed = 1,
    /// What was typed makes no sense; nothing was read.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
