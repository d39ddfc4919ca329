//! The pairs of texts that share a key, and of these the nearest of each text.
//!
//! The rows of a part come in the order of their buckets, and within these of their further keys and items. All pairs of a bucket
//! of up to 256 texts are looked at; a larger one is split by the further keys, and what these leave large gives each text
//! 17 others. So a text looks at 128 others a bucket on average at most, a bucket of a million takes as long as a few thousand small
//! ones, and memory holds some hundred rows of it.
//!
//! A pair comes once for each bucket that it shares. Its text's pairs are then brought together, in the order of how unlike
//! they are, and [`Nearest`] lets 256 of them pass, each once. What passes for either of its texts is judged.

use std::ops::Range;

use crate::candidates::{self, Buckets, Met, NEAREST, Splitter};
use crate::config::{Config, Threshold};
use crate::sketch::outline::{Asked, Outline};

use super::Position;
use super::keys::{Row, is_telling};

/// A pair that could be alike, the lower item first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The lower item.
    pub one: Position,
    /// The higher one.
    pub other: Position,
    /// How unlike they are by their outlines.
    pub unlike: u32,
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

    /// The pairs that were found since the last time. One may come several times.
    pub fn take(&mut self) -> Vec<Candidate> {
        std::mem::take(&mut self.found)
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
            let candidate = |pair: candidates::Pair| {
                let [one, other] = [pair.first(), pair.second()].map(|place| place as usize);
                let (left, right) = (self.items[one], self.items[other]);
                Candidate {
                    one: left.min(right),
                    other: left.max(right),
                    unlike: candidates::unlike(&self.outlines[one], &self.outlines[other]),
                }
            };
            self.found.extend(buckets.finish().into_iter().map(candidate));
        }
        self.items.clear();
        self.outlines.clear();
        self.waiting.clear();
    }
}

/// Lets the nearest of each text pass, each once. They come in the order of the text, how unlike they are, and the other.
///
/// ```
/// use doublet::parts::pairs::Nearest;
/// let mut nearest = Nearest::default();
/// let passed = [(1, 7, 2), (1, 7, 2), (1, 8, 3)].map(|(item, unlike, other)| nearest.passes(item, unlike, other));
/// assert_eq!(passed, [true, false, true]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Nearest {
    last: Option<(Position, u32, Position)>,
    passed: u32,
}

impl Nearest {
    /// Whether `other` is one of the nearest of `item`.
    pub fn passes(&mut self, item: Position, unlike: u32, other: Position) -> bool {
        let row = (item, unlike, other);
        if self.last.is_none_or(|last| last.0 != item) {
            self.passed = 0;
        } else if self.last == Some(row) {
            return false;
        }
        self.last = Some(row);
        self.passed += 1;
        self.passed <= NEAREST
    }
}
