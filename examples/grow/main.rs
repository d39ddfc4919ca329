//! Makes many headlines of some: for benchmarks of sizes of which there are no real ones.
//!
//! ```text
//! cargo run --release --example grow -- FILE N [--seed S] > grown.jsonl
//! cargo run --release --example grow -- --check FILE grown.jsonl
//! ```
//!
//! FILE is of any format that is read, `N` headlines become lines of JSON with an id, a title, a source and a time of
//! publication, where the original has them. The id counts from 0; what is left of it when it is divided by the headlines of FILE
//! is the place of the original, from 0. The same FILE, `N` and seed give the same bytes.
//!
//! # The naive ways
//!
//! A feed written many times over has no more texts than it had: all that is new is a repeat. One whose
//! headlines are put together of halves has new texts, but no series, no outlet that cuts a title, no two that tell the
//! same in other words; all of that would have to be put in by hand, and a benchmark would measure the hand. And all
//! of it is made of the same few words, so that everything becomes similar to everything.
//!
//! # The idea
//!
//! The grown feed is *generations* of the original, one behind the other. A generation is the whole original with other
//! names: the rare words are [renamed](renaming) by a permutation of letters of that generation's own, the [common](original)
//! ones stay. "Lithuania revokes residence permits" becomes "Lithuania tivapir residence mitkesr". What is equal stays
//! equal, what differs differs as it did, where it did: repeats, near-duplicates, series, lengths and scripts are those of the original
//! because nothing is done to them. Between the generations there is what two years of a feed have in common: its language, and
//! the frames of its series.
//!
//! So with `N` grows what grows with a feed that goes on: the words, by new names; the series, by new
//! instances of the same frame; and the head, the [titles of columns](original), five hundred texts that make 4 % of the
//! stream and repeat in each generation as they are. The most frequent one stands 4,211 times among 3.2 million headlines, and
//! 130,000 times among a hundred million. Any other text repeats as often as it did: it is news, and its repeats come
//! within days.
//!
//! # What it costs
//!
//! Reading and learning take four microseconds a headline of FILE; then a headline is a copy with some letters looked up, and
//! some million a second are written: a hundred million of them, 14.5 GB, in half a minute on two cores. Of a wave of
//! blocks all threads make lines while the wave before is written. Memory holds FILE's records and two waves, whatever
//! `N`; while it learns, the headlines and their words beside the records, 400 bytes a headline.
//!
//! # What it keeps, and what it does not
//!
//! `--check` prints [a table](check). The stream grown to ten million has 28.5 % of exact repeats where it had 28.1, since 0.7 %
//! of its texts have no rare word and recur in each generation; and 1.92 candidates a headline where it had 1.90.
//!
//! One generation by itself has 5 % fewer candidates than the original, and 3 % fewer pairs of duplicates: a rare word and a
//! [common](original) one that share letters, as two forms may, share none when the one is renamed. Were all words renamed,
//! it would be 1 % fewer, and no fewer duplicates. All generations together have more candidates the more there are,
//! by the instances of series: an eighth of the stream has 0.45 a headline, and 1.02 in 31 generations.
//!
//! It is a longer feed, not a denser one: the outlets that tell the same story are no more than they were. The stream thinned at
//! random to a half, a quarter and an eighth has 1.29, 0.79 and 0.45 candidates a headline, so a feed that becomes
//! denser has more of them than one that is grown.
//!
//! New words come at the rate of the first generation; in a real feed ever more slowly. Times of publication are those of the
//! original, so a window of days sees all generations at once. The last generation is as much of the beginning of FILE as
//! is wanted; with `N` below one generation that is all there is. Of few headlines little can be learned: a thousand have
//! hardly a word that is rare for certain. What is grown is for measuring, not for passing on: its common words and its columns'
//! titles are still those of the outlets that wrote them.

mod check;
mod draw;
mod original;
mod renaming;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use doublet::read::{self, Input};
use doublet::{Headlines, Observer};
use original::Original;
use rayon::prelude::*;

