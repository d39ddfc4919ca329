//! How many texts say each word, counted in parts and added up.
//!
//! [`Weights`] is two tables of counts whose size depends on the number of texts alone. A part counts its texts' slots in a map
//! and gives it out where it grows large; the counts of all parts are added up by slot, and what every process is given is the
//! tables: 12 to 24 bytes a text, and three gigabytes from 134 million texts on. Beyond that words share slots.

use ahash::AHashMap;

use crate::normalize;
use crate::weights::{self, PAIR_SLOTS, Weights};

/// How many texts have a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// The slot: those of words come first, then those of pairs.
    pub slot: u64,
    /// In how many texts it stands.
    pub times: u64,
}

/// Slots that a part counts before it gives them out: some ten megabytes.
const MOST: usize = 1 << 20;

/// Counts the words of some of the texts of a run.
#[derive(Clone, Debug)]
pub struct Counter {
    slots: usize,
    counts: AHashMap<u64, u64>,
    hashes: Vec<u64>,
    found: Vec<u32>,
}

impl Counter {
    /// For a run of so many texts.
    #[must_use]
    pub fn new(texts: usize) -> Self {
        let slots = weights::slots_for(texts);
        Counter { slots, counts: AHashMap::new(), hashes: Vec::new(), found: Vec::new() }
    }

    /// Counts one canonical text.
    pub fn add(&mut self, text: &str) {
        let Counter { slots, counts, hashes, found } = self;
        hashes.clear();
        hashes.extend(normalize::words(text).map(weights::hash));
        let mut count = |found: &mut Vec<u32>, first: usize| {
            found.sort_unstable();
            found.dedup();
            for slot in found.drain(..) {
                *counts.entry(first as u64 + u64::from(slot)).or_default() += 1;
            }
        };
        weights::word_slots(hashes, *slots, found);
        count(found, 0);
        weights::pair_slots(hashes, *slots * PAIR_SLOTS, found);
        count(found, *slots);
    }

    /// Whether so much was counted that it is to be [taken](Self::take).
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.counts.len() >= MOST
    }

    /// What was counted since the last time, by slot.
    pub fn take(&mut self) -> Vec<Count> {
        let mut counts: Vec<Count> = self.counts.drain().map(|(slot, times)| Count { slot, times }).collect();
        counts.sort_unstable();
        counts
    }
}

/// How much words tell in a run of so many texts, by the counts of all parts, of which several may be of one slot.
///
/// ```
/// use doublet::parts::counts::{Counter, weights};
/// let mut parts = [Counter::new(2), Counter::new(2)];
/// parts[0].add("harbour reopens");
/// parts[1].add("harbour closes");
/// let counts = parts.iter_mut().flat_map(Counter::take);
/// assert!(weights(2, counts).of("harbour") < 1.0);
/// ```
#[must_use]
pub fn weights(texts: usize, counts: impl IntoIterator<Item = Count>) -> Weights {
    // A slot that is none of theirs is passed over.
    let places =
        counts.into_iter().map(|count| (usize::try_from(count.slot).unwrap_or(usize::MAX), count.times));
    Weights::of_counts(texts, places)
}

/// The tables as bytes, for other processes.
#[must_use]
pub fn to_bytes(weights: &Weights) -> Vec<u8> {
    weights.to_bytes()
}

/// The weights of so many texts from these [bytes](to_bytes); none where they are not as many as it takes.
#[must_use]
pub fn of_bytes(texts: usize, bytes: &[u8]) -> Option<Weights> {
    Weights::of_bytes(texts, bytes).filter(|weights| weights.slots() == weights::slots_for(texts))
}
