//! Which words of one headline answer which of the other, and what is left on each side.
//!
//! Two headlines of one item differ in form: a word is spelt or inflected otherwise, stands elsewhere, or is cut off
//! with the rest. Two headlines of different items differ in what is left when all this is taken away. So words
//! are paired off in six steps, each taking only what the one before has left:
//!
//! 1. **In order**: the longest common subsequence of words. What lies between its words are *gaps*.
//! 2. **Moved**: equal words in other places. In scripts without spaces, where words are characters and
//!    the same one stands anywhere by accident, only beside another that moved with it.
//! 3. **Joined**: two or three words that the other side writes as one.
//! 4. **Numbers**: the words of one number that each side tells in its own way, "200bn" and "200 billion"
//!    ([`super::numbers`]), and what tells the same number in the same place, "II" and "2".
//! 5. **Kinds**: days, months, rounds and directions that each side tells in its own words, "falls" and "drops" ([`kinds`]).
//! 6. **In another form**: inflected, spelt otherwise or part of a compound ([`form`]); the closest first. Never
//!    words with digits: numbers are equal or not. A last word that was cut off in the middle is a form of the
//!    word that it begins.
//!
//! Cost: quadratic in the words that differ, some microseconds for headlines. Common beginnings and ends cost
//! nothing; of what lies between, [`MOST_WORDS`] words are aligned in order and the rest is taken as left over.

use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::numbers::Numeral;
use super::told::{Told, Word, WordLists};
use super::{form, kinds, numbers};
use crate::weights::Weights;

/// So many words at most stand elsewhere as one.
const MOST_JOINED: usize = 3;

/// The letters that a word which was cut off must still have: of two letters anything can come.
const LEAST_CUT: usize = 3;

/// Beyond so many differing words a text is no headline.
const MOST_WORDS: usize = 256;

/// Places of words: of most headlines so few are left that they need no memory of their own.
pub type Places = SmallVec<[usize; 12]>;

/// What is left of two texts after their words are paired off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The places of the words of each side that the other does not answer, ascending.
    pub left: [Places; 2],
    /// How many places there are, between words that stand in the same order, where the texts differ.
    pub gaps: usize,
    /// The words that are the same and stand in the same order, in runs without a gap in either text, ascending.
    pub shared: SmallVec<[Run; 4]>,
}

/// Words that both texts have, one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The place of the first of them in each text.
    pub starts: [usize; 2],
    /// How many there are.
    pub length: usize,
}

impl Alignment {
    /// Aligns two canonical texts.
    ///
    /// ```
    /// use doublet::judge::Alignment;
    /// let alignment = Alignment::of("harbour reopens after storm in paris", "after storm harbour reopened in london today");
    /// assert_eq!(alignment.left[0][..], [5]); // paris
    /// assert_eq!(alignment.left[1][..], [5, 6]); // london today
    /// let shared: Vec<_> = alignment.shared.iter().map(|run| (run.starts, run.length)).collect();
    /// assert_eq!(shared, [([2, 0], 2), ([4, 4], 1)]); // after storm, in
    /// ```
    #[must_use]
    pub fn of(first: &str, second: &str) -> Self {
        let words = [first, second].map(|text| WordLists::of(text, &Weights::even()));
        Self::of_told(words[0].get(0, first.as_bytes()), words[1].get(0, second.as_bytes()))
    }

    /// Aligns two texts of which the words are known.
    pub(super) fn of_told(first: Told<'_>, second: Told<'_>) -> Self {
        let mut alignment = Self::in_order(first.words, second.words);
        if alignment.left.iter().all(|left| !left.is_empty() && left.len() <= MOST_WORDS) {
            alignment.pair_off(|one, other| moved([first.words, second.words], [one, other]));
            alignment.pair_off_joined([first, second]);
            alignment.pair_off_numerals(first, second);
            alignment.pair_off_in_place(first, second);
            alignment.pair_off_kinds(first, second);
            alignment.pair_off(|one, other| {
                let (one, other) = ((&first, one), (&second, other));
                if is_cut(one, other) || is_cut(other, one) { Some(1.0) } else { another_form(one, other) }
            });
        }
        alignment
    }

