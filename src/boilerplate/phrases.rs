//! How many items say a phrase, and which texts stand as items of their own.
//!
//! Naively each of P phrases is sought in each of N texts. Here the first bytes of each word of each text are asked
//! for in a filter of bits that fits the nearest cache; only a word that begins a phrase, or is taken for one that
//! does, is looked up.
//!
//! A phrase of two letters is found between spaces alone, not beside a character that needs none.
//!
//! Cost: the words of N texts, two looks at the filter each; eight bytes a phrase and piece of work.

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::collapse::Items;
use crate::normalize;

/// The fewest items that a thread takes at once: enough to make its counters worth their memory.
const AT_ONCE: usize = 1 << 14;

/// What all items have to say.
pub(super) struct Said {
    /// In how many items each phrase stands as whole words.
    pub(super) times: Vec<u32>,
    /// Those of the texts, by hash, that are items.
    pub(super) items: AHashSet<u64>,
}

/// Asks all `items` which of `phrases` they say, and whether they are one of the texts with these `hashes`.
pub(super) fn said(items: &Items, phrases: &[&str], hashes: &AHashSet<u64>) -> Said {
    let index = Index::new(phrases.to_vec());
    let is_text = Filter::new(hashes.iter().copied());
    let look = |(mut said, mut last): (Said, Vec<u32>), item: usize| {
        let text = items.texts.get(item);
        let hash = xxh3_64(text.as_bytes());
        if is_text.may_hold(hash) && hashes.contains(&hash) {
            said.items.insert(hash);
        }
        // Items are numbered from 1 here, so that 0 is none.
        #[expect(clippy::cast_possible_truncation, reason = "headlines were counted into 32 bits before")]
        let number = item as u32 + 1;
        index.count(text, number, (&mut said.times, &mut last));
        (said, last)
    };
    let none = || Said { times: vec![0; phrases.len()], items: AHashSet::new() };
    (0..items.len())
        .into_par_iter()
        .with_min_len(AT_ONCE)
        .fold(|| (none(), vec![0; phrases.len()]), look)
        .map(|(said, _)| said)
        .reduce(none, Said::add)
}

impl Said {
    fn add(mut self, other: Said) -> Said {
        self.times.iter_mut().zip(other.times).for_each(|(sum, times)| *sum += times);
        self.items.extend(other.items);
        self
    }
}

/// Phrases by their first bytes.
#[derive(Clone, Debug)]
pub(crate) struct Index<T> {
    phrases: Vec<T>,
    /// Those of two Chinese characters or six letters and more, by as many bytes.
    long: ByKey,
    /// The others, by fewer.
    short: ByKey,
}

/// Phrases by a key of some bytes.
#[derive(Clone, Debug)]
struct ByKey {
    filter: Filter,
    phrases: AHashMap<u64, Vec<usize>>,
}

/// The bytes of a long key: two Chinese characters, or six letters of Latin.
const LONG: usize = 6;

/// The bytes of a short key: one Chinese character, three letters of Latin, or two and the space behind them.
const SHORT: usize = 3;

impl<T: AsRef<str>> Index<T> {
    pub(crate) fn new(phrases: Vec<T>) -> Self {
        let (mut by_long, mut by_short): (AHashMap<_, Vec<_>>, AHashMap<_, Vec<_>>) = Default::default();
        for (phrase, text) in phrases.iter().enumerate() {
            let text = text.as_ref();
            let key = first_bytes(text.as_bytes());
            if text.len() >= LONG {
                by_long.entry(long(key)).or_default().push(phrase);
            } else {
                by_short.entry(short(key)).or_default().push(phrase);
            }
        }
        Index { phrases, long: ByKey::new(by_long), short: ByKey::new(by_short) }
    }

    /// Counts each phrase that `text`, the one of this `number`, says; `last` tells in which text each was counted last.
    pub(crate) fn count(&self, text: &str, number: u32, (times, last): (&mut [u32], &mut [u32])) {
        self.find(text, |phrase| {
            if last[phrase] != number {
                last[phrase] = number;
                times[phrase] += 1;
            }
        });
    }

    /// Shows `found` each phrase each time that it stands in `text`.
    fn find(&self, text: &str, mut found: impl FnMut(usize)) {
        let bytes = text.as_bytes();
        let mut before = b' ';
        for (at, &byte) in bytes.iter().enumerate() {
            if (0x80..0xc0).contains(&byte) {
                continue;
            }
            // A word begins behind a space; in scripts without spaces, which take three bytes and more, anywhere.
            if before == b' ' || before.max(byte) >= THREE_BYTES {
                let key = first_bytes(&bytes[at..]);
                self.long.each(long(key), |phrase| self.check(phrase, text, at, &mut found));
                self.short.each(short(key), |phrase| self.check(phrase, text, at, &mut found));
            }
            before = byte;
        }
    }

