//! Candidates that share two of the words that tell most, however unlike the rest is.
//!
//! "Sbarro files for bankruptcy" and "Pizza chain Sbarro seeks bankruptcy protection" share a third of their shingles,
//! and so do a million pairs of strangers: to find the one by shingles is to find the others too. But of the words that
//! stand in few headlines, two strangers hardly ever share two. So each text is known by the five rarest of its
//! words that stand in two texts at least, and two texts that share any two of these are candidates from a
//! [containment](crate::Config::containment) on, however unlike. In scripts without spaces two neighbouring characters
//! are a word.
//!
//! On the 650,000 headlines of the evaluation corpora this gives 4 pairs a headline before any is turned away, against 40 of the bands
//! at threshold 0.45, and finds 37 of the 39 labelled duplicates below that, and 336 of 342 above; with four words 25, and
//! 323; with six 38, and 338, for twice as many pairs.
//!
//! Cost: 20 bytes a text; ten keys a text at most, sorted in parts.

use std::ops::Range;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::buckets::Buckets;
use super::{Pair, radix};
use crate::collapse::{CHUNK, Texts};
use crate::config::Threshold;
use crate::normalize;
use crate::sketch::outline::{Asked, Outline};
use crate::spill::Kept;
use crate::weights::{self, Hashes, Weights};

/// So many words a text, the rarest.
const MOST: usize = 5;

/// Both texts must have so many of them in common.
pub const SHARED: usize = 2;

/// The keys of one text at most: any two of its words.
pub(crate) const KEYS: usize = MOST * (MOST - 1) / 2;

/// A word stands in so many texts if another has it.
const OTHER: u32 = 2;

/// A word of at most so many times the square root of the number of texts may tell. Two words of `c * sqrt(n)` texts
/// each meet by chance in `c^2` of `n`, two here, however many there are.
const MOST_TEXTS: f64 = 1.5;

/// The parts of the keys that are sorted one by one, so that of all keys there are a few megabytes at a time.
const PARTS: u32 = 8;

/// How much words tell, and which tell most of each text.
#[derive(Clone, Debug)]
pub struct Telling {
    weights: Weights,
    /// By chunks of [`CHUNK`] texts.
    words: Vec<Kept<[[u32; MOST]]>>,
}

/// The telling words of a text as hashes, ascending.
pub(crate) type Words = SmallVec<[u32; MOST]>;

/// Words of a text, as the number of texts that they stand in and a hash: the few of a headline need no memory of their own.
type Ranked = SmallVec<[(u32, u32); 32]>;

/// What stands where a text has fewer.
const NONE: u32 = u32::MAX;

impl Telling {
    /// Learned from `texts`.
    #[must_use]
    pub fn learn(texts: &Texts) -> Self {
        let hashes = Hashes::of(texts);
        let weights = Weights::count_all(&hashes, 0);
        let telling = |numbers: Range<usize>| {
            let mut found = Ranked::new();
            let of_text = |text: usize| {
                rank(hashes.of_text(text).iter().copied(), &weights, OTHER, &mut found);
                let mut words = [NONE; MOST];
                for (word, &(_, hash)) in words.iter_mut().zip(&found) {
                    *word = hash;
                }
                words.sort_unstable();
                words
            };
            Kept::new(numbers.map(of_text).collect())
        };
        let words = texts.chunks().map(telling).collect();
        Telling { weights, words }
    }

    /// How much words tell.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The telling words of `text` as hashes, ascending, five at most.
    ///
    /// # Panics
    ///
    /// Where there is no such text.
    #[must_use]
    pub fn of(&self, text: u32) -> &[u32] {
        words_in(&self.words[text as usize / CHUNK][text as usize % CHUNK])
    }

    /// The pairs of texts that share two of their telling words, and of which the one could, by their
    /// [outlines](crate::shingle::Shingled::outlines), hold so large a share of the shingles of the other; neither sorted nor distinct.
    #[must_use]
    pub fn candidates(&self, outlines: &[Outline], containment: Threshold) -> Vec<Pair> {
        let spare = radix::Spare::default();
        let of_part = |part: u32| {
            let pairs = |entries: &[radix::Entry]| {
                let mut buckets = Buckets::new(outlines, Asked::Containment(containment));
                let mut bucket = Vec::new();
                for run in radix::buckets(entries) {
                    bucket.clear();
                    bucket.extend(run.iter().copied().map(radix::item));
                    // By accident of the hash a text may have a key twice.
                    bucket.dedup();
                    buckets.push(&bucket);
                }
                buckets.finish()
            };
            spare.sorted(self.entries(part), pairs)
        };
        let parts: Vec<Vec<Pair>> = (0..PARTS).into_par_iter().map(of_part).collect();
        parts.concat()
    }

    /// The keys of all texts whose lesser word is of this part, with their texts, in the order of texts.
    fn entries(&self, part: u32) -> impl Iterator<Item = radix::Entry> + Clone {
        (0_u32..).zip(self.words.iter().flat_map(|chunk| chunk.iter())).flat_map(move |(text, words)| {
            let words = words_in(words);
            let lesser = words.iter().enumerate().filter(move |&(_, one)| one % PARTS == part);
            let pairs =
                lesser.flat_map(|(place, &one)| words[place + 1..].iter().map(move |&other| (one, other)));
            pairs.map(move |(one, other)| u64::from(key(one, other)) << 32 | u64::from(text))
        })
    }
}

