//! The bytes of a Parquet file at any place, since its table of contents stands at its end.
//!
//! The crate asks for places and lengths that the file itself names. Here they are held against its real length before
//! memory is set aside for them. Several threads read one file, each at its own place.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use ::bytes::{Buf, Bytes};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::reader::{ChunkReader, Length};

use crate::error::Error;
use crate::read::source::{self, Source};
use crate::read::{Input, record};

/// The most of a Parquet file that is held in memory where it cannot be sought: a pipe, standard input.
const IN_MEMORY: usize = 1 << 30;

/// Bytes that are asked of a pipe at a time.
const STEP: usize = 1 << 20;

/// The bytes of a file.
#[derive(Clone)]
pub(super) enum Whole {
    File(Arc<Mutex<File>>, u64),
    Memory(Bytes),
}

impl Whole {
    /// What `input` holds, of which `source` is the beginning.
    pub(super) fn open(input: &Input, source: Source<'_>) -> crate::error::Result<Self> {
        match input {
            Input::File(path) if path.is_file() => {
                let failed = |source| Error::Open { path: path.clone(), source };
                let file = File::open(path).map_err(failed)?;
                let length = file.metadata().map_err(failed)?.len();
                Ok(Whole::File(Arc::new(Mutex::new(file)), length))
            }
            Input::Memory(_, bytes) => Ok(Whole::Memory(Bytes::copy_from_slice(bytes))),
            Input::File(_) | Input::Stdin => read_whole(source),
        }
    }

    /// The bytes from `start` on, if the file has so many.
    pub(super) fn part(&self, start: u64, length: usize) -> Result<Bytes> {
        let is_there = start.checked_add(length as u64).is_some_and(|end| end <= self.len());
        if !is_there {
            let size = self.len();
            return Err(ParquetError::EOF(format!(
                "{length} bytes at {start} are asked for, and there are {size}"
            )));
        }
        match self {
            Whole::File(file, _) => {
                let mut bytes = vec![0; length];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
            // `start` is at most the length of what is in memory.
            #[expect(clippy::cast_possible_truncation, reason = "it was just held against the length")]
            Whole::Memory(bytes) => Ok(bytes.slice(start as usize..start as usize + length)),
        }
    }
}

/// Reads all of what cannot be sought.
fn read_whole(mut source: Source<'_>) -> crate::error::Result<Whole> {
    let mut bytes = Vec::new();
    loop {
        let limit = bytes.len() + STEP;
        match source::fill(&mut source.reader, &mut bytes, limit) {
            Err(error) => {
                let (path, what) = (source.name.to_string(), error.to_string());
                return Err(Error::Read { path, line: 1, what });
            }
            Ok(true) => return Ok(Whole::Memory(bytes.into())),
            Ok(false) if bytes.len() > IN_MEMORY => {
                return Err(Error::Unsupported {
                    path: source.name.to_string(),
                    what: format!(
                        "this is a Parquet file of over {}, which must be held in memory where it does not lie on a disk",
                        record::megabytes(IN_MEMORY as u64)
                    ),
                    remedy: "write it to a file and name that".to_owned(),
                });
            }
            Ok(false) => {}
        }
    }
}

impl Length for Whole {
    fn len(&self) -> u64 {
        match self {
            Whole::File(_, length) => *length,
            Whole::Memory(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Whole {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        match self {
            Whole::File(file, _) => {
                Ok(Box::new(BufReader::new(From { file: Arc::clone(file), place: start })))
            }
            Whole::Memory(bytes) => {
                let length = bytes.len().saturating_sub(usize::try_from(start).unwrap_or(usize::MAX));
                Ok(Box::new(self.part(start, length)?.reader()))
            }
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.part(start, length)
    }
}

/// A file from a place on, whoever else reads it.
struct From {
    file: Arc<Mutex<File>>,
    place: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.place))?;
        let read = file.read(buffer)?;
        self.place += read as u64;
        Ok(read)
    }
}
