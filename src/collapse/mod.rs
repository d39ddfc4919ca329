//! One item for each canonical text.
//!
//! Over a quarter of a mixed feed repeats an earlier headline to the letter once it is
//! normalised, and nine tenths of a front page that is scraped hourly. They become one *item* before
//! anything dear happens, so that no bucket, cap or sample further on ever sees them: the
//! day's biggest story costs as much as any other.
//!
//! Texts are grouped by sorting their 64-bit hashes, and compared where hashes are equal, so
//! a collision of hashes joins nothing. Items are numbered in the order of their first headline.
//! A headline whose canonical text is empty (nothing, or punctuation alone) is in no item: it is
//! equal to nothing, and counted.
//!
//! Then what outlets put on all their headlines is [learned](crate::boilerplate) and set aside, which makes some
//! more texts equal.
//!
//! Cost: normalising, and one sort of sixteen bytes a headline; only texts that repeat are compared.

mod texts;

use std::ops::Range;

use ahash::AHashSet;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::boilerplate::Boilerplate;
use crate::error::{Error, Result};
use crate::headline::{Block, Headlines};
use crate::normalize;
pub use texts::{CHUNK, Texts};
use texts::{Strings, Writer};

/// The distinct canonical texts of a batch, and which headlines have each.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// The canonical texts, in the order of their first headline.
    pub texts: Texts,
    /// The headlines of all items, one item's behind the other's, each in input order.
    headlines: Vec<u32>,
    /// Where each item's headlines end.
    ends: Vec<u32>,
    /// How many headlines have no word to compare, and are in no item.
    pub empty: u64,
}

impl Items {
    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The headlines with the text of `item`, in input order; at least one.
    ///
    /// # Panics
    ///
    /// Where `item` is not below [`Items::len`].
    #[must_use]
    pub fn headlines(&self, item: usize) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.headlines[start as usize..self.ends[item] as usize]
    }
}

impl Items {
    /// The number of each item, as the 32 bits that they are kept in.
    pub(crate) fn numbers(&self) -> Range<u32> {
        0..position(self.len())
    }

    /// The title that stands for `item`: of those that differ in their signs the first by its bytes, so that
    /// the order of the headlines does not matter.
    pub(crate) fn title<'h>(&self, headlines: &'h Headlines, item: u32) -> &'h str {
        let titles =
            self.headlines(item as usize).iter().map(|&headline| headlines.get(headline as usize).title);
        titles.min().expect("an item has a headline")
    }
}

/// The canonical texts of one block, and their hashes.
fn normalize_block(block: &Block) -> (Strings, Vec<u64>) {
    let mut texts = Writer::with_capacity(block.len());
    let mut hashes = Vec::with_capacity(block.len());
    for headline in block.iter() {
        let start = texts.last_end();
        normalize::canonical_into(headline.title, &mut texts.text);
        hashes.push(xxh3_64(&texts.text.as_bytes()[start..]));
        texts.end();
    }
    (texts.finish(), hashes)
}

/// Canonical texts by the number of their headline, still in their blocks.
struct Canonical {
    blocks: Vec<Strings>,
    starts: Vec<usize>,
}

impl Canonical {
    fn get(&self, headline: u32) -> &str {
        let headline = headline as usize;
        let block = self.starts.partition_point(|&start| start <= headline) - 1;
        self.blocks[block].get(headline - self.starts[block])
    }
}

/// Normalises all `headlines` and groups them by their canonical text, boilerplate set aside.
///
/// ```
/// use doublet::Headlines;
/// use doublet::collapse::collapse;
/// let headlines: Headlines = ["Harbour reopens", "—", "HARBOUR REOPENS!"].into_iter().collect();
/// let items = collapse(&headlines)?;
/// assert_eq!(items.texts.get(0), "harbour reopens");
/// assert_eq!(items.headlines(0), [0, 2]);
/// assert_eq!((items.len(), items.empty), (1, 1));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::TooMany`] where there are more headlines than 32 bits can number.
pub fn collapse(headlines: &Headlines) -> Result<Items> {
    Ok(collapse_and_learn(headlines)?.0)
}

