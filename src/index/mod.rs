//! What a stream remembers, on disk.
//!
//! # The idea
//!
//! The truth is a log of *blocks*, one a checkpoint, in the order of time: the headlines, their canonical texts, when they were
//! seen, and which belong together. All else (the outlines, the columns of keys, the weights of words) is derived from it
//! and can be made anew when an index is opened. What takes long to make is kept: what was learned of more than a few thousand texts
//! as a *lesson*, and what a stream looks things up in as an [*image*](image); where one cannot be read, or is of other items, it is made
//! anew. The log and
//! the stream's state stand in one file of a well-kept engine (redb), which writes both in one transaction: after a crash or a
//! power cut the index is as it was at the last checkpoint that was completed.
//!
//! ```text
//! DIR/index.redb   about    what this is: magic, version, normaliser, shingle
//!                  blocks   (number behind its last item, number of the block) -> items and when they were seen
//!                  state    the clock, of what was learned, the lesson, the window, the image, a note of the caller's own
//! DIR/image.*      what is derived from the blocks, as it was when the last process ended
//! DIR/writer       the process that writes, for the message that a second one gets
//! ```
//!
//! What has aged out goes block by block, by the key, and its pages are used again. One process writes; any number
//! may read meanwhile, each a state that was complete when it began.
//!
//! # What goes wrong
//!
//! Another version or another shingle, a second writer, a file that is none, damage in any byte: each is an
//! [`Error::Index`] that says what was found and what to do.
//!
//! Who reads does not look through all pages first. What the engine panics over then is damage too; but where a damaged page leads to one
//! that is said to have gigabytes, it asks for as much memory before it finds that the file has no such page.

mod format;
mod image;
mod snapshot;
mod store;

use std::fs;
use std::io;
use std::path::Path;

use redb::{ConcurrencyMode, Database, ReadOnlyDatabase, ReadableDatabase, ReadableTable, TableDefinition};

pub(crate) use format::{Block, Lesson, Record, State, of_bytes, to_bytes};
use format::{Description, MAGIC, READABLE, VERSION};
pub(crate) use image::{About, Image};
pub(crate) use snapshot::Snapshot;
pub(crate) use store::{Addition, Store};

use crate::config::Shingle;
use crate::error::{self, Error, Result};
use crate::normalize;

/// What the file of an index is called in its folder.
///
/// ```
/// use doublet::Config;
/// use doublet::stream::{INDEX_FILE, Stream};
/// # let folder = tempfile::tempdir()?;
/// let stream = Stream::open(folder.path(), Config::default(), None)?;
/// assert!(folder.path().join(INDEX_FILE).is_file());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const INDEX_FILE: &str = "index.redb";

/// The bytes that the index in `folder` takes of the disk, the image from which it is opened among them: its file grows in large steps, and
/// has holes where nothing was written yet.
///
/// ```
/// use doublet::Config;
/// use doublet::stream::{Stream, disk_size};
/// # let folder = tempfile::tempdir()?;
/// let stream = Stream::open(folder.path(), Config::default(), None)?;
/// drop(stream);
/// assert!(disk_size(folder.path()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where there is no index, or it cannot be looked at.
pub fn disk_size(folder: &Path) -> io::Result<u64> {
    let file = fs::metadata(folder.join(INDEX_FILE))?;
    Ok(of_disk(&file) + image::disk_size(folder)?)
}

/// What a file takes of the disk.
fn of_disk(file: &fs::Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::blocks(file) * BLOCK_OF_DISK;
    #[cfg(not(unix))]
    file.len()
}

/// The unit in which systems count what a file takes of the disk.
#[cfg(unix)]
const BLOCK_OF_DISK: u64 = 512;

/// Who writes.
const WRITER: &str = "writer";

const ABOUT: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("about");
const BLOCKS: TableDefinition<'_, (u64, u64), &[u8]> = TableDefinition::new("blocks");
const STATE: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("state");

/// The entries of [`ABOUT`] and [`STATE`].
const DESCRIPTION: &str = "description";
const STREAM: &str = "stream";
const NOTE: &str = "note";
/// For how many milliseconds those remember who push to it; none for ever.
const WINDOW: &str = "window";
/// With its version, which is raised when its bytes change, or how words are hashed or what is learned: another one is not looked at.
const LESSON: &str = "lesson 1";

/// What is damaged where a lesson is.
const LEARNED: &str = "what was learned";

/// Memory that the engine may use for its cache: a checkpoint's pages.
const CACHE: usize = 16 << 20;

