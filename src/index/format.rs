//! What stands in an index, byte for byte.
//!
//! A *block* is what one checkpoint adds: new items, in order, and when older ones were seen again. It is serialised by
//! postcard, packed by zstd, and has an XXH3 checksum in front, so that damage is told from data wherever it lies. A block is
//! read into memory bounded by the length that it states, which is bounded itself.

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;
use zstd::bulk::{Compressor, Decompressor};

use crate::stream::Seen;

/// The version of all that is written here. The second may have an image beside it, of which a doublet that only knows the first would not
/// take out what is to be forgotten.
pub(super) const VERSION: u32 = 2;

/// The versions that are read; another one is refused.
pub(super) const READABLE: RangeInclusive<u32> = 1..=VERSION;

/// What stands in the first entry of an index.
pub(super) const MAGIC: &str = "doublet index";

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
pub(crate) struct Record<'a> {
    pub(crate) title: &'a str,
    pub(crate) id: Option<&'a str>,
    pub(crate) source: Option<&'a str>,
    pub(crate) published: Option<&'a str>,
    pub(crate) canonical: &'a str,
    pub(crate) seen: Seen,
    /// The number that the first of its cluster had.
    pub(crate) cluster: u64,
    /// Whether it is the one of its cluster that was kept.
    pub(crate) is_kept: bool,
    /// Its telling words when it came.
    pub(crate) telling: Cow<'a, [u32]>,
}

/// What one checkpoint adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Block<'a> {
    /// The number of the first item.
    pub(crate) first: u64,
    /// The items; nothing in place of one that was taken out.
    #[serde(borrow)]
    pub(crate) items: Vec<Option<Record<'a>>>,
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

/// What was learned last, so that it need not be learned again when the index is opened: it follows from the items, but costs more
/// than they do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lesson<'a> {
    /// Of which items, as [`State::learned`]; where it says otherwise this is an old one.
    pub(crate) learned: [u64; 2],
    /// The number of the first item whose words were not counted.
    pub(crate) counted: u64,
    /// The hashes of the segments that are set aside.
    pub(crate) boilerplate: Vec<u64>,
    /// Of how many texts the weights are.
    pub(crate) texts: u64,
    /// The counts of words and pairs as bytes.
    #[serde(borrow, with = "bytes")]
    pub(crate) weights: Cow<'a, [u8]>,
}

/// Many bytes in one go.
mod bytes {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Cow<'a, [u8]>, D::Error> {
        <&[u8]>::deserialize(deserializer).map(Cow::Borrowed)
    }
}

/// A value as the bytes that are packed.
pub(crate) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("what is written here is of known length, and memory takes all of it")
}

/// The value with these [bytes](to_bytes).
pub(crate) fn of_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| error.to_string())
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

    /// The `bytes` of a value packed, with their checksum.
    pub(super) fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let length = u32::try_from(bytes.len()).ok().filter(|&length| length as usize <= LONGEST);
        let length = length.ok_or_else(|| "the block is too large".to_owned())?;
        let packed = self.0.compress(bytes).map_err(|error| error.to_string())?;
        let mut block = vec![0; 8];
        block.extend(length.to_le_bytes());
        block.extend(packed);
        let checksum = xxh3_64(&block[8..]);
        block[..8].copy_from_slice(&checksum.to_le_bytes());
        Ok(block)
    }
}

/// The length that a packed block states.
pub(super) fn stated_length(block: &[u8]) -> usize {
    let length = block.get(8..HEAD).and_then(|length| length.first_chunk());
    length.map_or(0, |length| u32::from_le_bytes(*length) as usize)
}

/// The bytes that were packed; what is wrong where they are not whole.
pub(super) fn unpack(block: &[u8]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    unpack_into(block, &mut bytes)?;
    Ok(bytes)
}

/// The same in place of what is in `bytes`, whose memory is used again.
pub(super) fn unpack_into(block: &[u8], bytes: &mut Vec<u8>) -> Result<(), String> {
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
    bytes.clear();
    bytes.reserve(length);
    let unpacked = Decompressor::new().and_then(|mut unpacker| unpacker.decompress_to_buffer(packed, bytes));
    let unpacked = unpacked.map_err(|error| error.to_string())?;
    // There may be room for more than was asked for.
    if unpacked != length {
        return Err(format!("it holds {unpacked} bytes, and states {length}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block() -> Block<'static> {
        let seen = Seen { first: 1, last: 2, clock: 3 };
        let record = Record {
            title: "Harbour reopens",
            id: Some("a"),
            source: None,
            published: Some("2026-01-01"),
            canonical: "harbour reopens",
            seen,
            cluster: 7,
            is_kept: true,
            telling: vec![1, 2].into(),
        };
        Block { first: 7, items: vec![Some(record), None], seen: vec![(3, seen)] }
    }

    fn pack(block: &Block<'_>) -> Vec<u8> {
        Packer::new().pack(&to_bytes(block)).expect("it is small")
    }

    #[test]
    fn a_block_is_what_was_packed() {
        let packed = pack(&block());
        let bytes = unpack(&packed).expect("it is whole");
        assert_eq!(stated_length(&packed), bytes.len());
        assert_eq!(of_bytes(&bytes), Ok(block()));
    }

    #[test]
    fn a_lesson_is_what_was_written() {
        let (boilerplate, weights) = (vec![3, 4], vec![5; 300].into());
        let lesson = Lesson { learned: [1, 9], counted: 11, boilerplate, texts: 7, weights };
        assert_eq!(of_bytes(&to_bytes(&lesson)), Ok(lesson));
    }

    proptest! {
        #[test]
        fn no_damage_goes_unnoticed(at in 0usize..1000, change in 1u8..=255, cut in 0usize..1000) {
            let whole = pack(&block());
            let mut damaged = whole.clone();
            let at = at % damaged.len();
            damaged[at] ^= change;
            prop_assert!(unpack(&damaged).is_err());
            prop_assert!(unpack(&whole[..cut % whole.len()]).is_err());
        }

        #[test]
        fn garbage_is_no_block_and_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(unpack(&bytes).is_err());
            // What has a checksum is read by other means too: it is refused, or it is something, whatever it says.
            let _ = of_bytes::<Block<'_>>(&bytes);
            let _ = of_bytes::<Lesson<'_>>(&bytes);
        }
    }
}
