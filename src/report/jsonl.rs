//! One cluster a line, for programs.
//!
//! ```json
//! {"cluster":"00000000000000a1","size":2,"representative":"7","members":[{"id":"7","title":"Harbour reopens","similarity":1.0,"relation":"duplicate"},{"id":"feed.txt:9","title":"Harbour re-opens","similarity":0.93,"relation":"duplicate"}]}
//! ```
//!
//! The field names are a contract. Ids are always strings, whatever they were in the input;
//! `source` and `published` are left out where the record lacked them; `similarity` has at
//! most four decimals; a title is what was read, with JSON's own escapes and no others. A run that was asked
//! for relations adds `updates` and `series` where there are some, each a list of
//! `{"id","title","source","published","score","reason"}`.
//!
//! The lines are formed through structs that borrow everything: no tree of values, no string
//! per member, not even for an id that is made of a path and a line number. Forming them is
//! two cache misses a member, which is more than writing them; so all threads form a part
//! each, and the parts are written in their order. A part holds its lines' bytes: a thousand
//! clusters, or one where it is huge.

use std::fmt::Display;
use std::io::{self, Write};

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::{Beside, Cluster, ClusterId, Member, Report, rounded};
use crate::headline::{Headline, Headlines, Id};
use crate::judge::Relation;

/// Clusters that a thread forms at a time: some hundred kilobytes.
const PART: usize = 1 << 10;

/// Clusters whose headlines are fetched from memory together.
const FETCHED: usize = 16;

/// Of a huge cluster no more of them: what comes later would take the place of what is read first.
const FETCHED_HEADLINES: usize = 256;

/// Parts that each thread forms before they are written.
const PARTS_EACH: usize = 4;

/// Writes the clusters of `report`, one JSON object a line.
///
/// ```
/// use doublet::judge::Relation;
/// use doublet::report::{Cluster, ClusterId, Member, Report, jsonl};
/// let headlines: doublet::Headlines = ["Harbour reopens"].into_iter().collect();
/// let member = Member { headline: 0, similarity: 1.0, relation: Relation::Duplicate };
/// let cluster = Cluster { id: ClusterId(161), members: vec![member], ..Cluster::default() };
/// let report = Report { clusters: vec![cluster], ..Report::default() };
/// let mut out = Vec::new();
/// jsonl::write(&report, &headlines, &mut out)?;
/// assert!(out.starts_with(br#"{"cluster":"00000000000000a1","size":1,"representative":"memory:1""#));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, out: &mut dyn Write) -> io::Result<()> {
    for clusters in report.clusters.chunks(PART * PARTS_EACH * rayon::current_num_threads()) {
        let parts: io::Result<Vec<Vec<u8>>> =
            clusters.par_chunks(PART).map(|part| lines(part, headlines)).collect();
        for part in parts? {
            out.write_all(&part)?;
        }
    }
    out.flush()
}

/// The lines of some clusters.
fn lines(clusters: &[Cluster], headlines: &Headlines) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for clusters in clusters.chunks(FETCHED) {
        let members = clusters.iter().flat_map(|cluster| &cluster.members);
        headlines.fetch(members.take(FETCHED_HEADLINES).map(|member| member.headline));
        for record in records(clusters, headlines) {
            serde_json::to_writer(&mut lines, &record)?;
            lines.push(b'\n');
        }
    }
    Ok(lines)
}

/// The clusters in the form in which JSON shows them.
pub(super) fn records<'a>(
    clusters: &'a [Cluster],
    headlines: &'a Headlines,
) -> impl Iterator<Item = ClusterRecord<'a>> {
    clusters.iter().filter_map(|cluster| ClusterRecord::new(cluster, headlines))
}

/// A cluster as JSON shows it.
#[derive(Serialize)]
pub(super) struct ClusterRecord<'a> {
    #[serde(serialize_with = "as_string")]
    cluster: ClusterId,
    size: usize,
    #[serde(serialize_with = "as_string")]
    representative: Id<'a>,
    members: Members<'a>,
    #[serde(skip_serializing_if = "BesideList::is_empty")]
    updates: BesideList<'a>,
    #[serde(skip_serializing_if = "BesideList::is_empty")]
    series: BesideList<'a>,
}

impl<'a> ClusterRecord<'a> {
    /// The record of `cluster`; none where it has no members, of which nothing could be said.
    fn new(cluster: &'a Cluster, headlines: &'a Headlines) -> Option<Self> {
        let representative = cluster.members.first()?;
        Some(ClusterRecord {
            cluster: cluster.id,
            size: cluster.members.len(),
            representative: headlines.id(representative.headline as usize),
            members: Members { members: &cluster.members, headlines },
            updates: BesideList { beside: &cluster.beside, wanted: Relation::Update, headlines },
            series: BesideList { beside: &cluster.beside, wanted: Relation::Series, headlines },
        })
    }
}

/// The members of a cluster, made into records one at a time.
struct Members<'a> {
    members: &'a [Member],
    headlines: &'a Headlines,
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.members.iter().map(|member| {
            let index = member.headline as usize;
            let headline = self.headlines.get(index);
            MemberRecord {
                // Most records bring an id, and then the place need not be looked up again.
                id: headline.id.map_or_else(|| self.headlines.id(index), Id::Own),
                title: headline.title,
                source: headline.source,
                published: headline.published,
                similarity: rounded(member.similarity),
                relation: member.relation,
            }
        }))
    }
}

/// What lies next to a cluster in one relation to it.
struct BesideList<'a> {
    beside: &'a [Beside],
    wanted: Relation,
    headlines: &'a Headlines,
}

impl<'a> BesideList<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a Beside> {
        let wanted = self.wanted;
        self.beside.iter().filter(move |beside| beside.relation == wanted)
    }

    fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Serialize for BesideList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|beside| {
            let Headline { title, source, published, .. } = self.headlines.get(beside.headline as usize);
            BesideRecord {
                id: self.headlines.id(beside.headline as usize),
                title,
                source,
                published,
                score: rounded(beside.similarity),
                reason: &beside.reason,
            }
        }))
    }
}

/// A headline next to a cluster as JSON shows it.
#[derive(Serialize)]
struct BesideRecord<'a> {
    #[serde(serialize_with = "as_string")]
    id: Id<'a>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    score: f64,
    reason: &'a str,
}

/// A member as JSON shows it.
#[derive(Serialize)]
struct MemberRecord<'a> {
    #[serde(serialize_with = "as_string")]
    id: Id<'a>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    similarity: f64,
    relation: Relation,
}

/// Serialises what `value` displays, without a string in between.
fn as_string<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
