//! A set of shingles in 256 bits, which bounds what two sets can share.
//!
//! Each shingle sets one bit. A bit that is set for the first set and not for the second
//! stands for at least one shingle that only the first has; so the first shares at most
//! its size less the number of such bits, which is the bits that both have and those of its shingles that hide behind another's bit.
//! The bound errs on the safe side only: a pair is
//! rejected where even the bound is too little, never wrongly. Of unrelated candidates it rejects
//! nearly all, for one cache line each.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::config::Threshold;

/// The number of 64-bit words: 256 bits for the fifty shingles of a headline leave five of six clear.
const WORDS: usize = 4;

/// Of a list of so many elements each that finds its bit set is compared with those before it; a longer one is cheaper to
/// sort.
const FEW: usize = 512;

/// Whether the processor counts bits in one instruction.
pub(crate) fn can_count() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("popcnt");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// What is asked of two sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// That they share so much of all that either has.
    Similarity(Threshold),
    /// That they share so much of the smaller.
    Containment(Threshold),
}

/// A share in whole parts of [`Parts::WHOLE`], rounded down: a pair costs no conversion to a floating number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts(u64);

impl Parts {
    /// With so many parts and sets of 2^32 elements no product leaves 64 bits.
    const WHOLE: u64 = 1 << 20;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 2^20, rounded down"
    )]
    pub(crate) fn of(threshold: Threshold) -> Self {
        // One part less: the judge divides, which may round up to the threshold.
        Parts(((threshold.get() * Self::WHOLE as f64) as u64).saturating_sub(1))
    }
}

/// The outline of a set of shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub struct Outline {
    bits: [u64; WORDS],
    size: u32,
    /// How many elements have a bit that another has too.
    hidden: u32,
}

