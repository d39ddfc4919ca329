//! Candidates by key: the [columns](super::postings) of the bands, and one of the telling words.

use rayon::prelude::*;
use smallvec::SmallVec;

use super::FEW;
use super::postings::Column;
use super::threads::map;
use crate::candidates::bands::KeyMaker;
use crate::candidates::telling;
use crate::candidates::tuning::Banding;
use crate::config::Shingle;
use crate::shingle::ShingleChunk;
use crate::sketch::outline::Outline;

/// The bands by which candidates are found: a pair of similarity 0.6 in seven of ten cases, of 0.8 in 97 of 100. What they miss has
/// telling words in common. Eight bands of four rows find one in a hundred more: of 3,000 titles of one to four words with two letters exchanged, among
/// the 650,000 headlines of the evaluation corpora, they find 2,255, these 2,232, and four of three rows 2,143; F1 on the labelled pairs
/// in that one stream is 0.773, 0.777 and 0.779. Of 1,000 headlines that the batch or the stream drops both drop 810, 812 and 811.
const BANDING: Banding = Banding { bands: 5, rows: 3 };

/// One column for each band, and one for the telling words.
const BANDS: usize = BANDING.bands as usize;

/// The texts that two telling words give at most, the newest: half of those that are judged.
const MOST: usize = 16;

/// The same of one band: three rows are shared by more strangers.
const MOST_OF_BAND: usize = 8;

/// The keys of so many texts are fetched from memory at a time: waiting for all of them at once takes a fraction of waiting
/// for each. Ten keys each of 64 texts fill the cache that is nearest.
pub(super) const FETCHED: usize = 64;

/// By what a text is found.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    pub(super) outline: Outline,
    /// The keys of the bands, and behind them those of the telling words; none of the empty text.
    keys: SmallVec<[u32; BANDS + telling::KEYS]>,
}

impl Keyed {
    /// The keys in the column of that number: the first is that of the telling words, which has the most to do, so that
    /// it is begun first.
    fn keys_in(&self, column: usize) -> &[u32] {
        match column.checked_sub(1) {
            _ if self.keys.is_empty() => &[],
            None => &self.keys[BANDS..],
            Some(band) => &self.keys[band..=band],
        }
    }
}

/// What is found out about a new text before it is compared.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    /// Its telling words, ascending.
    pub(super) telling: telling::Words,
    pub(super) keyed: Keyed,
}

