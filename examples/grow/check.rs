//! Whether what was grown is like what it was grown from: a table of figures, of the original, of as many of the first that
//! were grown, and of all of these.
//!
//! A generation by itself should have the figures of the original. All of them together should too, but for what they
//! have in common: the instances of a series, and the pairs to judge that these make. Clustering is most of the time and the memory,
//! 0.6 GB a million headlines.

use std::error::Error;
use std::ops::RangeInclusive;

use ahash::{AHashMap, AHashSet};
use doublet::collapse::{Items, collapse};
use doublet::normalize::words;
use doublet::{Config, Headlines, cluster};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// One figure: its name, its value, and the decimals that are shown of it.
type Figure = (&'static str, f64, usize);

/// Of words and shingles those are counted whose hash is a multiple of this, and count for as many.
const SAMPLE: u64 = 4;

/// So many texts that differ in one word only are a series.
const SERIES: usize = 10;

/// The words of a text that may be of a series, and of one that may have been cut.
const FRAME_WORDS: RangeInclusive<usize> = 4..=32;

/// So many closing words are cut off at most.
const CUT: usize = 3;

/// The scripts of which the table tells, and where their letters begin and end.
const SCRIPTS: [(&str, char, char); 7] = [
    ("letters: Latin, %", 'A', '\u{24F}'),
    ("Cyrillic, %", '\u{400}', '\u{52F}'),
    ("Arabic, %", '\u{600}', '\u{6FF}'),
    ("Devanagari to Malayalam, %", '\u{900}', '\u{D7F}'),
    ("Thai, %", '\u{E00}', '\u{E7F}'),
    ("Kana, %", '\u{3040}', '\u{30FF}'),
    ("Han, %", '\u{4E00}', '\u{9FFF}'),
];

/// Prints the figures of `original`, of as many of the first of `grown`, and of all of these.
pub(crate) fn print(original: &Headlines, grown: &Headlines) -> Result<(), Box<dyn Error>> {
    let first: Headlines = grown.iter().take(original.len()).collect();
    let columns = [figures(original)?, figures(&first)?, figures(grown)?];
    println!("| | original | as many | all grown |\n|---|---:|---:|---:|");
    for (number, (name, value, decimals)) in columns[0].iter().enumerate() {
        let others = [&columns[1][number], &columns[2][number]].map(|&(_, value, _)| value);
        println!("| {name} | {value:.decimals$} | {:.decimals$} | {:.decimals$} |", others[0], others[1]);
    }
    Ok(())
}

fn figures(headlines: &Headlines) -> Result<Vec<Figure>, Box<dyn Error>> {
    let items = collapse(headlines)?;
    let mut all = repeats(&items, headlines.len());
    all.extend(lengths(headlines, &items));
    all.extend(variety(&items));
    all.extend(edits(headlines, &items));
    drop(items);
    let totals = cluster(headlines, &Config::default(), &())?.totals;
    let share = |count: u64| 100.0 * count as f64 / totals.headlines as f64;
    all.push(("judged per 100 headlines", share(totals.judged), 1));
    all.push(("kept apart per 100 headlines", share(totals.vetoed), 1));
    all.push(("clusters per 100 headlines", share(totals.clusters), 2));
    all.push(("headlines in clusters, %", share(totals.clustered), 2));
    Ok(all)
}

/// How often texts repeat.
fn repeats(items: &Items, headlines: usize) -> Vec<Figure> {
    let counts: Vec<usize> = (0..items.len()).map(|item| items.headlines(item).len()).collect();
    let texts = |from: usize, to: usize| {
        let count = counts.iter().filter(|&&count| (from..to).contains(&count)).count();
        100.0 * count as f64 / counts.len() as f64
    };
    let often: usize = counts.iter().filter(|&&count| count >= 100).sum();
    let most = counts.iter().max().copied().unwrap_or_default();
    vec![
        ("headlines", headlines as f64, 0),
        ("exact repeats, %", 100.0 - 100.0 * counts.len() as f64 / headlines as f64, 2),
        ("texts that stand once, %", texts(1, 2), 3),
        ("2 to 9 times, %", texts(2, 10), 3),
        ("10 to 99 times, %", texts(10, 100), 3),
        ("100 times or more, %", texts(100, usize::MAX), 4),
        ("headlines with these, %", 100.0 * often as f64 / headlines as f64, 2),
        ("the most frequent text, % of headlines", 100.0 * most as f64 / headlines as f64, 3),
    ]
}

/// How long the headlines are, and in which scripts.
fn lengths(headlines: &Headlines, items: &Items) -> Vec<Figure> {
    let (mut bytes, mut characters, mut scripts) = (0, 0, [0_u64; SCRIPTS.len()]);
    for headline in headlines.iter() {
        bytes += headline.title.len();
        for c in headline.title.chars() {
            characters += 1;
            let script = SCRIPTS.iter().position(|&(_, first, last)| (first..=last).contains(&c));
            if let Some(script) = script.filter(|_| c.is_alphabetic()) {
                scripts[script] += 1;
            }
        }
    }
    let all_words: usize =
        (0..items.len()).into_par_iter().map(|item| words(items.texts.get(item)).count()).sum();
    let letters = scripts.iter().sum::<u64>() as f64;
    let mean = |sum: usize, count: usize| sum as f64 / count as f64;
    let mut all = vec![
        ("bytes a headline", mean(bytes, headlines.len()), 2),
        ("characters a headline", mean(characters, headlines.len()), 2),
        ("words a text", mean(all_words, items.len()), 2),
    ];
    all.extend(
        SCRIPTS.iter().zip(scripts).map(|(script, count)| (script.0, 100.0 * count as f64 / letters, 2)),
    );
    all
}

/// How many words, shingles and series there are.
fn variety(items: &Items) -> Vec<Figure> {
    let (mut distinct_words, mut shingles, mut frames) = (AHashSet::new(), AHashSet::new(), Vec::new());
    let is_counted = |hash: &u64| hash.is_multiple_of(SAMPLE);
    for text in (0..items.len()).map(|item| items.texts.get(item)) {
        let words: Vec<&str> = words(text).collect();
        distinct_words.extend(words.iter().map(|word| xxh3_64(word.as_bytes())).filter(is_counted));
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).chain([text.len()]).collect();
        let of_three = starts.windows(4).map(|bounds| xxh3_64(&text.as_bytes()[bounds[0]..bounds[3]]));
        shingles.extend(of_three.filter(is_counted));
        if FRAME_WORDS.contains(&words.len()) {
            let frame = |slot| hash_of(&[&words[..slot], &["_"], &words[slot + 1..]].concat());
            frames.extend((0..words.len()).map(frame));
        }
    }
    frames.par_sort_unstable();
    let sizes = || frames.chunk_by(|one, other| one == other).map(<[u64]>::len);
    let places = |least| sizes().filter(|&size| size >= least).sum::<usize>() as u64;
    let per_100 = |count: u64| 100.0 * count as f64 / items.len() as f64;
    vec![
        ("different words per 100 texts", per_100(distinct_words.len() as u64 * SAMPLE), 1),
        ("different shingles per 100 texts", per_100(shingles.len() as u64 * SAMPLE), 1),
        ("words in whose place another text has another, per 100 texts", per_100(places(2)), 2),
        ("the same, and nine others have: a series", per_100(places(SERIES)), 2),
        ("texts of the largest series", sizes().max().unwrap_or_default() as f64, 0),
    ]
}

