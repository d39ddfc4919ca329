//! Which remembered texts have a key, the newest first.
//!
//! A [`Column`] is one hash table: the keys of one band, those of telling words, or the hash of the text itself. Its *buckets* are
//! lines of memory of ten entries, so that a key costs one wait for memory, seldom two, whether it is looked up or added. An entry is the
//! number of a text and a *tag*, the part of the key that the number of the bucket does not tell: six bytes.
//!
//! ```text
//! key, the lowest 30 bits:  [ tag, 16 bits | 14 bits ]       bucket = the lowest of these, 14 at least
//! bucket, 64 bytes:         [ text x 10 | tag x 10 | older ] in the order in which they came
//! ```
//!
//! What a bucket has no room for goes to *older* lines behind it, full ones, so that what is looked at first is the newest. Of
//! one key a column holds some times as many texts as are ever asked for, and the oldest go: a series of a million fills no more of it
//! than one of a hundred, and hides nothing that has its bucket.
//!
//! The table grows by one bucket at a time (linear hashing, Litwin 1980): the next in turn gives those of its entries that
//! have one more bit of their key set to the one that is added. So nobody waits while millions of entries are moved, and what is
//! read and written for it lies side by side.
//!
//! What is no longer remembered is taken out of all buckets at once, when it is forgotten.
//!
//! Columns know nothing of each other, so each can be filled and asked on a thread of its own, in the order of texts.
//!
//! # Cost
//!
//! Ten to eleven bytes a key, and a megabyte for the smallest table. A line is found in memory for each key that is looked up or added,
//! and for one in ten to one in five another. A chain of entries for each slot, with heads that are doubled, waits four times (for
//! the head, for an entry or two, and for the heads to which old entries are led): among three million texts the keys are half
//! of the time of a headline then, and an eighth so. To forget is to look at the whole table, 2 ns a key, and 20 where a quarter goes.
//!
//! # Limits
//!
//! Two keys that have the same 30 bits are one: of five million texts 0.005 in a band. Who aims at one bucket with thousands of different keys,
//! for the hashes have no secret, hides the oldest of them: a thousand are held. A billion buckets is the end, six hundred
//! million texts.

use std::ops::Range;

use memmap2::MmapMut;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::columns::FETCHED;
use super::lines::{ENTRIES, Entry, FIRST, Line, Lines, NOTHING, place};
use crate::candidates::telling;

/// Entries of a bucket on the average: one in five has older ones behind it then, at the most.
const FILLED: usize = 7;

/// The part of that from which on less is not worth the memory of the table.
const SPARSE: usize = 4;

/// Bits of a key that the number of a bucket tells in the smallest table.
const LEAST_BITS: u32 = FIRST.ilog2();

/// Buckets of a new column: a megabyte.
const FEWEST: usize = FIRST;

/// Buckets whose number and tags tell all of a key that is kept.
const MOST_BUCKETS: usize = 1 << (LEAST_BITS + u16::BITS);

/// Entries of a column at the most.
pub(super) const MOST_ENTRIES: usize = FILLED * MOST_BUCKETS;

/// Of one key so many times more are held than are asked for: so many of the newest may be taken out before one is missed that would
/// have been held, had they never come.
const SPARE: usize = 4;

/// Entries of a bucket at the most: as many as sixteen keys have that very many texts have. More have been aimed at it.
const LONGEST: usize = 1 << 10;

/// Lines that are fetched at once.
const LINES: usize = FETCHED * telling::KEYS;

/// The entries of a bucket, those behind it among them, the oldest first.
type Entries = SmallVec<[Entry; 4 * ENTRIES]>;

/// The keys of one kind.
#[derive(Debug)]
pub(super) struct Column {
    /// So many texts of one key are given.
    most: usize,
    lines: Lines,
    /// How many buckets there are: each is one of `lines`, and what stands behind it.
    buckets: usize,
    /// What stands behind buckets.
    older: Lines,
    /// How many lines of `older` were ever in use.
    behind: usize,
    /// The first of these that is not in use now; each leads to the next.
    free: u32,
    /// Entries that are held.
    entries: usize,
    /// The number of the next text.
    next: u32,
}

/// What has to be known of a column to read its lines.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Shape {
    buckets: usize,
    behind: usize,
    free: u32,
    entries: usize,
    next: u32,
}

