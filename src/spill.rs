//! What a run keeps, in memory or on disk.
//!
//! A hundred million headlines and all that is made of them do not fit the memory of one machine: their text alone is eight
//! gigabytes, their canonical texts are six more, the hashes of their words and a group of band keys six each. All these have one
//! shape: some thousand values that one thread makes in one go and that nobody changes afterwards. So each such piece is
//! closed when it is made, and where the pieces that are kept come to more than a share of the memory that the run
//! [may take](limit), it is written to a file without a name and looked at through a mapping from then on. To who reads it a piece
//! is a slice, wherever it is.
//!
//! The system keeps in memory what it has room for of such a file and takes back the rest when it needs to, so that more headlines cost
//! time and not the process. What is looked up at random the whole time, the [outlines](crate::sketch::outline) and the lists that
//! are sorted, is never written.
//!
//! The files have no name, so that they are gone whatever ends the process. Where none can be written, because the disk is nearly full, what comes
//! after is kept in memory as if there were no limit, and [`trouble`] says so; on systems other than Linux and macOS, whose mappings need not show
//! what was written, all is. A disk that fails when it is read ends the process, as one that holds its swap would.
//!
//! The limit is that of the process, as its memory is, and changes no answer: only where the pieces lie.
//!
//! Cost: an addition a piece in memory; on disk a copy to the system's cache, and a page fault for each 4 KiB that is first looked at.

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod disk;

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
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

/// From now on the process may take about so many bytes of memory: of what it keeps, what comes to more than an eighth of them goes to files in
/// `folder`, which should lie on a disk. Until then all is kept in memory.
///
/// It is no hard limit: outlines, tables of words and lists that are sorted take some 120 bytes a headline whatever it says, and a piece
/// that was kept stays where it is. The headlines in the window of a [stream](crate::stream) go to disk too.
///
/// ```
/// use doublet::{Config, Headlines, spill};
/// let titles = ["Harbour reopens after storm", "Harbour re-opens after storm"];
/// let cluster = || -> doublet::Result<_> {
///     let headlines: Headlines = titles.into_iter().collect();
///     Ok(doublet::cluster(&headlines, &Config::default(), &())?.clusters)
/// };
/// let in_memory = cluster()?;
/// spill::limit(0, std::env::temp_dir());
/// assert_eq!(cluster()?, in_memory);
/// assert_eq!(spill::written() > 0, cfg!(any(target_os = "linux", target_os = "macos")));
/// # Ok::<(), doublet::Error>(())
/// ```
pub fn limit(bytes: u64, folder: impl Into<PathBuf>) {
    disk::begin(folder.into());
    MOST.store(bytes / SHARE, Ordering::Relaxed);
}

/// How many bytes the process has written to disk for want of memory, in all.
#[must_use]
pub fn written() -> u64 {
    WRITTEN.load(Ordering::Relaxed)
}

/// Why the process keeps in memory what was to go to disk: "cannot write to /var/tmp: No space left on device". None where all is well.
#[must_use]
pub fn trouble() -> Option<String> {
    disk::trouble()
}

/// Values that are as good as their bytes.
pub(crate) trait Flat: ToOwned {
    fn to_bytes(&self) -> &[u8];

    /// The values that gave these bytes.
    ///
    /// # Safety
    ///
    /// They are what [`Self::to_bytes`] gave for values of this type.
    #[expect(unsafe_code, reason = "each text would be validated each time that it is looked at")]
    unsafe fn of_bytes(bytes: &[u8]) -> &Self;

    /// Whether these can be the bytes of such values.
    fn are_bytes(bytes: &[u8]) -> bool;

    /// Gives back what was reserved and not used.
    fn shrink(owned: &mut Self::Owned);
}

impl<T: Clone + FromBytes + IntoBytes + Immutable> Flat for [T] {
    fn to_bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    #[expect(unsafe_code, reason = "for lists it asks for nothing")]
    unsafe fn of_bytes(bytes: &[u8]) -> &Self {
        <[T]>::ref_from_bytes(bytes)
            .expect("they are the bytes of such values, where a page or a line begins")
    }

    fn are_bytes(bytes: &[u8]) -> bool {
        <[T]>::ref_from_bytes(bytes).is_ok()
    }

    fn shrink(owned: &mut Vec<T>) {
        owned.shrink_to_fit();
    }
}

impl Flat for str {
    fn to_bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    #[expect(unsafe_code, reason = "each text would be validated each time that it is looked at")]
    unsafe fn of_bytes(bytes: &[u8]) -> &Self {
        // SAFETY: the caller says that a string gave them.
        unsafe { str::from_utf8_unchecked(bytes) }
    }

    fn are_bytes(bytes: &[u8]) -> bool {
        simdutf8::basic::from_utf8(bytes).is_ok()
    }

    fn shrink(owned: &mut String) {
        owned.shrink_to_fit();
    }
}

/// A text or a list that is made once and then looked at, wherever it lies.
pub(crate) struct Kept<B: Flat + ?Sized>(Place<B>);

enum Place<B: Flat + ?Sized> {
    Memory(B::Owned, Held),
    /// A part of what was read in one go.
    Shared(Bytes),
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
        // What is being filled has none, and is opened for each headline: threads would wait for one another.
        if self.0 > 0 {
            HELD.fetch_sub(self.0, Ordering::Relaxed);
        }
    }
}

impl<B: Flat + ?Sized> Kept<B> {
    /// `owned`, which is complete.
    pub(crate) fn new(owned: B::Owned) -> Self {
        let mut kept = Kept::<B>(Place::Memory(owned, Held::default()));
        kept.close();
        kept
    }

