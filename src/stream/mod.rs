//! The same, one headline at a time: is it new, or was it told before?
//!
//! # The idea
//!
//! A scraper asks of each headline as it comes. What came before is *remembered*: one item for each distinct text of the last
//! two weeks, or whatever the window is. The stages are the batch's, and the judge is the same; the index of what is
//! remembered takes the place of the sorted bands.
//!
//! ```text
//! normalize -> the same text? ----------------------------------------> verdict
//!           -> sketch -> columns of keys -> judge -> joins a cluster? -> verdict
//! ```
//!
//! - The text is normalised, and what was learned as boilerplate is set aside (`look`). If an item has the same text, with or without
//!   that, it is the answer, for a quarter of a mixed feed.
//! - Else its keys are looked up (`columns`): five bands of three rows, and the pairs of its five most telling words. The thirty-two
//!   candidates whose outlines are most like its own are judged (`compare`).
//! - Which cluster it joins is decided as in [`cluster`](mod@crate::cluster): the one of the most similar duplicate of whose members
//!   half are duplicates and none is a contradiction. If none is, it is new. It is remembered in any case.
//!
//! # The window
//!
//! The stream has a *clock*, the latest time of publication that came. A headline is compared with what was seen within the
//! window before the clock, and was published within the window of its own time: so late and disordered headlines meet what is of
//! their time, and a repeat outside of the window is new again. What comes back is seen anew, so a story that stays on the front page
//! for a month is told once. A headline without a date has the time that the clock shows, which ticks on by itself; so has one that is
//! dated more than a day ahead of its arrival.
//!
//! What has aged out is forgotten four times in a window (`window`): what stays is placed anew behind the rest, and whole pages are
//! dropped in front.
//!
//! # What does not matter
//!
//! Verdicts depend on the headlines that came before, in their order, and on nothing else (but, where there are no dates, the time): not
//! on how they were cut into batches, on threads, or on whether the process ended in between. (One case is left: where of more than 64
//! headlines that share a key over 48 of the newest were taken out on demand, the older are found when the stream is opened anew.) A batch is worked off in
//! steps that are made for all of its headlines at once, and each only looks at items with lower numbers.
//!
//! # What differs from the batch
//!
//! A batch knows all its headlines before it judges the first; a stream has learned the weights of words and the
//! boilerplate from those before. A batch links the most similar pairs first; a stream in the order of arrival, and never takes
//! back what it said.
//!
//! # Cost
//!
//! In batches on two cores 110,000 to 200,000 headlines a second, by the size of the window; one by one 9 to 11 µs, and 70 to 100 for the
//! slowest in a hundred, most of it for judging the thirty that are most like them. Memory is 290 to 490 bytes a headline: a third of it for the
//! keys, the rest for the texts (BENCHMARKS.md).
//!
//! # Limits
//!
//! Wanted were 400,000 headlines a second in batches. An index of five million is opened in 0.4 s where whoever had it last ended in peace
//! (`image`), and in four to five where it was killed, or what it wrote last goes back to before a sweep. Six hundred million distinct texts can be
//! numbered until the stream is opened from its blocks anew, which it is by itself when half of them are.

mod columns;
mod compare;
mod export;
mod forgetting;
mod image;
mod item;
mod lasting;
mod learned;
mod lines;
mod look;
mod page;
mod postings;
mod query;
mod threads;
mod verdict;
mod window;

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use smallvec::SmallVec;

use crate::candidates::telling;
use crate::config::{self, Config, Method};
use crate::error::{Error, Result};
use crate::headline::Headline;
pub use crate::index::{INDEX_FILE, disk_size};
use columns::{Columns, Keyed, Sketch};
use compare::Draft;
pub use export::Exported;
pub(crate) use item::Seen;
pub use lasting::Checkpoint;
use lasting::Log;
use learned::{Learned, Span};
use look::{Clock, SAME, Step, Text, WORDLESS, text_key};
use postings::Column;
pub use query::{Near, Remembered};
use threads::{both, map};
pub use verdict::{Status, Verdict};
use window::Window;

/// Items that are kept and forgotten together.
const PAGE: usize = 1024;

/// Texts whose keys a column holds.
const MOST_ITEMS: usize = postings::MOST_ENTRIES / telling::KEYS - 2 * BATCH;

/// Headlines that are worked off at once.
const BATCH: usize = 4096;

/// Fewer headlines are not worth waking threads for.
const FEW: usize = 32;

/// Texts of which a thread makes the keys at once, at the most.
const KEYED_AT_ONCE: usize = 256;

