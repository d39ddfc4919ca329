//! Which remembered texts have a key, the newest first.
//!
//! A [`Column`] is one hash table: the keys of one band, those of telling words, or the hash of the text itself. A *head* leads to
//! the newest entry of its slot, and each entry to the one before it, so that an entry costs eight bytes and a head four; entries stand
//! in the order of texts, and a text has a fixed number of them, so that none needs to name its text. What is no longer
//! remembered is the front of that order: its pages are dropped, and a chain ends where it would lead there. Nothing is
//! ever taken out of the middle.
//!
//! A table that is full gets twice as many heads, and nobody is to wait while millions of entries are led over to them: with
//! each text that comes some are, the oldest first. What is not led over yet hangs on the old heads, and as it is newer
//! than all that is, a search goes through the old chain to where it is, and on from the new head. Slots that each
//! take their part of another's chain (linear hashing, Litwin 1980) were tried: they follow chains through all of memory, which costs
//! a headline a sixth more.
//!
//! Columns know nothing of each other, so each can be filled and asked on a thread of its own, in the order of texts.

use std::collections::VecDeque;

use smallvec::SmallVec;

use super::PAGE;

/// What a chain ends with; heads and entries lead to places that are counted from one.
const NOTHING: u32 = 0;

/// What an entry leads to that is in no chain.
const UNUSED: u32 = u32::MAX;

/// Slots of a new column.
const FEWEST_SLOTS: usize = 1 << 10;

/// Entries of a chain that are looked at. A chain is one or two entries long but where very many texts share a key, or one that
/// has its slot.
const STEPS: usize = 1 << 10;

/// Entries of each chain that are fetched ahead: few chains are longer.
const FETCHED: usize = 2;

/// Entries that are led over to new heads for each that comes: done before the table has grown by a seventh.
const LED_OVER: usize = 8;

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
    heads: Heads,
    /// The heads before those, until all entries are led over.
    old: Option<Old>,
    pages: VecDeque<Vec<Entry>>,
    /// The number of the first text in the pages, a multiple of [`PAGE`].
    first: usize,
    /// The entries of the pages that have a key.
    keys: usize,
}

/// Where the chains begin: a power of two of slots.
#[derive(Clone, Debug)]
struct Heads(Vec<u32>);

impl Heads {
    fn new(slots: usize) -> Self {
        Heads(vec![NOTHING; slots])
    }

    fn slot(&self, key: u32) -> usize {
        key as usize & (self.0.len() - 1)
    }

    fn of(&self, key: u32) -> u32 {
        self.0[self.slot(key)]
    }

    /// From now on the chain of `key` begins at `place`; where it began before.
    fn lead(&mut self, key: u32, place: usize) -> u32 {
        let slot = self.slot(key);
        std::mem::replace(&mut self.0[slot], number(place + 1))
    }
}

/// Heads that are given up.
#[derive(Clone, Debug)]
struct Old {
    heads: Heads,
    /// The place of the first entry that is not led over.
    next: usize,
}

impl Column {
    /// For texts with `width` keys each at most.
    pub(super) fn new(width: usize) -> Self {
        let heads = Heads::new(FEWEST_SLOTS);
        Column { width, heads, old: None, pages: VecDeque::new(), first: 0, keys: 0 }
    }

    /// The entry to which a head or another entry leads, and its place.
    fn get(&self, led_to: u32) -> Option<(usize, Entry)> {
        let place = (led_to as usize).checked_sub(1)?;
        let at = place.checked_sub(self.first * self.width)?;
        let page = self.pages.get(at / (PAGE * self.width))?;
        page.get(at % (PAGE * self.width)).map(|&entry| (place, entry))
    }

    /// Where the chain of `key` begins.
    fn head(&self, key: u32) -> u32 {
        self.old.as_ref().map_or(&self.heads, |old| &old.heads).of(key)
    }

    /// The entry to which the one at the place `from` leads in the chain of `key`, or its head, from behind all.
    fn next(&self, from: usize, led_to: u32, key: u32) -> Option<(usize, Entry)> {
        match &self.old {
            // `led_to` is one more than the place.
            Some(old) if from >= old.next && led_to as usize <= old.next => self.get(self.heads.of(key)),
            _ => self.get(led_to),
        }
    }

