//! The forms of dates that are read as they stand, and which of them a text can have.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;

use super::Moment;

/// What reads the form of feeds; many a feed has the wrong day of the week.
pub(super) static RFC_2822: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Names of zones of RFC 2822, whose forms are read as they stand, by the minutes that they are ahead of UTC. In other forms CST may be China's.
pub(super) const RFC_ZONES: [(&str, i64); 10] = [
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];

/// Others, which one zone alone has.
pub(super) const ZONES: [(&str, i64); 28] = [
    ("WET", 0),
    ("WEST", 60),
    ("WAT", 60),
    ("CET", 60),
    ("CEST", 120),
    ("MEZ", 60),
    ("MESZ", 120),
    ("CAT", 120),
    ("SAST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("EAT", 180),
    ("MSK", 180),
    ("TRT", 180),
    ("PKT", 300),
    ("NPT", 345),
    ("WIB", 420),
    ("WITA", 480),
    ("HKT", 480),
    ("SGT", 480),
    ("AWST", 480),
    ("WIT", 540),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// Formats with a zone: those of posts of the old Twitter, and of what programs log.
pub(super) const ZONED: [&str; 3] =
    ["%a %b %d %H:%M:%S %z %Y", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%d %H:%M %z"];

/// Formats without a zone, tried in order after the standard ones.
pub(super) const FORMATS: [&str; 22] = [
    "%Y%m%d_%H%M",
    "%Y%m%d%H%M%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y, %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d-%b-%Y %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
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
    "%a %b %d %H:%M:%S %Y",
];

/// Formats of a day alone.
pub(super) const DAYS: [&str; 11] = [
    "%Y%m%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%Y年%m月%d日",
];

/// Whether a text begins as ISO 8601 has it, "2026-".
pub(super) fn begins_with_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == "2026".len() && text.as_bytes().get(digits) == Some(&b'-')
}

/// A day without a time of day.
pub(super) fn day(text: &str) -> Option<Date> {
    let is_iso = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let iso = if is_iso { text.parse().ok() } else { None };
    iso.or_else(|| DAYS.iter().filter(could_be(text)).find_map(|format| Date::strptime(format, text).ok()))
}

/// A moment that is told with its offset from UTC.
pub(super) fn timestamp(text: &str) -> Option<Moment> {
    let has_offset = text.split_once(':').is_some_and(|(_, behind)| behind.contains(['+', '-']));
    let zoned = || {
        let mut formats = ZONED.iter().filter(|format| has_offset && has_signs_of(text, format));
        formats.find_map(|format| Timestamp::strptime(format, text).ok())
    };
    let timestamp = in_iso::<Timestamp>(text).or_else(zoned)?;
    Some(Moment::instant(timestamp.as_millisecond()))
}

/// What a text says in ISO 8601: "2026-07-28T14:26:00Z", "20260728T142600Z", "+002026-07-28T14:26:00Z".
fn in_iso<T: FromStr>(text: &str) -> Option<T> {
    let is_basic = || matches!(text.as_bytes().get("20260728".len()), Some(b'T' | b't' | b' ' | b'['));
    let has_sign = || text.starts_with(['+', '-']);
    if begins_with_year(text) || is_basic() || has_sign() { text.parse().ok() } else { None }
}

/// A time without a zone.
pub(super) fn civil(text: &str) -> Option<DateTime> {
    let listed =
        || FORMATS.iter().filter(could_be(text)).find_map(|format| DateTime::strptime(format, text).ok());
    in_iso(text).or_else(listed)
}

/// What stands before the name of one of `zones`, and the minutes that it is ahead of UTC.
pub(super) fn zone<'a>(text: &'a str, zones: &[(&str, i64)]) -> Option<(&'a str, i64)> {
    let (rest, name) = text.rsplit_once(' ')?;
    let (_, ahead) = zones.iter().find(|(zone, _)| zone.eq_ignore_ascii_case(name))?;
    Some((rest, *ahead))
}

/// Whether a text can have a format whose directives read no punctuation, as those of offsets and of parts of a second do: what is tried for nothing
/// costs ten times as much as to see that it has other punctuation, or in another order.
fn could_be(text: &str) -> impl Fn(&&&str) -> bool {
    move |format| {
        let found = text.bytes().filter(u8::is_ascii_punctuation);
        let expected = format.bytes().filter(|sign| sign.is_ascii_punctuation() && *sign != b'%');
        found.eq(expected) && has_signs_of(text, format)
    }
}

/// Whether a format has no sign that the text lacks.
fn has_signs_of(text: &str, format: &str) -> bool {
    let mut rest = format.as_bytes();
    while let Some((&sign, behind)) = rest.split_first() {
        if sign == b'%' {
            let end = behind.iter().position(u8::is_ascii_alphabetic).map_or(behind.len(), |at| at + 1);
            rest = &behind[end..];
        } else if text.as_bytes().contains(&sign) {
            rest = behind;
        } else {
            return false;
        }
    }
    true
}