    /// Shows `found` the `phrase` if it stands in `text` at the byte `at` as whole words.
    fn check(&self, phrase: usize, text: &str, at: usize, found: &mut impl FnMut(usize)) {
        let words = self.phrases[phrase].as_ref();
        let Some(behind) = text[at..].strip_prefix(words) else { return };
        let parts = |one: Option<char>, other: Option<char>| {
            let is_alone = |c: Option<char>| c.is_none_or(|c| c == ' ' || normalize::is_unsegmented(c));
            is_alone(one) || is_alone(other)
        };
        if parts(text[..at].chars().next_back(), words.chars().next())
            && parts(words.chars().next_back(), behind.chars().next())
        {
            found(phrase);
        }
    }
}

/// The least first byte of a letter that takes three bytes or more.
const THREE_BYTES: u8 = 0xe0;

impl ByKey {
    fn new(phrases: AHashMap<u64, Vec<usize>>) -> Self {
        ByKey { filter: Filter::new(phrases.keys().map(|&key| mix(key))), phrases }
    }

    /// Shows `look` the phrases with this key.
    #[inline]
    fn each(&self, key: u64, look: impl FnMut(usize)) {
        if self.filter.may_hold(mix(key))
            && let Some(phrases) = self.phrases.get(&key)
        {
            phrases.iter().copied().for_each(look);
        }
    }
}

/// The first eight bytes, behind the end as if there were spaces.
#[inline]
fn first_bytes(bytes: &[u8]) -> u64 {
    if let Some(eight) = bytes.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    let mut padded = [b' '; 8];
    padded[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(padded)
}

#[inline]
fn long(key: u64) -> u64 {
    key & ((1 << (8 * LONG)) - 1)
}

#[inline]
fn short(key: u64) -> u64 {
    key & ((1 << (8 * SHORT)) - 1)
}

/// The key with its bits spread: an odd multiplier of which half the bits are set, the golden ratio of 2^64.
#[inline]
fn mix(key: u64) -> u64 {
    let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    spread ^ (spread >> 32)
}

/// A set of hashes that may hold more than was put into it.
#[derive(Clone, Debug)]
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// A filter of eight bits a hash, so that one in eight others is taken for one of them; and of at least 16 KiB,
    /// two of which fit the nearest cache: of 5,000 hashes one in thirty is.
    fn new(hashes: impl Iterator<Item = u64> + Clone) -> Self {
        let words = (hashes.clone().count() / 8).next_power_of_two().max(2048);
        let mut filter = Filter { bits: vec![0; words] };
        for hash in hashes {
            let (word, bit) = filter.place(hash);
            filter.bits[word] |= bit;
        }
        filter
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & (self.bits.len() - 1), 1 << (hash & 63))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::collapse::group;
    use crate::headline::Headlines;

    /// Whether `phrase` is among the words of `text`, one behind the other.
    fn naive(text: &str, phrase: &str) -> bool {
        let words: Vec<&str> = normalize::words(text).collect();
        let phrase: Vec<&str> = normalize::words(phrase).collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    }

    fn hash_of(text: &str) -> u64 {
        xxh3_64(text.as_bytes())
    }

    proptest! {
        #[test]
        fn phrases_are_counted_as_by_looking_at_every_word(
            titles in proptest::collection::vec("[ab ]{1,12}|[ab東京]{1,6}|[aд]{1,8}", 0..60),
            phrases in proptest::collection::btree_set("[ab]{3,4}|[ab]{1,4} [ab]{1,4}|[東京]{1,3}|[aд]{3,7}", 1..12),
        ) {
            let headlines: Headlines = titles.iter().map(String::as_str).collect();
            let items = group(&headlines).expect("few headlines");
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            let texts: Vec<&str> = (0..items.len()).map(|item| items.texts.get(item)).collect();
            let asked: AHashSet<u64> = ["a", "東京", "ab ab"].map(hash_of).into_iter().collect();
            let found = said(&items, &phrases, &asked);
            for (phrase, times) in phrases.iter().zip(found.times) {
                let expected = texts.iter().filter(|text| naive(text, phrase)).count();
                prop_assert_eq!(times as usize, expected, "{}", phrase);
            }
            let known = texts.iter().map(|text| hash_of(text)).filter(|hash| asked.contains(hash)).collect();
            prop_assert_eq!(found.items, known);
        }
    }
}
