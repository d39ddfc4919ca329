//! MinHash (Broder 1997): `k` hash functions, and of each the minimum over the set.
//!
//! The chance that two sets have the same minimum under a random function is their Jaccard
//! similarity, so the share of equal slots estimates it, with a standard error of
//! `sqrt(J (1 - J) / k)`: 0.05 at `k` = 96.
//!
//! **The functions.** Shingles come as well-mixed 32-bit hashes ([`crate::shingle`]). Slot `i`
//! ranks them by `a_i * x + b_i` modulo 2^32 with odd `a_i`, a bijection on 32 bits: one
//! multiplication and one addition in a 32-bit lane. The usual `mod 2^61 - 1` needs a 64-bit
//! product, which AVX2 lacks; it measured thirteen times slower and no more accurate on headlines.
//!
//! **The kernel.** [`MinHasher::minima_into`] goes through the slots in blocks of thirty-two,
//! whose minima, multipliers and addends stay in twelve vector registers while the shingles
//! stream by. Written as plain loops over fixed arrays, it is vectorised by the compiler;
//! on x86-64 with AVX2 the same loops are compiled a second time for it, and chosen at run
//! time. Integer arithmetic gives the same bytes either way. Cost: `shingles * k / 8` lane
//! steps, about 300 ns for 60 shingles and 128 slots.
//!
//! The number of slots is rounded up to whole blocks inside: a block that is not whole would
//! leave slots unset, and unset slots equal one another in every pair.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Slots whose state fits the vector registers at once: 4 registers of 8 lanes for each of
/// minima, multipliers and addends, of the 16 that AVX2 has.
const BLOCK: usize = 32;

/// Everything that two sketches must share to be comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The number of slots.
    pub slots: usize,
    /// The seed of the hash functions.
    pub seed: u64,
}

/// Two sketches of different parameters cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sketches of different kinds: {first:?} and {second:?}; sketch both texts with the same settings")]
pub struct Mixed {
    /// Those of the one.
    pub first: Parameters,
    /// Those of the other.
    pub second: Parameters,
}

/// A family of `k` hash functions.
///
/// ```
/// use doublet::config::Shingle;
/// use doublet::shingle;
/// use doublet::sketch::minhash::MinHasher;
/// let hasher = MinHasher::new(256);
/// let first = hasher.sketch(&shingle::set("harbour reopens after the storm", Shingle::Chars(3)));
/// let second = hasher.sketch(&shingle::set("harbour reopens after storm", Shingle::Chars(3)));
/// assert!((first.similarity(&second).unwrap() - 0.79).abs() < 0.1); // the exact Jaccard is 23/29
/// assert!(first.similarity(&MinHasher::new(64).sketch(&[1, 2, 3])).is_err());
/// ```
#[derive(Clone, Debug)]
pub struct MinHasher {
    parameters: Parameters,
    multipliers: Vec<u32>,
    addends: Vec<u32>,
}

impl MinHasher {
    /// The seed of every run: any constant would do; it must never change.
    pub const SEED: u64 = 0x6d69_6e68_6173_6831; // "minhash1"

    /// A family of `slots` functions, at least one.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        Self::of_slots(0..slots.max(1) as u64)
    }

    /// Some of the functions of a larger family, those of these `slots`: the minima are what the family gives for them.
    pub(crate) fn of_slots(slots: Range<u64>) -> Self {
        let count = slots.clone().count();
        let parameters = Parameters { slots: count, seed: Self::SEED };
        let padded = slots.start..slots.start + count.next_multiple_of(BLOCK) as u64;
        let (multipliers, addends) = padded.map(|slot| function(slot, parameters.seed)).unzip();
        MinHasher { parameters, multipliers, addends }
    }

    /// The length of the buffer that [`MinHasher::minima_into`] fills: the slots, rounded up
    /// to whole blocks.
    #[must_use]
    pub fn padded_slots(&self) -> usize {
        self.multipliers.len()
    }

    /// Fills `minima`, of [`MinHasher::padded_slots`] numbers, with the minimum of each
    /// function over `shingles`. Without a shingle every minimum is `u32::MAX`.
    ///
    /// # Panics
    ///
    /// Where `minima` has another length.
    pub fn minima_into(&self, shingles: &[u32], minima: &mut [u32]) {
        assert_eq!(minima.len(), self.padded_slots(), "one slot for each function");
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: AVX2 was detected on the line above; the function asks for nothing else.
            #[expect(unsafe_code, reason = "code for a detected feature can only be called so")]
            unsafe {
                self.minima_avx2(shingles, minima);
            }
            return;
        }
        self.minima_portable(shingles, minima);
    }

    /// The portable loops, compiled for AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn minima_avx2(&self, shingles: &[u32], minima: &mut [u32]) {
        self.minima_portable(shingles, minima);
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the AVX2 version above")]
    fn minima_portable(&self, shingles: &[u32], minima: &mut [u32]) {
        let (multipliers, _) = self.multipliers.as_chunks::<BLOCK>();
        let (addends, _) = self.addends.as_chunks::<BLOCK>();
        let (blocks, _) = minima.as_chunks_mut::<BLOCK>();
        for ((multiplier, addend), block) in multipliers.iter().zip(addends).zip(blocks) {
            let mut least = [u32::MAX; BLOCK];
            for &shingle in shingles {
                for lane in 0..BLOCK {
                    let rank = shingle.wrapping_mul(multiplier[lane]).wrapping_add(addend[lane]);
                    least[lane] = least[lane].min(rank);
                }
            }
            *block = least;
        }
    }

    /// The sketch of a set of shingles.
    #[must_use]
    pub fn sketch(&self, shingles: &[u32]) -> MinHash {
        let mut slots = vec![0; self.padded_slots()];
        self.minima_into(shingles, &mut slots);
        slots.truncate(self.parameters.slots);
        MinHash { parameters: self.parameters, slots, empty: shingles.is_empty() }
    }
}

