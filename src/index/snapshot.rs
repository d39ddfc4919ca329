//! What an index holds at one moment, read beside whoever writes.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use redb::{ReadOnlyTable, ReadableTable};
use serde::de::DeserializeOwned;

use super::format::{Block, Lesson, State, of_bytes, stated_length, unpack, unpack_into};
use super::{BLOCKS, LEARNED, LESSON, NOTE, STATE, STREAM, WINDOW, damaged, failed};
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
        let states = self.read.open_table(STATE).map_err(failed(folder))?;
        let packed = states.get(LESSON).map_err(failed(folder))?;
        let unpacked = packed.map(|packed| unpack(packed.value())).transpose();
        unpacked.map_err(|error| damaged(folder, LEARNED, &error))
    }

    /// The lesson with these bytes.
    pub(crate) fn read_lesson<'a>(&self, bytes: &'a [u8]) -> Result<Lesson<'a>> {
        of_bytes(bytes).map_err(|error| damaged(&self.folder, LEARNED, &error))
    }

    /// Calls `each` with the blocks and their keys, in order, some megabytes of them at a time, while the next are read.
    pub(crate) fn each_blocks(
        &self,
        mut each: impl FnMut(Vec<(Key, Block<'_>)>) -> Result<()> + Send,
    ) -> Result<()> {
        let folder = &self.folder;
        let blocks = self.read.open_table(BLOCKS).map_err(failed(folder))?;
        let mut entries = blocks.iter().map_err(failed(folder))?;
        // In place of `old` ones, whose memory is used again: megabytes that the system gives anew cost as much as to fill them.
        let mut read = |old: Vec<Packed>| -> Result<Vec<Packed>> {
            let (mut packed, mut size) = (Vec::new(), 0);
            let mut old = old.into_iter().map(|(_, bytes)| bytes);
            while size < AT_ONCE
                && let Some(entry) = entries.next()
            {
                let (key, bytes) = entry.map_err(failed(folder))?;
                size += stated_length(bytes.value());
                let mut copy = old.next().unwrap_or_default();
                copy.clear();
                copy.extend_from_slice(bytes.value());
                packed.push((key.value(), copy));
            }
            Ok(packed)
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

    /// The number of the next block.
    pub(super) fn next_block(&self) -> Result<u64> {
        let folder = &self.folder;
        let blocks = self.read.open_table(BLOCKS).map_err(failed(folder))?;
        let last = blocks.last().map_err(failed(folder))?;
        Ok(last.map_or(0, |(key, _)| key.value().1 + 1))
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
