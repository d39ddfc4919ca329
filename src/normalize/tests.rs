//! The rules, one named case each, and the laws that hold for every text.

use std::io::BufRead as _;
use std::path::PathBuf;

use icu_normalizer::properties::{CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed};
use proptest::prelude::*;

use super::class::classify;
use super::*;

/// Asserts that all `titles` have the canonical text `expected`.
#[track_caller]
fn all_are(expected: &str, titles: &[&str]) {
    for title in titles {
        assert_eq!(canonical(title), expected, "{title:?}");
    }
}

#[test]
fn mojibake_is_repaired_before_anything_else() {
    all_are("wahlen in munchen", &["WÃ¤hlen in MÃ¼nchen", "WÃƒÂ¤hlen in MÃƒÂ¼nchen", "Wählen in München"]);
    all_are("خبر من القاهره", &["Ø®Ø¨Ø± Ù…Ù† Ø§Ù„Ù‚Ø§Ù‡Ø±Ø©", "خبر من القاهرة"]);
    all_are("погода", &["ÐŸÐ¾Ð³Ð¾Ð´Ð°"]);
    all_are("天気", &["å¤©æ°—"]);
    all_are("dont stop", &["donâ€™t stop"]);
    all_are("cafe", &["“CAFÉ”", "cafÃ&copy;", "caf&Atilde;&copy;"]);
    all_are("sao paulo", &["São Paulo", "SÃ£o Paulo"]);
    all_are("a", &["Ã"]);
}

#[test]
fn html_entities_are_resolved_twice_at_most() {
    all_are("bread butter", &["bread &amp; butter", "bread &amp;amp; butter", "bread & butter"]);
    all_are("so called", &["&quot;so called&quot;", "&amp;quot;so called&amp;quot;"]);
    all_are("dont", &["don&#8217;t", "don&#x2019;t", "don&amp;#8217;t"]);
    all_are("a b", &["a&nbsp;b", "a&amp;nbsp;b"]);
    all_are("at t", &["AT&T", "AT&amp;T"]);
}

#[test]
fn case_is_folded_in_every_script() {
    all_are("harbour", &["HARBOUR", "Harbour", "ｈａｒｂｏｕｒ", "𝐇𝐚𝐫𝐛𝐨𝐮𝐫"]);
    all_are("strasse", &["Straße", "STRASSE", "STRAẞE"]);
    all_are("οδοσ", &["ΟΔΌΣ", "οδός"]);
    all_are("istanbul isik", &["İSTANBUL IŞIK", "istanbul ışık", "İstanbul Işık"]);
    all_are("погода", &["ПОГОДА"]);
}

#[test]
fn latin_and_greek_diacritics_are_folded() {
    all_are("creme brulee", &["crème brûlée", "cre\u{300}me bru\u{302}le\u{301}e"]);
    all_are("orsted lodz dakovo", &["Ørsted Łódź Đakovo"]);
    all_are("aether oeuvre thor", &["Æther œuvre Þor", "ÆTHER ŒUVRE ÞÓR"]);
    all_are("id", &["ið"]);
    all_are("ahmad hal enge", &["Aħmad ħal eŋge"]);
    all_are("αθηνα", &["Αθήνα", "ΑΘΉΝΑ"]);
}

#[test]
fn cyrillic_letters_stay_distinct_but_yo_and_the_stress_accent_go() {
    all_are("еще", &["ещё", "еще", "Ещё"]);
    all_are("мой", &["мой", "мои\u{306}"]);
    assert_ne!(canonical("мой"), canonical("мои"));
    assert_ne!(canonical("їх"), canonical("іх"));
    all_are("замок", &["за\u{301}мок", "замо\u{301}к"]);
    all_are("мята", &["м'ята", "м’ята", "мʼята"]);
}

