//! Every pair at or over the threshold: the prefix-filter join (AllPairs, Bayardo, Ma and
//! Srikant 2007; PPJoin's bounds, Xiao et al. 2008).
//!
//! The naive version intersects all `n^2 / 2` pairs. Here each set's shingles are put in
//! one global order, rarest first. Two sets of Jaccard at least `t` share a shingle within
//! their first `n - ceil(t n) + 1`: if all of one's prefix is missing in the other, too few
//! are left to reach `t`. So only prefixes are indexed, and being rare their lists are
//! short. A candidate's size must lie within `t` and `1 / t` of the other's.
//!
//! Nothing is missed, whatever the data; that makes it the oracle for the other methods. Cost grows
//! with the square of the corpus over the number of its shingles: 65,000 English headlines
//! take seconds, millions take hours.

use std::ops::Range;

use ahash::AHashMap;
use rayon::prelude::*;

use super::Pair;
use crate::config::Threshold;
use crate::judge::overlap;

/// An entry of the index: which set, and how large it is.
#[derive(Clone, Copy)]
struct Posting {
    item: u32,
    size: u32,
}

/// All pairs of `sets` (each ascending and distinct) with a similarity that `threshold`
/// admits, ascending. Empty sets are in none.
///
/// ```
/// use doublet::candidates::{Pair, exact};
/// use doublet::config::Threshold;
/// let sets: [&[u32]; 3] = [&[1, 2, 3, 4], &[1, 2, 3, 5], &[7, 8]];
/// assert_eq!(exact::join(&sets, Threshold::new(0.6)?), [Pair::new(0, 1)]);
/// assert_eq!(exact::join(&sets, Threshold::new(0.61)?), []);
/// # Ok::<(), doublet::Error>(())
/// ```
#[must_use]
pub fn join(sets: &[&[u32]], threshold: Threshold) -> Vec<Pair> {
    let ranks = ranks(sets);
    let ranked: Vec<Vec<u32>> = sets
        .par_iter()
        .map(|set| {
            let mut ranked: Vec<u32> = set.iter().map(|shingle| ranks[shingle]).collect();
            ranked.sort_unstable();
            ranked
        })
        .collect();
    let index = index(&ranked, ranks.len(), threshold);
    let mut pairs: Vec<Pair> = (0..ranked.len())
        .into_par_iter()
        .map_init(
            || vec![u32::MAX; ranked.len()],
            |seen, item| partners(item, &ranked, (&index, threshold), seen),
        )
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs
}

/// Each shingle's place in the global order: the rarest first, equal ones by their hash.
fn ranks(sets: &[&[u32]]) -> AHashMap<u32, u32> {
    let mut counts: AHashMap<u32, u32> = AHashMap::new();
    for shingle in sets.iter().flat_map(|set| set.iter()) {
        *counts.entry(*shingle).or_default() += 1;
    }
    let mut order: Vec<(u32, u32)> = counts.into_iter().map(|(shingle, count)| (count, shingle)).collect();
    order.par_sort_unstable();
    (0..).zip(order).map(|(rank, (_, shingle))| (shingle, rank)).collect()
}

/// How many of a set's rarest shingles must be looked up: all but what may be missing, and one.
fn prefix(size: usize, threshold: Threshold) -> usize {
    // The least overlap with any set is reached against a set that this one contains.
    size - threshold.least_shared(size) + 1
}

/// The lists of all prefixes, by rank, each in ascending order of size.
struct Index {
    starts: Vec<usize>,
    postings: Vec<Posting>,
}

impl Index {
    fn list(&self, rank: u32) -> &[Posting] {
        &self.postings[self.starts[rank as usize]..self.starts[rank as usize + 1]]
    }
}

fn index(ranked: &[Vec<u32>], shingles: usize, threshold: Threshold) -> Index {
    let mut entries: Vec<(u32, u32, u32)> = (0..)
        .zip(ranked)
        .filter(|(_, set)| !set.is_empty())
        .flat_map(|(item, set)| {
            let size = u32::try_from(set.len()).expect("a set of 32-bit hashes");
            set[..prefix(set.len(), threshold)].iter().map(move |&rank| (rank, size, item))
        })
        .collect();
    entries.par_sort_unstable();
    let mut starts = vec![0; shingles + 1];
    for &(rank, _, _) in &entries {
        starts[rank as usize + 1] += 1;
    }
    for rank in 0..shingles {
        starts[rank + 1] += starts[rank];
    }
    Index { starts, postings: entries.into_iter().map(|(_, size, item)| Posting { item, size }).collect() }
}

/// The partners of one set among those before it in the order of (size, item). `seen` marks
/// whom this item has met already.
fn partners(
    item: usize,
    ranked: &[Vec<u32>],
    (index, threshold): (&Index, Threshold),
    seen: &mut [u32],
) -> Vec<Pair> {
    let set = &ranked[item];
    let mut pairs = Vec::new();
    if set.is_empty() {
        return pairs;
    }
    let number = u32::try_from(item).expect("items are numbered by 32 bits");
    let sizes = Range { start: threshold.least_shared(set.len()), end: set.len() + 1 };
    for &rank in &set[..prefix(set.len(), threshold)] {
        let list = index.list(rank);
        let from = list.partition_point(|posting| (posting.size as usize) < sizes.start);
        for other in
            list[from..].iter().take_while(|other| (other.size as usize, other.item) < (set.len(), number))
        {
            if std::mem::replace(&mut seen[other.item as usize], number) != number {
                let shared = overlap(set, &ranked[other.item as usize]);
                if threshold.admits(shared, set.len() + other.size as usize - shared) {
                    pairs.push(Pair::new(number, other.item));
                }
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn numbered(one: usize, other: usize) -> Pair {
        let [one, other] = [one, other].map(|item| u32::try_from(item).expect("few items"));
        Pair::new(one, other)
    }

    proptest! {
        #[test]
        fn it_finds_the_pairs_of_the_naive_version(
            sets in proptest::collection::vec(proptest::collection::btree_set(0u32..24, 0..9), 0..40),
            threshold in prop_oneof![0.05f64..=1.0, Just(0.5), Just(0.6), Just(1.0)],
        ) {
            let threshold = Threshold::new(threshold).expect("in range");
            let mut expected = Vec::new();
            for (one, left) in sets.iter().enumerate() {
                for (other, right) in sets.iter().enumerate().skip(one + 1) {
                    let (shared, all) = (left.intersection(right).count(), left.union(right).count());
                    if threshold.admits(shared, all) {
                        expected.push(numbered(one, other));
                    }
                }
            }
            let sets: Vec<Vec<u32>> = sets.into_iter().map(|set: BTreeSet<u32>| set.into_iter().collect()).collect();
            let slices: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(join(&slices, threshold), expected);
        }
    }
}
