//! Text from strangers, made fit for a terminal.
//!
//! A headline may hold anything: escape sequences that recolour the screen, rename the
//! window or type for the user, and marks that turn the reading direction of the lines that
//! follow. None of it reaches a terminal. Three kinds are told apart:
//!
//! - **Tabs, line feeds and other line ends** become a space, since they stood for one and
//!   would break the columns.
//! - **All other control characters** (C0, DEL, C1) become `�`, visibly: no honest headline
//!   has one, and without the mark the rest of an escape sequence, such as `[31m`, would look
//!   like words of the title.
//! - **Invisible marks of direction and format** (left-to-right and right-to-left marks,
//!   embeddings, overrides, isolates, zero-width spaces, byte-order marks) are left out: honest
//!   Arabic and Hebrew titles are full of them, and a row of `�` would make these unreadable.
//!   The zero-width joiner and non-joiner stay, because Persian spelling and emoji need them.
//!
//! A lone surrogate cannot occur: a Rust string has none, and the readers report it.

use std::borrow::Cow;

/// `text` without anything that steers a terminal; borrowed where nothing had to change.
///
/// ```
/// use doublet::report::sanitize::sanitize;
/// assert_eq!(sanitize("Harbour\treopens"), "Harbour reopens");
/// assert_eq!(sanitize("\u{1b}[31mred"), "\u{fffd}[31mred");
/// assert_eq!(sanitize("\u{202e}drowssap\u{202c}"), "drowssap");
/// assert_eq!(sanitize("می\u{200c}شود"), "می\u{200c}شود");
/// ```
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unfit) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(|c| if is_unfit(c) { replacement(c) } else { Some(c) }).collect())
}

/// Whether `c` may not reach a terminal.
fn is_unfit(c: char) -> bool {
    c.is_control() || is_line_end(c) || is_invisible_mark(c)
}

/// What stands in the place of an unfit character, if anything does.
fn replacement(c: char) -> Option<char> {
    match c {
        _ if is_line_end(c) => Some(' '),
        _ if is_invisible_mark(c) => None,
        _ => Some(char::REPLACEMENT_CHARACTER),
    }
}

/// Tab, line feed, vertical tab, form feed, carriage return, next line, line and paragraph separator.
fn is_line_end(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Marks that show nothing and steer direction or format, but for the joiners U+200C and U+200D.
fn is_invisible_mark(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn no_control_character_and_no_mark_of_direction_passes() {
        let every: String = ('\0'..=char::MAX).collect();
        let clean = sanitize(&every);
        assert!(!clean.chars().any(char::is_control));
        for mark in
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                .chars()
        {
            assert!(!clean.contains(mark), "{mark:?}");
        }
    }

    #[test]
    fn honest_text_is_borrowed() {
        for text in ["", "Harbour reopens", "بوتين", "东京 👩\u{200d}🚒"] {
            assert!(matches!(sanitize(text), std::borrow::Cow::Borrowed(same) if same == text));
        }
    }
}
