//! Headlines in feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; and OPML, which lists feeds.
//!
//! One file is one feed, and is read whole. Of an item the title, the id (`guid`, Atom's `id`, else the link), the time of
//! publication (else of the last change) and the link are taken; the source is the title of the feed.
//!
//! # Why not the feed in one go
//!
//! `feed-rs` reads whole feeds, tells no lines, and of a feed with one bad item it gives nothing. So the items are found first
//! ([`scan`], on the same XML parser), and each is handed to `feed-rs` in a feed of its own: an item that is no XML is a
//! bad line with the line on which it begins, and of a feed that was cut the whole items are read. Of an item only the elements
//! that tell the fields above are handed on; authors, media and articles cost most of the time, and hold most of what can
//! go wrong. RSS of every version, and RDF, is handed on as RSS 2.0, of which the items of all others are a part: `feed-rs`
//! passes over versions and namespaces that it does not know in silence.
//!
//! A JSON Feed ([`json`]) is read with `serde_json` alone: `feed-rs` refuses all of it where one id is a number, which the
//! standard lets be.
//!
//! # What is lenient, and what is not
//!
//! A bare `&` is itself, whatever XML says: it is the commonest mistake in feeds. Entities that a document declares are never
//! expanded, so a billion laughs are one; those of HTML stay as they are written for the normaliser, which knows them. Markup in
//! titles is dropped where the format says that it is markup (`type="html"` in Atom); in RSS `&lt;i&gt;` may be meant as it
//! reads, and is left. An element that is not closed makes its item a bad line and harms no other.
//!
//! # Cost
//!
//! A feed of 60 MB, with items of 1 kB, takes 0.7 s and 110 MB on two cores.
//!
//! # Limits
//!
//! A feed has at most 64 MiB, titles of more than 64 KiB keep their markup, elements are nested 500 deep at most, and dates
//! that `feed-rs` does not understand are left out.

pub(super) mod json;
pub(super) mod opml;
mod scan;
mod tags;

use std::borrow::Cow;
use std::sync::Arc;

use feed_rs::model::{Entry, Link, Text};
use feed_rs::parser::Builder;
use rayon::prelude::*;
use serde::Serialize;

use super::html;
use super::record::{FIELDS, OPTIONS, Parsed, Placed};
use super::run::FieldNames;
use super::sniff::begins_as_html;
use crate::error::{Error, Result};
use crate::headline::{Headline, Id};
use scan::{Dialect, Found, NO_TITLE, Scanned};

pub(super) use scan::root;

/// Whether a document with this root is a feed or a list of feeds.
pub(super) fn is_feeds(root: &str) -> bool {
    Dialect::of(root).is_some()
}

/// What an item tells, as `doublet dedup` writes it.
#[derive(Debug, Default, Serialize)]
struct Item<'a> {
    id: String,
    title: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    published: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    link: String,
}

/// The fields of an item, by the names that the options choose them by.
const NAMES: [&str; FIELDS + 1] = ["id", "title", "source", "published", "link"];

impl Item<'_> {
    fn field(&self, name: &str) -> Option<&str> {
        let fields = [self.id.as_str(), &self.title, self.source, &self.published, &self.link];
        NAMES.iter().position(|known| *known == name).map(|place| fields[place])
    }
}

/// What a feed is read by.
pub(super) struct Request<'a> {
    /// The name of the input.
    pub(super) name: &'a Arc<str>,
    pub(super) fields: &'a FieldNames,
    /// Whether the items are to be passed on, as records.
    pub(super) is_passed_on: bool,
}

/// Takes some of the items of a feed.
pub(super) type Take<'a> = &'a mut dyn FnMut(Parsed) -> Result<()>;

/// So many items are worked off at a time: what they and what is wrong with them comes to has some MiB at most.
const BATCH: usize = 1 << 12;

