//! Recognising a format by content.
//!
//! In this order:
//!
//! 1. A feed: an object whose version is that of JSON Feed, XML by its declaration or by the root of a feed, or a name that
//!    ends in `.rss`, `.atom` or `.opml`. What then is no feed (an HTML page with the name of one, other XML) is refused:
//!    its lines are no headlines.
//! 2. JSON: the first line that is not blank begins with `{` and is an object, or the text
//!    begins with an array of objects or of texts, or an object over several lines.
//! 3. HTML: the text begins with a doctype or a tag that pages begin with.
//! 4. A table: its first line tells its delimiter (`sep=;`), or the title's field is among the columns of the first row, separated by tabs,
//!    commas or semicolons, and most rows have as many columns; by bars without spaces, and three of four have. Where a name
//!    of the title's field was given, a table without it is one too, so that the fields there are can be listed. A single column counts too, if it has exactly that name.
//! 5. A page of plain text: two bullet lines follow one another, and bullet lines are at least
//!    a tenth of all. For signs that also stand at the beginning of sentences (a hyphen, a
//!    dash, an asterisk) they must be a quarter.
//! 6. Lines of text.
//!
//! A name's ending only decides what content leaves open: `.csv` and `.tsv` make a table of a
//! first row without the title's field, so that the fields there are can be listed;
//! `.jsonl`, `.ndjson` and `.json` make JSON of a first line that is broken or a text; `.html`, `.htm`
//! and `.md` make a page of what has no mark of one.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde_json::value::RawValue;

use super::run::FieldNames;
use super::{Format, feed, page, table};

/// A format with what it takes to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    /// One object a line.
    JsonLines,
    /// An array of objects, or objects over several lines.
    JsonValues,
    /// Rows whose fields are separated by this byte.
    Table(u8),
    PlainPage,
    HtmlPage,
    /// RSS, Atom, JSON Feed, or a list of feeds; other XML too, which is then refused.
    Feed,
}

/// What is known of an input before it is read.
pub(super) struct Clues<'a> {
    pub(super) name: &'a str,
    /// The first part of it, decoded.
    pub(super) head: &'a [u8],
    /// Whether there is nothing behind.
    pub(super) is_whole: bool,
    pub(super) fields: &'a FieldNames,
}

