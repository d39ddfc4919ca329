//! What is learned of the headlines that came: how much each word tells, and what outlets put on all of theirs.
//!
//! It is learned as a batch learns, from the newest half a million texts, whenever as many new ones have come as it was learned
//! from, as many at the most. Between, the words of every few hundred new texts are counted, since the names of
//! the day are soon in every second headline. In between it stands still, so that a verdict depends on the headlines before
//! it and on nothing else: not on how they were cut into batches, nor on threads.
//!
//! What was learned of more than a few thousand texts is kept in an index as a [`Lesson`], so that it is not learned again whenever the
//! index is opened, and again when many words were counted behind it; a lesson of other texts than the last ones is none.
//!
//! To learn of half a million texts takes one or two seconds, and nobody is to wait for them. So it is done *beside* the judging, on
//! a thread of its own, and what comes of it counts from a certain text on: half as many texts later as come until the
//! next time. If it is not known by then it is waited for. Of a few thousand it is learned at once; and, since what has aged out is no
//! longer there to learn the same again from, when it is forgotten.

use std::panic::resume_unwind;
use std::thread::{self, JoinHandle};

use rayon::ThreadPoolBuilder;

use super::window::Window;
use super::{PAGE, number};
use crate::boilerplate::Boilerplate;
use crate::collapse::collapse_and_learn;
use crate::error::Result;
use crate::headline::Headlines;
use crate::index::Lesson;
use crate::weights::{Hashes, Weights};

/// Texts after which something is learned for the first time: of fewer nothing can be.
const FIRST: u32 = 256;

/// The newest texts, of which it is learned, and those after which it is learned again at the latest: to learn costs 3 µs a text.
const MOST: u32 = 1 << 19;

/// The fewest new texts after which their words are counted.
const FEWEST: u32 = 256;

/// Their words are counted after this part of the texts that come until the next time: each count parts what is judged at once, and
/// costs a table of logarithms.
const PART: u32 = 256;

/// Of so many texts it is learned at once: that takes some ten milliseconds.
const AT_ONCE: u32 = 1 << 12;

/// An index is given what is known again when the words of this part as many texts as it was learned from were counted since: to count
/// them anew whenever it is opened costs a microsecond each, and to write it half of one.
const RENEWED: u32 = 4;

/// So many times more are counted at a time of those that came while it was learned, until none is left.
const CATCHING_UP: u32 = 2;

/// Of which items something was learned: from the first number, until before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: u32,
    pub(crate) until: u32,
}

impl Span {
    /// How many items come from the last of these to the next time that something is learned.
    fn length(self) -> u32 {
        (self.until - self.from).clamp(FIRST, MOST)
    }

    /// The number of the item with which it is learned anew.
    fn end(self) -> u32 {
        self.until.saturating_add(self.length())
    }

    /// How many items come between two counts of their words.
    fn step(self) -> u32 {
        (self.length() / PART).max(FEWEST)
    }

    /// Whether it is learned of them at once.
    fn is_small(self) -> bool {
        self.until - self.from <= AT_ONCE
    }

    /// The number of the item from which on counts what was learned of these.
    fn counts_from(self) -> u32 {
        if self.is_small() { self.until } else { self.until.saturating_add(self.length() / 2) }
    }

    /// The newest items of `window`.
    pub(crate) fn newest(window: &Window) -> Self {
        Self::before(window, window.next())
    }

    /// Those of `window` that were the newest before the item `until`.
    fn before(window: &Window, until: u32) -> Self {
        Span { from: window.first().max(until.saturating_sub(MOST)), until }
    }
}

/// What is known.
#[derive(Debug)]
pub(crate) struct Learned {
    pub(crate) span: Span,
    /// The number of the first item whose words have not been counted.
    counted: u32,
    pub(crate) weights: Weights,
    pub(crate) boilerplate: Boilerplate,
    /// The number that [`counted`](Self::counted) was when the index was given it, if it was.
    noted: Option<u32>,
    /// What will take its place.
    next: Option<Learning>,
}

