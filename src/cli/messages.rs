//! What is said on standard error.
//!
//! Every message begins with the program's name, as ripgrep's and jq's do, because in a pipeline
//! several programs talk into the same terminal. The one exception is a bad line: it
//! begins with `path:line:`, as a compiler's messages do, so that editors jump to it. The first
//! ten are shown in full, for a feed in the wrong format has a million of them; the count comes at
//! the end.
//!
//! With `--log-format json` each message is one JSON object on a line of its own, for a server that gathers them: `time`, `level`
//! (error, warn, info, debug), `message`, and what else is known of it under a name of its own, such as `path`, `line` and `stage`.
//! The words are those of the text; no message has a line end in it in either form.
//!
//! Names and messages may quote what was read, so all of it is sanitized. A message that cannot be
//! written (standard error is closed) is no failure of the run.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use doublet::report::sanitize::sanitize;
use doublet::{BadLine, Error, Stage};
use indicatif::{HumanCount, ProgressBar};
use serde::Serialize;
use serde_json::{Map, Value};

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

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Error,
    Warn,
    Info,
    /// For those who asked for more.
    Debug,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }

    fn is_said(self, talk: Talk) -> bool {
        match self {
            Level::Error => true,
            Level::Warn | Level::Info => talk != Talk::Quiet,
            Level::Debug => talk == Talk::Verbose,
        }
    }
}

