//! Pairs worth judging, out of the `n^2 / 2` that there are.
//!
//! - [`bands`]: MinHash signatures, cut into bands; equal bands make a candidate. The default.
//! - [`blocks`]: SimHash fingerprints within a Hamming distance, by block permutation.
//! - [`exact`]: every pair at or over the threshold, by prefix filtering. Slower, and the
//!   oracle against which the recall of the others is measured.
//! - [`telling`]: beside any of these, pairs below the threshold that share two of the words that tell most.
//!
//! Of a text that has very many candidates the nearest are kept (`nearest`), but for the exact join, which is to have all.
//!
//! [`tuning`] says how many bands of how many rows. The first three give distinct pairs in ascending order,
//! the same whatever the number of threads.

pub mod bands;
pub mod blocks;
mod buckets;
pub mod exact;
mod nearest;
mod radix;
mod split;
pub mod telling;
pub mod tuning;

pub(crate) use buckets::{Buckets, Met};
pub(crate) use nearest::{MOST as NEAREST, nearest, unlike};
pub(crate) use split::{Keys, Splitter};

/// Two items, by number, the lower first. Ordered by the first, then the second.
///
/// ```
/// use doublet::candidates::Pair;
/// let pair = Pair::new(7, 3);
/// assert_eq!((pair.first(), pair.second()), (3, 7));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

impl Pair {
    /// The pair of two different items.
    #[must_use]
    pub fn new(one: u32, other: u32) -> Self {
        debug_assert_ne!(one, other, "an item is no pair with itself");
        Pair(u64::from(one.min(other)) << 32 | u64::from(one.max(other)))
    }

    /// The lower item.
    #[must_use]
    pub fn first(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The higher item.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the low half is the item")]
    pub fn second(self) -> u32 {
        self.0 as u32
    }
}

/// The pairs of two ascending, distinct lists, ascending and distinct.
pub(crate) fn union(one: Vec<Pair>, other: Vec<Pair>) -> Vec<Pair> {
    if one.is_empty() || other.is_empty() {
        return if one.is_empty() { other } else { one };
    }
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut at, mut there) = (0, 0);
    while at < one.len() && there < other.len() {
        let (left, right) = (one[at], other[there]);
        all.push(left.min(right));
        at += usize::from(left <= right);
        there += usize::from(right <= left);
    }
    all.extend_from_slice(&one[at..]);
    all.extend_from_slice(&other[there..]);
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_union_is_that_of_sets(one in proptest::collection::btree_set(0u32..40, 0..20), other in proptest::collection::btree_set(0u32..40, 0..20)) {
            let pairs = |set: &BTreeSet<u32>| set.iter().map(|&item| Pair::new(item, 99)).collect::<Vec<_>>();
            let expected: BTreeSet<u32> = one.union(&other).copied().collect();
            prop_assert_eq!(union(pairs(&one), pairs(&other)), pairs(&expected));
        }
    }
}
