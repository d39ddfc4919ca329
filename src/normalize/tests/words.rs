//! Where words begin and end.

use super::{all_are, canonical, canonical_into, words};

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