/// [`collapse`], with the boilerplate that was set aside.
pub(crate) fn collapse_and_learn(headlines: &Headlines) -> Result<(Items, Boilerplate)> {
    let items = group(headlines)?;
    let (boilerplate, touched) = Boilerplate::learn(headlines, &items);
    let strip = |item| Some((item, normalize::canonical(boilerplate.strip(items.title(headlines, item))?)));
    let stripped: Vec<(u32, String)> = touched.into_par_iter().filter_map(strip).collect();
    let items = if stripped.is_empty() { items } else { replace(&items, &stripped) };
    Ok((items, boilerplate))
}

/// `items` with other texts for some of them, ascending; those that become equal are one item.
fn replace(items: &Items, replaced: &[(u32, String)]) -> Items {
    let mut homes = homes(items, replaced).into_iter().peekable();
    let mut replaced = replaced.iter().peekable();
    let mut kept: Vec<&str> = Vec::with_capacity(items.len());
    let headlines = Vec::with_capacity(items.headlines.len());
    let mut merged = Items { headlines, empty: items.empty, ..Items::default() };
    for item in items.numbers() {
        let text = replaced.next_if(|(number, _)| *number == item).map(|(_, text)| text.as_str());
        let guests = match homes.next_if(|(number, _)| *number == item) {
            Some((_, Place::Guest)) => continue,
            Some((_, Place::Home(guests))) => guests,
            None => Vec::new(),
        };
        kept.push(text.unwrap_or_else(|| items.texts.get(item as usize)));
        let start = merged.headlines.len();
        merged.headlines.extend_from_slice(items.headlines(item as usize));
        if !guests.is_empty() {
            merged.headlines.extend(guests.iter().flat_map(|&guest| items.headlines(guest as usize)));
            merged.headlines[start..].sort_unstable();
        }
        merged.ends.push(position(merged.headlines.len()));
    }
    merged.texts = Texts::gather(kept.len(), |item| kept[item]);
    merged
}

/// What becomes of an item whose text others have too.
enum Place {
    /// It takes these in.
    Home(Vec<u32>),
    /// It is taken in.
    Guest,
}

/// The items that have the text of a replaced one, ascending: the first of each text is the home of the others.
fn homes(items: &Items, replaced: &[(u32, String)]) -> Vec<(u32, Place)> {
    let hashes: AHashSet<u64> = replaced.iter().map(|(_, text)| xxh3_64(text.as_bytes())).collect();
    let is_replaced = |item: u32| replaced.binary_search_by_key(&item, |&(number, _)| number).is_ok();
    let is_equal = |&item: &u32| {
        let hash = xxh3_64(items.texts.get(item as usize).as_bytes());
        hashes.contains(&hash) && !is_replaced(item)
    };
    let equal: Vec<u32> = items.numbers().into_par_iter().filter(is_equal).collect();
    let equal = equal.into_iter().map(|item| (items.texts.get(item as usize), item));
    let mut sorted: Vec<(&str, u32)> =
        replaced.iter().map(|(item, text)| (text.as_str(), *item)).chain(equal).collect();
    sorted.par_sort_unstable();
    let mut places = Vec::new();
    for same in sorted.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        let guests: Vec<u32> = same[1..].iter().map(|&(_, item)| item).collect();
        places.extend(guests.iter().map(|&guest| (guest, Place::Guest)));
        places.push((same[0].1, Place::Home(guests)));
    }
    places.sort_unstable_by_key(|&(item, _)| item);
    places
}

/// Normalises all `headlines` and groups them by their canonical text.
pub(crate) fn group(headlines: &Headlines) -> Result<Items> {
    let count = u32::try_from(headlines.len()).map_err(|_| Error::TooMany)?;
    let (blocks, hashes): (Vec<Strings>, Vec<Vec<u64>>) =
        headlines.blocks().par_iter().map(|block| normalize_block(block)).unzip();
    let starts =
        blocks.iter().scan(0, |next, texts| Some(std::mem::replace(next, *next + texts.len()))).collect();
    let canonical = Canonical { blocks, starts };

    let mut keyed: Vec<(u64, u32)> = hashes.into_iter().flatten().zip(0..count).collect();
    keyed.par_sort_unstable();
    let runs = keyed.par_chunk_by(|one, other| one.0 == other.0).filter(|run| run.len() > 1);
    let repeats: Vec<(u32, u32)> = runs.flat_map_iter(|run| repeats(run, &canonical)).collect();
    drop(keyed);
    let mut firsts: Vec<u32> = (0..count).collect();
    for (headline, first) in repeats {
        firsts[headline as usize] = first;
    }
    Ok(number(&canonical, firsts))
}

