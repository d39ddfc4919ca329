use proptest::prelude::*;

use super::*;
use crate::normalize;
use crate::shingle;

fn judge(first: &str, second: &str, threshold: f64) -> Judgement {
    let config = Config {
        threshold: Threshold::new(threshold).expect("in range"),
        shingle: Shingle::Chars(1),
        ..Config::default()
    };
    let sets = [first, second].map(|text| shingle::set(text, config.shingle));
    let side = |canonical, set| Side { canonical, set, telling: &[] };
    Judge::new(&config, &Weights::even()).judge(side(first, &sets[0]), side(second, &sets[1]), 0)
}

#[test]
fn a_pair_exactly_at_the_threshold_is_a_duplicate() {
    assert_eq!(judge("abcd", "abcde", 0.8).relation, Relation::Duplicate);
    assert_eq!(judge("abcd", "abcde", 0.800_001).relation, Relation::Related);
}

#[test]
fn the_empty_headline_is_distinct_from_all_and_from_itself() {
    assert_eq!(judge("", "", 0.1).relation, Relation::Distinct);
    assert_eq!(judge("", "abc", 0.1).reason, Reason::Empty);
}

#[test]
fn numbers_of_their_own_make_an_update_and_one_more_number_does_not() {
    assert_eq!(judge("abcd efgh ijkl mnop 5", "abcd efgh ijkl mnop 15", 0.6).relation, Relation::Update);
    assert_eq!(judge("abcd efgh ijkl mnop 5", "abcd efgh ijkl mnop", 0.6).relation, Relation::Duplicate);
}

#[test]
fn a_step_from_one_number_to_another_is_not_the_step_back() {
    for (first, second) in [
        ("Pension age in Velden moved from 62 to 65", "Pension age in Velden put from 65 to 62"),
        ("Il tasso di Velden passa dal 3% al 4%", "Il tasso di Velden scende dal 4% al 3%"),
    ] {
        let [first, second] = [first, second].map(normalize::canonical);
        assert_eq!(judge(&first, &second, 0.3).relation, Relation::Update, "{first}");
    }
    // A list has no order, and a score may be told from either side.
    for (first, second) in [
        ("boys aged 14 and 16 held in velden", "boys aged 16 and 14 arrested in velden"),
        ("velden vence por 3 a 1 en la final", "orvane cae por 1 a 3 en la final"),
        ("velden schlagt orvane klar 2 zu 1", "orvane verliert gegen velden 1 zu 2"),
    ] {
        assert_ne!(judge(first, second, 0.3).relation, Relation::Update, "{first}");
    }
}

/// The reason for a pair of titles at 0.3, the words of which tell all they can.
fn reason(first: &str, second: &str, instances: u32) -> String {
    let config = Config { threshold: Threshold::new(0.3).expect("in range"), ..Config::default() };
    let texts = [first, second].map(normalize::canonical);
    let sets = texts.each_ref().map(|text| shingle::set(text, config.shingle));
    let side = |side: usize| Side { canonical: &texts[side], set: &sets[side], telling: &[] };
    Judge::new(&config, &Weights::even()).judge(side(0), side(1), instances).reason.to_string()
}

#[test]
fn the_reason_is_a_sentence_that_is_true() {
    for (first, second, expected) in [
        ("Harbour reopens", "Harbour, reopens!", "both have the same canonical text"),
        (
            "Harbour reopens",
            "Reopens: harbour",
            "they differ in form alone and share 10 of 16 character 3-grams (0.62; 0.30 is enough)",
        ),
        (
            "Harbour reopens after storm",
            "Harbour reopens after storm at noon",
            "only one of them has “at noon”; they share 25 of 33 character 3-grams (0.76; 0.30 is enough)",
        ),
        (
            "Harbour of Oslo reopens",
            "Harbour of Riga reopens",
            "they differ in one place, and there each says something else: “oslo”, “riga”",
        ),
        (
            "Oslo: harbour reopens after storm",
            "Harbour reopens after war: Riga",
            "each says what the other does not: “oslo … storm”, “war riga”",
        ),
        (
            "東京で地震が発生",
            "大阪で地震が発生",
            "they differ in one place, and there each says something else: “東京”, “大阪”",
        ),
    ] {
        assert_eq!(reason(first, second, 0), expected);
    }
    assert_eq!(
        reason("Lights out", "Lights out for ferry line", 0),
        "only one of them has “for ferry line”, too much beside so short a headline"
    );
    assert_eq!(
        reason("Horoscope for Leo", "Horoscope for Aries", 11),
        "11 other headlines share this frame and fill it otherwise: “leo”, “aries”"
    );
}