/// What failed, of the index in `folder`.
fn failed<E: Into<redb::Error>>(folder: &Path) -> impl Fn(E) -> Error {
    move |error| {
        let error = error.into();
        let (what, remedy) = match &error {
            redb::Error::DatabaseAlreadyOpen => {
                let writer = fs::read_to_string(folder.join(WRITER)).unwrap_or_default();
                let writer = if writer.is_empty() { "another process".to_owned() } else { writer };
                (
                    format!("{writer} writes to it"),
                    "wait until it ends, or share the index through `doublet serve`".to_owned(),
                )
            }
            redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                (format!("{INDEX_FILE} is no index: {error}"), "name another folder".to_owned())
            }
            redb::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                (format!("{INDEX_FILE} is damaged: it ends before what it should hold"), DAMAGED.to_owned())
            }
            redb::Error::Io(error) => (format!("{error}"), "check the disk and the permissions".to_owned()),
            redb::Error::UpgradeRequired(version) => (
                format!("{INDEX_FILE} has the format {version} of its engine"),
                "open it with the version of doublet that wrote it".to_owned(),
            ),
            redb::Error::Corrupted(_)
            | redb::Error::TableTypeMismatch { .. }
            | redb::Error::TypeDefinitionChanged { .. }
            | redb::Error::TableDoesNotExist(_) => {
                (format!("{INDEX_FILE} is damaged: {error}"), DAMAGED.to_owned())
            }
            redb::Error::RepairAborted => (
                format!(
                    "{INDEX_FILE} was left in the middle of a write, and what mends it could not be written"
                ),
                "make room on the disk, and try again".to_owned(),
            ),
            _ => (format!("{INDEX_FILE} cannot be used: {error}"), "try again".to_owned()),
        };
        Error::Index { path: folder.display().to_string(), what, remedy }
    }
}

/// What failed where the index in `folder` is opened as those do who write, to look through it or to repair it, for one who may only read it.
fn failed_to_write(folder: &Path) -> impl Fn(redb::DatabaseError) -> Error {
    move |error| match error {
        redb::DatabaseError::Storage(redb::StorageError::Io(error))
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Error::Index {
                path: folder.display().to_string(),
                what: format!("only who may write to it can look through its pages or repair them: {error}"),
                remedy: "do so as a user who may, or with a copy".to_owned(),
            }
        }
        error => failed(folder)(error),
    }
}

/// What to do about damage.
const DAMAGED: &str = "restore it from a copy, or remove the folder and let the index grow anew";

/// How an index is opened to write: beside readers, and checked first, since damage must not be taken for data.
fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_concurrency_mode(ConcurrencyMode::SingleWriter).set_cache_size(CACHE);
    builder.set_check_integrity_on_open(true);
    builder
}

/// What `work` reads of the index in `folder`: its engine panics over pages that are not what it wrote. It looks through all of them where
/// it is opened to write, and not for those who read.
fn reading<T>(folder: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    error::contained(work, |words| {
        damaged(folder, INDEX_FILE, &format!("a page of it is not what was written ({words})"))
    })
}

/// What is damaged in the index in `folder`.
fn damaged(folder: &Path, what: &str, error: &str) -> Error {
    let what = format!("{what} is damaged: {error}");
    Error::Index { path: folder.display().to_string(), what, remedy: DAMAGED.to_owned() }
}

/// What is damaged of an image.
pub(crate) fn image_damaged(path: &Path, error: &str) -> Error {
    let what = format!("it is damaged: {error}");
    let remedy = "remove it; it is made anew from the index".to_owned();
    Error::Index { path: path.display().to_string(), what, remedy }
}

/// Reads every page of the index in `folder`, and repairs what can be repaired.
pub(crate) fn check(folder: &Path, shingle: Shingle) -> Result<()> {
    let snapshot = view(folder, shingle)?;
    if let Some(lesson) = snapshot.lesson()? {
        snapshot.read_lesson(&lesson)?;
    }
    if let Some(image) = snapshot.image()? {
        let are_whole = (0..image.parts()).try_for_each(|part| image.part(part).map(drop));
        are_whole.map_err(|error| image_damaged(image.path(), &error))?;
    }
    drop(snapshot);
    reading(folder, || match builder().open(folder.join(INDEX_FILE)) {
        // Whoever writes has done so.
        Ok(_) | Err(redb::DatabaseError::DatabaseAlreadyOpen) => Ok(()),
        Err(error) => Err(failed_to_write(folder)(error)),
    })
}

