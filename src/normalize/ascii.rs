//! The fast path: a title in ASCII, as most of the world's feeds carry, in one pass over bytes.
//!
//! It decides nothing of its own. What the scanner makes of the same title is the rule, and a property test holds
//! the two together. Where it differs is in the loop: a letter or a plain separator is written without a
//! branch, and only digits and the few signs that depend on their neighbours leave it.

use super::numbers::settle;

/// The longest title that takes this path, in bytes. Longer ones are rare enough for the scanner.
const LONGEST_TITLE: usize = 256;

/// Room for the text of the longest title: only "5%a" grows, by a space for three bytes.
const ROOM: usize = 2 * LONGEST_TITLE;

/// Leaves the loop: a digit, a sign whose neighbours count, a control character or no ASCII at all.
const SPECIAL: u8 = 0;

/// What is written for each byte: a lower-case letter, a space for what only divides, or [`SPECIAL`].
const WRITTEN: [u8; 256] = {
    let mut table = [SPECIAL; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphabetic() {
            table[byte as usize] = byte.to_ascii_lowercase();
        } else if !byte.is_ascii_digit()
            && !is_dropped(byte)
            && !matches!(byte, b'%' | b'&' | b'-' | b'\'' | b'`' | b'.' | b'+' | b'#')
        {
            table[byte as usize] = b' ';
        }
        byte += 1;
    }
    table
};

/// Appends the canonical text of `title` to `out`, unless it is too long, not in ASCII or may hold an entity.
pub(super) fn scan(title: &str, out: &mut String) -> bool {
    let title = title.as_bytes();
    if title.len() > LONGEST_TITLE {
        return false;
    }
    let mut scanner =
        Scanner { title, at: 0, out: [0; ROOM], length: 0, abbreviated: usize::MAX, percent: false };
    if !scanner.run() {
        return false;
    }
    // What is written is ASCII, so this cannot fail; the check costs a few nanoseconds.
    str::from_utf8(&scanner.out[..scanner.length]).is_ok_and(|text| {
        out.push_str(text.strip_suffix(' ').unwrap_or(text));
        true
    })
}

struct Scanner<'a> {
    title: &'a [u8],
    /// The next byte to read.
    at: usize,
    /// What was written: a gap is written at once, as one space, but never at the front.
    out: [u8; ROOM],
    length: usize,
    /// The length of the output when the last full stop of an abbreviation was passed over.
    abbreviated: usize,
    /// A percent sign was read that belongs to the number ahead.
    percent: bool,
}

impl Scanner<'_> {
    /// Whether the title could be scanned to its end.
    fn run(&mut self) -> bool {
        loop {
            self.plain();
            let Some(&byte) = self.title.get(self.at) else { return true };
            match byte {
                b'0'..=b'9' => self.number(),
                b'&' if memchr::memchr(b';', &self.title[self.at..]).is_some() => return false,
                0x80.. => return false,
                _ => {
                    self.sign_or_mark(byte);
                    self.at += 1;
                }
            }
        }
    }

    /// Letters and plain separators, up to a byte that needs thought.
    #[inline]
    fn plain(&mut self) {
        let mut length = self.length;
        let mut last = self.last();
        for &byte in &self.title[self.at..] {
            let written = WRITTEN[usize::from(byte)];
            if written == SPECIAL {
                break;
            }
            self.out[length] = written;
            length += usize::from(written != b' ' || last != b' ');
            last = written;
            self.at += 1;
        }
        self.length = length;
    }

    fn push(&mut self, byte: u8) {
        self.out[self.length] = byte;
        self.length += 1;
    }

    /// The last byte written, a space where there is none.
    fn last(&self) -> u8 {
        self.length.checked_sub(1).map_or(b' ', |last| self.out[last])
    }

    fn gap(&mut self) {
        if self.last() != b' ' {
            self.push(b' ');
        }
    }

    /// The byte `distance` ahead that the scanner would see: control characters are dropped, and rare enough
    /// that looking for them costs nothing.
    fn ahead(&self, distance: usize) -> u8 {
        let rest = self.title.get(self.at + 1..).unwrap_or_default();
        rest.iter().copied().filter(|&byte| !is_dropped(byte)).nth(distance - 1).unwrap_or(b' ')
    }

    /// The bytes before this one that the scanner has seen, the nearest first.
    fn before(&self) -> impl Iterator<Item = u8> {
        self.title[..self.at].iter().copied().rev().filter(|&byte| !is_dropped(byte))
    }

    fn sign_or_mark(&mut self, byte: u8) {
        match byte {
            b'%' => self.percent_sign(),
            b'-' if self.is_minus() => self.push(b'-'),
            b'\'' | b'`' if self.is_inside_word() => {}
            b'+' | b'#' if self.is_signed_letter() => self.signs(),
            b'.' if self.is_abbreviation() => self.abbreviated = self.length,
            _ if is_dropped(byte) => {}
            _ => self.gap(),
        }
    }

    /// The last byte written that is no space.
    fn last_of_word(&self) -> u8 {
        let end = if self.last() == b' ' { self.length.saturating_sub(1) } else { self.length };
        end.checked_sub(1).map_or(b' ', |last| self.out[last])
    }

    fn is_minus(&self) -> bool {
        self.before().next().is_none_or(is_blank)
            && !matches!(self.last_of_word(), b'0'..=b'9' | b'%')
            && self.ahead(1).is_ascii_digit()
    }

    fn percent_sign(&mut self) {
        let ahead = self.ahead(1).is_ascii_digit();
        let gap = self.before().next().is_none_or(is_blank);
        let number = self.before().find(|&byte| !is_blank(byte)).is_some_and(|byte| byte.is_ascii_digit());
        if number && self.last_of_word().is_ascii_digit() && !(ahead && gap) {
            self.write_percent();
        } else {
            self.percent = ahead;
            self.gap();
        }
    }

    fn write_percent(&mut self) {
        if self.last() == b' ' {
            self.length -= 1;
        }
        self.push(b'%');
        self.push(b' ');
    }

    fn is_inside_word(&self) -> bool {
        self.last().is_ascii_alphanumeric() && self.ahead(1).is_ascii_alphabetic()
    }

    fn is_abbreviation(&self) -> bool {
        self.last().is_ascii_alphabetic()
            && (self.length == 1 || self.abbreviated == self.length - 1 || self.out[self.length - 2] == b' ')
            && self.ahead(1).is_ascii_alphabetic()
            && !self.ahead(2).is_ascii_alphanumeric()
    }

    fn is_signed_letter(&self) -> bool {
        let is_alone = self.length == 1 || self.out[self.length.saturating_sub(2)] == b' ';
        let mut ahead =
            self.title[self.at..].iter().filter(|&&byte| !is_dropped(byte) && !is_name_sign(byte));
        self.last().is_ascii_alphabetic() && is_alone && !ahead.next().is_some_and(u8::is_ascii_alphabetic)
    }

    /// Writes the signs from this one to the last, which is then the one that is read.
    fn signs(&mut self) {
        let end = self.title[self.at..].iter().position(|&byte| !is_dropped(byte) && !is_name_sign(byte));
        let end = end.map_or(self.title.len(), |length| self.at + length);
        for &byte in &self.title[self.at..end] {
            if is_name_sign(byte) {
                self.push(byte);
            }
        }
        self.push(b' ');
        self.at = end - 1;
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

/// What is part of a name behind a letter alone.
const fn is_name_sign(byte: u8) -> bool {
    matches!(byte, b'+' | b'#')
}

/// Control characters that are no white space.
const fn is_dropped(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t'..=b'\r')
}
