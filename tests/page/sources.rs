//! The table of who publishes first, against an independent computation from the JSON lines of the same run.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{SAMPLES, data, doublet, page_of};

/// Headlines of the stream that are looked at.
const LINES: usize = 200_000;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// What one source did: shared items, first, together, followed.
type Figures = [u64; 4];

/// The first and the last millisecond of a time of publication, as the library's public function understands it; a time with a
/// colon, or of digits alone but more than a day's, is an instant.
fn bounds(published: &str) -> Option<(i64, i64)> {
    let since = doublet::published::instant(published)?;
    let digits = published.chars().filter(char::is_ascii_digit).count();
    let is_instant = published.contains(':') || digits > 8;
    Some((since, if is_instant { since } else { since + DAY - 1 }))
}

/// The figures of each source, in the most direct way: each source of an item is compared with all others.
fn naive(clusters: impl Iterator<Item = Value>) -> BTreeMap<String, Figures> {
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    for cluster in clusters {
        let mut earliest: HashMap<&str, Option<(i64, i64)>> = HashMap::new();
        for member in cluster["members"].as_array().expect("a cluster has members") {
            let Some(source) = member["source"].as_str() else { continue };
            let time = member["published"].as_str().and_then(bounds);
            let before = earliest.entry(source).or_insert(time);
            *before = match (*before, time) {
                (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.min(other.1))),
                (one, other) => one.or(other),
            };
        }
        if earliest.len() < 2 {
            continue;
        }
        let dated: Vec<(&str, (i64, i64))> =
            earliest.iter().filter_map(|(source, time)| Some((*source, (*time)?))).collect();
        // Whoever is certainly later than another followed; who is not may have been the first.
        let followed: BTreeSet<&str> = dated
            .iter()
            .filter(|(_, mine)| dated.iter().any(|(_, other)| other.1 < mine.0))
            .map(|(source, _)| *source)
            .collect();
        let ahead = dated.len() - followed.len();
        for source in earliest.keys() {
            let figures = figures.entry((*source).to_owned()).or_default();
            figures[0] += 1;
            let is_dated = dated.iter().any(|(dated, _)| dated == source);
            if dated.len() < 2 || !is_dated {
                continue;
            }
            figures[if followed.contains(source) {
                3
            } else if ahead == 1 {
                1
            } else {
                2
            }] += 1;
        }
    }
    figures
}

/// Compares the page of `input` with its JSON lines.
fn check(input: &Path) {
    let (_folder, _, page) = page_of(input, &[]);
    let lines = doublet(&["cluster", input.to_str().expect("the path is text"), "--to", "jsonl"]).output();
    let lines = lines.expect("the program runs").stdout;
    let clusters =
        lines.lines().map(|line| serde_json::from_str(&line.expect("it is text")).expect("it is JSON"));
    let naive = naive(clusters);
    let mut compared = 0;
    for source in data(&page)["sources"].as_array().expect("the page has sources") {
        let figure = |name: &str| source[name].as_u64().expect("it is a count");
        let shown = ["shared", "first", "together", "followed"].map(figure);
        let name = source["name"].as_str().expect("it has a name");
        assert_eq!(shown, naive.get(name).copied().unwrap_or_default(), "{name}");
        compared += usize::from(shown[0] > 0);
    }
    assert_eq!(compared, naive.len(), "each source that shares is in the table");
    assert!(compared > 10, "{compared}");
}

#[test]
fn the_table_of_the_sample_feed_is_right() {
    check(&Path::new(SAMPLES).join("feed.jsonl"));
}

#[test]
fn the_table_of_the_beginning_of_the_stream_is_right() {
    let shared = std::env::var_os("DOUBLET_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let Ok(stream) = std::fs::File::open(shared.join("corpora/stream.jsonl.zst")) else {
        println!("skipped: no stream in {}", shared.display());
        return;
    };
    let stream = BufReader::new(zstd::Decoder::new(stream).expect("the stream is zstd"));
    let mut beginning = tempfile::NamedTempFile::new().expect("the system has room for a temporary file");
    for line in stream.lines().take(LINES) {
        writeln!(beginning, "{}", line.expect("the stream is text"))
            .expect("a temporary file can be written");
    }
    check(beginning.path());
}
