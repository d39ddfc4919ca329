//! Numbers below a hundred, and ordinals, that are spelled out.

use super::words::{
    AND, BEHIND_TENS, COUNTED_BEHIND, FROM, MAGNITUDES, Magnitude, NTH, ORDINALS_BEFORE, PHRASES, Part, SMALL,
};

/// A number below a hundred that is told in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Small {
    Cardinal(u8),
    Ordinal(u8),
}

/// The number that the words from `at` on tell, if any, and the place behind them; `None` where there is no word for
/// a number.
pub(super) fn number_in_words(words: &[&str], at: usize) -> Option<(Option<Small>, usize)> {
    if words[at] == NTH {
        let (number, count) = characters(&words[at + 1..])?;
        return Some((Some(Small::Ordinal(number)), at + 1 + count));
    }
    if !words[at].is_ascii() && (CHARACTERS.contains(&words[at]) || PAIR.contains(&words[at])) {
        let (number, count) = counted(words, at)?;
        return Some((Some(Small::Cardinal(number)), at + count));
    }
    let part = |place: usize| words.get(place).and_then(|word| SMALL.get(word)).copied();
    let is_there = |&&(rest, _): &&(&str, Part)| {
        let mut behind = words[at + 1..].iter();
        rest.split(' ').all(|word| behind.next() == Some(&word))
    };
    if let Some((rest, part)) = PHRASES.get(words[at]).and_then(|rests| rests.iter().find(is_there)) {
        let number = match part {
            Part::Number(number) => Some(Small::Cardinal(*number)),
            Part::Ordinal(number) => Some(Small::Ordinal(*number)),
            _ => None,
        };
        return Some((number, at + 1 + rest.split(' ').count()));
    }
    if let Some((number, _)) = ORDINALS_BEFORE.iter().find(|(_, word)| *word == words[at]) {
        let is_counted = words.get(at + 1).is_some_and(|next| COUNTED_BEHIND.contains(next));
        let is_before = at > 0 && FROM.contains(&words[at - 1]);
        return (is_counted && !is_before).then_some((Some(Small::Ordinal(*number)), at + 1));
    }
    let first = part(at)?;
    if let Part::Ordinal(number) = first {
        return Some(match part(at + 1) {
            // "the second, and ten"
            Some(Part::Teen) => (Some(Small::Ordinal(number % 10 + 10)), at + 2),
            _ => (Some(Small::Ordinal(number)), at + 1),
        });
    }
    let is_cardinal = |word: &&&str| SMALL.get(**word).is_some_and(|part| !matches!(part, Part::Ordinal(_)));
    let end = at + words[at..].iter().take_while(is_cardinal).count();
    if let Part::Number(tens @ 20..) = first
        && let Some((ones, count)) = ones_behind_tens(&words[at + 1..])
    {
        return Some((Some(Small::Cardinal(tens + ones)), at + 1 + count));
    }
    Some(match (first, part(end)) {
        (Part::Number(tens), Some(Part::Ordinal(ones))) if end == at + 1 && tens >= 20 && ones < 10 => {
            (Some(Small::Ordinal(tens + ones)), end + 1)
        }
        // "the one, and ten"
        (Part::One, Some(Part::Ordinal(_))) => (None, end),
        _ => (compound((at..end).filter_map(part)).map(Small::Cardinal), end),
    })
}

/// The ones that follow tens, and how many words they take: "y cinco", "one".
fn ones_behind_tens(words: &[&str]) -> Option<(u8, usize)> {
    let joined = usize::from(words.first().is_some_and(|word| AND.contains(word)));
    let word = words.get(joined)?;
    let ones = match SMALL.get(word) {
        Some(Part::Number(ones @ 2..10)) if joined > 0 => *ones,
        Some(_) => return None,
        None => BEHIND_TENS.iter().find(|(_, ones)| ones == word)?.0,
    };
    Some((ones, joined + 1))
}

