//! How much a word tells, learned from the corpus at hand.
//!
//! A word that stands in every third headline tells next to nothing, one that stands in two of a million
//! nearly all. The weight of a word is its inverse document frequency (Spärck Jones 1972) as a share of
//! the highest that the corpus allows, `ln(n / (df + 0.5)) / ln(n / 0.5)`: near 0 for a word of every
//! headline, 1 for one that stands in none. The share makes a weight mean the same among a hundred thousand headlines
//! and among a hundred million. No list of stop words is needed, in any language.
//!
//! But a corpus may tell in many languages, and then "in the" would tell more in the smaller ones, only because the others do not say it. So in a
//! headline `n` is the number of texts in *its* language, which nobody needs to name: a language has about three times as many texts as its commonest
//! words stand in, and the commonest word of a headline tells which that is. Where a headline has no function word, its language is taken for
//! smaller than it is, and what it says for more common; F1 on the labelled pairs hardly depends on it (with 2 and 4 times as many it is the same
//! within 0.004).
//!
//! Two words beside one another have a weight too, their *rarity*: "files for" and "bankruptcy protection" recur, and a
//! headline whose every two words recur is a form that many share, however rare the words themselves. In a script
//! without spaces a word is a character, which alone tells nothing: there it weighs what it tells with its neighbours.
//!
//! Of few headlines nothing can be learned: that both of two headlines have a word does not make it frequent. So `n`
//! counts a thousand headlines more than there are, which have none of the words.
//!
//! Counts are kept in tables of one or two slots a text for words and four to eight for pairs, by hash, without the words. Two words in
//! one slot are taken for one, which makes the rare one of them look a little more frequent than it is: with one
//! million distinct words in two million slots a word of one headline is taken for one of 1.5 on average.
//!
//! Cost: two hashes and two additions a word; at most 24 bytes a text, and 768 kB in all where texts are few; while they are
//! counted, twelve bytes a word.

mod counting;

use std::sync::LazyLock;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::collapse::{CHUNK, Texts};
use crate::{huge_pages, normalize};
pub(crate) use counting::Hashes;
use counting::{CHUNKS_AT_ONCE, count_slots};

/// The seed of a word's hash.
const SEED: u64 = 0x776f_7264_6672_6571; // "wordfreq"

/// The fewest slots: enough that among a few texts no two words meet by accident.
const FEWEST_SLOTS: usize = 1 << 16;

/// The most slots for words: with those for pairs three gigabytes, which every process of a run on many machines has to hold.
/// That is one for each of 268 million texts. Of more texts more words share a slot; of words that are new in the ten-billionth
/// text there are far fewer than that, and of pairs some ten meet, which moves the weight of a rare one by an eighth.
const MOST_SLOTS: usize = 1 << 28;

/// The slots for pairs, for each slot for words: a text has seven times as many of them as new words.
pub(crate) const PAIR_SLOTS: usize = 4;

/// The bytes of a slot for words and of those for pairs that go with it.
const SLOT_BYTES: usize = size_of::<u32>() + PAIR_SLOTS * size_of::<u16>();

/// Pairs are counted up to here: what stands more often is as frequent as can be, and 16 bits suffice.
const MOST_PAIRS: u16 = 60_000;

/// How many slots for words so many texts have.
pub(crate) fn slots_for(texts: usize) -> usize {
    texts.next_power_of_two().clamp(FEWEST_SLOTS, MOST_SLOTS)
}

/// Adds the slot of each word of these hashes, among `slots`.
pub(crate) fn word_slots(text: &[u64], slots: usize, found: &mut Vec<u32>) {
    found.extend(text.iter().map(|&hash| slot(hash, slots)));
}

/// Adds the slot of each two neighbours of these hashes, among `slots`.
pub(crate) fn pair_slots(text: &[u64], slots: usize, found: &mut Vec<u32>) {
    found.extend(text.windows(2).map(|two| slot(hash_of_pair(two[0], two[1]), slots)));
}

/// Headlines that every corpus is taken to have beside its own, and every language at the least: with a thousand of its own a word in half of
/// them weighs 0.17 among all, with ten 0.68.
pub(crate) const UNSEEN: usize = 1000;

