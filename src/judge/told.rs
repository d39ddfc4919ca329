//! The words of texts, each with all that is known of it alone.
//!
//! A text is judged against many others, so what does not depend on the other is found out once: where its words end, how much
//! each tells ([`Weights`]), whether it belongs to a closed class ([`kinds`]) or tells a number ([`numbers`]), and the numbers of
//! the text. Words are compared by hash; their letters are looked at only where their lengths and the
//! sets of their letters do not show already that they are unlike.
//!
//! Cost: 24 bytes a word, for the texts that are alike enough to another; 0.9 s on two cores for those of 3.2 million headlines.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

use ahash::AHashMap;
use smallvec::SmallVec;

use super::kinds::Term;
use super::numbers::Numeral;
use super::{kinds, numbers};
use crate::normalize;
use crate::weights::{self, Weights};

/// One word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Where it ends, in bytes of the text; it begins where the one before ended, or behind the space there.
    end: u32,
    hash: u32,
    /// A bit for each five last bits of its letters: what is set for one word alone stands for a letter that it alone has.
    bag: u32,
    /// How much it tells, from 0 to 1.
    pub(super) weight: f32,
    /// How much it tells together with the next word, from 0 to 1; 1 where there is none.
    pub(super) rarity: f32,
    /// The number of its letters.
    pub(super) letters: u16,
    class: u8,
}

/// The word is a character of a script without spaces.
const CHARACTER: u8 = 1;
/// It has a digit, or the sign of a name, "C++": another one is another word, however alike.
const FIGURES: u8 = 2;
/// It tells a number or a part of one.
const NUMBER: u8 = 4;
/// It may begin a day, a month, a round, a direction or a denial.
const KIND: u8 = 8;
/// It may begin a phrase that tells a number, as the "ya" of Swahili "ya pili" and the 第 of 第二, second, or multiply the word before it, as in "one
/// hundred"; alone it tells none.
const OPENS: u8 = 16;

/// It is a [`FACT`].
const TELLS: u8 = 32;

/// It tells a number in the place of another one, as a Roman numeral does ([`numbers::in_place`]).
const IN_PLACE: u8 = 64;

/// It denies something where one side alone has it beside what both say.
const INSERTED: u8 = 128;

/// The weight from which on a word is a fact: that of a word that stands in one of nine headlines among
/// 100,000. What is more frequent is a function word. It is asked of the corpus as a whole: the commonest word of a headline that has no
/// function word would be none by the headline's own scale. (Of runs of characters it is asked by the headline's scale.) Of headlines in which one word was
/// replaced by another at random 3.8 of 100 are joined (`examples/made.rs`), and 8.2 where the scale is that of the headline. With 0.25 it would be half as many
/// again, with 0.32 three times as many. The labelled pairs hardly tell these apart.
pub(super) const FACT: f32 = 0.18;

/// So many words are listed, at most.
const MOST_LISTED: usize = 1 << 14;

/// What the words of the tables are, by hash: one look-up for each word of a text.
static LISTED: LazyLock<AHashMap<u64, u8>> = LazyLock::new(|| {
    let mut listed = AHashMap::with_capacity(MOST_LISTED);
    let mut list = |words: &mut dyn Iterator<Item = &'static str>, class: u8| {
        for word in words {
            *listed.entry(weights::hash(word)).or_insert(0) |= class;
        }
    };
    list(&mut numbers::words(), NUMBER);
    list(&mut numbers::openers(), OPENS);
    list(&mut numbers::in_place::words(), IN_PLACE);
    list(&mut kinds::words(), KIND);
    list(&mut kinds::inserted_words(), INSERTED);
    listed
});

impl PartialEq for Word {
    /// Whether they are the same word: 32 bits of hash, and as many of letters, do not agree by accident.
    fn eq(&self, other: &Word) -> bool {
        (self.hash, self.bag, self.letters) == (other.hash, other.bag, other.letters)
    }
}

impl Word {
    fn new(word: &str, end: usize, hash: u64) -> Self {
        let has = |class: u8, is_so: bool| if is_so { class } else { 0 };
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        let class = has(CHARACTER, weights::is_character(hash))
            | has(FIGURES | NUMBER, has_digit)
            | has(FIGURES, word.ends_with(['+', '#']))
            | LISTED.get(&hash).copied().unwrap_or(0);
        let letters = word.chars().count();
        Word {
            end: u32::try_from(end).expect("a title is shorter than 4 GiB"),
            hash: (hash >> 32) as u32,
            bag: word.chars().fold(0, |bag, letter| bag | 1 << (u32::from(letter) % u32::BITS)),
            weight: 1.0,
            rarity: 1.0,
            letters: u16::try_from(letters).unwrap_or(u16::MAX),
            class,
        }
    }

