//! A stream that lasts: opened from an index, and written to it.
//!
//! What the index holds is enough to go on exactly where the stream was: items with their texts, times and clusters, under the
//! numbers that they had; the words that were telling when they came, since the keys are made of them; the clock; and of which items
//! the weights and the boilerplate were learned, with what came of it, or else so that the same is learned again.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ahash::AHashSet;

use super::item::Seen;
use super::learned::{Learned, Span, Unwritten};
use super::threads::both;
use super::window::Window;
use super::{Clock, Stream, text_key};
use crate::candidates::telling;
use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::headline::Headline;
use crate::index::{self, About, Addition, Block, Image, Record, Snapshot, State, Store};

/// Items of a block at most: a few megabytes, whatever came since the last checkpoint.
const BLOCK: usize = 1 << 13;

/// An index is opened from an image from so many items on: fewer are derived in a tenth of a second.
pub(super) const LARGE: u32 = 1 << 17;

/// An image is written anew when it lacks this part of the items that are held.
const RENEWED: u64 = 16;

/// Texts that room is made for at once at the most: what an index says of its size is not taken at its word.
const RESERVED: usize = 1 << 24;

/// What an index has yet to be told.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) store: Arc<Mutex<Store>>,
    /// How many checkpoints were begun.
    begun: u64,
    /// The number of the first item that it has not.
    saved: u32,
    /// The telling words of the items from there on.
    telling: Vec<telling::Words>,
    /// The items before it that were seen again.
    seen: AHashSet<u32>,
    note: Option<Vec<u8>>,
    /// Whether headlines were pushed since it was opened, and not only some taken out.
    is_pushed_to: bool,
    /// The numbers of the first item that its image has and of the one behind the last, if there is one that can be used.
    pub(super) image: Option<[u64; 2]>,
}

/// What an index is to be told in one step: [`Stream::begin_checkpoint`] makes it, and it may be written on another thread.
#[derive(Debug)]
#[must_use = "the index learns nothing until it is written"]
pub struct Checkpoint {
    store: Arc<Mutex<Store>>,
    added: Addition,
    lesson: Option<Unwritten>,
}

impl Checkpoint {
    /// Writes it: after a crash or a power cut all of it is there or nothing. Costs one wait for the disk, some milliseconds; a tenth of a second where something was learned of half a million texts.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where it cannot be written, or one that was begun before it was not. The stream has to be opened anew
    /// then, and is as it was at the last one that was written.
    pub fn write(self) -> Result<()> {
        let lesson = self.lesson.map(Unwritten::lesson);
        locked(&self.store).checkpoint(&self.added, lesson.as_ref())
    }
}

/// Whether an image is to be written of an index that holds these items, if it has one of those of `image`.
pub(super) fn is_image_due(image: Option<[u64; 2]>, [first, next]: [u64; 2]) -> bool {
    let is_old = |image: [u64; 2]| image[0] != first || RENEWED * (next - image[1]) >= next - first;
    next - first >= u64::from(LARGE) && image.is_none_or(is_old)
}

/// The store; a thread that failed with it has left it at a checkpoint.
pub(super) fn locked(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    pub(super) fn note_push(&mut self) {
        self.is_pushed_to = true;
    }

    pub(super) fn note_telling(&mut self, telling: impl Iterator<Item = telling::Words>) {
        self.telling.extend(telling);
    }

    pub(super) fn note_seen(&mut self, item: u32) {
        if item < self.saved {
            self.seen.insert(item);
        }
    }
}

