//! How long a stream remembers.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::error::{Error, Result};

/// Units of time, in milliseconds.
const UNITS: [(u128, &str); 4] =
    [(24 * 60 * 60 * 1000, "d"), (60 * 60 * 1000, "h"), (60 * 1000, "m"), (1000, "s")];

/// How long something is remembered.
///
/// ```
/// use std::time::Duration;
/// use doublet::config::Window;
/// assert_eq!("36h".parse::<Window>()?, Window::For(Duration::from_secs(36 * 60 * 60)));
/// assert_eq!("all".parse::<Window>()?.duration(), None);
/// assert_eq!(Window::default(), "2w".parse()?);
/// assert!("soon".parse::<Window>().is_err());
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// For ever.
    All,
    /// For so long after it last came.
    For(Duration),
}

impl Window {
    /// The time; `None` for ever, as a [`Stream`](crate::stream::Stream) takes it.
    #[must_use]
    pub fn duration(self) -> Option<Duration> {
        match self {
            Window::All => None,
            Window::For(duration) => Some(duration),
        }
    }

    /// In the unit of a stream's clock.
    pub(crate) fn milliseconds(self) -> Option<i64> {
        self.duration().map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }

    /// The window of so many milliseconds; none for ever.
    pub(crate) fn of_milliseconds(span: Option<i64>) -> Self {
        span.map(|span| Duration::from_millis(span.unsigned_abs())).into()
    }
}

impl Default for Window {
    /// Two weeks: after that a story that comes again is another one.
    fn default() -> Self {
        Window::For(Duration::from_secs(14 * 24 * 60 * 60))
    }
}

impl From<Option<Duration>> for Window {
    fn from(duration: Option<Duration>) -> Self {
        duration.map_or(Window::All, Window::For)
    }
}

impl fmt::Display for Window {
    /// As it is typed, in the largest unit of days, hours, minutes, seconds and milliseconds of which it is a whole number.
    ///
    /// ```
    /// use doublet::config::Window;
    /// assert_eq!(Window::default().to_string(), "14d");
    /// assert_eq!("36h".parse::<Window>()?.to_string(), "36h");
    /// # Ok::<(), doublet::Error>(())
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Window::For(duration) = self else { return f.write_str("all") };
        let milliseconds = duration.as_millis();
        let (unit, name) = UNITS
            .into_iter()
            .find(|(unit, _)| milliseconds > 0 && milliseconds % unit == 0)
            .unwrap_or((1, "ms"));
        write!(f, "{}{name}", milliseconds / unit)
    }
}

impl FromStr for Window {
    type Err = Error;

    fn from_str(typed: &str) -> Result<Self> {
        if typed == "all" {
            return Ok(Window::All);
        }
        let mistake = || Error::Setting(format!("{typed:?} is no time; write 14d, 36h, 2w, 90m, or all"));
        let span: jiff::Span = typed.parse().map_err(|_| mistake())?;
        let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| mistake())?;
        let duration = Duration::try_from(duration).map_err(|_| mistake())?;
        if duration.is_zero() { Err(mistake()) } else { Ok(Window::For(duration)) }
    }
}
