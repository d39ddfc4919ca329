//! In how many texts each word stands: counted for all texts at once.
//!
//! The words of all texts are hashed first, and each hash is a slot of a table. To count them as they come is a way to memory a word; so the slots of some
//! [chunks](crate::collapse::CHUNK) are sorted by the part of the table that they lie in, and the parts are counted side by side.

use std::ops::Range;

use rayon::prelude::*;

use super::hash;
use crate::collapse::{CHUNK, Texts};
use crate::normalize;
use crate::spill::Kept;

/// The parts in which the tables are counted, one by one: each fits the second cache, where a count is found in a few
/// nanoseconds; anywhere in tables of fifty megabytes it takes twenty times as long.
const PARTS: usize = 32;

/// Chunks whose slots are found before they are counted: some forty megabytes of them, and each part of the table still comes to the cache
/// for a hundred thousand counts.
pub(super) const CHUNKS_AT_ONCE: usize = 256;

/// To so many slots of a text each next one is compared; of more it is cheaper to sort them.
const FEW: usize = 32;

/// The slots of one chunk's words, each once a text, by the part of the table that they lie in.
struct Slots {
    slots: Vec<u32>,
    /// Where each part ends.
    ends: [usize; PARTS],
}

impl Slots {
    /// Those that `find` adds for each text, in a table of `size` slots, a power of two.
    fn of(chunk: &HashChunk, size: usize, find: impl Fn(&[u64], &mut Vec<u32>)) -> Self {
        let part = |slot: u32| slot as usize / (size / PARTS);
        let (mut all, mut text_slots) = (Vec::with_capacity(chunk.hashes.len()), Vec::new());
        for text in chunk.iter() {
            text_slots.clear();
            find(text, &mut text_slots);
            if text_slots.len() > FEW {
                text_slots.sort_unstable();
                text_slots.dedup();
                all.extend_from_slice(&text_slots);
            } else {
                let is_new = |&(place, slot): &(usize, &u32)| !text_slots[..place].contains(slot);
                all.extend(text_slots.iter().enumerate().filter(is_new).map(|(_, &slot)| slot));
            }
        }
        let mut ends = [0; PARTS];
        for &slot in &all {
            ends[part(slot)] += 1;
        }
        // The number of each becomes the place of its first, and that, as they are put there, their end.
        let mut next = 0;
        for end in &mut ends {
            next += std::mem::replace(end, next);
        }
        let mut slots = vec![0; all.len()];
        for slot in all {
            let end = &mut ends[part(slot)];
            slots[*end] = slot;
            *end += 1;
        }
        Slots { slots, ends }
    }

    fn of_part(&self, part: usize) -> impl Iterator<Item = usize> {
        let start = if part == 0 { 0 } else { self.ends[part - 1] };
        self.slots[start..self.ends[part]].iter().map(|&slot| slot as usize)
    }
}

/// Has `count` count, for each text, the slots of a table that `find` adds for it, each once; those of `at_once` chunks are found together.
pub(super) fn count_slots<C: Send>(
    (hashes, at_once): (&Hashes, usize),
    find: impl Fn(&[u64], &mut Vec<u32>) + Sync,
    table: &mut [C],
    count: impl Fn(&mut C) + Sync,
) {
    let (slots, part) = (table.len(), table.len() / PARTS);
    for chunks in hashes.chunks.chunks(at_once) {
        let found: Vec<Slots> = chunks.par_iter().map(|chunk| Slots::of(chunk, slots, &find)).collect();
        table.par_chunks_mut(part).enumerate().for_each(|(number, table)| {
            for slots in &found {
                slots.of_part(number).for_each(|slot| count(&mut table[slot % part]));
            }
        });
    }
}

/// The hashes of the words of texts, for as long as something is learned of them: eight bytes a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hashes {
    chunks: Vec<HashChunk>,
}

/// Those of a [chunk](crate::collapse::CHUNK) of texts, one text's behind the other's.
#[derive(Clone, Debug, Default)]
struct HashChunk {
    hashes: Kept<[u64]>,
    ends: Kept<[u32]>,
}

impl Hashes {
    /// Those of all `texts`.
    pub(crate) fn of(texts: &Texts) -> Self {
        let chunk = |numbers: Range<usize>| {
            let (mut hashes, mut ends) = (Vec::new(), Vec::with_capacity(numbers.len()));
            for text in numbers {
                hashes.extend(normalize::words(texts.get(text)).map(hash));
                ends.push(u32::try_from(hashes.len()).expect("4096 titles have fewer than 2^32 words"));
            }
            HashChunk { hashes: Kept::new(hashes), ends: Kept::new(ends) }
        };
        Hashes { chunks: texts.chunks().map(chunk).collect() }
    }

    /// Of how many texts they are.
    pub(crate) fn texts(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.ends.len()).sum()
    }

    /// Those of the text at `index`.
    pub(crate) fn of_text(&self, index: usize) -> &[u64] {
        self.chunks[index / CHUNK].get(index % CHUNK)
    }
}

impl HashChunk {
    fn get(&self, index: usize) -> &[u64] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.hashes[start as usize..self.ends[index] as usize]
    }

    fn iter(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.ends.len()).map(|index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FEWEST_SLOTS, word_slots};
    use super::*;
    use crate::Headlines;
    use crate::collapse::collapse;

    #[test]
    fn counts_are_the_same_however_many_chunks_are_counted_at_once() {
        let titles: Vec<String> =
            (0..3 * CHUNK).map(|day| format!("vote {} of day {day}", day % 7)).collect();
        let headlines: Headlines = titles.iter().map(String::as_str).collect();
        let hashes = Hashes::of(&collapse(&headlines).expect("few headlines").texts);
        let counted = |at_once: usize| {
            let mut table = vec![0_u32; FEWEST_SLOTS];
            let find = |text: &[u64], found: &mut Vec<u32>| word_slots(text, FEWEST_SLOTS, found);
            count_slots((&hashes, at_once), find, &mut table, |count| *count += 1);
            table
        };
        let whole = counted(CHUNKS_AT_ONCE);
        assert!(whole.iter().sum::<u32>() as usize >= 4 * titles.len() - titles.len() / 1000);
        assert!(counted(1) == whole && counted(2) == whole);
    }
}
