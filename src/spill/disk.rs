//! Pieces in files.

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memmap2::{MmapOptions, MmapRaw};

use super::WRITTEN;

/// The bytes of a file: it is mapped as a whole, and the system allows some ten thousand mappings.
const EXTENT: usize = 1 << 28;

/// A file is begun only where there is room for so many of them, so that a run does not take the last of a disk to which it
/// is to write its report.
const ROOM: u64 = 4;

/// Where a piece begins: what it holds has no greater alignment.
const LINE: usize = 64;

/// Where pieces go.
struct Disk {
    /// None before there is a limit.
    folder: Option<PathBuf>,
    /// The files in which there is room, but for those to which a thread is writing: the system lets one at a time.
    files: Vec<Extent>,
    /// Why nothing can be written.
    trouble: Option<String>,
}

static DISK: Mutex<Disk> = Mutex::new(Disk { folder: None, files: Vec::new(), trouble: None });

fn disk() -> MutexGuard<'static, Disk> {
    // What a thread that panicked has left is files with room in them.
    DISK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on pieces go to `folder`.
pub(super) fn begin(folder: PathBuf) {
    *disk() = Disk { folder: Some(folder), files: Vec::new(), trouble: None };
}

pub(super) fn trouble() -> Option<String> {
    disk().trouble.clone()
}

/// A file without a name. It goes when its last piece does, but for one a thread, which are filled anew.
pub(super) struct Extent {
    file: File,
    map: Arc<MmapRaw>,
    /// How much of it is taken.
    taken: usize,
}

impl Extent {
    pub(super) fn new(folder: &Path, size: usize) -> io::Result<Self> {
        let disk = rustix::fs::statvfs(folder)?;
        if disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM * size as u64 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let file = tempfile::tempfile_in(folder)?;
        file.set_len(size as u64)?;
        let map = Arc::new(MmapOptions::new().map_raw_read_only(&file)?);
        Ok(Extent { file, map, taken: 0 })
    }

    fn room(&self) -> usize {
        self.map.len() - self.taken
    }

    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<Piece> {
        let start = self.taken;
        self.file.write_all_at(bytes, start as u64)?;
        let end = start + bytes.len();
        self.taken = end.next_multiple_of(LINE).min(self.map.len());
        Ok(Piece { map: Arc::clone(&self.map), at: start..end })
    }
}

/// A part of a file.
#[derive(Clone)]
pub(super) struct Piece {
    map: Arc<MmapRaw>,
    at: Range<usize>,
}

impl Deref for Piece {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        #[expect(
            unsafe_code,
            reason = "a slice of the whole mapping would hold bytes that others are still writing"
        )]
        // SAFETY: the range lies in the mapping, which lives as long as this does. It was written before there was a piece of it and is
        // not written again while there is one, by nobody: the file has no name, and this module alone has it open.
        unsafe {
            std::slice::from_raw_parts(self.map.as_ptr().add(self.at.start), self.at.len())
        }
    }
}

/// `bytes` on disk; none where they cannot be written, now or before.
pub(super) fn write(bytes: &[u8]) -> Option<Piece> {
    let (folder, file) = {
        let mut disk = disk();
        if bytes.is_empty() || disk.trouble.is_some() {
            return None;
        }
        (disk.folder.clone()?, disk.files.pop())
    };
    match try_to_write(bytes, file, &folder) {
        Ok((piece, file)) => {
            WRITTEN.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            let mut disk = disk();
            if file.room() > 0 && disk.folder.as_ref() == Some(&folder) {
                disk.files.push(file);
            }
            Some(piece)
        }
        Err(error) => {
            disk().trouble = Some(format!("cannot write to {}: {error}", folder.display()));
            None
        }
    }
}

/// Writes to `file` if there is room in it, or else to a new one; which it was comes back.
fn try_to_write(bytes: &[u8], file: Option<Extent>, folder: &Path) -> io::Result<(Piece, Extent)> {
    let mut file = match file {
        Some(mut file) => {
            if Arc::get_mut(&mut file.map).is_some() {
                // All its pieces are gone.
                file.taken = 0;
            }
            file
        }
        None => Extent::new(folder, EXTENT.max(bytes.len()))?,
    };
    if file.room() < bytes.len() {
        file = Extent::new(folder, EXTENT.max(bytes.len()))?;
    }
    Ok((file.add(bytes)?, file))
}
