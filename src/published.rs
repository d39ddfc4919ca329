//! When a headline was published: an instant from the many ways in which feeds write it.
//!
//! Understood are ISO 8601 and RFC 3339 (with zone, without, or the day alone), RFC 2822 as in
//! RSS, `28 July 2026` and `Jul 28, 2026` as English pages write it, `28-Jul-26` as tables do, `2026年7月28日`, `20260728` and `20260728_1426` as scrapers
//! name files, `28 juillet 2026` in the
//! languages whose months the [judge](crate::judge::kinds) knows, `28.07.2026`, `28/07/2026` and `7/28/2026`, and seconds since 1970, with a fraction or without, milliseconds, micro- and nanoseconds. A zone may be told by a name that is one zone's alone,
//! `WIB` or `CEST`. A time without a zone is taken as UTC, and in the form of RFC 2822, as that demands, one with a zone that is unknown. Days such as
//! `03/04/2026`, which are March to some and April to others, are not guessed, nor are zones such as `IST`: such a headline has no date.

mod forms;
mod words;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use forms::{RFC_2822, RFC_ZONES, ZONES, begins_with_year, civil, day, timestamp, zone};

/// Years in which headlines were published. Another one is a slip: `28.07.26` is no day of the first century.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// The longest text that is a time: each form that is tried looks at all of it.
const LONGEST: usize = 128;

/// A time of publication that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Its beginning, in milliseconds since 1970.
    pub since: i64,
    /// How much of it the record told.
    pub precision: Precision,
}

/// How much of a time a record told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The day alone: it came at some time of it.
    Day,
    /// The time of day too.
    Instant,
}

impl Moment {
    /// Milliseconds of a day.
    const DAY: i64 = 24 * 60 * 60 * 1000;

    /// The moment that `published` names; `None` where it is not understood. Of a day alone it is the first of that day in UTC.
    ///
    /// ```
    /// use doublet::published::{Moment, Precision};
    /// let day = Moment::parse("1970-01-02").expect("a day is a moment");
    /// assert_eq!((day.since, day.until(), day.precision), (86_400_000, 172_799_999, Precision::Day));
    /// assert_eq!(Moment::parse("03/04/2026"), None);
    /// ```
    #[must_use]
    pub fn parse(published: &str) -> Option<Self> {
        let text = Some(published.trim()).filter(|text| text.len() <= LONGEST)?;
        let as_it_stands = |text: &str| {
            if begins_with_year(text) {
                // `of` reads no form that begins so and ends with the name of a zone, which is seen at once.
                Self::in_named_zone(text).or_else(|| Self::of(text))
            } else {
                Self::of(text).or_else(|| Self::in_named_zone(text))
            }
        };
        let moment =
            as_it_stands(text).or_else(|| as_it_stands(&reworded(text)?)).or_else(|| Self::in_words(text))?;
        Some(moment).filter(|moment| YEARS.contains(&moment.civil().year()))
    }

