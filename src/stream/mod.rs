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
//! - The text is normalised, and what was [learned](learned) as boilerplate is set aside. If an item has the same text, that is
//!   the answer, for a quarter of a mixed feed.
//! - Else its keys are looked up: sixteen bands of four rows, and the pairs of its five most telling words (`postings`). The sixty-four
//!   candidates whose outlines are most like its own are judged.
//! - Which cluster it joins is decided as in [`cluster`](crate::cluster): the one of the most similar duplicate of whose members
//!   half are duplicates and none is a contradiction. If none is, it is new. It is remembered in any case.
//!
//! # The window
//!
//! The stream has a *clock*, the latest time of publication that came. A headline is compared with what was seen within the
//! window before the clock, and was published within the window of its own time: so late and disordered headlines meet what is of
//! their time, and a repeat outside of the window is new again. What comes back is seen anew, so a story that stays on the front page
//! for a month is told once. A headline without a date is taken to come when the clock, which ticks on by itself, shows
//! it; so is one that is dated more than a day ahead of its arrival.
//!
//! # What does not matter
//!
//! Verdicts depend on the headlines that came before, in their order, and on nothing else: not on how they were cut into batches,
//! on threads, or on whether the process ended in between. A batch is worked off in steps that are made for all of its
//! headlines at once, and each only looks at items with lower numbers.
//!
//! # What differs from the batch
//!
//! A batch knows all its headlines before it judges the first; a stream has learned the weights of words and the
//! boilerplate from those before. A batch links the most similar pairs first; a stream in the order of arrival, and never takes
//! back what it said.
//!
//! # Cost
//!
//! About 10 µs a headline that is no exact repeat, most of it for the judge; it grows with the window only by the cache misses of
//! larger tables. Memory is about 570 bytes a distinct text: half of it for the 26 keys, half for the texts.

mod columns;
mod lasting;
mod learned;
mod postings;
mod query;
mod verdict;
mod window;

use std::time::{Duration, SystemTime};

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::candidates::telling;
use crate::config::{Config, Method, Updates};
use crate::error::{Error, Result};
use crate::headline::Headline;
use crate::judge::{Judge, Prepared, Reason, Relation, Side};
use crate::report::ClusterId;
use crate::sketch::outline::{Asked, Outline};
use crate::{normalize, published, shingle};
use columns::{Columns, Sketch};
pub use lasting::Exported;
use lasting::Log;
use learned::{Learned, Span};
pub use query::{Near, Remembered};
pub use verdict::{Status, Verdict};
pub(crate) use window::Seen;
use window::Window;

/// Items that are kept and forgotten together.
const PAGE: usize = 1024;

/// Candidates that are judged: the most alike.
const JUDGED: usize = 32;

/// Other instances of a frame that are looked for, for each candidate.
const OTHERS: usize = 16;

/// A frame has so many more instances than have come yet. The second of a series must not be taken for the first: on the labelled
/// pairs F1 is 0.764 with none, 0.772 with one, 0.761 with two.
const TO_COME: u32 = 1;

/// Texts that can be numbered, ten keys each, by 32 bits.
const MOST_ITEMS: usize = u32::MAX as usize / telling::KEYS - 2 * BATCH;

/// Items of one text that are looked at: they lie a window apart.
const SAME: usize = 64;

/// What stands before a title that has no word: it is equal to what is written in the same way, and like nothing.
const WORDLESS: char = '\u{1}';

/// Headlines that are worked off at once.
const BATCH: usize = 4096;

/// Fewer headlines are not worth waking threads for.
const FEW: usize = 32;

const HOUR: i64 = 60 * 60 * 1000;

/// How far ahead of its arrival a headline may be dated: time zones that were forgotten, clocks that are wrong.
const AHEAD: i64 = 24 * HOUR;

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
    window: Window,
    /// The newest item of each text, by hash.
    texts: AHashMap<u64, u32>,
    columns: Columns,
    learned: Learned,
    clock: Clock,
    /// The clock when what had aged out was last forgotten.
    swept: i64,
    dates: Dates,
    pushed: u64,
    /// Where it lasts, if it does.
    log: Option<Log>,
}

/// What time it is in the stream, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// The latest time that came; none at the beginning.
    time: Option<i64>,
    /// When that arrived.
    arrival: i64,
}

