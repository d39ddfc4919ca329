//! Digits, what groups and parts them, and the signs beside them.

use super::all_are;

#[test]
fn digits_of_every_script_are_ascii() {
    all_are("2024", &["2024", "٢٠٢٤", "۲۰۲۴", "२०२४", "২০২৪", "２０２４", "๒๐๒๔", "၂၀၂၄", "𝟐𝟎𝟐𝟒"]);
}

#[test]
fn grouping_separators_are_removed() {
    all_are(
        "1000",
        &["1,000", "1000", "١٠٠٠", "١٬٠٠٠", "١،٠٠٠", "1.000", "1\u{A0}000", "1\u{202F}000", "1'000", "1’000"],
    );
    all_are("100000 votes", &["1,00,000 votes", "100,000 votes", "१,००,००० votes"]);
    all_are("1 000", &["1 000"]);
}

#[test]
fn decimals_are_written_with_a_point() {
    all_are("3.5", &["3,5", "3.5", "٣٫٥", "۳٫۵", "３．５"]);
    all_are("0.125", &["0.125", "0,125"]);
    all_are("1234.5", &["1.234,5", "1,234.5"]);
}

#[test]
fn times_scores_and_dates_are_several_numbers() {
    all_are("3 1", &["3-1", "3–1", "3:1", "3−1", "3 - 1", "3 -1"]);
    all_are("10 30", &["10:30"]);
    all_are("12 05 2023", &["12.05.2023", "12/05/2023", "12-05-2023"]);
}

#[test]
fn the_percent_sign_stands_right_behind_its_number() {
    all_are("50%", &["50%", "50 %", "٥٠٪", "50 ٪", "50\u{A0}%", "５０％", "%50"]);
    all_are("up 2.5% today", &["up 2,5 % today", "Up 2.5% (today)", "up %2,5 today"]);
    all_are("5% 6%", &["5%-6%", "5% 6%"]);
    all_are("of", &["% of"]);
}

#[test]
fn a_minus_sign_is_kept_before_a_number() {
    all_are("-5 degrees", &["-5 degrees", "−5 degrees", "\u{200F}-5 degrees"]);
    all_are("at -5", &["at -5", "at −5"]);
    all_are("covid 19", &["covid-19", "covid–19"]);
    all_are("気温 -5度", &["気温−5度", "気温 -5度"]);
}

#[test]
fn currency_signs_are_dropped() {
    all_are(
        "5 million",
        &["$5 million", "€5 million", "£5 million", "¥5 million", "₹5 million", "5 million"],
    );
}
