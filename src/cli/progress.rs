//! How far a run is.
//!
//! On a terminal, a run that takes longer than a second shows the stage it is in, a bar, the
//! rate and the time left, on standard error; a shorter one shows nothing, because a bar that flashes
//! up tells nobody anything. Into a file or a pipe no bar is ever drawn, nor between messages that are
//! JSON. With `-v` each stage leaves a
//! line behind, wherever it goes: its time, the memory held when it ended and the most held until then, and what came
//! of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use doublet::{BadLine, Error, Observer, Stage, spill};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::messages::Messages;

/// How long a run goes on before it shows a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar moves although nothing was counted, so that it is seen to live.
const TICK: Duration = Duration::from_millis(200);

const BYTES: &str = "{msg:<19} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
const ITEMS: &str = "{msg:<19} {wide_bar} {human_pos} of {human_len}, {per_sec}, {eta} left";
const UNKNOWN: &str = "{msg:<19} {spinner} {human_pos} {elapsed}";

/// Listens to the library for the user.
pub(crate) struct Progress<'a> {
    messages: &'a Messages,
    /// Whether it was said that nothing can be written to disk.
    is_trouble_told: AtomicBool,
}

impl<'a> Progress<'a> {
    /// Follows a run from now on.
    pub(crate) fn new(messages: &'a Messages) -> Self {
        if messages.are_watched() {
            show_later(messages.bar().clone());
        }
        Progress { messages, is_trouble_told: AtomicBool::new(false) }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.messages.bar().finish_and_clear();
    }
}

/// Draws `bar` once the run has taken its second, unless it is over by then.
fn show_later(bar: ProgressBar) {
    let show = move || {
        thread::sleep(PATIENCE);
        if !bar.is_finished() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        while !bar.is_finished() {
            bar.tick();
            thread::sleep(TICK);
        }
    };
    // Where the system gives no thread, the run goes on without a bar.
    let _ = thread::Builder::new().name("progress".to_owned()).spawn(show);
}

/// The memory that the program holds and the most that it held so far, in megabytes, where the system tells.
fn memory() -> Option<[u64; 2]> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes = |name: &str| -> Option<u64> {
        status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
    };
    Some([kibibytes("VmRSS:")?, kibibytes("VmHWM:")?].map(|size| size * 1024 / 1_000_000))
}

impl Observer for Progress<'_> {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        let template = match (stage, total) {
            (_, None) => UNKNOWN,
            (Stage::Read, Some(_)) => BYTES,
            _ => ITEMS,
        };
        let bar = self.messages.bar();
        bar.set_style(ProgressStyle::with_template(template).expect("the templates above are valid"));
        bar.set_message(stage.verb());
        match total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        bar.reset();
    }

    fn advance(&self, done: u64) {
        self.messages.bar().inc(done);
    }

    fn end(&self, stage: Stage, took: Duration, note: &str) {
        self.messages.stage(stage, took, memory(), note);
        if let Some(trouble) = spill::trouble()
            && !self.is_trouble_told.swap(true, Ordering::Relaxed)
        {
            let remedy = "what comes from here on is kept in memory; name a folder with room in TMPDIR";
            self.messages.warn(&format!("{trouble}; {remedy}"), &[]);
        }
    }

    fn bad_line(&self, bad: &BadLine) {
        self.messages.bad_line(bad);
    }

    fn input_failed(&self, error: &Error) {
        self.messages.input_failed(error);
    }
}
