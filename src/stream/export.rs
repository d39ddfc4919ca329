//! All of a stream as JSON, and back: so that nobody is locked in.

use std::borrow::Cow;

use ahash::AHashMap;
use serde::{Deserialize, Serialize};

use super::item::Seen;
use super::learned::{Learned, Span};
use super::{Stream, WORDLESS, now};
use crate::candidates::telling;
use crate::error::{BadLine, Error, Result};
use crate::index::Record;
use crate::normalize;
use crate::read::{self, Format, Input};

/// Times that an item may have, in milliseconds since 1970: from the year -9999 to 9999.
const REASONABLE: std::ops::Range<i64> = -377_705_116_800_000..253_402_300_800_000;

/// An item as JSON, with all that it takes to remember it elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exported<'a> {
    /// The headline that brought it.
    pub title: Cow<'a, str>,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    /// Its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    /// Its time of publication, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Cow<'a, str>>,
    /// Its canonical text.
    pub canonical: Cow<'a, str>,
    /// The times of publication that were seen, in milliseconds since 1970: the earliest and the latest.
    pub seen: [i64; 2],
    /// The clock of the stream when it last came.
    pub clock: i64,
    /// The number of its cluster.
    pub cluster: u64,
    /// Whether it is the one of its cluster that was kept.
    pub kept: bool,
}

impl Stream {
    /// All items that are held, in the order in which they came, to be [imported](Stream::import).
    pub fn export(&self) -> impl Iterator<Item = Exported<'_>> {
        self.window.items().map(|item| {
            let headline = self.window.headline(item);
            let seen = self.window.get(item).seen();
            Exported {
                title: headline.title.into(),
                id: headline.id.map(Cow::from),
                source: headline.source.map(Cow::from),
                published: headline.published.map(Cow::from),
                canonical: self.window.canonical(item).into(),
                seen: [seen.first, seen.last],
                clock: seen.clock,
                cluster: self.window.cluster(item),
                kept: self.window.kept(item) == item,
            }
        })
    }

    /// Fills an empty stream with what was exported, and writes a checkpoint: the index keeps the stream's window. Says how many items there
    /// were.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the stream is not empty; [`Error::BadLine`] for the first line that was not exported; what can
    /// go wrong in reading and writing.
    pub fn import(&mut self, inputs: &[Input]) -> Result<u64> {
        if !self.is_empty() {
            return Err(Error::Setting(
                "the index holds items already; import into a folder of its own".to_owned(),
            ));
        }
        self.note_push();
        let arrival = now();
        let options = read::Options { format: Format::Jsonl, strict: true, ..read::Options::default() };
        // Of items that were taken out the places are left.
        let start = self.window.base() + u64::from(self.window.next());
        let mut imported = 0_u64;
        // Clusters are numbered as their first items were in the index that was exported.
        let mut clusters: AHashMap<u64, u64> = AHashMap::new();
        read::read_records(inputs, &options, &(), &mut |portion| {
            let mut items = Vec::with_capacity(portion.headlines.len());
            for index in 0..portion.headlines.len() {
                let item: Exported<'_> = serde_json::from_slice(portion.record(index)).map_err(|error| {
                    let id = portion.headlines.get(index);
                    BadLine {
                        path: portion.headlines.name().to_owned(),
                        line: id.line,
                        what: format!("it is no exported item: {error}"),
                        remedy: "import what `doublet index export` wrote".to_owned(),
                    }
                })?;
                // Another version of doublet may have normalised otherwise.
                let canonical = normalize::canonical(&item.canonical);
                let is_ours = canonical == item.canonical || item.canonical.starts_with(WORDLESS);
                let canonical =
                    if is_ours { item.canonical.to_string() } else { normalize::canonical(&item.title) };
                let times = [item.seen[0], item.seen[1], item.clock];
                if canonical.is_empty() || times.iter().any(|time| !REASONABLE.contains(time)) {
                    return Err(Error::from(BadLine {
                        path: portion.headlines.name().to_owned(),
                        line: portion.headlines.get(index).line,
                        what: "its text is empty, or its times are beyond reason".to_owned(),
                        remedy: "import what `doublet index export` wrote".to_owned(),
                    }));
                }
                let cluster = *clusters.entry(item.cluster).or_insert(start + imported);
                imported += 1;
                items.push((item, canonical, cluster));
            }
            let records = items.iter().map(|(item, canonical, cluster)| Record {
                title: &item.title,
                id: item.id.as_deref(),
                source: item.source.as_deref(),
                published: item.published.as_deref(),
                canonical,
                seen: Seen { first: item.seen[0], last: item.seen[1], clock: item.clock },
                cluster: *cluster,
                is_kept: item.kept,
                telling: telling::words_of_new(canonical, &self.learned.weights).into_vec().into(),
            });
            let records: Vec<Record<'_>> = records.collect();
            self.note_telling(records.iter().map(|record| record.telling.iter().copied().collect()));
            self.put_back(&records.iter().map(Some).collect::<Vec<_>>());
            for record in &records {
                // It arrives now: the clock goes on from what it showed when this was exported, and nothing ages by the journey.
                self.clock.advance(record.seen.clock, arrival);
            }
            if self.learned.is_old(self.window.next()) {
                self.learned = Learned::of(&self.window, Span::newest(&self.window))?;
            }
            Ok(())
        })?;
        self.swept = self.clock.time.unwrap_or(i64::MIN);
        self.pushed = imported;
        self.learned = Learned::of(&self.window, Span::newest(&self.window))?;
        self.checkpoint(None)?;
        Ok(imported)
    }
}
