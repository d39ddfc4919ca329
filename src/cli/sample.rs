//! `doublet sample`: something to try the program on.
//!
//! The samples are a part of the program, so that whoever has it alone can run each command of its documentation. A file that is
//! there with another content may be somebody's work: it is not overwritten unless that is asked for.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use doublet::report::sanitize::sanitize;

use super::exit::Exit;
use super::output::{self, Target};

/// The samples by their names, as they stand in the folder `samples`.
const SAMPLES: [(&str, &[u8]); 10] = [
    ("README.md", include_bytes!("../../samples/README.md")),
    ("feed.atom", include_bytes!("../../samples/feed.atom")),
    ("feed.csv", include_bytes!("../../samples/feed.csv")),
    ("feed.jsonl", include_bytes!("../../samples/feed.jsonl")),
    ("feed.rss", include_bytes!("../../samples/feed.rss")),
    ("languages.tsv", include_bytes!("../../samples/languages.tsv")),
    ("page.html", include_bytes!("../../samples/page.html")),
    ("page.txt", include_bytes!("../../samples/page.txt")),
    ("pairs.tsv", include_bytes!("../../samples/pairs.tsv")),
    ("rules.tsv", include_bytes!("../../samples/rules.tsv")),
];

/// What to try on them: options, the files, and what it shows.
const TRIALS: [(&str, &[&str], &str); 6] = [
    ("cluster", &["feed.jsonl"], "the same headline on several feeds"),
    ("dedup", &["feed.csv"], "a feed without its repeats"),
    ("cluster --relations", &["feed.jsonl"], "updates and series beside the clusters"),
    ("cluster", &["page.html"], "a scraped page"),
    ("boilerplate", &["feed.jsonl"], "what outlets put on all their headlines"),
    ("evaluate --pairs", &["pairs.tsv", "feed.jsonl"], "how good the clusters are"),
];

/// What becomes of files that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    Kept,
    Overwritten,
}

/// `doublet sample`, resolved.
pub(crate) struct SampleTask {
    pub(crate) folder: PathBuf,
    pub(crate) existing: Existing,
}

/// Writes the samples, and says what to do with them.
pub(crate) fn run(task: &SampleTask) -> Result<Exit> {
    let folder = &task.folder;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    if task.existing == Existing::Kept {
        refuse_to_overwrite(folder)?;
    }
    for (name, content) in SAMPLES {
        output::write(&Target::File(folder.join(name)), |out| out.write_all(content))?;
    }
    output::write(&Target::Stdout, |out| write_trials(folder, out))?;
    Ok(Exit::Done)
}

/// An error where a file is there that is none of the samples.
fn refuse_to_overwrite(folder: &Path) -> Result<()> {
    let is_another = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        // A link to nowhere is there too, and would be written through.
        path.symlink_metadata().is_ok() && fs::read(path).map_or(true, |found| found != content)
    };
    let others = SAMPLES.iter().filter(|(name, content)| is_another(name, content));
    let others: Vec<&str> = others.map(|(name, _)| *name).collect();
    if !others.is_empty() {
        bail!(
            "{}: {} there already, with another content; name another folder, or overwrite with --force",
            folder.display(),
            match others[..] {
                [name] => format!("{name} is"),
                _ => format!("{} are", others.join(", ")),
            }
        );
    }
    Ok(())
}

fn write_trials(folder: &Path, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} files are in {}; try", SAMPLES.len(), sanitize(&folder.display().to_string()))?;
    let trials = TRIALS.map(|(options, files, shows)| {
        let files: Vec<String> = files.iter().map(|file| quoted(&folder.join(file))).collect();
        (format!("doublet {options} {}", files.join(" ")), shows)
    });
    let width = trials.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    trials.iter().try_for_each(|(command, shows)| writeln!(out, "  {command:<width$}  # {shows}"))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = sanitize(&path.to_string_lossy()).into_owned();
    // What cannot be quoted has a zero byte in it, which no path has.
    shlex::try_quote(&path).map_or_else(|_| path.clone(), std::borrow::Cow::into_owned)
}
