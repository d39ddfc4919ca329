//! The tables of characters, held against Unicode's own and against the rules that they stand for.

use std::collections::BTreeSet;

use icu_normalizer::properties::{CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed};

use crate::normalize::class::{self, Kind, classify};
use crate::normalize::{letters, scripts};

#[test]
fn the_list_of_composing_characters_is_unicodes() {
    let (decomposition, composition) =
        (CanonicalDecompositionBorrowed::new(), CanonicalCompositionBorrowed::new());
    let hangul = |c: char| matches!(c, '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}');
    let seconds: BTreeSet<char> = ('\0'..=char::MAX)
        .filter_map(|c| match decomposition.decompose(c) {
            Decomposed::Expansion(first, second) => {
                (composition.compose(first, second) == Some(c)).then_some(second)
            }
            _ => None,
        })
        .filter(|&c| !letters::is_diacritic(c) && !hangul(c))
        .collect();
    let listed = ('\0'..=char::MAX).filter(|&c| scripts::composes_backwards(c) && !hangul(c)).collect();
    assert_eq!(seconds, listed);
}

#[test]
fn only_diacritics_and_what_nfkc_changes_need_the_whole_text() {
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let mut composed = String::new();
        letters::nfkc_into(&text, &mut composed);
        if composed == text && classify(c).kind == Kind::Odd {
            let first = letters::first_of_decomposition(c);
            assert!(
                letters::is_diacritic(c) || (first != c && scripts::composes_backwards(first)),
                "U+{:04X}",
                u32::from(c)
            );
        }
    }
}

#[test]
fn a_look_up_says_what_the_rules_say() {
    let mut pages = class::Pages::new();
    for c in '\0'..=char::MAX {
        assert_eq!(pages.entry(c), classify(c));
    }
}