/// Those places that hold a word.
fn words_in(words: &[u32; MOST]) -> &[u32] {
    &words[..words.partition_point(|&word| word != NONE)]
}

/// The telling words of one text as hashes, ascending: the five rarest, or all where no corpus is known.
///
/// ```
/// use doublet::Weights;
/// use doublet::candidates::telling::words_of;
/// assert_eq!(words_of("harbour reopens after storm", &Weights::even()).len(), 4);
/// ```
#[must_use]
pub fn words_of(canonical: &str, weights: &Weights) -> Vec<u32> {
    let most = if weights.texts() > 0 { MOST } else { usize::MAX };
    rarest(canonical, weights, OTHER, most).into_vec()
}

/// The same for a text that is not one of those from which the weights were learned: a word that none of them has may tell too,
/// since what comes next may have it.
pub(crate) fn words_of_new(canonical: &str, weights: &Weights) -> Words {
    rarest(canonical, weights, 0, MOST)
}

/// The rarest words of a text that stand in `fewest` texts at least, `most` of them, ascending.
fn rarest(canonical: &str, weights: &Weights, fewest: u32, most: usize) -> Words {
    // The counts of words that are at hand are asked for all at once.
    let hashes: SmallVec<[u64; 32]> = normalize::words(canonical).map(weights::hash).collect();
    let mut found = Ranked::new();
    rank(hashes.into_iter(), weights, fewest, &mut found);
    let mut words: Words = found.into_iter().take(most).map(|(_, hash)| hash).collect();
    words.sort_unstable();
    words
}

/// The keys of all two of these telling words of a text.
pub(crate) fn keys(words: &[u32]) -> impl Iterator<Item = u32> {
    let others = |(place, &one): (usize, &u32)| words[place + 1..].iter().map(move |&other| key(one, other));
    words.iter().enumerate().flat_map(others)
}

/// The key of two telling words, ascending.
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn key(one: u32, other: u32) -> u32 {
    weights::hash_of_pair(one.into(), other.into()) as u32
}

/// Replaces `found` by those words of a text, of which these are the `hashes`, that may tell something, as the number of texts
/// that they stand in and a hash, the rarest first, each once. Where no corpus is known all words may.
///
/// A word of fewer than `fewest` texts is left out: of a word of one text alone no other can have it.
fn rank(hashes: impl Iterator<Item = u64>, weights: &Weights, fewest: u32, found: &mut Ranked) {
    let most = MOST_TEXTS * ((weights.texts() + weights::UNSEEN) as f64).sqrt();
    let mut before: Option<u64> = None;
    let told = hashes.filter_map(|hash| {
        if weights::is_character(hash) {
            let pair = weights::hash_of_pair(before.replace(hash)?, hash);
            Some((weights.count_of_pair(pair), pair))
        } else {
            before = None;
            Some((weights.count(hash), hash))
        }
    });
    #[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    let told = told.map(|(count, hash)| (count, (hash as u32).min(NONE - 1)));
    found.clear();
    // The counts lie anywhere in memory: where nothing is asked of one before the next is, many are on their way at once.
    found.extend(told);
    if weights.texts() > 0 {
        found.retain(|&mut (count, _)| count >= fewest && f64::from(count) <= most);
    }
    found.sort_unstable();
    found.dedup();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::collapse::collapse;
    use crate::config::Shingle;
    use crate::headline::Headlines;
    use crate::shingle::Shingled;

    #[test]
    fn two_rare_words_make_a_candidate_and_one_does_not() {
        let titles = [
            "zeppelin files for bankruptcy",
            "balloon maker zeppelin, near ruin, turns to bankruptcy",
            "another zeppelin was seen over town",
        ];
        let headlines: Headlines = titles.into_iter().collect();
        let items = collapse(&headlines).expect("three headlines");
        let shingled = Shingled::new(&items.texts, Shingle::Chars(3));
        let containment = Threshold::new(0.01).expect("in range");
        let found = Telling::learn(&items.texts).candidates(&shingled.outlines(), containment);
        assert_eq!(found, [Pair::new(0, 1)]);
    }

    proptest! {
        #[test]
        fn the_candidates_are_those_of_the_definition(titles in proptest::collection::vec("[a-e東西]( ?[a-h東西南]){0,7}", 2..30)) {
            let headlines: Headlines = titles.iter().map(String::as_str).collect();
            let items = collapse(&headlines).expect("few headlines");
            let shingled = Shingled::new(&items.texts, Shingle::Chars(1));
            let containment = Threshold::new(0.001).expect("in range");
            let telling = Telling::learn(&items.texts);
            let found: BTreeSet<Pair> = telling.candidates(&shingled.outlines(), containment).into_iter().collect();
            let words: Vec<BTreeSet<u32>> = (0..items.len())
                .map(|item| words_of(items.texts.get(item), telling.weights()).into_iter().collect())
                .collect();
            for (one, left) in (0..).zip(&words) {
                for (other, right) in (0..one).zip(&words) {
                    let shares = left.intersection(right).count() >= SHARED;
                    let outlines = shingled.outlines();
                    let could = outlines[one as usize].could_be(&outlines[other as usize], Asked::Containment(containment));
                    prop_assert_eq!(found.contains(&Pair::new(one, other)), shares && could);
                }
            }
        }
    }
}