/// A headline's language has so many times as many texts as those in which the commonest of its words stands. With 2, 3 and 4 F1 on the labelled pairs, all corpora
/// in one run, is 0.782, 0.786 and 0.785, with each corpus as a run of its own 0.793, 0.793 and 0.792; where all languages count as one 0.779
/// and 0.793.
const TEXTS_OF_LANGUAGE: usize = 3;

/// What a character weighs, as a share of the rarity of its pairs: a word of two characters tells as much as a word.
const CHARACTER: f32 = 0.5;

/// How much each word and each two neighbours tell, from 0 to 1.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// In how many texts the words of each slot stand; a power of two, or empty where nothing is known.
    words: Vec<u32>,
    /// How often the pairs of each slot stand.
    pairs: Vec<u16>,
    texts: usize,
}

/// The logarithms of the first counts and a half, which nearly all words have: to take one costs more than the rest.
static LOGARITHMS: LazyLock<Vec<f32>> = LazyLock::new(|| (0..TABLED).map(logarithm).collect());

/// So many counts have their logarithm in a table.
const TABLED: u32 = 4096;

/// The logarithm of a count and a half: one that is the same on every machine, as the clusters are to be.
fn logarithm(count: u32) -> f32 {
    libm::logf(count as f32 + 0.5)
}

/// The same from the table where it has it.
#[inline]
fn tabled(count: u32) -> f32 {
    LOGARITHMS.get(count as usize).copied().unwrap_or_else(|| logarithm(count))
}

/// What a count of texts tells among a number of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// The logarithm of that number.
    all: f32,
    /// What a word would tell that stands in no text, before it is made a share of this.
    of_words: f32,
    /// The same for two neighbours that stand in the texts at hand alone.
    of_pairs: f32,
}

impl Scale {
    /// Among so many texts.
    fn among(texts: usize) -> Self {
        /// Two neighbours that stand in no more texts than those at hand tell all they can.
        const AT_HAND: u32 = 2;
        let all = libm::logf(texts as f32);
        Scale { all, of_words: all - tabled(0), of_pairs: all - tabled(AT_HAND) }
    }

    /// What a word tells that stands in `count` texts, from 0 to 1.
    #[inline]
    pub(crate) fn of_word(self, count: u32) -> f32 {
        self.share(count, self.of_words)
    }

    /// What two neighbours tell that stand in `count` texts together, from 0 to 1.
    #[inline]
    pub(crate) fn of_pair(self, count: u32) -> f32 {
        self.share(count, self.of_pairs).min(1.0)
    }

    #[inline]
    fn share(self, count: u32, highest: f32) -> f32 {
        // Only words that share a slot can stand in more texts than there are.
        ((self.all - tabled(count)) / highest).max(0.0)
    }
}

/// Adds the slots of one kind, among so many, that the words with these hashes have.
type FindSlots = fn(&[u64], usize, &mut Vec<u32>);

/// Texts whose words a thread looks up in one go, where some more are counted.
const ADDED_AT_ONCE: usize = 64;

impl Weights {
    /// Weights where no corpus is known: every word and every pair tells all it can, 1.
    #[must_use]
    pub fn even() -> Self {
        Self::default()
    }

    /// The weights of the words of `texts`. They do not depend on the order of the texts or on threads.
    #[must_use]
    pub fn learn(texts: &Texts) -> Self {
        Self::count_all(&Hashes::of(texts), 0)
    }

    /// The weights of words with these hashes, in tables that have room for `more` texts.
    pub(crate) fn count_all(hashes: &Hashes, more: usize) -> Self {
        let texts = hashes.texts();
        let slots = slots_for(texts + more);
        let mut words = huge_pages::filled(0_u32, slots);
        let mut pairs = huge_pages::filled(0_u16, slots * PAIR_SLOTS);
        let hashes = (hashes, CHUNKS_AT_ONCE);
        count_slots(hashes, |text, found| word_slots(text, slots, found), &mut words, |count| *count += 1);
        let both = |text: &[u64], found: &mut Vec<u32>| pair_slots(text, slots * PAIR_SLOTS, found);
        count_slots(hashes, both, &mut pairs, |count| *count = (*count + 1).min(MOST_PAIRS));
        Weights { words, pairs, texts }
    }