    /// The moment, of whatever year.
    fn of(text: &str) -> Option<Self> {
        if let Some(moment) = Self::by_length(text) {
            return Some(moment);
        }
        if let Some(timestamp) = timestamp(text) {
            return Some(timestamp);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != "20260728".len() {
            return since_1970(text).map(Self::instant);
        }
        if let Some(seconds) = fractional(text) {
            return Some(Self::instant(seconds));
        }
        if let Some(day) = day(text) {
            return Self::midnight(day);
        }
        // An unknown zone counts as UTC there, so that others which are known here come first. Its months are names.
        if text.bytes().any(|byte| byte.is_ascii_alphabetic())
            && zone(text, &ZONES).is_none()
            && let Ok(timestamp) = RFC_2822.parse_timestamp(text)
        {
            return Some(Self::instant(timestamp.as_millisecond()));
        }
        civil(text).and_then(utc).map(Self::instant)
    }

    /// The moment of a text in one of the forms that most have, which its length tells: each other form that is tried before costs as much
    /// as all else.
    fn by_length(text: &str) -> Option<Self> {
        let is_of = |form: &str| text.len() == form.len();
        if is_of("2026-07-28") || is_of("20260728") {
            Self::midnight(text.parse().ok()?)
        } else if (is_of("2026-07-28 14:26:00") || is_of("2026-07-28 14:26"))
            && begins_with_year(text)
            && ["2026-07-28 14".len(), text.len() - ":00".len()].iter().all(|&at| text.as_bytes()[at] == b':')
        {
            // No offset stands at the end, as in "2026-07-28T14:26+02" and "2026-07-28T14+02:00".
            utc(text.parse().ok()?).map(Self::instant)
        } else {
            None
        }
    }

    /// The moment that a text names with a zone by its name behind. An offset in figures before it is what counts, as in "16:26:00 +0200 CEST".
    fn in_named_zone(text: &str) -> Option<Self> {
        let (text, ahead) = zone(text, &ZONES).or_else(|| zone(text, &RFC_ZONES))?;
        let civil = |text: &str| Some(Self::instant(utc(civil(text)?)? - ahead * 60_000));
        timestamp(text)
            .or_else(|| Self::midnight(day(text)?))
            .or_else(|| civil(text))
            .or_else(|| civil(&reworded(text)?))
    }

    /// A day of which no time is told.
    fn midnight(day: Date) -> Option<Self> {
        Some(Moment { since: utc(day.to_datetime(Time::midnight()))?, precision: Precision::Day })
    }

    /// A time whose time of day is known.
    fn instant(since: i64) -> Self {
        Moment { since, precision: Precision::Instant }
    }

    /// The last millisecond that it may have been, since 1970: of a day alone its end.
    #[must_use]
    pub fn until(self) -> i64 {
        match self.precision {
            Precision::Day => self.since + (Self::DAY - 1),
            Precision::Instant => self.since,
        }
    }

    /// It in UTC.
    pub(crate) fn civil(self) -> DateTime {
        // What was parsed lies within the years of jiff.
        let timestamp = Timestamp::from_millisecond(self.since).unwrap_or_default();
        TimeZone::UTC.to_datetime(timestamp)
    }
}

/// The instant that `published` names, in milliseconds since 1970; `None` where it is not understood.
///
/// ```
/// use doublet::published::instant;
/// assert_eq!(instant("1970-01-01T01:00:01+01:00"), Some(1000));
/// assert_eq!(instant("Thu, 01 Jan 1970 00:00:01 GMT"), Some(1000));
/// assert_eq!(instant("1970-01-02"), Some(86_400_000));
/// assert_eq!(instant("19700102_0001"), Some(86_460_000));
/// assert_eq!(instant("yesterday"), None);
/// ```
#[must_use]
pub fn instant(published: &str) -> Option<i64> {
    Moment::parse(published).map(|moment| moment.since)
}

/// A text without the day of the week ahead, or with slashes as another form: pages put the day before forms that have none.
fn reworded(text: &str) -> Option<Cow<'_, str>> {
    const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const SHORTEST: usize = "Mon".len();
    let is_day = |word: &str| {
        word.len() >= SHORTEST && WEEK.iter().any(|day| day.starts_with(&word.to_ascii_lowercase()))
    };
    match text.split_once(',') {
        Some((day, rest)) if is_day(day) => {
            let rest = rest.trim_start();
            Some(slashed(rest).map_or(rest.into(), Cow::from))
        }
        _ => slashed(text).map(Cow::from),
    }
}

/// `17/05/2026`, `17-05-2026` or `5/17/2026`, and what stands behind, as ISO 8601 has it; `None` where the numbers do not tell which is the month.
fn slashed(text: &str) -> Option<String> {
    let (day, time) = text.split_once(' ').map_or((text, ""), |(day, time)| (day, time));
    let mut parts = day.trim_end_matches(',').split(if day.contains('/') { '/' } else { '-' });
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| (1..=digits).contains(&part.len()))?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let (one, other, year) = (number(2)?, number(2)?, number(4)?);
    let (month, day) = match (one, other) {
        (13.., 1..=12) => (other, one),
        (1..=12, 13..) => (one, other),
        _ if one == other => (one, other),
        _ => return None,
    };
    let gap = if time.is_empty() { "" } else { " " };
    parts.next().is_none().then(|| format!("{year:04}-{month:02}-{day:02}{gap}{time}"))
}

/// A civil time as UTC.
fn utc(civil: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond())
}

