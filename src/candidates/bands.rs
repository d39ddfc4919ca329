//! Candidates from MinHash signatures: items whose sketches agree on a whole band.
//!
//! The naive version keeps every sketch and a hash table a band. Sketches of 123 slots are
//! 492 bytes an item, and tables of buckets are a cache miss an item and band; both are
//! given up. A band of a sketch is folded to a 32-bit key as soon as the minima are known, so an item
//! costs four bytes a band; the keys of one band are then sorted with their items, and the
//! runs of equal keys are the buckets. Bands are sorted in parallel, one a thread. And the bands come in
//! [groups](Banding::groups), each sketched when the one before is done, so that never more than 64 slots
//! of an item are known at a time.
//!
//! Two items fall into one bucket by accident of the 32-bit key once in 4 billion pairs: at
//! ten million items ten thousand extra candidates a band, which the judge turns away.
//!
//! A bucket of more than 256 items is a series, or a phrase that
//! everybody uses. It is split once more by the keys of the next bands, where the items that are
//! closest stay together; what is left large is paired in linear number. No bucket is dropped.
//!
//! Cost: `bands * n` entries sorted, 12 ns each; the candidates of each band are sorted, and those of all bands merged, to be
//! distinct.

use std::ops::Range;

use rayon::prelude::*;

use super::buckets::{Buckets, WHOLE_BUCKET};
use super::nearest::{nearest, thinned};
use super::split::{Keys as SplitKeys, Splitter};
use super::{Pair, radix, union};
use crate::candidates::tuning::Banding;
use crate::collapse::CHUNK;
use crate::config::Threshold;
use crate::error::Result;
use crate::observe::{Observer, Stage, stage};
use crate::shingle::Shingled;
use crate::sketch::minhash::MinHasher;
use crate::sketch::outline::{Asked, Outline};
use crate::spill::Kept;

/// The band keys of consecutive items, one column a band.
#[derive(Clone, Debug)]
pub struct Keys {
    bands: usize,
    /// From one column to the next.
    stride: usize,
    columns: Kept<[u32]>,
}

impl Keys {
    /// The key of the item at `place` in `band`.
    #[inline]
    pub(crate) fn of(&self, band: usize, place: usize) -> u32 {
        self.columns[band * self.stride + place]
    }
}

/// Makes the band keys of some items at a time.
#[derive(Clone, Debug)]
pub struct KeyMaker {
    bands: usize,
    rows: usize,
    hasher: MinHasher,
}

impl KeyMaker {
    /// For some of the bands of `banding`, at least one.
    #[must_use]
    pub fn new(banding: Banding, bands: Range<u32>) -> Self {
        let rows = banding.rows;
        let slots = u64::from(bands.start * rows)..u64::from(bands.end * rows);
        KeyMaker { bands: bands.len(), rows: rows as usize, hasher: MinHasher::of_slots(slots) }
    }

    /// The keys of items with these shingles, in whatever order and number, and each with one at least.
    pub fn keys<'a>(&self, items: impl ExactSizeIterator<Item = &'a [u32]>) -> Keys {
        let (bands, stride) = (self.bands, items.len() + LINE);
        let mut columns = vec![0; bands * stride];
        let mut minima = vec![0; self.hasher.padded_slots()];
        for (item, shingles) in items.enumerate() {
            self.hasher.minima_into(shingles, &mut minima);
            let places = columns[item..].iter_mut().step_by(stride).take(bands);
            // Three rows are the default, and are folded without a loop.
            match self.rows {
                3 => places.zip(minima.as_chunks::<3>().0).for_each(|(key, slots)| *key = fold(slots)),
                rows => places.zip(minima.chunks_exact(rows)).for_each(|(key, slots)| *key = fold(slots)),
            }
        }
        Keys { bands, stride, columns: Kept::new(columns) }
    }
}

/// A column is longer by so many keys than there are items: were it a multiple of a page long, the keys of an item, one a column, would all
/// ask for one place of the nearest cache.
const LINE: usize = 16;

/// The 32-bit key of one band: a multiplicative hash of its slots, the high half of which is well mixed.
#[inline]
fn fold(slots: &[u32]) -> u32 {
    // The odd constant nearest to 2^64 divided by the golden ratio (Knuth's multiplicative hashing).
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let folded =
        slots.iter().fold(GOLDEN, |key, &slot| (key.rotate_left(23) ^ u64::from(slot)).wrapping_mul(GOLDEN));
    (folded >> 32) as u32
}

/// The key of `item` in `band`.
#[inline]
fn key_of(chunks: &[Keys], band: usize, item: u32) -> u32 {
    chunks[item as usize / CHUNK].of(band, item as usize % CHUNK)
}