    /// The bits of its hash.
    pub(super) fn hash_bits(self) -> u64 {
        self.hash.into()
    }

    /// Whether it is one that tells something, and no function word.
    pub(super) fn is_fact(self) -> bool {
        self.class & TELLS != 0
    }

    #[inline]
    pub(super) fn is_character(self) -> bool {
        self.class & CHARACTER != 0
    }

    /// Whether it has a digit, or the sign of a name.
    pub(super) fn has_figures(self) -> bool {
        self.class & FIGURES != 0
    }

    /// Whether it tells a number in the place of another one.
    pub(super) fn may_tell_number(self) -> bool {
        self.class & IN_PLACE != 0
    }

    pub(super) fn tells_number(self) -> bool {
        self.class & NUMBER != 0
    }

    /// Whether a number or a phrase that tells one may begin with it.
    fn opens_number(self) -> bool {
        self.class & (NUMBER | OPENS) != 0
    }

    /// Whether it may deny or hedge something ([`kinds::inserted_words`]).
    pub(super) fn may_be_inserted(self) -> bool {
        self.class & INSERTED != 0
    }

    pub(super) fn is_kind(self) -> bool {
        self.class & KIND != 0
    }

    /// Whether each of its letters could be in `other`; `false` is certain.
    pub(super) fn could_be_within(self, other: Word) -> bool {
        self.bag & !other.bag == 0 && self.letters <= other.letters
    }

    /// How many letters the two have in common at most.
    pub(super) fn most_common(self, other: Word) -> u32 {
        let most = |one: Word, two: Word| {
            u32::from(one.letters) - (one.bag & !two.bag).count_ones().min(one.letters.into())
        };
        most(self, other).min(most(other, self))
    }
}

/// What memory gives at once holds so many words and a part.
const WORDS_A_LINE: usize = 2;

/// The words of one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// The text, as bytes: to cut a string out of another looks at it, which not every comparison needs.
    text: &'a [u8],
    pub(super) words: &'a [Word],
    /// The numbers that they tell.
    pub(super) numerals: &'a [Numeral],
    /// The days, months, rounds, directions and denials.
    pub(super) terms: &'a [Term],
}

impl<'a> Told<'a> {
    /// A word of every so many bytes of memory.
    #[inline]
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a Word> + use<'a> {
        self.words.iter().step_by(WORDS_A_LINE)
    }

    /// The word at `place` as bytes.
    pub(super) fn bytes(&self, place: usize) -> &'a [u8] {
        let start = if place == 0 { 0 } else { self.words[place - 1].end as usize };
        self.text[start..self.words[place].end as usize].trim_ascii_start()
    }

    /// The word at `place` as it is written.
    pub(super) fn word(&self, place: usize) -> &'a str {
        str::from_utf8(self.bytes(place)).expect("words end where characters do")
    }

    /// The words at these places, with the spaces between them.
    pub(super) fn span(&self, places: Range<usize>) -> &'a str {
        let start = if places.start == 0 { 0 } else { self.words[places.start - 1].end as usize };
        let span = &self.text[start..self.words[places.end - 1].end as usize];
        str::from_utf8(span.trim_ascii_start()).expect("words end where characters do")
    }

    /// All of them as they are written.
    pub(super) fn written(&self) -> Vec<&'a str> {
        (0..self.words.len()).map(|place| self.word(place)).collect()
    }

    /// An order of texts that does not depend on where they come from.
    pub(super) fn cmp(&self, other: &Told<'_>) -> Ordering {
        self.words.iter().map(|word| word.hash).cmp(other.words.iter().map(|word| word.hash))
    }

    /// Whether the word at `place` is one of a number.
    pub(super) fn tells_number(&self, place: usize) -> bool {
        let at = self.numerals.partition_point(|numeral| numeral.words.end <= place);
        self.numerals.get(at).is_some_and(|numeral| numeral.words.contains(&place))
    }

    /// Whether both say the same around as many numbers, and not the same number in each place.
    pub(super) fn fills_otherwise(&self, other: &Told<'_>) -> bool {
        let (ones, others) = (self.numerals, other.numerals);
        ones.len() == others.len()
            && ones.iter().zip(others).any(|(one, other)| !one.equals(other))
            && self.around_numbers().eq(other.around_numbers())
    }

    /// The words that tell no number.
    fn around_numbers(&self) -> impl Iterator<Item = Word> {
        (0..self.words.len()).filter(|&place| !self.tells_number(place)).map(|place| self.words[place])
    }

    /// How much the whole text tells.
    pub(super) fn weight(&self) -> f32 {
        self.words.iter().map(|word| word.weight).sum()
    }

    /// How many words are characters of a script without spaces.
    pub(super) fn characters(&self) -> usize {
        self.words.iter().filter(|word| word.is_character()).count()
    }
}

