//! Candidates from SimHash fingerprints: pairs that differ in at most `k` of 64 bits.
//!
//! The naive version compares all `n^2 / 2` pairs, half a nanosecond each. Block permutation
//! (Manku, Jain and Das Sarma 2007) cuts the 64 bits into `k + c` blocks: two fingerprints that
//! differ in `k` bits agree on at least `c` whole blocks. For every choice of `c` blocks a
//! table is sorted by their bits, and only fingerprints equal in them are compared. With
//! `c` = 0 this is the naive version, one table of one bucket. More blocks make buckets smaller and
//! tables more: [`Plan::choose`] takes the cheapest.
//!
//! A pair meets in several tables. It is given out only in the one whose blocks are the first
//! `c` on which it agrees, so no pair is stored twice.
//!
//! Limits: at Jaccard 0.6 a pair differs in 15 bits, and tables for so many exist only for small
//! corpora. The plan therefore takes the largest `k` up to what the recall asks for that stays
//! within a budget of 20 µs an item, and says which recall it comes to. On millions of headlines that is
//! low; `minhash` is the method for them.

use std::f64::consts::PI;

use rayon::prelude::*;

use super::buckets::pair_up;
use super::{Pair, radix};
use crate::config::{Recall, Threshold};
use crate::sketch::simhash::{BITS, SimHash};

/// Nanoseconds that an item may cost: a hundred thousand headlines take a second on two
/// cores, a million half a minute.
const BUDGET: f64 = 20_000.0;

/// What sorting an item into one table costs, in nanoseconds.
const SORT_COST: f64 = 12.0;

/// What comparing two fingerprints costs, in nanoseconds.
const COMPARE_COST: f64 = 0.5;

/// Buckets over this size (which only near-equal fingerprints fill) are paired in linear
/// number; below it the square is what the naive version costs on a small corpus.
const WHOLE_BUCKET: usize = 1 << 17;

/// Which distance is searched, and with which tables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Bits in which a pair may differ, at most.
    pub distance: u32,
    /// Blocks on which it must agree within one table.
    pub chosen: u32,
    /// The probability that a pair at the threshold differs in no more bits.
    pub recall: f64,
}

impl Plan {
    /// The plan for `items` fingerprints.
    ///
    /// ```
    /// use doublet::candidates::blocks::Plan;
    /// use doublet::config::{Recall, Threshold};
    /// let (threshold, recall) = (Threshold::new(0.8)?, Recall::new(0.9)?);
    /// let small = Plan::choose(1_000, threshold, recall);
    /// assert!(small.recall >= 0.9);
    /// assert!(Plan::choose(10_000_000, threshold, recall).distance < small.distance);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn choose(items: usize, threshold: Threshold, recall: Recall) -> Self {
        let wanted =
            (0..BITS).find(|&distance| recall_at(threshold, distance) >= recall.get()).unwrap_or(BITS);
        let cheapest = |distance: u32| {
            let costs = (0..=4).map(|chosen| (cost(items, distance, chosen), chosen));
            costs.min_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((0.0, 0))
        };
        let distance = (0..=wanted).rev().find(|&distance| cheapest(distance).0 <= BUDGET).unwrap_or(0);
        Plan { distance, chosen: cheapest(distance).1, recall: recall_at(threshold, distance) }
    }

    /// How many tables there are: the ways to choose so many of the blocks.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.combinations().len()
    }

    /// The plan in words, for people.
    #[must_use]
    pub fn describe(&self, threshold: Threshold) -> String {
        let Plan { distance, recall, .. } = self;
        let (tables, threshold) = (self.tables(), threshold.get());
        format!(
            "{tables} tables: {distance} of {BITS} bits apart at most, recall {recall:.3} at {threshold:.2}"
        )
    }

    /// The blocks: masks that part the 64 bits as evenly as they can be.
    fn blocks(&self) -> Vec<u64> {
        let count = (self.distance + self.chosen).clamp(1, BITS);
        let mask = |bits: u32| if bits == BITS { u64::MAX } else { (1 << bits) - 1 };
        (0..count).map(|block| mask((block + 1) * BITS / count) & !mask(block * BITS / count)).collect()
    }

    /// All choices of `chosen` blocks, as bit sets of block numbers.
    fn combinations(&self) -> Vec<u64> {
        let blocks = self.blocks().len();
        (0..self.chosen).fold(vec![0], |choices, _| {
            let longer = |choice: u64| {
                let lowest = (u64::BITS - choice.leading_zeros()) as usize;
                (lowest..blocks).map(move |block| choice | 1 << block)
            };
            choices.into_iter().flat_map(longer).collect()
        })
    }
}

/// Nanoseconds an item: the tables, times sorting it into one and comparing it with half its bucket.
fn cost(items: usize, distance: u32, chosen: u32) -> f64 {
    let blocks = f64::from((distance + chosen).max(1));
    let tables: f64 = (0..chosen).map(|step| (blocks - f64::from(step)) / f64::from(step + 1)).product();
    let bucket = items as f64 / (f64::from(BITS) * f64::from(chosen) / blocks).exp2();
    tables * (SORT_COST + COMPARE_COST * bucket / 2.0)
}