    /// The words that stand in the same order, and what lies between them.
    fn in_order(first: &[Word], second: &[Word]) -> Self {
        let before = first.iter().zip(second).take_while(|(one, other)| one == other).count();
        let (first_rest, second_rest) = (&first[before..], &second[before..]);
        let backwards = first_rest.iter().rev().zip(second_rest.iter().rev());
        let behind = backwards.take_while(|(one, other)| one == other).count();
        let end = |rest: &[Word]| (rest.len() - behind).min(MOST_WORDS);
        let anchors = common_subsequence(&first_rest[..end(first_rest)], &second_rest[..end(second_rest)]);

        let mut alignment = Alignment::default();
        let mut next = [0, 0];
        let start = Run { starts: [0, 0], length: before };
        let anchors =
            anchors.into_iter().map(|(one, other)| Run { starts: [before + one, before + other], length: 1 });
        let end = Run { starts: [first, second].map(|words| words.len() - behind), length: behind };
        for run in std::iter::once(start).chain(anchors).chain([end]) {
            if run.starts != next {
                alignment.gaps += 1;
                for (left, (start, end)) in alignment.left.iter_mut().zip(next.into_iter().zip(run.starts)) {
                    left.extend(start..end);
                }
            }
            match alignment.shared.last_mut() {
                Some(before) if run.starts == next => before.length += run.length,
                _ => alignment.shared.push(run),
            }
            next = run.starts.map(|place| place + run.length);
        }
        alignment.shared.retain(|run| run.length > 0);
        alignment
    }

    /// Takes away the words of numbers that both sides tell, each in its own way.
    fn pair_off_numerals(&mut self, first: Told<'_>, second: Told<'_>) {
        let told =
            |side: usize, words: &[Word]| self.left[side].iter().any(|&place| words[place].tells_number());
        if !told(0, first.words) || !told(1, second.words) {
            return;
        }
        let is_left = |side: usize, numeral: &&Numeral| {
            self.left[side].iter().any(|place| numeral.words.contains(place))
        };
        // Those that nothing answers yet.
        let mut open: [SmallVec<[&Numeral; 8]>; 2] = [
            first.numerals.iter().filter(|one| is_left(0, one)).collect(),
            second.numerals.iter().filter(|other| is_left(1, other)).collect(),
        ];
        let mut answered: SmallVec<[[&Numeral; 2]; 4]> = SmallVec::new();
        let [ones, others] = &mut open;
        ones.retain(|one| {
            let answers = |other: &&Numeral| one.is_percentage == other.is_percentage && one.equals(other);
            let found = others.iter().position(answers);
            answered.extend(found.map(|at| [*one, others.remove(at)]));
            found.is_none()
        });
        for (side, (left, open)) in self.left.iter_mut().zip(&open).enumerate() {
            left.retain(|place| {
                let is_told_by = |numeral: &&Numeral| numeral.words.contains(place);
                // A word may tell more than one number, and "s02e01" does not answer "s02e05".
                open.iter().any(is_told_by) || !answered.iter().any(|pair| is_told_by(&pair[side]))
            });
        }
    }

    /// Takes away words that tell the same number where they stand in the same place.
    fn pair_off_in_place(&mut self, first: Told<'_>, second: Told<'_>) {
        let may_tell =
            |side: usize, words: &[Word]| self.left[side].iter().any(|&place| words[place].may_tell_number());
        if may_tell(0, first.words) || may_tell(1, second.words) {
            self.pair_off(|one, other| tells_same_number((&first, one), (&second, other)).then_some(1.0));
        }
    }

    /// Takes away days, months, rounds and directions that both sides tell, each in its own words.
    fn pair_off_kinds(&mut self, first: Told<'_>, second: Told<'_>) {
        if first.terms.is_empty() || second.terms.is_empty() {
            return;
        }
        for answers in kinds::answers([first.terms, second.terms], [&self.left[0], &self.left[1]]) {
            for (left, words) in self.left.iter_mut().zip(answers) {
                left.retain(|place| !words.contains(place));
            }
        }
    }

