//! Shingles: the overlapping pieces by which two texts are compared.
//!
//! A text's shingles are its runs of `n` consecutive characters or words, as a *set*: two
//! headlines are as alike as the share of shingles that they have in common (Broder 1997).
//! A text shorter than one shingle is one shingle, itself; so it equals itself and nothing
//! else, whatever its length. (Elsewhere such texts are dropped, never compared, or all
//! equal to one another.) The empty text has no shingle and is equal to nothing.
//!
//! A shingle is kept as 32 bits of the XXH3 hash of its UTF-8 bytes. Two of the fifty shingles of a
//! headline, or of a pair, fall together once in two million pairs, and then move the
//! similarity by a hundredth. The hash is a published standard with a fixed seed: the same
//! on every machine and in every version, which `golden` holds.
//!
//! **Which shingle.** On 1,601 labelled pairs in 16 languages, each at its best threshold and with the veto of
//! numbers (`cargo run --release --example shingles`), and the candidates that MinHash needs at that threshold for
//! 500,000 mixed headlines:
//!
//! | shingle | threshold | F1 | candidates |
//! |---|---|---|---|
//! | 2 characters | 0.64 | 0.648 | 44.8 million |
//! | 3 characters | 0.52 | 0.632 | 3.4 million |
//! | 4 characters | 0.44 | 0.620 | |
//! | 5 characters | 0.48 | 0.616 | |
//! | 1 word | 0.46 | 0.623 | |
//! | 2 words | 0.22 | 0.594 | |
//!
//! Two characters are a hundredth better and have so few values that everything meets everything: thirteen times the
//! candidates. Words are worse and do not exist in scripts without spaces. So the default is three characters, at
//! 0.45: likeness only proposes here, the [judge](crate::judge) decides by what differs.
//!
//! Cost, with `n` characters: one hash a character, about 3 ns; the set costs a sort more, and is made where it is asked for
//! ([`Shingled`]).

use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::collapse::{CHUNK, Texts};
use crate::config::Shingle;
use crate::sketch::outline::Outline;
use crate::{huge_pages, normalize};

/// The seed of every shingle's hash. Any constant would do; it must never change.
const SEED: u64 = 0x646f_7562_6c65_7431; // "doublet1"

/// The hash under which a shingle is known.
#[inline]
fn hash(shingle: &[u8]) -> u32 {
    // The low half: XXH3 mixes all bits alike.
    #[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    let low = xxh3_64_with_seed(shingle, SEED) as u32;
    low
}

/// Adds the shingles of `canonical`, as hashes in the order of the text, each as often as it stands there.
pub(crate) fn push_list(canonical: &str, shingle: Shingle, list: &mut Vec<u32>) {
    if canonical.is_empty() {
        return;
    }
    match shingle {
        Shingle::Chars(n) => push_characters(canonical, usize::from(n), list),
        Shingle::Words(n) => push_words(canonical, usize::from(n), list),
    }
}

/// Replaces `set` by the distinct shingles of `canonical`, as hashes in ascending order.
///
/// ```
/// use doublet::config::Shingle;
/// use doublet::shingle::set_into;
/// let mut set = Vec::new();
/// set_into("banana", Shingle::Chars(3), &mut set); // ban ana nan ana
/// assert_eq!(set.len(), 3);
/// set_into("no", Shingle::Chars(3), &mut set);
/// assert_eq!(set.len(), 1);
/// set_into("", Shingle::Chars(3), &mut set);
/// assert!(set.is_empty());
/// ```
pub fn set_into(canonical: &str, shingle: Shingle, set: &mut Vec<u32>) {
    set.clear();
    push_list(canonical, shingle, set);
    set.sort_unstable();
    set.dedup();
}

/// The distinct shingles of `canonical`; [`set_into`] without a buffer to reuse.
#[must_use]
pub fn set(canonical: &str, shingle: Shingle) -> Vec<u32> {
    let mut set = Vec::new();
    set_into(canonical, shingle, &mut set);
    set
}

