//! Opening an input and unpacking it.
//!
//! Compression is told by its magic bytes, never by the name: a feed saved as `.jsonl` by a
//! tool that compresses on the way is as common as a `.gz` that a browser has unpacked.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use flate2::read::MultiGzDecoder;

use super::{Input, feed};
use crate::error::{Error, Result};

/// A reader that may move to the thread on which the next chunks are read.
pub(super) type Reader<'a> = Box<dyn Read + Send + 'a>;

/// An opened input: plain bytes, whatever it was packed in.
pub(super) struct Source<'a> {
    pub(super) name: Arc<str>,
    pub(super) reader: Reader<'a>,
    pub(super) packing: Option<Packing>,
    pub(super) is_parquet: bool,
    /// Whether what is read next may come in an hour.
    pub(super) is_live: bool,
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

/// With what a Parquet file begins.
pub(super) const PARQUET: &[u8] = b"PAR1";

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
const FOREIGN: [(&[u8], &str, &str); 8] = [
    (b"BZh", "bzip2 data", "unpack it first, such as with bzip2 -dc FILE | doublet ..."),
    (b"\xfd7zXZ\0", "xz data", "unpack it first, such as with xz -dc FILE | doublet ..."),
    (b"\x04\x22\x4d\x18", "lz4 data", "unpack it first, such as with lz4 -dc FILE | doublet ..."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV, first"),
    (b"PARE", "an encrypted Parquet file", "decrypt it first"),
    (b"%PDF-", "a PDF", "save its text, one headline a line, first"),
    (b"\x89PNG", "a picture", "name a file of headlines"),
];

impl<'a> Source<'a> {
    /// Opens `input`; nothing but its first bytes is read.
    ///
    /// Where it `is_live`, what does not lie on a disk is read as it comes.
    pub(super) fn open(input: &'a Input, is_live: bool) -> Result<Self> {
        let name: Arc<str> = input.name().into();
        let cannot = |source| Error::Open { path: PathBuf::from(input.name()), source };
        let lies = |file: &File| file.metadata().is_ok_and(|file| file.is_file());
        let (raw, is_live): (Reader<'a>, bool) = match input {
            Input::Stdin if is_live => (Box::new(Live::new(io::stdin()).map_err(cannot)?), true),
            Input::Stdin => (Box::new(io::stdin()), false),
            Input::File(path) => match open_file(path)? {
                file if is_live && !lies(&file) => (Box::new(Live::new(file).map_err(cannot)?), true),
                file => (Box::new(file), false),
            },
            Input::Memory(_, bytes) => (Box::new(bytes.as_slice()), false),
        };
        let consumed = Consumed::default();
        let mut raw = Counting { inner: raw, consumed: consumed.clone() };
        let Head { bytes: magic, error, .. } = Head::read(&mut raw, MAGIC);
        let packing = packing(&magic);
        if let Some((_, what, remedy)) = FOREIGN.iter().find(|(start, _, _)| magic.starts_with(start)) {
            let (path, what, remedy) = (name.to_string(), format!("this is {what}"), (*remedy).to_owned());
            return Err(Error::Unsupported { path, what, remedy });
        }
        let is_parquet = magic.starts_with(PARQUET);
        let raw = BufReader::with_capacity(SYSTEM_READ, Replay::new(magic, error, raw));
        let reader: Reader<'a> = match packing {
            None => Box::new(raw),
            Some(Packing::Gzip) => Box::new(MultiGzDecoder::new(raw)),
            Some(Packing::Zstd) => Box::new(ZstdReader::new(raw).map_err(|error| {
                let what = describe(packing, &error);
                Error::Read { path: name.to_string(), line: 1, what }
            })?),
        };
        Ok(Source { name, reader, packing, is_parquet, is_live, consumed })
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

/// Unpacks zstd. The library takes it for a fault when it is asked again and again while nothing comes, as a [`Live`] input is that idles: so it is
/// asked only where there is something to unpack, or may be something unpacked.
struct ZstdReader<R: io::BufRead> {
    decoder: zstd::Decoder<'static, R>,
    /// Whether more may be unpacked than there was room for.
    may_have_more: bool,
}

impl<R: io::BufRead> ZstdReader<R> {
    fn new(raw: R) -> io::Result<Self> {
        let mut decoder = zstd::Decoder::with_buffer(raw)?;
        decoder.window_log_max(ZSTD_WINDOW_LOG)?;
        Ok(ZstdReader { decoder, may_have_more: false })
    }
}

impl<R: io::BufRead> Read for ZstdReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !std::mem::take(&mut self.may_have_more) {
            self.decoder.get_mut().fill_buf()?;
        }
        let read = self.decoder.read(buffer)?;
        self.may_have_more = read == buffer.len();
        Ok(read)
    }
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

/// The beginning of an input, by which it is recognised.
pub(super) struct Head {
    pub(super) bytes: Vec<u8>,
    /// What ended it early.
    pub(super) error: Option<io::Error>,
    /// Whether the input ends here.
    pub(super) is_whole: bool,
}

impl Head {
    /// Reads until there are `limit` bytes or no more; what was read before an error is kept. Of a [`Live`] input that
    /// idles a line is enough.
    pub(super) fn read(reader: &mut dyn Read, limit: usize) -> Self {
        let mut bytes = Vec::new();
        loop {
            match fill(reader, &mut bytes, limit) {
                Err(error) => return Head { bytes, error: Some(error), is_whole: false },
                Ok(true) => return Head { bytes, error: None, is_whole: true },
                Ok(false) if bytes.len() == limit || tells_something(&bytes) => {
                    return Head { bytes, error: None, is_whole: false };
                }
                Ok(false) => {}
            }
        }
    }

    /// Reads all there is, but `limit` bytes at most.
    pub(super) fn read_all(reader: &mut dyn Read, limit: usize) -> (Vec<u8>, Option<io::Error>) {
        let mut bytes = Vec::new();
        loop {
            // Most are far shorter than the limit, for which room would have to be made and cleared.
            let next = (bytes.len() * 2).max(SYSTEM_READ).min(limit);
            match fill(reader, &mut bytes, next) {
                Err(error) => return (bytes, Some(error)),
                Ok(is_ended) if is_ended || bytes.len() == limit => return (bytes, None),
                Ok(_) => {}
            }
        }
    }
}

/// Whether there is a line, and more than what an array or an object that is laid out over several lines begins with, or
/// what stands before the root of XML.
fn tells_something(bytes: &[u8]) -> bool {
    if (bytes.starts_with(b"<?") || bytes.starts_with(b"<!"))
        && feed::root(&String::from_utf8_lossy(bytes)).is_none()
    {
        return false;
    }
    let is_opening = |byte: &u8| matches!(byte, b'[' | b'{') || byte.is_ascii_whitespace();
    memchr::memchr(b'\n', bytes).is_some() && !bytes.iter().all(is_opening)
}

/// The bytes that are asked for first.
const LEAST: usize = 1 << 16;

/// Appends to `bytes` until they are `limit` or the input ends, or a [`Live`] input that gave something idles; says whether
/// it ended.
pub(super) fn fill(reader: &mut dyn Read, bytes: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
    let start = bytes.len();
    let mut filled = start;
    let outcome = loop {
        if filled == bytes.len() {
            if filled >= limit {
                break Ok(false);
            }
            // What is not needed of a few lines need not be made.
            bytes.resize((2 * filled).max(LEAST).min(limit), 0);
        }
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => break Ok(true),
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && filled > start => break Ok(false),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
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

/// How long an input is waited for before what it gave is worked off.
const IDLE: Duration = Duration::from_millis(10);

/// Bytes that a live input is asked for at a time.
const LIVE_READ: usize = 64 << 10;

/// Reads that may lie waiting for the rest of the run: then its writer waits too.
const WAITING: usize = 16;

/// An input that says when it idles, by [`io::ErrorKind::WouldBlock`]: whoever reads it can work off what there is and then ask
/// again. A thread of its own waits for it.
struct Live {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: io::Cursor<Vec<u8>>,
}

impl Live {
    /// Fails where the system gives no thread.
    fn new(mut input: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, chunks) = mpsc::sync_channel(WAITING);
        let wait = move || {
            loop {
                let mut chunk = vec![0; LIVE_READ];
                let read = match input.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read,
                };
                let is_last = !matches!(read, Ok(1..));
                let sent = sender.send(read.map(|length| {
                    chunk.truncate(length);
                    chunk
                }));
                if is_last || sent.is_err() {
                    break;
                }
            }
        };
        std::thread::Builder::new().name("waiting".to_owned()).spawn(wait)?;
        Ok(Live { chunks, chunk: io::Cursor::default() })
    }
}

impl Read for Live {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.chunk.read(buffer)? {
                0 if !buffer.is_empty() => {}
                read => return Ok(read),
            }
            match self.chunks.recv_timeout(IDLE) {
                Ok(chunk) => {
                    let chunk = chunk?;
                    if chunk.is_empty() {
                        return Ok(0);
                    }
                    self.chunk = io::Cursor::new(chunk);
                }
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::WouldBlock.into()),
                // It has told its end or its failure, and has nothing more.
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, and idles for long before each; at its end no more.
    struct Halting<'a> {
        bytes: &'a [u8],
        idles: usize,
    }

    impl Read for Halting<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.idles > 0 && !self.bytes.is_empty() {
                self.idles -= 1;
                return Err(io::ErrorKind::WouldBlock.into());
            }
            self.idles = 100;
            let length = buffer.len().min(7);
            self.bytes.read(&mut buffer[..length])
        }
    }

    #[test]
    fn what_is_packed_may_come_as_slowly_as_it_likes() {
        let text = "Harbour reopens after storm, ferries resume\n".repeat(4000);
        let packed = zstd::encode_all(text.as_bytes(), 3).expect("it can be packed");
        let raw = BufReader::with_capacity(16, Halting { bytes: &packed, idles: 100 });
        let mut reader = ZstdReader::new(raw).expect("there is memory");
        let mut unpacked = Vec::new();
        while !fill(&mut reader, &mut unpacked, 1 << 20).expect("it is whole") {}
        assert_eq!(unpacked, text.as_bytes());
    }
}
