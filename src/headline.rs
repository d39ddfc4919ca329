//! Headlines as they were read, kept compactly in input order.
//!
//! A batch of a hundred million headlines is mostly short strings, so none of them gets an
//! allocation of its own: a [`Block`] holds the text of some thousand records in one
//! string, with some fourteen bytes of places and lengths a record, and [`Headlines`] is a list of
//! blocks. A source that several records in a row have is held once. What a record lacks
//! costs a byte. An id that the record does not bring is not stored at all: it is the
//! record's place, `path:line`, written only when it is shown. (Only of several that begin on one line the others have theirs stored, `path:line.2`.)
//!
//! Nothing here changes a title. What is compared is the canonical text
//! ([`crate::normalize`]); what is reported is the title exactly as it was read.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;
use zerocopy::{FromBytes, Immutable, IntoBytes};

use crate::spill::Kept;

/// One headline, borrowed from its [`Block`] or built by hand.
///
/// ```
/// use doublet::headline::Headline;
/// let headline = Headline { source: Some("Example Post"), ..Headline::titled("Harbour reopens") };
/// assert_eq!(headline.title, "Harbour reopens");
/// assert_eq!(headline.id, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headline<'a> {
    /// The record's own id; `None` where it brought none. Of records that begin on one line readers give those behind the first their place, `path:line.2`.
    pub id: Option<&'a str>,
    /// The title as it was read, decoded but otherwise untouched.
    pub title: &'a str,
    /// Who published it, where the record says so.
    pub source: Option<&'a str>,
    /// When, as the record says it: any format, unparsed.
    pub published: Option<&'a str>,
    /// The line of its input on which the record begins, from 1; 0 where there is no input.
    pub line: u64,
}

impl<'a> Headline<'a> {
    /// A headline of which only the title is known.
    #[must_use]
    pub fn titled(title: &'a str) -> Self {
        Headline { title, ..Headline::default() }
    }
}

/// The id under which a headline is reported: its own, else its place. Where several without an id begin on one line, as those of an array that is one line do,
/// readers give the others one: `feed.json:1.2` is the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id<'a> {
    /// The record's own id.
    Own(&'a str),
    /// The record has none: the input's name and the line on which it begins.
    Place(&'a str, u64),
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Own(id) => f.write_str(id),
            Id::Place(path, line) => write!(f, "{path}:{line}"),
        }
    }
}

/// Where one record stands in its block's text: its [lengths](Lengths), id, time of publication and title.
#[derive(Clone, Copy, Debug, FromBytes, Immutable, IntoBytes)]
#[repr(C)]
struct Place {
    start: u32,
    /// Where its source does, which it shares with the record before if that has the same.
    source: u32,
}

/// The bytes of a record's place.
pub(crate) const PLACE: usize = size_of::<Place>();

/// The numbers in front of a record: what a field lacks is 0, and what it has its length in bytes and one.
struct Lengths {
    id: usize,
    published: usize,
    title: usize,
    source: usize,
    /// Counted from the block's first.
    line: usize,
}

impl Lengths {
    /// Puts them behind `text`, each as ASCII characters of six bits, of which all but the last say that there is another: a number
    /// below 64 is one byte.
    fn append_to(&self, text: &mut String) {
        for mut number in [self.id, self.published, self.title, self.source, self.line] {
            while number >= 1 << 6 {
                text.push(ascii((number % (1 << 6)) | (1 << 6)));
                number >>= 6;
            }
            text.push(ascii(number));
        }
    }

    /// Those that `text` begins with, and how many bytes they are.
    fn at_start_of(text: &str) -> (Self, usize) {
        let mut bytes = text.bytes();
        let mut next = || {
            let (mut number, mut shift) = (0, 0);
            for byte in &mut bytes {
                number |= usize::from(byte & 63) << shift;
                shift += 6;
                if byte < 1 << 6 || shift == MOST_BITS {
                    break;
                }
            }
            number
        };
        let [id, published, title, source, line] = std::array::from_fn(|_| next());
        (Lengths { id, published, title, source, line }, text.len() - bytes.len())
    }
}