/// What is known of a message beside its words, by name.
pub(crate) type Facts<'f> = &'f [(&'f str, Value)];

/// Writes messages, round the progress bar if there is one.
pub(crate) struct Messages {
    talk: Talk,
    format: LogFormat,
    bar: ProgressBar,
    bad_lines: AtomicU64,
    /// The last thing said: a failure that is reported where it happens may also end the run.
    last: Mutex<String>,
}

impl Messages {
    /// Messages of a run that says so much, in this form.
    pub(crate) fn new(talk: Talk, format: LogFormat) -> Self {
        let (bar, bad_lines, last) = (ProgressBar::hidden(), AtomicU64::new(0), Mutex::default());
        Messages { talk, format, bar, bad_lines, last }
    }

    /// Messages before it is known how much is to be said.
    pub(crate) fn plain(format: LogFormat) -> Self {
        Self::new(Talk::Normal, format)
    }

    /// Whether a person may be watching, to whom a bar says something.
    pub(crate) fn are_watched(&self) -> bool {
        self.talk != Talk::Quiet && self.format == LogFormat::Text && io::stderr().is_terminal()
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
        let place = error.chain().find_map(|cause| cause.downcast_ref()).map(place).unwrap_or_default();
        self.error_at(&text, &place);
    }

    /// An error in words, unless it was the last thing said.
    pub(crate) fn error_text(&self, error: &str) {
        self.error_at(error, &[]);
    }

    /// An input that failed.
    pub(crate) fn input_failed(&self, error: &Error) {
        self.error_at(&error.to_string(), &place(error));
    }

    /// The same, even where it was the last thing said: what failed has worked meanwhile.
    pub(crate) fn input_failed_anew(&self, error: &Error) {
        self.last().clear();
        self.input_failed(error);
    }

    fn error_at(&self, error: &str, place: Facts<'_>) {
        if *self.last() != error {
            self.say(Level::Error, error, place);
            error.clone_into(&mut self.last());
        }
    }

    /// A line that was passed over.
    pub(crate) fn bad_line(&self, bad: &BadLine) {
        let before = self.bad_lines.fetch_add(1, Ordering::Relaxed);
        if self.talk == Talk::Quiet || before >= SHOWN_BAD_LINES {
            return;
        }
        let text = bad.to_string();
        match self.format {
            LogFormat::Text => self.write(&text),
            LogFormat::Json => {
                let facts = [("path", bad.path.as_str().into()), ("line", bad.line.into())];
                self.say(Level::Warn, &format!("{}; {}", bad.what, bad.remedy), &facts);
            }
        }
        *self.last() = text;
    }

    /// How many lines were passed over, if any, and what can be done about it.
    pub(crate) fn bad_lines_in_all(&self, count: u64, hint: &str) {
        if count == 0 {
            return;
        }
        let lines = if count == 1 { "line was" } else { "lines were" };
        let shown = if count > SHOWN_BAD_LINES { ", the first ten of them shown above" } else { "" };
        let text = format!("{} bad {lines} passed over{shown}; hint: {hint}", HumanCount(count));
        self.say(Level::Warn, &text, &[("bad_lines", count.into())]);
    }

    /// What a stage did, in columns that stand under those of the stage before, or as facts.
    pub(crate) fn stage(&self, stage: Stage, took: Duration, memory: Option<[u64; 2]>, note: &str) {
        let (verb, seconds) = (stage.verb(), took.as_secs_f64());
        match self.format {
            LogFormat::Text => {
                let memory = memory.map_or_else(String::new, |[now, most]| format!(" {now:>6} {most:>6} MB"));
                self.say(Level::Debug, &format!("{verb:<19} {seconds:>8.3} s{memory}  {note}"), &[]);
            }
            LogFormat::Json => {
                let [now, most] = memory.map_or([Value::Null, Value::Null], |sizes| sizes.map(Value::from));
                let facts = [("seconds", seconds.into()), ("held_mb", now), ("most_mb", most)];
                self.say(Level::Debug, note, &[&[("stage", verb.into())], &facts[..]].concat());
            }
        }
    }

    /// Something for those who asked for more.
    pub(crate) fn verbose(&self, text: &str) {
        self.verbose_with(text, &[]);
    }

    /// The same with what is known of it.
    pub(crate) fn verbose_with(&self, text: &str, facts: Facts<'_>) {
        self.say(Level::Debug, text, facts);
    }

    /// Something that everybody wants to know who did not ask for quiet.
    pub(crate) fn tell(&self, text: &str) {
        self.tell_with(text, &[]);
    }

    /// The same with what is known of it.
    pub(crate) fn tell_with(&self, text: &str, facts: Facts<'_>) {
        self.say(Level::Info, text, facts);
    }

    /// Something that is probably not as it was meant.
    pub(crate) fn warn(&self, text: &str, facts: Facts<'_>) {
        self.say(Level::Warn, text, facts);
    }

    fn say(&self, level: Level, text: &str, facts: Facts<'_>) {
        if !level.is_said(self.talk) {
            return;
        }
        match self.format {
            LogFormat::Text => self.write(&format!("doublet: {text}")),
            LogFormat::Json => {
                let object = Object::new(level, text, facts);
                self.write(&serde_json::to_string(&object).expect("texts and numbers are JSON"));
            }
        }
    }

    /// Writes a line.
    fn write(&self, text: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(io::stderr(), "{}", sanitize(text));
        });
    }

    fn last(&self) -> std::sync::MutexGuard<'_, String> {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A message as JSON.
#[derive(Serialize)]
struct Object<'m> {
    time: String,
    level: &'static str,
    message: Cow<'m, str>,
    #[serde(flatten)]
    facts: Map<String, Value>,
}

impl<'m> Object<'m> {
    fn new(level: Level, text: &'m str, facts: Facts<'_>) -> Self {
        let known = facts.iter().filter(|(_, value)| !value.is_null());
        let facts = known.map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.clone(), |text| sanitize(text).into());
            ((*name).to_owned(), value)
        });
        let time = format!("{:.3}", jiff::Timestamp::now());
        Object { time, level: level.name(), message: sanitize(text), facts: facts.collect() }
    }
}

/// Where an error happened, as far as it tells.
fn place(error: &Error) -> Vec<(&'static str, Value)> {
    let (path, line) = match error {
        Error::Open { path, .. } => (path.display().to_string(), None),
        Error::BadLine(bad) => (bad.path.clone(), Some(bad.line)),
        Error::Read { path, line, .. } => (path.clone(), Some(*line)),
        Error::Directory(path)
        | Error::Unsupported { path, .. }
        | Error::UnknownField { path, .. }
        | Error::Index { path, .. } => (path.clone(), None),
        _ => return Vec::new(),
    };
    vec![("path", path.into()), ("line", line.into())]
}

/// From now on a fault of the program is a message too.
pub(crate) fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        Messages::plain(LogFormat::Json).error_text(&format!("this is a fault of doublet: {panic}"));
    }));
    doublet::error::hide_contained_panics();
}
