//! What the comparison needs of doublet beside its command line.
//!
//! ```text
//! peer-doublet head   INPUT COUNT OUT        the first COUNT lines, decompressed; prints how many there are
//! peer-doublet texts  FEED TEXTS IDS         the distinct canonical texts; each headline's id and its text's number
//! peer-doublet repeat FEED TEXTS             each headline's canonical text, repeats and all
//! peer-doublet pairs  FEED OUT THRESHOLD     the pairs that doublet proposes and that are as alike as that
//! peer-doublet exact  FEED OUT THRESHOLD     all that are, by the exact join
//! ```
//!
//! Texts are numbered alike in all of them, in the order of their first headline. A record of a file of pairs is three numbers
//! of 32 bits: the two texts, and their likeness in millionths.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::{env, path};

use doublet::candidates::bands;
use doublet::candidates::tuning::Banding;
use doublet::candidates::{Pair, exact};
use doublet::collapse::{Items, collapse};
use doublet::config::Threshold;
use doublet::read::{self, Batch, Input};
use doublet::shingle::Shingled;
use doublet::{Config, Headlines};
use rayon::prelude::*;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["head", input, count, out] => head(input, count.parse()?, out),
        ["texts", feed, texts, ids] => write_texts(&read(feed)?, texts, ids),
        ["repeat", feed, texts] => write_repeated(&read(feed)?, texts),
        ["pairs", feed, out, threshold] => write_pairs(&read(feed)?, out, threshold.parse()?, proposed),
        ["exact", feed, out, threshold] => write_pairs(&read(feed)?, out, threshold.parse()?, joined),
        _ => Err("usage: head INPUT COUNT OUT | texts FEED TEXTS IDS | repeat FEED TEXTS | pairs|exact FEED OUT THRESHOLD".into()),
    }
}

fn read(feed: &str) -> Outcome<Headlines> {
    let input = Input::File(path::PathBuf::from(feed));
    let Batch { headlines, .. } = read::read(&[input], &read::Options::default(), &())?;
    Ok(headlines)
}

fn head(input: &str, count: u64, out: &str) -> Outcome {
    let file = File::open(input)?;
    let reader: Box<dyn Read> =
        if input.ends_with(".zst") { Box::new(zstd::Decoder::new(file)?) } else { Box::new(file) };
    let (mut reader, mut out) = (BufReader::new(reader), BufWriter::new(File::create(out)?));
    let (mut line, mut lines) = (Vec::new(), 0);
    while lines < count && reader.read_until(b'\n', &mut line)? > 0 {
        out.write_all(&line)?;
        line.clear();
        lines += 1;
    }
    println!("{lines}");
    Ok(out.flush()?)
}

/// The number of each headline's text; of none where the headline has no word.
fn numbers(headlines: &Headlines, items: &Items) -> Vec<Option<usize>> {
    let mut numbers = vec![None; headlines.len()];
    for item in 0..items.len() {
        for &headline in items.headlines(item) {
            numbers[headline as usize] = Some(item);
        }
    }
    numbers
}

fn write_texts(headlines: &Headlines, texts: &str, ids: &str) -> Outcome {
    let items = collapse(headlines)?;
    let mut out = BufWriter::new(File::create(texts)?);
    for item in 0..items.len() {
        writeln!(out, "{}", items.texts.get(item))?;
    }
    out.flush()?;
    let mut out = BufWriter::new(File::create(ids)?);
    for (headline, number) in numbers(headlines, &items).into_iter().enumerate() {
        if let Some(number) = number {
            writeln!(out, "{}\t{number}", headlines.id(headline))?;
        }
    }
    Ok(out.flush()?)
}

fn write_repeated(headlines: &Headlines, texts: &str) -> Outcome {
    let items = collapse(headlines)?;
    let mut out = BufWriter::new(File::create(texts)?);
    for number in numbers(headlines, &items).into_iter().flatten() {
        writeln!(out, "{}", items.texts.get(number))?;
    }
    Ok(out.flush()?)
}

fn joined(shingled: Shingled<'_>, threshold: Threshold) -> Vec<Pair> {
    let sets = shingled.sets(|_| true);
    exact::join(&sets.iter().collect::<Vec<&[u32]>>(), threshold)
}

fn proposed(shingled: Shingled<'_>, threshold: Threshold) -> Vec<Pair> {
    let banding = Banding::choose(threshold, Config::default().recall);
    bands::join(shingled, &shingled.outlines(), banding, threshold, &()).expect("nothing stops it")
}

fn write_pairs(
    headlines: &Headlines,
    out: &str,
    threshold: Threshold,
    find: fn(Shingled<'_>, Threshold) -> Vec<Pair>,
) -> Outcome {
    let items = collapse(headlines)?;
    let shingled = Shingled::new(&items.texts, Config::default().shingle);
    let sets = shingled.sets(|_| true);
    let likeness = |pair: &Pair| {
        let (one, other) = (sets.get(pair.first() as usize), sets.get(pair.second() as usize));
        let shared = shared(one, other);
        let all = one.len() + other.len() - shared;
        threshold.admits(shared, all).then_some((*pair, shared as f64 / all as f64))
    };
    let pairs: Vec<(Pair, f64)> = find(shingled, threshold).par_iter().filter_map(likeness).collect();
    let mut out = BufWriter::new(File::create(out)?);
    for (pair, likeness) in pairs {
        for number in [pair.first(), pair.second(), (likeness * 1e6).round() as u32] {
            out.write_all(&number.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}

/// How many numbers two ascending sets have in common.
fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right, mut shared) = (0, 0, 0);
    while left < one.len() && right < other.len() {
        let (a, b) = (one[left], other[right]);
        shared += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    shared
}