/// The bits of a number in front of a record at most.
const MOST_BITS: u32 = 36;

/// The character of a number below 128.
fn ascii(number: usize) -> char {
    char::from(u8::try_from(number).expect("it is six bits, and one that says whether there are more"))
}

/// Some consecutive headlines of one input, their text in one string.
///
/// ```
/// use doublet::headline::{Block, Headline};
/// let mut block = Block::new("feed.txt");
/// block.push(Headline { line: 1, ..Headline::titled("Harbour reopens") });
/// assert_eq!(block.get(0).title, "Harbour reopens");
/// assert_eq!(block.id(0).to_string(), "feed.txt:1");
/// ```
#[derive(Clone, Debug)]
pub struct Block {
    path: Arc<str>,
    first_line: u64,
    text: Kept<str>,
    places: Kept<[Place]>,
    /// The length of the last record's source and one; 0 where it has none, or is not known.
    last_source: usize,
}

impl Block {
    /// An empty block of the input called `path`.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Block {
            path: path.into(),
            first_line: 0,
            text: Kept::default(),
            places: Kept::default(),
            last_source: 0,
        }
    }

    /// What its input is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.path
    }

    /// Makes room for `records` more headlines of `text` bytes in all, so that filling the
    /// block does not move it again and again.
    pub fn reserve(&mut self, records: usize, text: usize) {
        self.places.open().reserve(records);
        self.text.open().reserve(text);
    }

    /// Appends a copy of `headline`.
    ///
    /// # Panics
    ///
    /// Where the text of one block would pass 4 GiB (the readers close a block at a few MiB,
    /// and [`Headlines`] built from an iterator does so too), or where a headline's line is
    /// before that of the block's first.
    pub fn push(&mut self, headline: Headline<'_>) {
        if self.is_empty() {
            self.first_line = headline.line;
        }
        let line =
            u32::try_from(headline.line - self.first_line).expect("a block spans far fewer than 2^32 lines");
        let optional = |field: Option<&str>| field.map_or(0, |field| field.len() + 1);
        let source_length = optional(headline.source);
        let is_as_long = std::mem::replace(&mut self.last_source, source_length) == source_length;
        let last = self.places.last().filter(|_| is_as_long);
        let shared = last.map(|last| last.source).filter(|&at| {
            headline
                .source
                .is_none_or(|source| self.text.as_bytes()[at as usize..].starts_with(source.as_bytes()))
        });
        let text = self.text.open();
        let end = |text: &str| u32::try_from(text.len()).expect("a block is closed long before 4 GiB");
        let source = shared.unwrap_or_else(|| end(text));
        if shared.is_none() {
            text.push_str(headline.source.unwrap_or_default());
        }
        let start = end(text);
        let lengths = Lengths {
            id: optional(headline.id),
            published: optional(headline.published),
            title: optional(Some(headline.title)),
            source: source_length,
            line: line as usize,
        };
        lengths.append_to(text);
        for field in [headline.id.unwrap_or_default(), headline.published.unwrap_or_default(), headline.title]
        {
            text.push_str(field);
        }
        self.places.open().push(Place { start, source });
    }

    /// The number of headlines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Bytes of text held.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// The headline at `index`, from 0.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`Block::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> Headline<'_> {
        self.read(index).expect("it is below the number of headlines, and what was pushed can be read")
    }

    /// The headline at `index`; none where there is none, or where the parts of the block do not belong together.
    #[inline]
    fn read(&self, index: usize) -> Option<Headline<'_>> {
        let place = self.places.get(index)?;
        let record = self.text.get(place.start as usize..)?;
        let (lengths, before) = Lengths::at_start_of(record);
        let mut rest = record.get(before..)?;
        let mut take = |length: usize| {
            let Some(length) = length.checked_sub(1) else { return Some(None) };
            let (field, behind) = rest.split_at_checked(length)?;
            rest = behind;
            Some(Some(field))
        };
        let (id, published, title) = (take(lengths.id)?, take(lengths.published)?, take(lengths.title)??);
        let source = match lengths.source.checked_sub(1) {
            Some(length) => Some(self.text.get(place.source as usize..)?.get(..length)?),
            None => None,
        };
        Some(Headline { id, title, source, published, line: self.first_line + lengths.line as u64 })
    }

    /// The id under which the headline at `index` is reported.
    #[must_use]
    pub fn id(&self, index: usize) -> Id<'_> {
        let headline = self.get(index);
        headline.id.map_or(Id::Place(&self.path, headline.line), Id::Own)
    }

    /// The headlines in order.
    pub fn iter(&self) -> impl Iterator<Item = Headline<'_>> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Its text, and its places in it as bytes.
    pub(crate) fn parts(&self) -> (&str, &[u8]) {
        (&self.text, self.places.as_bytes())
    }

    /// The block of the input called `path`, beginning with its first line, that these [parts](Self::parts) are of; none where there is none.
    pub(crate) fn of_parts(path: Arc<str>, text: Bytes, places: Bytes) -> Option<Self> {
        let block = Block {
            path,
            first_line: 0,
            text: Kept::shared(text)?,
            places: Kept::shared(places)?,
            last_source: 0,
        };
        let is_whole = (0..block.len()).all(|index| block.read(index).is_some());
        is_whole.then_some(block)
    }

    /// Takes into its own memory what it shares with others.
    pub(crate) fn own(&mut self) {
        self.text.own();
        self.places.own();
    }

    /// Nothing more is to be pushed: gives back what was reserved, and goes to disk beyond the [limit](crate::spill::limit).
    pub fn close(&mut self) {
        self.text.close();
        self.places.close();
    }
}

