//! The keys of a text: texts that have one in common may be alike.
//!
//! A row for each band of the text's `MinHash` signature, and for each two of its telling words. With the key of its band a row
//! carries those of the next two, which split the bucket if it is too large, and the outline of the text, by which
//! most pairs of a bucket are turned away where they meet.

use crate::candidates::bands::{KeyMaker, further_keys};
use crate::candidates::telling;
use crate::candidates::tuning::Banding;
use crate::config::{Config, Shingle};
use crate::shingle::ShingleChunk;
use crate::sketch::outline::Outline;
use crate::weights::Weights;

use super::Position;

/// A text in one of its buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The bucket.
    pub bucket: u64,
    /// Two keys that split it, if it is too large.
    pub further: u64,
    /// Whose row it is.
    pub item: Position,
    /// The outline of the text's shingles.
    pub outline: Outline,
}

/// Where the number of the band stands in that of a bucket; the lower half is the key.
const KEY_BITS: u32 = u32::BITS;

/// The number that stands in place of a band's for two telling words: more than there are bands.
const TELLING: u64 = 1 << 16;

/// Whether a bucket is of texts with the same two telling words.
pub(super) fn is_telling(bucket: u64) -> bool {
    bucket >> KEY_BITS == TELLING
}

/// Makes the rows of texts.
#[derive(Clone, Debug)]
pub struct Keys<'w> {
    shingle: Shingle,
    /// The first band of each group, how many it has, and what makes their keys.
    groups: Vec<(u32, u32, KeyMaker)>,
    /// How much words tell, where texts that share two telling words are to meet.
    weights: Option<&'w Weights>,
}

impl<'w> Keys<'w> {
    /// For a run with these settings and weights.
    #[must_use]
    pub fn new(config: &Config, weights: &'w Weights) -> Self {
        let banding = Banding::choose(config.threshold, config.recall);
        let group = |bands: std::ops::Range<u32>| {
            (bands.start, bands.end - bands.start, KeyMaker::new(banding, bands))
        };
        Keys {
            shingle: config.shingle,
            groups: banding.groups().map(group).collect(),
            weights: config.containment.map(|_| weights),
        }
    }

    /// Gives the rows of some items, no more than some thousand at a time, each with its canonical text, which is not empty.
    pub fn rows(&self, items: &[(Position, &str)], mut give: impl FnMut(Row)) {
        let lists = ShingleChunk::of(items.iter().map(|&(_, text)| text), self.shingle);
        let outlines: Vec<Outline> = lists.iter().map(Outline::of_list).collect();
        for (first, count, maker) in &self.groups {
            let keys = maker.keys(lists.iter());
            for (place, (&(item, _), &outline)) in items.iter().zip(&outlines).enumerate() {
                for band in 0..*count {
                    let count = *count as usize;
                    let [key, next, last] = further_keys(count, band as usize, |band| keys.of(band, place));
                    let bucket = u64::from(first + band) << KEY_BITS | key;
                    give(Row { bucket, further: next << KEY_BITS | last, item, outline });
                }
            }
        }
        let Some(weights) = self.weights else { return };
        for (&(item, text), &outline) in items.iter().zip(&outlines) {
            let mut keys: Vec<u32> = telling::keys(&telling::words_of(text, weights)).collect();
            // By accident of the hash a text may have a key twice.
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                give(Row { bucket: TELLING << KEY_BITS | u64::from(key), further: 0, item, outline });
            }
        }
    }
}
