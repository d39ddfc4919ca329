//! Headlines as they were read, kept compactly in input order.
//!
//! A batch of a hundred million headlines is mostly short strings, so none of them gets an
//! allocation of its own: a [`Block`] holds the text of some thousand records in one
//! string, with twenty-four bytes of offsets a record, and [`Headlines`] is a list of
//! blocks. What a record lacks costs nothing. An id that the record does not bring is not
//! stored at all: it is the record's place, `path:line`, written only when it is shown.
//!
//! Nothing here changes a title. What is compared is the canonical text
//! ([`crate::normalize`]); what is reported is the title exactly as it was read.

use std::fmt;
use std::sync::Arc;

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
    /// The record's own id; `None` where it brought none.
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

/// The id under which a headline is reported: its own, else its place.
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

/// Where one record's fields stand in its block's text, one behind the other.
#[derive(Clone, Copy, Debug, FromBytes, Immutable, IntoBytes)]
#[repr(C)]
struct Span {
    start: u32,
    id: FieldLength,
    title: u32,
    source: FieldLength,
    published: FieldLength,
    /// Counted from the block's first line.
    line: u32,
}

/// The length of a field in bytes, or that the record lacks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, Immutable, IntoBytes)]
#[repr(transparent)]
struct FieldLength(u32);

impl FieldLength {
    const ABSENT: FieldLength = FieldLength(u32::MAX);

    fn bytes(self) -> usize {
        if self == Self::ABSENT { 0 } else { self.0 as usize }
    }
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
    spans: Kept<[Span]>,
}

impl Block {
    /// An empty block of the input called `path`.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Block { path: path.into(), first_line: 0, text: Kept::default(), spans: Kept::default() }
    }

    /// What its input is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.path
    }

    /// Makes room for `records` more headlines of `text` bytes in all, so that filling the
    /// block does not move it again and again.
    pub fn reserve(&mut self, records: usize, text: usize) {
        self.spans.open().reserve(records);
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
        let text = self.text.open();
        let start = u32::try_from(text.len()).expect("a block is closed long before 4 GiB");
        let mut append = |field: &str| {
            text.push_str(field);
            u32::try_from(field.len()).expect("a field is shorter than its block")
        };
        let mut optional =
            |field: Option<&str>| field.map_or(FieldLength::ABSENT, |field| FieldLength(append(field)));
        let id = optional(headline.id);
        let source = optional(headline.source);
        let published = optional(headline.published);
        let title = append(headline.title);
        if self.spans.is_empty() {
            self.first_line = headline.line;
        }
        let line =
            u32::try_from(headline.line - self.first_line).expect("a block spans far fewer than 2^32 lines");
        self.spans.open().push(Span { start, id, title, source, published, line });
    }

    /// The number of headlines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
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
        let span = self.spans[index];
        let mut rest = &self.text[span.start as usize..];
        let mut take = |length: usize| {
            let (field, behind) = rest.split_at(length);
            rest = behind;
            field
        };
        let mut optional = |length: FieldLength| {
            let field = take(length.bytes());
            (length != FieldLength::ABSENT).then_some(field)
        };
        let id = optional(span.id);
        let source = optional(span.source);
        let published = optional(span.published);
        let title = take(span.title as usize);
        Headline { id, title, source, published, line: self.first_line + u64::from(span.line) }
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

    /// Nothing more is to be pushed: gives back what was reserved, and goes to disk beyond the [limit](crate::spill::limit).
    pub fn close(&mut self) {
        self.text.close();
        self.spans.close();
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