/// What the index in `folder` holds, read while [`Store::open`] looks through its log, if it names an image; none where a process that was
/// killed left something to repair.
pub(crate) fn glance(folder: &Path, shingle: Shingle) -> Option<Snapshot> {
    let has_image = image::disk_size(folder).is_ok_and(|bytes| bytes > 0);
    let open = || {
        let db = builder().open_read_only(folder.join(INDEX_FILE)).map_err(failed(folder))?;
        snapshot_of(&db, folder, shingle)
    };
    let snapshot = has_image.then(|| reading(folder, open).ok())??;
    snapshot.image_entry().ok()?.is_some().then_some(snapshot)
}

/// What the index in `folder` holds, read beside whoever writes.
pub(crate) fn view(folder: &Path, shingle: Shingle) -> Result<Snapshot> {
    let path = folder.join(INDEX_FILE);
    match fs::metadata(&path) {
        Ok(found) if found.is_file() => {}
        // Who may not look into the folder does not know whether there is one.
        Err(source) if !matches!(source.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(Error::Open { path, source });
        }
        _ => {
            return Err(Error::Index {
                path: folder.display().to_string(),
                what: format!("there is no index ({INDEX_FILE}) in it"),
                remedy: "name the folder that `doublet dedup --index` was given".to_owned(),
            });
        }
    }
    reading(folder, || {
        // A reader cannot repair what a process that was killed left: a writer does it, if there is none.
        let db: ReadOnlyDatabase = match builder().open_read_only(&path) {
            Err(redb::DatabaseError::RepairAborted) => {
                drop(builder().open(&path).map_err(failed_to_write(folder))?);
                builder().open_read_only(&path).map_err(failed(folder))?
            }
            opened => opened.map_err(failed(folder))?,
        };
        snapshot_of(&db, folder, shingle)
    })
}

/// What an index holds at this moment that is read.
fn snapshot_of(db: &ReadOnlyDatabase, folder: &Path, shingle: Shingle) -> Result<Snapshot> {
    let read = db.begin_read().map_err(failed(folder))?;
    let about = read.open_table(ABOUT).map_err(failed(folder))?;
    let found = about.get(DESCRIPTION).map_err(failed(folder))?;
    let found = found.ok_or_else(|| damaged(folder, "the description", "there is none"))?;
    compare(found.value(), folder, shingle)?;
    Snapshot::new(read, folder)
}

/// Says in a new index what it is, and in one of an older normaliser that it is of this one now; makes sure of it in another.
fn describe(db: &Database, folder: &Path, shingle: Shingle) -> Result<()> {
    let write = db.begin_write().map_err(failed(folder))?;
    {
        let mut about = write.open_table(ABOUT).map_err(failed(folder))?;
        write.open_table(BLOCKS).map_err(failed(folder))?;
        write.open_table(STATE).map_err(failed(folder))?;
        let found = about.get(DESCRIPTION).map_err(failed(folder))?.map(|found| found.value().to_owned());
        let own = to_bytes(&description(shingle));
        if let Some(found) = found {
            compare(&found, folder, shingle)?;
            if found == own {
                return Ok(());
            }
            // What is written from now on is of this normaliser, which an older doublet does not know.
        }
        about.insert(DESCRIPTION, own.as_slice()).map_err(failed(folder))?;
    }
    write.commit().map_err(failed(folder))
}

fn description(shingle: Shingle) -> Description {
    let (magic, shingle) = (MAGIC.to_owned(), shingle.to_string());
    Description { magic, version: VERSION, normalizer: normalize::VERSION, shingle }
}

/// Whether an index that is described so can be used.
fn compare(found: &[u8], folder: &Path, shingle: Shingle) -> Result<()> {
    let found: Description = of_bytes(found).map_err(|error| damaged(folder, "the description", &error))?;
    let own = description(shingle);
    let refuse = |what: String, remedy: &str| {
        Err(Error::Index { path: folder.display().to_string(), what, remedy: remedy.to_owned() })
    };
    if found.magic != own.magic {
        refuse(format!("it says that it is \"{}\", not \"{MAGIC}\"", found.magic), "name another folder")
    } else if !READABLE.contains(&found.version) || !normalize::COMPARABLE.contains(&found.normalizer) {
        refuse(
            format!(
                "it has format {} and normaliser {}; this doublet writes {VERSION} and {}",
                found.version,
                found.normalizer,
                normalize::VERSION
            ),
            "export it with the doublet that wrote it, and import that into a new folder",
        )
    } else if found.shingle != own.shingle {
        refuse(
            format!("its texts are cut into {}, not {}", found.shingle, own.shingle),
            "use it with the --shingle that it was made with",
        )
    } else {
        Ok(())
    }
}
