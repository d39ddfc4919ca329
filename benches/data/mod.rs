//! What the benches run on, and how a stage is set beside its naive version.

use std::path::PathBuf;
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use doublet::Headlines;
use doublet::read::{self, Input, Options};

/// Some headlines, and the lines of JSON that they were read from.
pub(crate) struct Data {
    pub(crate) name: &'static str,
    pub(crate) lines: Input,
    pub(crate) headlines: Headlines,
}

/// Whether the benches run once each, as tests: under `cargo test`, and with `--test`.
fn is_test() -> bool {
    let arguments: Vec<String> = std::env::args().collect();
    arguments.iter().any(|argument| argument == "--test")
        || !arguments.iter().any(|argument| argument == "--bench")
}

/// The sample feed; and the first 20,000 English headlines (as tests 2,000) of the shared corpora, where they
/// are there (`DOUBLET_SHARED`, else `../shared`).
pub(crate) fn data() -> Vec<Data> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("DOUBLET_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let corpus = shared.join("eval/headlines-en.jsonl.gz");
    let mut all = vec![load("samples", root.join("samples/feed.jsonl"), usize::MAX)];
    if corpus.exists() {
        all.push(load("english", corpus, if is_test() { 2_000 } else { 20_000 }));
    } else {
        println!("without the shared corpora: there are none in {}", shared.display());
    }
    all
}

fn load(name: &'static str, path: PathBuf, first: usize) -> Data {
    let headlines = read(&Input::File(path));
    let headlines: Headlines = (0..headlines.len().min(first)).map(|index| headlines.get(index)).collect();
    let record = |index: usize| {
        let headline = headlines.get(index);
        serde_json::json!({ "id": headline.id, "title": headline.title, "published": headline.published })
    };
    let lines: Vec<String> = (0..headlines.len()).map(|index| format!("{}\n", record(index))).collect();
    Data { name, lines: Input::Memory(format!("{name}.jsonl"), lines.concat().into_bytes()), headlines }
}

/// Reads one input that has no bad lines.
pub(crate) fn read(input: &Input) -> Headlines {
    let batch = read::read(std::slice::from_ref(input), &Options::default(), &()).expect("the input is read");
    assert_eq!((batch.bad_lines, batch.failed_inputs), (0, 0));
    batch.headlines
}

/// The group of a stage, which counts headlines.
pub(crate) fn stage<'a>(
    criterion: &'a mut Criterion,
    name: &str,
    data: &Data,
) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("{name}/{}", data.name));
    group.throughput(Throughput::Elements(data.headlines.len() as u64));
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group
}
