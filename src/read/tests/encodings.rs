//! Encodings, recognised and given.

use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

use super::*;

const ARABIC: &str = "الميناء يفتح أبوابه من جديد بعد العاصفة\nوزير النقل يعلن عودة العبارات إلى العمل\n\
    إغلاق الجسر القديم أمام السيارات لمدة شهر\nالبلدية تبحث عن حلول لأزمة المياه في المدينة\n\
    ارتفاع أسعار الخبز للمرة الثالثة هذا العام\nافتتاح معرض الكتاب بمشاركة مئة دار نشر\n";
const CHINESE: &str = "港口在暴风雨后重新开放\n渡轮服务将于周一恢复运营\n老桥关闭一个月进行维修\n\
    市政府讨论城市供水问题\n面包价格今年第三次上涨\n书展吸引了一百家出版社参加\n";
const JAPANESE: &str = "港が嵐の後に再開した\nフェリーは月曜日から運航を再開する\n古い橋は修理のため一か月閉鎖\n\
    市役所が水不足の対策を話し合う\nパンの値段が今年三回目の値上がり\n";
const RUSSIAN: &str = "Порт снова открыт после шторма\nПаромы вернутся на линию в понедельник\n\
    Старый мост закрывают на месяц\nВ городе обсуждают проблему воды\nЦены на хлеб выросли в третий раз\n";
const FRENCH: &str = "Le port rouvre après la tempête\nLes ferries reprennent dès lundi\n\
    Le vieux pont fermé à la circulation\nLa ville cherche des solutions à la pénurie d'eau\n\
    Le prix du pain augmente pour la troisième fois\nLa forêt brûlée sera replantée\n";
const KOREAN: &str = "폭풍이 지나간 뒤 항구가 다시 문을 열었다\n여객선이 월요일부터 운항을 재개한다\n\
    오래된 다리가 한 달 동안 폐쇄된다\n빵 가격이 올해 세 번째로 올랐다\n";
const TAIWANESE: &str = "港口在暴風雨後重新開放\n渡輪服務將於週一恢復營運\n老橋關閉一個月進行維修\n\
    市政府討論城市供水問題\n麵包價格今年第三次上漲\n";

#[test]
fn legacy_encodings_are_recognised() {
    for (text, encoding) in [
        (ARABIC, WINDOWS_1256),
        (CHINESE, GBK),
        (TAIWANESE, BIG5),
        (JAPANESE, SHIFT_JIS),
        (KOREAN, EUC_KR),
        (RUSSIAN, WINDOWS_1251),
        (FRENCH, WINDOWS_1252),
    ] {
        let (bytes, _, is_lossy) = encoding.encode(text);
        assert!(!is_lossy);
        assert_eq!(
            recognising(bytes.as_ref()).titles(),
            text.lines().collect::<Vec<_>>(),
            "{}",
            encoding.name()
        );
        let json: String = text.lines().map(|line| format!("{{\"title\": \"{line}\"}}\n")).collect();
        assert_eq!(recognising(encoding.encode(&json).0.as_ref()).titles(), text.lines().collect::<Vec<_>>());
    }
}

#[test]
fn an_encoding_that_is_given_is_taken_and_a_mark_is_stronger() {
    let options = Options { encoding: Some("windows-1256".to_owned()), ..Options::default() };
    let (bytes, _, _) = WINDOWS_1256.encode("عودة العبارات");
    let found = outcome(&[memory("in", bytes.as_ref())], &options, Sizes::default());
    assert_eq!(found.titles(), ["عودة العبارات"]);
    let marked = "\u{feff}عودة العبارات".as_bytes();
    assert_eq!(outcome(&[memory("in", marked)], &options, Sizes::default()), found);
}

#[test]
fn utf_32_is_refused_and_its_remedy_told() {
    let text = [0xfeff].into_iter().chain("Ferry runs\n".chars().map(u32::from));
    let little: Vec<u8> = text.clone().flat_map(u32::to_le_bytes).collect();
    let big: Vec<u8> = text.flat_map(u32::to_be_bytes).collect();
    for bytes in [little, big] {
        let found = recognising(bytes);
        assert_eq!(found.failed, ["in: this is UTF-32; convert it first, as with iconv -f UTF-32 -t UTF-8"]);
        assert!(found.titles().is_empty());
    }
}

fn utf16(text: &str, is_big_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| if is_big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf_16_is_utf_8_with_a_mark_and_without() {
    for text in [
        ARABIC,
        CHINESE,
        JAPANESE,
        RUSSIAN,
        FRENCH,
        "title\tid\nFerry runs\t1\n",
        "{\"title\": \"Ferry runs\"}\n",
    ] {
        let plain = recognising(text);
        assert!(!plain.headlines.is_empty());
        for is_big_endian in [false, true] {
            assert_eq!(recognising(utf16(text, is_big_endian)), plain, "{text}");
            assert_eq!(recognising(utf16(&format!("\u{feff}{text}"), is_big_endian)), plain, "{text}");
        }
        assert_eq!(recognising(format!("\u{feff}{text}")), plain);
    }
}

#[test]
fn a_bad_byte_in_utf_8_costs_its_line_and_no_other() {
    let mut bytes = "Hafen öffnet\nBrücke geschlossen\nFähre ".as_bytes().to_vec();
    bytes.extend(b"f\xe4hrt\nZug h\xc3\xa4lt\n");
    let found = recognising(bytes);
    assert_eq!(found.titles(), ["Hafen öffnet", "Brücke geschlossen", "Zug hält"]);
    assert_eq!(
        found.bad,
        [
            "in:3: byte 9 of the record (0xe4) is not valid UTF-8; convert the input to UTF-8, or name its encoding"
        ]
    );
    let found = recognising(b"Ferry runs\nbad \xff line\nBridge closed\n".as_slice());
    assert_eq!((found.titles(), found.bad.len()), (vec!["Ferry runs", "Bridge closed"], 1));
    let found =
        recognising(b"{\"title\": \"Ferry runs\"}\n{\"title\": \"\xc3(\"}\n{\"title\": \"x\"}\n".as_slice());
    assert_eq!((found.titles(), found.bad.len()), (vec!["Ferry runs", "x"], 1));
}

#[test]
fn a_line_in_another_encoding_is_a_bad_line_among_few_others() {
    let (latin, _, _) = WINDOWS_1252.encode("Café élève brûlé à Orléans\n");
    // One sequence in a line may be there by accident: in EUC-KR this is a book, and in UTF-8 a letter.
    let korean = [&b"\xc3\xa5\n"[..], EUC_KR.encode(KOREAN).0.as_ref()].concat();
    assert!(recognising(korean).titles().contains(&KOREAN.lines().next().expect("there is a line")));
    for others in [1, 2, 5] {
        let lines: String = FRENCH.lines().take(others).map(|line| format!("{line}\n")).collect();
        let found = recognising([lines.as_bytes(), latin.as_ref()].concat());
        assert_eq!((found.titles(), found.bad.len()), (lines.lines().collect::<Vec<_>>(), 1));
    }
}

#[test]
fn a_page_is_read_in_the_encoding_that_it_names() {
    let page = "<!doctype html><html><head><meta charset=\"windows-1251\"></head><body><h1>Порт открыт</h1></body></html>";
    assert_eq!(recognising(WINDOWS_1251.encode(page).0.as_ref()).titles(), ["Порт открыт"]);
    // Saved again by a tool that decoded it and left the tag.
    assert_eq!(recognising(page).titles(), ["Порт открыт"]);
}
