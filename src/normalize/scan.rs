//! The scanner: one pass over the characters, writing the canonical text as it goes.

use std::str::Chars;

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::class::{Entry, Kind, Pages, combining_class, is_word_character};
use super::letters::{expansion, is_diacritic};
use super::numbers::{LONGEST, NO_BREAK, settle};
use super::scripts::is_unsegmented;

/// The text needs NFKC as a whole before it can be scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NeedsNfkc;

/// How far the text to scan has been brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// As it was read.
    Raw,
    /// In NFKC: what [`Text::Raw`] leaves to it can be decided.
    Nfkc,
}

/// Appends the canonical text of `text` to `out`, or fails with `out` as it was.
pub(super) fn scan(text: &str, state: Text, out: &mut String) -> Result<(), NeedsNfkc> {
    let start = out.len();
    let mut scanner = Scanner {
        start,
        out,
        gap: Gap::None,
        before: Kind::Blank,
        last: ' ',
        last_unsegmented: false,
        abbreviated: usize::MAX,
        percent: false,
        any_unsegmented: false,
    };
    let mut cursor = Cursor { chars: text.chars(), pages: Pages::new(), state };
    let outcome = scanner.run(&mut cursor);
    if outcome.is_err() {
        out.truncate(start);
    } else if scanner.any_unsegmented {
        join_numbered_words(out, start);
    }
    outcome
}

/// The characters that count, with their entries.
#[derive(Clone)]
struct Cursor<'a> {
    chars: Chars<'a>,
    pages: Pages,
    state: Text,
}

impl<'a> Cursor<'a> {
    #[inline]
    fn next(&mut self) -> Option<Entry> {
        loop {
            let c = self.chars.next()?;
            let entry = self.pages.entry(c);
            match entry.kind {
                Kind::Dropped => {}
                Kind::Odd if self.state == Text::Nfkc => {
                    if !is_diacritic(c) {
                        let kind = if is_word_character(c) { Kind::Letter } else { Kind::Symbol };
                        return Some(Entry { kind, ..entry });
                    }
                }
                _ => return Some(entry),
            }
        }
    }

    /// The ASCII letters ahead, passed over.
    #[inline]
    fn ascii_word(&mut self) -> &'a str {
        let rest = self.chars.as_str();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = rest.split_at(length);
        if length > 0 {
            self.chars = rest.chars();
        }
        word
    }

    fn peek(&self) -> Option<Entry> {
        self.clone().next()
    }

    fn next_is(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|entry| entry.kind == kind)
    }
}

/// What stands between the last character written and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    None,
    /// White space alone.
    Blank,
    /// Punctuation or a symbol.
    Broken,
}

struct Scanner<'a> {
    out: &'a mut String,
    /// Where this title begins in `out`.
    start: usize,
    gap: Gap,
    /// The kind of the character before the current one.
    before: Kind,
    /// The last character written, a space where there is none.
    last: char,
    last_unsegmented: bool,
    /// The length of `out` when the last full stop of an abbreviation was passed over.
    abbreviated: usize,
    /// A percent sign was read that belongs to the number ahead.
    percent: bool,
    any_unsegmented: bool,
}

