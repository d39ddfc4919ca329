//! A text that is judged against several others, one pair at a time.
//!
//! A batch makes word lists of all its texts at once; a stream meets one text and a few that are like it. What is known of
//! each alone is found out once here too, and only when it is asked for: most candidates are turned away by their
//! shingles.

use std::cell::OnceCell;

use super::told::{Told, WordLists};
use super::{Judge, Verdict};
use crate::candidates::telling;
use crate::shingle;

/// A canonical text and what was found out of it so far.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    canonical: &'a str,
    set: OnceCell<Vec<u32>>,
    telling: OnceCell<telling::Words>,
    lists: OnceCell<WordLists>,
}

impl<'a> Prepared<'a> {
    /// Of which nothing is known yet.
    pub(crate) fn new(canonical: &'a str) -> Self {
        Prepared { canonical, set: OnceCell::new(), telling: OnceCell::new(), lists: OnceCell::new() }
    }

    /// Of which these are the telling words.
    pub(crate) fn with_telling(canonical: &'a str, telling: telling::Words) -> Self {
        Prepared { telling: telling.into(), ..Prepared::new(canonical) }
    }

    /// Of which these are the shingles and the telling words.
    pub(crate) fn with(canonical: &'a str, set: Vec<u32>, telling: telling::Words) -> Self {
        Prepared { canonical, set: set.into(), telling: telling.into(), lists: OnceCell::new() }
    }

    fn set(&self, judge: &Judge<'_>) -> &[u32] {
        self.set.get_or_init(|| shingle::set(self.canonical, judge.shingle))
    }

    fn telling(&self, judge: &Judge<'_>) -> &[u32] {
        self.telling.get_or_init(|| telling::words_of_new(self.canonical, judge.weights))
    }

    fn told(&self, judge: &Judge<'_>) -> Told<'_> {
        let lists = self.lists.get_or_init(|| WordLists::of(self.canonical, judge.weights));
        lists.get(0, self.canonical.as_bytes())
    }
}

impl Judge<'_> {
    /// What follows for two texts; none where they are not alike enough to ask what sets them apart. Symmetric.
    pub(crate) fn verdict_of(&self, first: &Prepared<'_>, second: &Prepared<'_>) -> Option<Verdict> {
        let likeness = self
            .likeness([first.set(self), second.set(self)], || [first.telling(self), second.telling(self)])?;
        Some(self.verdict(first.told(self), second.told(self), likeness))
    }

    /// The exact similarity of two texts, from 0 to 1.
    #[expect(clippy::cast_possible_truncation, reason = "seven digits suffice to report")]
    pub(crate) fn similarity(&self, first: &Prepared<'_>, second: &Prepared<'_>) -> f32 {
        self.share(first.set(self), second.set(self)).similarity() as f32
    }
}
