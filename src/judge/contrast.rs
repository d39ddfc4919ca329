//! The words of two texts, aligned and weighed.

use super::evidence::{Contradiction, Evidence, FEATURES};
use super::{Alignment, kinds, numbers};
use crate::normalize;
use crate::weights::Weights;

/// Headlines that differ in more places than this are no instances of one frame.
const SLOTS: usize = 2;

/// The weight from which on a word is a fact: that of a word that stands in one of twenty headlines
/// among 100,000. What is more frequent is a function word. Of headlines in which one word was replaced by another at
/// random 3 of 100 are joined; with 0.5 it would be 46.
const FACT: f32 = 0.25;

/// A headline of so many words is a headline with nothing more said: "Lights out" is not "Lights out for the ferry line". Of
/// 25 labelled pairs with one of at most three words two are duplicates although a side says more; of 19 with four, twelve. Of characters two count
/// as a word.
const SHORT: usize = 3;

/// What two neighbours tell that share nothing rare: as much as a pair of words that stands in a hundredth of 100,000
/// headlines.
const NOTHING_SHARED: f32 = 0.5;

/// Two texts' words, aligned.
pub(super) struct Contrast<'a> {
    words: [Vec<&'a str>; 2],
    pub(super) alignment: Alignment,
}

/// What the words of one text weigh.
#[derive(Default)]
struct Weighed {
    whole: f32,
    /// Those that the other text does not answer.
    left: f32,
    /// The one of these that tells most.
    most: f32,
    /// How many of these are a fact; a run of characters is one.
    facts: usize,
    /// How many words are characters of a script without spaces.
    characters: usize,
}

impl Weighed {
    /// The share that the other text answers, from 0 to 1.
    fn answered(&self) -> f32 {
        if self.whole > 0.0 { 1.0 - self.left / self.whole } else { 1.0 }
    }
}

impl<'a> Contrast<'a> {
    pub(super) fn of(first: &'a str, second: &'a str) -> Self {
        let words = [first, second].map(|text| normalize::words(text).collect::<Vec<_>>());
        // Of several alignments that are equally good the same is taken whichever text comes first.
        let alignment = if first <= second {
            Alignment::of(&words[0], &words[1])
        } else {
            let Alignment { left: [second, first], gaps, shared } = Alignment::of(&words[1], &words[0]);
            let shared = shared.into_iter().map(|[second, first]| [first, second]).collect();
            Alignment { left: [first, second], gaps, shared }
        };
        Contrast { words, alignment }
    }

    /// Has the words with digits that one side does not answer count as answered.
    pub(super) fn ignore_numbers(&mut self) {
        for (left, words) in self.alignment.left.iter_mut().zip(&self.words) {
            left.retain(|&place| !super::align::has_digit(words[place]));
        }
    }

    /// Whether each side tells something like a number that the other does not answer.
    pub(super) fn leaves_numbers(&self) -> bool {
        let is_told = |side: usize| {
            let mut left = self.alignment.left[side].iter().map(|&place| self.words[side][place]);
            left.any(numbers::is_told)
        };
        is_told(0) && is_told(1)
    }

    /// What cannot both be true of one thing: days, months, directions, denial.
    pub(super) fn kinds(&self) -> Option<kinds::Contradiction> {
        let [first, second] = &self.alignment.left;
        kinds::contradiction(&self.words[0], &self.words[1], [first, second])
    }

    /// What the words say; the similarity is not filled in.
    pub(super) fn weigh(&self, weights: &Weights) -> Evidence {
        let [first, second] = [0, 1].map(|side| self.side(side, weights));
        let [least, most] = sorted(first.answered(), second.answered());
        let all = self.words[0].len() + self.words[1].len();
        let characters = (first.characters + second.characters) as f32 / all.max(1) as f32;
        let features: [f32; FEATURES.len()] =
            [most, least, first.most.min(second.most), self.rarest(weights), characters];
        Evidence {
            features,
            is_instance: first.left > 0.0 && second.left > 0.0 && self.alignment.gaps <= SLOTS,
            contradiction: self.contradiction(&first, &second),
            ..Evidence::default()
        }
    }

    /// What the words alone contradict one another in.
    fn contradiction(&self, first: &Weighed, second: &Weighed) -> Option<Contradiction> {
        let length = |side: usize, weighed: &Weighed| self.words[side].len() - weighed.characters / 2;
        if self.kinds().is_some() {
            Some(Contradiction::Kind)
        } else if self.alignment.gaps == 1 && first.facts == 1 && second.facts == 1 {
            Some(Contradiction::Substitution)
        } else if length(0, first).min(length(1, second)) <= SHORT && first.facts + second.facts > 0 {
            Some(Contradiction::Brevity)
        } else {
            None
        }
    }

    /// What the words of one side weigh.
    fn side(&self, side: usize, weights: &Weights) -> Weighed {
        let (words, left) = (&self.words[side], &self.alignment.left[side]);
        let mut told = Vec::new();
        weights.of_all_into(words, &mut told);
        let mut weighed = Weighed {
            whole: told.iter().sum(),
            left: left.iter().map(|&place| told[place]).sum(),
            most: left.iter().map(|&place| told[place]).fold(0.0, f32::max),
            characters: words.iter().filter(|word| normalize::is_character(word)).count(),
            facts: 0,
        };
        let is_one = |one: &usize, next: &usize| {
            one + 1 == *next && normalize::is_character(words[*one]) && normalize::is_character(words[*next])
        };
        for run in left.chunk_by(is_one) {
            weighed.facts += usize::from(run.iter().map(|&place| told[place]).sum::<f32>() >= FACT);
        }
        weighed
    }

    /// The rarity of the rarest two neighbours that both texts have.
    fn rarest(&self, weights: &Weights) -> f32 {
        let neighbours =
            self.alignment.shared.windows(2).filter(|two| two[1] == two[0].map(|place| place + 1));
        let words = &self.words[0];
        let rarities = neighbours.map(|two| weights.rarity(words[two[0][0]], words[two[1][0]]));
        rarities.reduce(f32::max).unwrap_or(NOTHING_SHARED)
    }

    /// The unanswered words of each side, in the order of the text.
    pub(super) fn unanswered(&self) -> [String; 2] {
        [0, 1].map(|side| {
            let runs = self.alignment.left[side].chunk_by(|one, next| one + 1 == *next);
            let words = |run: &[usize]| run.iter().map(|&place| self.words[side][place]).collect::<Vec<_>>();
            // Canonical, so that no space stands between characters of a script without spaces.
            runs.map(|run| normalize::canonical(&words(run).join(" "))).collect::<Vec<_>>().join(" \u{2026} ")
        })
    }
}

/// Two numbers, the lesser first.
fn sorted(one: f32, other: f32) -> [f32; 2] {
    [one.min(other), one.max(other)]
}
