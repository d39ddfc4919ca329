//! What is learned of the headlines that came: how much each word tells, and what outlets put on all of theirs.
//!
//! It is learned as a batch learns, from the newest half a million texts, whenever as many new ones have come as it was learned
//! from, a quarter of a million at the most. Between, the words of every [`STEP`] new texts are counted, since the names of
//! the day are soon in every second headline. In between it stands still, so that a verdict depends on the headlines before
//! it and on nothing else: not on how they were cut into batches.

use super::window::Window;
use crate::boilerplate::Boilerplate;
use crate::collapse::collapse_and_learn;
use crate::error::Result;
use crate::weights::{Hashes, Weights};

/// Texts after which something is learned for the first time: of fewer nothing can be.
const FIRST: u32 = 256;

/// Texts after which it is learned again at the latest.
const LATEST: u32 = 1 << 18;

/// The newest texts, of which it is learned.
const MOST: u32 = 1 << 19;

/// New texts after which their words are counted.
const STEP: u32 = 256;

/// Of which items something was learned: from the first number, until before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: u32,
    pub(crate) until: u32,
}

impl Span {
    /// How many items come from the last of these to the next time that something is learned.
    fn length(self) -> u32 {
        (self.until - self.from).clamp(FIRST, LATEST)
    }

    /// The newest items of `window`.
    pub(crate) fn newest(window: &Window) -> Self {
        let until = window.next();
        Span { from: window.first().max(until.saturating_sub(MOST)), until }
    }
}

/// What is known.
#[derive(Clone, Debug)]
pub(crate) struct Learned {
    pub(crate) span: Span,
    /// The number of the first item whose words have not been counted.
    counted: u32,
    pub(crate) weights: Weights,
    pub(crate) boilerplate: Boilerplate,
}

impl Learned {
    /// What the items of `span` teach, all of which `window` holds, and those behind them whose words would have been counted.
    pub(crate) fn of(window: &Window, span: Span) -> Result<Self> {
        let (items, boilerplate) = collapse_and_learn(&window.headlines(span.from, span.until))?;
        let weights = Weights::count_all(&Hashes::of(&items.texts), span.length() as usize);
        let mut learned = Learned { span, counted: span.until, weights, boilerplate };
        learned.count(window);
        Ok(learned)
    }

    /// How many items may come until it is to be learned again, if `next` is the number of the next.
    pub(crate) fn room(&self, next: u32) -> u32 {
        self.span.length().saturating_sub(next - self.span.until)
    }

    /// How many items may come until something changes.
    pub(crate) fn step(&self, next: u32) -> u32 {
        self.room(next).min(STEP.saturating_sub(next - self.counted))
    }

    /// Counts the words of the items of `window` that are due.
    pub(crate) fn count(&mut self, window: &Window) {
        let due = (window.next() - self.counted) / STEP * STEP;
        if due > 0 {
            let items = self.counted..self.counted + due;
            self.weights.add(items.map(|item| window.canonical(item)));
            self.counted += due;
        }
    }
}
