//! A set of shingles in 256 bits, which bounds what two sets can share.
//!
//! Each shingle sets one bit. A bit that is set for the first set and not for the second
//! stands for at least one shingle that only the first has; so the first shares at most
//! its size less the number of such bits. The bound errs on the safe side only: a pair is
//! rejected where even the bound is too little, never wrongly. Of unrelated candidates it rejects
//! nearly all, for one cache line each.

use crate::config::Threshold;

/// The number of 64-bit words: 256 bits for the fifty shingles of a headline leave five of six clear.
const WORDS: usize = 4;

/// Does `work` compiled for the processor's population count, where it has one: comparing outlines is
/// counting bits. What is to profit must be inlined into `work`.
#[inline(always)]
pub(crate) fn with_population_count<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "popcnt")]
        fn counting<R>(work: impl FnOnce() -> R) -> R {
            work()
        }
        if std::arch::is_x86_feature_detected!("popcnt") {
            // SAFETY: the population count was detected on the line above; the function asks for nothing else.
            #[expect(unsafe_code, reason = "code for a detected feature can only be called so")]
            return unsafe { counting(work) };
        }
    }
    work()
}

/// The outline of a set of shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    bits: [u64; WORDS],
    size: u32,
}

impl Outline {
    /// The outline of an ascending, distinct list.
    ///
    /// ```
    /// use doublet::sketch::outline::Outline;
    /// let (first, second) = (Outline::of(&[1, 2, 3]), Outline::of(&[2, 3, 4, 5]));
    /// assert!(first.most_shared(&second) >= 2);
    /// ```
    ///
    /// # Panics
    ///
    /// Where the list has 2^32 elements, which distinct 32-bit numbers cannot but just.
    #[must_use]
    pub fn of(set: &[u32]) -> Self {
        let mut bits = [0; WORDS];
        for shingle in set {
            bits[(shingle >> 6) as usize % WORDS] |= 1 << (shingle % 64);
        }
        Outline { bits, size: u32::try_from(set.len()).expect("fewer than all 32-bit numbers") }
    }

    /// The size of the set.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size as usize
    }

    /// Whether the two sets could be alike enough; `false` is certain.
    ///
    /// ```
    /// use doublet::config::Threshold;
    /// use doublet::sketch::outline::Outline;
    /// let (first, second) = (Outline::of(&[1, 2, 3]), Outline::of(&[3, 4, 5]));
    /// assert!(!first.could_be_alike(&second, Threshold::new(0.5)?));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn could_be_alike(&self, other: &Outline, threshold: Threshold) -> bool {
        let (fewer, more) = (self.size.min(other.size), self.size.max(other.size));
        if !threshold.admits(fewer as usize, more as usize) {
            return false;
        }
        let most = self.most_shared(other);
        threshold.admits(most, self.size() + other.size() - most)
    }

    /// Whether the one could hold so large a share of the smaller; `false` is certain.
    #[must_use]
    #[inline]
    pub fn could_contain(&self, other: &Outline, containment: Threshold) -> bool {
        containment.admits(self.most_shared(other), self.size().min(other.size()))
    }

    /// The most elements that the two sets can share: never less than they do.
    #[must_use]
    #[inline]
    pub fn most_shared(&self, other: &Outline) -> usize {
        let (mut only_self, mut only_other) = (0, 0);
        for (one, two) in self.bits.iter().zip(&other.bits) {
            only_self += (one & !two).count_ones();
            only_other += (two & !one).count_ones();
        }
        (self.size - only_self).min(other.size - only_other) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::judge::overlap;

    proptest! {
        #[test]
        fn it_never_says_less_than_is_shared(
            mut first in proptest::collection::vec(0u32..2000, 0..300),
            mut second in proptest::collection::vec(0u32..2000, 0..300),
        ) {
            for set in [&mut first, &mut second] {
                set.sort_unstable();
                set.dedup();
            }
            prop_assert!(Outline::of(&first).most_shared(&Outline::of(&second)) >= overlap(&first, &second));
        }
    }
}