/// Which items have which keys.
#[derive(Debug)]
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
        Columns {
            columns: (0..=BANDS).map(|number| Column::new(most_of(number))).collect(),
            maker: KeyMaker::new(BANDING, 0..BANDING.bands),
        }
    }

    /// By what some texts are found, each with its telling words; the empty one by nothing.
    pub(super) fn keyed(&self, texts: &[(&str, &[u32])], shingle: Shingle) -> Vec<Keyed> {
        let lists = ShingleChunk::of(texts.iter().map(|&(text, _)| text), shingle);
        let of_bands = self.maker.keys(lists.iter());
        let with_telling = lists.iter().zip(texts).enumerate();
        let keyed = with_telling.map(|(place, (list, &(text, telling)))| {
            let (bands, telling) = if text.is_empty() { (0..0, &[][..]) } else { (0..BANDS, telling) };
            let keys = bands.map(|band| of_bands.of(band, place)).chain(telling::keys(telling));
            Keyed { outline: Outline::of_list(list), keys: keys.collect() }
        });
        keyed.collect()
    }

    /// Adds new texts, one by one, and gives for each the items before it that have one of its keys, ascending.
    pub(super) fn find(&mut self, sketches: &[Sketch]) -> Vec<Vec<u32>> {
        let by_column = self.in_each(sketches.len(), |number, column| {
            let mut found = Found::default();
            for sketches in sketches.chunks(FETCHED) {
                column.fetch(sketches.iter().flat_map(|sketch| sketch.keyed.keys_in(number)));
                for Sketch { keyed, .. } in sketches {
                    found.items.extend(items_with(column, keyed.keys_in(number)));
                    found.ends.push(found.items.len());
                    column.push(keyed.keys_in(number));
                }
            }
            found
        });
        let places: Vec<usize> = (0..sketches.len()).collect();
        map(&places, |&place| distinct(by_column.iter().flat_map(|found| found.of(place)).copied()))
    }

    /// Adds lists of texts of which nothing is asked.
    pub(super) fn add(&mut self, lists: &[Vec<Keyed>]) {
        let texts = lists.iter().map(Vec::len).sum();
        self.in_each(texts, |number, column| {
            for texts in lists.iter().flat_map(|list| list.chunks(FETCHED)) {
                column.fetch(texts.iter().flat_map(|text| text.keys_in(number)));
                for text in texts {
                    column.push(text.keys_in(number));
                }
            }
        });
    }

    /// Makes room for so many texts at once.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.in_each(texts, |number, column| column.reserve(texts * keys_of(number)));
    }

    /// The items with a key of a text that is not added, ascending.
    pub(super) fn look_up(&self, sketch: &Sketch) -> Vec<u32> {
        let mut items = Vec::new();
        for (number, column) in self.columns.iter().enumerate() {
            items.extend(items_with(column, sketch.keyed.keys_in(number)));
        }
        distinct(items.into_iter())
    }

    /// Each column.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    /// Has nothing in common with the image that they were read from any more.
    pub(super) fn part_from_image(&mut self) {
        self.columns.iter_mut().for_each(Column::part_from_image);
    }

    /// Those that were read, if they are so many.
    pub(super) fn of(columns: Vec<Column>) -> Option<Self> {
        let maker = KeyMaker::new(BANDING, 0..BANDING.bands);
        (columns.len() == BANDS + 1).then_some(Columns { columns, maker })
    }

    /// Takes those of so many items out of which `stays` says no.
    pub(super) fn retain(&mut self, items: usize, stays: impl Fn(u32) -> bool + Sync) {
        self.in_each(items, |_, column| column.retain(&stays));
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

/// How many keys a text has in the column of that number, at the most.
fn keys_of(column: usize) -> usize {
    if column == 0 { telling::KEYS } else { 1 }
}

/// The texts that one key of the column of that number gives at most.
pub(super) fn most_of(column: usize) -> usize {
    if column == 0 { MOST } else { MOST_OF_BAND }
}

/// The items that have one of `keys` in a column, of those of one key the newest.
fn items_with(column: &Column, keys: &[u32]) -> impl Iterator<Item = u32> {
    keys.iter().flat_map(|&key| column.with_key(key))
}

/// `items`, ascending, each once.
fn distinct(items: impl Iterator<Item = u32>) -> Vec<u32> {
    // As many as there are, some found by several keys, mostly need no memory of their own.
    let mut items: SmallVec<[u32; 128]> = items.collect();
    items.sort_unstable();
    items.dedup();
    items.to_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize;
    use crate::weights::Weights;

    proptest! {
        #[test]
        fn texts_are_found_by_the_same_together_and_alone(titles in proptest::collection::vec("[ab東]{0,4}( [a-c]{1,9}){0,9}", 0..20)) {
            let (columns, shingle) = (Columns::new(), Shingle::Chars(3));
            let texts: Vec<String> = titles.iter().map(|title| normalize::canonical(title)).collect();
            let telling: Vec<telling::Words> =
                texts.iter().map(|text| telling::words_of_new(text, &Weights::even())).collect();
            let told: Vec<(&str, &[u32])> =
                texts.iter().map(String::as_str).zip(telling.iter().map(SmallVec::as_slice)).collect();
            let together = columns.keyed(&told, shingle);
            prop_assert_eq!(together.len(), texts.len());
            for ((text, telling), keyed) in texts.iter().zip(telling).zip(together) {
                if text.is_empty() {
                    let hostile = columns.keyed(&[("", &[1, 2, 3])], shingle);
                    for keyed in [keyed, hostile[0].clone()] {
                        prop_assert!((0..=BANDS).all(|column| keyed.keys_in(column).is_empty()));
                    }
                } else {
                    let alone = &columns.keyed(&[(text.as_str(), telling.as_slice())], shingle)[0];
                    prop_assert_eq!((alone.outline.to_bytes(), &alone.keys), (keyed.outline.to_bytes(), &keyed.keys));
                }
            }
        }
    }
}