const USAGE: &str = "usage: grow FILE N [--seed S] > grown.jsonl\n       grow --check FILE grown.jsonl";

/// So many blocks are made at a time, while those before are written: enough for the threads of one machine.
const WAVE: usize = 16;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Args {
    Grow { file: String, count: u64, seed: u64 },
    Check { file: String, grown: String },
}

impl Args {
    fn parse(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut seed, mut is_check, mut names) = (None, false, Vec::new());
        let mut args = args;
        let number = |text: Option<String>, what: &str| {
            let text = text.ok_or_else(|| format!("{what} is missing"))?;
            text.replace('_', "")
                .parse::<u64>()
                .map_err(|_| format!("{what} is a whole number, not {text:?}"))
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--check" => is_check = true,
                "--seed" => seed = Some(number(args.next(), "the seed")?),
                option if option.starts_with("--") => return Err(format!("there is no option {option}")),
                _ => names.push(arg),
            }
        }
        match (is_check, seed, <[String; 2]>::try_from(names)) {
            (true, None, Ok([file, grown])) => Ok(Args::Check { file, grown }),
            (true, Some(_), Ok(_)) => Err("a check has no seed".to_owned()),
            (false, seed, Ok([file, count])) => {
                Ok(Args::Grow { file, count: number(Some(count), "N")?, seed: seed.unwrap_or(1) })
            }
            (true, _, Err(_)) => Err("a check takes two files".to_owned()),
            (false, _, Err(_)) => Err("name a file and how many headlines to make of it".to_owned()),
        }
    }
}

/// Tells what of an input is passed over.
struct Tell;

impl Observer for Tell {
    fn bad_line(&self, bad: &doublet::BadLine) {
        eprintln!("grow: {bad}");
    }

    fn input_failed(&self, error: &doublet::Error) {
        eprintln!("grow: {error}");
    }
}

/// The headlines of `file`; an error where there are none.
fn headlines_of(file: &str) -> Result<Headlines, Box<dyn Error>> {
    let batch = read::read(&[Input::from(file)], &read::Options::default(), &Tell)?;
    if batch.headlines.is_empty() {
        Err(format!("{file}: no headlines in it").into())
    } else {
        Ok(batch.headlines)
    }
}

/// Writes `count` headlines made of `original`.
fn grow(original: &Original, count: u64, seed: u64, out: &mut (impl Write + Send)) -> io::Result<()> {
    let (mut lines, mut next) = (Vec::<String>::new(), 0);
    let mut write = |lines: &[String]| lines.iter().try_for_each(|some| out.write_all(some.as_bytes()));
    for generation in 0.. {
        if next == count {
            break;
        }
        let renaming = original.letters.renaming(seed, generation);
        for wave in original.blocks.chunks(WAVE) {
            let mut blocks = Vec::new();
            for block in wave {
                let end = count.min(next + block.len());
                blocks.push((block, next..end));
                next = end;
            }
            let rename = || {
                let wanted = blocks.par_iter().filter(|(_, ids)| !ids.is_empty());
                wanted.map(|(block, ids)| block.renamed(&renaming, ids.clone())).collect()
            };
            let (more, written) = rayon::join(rename, || write(&lines));
            written?;
            lines = more;
        }
    }
    write(&lines)?;
    out.flush()
}

fn run(args: Args) -> Result<(), Box<dyn Error>> {
    match args {
        Args::Check { file, grown } => check::print(&headlines_of(&file)?, &headlines_of(&grown)?),
        Args::Grow { file, count, seed } => {
            let start = Instant::now();
            let original = Original::of(&headlines_of(&file)?)?;
            eprintln!("grow: learned from {file} in {:.1} s", start.elapsed().as_secs_f64());
            let start = Instant::now();
            match grow(&original, count, seed, &mut io::stdout()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
            let seconds = start.elapsed().as_secs_f64();
            eprintln!("grow: {count} headlines in {seconds:.1} s, {:.0} a second", count as f64 / seconds);
            Ok(())
        }
    }
}

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(what) => {
            eprintln!("grow: {what}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("grow: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests;
