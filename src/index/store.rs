//! Whoever writes an index: one process at a time.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use redb::{Database, ReadableDatabase};

use super::format::{Lesson, Packer, Record, State, to_bytes};
use super::image;
use super::snapshot::Snapshot;
use super::{
    BLOCKS, INDEX_FILE, LEARNED, LESSON, NOTE, STATE, STREAM, WINDOW, WRITER, builder, damaged, describe,
    failed, reading,
};
use crate::config::{Shingle, Window};
use crate::error::{Error, Result};

/// How long a process that wants to write waits for one that is no writer.
const PATIENCE: Duration = Duration::from_secs(2);

/// An index that this process writes.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    db: Database,
    /// The number of the next block.
    next: u64,
    /// How many checkpoints were written since it was opened.
    written: u64,
    packer: Packer,
    /// The image that the log names.
    image: Option<image::About>,
}

/// What one checkpoint adds.
#[derive(Debug)]
pub(crate) struct Addition {
    /// How many were begun before it, all of which are to be written first.
    pub(crate) before: u64,
    /// Some [blocks](super::Block): the number behind the last item of each, and its bytes.
    pub(crate) blocks: Vec<(u64, Vec<u8>)>,
    pub(crate) state: State,
    /// The caller's note, where it is another one.
    pub(crate) note: Option<Vec<u8>>,
    /// How long is remembered, where that is new.
    pub(crate) window: Option<Window>,
}

impl Store {
    /// Opens the index in `folder` to write, or makes one there; gives what it holds.
    pub(crate) fn open(folder: &Path, shingle: Shingle) -> Result<(Self, Snapshot)> {
        let cannot = |source| Error::Open { path: folder.to_owned(), source };
        if folder.is_file() {
            return Err(Error::Index {
                path: folder.display().to_string(),
                what: "it is a file, and an index is a folder".to_owned(),
                remedy: "name a folder; what is not there is made".to_owned(),
            });
        }
        fs::create_dir_all(folder).map_err(cannot)?;
        let file = folder.join(INDEX_FILE);
        if !file.exists() {
            // Made whole under another name: a process that is killed meanwhile leaves no half of an index behind.
            let unborn = folder.join(format!("{INDEX_FILE}.{}", std::process::id()));
            // What an earlier process of that number may have left.
            let _ = fs::remove_file(&unborn);
            let db = builder().create(&unborn).map_err(failed(folder))?;
            describe(&db, folder, shingle)?;
            drop(db);
            // Of two processes that make it at once one comes first.
            let linked = fs::hard_link(&unborn, &file);
            let _ = fs::remove_file(&unborn);
            if !file.exists() {
                linked.map_err(cannot)?;
            }
            sync(folder).map_err(cannot)?;
        }
        let db = reading(folder, || open_patiently(&file).map_err(failed(folder)))?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let since = jiff::Timestamp::from_second(i64::try_from(since).unwrap_or(0)).unwrap_or_default();
        fs::write(folder.join(WRITER), format!("the process {} (since {since})", std::process::id()))
            .map_err(cannot)?;
        let snapshot = reading(folder, || {
            describe(&db, folder, shingle)?;
            Snapshot::new(db.begin_read().map_err(failed(folder))?, folder)
        })?;
        let next = snapshot.next_block()?;
        let image = snapshot.image_entry().ok().flatten();
        // Nothing depends on what is not removed.
        let _ = image::clean_up(folder, image.as_ref());
        Ok((
            Store { folder: folder.to_owned(), db, next, written: 0, packer: Packer::new(), image },
            snapshot,
        ))
    }

    /// Writes one checkpoint, with the lesson where something else was learned, and drops the blocks that end before the state's
    /// first item, and the image that has items before it.
    pub(crate) fn checkpoint(&mut self, added: &Addition, lesson: Option<&Lesson<'_>>) -> Result<()> {
        let folder = &self.folder;
        if self.written != added.before {
            let what = "a checkpoint before this one was not written".to_owned();
            let remedy = "open it anew; it is as it was at the last one that was".to_owned();
            return Err(Error::Index { path: folder.display().to_string(), what, remedy });
        }
        let packed = |what: &str, packed: Result<Vec<u8>, String>| {
            packed.map_err(|error| damaged(folder, what, &error))
        };
        let is_aged = |image: &mut image::About| image.items[0] < added.state.first;
        let has_aged = self.image.take_if(is_aged).is_some();
        let write = self.db.begin_write().map_err(failed(folder))?;
        {
            let mut blocks = write.open_table(BLOCKS).map_err(failed(folder))?;
            for (end, block) in &added.blocks {
                let bytes = packed("a block", self.packer.pack(block))?;
                blocks.insert((*end, self.next), bytes.as_slice()).map_err(failed(folder))?;
                self.next += 1;
            }
            blocks.retain_in(..=(added.state.first, u64::MAX), |_, _| false).map_err(failed(folder))?;
            let mut states = write.open_table(STATE).map_err(failed(folder))?;
            let bytes = packed("the state", self.packer.pack(&to_bytes(&added.state)))?;
            states.insert(STREAM, bytes.as_slice()).map_err(failed(folder))?;
            if has_aged {
                states.remove(image::ENTRY).map_err(failed(folder))?;
            }
            if let Some(note) = &added.note {
                states.insert(NOTE, note.as_slice()).map_err(failed(folder))?;
            }
            if let Some(window) = added.window {
                let bytes = packed("the window", self.packer.pack(&to_bytes(&window.milliseconds())))?;
                states.insert(WINDOW, bytes.as_slice()).map_err(failed(folder))?;
            }
            if let Some(lesson) = lesson {
                let bytes = packed(LEARNED, self.packer.pack(&to_bytes(lesson)))?;
                states.insert(LESSON, bytes.as_slice()).map_err(failed(folder))?;
            }
        }
        write.commit().map_err(failed(folder))?;
        if has_aged {
            let _ = image::clean_up(folder, None);
        }
        self.written += 1;
        Ok(())
    }

