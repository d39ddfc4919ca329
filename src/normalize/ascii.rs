//! The fast path: a title in ASCII, as most of the world's feeds carry, in one pass over bytes.
//!
//! It decides nothing of its own. What the scanner makes of the same title is the rule, and a property test holds
//! the two together.

use super::numbers::{LONGEST, settle};

/// The longest title that takes this path, in bytes; two in a hundred thousand headlines are longer.
const LONGEST_TITLE: usize = 256;

/// Room for the text of the longest title: only "5%a" grows, by a space for three bytes.
const ROOM: usize = 2 * LONGEST_TITLE;

/// For each ASCII byte what is written for it, where it is a letter or a digit, and zero where it is neither.
const WRITTEN: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// Appends the canonical text of `title` to `out`, unless it is too long, not in ASCII or may hold an entity.
pub(super) fn scan(title: &str, out: &mut String) -> bool {
    let bytes = title.as_bytes();
    if bytes.len() > LONGEST_TITLE || !bytes.is_ascii() {
        return false;
    }
    let mut scanner = Scanner {
        title: bytes,
        at: 0,
        out: [0; ROOM],
        length: 0,
        gap: Gap::None,
        abbreviated: usize::MAX,
        percent: false,
    };
    scanner.run();
    // What is written is ASCII, so this cannot fail; the check costs a few nanoseconds.
    str::from_utf8(&scanner.out[..scanner.length]).is_ok_and(|text| {
        out.push_str(text);
        true
    })
}

/// What stands between the last byte written and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    None,
    /// White space alone.
    Blank,
    /// Punctuation.
    Broken,
}

struct Scanner<'a> {
    title: &'a [u8],
    /// The next byte to read.
    at: usize,
    out: [u8; ROOM],
    length: usize,
    gap: Gap,
    /// The length of the output when the last full stop of an abbreviation was passed over.
    abbreviated: usize,
    /// A percent sign was read that belongs to the number ahead.
    percent: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.title.get(self.at) {
            let written = WRITTEN[usize::from(byte & 0x7F)];
            if written == 0 {
                self.separator(byte);
                self.at += 1;
                continue;
            }
            if self.gap != Gap::None {
                self.gap = Gap::None;
                if self.length > 0 {
                    self.push(b' ');
                }
            }
            if byte.is_ascii_digit() {
                self.number();
            } else {
                self.push(written);
                self.at += 1;
            }
        }
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.out[self.length] = byte;
        self.length += 1;
    }

    /// The last byte written, a space where there is none.
    fn last(&self) -> u8 {
        self.length.checked_sub(1).map_or(b' ', |last| self.out[last])
    }

    /// The byte `distance` ahead that the scanner would see: control characters are dropped, and rare enough
    /// that looking for them costs nothing.
    fn ahead(&self, distance: usize) -> u8 {
        let rest = self.title.get(self.at + 1..).unwrap_or_default();
        rest.iter().copied().filter(|&byte| !is_dropped(byte)).nth(distance - 1).unwrap_or(b' ')
    }

    /// The byte before, control characters left out; a space where there is none.
    fn before(&self) -> u8 {
        self.title[..self.at].iter().copied().rev().find(|&byte| !is_dropped(byte)).unwrap_or(b' ')
    }

    #[inline]
    fn separator(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t'..=b'\r' => {
                if self.gap == Gap::None {
                    self.gap = Gap::Blank;
                }
            }
            _ if is_dropped(byte) => {}
            b'%' => self.percent_sign(),
            b'-' if is_blank(self.before()) => self.sign(),
            b'\'' | b'`' if self.is_inside_word() => {}
            b'.' if self.is_abbreviation() => self.abbreviated = self.length,
            _ => self.gap = Gap::Broken,
        }
    }

    fn sign(&mut self) {
        if matches!(self.last(), b'0'..=b'9' | b'%') || !self.ahead(1).is_ascii_digit() {
            self.gap = Gap::Broken;
            return;
        }
        if self.length > 0 {
            self.push(b' ');
        }
        self.push(b'-');
        self.gap = Gap::None;
    }

    fn percent_sign(&mut self) {
        let ahead = self.ahead(1).is_ascii_digit();
        let behind = self.last().is_ascii_digit() && self.gap != Gap::Broken;
        if behind && !(ahead && self.gap == Gap::Blank) {
            self.write_percent();
        } else {
            self.percent = ahead;
            self.gap = Gap::Broken;
        }
    }

    fn write_percent(&mut self) {
        self.push(b'%');
        self.gap = Gap::Blank;
    }

    fn is_inside_word(&self) -> bool {
        self.gap == Gap::None && self.last().is_ascii_alphanumeric() && self.ahead(1).is_ascii_alphabetic()
    }

    fn is_abbreviation(&self) -> bool {
        self.gap == Gap::None
            && self.last().is_ascii_alphabetic()
            && (self.length == 1 || self.abbreviated == self.length - 1 || self.out[self.length - 2] == b' ')
            && self.ahead(1).is_ascii_alphabetic()
            && !self.ahead(2).is_ascii_alphanumeric()
    }

    fn number(&mut self) {
        let start = self.length;
        self.push(self.title[self.at]);
        let mut separated = false;
        loop {
            let next = self.ahead(1);
            if matches!(next, b'.' | b',' | b'\'' | b'`') && self.ahead(2).is_ascii_digit() {
                self.push(if next == b'`' { b'\'' } else { next });
                separated = true;
                self.skip_to_next();
            } else if !next.is_ascii_digit() {
                break;
            }
            self.skip_to_next();
            self.push(self.title[self.at]);
        }
        self.at += 1;
        if separated {
            self.length = start + settle(&mut self.out[start..self.length]);
        }
        if std::mem::take(&mut self.percent) {
            self.write_percent();
        }
    }

    /// Moves to the next byte that is not dropped. There is one.
    fn skip_to_next(&mut self) {
        self.at += 1;
        while is_dropped(self.title[self.at]) {
            self.at += 1;
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Control characters that are no white space.
fn is_dropped(byte: u8) -> bool {
    byte.is_ascii_control() && !is_blank(byte)
}

/// A number token longer than this is several numbers on either path; it must fit in the output.
const _: () = assert!(LONGEST < ROOM);