/// The number that a run of words for small numbers tells, where it is one word, or ones and tens.
fn compound(mut told: impl Iterator<Item = Part>) -> Option<u8> {
    use Part::{AndTens, Number, One, Teen};
    match (told.next()?, told.next(), told.next()) {
        (Number(number), None, _) => Some(number),
        (One, Some(Teen), None) => Some(11),
        (One, Some(AndTens(tens)), None) => Some(tens + 1),
        (Number(ones @ 2..10), Some(Teen), None) => Some(ones + 10),
        (Number(ones @ 2..10), Some(AndTens(tens)), None)
        | (Number(tens @ 20..), Some(Number(ones @ 2..10)), None) => Some(tens + ones),
        _ => None,
    }
}

/// The number that the Chinese numerals at `at` tell, and how many of them, where they count something or are multiplied: 三人, 十二名. Alone they are
/// syllables of names and words too (三星, 周五, 一些), and behind or before others parts of higher numbers (一百二十, 二十多).
fn counted(words: &[&str], at: usize) -> Option<(u8, usize)> {
    let before = at.checked_sub(1).map_or("", |before| words[before]);
    if CHARACTERS.contains(&before) || PAIR.contains(&before) || NOT_BEHIND.contains(&before) {
        return None;
    }
    let (number, count) = if PAIR.contains(&words[at]) { (2, 1) } else { characters(&words[at..])? };
    let is_magnitude = |word: &&&str| matches!(MAGNITUDES.get(**word), Some(Magnitude::Word(_)));
    let rest = &words[at + count..];
    let magnitudes = rest.iter().take_while(is_magnitude).count();
    let behind = rest.get(magnitudes);
    let is_counted = match rest[..magnitudes] {
        // A band is called "May days".
        [] => behind.is_some_and(|word| COUNTED.contains(word)) && !rest.starts_with(&["月", "天"]),
        // "Eight thousand ages" and "three thousand halls" are places.
        ["千"] => behind.is_some_and(|word| COUNTED.contains(word) || MONEY.contains(word)),
        // "three ten thousands and five thousand" is more than is read.
        _ => !behind
            .is_some_and(|word| CHARACTERS.contains(word) || PAIR.contains(word) || ZEROS.contains(word)),
    };
    // One alone is an article, as in other languages.
    ((number >= 2 || magnitudes > 0) && is_counted).then_some((number, count))
}

/// Two of something.
pub(super) const PAIR: [&str; 3] = ["两", "兩", "両"];

/// What stands for places of a number that are empty.
const ZEROS: [&str; 2] = ["零", "〇"];

/// What Chinese and Japanese count: people, years of age, time, things. Not what is as often part of a name or of a word, as 台, 次, 起 and 度 are.
const COUNTED: [&str; 22] = [
    "人", "名", "位", "岁", "歲", "歳", "年", "月", "天", "个", "個", "家", "辆", "輛", "艘", "架", "回",
    "倍", "枚", "匹", "隻", "只",
];

/// What money and lengths are told in.
const MONEY: [&str; 5] = ["元", "円", "圆", "美", "米"];

/// Behind these a Chinese numeral is part of another number, of a day or of a fraction.
const NOT_BEHIND: [&str; 22] = [
    "百", "千", "万", "萬", "亿", "億", "零", "〇", "点", "點", "数", "數", "几", "幾", "第", "周", "週",
    "期", "拜", "初", "之", "曜",
];

/// The Chinese numerals, which tell a number behind 第 and before what is counted.
pub(super) const CHARACTERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// The number to ninety-nine that Chinese numerals tell (三, 十, 十二, 二十, 二十三), and how many of them; `None` where they
/// are no such number.
fn characters(words: &[&str]) -> Option<(u8, usize)> {
    let value = |word: &&str| {
        (1..).zip(CHARACTERS).find_map(|(value, character)| (character == *word).then_some(value))
    };
    let mut values = words.iter().map_while(value);
    match [(); 4].map(|()| values.next()) {
        [Some(number), None, ..] => Some((number, 1)),
        [Some(10), Some(ones @ 1..10), None, _] => Some((10 + ones, 2)),
        [Some(tens @ 2..10), Some(10), None, _] => Some((10 * tens, 2)),
        [Some(tens @ 2..10), Some(10), Some(ones @ 1..10), None] => Some((10 * tens + ones, 3)),
        _ => None,
    }
}
