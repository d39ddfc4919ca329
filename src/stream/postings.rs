//! Which remembered texts have a key, the newest first.
//!
//! A [`Column`] is one hash table: the keys of one band, those of telling words, or the hash of the text itself. Its *buckets* are
//! lines of memory of ten entries, so that a key costs one wait for memory, whether it is looked up or added. An entry is the
//! number of a text and a *tag*, the part of the key that the number of the bucket does not tell: six bytes.
//!
//! ```text
//! key, 30 bits:  [ tag, 16 bits | 14 bits ]       bucket = the lowest bits, 14 at least
//! bucket, 64 B:  [ text x 10 | tag x 10 | older ] in the order in which they came
//! ```
//!
//! What a bucket has no room for goes to *older* buckets behind it, full ones, so that what is looked at first is the newest. Of
//! one key a column holds the newest few, which are all that is ever asked for: a series of a million fills no more of it than one
//! of twenty, and hides nothing that has its bucket.
//!
//! The table grows by one bucket at a time (linear hashing, Litwin 1980): the next in turn gives those of its entries that
//! have one more bit of their key set to the one that is added. So nobody waits while millions of entries are moved, and what is
//! read and written for it lies side by side. A chain of entries for each slot, as it was before, waits for memory four times a key:
//! for the head, for an entry or two, and for the heads to which old entries are led when the table grows. Among three million texts the keys were
//! half of the time of a headline.
//!
//! What is no longer remembered is taken out of all buckets at once, when it is forgotten.
//!
//! Columns know nothing of each other, so each can be filled and asked on a thread of its own, in the order of texts.

use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;
use smallvec::SmallVec;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::huge_pages;

/// Entries of a bucket.
const ENTRIES: usize = 10;

/// Entries of a bucket on the average: one in ten has older ones behind it then.
const FILLED: usize = 6;

/// Bits of a key that the number of a bucket tells in the smallest table.
const LEAST_BITS: u32 = 14;

/// Buckets of a new column: a megabyte.
const FEWEST: usize = 1 << LEAST_BITS;

/// Where there is no text, or no bucket; both are counted from one here.
const NOTHING: u32 = 0;

/// A text, counted from one, and a part of its key.
#[derive(Clone, Copy, Debug)]
struct Entry {
    text: u32,
    tag: u16,
}

/// The entries of a bucket and of those behind it, the oldest first.
type Entries = SmallVec<[Entry; 4 * ENTRIES]>;

/// A line of memory. Its entries stand in the first places.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, align(64))]
struct Bucket {
    texts: [u32; ENTRIES],
    tags: [u16; ENTRIES],
    /// The bucket with the entries before these.
    older: u32,
}

impl Bucket {
    const EMPTY: Self = Bucket { texts: [NOTHING; ENTRIES], tags: [0; ENTRIES], older: NOTHING };

    /// One with so many entries at the most.
    fn of(entries: &[Entry], older: u32) -> Self {
        let mut bucket = Bucket { older, ..Bucket::EMPTY };
        for (slot, entry) in entries.iter().enumerate() {
            (bucket.texts[slot], bucket.tags[slot]) = (entry.text, entry.tag);
        }
        bucket
    }

    /// How many entries it has, without a branch for each.
    fn len(&self) -> usize {
        self.texts.iter().filter(|&&text| text != NOTHING).count()
    }

    /// Its entries, the oldest first.
    fn entries(&self) -> impl DoubleEndedIterator<Item = Entry> {
        let entries = self.texts.into_iter().zip(self.tags).map(|(text, tag)| Entry { text, tag });
        entries.filter(|entry| entry.text != NOTHING)
    }

    /// A bit for each entry with `tag`.
    fn with_tag(&self, tag: u16) -> u32 {
        let is_meant = |slot: usize| self.tags[slot] == tag && self.texts[slot] != NOTHING;
        (0..ENTRIES).fold(0, |bits, slot| bits | u32::from(is_meant(slot)) << slot)
    }
}

/// Many buckets, the memory of which the system gives when they are first looked at.
#[derive(Debug)]
struct Chunk(MmapMut);

