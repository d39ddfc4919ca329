//! A stable radix sort of 32-bit keys with their items: what the bands spend their time on.
//!
//! Many entries are first parted by the highest ten bits of their keys, straight from where they come from to where they
//! stay, and then each part by the rest, least significant digit first (LSD): a part of some thousand entries lies in the
//! cache, and so does the memory that its sorting takes. Being stable it leaves equal keys in the order of their
//! items, which makes the pairs deterministic for free.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::huge_pages;

/// A key in the high half, its item in the low one.
pub(super) type Entry = u64;

const KEY_BITS: u32 = 32;

/// So many of the highest bits part many entries.
const PART_BITS: u32 = 10;
const PARTS: usize = 1 << PART_BITS;

/// More entries than so many are parted: fewer are in the cache as they are.
const MANY: usize = 1 << 15;

/// Two digits make up what is left of a key in a part.
const DIGIT_BITS: u32 = (KEY_BITS - PART_BITS) / 2;
const DIGITS: usize = 1 << DIGIT_BITS;

/// Below this many entries passes over [`DIGITS`] counters cost more than comparing.
const SMALL: usize = 1024;

/// Leaves `entries` in `sorted`, by key, equal keys by item; they must come in the order of items.
/// `scratch` is overwritten.
fn sort(entries: impl Iterator<Item = Entry> + Clone, sorted: &mut Vec<Entry>, scratch: &mut Vec<Entry>) {
    let part = |entry: Entry| (entry >> (2 * KEY_BITS - PART_BITS)) as usize;
    let mut ends = [0; PARTS];
    sorted.clear();
    entries.clone().for_each(|entry| {
        ends[part(entry)] += 1;
        if sorted.len() < MANY {
            sorted.push(entry);
        }
    });
    // The number of each part becomes the place of its first, and that, as they are put there, their end.
    let mut next = 0;
    for end in &mut ends {
        next += std::mem::replace(end, next);
    }
    if next <= MANY {
        sort_by(sorted, KEY_BITS, scratch);
        return;
    }
    if sorted.capacity() < next {
        // What is next to be sorted may be a little more.
        *sorted = Vec::new();
        *sorted = huge_pages::with_capacity(next + next / 16);
    }
    sorted.resize(next, 0);
    entries.for_each(|entry| {
        let end = &mut ends[part(entry)];
        sorted[*end] = entry;
        *end += 1;
    });
    let mut start = 0;
    for end in ends {
        sort_by(&mut sorted[start..end], KEY_BITS - PART_BITS, scratch);
        start = end;
    }
}

/// Sorts `entries` by the lowest `bits` of their keys, equal ones by item; they must come in the order of items.
fn sort_by(entries: &mut [Entry], bits: u32, scratch: &mut Vec<Entry>) {
    if entries.len() < SMALL {
        entries.sort_unstable();
        return;
    }
    scratch.resize(entries.len(), 0);
    let (mut from, mut to) = (&mut *entries, &mut scratch[..]);
    let passes = bits.div_ceil(DIGIT_BITS);
    for pass in 0..passes {
        #[expect(clippy::cast_possible_truncation, reason = "eleven bits are left")]
        let digit = |entry: Entry| (entry >> (KEY_BITS + pass * DIGIT_BITS)) as usize & (DIGITS - 1);
        let mut places = [0_u32; DIGITS];
        for &entry in from.iter() {
            places[digit(entry)] += 1;
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &entry in from.iter() {
            let place = &mut places[digit(entry)];
            to[*place as usize] = entry;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    if passes % 2 == 1 {
        entries.copy_from_slice(scratch);
    }
}

/// The buckets of sorted entries: runs of one key that have more than one item.
pub(super) fn buckets(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    entries.chunk_by(|one, other| one >> 32 == other >> 32).filter(|run| run.len() > 1)
}

/// The item of an entry.
#[expect(clippy::cast_possible_truncation, reason = "the low half is the item")]
#[inline]
pub(super) fn item(entry: Entry) -> u32 {
    entry as u32
}

/// Memory for entries and for their sorting, used again by whichever thread is next: fresh memory of this size costs as much to
/// map as to sort.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<[Vec<Entry>; 2]>>);

impl Spare {
    /// Gives `entries`, which come in the order of items and are gone through twice, to `look` when they are sorted.
    pub(super) fn sorted<T>(
        &self,
        entries: impl Iterator<Item = Entry> + Clone,
        look: impl FnOnce(&[Entry]) -> T,
    ) -> T {
        let [mut sorted, mut scratch] = self.lock().pop().unwrap_or_default();
        sort(entries, &mut sorted, &mut scratch);
        let seen = look(&sorted);
        self.lock().push([sorted, scratch]);
        seen
    }

    fn lock(&self) -> MutexGuard<'_, Vec<[Vec<Entry>; 2]>> {
        // What a thread that panicked has left is memory all the same.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(
            keys in proptest::collection::vec(prop_oneof![0u32..4, any::<u32>()], 0..4000),
            times in prop_oneof![3 => Just(1), 1 => Just(MANY / 1000)],
        ) {
            let keys = keys.repeat(times);
            let entries = (0..).zip(&keys).map(|(item, &key)| u64::from(key) << 32 | item);
            let mut expected: Vec<Entry> = entries.clone().collect();
            expected.sort_unstable();
            // What was left from another sort is of no account.
            let mut sorted = vec![7; 9];
            sort(entries, &mut sorted, &mut vec![7; 9]);
            prop_assert_eq!(sorted, expected);
        }
    }
}