impl Shape {
    /// In how many parts its lines stand.
    pub(super) fn parts(&self) -> usize {
        Lines::parts_of(self.buckets.min(MOST_BUCKETS)) + Lines::parts_of(self.behind.min(MOST_ENTRIES))
    }
}

/// What the number of a bucket need not tell of a key.
#[expect(clippy::cast_possible_truncation, reason = "these bits are what is wanted")]
fn tag(key: u32) -> u16 {
    (key >> LEAST_BITS) as u16
}

impl Column {
    /// Of which the newest `most` texts of a key are asked for.
    pub(super) fn new(most: usize) -> Self {
        let (mut lines, older) = (Lines::default(), Lines::default());
        lines.grow(FEWEST);
        Column { most, lines, buckets: FEWEST, older, behind: 0, free: NOTHING, entries: 0, next: 0 }
    }

    /// The number of the bucket of a key.
    fn bucket_of(&self, key: u32) -> usize {
        let mask = self.buckets.next_power_of_two() - 1;
        let bucket = key as usize & mask;
        if bucket < self.buckets { bucket } else { bucket & (mask >> 1) }
    }

    /// The line to which another leads.
    fn older(&self, led_to: u32) -> Option<&Line> {
        Some(self.older.get((led_to as usize).checked_sub(1)?))
    }

    /// The lines of a bucket, the newest entries first.
    fn chain(&self, bucket: usize) -> impl Iterator<Item = &Line> {
        std::iter::successors(Some(self.lines.get(bucket)), |line| self.older(line.older))
    }

    /// The newest texts that have `key`, the newest first, as many as are asked for at the most.
    pub(super) fn with_key(&self, key: u32) -> impl Iterator<Item = u32> {
        let (tag, mut chain) = (tag(key), self.chain(self.bucket_of(key)));
        let (mut line, mut bits) = (&Line::EMPTY, 0_u32);
        let all = std::iter::from_fn(move || {
            while bits == 0 {
                line = chain.next()?;
                bits = line.with_tag(tag);
            }
            let newest = bits.ilog2();
            bits ^= 1 << newest;
            Some(line.texts[newest as usize] - 1)
        });
        all.take(self.most)
    }

