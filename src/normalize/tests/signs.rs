//! Signs, which part words or vanish from them.

use super::all_are;

#[test]
fn quotes_dashes_and_invisible_characters_vanish() {
    all_are(
        "harbour reopens",
        &[
            "“Harbour” reopens",
            "«Harbour» reopens",
            "‹Harbour› reopens",
            "„Harbour“ reopens",
            "【Harbour】reopens",
            "Harbour — reopens",
            "Harbour–reopens",
            "Harbour… reopens",
            "Harbour\u{A0}reopens",
            "Har\u{200B}bour reopens",
            "\u{202B}Harbour\u{202C} reopens",
            "\u{2067}Harbour reopens\u{2069}",
            "Har\u{AD}bour reopens",
            "\u{FEFF}Harbour reopens",
            "Harbour\tre\u{0}opens\r\n",
            "Harbour｜reopens",
            "|Harbour| reopens!",
            "Harbour\u{3000}reopens",
        ],
    );
}

#[test]
fn apostrophes_inside_a_word_are_dropped() {
    all_are("dont", &["don’t", "don't", "dont", "don‘t", "don´t", "don`t", "don＇t"]);
    all_are("players lounge", &["players' lounge", "'players' lounge"]);
    all_are("the 90s", &["the 90's", "the '90s", "the 90s"]);
}

#[test]
fn full_stops_between_single_letters_make_one_word() {
    all_are("us economy", &["U.S. economy", "US economy", "u.s economy"]);
    all_are("jk rowling", &["J.K. Rowling", "JK Rowling"]);
    all_are("end here", &["End.Here", "End. Here"]);
    all_are("y mbappe", &["Y.Mbappé"]);
}

#[test]
fn signs_behind_a_letter_alone_are_part_of_a_name() {
    all_are("c++ 26", &["C++ 26", "C++26", "c++: 26", "Ｃ＋＋ 26", "C\u{200b}++ 26"]);
    all_are("c# in rust", &["C# in Rust", "“C#” in Rust", "(C#) in Rust", "C#, in Rust"]);
    all_are("用c++写", &["用C++写", "用 C++ 写"]);
    all_are("c++ s end", &["C++'s end"]);
    all_are("an a+ for all", &["An A+ for all"]);
    // Between letters, behind a word or a number, and before a word they part what they stand between.
    all_are("a b", &["a+b", "a + b", "#a #b", "a#b"]);
    all_are("disney 18", &["Disney+ 18+", "#disney #18"]);
}

#[test]
fn emoji_vanish() {
    all_are(
        "goal",
        &[
            "Goal ⚽",
            "👍🏽 goal",
            "🇫🇷 Goal 🏴\u{E0067}\u{E0062}\u{E007F}",
            "❤\u{FE0F} goal",
            "👩\u{200D}👩\u{200D}👧 goal",
        ],
    );
    all_are("5 things", &["5\u{FE0F}\u{20E3} things"]);
    all_are("", &["🎉🎉", "❤\u{FE0F}", "🅰"]);
}

#[test]
fn a_title_without_words_is_empty() {
    all_are(
        "",
        &["", " ", "?!", "…", "--", "\u{200F}\u{200B}", "「」", "%", "- %", "\u{301}", "&nbsp;", "ـ"],
    );
}
