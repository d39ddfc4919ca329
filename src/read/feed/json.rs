//! JSON Feed, versions 1 and 1.1: one object with a list of items.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{BATCH, Item, REMEDY, Request, Take, rfc3339};
use crate::error::Result;
use crate::published::instant;
use crate::read::chunks::count_lines;
use crate::read::fields::Scalar;
use crate::read::record::Placed;

/// What every version's address begins with, the scheme aside.
const VERSION: &str = "://jsonfeed.org/version/";

#[derive(Deserialize)]
struct Feed<'a> {
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct FeedItem<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    url: Option<&'a RawValue>,
    #[serde(borrow)]
    external_url: Option<&'a RawValue>,
    #[serde(borrow)]
    date_published: Option<&'a RawValue>,
    #[serde(borrow)]
    date_modified: Option<&'a RawValue>,
}

/// A text or a number; nothing else tells anything.
fn text(value: Option<&RawValue>) -> String {
    match value.map(|value| Scalar::of(value.get())) {
        Some(Ok(Scalar::Text(text))) => text.into_owned(),
        Some(Ok(Scalar::Number(number))) => number.to_owned(),
        _ => String::new(),
    }
}

/// The first that is not empty.
fn first([one, other]: [Option<&RawValue>; 2]) -> String {
    Some(text(one)).filter(|text| !text.is_empty()).unwrap_or_else(|| text(other))
}

/// Takes the items of a whole feed, of which `text` has the length of `page`.
pub(super) fn read(page: &[u8], text: &str, request: &Request<'_>, take: Take<'_>) -> Result<()> {
    let feed: Feed<'_> = serde_json::from_str(text)
        .map_err(|error| request.refusal(format!("this is no whole JSON Feed: {error}"), "fetch it again"))?;
    let source = self::text(feed.title);
    let (mut line, mut counted, mut placed) = (1, 0, Placed::default());
    for items in feed.items.chunks(BATCH) {
        let mut parsed = request.room(placed);
        for item in items {
            let start = item.get().as_ptr().addr() - text.as_ptr().addr();
            line += count_lines(&page[counted..start]);
            counted = start;
            let bytes = &page[start..start + item.get().len()];
            match (std::str::from_utf8(bytes), serde_json::from_str::<FeedItem<'_>>(item.get())) {
                (Err(error), _) => parsed.reject_encoding(line, bytes, error),
                (Ok(_), Ok(item)) => request.accept(item_of(&item, &source), line, &mut parsed),
                (Ok(_), Err(error)) => parsed.reject(line, format!("the item is broken: {error}"), REMEDY),
            }
        }
        parsed.block.close();
        placed = parsed.placed;
        take(parsed)?;
    }
    Ok(())
}

fn item_of<'s>(item: &FeedItem<'_>, source: &'s str) -> Item<'s> {
    let published = first([item.date_published, item.date_modified]);
    Item {
        id: text(item.id).trim().to_owned(),
        title: text(item.title).trim().to_owned(),
        source,
        // What is no date is left as it is, for whoever reads it to see.
        published: instant(&published).and_then(rfc3339).unwrap_or(published),
        link: first([item.url, item.external_url]),
    }
}

/// Whether a text, of which there may be more, begins with an object whose version is that of a JSON Feed.
pub(in crate::read) fn begins(head: &[u8]) -> bool {
    if memchr::memmem::find(head, VERSION.as_bytes()).is_none()
        && memchr::memmem::find(head, b"jsonfeed.org").is_none()
    {
        return false;
    }
    let mut version = Version(None);
    // An object that is not whole has told its version all the same.
    let _ = serde_json::Deserializer::from_slice(head).deserialize_map(&mut version);
    version.0.is_some_and(|version| version.contains(VERSION))
}

/// Finds the member "version" of an object.
struct Version(Option<String>);

impl<'de> Visitor<'de> for &mut Version {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "version" {
                self.0 = map.next_value().ok();
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
