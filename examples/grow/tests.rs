//! On the made feed of `samples`, and on made titles.

use std::collections::HashSet;

use doublet::collapse::collapse;
use doublet::normalize::canonical;

use super::*;
use crate::renaming::Letters;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/feed.jsonl");

fn grown(count: u64, seed: u64) -> String {
    let original = Original::of(&headlines_of(SAMPLE).expect("a sample")).expect("few headlines");
    let mut out = Vec::new();
    grow(&original, count, seed, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn read_back(lines: &str) -> Headlines {
    let batch =
        read::read(&[Input::Memory("grown".to_owned(), lines.into())], &read::Options::default(), &());
    let batch = batch.expect("it was written just now");
    assert_eq!(batch.bad_lines, 0);
    batch.headlines
}

#[test]
fn the_seed_decides() {
    assert_eq!(grown(2_000, 7), grown(2_000, 7));
    assert_ne!(grown(2_000, 7), grown(2_000, 8));
}

#[test]
fn as_many_are_made_as_are_asked_for() {
    for count in [0, 1, 599, 1_801] {
        let headlines = read_back(&grown(count, 1));
        assert_eq!(headlines.len() as u64, count);
        let ids: HashSet<_> = headlines.iter().map(|headline| headline.id.map(str::to_owned)).collect();
        assert_eq!(ids.len() as u64, count);
    }
}

#[test]
fn more_begins_like_less() {
    assert!(grown(1_500, 3).starts_with(&grown(700, 3)));
}

#[test]
fn a_generation_repeats_as_the_original_does_and_says_little_of_it_again() {
    let original = headlines_of(SAMPLE).expect("a sample");
    let distinct = |headlines: &Headlines| collapse(headlines).expect("few headlines").len() as f64;
    let one = distinct(&original);
    let same = distinct(&read_back(&grown(original.len() as u64, 1)));
    // The sample is made of what is hard to normalise; of the news of a day far less than this is.
    assert!((same / one - 1.0).abs() < 0.03, "{one} and {same}");
    let ten = distinct(&read_back(&grown(10 * original.len() as u64, 1)));
    // Of so few headlines some letters are alone in their class, and some words are common that would be rare of more.
    assert!(ten / one > 8.5, "{one} and {ten}");
}

#[test]
fn what_is_not_the_title_stays() {
    let original = headlines_of(SAMPLE).expect("a sample");
    let again = read_back(&grown(original.len() as u64, 1));
    for (one, other) in original.iter().zip(again.iter()) {
        assert_eq!((one.source, one.published), (other.source, other.published));
        assert_eq!(one.title.chars().count(), other.title.chars().count());
    }
}

#[test]
fn forms_of_a_word_become_forms_of_another() {
    let forms = [
        ["Šimašius", "SIMASIUS"],
        ["Müller’s", "mullers"],
        ["إيران", "ايران"],
        ["Дёмин", "демин"],
        ["１２３", "١٢٣"],
    ];
    let letters = Letters::of(forms.iter().flatten().copied());
    for generation in 0..50 {
        let renaming = letters.renaming(1, generation);
        let renamed = |word: &str| canonical(&word.chars().map(|c| renaming.of(c)).collect::<String>());
        for [one, other] in forms {
            assert_eq!(renamed(one), renamed(other), "{one}");
        }
    }
}

#[test]
fn usage_errors_say_what_is_missing() {
    let parse = |line: &str| Args::parse(line.split_whitespace().map(str::to_owned));
    let file = "feed.jsonl".to_owned();
    assert_eq!(parse("feed.jsonl 10_000 --seed 3"), Ok(Args::Grow { file, count: 10_000, seed: 3 }));
    assert!(parse("--check one two").is_ok());
    assert_eq!(parse("feed.jsonl many"), Err("N is a whole number, not \"many\"".to_owned()));
    assert_eq!(parse("feed.jsonl 10 --seed"), Err("the seed is missing".to_owned()));
    for wrong in
        ["", "feed.jsonl", "feed.jsonl 10 20", "--check one", "--check one two --seed 1", "--fast one 10"]
    {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