impl Chunk {
    fn new(buckets: usize) -> Self {
        Chunk(huge_pages::zeroed(buckets * size_of::<Bucket>()))
    }
}

impl Deref for Chunk {
    type Target = [Bucket];

    fn deref(&self) -> &[Bucket] {
        <[Bucket]>::ref_from_bytes(&self.0).expect("it begins with a page, and consists of buckets")
    }
}

impl DerefMut for Chunk {
    fn deref_mut(&mut self) -> &mut [Bucket] {
        <[Bucket]>::mut_from_bytes(&mut self.0).expect("it begins with a page, and consists of buckets")
    }
}

/// The keys of one kind.
#[derive(Debug)]
pub(super) struct Column {
    /// Of one key so many entries are held.
    most: usize,
    /// The buckets: [`FEWEST`], as many, and then in each chunk as many as in all before it.
    chunks: Vec<Chunk>,
    /// How many of them are in use.
    buckets: usize,
    /// What stands behind them.
    older: Vec<Bucket>,
    /// The first of those that are not in use; each leads to the next.
    free: u32,
    /// Entries that are held.
    entries: usize,
    /// The number of the next text.
    next: u32,
}

/// The chunk in which a bucket stands, and where in it.
fn place(bucket: usize) -> (usize, usize) {
    match (bucket >> LEAST_BITS).checked_ilog2() {
        None => (0, bucket),
        Some(doubled) => (doubled as usize + 1, bucket - (FEWEST << doubled)),
    }
}

/// What the number of a bucket need not tell of a key.
#[expect(clippy::cast_possible_truncation, reason = "these bits are what is wanted")]
fn tag(key: u32) -> u16 {
    (key >> LEAST_BITS) as u16
}

impl Column {
    /// For the newest `most` texts of each key.
    pub(super) fn new(most: usize) -> Self {
        let chunks = vec![Chunk::new(FEWEST)];
        Column { most, chunks, buckets: FEWEST, older: Vec::new(), free: NOTHING, entries: 0, next: 0 }
    }

    /// The number of the bucket of a key.
    fn bucket_of(&self, key: u32) -> usize {
        let mask = self.buckets.next_power_of_two() - 1;
        let bucket = key as usize & mask;
        if bucket < self.buckets { bucket } else { bucket & (mask >> 1) }
    }

    fn bucket(&self, number: usize) -> &Bucket {
        let (chunk, at) = place(number);
        &self.chunks[chunk][at]
    }

    fn bucket_mut(&mut self, number: usize) -> &mut Bucket {
        let (chunk, at) = place(number);
        &mut self.chunks[chunk][at]
    }

    /// The bucket that another leads to.
    fn older(&self, led_to: u32) -> Option<&Bucket> {
        self.older.get((led_to as usize).checked_sub(1)?)
    }

    /// A bucket and those behind it, the newest entries first.
    fn chain(&self, number: usize) -> impl Iterator<Item = &Bucket> {
        std::iter::successors(Some(self.bucket(number)), |bucket| self.older(bucket.older))
    }

    /// The texts that have `key`, the newest first, as many as are held of one key at the most.
    pub(super) fn with_key(&self, key: u32) -> impl Iterator<Item = u32> {
        let (tag, mut chain) = (tag(key), self.chain(self.bucket_of(key)));
        let (mut bucket, mut bits) = (&Bucket::EMPTY, 0_u32);
        let all = std::iter::from_fn(move || {
            while bits == 0 {
                bucket = chain.next()?;
                bits = bucket.with_tag(tag);
            }
            let newest = bits.ilog2();
            bits ^= 1 << newest;
            Some(bucket.texts[newest as usize] - 1)
        });
        all.take(self.most)
    }

