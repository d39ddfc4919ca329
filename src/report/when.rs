//! Times of publication, as far as a table needs them: to show all of them alike, and to
//! say over what time a cluster spreads.
//!
//! A time with an offset or the name of a zone is shown in UTC, one without and a day as they stand. What is no date is shown
//! as it was read.

use jiff::civil::DateTime;

use crate::published::{Moment, Precision};

/// A time of publication that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct When {
    time: DateTime,
    precision: Precision,
}

impl When {
    /// The time that `text` tells, in one of the forms of [`Moment::parse`].
    pub(super) fn parse(text: &str) -> Option<Self> {
        let moment = Moment::parse(text)?;
        Some(When { time: moment.civil(), precision: moment.precision })
    }

    /// The day: "2026-11-02".
    pub(super) fn day(self) -> String {
        self.time.date().to_string()
    }

    /// The time of day, if it is known: "06:10".
    fn time_of_day(self) -> Option<String> {
        let time = self.time;
        (self.precision == Precision::Instant).then(|| format!("{:02}:{:02}", time.hour(), time.minute()))
    }

    /// Day and time of day as far as they are known: "2026-11-02 06:10".
    pub(super) fn minute(self) -> String {
        self.time_of_day().map_or_else(|| self.day(), |time| format!("{} {time}", self.day()))
    }

    /// From the earlier to the later, without saying a thing twice: "2026-11-02, 06:10 to 09:30".
    pub(super) fn span(self, later: Self) -> String {
        match (self.time_of_day(), later.time_of_day()) {
            _ if self.minute() == later.minute() => self.minute(),
            (Some(from), Some(to)) if self.day() == later.day() => format!("{}, {from} to {to}", self.day()),
            _ if self.day() == later.day() => self.day(),
            _ => format!("{} to {}", self.minute(), later.minute()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn the_common_forms_are_understood_and_shown_alike() {
        for (text, shown) in [
            ("2026-11-02T06:10:59Z", "2026-11-02 06:10"),
            ("2026-11-02T06:10:00.123+03:00", "2026-11-02 03:10"),
            ("2026-11-02 06:10:00+0300", "2026-11-02 03:10"),
            ("2026-11-02T06:10", "2026-11-02 06:10"),
            ("2026-11-02 06:10:00", "2026-11-02 06:10"),
            ("2026-11-02", "2026-11-02"),
            ("Mon, 02 Nov 2026 06:10:00 GMT", "2026-11-02 06:10"),
            ("Mon, 2 Nov 2026 06:10:00 +0300", "2026-11-02 03:10"),
        ] {
            assert_eq!(When::parse(text).map(When::minute).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "yesterday", "12", "2026-13-01"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_says_nothing_twice() {
        let span = |from, to| Some(When::parse(from)?.span(When::parse(to)?));
        for (from, to, shown) in [
            ("2026-11-02", "2026-11-02", "2026-11-02"),
            ("2026-11-02T06:10Z", "2026-11-02T09:30Z", "2026-11-02, 06:10 to 09:30"),
            ("2026-11-02", "2026-11-02T09:30Z", "2026-11-02"),
            ("2026-11-02T06:10Z", "2026-11-03", "2026-11-02 06:10 to 2026-11-03"),
        ] {
            assert_eq!(span(from, to).as_deref(), Some(shown), "{from} {to}");
        }
    }
}