impl Clues<'_> {
    /// The shape of the input, of which the caller may have given the `format`.
    pub(super) fn shape(&self, format: Format) -> Shape {
        match format {
            Format::Auto => self.recognised(),
            // Parquet was taken aside before anybody asked for its text.
            Format::Text | Format::Parquet => Shape::Text,
            Format::Jsonl => self.json().unwrap_or(Shape::JsonLines),
            Format::Csv => Shape::Table(self.csv_delimiter()),
            Format::Tsv => Shape::Table(b'\t'),
            Format::Page if begins_as_html(self.head) || has_closing_tags(self.head) => Shape::HtmlPage,
            Format::Page => Shape::PlainPage,
            Format::Feed => Shape::Feed,
        }
    }

    fn recognised(&self) -> Shape {
        let ending = ending(self.name);
        if self.is_feed(&ending) {
            return Shape::Feed;
        }
        if let Some(json) = self.json() {
            return json;
        }
        if begins_as_html(self.head) || matches!(&*ending, "html" | "htm" | "xhtml") {
            return Shape::HtmlPage;
        }
        if let Some(delimiter) = self.delimiter(&ending) {
            return Shape::Table(delimiter);
        }
        let head = String::from_utf8_lossy(self.head);
        match &*ending {
            "jsonl" | "ndjson" | "json" if head.trim_start().starts_with(['{', '"']) => Shape::JsonLines,
            "md" | "markdown" => Shape::PlainPage,
            _ if page::has_bullets(&head) => Shape::PlainPage,
            _ => Shape::Text,
        }
    }

    /// Whether it is a feed, or XML that is none, or is called one and is something else.
    fn is_feed(&self, ending: &str) -> bool {
        if matches!(ending, "rss" | "atom" | "opml") {
            return true;
        }
        let text = self.head.trim_ascii_start();
        match text.first() {
            Some(b'{') => feed::json::begins(text),
            Some(b'<') if !begins_as_html(text) => {
                text.starts_with(b"<?xml")
                    || feed::root(&String::from_utf8_lossy(text)).is_some_and(|root| feed::is_feeds(&root))
            }
            _ => false,
        }
    }

    fn json(&self) -> Option<Shape> {
        let text = self.head.trim_ascii_start();
        match text.first()? {
            b'[' => {
                let inner = text[1..].trim_ascii_start();
                let is_array = match inner.first() {
                    Some(b'{') => true,
                    Some(b'"') => is_listed_text(inner, self.is_whole),
                    _ => inner.trim_ascii_end() == b"]",
                };
                is_array.then_some(Shape::JsonValues)
            }
            b'{' => {
                let line_end = memchr::memchr(b'\n', text);
                let line = &text[..line_end.unwrap_or(text.len())];
                if is_object(line) || line_end.is_none() && !self.is_whole {
                    return Some(Shape::JsonLines);
                }
                // An object that is whole only over several lines.
                let mut values = serde_json::Deserializer::from_slice(text).into_iter::<&RawValue>();
                matches!(values.next(), Some(Ok(_))).then_some(Shape::JsonValues)
            }
            _ => None,
        }
    }

    fn delimiter(&self, ending: &str) -> Option<u8> {
        let content = [b'\t', b',', b';', b'|'].into_iter().find(|&delimiter| {
            let widths = table::widths(self.head, delimiter, ROWS);
            let width = table::header(self.head, delimiter).0.len();
            let regular = widths.iter().filter(|&&other| other == width).count();
            let is_regular = |parts: usize, of: usize| regular * of >= widths.len() * parts;
            // Whoever names a column means a table, though none has that name.
            let is_meant = self.has_title(delimiter)
                || self.fields.is_title_given() && width > 1 && widths.len() > 1 && is_regular(3, 4);
            is_meant
                && if delimiter == b'|' { is_regular(3, 4) && !self.is_drawn() } else { is_regular(1, 2) }
        });
        let by_name = || match ending {
            "tsv" | "tab" => Some(b'\t'),
            "csv" => Some(self.csv_delimiter()),
            _ => None,
        };
        let splits = |&delimiter: &u8| table::header(self.head, delimiter).0.len() > 1;
        table::told_delimiter(self.head).or(content).or_else(|| by_name().filter(splits))
    }

    /// The one that the table tells; else of comma, semicolon and bar the one that parts the title's field from others in the header; where
    /// none does, of comma and semicolon the one that makes more fields of it.
    fn csv_delimiter(&self) -> u8 {
        let columns = |delimiter| table::header(self.head, delimiter).0.len();
        let semicolon = (self.has_title(b';'), columns(b';'));
        let others = || if semicolon > (self.has_title(b','), columns(b',')) { b';' } else { b',' };
        let bar = || (self.has_title(b'|') && !self.has_title(others())).then_some(b'|');
        table::told_delimiter(self.head).or_else(bar).unwrap_or_else(others)
    }

    /// Whether the first line has spaces beside its bars, as where outlets part their names from headlines, and as tables are drawn for people.
    fn is_drawn(&self) -> bool {
        let line = self.head.trim_ascii_start().split(|&byte| byte == b'\n').next().unwrap_or_default();
        [&b" |"[..], b"| "].into_iter().any(|drawn| memchr::memmem::find(line, drawn).is_some())
    }

    fn has_title(&self, delimiter: u8) -> bool {
        let columns = table::header(self.head, delimiter).0;
        let title = self.fields.column(0, &columns);
        // One column under "Title" may well be a headline.
        title.is_some_and(|title| columns.len() > 1 || columns[title] == self.fields.name(0))
    }
}

/// Rows that are looked at for their number of columns.
const ROWS: usize = 100;

