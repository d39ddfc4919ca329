//! How much a word tells, learned from the corpus at hand.
//!
//! A word that stands in every third headline tells next to nothing, one that stands in two of a million
//! nearly all. The weight of a word is its inverse document frequency (Spärck Jones 1972) as a share of
//! the highest that the corpus allows, `ln(n / (df + 0.5)) / ln(n / 0.5)`: near 0 for a word of every
//! headline, 1 for one that stands in none. The share makes a weight mean the same among a hundred thousand headlines
//! and among a hundred million. No list of stop words is needed, in any language.
//!
//! Of few headlines nothing can be learned: that both of two headlines have a word does not make it frequent. So `n`
//! counts [`UNSEEN`] headlines more than there are, which have none of the words.
//!
//! Counts are kept in a table of one or two slots a text, by the word's hash, without the words. Two words in
//! one slot are taken for one, which makes the rare one of them look a little more frequent than it is: with one
//! million distinct words in two million slots a word of one headline is taken for one of 1.5 on average.
//!
//! Cost: one hash and one atomic addition a word; at most eight bytes a text, and 256 kB in all where texts are few.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::collapse::Texts;
use crate::normalize;

/// The seed of a word's hash.
const SEED: u64 = 0x776f_7264_6672_6571; // "wordfreq"

/// The fewest slots: enough that among a few texts no two words meet by accident.
const FEWEST_SLOTS: usize = 1 << 16;

/// Headlines that every corpus is taken to have beside its own: with a thousand of its own a word in half of them
/// weighs 0.17, with ten 0.68.
const UNSEEN: usize = 1000;

/// How much each word tells, from 0 to 1.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// In how many texts the words of each slot stand; a power of two, or empty where nothing is known.
    counts: Vec<u32>,
    texts: usize,
}

impl Weights {
    /// Weights where no corpus is known: every word tells all it can, 1.
    #[must_use]
    pub fn even() -> Self {
        Self::default()
    }

    /// The weights of the words of `texts`. They do not depend on the order of the texts or on threads.
    #[must_use]
    pub fn learn(texts: &Texts) -> Self {
        let slots = texts.len().next_power_of_two().max(FEWEST_SLOTS);
        let counts: Vec<AtomicU32> = (0..slots).map(|_| AtomicU32::new(0)).collect();
        (0..texts.len()).into_par_iter().for_each_init(Vec::new, |found, text| {
            found.clear();
            found.extend(normalize::words(texts.get(text)).map(|word| slot(word, slots)));
            found.sort_unstable();
            found.dedup();
            for &slot in &*found {
                counts[slot].fetch_add(1, Ordering::Relaxed);
            }
        });
        Weights { counts: counts.into_iter().map(AtomicU32::into_inner).collect(), texts: texts.len() }
    }

    /// The weight of `word`, from 0 to 1.
    ///
    /// ```
    /// use doublet::Headlines;
    /// use doublet::collapse::collapse;
    /// use doublet::judge::Weights;
    /// let titles: Vec<String> = (0..9_000).map(|day| format!("The vote of day {day}")).collect();
    /// let headlines: Headlines = titles.iter().map(String::as_str).collect();
    /// let weights = Weights::learn(&collapse(&headlines)?.texts);
    /// assert!(weights.of("the") < 0.02);
    /// assert!(weights.of("4711") > 0.8);
    /// assert_eq!(weights.of("unheard"), 1.0);
    /// assert_eq!(Weights::even().of("the"), 1.0);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn of(&self, word: &str) -> f32 {
        if self.counts.is_empty() {
            return 1.0;
        }
        let count = self.counts[slot(word, self.counts.len())];
        let texts = (self.texts + UNSEEN) as f32;
        let rarity = (texts / (count as f32 + 0.5)).ln() / (texts / 0.5).ln();
        // Only words that share a slot can stand in more texts than there are.
        rarity.max(0.0)
    }
}

/// The slot of `word` among `slots`, a power of two.
fn slot(word: &str, slots: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
    let hash = xxh3_64_with_seed(word.as_bytes(), SEED) as usize;
    hash & (slots - 1)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::Headlines;
    use crate::collapse::collapse;

    proptest! {
        #[test]
        fn a_weight_is_that_of_the_definition(titles in proptest::collection::vec("[a-c]( [a-c]){0,4}", 1..20)) {
            let headlines: Headlines = titles.iter().map(String::as_str).collect();
            let items = collapse(&headlines).expect("few headlines");
            let mut frequency = BTreeMap::<&str, f32>::new();
            for text in 0..items.len() {
                for word in normalize::words(items.texts.get(text)).collect::<BTreeSet<_>>() {
                    *frequency.entry(word).or_default() += 1.0;
                }
            }
            let weights = Weights::learn(&items.texts);
            let texts = (items.len() + UNSEEN) as f32;
            for (word, frequency) in frequency {
                let expected = (texts / (frequency + 0.5)).ln() / (texts * 2.0).ln();
                prop_assert!((weights.of(word) - expected).abs() < 1e-5, "{}", word);
                prop_assert!((0.0..=1.0).contains(&weights.of(word)));
            }
        }
    }
}
