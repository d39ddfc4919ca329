//! Large buckets, cut by further keys while their rows come.
//!
//! A bucket that is too large to be [paired whole](super::buckets::WHOLE_BUCKET) is cut by the next key of its rows, and what
//! is still too large by the one after that; what no key cuts is a *run*, of which each item meets its neighbours.
//!
//! Naively a bucket is held until all of it is there. But a series of a hundred million is one bucket, and more than a machine
//! that works off a part of it has room for. So the rows come in the order of their keys, and what is complete goes out at once:
//! of a bucket that is not known to be large there are 256 rows at most, and of a run the first, those that the next ones
//! meet, and what is gathered so that it goes out in one go.

use super::buckets::{Met, NEIGHBOURS, WHOLE_BUCKET};

/// How many further keys may cut a bucket that is too large.
///
/// Two more bands triple the rows on which items must agree; what three bands do not part is
/// near-equal, and then its pairs are found in any order.
pub(super) const SPLITS: usize = 2;

/// The bucket of a row, and its further keys.
pub(crate) type Keys = [u64; 1 + SPLITS];

/// Rows of a run that go out in one go.
const GATHERED: usize = 1024;

/// Cuts the rows of buckets, which come in the order of their keys, and those with the same keys by item.
#[derive(Clone, Debug)]
pub(crate) struct Splitter<T> {
    /// What is held, all with the same first keys: one more than make a bucket that is known to be large.
    rows: Vec<(Keys, T)>,
    /// So many of the first keys are those of a bucket that is known to be large; all of them in a run.
    large: usize,
    /// How many of the rows of a run have met those before them.
    met: usize,
}

impl<T> Default for Splitter<T> {
    fn default() -> Self {
        Splitter { rows: Vec::new(), large: 0, met: 0 }
    }
}

impl<T: Clone> Splitter<T> {
    /// Takes the next row; `give` is shown what is complete by it, and who of it meets whom.
    pub(crate) fn push(&mut self, keys: Keys, row: T, give: &mut (impl FnMut(&[(Keys, T)], Met) + ?Sized)) {
        if let Some((last, _)) = self.rows.last() {
            let shared = last.iter().zip(&keys).take_while(|(one, other)| one == other).count();
            if shared < keys.len().min(self.large + 1) {
                self.finish(give);
                self.large = shared;
            }
        }
        self.rows.push((keys, row));
        while self.large < keys.len() && self.rows.len() > WHOLE_BUCKET {
            self.large += 1;
            self.give_complete(give);
        }
        if self.large == keys.len() && self.rows.len() >= self.met + GATHERED {
            self.give_run(give);
        }
    }

    /// No more rows come of what is held.
    pub(crate) fn finish(&mut self, give: &mut (impl FnMut(&[(Keys, T)], Met) + ?Sized)) {
        if self.large == 1 + SPLITS {
            give(&self.rows, Met::Near(self.met));
        } else if self.rows.len() > 1 {
            give(&self.rows, Met::All);
        }
        self.rows.clear();
        (self.large, self.met) = (0, 0);
    }

    /// Gives out those of the rows, of a bucket that turned out to be large, that the next key parts from the last.
    fn give_complete(&mut self, give: &mut (impl FnMut(&[(Keys, T)], Met) + ?Sized)) {
        let Some(&(last, _)) = self.rows.last() else { return };
        let open = self.large.min(SPLITS);
        let complete = self.rows.partition_point(|(keys, _)| keys[..=open] != last[..=open]);
        for part in self.rows[..complete].chunk_by(|(one, _), (other, _)| one[..=open] == other[..=open]) {
            if part.len() > 1 {
                give(part, Met::All);
            }
        }
        self.rows.drain(..complete);
    }

    /// Gives out what is held of a run but for the rows that the next ones meet.
    fn give_run(&mut self, give: &mut (impl FnMut(&[(Keys, T)], Met) + ?Sized)) {
        give(&self.rows, Met::Near(self.met));
        // The first stays, and behind it as many as each meets.
        self.rows.drain(1..self.rows.len() - NEIGHBOURS);
        self.met = self.rows.len();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::candidates::Pair;
    use crate::candidates::buckets::pair_up;

    /// The definition: a bucket that is too large is cut by its next key, twice at most.
    fn naive(rows: &[(Keys, u32)], keys: usize, pairs: &mut BTreeSet<Pair>) {
        if keys == 1 + SPLITS || (keys > 0 && rows.len() <= WHOLE_BUCKET) {
            let mut items: Vec<u32> = rows.iter().map(|&(_, item)| item).collect();
            items.sort_unstable();
            pair_up(&items, |one, other| assert!(pairs.insert(Pair::new(one, other)), "each is given once"));
            return;
        }
        for part in rows.chunk_by(|one, other| one.0[keys] == other.0[keys]) {
            naive(part, keys + 1, pairs);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_pairs_are_those_of_the_definition(
            lengths in proptest::collection::vec((0u64..3, 0u64..3, 0u64..3, prop_oneof![1usize..40, 200usize..300, 900usize..2400]), 1..9),
        ) {
            let mut rows: Vec<(Keys, u32)> = Vec::new();
            for (one, two, three, length) in lengths {
                let first = u32::try_from(rows.len()).expect("few rows");
                rows.extend((first..).take(length).map(|item| ([one, two, three], item)));
            }
            rows.sort_unstable();
            let (mut splitter, mut found) = (Splitter::default(), BTreeSet::new());
            let mut held = 0;
            let mut give = |rows: &[(Keys, u32)], met: Met| {
                held = held.max(rows.len());
                met.each_pair(rows.len(), |one, other| {
                    assert!(found.insert(Pair::new(rows[one].1, rows[other].1)), "each is given once");
                });
            };
            for &(keys, item) in &rows {
                splitter.push(keys, item, &mut give);
            }
            splitter.finish(&mut give);
            let mut expected = BTreeSet::new();
            naive(&rows, 0, &mut expected);
            prop_assert_eq!(found, expected);
            prop_assert!(held <= GATHERED + WHOLE_BUCKET + 1 + NEIGHBOURS);
        }
    }
}