/// The probability that a pair of Jaccard similarity `threshold` differs in at most `distance` bits.
fn recall_at(threshold: Threshold, distance: u32) -> f64 {
    let cosine = 2.0 * threshold.get() / (1.0 + threshold.get());
    let flip = cosine.acos() / PI;
    let mut term = (1.0 - flip).powf(f64::from(BITS));
    let mut sum = term;
    for bits in 1..=distance.min(BITS) {
        term *= f64::from(BITS - bits + 1) / f64::from(bits) * flip / (1.0 - flip);
        sum += term;
    }
    sum.min(1.0)
}

/// The pairs of `fingerprints` within the plan's distance, ascending and distinct.
#[must_use]
pub fn candidates(fingerprints: &[SimHash], plan: &Plan) -> Vec<Pair> {
    let blocks = plan.blocks();
    let spare = radix::Spare::default();
    let of_table = |&choice: &u64| {
        let mask = selected(&blocks, choice);
        let entries = (0..).zip(fingerprints).map(|(item, print)| entry(print.0 & mask, item));
        let compare = |bucket: &[radix::Entry]| compare_bucket(bucket, fingerprints, (plan, &blocks, choice));
        spare.sorted(entries, |sorted| radix::buckets(sorted).flat_map(compare).collect::<Vec<Pair>>())
    };
    let mut pairs: Vec<Pair> = plan.combinations().par_iter().flat_map_iter(of_table).collect();
    pairs.par_sort_unstable();
    pairs
}

/// The bits of the chosen blocks.
fn selected(blocks: &[u64], choice: u64) -> u64 {
    let chosen = blocks.iter().enumerate().filter(|&(block, _)| choice >> block & 1 == 1);
    chosen.fold(0, |mask, (_, block)| mask | block)
}

/// A table's entry: the chosen bits hashed to the 32 that are sorted, and the item.
fn entry(bits: u64, item: u64) -> radix::Entry {
    // Multiplicative hashing; fingerprints that fall together by it agree on no block and are turned away.
    bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) & !u64::from(u32::MAX) | item
}

/// The pairs of one bucket that are close enough and that no earlier table gives.
fn compare_bucket(
    bucket: &[radix::Entry],
    fingerprints: &[SimHash],
    (plan, blocks, choice): (&Plan, &[u64], u64),
) -> Vec<Pair> {
    let items: Vec<u32> = bucket.iter().copied().map(radix::item).collect();
    let mut pairs = Vec::new();
    let mut compare = |one: u32, other: u32| {
        let (left, right) = (fingerprints[one as usize], fingerprints[other as usize]);
        if left.distance(right) <= plan.distance
            && first_agreeing(left.0 ^ right.0, blocks, plan.chosen) == choice
        {
            pairs.push(Pair::new(one, other));
        }
    };
    if items.len() > WHOLE_BUCKET {
        pair_up(&items, compare);
    } else {
        for (place, &one) in items.iter().enumerate() {
            items[place + 1..].iter().for_each(|&other| compare(one, other));
        }
    }
    pairs
}

/// The first `chosen` blocks in which no bit of `difference` is set, as a bit set.
fn first_agreeing(difference: u64, blocks: &[u64], chosen: u32) -> u64 {
    let agreeing = blocks.iter().enumerate().filter(|&(_, block)| difference & block == 0);
    agreeing.take(chosen as usize).fold(0, |choice, (block, _)| choice | 1 << block)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbered(one: usize, other: usize) -> Pair {
        let [one, other] = [one, other].map(|item| u32::try_from(item).expect("few items"));
        Pair::new(one, other)
    }

    proptest! {
        #[test]
        fn every_plan_finds_the_pairs_of_the_naive_version(
            seeds in proptest::collection::vec((0u64..6, 0u64..64, 0u64..64), 2..60),
            distance in 0u32..12, chosen in 0u32..4,
        ) {
            let flip = |(base, one, other): (u64, u64, u64)| {
                SimHash(xxhash_rust::xxh3::xxh3_64(&base.to_le_bytes()) ^ (1 << one) ^ (1 << other))
            };
            let prints: Vec<SimHash> = seeds.into_iter().map(flip).collect();
            let plan = Plan { distance, chosen, recall: 1.0 };
            let mut expected = Vec::new();
            for one in 0..prints.len() {
                for other in one + 1..prints.len() {
                    if prints[one].distance(prints[other]) <= distance {
                        expected.push(numbered(one, other));
                    }
                }
            }
            prop_assert_eq!(candidates(&prints, &plan), expected);
        }
    }

    #[test]
    fn blocks_part_all_bits() {
        for distance in 0..64 {
            let blocks = Plan { distance, chosen: 1, recall: 1.0 }.blocks();
            assert_eq!(blocks.iter().fold(0, |all, block| all | block), u64::MAX);
            assert_eq!(blocks.iter().map(|block| block.count_ones()).sum::<u32>(), BITS);
        }
    }

    #[test]
    fn equal_texts_differ_in_no_bit() {
        let plan =
            Plan::choose(1000, Threshold::new(1.0).expect("in range"), Recall::new(0.9).expect("in range"));
        assert_eq!(plan.distance, 0);
    }
}