/// Whether an array goes on, or ends, behind the text that it begins with: behind a word in quotes a headline does not. It may be cut off behind it.
fn is_listed_text(array: &[u8], is_whole: bool) -> bool {
    let mut values = serde_json::Deserializer::from_slice(array).into_iter::<&RawValue>();
    if !matches!(values.next(), Some(Ok(_))) {
        return false;
    }
    let behind = array[values.byte_offset()..].trim_ascii_start();
    let next = behind.strip_prefix(b",").map(<[u8]>::trim_ascii_start);
    let is_cut = is_whole && next.unwrap_or(behind).is_empty();
    let begins_value = |next: &[u8]| {
        matches!(next.first(), Some(b'"' | b'{' | b'[' | b'0'..=b'9' | b'-')) || next.starts_with(b"null")
    };
    is_cut || behind.starts_with(b"]") || next.is_some_and(begins_value)
}

fn is_object(line: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(line).is_ok_and(|value| value.get().starts_with('{'))
}

/// The ending of a name, in lower case, that of a compressed file's aside.
fn ending(name: &str) -> String {
    let name = name.to_lowercase();
    let bare = [".gz", ".zst", ".zstd"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    bare.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_owned())
}

/// Elements with which a page or a part of one begins. Those that set a word apart (`b`, `i`,
/// `em`, `span`) also begin headlines.
const FIRST_ELEMENTS: [&str; 27] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "main", "article", "section",
    "header", "nav", "aside", "div", "ul", "ol", "dl", "li", "h1", "h2", "h3", "h4", "p", "table", "form",
];

/// Whether the text begins with a doctype, an XML declaration of a page, or one of the [`FIRST_ELEMENTS`].
pub(super) fn begins_as_html(head: &[u8]) -> bool {
    let head = &head[..head.len().min(META)];
    let text = String::from_utf8_lossy(head).to_lowercase();
    let mut text = text.trim_start();
    // What may stand before the doctype.
    while let Some(rest) = text
        .strip_prefix("<!--")
        .map(|rest| (rest, "-->"))
        .or(text.strip_prefix("<?xml").map(|rest| (rest, "?>")))
    {
        let Some((_, behind)) = rest.0.split_once(rest.1) else { return false };
        text = behind.trim_start();
    }
    if text.starts_with("<!doctype html") {
        return true;
    }
    let Some(tag) = text.strip_prefix('<') else { return false };
    let name_end = tag.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let is_tag = tag[name_end..].starts_with(['>', '/']) || tag[name_end..].starts_with(char::is_whitespace);
    is_tag && FIRST_ELEMENTS.contains(&&tag[..name_end])
}

/// Whether a text that is known to be a page has HTML in it.
fn has_closing_tags(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_lowercase();
    ["</li>", "</h1>", "</h2>", "</h3>", "</h4>", "</p>", "</div>", "</a>"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// How far into a page its `<meta charset>` may stand; browsers look at 1,024 bytes, but pages
/// with long scripts before it exist.
const META: usize = 8 << 10;

/// The encoding that an HTML page names.
pub(super) fn meta_charset(head: &[u8]) -> Option<&'static Encoding> {
    if !begins_as_html(head) {
        return None;
    }
    let text = String::from_utf8_lossy(&head[..head.len().min(META)]).to_lowercase();
    let encoding = text.split("<meta").skip(1).find_map(|tag| {
        let tag = tag.split('>').next()?;
        let (_, value) = tag.split_once("charset")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || "\"';/".contains(c)).unwrap_or(value.len());
        Encoding::for_label_no_replacement(&value.as_bytes()[..end])
    })?;
    // A page whose tags could be read byte by byte is not in UTF-16, whatever it says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The encoding that an XML declaration names, unless it is one of those of Unicode: a text that keeps to them was
/// recognised before.
pub(super) fn declared_in_xml(head: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(&head[..head.len().min(META)]);
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    (![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding)).then_some(encoding)
}
