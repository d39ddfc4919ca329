//! The memory of a [column](super::postings): lines of 64 bytes that stay where they are.
//!
//! A list that grows is copied to where there is room, and whoever adds to it waits: 20 ms for a hundred megabytes. So lines stand in chunks, each as
//! large as all before it, and the system gives their pages as they are looked at, large ones where it has them.

use std::alloc::{Layout, handle_alloc_error};
use std::io;

use memmap2::MmapMut;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::huge_pages;

/// Entries of a line.
pub(super) const ENTRIES: usize = 10;

/// Lines of the first chunk, and of the second.
pub(super) const FIRST: usize = 1 << 14;

/// Where there is no text, or no line; both are counted from one here. New memory is full of it.
pub(super) const NOTHING: u32 = 0;

/// A text, counted from one, and a part of its key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) text: u32,
    pub(super) tag: u16,
}

/// A line of memory. Its entries stand in the first places.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, align(64))]
pub(super) struct Line {
    pub(super) texts: [u32; ENTRIES],
    pub(super) tags: [u16; ENTRIES],
    /// The line with the entries before these.
    pub(super) older: u32,
}

impl Line {
    pub(super) const EMPTY: Self = Line { texts: [NOTHING; ENTRIES], tags: [0; ENTRIES], older: NOTHING };

    /// One with these entries, for all of which there is room, before which those of `older` come.
    pub(super) fn of(entries: &[Entry], older: u32) -> Self {
        let mut line = Line { older, ..Line::EMPTY };
        for (slot, entry) in entries.iter().enumerate() {
            (line.texts[slot], line.tags[slot]) = (entry.text, entry.tag);
        }
        line
    }

    /// One with those of its entries that are meant, and one with the others; before neither there are older ones.
    pub(super) fn parted(&self, is_meant: impl Fn(&Entry) -> bool) -> [Line; 2] {
        let (mut lines, mut held) = ([Line::EMPTY; 2], [0; 2]);
        for entry in self.entries() {
            let which = usize::from(!is_meant(&entry));
            let (line, slot) = (&mut lines[which], &mut held[which]);
            (line.texts[*slot], line.tags[*slot]) = (entry.text, entry.tag);
            *slot += 1;
        }
        lines
    }

    /// How many entries it has, without a branch for each.
    pub(super) fn len(&self) -> usize {
        self.texts.iter().filter(|&&text| text != NOTHING).count()
    }

    /// Its entries, the oldest first.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = Entry> {
        let entries = self.texts.into_iter().zip(self.tags).map(|(text, tag)| Entry { text, tag });
        entries.filter(|entry| entry.text != NOTHING)
    }

    /// A bit for each entry with `tag`.
    pub(super) fn with_tag(&self, tag: u16) -> u32 {
        let is_meant = |slot: usize| self.tags[slot] == tag && self.texts[slot] != NOTHING;
        (0..ENTRIES).fold(0, |bits, slot| bits | u32::from(is_meant(slot)) << slot)
    }
}

/// Empty lines, the memory of which the system gives when they are first looked at: [`FIRST`], as many, and then in each chunk as many
/// as in all before it, so that none is ever moved.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<MmapMut>);

/// The chunk in which a line stands, and where in it.
pub(super) fn place(number: usize) -> (usize, usize) {
    match (number / FIRST).checked_ilog2() {
        None => (0, number),
        Some(doubled) => (doubled as usize + 1, number - (FIRST << doubled)),
    }
}

/// How many lines the chunk of that number has.
fn chunk_of(number: usize) -> usize {
    FIRST << number.saturating_sub(1)
}

impl Lines {
    /// The lines of a chunk.
    fn of(map: &MmapMut) -> &[Line] {
        <[Line]>::ref_from_bytes(map).expect("a mapping begins with a page, and these consist of lines")
    }

    /// The lines of each chunk.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &[Line]> {
        self.0.iter().map(Lines::of)
    }

    /// The first so many, which there are.
    pub(super) fn iter(&self, lines: usize) -> impl Iterator<Item = &Line> {
        self.chunks().zip(Lines::shares(lines)).flat_map(|(chunk, share)| &chunk[..share])
    }

    pub(super) fn get(&self, number: usize) -> &Line {
        let (chunk, at) = place(number);
        &Lines::of(&self.0[chunk])[at]
    }

    pub(super) fn get_mut(&mut self, number: usize) -> &mut Line {
        let (chunk, at) = place(number);
        let lines = <[Line]>::mut_from_bytes(&mut self.0[chunk]);
        &mut lines.expect("a mapping begins with a page, and these consist of lines")[at]
    }

    /// How many of so many lines each chunk has.
    fn shares(lines: usize) -> impl Iterator<Item = usize> {
        let mut rest = lines;
        (0..).map_while(move |chunk| {
            let share = rest.min(chunk_of(chunk));
            rest -= share;
            (share > 0).then_some(share)
        })
    }

    /// The first so many, which there are, as bytes, and the bytes of the chunk whose first they are.
    pub(super) fn parts(&self, lines: usize) -> impl Iterator<Item = (&[u8], usize)> {
        self.chunks()
            .zip(Lines::shares(lines))
            .map(|(chunk, share)| (chunk[..share].as_bytes(), size_of_val(chunk)))
    }

    /// In how many parts so many lines stand.
    pub(super) fn parts_of(lines: usize) -> usize {
        Lines::shares(lines).count()
    }

    /// So many lines in these chunks; none where they are not as large as chunks are.
    pub(super) fn of_parts(chunks: Vec<MmapMut>, lines: usize) -> Option<Self> {
        let is_chunk = |(number, map): (usize, &MmapMut)| {
            <[Line]>::ref_from_bytes(map).is_ok_and(|chunk| chunk.len() == chunk_of(number))
        };
        let are_chunks = chunks.len() == Lines::parts_of(lines) && chunks.iter().enumerate().all(is_chunk);
        are_chunks.then_some(Lines(chunks))
    }

    /// Copies of the chunks in memory of its own, where the system has it.
    pub(super) fn part_from_image(&mut self) -> io::Result<()> {
        for map in &mut self.0 {
            let mut own = huge_pages::zeroed(map.len())?;
            own.copy_from_slice(map);
            *map = own;
        }
        Ok(())
    }

    /// Makes room for so many; an error where the system has no memory.
    pub(super) fn reserve(&mut self, lines: usize) -> io::Result<()> {
        while lines > 0 && place(lines - 1).0 >= self.0.len() {
            let more = chunk_of(self.0.len());
            self.0.push(huge_pages::zeroed(more * size_of::<Line>())?);
        }
        Ok(())
    }

    /// The same where there is no way to go on without.
    pub(super) fn grow(&mut self, lines: usize) {
        if self.reserve(lines).is_err() {
            // As with any list for which there is no memory.
            handle_alloc_error(Layout::new::<[Line; FIRST]>());
        }
    }
}
