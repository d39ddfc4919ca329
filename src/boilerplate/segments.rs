//! Where a title can be cut.

use serde::Serialize;

/// The most bytes of a segment: twenty Chinese characters, or the words that an outlet's name has in any script.
const BYTES: usize = 64;

/// The end of a title at which a segment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// Before all else.
    Front,
    /// Behind all else.
    Back,
}

/// What sets a segment apart from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// A bar, or a dash, dot or slash between spaces.
    Sign,
    /// Two of them: "Politics - Example Post".
    Stacked,
    /// Brackets round it.
    Bracket,
    /// A colon, which stands behind a speaker's name too.
    Colon,
    /// A dash without spaces behind a number: "UPDATE 2-".
    Numbered,
}

impl Mark {
    /// All of them, in order.
    pub(crate) const ALL: [Mark; 5] = [Mark::Sign, Mark::Stacked, Mark::Bracket, Mark::Colon, Mark::Numbered];
}

/// One way to cut a title in two, no spaces around either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut<'t> {
    pub(crate) mark: Mark,
    pub(crate) segment: &'t str,
    pub(crate) rest: &'t str,
}

impl<'t> Cut<'t> {
    /// The cut, unless one of both is empty or the segment is too long for one.
    fn new(mark: Mark, segment: &'t str, rest: &'t str) -> Option<Self> {
        let (segment, rest) = (segment.trim(), rest.trim());
        let is_cut = !segment.is_empty() && !rest.is_empty() && segment.len() <= BYTES;
        is_cut.then_some(Cut { mark, segment, rest })
    }
}

/// The ways to cut `title` at `edge`, the longer segment first.
pub(super) fn cuts(title: &str, edge: Edge) -> impl Iterator<Item = Cut<'_>> {
    let title = title.trim();
    let found = match (bracketed(title, edge), edge) {
        (Some((segment, rest)), _) => [None, Cut::new(Mark::Bracket, segment, rest)],
        (None, Edge::Front) => [None, parted_in_front(title)],
        (None, Edge::Back) => parted_behind(title),
    };
    found.into_iter().flatten()
}

/// Whether [`cuts`] may find anything: one look at each byte, which most titles do not get past.
pub(crate) fn may_be_cut(title: &str) -> bool {
    let bytes = title.as_bytes();
    bytes.iter().enumerate().any(|(at, &byte)| match FIRST_BYTES[byte as usize] {
        Sign::None => false,
        Sign::Whole => true,
        Sign::Begun => matches!(bytes[at + 1], 0x80 | 0x88 | 0xb7 | 0xbb | 0xbc | 0xbd),
    })
}

/// What a byte is to the signs and brackets.
#[derive(Clone, Copy)]
enum Sign {
    None,
    /// One of them.
    Whole,
    /// The first of some in UTF-8; the second tells more.
    Begun,
}

const FIRST_BYTES: [Sign; 256] = {
    let mut table = [Sign::None; 256];
    let (whole, begun) = (b"|-:/([)]", b"\xc2\xe2\xe3\xef");
    let mut at = 0;
    while at < whole.len() {
        table[whole[at] as usize] = Sign::Whole;
        at += 1;
    }
    let mut at = 0;
    while at < begun.len() {
        table[begun[at] as usize] = Sign::Begun;
        at += 1;
    }
    table
};

/// The segment in brackets, and the rest.
fn bracketed(title: &str, edge: Edge) -> Option<(&str, &str)> {
    const BRACKETS: [(char, char); 6] =
        [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】'), ('［', '］'), ('〔', '〕')];
    match edge {
        Edge::Front => {
            let first = title.chars().next()?;
            let (_, close) = BRACKETS.into_iter().find(|&(open, _)| open == first)?;
            title[first.len_utf8()..].split_once(close)
        }
        Edge::Back => {
            let last = title.chars().next_back()?;
            let (open, _) = BRACKETS.into_iter().find(|&(_, close)| close == last)?;
            let (rest, segment) = title[..title.len() - last.len_utf8()].rsplit_once(open)?;
            Some((segment, rest))
        }
    }
}

/// The cut at the first sign.
fn parted_in_front(title: &str) -> Option<Cut<'_>> {
    let (at, sign, mark) = (0..title.len()).take(BYTES + 1).find_map(|at| sign_at(title, at))?;
    Cut::new(mark, &title[..at], &title[at + sign.len_utf8()..])
}

