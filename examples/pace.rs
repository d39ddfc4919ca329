//! How fast a stream is, by the size of its window: for BENCHMARKS.md.
//!
//! ```sh
//! cargo run --release --example pace -- feed.jsonl 100000 1000000 5000000
//! ```
//!
//! For each size the first so many headlines of the feed fill the window, in batches; then two hundred thousand more are pushed in
//! batches, and twenty thousand one by one, each timed. The same with an index, with a checkpoint for each batch of
//! 8,192, which is written while the next is judged, and which is then opened anew. Each size is a process of its own, so that its memory
//! is its own.

use std::error::Error;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use doublet::read::{Input, Options, read};
use doublet::stream::{Stream, disk_size};
use doublet::{Config, Headline, Headlines};

/// Headlines between two checkpoints.
const BATCH: usize = 8192;

/// Headlines that are pushed into the full window in batches: so many that what is learned now and then has its share.
const BATCHED: usize = 200_000;

/// Headlines that are pushed one by one.
const TIMED: usize = 20_000;

/// Nothing ages out within a hundred years.
const WINDOW: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [feed, sizes @ ..] = arguments.as_slice() else { return Err("usage: pace FEED SIZE...".into()) };
    if let [kind, size] = sizes
        && (kind == "memory" || kind == "index")
    {
        return measure(feed, kind == "index", size.parse()?);
    }
    println!(
        "| window | where | batches, headlines/s | one by one, p50 / p99 µs | memory, bytes | open, s | disk, bytes |"
    );
    println!("|---|---|---|---|---|---|---|");
    for size in sizes {
        for kind in ["memory", "index"] {
            let status = Command::new(std::env::current_exe()?).args([feed, kind, size]).status()?;
            if !status.success() {
                return Err(format!("{kind} {size}: {status}").into());
            }
        }
    }
    Ok(())
}

fn measure(feed: &str, is_lasting: bool, size: usize) -> Result<(), Box<dyn Error>> {
    let all = read(&[Input::from(feed)], &Options::default(), &())?.headlines;
    if all.len() < size + BATCHED + TIMED {
        return Err(format!("{feed} has {} headlines, too few", all.len()).into());
    }
    let folder = tempfile::tempdir()?;
    let before = memory();
    let open = |folder: &Path| {
        if is_lasting {
            Stream::open(folder, Config::default(), Some(WINDOW))
        } else {
            Stream::new(Config::default(), Some(WINDOW))
        }
    };
    let mut stream = open(folder.path())?;
    push(&mut stream, &all, 0..size)?;
    let held = memory().saturating_sub(before);
    let started = Instant::now();
    let one_by_one = size + BATCHED;
    push(&mut stream, &all, size..one_by_one)?;
    let rate = BATCHED as f64 / started.elapsed().as_secs_f64();
    let mut times: Vec<Duration> = Vec::with_capacity(TIMED);
    for index in one_by_one..one_by_one + TIMED {
        let headline = all.get(index);
        let started = Instant::now();
        stream.push(headline)?;
        times.push(started.elapsed());
    }
    stream.finish(None)?;
    times.sort_unstable();
    let at = |share: usize| times[TIMED * share / 100].as_secs_f64() * 1e6;
    let (mut opening, mut disk) = (String::new(), String::new());
    if is_lasting {
        drop(stream);
        let started = Instant::now();
        let stream = open(folder.path())?;
        opening = format!("{:.2}", started.elapsed().as_secs_f64());
        disk = format!("{}", disk_size(folder.path())? / (one_by_one + TIMED) as u64);
        drop(stream);
    }
    println!(
        "| {size} | {} | {rate:.0} | {:.0} / {:.0} | {} | {opening} | {disk} |",
        if is_lasting { "index" } else { "memory" },
        at(50),
        at(99),
        held / size as u64,
    );
    Ok(())
}

/// Pushes some headlines in batches, each with a checkpoint that is written while the next is judged, as `doublet serve` does.
fn push(stream: &mut Stream, all: &Headlines, which: Range<usize>) -> doublet::Result<()> {
    let mut written: Option<JoinHandle<doublet::Result<()>>> = None;
    let wait = |written: Option<JoinHandle<doublet::Result<()>>>| {
        written.map_or(Ok(()), |thread| thread.join().expect("writing does not panic"))
    };
    for start in which.clone().step_by(BATCH) {
        let batch: Vec<Headline<'_>> =
            (start..which.end.min(start + BATCH)).map(|index| all.get(index)).collect();
        stream.push_all(&batch)?;
        wait(written.take())?;
        written = stream.begin_checkpoint(None).map(|checkpoint| thread::spawn(|| checkpoint.write()));
    }
    wait(written)
}

/// The bytes that the process holds; 0 where the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kib| kib * 1024)
}
