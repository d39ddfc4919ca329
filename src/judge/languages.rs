//! What is known of each language beforehand: its closed classes of words, one file for each language.
//!
//! Of most words only a corpus can tell what they weigh. Of some it is known beforehand what they are: days and months, rounds of a competition, what rises
//! and falls, what denies, small numbers and what multiplies them. `languages/<code>.txt` has them as people write them, one class a line; they
//! are normalised as headlines are. To add a language is to add a file; tests hold that no word is of two kinds.
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
//! | `hedges` | what makes a plan, a wish, a demand or a possibility of a fact, or nothing: "could", "plans to", "refuses to"; of several words the other side answers none |
//! | `hedged` | the same of a word that is something else too ("may", German "will"), in company, and where the other side has another word in another form: "closes", "may close"; of a character where it is `inserted` |
//! | `neither` | what only looks like one of these: "not only" |
//! | `joining` | what tells the same of what stands before and behind it: and, with, against, meets; of one or two letters only right behind a name |
//! | `numbers`, `ordinals` | numbers from two on, and first to tenth |
//! | `ambiguous` | words that are numbers only in the place of another number, or before what multiplies them |
//! | `magnitudes` | what multiplies the number before it, by the power of ten |
//! | `percent` | what makes a percentage of it |
//!
//! A line is `class: word, word`, or `class: 1: word, word | 2: word`; a line that begins with `#` is a remark.
//!
//! The program itself holds `languages/normalised.txt`: the same words, normalised, in a form that is read at once, so that whoever compares two headlines does
//! not wait until twelve thousand words are made ready. A test holds it to the files, and writes it anew where it is asked to:
//!
//! ```text
//! DOUBLET_WRITE=1 cargo test --lib languages
//! ```

use std::sync::LazyLock;

use ahash::AHashMap;

/// All files, normalised, by classes: a tab and the class, and a line for each of its words, which begins with two characters that stand for the language
/// and the value.
const NORMALISED: &str = include_str!("languages/normalised.txt");

/// A set of languages, a bit for each.
pub(super) type Set = u128;

/// All of them: where a digit stands for the word of any.
pub(super) const ALL: Set = Set::MAX;

/// The value of a word that must be beside another.
const BESIDE: u8 = 1;

/// The character that stands for the first language, and for no value.
const ZERO: u8 = b'!';

/// The classes, and the lines of each.
static CLASSES: LazyLock<AHashMap<&str, &str>> =
    LazyLock::new(|| NORMALISED.split('\t').filter_map(|class| class.split_once('\n')).collect());

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
    let lines = CLASSES.get(class).copied().unwrap_or_default().split_terminator('\n');
    lines.filter_map(|line| {
        let &[language, value] = line.as_bytes().first_chunk()?;
        Some((1 << (language - ZERO), value - ZERO, line.get(2..)?))
    })
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
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    use super::*;
    use crate::normalize;

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
    const OTHERS: [&str; 9] =
        ["up", "down", "negations", "inserted", "hedges", "hedged", "neither", "joining", "percent"];

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/judge/languages")
    }

    /// The files by the codes of their languages, as people write them.
    fn files() -> Vec<(String, String)> {
        let names = fs::read_dir(folder()).expect("the sources are there").map(|entry| {
            entry.expect("it can be read").file_name().into_string().expect("codes of languages are ASCII")
        });
        let names: BTreeSet<String> = names.filter(|name| name.len() == "en.txt".len()).collect();
        let file = |name: String| {
            let text = fs::read_to_string(folder().join(&name)).expect("it can be read");
            (name[..2].to_owned(), text)
        };
        names.into_iter().map(file).collect()
    }

    #[test]
    fn every_line_is_one_of_a_class_and_stands_once_in_its_file() {
        for (code, text) in files() {
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

    /// The words and terms of a line of a file, each with its value and normalised.
    fn read(line: &str) -> Vec<(u8, String)> {
        let words = |value: u8, words: &str| -> Vec<(u8, String)> {
            words.split(", ").map(|word| (value, normalize::canonical(word))).collect()
        };
        let of_group = |group: &str| {
            let (value, group) = match group.split_once(": ") {
                Some((value, group)) => (value.parse().expect("a test reads all of them"), group),
                None => (0, group),
            };
            match group.split_once("; ") {
                Some((word, beside)) => [words(value, word), words(BESIDE, beside)].concat(),
                None => words(value, group),
            }
        };
        line.split(" | ").flat_map(of_group).collect()
    }

    #[test]
    fn what_the_program_holds_is_what_the_files_have() {
        let mut classes = BTreeMap::<String, Vec<String>>::new();
        for (language, (_, text)) in (ZERO..).zip(files()) {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let (class, words) = line.split_once(": ").expect("a class before its words");
                let lines = read(words).into_iter().map(|(value, word)| {
                    let signs = [language, ZERO + value].map(char::from);
                    assert!(!word.is_empty() && signs.iter().all(char::is_ascii_graphic), "{line}");
                    format!("{}{}{word}\n", signs[0], signs[1])
                });
                classes.entry(class.to_owned()).or_default().extend(lines);
            }
        }
        let classes = classes.iter().map(|(class, lines)| ["\t", class, "\n", &lines.concat()].concat());
        let expected = classes.collect::<Vec<_>>().concat();
        if env::var_os("DOUBLET_WRITE").is_some() {
            fs::write(folder().join("normalised.txt"), &expected).expect("it can be written");
            return;
        }
        assert!(NORMALISED == expected, "to write it anew: DOUBLET_WRITE=1 cargo test --lib languages");
        assert!(files().len() <= Set::BITS as usize);
        let terms: usize = CLASSES.keys().map(|class| by_language(class).count()).sum();
        assert!(terms > 12_000 && terms + CLASSES.len() == expected.lines().count(), "{terms}");
    }

    #[test]
    fn each_word_has_the_language_of_its_file() {
        let of = |class: &str, word: &str| -> Set {
            by_language(class)
                .filter(|(.., term)| *term == word)
                .fold(0, |all, (language, ..)| all | language)
        };
        let indonesian = of("ambiguous", "dua");
        assert!(indonesian != 0 && indonesian & of("numbers", "tiga") != 0);
        assert_eq!(of("ambiguous", "dua") & of("ambiguous", "dos"), 0);
        assert_eq!(
            by_language("numbers").fold(0, |all, (language, ..)| all | language).count_ones() as usize,
            66
        );
    }

    #[test]
    fn a_word_that_counts_in_company_has_the_company_of_its_own_language() {
        let no: Vec<_> = in_company("inserted").into_iter().filter(|(word, _)| *word == "no").collect();
        assert!(no.len() >= 2 && no.iter().any(|(_, beside)| beside.contains(&"del")), "{no:?}");
        assert!(in_company("inserted").contains(&("不", vec![])));
        // They are looked up by single words.
        for (word, _) in in_company("inserted").into_iter().chain(in_company("hedged")) {
            assert_eq!(normalize::words(word).count(), 1, "{word}");
        }
    }
}