    /// Has memory bring what is looked at for `keys`, all at once.
    pub(super) fn fetch<'a>(&self, keys: impl Iterator<Item = &'a u32>) {
        // Nothing but the waiting is in this loop: the shorter it is, the more is waited for at once.
        let places: SmallVec<[(usize, usize); 512]> = keys.map(|&key| place(self.bucket_of(key))).collect();
        let chunks: SmallVec<[&[Bucket]; 32]> = self.chunks.iter().map(Deref::deref).collect();
        let older = places.iter().map(|&(chunk, at)| chunks[chunk][at].older);
        let older: SmallVec<[u32; 512]> = older.collect();
        let behind = older.iter().filter_map(|&older| self.older(older));
        std::hint::black_box(behind.fold(0, |sum: u32, bucket| sum.wrapping_add(bucket.older)));
    }

    /// Adds the keys of the next text.
    pub(super) fn push(&mut self, keys: &[u32]) {
        self.next += 1;
        for &key in keys {
            self.add(key, Entry { text: self.next, tag: tag(key) });
        }
    }

    fn add(&mut self, key: u32, entry: Entry) {
        self.entries += 1;
        let number = self.bucket_of(key);
        let bucket = self.bucket_mut(number);
        let held = bucket.len();
        if held < ENTRIES {
            (bucket.texts[held], bucket.tags[held]) = (entry.text, entry.tag);
        } else {
            let mut entries = self.empty(number);
            entries.push(entry);
            let most = self.most;
            self.entries -= drop_oldest(&mut entries, most);
            self.fill(number, &entries);
        }
        while self.entries > FILLED * self.buckets {
            self.grow();
        }
    }

    /// Takes all entries out of a bucket and those behind it.
    fn empty(&mut self, number: usize) -> Entries {
        let mut entries: Entries = self.chain(number).flat_map(|bucket| bucket.entries().rev()).collect();
        entries.reverse();
        let mut led_to = std::mem::replace(self.bucket_mut(number), Bucket::EMPTY).older;
        while led_to != NOTHING {
            let bucket = &mut self.older[led_to as usize - 1];
            let next = std::mem::replace(bucket, Bucket { older: self.free, ..Bucket::EMPTY }).older;
            self.free = std::mem::replace(&mut led_to, next);
        }
        entries
    }

    /// Puts entries into an empty bucket: there is room for one more in it then, if there are more than it has room for.
    fn fill(&mut self, number: usize, entries: &[Entry]) {
        let (full, newest) = match entries.len() {
            0..=ENTRIES => entries.split_at(0),
            more => entries.split_at(more / ENTRIES * ENTRIES),
        };
        let older =
            full.chunks(ENTRIES).fold(NOTHING, |older, entries| self.put_behind(Bucket::of(entries, older)));
        *self.bucket_mut(number) = Bucket::of(newest, older);
    }

    /// Where a bucket stands that others may lead to.
    fn put_behind(&mut self, bucket: Bucket) -> u32 {
        if self.free == NOTHING {
            self.older.push(bucket);
            return u32::try_from(self.older.len()).expect("there are fewer than texts, which have 32 bits");
        }
        let place = &mut self.older[self.free as usize - 1];
        let next = std::mem::replace(place, bucket).older;
        std::mem::replace(&mut self.free, next)
    }

    /// Adds a bucket, and moves to it what is its own of the one that had it.
    fn grow(&mut self) {
        let added = self.buckets;
        let level = added.ilog2();
        if place(added).0 == self.chunks.len() {
            self.chunks.push(Chunk::new(added));
        }
        self.buckets += 1;
        let parted = added - (1 << level);
        let is_of_added = |entry: &Entry| entry.tag >> (level - LEAST_BITS) & 1 == 1;
        let entries = self.empty(parted);
        let (of_added, rest): (Entries, Entries) = entries.into_iter().partition(is_of_added);
        self.fill(parted, &rest);
        self.fill(added, &of_added);
    }

    /// Makes room for so many keys at once, before the first is added.
    pub(super) fn reserve(&mut self, keys: usize) {
        debug_assert_eq!(self.entries, 0, "what is held stands in as few buckets as there are");
        self.buckets = (keys / FILLED).max(FEWEST);
        while place(self.buckets - 1).0 >= self.chunks.len() {
            let buckets = FEWEST << (self.chunks.len() - 1);
            self.chunks.push(Chunk::new(buckets));
        }
    }

    /// Takes the texts out of which `stays` says no. Costs a look at the whole table.
    pub(super) fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        let stays = |entry: &Entry| stays(entry.text - 1);
        for number in 0..self.buckets {
            if self.chain(number).flat_map(Bucket::entries).all(|entry| stays(&entry)) {
                continue;
            }
            let mut entries = self.empty(number);
            self.entries -= entries.len();
            entries.retain(|entry| stays(entry));
            self.entries += entries.len();
            self.fill(number, &entries);
        }
    }
}

