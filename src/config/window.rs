//! How long a stream remembers.

use std::str::FromStr;
use std::time::Duration;

use crate::error::{Error, Result};

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
}

impl Default for Window {
    /// Two weeks: after that a story that comes again is another one.
    fn default() -> Self {
        Window::For(Duration::from_secs(14 * 24 * 60 * 60))
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