    /// The values with these bytes, which others may share; none where there are no such values. They count as no memory: who has read them
    /// has taken it.
    pub(crate) fn shared(bytes: Bytes) -> Option<Self> {
        B::are_bytes(&bytes).then_some(Kept(Place::Shared(bytes)))
    }

    /// Takes into its own memory what it shares with others.
    pub(crate) fn own(&mut self) {
        if let Place::Shared(_) = &self.0 {
            *self = Kept::new((**self).to_owned());
        }
    }

    /// What is kept, to be changed until it is closed; it comes back to memory if it was.
    pub(crate) fn open(&mut self) -> &mut B::Owned {
        if !matches!(self.0, Place::Memory(..)) {
            self.0 = Place::Memory((**self).to_owned(), Held::default());
        }
        match &mut self.0 {
            Place::Memory(owned, held) => {
                *held = Held::default();
                owned
            }
            Place::Shared(_) | Place::Disk(_) => unreachable!("it was brought to memory above"),
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
            #[expect(unsafe_code, reason = "each text would be validated each time that it is looked at")]
            // SAFETY: `shared` made sure of it, and bytes do not change.
            Place::Shared(bytes) => unsafe { B::of_bytes(bytes) },
            #[expect(unsafe_code, reason = "each text would be validated each time that it is looked at")]
            // SAFETY: `close` wrote there what `to_bytes` gave for a `B`.
            Place::Disk(piece) => unsafe { B::of_bytes(piece) },
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
            Place::Shared(bytes) => Place::Shared(bytes.clone()),
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

/// No pieces: elsewhere what is written to a file need not be what its mapping shows.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod disk {
    use std::ops::Deref;
    use std::path::PathBuf;

    #[derive(Clone)]
    pub(super) enum Piece {}

    impl Deref for Piece {
        type Target = [u8];

        fn deref(&self) -> &[u8] {
            match *self {}
        }
    }

    pub(super) fn begin(_: PathBuf) {}

    pub(super) fn trouble() -> Option<String> {
        None
    }

    pub(super) fn write(_: &[u8]) -> Option<Piece> {
        None
    }
}

#[cfg(all(test, any(target_os = "linux", target_os = "macos")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `kept` is in a file of so many bytes.
    fn on_disk<B: Flat + ?Sized>(kept: &Kept<B>, file: &mut disk::Extent) -> Kept<B> {
        Kept(Place::Disk(file.add(kept.to_bytes()).expect("there is room for a test")))
    }

    fn file(size: usize) -> disk::Extent {
        disk::Extent::new(&std::env::temp_dir(), size).expect("there is room for a test")
    }

    proptest! {
        #[test]
        fn what_is_on_disk_is_what_was_in_memory(
            texts in proptest::collection::vec("[a東é]{0,9}", 1..20),
            numbers in proptest::collection::vec(any::<u64>(), 0..50),
        ) {
            let mut file = file(1 << 16);
            let kept: Vec<Kept<str>> = texts.iter().map(|text| Kept::new(text.clone())).collect();
            let written: Vec<Kept<str>> = kept.iter().map(|text| on_disk(text, &mut file)).collect();
            prop_assert_eq!(&written, &kept);
            let list: Kept<[u64]> = Kept::new(numbers.clone());
            let mut written_list = on_disk(&list, &mut file);
            prop_assert_eq!(&*written_list, &*numbers);
            drop((kept, file));
            prop_assert!(written.iter().map(|text| &**text).eq(texts.iter().map(String::as_str)), "the file lives");

            let copy = written_list.clone();
            written_list.open().push(7);
            prop_assert_eq!(written_list.last(), Some(&7), "it came back to memory");
            prop_assert_eq!(&*copy, &*numbers, "and a copy is as it was");
        }
    }

    #[test]
    fn what_is_closed_is_counted_while_it_is() {
        let held = |kept: &Kept<[u32]>| match &kept.0 {
            Place::Memory(owned, held) => (held.0, owned.capacity()),
            Place::Shared(_) | Place::Disk(_) => panic!("no test of the library sets a limit"),
        };
        let mut kept: Kept<[u32]> = Kept::default();
        kept.open().reserve(1000);
        kept.open().push(1);
        assert_eq!(held(&kept).0, 0);
        kept.close();
        assert_eq!(held(&kept), (4, 1));
        assert_eq!(held(&kept.clone()).0, 4);
        kept.open().push(2);
        assert_eq!(held(&kept).0, 0);
        kept.close();
        assert_eq!((held(&kept), &*kept), ((8, 2), &[1, 2][..]));
    }

    struct Numbers(Vec<u32>);

    impl AsRef<[u8]> for Numbers {
        fn as_ref(&self) -> &[u8] {
            self.0.as_bytes()
        }
    }

    #[test]
    fn what_is_shared_is_what_it_can_be() {
        let bytes = Bytes::from_static("Fähre".as_bytes());
        let text = Kept::<str>::shared(bytes.slice(..3)).expect("it is a text");
        assert_eq!((&*text, &*text.clone()), ("Fä", "Fä"));
        assert!(Kept::<str>::shared(bytes.slice(..2)).is_none(), "half a letter");
        let numbers = Bytes::from_owner(Numbers(vec![1, 2]));
        assert!(Kept::<[u32]>::shared(numbers.slice(..7)).is_none(), "less than two numbers");
        let mut list = Kept::<[u32]>::shared(numbers).expect("they are two numbers");
        list.open().push(3);
        list.close();
        assert_eq!(&*list, [1, 2, 3]);
        let mut text = text;
        text.own();
        assert!(matches!(text.0, Place::Memory(..)) && &*text == "Fä");
    }
}
