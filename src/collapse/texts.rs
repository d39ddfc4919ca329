//! The texts of a run, by number.
//!
//! No text has an allocation of its own: those of a [`CHUNK`] stand in one string, four bytes each beside it. All
//! that is made of the texts further on (their words' hashes, their shingles, their sketches) comes in the same chunks,
//! each of which is one thread's work and lies in its cache while it lasts.

use std::ops::Range;

use rayon::prelude::*;

use crate::spill::Kept;

/// Texts that stand together; small enough that a thread's share stays in its cache.
pub const CHUNK: usize = 4096;

/// Strings in one string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Strings {
    text: Kept<str>,
    ends: Kept<[u32]>,
}

impl Strings {
    /// The strings in order.
    pub(super) fn of(strings: &[&str]) -> Self {
        let mut all = Writer {
            text: String::with_capacity(strings.iter().map(|string| string.len()).sum()),
            ends: Vec::with_capacity(strings.len()),
        };
        for string in strings {
            all.text.push_str(string);
            all.end();
        }
        all.finish()
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether each of them is empty.
    pub(super) fn are_empty(&self) -> impl Iterator<Item = bool> {
        (0..self.len()).map(|index| self.range(index).is_empty())
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> &str {
        &self.text[self.range(index)]
    }

    #[inline]
    fn bytes(&self, index: usize) -> &[u8] {
        &self.text.as_bytes()[self.range(index)]
    }

    #[inline]
    fn range(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        start as usize..self.ends[index] as usize
    }
}

/// Strings that are being written, one behind the other.
pub(super) struct Writer {
    /// Where the next one is added.
    pub(super) text: String,
    ends: Vec<u32>,
}

impl Writer {
    /// Room for so many.
    pub(super) fn with_capacity(strings: usize) -> Self {
        Writer { text: String::new(), ends: Vec::with_capacity(strings) }
    }

    /// What was added to the text since the last end is a string.
    pub(super) fn end(&mut self) {
        let end = u32::try_from(self.text.len()).expect("the titles of a block are shorter than 4 GiB");
        self.ends.push(end);
    }

    /// Where the last string ends, and the next begins.
    pub(super) fn last_end(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }

    pub(super) fn finish(self) -> Strings {
        Strings { text: Kept::new(self.text), ends: Kept::new(self.ends) }
    }
}

/// Texts by number, from 0: four bytes each beside their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Each but the last of [`CHUNK`] texts.
    chunks: Vec<Strings>,
}

impl Texts {
    /// So many texts, each the one that `text` gives for its number; copied in parallel.
    pub(crate) fn gather<'t>(count: usize, text: impl Fn(usize) -> &'t str + Sync) -> Self {
        let chunk = |number: usize| {
            let texts: Vec<&str> = (number * CHUNK..count.min((number + 1) * CHUNK)).map(&text).collect();
            Strings::of(&texts)
        };
        Texts { chunks: (0..count.div_ceil(CHUNK)).into_par_iter().map(chunk).collect() }
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The text at `index`, from 0.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`Texts::len`].
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> &str {
        self.chunks[index / CHUNK].get(index % CHUNK)
    }

    /// The text at `index` as bytes: unlike a string they are cut out without a look at them.
    #[inline]
    pub(crate) fn bytes(&self, index: usize) -> &[u8] {
        self.chunks[index / CHUNK].bytes(index % CHUNK)
    }

    /// The numbers of the texts, in chunks of [`CHUNK`], the last perhaps of fewer: one thread's work each.
    pub(crate) fn chunks(&self) -> impl IndexedParallelIterator<Item = Range<usize>> + use<> {
        let count = self.len();
        (0..self.chunks.len()).into_par_iter().map(move |chunk| chunk * CHUNK..count.min((chunk + 1) * CHUNK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_that_were_gathered_across_chunks() {
        for count in [0, 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7] {
            let given: Vec<String> = (0..count).map(|number| "é".repeat(number % 5)).collect();
            let texts = Texts::gather(count, |number| &given[number]);
            assert_eq!((texts.len(), texts.is_empty()), (count, count == 0));
            assert!(given.iter().enumerate().all(|(number, text)| texts.get(number) == text));
            assert!(given.iter().enumerate().all(|(number, text)| texts.bytes(number) == text.as_bytes()));
            let numbers: Vec<usize> = texts.chunks().flat_map_iter(|chunk| chunk).collect();
            assert!(numbers.into_iter().eq(0..count));
        }
    }
}