impl Clock {
    /// What it shows at `arrival`: it ticks on where nothing comes, in steps of `tick`, so that some seconds more or less for the
    /// same headlines make no difference.
    fn tick(&mut self, arrival: i64, tick: i64) -> i64 {
        let Some(time) = self.time else {
            *self = Clock { time: Some(arrival), arrival };
            return arrival;
        };
        let passed = (arrival - self.arrival).max(0) / tick * tick;
        *self = Clock { time: Some(time.saturating_add(passed)), arrival: self.arrival + passed };
        time.saturating_add(passed)
    }

    /// Something of `time` came at `arrival`.
    fn advance(&mut self, time: i64, arrival: i64) -> i64 {
        if self.time.is_none_or(|now| time > now) {
            *self = Clock { time: Some(time), arrival };
        }
        self.time.expect("it was set, now or before")
    }
}

/// What is compared of a headline.
struct Text {
    /// Its canonical text, boilerplate set aside.
    canonical: String,
    /// The same with its boilerplate, if it has some: what came before that was learned is remembered so.
    whole: Option<String>,
}

/// A headline of a batch, after the first look.
#[derive(Clone, Copy)]
enum Step {
    /// It says nothing.
    Empty,
    /// The text of this item.
    Repeat { item: u32, time: i64, clock: i64 },
    /// A text that nothing has that is remembered and of its time; the item that it becomes, and the one before it with that text.
    Fresh { item: u32, same: Option<u32>, time: i64, clock: i64 },
}

