use proptest::prelude::*;

use super::read::reading;
use super::*;

/// The first reading of each number of `text`.
fn told(text: &str) -> Vec<u64> {
    let text = normalize::canonical(text);
    let numerals = numerals(&normalize::words(&text).collect::<Vec<_>>());
    numerals.into_iter().map(|numeral| numeral.readings[0]).collect()
}

fn readings<const N: usize>(numbers: [&str; N]) -> [u64; N] {
    numbers.map(reading)
}

#[test]
fn a_text_of_too_many_numbers_is_not_paired_off() {
    let numbers = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    assert!(own(&numbers(MOST_NUMBERS), "x 5000").is_some());
    assert_eq!(own(&numbers(200_000), &format!("5000000 {}", numbers(199_999))), None);
}

#[test]
fn numbers_have_one_form() {
    for (text, expected) in [
        ("007", "7"),
        ("0", "0"),
        ("000", "0"),
        ("0.50", "0.5"),
        ("10", "10"),
        ("10.0", "10"),
        ("00.5", "0.5"),
        ("1.5 million", "1500000"),
        ("$200bn", "200000000000"),
        ("200 billion dollars", "200000000000"),
        ("0.25 lakh crore", "250000000000"),
        ("5 mil millones", "5000000000"),
        ("50 per cent", "50"),
        ("٥٠ مليون", "50000000"),
        ("5万人", "50000"),
        ("3億円", "300000000"),
        ("twenty-five", "25"),
        ("seven", "7"),
        ("one hundred homes", "100"),
        ("un milliard d'euros", "1000000000"),
        ("bir milyon lira", "1000000"),
        ("1조원 투자", "1000000000000"),
        ("3만명 대피", "30000"),
    ] {
        assert_eq!(told(text), readings([expected]), "{text}");
    }
    assert_eq!(told("第3回 2024年"), readings(["3", "2024"]));
    assert_eq!(told("2024百度世界大会"), readings(["2024"]));
    assert_eq!(told("s02e01 covid19 5th"), readings(["2", "1", "19", "5"]));
    assert_eq!(told("no number, no million").len(), 0);
    assert_eq!(told("fünf einhundert, five one hundred"), readings(["5", "5", "100"]));
    assert_eq!(told("one of a million, 3조건"), readings(["3"]));
    for text in [
        "三星手机",
        "周五人民法院",
        "一百二十人",
        "十几人",
        "二十多人",
        "一人",
        "十四五年",
        "三万五千人",
        "两万零五百元",
        "七台河煤矿",
        "五台山景区",
        "三次市",
        "八千代の住宅",
        "五月天北京演唱会",
        "二次感染",
        "十一起免费",
        "三百二十人",
        "三百万人",
        "一位",
    ] {
        assert_eq!(told(text).len(), 0, "{text}");
    }
}

#[test]
fn compounds_that_are_not_read_tell_no_number() {
    for text in
        ["soixante-dix", "two three", "خمسة ستة", "مئة وعشرون", "belas", "tiga puluh lima", "one", "أحد"]
    {
        assert_eq!(told(text).len(), 0, "{text}");
    }
}

#[test]
fn teens_and_tens_are_read_in_the_ways_that_languages_build_them() {
    for (words, expected) in [
        ("thirteen", "13"),
        ("zwölf", "12"),
        ("undici", "11"),
        ("dix-sept", "17"),
        ("dieciséis", "16"),
        ("dezasseis", "16"),
        ("quindici", "15"),
        ("veertien", "14"),
        ("on iki", "12"),
        ("dua belas", "12"),
        ("twenty-one", "21"),
        ("treinta y dos", "32"),
        ("quarenta e cinco", "45"),
        ("vingt et un", "21"),
        ("yirmi beş", "25"),
        ("بیست و پنج", "25"),
        ("kumi na tano", "15"),
        ("dymbëdhjetë", "12"),
        ("одиннадцать", "11"),
        ("δεκαπέντε", "15"),
        ("أحد عشر", "11"),
        ("اثنا عشر", "12"),
        ("خمسة عشر", "15"),
        ("خمسة وعشرون", "25"),
        ("واحد وعشرون", "21"),
        ("خمس عشرة", "15"),
        ("دوازده", "12"),
        ("پندرہ", "15"),
        ("שלושה עשר", "13"),
        ("ग्यारह", "11"),
        ("एघार", "11"),
        ("বারো", "12"),
        ("பதினொன்று", "11"),
    ] {
        assert_eq!(told(words), readings([expected]), "{words}");
        let [words, digits] = [words, expected].map(normalize::canonical);
        assert_eq!(own(&words, &digits), None);
        assert!(own(&words, "99").is_some_and(|[_, other]| other == ["99"]));
    }
}