    /// The weights of so many texts of which each of `counts` tells how many have a slot: those of words first, then those of pairs.
    pub(crate) fn of_counts(texts: usize, counts: impl Iterator<Item = (usize, u64)>) -> Self {
        let slots = slots_for(texts);
        let mut words = huge_pages::filled(0_u32, slots);
        let mut pairs = huge_pages::filled(0_u16, slots * PAIR_SLOTS);
        for (place, count) in counts {
            if let Some(word) = words.get_mut(place) {
                *word = word.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            } else if let Some(pair) = pairs.get_mut(place - slots) {
                *pair = pair.saturating_add(u16::try_from(count).unwrap_or(u16::MAX)).min(MOST_PAIRS);
            }
        }
        Weights { words, pairs, texts }
    }

    /// The counts of words and of pairs as little-endian bytes, which another process [reads](Self::of_bytes).
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size_of_val(&*self.words) + size_of_val(&*self.pairs));
        bytes.extend(self.words.iter().flat_map(|count| count.to_le_bytes()));
        bytes.extend(self.pairs.iter().flat_map(|count| count.to_le_bytes()));
        bytes
    }

    /// The weights of so many texts from what [`Self::to_bytes`] gave; none where it gives no such number of bytes.
    pub(crate) fn of_bytes(texts: usize, bytes: &[u8]) -> Option<Self> {
        let slots = bytes.len() / SLOT_BYTES;
        if slots_for(slots) != slots || slots * SLOT_BYTES != bytes.len() {
            return None;
        }
        let (words, pairs) = bytes.split_at(slots * size_of::<u32>());
        let ((words, _), (pairs, _)) = (words.as_chunks(), pairs.as_chunks());
        Some(Weights {
            words: words.iter().map(|&bytes| u32::from_le_bytes(bytes)).collect(),
            pairs: pairs.iter().map(|&bytes| u16::from_le_bytes(bytes)).collect(),
            texts,
        })
    }

    /// The slots for words.
    pub(crate) fn slots(&self) -> usize {
        self.words.len()
    }

    /// Counts the words of some more texts, as if they had been among the first.
    pub(crate) fn add(&mut self, texts: &[&str]) {
        let kinds: [(FindSlots, usize); 2] = [(word_slots, self.words.len()), (pair_slots, self.pairs.len())];
        let slots = |texts: &[&str]| {
            let (mut hashes, mut text_slots, mut slots) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
            for text in texts {
                hashes.clear();
                hashes.extend(normalize::words(text).map(hash));
                for (slots, (find, size)) in slots.iter_mut().zip(kinds) {
                    text_slots.clear();
                    find(&hashes, size, &mut text_slots);
                    text_slots.sort_unstable();
                    text_slots.dedup();
                    slots.extend_from_slice(&text_slots);
                }
            }
            slots
        };
        for texts in texts.chunks(CHUNK) {
            let found: Vec<[Vec<u32>; 2]> = texts.par_chunks(ADDED_AT_ONCE).map(slots).collect();
            for [words, pairs] in found {
                for slot in words {
                    let count = &mut self.words[slot as usize];
                    *count = count.saturating_add(1);
                }
                for slot in pairs {
                    let count = &mut self.pairs[slot as usize];
                    *count = count.saturating_add(1).min(MOST_PAIRS);
                }
            }
        }
        self.texts += texts.len();
    }

    /// The weight of `word`, from 0 to 1.
    ///
    /// ```
    /// use doublet::Headlines;
    /// use doublet::Weights;
    /// use doublet::collapse::collapse;
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
        self.whole().of_word(self.count(hash(word)))
    }

    /// What two neighbouring words tell together, from 0 to 1: 1 where they stand in no more than two headlines, which are
    /// those at hand.
    ///
    /// ```
    /// use doublet::Headlines;
    /// use doublet::Weights;
    /// use doublet::collapse::collapse;
    /// let titles: Vec<String> = (0..9_000).map(|day| format!("The vote of day {day}")).collect();
    /// let headlines: Headlines = titles.iter().map(String::as_str).collect();
    /// let weights = Weights::learn(&collapse(&headlines)?.texts);
    /// assert!(weights.rarity("the", "vote") < 0.02);
    /// assert_eq!(weights.rarity("vote", "the"), 1.0);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn rarity(&self, one: &str, other: &str) -> f32 {
        self.whole().of_pair(self.count_of_pair(hash_of_pair(hash(one), hash(other))))
    }

    /// What counts tell among all texts.
    pub(crate) fn whole(&self) -> Scale {
        Scale::among(self.texts + UNSEEN)
    }

    /// What counts tell in a text of which the commonest word stands in `commonest` texts: among as many as there are in its language.
    pub(crate) fn scale(&self, commonest: u32) -> Scale {
        Scale::among(TEXTS_OF_LANGUAGE.saturating_mul(commonest as usize).clamp(UNSEEN, self.texts + UNSEEN))
    }

    /// In how many texts a word of this hash stands, or a little more.
    #[inline]
    pub(crate) fn count(&self, hash: u64) -> u32 {
        if self.words.is_empty() { 0 } else { self.words[slot(hash, self.words.len()) as usize] }
    }

    /// In how many texts two neighbours of these hashes stand, or a little more.
    #[inline]
    pub(crate) fn count_of_pair(&self, hash: u64) -> u32 {
        if self.pairs.is_empty() { 0 } else { self.pairs[slot(hash, self.pairs.len()) as usize].into() }
    }

    /// Of how many texts this was learned.
    pub(crate) fn texts(&self) -> usize {
        self.texts
    }
}

