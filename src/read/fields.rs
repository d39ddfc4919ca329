//! Finding fields in JSON objects by name, dots leading into nested ones.
//!
//! A name matches a key as a whole, or a key and a dot and then a name within that key's
//! object. So `a.b` finds `{"a.b": ...}` and `{"a": {"b": ...}}`, and where a record has both,
//! the one with the longer key, which is the less deeply nested. Of a key that stands twice
//! the last counts, as nearly every JSON reader has it.
//!
//! Values are taken as the text they have in the line (`RawValue`), which costs no more than
//! skipping them and keeps numbers as they were written: an id of thirty digits would not
//! survive a float.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::record::FIELDS;

/// The names of the fields to find.
pub(super) type Names<'n> = [Option<&'n str>; FIELDS];

/// The values found, as they are written, and how deeply nested.
#[derive(Default)]
pub(super) struct Found<'de> {
    values: [Option<(&'de RawValue, usize)>; FIELDS],
}

impl<'de> Found<'de> {
    /// Finds the values of `names` in `record`, which is to be one object.
    pub(super) fn within(record: &'de str, names: &Names<'_>) -> serde_json::Result<Self> {
        let mut found = Found::default();
        let mut deserializer = serde_json::Deserializer::from_str(record);
        Object { names, depth: 0, found: &mut found }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(found)
    }

    pub(super) fn value(&self, field: usize) -> Option<&'de str> {
        self.values[field].map(|(raw, _)| raw.get())
    }
}

struct Object<'n, 'f, 'de> {
    names: &'n Names<'n>,
    depth: usize,
    found: &'f mut Found<'de>,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of one headline")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(matched) = map.next_key_seed(Key { names: self.names })? {
            if matched.whole == 0 && matched.within == 0 {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let raw: &RawValue = map.next_value()?;
            for field in (0..FIELDS).filter(|field| matched.whole & (1 << field) != 0) {
                let slot = &mut self.found.values[field];
                if slot.is_none_or(|(_, depth)| self.depth <= depth) {
                    *slot = Some((raw, self.depth));
                }
            }
            if matched.within != 0 && raw.get().starts_with('{') {
                let names = matched.rest_of(self.names);
                let inner = Object { names: &names, depth: self.depth + 1, found: &mut *self.found };
                let mut deserializer = serde_json::Deserializer::from_str(raw.get());
                inner.deserialize(&mut deserializer).map_err(serde::de::Error::custom)?;
            }
        }
        Ok(())
    }
}

/// Which names a key answers, a bit a field.
struct Matched {
    whole: u8,
    within: u8,
    key_length: usize,
}

impl Matched {
    /// What is left of the names that lead into the key's object.
    fn rest_of<'n>(&self, names: &Names<'n>) -> Names<'n> {
        std::array::from_fn(|field| {
            let name = names[field].filter(|_| self.within & (1 << field) != 0)?;
            name.get(self.key_length + 1..)
        })
    }
}

struct Key<'n> {
    names: &'n Names<'n>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Matched;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Matched, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Matched;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Matched, E> {
        let mut matched = Matched { whole: 0, within: 0, key_length: key.len() };
        for (field, name) in self.names.iter().enumerate() {
            let Some(name) = name else { continue };
            // Most keys are told from most names by their first letter.
            if name.bytes().next() != key.bytes().next() && !key.is_empty() {
                continue;
            }
            if *name == key {
                matched.whole |= 1 << field;
            } else if name.as_bytes().get(key.len()) == Some(&b'.') && name.starts_with(key) {
                matched.within |= 1 << field;
            }
        }
        Ok(matched)
    }
}

/// A value as a field takes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    /// As it was written.
    Number(&'a str),
    /// Anything else, with its article: "null", "an array".
    Other(&'static str),
}

impl<'a> Scalar<'a> {
    /// What it is, with its article.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Scalar::Text(_) => "a text",
            Scalar::Number(_) => "a number",
            Scalar::Other(kind) => kind,
        }
    }

    /// Reads a value that is known to be whole.
    pub(super) fn of(value: &'a str) -> serde_json::Result<Self> {
        Ok(match value.as_bytes().first() {
            Some(b'"') => {
                let inner = &value[1..value.len() - 1];
                if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
                    Scalar::Text(Cow::Borrowed(inner))
                } else {
                    Scalar::Text(Cow::Owned(serde_json::from_str(value)?))
                }
            }
            Some(b'n') => Scalar::Other("null"),
            Some(b't' | b'f') => Scalar::Other("a boolean"),
            Some(b'[') => Scalar::Other("an array"),
            Some(b'{') => Scalar::Other("an object"),
            _ => Scalar::Number(value),
        })
    }
}

/// How deep names are listed, and how many at most: a message is read by a person.
const LISTED_DEPTH: usize = 4;
const LISTED_NAMES: usize = 40;

/// The names of all fields of `record`, nested ones with dots, in their order; empty where it
/// is no object.
pub(super) fn names(record: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lister = Lister { prefix: "", depth: 1, names: &mut names };
    // What a broken record has listed until it broke is good enough for a message.
    let _ = serde_json::Deserializer::from_str(record).deserialize_map(&mut lister);
    names
}

struct Lister<'p, 'n> {
    prefix: &'p str,
    depth: usize,
    names: &'n mut Vec<String>,
}

impl<'de> Visitor<'de> for &mut Lister<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<Cow<'de, str>, &RawValue>()? {
            let name = format!("{}{key}", self.prefix);
            if value.get().starts_with('{') && self.depth < LISTED_DEPTH {
                let prefix = format!("{name}.");
                let mut inner = Lister { prefix: &prefix, depth: self.depth + 1, names: &mut *self.names };
                // As above.
                let _ = serde_json::Deserializer::from_str(value.get()).deserialize_map(&mut inner);
            } else if self.names.len() < LISTED_NAMES {
                self.names.push(name);
            }
        }
        Ok(())
    }
}