    /// Writes what is derived from the blocks that there are, which is of `items`, in parts, each with so much room; says whether it could be written.
    pub(crate) fn write_image<'a>(
        &mut self,
        items: [u64; 2],
        parts: impl Iterator<Item = (Cow<'a, [u8]>, usize)>,
    ) -> bool {
        // Without room for it the index is as good, and is opened later.
        let written = image::write(&self.folder, (items, self.next), parts).ok();
        let named = written.filter(|about| self.name_image(Some(about)).is_ok());
        let is_written = named.is_some();
        self.image = named.or(self.image.take());
        let _ = image::clean_up(&self.folder, self.image.as_ref());
        is_written
    }

    /// Has the log name this image, or none.
    fn name_image(&self, about: Option<&image::About>) -> Result<()> {
        let folder = &self.folder;
        let write = self.db.begin_write().map_err(failed(folder))?;
        {
            let mut states = write.open_table(STATE).map_err(failed(folder))?;
            match about {
                Some(about) => {
                    let bytes = Packer::new().pack(&to_bytes(about));
                    let bytes = bytes.map_err(|error| damaged(folder, "the image", &error))?;
                    states.insert(image::ENTRY, bytes.as_slice()).map_err(failed(folder))?;
                }
                None => drop(states.remove(image::ENTRY).map_err(failed(folder))?),
            }
        }
        write.commit().map_err(failed(folder))
    }

    /// Takes the items out that `is_out` names, by number and record, and leaves their places empty.
    pub(crate) fn take_out(&mut self, is_out: impl Fn(u64, &Record<'_>) -> bool + Sync) -> Result<()> {
        self.image = None;
        image::clean_up(&self.folder, None)
            .and_then(|()| sync(&self.folder))
            .map_err(|source| Error::Open { path: self.folder.clone(), source })?;
        self.name_image(None)?;
        let (folder, packer) = (&self.folder, &mut self.packer);
        let snapshot = Snapshot::new(self.db.begin_read().map_err(failed(folder))?, folder)?;
        let mut changed = Vec::new();
        snapshot.each_blocks((0, 0), |blocks| {
            for (key, mut block) in blocks {
                let items = (block.first..).zip(&mut block.items);
                let out = items.filter_map(|(number, item)| item.take_if(|record| is_out(number, record)));
                if out.count() > 0 {
                    let bytes = packer.pack(&to_bytes(&block));
                    changed.push((key, bytes.map_err(|error| damaged(folder, "a block", &error))?));
                }
            }
            Ok(())
        })?;
        drop(snapshot);
        let write = self.db.begin_write().map_err(failed(folder))?;
        {
            let mut blocks = write.open_table(BLOCKS).map_err(failed(folder))?;
            for (key, bytes) in changed {
                blocks.insert(key, bytes.as_slice()).map_err(failed(folder))?;
            }
        }
        write.commit().map_err(failed(folder))
    }

    /// Gives the space that is not used any more back to the disk, unless somebody reads it at the moment.
    pub(crate) fn compact(&mut self) -> Result<()> {
        loop {
            match self.db.compact() {
                Ok(true) => {}
                Ok(false) | Err(redb::CompactionError::TransactionInProgress) => return Ok(()),
                Err(error) => return Err(failed(&self.folder)(error)),
            }
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // It is only for a message.
        let _ = fs::remove_file(self.folder.join(WRITER));
    }
}

/// Opens an index to write. A reader that looks whether it is whole has it for a moment.
fn open_patiently(file: &Path) -> Result<Database, redb::DatabaseError> {
    let started = Instant::now();
    loop {
        match builder().open(file) {
            Err(redb::DatabaseError::DatabaseAlreadyOpen)
                if started.elapsed() < PATIENCE && !file.with_file_name(WRITER).exists() =>
            {
                std::thread::sleep(PATIENCE / 20);
            }
            opened => return opened,
        }
    }
}

/// Waits until a folder has what was made and removed in it.
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
