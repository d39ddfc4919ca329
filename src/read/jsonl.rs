//! JSON records: one object a line, or the elements of one array. A record that is a text is a headline, as `jq .title` writes them.
//!
//! Of a record only the four fields are taken; the rest is checked to be JSON and skipped,
//! without a tree of values. A line of 160 bytes takes about 400 ns.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::encoding::text_of;
use super::fields::{Found, Names, Scalar, names};
use super::json_values;
use super::lines::each_line;
use super::record::{FIELDS, OPTIONS, Parsed, Parser};
use super::run::FieldNames;
use crate::error::meant;
use crate::headline::Headline;

/// Parses JSON records.
pub(super) struct JsonParser<'a> {
    fields: &'a FieldNames,
    names: Names<'a>,
    longest: usize,
    is_lines: bool,
}

impl<'a> JsonParser<'a> {
    /// For one object a line, or for values one behind the other; a record has at most
    /// `longest` bytes.
    pub(super) fn new(fields: &'a FieldNames, longest: usize, is_lines: bool) -> Self {
        let names = std::array::from_fn(|field| Some(fields.name(field)));
        JsonParser { fields, names, longest, is_lines }
    }

    fn record(&self, record: &[u8], line: u64, parsed: &mut Parsed) {
        let record = record.trim_ascii();
        if record.is_empty() {
            return;
        }
        if record.len() > self.longest {
            parsed.reject_long(line, record.len() as u64);
            return;
        }
        let place = parsed.records;
        parsed.records += 1;
        let text = match text_of(record) {
            Ok(text) => text,
            Err(error) => return parsed.reject_encoding(line, record, error),
        };
        let found = match Found::within(text, &self.names) {
            Ok(found) => found,
            Err(error) => {
                if let Some(title) = self.bare_title(text) {
                    parsed.first_with[0].get_or_insert(place);
                    return parsed.accept(Headline { title: &title, line, ..Headline::default() });
                }
                // A record of several lines is wrong on one of them.
                let at = line + (error.line() as u64).saturating_sub(1);
                let what = other_than_object(text).unwrap_or_else(|| json_error(&error));
                return parsed.reject(at, what, "write each record as one JSON object");
            }
        };
        let lacks = |field| self.fields.is_required(field) && found.value(field).is_none();
        if parsed.names.is_none() && (0..FIELDS).any(lacks) {
            parsed.names = Some((place, names(text)));
        }
        for (field, first) in parsed.first_with.iter_mut().enumerate() {
            if first.is_none() && found.value(field).is_some() {
                *first = Some(place);
            }
        }
        match self.texts(&found, text) {
            Ok(fields) => parsed.accept(Headline {
                title: fields[0].as_deref().unwrap_or_default(),
                id: fields[1].as_deref(),
                source: fields[2].as_deref(),
                published: fields[3].as_deref(),
                line,
            }),
            Err((what, remedy)) => parsed.reject(line, what, remedy),
        }
    }

    /// The title that a record is which is no object but a text, unless it was said in which field the title is.
    fn bare_title<'t>(&self, record: &'t str) -> Option<Cow<'t, str>> {
        if !record.starts_with('"') || self.fields.is_title_given() {
            return None;
        }
        serde_json::from_str::<IgnoredAny>(record).ok()?;
        match Scalar::of(record).ok()? {
            Scalar::Text(title) => Some(title),
            _ => None,
        }
    }

    /// The texts of the fields, the title first and present; or what is wrong and what to do.
    fn texts<'t>(
        &self,
        found: &Found<'t>,
        text: &str,
    ) -> Result<[Option<Cow<'t, str>>; FIELDS], (String, String)> {
        let mut texts = [const { None }; FIELDS];
        for (field, slot) in texts.iter_mut().enumerate() {
            let Some(value) = found.value(field) else { continue };
            let option = OPTIONS[field];
            let scalar = Scalar::of(value).map_err(|error| {
                (format!("the {option} is {}", json_error(&error)), "mend its escapes".into())
            })?;
            *slot = match scalar {
                Scalar::Text(text) => Some(text),
                Scalar::Number(number) if field > 0 => Some(Cow::Borrowed(number)),
                Scalar::Other("null") if field > 0 => None,
                // A "source" that is an object is not the field that was meant by default.
                Scalar::Other(_) if !self.fields.is_required(field) => None,
                other => return Err((format!("the {option} is {}", other.kind()), TEXT_NEEDED.to_owned())),
            };
        }
        if texts[0].is_none() {
            return Err((
                missing(self.fields.name(0), text),
                "name the title's field with --title".to_owned(),
            ));
        }
        Ok(texts)
    }
}

const TEXT_NEEDED: &str = "give it a text, or name another field";

/// How many names a message about one record lists.
const LISTED: usize = 12;

fn missing(field: &str, record: &str) -> String {
    let names = names(record);
    if names.is_empty() {
        return format!("no field \"{field}\": the record is empty");
    }
    let meant = meant(field, &names);
    let more = if names.len() > LISTED { ", ..." } else { "" };
    format!("no field \"{field}\"{meant} among {}{more}", names[..names.len().min(LISTED)].join(", "))
}

/// What is said of a record that is whole, and no object.
fn other_than_object(record: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(record).ok()?;
    let kind = Scalar::of(record).ok()?.kind();
    (kind != "an object").then(|| format!("the record is {kind}"))
}

/// The parser's message with the column, without the line, which is ours to say.
fn json_error(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let bare = message.strip_suffix(&place).unwrap_or(&message);
    format!("not valid JSON: {bare} at column {}", error.column())
}

impl Parser for JsonParser<'_> {
    fn has_named_fields(&self) -> bool {
        true
    }

    fn parse(&self, records: &[u8], parsed: &mut Parsed) {
        let first_line = parsed.line;
        if self.is_lines {
            each_line(records, first_line, |record, line| {
                parsed.begin(records, record);
                self.record(record, line, parsed);
            });
        } else {
            json_values::each_value(records, first_line, true, |_, record, line| {
                if record.is_empty() {
                    return;
                }
                parsed.placed.begin_on(line);
                parsed.begin(records, record);
                self.record(record, line, parsed);
            });
        }
    }
}