impl Stream {
    /// Opens the index in `folder`, or makes one there; the stream goes on where the last
    /// [checkpoint](Stream::checkpoint) was.
    ///
    /// One process may write to an index. Costs about a second a million headlines that are remembered, on two cores, and a tenth of that where
    /// whoever had it last [finished](Stream::finish).
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use doublet::stream::{Status, Stream};
    /// use doublet::{Config, Headline};
    /// # let folder = tempfile::tempdir()?;
    /// # let folder = folder.path().join("seen");
    /// let window = Some(Duration::from_secs(14 * 24 * 60 * 60));
    /// let mut stream = Stream::open(&folder, Config::default(), window)?;
    /// let first = Headline { id: Some("a"), ..Headline::titled("Harbour reopens after storm") };
    /// assert_eq!(stream.push(first)?.status, Status::New);
    /// stream.checkpoint(None)?;
    /// drop(stream);
    ///
    /// let mut stream = Stream::open(&folder, Config::default(), window)?;
    /// let verdict = stream.push(Headline::titled("Harbour reopens, after storm"))?;
    /// assert_eq!((verdict.status, verdict.of.as_deref()), (Status::Duplicate, Some("a")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Stream::new`]; [`Error::Open`] where the folder cannot be made; [`Error::Index`] where another process
    /// writes, or the index is of another version, has other shingles, or is damaged.
    pub fn open(folder: &Path, config: Config, window: Option<Duration>) -> Result<Self> {
        let shingle = config.shingle;
        // To make sure that the log is whole takes as long as to read the image.
        let read = || {
            let mut stream = Stream::new(config.clone(), window)?;
            let early = index::glance(folder, shingle);
            let image = early.as_ref().and_then(|early| stream.take_image_of(early));
            let known = early.zip(image).and_then(|(early, image)| {
                let image = stream.restore(&early, folder, Some(image)).ok()?;
                Some((stream, early, image))
            });
            Ok::<_, Error>(known)
        };
        let (opened, read) = rayon::join(|| Store::open(folder, shingle), read);
        let (read, (store, snapshot)) = (read?, opened?);
        let of_now = read.filter(|(_, early, _)| early.is_as(&snapshot));
        let (mut stream, image) = if let Some((stream, _, image)) = of_now {
            (stream, image)
        } else {
            let mut stream = Stream::new(config, window)?;
            let image = stream.take_image_of(&snapshot);
            let image = stream.restore(&snapshot, folder, image)?;
            (stream, image)
        };
        stream.log = Some(Log {
            store: Arc::new(Mutex::new(store)),
            begun: 0,
            saved: stream.window.next(),
            telling: Vec::new(),
            seen: AHashSet::new(),
            note: snapshot.note.clone(),
            is_pushed_to: false,
            image,
        });
        Ok(stream)
    }

    /// The same with the window of whoever pushed to the index last, or of two weeks where it does not tell: an index is not to
    /// lose what it was made to remember because somebody does not say how long that is.
    ///
    /// ```
    /// use doublet::config::Window;
    /// use doublet::stream::Stream;
    /// use doublet::{Config, Headline};
    /// # let folder = tempfile::tempdir()?;
    /// # let folder = folder.path().join("seen");
    /// let window: Window = "30d".parse()?;
    /// let mut stream = Stream::open(&folder, Config::default(), window.duration())?;
    /// stream.push(Headline::titled("Harbour reopens after storm"))?;
    /// stream.checkpoint(None)?;
    /// drop(stream);
    /// assert_eq!(Stream::open_as_before(&folder, Config::default())?.window(), window);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Stream::open`].
    pub fn open_as_before(folder: &Path, config: Config) -> Result<Self> {
        let mut stream = Stream::open(folder, config, config::Window::default().duration())?;
        if let Some(window) = stream.index_window {
            stream.span = window.milliseconds();
        }
        Ok(stream)
    }

    /// For how long it remembers.
    #[must_use]
    pub fn window(&self) -> config::Window {
        config::Window::of_milliseconds(self.span)
    }

    /// For how long whoever pushed to the index last remembers, if the index tells: this stream, from its first checkpoint behind a push on.
    #[must_use]
    pub fn window_of_index(&self) -> Option<config::Window> {
        self.index_window
    }

    /// What the index in `folder` holds, beside whoever writes; what is pushed is not written.
    ///
    /// # Errors
    ///
    /// As [`Stream::open`], but another process may write; [`Error::Index`] where there is no index.
    pub fn view(folder: &Path, config: Config, window: Option<Duration>) -> Result<Self> {
        let mut stream = Stream::new(config, window)?;
        let snapshot = index::view(folder, stream.config.shingle)?;
        let image = stream.take_image_of(&snapshot);
        stream.restore(&snapshot, folder, image)?;
        Ok(stream)
    }

