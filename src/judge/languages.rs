//! What is known of each language beforehand: its closed classes of words, one file for each language.
//!
//! Of most words only a corpus can tell what they weigh. Of some it is known beforehand what they are: days and months, rounds of a competition, what rises
//! and falls, what denies, small numbers and what multiplies them. `languages/<code>.txt` has them as people write them, one class a line; the program
//! normalises them as it does headlines. To add a language is to add a file and its name here; tests hold that no word is of two kinds.
//!
//! There is no language identification: a headline may mix languages, and is often too short to tell. **So a word is listed only where it is what it seems in
//! every language that writes it so**, once marks and case are taken away: not Swedish "sex" (six), Spanish "tres" (in French "very"), Polish "maj". What is
//! something else elsewhere stands in a class of its own, `ambiguous` or `inserted`, in which its place and its language decide, or in a longer term ("em
//! alta", "im mai"); what is a function word of a large language stands nowhere.
//!
//! | class | its words |
//! |---|---|
//! | `weekdays`, `months` | from 1 for Monday and January on, in the forms that headlines have |
//! | `besidedays` | what is a month beside the number of a day alone: "5 maj" |
//! | `rounds` | by how many are left: 16, 8, 4, 2 |
//! | `up`, `down` | what rises and falls |
//! | `negations` | what denies; of several words the first does |
//! | `inserted` | what denies where one headline has it between words that both have; behind `;` the words one of which shows the language |
//! | `neither` | what only looks like one of these: "not only" |
//! | `joining` | what tells the same of what stands before and behind it: and, with, against, meets; of one or two letters only right behind a name |
//! | `numbers`, `ordinals` | the numbers of one word from two on, and first to tenth |
//! | `ambiguous` | words that are numbers in the place of another number alone |
//! | `magnitudes` | what multiplies the number before it, by the power of ten |
//! | `percent` | what makes a percentage of it |
//!
//! A line is `class: word, word`, or `class: 1: word, word | 2: word`; a line that begins with `#` is a remark.

use std::sync::LazyLock;
use std::thread;

use ahash::AHashMap;

use crate::normalize;

macro_rules! files {
    ($($code:literal)*) => {
        [$(($code, include_str!(concat!("languages/", $code, ".txt")))),*]
    };
}

/// The text of each file, by the code of its language.
const FILES: [(&str, &str); 70] = files! {
    "af" "am" "ar" "az" "bg" "bn" "ca" "cs" "cy" "da" "de" "el" "en" "es" "et" "eu" "fa" "fi" "fr"
    "ga" "gl" "gu" "ha" "he" "hi" "hu" "hy" "id" "is" "it" "ja" "ka" "kk" "kn" "ko" "ku" "lt" "lv"
    "mk" "ml" "mr" "ms" "mt" "ne" "nl" "no" "pa" "pl" "ps" "pt" "ro" "ru" "si" "sk" "sl" "so" "sq"
    "sr" "sv" "sw" "ta" "te" "th" "tl" "tr" "uk" "ur" "uz" "vi" "zh"
};

/// A set of languages, a bit for each file.
pub(super) type Set = u128;

/// All of them: where a digit stands for the word of any.
pub(super) const ALL: Set = Set::MAX;

/// A word or term of a class.
#[derive(Clone, Copy, Debug)]
struct Term {
    /// The place of its language among the files.
    language: u8,
    /// Its value in the class, 0 where a class has none; [`BESIDE`] of a word that must be beside the one before.
    value: u8,
    /// Where it stands in the text of all.
    start: u32,
    end: u32,
}

/// The value of a word that must be beside another.
const BESIDE: u8 = 1;

/// Some of the files, normalised.
#[derive(Debug)]
struct Languages {
    text: String,
    classes: AHashMap<&'static str, Vec<Term>>,
}

/// Half of the files in each, made by two threads: whoever compares two headlines waits for them, 7.9 ms for 9.8 in all.
static LANGUAGES: LazyLock<[Languages; 2]> = LazyLock::new(|| {
    let half = u8::try_from(FILES.len() / 2).expect("there are fewer than 128 languages, one a bit");
    let (some, others) = FILES.split_at(half.into());
    thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, || Languages::of(others, half)).ok();
        let some = Languages::of(some, 0);
        // Where no thread is to be had, this one makes both.
        let others =
            beside.and_then(|beside| beside.join().ok()).unwrap_or_else(|| Languages::of(others, half));
        [some, others]
    })
});

/// The letters of half of the terms, at most, and the terms of a class: room for as many is made at once.
const MOST_TEXT: usize = 1 << 17;
const MOST_TERMS: usize = 1 << 10;