/// Seconds since 1970 with a fraction, as Python's `time.time()` and JSON have them.
fn fractional(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once('.').filter(|(seconds, _)| matches!(seconds.len(), 9..=10))?;
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_empty() || !are_digits(seconds) || !are_digits(fraction) {
        return None;
    }
    let thousandths = fraction.bytes().chain(*b"000").take(3);
    let milliseconds = thousandths.fold(0, |sum, digit| 10 * sum + i64::from(digit - b'0'));
    Some(seconds.parse::<i64>().ok()? * 1000 + milliseconds)
}

/// Ten digits are seconds until the year 2286, thirteen are milliseconds, sixteen are microseconds, nineteen nanoseconds.
fn since_1970(digits: &str) -> Option<i64> {
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        9..=10 => Some(number * 1000),
        // `202607281426`: as milliseconds it would be of the seventies, before there were feeds.
        12 => utc(DateTime::strptime("%Y%m%d%H%M", digits).ok()?),
        13 => Some(number),
        16 => Some(number / 1000),
        19 => Some(number / 1_000_000),
        14 => {
            let civil = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
            utc(civil)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::forms::{DAYS, FORMATS, ZONED};
    use super::*;

    #[test]
    fn one_instant_in_many_forms() {
        for form in [
            "2026-07-28T14:26:00Z",
            "2026-07-28T16:26:00+02:00",
            "2026-07-28T16:26+02",
            "2026-07-28T16+01:34",
            "+002026-07-28T14:26:00Z",
            "2026-07-28 14:26:00",
            "2026-07-28 14:26",
            "2026-07-28T14:26:00.000Z",
            "20260728_1426",
            "20260728142600",
            "202607281426",
            "28.07.2026 14:26",
            "2026/07/28 14:26",
            "2026-07-28 02:26 PM",
            "28 Jul 2026 14:26",
            "28 July 2026 14:26:00",
            "Jul 28, 2026 14:26",
            "July 28, 2026 2:26 pm",
            "2026年7月28日 14:26",
            "Tue, 28 Jul 2026 14:26:00 GMT",
            "Tue, 28 Jul 2026 16:26:00 +0200",
            "1785248760",
            "1785248760000",
            "1785248760000000",
            "1785248760000000000",
            "1785248760.0",
            "1785248760.000123",
            " 2026-07-28T14:26:00Z\n",
            "2026-07-28 21:26 WIB",
            "2026-07-28T16:26:00 CEST",
            "Tue, 28 Jul 2026 10:26:00 EDT",
            "Tue, 28 Jul 2026 16:26:00 cest",
            "Tue, 28 Jul 2026 14:26:00",
            "Mon, 28 Jul 2026 14:26:00 +0000", // it was a Tuesday
            "Tuesday, July 28, 2026 2:26 PM",
            "Tue Jul 28 16:26:00 +0200 2026",
            "2026-07-28 16:26:00 +0200 CEST",
            "2026-07-28T16:26:00+02:00 CEST",
            "2026-07-28T14:26:00Z UTC",
            "20260728T162600+0200 CEST",
            "2026-07-28 16:26:00.000000001 +0200 CEST",
            "2026-07-28 16:26 +0200",
            "Tue, 28 Jul 26 14:26:00 GMT",
            "Tue, 28 Jul 26 10:26:00 EDT",
            "Tue,28 Jul 2026 14:26:00  GMT",
            "Mon,28 Jul 2026 14:26:00 +0000", // it was a Tuesday
            "Tue, 28 Jul 2026 14:26:00 +0000 (the time of the server that took the message in, whoever sent it)",
            "Tue, 28 Jul 2026 14:26:00 IST", // as RFC 2822 has it
            "28.07.2026, 14:26",
            "28.07.2026 14:26:00",
            "28-Jul-2026 14:26",
            "7/28/2026, 2:26:00 PM",
            "Tue Jul 28 14:26:00 2026",
            "28/07/2026 14:26",
            "7/28/2026 14:26",
            "7/28/2026 2:26 PM",
            "28. Juli 2026, 14:26 Uhr",
            "28 juillet 2026 à 14:26:00",
            "28 de julho de 2026 às 14:26",
            "२८ जुलाई २०२६ 14:26",
        ] {
            assert_eq!(instant(form), Some(1_785_248_760_000), "{form}");
        }
    }

    #[test]
    fn a_fraction_of_a_second_is_read_to_the_millisecond() {
        for (text, expected) in [
            ("1785248760.5", Some(1_785_248_760_500)),
            ("1785248760.0429", Some(1_785_248_760_042)),
            ("785248760.25", Some(785_248_760_250)),
            ("1785248760.", None),
            ("1785248760.5.1", None),
            ("1785248760.5e3", None),
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
    }

    #[test]
    fn each_format_reads_what_it_writes() {
        let moment = DateTime::constant(2026, 7, 28, 14, 26, 0, 0);
        let instant = |text: &str| super::instant(text).and_then(|at| Timestamp::from_millisecond(at).ok());
        for format in FORMATS {
            let text = moment.strftime(format).to_string();
            assert_eq!(
                instant(&text).map(|at| TimeZone::UTC.to_datetime(at)),
                Some(moment),
                "{format}: {text}"
            );
        }
        for format in DAYS {
            let text = moment.strftime(format).to_string();
            let day = instant(&text).map(|at| TimeZone::UTC.to_datetime(at).date());
            assert_eq!(day, Some(moment.date()), "{format}: {text}");
        }
        let zone = TimeZone::fixed(jiff::tz::Offset::constant(-3));
        let zoned = zone.to_ambiguous_zoned_datetime(moment).compatible().expect("there is such a time");
        for format in ZONED {
            let text = zoned.strftime(format).to_string();
            assert_eq!(instant(&text), Some(zoned.timestamp()), "{format}: {text}");
        }
    }

    #[test]
    fn a_day_alone_is_its_first_moment() {
        for form in [
            "2026-07-28",
            "20260728",
            "28.07.2026",
            "2026/07/28",
            "28 Jul 2026",
            "28 july 2026",
            "Jul 28, 2026",
            "July 28, 2026",
            "2026年7月28日",
            "2026年07月28日",
            "Jul 28 2026",
            "28-Jul-26",
            "28-Jul-2026",
            "28/07/2026",
            "28-07-2026",
            "7/28/2026",
            "Tuesday, 28 July 2026",
            "July 28th, 2026",
            "28th of July 2026",
            "28 juillet 2026",
            "28. Juli 2026",
            "mardi 28 juillet 2026",
            "28 de julio de 2026",
            "28 июля 2026 г.",
            "٢٨ يوليو ٢٠٢٦",
            "28 Temmuz 2026",
            "2026 julio 28",
        ] {
            assert_eq!(instant(form), Some(1_785_196_800_000), "{form}");
        }
        assert_eq!(instant("05/05/2026"), instant("2026-05-05"), "the fifth of May to all");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for form in [
            "",
            " ",
            "03/04/2026",
            "2026",
            "99999999",
            "soon",
            "2026-13-45",
            "١٢",
            "28.07.26",
            "28/28/2026",
            "1/2/3/2026",
            "/7/2026",
            "+7/28/2026",
            "2026-07-28 14:26 IST",
            "2026-07-28 14:26 WIB WIB",
            "Tue, Tue, 28 Jul 2026",
            "Monaco, 28 Jul 2026",
            "28 Thermidor 2026",
            "28 juillet",
            "28 juillet août 2026",
            "28 juillet 2026 2:26 PM",
            "28 juillet 2026 14:26 CEST",
            "28 juillet 2026 14",
            "28 juillet 2026 14:26 -3",
            "28 juillet 2026 14:26 +02",
            "28 juillet 2026 14:26 (+03)",
            "28 juillet 2026 14:26 03",
            "28 juillet 2026 −2:30",
            "28 juillet 2026 - 12:15",
            "28 juillet 2026 ½",
            "juillet 2026 10:14:30",
            "28-30 juillet 2026",
            "31 juin 2026",
            "il y a 3 jours",
            "not 28 juillet 2026",
            "Tue, 28 Jul 2026 14:26:00 EST EST",
            "1785248760 JST",
            &" Tue,".repeat(1 << 16),
            "0000-00-00",
            "123456789012",
        ] {
            assert_eq!(instant(form), None, "{form}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9T:Z+./ _-]{0,24}|\\PC{0,12}|[0-9]{1,6} (de )?(mai|juillet|июля|july)[ ,0-9:]{0,12}") {
            let _ = instant(&text);
        }
    }
}
