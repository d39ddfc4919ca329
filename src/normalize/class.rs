//! What each character is to the scanner, looked up in one step.
//!
//! [`classify`] derives a character's [`Entry`] from the rules, slowly. The entries of the basic plane are kept
//! in pages of 128, each made when its first character turns up, so that a run in one language makes a dozen
//! pages (some 20 µs each) and no table has to be generated or trusted.

use std::sync::OnceLock;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use super::letters::{expansion, first_of_decomposition, fold, is_diacritic, is_dropped};
use super::numbers::ascii_digit;
use super::scripts::{composes_backwards, is_unlisted_mark, is_unsegmented};

/// What a character is to the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// A letter, written as the entry's character.
    Letter,
    /// A decimal digit, written as the entry's character, an ASCII digit.
    Digit,
    /// A kept mark with a combining class: beside another one its order matters.
    Mark,
    /// A kept character that may be one with the character before it.
    Composing,
    /// A character that becomes several: see [`expansion`].
    Expansion,
    /// White space that a line may be broken at.
    Blank,
    /// White space that groups digits: the no-break space and its narrow kin.
    NoBreak,
    /// `.` and the Arabic decimal separator.
    Dot,
    /// `,` and the Arabic comma and thousands separator.
    Comma,
    /// An apostrophe, or what is typed for one.
    Apostrophe,
    /// A double quotation mark, which Hebrew types for its gershayim.
    Quote,
    /// `-`, a minus sign where it can be one.
    Hyphen,
    /// U+2212, a minus sign unless it stands between two things.
    Minus,
    /// A percent sign.
    Percent,
    /// Any other punctuation, symbol or emoji: it divides words.
    Symbol,
    /// Nothing at all.
    Dropped,
    /// Only NFKC of the whole text can tell.
    Odd,
}

impl Kind {
    /// Whether the character is part of a word (or may be, for [`Kind::Odd`]).
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Kind::Letter | Kind::Digit | Kind::Mark | Kind::Composing | Kind::Expansion | Kind::Odd
        )
    }
}

/// A character's [`Kind`], and what is written for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    /// Whether the character written belongs to a script without spaces.
    pub(super) unsegmented: bool,
    /// The character written; for kinds that write none of their own, the one that was read.
    pub(super) written: char,
}

impl Entry {
    pub(super) fn new(kind: Kind, written: char) -> Entry {
        Entry { kind, unsegmented: is_unsegmented(written), written }
    }
}

const PAGE_BITS: u32 = 7;
const PAGE: usize = 1 << PAGE_BITS;
/// The basic plane, U+0000 to U+FFFF, in pages.
const PAGE_COUNT: usize = 0x1_0000 >> PAGE_BITS;

static PAGES: [OnceLock<Box<[Entry; PAGE]>>; PAGE_COUNT] = [const { OnceLock::new() }; PAGE_COUNT];

/// Looks entries up, and remembers the page of the last one: most titles keep to one or two.
#[derive(Clone, Copy)]
pub(super) struct Pages {
    number: usize,
    page: &'static [Entry; PAGE],
}

impl Pages {
    pub(super) fn new() -> Pages {
        Pages { number: 0, page: page(0) }
    }

    /// The entry of `c`.
    #[inline]
    pub(super) fn entry(&mut self, c: char) -> Entry {
        // Unified Han and Hangul syllables are all letters that stand for themselves: no need to fill the
        // cache with three hundred pages that say so.
        if matches!(c, '\u{4E00}'..='\u{9FFF}') {
            return Entry { kind: Kind::Letter, unsegmented: true, written: c };
        }
        if matches!(c, '\u{AC00}'..='\u{D7A3}') {
            return Entry { kind: Kind::Letter, unsegmented: false, written: c };
        }
        let code = c as usize;
        if code >> PAGE_BITS != self.number {
            if code >= PAGE * PAGE_COUNT {
                return classify(c);
            }
            *self = Pages { number: code >> PAGE_BITS, page: page(code >> PAGE_BITS) };
        }
        self.page[code % PAGE]
    }
}

fn page(number: usize) -> &'static [Entry; PAGE] {
    PAGES[number].get_or_init(|| make_page(number))
}

