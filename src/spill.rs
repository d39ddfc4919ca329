//! What a run keeps, in memory or on disk.
//!
//! A hundred million headlines and all that is made of them do not fit the memory of one machine: their text alone is eight
//! gigabytes, their canonical texts are six more, the hashes of their words and a group of band keys six each. All these have one
//! shape: some thousand values that one thread makes in one go and that nobody changes afterwards. So each such piece is
//! [closed](Kept::close) when it is made, and where the pieces that are kept come to more than a share of the memory that the run
//! [may take](limit), it is written to a file without a name and looked at through a mapping from then on. To who reads it a piece
//! is a slice, wherever it is.
//!
//! The system keeps in memory what it has room for of such a file and takes back the rest when it needs to, so that more headlines cost
//! time and not the process. What is looked up at random the whole time, the [outlines](crate::sketch::outline) and the lists that
//! are sorted, is never written.
//!
//! The files have no name: whatever ends the process, they are gone. Where none can be written (a full disk, a system other than Unix)
//! all is kept in memory as if there were no limit, and [`trouble`] says so.
//!
//! The limit is that of the process, as its memory is, and changes no answer: only where the pieces lie.
//!
//! Cost: an addition a piece in memory; on disk a copy to the system's cache, and a page fault for each 4 KiB that is first looked at.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use zerocopy::{FromBytes, Immutable, IntoBytes};

/// The pieces in memory may have one of so many parts of what the run may take. What a run holds beside them (some hundred bytes a
/// headline) cannot be written, and the system needs room for what is looked at of the files.
const SHARE: u64 = 8;

/// The bytes that pieces may have in memory.
static MOST: AtomicU64 = AtomicU64::new(u64::MAX);

/// The bytes that pieces have in memory.
static HELD: AtomicU64 = AtomicU64::new(0);

/// The bytes that were written, in all.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Where files are written.
static FOLDER: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Why nothing can be written.
static TROUBLE: OnceLock<String> = OnceLock::new();

/// From now on the process may take about so many bytes of memory; what it keeps beyond goes to files in `folder`, which should lie on
/// a disk. Until then all is kept in memory.
///
/// It is no hard limit: outlines, tables of words and lists that are sorted take some hundred bytes a headline whatever it says, and a piece
/// that was kept stays where it is.
///
/// ```
/// use doublet::{Config, Headlines, spill};
/// let titles = ["Harbour reopens after storm", "Harbour re-opens after storm"];
/// let cluster = || -> doublet::Result<_> {
///     let headlines: Headlines = titles.into_iter().collect();
///     Ok(doublet::cluster(&headlines, &Config::default(), &())?.clusters)
/// };
/// let in_memory = cluster()?;
/// spill::limit(1 << 30, std::env::temp_dir());
/// assert_eq!(cluster()?, in_memory);
/// # Ok::<(), doublet::Error>(())
/// ```
pub fn limit(bytes: u64, folder: impl Into<PathBuf>) {
    *FOLDER.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.into());
    MOST.store(bytes / SHARE, Ordering::Relaxed);
}

/// How many bytes the process has written to disk for want of memory, in all.
#[must_use]
pub fn written() -> u64 {
    WRITTEN.load(Ordering::Relaxed)
}

/// Why the process keeps in memory what was to go to disk: "cannot write to /var/tmp: No space left on device". None where all is well.
#[must_use]
pub fn trouble() -> Option<&'static str> {
    TROUBLE.get().map(String::as_str)
}

/// Values that are as good as their bytes.
pub(crate) trait Flat: ToOwned {
    fn to_bytes(&self) -> &[u8];

    /// The values of which these are the bytes, where values of this type stood.
    fn of_bytes(bytes: &[u8]) -> &Self;

    /// Gives back what was reserved and not used.
    fn shrink(owned: &mut Self::Owned);
}

impl<T: Clone + FromBytes + IntoBytes + Immutable> Flat for [T] {
    fn to_bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    fn of_bytes(bytes: &[u8]) -> &Self {
        <[T]>::ref_from_bytes(bytes)
            .expect("they are the bytes of such values, where a page or a line begins")
    }

    fn shrink(owned: &mut Vec<T>) {
        owned.shrink_to_fit();
    }
}

impl Flat for str {
    fn to_bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    fn of_bytes(bytes: &[u8]) -> &Self {
        #[expect(unsafe_code, reason = "each text would be validated each time that it is looked at")]
        // SAFETY: they were written from a string and lie in a file that nobody else can open.
        unsafe {
            str::from_utf8_unchecked(bytes)
        }
    }

