//! OPML: a list of feeds, as readers of feeds export it.
//!
//! An outline names its feed in `xmlUrl`. A file is read, from the folder of the list where its path is relative. Nothing is
//! fetched: an address is a bad line that says so. A file that stands in the list twice, as in two of its folders, is
//! read once, and a list within a list is not followed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use url::Url;

use super::scan::{Dialect, root};
use crate::read::chunks::count_lines;
use crate::read::record::Parsed;

/// Whether a text is OPML.
pub(in crate::read) fn is_opml(text: &str) -> bool {
    root(text).is_some_and(|root| Dialect::of(&root) == Some(Dialect::Opml))
}

/// The files that a list names, in its order; what is wrong with its lines goes to `parsed`. `list` is its own path, if it
/// has one.
pub(in crate::read) fn files(text: &str, list: Option<&Path>, parsed: &mut Parsed) -> Vec<PathBuf> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let (mut line, mut counted) = (1, 0);
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    loop {
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let address = match event {
            Ok(Event::Start(tag) | Event::Empty(tag)) => address(&tag),
            Ok(Event::Eof) => return files,
            Ok(_) => None,
            Err(error) => {
                let what = format!("the list of feeds is broken: {error}");
                parsed.reject(line, what, "export it again; the feeds before it were read");
                return files;
            }
        };
        if let Some(address) = address {
            parsed.records += 1;
            if is_remote(&address) {
                let what = format!("the outline names {address}, and nothing is fetched");
                parsed.reject(line, what, "fetch it first, as with curl -o, and name the file");
            } else {
                let file = in_folder_of(list, &address);
                if file.exists() && !file.is_file() {
                    let what = format!("the outline names {address}, which is no regular file");
                    parsed.reject(line, what, "name the file of a feed");
                } else if seen.insert(file.clone()) {
                    files.push(file);
                }
            }
        }
        line += count_lines(&text.as_bytes()[counted..end]);
        counted = end;
    }
}

/// What an outline names, where it names something.
fn address(tag: &BytesStart<'_>) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.0.eq_ignore_ascii_case("xmlUrl"))?;
    let address = unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned);
    Some(address.trim().to_owned()).filter(|address| !address.is_empty())
}

/// Whether an address has a scheme other than that of files. A letter alone is the name of a disk.
fn is_remote(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    let is_scheme =
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme && !scheme.eq_ignore_ascii_case("file")
}

/// The path of an address, from the folder of its list; of a `file:` address what is behind the scheme, with `%20` and the like
/// undone.
fn in_folder_of(list: Option<&Path>, address: &str) -> PathBuf {
    if let Some(path) =
        Url::parse(address).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok())
    {
        return path;
    }
    list.and_then(Path::parent).unwrap_or(Path::new("")).join(address)
}