/// The characters of a shingle by default. To hash so many bytes takes fewer instructions where the compiler knows the
/// number.
const COMMON: usize = 3;

/// Runs of `n` characters: two cursors, `n` characters apart, walk the bytes together.
fn push_characters(canonical: &str, n: usize, out: &mut Vec<u32>) {
    let bytes = canonical.as_bytes();
    if n == COMMON && bytes.len() >= COMMON && bytes.is_ascii() {
        out.extend(bytes.windows(COMMON).map(hash));
        return;
    }
    let Some((last, character)) = canonical.char_indices().nth(n - 1) else {
        out.push(hash(bytes));
        return;
    };
    let (mut start, mut end) = (0, last + character.len_utf8());
    out.push(hash(&bytes[start..end]));
    while end < bytes.len() {
        start += utf8_length(bytes[start]);
        end += utf8_length(bytes[end]);
        out.push(hash(&bytes[start..end]));
    }
}

/// The length of the character that begins with `first`.
fn utf8_length(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// Runs of `n` words, each hashed with a space between its words.
fn push_words(canonical: &str, n: usize, out: &mut Vec<u32>) {
    let words: Vec<&str> = normalize::words(canonical).collect();
    if words.len() < n {
        out.push(hash(canonical.as_bytes()));
        return;
    }
    let mut joined = String::new();
    for run in words.windows(n) {
        joined.clear();
        for word in run {
            joined.push_str(word);
            joined.push(' ');
        }
        out.push(hash(joined.as_bytes()));
    }
}

/// What is made of at most [`CHUNK`] consecutive texts, their lists or sets of shingles one behind the other.
#[derive(Clone, Debug, Default)]
pub struct ShingleChunk {
    shingles: Vec<u32>,
    ends: Vec<u32>,
}

impl ShingleChunk {
    /// The lists of `texts`, each in the order of its text, a shingle as often as it stands there.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>, shingle: Shingle) -> Self {
        let mut chunk = ShingleChunk::default();
        for text in texts {
            push_list(text, shingle, &mut chunk.shingles);
            chunk.end();
        }
        chunk
    }

    /// What was added since the last end belongs to one text.
    fn end(&mut self) {
        let end = u32::try_from(self.shingles.len()).expect("4096 titles have fewer than 2^32 shingles");
        self.ends.push(end);
    }

    #[inline]
    fn get(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.shingles[start as usize..self.ends[index] as usize]
    }

    /// Those of each text, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        (0..self.ends.len()).map(|index| self.get(index))
    }
}

/// The texts of a run, and by which shingles they are compared.
///
/// The shingles of all texts would be the largest thing in memory after the headlines, and are asked for three times only:
/// so they are not kept but made anew, some texts at a time.
#[derive(Clone, Copy, Debug)]
pub struct Shingled<'t> {
    texts: &'t Texts,
    shingle: Shingle,
}

impl<'t> Shingled<'t> {
    /// `texts`, compared by `shingle`.
    #[must_use]
    pub fn new(texts: &'t Texts, shingle: Shingle) -> Self {
        Shingled { texts, shingle }
    }

