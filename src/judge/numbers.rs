//! The numbers of a headline, and whether two headlines contradict one another in them.
//!
//! Normalisation has already made one form of every script's digits, of grouping and of decimal separators. What is
//! left to see through is how a number is told: `150k`, `150 thousand` and `150000` are one number, and so are
//! `$200bn` and `200 billion`, `50%` and `50 percent`, `5万` and `50000`, `five` and `5`. So a [`Numeral`] is one or
//! more words:
//!
//! - digits with an optional decimal part and an optional minus, wherever in a word they stand: `s02e01` has 2 and 1,
//!   `covid19` has 19. Leading zeros do not count, and a space may group the digits, "84 000". Letters before a number and units behind it say what it is a number of: the
//!   M6 is not the A6, 5am not 5pm, and season 2 episode 1 not season 1 episode 2; a number without any equals all of these;
//! - or a word for a number from two to twenty, or for a multiple of ten (`words`), alone or put together: "twenty five",
//!   خمسة وعشرون (five and twenty), "dua belas" (two and ten). Several such words that make no number in
//!   one of these ways are not read at all. Hundreds in words are not read either;
//! - or an ordinal to the tenth, which tells what its digits tell: "second" is "2nd", 第三 is 第3. Not one that is part of
//!   a day or a month: "segunda-feira" is Monday, "كانون الثاني" is January ([`super::kinds`]);
//! - behind it what multiplies it: `million`, `mln`, `bn`, `लाख`, `万`. `k`, `m`, `b` and `t` may be units of other
//!   things (a run of 5k, 100m), and "m" a million or a *miliar*: such a number equals each of its readings;
//! - `%` or a word for it, which belongs to the numeral and does not change the number.
//!
//! Cost: one look-up in a table a word, some 300 ns a pair; asked for only where both sides have a digit, or
//! something like a number that the other does not answer.

mod words;

use std::borrow::Cow;
use std::ops::Range;

use smallvec::SmallVec;
use words::{
    AND, BEHIND_TENS, CENT, CENT_BEFORE, MAGNITUDES, Magnitude, OPENERS, PHRASES, Part, SMALL, UNITS,
};

use xxhash_rust::xxh3::xxh3_64;

use super::kinds;
use crate::normalize;

/// So many readings a number has at most: "3m" is 3 of something, three million, and in Jakarta three *miliar*.
const READINGS: usize = 3;

/// A number and where it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// The words that tell it, by their places.
    pub words: Range<usize>,
    /// Whether it is a percentage.
    pub is_percentage: bool,
    /// What it is a number of, where letters in its own word tell.
    label: Option<Label>,
    /// The number in its shortest form, or all of its readings, as hashes.
    readings: [u64; READINGS],
}

/// The letters that a number is written together with, as a hash.
type Label = std::num::NonZeroU32;

/// The label of these letters; none of none.
fn label(letters: &str) -> Option<Label> {
    if letters.is_empty() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    Label::new(xxh3_64(letters.as_bytes()) as u32 | 1)
}

/// A number and how it is written.
type Written = (Numeral, String);

impl Numeral {
    /// Whether one of the readings is that of `other`.
    ///
    /// ```
    /// use doublet::judge::numbers::numerals;
    /// let one = |text: &'static str| numerals(&text.split(' ').collect::<Vec<_>>()).remove(0);
    /// assert!(one("2.5 million").equals(&one("2500000")));
    /// assert!(one("5k").equals(&one("5")) && one("5k").equals(&one("5000")));
    /// assert!(one("5m").equals(&one("5 juta")) && one("5 m").equals(&one("5 miliar")));
    /// assert!(!one("5 million").equals(&one("5 billion")) && !one("5m").equals(&one("5b")));
    /// assert!(one("covid19").equals(&one("19")) && !one("m6").equals(&one("a6")));
    /// ```
    #[must_use]
    pub fn equals(&self, other: &Numeral) -> bool {
        let is_of_one_thing = self.label == other.label || self.label.is_none() || other.label.is_none();
        is_of_one_thing && self.readings.iter().any(|reading| other.readings.contains(reading))
    }
}

