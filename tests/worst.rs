//! The worst inputs: what is judged, and with it the time, grows with the number of headlines, never with its square.
//!
//! Times are not asked for, since they are the machine's; the candidates that are judged are the same everywhere.

use doublet::report::Totals;
use doublet::{Config, Headlines};

/// An input: its name, and the headline of each number.
type Worst = (&'static str, fn(usize) -> String);

/// So many candidates a headline at most: the nearest of each, and what a few words more give.
const MOST: u64 = 256;

/// The totals of a run over `count` headlines, each the one that `title` gives for its number.
fn totals(count: usize, title: impl Fn(usize) -> String) -> Totals {
    let titles: Vec<String> = (0..count).map(title).collect();
    let headlines: Headlines = titles.iter().map(String::as_str).collect();
    doublet::cluster(&headlines, &Config::default(), &()).expect("few headlines").totals
}

/// A word that looks like one, another for each number.
fn word(number: usize) -> String {
    let mut rest = number.wrapping_mul(0x9E37_79B1) % (1 << 32);
    let mut draw = |letters: &str| {
        let letter = letters.as_bytes()[rest % letters.len()];
        rest /= letters.len();
        char::from(letter)
    };
    (0..5).flat_map(|_| [draw("bdfgklmnprstvz"), draw("aeiou")]).collect()
}

#[test]
fn what_is_judged_is_bounded_for_each_headline() {
    let inputs: [Worst; 6] = [
        ("one series with another word each", |number| {
            format!("Your daily horoscope for {}: what the stars say today", word(number))
        }),
        ("one series with another number each", |number| format!("Winning numbers of draw {number} in full")),
        ("one suffix", |number| {
            let words = [number, number * 7, number * 31].map(word).join(" ");
            format!("{words} | The Example Evening Post of the Northern Coast")
        }),
        ("one clause", |number| format!("{} {} and the harbour reopens", word(number), word(number * 7))),
        ("one word each", word),
        ("two letters each", |number| {
            let letter =
                |place: usize| char::from(b'a' + u8::try_from(number / place % 26).expect("one of 26"));
            format!("{}{} {}{}", letter(1), letter(26), letter(676), letter(17576))
        }),
    ];
    for (name, title) in inputs {
        let judged = [2_000, 4_000].map(|count| totals(count, title).judged);
        assert!(judged[1] <= 4_000 * MOST, "{name}: {judged:?}");
        println!("{name}: {judged:?}");
    }
}

#[test]
fn equal_headlines_are_one_item_and_nothing_is_judged() {
    let totals = totals(50_000, |_| "Harbour reopens after the storm".to_owned());
    assert_eq!((totals.distinct_texts, totals.judged, totals.clusters), (1, 0, 1));
}

#[test]
fn a_title_of_a_megabyte_is_clustered_as_any_other() {
    let long = (0..95_000).map(word).collect::<Vec<String>>().join(" ");
    assert!(long.len() > 1_000_000);
    let titles = [format!("{long} again"), "Harbour reopens".to_owned(), long];
    let headlines: Headlines = titles.iter().map(String::as_str).collect();
    let report = doublet::cluster(&headlines, &Config::default(), &()).expect("few headlines");
    let members: Vec<u32> = report.clusters[0].members.iter().map(|member| member.headline).collect();
    assert_eq!((report.clusters.len(), members), (1, vec![0, 2]));
}