#[test]
fn an_ordinal_tells_what_its_digits_tell() {
    for (words, digits, other) in [
        ("second test", "2nd test", "third test"),
        ("der zweite Test", "der 2. Test", "der dritte Test"),
        ("deuxième essai", "2e essai", "troisième essai"),
        ("segundo ensayo", "2.º ensayo", "tercer ensayo"),
        ("segundo ensaio", "2º ensaio", "terceiro ensaio"),
        ("terzo test", "3° test", "quinto test"),
        ("tweede test", "2e test", "derde test"),
        ("ikinci deneme", "2. deneme", "üçüncü deneme"),
        ("uji kedua", "uji ke-2", "uji ketiga"),
        ("jaribio la ya pili", "jaribio la 2", "jaribio la tatu"),
        ("testi i dytë", "testi i 2", "testi i tretë"),
        ("второй тест", "2-й тест", "третий тест"),
        ("δεύτερο τεστ", "2ο τεστ", "τρίτο τεστ"),
        ("الاختبار الثاني", "الاختبار 2", "الاختبار الثالث"),
        ("القرن التاسع عشر", "القرن 19", "القرن الثامن عشر"),
        ("آزمون دوم", "آزمون ۲", "آزمون سوم"),
        ("دوسرا ٹیسٹ", "2 ٹیسٹ", "تیسرا ٹیسٹ"),
        ("בדיקה שלישית", "בדיקה 3", "בדיקה רביעית"),
        ("दूसरा टेस्ट", "2 टेस्ट", "तीसरा टेस्ट"),
        ("दोस्रो परीक्षण", "२ परीक्षण", "तेस्रो परीक्षण"),
        ("দ্বিতীয় টেস্ট", "২ টেস্ট", "তৃতীয় টেস্ট"),
        ("இரண்டாவது டெஸ்ட்", "2 டெஸ்ட்", "மூன்றாவது டெஸ்ட்"),
        ("第二次测试", "第2次测试", "第三次测试"),
        ("第十二回", "第12回", "第十三回"),
        ("火灾致三人死亡", "火灾致3人死亡", "火灾致五人死亡"),
        ("十二名矿工获救", "12名矿工获救", "二十名矿工获救"),
        ("两年后", "2年后", "三年后"),
        ("逾三万人", "逾3万人", "逾5万人"),
        ("损失一亿元", "损失1亿元", "损失三亿元"),
        ("三千人が避難", "3000人が避難", "三万人が避難"),
        ("获赔四千万元", "获赔4000万元", "获赔五千万元"),
        ("地震で三人けが", "地震で3人けが", "地震で15人けが"),
        ("六月の港", "6月の港", "九月の港"),
        ("두 번째 시험", "2번째 시험", "세번째 시험"),
        ("การทดสอบครั้งที่ 2", "การทดสอบครั้งที่ ๒", "การทดสอบครั้งที่ 3"),
        ("lần thử 2", "lần thử thứ 2", "lần thử 3"),
        ("twenty-second test", "22nd test", "second test"),
    ] {
        let [words, digits, other] = [words, digits, other].map(normalize::canonical);
        assert_eq!(own(&words, &digits), None, "{words}, {digits}");
        assert!(own(&words, &other).is_some(), "{words}, {other}");
    }
    assert_eq!(told("first two of three"), readings(["1", "2", "3"]));
    assert_eq!(told("in a few seconds"), readings([""; 0]));
}

#[test]
fn an_ordinal_within_a_day_or_a_month_is_no_number() {
    assert_eq!(told("greve na terça-feira e na segunda-feira"), readings([""; 0]));
    assert_eq!(told("7 كانون الثاني"), readings(["7"]));
    assert_eq!(own("7 يناير", &normalize::canonical("٧ كانون الثاني")), None);
}