impl Languages {
    /// Those of `files`, the first of which has the place `first` among all.
    fn of(files: &[(&str, &'static str)], first: u8) -> Self {
        let (mut text, mut classes) = (String::with_capacity(MOST_TEXT), AHashMap::new());
        let offset = |at: usize| u32::try_from(at).expect("the files are far smaller than 4 GiB");
        let terms = (first..)
            .zip(files)
            .flat_map(|(language, (_, file))| written(file).map(move |term| (language, term)));
        for (language, (class, value, term)) in terms {
            let start = offset(text.len());
            normalize::canonical_into(term, &mut text);
            let term = Term { language, value, start, end: offset(text.len()) };
            classes.entry(class).or_insert_with(|| Vec::with_capacity(MOST_TERMS)).push(term);
        }
        Languages { text, classes }
    }

    fn terms(&self, class: &str) -> impl Iterator<Item = (Set, u8, &str)> + use<'_> {
        let terms = self.classes.get(class).map(Vec::as_slice).unwrap_or_default();
        let text = |term: &Term| &self.text[term.start as usize..term.end as usize];
        terms.iter().map(move |term| (1 << term.language, term.value, text(term)))
    }
}

/// The words and terms of a file, as people write them, each with its class and its value.
fn written(file: &'static str) -> impl Iterator<Item = (&'static str, u8, &'static str)> {
    let groups =
        |(class, line): (&'static str, &'static str)| line.split('|').map(move |group| (class, group.trim()));
    file.lines().filter_map(|line| line.split_once(": ")).flat_map(groups).flat_map(|(class, group)| {
        let (value, group) = match group.split_once(':') {
            Some((value, group)) => (value.parse().expect("a test reads all of them"), group),
            None => (0, group),
        };
        let (words, beside) =
            group.split_once(';').map_or((group, None), |(word, beside)| (word, Some(beside)));
        let split = move |value: u8, words: &'static str| {
            words.split(',').map(move |word| (class, value, word.trim()))
        };
        split(value, words).chain(beside.into_iter().flat_map(move |beside| split(BESIDE, beside)))
    })
}

/// The words or terms of a class, normalised.
pub(super) fn terms(class: &str) -> impl Iterator<Item = &'static str> + use<> {
    valued(class).map(|(_, term)| term)
}

/// The same of a class in which each has a value.
pub(super) fn valued(class: &str) -> impl Iterator<Item = (u8, &'static str)> + use<> {
    by_language(class).map(|(_, value, term)| (value, term))
}

/// The same, each with its language.
pub(super) fn by_language(class: &str) -> impl Iterator<Item = (Set, u8, &'static str)> + use<> {
    let [some, others] = &*LANGUAGES;
    some.terms(class).chain(others.terms(class))
}

/// Each word of a class that counts only in company, and the words of which one must be beside it; none where any may.
pub(super) fn in_company(class: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut words: Vec<(&str, Vec<&str>)> = Vec::new();
    for (value, word) in valued(class) {
        match words.last_mut() {
            Some((_, beside)) if value == BESIDE => beside.push(word),
            _ => words.push((word, Vec::new())),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The classes that have values, and the values.
    const VALUED: [(&str, std::ops::RangeInclusive<u8>); 8] = [
        ("weekdays", 1..=7),
        ("months", 1..=12),
        ("besidedays", 1..=12),
        ("rounds", 2..=16),
        ("numbers", 2..=90),
        ("ordinals", 1..=10),
        ("ambiguous", 1..=90),
        ("magnitudes", 2..=12),
    ];
    const OTHERS: [&str; 7] = ["up", "down", "negations", "inserted", "neither", "joining", "percent"];

    #[test]
    fn every_line_is_one_of_a_class_and_stands_once_in_its_file() {
        for (code, text) in FILES {
            let mut classes = BTreeSet::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let (class, words) = line.split_once(": ").unwrap_or_else(|| panic!("{code}: {line}"));
                let values = VALUED.iter().find(|(name, _)| *name == class).map(|(_, values)| values);
                assert!(values.is_some() || OTHERS.contains(&class), "{code}: {class}");
                assert!(classes.insert(class), "{code}: {class} twice");
                for group in words.split(" | ") {
                    let words = match values {
                        Some(values) => {
                            let (value, words) = group.split_once(": ").expect("a value before the words");
                            assert!(
                                value.parse().is_ok_and(|value: u8| values.contains(&value)),
                                "{code}: {group}"
                            );
                            words
                        }
                        None => group,
                    };
                    let are_words = words.split(", ").all(|word| !word.is_empty() && word.trim() == word);
                    assert!(are_words && !words.contains(['|', '\t']), "{code}: {group}");
                }
            }
        }
    }

    #[test]
    fn every_term_of_every_file_is_read() {
        let mut told = AHashMap::<&str, Vec<(u8, String)>>::new();
        for (class, value, term) in FILES.iter().flat_map(|(_, text)| written(text)) {
            let term = normalize::canonical(term);
            assert!(!term.is_empty());
            told.entry(class).or_default().push((value, term));
        }
        for (class, terms) in &told {
            let normalised: Vec<(u8, String)> =
                valued(class).map(|(value, term)| (value, term.to_owned())).collect();
            assert_eq!(&normalised, terms, "{class}");
        }
    }

    #[test]
    fn a_word_that_counts_in_company_has_the_company_of_its_own_language() {
        let no: Vec<_> = in_company("inserted").into_iter().filter(|(word, _)| *word == "no").collect();
        assert!(no.len() >= 2 && no.iter().any(|(_, beside)| beside.contains(&"del")), "{no:?}");
        assert!(in_company("inserted").contains(&("不", vec![])));
    }

    #[test]
    fn the_file_of_each_language_is_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/judge/languages");
        let names = std::fs::read_dir(folder).expect("the sources are there").map(|entry| {
            entry.expect("it can be read").file_name().into_string().expect("codes of languages are ASCII")
        });
        let names: BTreeSet<String> = names.collect();
        assert_eq!(names, FILES.iter().map(|(code, _)| format!("{code}.txt")).collect());
    }
}
