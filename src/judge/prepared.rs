//! A text that is judged against several others, one pair at a time.
//!
//! Where the pairs of a run come in parts, of each text is known what was found out for the first of its pairs. Its words are looked at only when they
//! are asked for: most candidates are turned away by their shingles.

use std::cell::OnceCell;

use super::told::{Told, WordLists};
use super::{Judge, Verdict};
use crate::candidates::telling;

/// A canonical text and what was found out of it so far.
#[derive(Debug)]
pub(crate) struct Prepared<'a> {
    canonical: &'a str,
    set: Vec<u32>,
    telling: telling::Words,
    lists: OnceCell<WordLists>,
}

impl<'a> Prepared<'a> {
    /// Of which these are the shingles and the telling words.
    pub(crate) fn new(canonical: &'a str, set: Vec<u32>, telling: telling::Words) -> Self {
        Prepared { canonical, set, telling, lists: OnceCell::new() }
    }

    /// Its distinct shingles, ascending.
    pub(crate) fn set(&self) -> &[u32] {
        &self.set
    }

    fn told(&self, judge: &Judge<'_>) -> Told<'_> {
        let lists = self.lists.get_or_init(|| WordLists::of(self.canonical, judge.weights));
        lists.get(0, self.canonical.as_bytes())
    }
}

impl Judge<'_> {
    /// What follows for two texts; none where they are not alike enough to ask what sets them apart. Symmetric.
    pub(crate) fn verdict_of(&self, first: &Prepared<'_>, second: &Prepared<'_>) -> Option<Verdict> {
        let likeness = self.likeness([&first.set, &second.set], || [&first.telling, &second.telling])?;
        Some(self.verdict(first.told(self), second.told(self), likeness))
    }
}
