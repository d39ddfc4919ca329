//! Dates in words: a month by its name in whatever language the judge knows, and a day that is counted.
//!
//! Tried where no other form fits. What is not known to say nothing makes it no date: it could be a zone, an offset or half of the day.

use jiff::civil::{Date, Time};
use smallvec::SmallVec;

use super::{Moment, utc};
use crate::judge::kinds::{self, Kind};
use crate::normalize;

/// Words that stand in a date and say nothing: of, the, at, o'clock, year.
const BETWEEN: [&str; 17] =
    ["de", "del", "of", "the", "le", "la", "las", "at", "um", "a", "as", "om", "kl", "в", "uhr", "г", "года"];

/// What stands behind the number of a day that is counted.
const ORDINAL: [&str; 6] = ["st", "nd", "rd", "th", "er", "o"];

impl Moment {
    /// The moment of a text that names its month in whatever language the judge knows, "28 de julio de 2026", or counts its days, "July
    /// 28th 2026"; a time of day stands behind as "14:26".
    pub(super) fn in_words(text: &str) -> Option<Self> {
        // What could be an offset from UTC or a span makes it another moment.
        let is_plain =
            |c: char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, ',' | '.' | ':' | 'º');
        let is_sign =
            |c: char| c.is_ascii() || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '＋' | '－');
        let canonical = normalize::canonical(text);
        let numerals = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
        if text.chars().any(|c| !is_plain(c) && is_sign(c)) || numerals(text) != numerals(&canonical) {
            return None;
        }
        let words: Vec<&str> = normalize::words(&canonical).collect();
        let (mut numbers, mut month) = (SmallVec::<[i16; 5]>::new(), None);
        let mut named = 0;
        for term in kinds::terms(&words) {
            match term.kind {
                Kind::Month(number) if month.is_none() => month = i8::try_from(number).ok(),
                Kind::Weekday(_) => {}
                _ => return None,
            }
            Self::numbers_in(&words[named..term.words.start], &mut numbers)?;
            named = term.words.end;
        }
        Self::numbers_in(&words[named..], &mut numbers)?;
        let (year, day, time) = match numbers[..] {
            [year @ 1000..=9999, day] => (year, day, &[][..]),
            [day, year @ 1000..=9999, ref time @ ..] => (year, day, time),
            _ => return None,
        };
        if time.len().saturating_sub(1) != text.matches(':').count() {
            return None;
        }
        let small = |number: i16| i8::try_from(number).ok();
        let date = Date::new(year, month?, small(day)?).ok()?;
        let (hour, minute, second) = match *time {
            [] => return Self::midnight(date),
            [hour, minute] => (hour, minute, 0),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
        let time = Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
        utc(date.to_datetime(time)).map(Self::instant)
    }

    /// Adds the numbers among some words of a date; none where there is anything else that could change it.
    fn numbers_in(words: &[&str], numbers: &mut SmallVec<[i16; 5]>) -> Option<()> {
        for word in words.iter().filter(|word| !BETWEEN.contains(word)) {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let (number, ordinal) = word.split_at(digits);
            let is_day = ordinal.is_empty() || (numbers.is_empty() && ORDINAL.contains(&ordinal));
            numbers.push(number.parse().ok().filter(|_| is_day)?);
        }
        Some(())
    }
}
