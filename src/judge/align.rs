//! Which words of one headline answer which of the other, and what is left on each side.
//!
//! Two headlines of one item differ in form: a word is spelt or inflected otherwise, stands elsewhere, or is cut off
//! with the rest. Two headlines of different items differ in what is left when all this is taken away. So words
//! are paired off in six steps, each taking only what the one before has left:
//!
//! 1. **In order**: the longest common subsequence of words. What lies between its words are *gaps*.
//! 2. **Moved**: equal words in other places. In scripts without spaces, where words are characters and
//!    the same one stands anywhere by accident, only beside another that moved with it.
//! 3. **Numbers**: the words of one number that each side tells in its own way, "200bn" and "200 billion"
//!    ([`numerals`]).
//! 4. **Kinds**: days, months and directions that each side tells in its own words, "falls" and "drops" ([`kinds`]).
//! 5. **Joined**: two or three words that the other side writes as one.
//! 6. **In another form**: words that share [`ANOTHER_FORM`] of their letters, in order, or of which one is the beginning
//!    or end of the other and long enough ([`LEAST_PART`]) to be a part of a compound; the closest first. Never
//!    words with digits: numbers are equal or not. A last word that was cut off in the middle is a form of the
//!    word that it begins.
//!
//! Cost: quadratic in the words that differ, some microseconds for headlines. Common beginnings and ends cost
//! nothing; of what lies between, [`MOST_WORDS`] words are aligned in order and the rest is taken as left over.

use super::kinds;
use super::numbers::{self, Numeral, numerals};
use crate::normalize::is_character;

/// The share of letters, of both words together, that words of one meaning have in common at least:
/// "resume" and "resumes" have 12 of 13, "tehran" and "teheran" 12 of 13, "paris" and "london" none.
///
/// From 0.6 to 0.75 the F1 on labelled pairs differs by 0.004; the strictest joins the fewest
/// words that are like each other by accident.
const ANOTHER_FORM: f64 = 0.75;

/// The letters that a part of a compound has at least: "sanktionen" is one of "wirtschaftssanktionen".
const LEAST_PART: usize = 5;

/// So many words at most stand elsewhere as one.
const MOST_JOINED: usize = 3;

/// The letters that a word which was cut off must still have: of two letters anything can come.
const LEAST_CUT: usize = 3;

/// Beyond so many differing words a text is no headline.
const MOST_WORDS: usize = 256;

/// What is left of two texts after their words are paired off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// The places of the words of each side that the other does not answer, ascending.
    pub left: [Vec<usize>; 2],
    /// How many places there are, between words that stand in the same order, where the texts differ.
    pub gaps: usize,
    /// The places in both texts of the words that are the same and stand in the same order, ascending.
    pub shared: Vec<[usize; 2]>,
}