impl Request<'_> {
    /// Room for some items, behind one that was placed.
    fn room(&self, placed: Placed) -> Parsed {
        let mut parsed = Parsed::new(self.name, 1);
        parsed.placed = placed;
        parsed.places = self.is_passed_on.then(Vec::new);
        parsed
    }

    /// What is no feed.
    fn refusal(&self, what: impl Into<String>, remedy: impl Into<String>) -> Error {
        Error::Unsupported { path: self.name.to_string(), what: what.into(), remedy: remedy.into() }
    }

    /// The reading stopped.
    fn stopped(&self, line: u64, what: impl Into<String>) -> Error {
        Error::Read { path: self.name.to_string(), line, what: what.into() }
    }

    /// Fields are chosen among those that items have.
    fn check_fields(&self) -> Result<()> {
        let Some(field) = (0..FIELDS).find(|&field| !NAMES.contains(&self.fields.name(field))) else {
            return Ok(());
        };
        Err(Error::UnknownField {
            path: self.name.to_string(),
            field: self.fields.name(field).to_owned(),
            option: OPTIONS[field],
            available: NAMES.map(str::to_owned).to_vec(),
        })
    }

    /// Takes an item that begins on `line`.
    fn accept(&self, mut item: Item<'_>, line: u64, parsed: &mut Parsed) {
        parsed.placed.begin_on(line);
        if item.id.is_empty() {
            item.id.clone_from(&item.link);
        }
        let has_id = !item.id.is_empty();
        if !has_id {
            item.id = parsed.place_on_line(line).unwrap_or_else(|| Id::Place(self.name, line).to_string());
        }
        let [title, id, source, published] =
            std::array::from_fn(|field| item.field(self.fields.name(field)).filter(|text| !text.is_empty()));
        let Some(title) = title.filter(|title| !title.trim().is_empty()) else {
            return parsed.reject(line, NO_TITLE, REMEDY);
        };
        parsed.write_record(&item);
        // The place needs no room of its own.
        let id = id.filter(|_| has_id || self.fields.name(1) != NAMES[0]);
        parsed.accept(Headline { id, title, source, published, line });
    }
}

/// What is to be done about an item that is not taken.
const REMEDY: &str = "mend the feed where it is made";

/// Has the items of a whole feed taken; an error tells what ended it, and what came before it was taken.
pub(super) fn read(page: &[u8], request: &Request<'_>, take: Take<'_>) -> Result<()> {
    request.check_fields()?;
    let text = same_length_text(page);
    match text.trim_start().as_bytes().first() {
        None => Err(request.refusal("this is empty, and no feed", "fetch it again")),
        Some(b'{') => json::read(page, &text, request, take),
        Some(b'<') if begins_as_html(page) => Err(request.refusal(
            "this is an HTML page, and no feed",
            "fetch the address of the feed, or read the page with --from page",
        )),
        Some(b'<') => read_xml(page, &text, request, take),
        Some(_) => Err(request.refusal(
            "this is no feed: it begins with neither XML nor a JSON object",
            "fetch it again, or name its format with --from",
        )),
    }
}

/// `page` as text, with a question mark for each byte that is no UTF-8, so that every place is the same in both.
fn same_length_text(page: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(page) {
        Ok(text) => text.into(),
        Err(_) => page
            .utf8_chunks()
            .flat_map(|chunk| [chunk.valid().to_owned(), "?".repeat(chunk.invalid().len())])
            .collect::<String>()
            .into(),
    }
}