    fn shrink(owned: &mut String) {
        owned.shrink_to_fit();
    }
}

/// A text or a list that is made once and then looked at, wherever it lies.
pub(crate) struct Kept<B: Flat + ?Sized>(Place<B>);

enum Place<B: Flat + ?Sized> {
    Memory(B::Owned, Held),
    Disk(disk::Piece),
}

/// Bytes of memory that count.
#[derive(Default)]
struct Held(u64);

impl Held {
    fn new(bytes: u64) -> Self {
        HELD.fetch_add(bytes, Ordering::Relaxed);
        Held(bytes)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.fetch_sub(self.0, Ordering::Relaxed);
    }
}

impl<B: Flat + ?Sized> Kept<B> {
    /// `owned`, which is complete.
    pub(crate) fn new(owned: B::Owned) -> Self {
        let mut kept = Kept::<B>(Place::Memory(owned, Held::default()));
        kept.close();
        kept
    }

    /// What is kept, to be changed until it is closed; it comes back to memory if it was.
    pub(crate) fn open(&mut self) -> &mut B::Owned {
        if let Place::Disk(piece) = &self.0 {
            self.0 = Place::Memory(B::of_bytes(piece).to_owned(), Held::default());
        }
        match &mut self.0 {
            Place::Memory(owned, _) => owned,
            Place::Disk(_) => unreachable!("it was brought to memory above"),
        }
    }

    /// Nothing is changed any more: what was reserved is given back, and it goes to disk where there is no room for it.
    pub(crate) fn close(&mut self) {
        let Place::Memory(owned, held) = &mut self.0 else { return };
        let bytes = Borrow::<B>::borrow(&*owned).to_bytes();
        *held = Held::default();
        let counted = Held::new(bytes.len() as u64);
        if HELD.load(Ordering::Relaxed) > MOST.load(Ordering::Relaxed)
            && let Some(piece) = disk::write(bytes)
        {
            self.0 = Place::Disk(piece);
            return;
        }
        B::shrink(owned);
        *held = counted;
    }
}

impl<B: Flat + ?Sized> Deref for Kept<B> {
    type Target = B;

    #[inline]
    fn deref(&self) -> &B {
        match &self.0 {
            Place::Memory(owned, _) => owned.borrow(),
            Place::Disk(piece) => B::of_bytes(piece),
        }
    }
}

impl<B: Flat + ?Sized> Default for Kept<B>
where
    B::Owned: Default,
{
    fn default() -> Self {
        Kept(Place::Memory(B::Owned::default(), Held::default()))
    }
}

impl<B: Flat + ?Sized> Clone for Kept<B> {
    fn clone(&self) -> Self {
        Kept(match &self.0 {
            Place::Memory(_, held) => Place::Memory((**self).to_owned(), Held::new(held.0)),
            Place::Disk(piece) => Place::Disk(piece.clone()),
        })
    }
}

impl<B: Flat + ?Sized + PartialEq> PartialEq for Kept<B> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<B: Flat + ?Sized + Eq> Eq for Kept<B> {}

impl<B: Flat + ?Sized + fmt::Debug> fmt::Debug for Kept<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Pieces in files.
#[cfg(unix)]
mod disk {
    use std::fs::File;
    use std::io;
    use std::ops::Range;
    use std::os::unix::fs::FileExt;
    use std::path::Path;
    use std::sync::MutexGuard;

    use memmap2::Mmap;

    use super::{Arc, Deref, FOLDER, Mutex, Ordering, PoisonError, TROUBLE, WRITTEN};

    /// A file is mapped as a whole, and the system allows some ten thousand mappings.
    const EXTENT: usize = 1 << 28;

    /// Where a piece begins: what it holds has no greater alignment.
    const LINE: usize = 64;

    /// The files in which there is room, but for those to which a thread is writing: the system lets one at a time.
    static FILES: Mutex<Vec<Extent>> = Mutex::new(Vec::new());

    /// A file without a name; it goes when its last piece does.
    struct Extent {
        file: File,
        map: Arc<Mmap>,
        /// How much of it is taken.
        taken: usize,
    }

    impl Extent {
        fn new(folder: &Path, size: usize) -> io::Result<Self> {
            let file = tempfile::tempfile_in(folder)?;
            file.set_len(size as u64)?;
            #[expect(unsafe_code, reason = "there is no other way to map a file")]
            // SAFETY: the file has no name and nobody else has it open, so that it changes and ends only where this module
            // makes it: a piece is written before anybody can look at it and never again, and no file is cut.
            let map = Arc::new(unsafe { Mmap::map(&file)? });
            Ok(Extent { file, map, taken: 0 })
        }