#[test]
fn what_hedges_where_it_is_inserted_is_no_hedge_elsewhere() {
    for (first, second, word) in [
        ("Council closes the market at Norhaven", "Council may close the market at Norhaven", "may"),
        ("Council closes the market at Norhaven", "Council might close the market at Norhaven", "might"),
        ("Velden senkt die Gebühren auf dem Markt", "Velden will die Gebühren auf dem Markt senken", "will"),
        ("Prefeitura fecha o mercado do porto", "Prefeitura pode fechar o mercado do porto", "pode"),
        ("港务局明年将收购渡轮公司", "港务局明年或将收购渡轮公司", "或"),
        ("港务局明年收购渡轮公司", "港务局明年拟收购渡轮公司", "拟"),
    ] {
        let told = format!("only one of them has \u{201c}{word}\u{201d}, which makes no fact of the rest");
        assert_eq!(reason(first, second, 0), told);
        assert_eq!(reason(second, first, 0), told);
    }
    for (first, second) in [
        ("The council meets on the 5th in Velden", "The council meets on the May 5th in Velden"),
        ("Council might close the market at Norhaven", "Council may close the market at Norhaven"),
        ("Market at Norhaven is to be closed", "Council may close the market at Norhaven"),
        ("Minister to meet Velden mayor on ferries", "Minister May to meet Velden mayor on ferries"),
        ("Orwin wins an award for best actor", "Will Orwin wins an award for best actor"),
        ("Storm closes the harbour of Velden", "Storm closes the harbour of Velden, may last days"),
        ("La naviera cancelaría la ruta a Velden", "La naviera podría cancelar la ruta a Velden"),
        ("Orwin closes the mine in Velden", "Orwin closes the mine in Velden, Sicily, in May"),
        ("Three hurt in military parade in Velden", "Three hurt in military might parade in Velden"),
        ("Kampagne in Velden eröffnet", "Kan Kampagne in Velden eröffnet"),
    ] {
        assert!(!reason(first, second, 0).contains("no fact"), "{first}: {second}");
        assert!(!reason(second, first, 0).contains("no fact"), "{second}: {first}");
    }
}

#[test]
fn what_denies_where_it_is_inserted_is_no_denial_elsewhere() {
    for (first, second, word) in [
        ("Velden jugará la final del domingo", "Velden no jugará la final del domingo", "no"),
        ("Evidence of harm in port study", "No evidence of harm in port study", "no"),
        ("El precio del pan sube en Velden", "El precio del pan no sube en Velden", "no"),
        ("Velden has plans to close the port", "Velden has no plans to close the port", "no"),
        ("Le maire démissionnera avant juin", "Le maire ne démissionnera pas avant juin", "pas"),
        ("Le maire exclut un départ avant juin", "Le maire n'exclut pas un départ avant juin", "pas"),
        ("教育部明年取消英语，家长不满", "教育部明年不取消英语，家长不满", "不"),
        ("双方今天在港口签署停火协议", "双方今天在港口未签署停火协议", "未"),
        ("歌手今天在港口续约", "歌手今天在港口没续约", "没"),
        ("完全性定理", "不完全性定理", "不"),
        ("港务局明年同意收购", "港务局明年不同意收购", "不同意"),
        ("الطريق الساحلي في نوردة آمن للسير", "الطريق الساحلي في نوردة غير آمن للسير", "غير"),
    ] {
        let told = format!("only one of them has a denial: \u{201c}{word}\u{201d}");
        assert_eq!(reason(first, second, 0), told);
        assert_eq!(reason(second, first, 0), told);
    }
    for (first, second) in [
        ("Incêndio em mercado central de Velden", "Incêndio no mercado central de Velden"),
        ("Velden joga com Oslo domingo de manhã", "Velden joga com Oslo no domingo de manhã"),
        ("Song of the harbour reaches 5 in charts", "Song of the harbour reaches No. 5 in charts"),
        ("Le maire dit démissionner avant juin", "Le maire dit ne démissionner qu'avant juin"),
        ("Inflação subiu ano passado em Minas Gerais", "Inflação subiu no ano passado em Minas Gerais"),
        ("Protestë Tiranë pas vdekjes së nxënësit", "Protestë në Tiranë pas vdekjes së nxënësit"),
        ("海关今天在港口收三千件假货", "海关今天在港口没收三千件假货"),
        ("Vote today in Velden parliament", "No-confidence vote today in Velden parliament"),
    ] {
        let told = reason(first, second, 0);
        assert!(!told.contains("denial"), "{first}, {second}: {told}");
    }
}

