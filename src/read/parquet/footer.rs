//! Whether the table of contents at the end of a Parquet file may be handed to the crate that reads it.
//!
//! It is written in the compact protocol of Thrift, where a list begins with its length and a group of columns with the
//! number of its children. The crate sets memory aside by some of these numbers before it reads on, and goes into
//! groups by recursion; neither can be contained when it goes wrong, for memory that cannot be had and a stack that
//! overflows end the process. So all of it is walked first, which costs some nanoseconds a byte, and what
//! no writer writes is refused.

/// How deeply structures and groups of columns may be nested. Schemas of a dozen levels are rare.
const DEPTH: usize = 64;

/// The most row groups, which are numbered in sixteen bits.
const GROUPS: usize = i16::MAX as usize;

/// The fields of the outermost structure that are looked at, and that of a node of the schema.
const SCHEMA: i64 = 2;
const ROW_GROUPS: i64 = 4;
const CHILDREN: i64 = 5;

/// The types of the protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// What is wrong, as a clause.
type Walked<T = ()> = Result<T, &'static str>;

/// Walks all of `footer`.
pub(super) fn check(footer: &[u8]) -> Walked {
    let mut children = Vec::new();
    let mut walk = Walk { rest: footer };
    walk.fields(&mut |walk, field, kind| match (field, kind) {
        (SCHEMA, LIST) => {
            let (count, kind) = walk.list()?;
            if kind != STRUCT || !children.is_empty() {
                return Err("its schema is no list of nodes, or it has two");
            }
            for _ in 0..count {
                children.push(walk.node()?);
            }
            Ok(())
        }
        (ROW_GROUPS, LIST) => {
            let (count, kind) = walk.list()?;
            if count > GROUPS {
                return Err("it has more row groups than can be numbered");
            }
            walk.elements(count, kind, DEPTH)
        }
        // The crate goes by the number of a field, whatever its type.
        (SCHEMA | ROW_GROUPS, _) => Err("its schema or its row groups are of a wrong type"),
        _ => walk.value(kind, DEPTH),
    })?;
    check_tree(&children)
}

/// Whether nodes that have so many children each, parents first, form one tree that is not too deep.
fn check_tree(children: &[i64]) -> Walked {
    let mut open: Vec<i64> = Vec::new();
    for &count in children {
        if usize::try_from(count).map_or(true, |count| count > children.len()) {
            return Err("its schema names children that are not there");
        }
        if open.len() > DEPTH {
            return Err("its schema is nested too deeply");
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.push(count);
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Ok(())
}

/// What is still to be walked.
struct Walk<'a> {
    rest: &'a [u8],
}

impl Walk<'_> {
    /// Calls `each` with the number and the type of each field of a structure, to walk its value.
    fn fields(&mut self, each: &mut dyn FnMut(&mut Self, i64, u8) -> Walked) -> Walked {
        let mut field = 0_i64;
        loop {
            let header = self.byte()?;
            let kind = header & 0x0f;
            if kind == 0 {
                return Ok(());
            }
            field = match header >> 4 {
                0 => self.integer()?,
                more => field.wrapping_add(i64::from(more)),
            };
            each(self, field, kind)?;
        }
    }

    /// Walks a node of the schema, and gives how many children it has.
    fn node(&mut self) -> Walked<i64> {
        let mut children = 0;
        self.fields(&mut |walk, field, kind| {
            if field != CHILDREN {
                return walk.value(kind, DEPTH);
            }
            if kind != I32 || children != 0 {
                return Err("it names children in a wrong type, or twice");
            }
            children = walk.integer()?;
            Ok(())
        })?;
        Ok(children)
    }

    /// Walks a value, in which others are nested so deeply at most.
    fn value(&mut self, kind: u8, depth: usize) -> Walked {
        let depth = depth.checked_sub(1).ok_or("it is nested too deeply")?;
        match kind {
            TRUE | FALSE => Ok(()),
            BYTE => self.skip(1),
            I16 | I32 | I64 => self.integer().map(drop),
            DOUBLE => self.skip(8),
            UUID => self.skip(16),
            BINARY => {
                let length = self.length()?;
                self.skip(length)
            }
            LIST | SET => {
                let (count, kind) = self.list()?;
                self.elements(count, kind, depth)
            }
            MAP => {
                let count = self.length()?;
                if count == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                (0..count).try_for_each(|_| {
                    self.elements(1, kinds >> 4, depth)?;
                    self.elements(1, kinds & 0x0f, depth)
                })
            }
            STRUCT => self.fields(&mut |walk, _, kind| walk.value(kind, depth)),
            _ => Err("it has a value of an unknown type"),
        }
    }

    /// Walks values of one type one behind the other.
    fn elements(&mut self, count: usize, kind: u8, depth: usize) -> Walked {
        match kind {
            // As a field a truth value is its type; in a list it takes a byte.
            TRUE | FALSE => self.skip(count),
            _ => (0..count).try_for_each(|_| self.value(kind, depth)),
        }
    }

    /// The length of a list, and the type of its elements. Each takes a byte at least.
    fn list(&mut self) -> Walked<(usize, u8)> {
        let header = self.byte()?;
        let count = match header >> 4 {
            15 => self.length()?,
            count => usize::from(count),
        };
        if count > self.rest.len() {
            return Err("it names a list that is longer than the rest of it");
        }
        Ok((count, header & 0x0f))
    }

    /// A number of bytes or of elements that are to follow.
    fn length(&mut self) -> Walked<usize> {
        let length = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        if length > self.rest.len() { Err("it names more than the rest of it") } else { Ok(length) }
    }

    /// An integer whose sign is its lowest bit.
    fn integer(&mut self) -> Walked<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    fn varint(&mut self) -> Walked<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err("it has a number that never ends")
    }

    fn byte(&mut self) -> Walked<u8> {
        let (byte, rest) = self.rest.split_first().ok_or("it ends in the middle")?;
        self.rest = rest;
        Ok(*byte)
    }

    fn skip(&mut self, length: usize) -> Walked {
        self.rest = self.rest.get(length..).ok_or("it ends in the middle")?;
        Ok(())
    }
}
