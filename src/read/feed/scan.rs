//! Where the items of a feed in XML stand, and what of them is looked at.
//!
//! One walk over the events of `quick-xml`, whose checks of end tags are off: an end tag closes the innermost element of its
//! name, and what stands open within it was not closed, which is the fault of that item alone.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::tags::{declarations, local, opening, prefix, raw_name};
use crate::read::chunks::count_lines;

/// Elements are nested so deep at most. Feeds go to five, pages within them to some fifty.
const DEPTH: usize = 500;

/// The elements of an item that are looked at.
const WANTED: [&str; 8] = ["title", "link", "guid", "id", "pubDate", "date", "published", "updated"];

/// What is wrong with an item that cannot be compared with others.
pub(super) const NO_TITLE: &str = "the item has no title";

/// The prefixes of the namespaces in which feeds write those that their own format lacks: Dublin Core and Atom, also as
/// Microsoft's libraries call it.
const PREFIXES: [&str; 3] = ["dc", "atom", "a10"];

/// Elements that part words, where all others may stand within one.
const BREAKS: [&str; 4] = ["br", "p", "div", "li"];

/// A family of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Dialect {
    /// RSS of every version, RDF among them.
    Rss,
    Atom,
    Opml,
}

impl Dialect {
    /// The dialect of a document with this root, prefix aside.
    pub(in crate::read) fn of(root: &str) -> Option<Self> {
        match root {
            "rss" | "RDF" => Some(Dialect::Rss),
            "feed" | "entry" => Some(Dialect::Atom),
            "opml" => Some(Dialect::Opml),
            _ => None,
        }
    }
}

/// An item as it was found.
pub(super) struct Found {
    /// The line on which it begins.
    pub(super) line: u64,
    pub(super) place: Range<usize>,
    /// Its start tag, the elements of it that are looked at and its end tag; or what is wrong with it.
    pub(super) markup: Result<String, String>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Item,
    FeedTitle,
}

/// An item that is open.
struct Begun {
    kind: Kind,
    line: u64,
    start: usize,
    /// How many elements it is within.
    depth: usize,
    /// The name of its element.
    outer: String,
    markup: String,
    has_title: bool,
    fault: Option<String>,
}

/// What a walk finds.
#[derive(Default)]
pub(super) struct Scanned<'a> {
    /// The name of the root, prefix aside.
    pub(super) root: Option<&'a str>,
    pub(super) dialect: Option<Dialect>,
    /// The title of the feed, as the markup of an item that has no other element.
    pub(super) title: Option<String>,
    pub(super) items: Vec<Found>,
    /// What ended the walk before the end of the root, and the line.
    pub(super) cut: Option<(u64, String)>,
    /// The namespaces that the elements round the items declare.
    declared: [String; 2],
}

impl Scanned<'_> {
    /// The start tags round an item.
    pub(super) fn shell(&self) -> String {
        let [root, channel] = &self.declared;
        if self.dialect == Some(Dialect::Atom) {
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"{root}>")
        } else {
            format!("<rss version=\"2.0\"{root}><channel{channel}>")
        }
    }

    /// A feed with one item.
    pub(super) fn document(&self, markup: &str) -> String {
        let end = if self.dialect == Some(Dialect::Atom) { "</feed>" } else { "</channel></rss>" };
        format!("{}{markup}{end}", self.shell())
    }
}

/// The name of the root element of a text, prefix aside; `None` where it does not begin with one.
pub(in crate::read) fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return Some(local(tag.name().0).to_owned()),
            Ok(Event::Text(text)) if !text.trim().is_empty() => return None,
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// Walks over a whole feed.
pub(super) fn scan(text: &str) -> Scanned<'_> {
    let mut walk = Walk {
        text,
        open: Vec::new(),
        item: None,
        wanted: None,
        counted: (0, 1),
        scanned: Scanned::default(),
    };
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = false;
    let mut start = 0;
    loop {
        let event = reader.read_event();
        let end = place(reader.buffer_position(), text);
        let failure = match event {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event, start..end),
            Err(error) => Some((place(reader.error_position(), text), error.to_string())),
        };
        if let Some((at, what)) = failure {
            walk.scanned.cut = Some((walk.line(at), what));
            return walk.scanned;
        }
        start = end;
    }
    if let Some(open) = walk.open.first() {
        let what = format!("the feed ends before the end of <{open}>, and was cut");
        walk.scanned.cut = Some((walk.line(text.trim_end().len()), what));
    }
    walk.scanned
}