    /// Takes away words of one side that stand in the other as one: "auto ongeluk", "autoongeluk".
    fn pair_off_joined(&mut self, texts: [Told<'_>; 2]) {
        for side in 0..2 {
            let (text, others) = (&texts[side], &texts[1 - side]);
            for start in self.left[side].clone() {
                if text.words[start].is_character() {
                    continue;
                }
                let found =
                    (2..=MOST_JOINED).filter(|count| start + count <= text.words.len()).find_map(|count| {
                        let run = start..start + count;
                        let letters: usize =
                            text.words[run.clone()].iter().map(|word| usize::from(word.letters)).sum();
                        let is_whole = |&place: &usize| {
                            letters == usize::from(others.words[place].letters)
                                && is_joined(text, run.clone(), (others, place))
                        };
                        Some((count, self.left[1 - side].iter().position(is_whole)?))
                    });
                if let Some((count, at)) = found {
                    self.left[1 - side].remove(at);
                    self.left[side].retain(|place| !(start..start + count).contains(place));
                }
            }
        }
    }

    /// Takes away pairs of words that answer one another, the closest first, and of equals the first.
    fn pair_off(&mut self, closeness: impl Fn(usize, usize) -> Option<f64>) {
        let mut answers: SmallVec<[(f64, usize, usize); 8]> = SmallVec::new();
        for &one in &self.left[0] {
            for &other in &self.left[1] {
                answers.extend(closeness(one, other).map(|close| (close, one, other)));
            }
        }
        answers.sort_by(|left, right| right.0.total_cmp(&left.0));
        for (_, one, other) in answers {
            let [left, right] = &mut self.left;
            if let (Ok(at), Ok(there)) = (left.binary_search(&one), right.binary_search(&other)) {
                left.remove(at);
                right.remove(there);
            }
        }
    }
}

/// Whether the word at one place stands at another of the other text too: 1 where it does.
fn moved(texts: [&[Word]; 2], [one, other]: [usize; 2]) -> Option<f64> {
    let [first, second] = texts;
    if first[one] != second[other] {
        return None;
    }
    let is_in_company = |step: isize| {
        let beside = |words: &[Word], place: usize| words.get(place.checked_add_signed(step)?).copied();
        let word = beside(first, one);
        word.is_some() && word == beside(second, other)
    };
    (!first[one].is_character() || is_in_company(-1) || is_in_company(1)).then_some(1.0)
}

/// A word of a text, by its place.
type At<'a> = (&'a Told<'a>, usize);

/// Whether the word at the one place ends its text as a beginning of the other, with letters enough to tell.
#[inline]
fn is_cut((text, place): At<'_>, (other, there): At<'_>) -> bool {
    if place + 1 < text.words.len() {
        return false;
    }
    let (word, whole) = (text.words[place], other.words[there]);
    usize::from(word.letters) >= LEAST_CUT
        && word.could_be_within(whole)
        && !word.is_character()
        && !whole.has_figures()
        && other.bytes(there).starts_with(text.bytes(place))
        && !are_apart((text, place), (other, there))
}

/// Whether a word is those of `run` without spaces.
fn is_joined(text: &Told<'_>, run: Range<usize>, (other, place): At<'_>) -> bool {
    let rest = run.into_iter().try_fold(other.bytes(place), |rest, part| rest.strip_prefix(text.bytes(part)));
    rest.is_some_and(<[u8]>::is_empty)
}

/// Whether two words tell different numbers in the same place: "World War I", "World War II"; "dos heridos", "tres heridos".
pub(super) fn tells_other_number((first, one): At<'_>, (second, other): At<'_>) -> bool {
    // Of one Latin letter each they are words too: "i" and "v" are "and" and "in".
    let are_telling = first.bytes(one).len().max(second.bytes(other).len()) > 1;
    are_telling
        && numbers_in_place((first, one), (second, other)) == Some(false)
        && is_between((first, one), (second, other))
}

/// Whether two words tell the same number in the same place: "phase II", "phase 2".
fn tells_same_number((first, one): At<'_>, (second, other): At<'_>) -> bool {
    numbers_in_place((first, one), (second, other)) == Some(true) && is_between((first, one), (second, other))
}

/// Whether two words, of which one tells a number only in the place of another, tell the same; `None` where they tell none, or no language has both.
fn numbers_in_place((first, one): At<'_>, (second, other): At<'_>) -> Option<bool> {
    if !first.words[one].may_tell_number() && !second.words[other].may_tell_number() {
        return None;
    }
    let values = |(text, place): At<'_>| {
        let word = text.words[place];
        // "Thứ ba" is Tuesday.
        let is_of_term = || text.terms.iter().any(|term| term.words.contains(&place));
        if word.may_tell_number() && !is_of_term() {
            Some(numbers::in_place::possible(text.word(place)))
        } else if word.tells_number() && !is_of_term() {
            Some(numbers::in_place::certain(text.word(place)))
        } else {
            None
        }
    };
    numbers::in_place::agree(&values((first, one))?, &values((second, other))?)
}