/// The words of some texts, one text's behind the other's.
#[derive(Clone, Debug, Default)]
pub(super) struct WordLists {
    words: Vec<Word>,
    numerals: Vec<Numeral>,
    terms: Vec<Term>,
    /// Where each text's words, numerals and terms end.
    ends: Vec<[u32; 3]>,
}

impl WordLists {
    /// Those of one text.
    pub(super) fn of(text: &str, weights: &Weights) -> Self {
        let mut lists = WordLists::default();
        lists.push(text, weights);
        lists
    }

    /// Of how many texts there are words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Has those of no text any more, but the memory for them.
    pub(super) fn clear(&mut self) {
        let WordLists { words, numerals, terms, ends } = self;
        words.clear();
        numerals.clear();
        terms.clear();
        ends.clear();
    }

    /// Adds the words of a canonical `text`.
    pub(super) fn push(&mut self, text: &str, weights: &Weights) {
        let start = self.words.len();
        let written: SmallVec<[&str; 32]> = normalize::words(text).collect();
        let hashes: SmallVec<[u64; 32]> = written.iter().map(|word| weights::hash(word)).collect();
        let mut end = 0;
        self.words.reserve(written.len());
        for (word, &hash) in written.iter().zip(&hashes) {
            end += text[end..].len() - text[end..].trim_start_matches(' ').len() + word.len();
            self.words.push(Word::new(word, end, hash));
        }
        let words = &mut self.words[start..];
        // The counts lie anywhere in memory: in loops of their own many are on their way at once.
        let counts: SmallVec<[u32; 32]> = hashes.iter().map(|&hash| weights.count(hash)).collect();
        let pair = |two: &[u64]| weights.count_of_pair(weights::hash_of_pair(two[0], two[1]));
        let pairs: SmallVec<[u32; 32]> = hashes.windows(2).map(pair).collect();
        let scale = weights.scale(counts.iter().copied().max().unwrap_or(0));
        let whole = weights.whole();
        for (word, count) in words.iter_mut().zip(counts) {
            word.weight = scale.of_word(count);
            if whole.of_word(count) >= FACT {
                word.class |= TELLS;
            }
        }
        for (word, count) in words.iter_mut().zip(pairs) {
            word.rarity = scale.of_pair(count);
        }
        for place in 0..words.len() {
            if words[place].is_character() {
                let before = place.checked_sub(1).map(|before| words[before].rarity);
                let behind = (place + 1 < words.len()).then(|| words[place].rarity);
                words[place].weight = weights::of_character(words[place].weight, before, behind);
            }
        }
        let first_term = self.terms.len();
        if words.iter().any(|word| word.is_kind()) {
            self.terms.extend(kinds::terms_of(&written, |place| words[place].is_kind()));
        }
        if words.iter().any(|word| word.opens_number()) {
            let numerals = numbers::numerals_of(&written, &self.terms[first_term..], |place| {
                words[place].opens_number()
            });
            for numeral in numerals {
                words[numeral.words.clone()].iter_mut().for_each(|word| word.class |= NUMBER);
                self.numerals.push(numeral);
            }
        }
        self.skip();
    }

    /// Adds a text of which nothing is asked: it has no words here.
    pub(super) fn skip(&mut self) {
        let end = |length: usize| u32::try_from(length).expect("4096 titles have fewer than 2^32 words");
        self.ends.push([self.words.len(), self.numerals.len(), self.terms.len()].map(end));
    }

