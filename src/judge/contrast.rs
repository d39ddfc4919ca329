//! The words of two texts, aligned and weighed.

use super::evidence::{Contradiction, Evidence, FEATURES};
use super::{Alignment, kinds, numbers};
use crate::normalize;
use crate::weights::Weights;

/// Headlines that differ in more places than this are no instances of one frame.
const SLOTS: usize = 2;

/// The weight from which on a word is a fact: that of a word that stands in one of nine headlines among
/// 100,000. What is more frequent is a function word. Of headlines in which one word was replaced by another at random 4.6 of 100 are joined
/// (`examples/made.rs`); with 0.25 it would be 6.4, with 0.32 13. The labelled pairs do not tell these apart.
const FACT: f32 = 0.18;

/// A headline of so many words is a headline with nothing more said: "Lights out" is not "Lights out for the ferry line". Of
/// 26 labelled pairs in scripts with spaces that have one of at most three words, and no other contradiction, four are
/// duplicates; of 19 with one of four words, twelve. Of characters two count as a word.
const SHORT: usize = 3;

/// What two neighbours tell that share nothing rare: as much as a pair of words that stands in one of
/// 200 headlines among 100,000.
const NOTHING_SHARED: f32 = 0.5;

/// The words of one text and what each tells.
pub(super) struct Told<'a> {
    text: &'a str,
    words: Vec<&'a str>,
    weights: Vec<f32>,
    whole: f32,
    /// How many words are characters of a script without spaces.
    characters: usize,
}

impl<'a> Told<'a> {
    pub(super) fn of(text: &'a str, weights: &Weights) -> Self {
        let words: Vec<&str> = normalize::words(text).collect();
        let mut told = Vec::with_capacity(words.len());
        weights.of_all_into(&words, &mut told);
        let whole = told.iter().sum();
        let characters = words.iter().filter(|word| normalize::is_character(word)).count();
        Told { text, words, weights: told, whole, characters }
    }
}

/// Two texts' words, aligned.
pub(super) struct Contrast<'a> {
    sides: [&'a Told<'a>; 2],
    pub(super) alignment: Alignment,
}

/// What the words of one side that the other text does not answer weigh.
struct Unanswered {
    /// Their share of the whole text, from 0 to 1.
    share: f32,
    /// The one of them that tells most.
    most: f32,
    /// How many of them are a fact; a run of characters is one.
    facts: usize,
}

impl<'a> Contrast<'a> {
    pub(super) fn of(first: &'a Told<'a>, second: &'a Told<'a>) -> Self {
        // Of several alignments that are equally good the same is taken whichever text comes first.
        let alignment = if first.text <= second.text {
            Alignment::of(&first.words, &second.words)
        } else {
            let Alignment { left: [second, first], gaps, shared } =
                Alignment::of(&second.words, &first.words);
            let shared = shared.into_iter().map(|[second, first]| [first, second]).collect();
            Alignment { left: [first, second], gaps, shared }
        };
        Contrast { sides: [first, second], alignment }
    }

    fn words(&self, side: usize) -> &'a [&'a str] {
        &self.sides[side].words
    }

    /// The numbers that each side has and the other lacks.
    pub(super) fn own_numbers(&self) -> Option<[Vec<String>; 2]> {
        numbers::own_of_words(self.words(0), self.words(1))
    }

    /// Has the words with digits that one side does not answer count as answered.
    pub(super) fn ignore_numbers(&mut self) {
        for (left, side) in self.alignment.left.iter_mut().zip(self.sides) {
            left.retain(|&place| !super::align::has_digit(side.words[place]));
        }
    }

    /// Whether each side tells something like a number that the other does not answer.
    pub(super) fn leaves_numbers(&self) -> bool {
        let is_told = |side: usize| {
            let mut left = self.alignment.left[side].iter().map(|&place| self.words(side)[place]);
            left.any(numbers::is_told)
        };
        is_told(0) && is_told(1)
    }

    /// What cannot both be true of one thing: days, months, directions, denial.
    pub(super) fn kinds(&self) -> Option<kinds::Contradiction> {
        let [first, second] = &self.alignment.left;
        kinds::contradiction(self.words(0), self.words(1), [first, second])
    }

    /// What the words say; the similarity is not filled in.
    pub(super) fn weigh(&self, weights: &Weights) -> Evidence {
        let [first, second] = [0, 1].map(|side| self.unanswered_weight(side));
        let answered = [1.0 - first.share, 1.0 - second.share];
        let count = |of: fn(&Told<'_>) -> usize| self.sides.iter().map(|side| of(side)).sum::<usize>() as f32;
        let features: [f32; FEATURES.len()] = [
            answered[0].max(answered[1]),
            answered[0].min(answered[1]),
            first.most.min(second.most),
            self.rarest(weights),
            count(|side| side.characters) / count(|side| side.words.len()).max(1.0),
        ];
        Evidence {
            features,
            is_instance: first.share > 0.0 && second.share > 0.0 && self.alignment.gaps <= SLOTS,
            contradiction: self.contradiction(&first, &second),
            ..Evidence::default()
        }
    }

    /// What the words alone contradict one another in.
    fn contradiction(&self, first: &Unanswered, second: &Unanswered) -> Option<Contradiction> {
        let length = |side: &Told<'_>| side.words.len() - side.characters / 2;
        let shorter = length(self.sides[0]).min(length(self.sides[1]));
        if self.kinds().is_some() {
            Some(Contradiction::Kind)
        } else if self.alignment.gaps == 1 && first.facts == 1 && second.facts == 1 {
            Some(Contradiction::Substitution)
        } else if shorter <= SHORT && first.facts + second.facts > 0 {
            Some(Contradiction::Brevity)
        } else {
            None
        }
    }

    /// What the words of one side that the other does not answer weigh.
    fn unanswered_weight(&self, side: usize) -> Unanswered {
        let Told { words, weights, whole, .. } = self.sides[side];
        let left = &self.alignment.left[side];
        let told = || left.iter().map(|&place| weights[place]);
        let is_one = |one: &usize, next: &usize| {
            one + 1 == *next && normalize::is_character(words[*one]) && normalize::is_character(words[*next])
        };
        let runs = left.chunk_by(is_one).map(|run| run.iter().map(|&place| weights[place]).sum::<f32>());
        Unanswered {
            share: if *whole > 0.0 { told().sum::<f32>() / whole } else { 0.0 },
            most: told().fold(0.0, f32::max),
            facts: runs.filter(|&weight| weight >= FACT).count(),
        }
    }

    /// The rarity of the rarest two neighbours that both texts have.
    fn rarest(&self, weights: &Weights) -> f32 {
        let neighbours =
            self.alignment.shared.windows(2).filter(|two| two[1] == two[0].map(|place| place + 1));
        let words = self.words(0);
        let rarities = neighbours.map(|two| weights.rarity(words[two[0][0]], words[two[1][0]]));
        rarities.reduce(f32::max).unwrap_or(NOTHING_SHARED)
    }

    /// The unanswered words of each side, in the order of the text.
    pub(super) fn unanswered(&self) -> [String; 2] {
        [0, 1].map(|side| {
            let runs = self.alignment.left[side].chunk_by(|one, next| one + 1 == *next);
            let words = |run: &[usize]| run.iter().map(|&place| self.words(side)[place]).collect::<Vec<_>>();
            // Canonical, so that no space stands between characters of a script without spaces.
            runs.map(|run| normalize::canonical(&words(run).join(" "))).collect::<Vec<_>>().join(" \u{2026} ")
        })
    }
}
