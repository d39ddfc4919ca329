//! Letters and their marks, script by script.

use super::{all_are, canonical};

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
fn half_and_full_width_forms_are_one() {
    all_are("カタカナ", &["ｶﾀｶﾅ", "カタカナ"]);
    all_are("ガギグ", &["ｶﾞｷﾞｸﾞ", "ガギグ", "カ\u{3099}キ\u{3099}ク\u{3099}"]);
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