    /// What is known of the text at `index`, which is `text`.
    #[inline]
    pub(super) fn get<'a>(&'a self, index: usize, text: &'a [u8]) -> Told<'a> {
        let start = if index == 0 { [0; 3] } else { self.ends[index - 1] };
        let range = |kind: usize| start[kind] as usize..self.ends[index][kind] as usize;
        Told {
            text,
            words: &self.words[range(0)],
            numerals: &self.numerals[range(1)],
            terms: &self.terms[range(2)],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::languages;
    use super::*;
    use crate::Headlines;
    use crate::collapse::collapse;

    #[test]
    fn a_character_weighs_what_it_tells_with_its_neighbours() {
        let titles: Vec<String> = ('一'..'万').map(|c| format!("東京{c}")).collect();
        let headlines: Headlines = titles.iter().map(String::as_str).collect();
        let weights = Weights::learn(&collapse(&headlines).expect("few headlines").texts);
        let weights_of = |text: &str| {
            let lists = WordLists::of(text, &weights);
            lists.get(0, text.as_bytes()).words.iter().map(|word| word.weight).collect::<Vec<f32>>()
        };
        let told = weights_of("東京丁");
        assert!(told[0] < told[1] && told[1] < told[2], "{told:?}");
        assert_eq!(weights_of("harbour"), [1.0]);
    }

    #[test]
    fn words_tell_as_much_whatever_else_is_told_in_other_languages() {
        let own: Vec<String> = (0..4000)
            .map(|day| format!("{} {day}x", ["the harbour of day", "storm over", "ferry at"][day % 3]))
            .collect();
        let foreign: Vec<String> = (0..14_000).map(|day| format!("der Hafen am Tag {day}y")).collect();
        let both = [&own[..], &foreign].concat();
        let told = |titles: &[String]| {
            let headlines: Headlines = titles.iter().map(String::as_str).collect();
            let weights = Weights::learn(&collapse(&headlines).expect("few headlines").texts);
            let text = "the harbour of lisbon";
            let words = WordLists::of(text, &weights);
            let words = words.get(0, text.as_bytes()).words;
            words.iter().map(|word| (word.weight, word.rarity)).collect::<Vec<_>>()
        };
        let (alone, beside) = (told(&own), told(&both));
        assert_eq!(alone, beside);
        assert!(alone[0].0 < 0.2 && alone[3].0 > 0.9, "{alone:?}");
    }

    #[test]
    fn a_number_that_only_a_phrase_tells_is_read() {
        for (text, count) in [("두 번째 부두", 1), ("meli ya pili bandarini", 1), ("meli ya samaki", 0)]
        {
            let lists = WordLists::of(text, &Weights::even());
            assert_eq!(lists.get(0, text.as_bytes()).numerals.len(), count, "{text}");
        }
    }

    /// A text of words that tell numbers, days and the like, or begin a phrase that does.
    fn told_in_tables() -> impl Strategy<Value = String> {
        let mut words: Vec<&str> = numbers::words().chain(numbers::openers()).chain(kinds::words()).collect();
        words.sort_unstable();
        let classes = ["numbers", "ordinals", "weekdays", "months", "rounds", "besidedays"];
        let phrases: Vec<&str> =
            classes.into_iter().flat_map(languages::valued).map(|(_, phrase)| phrase).collect();
        let others = [
            "5", "3k", "s02e01", "rp5", "million", "juta", "percent", "yuzde", "第", "三", "千", "万", "人",
            "月", "of", "and", "y", "de", "harbour",
        ];
        let word = prop_oneof![
            prop::sample::select(words),
            prop::sample::select(phrases),
            prop::sample::select(others.to_vec())
        ];
        proptest::collection::vec(word, 1..9).prop_map(|words| normalize::canonical(&words.join(" ")))
    }

    proptest! {
        #[test]
        fn numbers_and_terms_are_those_that_all_words_tell(text in told_in_tables()) {
            let lists = WordLists::of(&text, &Weights::even());
            let words: Vec<&str> = normalize::words(&text).collect();
            prop_assert_eq!(&lists.numerals, &numbers::numerals(&words));
            prop_assert_eq!(&lists.terms, &kinds::terms(&words));
        }

        #[test]
        fn what_is_known_is_that_of_the_words_themselves(text in "[a-c東é9]{1,3}( ?[a-c東é9]{1,3}){0,5}") {
            let text = normalize::canonical(&text);
            let lists = WordLists::of(&text, &Weights::even());
            let told = lists.get(0, text.as_bytes());
            let words: Vec<&str> = normalize::words(&text).collect();
            prop_assert_eq!(&told.written(), &words);
            for (one, first) in told.words.iter().zip(&words) {
                prop_assert_eq!(one.is_character(), normalize::is_character(first));
                prop_assert_eq!(one.has_figures(), first.contains(|letter: char| letter.is_ascii_digit()));
                for (other, second) in told.words.iter().zip(&words) {
                    prop_assert_eq!(one == other, first == second);
                    let count = |word: &str, letter| word.chars().filter(|&other| other == letter).count();
                    let letters: BTreeSet<char> = first.chars().collect();
                    let common = letters.into_iter().map(|letter| count(first, letter).min(count(second, letter)));
                    prop_assert!(one.most_common(*other) as usize >= common.sum());
                    prop_assert!(one.could_be_within(*other) || !second.contains(first));
                }
            }
        }
    }
}