    /// Has memory bring what is looked at for `keys`, all at once.
    pub(super) fn fetch<'a>(&self, keys: impl Iterator<Item = &'a u32>) {
        let places: SmallVec<[(usize, usize); LINES]> = keys.map(|&key| place(self.bucket_of(key))).collect();
        let chunks: SmallVec<[&[Line]; 32]> = self.lines.chunks().collect();
        // Nothing but the waiting is in this loop: the shorter it is, the more is waited for at once.
        let older: SmallVec<[u32; LINES]> =
            places.iter().map(|&(chunk, at)| chunks[chunk][at].older).collect();
        let behind = older.iter().filter_map(|&older| self.older(older));
        std::hint::black_box(behind.fold(0, |sum: u32, line| sum.wrapping_add(line.older)));
    }

    /// Adds the keys of the next text.
    pub(super) fn push(&mut self, keys: &[u32]) {
        self.next += 1;
        for &key in keys {
            self.add(key, Entry { text: self.next, tag: tag(key) });
        }
    }

    fn add(&mut self, key: u32, entry: Entry) {
        let bucket = self.bucket_of(key);
        let line = self.lines.get_mut(bucket);
        let held = line.len();
        self.entries += 1;
        if held < ENTRIES {
            (line.texts[held], line.tags[held]) = (entry.text, entry.tag);
        } else {
            let mut entries = self.empty(bucket);
            entries.push(entry);
            self.entries -= drop_oldest(&mut entries, SPARE * self.most);
            self.fill(bucket, &entries);
        }
        while self.entries > FILLED * self.buckets && self.buckets < MOST_BUCKETS {
            self.grow();
        }
    }

    /// Takes all entries out of a bucket.
    fn empty(&mut self, bucket: usize) -> Entries {
        let mut entries: Entries = self.chain(bucket).flat_map(|line| line.entries().rev()).collect();
        entries.reverse();
        let mut led_to = std::mem::replace(self.lines.get_mut(bucket), Line::EMPTY).older;
        while led_to != NOTHING {
            let line = self.older.get_mut(led_to as usize - 1);
            let next = std::mem::replace(line, Line { older: self.free, ..Line::EMPTY }).older;
            self.free = std::mem::replace(&mut led_to, next);
        }
        entries
    }

    /// Puts entries into an empty bucket. If older lines are needed, they are full, and there is room for one more entry before them.
    fn fill(&mut self, bucket: usize, entries: &[Entry]) {
        let (full, newest) = match entries.len() {
            0..=ENTRIES => entries.split_at(0),
            more => entries.split_at(more / ENTRIES * ENTRIES),
        };
        let mut older = NOTHING;
        for entries in full.chunks(ENTRIES) {
            older = self.put_behind(Line::of(entries, older));
        }
        *self.lines.get_mut(bucket) = Line::of(newest, older);
    }

    /// Where a line stands that others may lead to.
    fn put_behind(&mut self, line: Line) -> u32 {
        if self.free == NOTHING {
            self.older.grow(self.behind + 1);
            *self.older.get_mut(self.behind) = line;
            self.behind += 1;
            return u32::try_from(self.behind)
                .expect("older lines are full, and there are ten entries a text at most");
        }
        let place = self.older.get_mut(self.free as usize - 1);
        let next = std::mem::replace(place, line).older;
        std::mem::replace(&mut self.free, next)
    }

    /// Adds a bucket, and moves to it what is its own of the one that had it.
    fn grow(&mut self) {
        let added = self.buckets;
        let level = added.ilog2();
        self.lines.grow(added + 1);
        self.buckets += 1;
        let parted = added - (1 << level);
        let is_of_added = |entry: &Entry| entry.tag >> (level - LEAST_BITS) & 1 == 1;
        let line = *self.lines.get(parted);
        if line.older == NOTHING {
            // Most have nothing behind them: their entries need not leave the line.
            let [of_added, rest] = line.parted(is_of_added);
            (*self.lines.get_mut(parted), *self.lines.get_mut(added)) = (rest, of_added);
            return;
        }
        let (of_added, rest): (Entries, Entries) = self.empty(parted).into_iter().partition(is_of_added);
        self.fill(parted, &rest);
        self.fill(added, &of_added);
    }

    /// Makes room for so many keys at once, before the first is added. Where there is no memory for it the table grows as others do.
    pub(super) fn reserve(&mut self, keys: usize) {
        assert_eq!(self.entries, 0, "room is made in an empty column");
        let buckets = (keys / FILLED).clamp(FEWEST, MOST_BUCKETS);
        if self.lines.reserve(buckets).is_ok() {
            self.buckets = buckets;
        }
    }

    /// What has to be known of it beside its [parts](Self::parts).
    pub(super) fn shape(&self) -> Shape {
        let Column { buckets, behind, free, entries, next, .. } = *self;
        Shape { buckets, behind, free, entries, next }
    }

    /// Its lines as bytes, with the bytes that there is room for where each part stands.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&[u8], usize)> {
        self.lines.parts(self.buckets).chain(self.older.parts(self.behind))
    }

    /// The one of this shape that consists of the next of these parts; none where there is none.
    pub(super) fn of_parts(
        most: usize,
        shape: Shape,
        parts: &mut impl Iterator<Item = MmapMut>,
    ) -> Option<Self> {
        let Shape { buckets, behind, free, entries, next } = shape;
        if !(FEWEST..=MOST_BUCKETS).contains(&buckets) || behind > MOST_ENTRIES {
            return None;
        }
        let mut lines = |lines| Lines::of_parts(parts.take(Lines::parts_of(lines)).collect(), lines);
        let (lines, older) = (lines(buckets)?, lines(behind)?);
        Some(Column { most, lines, buckets, older, behind, free, entries, next })
    }

    /// Has nothing in common with the image that it was read from any more, where there is memory for a copy.
    pub(super) fn part_from_image(&mut self) {
        // Without it the column goes on as it is: keys tell nothing.
        let _ = self.lines.part_from_image().and_then(|()| self.older.part_from_image());
    }

    /// Whether what was read is a column of these texts: no line leads elsewhere, and to none do two, so that from no bucket one goes in a
    /// circle. Costs a look at all.
    pub(super) fn is_sound(&self, texts: Range<u32>) -> bool {
        let mut is_led_to = vec![false; self.behind + 1];
        let mut leads_well = |older: u32| {
            older == NOTHING
                || is_led_to.get_mut(older as usize).is_some_and(|known| !std::mem::replace(known, true))
        };
        let (first, count) = (texts.start.saturating_add(1), number(texts.len()));
        let mut entries = 0;
        let all = self.lines.iter(self.buckets).chain(self.older.iter(self.behind));
        let are_sound = all.into_iter().all(|line| {
            entries += line.len();
            let (texts, rest) = line.texts.split_at(line.len());
            let are_texts = texts.iter().all(|&text| text.wrapping_sub(first) < count);
            are_texts && rest.iter().all(|&text| text == NOTHING) && leads_well(line.older)
        });
        are_sound && leads_well(self.free) && entries == self.entries && self.next == texts.end
    }

    /// Takes the texts out of which `stays` says no, and gives memory back where little is left. Costs a look at the whole table.
    pub(super) fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        let goes = |entry: &Entry| !stays(entry.text - 1);
        for bucket in 0..self.buckets {
            if !self.chain(bucket).flat_map(Line::entries).any(|entry| goes(&entry)) {
                continue;
            }
            let mut entries = self.empty(bucket);
            self.entries -= entries.len();
            entries.retain(|entry| !goes(entry));
            self.entries += entries.len();
            self.fill(bucket, &entries);
        }
        if self.buckets > FEWEST && SPARSE * self.entries < FILLED * self.buckets {
            self.shrink();
        }
    }

    /// Makes the table anew, as large as its entries need it. Those of one key stay in their order.
    fn shrink(&mut self) {
        let mut small = Column::new(self.most);
        small.reserve(self.entries);
        for bucket in 0..self.buckets {
            for entry in self.empty(bucket) {
                // The lowest bits are those of all its buckets.
                let key = u32::from(entry.tag) << LEAST_BITS | number(bucket % FEWEST);
                small.add(key, entry);
            }
        }
        *self = Column { next: self.next, ..small };
    }
}

