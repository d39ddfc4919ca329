//! The pairs of texts that share a key, and of these the nearest of each text.
//!
//! The rows of a part come in the order of their buckets, and within these of their further keys and items. All pairs of a bucket
//! of up to 256 texts are looked at; a larger one is split by the further keys, and what these leave large gives each text
//! 17 others. So a text looks at 128 others a bucket on average at most, a bucket of a million takes as long as a few thousand small
//! ones, and memory holds some hundred rows of it.
//!
//! A pair comes once for each bucket that it shares, as a [`Candidate`] of either text. Those of a text are brought together, and
//! [`Nearest`] leaves 256 of them, each once. What is left for either of its texts is judged. The nearest among the nearest of some are the
//! nearest of all: so candidates are thinned before they travel too, and memory holds few of them however many a text has: those
//! of some thousand rows at a time, two million at the most, and then some ten thousand.

use std::ops::Range;

use crate::candidates::{self, Buckets, Met, NEAREST, Splitter};
use crate::config::{Config, Threshold};
use crate::sketch::outline::{Asked, Outline};

use super::Position;
use super::keys::{Row, is_telling};

/// A text that could be like another. In order those of one text come together, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The text.
    pub item: Position,
    /// How unlike they are by their outlines.
    pub unlike: u32,
    /// The other.
    pub other: Position,
}

/// A text in a bucket.
type Entry = (Position, Outline);

/// Pairs up rows, which come in the order of bucket, further keys and item.
#[derive(Clone, Debug)]
pub struct Pairing {
    similarity: Threshold,
    containment: Option<Threshold>,
    splitter: Splitter<Entry>,
    /// What is complete and waits to be compared.
    items: Vec<Position>,
    outlines: Vec<Outline>,
    waiting: Vec<Waiting>,
    found: Vec<Candidate>,
}

/// A bucket, or a piece of one, that waits.
#[derive(Clone, Debug)]
struct Waiting {
    places: Range<u32>,
    met: Met,
    is_telling: bool,
}

/// So many rows are compared at once.
const AT_ONCE: usize = 1 << 13;

impl Pairing {
    /// For a run with these settings.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Pairing {
            similarity: config.threshold,
            containment: config.containment,
            splitter: Splitter::default(),
            items: Vec::new(),
            outlines: Vec::new(),
            waiting: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Takes the next row in.
    pub fn push(&mut self, row: &Row) {
        let keys = [row.bucket, row.further >> u32::BITS, row.further & u64::from(u32::MAX)];
        self.with_splitter(|splitter, give| splitter.push(keys, (row.item, row.outline), give));
        if self.items.len() >= AT_ONCE {
            self.compare();
        }
    }

    /// No more rows come.
    pub fn finish(&mut self) {
        self.with_splitter(|splitter, give| splitter.finish(give));
        self.compare();
    }

    /// What was found since the last time, in order, each pair from either text. One may come again the next time.
    pub fn take(&mut self) -> Vec<Candidate> {
        let mut found = std::mem::take(&mut self.found);
        thin(&mut found);
        found
    }

    /// Has what is complete wait.
    fn with_splitter(
        &mut self,
        split: impl FnOnce(&mut Splitter<Entry>, &mut dyn FnMut(&[(candidates::Keys, Entry)], Met)),
    ) {
        let Pairing { splitter, items, outlines, waiting, .. } = self;
        split(splitter, &mut |rows: &[(candidates::Keys, Entry)], met: Met| {
            let place = |count: usize| u32::try_from(count).expect("some thousand rows wait");
            let start = place(items.len());
            items.extend(rows.iter().map(|&(_, (item, _))| item));
            outlines.extend(rows.iter().map(|&(_, (_, outline))| outline));
            let is_telling = rows.first().is_some_and(|([bucket, ..], _)| is_telling(*bucket));
            waiting.push(Waiting { places: start..place(items.len()), met, is_telling });
        });
    }

    /// Compares what waits.
    fn compare(&mut self) {
        let asked = [Some(Asked::Similarity(self.similarity)), self.containment.map(Asked::Containment)];
        for (is_telling, asked) in [false, true].into_iter().zip(asked) {
            let Some(asked) = asked else { continue };
            let mut buckets = Buckets::new(&self.outlines, asked);
            for Waiting { places, met, .. } in
                self.waiting.iter().filter(|waiting| waiting.is_telling == is_telling)
            {
                buckets.push_met(places.clone(), *met);
            }
            let both = |pair: candidates::Pair| {
                let [one, other] = [pair.first(), pair.second()].map(|place| place as usize);
                let unlike = candidates::unlike(&self.outlines[one], &self.outlines[other]);
                [(one, other), (other, one)].map(|(item, other)| Candidate {
                    item: self.items[item],
                    unlike,
                    other: self.items[other],
                })
            };
            self.found.extend(buckets.finish().into_iter().flat_map(both));
        }
        self.items.clear();
        self.outlines.clear();
        self.waiting.clear();
    }
}

/// Leaves the nearest of each text, each once, in order.
fn thin(candidates: &mut Vec<Candidate>) {
    candidates.sort_unstable();
    candidates.dedup();
    let mut left = (Position::MAX, 0);
    candidates.retain(|&Candidate { item, .. }| {
        left = if left.0 == item { (item, left.1 + 1) } else { (item, 1) };
        left.1 <= NEAREST
    });
}

/// So many candidates are thinned at once: many times what is left of one text, so that each is sorted about once.
const HELD: usize = 1 << 14;

/// The nearest of each text, each once. Those of a text come one after the other, in any order.
///
/// ```
/// use doublet::parts::pairs::{Candidate, Nearest};
/// let mut nearest = Nearest::default();
/// let [far, near] = [(3, 8), (2, 7)].map(|(unlike, other)| Candidate { item: 1, unlike, other });
/// nearest.extend([far, near, far]);
/// nearest.finish();
/// assert_eq!(nearest.take(), [near, far]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Nearest {
    held: Vec<Candidate>,
    passed: Vec<Candidate>,
}

impl Nearest {
    /// No more come.
    pub fn finish(&mut self) {
        thin(&mut self.held);
        self.passed.append(&mut self.held);
    }

    /// What is complete since the last time, in order.
    pub fn take(&mut self) -> Vec<Candidate> {
        std::mem::take(&mut self.passed)
    }
}

impl Extend<Candidate> for Nearest {
    fn extend<T: IntoIterator<Item = Candidate>>(&mut self, candidates: T) {
        for candidate in candidates {
            // Of the last text more may come; once thinned it is far from enough to get here again.
            if self.held.len() >= HELD {
                let last = self.held[self.held.len() - 1].item;
                thin(&mut self.held);
                let (complete, rest) = self.held.iter().partition(|candidate| candidate.item != last);
                self.passed.extend::<Vec<_>>(complete);
                self.held = rest;
            }
            self.held.push(candidate);
        }
    }
}
