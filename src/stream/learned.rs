//! What is learned of the headlines that came: how much each word tells, and what outlets put on all of theirs.
//!
//! It is learned again whenever as many new texts have come as it was learned from, and from a quarter of a million on after
//! as many again. In between it stands still, so that a verdict depends on the headlines before it and on nothing else: not
//! on how they were cut into batches. It is learned exactly as a batch learns, from the newest half a million texts.

use super::window::Window;
use crate::boilerplate::Boilerplate;
use crate::collapse::collapse_and_learn;
use crate::error::Result;
use crate::weights::Weights;

/// Texts after which something is learned for the first time: of fewer nothing can be.
const FIRST: u32 = 256;

/// Texts after which it is learned again at the latest.
const LATEST: u32 = 1 << 18;

/// The newest texts, of which it is learned.
const MOST: u32 = 1 << 19;

/// Of which items something was learned: from the first number, until before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: u32,
    pub(crate) until: u32,
}

impl Span {
    /// How many items may come until something is to be learned, if `next` is the number of the next.
    pub(crate) fn room(self, next: u32) -> u32 {
        let enough = (self.until - self.from).clamp(FIRST, LATEST);
        enough.saturating_sub(next - self.until)
    }

    /// The newest items of `window`.
    pub(crate) fn newest(window: &Window) -> Self {
        let until = window.next();
        Span { from: window.first().max(until.saturating_sub(MOST)), until }
    }
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    pub(crate) span: Span,
    pub(crate) weights: Weights,
    pub(crate) boilerplate: Boilerplate,
}

impl Learned {
    /// What the items of `span` teach, all of which `window` holds.
    pub(crate) fn of(window: &Window, span: Span) -> Result<Self> {
        if span.from == span.until {
            return Ok(Learned { span, ..Learned::default() });
        }
        let (items, boilerplate) = collapse_and_learn(&window.headlines(span.from, span.until))?;
        Ok(Learned { span, weights: Weights::learn(&items.texts), boilerplate })
    }
}