#[test]
fn a_short_headline_is_changed_by_a_word_and_a_long_one_is_not() {
    assert_eq!(judge("lights out", "lights out for ferry line", 0.2).relation, Relation::Related);
    let long = "harbour lights went out over the whole of the old town";
    assert_eq!(judge(long, &format!("{long} yesterday"), 0.4).relation, Relation::Duplicate);
}

#[test]
fn numbers_that_are_ignored_set_nothing_apart() {
    let config = Config { numbers: Numbers::Ignore, ..Config::default() };
    let texts = ["5 hurt in crash on coast road", "15 hurt in crash on coast road"];
    let sets = texts.map(|text| shingle::set(text, config.shingle));
    let side = |side: usize| Side { canonical: texts[side], set: &sets[side], telling: &[] };
    let judgement = Judge::new(&config, &Weights::even()).judge(side(0), side(1), 0);
    assert_eq!(judgement.relation, Relation::Duplicate);
    let reason = judgement.reason.to_string();
    assert!(reason.starts_with("they differ in form and in numbers, which are ignored"), "{reason}");
}

#[test]
fn below_the_threshold_the_reason_tells_how_much_of_the_shorter_is_contained() {
    let threshold = Threshold::new(0.45).expect("in range");
    let share = Share { shared: 20, all: 50, lesser: 25, asked: threshold, shingle: Shingle::Chars(3) };
    let told = "20 of 50 character 3-grams (0.40; 0.80 of those of the shorter one)";
    assert_eq!(share.to_string(), told);
    let told = "they share only 20 of 50 character 3-grams (0.40; 0.45 is enough)";
    assert_eq!(Reason::Unlike(share).to_string(), told);
}

#[test]
fn judging_is_symmetric_where_words_tell_more_in_one_language_than_in_another() {
    let own = (0..2000).map(|day| format!("the harbour of day {day} opens for {}", day % 7));
    let other = (0..400).map(|day| format!("il porto di giorno {day}x apre"));
    let both = (0..300).map(|day| format!("Patricia Paay {}", ["visits", "sings", "wins"][day % 3]));
    let titles: Vec<String> =
        own.chain(other).chain(both).map(|title| normalize::canonical(&title)).collect();
    let headlines: crate::Headlines = titles.iter().map(String::as_str).collect();
    let weights = Weights::learn(&crate::collapse::collapse(&headlines).expect("few headlines").texts);
    let config = Config { threshold: Threshold::new(0.1).expect("in range"), ..Config::default() };
    let judge = Judge::new(&config, &weights);
    let texts = ["patricia paay visits the harbour", "patricia paay apre il porto", "patricia paay sings"];
    let mut differ = 0;
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let sets = [one, other].map(|text: usize| shingle::set(texts[text], config.shingle));
        let [first, second] = [(one, 0), (other, 1)].map(|(text, set): (usize, usize)| Side {
            canonical: texts[text],
            set: &sets[set],
            telling: &[],
        });
        let there = judge.weigh(first, second).expect("they are alike enough");
        let back = judge.weigh(second, first).expect("they are alike enough");
        let features = [there, back].map(|evidence| evidence.features.map(f32::to_bits));
        assert_eq!(features[0], features[1], "{first:?} {second:?}");
        let rarity = |side: Side<'_>| {
            WordLists::of(side.canonical, &weights).get(0, side.canonical.as_bytes()).words[0].rarity
        };
        differ += u32::from((rarity(first) - rarity(second)).abs() > 1e-3);
    }
    assert!(differ > 0, "two neighbours are as rare in all of them, which shows nothing");
}

proptest! {
    #[test]
    fn judging_is_symmetric(first in "[a-c]{1,3}( [a-c1]{1,3}){0,5}", second in "[a-c]{1,3}( [a-c1]{1,3}){0,5}") {
        let there = judge(&first, &second, 0.1);
        let back = judge(&second, &first, 0.1);
        prop_assert_eq!((there.relation, there.score), (back.relation, back.score));
    }
}
