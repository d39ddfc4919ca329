//! The whole run, from lines of JSON in memory to lines of JSON, beside the naive one: every pair of sets.
//!
//! ```text
//! cargo bench --bench whole
//! ```
//!
//! The naive run meets every pair and so takes at most 2,000 headlines; its rate halves with each
//! doubling, the other stays.

mod data;

use std::collections::HashSet;

use criterion::{Criterion, criterion_group, criterion_main};
use data::{Data, read, stage};
use doublet::config::{Method, Threshold};
use doublet::report::{Report, jsonl};
use doublet::{Config, Headlines, normalize};

/// Headlines that the naive run takes at most.
const EVERY_PAIR: usize = 2_000;

fn run(data: &Data, config: &Config) -> (Report, Vec<u8>) {
    let headlines = read(&data.lines);
    let report = doublet::cluster(&headlines, config, &()).expect("few headlines");
    let mut out = Vec::new();
    jsonl::write(&report, &headlines, &mut out).expect("memory takes what is written");
    (report, out)
}

/// How many headlines have another that is as like as the threshold.
fn naive(headlines: &Headlines, threshold: Threshold) -> usize {
    let sets: Vec<HashSet<String>> = headlines
        .iter()
        .map(|headline| {
            let characters: Vec<char> = normalize::canonical(headline.title).chars().collect();
            characters.windows(3.min(characters.len().max(1))).map(|window| window.iter().collect()).collect()
        })
        .collect();
    let is_alike = |one: &HashSet<String>, other: &HashSet<String>| {
        let shared = one.intersection(other).count();
        shared > 0 && shared as f64 >= threshold.get() * (one.len() + other.len() - shared) as f64
    };
    let mut repeats = vec![false; sets.len()];
    for second in 0..sets.len() {
        for first in 0..second {
            if is_alike(&sets[first], &sets[second]) {
                (repeats[first], repeats[second]) = (true, true);
            }
        }
    }
    repeats.into_iter().filter(|repeats| *repeats).count()
}

fn whole(criterion: &mut Criterion) {
    for data in data::data() {
        let few: Headlines =
            (0..data.headlines.len().min(EVERY_PAIR)).map(|index| data.headlines.get(index)).collect();
        let config = Config::default();
        let exact = Config { method: Method::Exact, ..config };
        // Numbers and bounded chaining keep apart what the similarity alone would join, and nothing is added.
        let report = doublet::cluster(&few, &exact, &()).expect("few headlines");
        assert!(
            report.totals.clustered > 0 && report.totals.clustered <= naive(&few, config.threshold) as u64
        );
        let mut group = stage(criterion, "whole", &data);
        for method in [Method::Minhash, Method::Simhash, Method::Exact] {
            let config = Config { method, ..config };
            let name = format!("{method:?}").to_lowercase();
            group.bench_function(name, |bencher| bencher.iter(|| run(&data, &config)));
        }
        drop(group);
        let data = Data { headlines: few, ..data };
        let mut group = stage(criterion, "whole, every pair", &data);
        group.bench_function("naive", |bencher| bencher.iter(|| naive(&data.headlines, config.threshold)));
    }
}

criterion_group!(benches, whole);
criterion_main!(benches);