/// The items, given the first headline with the text of each, itself where there is none before it.
fn number(canonical: &Canonical, firsts: Vec<u32>) -> Items {
    /// The item of a headline that is in none.
    const NONE: u32 = u32::MAX;
    let mut items = Items::default();
    let mut item_of = firsts;
    let mut news = Vec::new();
    let are_empty = canonical.blocks.iter().flat_map(Strings::are_empty);
    for (headline, is_empty) in are_empty.enumerate() {
        let first = item_of[headline] as usize;
        item_of[headline] = if is_empty {
            items.empty += 1;
            NONE
        } else if first < headline {
            // Its item has been numbered in its place.
            items.ends[item_of[first] as usize] += 1;
            item_of[first]
        } else {
            news.push(position(headline));
            items.ends.push(1);
            position(items.ends.len() - 1)
        };
    }
    items.texts = Texts::gather(news.len(), |item| canonical.get(news[item]));
    // The number of headlines of each item becomes the place of its first, and that, as they are put there, their end.
    let mut next = 0;
    for end in &mut items.ends {
        next += std::mem::replace(end, next);
    }
    items.headlines = vec![0; next as usize];
    for (headline, &item) in (0..).zip(&item_of).filter(|&(_, &item)| item != NONE) {
        let end = &mut items.ends[item as usize];
        items.headlines[*end as usize] = headline;
        *end += 1;
    }
    items
}

/// A count of headlines as the 32 bits that number them.
fn position(count: usize) -> u32 {
    u32::try_from(count).expect("headlines were counted into 32 bits before")
}

/// Those headlines of a run of one hash that have the text of an earlier one, with the first that has it.
fn repeats(run: &[(u64, u32)], canonical: &Canonical) -> Vec<(u32, u32)> {
    // Nearly always one: different texts with one hash are an accident.
    let mut firsts: Vec<u32> = Vec::with_capacity(1);
    let mut repeats = Vec::with_capacity(run.len() - 1);
    for &(_, headline) in run {
        let text = canonical.get(headline);
        match firsts.iter().find(|&&first| canonical.get(first) == text) {
            Some(&first) => repeats.push((headline, first)),
            None => firsts.push(headline),
        }
    }
    repeats
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_collision_of_hashes_joins_nothing() {
        let canonical = Canonical { blocks: vec![Strings::of(&["one", "two", "one"])], starts: vec![0] };
        assert_eq!(repeats(&[(7, 0), (7, 1), (7, 2)], &canonical), [(2, 0)]);
        let items = number(&canonical, vec![0, 1, 0]);
        assert_eq!((items.headlines(0), items.headlines(1)), (&[0, 2][..], &[1][..]));
    }

    proptest! {
        #[test]
        fn the_items_are_the_groups_of_a_map(titles in proptest::collection::vec("[aB!]{0,3}", 0..60)) {
            let headlines: Headlines = titles.iter().map(String::as_str).collect();
            let items = collapse(&headlines).expect("few headlines");
            let mut map: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for (number, title) in (0..).zip(&titles) {
                map.entry(normalize::canonical(title)).or_default().push(number);
            }
            let empty = map.remove("").map_or(0, |group| group.len() as u64);
            let mut expected: Vec<(Vec<u32>, String)> = map.into_iter().map(|(text, group)| (group, text)).collect();
            expected.sort();
            let found: Vec<(Vec<u32>, String)> = (0..items.len())
                .map(|item| (items.headlines(item).to_vec(), items.texts.get(item).to_owned()))
                .collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(items.empty, empty);
        }
    }
}
