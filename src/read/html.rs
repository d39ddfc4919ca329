//! Headlines on an HTML page.
//!
//! Taken are, in the order of the page: headings (`h1` to `h6`), list items (`li`, `dt`), and
//! links that their own class or that of the element around them calls a title or headline, as
//! teasers are marked where they are no list. Not taken are `<title>`, which repeats the
//! heading with the outlet's name behind it, and whatever is within `nav`, `footer`, forms and
//! scripts: menus are lists too.
//!
//! Nothing counts twice. An item with a heading or a titled link in it is that heading; one
//! with a list in it is its text without that list, whose items count for themselves. Within
//! an item paragraphs are teasers, unless it has nothing else; a link that makes up at least half
//! of the text is the title, and what stands beside it a date or a section. Items need two
//! words (one is a menu entry) and have at most forty (more is body text).
//!
//! The parser keeps no positions. The line of a headline is found by searching the source on
//! from the last one for the tag and then the beginning of the text. Where the text is written with
//! entities and is not found, the line is that of its tag.

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{ElementRef, Html};

use super::page::words;
use super::record::Parsed;
use crate::headline::Headline;

/// Within these nothing is a headline.
const SKIPPED: [&str; 14] = [
    "script", "style", "template", "noscript", "nav", "footer", "form", "button", "select", "svg", "head",
    "textarea", "iframe", "menu",
];

/// Their text belongs to no title: when it was published, and what pictures show.
const BESIDE: [&str; 4] = ["time", "figure", "sup", "small"];

/// Words of an item.
const ITEM_WORDS: std::ops::RangeInclusive<usize> = 2..=40;

/// Edges (an element's beginning or end, a text) of one headline's tree that are looked at. A
/// headline with more is a page's frame, and items nested by the thousand must not cost their
/// square.
const EDGES: usize = 4_000;

/// Takes the headlines of a whole page.
pub(super) fn read(page: &[u8], parsed: &mut Parsed) {
    let source = String::from_utf8_lossy(page);
    let document = Html::parse_document(&source);
    let mut places = Places::new(&source);
    let (mut skipped, mut headings) = (0_usize, 0_usize);
    for edge in document.root_element().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        let Some(element) = ElementRef::wrap(node) else { continue };
        let name = element.value().name();
        let is_opened = matches!(edge, Edge::Open(_));
        if is_opened && skipped == 0 && headings == 0 {
            let text = match name {
                "li" | "dt" => item_text(element).filter(|text| ITEM_WORDS.contains(&words(text))),
                _ if is_heading(name) => heading_text(element),
                "a" if is_titled(element) => {
                    heading_text(element).filter(|text| ITEM_WORDS.contains(&words(text)))
                }
                _ => None,
            };
            if let Some(text) = text {
                let line = places.line(name, &text);
                parsed.records += 1;
                parsed.placed.begin_on(line);
                parsed.accept(Headline { line, ..Headline::titled(&text) });
            } else if is_heading(name) || matches!(name, "li" | "dt" | "a") {
                places.pass(name);
            }
        }
        for (depth, counts) in [(&mut skipped, SKIPPED.contains(&name)), (&mut headings, is_heading(name))] {
            match (counts, is_opened) {
                (true, true) => *depth += 1,
                (true, false) => *depth -= 1,
                (false, _) => {}
            }
        }
    }
}

/// The text of some markup, without scripts and styles.
pub(super) fn text_of(markup: &str) -> String {
    let fragment = Html::parse_fragment(markup);
    let mut text = String::new();
    let mut skipped = 0_usize;
    for edge in fragment.root_element().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        let is_opened = matches!(edge, Edge::Open(_));
        if let Some(written) = node.value().as_text().filter(|_| is_opened && skipped == 0) {
            text.push_str(written);
        }
        match node.value().as_element().map(Element::name) {
            Some("script" | "style" | "template") if is_opened => skipped += 1,
            Some("script" | "style" | "template") => skipped -= 1,
            // What is no part of a line parts the text.
            Some("br" | "p" | "div" | "li" | "tr") => text.push(' '),
            _ => {}
        }
    }
    spaced(&text)
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether a link's class, or that of its parent, says that it is a headline.
fn is_titled(link: ElementRef<'_>) -> bool {
    let says_so = |element: ElementRef<'_>| {
        element.value().classes().any(|class| {
            let class = class.to_ascii_lowercase();
            class.contains("title") || class.contains("headline")
        })
    };
    says_so(link) || link.parent().and_then(ElementRef::wrap).is_some_and(says_so)
}

fn heading_text(heading: ElementRef<'_>) -> Option<String> {
    let gathered = Gathered::of(heading, false)?;
    Some(spaced(&gathered.text)).filter(|text| words(text) > 0)
}