impl Learned {
    /// What the items of `span` teach, all of which `window` holds, and those behind them whose words would have been counted.
    pub(crate) fn of(window: &Window, span: Span) -> Result<Self> {
        let mut learned = Self::of_headlines(&window.headlines(span.from, span.until), span)?;
        learned.count(window);
        Ok(learned)
    }

    /// The same from what an index has kept of it; learned anew where that is of another span, or of too few texts to be kept.
    pub(crate) fn recall(window: &Window, span: Span, lesson: Option<&Lesson<'_>>) -> Result<Self> {
        let is_of_span = |lesson: &&Lesson<'_>| {
            lesson.learned == [span.from, span.until].map(|item| window.base() + u64::from(item))
        };
        let kept = lesson.filter(is_of_span).and_then(|lesson| {
            let counted = u32::try_from(lesson.counted.checked_sub(window.base())?).ok()?;
            let texts = u32::try_from(lesson.texts).ok()?;
            // It may be of some more, as it is learned of whole pages.
            let most = counted.saturating_sub(span.from).saturating_add(number(PAGE));
            let is_held = (span.until..=window.next()).contains(&counted) && texts <= most;
            let weights = is_held.then(|| Weights::of_bytes(texts as usize, &lesson.weights))??;
            let boilerplate = Boilerplate::of_written(lesson.boilerplate.iter().copied());
            Some(Learned { span, counted, weights, boilerplate, noted: Some(counted), next: None })
        });
        let Some(mut learned) = kept else { return Self::of(window, span) };
        learned.count(window);
        Ok(learned)
    }

    /// The number of the first item whose words have not been counted.
    #[cfg(test)]
    pub(crate) fn counted(&self) -> u32 {
        self.counted
    }

    /// Whether the index was given it.
    #[cfg(test)]
    pub(crate) fn is_noted(&self) -> bool {
        self.noted.is_some()
    }

    /// Of some items nothing is left in `window`. Of few it is learned again without them, as it is whenever an index is opened. What was
    /// learned of many stays as it is, and what is learned of them beside the judging is begun anew; an index is to keep it as it
    /// is now, since the words that were counted behind the lesson that it has can no longer be counted.
    pub(crate) fn without(&mut self, window: &Window) -> Result<()> {
        if self.span.is_small() {
            *self = Learned::of(window, self.span)?;
        } else {
            (self.next, self.noted) = (None, None);
        }
        Ok(())
    }

    /// What an index is to keep of it, if it was not given it yet or many words were counted since; `base` items came before the
    /// first. Costs a copy of the weights.
    pub(crate) fn new_lesson(&mut self, base: u64) -> Option<Unwritten> {
        let absolute = |item: u32| base + u64::from(item);
        let is_new = |noted: u32| self.counted - noted >= self.span.length() / RENEWED;
        if self.span.is_small() || !self.noted.is_none_or(is_new) {
            return None;
        }
        self.noted = Some(self.counted);
        Some(Unwritten {
            learned: [self.span.from, self.span.until].map(absolute),
            counted: absolute(self.counted),
            boilerplate: self.boilerplate.hashes(),
            weights: self.weights.clone(),
        })
    }

    /// What the items of `span` teach, which these headlines brought.
    fn of_headlines(headlines: &Headlines, span: Span) -> Result<Self> {
        let (items, boilerplate) = collapse_and_learn(headlines)?;
        let weights = Weights::count_all(&Hashes::of(&items.texts), 2 * span.length() as usize);
        Ok(Learned { span, counted: span.until, weights, boilerplate, noted: None, next: None })
    }

    /// Whether it is time to learn anew, if `next` is the number of the next item.
    pub(crate) fn is_old(&self, next: u32) -> bool {
        next >= self.span.end()
    }

    /// How many items may come until something changes, if `next` is the number of the next.
    pub(crate) fn step(&self, next: u32) -> u32 {
        let change = self.next.as_ref().map_or(self.span.end(), |learning| learning.span().counts_from());
        change.saturating_sub(next).min(self.span.step().saturating_sub(next - self.counted))
    }

    /// Does what is due now that `window` holds more items; says whether something else is known now than before, apart from
    /// words that were counted.
    pub(crate) fn go_on(&mut self, window: &Window) -> Result<bool> {
        let next = match self.next.take() {
            None if self.is_old(window.next()) => {
                Some(Learning::begin(window, Span::before(window, self.span.end()))?)
            }
            next => next,
        };
        if let Some(learning) = next {
            let counts = window.next() >= learning.span().counts_from();
            if counts || learning.is_known() {
                let mut known = learning.wait()?;
                if counts {
                    known.count(window);
                    *self = *known;
                    return Ok(true);
                }
                known.count_some(window, CATCHING_UP * known.span.step());
                self.next = Some(Learning::Known(known));
            } else {
                self.next = Some(learning);
            }
        }
        self.count(window);
        Ok(false)
    }

    /// Counts the words of the items of `window` that are due.
    fn count(&mut self, window: &Window) {
        self.count_some(window, u32::MAX);
    }

    /// The same for at most so many items.
    fn count_some(&mut self, window: &Window, most: u32) {
        let step = self.span.step();
        let due = (window.next() - self.counted).min(most) / step * step;
        if due > 0 {
            let texts: Vec<&str> =
                (self.counted..self.counted + due).map(|item| window.canonical(item)).collect();
            self.weights.add(&texts);
            self.counted += due;
        }
    }
}

