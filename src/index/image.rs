//! The image of an index: what is derived from its blocks, so that it need not be derived again.
//!
//! # The idea
//!
//! To derive what a stream looks things up in takes a second a million items, which is long for a pass that runs every ten minutes. So
//! whoever ends writes it as it is in memory, in *parts*, into a file beside the log, where the last one is much behind. Whoever opens
//! the index maps the parts and looks through them on all threads, and derives only what came since from the blocks. What it does not
//! look at later the system may take back.
//!
//! ```text
//! DIR/image.<number>   head    magic, version, order of bytes
//!                      parts   one behind the other, each beginning with a page, with holes where a table has room to grow
//! DIR/index.redb       state   "image 1": the number of the file, the items and the block it goes to, each part's length, room and checksum
//! ```
//!
//! The image is no truth. Where it is missing, damaged, cut short or of another version, all is derived from the blocks, as if there
//! had never been one; so nobody waits for the disk when it is written. It counts from when the log names it, in one
//! transaction, and what the log does not name is removed by the next that writes. Of what is taken out on demand nothing may be left,
//! so the file goes first then.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use memmap2::MmapMut;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::format::to_bytes;
#[cfg(not(unix))]
use crate::huge_pages;

/// The entry of the log that names the image, and what the image begins with, with the version of all that stands in it: to be raised when
/// the bytes of a part change, or by which keys texts are found.
pub(super) const ENTRY: &str = "image 1";

/// What the name of an image begins with.
const NAME: &str = "image.";

/// The name of one that is being written.
const UNBORN: &str = "image.new";

/// What tells in which order this machine has the bytes of a number.
const ORDER: u16 = 0x0102;

/// Each part begins with a page, the first with the second one.
const PAGE: u64 = 1 << 12;

/// A table has room for as much again as it holds, or a megabyte where it is small.
const SPARE: u64 = 1 << 21;

/// What the log tells of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The number in the name of the file.
    file: u64,
    /// The numbers of the first item that it has and of the one behind the last.
    pub(crate) items: [u64; 2],
    /// The number of the first block that it knows nothing of.
    pub(crate) block: u64,
    parts: Vec<Part>,
}

/// What the log tells of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    length: u64,
    /// The bytes from where it begins to where the next does: a table has room to grow.
    room: u64,
    checksum: u64,
}

impl About {
    /// The file.
    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{NAME}{:016x}", self.file))
    }
}

impl Part {
    /// What was written of what is mapped.
    fn of<'a>(&self, map: &'a [u8]) -> &'a [u8] {
        &map[..usize::try_from(self.length).map_or(map.len(), |length| length.min(map.len()))]
    }
}

/// An image that is there.
#[derive(Debug)]
pub(crate) struct Image {
    path: PathBuf,
    #[cfg_attr(not(unix), expect(dead_code, reason = "it is opened once more for each part"))]
    file: File,
    pub(crate) about: About,
}

fn head() -> Vec<u8> {
    [b"doublet ", ENTRY.as_bytes(), &ORDER.to_ne_bytes()].concat()
}