/// The cuts at the last sign but one and at the last; a colon or a number parts nothing at the back.
fn parted_behind(title: &str) -> [Option<Cut<'_>>; 2] {
    let near = (0..title.len()).rev().take(BYTES + 1);
    let mut signs = near.filter_map(|at| sign_at(title, at)).filter(|&(.., mark)| mark == Mark::Sign);
    let mut cut = |mark| {
        let (at, sign, _) = signs.next()?;
        Cut::new(mark, &title[at + sign.len_utf8()..], &title[..at])
    };
    let last = cut(Mark::Sign);
    [cut(Mark::Stacked), last]
}

/// The sign that begins at the byte `at` and what it marks off, if one does.
fn sign_at(title: &str, at: usize) -> Option<(usize, char, Mark)> {
    if matches!(FIRST_BYTES[title.as_bytes()[at] as usize], Sign::None) {
        return None;
    }
    let sign = title[at..].chars().next()?;
    Some((at, sign, mark(title, at, sign)?))
}

/// What the character `c`, which stands in `title` at the byte `at`, marks off.
fn mark(title: &str, at: usize, c: char) -> Option<Mark> {
    if !matches!(c, '|' | '｜' | '-' | '–' | '—' | '−' | '·' | '•' | '»' | '/' | ':' | '：') {
        return None;
    }
    let (before, behind) = (&title[..at], &title[at + c.len_utf8()..]);
    let is_spaced_behind = behind.starts_with(char::is_whitespace);
    match c {
        '|' | '｜' => Some(Mark::Sign),
        '：' => Some(Mark::Colon),
        ':' => is_spaced_behind.then_some(Mark::Colon),
        '-' if ends_in_number(before) && !is_spaced_behind => Some(Mark::Numbered),
        _ => (is_spaced_behind && before.ends_with(char::is_whitespace)).then_some(Mark::Sign),
    }
}

/// Whether `before` is words and a number.
fn ends_in_number(before: &str) -> bool {
    let words = before.trim_end_matches(|c: char| c.is_ascii_digit());
    words.len() < before.len() && words.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(title: &str, edge: Edge) -> Vec<&str> {
        cuts(title, edge).map(|cut| cut.segment).collect()
    }

    #[test]
    fn a_title_is_cut_at_its_edges() {
        for (title, front, back) in [
            ("Video: Storm in Oslo - Example Post", &["Video"][..], &["Example Post"][..]),
            ("عاجل : عاصفة في أوسلو | المثال", &["عاجل"], &["المثال"]),
            ("（图）奥斯陆港口重新开放", &["图"], &[]),
            ("オスロ港が再開｜例新聞", &["オスロ港が再開"], &["例新聞"]),
            ("Storm in Oslo [photos]", &[], &["photos"]),
            ("Storm in Oslo - Weather » Example", &["Storm in Oslo"], &["Weather » Example", "Example"]),
            ("UPDATE 2-Storm in Oslo", &["UPDATE 2"], &[]),
            ("Well-known ferry: 12:30 departure", &["Well-known ferry"], &[]),
            ("Half-life of a-b/c", &[], &[]),
            ("- Example", &[], &[]),
            ("737-800 lands", &[], &[]),
        ] {
            assert_eq!(segments(title, Edge::Front), front, "{title}");
            assert_eq!(segments(title, Edge::Back), back, "{title}");
        }
    }

    #[test]
    fn a_megabyte_of_signs_is_cut_in_no_time() {
        for title in [" - ", "(", "a|", "：", "\u{202e}] "].map(|sign| sign.repeat(1 << 18)) {
            for edge in [Edge::Front, Edge::Back] {
                assert!(segments(&title, edge).iter().all(|segment| segment.len() <= BYTES));
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_is_in_the_title(title in "[ab 2:|()（）–/-]{0,24}") {
            for edge in [Edge::Front, Edge::Back] {
                for Cut { segment, rest, .. } in cuts(&title, edge) {
                    prop_assert!(may_be_cut(&title));
                    prop_assert!(segment.len() + rest.len() < title.len());
                    let (first, second) = if edge == Edge::Front { (segment, rest) } else { (rest, segment) };
                    prop_assert!(title.trim().starts_with(first) && title.trim().ends_with(second)
                        || title.contains(segment) && title.contains(rest));
                }
            }
        }
    }
}
