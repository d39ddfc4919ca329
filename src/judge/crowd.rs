//! A text of a stream and those that could be like it, each pair judged when it is asked for.
//!
//! A batch makes sets of shingles and lists of words of all its texts at once. A stream meets one text with some thirty that are remembered,
//! most of which are turned away by the number of shingles that they share. So no set is made of them: how many distinct shingles a
//! text has its outline tells, and how many of them another has is counted in a table of the other's ([`Sought`]). Words are looked at where that
//! is enough, once a text. What is kept of one crowd is used again for the next.
//!
//! Cost: 0.3 µs a text that is turned away, where its sorted set alone would take 0.7.

use std::cell::OnceCell;
use std::ops::Range;

use super::overlap::Sought;
use super::told::{Told, WordLists};
use super::{Judge, Verdict};
use crate::candidates::telling;
use crate::shingle;
use crate::weights::Weights;

/// Texts that are judged against one another, by their places in the order in which they came.
#[derive(Debug)]
pub(crate) struct Crowd<'a> {
    judge: Judge<'a>,
    texts: Vec<Text<'a>>,
    /// Their lists of shingles, one behind the other.
    shingles: Vec<u32>,
    words: WordLists,
    /// The shingles of one of them, and of which.
    sought: Sought,
    sought_of: Option<usize>,
}

/// One of them, and what was found out of it so far.
#[derive(Debug)]
struct Text<'a> {
    canonical: &'a str,
    /// How many distinct shingles it has.
    size: usize,
    telling: OnceCell<telling::Words>,
    /// Where its shingles stand.
    list: Option<Range<usize>>,
    /// The number of its words among the lists.
    words: Option<usize>,
}

impl<'a> Crowd<'a> {
    /// Of no texts yet.
    pub(crate) fn new(judge: Judge<'a>) -> Self {
        Crowd {
            judge,
            texts: Vec::new(),
            shingles: Vec::new(),
            words: WordLists::default(),
            sought: Sought::default(),
            sought_of: None,
        }
    }

    /// Has no texts any more, but the memory for them.
    pub(crate) fn clear(&mut self) {
        self.texts.clear();
        self.shingles.clear();
        self.words.clear();
        self.sought_of = None;
    }

    /// Adds a canonical text with so many distinct shingles, and with its telling words where they are known.
    pub(crate) fn push(&mut self, canonical: &'a str, size: usize, telling: Option<telling::Words>) {
        let telling = telling.map_or_else(OnceCell::new, OnceCell::from);
        self.texts.push(Text { canonical, size, telling, list: None, words: None });
    }

    /// What follows for two of the texts; none where they are not alike enough to ask what sets them apart. Symmetric; it costs less to
    /// ask for all of one text, the first, before those of another.
    pub(crate) fn verdict(&mut self, first: usize, second: usize) -> Option<Verdict> {
        let shared = self.shared(first, second);
        let sizes = [first, second].map(|place| self.texts[place].size);
        let judge = self.judge;
        let telling = || [first, second].map(|place| self.texts[place].telling(judge.weights));
        let likeness = judge.likeness_of(judge.share(shared, sizes), telling)?;
        let [first, second] = self.told([first, second]);
        Some(judge.verdict(first, second, likeness))
    }

    /// How many distinct shingles both have.
    fn shared(&mut self, first: usize, second: usize) -> usize {
        if self.sought_of != Some(first) {
            let list = self.list(first);
            self.sought.seek(&self.shingles[list]);
            self.sought_of = Some(first);
        }
        let list = self.list(second);
        self.sought.among(&self.shingles[list])
    }

    /// Where the shingles of a text stand.
    fn list(&mut self, place: usize) -> Range<usize> {
        let Crowd { judge, texts, shingles, .. } = self;
        let Text { canonical, ref mut list, .. } = texts[place];
        let made = list.get_or_insert_with(|| {
            let start = shingles.len();
            shingle::push_list(canonical, judge.shingle, shingles);
            start..shingles.len()
        });
        made.clone()
    }

    /// What is known of the words of two texts.
    fn told(&mut self, places: [usize; 2]) -> [Told<'_>; 2] {
        let Crowd { judge, texts, words, .. } = self;
        let numbers = places.map(|place| {
            let Text { canonical, words: ref mut number, .. } = texts[place];
            *number.get_or_insert_with(|| {
                words.push(canonical, judge.weights);
                words.len() - 1
            })
        });
        [0, 1].map(|side: usize| words.get(numbers[side], texts[places[side]].canonical.as_bytes()))
    }
}

impl Text<'_> {
    fn telling(&self, weights: &Weights) -> &[u32] {
        self.telling.get_or_init(|| telling::words_of_new(self.canonical, weights))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Config;
    use crate::judge::Prepared;
    use crate::normalize::canonical;
    use crate::sketch::outline::Outline;

    proptest! {
        #[test]
        fn verdicts_are_those_of_sets(
            titles in proptest::collection::vec(
                "(Harbour|Hafen|Port|東京)( of (Oslo|Riga|Velden))?( reopens| closes)?( after (storm|5 days|3 storms))?(, says mayor)?",
                1..6,
            ),
            asked in proptest::collection::vec(any::<[proptest::sample::Index; 2]>(), 0..20),
        ) {
            let (config, weights) = (Config::default(), Weights::even());
            let judge = Judge::new(&config, &weights);
            let texts: Vec<String> = titles.iter().map(|title| canonical(title)).collect();
            let mut crowd = Crowd::new(judge);
            crowd.push("of another crowd", 14, None);
            prop_assert!(crowd.verdict(0, 0).is_some());
            crowd.clear();
            let naive: Vec<Prepared<'_>> = texts
                .iter()
                .map(|text| {
                    let telling = telling::words_of_new(text, &weights);
                    Prepared::new(text, shingle::set(text, config.shingle), telling)
                })
                .collect();
            for (text, prepared) in texts.iter().zip(&naive) {
                crowd.push(text, Outline::of(prepared.set()).size(), None);
            }
            for places in asked {
                let [first, second] = places.map(|place| place.index(texts.len()));
                let [found, expected] =
                    [crowd.verdict(first, second), judge.verdict_of(&naive[first], &naive[second])];
                let told = |verdict: Verdict| {
                    let relations: Vec<_> = (0..5).map(|instances| verdict.relation(instances)).collect();
                    (verdict.similarity, verdict.is_instance, verdict.contradicts(), relations)
                };
                prop_assert_eq!(found.map(told), expected.map(told));
            }
        }
    }
}
