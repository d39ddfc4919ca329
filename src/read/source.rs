//! Opening an input and unpacking it.
//!
//! Compression is told by its magic bytes, never by the name: a feed saved as `.jsonl` by a
//! tool that compresses on the way is as common as a `.gz` that a browser has unpacked.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::Input;
use crate::error::{Error, Result};

/// A reader that may move to the thread on which the next chunks are read.
pub(super) type Reader<'a> = Box<dyn Read + Send + 'a>;

/// An opened input: plain bytes, whatever it was packed in.
pub(super) struct Source<'a> {
    pub(super) name: Arc<str>,
    pub(super) reader: Reader<'a>,
    pub(super) packing: Option<Packing>,
    pub(super) consumed: Consumed,
}

/// How many bytes of the input itself, packed as it is, were read so far.
#[derive(Clone, Default)]
pub(super) struct Consumed(Arc<AtomicU64>);

impl Consumed {
    /// The bytes since this was last asked.
    pub(super) fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// How an input is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        })
    }
}

/// The longest of the magic numbers below.
const MAGIC: usize = 6;

/// Bytes read from the system at a time. The decompressors ask for a few KiB otherwise, and
/// each request is a call into the kernel.
const SYSTEM_READ: usize = 256 << 10;

/// The largest window of zstd data that is unpacked, as a power of two. The library's own
/// limit is 27 (128 MiB); archives of news are often packed with `--long=31`, and only the
/// part of a window that is used takes memory.
const ZSTD_WINDOW_LOG: u32 = 31;

/// What is recognised only to say that it is not read: unreadable lines by the million would
/// be the alternative.
const FOREIGN: [(&[u8], &str, &str); 6] = [
    (b"BZh", "bzip2 data", "unpack it first, such as with bzip2 -dc FILE | doublet ..."),
    (b"\xfd7zXZ\0", "xz data", "unpack it first, such as with xz -dc FILE | doublet ..."),
    (b"\x04\x22\x4d\x18", "lz4 data", "unpack it first, such as with lz4 -dc FILE | doublet ..."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV, first"),
    (b"PAR1", "a Parquet file", "convert it to JSONL or CSV first"),
];

impl<'a> Source<'a> {
    /// Opens `input`; nothing but its first bytes is read.
    pub(super) fn open(input: &'a Input) -> Result<Self> {
        let name: Arc<str> = input.name().into();
        let raw: Reader<'a> = match input {
            Input::Stdin => Box::new(io::stdin()),
            Input::File(path) => Box::new(open_file(path)?),
            Input::Memory(_, bytes) => Box::new(bytes.as_slice()),
        };
        let consumed = Consumed::default();
        let mut raw = Counting { inner: raw, consumed: consumed.clone() };
        let (magic, error) = read_up_to(&mut raw, MAGIC);
        let packing = packing(&magic);
        if let Some((_, what, remedy)) = FOREIGN.iter().find(|(start, _, _)| magic.starts_with(start)) {
            let (path, what, remedy) = (name.to_string(), format!("this is {what}"), (*remedy).to_owned());
            return Err(Error::Unsupported { path, what, remedy });
        }
        let raw = BufReader::with_capacity(SYSTEM_READ, Replay::new(magic, error, raw));
        let reader: Reader<'a> = match packing {
            None => Box::new(raw),
            Some(Packing::Gzip) => Box::new(MultiGzDecoder::new(raw)),
            Some(Packing::Zstd) => Box::new(unpack_zstd(raw).map_err(|error| {
                let what = describe(packing, &error);
                Error::Read { path: name.to_string(), line: 1, what }
            })?),
        };
        Ok(Source { name, reader, packing, consumed })
    }
}

fn open_file(path: &Path) -> Result<File> {
    let failed = |source| Error::Open { path: path.to_owned(), source };
    // Asked first, since some systems open a directory without complaint and fail on reading it.
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(Error::Directory(path.display().to_string()));
    }
    File::open(path).map_err(failed)
}

fn packing(magic: &[u8]) -> Option<Packing> {
    if magic.starts_with(&[0x1f, 0x8b]) {
        Some(Packing::Gzip)
    } else if magic.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || is_skippable_frame(magic) {
        Some(Packing::Zstd)
    } else {
        None
    }
}

/// Zstd data may begin with a frame that decoders skip: 0x184D2A50 to 0x184D2A5F, little-endian.
fn is_skippable_frame(magic: &[u8]) -> bool {
    matches!(magic, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

fn unpack_zstd<R: io::BufRead>(raw: R) -> io::Result<zstd::Decoder<'static, R>> {
    let mut decoder = zstd::Decoder::with_buffer(raw)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    Ok(decoder)
}

/// What went wrong in reading, as a clause for [`Error::Read`].
pub(super) fn describe(packing: Option<Packing>, error: &io::Error) -> String {
    match packing {
        Some(packing) if error.kind() == io::ErrorKind::UnexpectedEof => {
            format!("the {packing} data ends in the middle")
        }
        // What the system reports has a number of its own; the rest comes from the decompressor.
        Some(packing) if error.raw_os_error().is_none() => format!("the {packing} data is corrupt: {error}"),
        _ => error.to_string(),
    }
}

/// Reads until there are `limit` bytes or no more; what was read before an error is kept.
pub(super) fn read_up_to(reader: &mut dyn Read, limit: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut bytes = Vec::new();
    let error = fill(reader, &mut bytes, limit).err();
    (bytes, error)
}

/// Appends to `bytes` until they are `limit` or the input ends; says whether it ended.
pub(super) fn fill(reader: &mut dyn Read, bytes: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
    let mut filled = bytes.len();
    bytes.resize(limit.max(filled), 0);
    let outcome = loop {
        if filled == bytes.len() {
            break Ok(false);
        }
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => break Ok(true),
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    bytes.truncate(filled);
    outcome
}

/// Gives back what was looked at, then the error met in looking, then the rest.
pub(super) struct Replay<R> {
    head: io::Cursor<Vec<u8>>,
    error: Option<io::Error>,
    rest: R,
}

impl<R> Replay<R> {
    pub(super) fn new(head: Vec<u8>, error: Option<io::Error>, rest: R) -> Self {
        Replay { head: io::Cursor::new(head), error, rest }
    }
}

impl<R: Read> Read for Replay<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.head.read(buffer)? {
            0 => self.error.take().map_or_else(|| self.rest.read(buffer), Err),
            read => Ok(read),
        }
    }
}

struct Counting<R> {
    inner: R,
    consumed: Consumed,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.consumed.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