/// Multiplier and addend of one slot's function.
fn function(slot: u64, seed: u64) -> (u32, u32) {
    let bits = xxh3_64_with_seed(&slot.to_le_bytes(), seed);
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the hash")]
    let (low, high) = (bits as u32, (bits >> 32) as u32);
    // An odd multiplier has an inverse modulo 2^32, so no two shingles share a rank.
    (low | 1, high)
}

/// A text's MinHash sketch, which knows its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinHash {
    parameters: Parameters,
    slots: Vec<u32>,
    empty: bool,
}

impl MinHash {
    /// The estimated Jaccard similarity, from 0 to 1; of an empty text 0.
    ///
    /// # Errors
    ///
    /// Where the sketches have different parameters: a number would mean nothing.
    pub fn similarity(&self, other: &MinHash) -> Result<f64, Mixed> {
        if self.parameters != other.parameters {
            return Err(Mixed { first: self.parameters, second: other.parameters });
        }
        if self.empty || other.empty {
            return Ok(0.0);
        }
        let equal = self.slots.iter().zip(&other.slots).filter(|(first, second)| first == second).count();
        Ok(equal as f64 / self.slots.len() as f64)
    }

    /// The minima, one a slot.
    #[must_use]
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, one slot at a time.
    fn naive(slots: u64, shingles: &[u32]) -> Vec<u32> {
        (0..slots)
            .map(|slot| {
                let (multiplier, addend) = function(slot, MinHasher::SEED);
                let ranks = shingles.iter().map(|x| x.wrapping_mul(multiplier).wrapping_add(addend));
                ranks.min().unwrap_or(u32::MAX)
            })
            .collect()
    }

    #[test]
    fn golden_vectors_never_change() {
        assert_eq!(MinHasher::new(3).sketch(&[1, 2, 3]).slots(), [2_125_299_010, 1_792_310_608, 830_140_135]);
    }

    #[test]
    fn no_slot_is_left_unset_whatever_their_number() {
        for slots in 1..100 {
            let sketch = MinHasher::new(slots).sketch(&[7, 77, 777]);
            assert_eq!(sketch.slots().len(), slots);
            assert!(sketch.slots().iter().all(|&slot| slot != u32::MAX));
        }
    }

    #[test]
    fn the_estimate_has_the_error_that_theory_gives_it() {
        // Sets of 48 shingles of which two share `shared`, drawn by the shingle hash itself.
        let hasher = MinHasher::new(128);
        for shared in [8_u32, 24, 36, 44] {
            let (mut sum, mut squares) = (0.0, 0.0);
            let jaccard = f64::from(shared) / f64::from(96 - shared);
            let trials = 400;
            for trial in 0..trials {
                let draw = |number: u32| {
                    let bytes = [trial, number].map(u32::to_le_bytes).concat();
                    crate::shingle::set(&format!("{bytes:?}"), crate::config::Shingle::Words(8))[0]
                };
                let first: Vec<u32> = (0..48).map(draw).collect();
                let second: Vec<u32> = (48 - shared..96 - shared).map(draw).collect();
                let estimate = hasher.sketch(&first).similarity(&hasher.sketch(&second)).unwrap_or(9.0);
                sum += estimate - jaccard;
                squares += (estimate - jaccard).powi(2);
            }
            let (bias, error) = (sum / f64::from(trials), (squares / f64::from(trials)).sqrt());
            let theory = (jaccard * (1.0 - jaccard) / 128.0).sqrt();
            assert!(bias.abs() < 0.02, "bias {bias} at {jaccard}");
            assert!(error < 1.5 * theory, "error {error}, in theory {theory}, at {jaccard}");
        }
    }

    proptest! {
        #[test]
        fn every_kernel_gives_the_bytes_of_the_definition(
            shingles in proptest::collection::vec(any::<u32>(), 0..80), slots in 1usize..200,
        ) {
            let hasher = MinHasher::new(slots);
            let expected = naive(slots as u64, &shingles);
            let sketch = hasher.sketch(&shingles);
            prop_assert_eq!(sketch.slots(), &expected[..]);
            let mut portable = vec![0; hasher.padded_slots()];
            hasher.minima_portable(&shingles, &mut portable);
            prop_assert_eq!(&portable[..slots], &expected[..]);
        }
    }
}
