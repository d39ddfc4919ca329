//! How many headlines are joined to what was made of them.
//!
//! ```text
//! cargo run --release --example made -- [--show] ../shared/eval/headlines-*.jsonl.gz
//! ```
//!
//! Of some headlines of each corpus another is made by a [`Change`], put into the corpus, and the whole is clustered at the
//! default settings. A changed word or number makes another item, a tail that is cut off does not. The corpora of scripts
//! without spaces are passed over: what a word is, is not to be seen there. The draw is the same each time. With `--show` each
//! pair that was joined although a word or a number is another is printed.

#[path = "grow/draw.rs"]
mod draw;

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use doublet::headline::Block;
use doublet::normalize::canonical;
use doublet::read::{self, Input};
use doublet::{Config, Headline, Headlines, cluster};
use draw::Draw;

/// The corpora in scripts without spaces.
const WITHOUT_SPACES: [&str; 5] = ["ja", "ja2", "th", "zh", "zh2"];

/// So many headlines of each corpus are changed in each way, or a fiftieth of a smaller corpus: it should stay what it is.
const MOST: usize = 200;

/// The words that a headline which is changed has at least.
const LEAST_WORDS: usize = 5;

/// The words that a cut leaves at least.
const LEAST_LEFT: usize = 3;

/// The letters of a word that is replaced, or stands in for another.
const LEAST_LETTERS: usize = 4;

/// What is done to a headline.
#[derive(Clone, Copy)]
enum Change {
    /// One word becomes another of the corpus.
    Word,
    /// One number becomes another of the corpus.
    Number,
    /// So many closing words are cut off.
    Cut(usize),
}

const CHANGES: [(Change, &str); 6] = [
    (Change::Word, "another word"),
    (Change::Number, "another number"),
    (Change::Cut(1), "one word cut off"),
    (Change::Cut(2), "two"),
    (Change::Cut(3), "three"),
    (Change::Cut(4), "four"),
];

/// A word without the signs around it.
fn core(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether `word` is one that the change is for.
fn is_of(change: Change, word: &str) -> bool {
    match change {
        Change::Word => {
            !word.contains(char::is_numeric)
                && word.chars().filter(|c| c.is_alphabetic()).count() >= LEAST_LETTERS
        }
        Change::Number => !word.is_empty() && word.chars().all(char::is_numeric),
        Change::Cut(_) => false,
    }
}

/// All words of the corpus that can stand in for one.
fn pool(change: Change, titles: &[String]) -> Vec<&str> {
    let words = titles.iter().flat_map(|title| title.split_whitespace()).map(core);
    words.filter(|word| is_of(change, word)).collect()
}

/// The headline that the change makes of `title`; `None` where it does not fit, or makes nothing else.
fn made(change: Change, title: &str, pool: &[&str], draw: &mut Draw) -> Option<String> {
    let mut words: Vec<&str> = title.split_whitespace().collect();
    if words.len() < LEAST_WORDS {
        return None;
    }
    if let Change::Cut(count) = change {
        return (words.len() >= count + LEAST_LEFT).then(|| words[..words.len() - count].join(" "));
    }
    let fit: Vec<usize> = (0..words.len()).filter(|&at| is_of(change, core(words[at]))).collect();
    if fit.is_empty() || pool.is_empty() {
        return None;
    }
    let (at, other) = (fit[draw.below(fit.len())], pool[draw.below(pool.len())]);
    let whole = words[at].replacen(core(words[at]), other, 1);
    let is_other = canonical(core(words[at])) != canonical(other);
    words[at] = &whole;
    is_other.then(|| words.join(" "))
}

/// Made headlines, each with the place of the one that it was made of and which change made it. No headline is changed
/// twice.
fn make(titles: &[String]) -> Vec<(usize, usize, String)> {
    let mut draw = Draw(1);
    let mut order: Vec<usize> = (0..titles.len()).collect();
    draw.shuffle(&mut order);
    let most = MOST.min(titles.len() / 50);
    let mut all: Vec<(usize, usize, String)> = Vec::new();
    // Numbers are the rarest; they choose first.
    for number in [1, 0, 2, 3, 4, 5] {
        let change = CHANGES[number].0;
        let most = if matches!(change, Change::Cut(_)) { most / 4 } else { most };
        let (pool, mut left) = (pool(change, titles), Vec::new());
        let before = all.len();
        for source in order {
            let text = (all.len() < before + most)
                .then(|| made(change, &titles[source], &pool, &mut draw))
                .flatten();
            match text {
                Some(text) => all.push((source, number, text)),
                None => left.push(source),
            }
        }
        order = left;
    }
    all
}

/// How many made headlines of each change there are in the corpus at `path`, and how many are joined to their source.
fn measure(path: &str, show: bool) -> Result<[[usize; 2]; CHANGES.len()], Box<dyn Error>> {
    let batch = read::read(&[Input::File(PathBuf::from(path))], &read::Options::default(), &())?;
    let titles: Vec<String> = batch.headlines.iter().map(|headline| headline.title.to_owned()).collect();
    let made = make(&titles);
    let mut block = Block::new(path);
    for title in titles.iter().chain(made.iter().map(|(_, _, text)| text)) {
        block.push(Headline::titled(title));
    }
    let mut headlines = Headlines::new();
    headlines.push(block);
    let report = cluster(&headlines, &Config::default(), &())?;
    let members = report.clusters.iter().enumerate();
    let cluster_of: HashMap<usize, usize> = members
        .flat_map(|(number, cluster)| cluster.members.iter().map(move |one| (one.headline as usize, number)))
        .collect();
    let mut counts = [[0; 2]; CHANGES.len()];
    for (place, (source, change, text)) in made.iter().enumerate() {
        let own = cluster_of.get(&(titles.len() + place));
        let is_joined = own.is_some() && own == cluster_of.get(source);
        counts[*change][0] += 1;
        counts[*change][1] += usize::from(is_joined);
        if show && is_joined && !matches!(CHANGES[*change].0, Change::Cut(_)) {
            println!("    {}\n    {text}\n", titles[*source]);
        }
    }
    Ok(counts)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut all = [[0; 2]; CHANGES.len()];
    let (options, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg == "--show");
    println!("Of each corpus, joined of the pairs: {}", CHANGES.map(|(_, name)| name).join(", "));
    for path in paths {
        let name = Path::new(&path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let corpus = name.split(['-', '.']).nth(1).unwrap_or_default();
        if WITHOUT_SPACES.contains(&corpus) {
            continue;
        }
        let counts = measure(&path, !options.is_empty())?;
        println!("{corpus}: {}", counts.map(|[pairs, joined]| format!("{joined}/{pairs}")).join(" "));
        for (sum, more) in all.iter_mut().zip(counts) {
            *sum = [sum[0] + more[0], sum[1] + more[1]];
        }
    }
    println!("\n| what was done to the headline | pairs | joined | |\n|---|---:|---:|---:|");
    for ((_, name), [pairs, joined]) in CHANGES.into_iter().zip(all) {
        let share = 100.0 * joined as f64 / pairs.max(1) as f64;
        println!("| {name} | {pairs} | {joined} | {share:.1} % |");
    }
    Ok(())
}
