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
//! Cost: normalising, and one sort of sixteen bytes a headline.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};
use crate::headline::{Block, Headlines};
use crate::normalize;

/// Strings in one string: eight bytes each beside their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text at `index`, from 0.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`Texts::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start..self.ends[index]]
    }
}

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

/// The canonical texts of one block.
fn normalize_block(block: &Block) -> (Texts, Vec<u64>) {
    let mut texts = Texts::default();
    let mut hashes = Vec::with_capacity(block.len());
    for headline in block.iter() {
        let start = texts.text.len();
        normalize::canonical_into(headline.title, &mut texts.text);
        hashes.push(xxh3_64(&texts.text.as_bytes()[start..]));
        texts.ends.push(texts.text.len());
    }
    (texts, hashes)
}

/// Canonical texts by the number of their headline, still in their blocks.
struct Canonical {
    blocks: Vec<Texts>,
    starts: Vec<usize>,
}

impl Canonical {
    fn get(&self, headline: u32) -> &str {
        let headline = headline as usize;
        let block = self.starts.partition_point(|&start| start <= headline) - 1;
        self.blocks[block].get(headline - self.starts[block])
    }
}

/// Normalises all `headlines` and groups them by their canonical text.
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
    let count = u32::try_from(headlines.len()).map_err(|_| Error::TooMany)?;
    let (blocks, hashes): (Vec<Texts>, Vec<Vec<u64>>) =
        headlines.blocks().par_iter().map(normalize_block).unzip();
    let starts =
        blocks.iter().scan(0, |next, texts| Some(std::mem::replace(next, *next + texts.len()))).collect();
    let canonical = Canonical { blocks, starts };

    let mut keyed: Vec<(u64, u32)> = hashes.into_iter().flatten().zip(0..count).collect();
    let empty_hash = xxh3_64(b"");
    keyed.retain(|&(hash, headline)| hash != empty_hash || !canonical.get(headline).is_empty());
    let empty = u64::from(count) - keyed.len() as u64;
    keyed.par_sort_unstable();

    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut members = Vec::with_capacity(keyed.len());
    let mut spans: Vec<(u32, u32, u32)> = Vec::new(); // first headline, start and end in `members`
    for run in keyed.chunk_by(|first, second| first.0 == second.0) {
        split_by_text(run, &canonical, &mut groups);
        for group in &groups {
            let start = position(members.len());
            members.extend_from_slice(group);
            spans.push((group[0], start, position(members.len())));
        }
    }
    drop(keyed);
    spans.par_sort_unstable();

    let mut items = Items { empty, headlines: Vec::with_capacity(members.len()), ..Items::default() };
    for (first, start, end) in spans {
        items.texts.push(canonical.get(first));
        items.headlines.extend_from_slice(&members[start as usize..end as usize]);
        items.ends.push(position(items.headlines.len()));
    }
    Ok(items)
}

/// A count of headlines as the 32 bits that number them.
fn position(count: usize) -> u32 {
    u32::try_from(count).expect("headlines were counted into 32 bits before")
}

/// Splits headlines of one hash into `groups` of one text each: nearly always one group.
fn split_by_text(run: &[(u64, u32)], canonical: &Canonical, groups: &mut Vec<Vec<u32>>) {
    groups.clear();
    for &(_, headline) in run {
        let text = canonical.get(headline);
        match groups.iter_mut().find(|group| canonical.get(group[0]) == text) {
            Some(group) => group.push(headline),
            None => groups.push(vec![headline]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_collision_of_hashes_joins_nothing() {
        let mut texts = Texts::default();
        for text in ["one", "two", "one"] {
            texts.push(text);
        }
        let canonical = Canonical { blocks: vec![texts], starts: vec![0] };
        let mut groups = Vec::new();
        split_by_text(&[(7, 0), (7, 1), (7, 2)], &canonical, &mut groups);
        assert_eq!(groups, [vec![0, 2], vec![1]]);
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