/// All headlines of a run, in input order.
///
/// ```
/// use doublet::Headlines;
/// let headlines: Headlines = ["Harbour reopens", "Ferry runs again"].into_iter().collect();
/// assert_eq!(headlines.len(), 2);
/// assert_eq!(headlines.get(1).title, "Ferry runs again");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Headlines {
    /// A clone shares them.
    blocks: Vec<Arc<Block>>,
    /// The number of headlines before each block.
    starts: Vec<usize>,
    len: usize,
}

impl Headlines {
    /// No headlines yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a block, or one that others have too; an empty one is dropped.
    pub fn push(&mut self, block: impl Into<Arc<Block>>) {
        let block = block.into();
        if !block.is_empty() {
            self.starts.push(self.len);
            self.len += block.len();
            self.blocks.push(block);
        }
    }

    /// The number of headlines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The blocks, each with headlines, in input order.
    #[must_use]
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    /// The blocks, each with the number of headlines before it, for all threads: of whoever asks something of each headline none has to be
    /// searched for.
    ///
    /// ```
    /// use doublet::Headlines;
    /// use rayon::iter::ParallelIterator;
    /// let headlines: Headlines = ["Harbour reopens", "Ferry runs again"].into_iter().collect();
    /// let long = headlines.par_blocks().map(|(block, start)| {
    ///     block.iter().zip(start..).filter(|(headline, _)| headline.title.len() > 15).map(|(_, index)| index).collect::<Vec<usize>>()
    /// });
    /// assert_eq!(long.collect::<Vec<_>>().concat(), [1]);
    /// ```
    #[must_use = "nothing is asked of them until they are gone through"]
    pub fn par_blocks(&self) -> impl IndexedParallelIterator<Item = (&Block, usize)> {
        self.blocks.par_iter().map(|block| &**block).zip(self.starts.par_iter().copied())
    }

    /// The block of the headline at `index`, and its place there. Costs a binary search over the blocks.
    fn locate(&self, index: usize) -> (&Block, usize) {
        let block = self.starts.partition_point(|&start| start <= index) - 1;
        (&self.blocks[block], index - self.starts[block])
    }

