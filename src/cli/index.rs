//! `doublet index`: what it holds, whether it is whole, what goes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufRead, Write};
use std::path::Path;

use anyhow::{Context, Result};
use doublet::report::{ClusterId, excerpt};
use doublet::stream::{INDEX_FILE, Stream, disk_size};
use indicatif::HumanCount;
use serde::Serialize;

use super::dedup::opened;
use super::exit::Exit;
use super::messages::Messages;
use super::output::{self, Target};
use super::plan::{IndexTask, IndexWork};

/// Sources and clusters that are named: the largest.
const NAMED: usize = 10;

/// The columns of a title that is named.
const TITLE: usize = 70;

/// Opens and does it.
pub(crate) fn run(task: &IndexTask, messages: &Messages) -> Result<Exit> {
    let folder = task.folder.as_path();
    let view = || Stream::view(folder, task.config.clone(), None);
    match &task.work {
        IndexWork::Stats { is_json } => {
            let stats = Stats::of(&view()?, folder)?;
            output::write(&Target::Stdout, |out| {
                if *is_json { write_json(&stats, out) } else { stats.write(out) }
            })?;
        }
        IndexWork::Verify => {
            let stream = Stream::verify(folder, task.config.clone())?;
            output::write(&Target::Stdout, |out| {
                writeln!(
                    out,
                    "whole: {} items, every block with its checksum",
                    HumanCount(stream.items().count() as u64)
                )
            })?;
        }
        IndexWork::Expire { window } => {
            existing(folder, view)?;
            let mut stream = opened(folder, &task.config, *window)?;
            let gone = HumanCount(stream.expire()? as u64);
            stream.finish(None)?;
            messages.tell(&format!("{gone} items had aged out of a window of {}", stream.window()));
        }
        IndexWork::Export { target } => {
            let stream = view()?;
            output::write(target, |out| stream.export().try_for_each(|exported| write_json(&exported, out)))?;
        }
        IndexWork::Import { window, inputs } => {
            let mut stream = Stream::open(folder, task.config.clone(), window.duration())?;
            let count = HumanCount(stream.import(inputs)?);
            stream.finish(None)?;
            messages.tell(&format!("{count} items imported, to be remembered for {window}"));
        }
        IndexWork::Forget { ids } => {
            existing(folder, view)?;
            let ids = match ids {
                Some(ids) => ids.clone(),
                None => io::stdin()
                    .lock()
                    .lines()
                    .collect::<io::Result<_>>()
                    .context("cannot read standard input")?,
            };
            let ids = ids
                .into_iter()
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty())
                .collect::<HashSet<String>>();
            let mut stream = Stream::open(folder, task.config.clone(), None)?;
            let found = stream.forget(&ids)?;
            stream.finish(None)?;
            let mut missing: Vec<&String> = ids.difference(&found).collect();
            missing.sort();
            messages.tell(&format!("{} of {} ids were taken out", HumanCount(found.len() as u64), ids.len()));
            if let Some(id) = missing.first() {
                let others = match missing.len() - 1 {
                    0 => String::new(),
                    others => format!(", and {} others are unknown too", HumanCount(others as u64)),
                };
                messages.error_text(&format!(
                    "no item has the id {id}{others}; of headlines with the same text the index knows the first"
                ));
                return Ok(Exit::Failed);
            }
        }
    }
    Ok(Exit::Done)
}

/// Makes sure that there is an index: to open one to write makes it.
fn existing(folder: &Path, view: impl FnOnce() -> doublet::Result<Stream>) -> Result<()> {
    if folder.join(INDEX_FILE).is_file() { Ok(()) } else { Ok(view().map(drop)?) }
}

fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// What an index holds, in numbers.
#[derive(Serialize)]
struct Stats {
    items: u64,
    /// Of them the ones that were kept.
    kept: u64,
    bytes: u64,
    /// How long is remembered, if it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<String>,
    /// The earliest and the latest time of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<[String; 2]>,
    /// Items by source, the most first.
    sources: Vec<(String, u64)>,
    /// The largest clusters.
    clusters: Vec<Largest>,
}

/// A large cluster.
#[derive(Serialize)]
struct Largest {
    cluster: String,
    items: u64,
    title: String,
}

impl Stats {
    fn of(stream: &Stream, folder: &Path) -> Result<Self> {
        let mut stats = Stats {
            items: 0,
            kept: 0,
            bytes: disk_size(folder)?,
            window: stream.window_of_index().map(|window| window.to_string()),
            published: None,
            sources: Vec::new(),
            clusters: Vec::new(),
        };
        let mut span: Option<[i64; 2]> = None;
        let mut sources: BTreeMap<&str, u64> = BTreeMap::new();
        let mut clusters: HashMap<ClusterId, (u64, &str)> = HashMap::new();
        for item in stream.items() {
            stats.items += 1;
            stats.kept += u64::from(item.is_kept);
            let [first, last] = item.published;
            span = Some(span.map_or([first, last], |[least, most]| [least.min(first), most.max(last)]));
            *sources.entry(item.headline.source.unwrap_or("(none)")).or_default() += 1;
            let cluster = clusters.entry(item.cluster).or_insert((0, item.headline.title));
            cluster.0 += 1;
            if item.is_kept {
                cluster.1 = item.headline.title;
            }
        }
        let day = |time: i64| jiff::Timestamp::from_millisecond(time).map(|time| time.to_string());
        // Where no window ever asked for dates, none was read.
        stats.published = span
            .filter(|span| *span != [0, 0])
            .and_then(|[first, last]| Some([day(first).ok()?, day(last).ok()?]));
        stats.sources = sources.into_iter().map(|(source, count)| (source.to_owned(), count)).collect();
        stats.sources.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut largest: Vec<(ClusterId, (u64, &str))> =
            clusters.into_iter().filter(|(_, (count, _))| *count > 1).collect();
        largest.sort_by_key(|&(id, (count, _))| (std::cmp::Reverse(count), id));
        largest.truncate(NAMED);
        stats.clusters = largest
            .into_iter()
            .map(|(id, (items, title))| Largest { cluster: id.to_string(), items, title: title.to_owned() })
            .collect();
        Ok(stats)
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "items      {}", HumanCount(self.items))?;
        writeln!(out, "kept       {}", HumanCount(self.kept))?;
        writeln!(out, "on disk    {}", indicatif::HumanBytes(self.bytes))?;
        if let Some(window) = &self.window {
            writeln!(out, "window     {window}")?;
        }
        if let Some([first, last]) = &self.published {
            writeln!(out, "published  {first} to {last}")?;
        }
        for (source, count) in self.sources.iter().take(NAMED) {
            writeln!(out, "source     {:>9}  {}", HumanCount(*count), excerpt(source, TITLE))?;
        }
        for Largest { cluster, items, title } in &self.clusters {
            writeln!(out, "cluster    {:>9}  {cluster}  {}", HumanCount(*items), excerpt(title, TITLE))?;
        }
        Ok(())
    }
}
