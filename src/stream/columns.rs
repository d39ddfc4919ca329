//! Candidates by key: the [columns](super::postings) of the bands, and one of the telling words.

use rayon::prelude::*;
use smallvec::SmallVec;

use super::postings::Column;
use super::{FEW, map};
use crate::candidates::bands::KeyMaker;
use crate::candidates::telling;
use crate::candidates::tuning::Banding;
use crate::config::Shingle;
use crate::shingle;
use crate::sketch::outline::Outline;

/// The bands by which candidates are found: a pair of similarity 0.6 in two of three cases, of 0.7 in nine of ten, of 0.8 in 98 of
/// 100. What they miss has telling words in common: with 16 bands F1 on the labelled pairs is 0.768, with 8 0.769, and of
/// 1,000 headlines that the batch or the stream drops both drop 802 and 800.
const BANDING: Banding = Banding { bands: 8, rows: 4 };

/// One column for each band, and one for the telling words.
const BANDS: usize = BANDING.bands as usize;

/// The texts that one key gives at most.
const MOST: usize = 16;

/// The keys of so many texts are fetched from memory at a time: waiting for all of them at once takes a fraction of waiting
/// for each.
pub(super) const FETCHED: usize = 256;

/// What is found out about a text before it is compared.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    /// Its shingles, ascending.
    pub(super) set: Vec<u32>,
    pub(super) outline: Outline,
    /// Its telling words, ascending.
    pub(super) telling: Vec<u32>,
    /// The keys of the bands, and behind them those of the telling words.
    keys: SmallVec<[u32; BANDS + telling::KEYS]>,
}

impl Sketch {
    /// What no text has.
    pub(super) fn nothing() -> Self {
        Sketch { set: Vec::new(), outline: Outline::of(&[]), telling: Vec::new(), keys: SmallVec::new() }
    }

    /// The keys in the column of that number.
    fn keys_in(&self, column: usize) -> &[u32] {
        if self.keys.is_empty() {
            &[]
        } else if column < BANDS {
            &self.keys[column..=column]
        } else {
            &self.keys[BANDS..]
        }
    }
}

/// Which items have which keys.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    maker: KeyMaker,
}

/// The items that one column gives for some texts, one text's behind the other's.
#[derive(Default)]
struct Found {
    items: Vec<u32>,
    ends: Vec<usize>,
}

impl Found {
    fn of(&self, text: usize) -> &[u32] {
        let start = if text == 0 { 0 } else { self.ends[text - 1] };
        &self.items[start..self.ends[text]]
    }
}

impl Columns {
    /// Empty ones.
    pub(super) fn new() -> Self {
        let bands = (0..BANDS).map(|_| Column::new(1));
        Columns {
            columns: bands.chain([Column::new(telling::KEYS)]).collect(),
            maker: KeyMaker::new(BANDING, 0..BANDING.bands),
        }
    }

    /// The sketch of a text with these telling words.
    pub(super) fn sketch(&self, canonical: &str, shingle: Shingle, telling: Vec<u32>) -> Sketch {
        let set = shingle::set(canonical, shingle);
        let outline = Outline::of(&set);
        let mut keys: SmallVec<_> = self.maker.keys(std::iter::once(set.as_slice())).of_first().into();
        keys.extend(telling::keys(&telling));
        Sketch { set, outline, telling, keys }
    }

    /// Adds new texts, one by one, and gives for each the items before it that have one of its keys, ascending.
    pub(super) fn find(&mut self, sketches: &[Sketch]) -> Vec<Vec<u32>> {
        let by_column = self.in_each(sketches.len(), |number, column| {
            let mut found = Found::default();
            for sketches in sketches.chunks(FETCHED) {
                column.fetch(sketches.iter().flat_map(|sketch| sketch.keys_in(number)));
                for sketch in sketches {
                    found.items.extend(items_with(column, sketch.keys_in(number)));
                    found.ends.push(found.items.len());
                    column.push(sketch.keys_in(number));
                }
            }
            found
        });
        let places: Vec<usize> = (0..sketches.len()).collect();
        map(&places, |&place| distinct(by_column.iter().flat_map(|found| found.of(place)).copied()))
    }

    /// Adds texts of which nothing is asked.
    pub(super) fn add(&mut self, sketches: &[Sketch]) {
        self.in_each(sketches.len(), |number, column| {
            for sketches in sketches.chunks(FETCHED) {
                column.fetch(sketches.iter().flat_map(|sketch| sketch.keys_in(number)));
                for sketch in sketches {
                    column.push(sketch.keys_in(number));
                }
            }
        });
    }

    /// Makes room for so many texts at once.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.in_each(texts, |_, column| column.reserve(texts));
    }

    /// The items with a key of a text that is not added, ascending.
    pub(super) fn look_up(&self, sketch: &Sketch) -> Vec<u32> {
        let mut items = Vec::new();
        for (number, column) in self.columns.iter().enumerate() {
            items.extend(items_with(column, sketch.keys_in(number)));
        }
        distinct(items.into_iter())
    }

    /// Drops the items before the number `first`.
    pub(super) fn forget_before(&mut self, first: u32) {
        self.columns.iter_mut().for_each(|column| column.forget_before(first as usize));
    }

    /// `work` on each column, with its number, on all threads if there are enough texts.
    fn in_each<R: Send>(&mut self, texts: usize, work: impl Fn(usize, &mut Column) -> R + Sync) -> Vec<R> {
        let work = |(number, column): (usize, &mut Column)| work(number, column);
        if texts < FEW {
            self.columns.iter_mut().enumerate().map(work).collect()
        } else {
            self.columns.par_iter_mut().enumerate().map(work).collect()
        }
    }
}

/// The items that have one of `keys` in a column, of those of one key the newest.
fn items_with(column: &Column, keys: &[u32]) -> impl Iterator<Item = u32> {
    keys.iter().flat_map(|&key| column.with_key(key).take(MOST))
}

/// `items`, ascending, each once.
fn distinct(items: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut items: Vec<u32> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}
