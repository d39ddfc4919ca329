//! Tags and their names, as they are written.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A prefix, empty where there is none.
pub(super) fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// The name in a start tag as it is written.
pub(super) fn raw_name(raw: &str) -> &str {
    let inner = raw.trim_start_matches('<');
    let end = inner.find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'));
    &inner[..end.unwrap_or(inner.len())]
}

/// A start tag of an element that may have none but it.
pub(super) fn opening(raw: &str) -> Cow<'_, str> {
    raw.strip_suffix("/>").map_or(Cow::Borrowed(raw), |tag| Cow::Owned(format!("{tag}>")))
}

/// The prefixes that a tag declares, the language and the base of its links. Its default namespace is left out: RSS is found
/// in several, and those that the parser does not know would make it pass over everything.
pub(super) fn declarations(tag: &BytesStart<'_>) -> String {
    let mut declarations = String::new();
    let mut attributes = tag.attributes();
    for attribute in attributes.with_checks(false).flatten() {
        let key = attribute.key.0;
        if key.starts_with("xmlns:") || key.starts_with("xml:") {
            let quote = if attribute.value.contains('"') { "'" } else { "\"" };
            declarations.extend([" ", key, "=", quote, &attribute.value, quote]);
        }
    }
    declarations
}
