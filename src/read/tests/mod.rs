//! Reading as a whole: inputs in memory, through every stage.

mod encodings;
mod feeds;
mod formats;
mod inputs;
mod laws;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;

use std::io::Write;
use std::sync::Mutex;

use super::run::{read_in_pieces, read_into};
use super::*;
use crate::error::{BadLine, Error};
use crate::observe::Stage;

/// Keeps what a run says.
#[derive(Default)]
struct Listener {
    bad: Mutex<Vec<String>>,
    failed: Mutex<Vec<String>>,
    advanced: Mutex<u64>,
    total: Mutex<Option<u64>>,
    note: Mutex<String>,
}

impl Observer for Listener {
    fn begin(&self, _stage: Stage, total: Option<u64>) {
        *self.total.lock().expect("no test panics while it holds this") = total;
    }
    fn advance(&self, done: u64) {
        *self.advanced.lock().expect("as above") += done;
    }
    fn end(&self, _stage: Stage, _took: std::time::Duration, note: &str) {
        note.clone_into(&mut self.note.lock().expect("as above"));
    }
    fn bad_line(&self, bad: &BadLine) {
        self.bad.lock().expect("as above").push(bad.to_string());
    }
    fn input_failed(&self, error: &Error) {
        self.failed.lock().expect("as above").push(error.to_string());
    }
}

/// All that came of a run: the headlines as `id|title|source|published`, what was passed over
/// and what failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    headlines: Vec<String>,
    bad: Vec<String>,
    failed: Vec<String>,
}

impl Outcome {
    /// The titles alone.
    fn titles(&self) -> Vec<&str> {
        self.headlines.iter().filter_map(|headline| headline.split('|').nth(1)).collect()
    }
}

fn outcome(inputs: &[Input], options: &Options, sizes: Sizes) -> Outcome {
    let listener = Listener::default();
    let batch = read_in_pieces(inputs, options, &listener, sizes).expect("the run is not strict");
    let headlines = (0..batch.headlines.len()).map(|index| {
        let headline = batch.headlines.get(index);
        let optional = |field: Option<&str>| field.unwrap_or("-").to_owned();
        let (source, published) = (optional(headline.source), optional(headline.published));
        format!("{}|{}|{source}|{published}", batch.headlines.id(index), headline.title)
    });
    let headlines = headlines.collect();
    let outcome = Outcome {
        headlines,
        bad: listener.bad.into_inner().expect("as above"),
        failed: listener.failed.into_inner().expect("as above"),
    };
    assert_eq!(outcome.bad.len() as u64, batch.bad_lines);
    assert_eq!(outcome.failed.len() as u64, batch.failed_inputs);
    outcome
}

fn memory(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input::Memory(name.to_owned(), bytes.into())
}

/// Reads one input called `in` in `format`.
fn reading(bytes: impl Into<Vec<u8>>, format: Format) -> Outcome {
    outcome(&[memory("in", bytes)], &Options { format, ..Options::default() }, Sizes::default())
}

/// Reads one input called `in`, all of it recognised.
fn recognising(bytes: impl Into<Vec<u8>>) -> Outcome {
    reading(bytes, Format::Auto)
}

fn titled(title: &str) -> Options {
    Options { fields: Fields { title: Some(title.to_owned()), ..Fields::default() }, ..Options::default() }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("as above")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("as above")
}