    /// Opens the index in `folder` as [`view`](Stream::view) does, but reads every page of its file and every block, and compares what they
    /// say with the image from which it would be opened, if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`view`](Stream::view); [`Error::Index`] where anything is damaged.
    pub fn verify(folder: &Path, config: Config) -> Result<Self> {
        index::check(folder, config.shingle)?;
        let snapshot = index::view(folder, config.shingle)?;
        let mut stream = Stream::new(config.clone(), None)?;
        stream.restore(&snapshot, folder, None)?;
        if let Some(image) = snapshot.image()? {
            let mut other = Stream::new(config, None)?;
            let about = other.take_image_of(&snapshot);
            let is_taken = about.is_some();
            if !is_taken
                || other.restore(&snapshot, folder, about).is_err()
                || !other.export().eq(stream.export())
            {
                return Err(index::image_damaged(image.path(), "it is not what the log says"));
            }
        }
        Ok(stream)
    }

    /// Writes what came since the last checkpoint, and where there is one a note of the caller's own, to the index, in one step: after
    /// a crash or a power cut all of it is there or nothing. Does nothing where the stream has no index.
    ///
    /// Costs one wait for the disk, some milliseconds; a tenth of a second where something was learned of half a million texts, or the words of a
    /// quarter as many were counted since it was last written.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where it cannot be written. The stream has to be opened anew then, and is as it was at the last checkpoint
    /// that was written.
    pub fn checkpoint(&mut self, note: Option<&[u8]>) -> Result<()> {
        self.begin_checkpoint(note).map_or(Ok(()), Checkpoint::write)
    }

