//! Buckets of items, and those of their pairs that are worth keeping.
//!
//! Nearly all pairs of a bucket are strangers that share a band or two words by accident, and their
//! [outlines](crate::sketch::outline) show it. The items of a bucket lie anywhere among all outlines (93 MB for the 2.3 million
//! texts of 3.2 million headlines), so what a bucket costs is the way to memory. The outlines of many buckets are therefore
//! fetched in one go, where the processor waits for all of them at once, and then compared side by side: 3.3 s in place
//! of 5.1 for the bands of that run.

use super::Pair;
use crate::sketch::outline::{self, Asked, Outline, Parts};

/// A bucket of at most so many items has all its pairs judged.
///
/// Beyond it the cost would grow with the square of the largest series in the corpus.
/// On 3.2 million headlines one bucket in ten thousand is larger.
pub(super) const WHOLE_BUCKET: usize = 256;

/// In a larger bucket each item meets the bucket's first item and so many that follow it.
pub(super) const NEIGHBOURS: usize = 16;

/// So many items are fetched at once: their outlines fit the second cache.
const FETCHED: usize = 4096;

/// Whom the items of a bucket meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// Each meets each.
    All,
    /// Each meets the first and so many that come before it; those before this place did so already.
    Near(usize),
}

impl Met {
    /// In a bucket of so many.
    pub(super) fn of(count: usize) -> Self {
        if count <= WHOLE_BUCKET { Met::All } else { Met::Near(0) }
    }

    /// The place of the first item that is still to meet others.
    fn first(self) -> usize {
        match self {
            Met::All => 0,
            Met::Near(place) => place,
        }
    }

    /// Those before it that the item at `place` meets: some right before it, and perhaps the first.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is part of an inner loop")]
    fn partners(self, place: usize) -> (std::ops::Range<usize>, bool) {
        match self {
            Met::All => (0..place, false),
            Met::Near(_) => (place.saturating_sub(NEIGHBOURS)..place, place > NEIGHBOURS),
        }
    }

    /// Shows `emit` the places of all two that meet, in a bucket of `count`.
    pub(super) fn each_pair(self, count: usize, mut emit: impl FnMut(usize, usize)) {
        for place in self.first()..count {
            let (earlier, meets_first) = self.partners(place);
            earlier.for_each(|other| emit(other, place));
            if meets_first {
                emit(0, place);
            }
        }
    }
}

/// Calls `emit` with the pairs of one bucket, `items` in ascending order: all of them up to
/// [`WHOLE_BUCKET`] items, beyond it a number that grows with the bucket, not its square.
pub(super) fn pair_up(items: &[u32], mut emit: impl FnMut(u32, u32)) {
    Met::of(items.len()).each_pair(items.len(), |place, other| emit(items[place], items[other]));
}

/// The pairs of many buckets that are not turned away.
pub(crate) struct Buckets<'a> {
    outlines: &'a [Outline],
    asked: Asked,
    /// The items of the buckets that wait, one bucket's behind the other's; where each ends, and who meets whom.
    items: Vec<u32>,
    ends: Vec<(usize, Met)>,
    fetched: Vec<Outline>,
    pairs: Vec<Pair>,
}