/// Steps of the clock in a window, where nothing comes that has a date.
const TICKS: i64 = 64;

/// The part of the window after which what has aged out is forgotten.
const PARTS: i64 = 4;

/// What came in, by its dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Headlines without a date.
    pub missing: u64,
    /// Headlines with a date that was not understood, or that lies more than a day ahead.
    pub bad: u64,
}

/// Tells new headlines from those that were told before.
///
/// ```
/// use doublet::stream::{Status, Stream};
/// use doublet::{Config, Headline};
/// let mut stream = Stream::new(Config::default(), None)?;
/// let mut push = |id, title| stream.push(Headline { id: Some(id), ..Headline::titled(title) });
/// assert_eq!(push("a", "Harbour reopens after storm, ferries resume")?.status, Status::New);
/// assert_eq!(push("b", "Minister resigns over grain deal")?.status, Status::New);
/// let verdict = push("c", "Harbour reopens after storm; ferries resume at noon")?;
/// assert_eq!((verdict.status, verdict.of.as_deref()), (Status::Duplicate, Some("a")));
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Debug)]
pub struct Stream {
    config: Config,
    /// In milliseconds; none where nothing is ever forgotten.
    span: Option<i64>,
    /// How long those remember who push to the index, if it tells.
    index_window: Option<config::Window>,
    window: Window,
    /// Which items have which text.
    texts: Column,
    columns: Columns,
    learned: Learned,
    clock: Clock,
    /// The clock when what had aged out was last forgotten.
    swept: i64,
    dates: Dates,
    pushed: u64,
    tells_reasons: bool,
    /// Whether some of it lies in an image.
    is_of_image: bool,
    /// Where it lasts, if it does.
    log: Option<Log>,
}

impl Stream {
    /// A stream that remembers in memory, for as long as `window` says, or all.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the settings ask for another method than MinHash, or for a window of no time.
    pub fn new(config: Config, window: Option<Duration>) -> Result<Self> {
        if config.method != Method::Minhash {
            return Err(Error::Setting("a stream finds its candidates by minhash alone".to_owned()));
        }
        let span = config::Window::from(window).milliseconds();
        if span == Some(0) {
            return Err(Error::Setting("a window of no time remembers nothing".to_owned()));
        }
        let window = Window::behind(0);
        let learned = Learned::of(&window, Span::default())?;
        Ok(Stream {
            config,
            span,
            index_window: None,
            window,
            texts: Column::new(SAME),
            columns: Columns::new(),
            learned,
            clock: Clock::default(),
            swept: i64::MIN,
            dates: Dates::default(),
            pushed: 0,
            tells_reasons: true,
            is_of_image: false,
            log: None,
        })
    }

    /// Whether verdicts tell why, as they do unless this says otherwise. A reason costs as much as a judgement: some microseconds for
    /// each headline that is no new one.
    ///
    /// ```
    /// use doublet::stream::Stream;
    /// use doublet::{Config, Headline};
    /// let mut stream = Stream::new(Config::default(), None)?;
    /// stream.tell_reasons(false);
    /// stream.push(Headline::titled("Harbour reopens after storm"))?;
    /// let verdict = stream.push(Headline::titled("Harbour reopens after the storm"))?;
    /// assert!(verdict.similarity.is_some() && verdict.reason.is_none());
    /// # Ok::<(), doublet::Error>(())
    /// ```
    pub fn tell_reasons(&mut self, is_told: bool) {
        self.tells_reasons = is_told;
    }

    /// Tells what `headline` is to those before it, and remembers it.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] after six hundred million distinct texts in one process.
    pub fn push(&mut self, headline: Headline<'_>) -> Result<Verdict> {
        let mut verdicts = self.push_all(&[headline])?;
        Ok(verdicts.pop().expect("there is a verdict for each headline"))
    }