/// The candidate pairs, ascending and distinct, of the items `shingled` with these `outlines`: sketched and
/// searched by one [group](Banding::groups) of bands after the other.
///
/// ```
/// use doublet::candidates::bands;
/// use doublet::candidates::tuning::Banding;
/// use doublet::collapse::collapse;
/// use doublet::shingle::Shingled;
/// use doublet::{Config, Headlines};
/// let headlines: Headlines = ["Harbour reopens", "Mayor resigns", "The harbour reopens"].into_iter().collect();
/// let config = Config::default();
/// let items = collapse(&headlines)?;
/// let shingled = Shingled::new(&items.texts, config.shingle);
/// let banding = Banding::choose(config.threshold, config.recall);
/// let pairs = bands::join(shingled, &shingled.outlines(), banding, config.threshold, &())?;
/// assert_eq!((pairs[0].first(), pairs[0].second()), (0, 2));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Interrupted`](crate::Error::Interrupted) where `observer` wants it.
pub fn join(
    shingled: Shingled<'_>,
    outlines: &[Outline],
    banding: Banding,
    threshold: Threshold,
    observer: &dyn Observer,
) -> Result<Vec<Pair>> {
    let mut all = Vec::new();
    for group in banding.groups() {
        let which = format!("bands {} to {}", group.start + 1, group.end);
        let maker = KeyMaker::new(banding, group);
        let keys = stage(observer, Stage::Sketch, outlines.len(), || {
            let keys = shingled.map_lists(|chunk| maker.keys(chunk.iter()));
            (keys, format!("MinHash of {which}"))
        })?;
        all = stage(observer, Stage::Candidates, outlines.len(), || {
            let pairs = nearest(union(all, candidates(&keys, outlines, threshold)), outlines);
            let note = format!("{} pairs from {which} of {}", pairs.len(), banding.describe(threshold));
            (pairs, note)
        })?;
    }
    Ok(all)
}

/// The candidate pairs, ascending and distinct, of items with these `outlines`, whose keys come in `chunks` of
/// [`CHUNK`] (the last may be shorter).
///
/// A pair whose [outlines](crate::sketch::outline) show that it is not alike enough is turned away in the bucket, where they are in
/// the cache: of 91 million pairs at threshold 0.5 two million are left to be stored and judged.
#[must_use]
pub fn candidates(chunks: &[Keys], outlines: &[Outline], threshold: Threshold) -> Vec<Pair> {
    let bands = chunks.first().map_or(0, |keys| keys.bands);
    let spare = radix::Spare::default();
    let of_band = |band: usize| {
        let pairs = |entries: &[radix::Entry]| {
            let mut buckets = Buckets::new(outlines, Asked::Similarity(threshold));
            let mut bucket = Vec::new();
            for run in radix::buckets(entries) {
                bucket.clear();
                bucket.extend(run.iter().copied().map(radix::item));
                if bucket.len() <= WHOLE_BUCKET {
                    buckets.push(&bucket);
                } else {
                    split(chunks, &bucket, band, &mut buckets);
                }
            }
            buckets.finish()
        };
        let mut pairs = thinned(spare.sorted(entries(chunks, band), pairs), outlines);
        pairs.sort_unstable();
        pairs
    };
    let both = |one, other| thinned(union(one, other), outlines);
    (0..bands).into_par_iter().map(of_band).reduce(Vec::new, both)
}

/// All keys of one band with their items, in the order of items.
fn entries(chunks: &[Keys], band: usize) -> impl Iterator<Item = radix::Entry> + Clone {
    chunks.iter().zip((0_u64..).step_by(CHUNK)).flat_map(move |(keys, first)| {
        let column = &keys.columns[band * keys.stride..][..keys.stride - LINE];
        column.iter().zip(first..).map(|(&key, item)| u64::from(key) << 32 | item)
    })
}

/// Adds one large bucket of `band` to `buckets`, [split](super::split) by the next bands.
fn split(chunks: &[Keys], bucket: &[u32], band: usize, buckets: &mut Buckets<'_>) {
    let keys = |&item: &u32| (further_keys(chunks[0].bands, band, |band| key_of(chunks, band, item)), item);
    let mut rows: Vec<(SplitKeys, u32)> = bucket.iter().map(keys).collect();
    rows.sort_unstable();
    let mut splitter = Splitter::default();
    let mut give = |rows: &[(SplitKeys, u32)], met| buckets.push_met(rows.iter().map(|&(_, item)| item), met);
    for (keys, item) in rows {
        splitter.push(keys, item, &mut give);
    }
    splitter.finish(&mut give);
}

/// The keys of an item by which its bucket of `band` is known and, if it is large, split: those of this band and of the next ones
/// of the `bands` of its [group](Banding::groups).
pub(crate) fn further_keys(bands: usize, band: usize, key: impl Fn(usize) -> u32) -> SplitKeys {
    std::array::from_fn(|next| key((band + next) % bands).into())
}
