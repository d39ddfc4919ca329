//! The loop of a scraper that runs for months: fetch, let the new ones pass, hand them on, let the index know.
//!
//! ```sh
//! cargo run --release --example scraper -- seen samples/feed.jsonl samples/feed.csv
//! ```
//!
//! Each file stands for one visit to the outlets. What is new in it goes to standard output, a title a line.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use doublet::read::{Input, Options, read};
use doublet::stream::{Status, Stream};
use doublet::{Config, Headline};

const WINDOW: Duration = Duration::from_secs(14 * 24 * 60 * 60);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: scraper FOLDER FILE...")?;
    scrape(Path::new(&folder), arguments, &mut std::io::stdout())
}

fn scrape(
    folder: &Path,
    visits: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let mut stream = Stream::open(folder, Config::default(), Some(WINDOW))?;
    for visit in visits {
        let batch = read(&[Input::from(visit.as_str())], &Options::default(), &())?;
        let headlines: Vec<Headline<'_>> = batch.headlines.iter().collect();
        for (headline, verdict) in headlines.iter().zip(stream.push_all(&headlines)?) {
            if verdict.status != Status::Duplicate {
                writeln!(out, "{}", headline.title)?;
            }
        }
        // First what is new is out of our hands, then the index learns of it: a crash in between repeats it.
        out.flush()?;
        stream.checkpoint(None)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_visit_brought_the_next_does_not() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let feed = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/feed.jsonl");
        let visit = || {
            let mut out = Vec::new();
            scrape(folder.path(), std::iter::once(feed.to_owned()), &mut out).expect("the sample is read");
            String::from_utf8_lossy(&out).lines().count()
        };
        let (first, second) = (visit(), visit());
        assert!(first > 300 && second < 10, "{first}, {second}");
    }
}
