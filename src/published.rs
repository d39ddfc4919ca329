//! When a headline was published: an instant from the many ways in which feeds write it.
//!
//! Understood are ISO 8601 and RFC 3339 (with zone, without, or the day alone), RFC 2822 as in
//! RSS, `28 July 2026` and `Jul 28, 2026` as English pages write it, `2026年7月28日`, `20260728` and `20260728_1426` as scrapers
//! name files, `28.07.2026` and seconds or milliseconds since 1970. A time without a zone is taken as UTC. Days such as `03/04/2026`,
//! which are March to some and April to others, are not guessed: such a headline has no date.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

/// Years in which headlines were published. Another one is a slip: `28.07.26` is no day of the first century.
const YEARS: RangeInclusive<i16> = 1900..=2100;

/// Formats without a zone, tried in order after the standard ones.
const FORMATS: [&str; 17] = [
    "%Y%m%d_%H%M",
    "%Y%m%d%H%M%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M %p",
    "%d %b %Y %H:%M",
    "%d %B %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d %B %Y %H:%M:%S",
    "%b %d, %Y %H:%M",
    "%B %d, %Y %H:%M",
    "%b %d, %Y %I:%M %p",
    "%B %d, %Y %I:%M %p",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
];

/// Formats of a day alone.
const DAYS: [&str; 8] =
    ["%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%Y年%m月%d日"];

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
        Self::of(published.trim()).filter(|moment| YEARS.contains(&moment.civil().year()))
    }

    /// The moment, of whatever year.
    fn of(text: &str) -> Option<Self> {
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Some(Self::instant(timestamp.as_millisecond()));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != "20260728".len() {
            return since_1970(text).map(Self::instant);
        }
        if let Some(day) = day(text) {
            return Some(Moment {
                since: utc(day.to_datetime(Time::midnight()))?,
                precision: Precision::Day,
            });
        }
        let civil = text.parse::<DateTime>().ok();
        let civil = civil.or_else(|| FORMATS.iter().find_map(|format| DateTime::strptime(format, text).ok()));
        if let Some(civil) = civil {
            return utc(civil).map(Self::instant);
        }
        let zoned = rfc2822::parse(text).ok()?;
        Some(Self::instant(zoned.timestamp().as_millisecond()))
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

/// A day without a time of day.
fn day(text: &str) -> Option<Date> {
    let is_iso = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let iso = if is_iso { text.parse().ok() } else { None };
    iso.or_else(|| DAYS.iter().find_map(|format| Date::strptime(format, text).ok()))
}

/// A civil time as UTC.
fn utc(civil: DateTime) -> Option<i64> {
    Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond())
}

/// Ten digits are seconds until the year 2286, thirteen are milliseconds.
fn since_1970(digits: &str) -> Option<i64> {
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        9..=10 => Some(number * 1000),
        // `202607281426`: as milliseconds it would be of the seventies, before there were feeds.
        12 => utc(DateTime::strptime("%Y%m%d%H%M", digits).ok()?),
        13 => Some(number),
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

    use super::*;

    #[test]
    fn one_instant_in_many_forms() {
        for form in [
            "2026-07-28T14:26:00Z",
            "2026-07-28T16:26:00+02:00",
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
            " 2026-07-28T14:26:00Z\n",
        ] {
            assert_eq!(instant(form), Some(1_785_248_760_000), "{form}");
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
        ] {
            assert_eq!(instant(form), Some(1_785_196_800_000), "{form}");
        }
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
            "0000-00-00",
            "123456789012",
        ] {
            assert_eq!(instant(form), None, "{form}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9T:Z+./ _-]{0,24}|\\PC{0,12}") {
            let _ = instant(&text);
        }
    }
}