/// Leaves of each key the newest `most`, and of all [`LONGEST`]; says how many went. Of the newest keys alone can there be more than before.
fn drop_oldest(entries: &mut Entries, most: usize) -> usize {
    let before = entries.len();
    let mut newest: SmallVec<[u16; ENTRIES + 1]> =
        entries.iter().rev().take(ENTRIES + 1).map(|entry| entry.tag).collect();
    newest.sort_unstable();
    newest.dedup();
    for tag in newest {
        let mut surplus = entries.iter().filter(|entry| entry.tag == tag).count().saturating_sub(most);
        if surplus > 0 {
            entries.retain(|entry| {
                let goes = entry.tag == tag && surplus > 0;
                surplus -= usize::from(goes);
                !goes
            });
        }
    }
    entries.drain(..entries.len().saturating_sub(LONGEST));
    before - entries.len()
}

/// The number of a bucket of the smallest table, or of texts, in 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("the smallest table has few buckets, and texts are numbered so")
}

#[cfg(test)]
mod tests {
    use ahash::AHashMap;
    use proptest::prelude::*;

    use super::*;

    /// What a key is kept of.
    const KEPT: u32 = (1 << 30) - 1;

    /// Keys of which some share buckets of the smallest table, some all but their bucket, and some what is kept of them.
    fn pool() -> impl Strategy<Value = Vec<u32>> {
        let kind = prop_oneof![
            any::<u32>(),
            any::<u32>().prop_map(|key| key << LEAST_BITS | 7),
            (0_u32..4).prop_map(|key| key << 30 | 0x3039),
            0_u32..20,
        ];
        proptest::collection::vec(kind, 1..60)
    }

    /// Something that is done to a column; keys are places in the pool, the first of which is asked for most.
    #[derive(Clone, Debug)]
    enum Step {
        Push(Vec<usize>),
        Grow(usize),
        Retain(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        let place = prop_oneof![Just(0_usize), any::<usize>()];
        prop_oneof![
            80 => proptest::collection::vec(place, 0..4).prop_map(Step::Push),
            4 => (1_usize..2000).prop_map(Step::Grow),
            1 => (2_usize..50).prop_map(Step::Retain),
        ]
    }

    /// The newest texts with `key`.
    fn newest(texts: &[Vec<u32>], key: u32, most: usize) -> Vec<usize> {
        let same = |&&other: &&u32| other & KEPT == key & KEPT;
        let of_text = |(text, keys): (usize, &Vec<u32>)| vec![text; keys.iter().filter(same).count()];
        texts.iter().enumerate().rev().flat_map(of_text).take(most).collect()
    }