/// A position that the parser tells, as a place in the text.
fn place(position: u64, text: &str) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX).min(text.len())
}

/// The walk.
struct Walk<'a> {
    text: &'a str,
    /// The names of the elements that are open.
    open: Vec<&'a str>,
    item: Option<Begun>,
    /// How deep the element stands that is copied.
    wanted: Option<usize>,
    /// The place up to which line ends were counted, and the line there.
    counted: (usize, u64),
    scanned: Scanned<'a>,
}

impl Walk<'_> {
    /// The line of a place behind all that were asked for.
    fn line(&mut self, at: usize) -> u64 {
        let (from, line) = self.counted;
        let lines = count_lines(&self.text.as_bytes()[from..at.max(from)]);
        self.counted = (at.max(from), line + lines);
        self.counted.1
    }

    /// Takes an event; gives where and why the walk ends.
    fn event(&mut self, event: &Event<'_>, at: Range<usize>) -> Option<(usize, String)> {
        let raw = &self.text[at.clone()];
        match event {
            Event::Start(tag) => {
                self.begin(tag, &at);
                if self.open.len() > DEPTH {
                    return Some((
                        at.start,
                        format!("elements are nested more than {DEPTH} deep, as in no feed"),
                    ));
                }
            }
            Event::Empty(tag) => {
                self.begin(tag, &at);
                self.end(raw_name(raw), at.end);
            }
            Event::End(_) => {
                let name = raw.trim_start_matches("</").trim_end_matches('>').trim();
                if let Some(depth) = self.open.iter().rposition(|open| *open == name) {
                    self.close_to(depth, at.end);
                }
            }
            // A bare & begins a text of its own.
            Event::Text(_) if raw.starts_with('&') => {
                self.copy("&amp;");
                self.copy(&raw[1..]);
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => self.copy(raw),
            _ => {}
        }
        None
    }

    fn copy(&mut self, raw: &str) {
        if let (Some(item), Some(_)) = (&mut self.item, self.wanted) {
            item.markup.push_str(raw);
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, at: &Range<usize>) {
        let raw = &self.text[at.clone()];
        let name = raw_name(raw);
        let is_next = |item: &&Begun| item.kind == Kind::Item && self.open.get(item.depth) == Some(&name);
        if let Some(depth) = self.item.as_ref().filter(is_next).map(|item| item.depth) {
            // No item has an item in it: the end of the one before it is missing.
            self.blame(name);
            self.close_to(depth, at.start);
        }
        // Nor has the title of the feed: it is told by what it is to be, and ends where an item or a part of the feed begins.
        let is_title = self.item.as_ref().is_some_and(|item| item.kind == Kind::FeedTitle);
        if is_title && ["item", "entry", "link", "description"].contains(&local(name)) {
            let depth = self.item.as_ref().map_or(0, |item| item.depth);
            self.close_to(depth, at.start);
        }
        let depth = self.open.len();
        self.open.push(name);
        if let Some(wanted) = self.wanted {
            // Markup within a title is dropped; what it encloses is not.
            if self.open.get(wanted).is_some_and(|open| local(open) == "title")
                && BREAKS.contains(&local(name))
            {
                self.copy(" ");
            }
            return;
        }
        if let Some(item) = &mut self.item {
            let is_known = PREFIXES.contains(&prefix(name)) || prefix(name) == prefix(self.open[item.depth]);
            if depth == item.depth + 1 && WANTED.contains(&local(name)) && is_known {
                item.has_title |= local(name) == "title";
                item.markup.push_str(&opening(raw));
                self.wanted = Some(depth);
            }
            return;
        }
        if depth == 0 {
            self.scanned.root = Some(local(name));
            self.scanned.dialect = Dialect::of(local(name));
        }
        if self.is_item() {
            self.begin_item(tag, at);
        } else if depth < self.scanned.declared.len() && (depth == 0 || local(name) == "channel") {
            self.scanned.declared[depth] = declarations(tag);
        } else if local(name) == "title" && self.scanned.title.is_none() && self.is_feeds_own() {
            // It is read as an item of its own.
            self.begin_item(tag, at);
            self.wanted = Some(depth);
        }
    }

    /// Whether the innermost element is an item.
    fn is_item(&self) -> bool {
        let names: Vec<&str> = self.open.iter().take(4).map(|name| local(name)).collect();
        matches!(
            names[..],
            ["rss" | "RDF", "channel", "item"] | ["rss" | "RDF", "item"] | ["feed", "entry"] | ["entry"]
        )
    }

    /// Whether the innermost element tells something of the feed.
    fn is_feeds_own(&self) -> bool {
        let outer: Vec<&str> = self.open.iter().take(3).map(|name| local(name)).collect();
        let is_plain =
            self.open.last().map(|name| prefix(name)) == self.open.first().map(|name| prefix(name));
        let is_rdf = outer.first() == Some(&"RDF");
        matches!(outer[..], ["rss" | "RDF", "channel", "title"] | ["feed", "title"])
            && self.open.len() == outer.len()
            && (is_plain || is_rdf)
    }

    /// Begins an item, or the title of the feed, round which an item is put.
    fn begin_item(&mut self, tag: &BytesStart<'_>, at: &Range<usize>) {
        let name = self.open.last().copied().unwrap_or_default();
        let (kind, outer, markup) = if let Some(prefix) = name.strip_suffix("title") {
            let item = if self.scanned.dialect == Some(Dialect::Atom) { "entry" } else { "item" };
            let outer = format!("{prefix}{item}");
            let markup = format!("<{outer}>{}", opening(&self.text[at.clone()]));
            (Kind::FeedTitle, outer, markup)
        } else {
            (Kind::Item, name.to_owned(), format!("<{name}{}>", declarations(tag)))
        };
        let (line, depth) = (self.line(at.start), self.open.len() - 1);
        self.item =
            Some(Begun { kind, line, start: at.start, depth, outer, markup, has_title: false, fault: None });
    }

    /// An element without content ends where it begins.
    fn end(&mut self, name: &str, at: usize) {
        if self.open.last() == Some(&name) {
            self.close_to(self.open.len() - 1, at);
        }
    }

    /// The open item has an element that is not closed, or is one.
    fn blame(&mut self, unclosed: &str) {
        if let Some(item) = &mut self.item {
            item.fault.get_or_insert_with(|| format!("<{unclosed}> is not closed"));
        }
    }

    /// Closes the elements from `depth` on, of which only the first has its end tag.
    fn close_to(&mut self, depth: usize, at: usize) {
        let item_depth = self.item.as_ref().map_or(usize::MAX, |item| item.depth);
        if let Some(unclosed) = self.open.get(item_depth.max(depth + 1)).filter(|_| item_depth < usize::MAX) {
            self.blame(unclosed);
        }
        if let (Some(item), Some(wanted)) = (&mut self.item, self.wanted)
            && depth <= wanted
        {
            item.markup.extend(["</", self.open[wanted], ">"]);
            self.wanted = None;
        }
        if self.item.as_ref().is_some_and(|item| depth <= item.depth) {
            self.end_item(at);
        }
        self.open.truncate(depth);
    }

    fn end_item(&mut self, at: usize) {
        let Some(item) = self.item.take() else { return };
        let markup = format!("{}</{}>", item.markup, item.outer);
        if item.kind == Kind::FeedTitle {
            self.scanned.title = Some(markup);
            return;
        }
        let fault = item.fault.or_else(|| (!item.has_title).then(|| NO_TITLE.to_owned()));
        let markup = fault.map_or(Ok(markup), Err);
        self.scanned.items.push(Found { line: item.line, place: item.start..at, markup });
    }
}
