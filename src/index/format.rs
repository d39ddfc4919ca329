//! What stands in an index, byte for byte.
//!
//! A *block* is what one checkpoint adds: new items, in order, and when older ones were seen again. It is serialised by
//! postcard, packed by zstd, and has an XXH3 checksum in front, so that damage is told from data wherever it lies. A block is
//! read into memory bounded by the length that it states, which is bounded itself.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;
use zstd::bulk::Compressor;

use crate::stream::Seen;

/// The version of all that is written here; another one is refused.
pub(super) const VERSION: u32 = 1;

/// What stands in the first entry of an index.
pub(super) const MAGIC: &str = "doublet index";

/// The version of the normaliser: canonical texts of another are not comparable. It is raised when a canonical text changes.
pub(super) const NORMALIZER: u32 = 1;

/// How hard blocks are packed: level 3 makes one of 8,192 headlines an eighth smaller and one of 330, a request's or two, not at all, and
/// takes longer while others wait.
const LEVEL: i32 = 1;

/// The most bytes of a block that is unpacked: a checkpoint's batch of the longest titles that are read.
const LONGEST: usize = 1 << 30;

/// The checksum in front of a block, and its unpacked length.
const HEAD: usize = 8 + 4;

/// What an index is; written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Description {
    pub(super) magic: String,
    pub(super) version: u32,
    pub(super) normalizer: u32,
    pub(super) shingle: String,
}

/// One item: the headline that brought it, and what the stream made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) title: String,
    pub(crate) id: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) canonical: String,
    pub(crate) seen: Seen,
    /// The number that the first of its cluster had.
    pub(crate) cluster: u64,
    /// Whether it is the one of its cluster that was kept.
    pub(crate) is_kept: bool,
    /// Its telling words when it came.
    pub(crate) telling: Vec<u32>,
}

/// What one checkpoint adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Block {
    /// The number of the first item.
    pub(crate) first: u64,
    /// The items; nothing in place of one that was taken out.
    pub(crate) items: Vec<Option<Record>>,
    /// Items of earlier blocks that were seen again.
    pub(crate) seen: Vec<(u64, Seen)>,
}

/// Where the stream stands; replaced by each checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The numbers of the first item that is held and of the next.
    pub(crate) first: u64,
    pub(crate) next: u64,
    pub(crate) clock: Option<i64>,
    pub(crate) arrival: i64,
    pub(crate) swept: i64,
    pub(crate) pushed: u64,
    /// Of which items something was learned last: the numbers of the first, and of the one behind the last.
    pub(crate) learned: [u64; 2],
}

/// What packs values; its tables are used again.
pub(super) struct Packer(Compressor<'static>);

impl fmt::Debug for Packer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Packer")
    }
}

impl Packer {
    pub(super) fn new() -> Self {
        Packer(Compressor::new(LEVEL).expect("there is such a level"))
    }

    /// `value` packed, with its checksum.
    pub(super) fn pack<T: Serialize>(&mut self, value: &T) -> Result<Vec<u8>, String> {
        let bytes = postcard::to_allocvec(value).map_err(|error| error.to_string())?;
        let length = u32::try_from(bytes.len()).ok().filter(|&length| length as usize <= LONGEST);
        let length = length.ok_or_else(|| "the block is too large".to_owned())?;
        let packed = self.0.compress(&bytes).map_err(|error| error.to_string())?;
        let mut block = vec![0; 8];
        block.extend(length.to_le_bytes());
        block.extend(packed);
        let checksum = xxh3_64(&block[8..]);
        block[..8].copy_from_slice(&checksum.to_le_bytes());
        Ok(block)
    }
}

/// What was packed; what is wrong where it is not whole.
pub(super) fn unpack<T: for<'a> Deserialize<'a>>(block: &[u8]) -> Result<T, String> {
    let (checksum, rest) = block.split_first_chunk::<8>().ok_or("it is cut short")?;
    let found = xxh3_64(rest);
    let expected = u64::from_le_bytes(*checksum);
    if found != expected {
        return Err(format!("its checksum is {found:016x}, not {expected:016x}"));
    }
    let (length, packed) = rest.split_first_chunk::<{ HEAD - 8 }>().ok_or("it is cut short")?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > LONGEST {
        return Err(format!("it states a length of {length} bytes"));
    }
    let bytes = zstd::bulk::decompress(packed, length).map_err(|error| error.to_string())?;
    postcard::from_bytes(&bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block() -> Block {
        let seen = Seen { first: 1, last: 2, clock: 3 };
        let record = Record {
            title: "Harbour reopens".to_owned(),
            id: Some("a".to_owned()),
            source: None,
            published: Some("2026-01-01".to_owned()),
            canonical: "harbour reopens".to_owned(),
            seen,
            cluster: 7,
            is_kept: true,
            telling: vec![1, 2],
        };
        Block { first: 7, items: vec![Some(record), None], seen: vec![(3, seen)] }
    }

    #[test]
    fn a_block_is_what_was_packed() {
        let packed = Packer::new().pack(&block()).expect("it is small");
        assert_eq!(unpack::<Block>(&packed), Ok(block()));
    }

    proptest! {
        #[test]
        fn no_damage_goes_unnoticed(at in 0usize..1000, change in 1u8..=255, cut in 0usize..1000) {
            let whole = Packer::new().pack(&block()).expect("it is small");
            let mut damaged = whole.clone();
            let at = at % damaged.len();
            damaged[at] ^= change;
            prop_assert!(unpack::<Block>(&damaged).is_err());
            prop_assert!(unpack::<Block>(&whole[..cut % whole.len()]).is_err());
        }

        #[test]
        fn garbage_is_no_block_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(unpack::<Block>(&bytes).is_err());
        }
    }
}
