//! Which remembered texts have a key, the newest first.
//!
//! A [`Column`] is one hash table: the keys of one band, or those of telling words. A *head* leads to the newest entry
//! of its slot, and each entry to the one before it, so that an entry costs eight bytes and a head four; entries stand
//! in the order of texts, and a text has a fixed number of them, so that none needs to name its text. What is no longer
//! remembered is the front of that order: its pages are dropped, and a chain ends where it would lead there. Nothing is
//! ever taken out of the middle.
//!
//! Columns know nothing of each other, so each can be filled and asked on a thread of its own, in the order of texts.

use std::collections::VecDeque;

use smallvec::SmallVec;

use super::PAGE;

/// What a chain ends with.
const NOTHING: u32 = u32::MAX;

/// What an entry leads to that is in no chain.
const UNUSED: u32 = u32::MAX - 1;

/// Slots of a new column.
const FEWEST_SLOTS: usize = 1 << 10;

/// Entries of a chain that are looked at. A chain is one or two entries long but where very many texts share a key; there
/// the newest are as good as any.
const STEPS: usize = 64;

/// The texts that one key gives at most.
const MOST: usize = 16;

/// Entries of each chain that are fetched ahead: few chains are longer.
const FETCHED: usize = 2;

/// One key of one text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u32,
    /// The entry before it in its slot.
    before: u32,
}

/// The keys of one kind.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Entries a text.
    width: usize,
    /// A power of two.
    heads: Vec<u32>,
    pages: VecDeque<Vec<Entry>>,
    /// The number of the first text in the pages, a multiple of [`PAGE`].
    first: usize,
    /// The entries with a key.
    keys: usize,
}

impl Column {
    /// For texts with `width` keys each at most.
    pub(super) fn new(width: usize) -> Self {
        Column { width, heads: vec![NOTHING; FEWEST_SLOTS], pages: VecDeque::new(), first: 0, keys: 0 }
    }

    fn slot(&self, key: u32) -> usize {
        key as usize & (self.heads.len() - 1)
    }

    fn get(&self, entry: u32) -> Option<Entry> {
        let at = (entry as usize).checked_sub(self.first * self.width)?;
        let page = self.pages.get(at / (PAGE * self.width))?;
        page.get(at % (PAGE * self.width)).copied()
    }

    /// Calls `each` with the texts that have `key`, the newest first, of very many some of the newest.
    pub(super) fn find(&self, key: u32, mut each: impl FnMut(u32)) {
        let mut next = self.heads[self.slot(key)];
        let mut found = 0;
        for _ in 0..STEPS {
            let Some(entry) = self.get(next) else { break };
            if entry.key == key {
                each(next / number(self.width));
                found += 1;
                if found == MOST {
                    break;
                }
            }
            next = entry.before;
        }
    }

    /// Has memory bring what is looked at for `keys`, all at once.
    pub(super) fn fetch<'a>(&self, keys: impl Iterator<Item = &'a u32>) {
        let mut entries: SmallVec<[u32; 512]> = keys.map(|&key| self.heads[self.slot(key)]).collect();
        for _ in 0..FETCHED {
            for entry in &mut entries {
                *entry = self.get(*entry).map_or(NOTHING, |entry| entry.before);
            }
        }
        std::hint::black_box(entries);
    }

    /// Adds the keys of the next text.
    pub(super) fn push(&mut self, keys: &[u32]) {
        if self.pages.back().is_none_or(|page| page.len() == PAGE * self.width) {
            self.pages.push_back(Vec::with_capacity(PAGE * self.width));
        }
        if self.keys + keys.len() > self.heads.len() {
            self.chain(2 * self.heads.len());
        }
        let full = self.pages.len() - 1;
        let place = (self.first + full * PAGE) * self.width + self.pages[full].len();
        for slot in 0..self.width {
            let mut entry = Entry { key: 0, before: UNUSED };
            if let Some(&key) = keys.get(slot) {
                let at = self.slot(key);
                entry = Entry { key, before: std::mem::replace(&mut self.heads[at], number(place + slot)) };
            }
            self.pages[full].push(entry);
        }
        self.keys += keys.len();
    }

    /// Makes room for so many texts at once.
    pub(super) fn reserve(&mut self, texts: usize) {
        if texts * self.width > self.heads.len() {
            self.chain((texts * self.width).next_power_of_two());
        }
    }

    /// Leads each chain through its entries again, from so many heads.
    fn chain(&mut self, slots: usize) {
        self.heads = vec![NOTHING; slots];
        self.keys = 0;
        let places = self.first * self.width..;
        for (place, entry) in places.zip(self.pages.iter_mut().flatten()) {
            if entry.before != UNUSED {
                let slot = entry.key as usize & (slots - 1);
                entry.before = std::mem::replace(&mut self.heads[slot], number(place));
                self.keys += 1;
            }
        }
    }

    /// Drops the texts before the number `first`, a multiple of [`PAGE`].
    pub(super) fn forget_before(&mut self, first: usize) {
        while self.first < first && self.pages.pop_front().is_some() {
            self.first += PAGE;
        }
        self.first = self.first.max(first);
    }
}

/// A place among entries as the 32 bits that chains are made of.
fn number(place: usize) -> u32 {
    u32::try_from(place).expect("texts are numbered so that their entries are by 32 bits")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(column: &Column, key: u32) -> Vec<u32> {
        let mut all = Vec::new();
        column.find(key, |text| all.push(text));
        all
    }

    proptest! {
        #[test]
        fn a_column_finds_what_a_list_finds(
            texts in proptest::collection::vec(proptest::collection::vec(0u32..5000, 0..4), 0..3000),
            asked in proptest::collection::vec(0u32..5000, 20),
        ) {
            let mut column = Column::new(3);
            for keys in &texts {
                column.push(keys);
            }
            for key in asked {
                let newest = texts.iter().enumerate().rev().filter(|(_, keys)| keys.contains(&key));
                let mut expected: Vec<u32> = newest.map(|(text, _)| number(text)).collect();
                expected.truncate(MOST);
                let mut all = found(&column, key);
                all.dedup();
                prop_assert_eq!(all, expected);
            }
        }
    }

    #[test]
    fn what_is_forgotten_is_not_found_and_the_rest_is() {
        let mut column = Column::new(1);
        for text in 0..3 * PAGE {
            column.push(&[number(text) % 1000]);
        }
        column.forget_before(2 * PAGE);
        for key in [0, 17, 999] {
            let all = found(&column, key);
            assert!(
                !all.is_empty() && all.iter().all(|&text| text as usize >= 2 * PAGE && text % 1000 == key)
            );
        }
        for text in 3 * PAGE..9 * PAGE {
            column.push(&[number(text) % 1000]);
        }
        assert_eq!(found(&column, 17)[0] % 1000, 17);
        column.forget_before(9 * PAGE);
        assert_eq!(found(&column, 17), [0; 0]);
    }

    #[test]
    fn of_very_many_the_newest_are_found() {
        let mut column = Column::new(1);
        (0..10_000).for_each(|_| column.push(&[7]));
        let all = found(&column, 7);
        assert_eq!((all.len(), all[0]), (MOST, 9_999));
    }
}
