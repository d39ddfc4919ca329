//! Pairs worth judging, out of the `n^2 / 2` that there are.
//!
//! - [`bands`]: MinHash signatures, cut into bands; equal bands make a candidate. The default.
//! - [`blocks`]: SimHash fingerprints within a Hamming distance, by block permutation.
//! - [`exact`]: every pair at or over the threshold, by prefix filtering. Slower, and the
//!   oracle against which the recall of the others is measured.
//! - [`telling`]: beside any of these, pairs below the threshold that share two of the words that tell most.
//!
//! [`tuning`] says how many bands of how many rows. The first three give distinct pairs in ascending order,
//! the same whatever the number of threads.

pub mod bands;
pub mod blocks;
pub mod exact;
mod radix;
pub mod telling;
pub mod tuning;

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

/// A bucket of at most so many items has all its pairs judged.
///
/// Beyond it the cost would grow with the square of the largest series in the corpus.
/// On 3.2 million headlines one bucket in ten thousand is larger.
const WHOLE_BUCKET: usize = 256;

/// In a larger bucket each item meets the bucket's first item and so many that follow it.
const NEIGHBOURS: usize = 16;

/// Calls `emit` with the pairs of one bucket, `items` in ascending order: all of them up to
/// [`WHOLE_BUCKET`] items, beyond it a number that grows with the bucket, not its square.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it must be compiled into the version for the processor's population count"
)]
fn pair_up(items: &[u32], mut emit: impl FnMut(u32, u32)) {
    let reach = if items.len() <= WHOLE_BUCKET { items.len() } else { NEIGHBOURS };
    for (place, &one) in items.iter().enumerate() {
        for &other in items[place + 1..].iter().take(reach) {
            emit(one, other);
        }
        if place > reach {
            emit(items[0], one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
