//! Which shingle, and which threshold: measured on labelled pairs.
//!
//! ```text
//! cargo run --release --example shingles -- ../shared/eval/pairs-dev.tsv
//! ```
//!
//! For each kind of shingle, the best threshold and its F1 over all pairs, with and without
//! the veto of numbers; and the F1 when the threshold for each language is chosen on the
//! other languages alone (leave one language out), which is what a language that nobody
//! labelled will see. Pairs labelled X are left out. Pairs are judged one by one; in a run
//! over the corpus the clusters decide, which `../shared/tools/score.py` measures.

use std::collections::BTreeMap;
use std::error::Error;

use doublet::config::Shingle;
use doublet::judge::{numbers, overlap};
use doublet::{normalize, shingle};

/// One labelled pair: its language, whether it is a duplicate, and both canonical texts.
struct Labelled {
    language: String,
    duplicate: bool,
    canonical: [String; 2],
}

/// What was measured of one pair: its similarity, and whether it is a duplicate.
type Measured = (f64, bool);

fn read(path: &str) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for (number, line) in std::fs::read_to_string(path)?.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, _, language, label, _, first, second, ..] = fields[..] else {
            return Err(format!("{path}:{}: expected seven fields", number + 1).into());
        };
        if label != "X" {
            pairs.push(Labelled {
                language: language.trim_end_matches('2').to_owned(),
                duplicate: label == "D",
                canonical: [first, second].map(normalize::canonical),
            });
        }
    }
    Ok(pairs)
}

fn measure(pair: &Labelled, kind: Shingle, veto: bool) -> Measured {
    let [first, second] = &pair.canonical;
    if veto && numbers::own(first, second).is_some() {
        return (0.0, pair.duplicate);
    }
    let sets = [first, second].map(|text| shingle::set(text, kind));
    let shared = overlap(&sets[0], &sets[1]);
    let all = sets[0].len() + sets[1].len() - shared;
    (if all == 0 { 0.0 } else { shared as f64 / all as f64 }, pair.duplicate)
}

/// True positives, false positives, false negatives at one threshold.
fn counts<'a>(measured: impl Iterator<Item = &'a Measured>, threshold: f64) -> [u32; 3] {
    measured.fold([0; 3], |[hit, wrong, missed], &(similarity, duplicate)| {
        match (similarity >= threshold, duplicate) {
            (true, true) => [hit + 1, wrong, missed],
            (true, false) => [hit, wrong + 1, missed],
            (false, true) => [hit, wrong, missed + 1],
            (false, false) => [hit, wrong, missed],
        }
    })
}

fn f1([hit, wrong, missed]: [u32; 3]) -> f64 {
    f64::from(2 * hit) / f64::from((2 * hit + wrong + missed).max(1))
}

fn best<'a>(measured: &(impl Iterator<Item = &'a Measured> + Clone)) -> (f64, f64) {
    let thresholds = (20..=95).map(|percent| f64::from(percent) / 100.0);
    let scored = thresholds.map(|threshold| (f1(counts(measured.clone(), threshold)), threshold));
    scored.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((0.0, 0.0))
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file of labelled pairs")?;
    let pairs = read(&path)?;
    println!("shingle  veto  F1     at    F1, threshold from the other languages");
    for kind in ["char2", "char3", "char4", "char5", "word1", "word2"] {
        for veto in [false, true] {
            let kind: Shingle = kind.parse()?;
            let mut by_language: BTreeMap<&str, Vec<Measured>> = BTreeMap::new();
            for pair in &pairs {
                by_language.entry(&pair.language).or_default().push(measure(pair, kind, veto));
            }
            let (overall, at) = best(&by_language.values().flatten());
            let left_out = by_language.iter().fold([0; 3], |sum, (language, measured)| {
                let others = by_language.iter().filter(|(other, _)| *other != language);
                let (_, threshold) = best(&others.flat_map(|(_, measured)| measured));
                let counted = counts(measured.iter(), threshold);
                [0, 1, 2].map(|cell| sum[cell] + counted[cell])
            });
            println!("{kind:7}  {veto:5} {overall:.3}  {at:.2}  {:.3}", f1(left_out));
        }
    }
    Ok(())
}
