//! The clusters as the page holds them: JSON in arrays, compressed, in letters that need no escape.
//!
//! A page of 100,000 clusters is mostly titles that repeat. Arrays in place of objects, a source as its number, a
//! title that is the representative's as 0, and gzip, make of it a fifth of what the objects would
//! take; and base64 has no letter that means something to HTML, so that no title can end its element. The
//! browser unpacks it (`DecompressionStream`, in all of them since May 2023).
//!
//! ```text
//! {"sources":[..], "following":[..], "clusters":[[id, [member..], [beside..]]..]}
//! member   [title or 0, source or -1, published, similarity, relation, id]
//! beside   [[title, source or -1, published, score, relation, id], reason]
//! ```
//!
//! `published` is seconds since 1970, or of a day alone a list of those of its beginning, or null, or what was read if it is no date.

use std::borrow::Cow;
use std::io::{self, Write};

use ahash::AHashMap;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Serialize, Serializer};

use crate::headline::Headlines;
use crate::judge::Relation;
use crate::published::{Moment, Precision};
use crate::report::sanitize::sanitize;
use crate::report::sources::{Following, Source, Sources};
use crate::report::{Cluster, Report};

/// The most clusters that a page holds: what a browser still sorts and searches at the stroke of a key.
pub(super) const MOST_CLUSTERS: usize = 100_000;

/// The most characters of a title that a page holds: an article in the wrong field is seen to be one by then.
const TITLE: usize = 1000;

/// The most pairs of a leader and a follower: who follows whom less often than these is chance.
const FOLLOWING: usize = 500;

/// Writes all that the page's lists show.
pub(super) fn write(
    report: &Report,
    headlines: &Headlines,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let clusters = &report.clusters[..report.clusters.len().min(MOST_CLUSTERS)];
    let index = sources.list.iter().map(|source| source.name.as_str()).zip(0..).collect();
    let page = Page { headlines, sources: index };
    let data = Data {
        sources: sources.list.iter().map(disarmed).collect(),
        following: &sources.following[..sources.following.len().min(FOLLOWING)],
        clusters: clusters.iter().map(|cluster| ClusterRow { cluster, page: &page }).collect(),
    };
    let mut encoder = EncoderWriter::new(out, &STANDARD);
    let mut packer = GzEncoder::new(&mut encoder, Compression::default());
    serde_json::to_writer(&mut packer, &data)?;
    packer.finish()?;
    encoder.finish()?;
    Ok(())
}

/// A source whose name steers nothing.
fn disarmed(source: &Source) -> Source {
    Source { name: sanitize(&source.name).into_owned(), ..source.clone() }
}

/// What the page's lists show.
#[derive(Serialize)]
struct Data<'a> {
    sources: Vec<Source>,
    following: &'a [Following],
    clusters: Vec<ClusterRow<'a>>,
}

/// What the rows look up.
struct Page<'a> {
    headlines: &'a Headlines,
    /// The number of each source in the list.
    sources: AHashMap<&'a str, u32>,
}

/// A title, or 0 where it is that of the representative.
#[derive(Serialize)]
#[serde(untagged)]
enum Title<'a> {
    Kept(u8),
    Own(Cow<'a, str>),
}

/// A time of publication: seconds, or those of the beginning of a day in a list of one, or what was read.
#[derive(Serialize)]
#[serde(untagged)]
enum Published<'a> {
    Seconds(i64),
    Day([i64; 1]),
    Text(Cow<'a, str>),
}

/// What the rows of members and of what lies beside have in common: title, source, published, similarity in
/// ten-thousandths, relation, id.
type Row<'a> = (Title<'a>, i64, Option<Published<'a>>, u32, Relation, String);

impl<'a> Page<'a> {
    fn row(&self, index: u32, kept: &str, similarity: f64, relation: Relation) -> Row<'a> {
        let headline = self.headlines.get(index as usize);
        let source =
            headline.source.and_then(|name| self.sources.get(name)).map_or(-1, |&number| i64::from(number));
        let title = if headline.title == kept { Title::Kept(0) } else { Title::Own(shown(headline.title)) };
        let id = sanitize(&self.headlines.id(index as usize).to_string()).into_owned();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies from 0 to 10,000"
        )]
        let similarity = (similarity.clamp(0.0, 1.0) * 1e4).round() as u32;
        (title, source, headline.published.map(published), similarity, relation, id)
    }
}

/// The title as the page shows it: disarmed, and of the longest the beginning.
fn shown(title: &str) -> Cow<'_, str> {
    match title.char_indices().nth(TITLE) {
        Some((end, _)) => Cow::Owned(format!("{}…", sanitize(&title[..end]))),
        None => sanitize(title),
    }
}

fn published(text: &str) -> Published<'_> {
    match Moment::parse(text) {
        Some(Moment { since, precision: Precision::Instant }) => Published::Seconds(since.div_euclid(1000)),
        Some(day) => Published::Day([day.since.div_euclid(1000)]),
        None => Published::Text(shown(text)),
    }
}

/// A cluster as `[id, members, beside]`.
struct ClusterRow<'a> {
    cluster: &'a Cluster,
    page: &'a Page<'a>,
}

impl Serialize for ClusterRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Cluster { id, members, beside } = self.cluster;
        let page = self.page;
        let kept = members.first().map_or("", |kept| page.headlines.get(kept.headline as usize).title);
        let rows = members.iter().enumerate().map(|(at, member)| {
            let kept = if at == 0 { "" } else { kept };
            page.row(member.headline, kept, f64::from(member.similarity), member.relation)
        });
        let beside = beside
            .iter()
            .map(|one| (page.row(one.headline, "", one.similarity, one.relation), sanitize(&one.reason)));
        (id.to_string(), rows.collect::<Vec<_>>(), beside.collect::<Vec<_>>()).serialize(serializer)
    }
}