/// A lesson that has yet to be written: whoever judges does not wait until it is.
#[derive(Debug)]
pub(crate) struct Unwritten {
    learned: [u64; 2],
    counted: u64,
    boilerplate: Vec<u64>,
    weights: Weights,
}

impl Unwritten {
    /// What is written. Costs a copy of the weights.
    pub(crate) fn lesson(self) -> Lesson<'static> {
        let Unwritten { learned, counted, boilerplate, weights } = self;
        let texts = weights.texts() as u64;
        Lesson { learned, counted, boilerplate, texts, weights: weights.to_bytes().into() }
    }
}

/// What is being learned beside the judging.
#[derive(Debug)]
enum Learning {
    /// By a thread, of these items. If nobody wants to know any more, it ends by itself, after a second or two.
    Going(Span, JoinHandle<Result<Learned>>),
    Known(Box<Learned>),
}

impl Learning {
    /// Learns of the items of `span`, all of which `window` holds: on a thread of its own, which takes none from those that judge;
    /// at once where the items are few, or where the system gives no thread.
    fn begin(window: &Window, span: Span) -> Result<Self> {
        let headlines = window.headlines(span.from, span.until);
        let thread = if span.is_small() { None } else { Self::spawn(headlines.clone(), span) };
        Ok(match thread {
            Some(thread) => Learning::Going(span, thread),
            None => Learning::Known(Box::new(Learned::of_headlines(&headlines, span)?)),
        })
    }

    /// The thread that learns, if there can be one more.
    fn spawn(headlines: Headlines, span: Span) -> Option<JoinHandle<Result<Learned>>> {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().ok()?;
        let learn = move || pool.install(|| Learned::of_headlines(&headlines, span));
        thread::Builder::new().name("learning".to_owned()).spawn(learn).ok()
    }

    fn span(&self) -> Span {
        match self {
            Learning::Going(span, _) => *span,
            Learning::Known(known) => known.span,
        }
    }

    /// Whether nobody has to wait for it.
    fn is_known(&self) -> bool {
        match self {
            Learning::Going(_, thread) => thread.is_finished(),
            Learning::Known(_) => true,
        }
    }

    /// What was learned, when it is known.
    fn wait(self) -> Result<Box<Learned>> {
        match self {
            Learning::Going(_, thread) => {
                thread.join().unwrap_or_else(|panic| resume_unwind(panic)).map(Box::new)
            }
            Learning::Known(known) => Ok(known),
        }
    }
}