    /// The texts that have `key`, the newest first, of very many some of the newest.
    pub(super) fn with_key(&self, key: u32) -> impl Iterator<Item = u32> {
        let newest = self.next(usize::MAX, self.head(key), key);
        let chain = std::iter::successors(newest, move |&(place, entry)| self.next(place, entry.before, key));
        chain
            .take(STEPS)
            .filter(move |(_, entry)| entry.key == key)
            .map(|(place, _)| number(place / self.width))
    }

    /// Has memory bring what is looked at for `keys`, all at once.
    pub(super) fn fetch<'a>(&self, keys: impl Iterator<Item = &'a u32>) {
        let mut led_to: SmallVec<[u32; 512]> = keys.map(|&key| self.head(key)).collect();
        for _ in 0..FETCHED {
            for led_to in &mut led_to {
                *led_to = self.get(*led_to).map_or(NOTHING, |(_, entry)| entry.before);
            }
        }
        std::hint::black_box(led_to);
    }

    /// Has memory bring what is written to when texts with `keys` are added, all at once.
    pub(super) fn fetch_heads<'a>(&self, keys: impl Iterator<Item = &'a u32>) {
        std::hint::black_box(keys.map(|&key| self.head(key)).fold(0, u32::wrapping_add));
    }

    /// Adds the keys of the next text.
    pub(super) fn push(&mut self, keys: &[u32]) {
        if self.pages.back().is_none_or(|page| page.len() == PAGE * self.width) {
            self.pages.push_back(Vec::with_capacity(PAGE * self.width));
        }
        if self.old.is_some() {
            self.lead_over(LED_OVER * self.width);
        } else if self.keys + keys.len() > self.heads.0.len() {
            let heads = Heads::new(2 * self.heads.0.len());
            let heads = std::mem::replace(&mut self.heads, heads);
            self.old = Some(Old { heads, next: self.first * self.width });
        }
        let place = self.end();
        let heads = self.old.as_mut().map_or(&mut self.heads, |old| &mut old.heads);
        let page = self.pages.back_mut().expect("there is a page, or one was added");
        for slot in 0..self.width {
            let entry = keys.get(slot).map_or(Entry { key: 0, before: UNUSED }, |&key| Entry {
                key,
                before: heads.lead(key, place + slot),
            });
            page.push(entry);
        }
        self.keys += keys.len();
    }

    /// The place of the next entry.
    fn end(&self) -> usize {
        let full = self.pages.len().saturating_sub(1);
        (self.first + full * PAGE) * self.width + self.pages.back().map_or(0, Vec::len)
    }

    /// Leads some of the entries over to the new heads, if there are old ones.
    fn lead_over(&mut self, entries: usize) {
        let end = self.end();
        let Some(old) = &mut self.old else { return };
        let until = end.min(old.next.saturating_add(entries));
        for place in old.next..until {
            let at = place - self.first * self.width;
            let entry = &mut self.pages[at / (PAGE * self.width)][at % (PAGE * self.width)];
            if entry.before != UNUSED {
                entry.before = self.heads.lead(entry.key, place);
            }
        }
        old.next = until;
        if until == end {
            self.old = None;
        }
    }

    /// The entry at a place that is held.
    fn get_mut(&mut self, place: usize) -> &mut Entry {
        let at = place - self.first * self.width;
        &mut self.pages[at / (PAGE * self.width)][at % (PAGE * self.width)]
    }

    /// Takes the keys of these texts, ascending, out of their chains. Costs as much as the chains are long, and the growth of the table that is
    /// under way is ended.
    pub(super) fn take_out(&mut self, texts: &[u32]) {
        self.lead_over(usize::MAX);
        let is_linked =
            |&place: &usize| self.get(number(place + 1)).is_some_and(|(_, entry)| entry.before != UNUSED);
        let (width, heads) = (self.width, &self.heads);
        let places = texts.iter().flat_map(|&text| (0..width).map(move |slot| text as usize * width + slot));
        let out: Vec<usize> = places.filter(is_linked).collect();
        let keys = out.iter().filter_map(|&place| self.get(number(place + 1)));
        let mut slots: Vec<usize> = keys.map(|(_, entry)| heads.slot(entry.key)).collect();
        slots.sort_unstable();
        slots.dedup();
        for slot in slots {
            let (mut behind, mut led_to) = (None, self.heads.0[slot]);
            while let Some((place, entry)) = self.get(led_to) {
                if out.binary_search(&place).is_ok() {
                    self.get_mut(place).before = UNUSED;
                } else {
                    *self.lead_of(slot, behind) = led_to;
                    behind = Some(place);
                }
                led_to = entry.before;
            }
            *self.lead_of(slot, behind) = NOTHING;
        }
        self.keys -= out.len();
    }

    /// What leads on from a place, or where the chain begins.
    fn lead_of(&mut self, slot: usize, place: Option<usize>) -> &mut u32 {
        match place {
            Some(place) => &mut self.get_mut(place).before,
            None => &mut self.heads.0[slot],
        }
    }

    /// Makes room for so many texts at once, before the first is added.
    pub(super) fn reserve(&mut self, texts: usize) {
        debug_assert_eq!(self.keys, 0, "heads are made before what they lead to");
        self.heads = Heads::new((texts * self.width).next_power_of_two().max(FEWEST_SLOTS));
        // All of them are about to be used: each page of them is asked of the system once, where one that is read before it is
        // written to is asked for twice.
        self.heads.0.fill(std::hint::black_box(NOTHING));
    }

    /// Drops the texts before the number `first`, a multiple of [`PAGE`].
    pub(super) fn forget_before(&mut self, first: usize) {
        while self.first < first
            && let Some(page) = self.pages.pop_front()
        {
            self.first += PAGE;
            self.keys -= page.iter().filter(|entry| entry.before != UNUSED).count();
        }
        self.first = self.first.max(first);
        if let Some(old) = &mut self.old {
            old.next = old.next.max(self.first * self.width);
        }
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
        column.with_key(key).collect()
    }

    proptest! {
        #[test]
        fn a_column_finds_what_a_list_finds(
            texts in proptest::collection::vec(proptest::collection::vec(0u32..5000, 0..4), 0..3000),
            asked in proptest::collection::vec(0u32..5000, 20),
            out in proptest::collection::vec((0usize..3000, 1usize..50), 0..8),
        ) {
            let (mut column, mut texts) = (Column::new(3), texts);
            // At any moment: while entries are led over, and when all are.
            for number in 0..texts.len() {
                column.push(&texts[number]);
                for &(_, count) in out.iter().filter(|&&(when, _)| when == number) {
                    // Some twice, some that have no key.
                    let mut out: Vec<usize> = (0..=number).rev().step_by(3).take(count).collect();
                    out.reverse();
                    column.take_out(&out.iter().map(|&text| super::number(text)).collect::<Vec<_>>());
                    for text in out {
                        texts[text].clear();
                    }
                }
                if number % 97 == 0 || number + 1 == texts.len() {
                    for &key in &asked {
                        let told = texts[..=number].iter().enumerate().rev();
                        let expected: Vec<usize> =
                            told.filter(|(_, keys)| keys.contains(&key)).map(|(text, _)| text).collect();
                        let mut all: Vec<usize> = column.with_key(key).map(|text| text as usize).collect();
                        all.dedup();
                        prop_assert_eq!(all, expected);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_being_led_over_may_be_forgotten() {
        const KEYS: u32 = 4001;
        let full = 8 * PAGE;
        let key = |text: usize| number(text * 7919) % KEYS;
        for pushed in [1, 50, 300, 1000] {
            for first in [PAGE, 4 * PAGE, full + PAGE] {
                let mut column = Column::new(1);
                let push = |column: &mut Column, texts: std::ops::Range<usize>| {
                    texts.for_each(|text| column.push(&[key(text)]));
                };
                push(&mut column, 0..full + pushed);
                assert!(column.old.is_some(), "{pushed} texts do not lead all over");
                let mut next = full + pushed;
                // To forget all of a page that is not full takes what will be on it too.
                if first > next {
                    push(&mut column, next..first);
                    next = first;
                }
                column.forget_before(first);
                for more in [0, 1, 700, 20_000] {
                    push(&mut column, next..next + more);
                    next += more;
                    for asked in (0..KEYS).step_by(13) {
                        let expected: Vec<u32> =
                            (first..next).rev().filter(|&text| key(text) == asked).map(number).collect();
                        assert_eq!(found(&column, asked), expected, "{pushed} {first} {more}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_key_is_found_behind_many_texts_of_another_in_its_slot() {
        let (one, other) = (7, 7 + (1 << 30));
        let mut column = Column::new(1);
        column.push(&[one]);
        (0..900).for_each(|_| column.push(&[other]));
        assert_eq!(found(&column, one), [0]);
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
        assert_eq!((all.len(), all[0]), (STEPS, 9_999));
    }
}
