//! What is said on standard error.
//!
//! Every message begins with the program's name, as ripgrep's and jq's do, because in a pipeline
//! several programs talk into the same terminal. The one exception is a bad line: it
//! begins with `path:line:`, as a compiler's messages do, so that editors jump to it. The first
//! ten are shown in full, for a feed in the wrong format has a million of them; the count comes at
//! the end.
//!
//! Names and messages may quote what was read, so all of it is sanitized. A message that cannot be
//! written (standard error is closed) is no failure of the run.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use doublet::BadLine;
use doublet::report::sanitize::sanitize;
use indicatif::{HumanCount, ProgressBar};

/// Bad lines that are shown in full: enough to see what is wrong with a feed, and fits a screen.
const SHOWN_BAD_LINES: u64 = 10;

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Talk {
    /// Errors only.
    Quiet,
    /// Bad lines too, and progress on a terminal.
    Normal,
    /// Each stage too, and a closing summary.
    Verbose,
}

/// Writes messages, round the progress bar if there is one.
pub(crate) struct Messages {
    talk: Talk,
    bar: ProgressBar,
    bad_lines: AtomicU64,
    /// The last thing said: a failure that is reported where it happens may also end the run.
    last: Mutex<String>,
}

impl Messages {
    /// Messages of a run that says so much.
    pub(crate) fn new(talk: Talk) -> Self {
        Messages { talk, bar: ProgressBar::hidden(), bad_lines: AtomicU64::new(0), last: Mutex::default() }
    }

    /// Messages before it is known how much is to be said.
    pub(crate) fn plain() -> Self {
        Self::new(Talk::Normal)
    }

    /// How much is said.
    pub(crate) fn talk(&self) -> Talk {
        self.talk
    }

    /// The bar that messages are written round.
    pub(crate) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    /// An error, with its causes, unless it was the last thing said.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        // Most of the library's errors quote their cause already; it is not said twice.
        let mut text = String::new();
        for cause in error.chain().map(ToString::to_string) {
            if !text.contains(&cause) {
                text += if text.is_empty() { "" } else { ": " };
                text += &cause;
            }
        }
        self.error_text(&text);
    }

    /// An error in words, unless it was the last thing said.
    pub(crate) fn error_text(&self, error: &str) {
        if *self.last() != error {
            self.say(&format!("doublet: {error}"));
            error.clone_into(&mut self.last());
        }
    }

    /// A line that was passed over.
    pub(crate) fn bad_line(&self, bad: &BadLine) {
        let before = self.bad_lines.fetch_add(1, Ordering::Relaxed);
        if self.talk != Talk::Quiet && before < SHOWN_BAD_LINES {
            let bad = bad.to_string();
            self.say(&bad);
            *self.last() = bad;
        }
    }

    /// How many lines were passed over, if any, and what can be done about it.
    pub(crate) fn bad_lines_in_all(&self, count: u64, hint: &str) {
        if self.talk == Talk::Quiet || count == 0 {
            return;
        }
        let lines = if count == 1 { "line was" } else { "lines were" };
        let shown = if count > SHOWN_BAD_LINES { ", the first ten of them shown above" } else { "" };
        self.say(&format!("doublet: {} bad {lines} passed over{shown}; hint: {hint}", HumanCount(count)));
    }

    /// Something for those who asked for more.
    pub(crate) fn verbose(&self, text: &str) {
        if self.talk == Talk::Verbose {
            self.say(&format!("doublet: {text}"));
        }
    }

    /// Something that everybody wants to know who did not ask for quiet.
    pub(crate) fn tell(&self, text: &str) {
        if self.talk != Talk::Quiet {
            self.say(&format!("doublet: {text}"));
        }
    }

    fn say(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{}", sanitize(text));
        });
    }

    fn last(&self) -> std::sync::MutexGuard<'_, String> {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
