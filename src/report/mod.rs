//! What a run found, as plain data, and the views of it.
//!
//! A [`Report`] holds numbers only: which headline stands in which cluster, how like its
//! representative, and what was counted. The texts stay in [`Headlines`](crate::Headlines),
//! so a report of a hundred million headlines is twelve bytes a member. Each view is a
//! function of the two, `write(report, headlines, out)`, that decides nothing and keeps
//! nothing: what a view shows, every other view could show.
//!
//! | view | for | form |
//! |---|---|---|
//! | [`jsonl`] | programs | one cluster a line, streaming |
//! | [`json`] | programs that want one document, with the totals | one object |
//! | [`csv`] | spreadsheets and databases | one row a member |
//! | `parquet` | data frames and SQL | the same, typed; with the feature of that name |
//! | [`table`] | people | sized to a terminal, hostile text disarmed |
//! | `html` (with the feature of that name) | people | one page that opens by a double click, hostile text disarmed |
//!
//! All but the table and the page carry titles byte for byte as they were read, escaped as the format
//! demands. These two say how they change what they show ([`sanitize`]). What the page tells of
//! [`sources`] and of time ([`timeline`]) is plain data as well.

pub mod csv;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "parquet")]
pub mod rows;
pub mod sanitize;
pub mod sources;
pub mod table;
pub mod timeline;

pub mod annotate;
mod column;
mod when;

use std::fmt;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::judge::Relation;

/// A cluster's stable id: a hash of its representative's canonical text, shown as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub u64);

impl ClusterId {
    /// The seed of every cluster's id: any constant would do; it must never change.
    const SEED: u64 = 0x636c_7573_7465_7231; // "cluster1"

    /// The id of the cluster whose representative has this canonical text.
    ///
    /// ```
    /// use doublet::report::ClusterId;
    /// assert_eq!(ClusterId::of("harbour reopens").to_string(), "0e774d12d2807775");
    /// ```
    #[must_use]
    pub fn of(canonical: &str) -> Self {
        ClusterId(xxh3_64_with_seed(canonical.as_bytes(), Self::SEED))
    }
}

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A headline in its cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// Its index in the [`Headlines`](crate::Headlines) of the run.
    pub headline: u32,
    /// How like the representative it is, from 0 to 1; 1 for the representative itself.
    pub similarity: f32,
    /// What it is to the representative.
    pub relation: Relation,
}

/// A headline that lies next to a cluster without being in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Its index in the [`Headlines`](crate::Headlines) of the run.
    pub headline: u32,
    /// How like the representative, or another member, it is, from 0 to 1.
    pub similarity: f64,
    /// An update or another instance of the series.
    pub relation: Relation,
    /// Why it is that, in words; where it is told of another member than the representative, that one's title is among them.
    pub reason: String,
}

/// Headlines that tell the same item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// The stable id.
    pub id: ClusterId,
    /// The representative first, the others in input order.
    pub members: Vec<Member>,
    /// What lies next to it, most similar first; empty unless the settings ask for it.
    pub beside: Vec<Beside>,
}

