//! Other names of the same shape: letters change places within their alphabet.
//!
//! A [`Renaming`] is a permutation of letters, so equal words stay equal, different ones stay different, and two forms
//! of a word stay as alike as they were. Letters change places with letters that are about as frequent, vowels with
//! vowels, digits with digits. What the normaliser takes for one letter is moved as one: case and diacritics go along,
//! and where the new letter cannot carry the diacritic it goes without, which the normaliser does not see.
//!
//! What is several characters to the normaliser, or several letters in one (ß, decomposed Hangul, text in a spoilt encoding), is
//! not moved, and its other forms are: these are then as unlike as if they were misspelt. Such repeats are few.

use crate::draw::Draw;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use doublet::normalize::canonical;
use icu_normalizer::properties::{CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The letters of each script that may change places. The 0 stays, so that round numbers stay round and none begins
/// with it. Signs that are no letters, such as the vowel signs of India, are in no alphabet and stay too.
const ALPHABETS: [RangeInclusive<char>; 21] = [
    '1'..='9',
    'a'..='z',
    'α'..='ω',
    'а'..='џ',
    'ա'..='ֆ',
    'א'..='ת',
    'ء'..='ۓ',
    'ऄ'..='ह', // Devanagari
    'অ'..='হ', // Bengali
    'ਅ'..='ਹ', // Gurmukhi
    'અ'..='હ', // Gujarati
    'அ'..='ஹ', // Tamil
    'అ'..='హ', // Telugu
    'ಅ'..='ಹ', // Kannada
    'അ'..='ഹ', // Malayalam
    'ก'..='ฮ', // Thai
    'ა'..='ჰ', // Georgian
    'ぁ'..='ゖ',
    'ァ'..='ヺ',
    '一'..='\u{9FFF}', // Han
    '가'..='힣',
];

/// The Latin vowels, which carry most of the diacritics, change places among themselves: é becomes ó.
const VOWELS: &str = "aeiou";

/// Characters below are renamed: those of the Basic Multilingual Plane, where all alphabets lie.
const PLANE: usize = 1 << 16;

/// The letters of a corpus.
pub(crate) struct Letters {
    /// Each character that can be renamed, with the letter that the normaliser takes it for.
    all: Vec<(char, char)>,
    /// The letters that change places with one another.
    classes: Vec<Vec<char>>,
}

impl Letters {
    /// Those of `titles`.
    pub(crate) fn of<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = vec![0_u64; PLANE];
        for c in titles.flat_map(str::chars) {
            if let Some(count) = counts.get_mut(c as usize) {
                *count += 1;
            }
        }
        let (mut all, mut letters) = (Vec::new(), BTreeMap::<char, u64>::new());
        let occurring = counts.iter().zip(0_u32..).filter(|&(&count, _)| count > 0);
        for (&count, c) in occurring.filter_map(|(count, code)| Some((count, char::from_u32(code)?))) {
            if let Some((letter, _)) = letter_of(c) {
                all.push((c, letter));
                *letters.entry(letter).or_default() += count;
            }
        }
        let mut classes = BTreeMap::<(usize, bool, u32), Vec<char>>::new();
        for (letter, count) in letters {
            let (_, alphabet) = letter_of(letter).expect("the letter of a letter is itself");
            classes.entry((alphabet, VOWELS.contains(letter), count.ilog2() / 2)).or_default().push(letter);
        }
        Letters { all, classes: classes.into_values().collect() }
    }

    /// The renaming of a generation.
    pub(crate) fn renaming(&self, seed: u64, generation: u64) -> Renaming {
        let mut draw = Draw(xxh3_64_with_seed(&generation.to_le_bytes(), seed));
        let mut others: Vec<char> =
            (0..=u16::MAX).map(|code| char::from_u32(code.into()).unwrap_or_default()).collect();
        let mut table = others.clone();
        for class in &self.classes {
            let mut shuffled = class.clone();
            draw.shuffle(&mut shuffled);
            for (&letter, other) in class.iter().zip(shuffled) {
                others[letter as usize] = other;
            }
        }
        for &(c, letter) in &self.all {
            table[c as usize] = in_the_form_of(c, letter, &others);
        }
        Renaming(table)
    }
}

/// The letter that the normaliser takes `c` for, and the number of its alphabet.
fn letter_of(c: char) -> Option<(char, usize)> {
    let folded = canonical(c.encode_utf8(&mut [0; 4]));
    let mut letters = folded.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    let alphabet = ALPHABETS.iter().position(|alphabet| alphabet.contains(&letter))?;
    // What changes when it is folded again, or alone, is left alone.
    (canonical(&folded) == folded).then_some((letter, alphabet))
}

/// The other letter of `letter`, which `c` is a form of, in that form: upper-case, with its diacritics, or a digit of its
/// script. In its plain form where there is no such character, or the normaliser would take it for another letter.
fn in_the_form_of(c: char, letter: char, others: &[char]) -> char {
    let other = others[letter as usize];
    let formed = if let Some(value) = letter.to_digit(10) {
        char::from_u32(c as u32 - value + other.to_digit(10).unwrap_or_default())
    } else if let Decomposed::Expansion(base, mark) = CanonicalDecompositionBorrowed::new().decompose(c) {
        let base = in_the_form_of(base, letter, others);
        CanonicalCompositionBorrowed::new().compose(base, mark).or(Some(base))
    } else if c.is_uppercase() {
        other.to_uppercase().next()
    } else {
        Some(other)
    };
    formed.filter(|&formed| letter_of(formed).is_some_and(|(letter, _)| letter == other)).unwrap_or(other)
}

/// Other letters for letters.
pub(crate) struct Renaming(Vec<char>);

impl Renaming {
    /// The letter that takes the place of `c`; `c` itself where it is none.
    pub(crate) fn of(&self, c: char) -> char {
        self.0.get(c as usize).copied().unwrap_or(c)
    }
}