/// What a new text is to an item that is like it.
#[derive(Clone, Copy)]
struct Likeness {
    item: u32,
    relation: Relation,
    similarity: f32,
    contradicts: bool,
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
        let span = window.map(|window| i64::try_from(window.as_millis()).unwrap_or(i64::MAX));
        if span == Some(0) {
            return Err(Error::Setting("a window of no time remembers nothing".to_owned()));
        }
        let window = Window::behind(0);
        let learned = Learned::of(&window, Span::default())?;
        Ok(Stream {
            config,
            span,
            window,
            texts: AHashMap::new(),
            columns: Columns::new(),
            learned,
            clock: Clock::default(),
            swept: i64::MIN,
            dates: Dates::default(),
            pushed: 0,
            log: None,
        })
    }

    /// Tells what `headline` is to those before it, and remembers it.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] after four hundred million distinct texts in one process.
    pub fn push(&mut self, headline: Headline<'_>) -> Result<Verdict> {
        let mut verdicts = self.push_all(&[headline])?;
        Ok(verdicts.pop().expect("there is a verdict for each headline"))
    }

    /// The same for several headlines, in order, on all threads of the current rayon pool. The verdicts are those that
    /// [`push`](Stream::push) would give one by one.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] after four hundred million distinct texts in one process.
    pub fn push_all(&mut self, headlines: &[Headline<'_>]) -> Result<Vec<Verdict>> {
        let arrival = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.push_all_at(headlines, i64::try_from(arrival.as_millis()).unwrap_or(i64::MAX))
    }

    /// The same at a given time of arrival, in milliseconds since 1970.
    pub(crate) fn push_all_at(&mut self, headlines: &[Headline<'_>], arrival: i64) -> Result<Vec<Verdict>> {
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

    /// How many items are remembered, those that have aged out since the last sweep among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.window.len() as usize
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

    /// The texts of headlines.
    fn normalize(&self, headlines: &[Headline<'_>]) -> Vec<Text> {
        map(headlines, |headline| {
            let title = headline.title;
            let whole = normalize::canonical(title);
            match self.learned.boilerplate.strip(title) {
                Some(rest) => Text { canonical: normalize::canonical(rest), whole: Some(whole) },
                None if whole.is_empty() && !title.trim().is_empty() => {
                    Text { canonical: format!("{WORDLESS}{}", title.trim()), whole: None }
                }
                None => Text { canonical: whole, whole: None },
            }
        })
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
        let candidates = self.find(&sketches);
        let first = self.window.next();
        let mut made = sketches.iter();
        for ((step, headline), text) in steps.iter().zip(headlines).zip(texts) {
            if let Step::Fresh { item, same, time, clock } = *step {
                let sketch = made.next().expect("there is one for each");
                let place = (self.pushed + 1).to_string();
                let id = Some(headline.id.unwrap_or(&place));
                let seen = Seen::once(time, clock);
                self.window.push(Headline { id, ..*headline }, &text.canonical, seen, sketch.outline);
                self.window.set_same(item, same);
            }
            self.pushed += 1;
        }
        let alike = self.judge(first, &sketches, candidates);
        for step in &steps {
            let verdict = match *step {
                Step::Empty => Verdict::NOTHING,
                Step::Repeat { item, time, clock } => self.repeat(item, time, clock),
                Step::Fresh { item, time, clock, .. } => {
                    let place = (item - first) as usize;
                    self.place(item, &alike[place], (time, clock))
                }
            };
            verdicts.push(verdict);
        }
        steps.len()
    }

    /// Finds out in order which headlines have a text that is remembered, and when each came.
    fn look(&mut self, headlines: &[Headline<'_>], texts: &[Text], arrival: i64) -> Vec<Step> {
        let mut room = self.learned.step(self.window.next()).max(1);
        let mut steps = Vec::with_capacity(headlines.len());
        let first = self.window.next();
        // The texts of this batch that are new, with the item before them of the same text, and when each item that was seen in
        // it was seen.
        let mut fresh: Vec<(&str, Option<u32>)> = Vec::new();
        let mut seen: AHashMap<u32, Seen> = AHashMap::new();
        for (headline, text) in headlines.iter().zip(texts) {
            if room == 0 || self.is_sweep_due() {
                break;
            }
            if text.canonical.is_empty() {
                steps.push(Step::Empty);
                continue;
            }
            let (time, clock) = self.time(headline, arrival);
            let seen_of = |item: u32| seen.get(&item).copied().unwrap_or_else(|| self.window.get(item).seen);
            // Items of one text lie a window apart, so there are few of them.
            let find = |text: &str| {
                let newest = self.texts.get(&xxh3_64(text.as_bytes())).copied();
                let before = |&item: &u32| match item.checked_sub(first) {
                    Some(place) => fresh[place as usize].1,
                    None => self.window.same(item),
                };
                let mut items = std::iter::successors(newest, before).take(SAME);
                items.find(|&item| {
                    let known = match item.checked_sub(first) {
                        Some(place) => fresh[place as usize].0,
                        None => self.window.canonical(item),
                    };
                    known == text && seen_of(item).is_within(self.span, (time, clock))
                })
            };
            let known = find(&text.canonical).or_else(|| text.whole.as_deref().and_then(find));
            if let Some(item) = known {
                let again = seen_of(item).again(time, clock, self.grain());
                seen.insert(item, again);
                steps.push(Step::Repeat { item, time, clock });
            } else {
                let next = first + number(fresh.len());
                let same = self.texts.insert(xxh3_64(text.canonical.as_bytes()), next);
                seen.insert(next, Seen::once(time, clock));
                fresh.push((&text.canonical, same));
                steps.push(Step::Fresh { item: next, same, time, clock });
                room -= 1;
            }
        }
        steps
    }

    /// When `headline` was published, or came, and what the clock shows with it.
    fn time(&mut self, headline: &Headline<'_>, arrival: i64) -> (i64, i64) {
        let dated = headline.published.and_then(published::instant);
        let dated = dated.filter(|&time| time <= arrival.saturating_add(AHEAD));
        match (dated, headline.published) {
            (None, None) => self.dates.missing += 1,
            (None, Some(_)) => self.dates.bad += 1,
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

    /// The shingles, the outline and the keys of new texts.
    fn sketch(&self, texts: &[&str]) -> Vec<Sketch> {
        map(texts, |&text| {
            let telling = telling::words_of_new(text, &self.learned.weights);
            self.columns.sketch(text, self.config.shingle, telling)
        })
    }

    /// Adds the keys of new texts, and gives for each the items before it that have one of them, ascending.
    fn find(&mut self, sketches: &[Sketch]) -> Vec<Vec<u32>> {
        self.note_telling(sketches);
        self.columns.find(sketches)
    }

    /// What the new texts, the first of which is the item `first`, are to their candidates.
    fn judge(&self, first: u32, sketches: &[Sketch], candidates: Vec<Vec<u32>>) -> Vec<Vec<Likeness>> {
        let judge = Judge::new(&self.config, &self.learned.weights);
        let found: Vec<((u32, &Sketch), Vec<u32>)> = (first..).zip(sketches).zip(candidates).collect();
        map(&found, |((item, sketch), candidates)| {
            let near = self.nearest(&sketch.outline, candidates);
            if near.is_empty() {
                return Vec::new();
            }
            let text = self.window.canonical(*item);
            let own = Prepared::with(text, sketch.set.clone(), sketch.telling.clone());
            self.likenesses(&judge, &own, &near)
        })
    }

    /// Those of the candidates of a text with this `outline` that could be alike enough, the nearest first.
    fn nearest(&self, outline: &Outline, candidates: &[u32]) -> Vec<u32> {
        let could_be = |other: &Outline| {
            outline.could_be(other, Asked::Similarity(self.config.threshold))
                || self
                    .config
                    .containment
                    .is_some_and(|containment| outline.could_be(other, Asked::Containment(containment)))
        };
        let mut near: Vec<(f32, u32)> = candidates
            .iter()
            .map(|&item| (&self.window.get(item).outline, item))
            .filter(|(other, _)| could_be(other))
            .map(|(other, item)| (outline.most_alike(other), item))
            .collect();
        near.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
        near.truncate(JUDGED);
        near.into_iter().map(|(_, item)| item).collect()
    }

    /// What a text is to the items that are `near`.
    fn likenesses(&self, judge: &Judge<'_>, own: &Prepared<'_>, near: &[u32]) -> Vec<Likeness> {
        let others: Vec<Prepared<'_>> =
            near.iter().map(|&item| Prepared::new(self.window.canonical(item))).collect();
        let verdicts: Vec<_> = others.iter().map(|other| judge.verdict_of(own, other)).collect();
        let instances: Vec<usize> = (0..near.len())
            .filter(|&place| verdicts[place].is_some_and(|verdict| verdict.is_instance))
            .take(OTHERS)
            .collect();
        let common = |place: usize, enough: u32| {
            let others = instances.iter().filter(|&&other| other != place).filter(|&&other| {
                judge.verdict_of(&others[place], &others[other]).is_some_and(|verdict| verdict.is_instance)
            });
            let unseen = if verdicts[place].is_some_and(|verdict| verdict.is_instance) { TO_COME } else { 0 };
            unseen + number(others.take(enough.saturating_sub(unseen) as usize).count())
        };
        let likeness = |(place, &item): (usize, &u32)| {
            let verdict = verdicts[place]?;
            let alone = verdict.relation(0);
            let relation = match alone {
                Relation::Duplicate | Relation::Update => {
                    verdict.relation(common(place, verdict.enough_instances().min(number(OTHERS))))
                }
                Relation::Series | Relation::Related | Relation::Distinct => alone,
            };
            let (similarity, contradicts) = (verdict.similarity, verdict.contradicts());
            Some(Likeness { item, relation, similarity, contradicts })
        };
        near.iter().enumerate().filter_map(likeness).collect()
    }

    /// The verdict on a text that an item has.
    fn repeat(&mut self, item: u32, time: i64, clock: i64) -> Verdict {
        let before = self.window.get(item).seen;
        let seen = before.again(time, clock, self.grain());
        if seen != before {
            self.window.see(item, seen);
            if let Some(log) = &mut self.log {
                log.note_seen(item);
            }
        }
        let kept = self.window.kept(item);
        self.verdict(Status::Duplicate, kept, self.similarity(item, kept), Reason::SameText)
    }

    /// The verdict on a new text, which joins a cluster or is one.
    fn place(&mut self, item: u32, alike: &[Likeness], at: (i64, i64)) -> Verdict {
        let mut alike: Vec<Likeness> = alike
            .iter()
            .copied()
            .filter(|likeness| self.window.get(likeness.item).seen.is_within(self.span, at))
            .collect();
        alike.sort_by(|one, other| {
            other.similarity.total_cmp(&one.similarity).then(one.item.cmp(&other.item))
        });
        let is_joined = |relation| match relation {
            Relation::Duplicate => true,
            Relation::Update => self.config.updates == Updates::Join,
            Relation::Series | Relation::Related | Relation::Distinct => false,
        };
        let joined = alike
            .iter()
            .find(|likeness| is_joined(likeness.relation) && self.lets_in(likeness.item, &alike, is_joined));
        if let Some(&Likeness { item: other, relation, .. }) = joined {
            let kept = self.window.kept(other);
            self.window.join(item, other);
            let status = if relation == Relation::Update { Status::Update } else { Status::Duplicate };
            return self.verdict(status, kept, self.similarity(item, kept), self.reason(item, other));
        }
        match alike.iter().find(|likeness| likeness.relation == Relation::Update) {
            Some(&Likeness { item: other, .. }) => {
                let kept = self.window.kept(other);
                let (similarity, reason) = (self.similarity(item, kept), self.reason(item, other));
                let cluster = ClusterId::of(self.window.canonical(item));
                Verdict { cluster: Some(cluster), ..self.verdict(Status::Update, kept, similarity, reason) }
            }
            None => Verdict { cluster: Some(ClusterId::of(self.window.canonical(item))), ..Verdict::NOTHING },
        }
    }

    /// Whether the cluster of `other` takes a text in, to which its items are `alike`: half of them must be duplicates,
    /// and none a contradiction.
    fn lets_in(&self, other: u32, alike: &[Likeness], is_joined: impl Fn(Relation) -> bool) -> bool {
        let (mut members, mut duplicates) = (0, 0);
        for member in self.window.members(other) {
            members += 1;
            match alike.iter().find(|likeness| likeness.item == member) {
                Some(likeness) if is_joined(likeness.relation) => duplicates += 1,
                Some(likeness) if likeness.contradicts => return false,
                _ => {}
            }
        }
        2 * duplicates >= members
    }

    fn verdict(&self, status: Status, kept: u32, similarity: f32, reason: Reason) -> Verdict {
        Verdict {
            status,
            of: self.window.headline(kept).id.map(str::to_owned),
            cluster: Some(ClusterId::of(self.window.canonical(kept))),
            similarity: Some(similarity),
            reason: Some(reason),
        }
    }

    /// Why two items are what they are to one another.
    fn reason(&self, one: u32, other: u32) -> Reason {
        let judge = Judge::new(&self.config, &self.learned.weights);
        let texts = [one, other].map(|item| self.window.canonical(item));
        let sets = texts.map(|text| shingle::set(text, self.config.shingle));
        let telling = texts.map(|text| telling::words_of_new(text, &self.learned.weights));
        let side = |side: usize| Side { canonical: texts[side], set: &sets[side], telling: &telling[side] };
        judge.judge(side(0), side(1), 0).reason
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
        if self.learned.room(self.window.next()) == 0 || self.is_sweep_due() {
            self.sweep(false);
            self.learned = Learned::of(&self.window, Span::newest(&self.window))?;
            return Ok(true);
        }
        self.learned.count(&self.window);
        Ok(false)
    }

    /// Forgets what has aged out: a part of it at least, or all but what shares the last page with others.
    fn sweep(&mut self, must_go: bool) {
        let (Some(span), Some(clock)) = (self.span, self.clock.time) else { return };
        self.swept = clock;
        let before = self.window.first();
        let moved: Vec<u32> = self.window.sweep(clock.saturating_sub(span), must_go).collect();
        self.columns.forget_before(self.window.first());
        for moved in moved.chunks(BATCH) {
            let texts: Vec<&str> = moved.iter().map(|&item| self.window.canonical(item)).collect();
            let sketches = self.sketch(&texts);
            self.note_telling(&sketches);
            self.columns.add(&sketches);
            moved.iter().for_each(|&item| self.note_text(item));
        }
        if self.window.first() > before {
            let first = self.window.first();
            self.texts.retain(|_, item| *item >= first);
        }
    }

    /// From now on `item` is the newest with its text.
    fn note_text(&mut self, item: u32) {
        let hash = xxh3_64(self.window.canonical(item).as_bytes());
        let same = self.texts.insert(hash, item);
        self.window.set_same(item, same);
    }

    fn note_telling(&mut self, sketches: &[Sketch]) {
        if let Some(log) = &mut self.log {
            log.note_telling(sketches.iter().map(|sketch| sketch.telling.clone()));
        }
    }

    /// What moves a sighting by no more makes no difference.
    fn grain(&self) -> i64 {
        self.span.map_or(i64::MAX, |span| span / TICKS)
    }
}

/// `work` on each of `items`, in order, on all threads if there are enough of them.
fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    if items.len() < FEW {
        items.iter().map(work).collect()
    } else {
        items.par_iter().with_min_len(FEW / 4).map(work).collect()
    }
}

/// A count of a batch's headlines as the 32 bits that number items.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a batch is small")
}

#[cfg(test)]
mod tests;