    /// The texts.
    #[must_use]
    pub fn texts(&self) -> &'t Texts {
        self.texts
    }

    /// The set of the text at `index`.
    ///
    /// # Panics
    ///
    /// Where there is no such text.
    #[must_use]
    pub fn set(&self, index: usize) -> Vec<u32> {
        set(self.texts.get(index), self.shingle)
    }

    /// What `look` makes of the lists of each chunk of texts, in parallel: a shingle that a text has twice is in its list twice. For
    /// what asks neither for order nor for number a list is as good as a set, and half the work.
    pub fn map_lists<T: Send>(self, look: impl Fn(&ShingleChunk) -> T + Sync + Send) -> Vec<T> {
        let of_chunk = |chunk: &mut ShingleChunk, numbers: Range<usize>| {
            chunk.shingles.clear();
            chunk.ends.clear();
            for text in numbers {
                push_list(self.texts.get(text), self.shingle, &mut chunk.shingles);
                chunk.end();
            }
            look(chunk)
        };
        self.texts.chunks().map_init(ShingleChunk::default, of_chunk).collect()
    }

    /// The sets of those texts of which `is_asked` says so, made in parallel; the others' are empty.
    pub fn sets(self, is_asked: impl Fn(usize) -> bool + Sync + Send) -> Sets {
        let chunk = |numbers: Range<usize>| {
            let mut chunk = ShingleChunk::default();
            let mut set = Vec::new();
            for text in numbers {
                if is_asked(text) {
                    set_into(self.texts.get(text), self.shingle, &mut set);
                    chunk.shingles.extend_from_slice(&set);
                }
                chunk.end();
            }
            chunk.shingles.shrink_to_fit();
            chunk
        };
        Sets { chunks: self.texts.chunks().map(chunk).collect() }
    }

    /// The outlines of the sets of all texts, in order, made in parallel.
    ///
    /// ```
    /// use doublet::collapse::collapse;
    /// use doublet::shingle::Shingled;
    /// use doublet::{Config, Headlines};
    /// let headlines: Headlines = ["Harbour reopens", "Mayor resigns"].into_iter().collect();
    /// let outlines = Shingled::new(&collapse(&headlines)?.texts, Config::default().shingle).outlines();
    /// assert_eq!((outlines[0].size(), outlines[1].size()), (13, 11));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn outlines(self) -> Vec<Outline> {
        let outline = |list: &mut Vec<u32>, text: usize| {
            list.clear();
            push_list(self.texts.get(text), self.shingle, list);
            Outline::of_list(list)
        };
        let mut outlines = huge_pages::with_capacity(self.texts.len());
        (0..self.texts.len()).into_par_iter().map_init(Vec::new, outline).collect_into_vec(&mut outlines);
        outlines
    }
}

/// The sets of the texts of a run, or of some: four bytes a shingle and four a text.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    chunks: Vec<ShingleChunk>,
}

impl Sets {
    /// The set of the text at `index`.
    ///
    /// # Panics
    ///
    /// Where there is no such text.
    #[must_use]
    pub fn get(&self, index: usize) -> &[u32] {
        self.chunks[index / CHUNK].get(index % CHUNK)
    }

    /// The sets in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.chunks.iter().flat_map(ShingleChunk::iter)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The definition, literally: every window of `n` characters, as text.
    fn naive(text: &str, n: usize) -> BTreeSet<String> {
        let characters: Vec<char> = text.chars().collect();
        match characters.len() {
            0 => BTreeSet::new(),
            length if length < n => BTreeSet::from([text.to_owned()]),
            _ => characters.windows(n).map(|run| run.iter().collect()).collect(),
        }
    }

    #[test]
    fn golden_vectors_never_change() {
        assert_eq!(hash(b"ban"), 3_018_543_852);
        assert_eq!(hash("روس".as_bytes()), 355_288_269);
        assert_eq!(set("ban", Shingle::Chars(3)), [hash(b"ban")]);
    }

    #[test]
    fn short_texts_are_one_shingle_and_differ_from_one_another() {
        let (first, second) = (set("un", Shingle::Chars(3)), set("eu", Shingle::Chars(3)));
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_ne!(first, second);
        assert_eq!(set("one two", Shingle::Words(3)).len(), 1);
    }

    proptest! {
        #[test]
        fn the_set_is_that_of_the_definition(text in "[ab مدحнд中文字😀é ]{0,20}", n in 1u8..=8) {
            let expected: BTreeSet<u32> =
                naive(&text, usize::from(n)).iter().map(|shingle| hash(shingle.as_bytes())).collect();
            prop_assert_eq!(set(&text, Shingle::Chars(n)), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