/// Whether a word stands between the same two words as one of the other text, in any form, or as that behind the beginning or before the end.
fn is_between((first, one): At<'_>, (second, other): At<'_>) -> bool {
    let beside = |step: isize| {
        let place = |text: &Told<'_>, place: usize| {
            place.checked_add_signed(step).filter(|place| *place < text.words.len())
        };
        match (place(first, one), place(second, other)) {
            (Some(one), Some(other)) => {
                first.words[one] == second.words[other]
                    || another_form((first, one), (second, other)).is_some()
            }
            (one, other) => one == other,
        }
    };
    beside(-1) && beside(1)
}

/// How close two words are, from 0 to 1, that are forms of one word ([`form`]).
pub(super) fn another_form((first, one): At<'_>, (second, other): At<'_>) -> Option<f64> {
    let words = [first.words[one], second.words[other]];
    if words.iter().any(|word| word.is_character() || word.has_figures()) {
        return None;
    }
    let [short, long] = if words[0].letters < words[1].letters { words } else { [words[1], words[0]] };
    let all = f64::from(short.letters) + f64::from(long.letters);
    let may_be_part = usize::from(short.letters) >= form::LEAST_PART && short.could_be_within(long);
    let may_be_like = 2.0 * f64::from(short.most_common(long)) / all >= form::LEAST_SHARE;
    if !may_be_part && !may_be_like {
        return None;
    }
    let are_one_number = || {
        !words.iter().all(|word| word.may_tell_number())
            || numbers_in_place((first, one), (second, other)) != Some(false)
    };
    form::closeness(first.word(one), second.word(other))
        .filter(|_| are_one_number() && !are_apart((first, one), (second, other)))
}

/// Whether two words, however like one another, say different things.
fn are_apart((first, one): At<'_>, (second, other): At<'_>) -> bool {
    (first.words[one].is_kind() || second.words[other].is_kind())
        && kinds::are_apart(first.word(one), second.word(other))
}

