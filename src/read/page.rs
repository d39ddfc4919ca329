//! Headlines on a page of plain text.
//!
//! A page copied or scraped as text has three kinds of lines: list items behind a bullet,
//! headings, and body text. The first two are headlines, the third is not.
//!
//! An **item** begins with a bullet (`•`, `-`, `*` and the like) or a number (`1.`, `2)`). A
//! bullet alone on its line belongs to the next line that is not blank.
//!
//! A **heading** is marked as in Markdown (`#`, or a line of `===` or `---` below), or it is a
//! line that *stands alone*, is *short* and is *no sentence*:
//!
//! - alone: above it is the page's edge, a blank line, an item, or a paragraph that is finished;
//!   below it one of these, or a longer line that is body text.
//! - short: 2 to 25 words with a letter; where a script does not part words, two characters
//!   count as one word.
//! - no sentence: it does not end in `.` `。` `۔` `।` `…` or `:` (headlines do end in `?` and
//!   `!`, and in abbreviations such as `U.S.`), and is not two sentences.
//!
//! Limits: a byline or a label that stands alone ("By Jane Doe", "Related articles") is taken
//! for a heading, as nothing in its form tells it apart. An item that is wrapped over several
//! lines gives its first line.

use super::lines::each_line;
use super::record::Parsed;
use crate::headline::Headline;

/// Signs that begin items and nothing else; a space behind them may be missing.
const BULLETS: [char; 14] = ['•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '►', '▸', '➤', '❖'];

/// Signs that begin items where a space follows, and other things too.
const WEAK_BULLETS: [char; 7] = ['-', '–', '—', '*', '·', '»', '+'];

/// Words of a heading. The longest headlines have some twenty.
const HEADING_WORDS: std::ops::RangeInclusive<usize> = 2..=25;

/// How much longer than a heading the line below it must be to be body text, in percent.
/// The lines of a wrapped paragraph are about as long as one another.
const BODY_LENGTH: usize = 120;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A line of `===` or `---`.
    Rule,
    /// A heading in Markdown.
    Marked,
    /// An item; where it is empty, its text is on the next line.
    Item,
    Plain,
}

struct Line<'a> {
    kind: Kind,
    text: &'a str,
    number: u64,
}

/// Takes the headlines of a whole page.
pub(super) fn read(page: &[u8], parsed: &mut Parsed) {
    let mut lines = Vec::new();
    each_line(page, 1, |line, number| match std::str::from_utf8(line) {
        Ok(text) => lines.push(classified(text, number)),
        Err(error) => parsed.reject_encoding(number, line, error),
    });
    settle(&mut lines);
    for (index, line) in lines.iter().enumerate() {
        let is_headline = match line.kind {
            Kind::Marked | Kind::Item => has_letter(line.text),
            Kind::Plain => is_heading(&lines, index),
            Kind::Blank | Kind::Rule => false,
        };
        if is_headline {
            parsed.records += 1;
            parsed.accept(Headline { line: line.number, ..Headline::titled(line.text) });
        }
    }
}

/// Whether the beginning of a text is that of a page with lists; the rule is in [`super::sniff`].
pub(super) fn has_bullets(head: &str) -> bool {
    let (mut lines, mut weak, mut strong) = (0_usize, 0_usize, 0_usize);
    let (mut is_after_item, mut has_two) = (false, false);
    for line in head.lines().map(bare).filter(|line| !line.is_empty()) {
        lines += 1;
        let is_strong = line.starts_with(BULLETS);
        let is_item = is_strong
            || line.strip_prefix(WEAK_BULLETS).is_some_and(|rest| rest.starts_with(char::is_whitespace));
        strong += usize::from(is_strong);
        weak += usize::from(is_item);
        // The text of a bullet on a line of its own stands between it and the next.
        has_two |= is_item && is_after_item;
        is_after_item = is_item || is_after_item && line.chars().count() > 1 && lines > 1 && is_strong;
    }
    has_two && (strong * 10 >= lines || weak * 4 >= lines)
}

/// Without spaces and the invisible marks of direction that scrapers leave at the edges.
fn bare(line: &str) -> &str {
    line.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    })
}

fn classified(line: &str, number: u64) -> Line<'_> {
    let text = bare(line);
    let (kind, text) = if text.is_empty() {
        (Kind::Blank, text)
    } else if text.len() >= 3
        && ["=", "-", "*", "_"].iter().any(|sign| text.trim_matches(|c| sign.contains(c)).is_empty())
    {
        (Kind::Rule, text)
    } else if let Some(heading) = markdown_heading(text) {
        (Kind::Marked, heading)
    } else if let Some(item) = item(text) {
        (Kind::Item, item)
    } else {
        (Kind::Plain, text)
    };
    Line { kind, text, number }
}