impl Scanner<'_> {
    fn run(&mut self, cursor: &mut Cursor<'_>) -> Result<(), NeedsNfkc> {
        loop {
            // In Latin text most characters are ASCII letters: they go word by word.
            let word = cursor.ascii_word();
            if let Some(&last) = word.as_bytes().last() {
                self.write_ascii(word, last);
            }
            match cursor.next() {
                Some(entry) => self.step(entry, cursor)?,
                None => return Ok(()),
            }
        }
    }

    fn write_ascii(&mut self, word: &str, last: u8) {
        self.close_gap(false);
        let start = self.out.len();
        self.out.push_str(word);
        self.out[start..].make_ascii_lowercase();
        self.last = char::from(last.to_ascii_lowercase());
        self.last_unsegmented = false;
        self.before = Kind::Letter;
    }

    #[inline]
    fn step(&mut self, entry: Entry, cursor: &mut Cursor<'_>) -> Result<(), NeedsNfkc> {
        match entry.kind {
            Kind::Letter => self.write(entry),
            Kind::Blank => self.gap = self.gap.max_with(Gap::Blank),
            Kind::Digit => self.number(entry, cursor),
            Kind::Mark | Kind::Composing => self.mark(entry, cursor.state)?,
            Kind::Odd => return Err(NeedsNfkc),
            _ => self.separator(entry, cursor),
        }
        self.before = entry.kind;
        Ok(())
    }

    #[inline]
    fn write(&mut self, entry: Entry) {
        self.close_gap(entry.unsegmented);
        self.out.push(entry.written);
        self.last = entry.written;
        self.last_unsegmented = entry.unsegmented;
        self.any_unsegmented |= entry.unsegmented;
    }

    /// Writes a space for a gap, unless a script without spaces stands on either side of it.
    #[inline]
    fn close_gap(&mut self, unsegmented: bool) {
        if self.gap != Gap::None {
            self.gap = Gap::None;
            if !unsegmented && !self.last_unsegmented && self.out.len() > self.start {
                self.out.push(' ');
            }
        }
    }

    /// A kept mark. Two of them out of order, or one that may compose, are left to NFKC.
    fn mark(&mut self, entry: Entry, state: Text) -> Result<(), NeedsNfkc> {
        const COMPOSITION: CanonicalCompositionBorrowed<'static> = CanonicalCompositionBorrowed::new();
        if state == Text::Raw {
            let (before, class) = (combining_class(self.last), combining_class(entry.written));
            let unordered = class != 0 && before > class;
            let composes = entry.kind == Kind::Composing
                && (before != 0 || COMPOSITION.compose(self.last, entry.written).is_some());
            if unordered || composes {
                return Err(NeedsNfkc);
            }
        }
        self.write(entry);
        Ok(())
    }

    /// Everything that is neither a plain letter, a digit nor a mark.
    fn separator(&mut self, entry: Entry, cursor: &mut Cursor<'_>) {
        match entry.kind {
            Kind::Expansion => self.expand(entry),
            Kind::NoBreak => self.gap = self.gap.max_with(Gap::Blank),
            Kind::Percent => self.percent_sign(cursor),
            Kind::Hyphen if matches!(self.before, Kind::Blank | Kind::NoBreak) => self.sign(cursor),
            Kind::Minus if self.gap != Gap::None || self.last_unsegmented || self.is_empty() => {
                self.sign(cursor);
            }
            Kind::Apostrophe if self.is_inside_word(cursor) => {}
            Kind::Quote if self.is_gershayim(cursor) => {}
            Kind::Dot if self.is_abbreviation(cursor) => self.abbreviated = self.out.len(),
            Kind::Symbol if self.is_signed_letter(entry, cursor) => self.signs(entry, cursor),
            _ => self.gap = Gap::Broken,
        }
    }

    fn expand(&mut self, entry: Entry) {
        for written in expansion(entry.written).unwrap_or_default().chars() {
            self.write(Entry { kind: Kind::Letter, written, ..entry });
        }
    }

    fn is_empty(&self) -> bool {
        self.out.len() == self.start
    }

    fn ends_in_number(&self) -> bool {
        matches!(self.last, '0'..='9' | '%')
    }

    /// A minus sign is kept before a digit, unless it may be a dash or a score behind another number.
    fn sign(&mut self, cursor: &Cursor<'_>) {
        if self.ends_in_number() || !cursor.next_is(Kind::Digit) {
            self.gap = Gap::Broken;
            return;
        }
        if !self.is_empty() {
            self.out.push(' ');
        }
        self.out.push('-');
        self.gap = Gap::None;
        self.last_unsegmented = false;
    }

    /// The percent sign is written right behind its number, on whichever side of it it was read.
    fn percent_sign(&mut self, cursor: &Cursor<'_>) {
        let ahead = cursor.next_is(Kind::Digit);
        let behind = self.last.is_ascii_digit() && self.gap != Gap::Broken;
        if behind && !(ahead && self.gap == Gap::Blank) {
            self.write_percent();
        } else {
            self.percent = ahead;
            self.gap = Gap::Broken;
        }
    }

    fn write_percent(&mut self) {
        self.out.push('%');
        self.last = '%';
        self.gap = Gap::Blank;
    }

    /// "don't" is one word; the apostrophe that opens or closes a quotation is none of it.
    fn is_inside_word(&self, cursor: &Cursor<'_>) -> bool {
        self.gap == Gap::None
            && !self.is_empty()
            && self.last != '%'
            && cursor.peek().is_some_and(|next| next.kind.is_text() && next.kind != Kind::Digit)
    }

    /// Hebrew abbreviations carry gershayim before their last letter, mostly typed as a quotation mark.
    fn is_gershayim(&self, cursor: &Cursor<'_>) -> bool {
        let is_hebrew = |c: char| matches!(c, 'א'..='ת');
        self.gap == Gap::None
            && is_hebrew(self.last)
            && cursor.peek().is_some_and(|next| next.kind == Kind::Letter && is_hebrew(next.written))
    }

    /// The full stops of "U.S." and "J.K. Rowling" stand between single letters: the letters make one word.
    fn is_abbreviation(&self, cursor: &Cursor<'_>) -> bool {
        if self.gap != Gap::None || !is_alphabetic(self.last) {
            return false;
        }
        let letter = self.out.len().saturating_sub(self.last.len_utf8());
        let single = letter <= self.start
            || self.abbreviated == letter
            || self.out.as_bytes().get(letter - 1) == Some(&b' ');
        let mut ahead = cursor.clone();
        single
            && ahead.next().is_some_and(|next| next.kind == Kind::Letter && is_alphabetic(next.written))
            && !ahead.next().is_some_and(|next| next.kind.is_text())
    }

    /// A letter alone and the signs right behind it are a name, that of C++ or of C#, unless another letter follows, as in "a+b".
    fn is_signed_letter(&self, sign: Entry, cursor: &Cursor<'_>) -> bool {
        if name_sign(sign).is_none() || self.gap != Gap::None || !is_alphabetic(self.last) {
            return false;
        }
        let before =
            self.out.len().checked_sub(self.last.len_utf8()).and_then(|end| self.out.get(self.start..end));
        let is_alone = before
            .is_some_and(|before| before.chars().next_back().is_none_or(|c| c == ' ' || is_unsegmented(c)));
        let mut ahead = cursor.clone();
        let behind = std::iter::from_fn(|| ahead.next()).find(|&entry| name_sign(entry).is_none());
        let is_letter =
            |entry: Entry| entry.kind.is_text() && entry.kind != Kind::Digit && !entry.unsegmented;
        is_alone && !behind.is_some_and(is_letter)
    }

    /// Writes the signs of a name, the first of which was read: nothing follows in the same word.
    fn signs(&mut self, first: Entry, cursor: &mut Cursor<'_>) {
        let mut sign = name_sign(first);
        while let Some(written) = sign {
            self.out.push(written);
            self.last = written;
            sign = cursor.peek().and_then(name_sign);
            if sign.is_some() {
                cursor.next();
            }
        }
        self.gap = Gap::Broken;
    }

    /// A number: all its digits, and the separators that have a digit behind them.
    fn number(&mut self, first: Entry, cursor: &mut Cursor<'_>) {
        self.close_gap(false);
        let start = self.out.len();
        self.out.push(first.written);
        let mut separated = false;
        loop {
            let mut ahead = cursor.clone();
            let Some(mut next) = ahead.next() else { break };
            if let Some(mark) = grouping_mark(next.kind) {
                match ahead.next() {
                    Some(digit) if digit.kind == Kind::Digit => next = digit,
                    _ => break,
                }
                self.out.push(mark);
                separated = true;
            } else if next.kind != Kind::Digit {
                break;
            }
            self.out.push(next.written);
            *cursor = ahead;
        }
        if separated {
            settle_tail(self.out, start);
        }
        self.last = '0';
        self.last_unsegmented = false;
        if std::mem::take(&mut self.percent) {
            self.write_percent();
        }
    }
}