/// The places of a longest common subsequence; of several the one that stands first in `first`.
fn common_subsequence<T: PartialEq>(first: &[T], second: &[T]) -> SmallVec<[(usize, usize); 16]> {
    let width = second.len() + 1;
    let mut places = SmallVec::new();
    if first.is_empty() || second.is_empty() {
        return places;
    }
    // The length of the longest from each pair of places on.
    let mut longest: SmallVec<[u16; 256]> = smallvec![0; (first.len() + 1) * width];
    for (one, word) in first.iter().enumerate().rev() {
        let (row, next) = longest[one * width..].split_at_mut(width);
        let mut behind = 0;
        for ((here, next), other) in row.iter_mut().zip(next.windows(2)).zip(second).rev() {
            behind = if word == other { next[1] + 1 } else { behind.max(next[0]) };
            *here = behind;
        }
    }
    let (mut one, mut other) = (0, 0);
    while one < first.len() && other < second.len() {
        let at = one * width + other;
        if first[one] == second[other] {
            places.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if longest[at + width] >= longest[at + 1] {
            one += 1;
        } else {
            other += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::{canonical, words};

    /// The words that are left on each side, and the gaps.
    fn left(first: &str, second: &str) -> ([Vec<String>; 2], usize) {
        let texts = [first, second].map(canonical);
        let alignment = Alignment::of(&texts[0], &texts[1]);
        let named = |side: usize| {
            let words: Vec<&str> = words(&texts[side]).collect();
            alignment.left[side].iter().map(|&place| words[place].to_owned()).collect()
        };
        ([named(0), named(1)], alignment.gaps)
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_replaced_word_is_left_on_both_sides_in_one_gap() {
        assert_eq!(
            left("Fire in Paris market", "Fire in London market"),
            ([owned(&["paris"]), owned(&["london"])], 1)
        );
    }

    #[test]
    fn order_spelling_and_inflection_leave_nothing() {
        let nothing: [Vec<String>; 2] = [vec![], vec![]];
        assert_eq!(left("Teheran talks resume", "Talks resumed, Tehran").0, nothing);
        assert_eq!(left("Die Hafenbehörde warnt", "Hafenbehörden warnten die").0, nothing);
        assert_eq!(left("سوق النفط يرتفع", "ارتفاع سوق النفط").0, nothing);
        assert_eq!(left("Auto-Unfall in Wien", "Autounfall in Wien").0, nothing);
        assert_eq!(left("Sanktionen gelten", "Wirtschaftssanktionen gelten").0, nothing);
    }

    #[test]
    fn a_cut_tail_is_left_on_one_side() {
        assert_eq!(
            left("Harbour reopens", "Harbour reopens after storm"),
            ([vec![], owned(&["after", "storm"])], 1)
        );
    }

    #[test]
    fn a_word_that_was_cut_off_is_the_word_that_it_begins() {
        let cut = left("Fire kills two, port auth…", "Fire kills two, port authority says");
        assert_eq!(cut.0, [vec![], owned(&["says"])]);
        assert_eq!(
            left("Port auth says fire kills", "Port authority says fire kills").0[0],
            owned(&["auth"])
        );
    }

    #[test]
    fn numbers_have_no_other_form() {
        assert_eq!(left("12345 jobs", "12346 jobs").0, [owned(&["12345"]), owned(&["12346"])]);
    }

    #[test]
    fn a_word_of_several_numbers_is_answered_when_all_of_them_are() {
        let episodes = left("Harbour tales S02E01", "Harbour tales S02E05");
        assert_eq!(episodes.0, [owned(&["s02e01"]), owned(&["s02e05"])]);
        let nothing: [Vec<String>; 2] = [vec![], vec![]];
        assert_eq!(left("Harbour tales S02E01", "Harbour tales S2E1").0, nothing);
        assert_eq!(left("Harbour gets 200bn", "Harbour gets 200 billion").0, nothing);
    }

    #[test]
    fn characters_move_only_in_company() {
        assert_eq!(left("東京で地震", "地震で東京").0, [owned(&["で"]), owned(&["で"])]);
        assert_eq!(left("京で雨が", "雨は京").0[0], owned(&["京", "で", "が"]));
    }

    #[test]
    fn a_text_without_end_is_aligned_in_no_time() {
        let long: Vec<String> = (0..100_000).map(|number| format!("w{number}")).collect();
        let reversed: Vec<&str> = long.iter().rev().map(String::as_str).collect();
        let (first, second) = (long.join(" "), reversed.join(" "));
        let alignment = Alignment::of(&first, &second);
        assert!(alignment.left[0].len() > 99_000);
        assert!(Alignment::of(&first, &first).left.iter().all(Places::is_empty));
    }

    /// The length of the longest common subsequence by its definition.
    fn naive(first: &[u8], second: &[u8]) -> usize {
        match (first.split_first(), second.split_first()) {
            (Some((one, rest)), Some((other, others))) if one == other => 1 + naive(rest, others),
            (Some((_, rest)), Some((_, others))) => naive(rest, second).max(naive(first, others)),
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn the_subsequence_is_common_and_longest(first in "[abc]{0,8}", second in "[abc]{0,8}") {
            let places = common_subsequence(first.as_bytes(), second.as_bytes());
            prop_assert_eq!(places.len(), naive(first.as_bytes(), second.as_bytes()));
            prop_assert!(places.is_sorted());
            for (one, other) in places {
                prop_assert_eq!(first.as_bytes()[one], second.as_bytes()[other]);
            }
        }
    }
}
