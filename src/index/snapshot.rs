//! What an index holds at one moment, read beside whoever writes.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use redb::{ReadOnlyTable, ReadableTable};
use serde::de::DeserializeOwned;

use super::format::{Block, Lesson, State, of_bytes, stated_length, unpack, unpack_into};
use super::image::{self, About, Image};
use super::{BLOCKS, LEARNED, LESSON, NOTE, STATE, STREAM, WINDOW, damaged, failed, image_damaged, reading};
use crate::config::Window;
use crate::error::Result;

/// The key of a block: the number behind its last item, and its own.
type Key = (u64, u64);

/// A block as it is kept, by its key.
type Packed = (Key, Vec<u8>);

/// Bytes of blocks that are unpacked at once, on all threads: some twenty thousand items.
const AT_ONCE: usize = 8 << 20;

/// What an index holds at one moment.
pub(crate) struct Snapshot {
    folder: PathBuf,
    read: redb::ReadTransaction,
    /// None where nothing was ever written.
    pub(crate) state: Option<State>,
    pub(crate) note: Option<Vec<u8>>,
    /// How long is remembered, if it was ever told.
    pub(crate) window: Option<Window>,
}

impl Snapshot {
    pub(super) fn new(read: redb::ReadTransaction, folder: &Path) -> Result<Self> {
        let states = read.open_table(STATE).map_err(failed(folder))?;
        let state = entry(&states, STREAM, folder, "the state")?;
        let window = entry(&states, WINDOW, folder, "the window")?.map(Window::of_milliseconds);
        let note = states.get(NOTE).map_err(failed(folder))?.map(|bytes| bytes.value().to_owned());
        Ok(Snapshot { folder: folder.to_owned(), read, state, note, window })
    }

    /// What was learned last, as the bytes of a [`Lesson`], if it was kept.
    pub(crate) fn lesson(&self) -> Result<Option<Vec<u8>>> {
        let folder = &self.folder;
        reading(folder, || {
            let states = self.read.open_table(STATE).map_err(failed(folder))?;
            let packed = states.get(LESSON).map_err(failed(folder))?;
            let unpacked = packed.map(|packed| unpack(packed.value())).transpose();
            unpacked.map_err(|error| damaged(folder, LEARNED, &error))
        })
    }

    /// The lesson with these bytes.
    pub(crate) fn read_lesson<'a>(&self, bytes: &'a [u8]) -> Result<Lesson<'a>> {
        of_bytes(bytes).map_err(|error| damaged(&self.folder, LEARNED, &error))
    }

    /// What the log tells of an image, if it names one.
    pub(super) fn image_entry(&self) -> Result<Option<About>> {
        reading(&self.folder, || {
            let states = self.read.open_table(STATE).map_err(failed(&self.folder))?;
            entry(&states, image::ENTRY, &self.folder, "the image")
        })
    }

    /// What was derived of some items, if it was kept.
    pub(crate) fn image(&self) -> Result<Option<Image>> {
        let Some(about) = self.image_entry()? else { return Ok(None) };
        let path = about.path(&self.folder);
        Image::open(&self.folder, about).map_err(|error| image_damaged(&path, &error))
    }

    /// Calls `each` with the blocks that come from the one with the number `from.1` on, and end with an item of the number `from.0` or more,
    /// and their keys, in order, some megabytes of them at a time, while the next are read.
    pub(crate) fn each_blocks(
        &self,
        from: Key,
        mut each: impl FnMut(Vec<(Key, Block<'_>)>) -> Result<()> + Send,
    ) -> Result<()> {
        let folder = &self.folder;
        let mut entries = reading(folder, || {
            let blocks = self.read.open_table(BLOCKS).map_err(failed(folder))?;
            blocks.range((from.0, 0)..).map_err(failed(folder))
        })?;
        // In place of `old` ones, whose memory is used again: megabytes that the system gives anew cost as much as to fill them.
        let mut read = |old: Vec<Packed>| {
            reading(folder, || {
                let (mut packed, mut size) = (Vec::new(), 0);
                let mut old = old.into_iter().map(|(_, bytes)| bytes);
                while size < AT_ONCE
                    && let Some(entry) = entries.next()
                {
                    let (key, bytes) = entry.map_err(failed(folder))?;
                    if key.value().1 < from.1 {
                        continue;
                    }
                    size += stated_length(bytes.value());
                    let mut copy = old.next().unwrap_or_default();
                    copy.clear();
                    copy.extend_from_slice(bytes.value());
                    packed.push((key.value(), copy));
                }
                Ok(packed)
            })
        };
        let (mut packed, mut old, mut unpacked) = (read(Vec::new())?, Vec::new(), Vec::new());
        while !packed.is_empty() {
            let work_off = || {
                unpacked.resize_with(packed.len().max(unpacked.len()), Vec::new);
                let blocks = packed.par_iter().zip(&mut unpacked).map(|((key, packed), bytes)| {
                    let told = |error: String| damaged(folder, &format!("block {}", key.1), &error);
                    unpack_into(packed, bytes).map_err(told)?;
                    Ok((*key, of_bytes(bytes).map_err(told)?))
                });
                each(blocks.collect::<Result<_>>()?)
            };
            let (next, done) = rayon::join(|| read(std::mem::take(&mut old)), work_off);
            done?;
            old = std::mem::replace(&mut packed, next?);
        }
        Ok(())
    }

    /// Whether this one, which names an image, holds the same as another: a checkpoint writes another state or a block, and what takes items
    /// out names no image any more.
    pub(crate) fn is_as(&self, other: &Snapshot) -> bool {
        let of = |snapshot: &Snapshot| {
            let image = snapshot.image_entry().ok().flatten()?;
            Some((snapshot.state.clone(), image, snapshot.next_block().ok()?))
        };
        of(self).is_some_and(|own| Some(own) == of(other))
    }

    /// The number of the next block.
    pub(super) fn next_block(&self) -> Result<u64> {
        let folder = &self.folder;
        reading(folder, || {
            let blocks = self.read.open_table(BLOCKS).map_err(failed(folder))?;
            let last = blocks.last().map_err(failed(folder))?;
            Ok(last.map_or(0, |(key, _)| key.value().1 + 1))
        })
    }
}

/// The value that stands in [`STATE`] under a name, if there is one; `what` it is where it is damaged.
fn entry<T: DeserializeOwned>(
    states: &ReadOnlyTable<&'static str, &'static [u8]>,
    name: &str,
    folder: &Path,
    what: &str,
) -> Result<Option<T>> {
    let packed = states.get(name).map_err(failed(folder))?;
    let value = packed.map(|packed| unpack(packed.value()).and_then(|bytes| of_bytes(&bytes))).transpose();
    value.map_err(|error| damaged(folder, what, &error))
}