#[cold]
fn make_page(number: usize) -> Box<[Entry; PAGE]> {
    let mut page = Box::new([Entry::new(Kind::Symbol, ' '); PAGE]);
    for (offset, entry) in page.iter_mut().enumerate() {
        // Surrogates are no characters, and their entries are never looked up.
        if let Some(c) = u32::try_from(number * PAGE + offset).ok().and_then(char::from_u32) {
            *entry = classify(c);
        }
    }
    page
}

/// The entry of `c`, from the rules.
pub(super) fn classify(c: char) -> Entry {
    if let Some(kind) = separator(c) {
        return Entry::new(kind, c);
    }
    if let Some(digit) = ascii_digit(c) {
        return Entry::new(Kind::Digit, char::from(digit));
    }
    if is_dropped(c) {
        return Entry::new(Kind::Dropped, c);
    }
    if is_pictograph(c) {
        return Entry::new(Kind::Symbol, c);
    }
    let folded = fold(c);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(single), None) => classify_single(c, single),
        (Some(_), Some(_)) if expansion(c).is_some() => {
            Entry { unsegmented: is_unsegmented(c), ..Entry::new(Kind::Expansion, c) }
        }
        _ => Entry::new(Kind::Odd, c),
    }
}

/// The entry of `c`, which folds to the one character `single`.
fn classify_single(c: char, single: char) -> Entry {
    if let Some(kind) = separator(single) {
        return Entry::new(kind, c);
    }
    if let Some(digit) = ascii_digit(single) {
        return Entry::new(Kind::Digit, char::from(digit));
    }
    if is_dropped(single) {
        return Entry::new(Kind::Dropped, c);
    }
    if is_diacritic(single) {
        return Entry::new(Kind::Odd, c);
    }
    if !is_word_character(single) {
        return Entry::new(Kind::Symbol, c);
    }
    let first = first_of_decomposition(single);
    let kind = match (composes_backwards(first), combining_class(single) != 0) {
        (false, false) => Kind::Letter,
        // A part of it alone may be one with the character before it, as in Tulu and Gurung vowels.
        (true, _) if first != single => Kind::Odd,
        _ if c != single => Kind::Odd,
        (true, _) => Kind::Composing,
        (false, true) => Kind::Mark,
    };
    Entry::new(kind, single)
}

/// The canonical combining class of `c`: zero for letters, the marks' order otherwise.
pub(super) fn combining_class(c: char) -> u8 {
    const CLASSES: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();
    CLASSES.get_u8(c)
}

/// Whether `c`, folded already, is part of a word.
pub(super) fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || combining_class(c) != 0 || is_unlisted_mark(c)
}

/// Emoji, flags and the squared letters among them, some of which count as letters in Unicode.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

/// What divides words or numbers, where `c` does.
fn separator(c: char) -> Option<Kind> {
    Some(match c {
        '.' | '\u{66B}' => Kind::Dot,
        ',' | '\u{66C}' | '\u{60C}' => Kind::Comma,
        '\''
        | '’'
        | '‘'
        | '‛'
        | '\u{2B9}'..='\u{2BF}'
        | '\u{2C8}'
        | '′'
        | '´'
        | '`'
        | '\u{55A}'
        | '\u{5F3}'
        | '\u{A78C}' => Kind::Apostrophe,
        '"' | '“' | '”' | '„' | '‟' | '″' | '\u{5F4}' => Kind::Quote,
        '-' | '\u{2010}' | '\u{2011}' => Kind::Hyphen,
        '\u{2212}' => Kind::Minus,
        '%' | '٪' => Kind::Percent,
        // The thin space groups digits where style guides follow the SI.
        '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}' => Kind::NoBreak,
        _ if c.is_whitespace() => Kind::Blank,
        // NFKC makes letters ("tm", "c" in a circle) or a space and a mark of these.
        '™' | '℠' | '©' | '®' | '¨' | '¯' | '¸' | '…' | '‥'
        // Accents as characters of their own, some of which count as letters in Unicode.
        | '\u{2C0}'..='\u{2DF}' | '\u{2E5}'..='\u{2FF}' => Kind::Symbol,
        _ => return None,
    })
}