    /// The same for several headlines, in order, on all threads of the current rayon pool. The verdicts are those that
    /// [`push`](Stream::push) would give one by one.
    ///
    /// Some dozens or more are worked off on a thread of the pool, which may do other work of the pool while it waits for the rest: hold no
    /// lock here that such work takes.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] after six hundred million distinct texts in one process.
    pub fn push_all(&mut self, headlines: &[Headline<'_>]) -> Result<Vec<Verdict>> {
        self.push_all_at(headlines, now())
    }

    /// The same at a given time of arrival, in milliseconds since 1970.
    pub(crate) fn push_all_at(&mut self, headlines: &[Headline<'_>], arrival: i64) -> Result<Vec<Verdict>> {
        if headlines.len() < FEW {
            return self.push_in_steps(headlines, arrival);
        }
        // On a thread of the pool: from elsewhere each of the many steps would wake one, and wait for it.
        rayon::scope(|_| self.push_in_steps(headlines, arrival))
    }

    /// The same on this thread, which shares the steps that are long enough with others.
    fn push_in_steps(&mut self, headlines: &[Headline<'_>], arrival: i64) -> Result<Vec<Verdict>> {
        if !headlines.is_empty() {
            self.note_push();
        }
        let mut verdicts = Vec::with_capacity(headlines.len());
        let mut rest = headlines;
        let (mut texts, mut used) = (Vec::new(), 0);
        while !rest.is_empty() {
            if self.window.next() as usize > MOST_ITEMS {
                return Err(Error::Setting(format!(
                    "the stream has numbered {MOST_ITEMS} texts since it was opened, the most it can; open it anew"
                )));
            }
            if used == texts.len() {
                texts = self.normalize(&rest[..rest.len().min(BATCH)]);
                used = 0;
            }
            let waiting = &texts[used..];
            let done = self.push_some(&rest[..waiting.len()], waiting, arrival, &mut verdicts);
            rest = &rest[done..];
            used += done;
            if self.learn_if_due()? {
                // What is set aside may be another now.
                used = texts.len();
            }
        }
        Ok(verdicts)
    }

    /// Forgets what has aged out by now, if it is time for it; says whether it was. [`push`](Stream::push) does so by itself: this
    /// is for where nothing comes for long.
    ///
    /// ```
    /// use std::time::Duration;
    /// use doublet::stream::Stream;
    /// use doublet::{Config, Headline};
    /// let mut stream = Stream::new(Config::default(), Some(Duration::from_secs(60)))?;
    /// stream.push(Headline::titled("Harbour reopens after storm"))?;
    /// assert!(!stream.forget_aged()?); // a quarter of the window has to go by
    /// # Ok::<(), doublet::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None that is known: what is learned anew is learned from what was taken before.
    pub fn forget_aged(&mut self) -> Result<bool> {
        self.forget_aged_at(now())
    }

    /// The same at a given time, in milliseconds since 1970.
    fn forget_aged_at(&mut self, now: i64) -> Result<bool> {
        if self.clock.time.is_none() {
            return Ok(false);
        }
        self.clock.tick(now, self.span.map_or(i64::MAX, |span| (span / TICKS).max(1)));
        Ok(self.is_sweep_due() && self.learn_if_due()?)
    }

    /// How many items are remembered, those that have aged out since the last sweep among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.len() as usize - self.window.empty()
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many headlines came without a date, or with a bad one.
    #[must_use]
    pub fn dates(&self) -> Dates {
        self.dates
    }

    /// Works off the first of `headlines`, which have these canonical `texts`, up to where something is to be learned; says how
    /// many.
    fn push_some(
        &mut self,
        headlines: &[Headline<'_>],
        texts: &[Text],
        arrival: i64,
        verdicts: &mut Vec<Verdict>,
    ) -> usize {
        let steps = self.look(headlines, texts, arrival);
        let fresh: Vec<&str> = steps
            .iter()
            .zip(texts)
            .filter(|(step, _)| matches!(step, Step::Fresh { .. }))
            .map(|(_, text)| text.canonical.as_str())
            .collect();
        let sketches: Vec<Sketch> = self.sketch(&fresh);
        let first = self.window.next();
        self.note_telling(sketches.iter().map(|sketch| sketch.telling.clone()));
        let Stream { columns, window, pushed, .. } = self;
        // Adds the keys, and gives for each text the items before it that have one of them, ascending.
        let find = || columns.find(&sketches);
        let remember = || {
            let mut made = sketches.iter();
            for ((step, headline), text) in steps.iter().zip(headlines).zip(texts) {
                *pushed += 1;
                let Step::Fresh { time, clock, .. } = *step else { continue };
                let sketch = made.next().expect("there is one for each");
                let id = headline.id.map_or_else(|| Cow::from(pushed.to_string()), Cow::from);
                let headline = Headline { id: Some(&id), ..*headline };
                window.push(headline, &text.canonical, Seen::once(time, clock), sketch.keyed.outline);
            }
        };
        let (candidates, ()) = both(steps.len(), find, remember);
        let alike = self.judge(first, &sketches, candidates);
        let draft = |step: &Step| match *step {
            Step::Empty => Draft::Nothing,
            Step::Repeat { item, time, clock } => self.repeat(item, time, clock),
            Step::Fresh { item, time, clock } => {
                self.place(item, &alike[(item - first) as usize], (time, clock))
            }
        };
        let drafts: Vec<Draft> = steps.iter().map(draft).collect();
        verdicts.extend(map(&drafts, |draft| self.verdict(draft)));
        steps.len()
    }

    /// The telling words, the outline and the keys of new texts.
    fn sketch(&self, texts: &[&str]) -> Vec<Sketch> {
        let of_some = |texts: &[&str]| {
            let telling: Vec<telling::Words> =
                texts.iter().map(|text| telling::words_of_new(text, &self.learned.weights)).collect();
            let told: Vec<(&str, &[u32])> =
                texts.iter().copied().zip(telling.iter().map(SmallVec::as_slice)).collect();
            let keyed = self.columns.keyed(&told, self.config.shingle);
            keyed.into_iter().zip(telling).map(|(keyed, telling)| Sketch { telling, keyed }).collect()
        };
        if texts.len() < FEW {
            return of_some(texts);
        }
        let each = texts.len().div_ceil(2 * rayon::current_num_threads()).clamp(FEW / 4, KEYED_AT_ONCE);
        let lists: Vec<Vec<Sketch>> = texts.par_chunks(each).map(of_some).collect();
        lists.into_iter().flatten().collect()
    }

    /// By what items are found of which nothing is asked, in lists of some hundreds; `told` gives the text of each and its telling words.
    fn keyed<'a, T: Sync>(
        &self,
        items: &'a [T],
        told: impl Fn(&'a T) -> (&'a str, &'a [u32]) + Sync,
    ) -> Vec<Vec<Keyed>> {
        let keyed = |items: &'a [T]| {
            let texts: Vec<(&str, &[u32])> = items.iter().map(&told).collect();
            self.columns.keyed(&texts, self.config.shingle)
        };
        items.par_chunks(KEYED_AT_ONCE).map(keyed).collect()
    }

    /// Whether so much time has gone by that there is something to forget.
    fn is_sweep_due(&self) -> bool {
        match (self.span, self.clock.time) {
            (Some(span), Some(clock)) => clock.saturating_sub(self.swept) > span / PARTS,
            _ => false,
        }
    }

    /// Forgets what has aged out and learns from what is left, if it is time for the one or the other; says whether it was.
    fn learn_if_due(&mut self) -> Result<bool> {
        if self.is_sweep_due() {
            self.sweep(false);
            self.learned = Learned::of(&self.window, Span::newest(&self.window))?;
            return Ok(true);
        }
        self.learned.go_on(&self.window)
    }

    /// Forgets what has aged out: a part of it at least, or all but what shares the last page with others.
    fn sweep(&mut self, must_go: bool) {
        let (Some(span), Some(clock)) = (self.span, self.clock.time) else { return };
        self.swept = clock;
        let before = self.window.first();
        let moved: Vec<u32> = self.window.sweep(clock.saturating_sub(span), must_go).collect();
        let first = self.window.first();
        if first > before {
            self.part_from_image();
            self.retain_keys(|item| item >= first);
        }
        for moved in moved.chunks(BATCH) {
            let texts: Vec<&str> = moved.iter().map(|&item| self.window.canonical(item)).collect();
            let telling = map(&texts, |text| telling::words_of_new(text, &self.learned.weights));
            let told: Vec<(&str, &telling::Words)> = texts.into_iter().zip(&telling).collect();
            let keyed = self.keyed(&told, |&(text, telling)| (text, telling));
            self.note_telling(telling.into_iter());
            self.columns.add(&keyed);
            for &item in moved {
                self.texts.push(&[text_key(self.window.canonical(item))]);
            }
        }
    }

    /// Takes the keys of those items out of which `stays` says no.
    fn retain_keys(&mut self, stays: impl Fn(u32) -> bool + Sync) {
        let items = self.window.len() as usize;
        both(items, || self.columns.retain(items, &stays), || self.texts.retain(&stays));
    }

    /// From now on the index is to have this stream's window.
    fn note_push(&mut self) {
        if let Some(log) = &mut self.log {
            log.note_push();
        }
    }

    fn note_telling(&mut self, telling: impl Iterator<Item = telling::Words>) {
        if let Some(log) = &mut self.log {
            log.note_telling(telling);
        }
    }

    /// What moves a sighting by no more makes no difference.
    fn grain(&self) -> i64 {
        self.span.map_or(i64::MAX, |span| span / TICKS)
    }
}

/// What time it is, in milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A count of a batch's headlines as the 32 bits that number items.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a batch is small")
}

#[cfg(test)]
mod tests;