impl<'a> Buckets<'a> {
    pub(crate) fn new(outlines: &'a [Outline], asked: Asked) -> Self {
        Buckets {
            outlines,
            asked,
            items: Vec::new(),
            ends: Vec::new(),
            fetched: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// Adds a bucket of distinct items, ascending.
    pub(super) fn push(&mut self, bucket: &[u32]) {
        self.push_met(bucket.iter().copied(), Met::of(bucket.len()));
    }

    /// Adds a bucket, or a piece of a large one, of distinct items.
    pub(crate) fn push_met(&mut self, bucket: impl Iterator<Item = u32>, met: Met) {
        self.items.extend(bucket);
        self.ends.push((self.items.len(), met));
        if self.items.len() >= FETCHED {
            self.compare();
        }
    }

    /// The pairs of all buckets, in the order of buckets.
    pub(crate) fn finish(mut self) -> Vec<Pair> {
        self.compare();
        self.pairs
    }

    fn compare(&mut self) {
        self.fetched.clear();
        self.fetched.extend(self.items.iter().map(|&item| self.outlines[item as usize]));
        if outline::can_count() {
            #[expect(unsafe_code, reason = "code for a detected feature can only be called so")]
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the population count was detected on the line above; the function asks for nothing else.
            unsafe {
                self.compare_counting();
            }
        } else {
            self.compare_fetched();
        }
        self.items.clear();
        self.ends.clear();
    }

    /// [`Self::compare_fetched`] compiled for the processor's population count: comparing outlines is counting bits.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "popcnt")]
    fn compare_counting(&mut self) {
        self.compare_fetched();
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn compare_fetched(&mut self) {
        match self.asked {
            Asked::Similarity(threshold) => {
                let parts = Parts::of(threshold);
                self.keep(|one, other| one.could_be_similar(other, parts));
            }
            Asked::Containment(threshold) => {
                let parts = Parts::of(threshold);
                self.keep(|one, other| one.could_be_contained(other, parts));
            }
        }
    }

    /// Keeps those pairs of the buckets that wait of which `could_be` says so.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn keep(&mut self, could_be: impl Fn(&Outline, &Outline) -> bool) {
        let mut start = 0;
        for &(end, met) in &self.ends {
            let (items, outlines) = (&self.items[start..end], &self.fetched[start..end]);
            for (place, one) in outlines.iter().enumerate().skip(met.first()) {
                let (earlier, meets_first) = met.partners(place);
                for (&item, other) in items[earlier.clone()].iter().zip(&outlines[earlier]) {
                    if could_be(one, other) {
                        self.pairs.push(Pair::new(items[place], item));
                    }
                }
                if meets_first && could_be(one, &outlines[0]) {
                    self.pairs.push(Pair::new(items[0], items[place]));
                }
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Threshold;

    #[test]
    fn a_small_bucket_gives_all_pairs_and_a_huge_one_a_number_that_is_linear() {
        for length in [0, 1, 2, 3, WHOLE_BUCKET] {
            let items: Vec<u32> = (0..).take(length).collect();
            let mut pairs = Vec::new();
            pair_up(&items, |one, other| pairs.push(Pair::new(one, other)));
            let distinct: std::collections::BTreeSet<Pair> = pairs.iter().copied().collect();
            assert_eq!(pairs.len(), distinct.len());
            assert_eq!(pairs.len(), length * length.saturating_sub(1) / 2);
        }
        let items: Vec<u32> = (0..10_000).collect();
        let mut met = vec![false; items.len()];
        let mut count = 0;
        pair_up(&items, |one, other| {
            count += 1;
            met[other as usize] |= one == 0;
        });
        assert!(met[1..].iter().all(|&met| met), "every item meets the first");
        assert!(count <= items.len() * (NEIGHBOURS + 1));
    }

    proptest! {
        #[test]
        fn what_is_kept_are_the_pairs_that_could_be(
            sets in proptest::collection::vec(proptest::collection::btree_set(0u32..40, 1..20), 2..40),
            cuts in proptest::collection::vec(0usize..40, 0..6),
            copies in 1usize..40,
            contains in any::<bool>(),
        ) {
            let outlines: Vec<Outline> =
                sets.iter().map(|set| Outline::of(&set.iter().copied().collect::<Vec<u32>>())).collect();
            let threshold = Threshold::new(0.5).expect("in range");
            let asked = if contains { Asked::Containment(threshold) } else { Asked::Similarity(threshold) };
            let items: Vec<u32> = (0..).take(outlines.len()).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(items.len())).collect();
            cuts.extend([0, items.len()]);
            cuts.sort_unstable();
            let mut buckets = Buckets::new(&outlines, asked);
            let mut expected = Vec::new();
            for cut in std::iter::repeat_n(cuts.windows(2), copies * 8).flatten() {
                let bucket = &items[cut[0]..cut[1]];
                buckets.push(bucket);
                pair_up(bucket, |one, other| {
                    if outlines[one as usize].could_be(&outlines[other as usize], asked) {
                        expected.push(Pair::new(one, other));
                    }
                });
            }
            prop_assert_eq!(buckets.finish(), expected);
        }
    }
}