impl Alignment {
    /// Aligns two lists of words.
    ///
    /// ```
    /// use doublet::judge::Alignment;
    /// let first = ["harbour", "reopens", "after", "storm", "in", "paris"];
    /// let second = ["after", "storm", "harbour", "reopened", "in", "london", "today"];
    /// let alignment = Alignment::of(&first, &second);
    /// assert_eq!(alignment.left, [vec![5], vec![5, 6]]); // paris; london today
    /// ```
    #[must_use]
    pub fn of(first: &[&str], second: &[&str]) -> Self {
        let before = first.iter().zip(second).take_while(|(one, other)| one == other).count();
        let (first_rest, second_rest) = (&first[before..], &second[before..]);
        let backwards = first_rest.iter().rev().zip(second_rest.iter().rev());
        let behind = backwards.take_while(|(one, other)| one == other).count();
        let end = |rest: &[&str]| (rest.len() - behind).min(MOST_WORDS);
        let (ends, dropped) = ([end(first_rest), end(second_rest)], behind);
        let anchors = common_subsequence(&first_rest[..ends[0]], &second_rest[..ends[1]]);

        let mut alignment = Alignment::default();
        let mut next = [before, before];
        let last = [first.len() - dropped, second.len() - dropped];
        let anchors = anchors.into_iter().map(|(one, other)| [before + one, before + other]);
        let ends = (0..dropped).map(|step| last.map(|place| place + step));
        alignment.shared = (0..before).map(|place| [place, place]).chain(anchors).collect();
        for &anchor in alignment.shared[before..].iter().chain([&last]) {
            alignment.gaps += usize::from(anchor != next);
            for side in 0..2 {
                alignment.left[side].extend(next[side]..anchor[side]);
                next[side] = anchor[side] + 1;
            }
        }
        alignment.shared.extend(ends);
        if alignment.left.iter().all(|left| !left.is_empty() && left.len() <= MOST_WORDS) {
            alignment.pair_off(first, second, moved);
            alignment.pair_off_numerals(first, second);
            alignment.pair_off_kinds(first, second);
            alignment.pair_off_joined([first, second]);
            alignment.pair_off(first, second, |first, one, second, other| {
                let is_cut = is_cut(first, one, second[other]) || is_cut(second, other, first[one]);
                if is_cut { Some(1.0) } else { another_form(first[one], second[other]) }
            });
        }
        alignment
    }

    /// Takes away the words of numbers that both sides tell, each in its own way.
    fn pair_off_numerals(&mut self, first: &[&str], second: &[&str]) {
        let told =
            |side: usize, words: &[&str]| self.left[side].iter().any(|&place| numbers::is_told(words[place]));
        if !told(0, first) || !told(1, second) {
            return;
        }
        let mut others = numerals(second);
        for one in numerals(first) {
            let is_left = |side: usize, numeral: &Numeral| {
                self.left[side].iter().any(|place| numeral.words.contains(place))
            };
            let answers = |other: &Numeral| {
                one.is_percentage == other.is_percentage && one.equals(other) && is_left(1, other)
            };
            if let Some(at) = others.iter().position(answers).filter(|_| is_left(0, &one)) {
                let other = others.remove(at);
                self.left[0].retain(|place| !one.words.contains(place));
                self.left[1].retain(|place| !other.words.contains(place));
            }
        }
    }

    /// Takes away days, months and directions that both sides tell, each in its own words.
    fn pair_off_kinds(&mut self, first: &[&str], second: &[&str]) {
        for answers in kinds::answers(first, second, [&self.left[0], &self.left[1]]) {
            for (left, words) in self.left.iter_mut().zip(answers) {
                left.retain(|place| !words.contains(place));
            }
        }
    }

    /// Takes away words of one side that stand in the other as one: "auto ongeluk", "autoongeluk".
    fn pair_off_joined(&mut self, texts: [&[&str]; 2]) {
        for side in 0..2 {
            let (words, others) = (texts[side], texts[1 - side]);
            for start in self.left[side].clone() {
                let runs = (2..=MOST_JOINED).filter_map(|count| words.get(start..start + count));
                let found = runs.filter(|run| !is_character(run[0])).find_map(|run| {
                    let is_whole = |&place: &usize| is_joined(run, others[place]);
                    Some((run.len(), self.left[1 - side].iter().position(is_whole)?))
                });
                if let Some((count, at)) = found {
                    self.left[1 - side].remove(at);
                    self.left[side].retain(|place| !(start..start + count).contains(place));
                }
            }
        }
    }