    /// Whether all that is counted is there, and nothing else.
    fn is_whole(column: &Column) -> bool {
        let entries = |bucket: usize| column.chain(bucket).map(Line::len).sum::<usize>();
        let behind: usize = (0..column.buckets).map(|bucket| column.chain(bucket).count() - 1).sum();
        let unused =
            std::iter::successors(column.older(column.free), |line| column.older(line.older)).count();
        column.entries == (0..column.buckets).map(entries).sum::<usize>() && column.behind == behind + unused
    }

    proptest! {
        #[test]
        fn a_column_finds_what_a_list_finds(
            pool in pool(),
            steps in proptest::collection::vec(step(), 0..900),
            most in 1_usize..70,
            reserved in 0_usize..1 << 18,
        ) {
            let mut column = Column::new(most);
            column.reserve(reserved);
            prop_assert!(column.buckets >= reserved / FILLED);
            // The keys of each text, and those that are held of them at the least.
            let (mut all, mut least) = (Vec::<Vec<u32>>::new(), Vec::<Vec<u32>>::new());
            for step in steps {
                match step {
                    Step::Push(places) => {
                        let keys: Vec<u32> = places.iter().map(|place| pool[place % pool.len()]).collect();
                        column.push(&keys);
                        all.push(keys.clone());
                        least.push(keys);
                    }
                    Step::Grow(times) => (0..times).for_each(|_| column.grow()),
                    Step::Retain(part) => {
                        let stays = |text: usize| !text.is_multiple_of(part);
                        column.retain(|text| stays(text as usize));
                        // Where newer ones go, older ones of the same key may have gone before.
                        let mut held = AHashMap::<u32, usize>::new();
                        for keys in least.iter_mut().rev() {
                            keys.retain(|&key| {
                                let held = held.entry(key & KEPT).or_default();
                                *held += 1;
                                *held <= SPARE * most
                            });
                        }
                        for keys in [&mut all, &mut least] {
                            let gone = keys.iter_mut().enumerate().filter(|&(text, _)| !stays(text));
                            gone.for_each(|(_, keys)| keys.clear());
                        }
                    }
                }
            }
            column.fetch(pool.iter());
            for &key in &pool {
                let found: Vec<usize> = column.with_key(key).map(|text| text as usize).collect();
                prop_assert!(newest(&all, key, most).starts_with(&found));
                prop_assert!(found.len() >= newest(&least, key, most).len());
            }
            prop_assert!(is_whole(&column));
        }
    }

    /// The number of something as a key like any other.
    fn mixed(number: u32) -> u32 {
        number.wrapping_mul(0x9E37_79B1).rotate_left(15).wrapping_mul(0x85EB_CA77)
    }

    #[test]
    fn a_table_grows_with_what_it_holds_and_is_small_again_without() {
        const TEXTS: u32 = 200_000;
        let mut column = Column::new(16);
        (0..TEXTS).for_each(|text| column.push(&[mixed(text), 5]));
        let is_found = |column: &Column, text: u32| column.with_key(mixed(text)).any(|found| found == text);
        assert!((0..TEXTS).all(|text| is_found(&column, text)));
        assert!(column.with_key(5).eq((TEXTS - 16..TEXTS).rev()), "the newest of a series");
        assert!(column.buckets * FILLED >= TEXTS as usize && is_whole(&column));
        assert!(column.entries < TEXTS as usize + 100, "few of a series are held");
        column.retain(|text| text >= TEXTS - 1000);
        assert!((0..TEXTS).all(|text| is_found(&column, text) == (text >= TEXTS - 1000)));
        assert_eq!((column.buckets, is_whole(&column)), (FEWEST, true));
        column.push(&[mixed(TEXTS)]);
        assert!(is_found(&column, TEXTS));
    }

    #[test]
    fn keys_that_are_aimed_at_one_bucket_cost_what_is_held_of_them() {
        let mut column = Column::new(16);
        let key = |text: u32| text << LEAST_BITS;
        (0..20_000).for_each(|text| column.push(&[key(text)]));
        assert!(column.chain(0).count() <= LONGEST / ENTRIES + 1);
        for text in 20_000 - number(LONGEST) + 10..20_000 {
            assert!(column.with_key(key(text)).eq([text]));
        }
    }
}