impl Outline {
    /// The bytes of an outline.
    pub const BYTES: usize = size_of::<[u64; WORDS]>() + 2 * size_of::<u32>();

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
        let size = u32::try_from(set.len()).expect("fewer than all 32-bit numbers");
        let set_bits: u32 = bits.iter().map(|word: &u64| word.count_ones()).sum();
        Outline { bits, size, hidden: size - set_bits }
    }

    /// The outline of the set of a list in which an element may stand twice, in any order.
    ///
    /// ```
    /// use doublet::sketch::outline::Outline;
    /// assert_eq!(Outline::of_list(&[2, 1, 2, 3, 258]), Outline::of(&[1, 2, 3, 258]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`Outline::of`].
    #[must_use]
    pub fn of_list(list: &[u32]) -> Self {
        if list.len() > FEW {
            let mut set = list.to_vec();
            set.sort_unstable();
            set.dedup();
            return Self::of(&set);
        }
        let mut bits = [0; WORDS];
        let (mut seen, mut hidden) = (0, 0);
        for (place, &shingle) in list.iter().enumerate() {
            let word: &mut u64 = &mut bits[(shingle >> 6) as usize % WORDS];
            let bit = 1 << (shingle % 64);
            if *word & bit == 0 {
                *word |= bit;
                seen += 1;
            } else {
                hidden += u32::from(!list[..place].contains(&shingle));
            }
        }
        Outline { bits, size: seen + hidden, hidden }
    }

    /// Whether it can be the outline of a list; of bytes that were read it need not be.
    pub(crate) fn is_sound(&self) -> bool {
        let set: u32 = self.bits.iter().map(|word| word.count_ones()).sum();
        set.checked_add(self.hidden) == Some(self.size) && self.size < 1 << 30
    }

    /// The outline as little-endian bytes, of the [same number](Self::BYTES) always.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let words = self.bits.iter().flat_map(|word| word.to_le_bytes());
        let counts = [self.size, self.hidden].into_iter().flat_map(u32::to_le_bytes);
        let mut bytes = [0; Self::BYTES];
        bytes.iter_mut().zip(words.chain(counts)).for_each(|(to, from)| *to = from);
        bytes
    }

    /// The outline that these bytes are of; none of so many bytes is an error.
    ///
    /// ```
    /// use doublet::sketch::outline::Outline;
    /// let outline = Outline::of(&[1, 2, 3]);
    /// assert_eq!(Outline::of_bytes(&outline.to_bytes()), outline);
    /// ```
    #[must_use]
    pub fn of_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (words, _) = bytes.as_chunks();
        let (counts, _) = bytes[size_of::<[u64; WORDS]>()..].as_chunks();
        Outline {
            bits: std::array::from_fn(|word| u64::from_le_bytes(words[word])),
            size: u32::from_le_bytes(counts[0]),
            hidden: u32::from_le_bytes(counts[1]),
        }
    }

    /// The size of the set.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size as usize
    }

    /// Whether the two sets could be what is asked; `false` is certain.
    ///
    /// ```
    /// use doublet::config::Threshold;
    /// use doublet::sketch::outline::{Asked, Outline};
    /// let (first, second) = (Outline::of(&[1, 2, 3]), Outline::of(&[3, 4, 5]));
    /// assert!(!first.could_be(&second, Asked::Similarity(Threshold::new(0.5)?)));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn could_be(&self, other: &Outline, asked: Asked) -> bool {
        match asked {
            Asked::Similarity(threshold) => self.could_be_similar(other, Parts::of(threshold)),
            Asked::Containment(threshold) => self.could_be_contained(other, Parts::of(threshold)),
        }
    }

    /// Whether the two could share so much of all that either has.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    pub(crate) fn could_be_similar(&self, other: &Outline, parts: Parts) -> bool {
        self.bound(other).is_similar(parts)
    }

    /// Whether the two could share so much of the smaller.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    pub(crate) fn could_be_contained(&self, other: &Outline, parts: Parts) -> bool {
        self.bound(other).is_contained(parts)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn bound(&self, other: &Outline) -> Bound {
        Bound { most: self.most_shared(other), sizes: [self.size, other.size] }
    }

    /// Those of `others` that could share so much of all that either has or, where that is asked too, of the smaller: the highest similarity
    /// that each can have, and its number.
    pub(crate) fn those_alike<'a>(
        &self,
        others: impl Iterator<Item = (&'a Outline, u32)>,
        similar: Parts,
        contained: Option<Parts>,
    ) -> Vec<(f32, u32)> {
        #[cfg(target_arch = "x86_64")]
        if can_count() {
            // SAFETY: the population count was detected on the line above; the function asks for nothing else.
            #[expect(unsafe_code, reason = "code for a detected feature can only be called so")]
            return unsafe { self.those_alike_counting(others, similar, contained) };
        }
        self.those_alike_portable(others, similar, contained)
    }

    /// The same compiled for the processor's population count.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "popcnt")]
    fn those_alike_counting<'a>(
        &self,
        others: impl Iterator<Item = (&'a Outline, u32)>,
        similar: Parts,
        contained: Option<Parts>,
    ) -> Vec<(f32, u32)> {
        self.those_alike_portable(others, similar, contained)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn those_alike_portable<'a>(
        &self,
        others: impl Iterator<Item = (&'a Outline, u32)>,
        similar: Parts,
        contained: Option<Parts>,
    ) -> Vec<(f32, u32)> {
        let mut alike = Vec::new();
        for (other, number) in others {
            let bound = self.bound(other);
            if bound.is_similar(similar) || contained.is_some_and(|contained| bound.is_contained(contained)) {
                alike.push((bound.most_alike(), number));
            }
        }
        alike
    }

    /// The most elements that the two sets can share: never less than they do.
    #[must_use]
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    pub fn most_shared(&self, other: &Outline) -> u32 {
        // Word by word: an adapter that is not compiled into the caller counts without its instruction, which takes twice as long.
        let (one, two) = (self.bits, other.bits);
        let common = (one[0] & two[0]).count_ones()
            + (one[1] & two[1]).count_ones()
            + (one[2] & two[2]).count_ones()
            + (one[3] & two[3]).count_ones();
        common + self.hidden.min(other.hidden)
    }

    /// The highest similarity that the two sets can have: an estimate that errs on the high side.
    pub(crate) fn most_alike(&self, other: &Outline) -> f32 {
        #[cfg(target_arch = "x86_64")]
        if can_count() {
            // SAFETY: the population count was detected on the line above; the function asks for nothing else.
            #[expect(unsafe_code, reason = "code for a detected feature can only be called so")]
            return unsafe { self.most_alike_counting(other) };
        }
        self.most_alike_portable(other)
    }

    /// The same compiled for the processor's population count.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "popcnt")]
    fn most_alike_counting(&self, other: &Outline) -> f32 {
        self.most_alike_portable(other)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn most_alike_portable(&self, other: &Outline) -> f32 {
        self.bound(other).most_alike()
    }
}

/// How many elements two sets share at most, and their sizes.
#[derive(Clone, Copy, Debug)]
struct Bound {
    most: u32,
    sizes: [u32; 2],
}

impl Bound {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn is_similar(self, Parts(parts): Parts) -> bool {
        // most / (sizes - most) >= parts / whole
        let [one, other] = self.sizes;
        u64::from(self.most) * (Parts::WHOLE + parts) >= parts * (u64::from(one) + u64::from(other))
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn is_contained(self, Parts(parts): Parts) -> bool {
        let [one, other] = self.sizes;
        u64::from(self.most) * Parts::WHOLE >= parts * u64::from(one.min(other))
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it must be compiled into the version for the population count")]
    fn most_alike(self) -> f32 {
        let ([one, other], most) = (self.sizes, self.most as f32);
        most / (one as f32 + other as f32 - most)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::judge::overlap;

    proptest! {
        #[test]
        fn those_alike_are_those_that_could_be(
            own in proptest::collection::btree_set(0u32..2000, 0..60),
            others in proptest::collection::vec(proptest::collection::btree_set(0u32..2000, 0..60), 0..20),
        ) {
            let outline = |set: &BTreeSet<u32>| Outline::of(&set.iter().copied().collect::<Vec<u32>>());
            let (own, others): (Outline, Vec<Outline>) = (outline(&own), others.iter().map(outline).collect());
            let [similar, contained] = [0.2, 0.5].map(|share| Threshold::new(share).expect("in range"));
            for asked in [None, Some(contained)] {
                let found = own.those_alike(others.iter().zip(0..), Parts::of(similar), asked.map(Parts::of));
                let could_be = |other: &Outline| {
                    own.could_be(other, Asked::Similarity(similar))
                        || asked.is_some_and(|asked| own.could_be(other, Asked::Containment(asked)))
                };
                let expected: Vec<(f32, u32)> = (0..)
                    .zip(&others)
                    .filter(|(_, other)| could_be(other))
                    .map(|(number, other)| (own.most_alike(other), number))
                    .collect();
                // Two empty sets have no similarity, which equals itself by its bits alone.
                let bits = |alike: Vec<(f32, u32)>| -> Vec<(u32, u32)> {
                    alike.into_iter().map(|(similarity, number)| (similarity.to_bits(), number)).collect()
                };
                prop_assert_eq!(bits(found), bits(expected));
            }
        }

        #[test]
        fn no_pair_is_turned_away_that_the_judge_would_admit(
            shared in 0u32..60, more in 0u32..60, fewer in 0u32..60, threshold in 1u32..=1000,
        ) {
            let threshold = Threshold::new(f64::from(threshold) / 1000.0).expect("in range");
            let sets = [0..shared + more, 1000..1000 + fewer];
            let [first, mut second] = sets.map(Iterator::collect::<Vec<u32>>);
            second.splice(0..0, 0..shared);
            let outlines = [&first, &second].map(|set| Outline::of(set));
            let (share, all) = (shared as usize, (shared + more + fewer) as usize);
            let alike = outlines[0].most_alike(&outlines[1]);
            prop_assert!(all == 0 || alike >= share as f32 / all as f32);
            prop_assert_eq!(alike.to_bits(), outlines[0].most_alike_portable(&outlines[1]).to_bits());
            if all > 0 && threshold.admits(share, all) {
                prop_assert!(outlines[0].could_be(&outlines[1], Asked::Similarity(threshold)));
            }
            let lesser = first.len().min(second.len());
            if lesser > 0 && threshold.admits(share, lesser) {
                prop_assert!(outlines[0].could_be(&outlines[1], Asked::Containment(threshold)));
            }
        }

        #[test]
        fn the_outline_of_a_list_is_that_of_its_set(
            list in proptest::collection::vec(prop_oneof![0u32..400, any::<u32>()], 0..2 * FEW),
        ) {
            let set: Vec<u32> = list.iter().copied().collect::<BTreeSet<u32>>().into_iter().collect();
            prop_assert_eq!(Outline::of_list(&list), Outline::of(&set));
        }

        #[test]
        fn it_never_says_less_than_is_shared(
            mut first in proptest::collection::vec(0u32..2000, 0..300),
            mut second in proptest::collection::vec(0u32..2000, 0..300),
        ) {
            for set in [&mut first, &mut second] {
                set.sort_unstable();
                set.dedup();
            }
            prop_assert!(Outline::of(&first).most_shared(&Outline::of(&second)) as usize >= overlap(&first, &second));
        }
    }
}