#[test]
fn arabic_letters_are_folded() {
    all_are("احمد", &["أحمد", "إحمد", "آحمد", "ٱحمد", "ا\u{654}حمد", "ﺃﺣﻤﺪ"]);
    all_are("موتمر", &["مؤتمر"]);
    all_are("مسايل", &["مسائل"]);
    all_are("سما", &["سماء"]);
    all_are("مدرسه", &["مدرسة", "مدرسه"]);
    all_are("مستشفي", &["مستشفى", "مستشفي", "مستشفی"]);
    all_are("كتاب", &["کتاب", "كتاب"]);
    all_are("سلام", &["سلام", "ﺳﻼﻡ", "سـلام", "سَلَامٌ"]);
    all_are("گپچژٹڈڑں", &["گپچژٹڈڑں"]);
}

#[test]
fn urdu_and_persian_forms_are_folded() {
    all_are("هه هه", &["ہۀ ھە", "هه هه"]);
    all_are("ميشود", &["می\u{200C}شود", "میشود"]);
    assert_ne!(canonical("لڑکی"), canonical("لڑکے"));
}

#[test]
fn arabic_marks_are_dropped() {
    all_are("محمد", &["مُحَمَّد", "محمّد", "مـحـمـد"]);
    all_are("الرحمن", &["الرَّحْمَـٰن", "الرحمن"]);
}

#[test]
fn hebrew_points_and_gershayim_are_dropped() {
    all_are("שלום", &["שָׁלוֹם", "שלום"]);
    all_are("צהל", &["צה״ל", "צה\"ל", "צהל", "צה”ל"]);
    all_are("גורג", &["ג׳ורג", "ג'ורג"]);
}

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
fn half_and_full_width_forms_are_one() {
    all_are("カタカナ", &["ｶﾀｶﾅ", "カタカナ"]);
    all_are("ガギグ", &["ｶﾞｷﾞｸﾞ", "ガギグ", "カ\u{3099}キ\u{3099}ク\u{3099}"]);
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
fn vowel_signs_virama_and_tone_marks_are_kept_and_the_nukta_is_not() {
    all_are("हिन्दी समाचार", &["हिन्दी समाचार"]);
    all_are("कलम", &["\u{958}लम", "क\u{93C}लम", "कलम"]);
    all_are("न", &["\u{929}", "न\u{93C}"]);
    all_are("বাংলা", &["বাংলা"]);
    all_are("কো", &["ক\u{9C7}\u{9BE}", "ক\u{9CB}"]);
    all_are("தமிழ்", &["தமிழ்"]);
    all_are("ที่นี่", &["ที่นี่"]);
    all_are("น\u{E49}\u{E4D}\u{E32}", &["น\u{E49}\u{E33}"]);
    all_are("ភាសាខ្មែរ", &["ភាសាខ្មែរ"]);
    all_are("မြန်မာ", &["မြန်မာ"]);
    all_are("ລາວກໍ່", &["ລາວກໍ່"]);
}

#[test]
fn hangul_is_composed_and_keeps_its_spaces() {
    all_are("한국 경제", &["한국 경제", "\u{1112}\u{1161}\u{11AB}국 경제"]);
}

#[test]
fn spaces_beside_scripts_without_spaces_are_dropped() {
    all_are("習近平訪問", &["習近平 訪問", "習近平訪問", "習近平・訪問"]);
    all_are("iphone16発売", &["iPhone 16発売", "iPhone16発売", "iPhone 16 発売"]);
    all_are("ราคาทอง50%", &["ราคา ทอง 50 %", "ราคาทอง50%"]);
    all_are("new car発売", &["New Car 発売"]);
}

#[test]
fn a_title_without_words_is_empty() {
    all_are(
        "",
        &["", " ", "?!", "…", "--", "\u{200F}\u{200B}", "「」", "%", "- %", "\u{301}", "&nbsp;", "ـ"],
    );
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

#[test]
fn words_are_what_stands_between_spaces_or_single_characters() {
    let list = |title: &str| words(&canonical(title)).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(list("Harbour reopens"), ["harbour", "reopens"]);
    assert_eq!(list("東京でabc"), ["東", "京", "で", "abc"]);
    assert_eq!(list("ที่นี่"), ["ที่", "นี่"]);
    assert_eq!(list("한국 경제"), ["한국", "경제"]);
    assert!(list("!").is_empty());
}

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
    let joined: String = words(&once).collect();
    if joined != once.replace(' ', "") {
        return Err(format!("words lost: {once:?}"));
    }
    Ok(())
}

fn is_canonical(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '%')
        || (class::is_word_character(c)
            && !letters::is_dropped(c)
            && c.to_lowercase().eq([c])
            && !c.is_control())
}