impl Cluster {
    /// How like the representative the others are on average, from 0 to 1, those that repeat it aside: a story that
    /// thirty outlets took over and one retold is as loose as that one. `None` where all repeat it.
    ///
    /// ```
    /// use doublet::judge::Relation;
    /// use doublet::report::{Cluster, Member};
    /// let member = |headline, similarity| Member { headline, similarity, relation: Relation::Duplicate };
    /// let members = vec![member(0, 1.0), member(1, 0.75), member(2, 1.0), member(3, 0.5)];
    /// assert_eq!(Cluster { members, ..Cluster::default() }.cohesion(), Some(0.625));
    /// assert_eq!(Cluster { members: vec![member(0, 1.0), member(1, 1.0)], ..Cluster::default() }.cohesion(), None);
    /// ```
    #[must_use]
    pub fn cohesion(&self) -> Option<f64> {
        let others = self.members.iter().skip(1).map(|member| f64::from(member.similarity));
        let (count, sum) = others
            .filter(|&similarity| similarity < 1.0)
            .fold((0_u32, 0.0), |(count, sum), similarity| (count + 1, sum + similarity));
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// A title in at most so many columns of a terminal, disarmed as the table's are.
///
/// ```
/// use doublet::report::excerpt;
/// assert_eq!(excerpt("Harbour reopens", 80), "Harbour reopens");
/// assert_eq!(excerpt("\u{1b}Harbour\treopens", 10), "\u{fffd}Harbour …");
/// ```
#[must_use]
pub fn excerpt(title: &str, columns: usize) -> String {
    column::cut(&sanitize::sanitize(title), columns)
}

/// What a run counted.
///
/// ```
/// use doublet::report::Totals;
/// let totals = Totals { headlines: 10, empty: 1, distinct_texts: 7, ..Totals::default() };
/// assert_eq!(totals.exact_repeats(), 2);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Headlines read.
    pub headlines: u64,
    /// Of these, empty or of punctuation alone: equal to nothing.
    pub empty: u64,
    /// Different canonical texts among the rest.
    pub distinct_texts: u64,
    /// Clusters of two or more.
    pub clusters: u64,
    /// Headlines in them.
    pub clustered: u64,
    /// Pairs that were judged.
    pub judged: u64,
    /// Pairs at or over the threshold that the judge kept apart.
    pub vetoed: u64,
    /// Headlines in clusters whose time of publication is told and not understood, where the [earliest](crate::config::Keep::Earliest)
    /// represents; else 0. It is of the input and not of the report, and no part of its JSON.
    #[serde(skip)]
    pub bad_dates: u64,
}

impl Totals {
    /// Headlines whose canonical text had been seen before in the run.
    #[must_use]
    pub fn exact_repeats(&self) -> u64 {
        self.headlines.saturating_sub(self.empty).saturating_sub(self.distinct_texts)
    }
}

/// The similarity as it is reported: four decimals, since an estimate from some hundred
/// sketch slots is not more exact and an f32 widened to an f64 would show its noise.
///
/// ```
/// assert_eq!(doublet::report::rounded(2.0 / 3.0), 0.6667);
/// ```
#[must_use]
pub fn rounded(similarity: impl Into<f64>) -> f64 {
    (similarity.into() * 1e4).round() / 1e4
}

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The clusters, largest first, ties in the input order of their representatives.
    pub clusters: Vec<Cluster>,
    /// What was counted.
    pub totals: Totals,
}

impl Report {
    /// The first clusters of two or more, largest first.
    pub fn largest(&self, count: usize) -> impl Iterator<Item = &Cluster> {
        self.clusters.iter().filter(|cluster| cluster.members.len() > 1).take(count)
    }

    /// The clusters whose members are the least like their representatives, with their [cohesion](Cluster::cohesion),
    /// the lowest first, ties in the input order of the representatives. Where chaining went too far, it shows here.
    ///
    /// ```
    /// use doublet::judge::Relation;
    /// use doublet::report::{Cluster, Member, Report};
    /// let member = |headline, similarity| Member { headline, similarity, relation: Relation::Duplicate };
    /// let cluster = |first, similarity| {
    ///     Cluster { members: vec![member(first, 1.0), member(first + 1, similarity)], ..Cluster::default() }
    /// };
    /// let report = Report { clusters: vec![cluster(0, 0.75), cluster(2, 1.0), cluster(4, 0.5)], ..Report::default() };
    /// let loosest: Vec<f64> = report.least_cohesive(3).into_iter().map(|(_, cohesion)| cohesion).collect();
    /// assert_eq!(loosest, [0.5, 0.75]);
    /// ```
    #[must_use]
    pub fn least_cohesive(&self, count: usize) -> Vec<(&Cluster, f64)> {
        let cohesion = |cluster| Some((cluster, Cluster::cohesion(cluster)?));
        let mut loosest: Vec<(&Cluster, f64)> = self.clusters.iter().filter_map(cohesion).collect();
        loosest.sort_unstable_by(|(one, this), (other, that)| {
            this.total_cmp(that).then(one.members[0].headline.cmp(&other.members[0].headline))
        });
        loosest.truncate(count);
        loosest
    }
}
