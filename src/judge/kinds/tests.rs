use ahash::AHashMap;
use proptest::prelude::*;

use super::table::listed;
use super::*;
use crate::judge::Alignment;
use crate::normalize::{canonical, words};

/// What two titles contradict one another in, and the same the other way round.
fn told(first: &str, second: &str) -> Option<Contradiction> {
    let texts = [first, second].map(canonical);
    let left = Alignment::of(&texts[0], &texts[1]).left;
    let [first, second] = texts.each_ref().map(|text| words(text).collect::<Vec<_>>());
    contradiction(&first, &second, [&left[0], &left[1]])
}

/// Two titles that differ in one term.
type Pair = [&'static str; 2];

/// By language, titles in which a day, a direction and a denial make the difference.
const TITLES: &[(&str, Pair, Pair, Pair)] = &[
    (
        "English",
        ["Dock strike begins Monday", "Dock strike begins Friday"],
        ["Grain price climbs again", "Grain price tumbles again"],
        ["Mayor will resign", "Mayor will not resign"],
    ),
    (
        "German",
        ["Hafenstreik beginnt am Mittwoch", "Hafenstreik beginnt am Freitag"],
        ["Getreidepreis steigt wieder", "Getreidepreis sinkt wieder"],
        ["Bürgermeister tritt zurück", "Bürgermeister tritt nicht zurück"],
    ),
    (
        "Dutch",
        ["Havenstaking begint maandag", "Havenstaking begint vrijdag"],
        ["Graanprijs stijgt opnieuw", "Graanprijs daalt opnieuw"],
        ["Burgemeester treedt af", "Burgemeester treedt niet af"],
    ),
    (
        "French",
        ["Grève au port dès lundi", "Grève au port dès jeudi"],
        ["Le prix du blé augmente", "Le prix du blé recule"],
        ["Le maire va démissionner", "Le maire ne va pas démissionner"],
    ),
    (
        "Spanish",
        ["La huelga empieza el lunes", "La huelga empieza el jueves"],
        ["El precio del trigo sube", "El precio del trigo cae"],
        ["El puente tiene permiso", "El puente no tiene permiso"],
    ),
    (
        "Portuguese",
        ["Greve começa na segunda-feira", "Greve começa na quinta-feira"],
        ["Preço do trigo sobe outra vez", "Preço do trigo recua outra vez"],
        ["Prefeito vai renunciar", "Prefeito não vai renunciar"],
    ),
    (
        "Italian",
        ["Lo sciopero inizia lunedì", "Lo sciopero inizia venerdì"],
        ["Prezzi del grano in rialzo", "Prezzi del grano in ribasso"],
        ["Il sindaco si dimette", "Il sindaco non si dimette"],
    ),
    (
        "Albanian",
        ["Greva nis të hënën", "Greva nis të dielën"],
        ["Çmimi i grurit rritet", "Çmimi i grurit bie"],
        ["Kryetari jep dorëheqjen", "Kryetari nuk jep dorëheqjen"],
    ),
    (
        "Turkish",
        ["Liman grevi pazartesi başlıyor", "Liman grevi perşembe başlıyor"],
        ["Buğday fiyatı yükseldi", "Buğday fiyatı düştü"],
        ["Köprüde geçiş serbest", "Köprüde geçiş serbest değil"],
    ),
    (
        "Indonesian",
        ["Mogok pelabuhan mulai Senin", "Mogok pelabuhan mulai Kamis"],
        ["Harga gandum naik lagi", "Harga gandum turun lagi"],
        ["Wali kota akan mundur", "Wali kota tidak akan mundur"],
    ),
    (
        "Vietnamese",
        ["Cảng đình công từ thứ hai", "Cảng đình công từ thứ sáu"],
        ["Giá lúa mì tăng mạnh", "Giá lúa mì giảm mạnh"],
        ["Thị trưởng từ chức", "Thị trưởng không thể từ chức"],
    ),
    (
        "Swahili",
        ["Mgomo wa bandari kuanza Jumatatu", "Mgomo wa bandari kuanza Ijumaa"],
        ["Bei ya ngano imepanda", "Bei ya ngano imeshuka"],
        ["Daraja ni salama", "Daraja sio salama"],
    ),
    (
        "Russian",
        ["Забастовка начнется в понедельник", "Забастовка начнется в пятницу"],
        ["Цена зерна растет", "Цена зерна падает"],
        ["Мэр уйдет в отставку", "Мэр не уйдет в отставку"],
    ),
    (
        "Greek",
        ["Απεργία στο λιμάνι τη Δευτέρα", "Απεργία στο λιμάνι την Πέμπτη"],
        ["Η τιμή του σιταριού ανεβαίνει", "Η τιμή του σιταριού πέφτει"],
        ["Ο δήμαρχος θα παραιτηθεί", "Ο δήμαρχος δεν θα παραιτηθεί"],
    ),
    (
        "Arabic",
        ["إضراب الميناء يبدأ الاثنين", "إضراب الميناء يبدأ الخميس"],
        ["سعر القمح يرتفع مجددا", "سعر القمح يهبط مجددا"],
        ["العمدة ينوي الاستقالة", "العمدة لا ينوي الاستقالة"],
    ),
    (
        "Persian",
        ["اعتصاب بندر از دوشنبه", "اعتصاب بندر از پنج‌شنبه"],
        ["افزایش قیمت گندم", "کاهش قیمت گندم"],
        ["پل تازه ایمن است", "پل تازه ایمن نیست"],
    ),
    (
        "Urdu",
        ["بندرگاہ میں ہڑتال منگل سے", "بندرگاہ میں ہڑتال جمعرات سے"],
        ["گندم پھر مہنگی", "گندم پھر سستی"],
        ["میئر مستعفی ہوں گے", "میئر مستعفی نہیں ہوں گے"],
    ),
    (
        "Hebrew",
        ["השביתה בנמל תחל ביום שני", "השביתה בנמל תחל ביום חמישי"],
        ["מחיר החיטה זינק שוב", "מחיר החיטה צנח שוב"],
        ["ראש העיר יתפטר", "ראש העיר לא יתפטר"],
    ),
    (
        "Hindi",
        ["बंदरगाह पर हड़ताल सोमवार से", "बंदरगाह पर हड़ताल गुरुवार से"],
        ["गेहूं के दाम में उछाल", "गेहूं के दाम में गिरावट"],
        ["मेयर इस्तीफा देंगे", "मेयर इस्तीफा नहीं देंगे"],
    ),
    (
        "Nepali",
        ["बन्दरगाहमा हडताल सोमबार", "बन्दरगाहमा हडताल बिहीबार"],
        ["गहुँको मूल्य बढ्यो", "गहुँको मूल्य घट्यो"],
        ["पुल सुरक्षित", "पुल सुरक्षित छैन"],
    ),
    (
        "Bengali",
        ["বন্দরে ধর্মঘট সোমবার", "বন্দরে ধর্মঘট শুক্রবার"],
        ["গমের দাম বেড়েছে", "গমের দাম কমেছে"],
        ["মেয়র পদ ছাড়ছেন", "মেয়র পদ ছাড়ছেন না"],
    ),
    (
        "Tamil",
        ["துறைமுகத்தில் வெள்ளிக்கிழமை வேலைநிறுத்தம்", "துறைமுகத்தில் சனிக்கிழமை வேலைநிறுத்தம்"],
        ["கோதுமை விலை உயர்வு", "கோதுமை விலை சரிவு"],
        ["பாலம் பாதுகாப்பானது", "பாலம் பாதுகாப்பானது இல்லை"],
    ),
    (
        "Chinese",
        ["港口周一开始罢工", "港口周五开始罢工"],
        ["小麦价格上涨", "小麦价格下跌"],
        ["市长会辞职", "市长不会辞职"],
    ),
    (
        "Japanese",
        ["港のスト月曜日に開始", "港のスト金曜日に開始"],
        ["小麦価格が上昇", "小麦価格が下落"],
        ["市長は辞任する", "市長は辞任しない"],
    ),
    (
        "Korean",
        ["항만 파업 월요일 시작", "항만 파업 금요일 시작"],
        ["밀 가격 상승", "밀 가격 하락"],
        ["시장 사퇴", "시장 사퇴 않기로"],
    ),
    (
        "Thai",
        ["ท่าเรือหยุดงานวันจันทร์", "ท่าเรือหยุดงานวันศุกร์"],
        ["ราคาข้าวเพิ่มขึ้น", "ราคาข้าวลดลง"],
        ["นายกเมืองลาออก", "นายกเมืองไม่ลาออก"],
    ),
];

#[test]
fn every_language_has_its_days_its_directions_and_its_denials() {
    for (language, days, ways, denials) in TITLES {
        assert!(matches!(told(days[0], days[1]), Some(Contradiction::Weekdays(_))), "{language}: {days:?}");
        assert!(
            matches!(told(ways[0], ways[1]), Some(Contradiction::Directions { .. })),
            "{language}: {ways:?}"
        );
        assert!(
            matches!(told(denials[0], denials[1]), Some(Contradiction::Denial(_))),
            "{language}: {denials:?}"
        );
        for title in [days, ways, denials].into_iter().flatten() {
            assert_eq!(told(title, title), None);
        }
    }
}

#[test]
fn months_contradict_one_another_in_any_of_their_names() {
    for [first, second] in [
        ["Vote set for January", "Vote set for October"],
        ["Wahl im Januar", "Wahl im Oktober"],
        ["Выборы в январе", "Выборы в октябре"],
        ["الانتخابات في يناير", "الانتخابات في تشرين الأول"],
        ["चुनाव जनवरी में", "चुनाव अक्टूबर में"],
        ["เลือกตั้งมกราคม", "เลือกตั้งตุลาคม"],
    ] {
        assert!(matches!(told(first, second), Some(Contradiction::Months(_))), "{first}");
    }
    for [first, second] in [
        ["Vote set for February", "Vote set for Feb. 3"],
        ["الانتخابات في يناير", "الانتخابات في كانون الثاني"],
        ["Выборы в январе", "Выборы 3 января"],
    ] {
        assert_eq!(told(first, second), None, "{first}");
    }
}

#[test]
fn rounds_contradict_one_another_in_any_of_their_names() {
    for [first, second] in [
        ["Velden through to quarter-finals", "Velden through to semi-finals"],
        ["Velden steht im Viertelfinale", "Velden steht im Halbfinale"],
        ["Velden naar kwartfinale", "Velden naar halve finale"],
        ["Velden file en quarts de finale", "Velden file en demi-finale"],
        ["Velden pasa a octavos de final", "Velden pasa a cuartos"],
        ["Velden avança às quartas de final", "Velden avança à semifinal"],
        ["Velden ai quarti di finale", "Velden in semifinale"],
        ["Velden in last 16 of the cup", "Velden in quarter-finals of the cup"],
        ["Sindhu in pre-quarterfinals", "Sindhu in quarterfinals"],
        ["Velden final: kick-off time", "Velden semi-final: kick-off time"],
        ["Finale van Velden", "Halve finale van Velden"],
        ["费尔登进入决赛", "费尔登进入半决赛"],
        ["Велден вышел в 1/4 финала", "Велден вышел в полуфинал"],
        ["费尔登晋级半準決賽", "费尔登晋级準決賽"],
        ["펠덴 8강전 진출", "펠덴 준결승 진출"],
        ["Velden në çerekfinale", "Velden në gjysmëfinale"],
        ["Velden çeyrek finalde", "Velden yarı finalde"],
        ["Velden melaju ke perempat final", "Velden melaju ke semifinal"],
        ["Velden yaingia robo fainali", "Velden yaingia nusu fainali"],
        ["Велден вышел в четвертьфинал", "Велден вышел в полуфинал"],
        ["Η Βέλντεν στον προημιτελικό", "Η Βέλντεν στον ημιτελικό"],
        ["فيلدن إلى ربع النهائي", "فيلدن إلى نصف النهائي"],
        ["صعود ولدن به یک چهارم نهایی", "صعود ولدن به نیمه نهایی"],
        ["ویلڈن کوارٹر فائنل میں", "ویلڈن سیمی فائنل میں"],
        ["ולדן עלתה לרבע הגמר", "ולדן עלתה לחצי הגמר"],
        ["वेल्डन क्वार्टर फाइनल में", "वेल्डन सेमीफाइनल में"],
        ["কোয়ার্টার ফাইনালে ভেলডেন", "সেমিফাইনালে ভেলডেন"],
        ["காலிறுதியில் வெல்டன்", "அரையிறுதியில் வெல்டன்"],
        ["费尔登晋级四分之一决赛", "费尔登晋级半决赛"],
        ["フェルデンが準々決勝へ", "フェルデンが準決勝へ"],
        ["펠덴 8강 진출", "펠덴 준결승 진출"],
        ["เฟลเดนเข้ารอบก่อนรองชนะเลิศ", "เฟลเดนเข้ารอบรองชนะเลิศ"],
    ] {
        assert!(matches!(told(first, second), Some(Contradiction::Rounds(_))), "{first}");
        assert!(matches!(told(second, first), Some(Contradiction::Rounds(_))), "{second}");
    }
    for [first, second] in [
        ["Velden through to semi-finals", "Velden are semifinalists"],
        ["费尔登晋级半决赛", "费尔登晋级四强"],
        ["Velden wins quarterfinal, goes on to semifinal", "Velden goes on to semifinal"],
        ["费尔登晋级八强", "费尔登晋级半準決賽"],
        ["Tre quarti dei tifosi per Velden", "Semifinale, i tifosi per Velden"],
        ["Toà công bố bản kết luận vụ án", "Toà công bố tự kết luận vụ án"],
    ] {
        assert_eq!(told(first, second), None, "{first}");
    }
}

#[test]
fn the_same_in_other_words_is_no_contradiction() {
    for [first, second] in [
        ["Grain falls on Friday", "Grain drops on Fri"],
        ["سعر القمح ينخفض", "سعر القمح يهبط"],
        ["小麦价格下跌", "小麦价格走低"],
        ["Цена зерна падает", "Цена зерна снизилась"],
        ["Mayor won't resign", "Mayor will not resign"],
        ["Bridge not closed", "Bridge never closed"],
        ["Grain up, oil down", "Oil down, grain up"],
    ] {
        assert_eq!(told(first, second), None, "{first}");
    }
}

#[test]
fn what_only_looks_like_a_denial_denies_nothing() {
    for [first, second] in [
        ["Storm hits coast and hills", "Storm hits not only coast and hills"],
        ["الميناء مغلق", "الميناء لا يزال مغلقا"],
        ["市长辞职", "市长是不是辞职"],
        ["นายกเมืองลาออก", "นายกเมืองลาออกหรือไม่"],
        ["Incêndio em mercado", "Incêndio no mercado"],
        ["Deprem köprüyü vurdu", "Deprem köprüyü yok etti vurdu"],
    ] {
        assert_eq!(told(first, second), None, "{second}");
    }
}

#[test]
fn a_month_that_is_another_word_is_one_beside_a_day() {
    assert!(told("Trial set for 5 March", "The trial is set for 5 April").is_some());
    assert!(told("Der Prozess beginnt am 5. Mai", "Prozess beginnt am 5. Juni").is_some());
    assert!(told("Le procès s’ouvre le 5 mars", "Le procès s’ouvre le 5 mai").is_some());
    assert!(told("El juicio empieza el 5 de julio", "El juicio empieza el 5 de agosto").is_some());
    assert_eq!(told("El tango de Julio Sosa", "El tango de agosto"), None);
    assert_eq!(told("Mayo clinic opens", "June clinic opens"), None);
    assert_eq!(told("Thousands march in 50 towns", "Thousands in June in 50 towns"), None);
}

#[test]
fn a_denial_within_an_addition_denies_nothing_that_the_other_says() {
    assert_eq!(told("Mayor resigns", "Mayor resigns: ‘I will not be part of this any longer’"), None);
    assert_eq!(told("市长辞职", "市长辞职：没有人告诉我桥梁要关闭"), None);
    assert!(told("Mayor to be part of talks", "Mayor is not yet to be part of talks").is_some());
}

#[test]
fn words_that_are_like_one_another_by_letters_alone_are_apart() {
    for (one, other) in [
        ("sonntag", "montag"),
        ("juin", "juillet"),
        ("hasnt", "has"),
        ("keine", "eine"),
        ("jumatatu", "jumatano"),
    ] {
        assert!(are_apart(one, other) && are_apart(other, one), "{one} {other}");
    }
    let [one, other] = ["می‌دهد", "نمی‌دهد"].map(canonical);
    assert!(are_apart(&one, &other));
    assert!(!are_apart("понедельник", "понедельника") && !are_apart("kein", "keine"));
}

#[test]
fn a_hedge_counts_where_the_other_says_nothing_else() {
    let hedged = |words: &str| Some(Contradiction::Hedge(words.to_owned()));
    assert_eq!(told("Dock firm sells tugs", "Dock firm could sell tugs"), hedged("could"));
    assert_eq!(told("Wharf closes in May", "Wharf plans to close in May"), hedged("plans to"));
    assert_eq!(told("Le port ferme en mars", "Le port menace de fermer en mars"), hedged("menace de"));
    for (first, second) in [
        // Both hedge, or one of them tells it in other words, in a longer addition, or with a part of the hedge.
        ("Dock firm might sell tugs", "Dock firm could sell tugs"),
        ("Dock firm eyes sale of tugs", "Dock firm could sell tugs"),
        ("Storm closes harbour", "Storm closes harbour, could last days"),
        ("Dock firm to sell tugs", "Dock firm plans to sell tugs"),
    ] {
        assert_eq!(told(first, second), None, "{first}: {second}");
    }
}

#[test]
fn every_term_is_found_as_normalisation_leaves_it_and_is_of_one_kind() {
    let mut kinds: AHashMap<String, Option<Kind>> = AHashMap::new();
    let mut twice = Vec::new();
    for (kind, title) in listed() {
        let text = canonical(title);
        let words: Vec<&str> = words(&text).collect();
        assert_eq!(canonical(&text), text);
        assert!(!words.is_empty(), "{title:?}");
        let before = kinds.insert(text.clone(), kind);
        if before.is_some_and(|before| before != kind) {
            twice.push(format!("{title}: {before:?}, {kind:?}"));
            continue;
        }
        assert_eq!(term_from(&words, 0), Some((kind, words.len())), "{title}");
        let is_of_characters = is_character(words[0]);
        let expected: Vec<Term> =
            kind.map(|kind| Term { kind, words: 0..words.len(), is_of_characters }).into_iter().collect();
        assert_eq!(terms(&words), expected, "{title}");
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

/// Words of which many are in the tables, or part of what is.
fn any_words() -> impl Strategy<Value = Vec<String>> {
    const SOME: &[&str] = &[
        "monday",
        "fri",
        "friday",
        "thu",
        "hai",
        "ba",
        "周",
        "一",
        "二",
        "次",
        "不",
        "会",
        "not",
        "only",
        "rises",
        "falls",
        "up",
        "to",
        "لا",
        "يزال",
        "january",
        "كانون",
        "الثاني",
        "in",
        "march",
        "x",
        "",
    ];
    proptest::collection::vec(
        prop_oneof![proptest::sample::select(SOME).prop_map(str::to_owned), ".{0,3}"],
        0..8,
    )
}

proptest! {
    #[test]
    fn contradictions_and_answers_are_symmetric(first in any_words(), second in any_words(), skip in 1_usize..3) {
        let [first, second] = [&first, &second].map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
        let left = [&first, &second].map(|words| (0..words.len()).step_by(skip).collect::<Vec<_>>());
        let there = contradiction(&first, &second, [&left[0], &left[1]]);
        let back = contradiction(&second, &first, [&left[1], &left[0]]);
        let swapped = back.map(|found| match found {
            Contradiction::Weekdays([one, other]) => Contradiction::Weekdays([other, one]),
            Contradiction::Months([one, other]) => Contradiction::Months([other, one]),
            found => found,
        });
        prop_assert_eq!(&there, &swapped);
        prop_assert_eq!(contradiction(&first, &first, [&left[0], &left[0]]), None);
        let [ones, others] = [&first, &second].map(|words| terms(words));
        let pairs = answers([&ones, &others], [&left[0], &left[1]]);
        prop_assert_eq!(pairs.len(), answers([&others, &ones], [&left[1], &left[0]]).len());
        for [one, other] in pairs {
            prop_assert!(!one.is_empty() && one.end <= first.len() && !other.is_empty() && other.end <= second.len());
        }
    }
}