/// The title of a list item; `None` where it has none, or an element in it that tells it.
fn item_text(item: ElementRef<'_>) -> Option<String> {
    let gathered = Gathered::of(item, true)?;
    if gathered.has_headline {
        return None;
    }
    let whole = spaced(&gathered.text);
    if words(&whole) == 0 {
        return Some(spaced(&gathered.paragraph));
    }
    let links = gathered.links.iter().map(|link| spaced(link));
    let longest = links.max_by_key(String::len);
    Some(longest.filter(|link| link.len() * 2 >= whole.len() && words(link) > 1).unwrap_or(whole))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What one walk over an element's tree finds.
#[derive(Default)]
struct Gathered {
    /// Its text, in an item without paragraphs and lists.
    text: String,
    /// The text of an item's first paragraph.
    paragraph: String,
    /// The texts of an item's links.
    links: Vec<String>,
    /// Whether an item holds an element that is a headline for itself.
    has_headline: bool,
}

impl Gathered {
    /// `None` where there is more than [`EDGES`].
    fn of(element: ElementRef<'_>, is_item: bool) -> Option<Self> {
        let mut gathered = Gathered::default();
        let (mut beside, mut lists, mut paragraphs, mut links) = (0_usize, 0_usize, 0_usize, 0_usize);
        let mut paragraphs_begun = 0_usize;
        for (count, edge) in element.traverse().enumerate() {
            if count == EDGES {
                return None;
            }
            let (Edge::Open(node) | Edge::Close(node)) = edge;
            let is_opened = matches!(edge, Edge::Open(_));
            if let (Some(text), true) = (node.value().as_text(), is_opened) {
                match (beside + lists, paragraphs) {
                    (0, 0) => gathered.text.push_str(text),
                    (0, _) if paragraphs_begun == 1 => gathered.paragraph.push_str(text),
                    _ => {}
                }
                if let (0, 0, 1.., Some(link)) =
                    (beside + lists, paragraphs, links, gathered.links.last_mut())
                {
                    link.push_str(text);
                }
                continue;
            }
            let Some(inner) = ElementRef::wrap(node).filter(|inner| *inner != element) else { continue };
            let name = inner.value().name();
            let depth = match name {
                "ul" | "ol" | "dl" if is_item => &mut lists,
                "p" if is_item => &mut paragraphs,
                "a" if is_item => &mut links,
                _ if BESIDE.contains(&name) || SKIPPED.contains(&name) => &mut beside,
                _ if is_inline(name) => continue,
                // What is no part of a line parts the text.
                _ => {
                    gathered.has_headline |= is_item && lists == 0 && is_heading(name);
                    gathered.text.push(' ');
                    gathered.paragraph.push(' ');
                    continue;
                }
            };
            if is_opened {
                *depth += 1;
                paragraphs_begun += usize::from(name == "p");
                if name == "a" {
                    gathered.links.push(String::new());
                    gathered.has_headline |= lists == 0 && is_titled(inner);
                }
            } else {
                *depth -= 1;
            }
        }
        Some(gathered)
    }
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "i"
            | "em"
            | "strong"
            | "span"
            | "mark"
            | "u"
            | "s"
            | "q"
            | "cite"
            | "abbr"
            | "font"
            | "bdi"
            | "bdo"
            | "wbr"
    )
}

/// Finds the lines of headlines, which come in the order of the source.
struct Places<'a> {
    source: &'a str,
    at: usize,
    /// The place up to which line ends were counted, and the line there.
    counted: (usize, u64),
    /// Tags that do not occur any more: the parser makes elements that no source has, and
    /// looking for each of them to the end would cost the square of the page.
    exhausted: Vec<String>,
}

/// How far behind its tag a text is looked for. Between them stand other tags with long attributes.
const TAG_TO_TEXT: usize = 4 << 10;

impl<'a> Places<'a> {
    fn new(source: &'a str) -> Self {
        Places { source, at: 0, counted: (0, 1), exhausted: Vec::new() }
    }

    fn line(&mut self, tag: &str, text: &str) -> u64 {
        // What is certainly written as it reads: up to a space, an entity or a sign that may be one.
        let word =
            text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        if let Some(start) = self.tag_from(tag) {
            let bytes = self.source.as_bytes();
            let window = &bytes[start..bytes.len().min(start + TAG_TO_TEXT)];
            let inner = memchr::memchr(b'>', window).unwrap_or(0);
            let place =
                start + memchr::memmem::find(&window[inner..], word.as_bytes()).map_or(0, |at| inner + at);
            self.at = start + 1;
            // A text found beyond the next headline's tag must not take its line back.
            if place >= self.counted.0 {
                let lines = super::chunks::count_lines(&bytes[self.counted.0..place]);
                self.counted = (place, self.counted.1 + lines);
            }
        }
        self.counted.1
    }

    /// Goes past a tag that is no headline.
    fn pass(&mut self, tag: &str) {
        if let Some(start) = self.tag_from(tag) {
            self.at = start + 1;
        }
    }

    fn tag_from(&mut self, tag: &str) -> Option<usize> {
        if self.exhausted.iter().any(|exhausted| exhausted == tag) {
            return None;
        }
        let place = self.find_tag(tag);
        if place.is_none() {
            self.exhausted.push(tag.to_owned());
        }
        place
    }

    fn find_tag(&self, tag: &str) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let mut at = self.at;
        loop {
            at += memchr::memchr(b'<', bytes.get(at..)?)?;
            let name = bytes.get(at + 1..at + 1 + tag.len())?;
            let behind = bytes.get(at + 1 + tag.len());
            if name.eq_ignore_ascii_case(tag.as_bytes())
                && behind.is_some_and(|byte| !byte.is_ascii_alphanumeric())
            {
                return Some(at);
            }
            at += 1;
        }
    }
}