/// The numbers that `words`, those of a canonical text, tell, in order.
///
/// ```
/// use doublet::judge::numbers::numerals;
/// let found = numerals(&["s02e01", "draws", "1.20", "million", "five", "days", "on"]);
/// let places: Vec<_> = found.iter().map(|numeral| numeral.words.clone()).collect();
/// assert_eq!(places, [0..1, 0..1, 2..4, 4..5]);
/// ```
#[must_use]
pub fn numerals(words: &[&str]) -> Vec<Numeral> {
    written(words).into_iter().map(|(numeral, _)| numeral).collect()
}

/// The numbers that `words` tell, and how they are written.
fn written(words: &[&str]) -> Vec<Written> {
    let dates = dates(words);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        let date = dates.get(dates.partition_point(|date| date.end <= at)).filter(|date| date.contains(&at));
        if let Some(date) = date
            && SMALL.contains_key(word)
        {
            at = date.end;
            continue;
        }
        if let Some((number, rest)) = leading_number(word) {
            at = push_numeral(words, at..at + 1, number, rest, &mut found);
            continue;
        }
        if let Some((number, end)) = number_in_words(words, at) {
            at = match number {
                Some(Small::Cardinal(number)) => {
                    push_numeral(words, at..end, &number.to_string(), "", &mut found)
                }
                Some(Small::Ordinal(number)) => {
                    found.push(ordinal(words, at..end, number));
                    end
                }
                None => end,
            };
            continue;
        }
        found.extend(numbers_within(word).map(|within| plain(at, within)));
        at += 1;
    }
    found
}

/// The places of days and months, of which words for numbers may be part.
fn dates(words: &[&str]) -> Vec<Range<usize>> {
    let is_date = |term: &kinds::Term| matches!(term.kind, kinds::Kind::Weekday(_) | kinds::Kind::Month(_));
    kinds::terms(words).into_iter().filter(is_date).map(|term| term.words).collect()
}

/// A number below a hundred that is told in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Small {
    Cardinal(u8),
    Ordinal(u8),
}