    /// Takes away pairs of words that answer one another, the closest first, and of equals the first.
    fn pair_off(
        &mut self,
        first: &[&str],
        second: &[&str],
        closeness: impl Fn(&[&str], usize, &[&str], usize) -> Option<f64>,
    ) {
        let mut answers: Vec<(f64, usize, usize)> = Vec::new();
        for &one in &self.left[0] {
            for &other in &self.left[1] {
                answers.extend(closeness(first, one, second, other).map(|close| (close, one, other)));
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

/// Whether the word at `one` stands at `other` too: 1 where it does.
fn moved(first: &[&str], one: usize, second: &[&str], other: usize) -> Option<f64> {
    if first[one] != second[other] {
        return None;
    }
    let beside = |step: isize| {
        let word = beside(first, one, step);
        word.is_some() && word == beside(second, other, step)
    };
    (!is_character(first[one]) || beside(-1) || beside(1)).then_some(1.0)
}

/// The word so many steps from `place`.
fn beside<'a>(words: &[&'a str], place: usize, step: isize) -> Option<&'a str> {
    words.get(place.checked_add_signed(step)?).copied()
}

/// Whether the word at `place` ends its text as a beginning of `whole`, with letters enough to tell.
fn is_cut(words: &[&str], place: usize, whole: &str) -> bool {
    let word = words[place];
    place + 1 == words.len()
        && whole.starts_with(word)
        && word.chars().count() >= LEAST_CUT
        && !is_character(word)
        && !has_digit(whole)
        && !kinds::are_apart(word, whole)
}

/// Whether `whole` is the words of `run` without spaces.
fn is_joined(run: &[&str], whole: &str) -> bool {
    let rest = run.iter().try_fold(whole, |rest, word| rest.strip_prefix(word));
    rest.is_some_and(str::is_empty)
}

/// The share of letters that two words have in common, in order, where it is at least [`ANOTHER_FORM`], or where the
/// one is a part of the other.
fn another_form(one: &str, other: &str) -> Option<f64> {
    if is_character(one) || is_character(other) || [one, other].iter().any(|word| has_digit(word)) {
        return None;
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if (long.starts_with(short) || long.ends_with(short)) && short.chars().nth(LEAST_PART - 1).is_some() {
        let share = 2.0 * short.len() as f64 / (short.len() + long.len()) as f64;
        return Some(share).filter(|_| !kinds::are_apart(one, other));
    }
    let (left, right): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let share = |common: usize| 2.0 * common as f64 / (left.len() + right.len()) as f64;
    if share(left.len().min(right.len())) < ANOTHER_FORM || left.len().max(right.len()) > MOST_WORDS {
        return None;
    }
    let common = share(common_subsequence(&left, &right).len());
    (common >= ANOTHER_FORM && !kinds::are_apart(one, other)).then_some(common)
}

pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The places of a longest common subsequence; of several the one that stands first in `first`.
fn common_subsequence<T: PartialEq>(first: &[T], second: &[T]) -> Vec<(usize, usize)> {
    let width = second.len() + 1;
    // The length of the longest from each pair of places on.
    let mut longest = vec![0_u16; (first.len() + 1) * width];
    for one in (0..first.len()).rev() {
        for other in (0..second.len()).rev() {
            let at = one * width + other;
            longest[at] = if first[one] == second[other] {
                longest[at + width + 1] + 1
            } else {
                longest[at + width].max(longest[at + 1])
            };
        }
    }
    let (mut one, mut other) = (0, 0);
    let mut places = Vec::new();
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
        let words = texts.each_ref().map(|text| words(text).collect::<Vec<_>>());
        let alignment = Alignment::of(&words[0], &words[1]);
        let named =
            |side: usize| alignment.left[side].iter().map(|&place| words[side][place].to_owned()).collect();
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
    fn characters_move_only_in_company() {
        assert_eq!(left("東京で地震", "地震で東京").0, [owned(&["で"]), owned(&["で"])]);
        assert_eq!(left("京で雨が", "雨は京").0[0], owned(&["京", "で", "が"]));
    }

    #[test]
    fn a_text_without_end_is_aligned_in_no_time() {
        let long: Vec<String> = (0..100_000).map(|number| format!("w{number}")).collect();
        let first: Vec<&str> = long.iter().map(String::as_str).collect();
        let second: Vec<&str> = long.iter().rev().map(String::as_str).collect();
        let alignment = Alignment::of(&first, &second);
        assert!(alignment.left[0].len() > 99_000);
        assert!(Alignment::of(&first, &first).left.iter().all(Vec::is_empty));
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