impl Gap {
    /// A gap that holds punctuation stays broken, whatever white space follows.
    fn max_with(self, other: Gap) -> Gap {
        if self == Gap::Broken { self } else { other }
    }
}

/// What is written for a sign that may be part of a name, in full width too.
fn name_sign(entry: Entry) -> Option<char> {
    match entry.written {
        '+' | '＋' => Some('+'),
        '#' | '＃' => Some('#'),
        _ => None,
    }
}

/// The byte that stands for a separator in a number token.
fn grouping_mark(kind: Kind) -> Option<char> {
    Some(match kind {
        Kind::Dot => '.',
        Kind::Comma => ',',
        Kind::Apostrophe => '\'',
        Kind::NoBreak => char::from(NO_BREAK),
        _ => return None,
    })
}

/// Letters of the scripts that abbreviate with full stops: Latin, Greek, Cyrillic and Armenian come first in Unicode.
fn is_alphabetic(c: char) -> bool {
    c < '\u{590}' && c.is_alphabetic()
}

/// Settles the number token that stands in `out` from `start` to its end.
fn settle_tail(out: &mut String, start: usize) {
    let mut token = [0_u8; LONGEST];
    let bytes = &out.as_bytes()[start..];
    if let Some(token) = token.get_mut(..bytes.len()) {
        token.copy_from_slice(bytes);
        let length = settle(token);
        out.truncate(start);
        out.extend(token[..length].iter().map(|&byte| char::from(byte)));
    } else {
        let spaced: String = out[start..].chars().map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect();
        out.truncate(start);
        out.push_str(&spaced);
    }
}

/// Beside a script without spaces "Model 16" and "Model16" are one spelling: drops the spaces between an ASCII
/// letter and a digit from `start` on, unless the letter is a name with a sign, "5 C++", which stands alone.
fn join_numbered_words(out: &mut String, start: usize) {
    let divides = |window: &[u8]| {
        window[1] == b' '
            && (window[0].is_ascii_lowercase() && window[2].is_ascii_digit()
                || window[0].is_ascii_digit() && window[2].is_ascii_lowercase())
    };
    let is_named = |out: &str, at: usize| matches!(out.as_bytes().get(at), Some(b'+' | b'#'));
    let mut from = start;
    while let Some(offset) = out.as_bytes()[from..].windows(3).position(divides) {
        from += offset + 1;
        if !is_named(out, from + 2) {
            out.remove(from);
        }
    }
}