/// The number that the words from `at` on tell, if any, and the place behind them; `None` where there is no word for
/// a number.
fn number_in_words(words: &[&str], at: usize) -> Option<(Option<Small>, usize)> {
    if words[at] == "第" {
        let (number, count) = characters(&words[at + 1..])?;
        return Some((Some(Small::Ordinal(number)), at + 1 + count));
    }
    let part = |place: usize| words.get(place).and_then(|word| SMALL.get(word)).copied();
    let phrase = |&&(_, phrase): &&(u8, &str)| {
        let mut rest = words[at..].iter();
        phrase.split(' ').all(|word| rest.next() == Some(&word))
    };
    if OPENERS.contains(words[at])
        && let Some((number, phrase)) = PHRASES.iter().find(phrase)
    {
        return Some((Some(Small::Cardinal(*number)), at + phrase.split(' ').count()));
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

/// The Chinese numerals, which tell a number behind 第.
const CHARACTERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

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

/// An ordinal, which nothing multiplies.
fn ordinal(words: &[&str], span: Range<usize>, number: u8) -> Written {
    let text = normalize::canonical(&words[span.clone()].join(" "));
    let readings = [reading(&number.to_string()); READINGS];
    (Numeral { words: span, is_percentage: false, label: None, readings }, text)
}

/// A number that is digits alone, perhaps behind letters.
fn plain(place: usize, Within { letters, number }: Within<'_>) -> Written {
    let readings = [reading(shortest(number)); READINGS];
    let numeral = Numeral { words: place..place + 1, is_percentage: false, label: label(letters), readings };
    (numeral, format!("{letters}{}", if letters.is_empty() { shortest(number) } else { number }))
}

/// What stands for a number in its shortest form: 64 bits of hash, which no two numbers of a run share by accident.
fn reading(number: &str) -> u64 {
    xxh3_64(number.as_bytes())
}

/// Adds the numeral that begins with the words of `span`, which tell `number` and then, in the same word, `rest`.
/// Returns the place behind it.
fn push_numeral(
    words: &[&str],
    span: Range<usize>,
    number: &str,
    rest: &str,
    found: &mut Vec<Written>,
) -> usize {
    let Range { start, mut end } = span;
    let is_told_before = start > 0 && words[start - 1] == CENT_BEFORE;
    let first = if is_told_before { start - 1 } else { start };
    let mut is_percentage = rest == "%" || is_told_before;
    let mut exponents = [0; READINGS];
    let mut unit = if UNITS.contains(&rest) { rest } else { "" };
    match MAGNITUDES.get(rest) {
        Some(Magnitude::Word(exponent) | Magnitude::Attached(exponent)) => exponents = [*exponent; READINGS],
        Some(Magnitude::Letter([one, other])) => (exponents, unit) = ([0, *one, *other], rest),
        None if rest.is_empty() || rest == "%" => {}
        // Other letters: "5th", "2x4". Each of its numbers stands for itself.
        None => {
            let (mut numeral, text) = plain(start, Within { letters: "", number });
            numeral.label = label(unit);
            found.push((numeral, format!("{text}{unit}")));
            found.extend(numbers_within(rest).map(|within| plain(start, within)));
            return end;
        }
    }
    let mut grouped = Cow::from(number);
    if rest.is_empty() && (1..=3).contains(&number.len()) && words[start] == number && number != "0" {
        while let Some(group) = words.get(end).filter(|word| is_group(word)) {
            grouped.to_mut().push_str(group);
            end += 1;
        }
    }
    if rest.is_empty()
        && let Some(Magnitude::Letter([one, other])) = words.get(end).and_then(|word| MAGNITUDES.get(word))
    {
        (exponents, unit) = ([0, *one, *other], words[end]);
        end += 1;
    }
    while let Some(Magnitude::Word(exponent)) = words.get(end).and_then(|word| MAGNITUDES.get(word)) {
        exponents = exponents.map(|before| before + exponent);
        end += 1;
    }
    if !is_percentage {
        let behind = |count: usize| words.get(end..end + count).is_some_and(is_cent);
        if let Some(count) = (1..=2).find(|&count| behind(count)) {
            (is_percentage, end) = (true, end + count);
        }
    }
    let readings = exponents.map(|exponent| reading(&scaled(&grouped, exponent)));
    let is_digits_alone =
        exponents == [0; READINGS] && end == start + 1 && leading_number(words[start]).is_some();
    let text =
        if is_digits_alone { number.to_owned() } else { normalize::canonical(&words[first..end].join(" ")) };
    found.push((Numeral { words: first..end, is_percentage, label: label(unit), readings }, text));
    end
}

/// Whether a word is three digits, which behind one to three others a space sets apart as a comma does: "84 000".
fn is_group(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether so many words say "percent".
fn is_cent(words: &[&str]) -> bool {
    CENT.iter().any(|phrase| phrase.split(' ').eq(words.iter().copied()))
}

/// `number` times ten to the `exponent`, in its shortest form.
fn scaled(number: &str, exponent: usize) -> Cow<'_, str> {
    if exponent == 0 {
        return number.into();
    }
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let (moved, part) = part.split_at(part.len().min(exponent));
    let zeros = "0".repeat(exponent - moved.len());
    shortest(&format!("{whole}{moved}{zeros}{}{part}", if part.is_empty() { "" } else { "." }))
        .to_owned()
        .into()
}

/// The number that `word` begins with, in its shortest form, and what stands behind it.
fn leading_number(word: &str) -> Option<(&str, &str)> {
    let bytes = word.as_bytes();
    let start = usize::from(bytes.first() == Some(&b'-'));
    bytes.get(start).filter(|byte| byte.is_ascii_digit())?;
    let end = number_end(bytes, start);
    Some((shortest(&word[..end]), &word[end..]))
}

/// A number in a word, as it is written.
struct Within<'w> {
    /// The Latin letters right before it, as codes have them: letters of other scripts are a preposition or an article.
    letters: &'w str,
    number: &'w str,
}

/// The numbers of a word, in order.
fn numbers_within(word: &str) -> impl Iterator<Item = Within<'_>> {
    let bytes = word.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let letters = bytes[at..start].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        at = number_end(bytes, start);
        Some(Within { letters: &word[start - letters..start], number: &word[start..at] })
    })
}