/// The weight of a character of a script without spaces where it stands, which alone would weigh `alone`, given what it tells
/// with the one before and the one behind.
pub(crate) fn of_character(alone: f32, before: Option<f32>, behind: Option<f32>) -> f32 {
    CHARACTER
        * match (before, behind) {
            (Some(before), Some(behind)) => f32::midpoint(before, behind),
            (Some(rarity), None) | (None, Some(rarity)) => rarity,
            (None, None) => alone,
        }
}

/// The hash of a word. Its highest bit tells whether the word is a character of a script without spaces.
pub(crate) fn hash(word: &str) -> u64 {
    xxh3_64_with_seed(word.as_bytes(), SEED) & !IS_CHARACTER
        | if normalize::is_character(word) { IS_CHARACTER } else { 0 }
}

const IS_CHARACTER: u64 = 1 << 63;

/// Whether a word with this hash is a character of a script without spaces.
#[inline]
pub(crate) fn is_character(hash: u64) -> bool {
    hash & IS_CHARACTER != 0
}

/// The hash of two neighbours by theirs.
#[inline]
pub(crate) fn hash_of_pair(one: u64, other: u64) -> u64 {
    // The odd constant nearest to 2^64 divided by the golden ratio (Knuth's multiplicative hashing); its high half is well mixed.
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    (one.rotate_left(23) ^ other).wrapping_mul(GOLDEN).rotate_left(32)
}

/// The slot of `hash` among `slots`, a power of two of at most 2^32.
#[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
#[inline]
fn slot(hash: u64, slots: usize) -> u32 {
    hash as u32 & (slots - 1) as u32
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
            let mut together = BTreeMap::<(&str, &str), f32>::new();
            for text in 0..items.len() {
                let words: Vec<&str> = normalize::words(items.texts.get(text)).collect();
                for word in words.iter().collect::<BTreeSet<_>>() {
                    *frequency.entry(word).or_default() += 1.0;
                }
                for pair in words.windows(2).map(|two| (two[0], two[1])).collect::<BTreeSet<_>>() {
                    *together.entry(pair).or_default() += 1.0;
                }
            }
            let weights = Weights::learn(&items.texts);
            let mut added = Weights::count_all(&Hashes::default(), items.len());
            added.add(&(0..items.len()).map(|text| items.texts.get(text)).collect::<Vec<_>>());
            prop_assert_eq!((&added.words, &added.pairs, added.texts), (&weights.words, &weights.pairs, weights.texts));
            let texts = (items.len() + UNSEEN) as f32;
            let expected = |frequency: f32| (texts / (frequency + 0.5)).ln() / (texts * 2.0).ln();
            for (word, frequency) in frequency {
                prop_assert!((weights.of(word) - expected(frequency)).abs() < 1e-5, "{}", word);
                prop_assert!((0.0..=1.0).contains(&weights.of(word)));
            }
            for ((one, other), frequency) in together {
                let expected = (expected(frequency) / expected(2.0)).min(1.0);
                prop_assert!((weights.rarity(one, other) - expected).abs() < 1e-5);
            }
        }
    }
}
