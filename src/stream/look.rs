//! The first look at headlines: their texts, when they came, and which of the texts are remembered.

use ahash::AHashMap;
use smallvec::SmallVec;
use xxhash_rust::xxh3::xxh3_64;

use super::columns::FETCHED;
use super::item::Seen;
use super::threads::map;
use super::{Stream, TICKS, number};
use crate::headline::Headline;
use crate::{normalize, published};

/// Items of one text that are looked at, the newest: they lie a window apart.
pub(super) const SAME: usize = 64;

/// What stands before a title that has no word: it is equal to what is written in the same way, and like nothing.
pub(super) const WORDLESS: char = '\u{1}';

/// How far ahead of its arrival a headline may be dated: time zones that were forgotten, clocks that are wrong.
const AHEAD: i64 = 24 * HOUR;

const HOUR: i64 = 60 * 60 * 1000;

/// What time it is in the stream, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// The latest time that came; none at the beginning.
    pub(super) time: Option<i64>,
    /// When that arrived.
    pub(super) arrival: i64,
}

impl Clock {
    /// What it shows at `arrival`: it ticks on where nothing comes, in steps of `tick`, so that some seconds more or less for the
    /// same headlines make no difference.
    pub(super) fn tick(&mut self, arrival: i64, tick: i64) -> i64 {
        let Some(time) = self.time else {
            *self = Clock { time: Some(arrival), arrival };
            return arrival;
        };
        let passed = (arrival - self.arrival).max(0) / tick * tick;
        *self = Clock { time: Some(time.saturating_add(passed)), arrival: self.arrival + passed };
        time.saturating_add(passed)
    }

    /// Something of `time` came at `arrival`.
    pub(super) fn advance(&mut self, time: i64, arrival: i64) -> i64 {
        if self.time.is_none_or(|now| time > now) {
            *self = Clock { time: Some(time), arrival };
        }
        self.time.expect("it was set, now or before")
    }
}

/// What is compared of a headline.
pub(super) struct Text {
    /// Its canonical text, boilerplate set aside.
    pub(super) canonical: String,
    /// The same with its boilerplate, if it has some: what came before that was learned is remembered so.
    whole: Option<String>,
    /// The keys of both.
    keys: SmallVec<[u32; 2]>,
    /// When it was published, in milliseconds since 1970, if it tells so that it is understood.
    published: Option<i64>,
}

impl Text {
    fn new(canonical: String, whole: Option<String>, headline: &Headline<'_>) -> Self {
        let keys = std::iter::once(&canonical).chain(&whole).map(|text| text_key(text)).collect();
        Text { canonical, whole, keys, published: headline.published.and_then(published::instant) }
    }
}

/// The key of a canonical text, by which those that are equal to it are found, and now and then another.
#[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
pub(super) fn text_key(canonical: &str) -> u32 {
    xxh3_64(canonical.as_bytes()) as u32
}

/// A headline of a batch, after the first look.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// It says nothing.
    Empty,
    /// The text of this item.
    Repeat { item: u32, time: i64, clock: i64 },
    /// A text that nothing has that is remembered and of its time, and the item that it becomes.
    Fresh { item: u32, time: i64, clock: i64 },
}

impl Stream {
    /// The texts of headlines, and their dates: what can be found out of each alone, and so on all threads.
    pub(super) fn normalize(&self, headlines: &[Headline<'_>]) -> Vec<Text> {
        map(headlines, |headline| {
            let title = headline.title;
            let whole = normalize::canonical(title);
            let (canonical, whole) = match self.learned.boilerplate.strip(title) {
                Some(rest) => (normalize::canonical(rest), Some(whole)),
                None if whole.is_empty() && !title.trim().is_empty() => {
                    (format!("{WORDLESS}{}", title.trim()), None)
                }
                None => (whole, None),
            };
            Text::new(canonical, whole, headline)
        })
    }

    /// Finds out in order which headlines have a text that is remembered, and when each came.
    pub(super) fn look(&mut self, headlines: &[Headline<'_>], texts: &[Text], arrival: i64) -> Vec<Step> {
        let mut room = self.learned.step(self.window.next()).max(1);
        let mut steps = Vec::with_capacity(headlines.len());
        let first = self.window.next();
        // The texts of this batch that are new, and when each item that was seen in it was seen.
        let mut fresh: Vec<&str> = Vec::new();
        let mut seen: AHashMap<u32, Seen> = AHashMap::new();
        for (place, (headline, text)) in headlines.iter().zip(texts).enumerate() {
            if room == 0 || self.is_sweep_due() {
                break;
            }
            if place % FETCHED == 0 {
                let waiting = &texts[place..texts.len().min(place + FETCHED)];
                self.texts.fetch(waiting.iter().flat_map(|text| &text.keys));
            }
            if text.canonical.is_empty() {
                steps.push(Step::Empty);
                continue;
            }
            let (time, clock) = self.time(headline.published.is_some(), text.published, arrival);
            let seen_of =
                |item: u32| seen.get(&item).copied().unwrap_or_else(|| self.window.get(item).seen());
            let find = |(text, &key): (&str, &u32)| {
                self.texts.with_key(key).find(|&item| {
                    let known = match item.checked_sub(first) {
                        Some(place) => fresh[place as usize],
                        None => self.window.canonical(item),
                    };
                    known == text && seen_of(item).is_within(self.span, (time, clock))
                })
            };
            let both = std::iter::once(text.canonical.as_str()).chain(text.whole.as_deref());
            if let Some(item) = both.zip(&text.keys).find_map(find) {
                let again = seen_of(item).again(time, clock, self.grain());
                seen.insert(item, again);
                steps.push(Step::Repeat { item, time, clock });
            } else {
                let next = first + number(fresh.len());
                self.texts.push(&text.keys[..1]);
                seen.insert(next, Seen::once(time, clock));
                fresh.push(&text.canonical);
                steps.push(Step::Fresh { item: next, time, clock });
                room -= 1;
            }
        }
        steps
    }

    /// When a headline was published, if it `is_dated` and how that was understood, or when it came, and what the clock shows with it.
    fn time(&mut self, is_dated: bool, published: Option<i64>, arrival: i64) -> (i64, i64) {
        let dated = published.filter(|&time| time <= arrival.saturating_add(AHEAD));
        match (dated, is_dated) {
            (None, false) => self.dates.missing += 1,
            (None, true) => self.dates.bad += 1,
            (Some(_), _) => {}
        }
        let time = dated.unwrap_or_else(|| {
            self.clock.tick(arrival, self.span.map_or(HOUR, |span| (span / TICKS).max(1)))
        });
        let clock = self.clock.advance(time, arrival);
        if self.swept == i64::MIN {
            self.swept = clock;
        }
        (time, clock)
    }
}