/// Where the number ends that begins with the digit at `start`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let digits_end =
        |start: usize| start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = digits_end(start);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        digits_end(end + 1)
    } else {
        end
    }
}

/// Without zeros that say nothing: before the first digit that counts, behind the last decimal.
/// A negative number keeps its text, so that a slice of it suffices.
fn shortest(number: &str) -> &str {
    if number.starts_with('-') {
        return number;
    }
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    let significant = number.trim_start_matches('0');
    match significant.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => significant,
        // "0", "0.5": one zero stays.
        _ => &number[number.len() - significant.len() - 1..],
    }
}

/// The words that tell a number or part of one, as normalisation leaves them; so does every word with a digit.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    SMALL.keys().map(AsRef::as_ref).chain(CHARACTERS)
}

/// The numbers that each of two texts has and the other lacks, counted as often as they
/// stand, as they are written; `None` unless both have some.
///
/// ```
/// use doublet::judge::numbers::own;
/// assert_eq!(own("5 killed", "fifteen killed"), Some([vec!["5".to_owned()], vec!["fifteen".to_owned()]]));
/// assert_eq!(own("5 killed", "many killed"), None);
/// assert_eq!(own("3 of 5", "five of 3"), None);
/// ```
#[must_use]
pub fn own(first: &str, second: &str) -> Option<[Vec<String>; 2]> {
    let [first, second] = [first, second].map(|text| normalize::words(text).collect::<Vec<_>>());
    own_of_words(&first, &second)
}

/// [`own`] of texts that are cut into words.
pub(super) fn own_of_words(first: &[&str], second: &[&str]) -> Option<[Vec<String>; 2]> {
    let [first, second] = [first, second].map(|words| written(words).into());
    let own = without_common(first, second, |(numeral, _)| numeral)?;
    Some(own.map(|numerals| numerals.into_iter().map(|(_, text)| text).collect()))
}

/// The numbers that `words` tell, as they are written.
pub(super) fn as_written(words: &[&str]) -> Vec<String> {
    written(words).into_iter().map(|(_, text)| text).collect()
}

/// Whether each of two texts with these numbers has some that the other lacks.
pub(super) fn are_apart(first: &[Numeral], second: &[Numeral]) -> bool {
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let [first, second] = [first, second].map(|numerals| numerals.iter().collect());
    without_common(first, second, |numeral: &&Numeral| numeral).is_some()
}

/// The numbers of a headline: few enough to need no memory of their own.
type Few<T> = SmallVec<[T; 4]>;

/// A text with more numbers than this is no headline: nothing is said of it, since to pair off so many costs their square.
const MOST_NUMBERS: usize = 1000;

/// What is left on each side without the numbers that both have; `None` unless there is something on both.
fn without_common<T>(first: Few<T>, second: Few<T>, numeral: impl Fn(&T) -> &Numeral) -> Option<[Few<T>; 2]> {
    if first.len().max(second.len()) > MOST_NUMBERS {
        return None;
    }
    let (mut left, mut right) = (first, second);
    // What has one reading finds its like before what has two.
    let is_same = |one: &Numeral, other: &Numeral| one.readings == other.readings && one.equals(other);
    for is_like in [is_same, Numeral::equals] {
        left.retain(|one| match right.iter().position(|other| is_like(numeral(one), numeral(other))) {
            Some(at) => {
                right.remove(at);
                false
            }
            None => true,
        });
    }
    (!left.is_empty() && !right.is_empty()).then_some([left, right])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        let numbers =
            |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
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
        ] {
            assert_eq!(told(text), readings([expected]), "{text}");
        }
        assert_eq!(told("第3回 2024年"), readings(["3", "2024"]));
        assert_eq!(told("s02e01 covid19 5th"), readings(["2", "1", "19", "5"]));
        assert_eq!(told("no number, no million").len(), 0);
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
            ("onze", "11"),
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
        ] {
            let [first, second] = [first, second].map(normalize::canonical);
            assert_eq!(own(&first, &second), None);
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
}