impl Image {
    /// The one of which the log tells this, if it is in `folder`; what is wrong with it otherwise.
    pub(super) fn open(folder: &Path, about: About) -> Result<Option<Self>, String> {
        let path = about.path(folder);
        // To open what is no file may wait for ever.
        if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
            return Err("it is no file".to_owned());
        }
        let mut file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(|error| error.to_string())?,
        };
        let mut found = head();
        file.read_exact(&mut found).map_err(|error| error.to_string())?;
        if found != head() {
            return Err("it does not begin as an image of this version and machine does".to_owned());
        }
        let sum =
            |of: fn(&Part) -> u64| about.parts.iter().try_fold(PAGE, |sum, part| sum.checked_add(of(part)));
        let (expected, written) = (sum(|part| part.room), sum(|part| part.length));
        // Holes cost nothing, and would be looked through.
        let most =
            written.map(|written| written.saturating_mul(2).saturating_add(SPARE * about.parts.len() as u64));
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        if expected != Some(length) || expected > most {
            return Err(format!("it has {length} bytes"));
        }
        Ok(Some(Image { path, file, about }))
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many parts it has.
    pub(crate) fn parts(&self) -> usize {
        self.about.parts.len()
    }

    /// The part of that number, the first being 0, which is whole, with the room behind it. What is written to it the file does not
    /// learn.
    pub(crate) fn part(&self, number: usize) -> Result<MmapMut, String> {
        let told = self.about.parts.get(number).ok_or_else(|| format!("it has no part {number}"))?;
        let start = PAGE + self.about.parts[..number].iter().map(|part| part.room).sum::<u64>();
        let room = usize::try_from(told.room).map_err(|error| error.to_string())?;
        let map = self.map(start, room).map_err(|error| error.to_string())?;
        let (found, expected) = (xxh3_64(told.of(&map)), told.checksum);
        if found != expected {
            return Err(format!("the checksum of its part {number} is {found:016x}, not {expected:016x}"));
        }
        Ok(map)
    }

    /// The same as bytes that nobody writes to, without the room.
    pub(crate) fn shared(&self, number: usize) -> Result<Bytes, String> {
        let map = self.part(number)?;
        let length = self.about.parts[number].of(&map).len();
        let map = map.make_read_only().map_err(|error| error.to_string())?;
        Ok(Bytes::from_owner(map).slice(..length))
    }

    /// So many bytes from `start` on, of which the system takes into memory what is looked at, and which are this process's own where it
    /// writes to them.
    #[cfg(unix)]
    fn map(&self, start: u64, length: usize) -> io::Result<MmapMut> {
        #[expect(unsafe_code, reason = "files can be mapped in no other way")]
        // SAFETY: no doublet writes to a file of that name: it is written under another one, made one that can only be read, and removed by
        // whoever writes to the index. Who writes to it or cuts it short nevertheless while it is mapped, or a disk that gives other bytes the second
        // time, changes what was found whole, as with any file that is mapped; docs/pipeline.md warns of it.
        unsafe {
            memmap2::MmapOptions::new().offset(start).len(length).map_copy(&self.file)
        }
    }

    /// The same where files that are mapped cannot be removed: a copy.
    #[cfg(not(unix))]
    fn map(&self, start: u64, length: usize) -> io::Result<MmapMut> {
        let mut bytes = huge_pages::zeroed(length)?;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// Writes an image of `items` up to a `block`, of parts each of which has so much room; what the log is to tell of it.
pub(super) fn write<'a>(
    folder: &Path,
    (items, block): ([u64; 2], u64),
    parts: impl Iterator<Item = (Cow<'a, [u8]>, usize)>,
) -> io::Result<About> {
    let unborn = folder.join(UNBORN);
    let mut about = About { file: 0, items, block, parts: Vec::new() };
    let mut file = File::create(&unborn)?;
    file.write_all(&head())?;
    let mut end = PAGE;
    for (part, room) in parts {
        file.seek(SeekFrom::Start(end))?;
        file.write_all(&part)?;
        let room = (room.max(part.len()) as u64).next_multiple_of(PAGE);
        about.parts.push(Part { length: part.len() as u64, room, checksum: xxh3_64(&part) });
        end += room;
    }
    // What is behind the last part, and between them, is a hole, which takes nothing of the disk where the system knows of such.
    file.set_len(end)?;
    keep_as_it_is(&file)?;
    drop(file);
    about.file = xxh3_64(&to_bytes(&about));
    fs::rename(unborn, about.path(folder))?;
    Ok(about)
}

/// Others can remove the file, but not write to it while it is mapped.
#[cfg(unix)]
fn keep_as_it_is(file: &File) -> io::Result<()> {
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions)
}

/// Where a file that is read alone could not be removed.
#[cfg(not(unix))]
fn keep_as_it_is(_: &File) -> io::Result<()> {
    Ok(())
}

/// Removes all images in `folder` but the one of which the log tells this.
pub(super) fn clean_up(folder: &Path, about: Option<&About>) -> io::Result<()> {
    let named = about.map(|about| about.path(folder));
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_image = name.to_str().is_some_and(is_name);
        if is_image && Some(entry.path()) != named && !entry.file_type()?.is_dir() {
            match fs::remove_file(entry.path()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether a file of that name is an image, or was to become one.
fn is_name(name: &str) -> bool {
    let number = name.strip_prefix(NAME);
    let is_number = |number: &str| number.len() == 16 && u64::from_str_radix(number, 16).is_ok();
    name == UNBORN || number.is_some_and(is_number)
}

/// The bytes that images in `folder` take of the disk.
pub(super) fn disk_size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_name) {
            bytes += super::of_disk(&entry.metadata()?);
        }
    }
    Ok(bytes)
}
