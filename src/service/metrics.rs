//! What is counted, in the form that Prometheus reads.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use doublet::stream::{Status, Verdict, disk_size};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Seconds by which times are told apart: from a hundredth of what a request should take to what nobody waits for.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// A headline that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Judged {
    status: JudgedStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
#[expect(non_camel_case_types, reason = "they are the values of a label")]
enum JudgedStatus {
    new,
    duplicate,
    update,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

type Float = Gauge<f64, AtomicU64>;

/// All that is counted.
pub(super) struct Metrics {
    registry: Registry,
    checked: Family<Judged, Counter>,
    bad_lines: Counter,
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram>,
    items: Gauge,
    index_bytes: Gauge,
    queue: Gauge,
    checkpoint_age: Float,
    checkpoints: Histogram,
    /// When the last checkpoint was written.
    last: Mutex<Instant>,
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("doublet");
        let checked = Family::<Judged, Counter>::default();
        registry.register(
            "headlines",
            "Headlines that were judged, by what they were found to be",
            checked.clone(),
        );
        let bad_lines = Counter::default();
        registry.register("bad_lines", "Lines that were no records", bad_lines.clone());
        let requests = Family::<Answered, Counter>::default();
        registry.register("requests", "Requests that were answered, by route and status", requests.clone());
        let latency = Family::<Route, Histogram>::new_with_constructor(histogram);
        let help = "Time from the headers of a request to those of its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, latency.clone());
        let items = Gauge::default();
        registry.register("items", "Headlines that are remembered", items.clone());
        let index_bytes = Gauge::default();
        registry.register_with_unit("index", "The index on disk", Unit::Bytes, index_bytes.clone());
        let queue = Gauge::default();
        registry.register("queue_depth", "Pieces of requests that wait for the writer", queue.clone());
        let checkpoint_age = Float::default();
        let help = "Time since the last checkpoint was written";
        registry.register_with_unit("checkpoint_age", help, Unit::Seconds, checkpoint_age.clone());
        let checkpoints = histogram();
        let help = "Time that it takes to write a checkpoint";
        registry.register_with_unit("checkpoint_duration", help, Unit::Seconds, checkpoints.clone());
        let last = Mutex::new(Instant::now());
        Metrics {
            registry,
            checked,
            bad_lines,
            requests,
            latency,
            items,
            index_bytes,
            queue,
            checkpoint_age,
            checkpoints,
            last,
        }
    }

    /// These verdicts were given.
    pub(super) fn count(&self, verdicts: &[Verdict]) {
        for (status, label) in [
            (Status::New, JudgedStatus::new),
            (Status::Duplicate, JudgedStatus::duplicate),
            (Status::Update, JudgedStatus::update),
        ] {
            let count = verdicts.iter().filter(|verdict| verdict.status == status).count();
            self.checked.get_or_create(&Judged { status: label }).inc_by(count as u64);
        }
    }

    /// So many lines were no records.
    pub(super) fn count_bad(&self, lines: usize) {
        self.bad_lines.inc_by(lines as u64);
    }

    /// A request was answered.
    pub(super) fn answered(&self, route: &str, status: u16, took: Duration) {
        self.requests.get_or_create(&Answered { route: route.to_owned(), status }).inc();
        self.latency.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// So many headlines are remembered.
    pub(super) fn set_items(&self, items: usize) {
        self.items.set(i64::try_from(items).unwrap_or(i64::MAX));
    }

    /// A checkpoint was written, which took so long; none where the index was just opened.
    pub(super) fn checkpointed(&self, took: Option<Duration>) {
        if let Some(took) = took {
            self.checkpoints.observe(took.as_secs_f64());
        }
        *self.last() = Instant::now();
    }

    /// Time since the last checkpoint.
    pub(super) fn checkpoint_age(&self) -> Duration {
        self.last().elapsed()
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// All of it as text, while so many pieces wait, of the index in `folder`.
    pub(super) fn encode(&self, waiting: usize, folder: &Path) -> Result<String, std::fmt::Error> {
        self.queue.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        self.checkpoint_age.set(self.checkpoint_age().as_secs_f64());
        let bytes = disk_size(folder).unwrap_or(0);
        self.index_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