/// Leaves of each key the newest `most`; says how many went.
fn drop_oldest(entries: &mut Entries, most: usize) -> usize {
    let before = entries.len();
    if before > most {
        let newer =
            |place: usize| entries[place..].iter().filter(|entry| entry.tag == entries[place].tag).count();
        let stay: SmallVec<[bool; 4 * ENTRIES]> = (0..before).map(|place| newer(place) <= most).collect();
        let mut stay = stay.into_iter();
        entries.retain(|_| stay.next().unwrap_or(true));
    }
    before - entries.len()
}

#[cfg(test)]
mod tests {
    use ahash::AHashMap;
    use proptest::prelude::*;

    use super::*;

    /// Keys that share buckets and tags, and some of which very many texts have.
    fn key() -> impl Strategy<Value = u32> {
        prop_oneof![
            5 => 0_u32..40,
            2 => (0_u32..8).prop_map(|bits| 7 | bits << LEAST_BITS),
            1 => Just(7),
            1 => 0_u32..1 << 30,
        ]
    }

    /// Something that is done to a column.
    #[derive(Clone, Debug)]
    enum Step {
        Push(Vec<u32>),
        Grow(usize),
        Retain(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            80 => proptest::collection::vec(key(), 0..4).prop_map(Step::Push),
            4 => (1_usize..2000).prop_map(Step::Grow),
            1 => (2_usize..50).prop_map(Step::Retain),
        ]
    }

    proptest! {
        #[test]
        fn a_column_finds_what_a_list_finds(
            steps in proptest::collection::vec(step(), 0..900),
            asked in proptest::collection::vec(key(), 50),
            reserved in 0_usize..1 << 18,
        ) {
            const MOST: usize = 5;
            let mut column = Column::new(MOST);
            column.reserve(reserved);
            // The keys of each text, and those that are held of them at the least.
            let (mut all, mut least) = (Vec::<Vec<u32>>::new(), Vec::<Vec<u32>>::new());
            for step in steps {
                match step {
                    Step::Push(keys) => {
                        column.push(&keys);
                        all.push(keys.clone());
                        least.push(keys);
                    }
                    Step::Grow(times) => (0..times).for_each(|_| column.grow()),
                    Step::Retain(part) => {
                        let stays = |text: usize| !text.is_multiple_of(part);
                        column.retain(|text| stays(text as usize));
                        // Where newer ones go, older ones of the same key have gone before.
                        let mut held = AHashMap::<u32, usize>::new();
                        for keys in least.iter_mut().rev() {
                            keys.retain(|&key| {
                                let held = held.entry(key).or_default();
                                *held += 1;
                                *held <= MOST
                            });
                        }
                        for keys in [&mut all, &mut least] {
                            keys.iter_mut().enumerate().filter(|&(text, _)| !stays(text)).for_each(|(_, keys)| keys.clear());
                        }
                    }
                }
            }
            for key in asked {
                let with_key = |texts: &[Vec<u32>]| -> Vec<usize> {
                    let newest = texts.iter().enumerate().rev();
                    let of_key = newest.flat_map(|(text, keys)| keys.iter().filter(|&&other| other == key).map(move |_| text));
                    of_key.take(MOST).collect()
                };
                let found: Vec<usize> = column.with_key(key).map(|text| text as usize).collect();
                prop_assert!(with_key(&all).starts_with(&found));
                prop_assert!(found.len() >= with_key(&least).len());
            }
            prop_assert_eq!(column.entries, (0..column.buckets).flat_map(|number| column.chain(number).flat_map(Bucket::entries)).count());
        }
    }
}
