//! How a run tells its caller what it is doing, since the library itself prints nothing.

use std::time::{Duration, Instant};

use crate::error::{BadLine, Error, Result};

/// A stage of the pipeline, in the order in which data flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading, decompressing, decoding and parsing.
    Read,
    /// Canonical texts, and one item for each of them.
    Collapse,
    /// How much each word tells, and which words tell most of each text.
    Weigh,
    /// Sets of shingles.
    Shingle,
    /// Signatures.
    Sketch,
    /// Pairs worth judging.
    Candidates,
    /// Judging them.
    Judge,
    /// Clusters and their representatives.
    Cluster,
}

impl Stage {
    /// What the stage does, for people: "reading".
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Stage::Read => "reading",
            Stage::Collapse => "normalising",
            Stage::Weigh => "weighing words",
            Stage::Shingle => "shingling",
            Stage::Sketch => "sketching",
            Stage::Candidates => "finding candidates",
            Stage::Judge => "judging",
            Stage::Cluster => "clustering",
        }
    }
}

/// Listens to a run. Every method does nothing unless it is overridden; `()` listens to nothing.
///
/// The calls of one run come in order from one thread, except [`Observer::advance`] and [`Observer::is_stopped`], which
/// any worker may call.
pub trait Observer: Sync {
    /// A stage begins. `total` is the number of units that [`Observer::advance`] will
    /// count up to (input bytes on disk for [`Stage::Read`], items or pairs otherwise), where it is known.
    fn begin(&self, _stage: Stage, _total: Option<u64>) {}
    /// `done` more units of the current stage are done.
    fn advance(&self, _done: u64) {}
    /// The stage ended. `note` says what came of it, for `-v`: "1,234 candidates, 24 bands of 5 rows".
    fn end(&self, _stage: Stage, _took: Duration, _note: &str) {}
    /// A line was passed over.
    fn bad_line(&self, _bad: &BadLine) {}
    /// An input failed; what was read of it is kept and the run goes on with the next.
    fn input_failed(&self, _error: &Error) {}
    /// Whether the run is to stop, which ends it with [`Error::Interrupted`]. It is asked before each stage and each group of
    /// bands, between the pieces of an input, and some thousand times a second where every pair is joined or judged.
    ///
    /// ```
    /// struct Never;
    /// impl doublet::Observer for Never {
    ///     fn is_stopped(&self) -> bool {
    ///         true
    ///     }
    /// }
    /// let headlines = ["Harbour reopens"].into_iter().collect();
    /// let ended = doublet::cluster(&headlines, &doublet::Config::default(), &Never);
    /// assert!(matches!(ended, Err(doublet::Error::Interrupted)));
    /// ```
    fn is_stopped(&self) -> bool {
        false
    }
}

impl Observer for () {}

/// An error where `observer` wants the run to stop.
pub(crate) fn go_on(observer: &dyn Observer) -> Result<()> {
    if observer.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
}

/// Runs one stage between its announcements, unless the run is to stop. `work` gives its result and what to note of it.
pub(crate) fn stage<T>(
    observer: &dyn Observer,
    stage: Stage,
    total: usize,
    work: impl FnOnce() -> (T, String),
) -> Result<T> {
    go_on(observer)?;
    observer.begin(stage, Some(total as u64));
    let start = Instant::now();
    let (result, note) = work();
    observer.end(stage, start.elapsed(), &note);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::Observer;
    use crate::config::{Config, Method};
    use crate::dedup::cluster;
    use crate::error::{Error, Result};
    use crate::read::{Input, Options, read};
    use crate::report::Report;

    /// Wants the run to stop when it was asked so often.
    struct StopsAfter {
        asks: u32,
        asked: AtomicU32,
    }

    impl Observer for StopsAfter {
        fn is_stopped(&self) -> bool {
            self.asked.fetch_add(1, Ordering::Relaxed) >= self.asks
        }
    }

    fn run(inputs: &[Input], config: &Config, observer: &dyn Observer) -> Result<Report> {
        let batch = read(inputs, &Options::default(), observer)?;
        cluster(&batch.headlines, config, observer)
    }

    #[test]
    fn a_run_that_is_to_stop_ends_with_that_wherever_it_is_and_never_with_half_a_report() {
        let titles: Vec<String> = (0..40)
            .map(|number| format!("harbour {} reopens after storm {}", number / 2, number / 8))
            .collect();
        let input = |name: &str| Input::Memory(name.to_owned(), titles.join("\n").into_bytes());
        let inputs = [input("a.txt"), input("b.txt")];
        for method in [Method::Minhash, Method::Simhash, Method::Exact] {
            let config = Config { method, ..Config::default() };
            let whole = run(&inputs, &config, &()).expect("nothing stops it");
            for asks in 0.. {
                let observer = StopsAfter { asks, asked: AtomicU32::new(0) };
                match run(&inputs, &config, &observer) {
                    Ok(found) => {
                        assert_eq!(found, whole);
                        assert!(asks > 8 && observer.asked.into_inner() <= asks, "{method:?}: {asks}");
                        break;
                    }
                    Err(error) => assert!(matches!(error, Error::Interrupted), "{error}"),
                }
            }
        }
    }
}