    /// The same in two steps: this takes down what is to be written, and [`Checkpoint::write`] waits for the disk, on another
    /// thread while headlines are judged here. Nothing where the stream has no index.
    ///
    /// Checkpoints are written in the order in which they were begun, each of them: one that finds another missing refuses to be.
    ///
    /// ```
    /// use doublet::stream::{Status, Stream};
    /// use doublet::{Config, Headline};
    /// # let folder = tempfile::tempdir()?;
    /// # let folder = folder.path().join("seen");
    /// let mut stream = Stream::open(&folder, Config::default(), None)?;
    /// stream.push(Headline::titled("Harbour reopens after storm"))?;
    /// let checkpoint = stream.begin_checkpoint(None).expect("it has an index");
    /// let written = std::thread::spawn(|| checkpoint.write());
    /// assert_eq!(stream.push(Headline::titled("Harbour reopens after storm"))?.status, Status::Duplicate);
    /// written.join().expect("it does not panic")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn begin_checkpoint(&mut self, note: Option<&[u8]>) -> Option<Checkpoint> {
        let mut log = self.log.take()?;
        let blocks = self.new_blocks(&log);
        let (state, note) = (self.state(), note.map(<[u8]>::to_owned));
        let (store, before) = (Arc::clone(&log.store), log.begun);
        let lesson = self.learned.new_lesson(self.window.base());
        let window =
            Some(self.window()).filter(|&window| log.is_pushed_to && self.index_window != Some(window));
        self.index_window = window.or(self.index_window);
        log.begun += 1;
        log.saved = self.window.next();
        log.telling.clear();
        log.seen.clear();
        if note.is_some() {
            log.note.clone_from(&note);
        }
        self.log = Some(log);
        Some(Checkpoint { store, added: Addition { before, blocks, state, note, window }, lesson })
    }

    /// Writes a last checkpoint, and beside it, where the index is large and much has come since it was opened, what it holds as it lies in
    /// memory: of five million headlines it is opened in half a second then, and without it in five. For whoever ends; the stream can be
    /// used on.
    ///
    /// Costs a write of some 300 bytes for each headline that is held whenever a sixteenth of them is new, without a wait for the disk. What cannot be written for want of room is
    /// left out.
    ///
    /// ```
    /// use doublet::stream::{Status, Stream};
    /// use doublet::{Config, Headline};
    /// # let folder = tempfile::tempdir()?;
    /// # let folder = folder.path().join("seen");
    /// let mut stream = Stream::open(&folder, Config::default(), None)?;
    /// stream.push(Headline::titled("Harbour reopens after storm"))?;
    /// stream.finish(None)?;
    /// drop(stream);
    ///
    /// let mut stream = Stream::open(&folder, Config::default(), None)?;
    /// assert_eq!(stream.push(Headline::titled("Harbour reopens after storm"))?.status, Status::Duplicate);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Stream::checkpoint`].
    pub fn finish(&mut self, note: Option<&[u8]>) -> Result<()> {
        self.checkpoint(note)?;
        let State { first, next, .. } = self.state();
        if self.log.as_ref().is_some_and(|log| is_image_due(log.image, [first, next])) {
            self.write_image();
        }
        Ok(())
    }

    /// Writes the image of the stream, all of which is in the index, if there is room for it.
    pub(super) fn write_image(&mut self) {
        let State { first, next, .. } = self.state();
        let Some(log) = &self.log else { return };
        let is_written = locked(&log.store).write_image([first, next], self.parts());
        if let Some(log) = &mut self.log
            && is_written
        {
            log.image = Some([first, next]);
        }
    }

    /// The note of the last checkpoint that had one.
    #[must_use]
    pub fn note(&self) -> Option<&[u8]> {
        self.log.as_ref()?.note.as_deref()
    }

    /// What came since the last checkpoint, as [`Addition::blocks`].
    fn new_blocks(&self, log: &Log) -> Vec<(u64, Vec<u8>)> {
        let window = &self.window;
        let absolute = |item: u32| window.absolute(item);
        let skipped = window.first().saturating_sub(log.saved) as usize;
        let saved = log.saved.max(window.first());
        let items = (saved..window.next()).zip(&log.telling[skipped.min(log.telling.len())..]);
        // What was taken out before it was written leaves an empty place.
        let is_there = |item: u32| window.holds(item) && !window.is_vacant(item);
        let mut seen: Vec<u32> = log.seen.iter().copied().filter(|&item| is_there(item)).collect();
        seen.sort_unstable();
        let items: Vec<(u32, &telling::Words)> = items.collect();
        let of_items = items.chunks(BLOCK).map(|items| {
            let first = absolute(items[0].0);
            let records =
                items.iter().map(|&(item, telling)| is_there(item).then(|| self.record(item, telling)));
            Block { first, items: records.collect(), seen: Vec::new() }
        });
        let of_seen = seen.chunks(BLOCK).map(|seen| Block {
            first: absolute(window.next()),
            items: Vec::new(),
            seen: seen.iter().map(|&item| (absolute(item), window.get(item).seen())).collect(),
        });
        let written = |block: Block<'_>| (block.first + block.items.len() as u64, index::to_bytes(&block));
        of_items.chain(of_seen).map(written).collect()
    }

    /// Where the stream stands.
    fn state(&self) -> State {
        let (window, span) = (&self.window, self.learned.span);
        let absolute = |item: u32| window.absolute(item);
        State {
            first: absolute(window.first()),
            next: absolute(window.next()),
            clock: self.clock.time,
            arrival: self.clock.arrival,
            swept: self.swept,
            pushed: self.pushed,
            learned: [absolute(span.from), absolute(span.until)],
        }
    }

    /// An item as it is written.
    fn record<'a>(&'a self, item: u32, telling: &'a [u32]) -> Record<'a> {
        let headline = self.window.headline(item);
        Record {
            title: headline.title,
            id: headline.id,
            source: headline.source,
            published: headline.published,
            canonical: self.window.canonical(item),
            seen: self.window.get(item).seen(),
            cluster: self.window.cluster(item),
            is_kept: self.window.kept(item) == item,
            telling: telling.into(),
        }
    }

    /// Takes what the image has that `snapshot` names, if there is one of its items that can be used.
    fn take_image_of(&mut self, snapshot: &Snapshot) -> Option<About> {
        let state = snapshot.state.as_ref()?;
        let of_state =
            |image: &Image| image.about.items[0] == state.first && image.about.items[1] <= state.next;
        // Whether one that cannot be used is damaged, `verify` tells.
        let image = snapshot.image().unwrap_or(None).filter(of_state)?;
        self.take_image(&image).map(|()| image.about)
    }

    /// Puts back what `snapshot` holds behind an image that was taken, or all of it; says of which items that was.
    fn restore(
        &mut self,
        snapshot: &Snapshot,
        folder: &Path,
        image: Option<About>,
    ) -> Result<Option<[u64; 2]>> {
        self.index_window = snapshot.window;
        let Some(state) = snapshot.state.clone() else { return Ok(None) };
        if image.is_none() {
            self.window = Window::behind(state.first);
            let items = usize::try_from(state.next.saturating_sub(state.first)).unwrap_or(0).min(RESERVED);
            self.columns.reserve(items);
            self.texts.reserve(items);
        }
        let damaged = |what: String| Error::Index {
            path: folder.display().to_string(),
            what: format!("it is damaged: {what}"),
            remedy: "restore it from a copy, or remove the folder and let the index grow anew".to_owned(),
        };
        let (from, block) = image.as_ref().map_or((state.first, 0), |image| (image.items[1], image.block));
        let (mut seen, mut next) = (Vec::new(), from);
        snapshot.each_blocks((from, block), |blocks| {
            let mut records = Vec::new();
            for (_, block) in &blocks {
                let end = block.first + block.items.len() as u64;
                let skipped = next.saturating_sub(block.first);
                if !block.items.is_empty() && end > next {
                    if block.first > next {
                        return Err(damaged(format!("the items {next} to {} are missing", block.first - 1)));
                    }
                    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
                    records.extend(block.items.iter().skip(skipped).map(Option::as_ref));
                    next = end;
                }
                seen.extend_from_slice(&block.seen);
            }
            self.put_back(&records);
            Ok(())
        })?;
        if next != state.next {
            return Err(damaged(format!("it ends with the item {next}, not {}", state.next)));
        }
        for (item, seen) in seen {
            // What was taken out stays out.
            if let Some(item) = self.window.number_of(item).filter(|&item| !self.window.is_vacant(item)) {
                self.window.see(item, seen);
            }
        }
        let relative = |item: u64| u32::try_from(item.saturating_sub(self.window.base())).unwrap_or(u32::MAX);
        let [from, until] = state.learned.map(relative);
        if until > self.window.next() || from > until {
            return Err(damaged("it was learned of items that are not there".to_owned()));
        }
        // What cannot be read of it is learned again; whether it can, `verify` tells.
        let lesson = snapshot.lesson().unwrap_or(None);
        let lesson = lesson.as_deref().and_then(|bytes| snapshot.read_lesson(bytes).ok());
        self.learned = Learned::recall(&self.window, Span { from, until }, lesson.as_ref())?;
        self.clock = Clock { time: state.clock, arrival: state.arrival };
        self.swept = state.swept;
        self.pushed = state.pushed;
        Ok(image.map(|image| image.items))
    }

    /// Adds these items, the next, as they were.
    pub(super) fn put_back(&mut self, records: &[Option<&Record<'_>>]) {
        let keyed = self.keyed(records, |record| match record {
            Some(record) => (record.canonical, &record.telling),
            None => ("", &[]),
        });
        let Stream { window, texts, columns, .. } = self;
        let put_back = || {
            for (record, keyed) in records.iter().zip(keyed.iter().flatten()) {
                let Some(record) = record else {
                    window.push(Headline::titled(""), "", Seen::NEVER, keyed.outline);
                    texts.push(&[]);
                    continue;
                };
                let &Record { title, id, source, published, canonical, .. } = *record;
                let headline = Headline { id, source, published, ..Headline::titled(title) };
                let item = window.push(headline, canonical, record.seen, keyed.outline);
                window.restore(item, record.cluster, record.is_kept);
                texts.push(&[text_key(canonical)]);
            }
        };
        both(records.len(), || columns.add(&keyed), put_back);
    }
}