/// Pieces that the rules meet at their edges.
const HOSTILE: &[&str] = &[
    "0",
    "1",
    "5",
    "12",
    "000",
    "123",
    "٣",
    "٠٠٠",
    "५",
    "，",
    ".",
    ",",
    "'",
    "’",
    "\u{A0}",
    "\u{202F}",
    "٫",
    "٬",
    "،",
    "%",
    "٪",
    "-",
    "\u{2212}",
    "–",
    ":",
    "/",
    " ",
    "  ",
    "\t",
    "&",
    ";",
    "#",
    "amp",
    "quot",
    "nbsp",
    "&amp;",
    "&#8217;",
    "a",
    "b",
    "Z",
    "É",
    "é",
    "ß",
    "İ",
    "I",
    "ı",
    "Æ",
    "ø",
    "Ã",
    "¤",
    "¼",
    "Â",
    "â",
    "€",
    "™",
    "»",
    "Ð",
    "°",
    "Ø",
    "Ù",
    "е",
    "ё",
    "и",
    "й",
    "σ",
    "ς",
    "Σ",
    "ا",
    "أ",
    "ل",
    "ﻻ",
    "ﷺ",
    "ه",
    "ة",
    "ي",
    "ى",
    "ء",
    "ئ",
    "ـ",
    "\u{64E}",
    "\u{651}",
    "\u{653}",
    "\u{654}",
    "ש",
    "\u{5C1}",
    "״",
    "\"",
    "”",
    "क",
    "न",
    "र",
    "\u{93C}",
    "\u{94D}",
    "\u{958}",
    "ি",
    "\u{9C7}",
    "\u{9BE}",
    "\u{BC6}",
    "\u{BBE}",
    "ก",
    "\u{E33}",
    "\u{E38}",
    "\u{E48}",
    "\u{E3A}",
    "習",
    "近",
    "か",
    "が",
    "ｶ",
    "ﾞ",
    "\u{3099}",
    "゛",
    "ー",
    "・",
    "한",
    "\u{1112}",
    "\u{1161}",
    "\u{11AB}",
    "\u{AC00}",
    "\u{300}",
    "\u{301}",
    "\u{306}",
    "\u{308}",
    "\u{323}",
    "\u{338}",
    "\u{345}",
    "\u{34F}",
    "\u{20E3}",
    "\u{FE0F}",
    "\u{200B}",
    "\u{200C}",
    "\u{200D}",
    "\u{200F}",
    "\u{2067}",
    "\u{AD}",
    "\u{FEFF}",
    "\u{0}",
    "\u{85}",
    "🎉",
    "👍🏽",
    "🇫🇷",
    "½",
    "²",
    "①",
    "Ⅳ",
    "℃",
    "…",
    "`",
    "´",
    "ʼ",
    "U.S.",
    "x.y",
    "\u{1D15E}",
    "\u{F900}",
    "\u{1100}",
];

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
fn the_list_of_composing_characters_is_unicodes() {
    let (decomposition, composition) =
        (CanonicalDecompositionBorrowed::new(), CanonicalCompositionBorrowed::new());
    let hangul = |c: char| matches!(c, '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}');
    let seconds: std::collections::BTreeSet<char> = ('\0'..=char::MAX)
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
fn whatever_composes_is_composed() {
    let (decomposition, composition) =
        (CanonicalDecompositionBorrowed::new(), CanonicalCompositionBorrowed::new());
    let mut characters = std::collections::BTreeSet::new();
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