/// How many texts are edited ones.
fn edits(headlines: &Headlines, items: &Items) -> Vec<Figure> {
    let title = |&headline: &u32| headlines.get(headline as usize).title;
    let texts: AHashSet<u64> =
        (0..items.len()).map(|item| xxh3_64(items.texts.get(item).as_bytes())).collect();
    let (mut other_signs, mut cut, mut other_numbers) = (0, 0, AHashMap::<u64, u32>::new());
    for item in 0..items.len() {
        let repeats = items.headlines(item);
        other_signs += repeats.iter().filter(|headline| title(headline) != title(&repeats[0])).count();
        let text = items.texts.get(item);
        let spaces = text.rmatch_indices(' ').take(CUT).map(|(end, _)| &text[..end]);
        let long = spaces.filter(|left| left.split(' ').count() >= *FRAME_WORDS.start());
        cut += long.filter(|left| texts.contains(&xxh3_64(left.as_bytes()))).count();
        if text.contains(|c: char| c.is_ascii_digit()) {
            let words: Vec<&str> =
                text.split(|c: char| c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
            *other_numbers.entry(hash_of(&words)).or_default() += 1;
        }
    }
    let other_numbers: u32 = other_numbers.values().filter(|&&count| count > 1).sum();
    let per_100 = |count: usize| 100.0 * count as f64 / items.len() as f64;
    vec![
        (
            "headlines that repeat a text with other signs or case, %",
            100.0 * other_signs as f64 / headlines.len() as f64,
            2,
        ),
        ("texts that go on where another ends, per 100", per_100(cut), 2),
        ("texts of which another differs in its numbers alone, per 100", per_100(other_numbers as usize), 2),
    ]
}

fn hash_of(words: &[&str]) -> u64 {
    xxh3_64(words.join(" ").as_bytes())
}