/// `# Heading` to `###### Heading`, without the signs that may close it.
fn markdown_heading(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let depth = text.len() - rest.len();
    let is_heading = (1..=6).contains(&depth) && rest.starts_with(char::is_whitespace);
    is_heading.then(|| bare(rest.trim_end_matches('#')))
}

/// What stands behind a bullet or a number.
fn item(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(BULLETS) {
        return Some(bare(rest));
    }
    if let Some(rest) = text.strip_prefix(WEAK_BULLETS) {
        return (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| bare(rest));
    }
    // Up to 999 items; four digits are a year.
    let rest = text.trim_start_matches(char::is_numeric);
    let digits = text[..text.len() - rest.len()].chars().count();
    let behind = rest.strip_prefix(['.', ')'])?;
    ((1..=3).contains(&digits) && behind.starts_with(char::is_whitespace)).then(|| bare(behind))
}

/// What a line is by its neighbours: the text of an empty bullet, the heading over a rule.
fn settle(lines: &mut [Line<'_>]) {
    let mut is_awaited = false;
    for index in 0..lines.len() {
        let line = &lines[index];
        match line.kind {
            Kind::Plain if is_awaited => lines[index].kind = Kind::Item,
            Kind::Item if line.text.is_empty() => {
                is_awaited = true;
                continue;
            }
            Kind::Blank => continue,
            Kind::Rule if line.text.starts_with(['=', '-']) && index > 0 => {
                let above = &mut lines[index - 1];
                // A rule below a long line or a sentence only parts it from what follows.
                if above.kind == Kind::Plain
                    && HEADING_WORDS.contains(&words(above.text))
                    && !ends_sentence(above.text)
                {
                    above.kind = Kind::Marked;
                }
            }
            _ => {}
        }
        is_awaited = false;
    }
}

fn is_heading(lines: &[Line<'_>], index: usize) -> bool {
    let text = lines[index].text;
    if !HEADING_WORDS.contains(&words(text)) || ends_sentence(text) || has_two_sentences(text) {
        return false;
    }
    let is_free = |line: Option<&Line<'_>>| line.is_none_or(|line| line.kind != Kind::Plain);
    let above = index.checked_sub(1).map(|index| &lines[index]);
    let below = lines.get(index + 1);
    let is_free_above = is_free(above);
    let is_free_below = is_free(below);
    let is_below_body = above.is_some_and(|above| ends_sentence(above.text));
    let is_above_body = below.is_some_and(|below| {
        below.text.chars().count() * 100 > text.chars().count() * BODY_LENGTH
            && (ends_sentence(below.text) || words(below.text) > *HEADING_WORDS.end())
    });
    is_free_above && (is_free_below || is_above_body) || is_below_body && is_free_below
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// The words that have a letter. Scripts that do not part them count by characters.
pub(super) fn words(text: &str) -> usize {
    let unparted = text.chars().filter(|character| is_unparted(*character)).count();
    let parted = text
        .split_whitespace()
        .filter(|word| word.chars().any(|character| character.is_alphabetic() && !is_unparted(character)));
    parted.count() + unparted.div_ceil(2)
}

/// Thai, Lao, Burmese, Khmer; kana; Han.
fn is_unparted(character: char) -> bool {
    matches!(
        character,
        '\u{0e01}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// Signs that end sentences, and a colon, which leads on to something else.
const SENTENCE_ENDS: [char; 11] = ['.', '。', '۔', '।', '…', ':', '：', '．', '｡', '։', '።'];

/// Whether the text ends as a sentence does, quotes and brackets behind it aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', '«', ')', ']', '」', '』', '）']);
    let Some(last) = text.chars().next_back().filter(|last| SENTENCE_ENDS.contains(last)) else {
        return false;
    };
    last != '.' || !is_abbreviated(text)
}

/// Whether the last word is an abbreviation with its stops: "U.S.", "a.m.".
fn is_abbreviated(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let mut parts = word.strip_suffix('.').unwrap_or(word).split('.');
    word.matches('.').count() > 1 && parts.all(|part| part.chars().count() == 1)
}

/// Whether a sentence ends within the text: a stop behind a word of four letters or more
/// (shorter ones are abbreviations) and a space, or a stop that needs no space.
fn has_two_sentences(text: &str) -> bool {
    let stops_within = text.trim_end_matches(SENTENCE_ENDS).contains(['。', '۔', '।']);
    let stops_before_space = text.match_indices(". ").any(|(at, _)| {
        text[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().chars().count() >= 4
    });
    stops_within || stops_before_space
}
