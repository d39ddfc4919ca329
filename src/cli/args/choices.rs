//! The values of options that are one of several names.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use doublet::config::{Keep, Method, Numbers, Updates};
use doublet::read::Format;

/// The values of an option: the name, its help, what it means.
pub(crate) struct Named<T: 'static>(pub(super) &'static [(&'static str, &'static str, T)]);

impl<T: Copy + Send + Sync + 'static> Named<T> {
    /// A parser of these names and no others.
    pub(super) fn parser(&'static self) -> impl TypedValueParser<Value = T> {
        let names = self.0.iter().map(|&(name, help, _)| PossibleValue::new(name).help(help));
        PossibleValuesParser::new(names).map(|typed| {
            let chosen = self.0.iter().find(|(name, ..)| *name == typed);
            chosen.expect("the parser lets only these names through").2
        })
    }
}

impl<T: Copy + PartialEq> Named<T> {
    /// How `value` is typed.
    pub(crate) fn name(&self, value: T) -> &'static str {
        self.0.iter().find(|named| named.2 == value).map_or("", |named| named.0)
    }
}

pub(super) static FORMAT: Named<Format> = Named(&[
    (Format::Auto.name(), "Recognised by its content", Format::Auto),
    (Format::Text.name(), "One headline a line", Format::Text),
    (Format::Jsonl.name(), "One JSON object a line", Format::Jsonl),
    (Format::Csv.name(), "Comma-separated values with a header", Format::Csv),
    (Format::Tsv.name(), "Tab-separated values with a header", Format::Tsv),
    (Format::Page.name(), "A scraped page, plain text or HTML", Format::Page),
    (Format::Feed.name(), "RSS, Atom or JSON Feed; OPML that lists feeds in files", Format::Feed),
    (Format::Parquet.name(), "Rows of Parquet", Format::Parquet),
]);

pub(crate) static METHOD: Named<Method> = Named(&[
    (Method::Minhash.name(), "Signatures cut into bands: fast, of a stated recall", Method::Minhash),
    (Method::Simhash.name(), "Fingerprints of 64 bits", Method::Simhash),
    (Method::Exact.name(), "Every pair at or above the threshold; slower", Method::Exact),
]);

pub(crate) static KEEP: Named<Keep> = Named(&[
    (Keep::Earliest.name(), "The first published, else the first read", Keep::Earliest),
    (Keep::Longest.name(), "The longest title", Keep::Longest),
    (Keep::Central.name(), "The one with the most duplicates beside it", Keep::Central),
]);

pub(crate) static NUMBERS: Named<Numbers> = Named(&[
    (Numbers::Decide.name(), "Headlines with a number of their own each are no duplicates", Numbers::Decide),
    (Numbers::Ignore.name(), "Numbers set nothing apart", Numbers::Ignore),
]);

pub(crate) static UPDATES: Named<Updates> = Named(&[
    (Updates::Apart.name(), "They stay apart", Updates::Apart),
    (Updates::Join.name(), "They join it, marked as updates", Updates::Join),
]);