#[test]
fn codes_are_the_numbers_in_them() {
    assert!(own("recap s02e01", "recap s02e03").is_some());
    assert!(own("recap s02e01", "recap s01e01").is_some());
    assert_eq!(own("recap s02e01", "recap s2e1"), None);
    assert!(own("covid19 wave", "covid23 wave").is_some());
    assert_eq!(own("covid 19 wave", "covid19 wave"), None);
}

#[test]
fn one_number_told_in_two_ways_is_no_contradiction() {
    for (first, second) in [
        ("150k sign", "150,000 sign"),
        ("Deal worth $200bn", "Deal worth 200 billion dollars"),
        ("Rates up 50%", "Rates up 50 percent"),
        ("Five hurt in 5k run", "5 hurt in 5 km run"),
        ("Cinco heridos", "5 heridos"),
        ("इमारत गिरी, पांच की मौत", "इमारत गिरी, 5 की मौत"),
        ("募金3億円", "募金300000000円"),
        ("2 milyar 500 milyon lira", "2,5 milyar lira"),
        ("市が1億5000万円で購入", "市が1.5億円で購入"),
        ("2 milyar 500 milyon 40 bin lira", "2500040000 lira"),
    ] {
        let [first, second] = [first, second].map(normalize::canonical);
        assert_eq!(own(&first, &second), None);
    }
}

#[test]
fn two_amounts_in_a_list_are_not_one() {
    for (first, second) in [
        ("20 million, 5 million for schools", "25 million for schools"),
        ("2 billion, 500 million more than last year", "2.5 billion more than last year"),
        ("500 milyon 2 milyar lira", "2.5 milyar lira"),
        ("2 milyar 5 milyar lira", "7 milyar lira"),
        ("2.5 milyar 5000 milyon lira", "7.5 milyar lira"),
    ] {
        let [first, second] = [first, second].map(normalize::canonical);
        assert!(own(&first, &second).is_some(), "{first}: {second}");
    }
}

#[test]
fn numbers_in_words_contradict_as_those_in_digits_do() {
    assert_eq!(own("five killed", "15 killed"), Some([vec!["five".to_owned()], vec!["15".to_owned()]]));
    assert_eq!(
        own("2 million votes", "2 billion votes"),
        Some([vec!["2 million".to_owned()], vec!["2 billion".to_owned()]])
    );
}

#[test]
fn a_number_is_answered_by_that_of_the_same_thing_first() {
    let own = own("funf tote auf der a7", "sieben tote auf der a7");
    assert_eq!(own, Some([vec!["funf".to_owned()], vec!["sieben".to_owned()]]));
}

#[test]
fn a_number_that_stands_twice_on_one_side_is_its_own_once() {
    assert_eq!(own("5 5 7", "5 8"), Some([vec!["5".to_owned(), "7".to_owned()], vec!["8".to_owned()]]));
}

proptest! {
    #[test]
    fn contradiction_is_symmetric(first in "[0-3 .akm%-]{0,12}", second in "([0-3 .a-]|5 million|five|twelve|second|第|三|十| ){0,12}") {
        let [first, second] = [first, second].map(|text| normalize::canonical(&text));
        let swapped = own(&second, &first).map(|[one, two]| [two, one]);
        let found = own(&first, &second);
        prop_assert_eq!(found.is_some(), swapped.is_some());
        prop_assert_eq!(own(&first, &first), None);
    }
}

#[test]
fn numbers_behind_a_currency_and_in_spans_of_years_are_read() {
    for (first, second) in [
        ("rp2 triliun cair", "rp 2 triliun cair"),
        ("rs500 crore scam", "rs 500 crore scam"),
        ("laba rp3 m", "laba rp 3 miliar"),
    ] {
        let [first, second] = [first, second].map(normalize::canonical);
        assert_eq!(own(&first, &second), None, "{first}, {second}");
    }
    for (first, second) in [
        ("crime fell in last four years", "crime fell in last five years"),
        ("audi rs6 tested", "audi s6 tested"),
        ("khoi to 5 bi can", "khoi to 5000000000 bi can"),
        ("fined 1.2bn", "fined 1.2m"),
    ] {
        let [first, second] = [first, second].map(normalize::canonical);
        assert!(own(&first, &second).is_some(), "{first}, {second}");
    }
}