        fn room(&self) -> usize {
            self.map.len() - self.taken
        }

        fn add(&mut self, bytes: &[u8]) -> io::Result<Piece> {
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
        map: Arc<Mmap>,
        at: Range<usize>,
    }

    impl Deref for Piece {
        type Target = [u8];

        #[inline]
        fn deref(&self) -> &[u8] {
            &self.map[self.at.clone()]
        }
    }

    /// `bytes` on disk; none where they cannot be written, now or before.
    pub(super) fn write(bytes: &[u8]) -> Option<Piece> {
        if bytes.is_empty() || TROUBLE.get().is_some() {
            return None;
        }
        let folder = FOLDER.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let written = try_to_write(bytes, &folder);
        match written {
            Ok(piece) => {
                WRITTEN.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                Some(piece)
            }
            Err(error) => {
                // Who comes second says the same.
                let _ = TROUBLE.set(format!("cannot write to {}: {error}", folder.display()));
                None
            }
        }
    }

    fn try_to_write(bytes: &[u8], folder: &Path) -> io::Result<Piece> {
        let mut extent = match files().pop() {
            Some(extent) if bytes.len() <= extent.room() => extent,
            _ => Extent::new(folder, EXTENT.max(bytes.len()))?,
        };
        let piece = extent.add(bytes)?;
        if extent.room() > 0 {
            files().push(extent);
        }
        Ok(piece)
    }

    fn files() -> MutexGuard<'static, Vec<Extent>> {
        // What a thread that panicked has left is files with room in them.
        FILES.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No pieces: elsewhere what is written to a file need not be what its mapping shows.
#[cfg(not(unix))]
mod disk {
    use super::{Deref, TROUBLE};

    #[derive(Clone)]
    pub(super) enum Piece {}

    impl Deref for Piece {
        type Target = [u8];

        fn deref(&self) -> &[u8] {
            match *self {}
        }
    }

    pub(super) fn write(_: &[u8]) -> Option<Piece> {
        let _ = TROUBLE.set("this system cannot keep on disk what does not fit in memory".to_owned());
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `kept` is when there is no memory for it.
    fn on_disk<B: Flat + ?Sized>(kept: &Kept<B>) -> Kept<B> {
        // Another test may set its folder at the same time; any will do.
        FOLDER.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(std::env::temp_dir);
        Kept(Place::Disk(disk::write(kept.to_bytes()).expect("there is room for a test")))
    }

    proptest! {
        #[test]
        fn what_is_on_disk_is_what_was_in_memory(
            texts in proptest::collection::vec("[a東é]{1,9}", 1..20),
            numbers in proptest::collection::vec(any::<u64>(), 1..50),
        ) {
            let kept: Vec<Kept<str>> = texts.iter().map(|text| Kept::new(text.clone())).collect();
            let written: Vec<Kept<str>> = kept.iter().map(on_disk).collect();
            prop_assert_eq!(&written, &kept);
            let list: Kept<[u64]> = Kept::new(numbers.clone());
            let mut written_list = on_disk(&list);
            prop_assert_eq!(&*written_list, &*numbers);
            drop(kept);
            prop_assert!(written.iter().map(|text| &**text).eq(texts.iter().map(String::as_str)), "others come and go");

            let copy = written_list.clone();
            written_list.open().push(7);
            prop_assert_eq!(written_list.last(), Some(&7), "it came back to memory");
            prop_assert_eq!(&*copy, &*numbers, "and a copy is as it was");
        }
    }

    #[test]
    fn a_piece_larger_than_a_file_has_one_of_its_own() {
        let large: Kept<[u64]> = Kept::new((0..(1 << 25) + 3).collect());
        let (before, written, behind) =
            (on_disk(&Kept::<str>::new("a".into())), on_disk(&large), on_disk(&Kept::<str>::new("b".into())));
        assert!(*written == *large);
        assert_eq!((&*before, &*behind), ("a", "b"));
    }

    #[test]
    fn what_is_closed_is_counted_and_gives_its_memory_back() {
        let mut kept: Kept<[u32]> = Kept::default();
        kept.open().reserve(1000);
        kept.open().push(1);
        let Place::Memory(_, Held(0)) = &kept.0 else { panic!("what is open is not counted") };
        kept.close();
        // Where another test allows none at the same time, it is on disk.
        if let Place::Memory(owned, held) = &kept.0 {
            assert_eq!((held.0, owned.capacity()), (4, 1));
        }
        assert_eq!(*kept, [1]);
    }
}