    /// The headline at `index`, from 0.
    ///
    /// # Panics
    ///
    /// Where `index` is not below [`Headlines::len`].
    #[must_use]
    pub fn get(&self, index: usize) -> Headline<'_> {
        let (block, place) = self.locate(index);
        block.get(place)
    }

    /// Has memory bring these headlines, which lie anywhere in it, at once, where to wait for each takes longer.
    pub(crate) fn fetch(&self, indices: impl Iterator<Item = u32>) {
        // A field is taken out of the text by looking at the letters at both of its ends.
        std::hint::black_box(indices.map(|index| self.get(index as usize).title.len()).sum::<usize>());
    }

    /// The id under which the headline at `index` is reported.
    #[must_use]
    pub fn id(&self, index: usize) -> Id<'_> {
        let (block, place) = self.locate(index);
        block.id(place)
    }

    /// The headlines in order.
    pub fn iter(&self) -> impl Iterator<Item = Headline<'_>> {
        self.blocks.iter().flat_map(|block| block.iter())
    }
}

/// Bytes of text after which a block built from an iterator is closed.
const BLOCK_TEXT: usize = 1 << 20;

impl<'a> FromIterator<Headline<'a>> for Headlines {
    fn from_iter<T: IntoIterator<Item = Headline<'a>>>(headlines: T) -> Self {
        let path: Arc<str> = Arc::from("memory");
        let mut all = Headlines::new();
        let mut block = Block::new(Arc::clone(&path));
        for (number, headline) in headlines.into_iter().enumerate() {
            let line = if headline.line == 0 { number as u64 + 1 } else { headline.line };
            block.push(Headline { line, ..headline });
            if block.text_len() >= BLOCK_TEXT {
                block.close();
                all.push(std::mem::replace(&mut block, Block::new(Arc::clone(&path))));
            }
        }
        block.close();
        all.push(block);
        all
    }
}

impl<'a> FromIterator<&'a str> for Headlines {
    fn from_iter<T: IntoIterator<Item = &'a str>>(titles: T) -> Self {
        titles.into_iter().map(Headline::titled).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Fields = (Option<String>, String, Option<String>, Option<String>, u64);

    fn headline((id, title, source, published, _): &Fields, line: u64) -> Headline<'_> {
        let [id, source, published] = [id, source, published].map(Option::as_deref);
        Headline { id, title, source, published, line }
    }

    /// Titles of lengths with one, two and three characters among them, sources that follow themselves, and lines far apart.
    fn fields() -> impl Strategy<Value = Vec<Fields>> {
        let text = || prop_oneof!["[a東é ]{0,3}", "[a-d]{55,70}", "(ab東){1300,1400}"];
        let source = prop_oneof![Just(None), Just(Some(String::new())), "[ab]".prop_map(Some)];
        let step = prop_oneof![0_u64..3, 60_u64..70, 0_u64..1 << 24];
        let optional = || proptest::option::of(text());
        proptest::collection::vec((optional(), text(), source, optional(), step), 0..20)
    }

    proptest! {
        #[test]
        fn a_block_gives_what_was_pushed(records in fields(), first in 0_u64..1 << 40) {
            let mut block = Block::new("feed");
            let mut line = first;
            let lines: Vec<u64> = records.iter().map(|record| { line += record.4; line }).collect();
            for (record, &line) in records.iter().zip(&lines) {
                block.push(headline(record, line));
            }
            block.close();
            let pushed: Vec<Headline<'_>> =
                records.iter().zip(&lines).map(|(record, &line)| headline(record, line)).collect();
            prop_assert_eq!(block.iter().collect::<Vec<_>>(), pushed);
        }
    }

    #[test]
    fn a_source_is_held_once_as_long_as_it_stays() {
        let mut block = Block::new("feed");
        for source in ["Example Post", "Example Post", "Harbour News", "Example Post"] {
            block.push(Headline { source: Some(source), ..Headline::titled("Ferry") });
        }
        assert_eq!(
            block.text_len(),
            "Example Post".len() * 2 + "Harbour News".len() + 4 * ("Ferry".len() + 5)
        );
    }
}