fn read_xml(page: &[u8], text: &str, request: &Request<'_>, take: Take<'_>) -> Result<()> {
    let scanned = scan::scan(text);
    if !matches!(scanned.dialect, Some(Dialect::Rss | Dialect::Atom)) {
        return Err(no_feed(&scanned, request));
    }
    if scanned.shell().len() > SHELL {
        let what = format!("the start tags round its items have over {} KiB", SHELL >> 10);
        return Err(request.refusal(what, "this is no feed that anything reads; fetch it again"));
    }
    // The feed, and not the <source> of an item: that is what the item was taken from, and who copied whom is told by where
    // it stands now. An aggregator that lists items of many outlets has one source.
    let source = scanned.title.as_deref().and_then(|title| entry(title, &scanned).ok()?.title).map(plain);
    let source = source.unwrap_or_default();
    let mut placed = Placed::default();
    for found in scanned.items.chunks(BATCH) {
        let items: Vec<Result<Item<'_>, String>> = found
            .par_iter()
            .map(|found| Ok(item_of(entry(found.markup.as_deref()?, &scanned)?, &source)))
            .collect();
        let mut parsed = request.room(placed);
        for (Found { line, place, .. }, item) in found.iter().zip(items) {
            let bytes = &page[place.clone()];
            match (std::str::from_utf8(bytes), item) {
                (Err(error), _) => parsed.reject_encoding(*line, bytes, error),
                (Ok(_), Ok(item)) => request.accept(item, *line, &mut parsed),
                (Ok(_), Err(fault)) => parsed.reject(*line, fault, REMEDY),
            }
        }
        parsed.block.close();
        placed = parsed.placed;
        take(parsed)?;
    }
    scanned.cut.map_or(Ok(()), |(line, what)| Err(request.stopped(line, what)))
}

/// The start tags round an item stand once more before each when it is handed on; those of real feeds have some hundred bytes.
const SHELL: usize = 4 << 10;

fn no_feed(scanned: &Scanned<'_>, request: &Request<'_>) -> Error {
    match (scanned.root, &scanned.cut) {
        (None, Some((line, what))) => request.refusal(
            format!("this is no feed: no element begins in it, and on line {line} {what}"),
            "fetch it again",
        ),
        (root, _) => request.refusal(
            format!("this is XML with the root <{}>, and no feed", root.unwrap_or_default()),
            "convert it to JSONL or CSV first, or read its lines with --from text",
        ),
    }
}

/// What `feed-rs` makes of one item, of which `markup` is inside.
fn entry(markup: &str, scanned: &Scanned<'_>) -> Result<Entry, String> {
    let document = scanned.document(markup);
    // Without the generator an item that lacks an id would get one by chance.
    let parser = Builder::new().sanitize_content(false).id_generator(|_, _, _| String::new()).build();
    let feed = parser.parse(document.as_bytes()).map_err(|error| format!("the item is broken: {error}"))?;
    feed.entries.into_iter().next().ok_or_else(|| "the item is in a namespace of no feed".to_owned())
}

fn item_of(entry: Entry, source: &str) -> Item<'_> {
    let published = entry.published.or(entry.updated).map(|time| time.timestamp_millis());
    Item {
        id: entry.id.trim().to_owned(),
        title: entry.title.map(plain).unwrap_or_default(),
        source,
        published: published.and_then(rfc3339).unwrap_or_default(),
        link: link(&entry.links).unwrap_or_default(),
    }
}

/// The link to the item itself, before those to what belongs to it.
fn link(links: &[Link]) -> Option<String> {
    let is_own =
        |link: &&Link| link.target.is_none() && link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    links.iter().find(is_own).or(links.first()).map(|link| link.href.clone())
}

/// Milliseconds since 1970 as RFC 3339 has it, in UTC.
fn rfc3339(milliseconds: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(milliseconds).ok().map(|time| time.to_string())
}

/// Markup that is parsed has so many bytes at most: thirty times what real titles have. Elements that are not closed cost the
/// square of it, and a mebibyte of them seconds.
const MARKUP: usize = 64 << 10;

/// A title without the markup that its format says it has.
fn plain(title: Text) -> String {
    let is_markup = title.content_type.subty().as_str() != "plain";
    if is_markup && title.content.contains(['<', '&']) && title.content.len() <= MARKUP {
        html::text_of(&title.content)
    } else {
        title.content
    }
}
