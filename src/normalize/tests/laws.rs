//! The laws that hold for every text, whatever it is.

use std::collections::BTreeSet;
use std::io::BufRead as _;
use std::path::PathBuf;

use icu_normalizer::properties::{CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed};
use proptest::prelude::*;

use super::hostile::HOSTILE;
use crate::normalize::scan::{Text, scan};
use crate::normalize::{ascii, canonical, class, letters, settle_into, words};

/// The slow road alone, without repair or entities.
fn slow(title: &str) -> String {
    let mut out = String::new();
    settle_into(title, &mut out);
    out
}

/// What must hold of `title`, whatever it is.
fn check_laws(title: &str) -> Result<(), String> {
    let once = canonical(title);
    let again = canonical(&once);
    if once != again {
        return Err(format!("not settled: {title:?} -> {once:?} -> {again:?}"));
    }
    if let Some(c) = once.chars().find(|&c| !is_canonical(c)) {
        return Err(format!("U+{:04X} in {title:?} -> {once:?}", u32::from(c)));
    }
    if once.contains("  ") || once.starts_with(' ') || once.ends_with(' ') {
        return Err(format!("spaces: {title:?} -> {once:?}"));
    }
    let mut fast = String::new();
    if scan(title, Text::Raw, &mut fast).is_ok() && fast != slow(title) {
        return Err(format!("the scan and the slow road differ: {title:?} -> {fast:?} / {:?}", slow(title)));
    }
    let mut ascii = String::new();
    if ascii::scan(title, &mut ascii) && ascii != fast {
        return Err(format!("the ASCII path and the scan differ: {title:?} -> {ascii:?} / {fast:?}"));
    }
    let is_sign = |c: char| matches!(c, '+' | '#');
    for word in words(&once).filter(|word| word.contains(is_sign)) {
        if word.trim_end_matches(is_sign).chars().count() != 1
            || word.starts_with(|c: char| !c.is_alphabetic())
        {
            return Err(format!("a sign behind no letter alone: {title:?} -> {once:?}"));
        }
    }
    let joined: String = words(&once).collect();
    if joined != once.replace(' ', "") {
        return Err(format!("words lost: {once:?}"));
    }
    Ok(())
}

fn is_canonical(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '%' | '+' | '#')
        || (class::is_word_character(c)
            && !letters::is_dropped(c)
            && c.to_lowercase().eq([c])
            && !c.is_control())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_for_hostile_pieces(pieces in prop::collection::vec(prop::sample::select(HOSTILE), 0..12)) {
        check_laws(&pieces.concat()).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn laws_hold_for_numbers(title in "[0-9.,'%a \u{A0}\u{2212}\u{0}-]{0,14}") {
        check_laws(&title).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn laws_hold_for_signs_of_names(title in "[aBé写的0+＃# '.%\u{0}\u{301}-]{0,10}") {
        check_laws(&title).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn laws_hold_for_ascii(title in "[ -~\t\u{0}]{0,40}") {
        check_laws(&title).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn laws_hold_for_any_text(title in any::<String>()) {
        check_laws(&title).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn laws_hold_for_every_character() {
    for c in '\0'..=char::MAX {
        check_laws(&format!("{c}")).expect("a law is broken");
        if u32::from(c) < 0x1_0000 {
            check_laws(&format!("a{c}1{c}か{c}")).expect("a law is broken");
        }
    }
}

#[test]
fn a_long_title_is_like_a_short_one() {
    let long = "Ferry 1,000 ".repeat(100);
    assert_eq!(canonical(&long), "ferry 1000 ".repeat(100).trim_end());
    check_laws(&"1,".repeat(500)).expect("a law is broken");
    check_laws(&"٣٬".repeat(500)).expect("a law is broken");
}

#[test]
fn whatever_composes_is_composed() {
    let (decomposition, composition) =
        (CanonicalDecompositionBorrowed::new(), CanonicalCompositionBorrowed::new());
    let mut characters = BTreeSet::new();
    for c in '\0'..=char::MAX {
        if let Decomposed::Expansion(first, second) = decomposition.decompose(c)
            && composition.compose(first, second) == Some(c)
            && !matches!(c, '\u{AC00}'..='\u{D7A3}')
            && !letters::is_diacritic(second)
        {
            characters.extend([first, second, c]);
        }
    }
    assert!(characters.len() > 100);
    for first in &characters {
        for second in &characters {
            check_laws(&format!("{first}{second}")).expect("a law is broken");
        }
    }
}

/// The evaluation corpora stand beside the repository, where they are present at all.
#[test]
fn laws_hold_for_real_headlines() {
    let shared = std::env::var_os("DOUBLET_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let Ok(files) = std::fs::read_dir(shared.join("eval")) else {
        println!("skipped: no corpora in {}", shared.display());
        return;
    };
    for file in files.map(|file| file.expect("the folder can be listed").path()) {
        if file.extension().is_some_and(|extension| extension == "gz") {
            let text = std::fs::File::open(&file).expect("the corpus opens");
            for line in std::io::BufReader::new(flate2::read::MultiGzDecoder::new(text)).lines() {
                let record: serde_json::Value =
                    serde_json::from_str(&line.expect("the corpus is UTF-8")).expect("the corpus is JSONL");
                check_laws(record["title"].as_str().expect("a headline has a title"))
                    .expect("a law is broken");
            }
        }
    }
}
