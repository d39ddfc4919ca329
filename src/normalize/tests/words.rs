//! Where words begin and end.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{all_are, canonical, canonical_into, words};
use crate::normalize::is_unsegmented;

#[test]
fn spaces_beside_scripts_without_spaces_are_dropped() {
    all_are("習近平訪問", &["習近平 訪問", "習近平訪問", "習近平・訪問"]);
    all_are("iphone16発売", &["iPhone 16発売", "iPhone16発売", "iPhone 16 発売"]);
    all_are("ราคาทอง50%", &["ราคา ทอง 50 %", "ราคาทอง50%"]);
    all_are("new car発売", &["New Car 発売"]);
}

#[test]
fn words_are_what_stands_between_spaces_or_single_characters() {
    let list = |title: &str| words(&canonical(title)).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(list("Harbour reopens"), ["harbour", "reopens"]);
    assert_eq!(list("東京でabc"), ["東", "京", "で", "abc"]);
    assert_eq!(list("ที่นี่"), ["ที่", "นี่"]);
    assert_eq!(list("한국 경제"), ["한국", "경제"]);
    assert!(list("!").is_empty());
}

#[test]
fn the_text_is_appended() {
    let mut out = String::from("x");
    canonical_into("Ferry", &mut out);
    canonical_into("Fähre", &mut out);
    canonical_into("ｶﾞ 5", &mut out);
    canonical_into("-5", &mut out);
    canonical_into("?", &mut out);
    assert_eq!(out, "xferryfahreガ5-5");
}

/// The definition, one character after the other: of a Southeast Asian script the grapheme, of another that is written without spaces the
/// character, and of all others what stands up to a space or to one of these.
fn naive(text: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' => 0,
            'ก'..='๎' | 'က'..='ဿ' => rest.graphemes(true).next().map_or(0, str::len),
            _ if is_unsegmented(first) => first.len_utf8(),
            _ => rest.find(|c| c == ' ' || is_unsegmented(c)).unwrap_or(rest.len()),
        };
        if length > 0 {
            found.push(rest[..length].to_owned());
        }
        rest = &rest[length.max(1)..];
    }
    found
}

proptest! {
    #[test]
    fn words_are_those_of_the_definition(text in "([a-c!~]{1,9}|[éßжع]{1,5}|[한ि‑€]{1,4}|[東カ]|ที่|က| |😀){0,12}") {
        prop_assert_eq!(words(&text).map(str::to_owned).collect::<Vec<_>>(), naive(&text));
    }
}
