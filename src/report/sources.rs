//! Who publishes first, who follows, and how long after.
//!
//! # The idea
//!
//! A cluster with two sources or more is an item that they share. Each source counts once in it, by its earliest
//! headline. A source was *first* if its headline is certainly earlier than that of every other: between two times of day
//! the clock decides, a day without a time of day is before another day, and neither before nor after a time within it.
//! Where several may have been the first, all of them were *together*; whoever is certainly later than one of
//! these *followed*, by so much as lies between the beginnings of the two times.
//!
//! Only headlines whose time is understood ([`Moment::parse`]) take part; sources are equal if their names are, letter
//! for letter. Nothing is said of who copied from whom: that one is later than another is all that times can tell.
//!
//! # The cost
//!
//! One look-up of a name a headline, and a sort of the sources of each cluster: O(n log n) for n members, 16 bytes for
//! each that followed.

use ahash::AHashMap;
use serde::Serialize;

use super::{Cluster, Report};
use crate::headline::Headlines;
use crate::published::Moment;

/// How many of the sources that share most stand in [`Sources::shared`]: more names than these cannot be read beside a
/// square of a page's width.
const SQUARE: usize = 15;

/// What one source did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its name, as it was read.
    pub name: String,
    /// Headlines of it in the input.
    pub headlines: u64,
    /// Clusters that it shares with another source.
    pub shared: u64,
    /// Of the shared, those where it was certainly the first.
    pub first: u64,
    /// Those where it may have been the first, beside another.
    pub together: u64,
    /// Those where another was certainly before it.
    pub followed: u64,
    /// How long after the first it followed, in seconds, the median; absent where it never did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lag: Option<u64>,
}

/// How often one source followed another that was the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Following {
    /// The source that was the first, an index of [`Sources::list`].
    pub leader: u32,
    /// The source that followed.
    pub follower: u32,
    /// In how many clusters.
    pub items: u64,
    /// How long after, in seconds, the median.
    pub lag: u64,
}

/// Who publishes first, who follows, and how long after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// All sources: those that were most often first before the others, then by shared items, headlines and name.
    pub list: Vec<Source>,
    /// Who follows whom, the most frequent first, then in the order of the list.
    pub following: Vec<Following>,
    /// The sources that share most, at most fifteen of them: indices of the list, in its order.
    pub sharing: Vec<u32>,
    /// How many items each of [`Sources::sharing`] shares with each, row by row; on the diagonal, those that it shares with
    /// anyone.
    pub shared: Vec<u64>,
}

/// When a source told an item for the first time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Appearance {
    /// The first that it may have been; none where no time is understood, which sorts first.
    since: Option<i64>,
    /// The last that it may have been: of a day alone and an hour of that day, the hour.
    until: i64,
    source: u32,
}

impl Sources {
    /// What the clusters of `report` tell of the sources of `headlines`; empty where no headline has a source.
    ///
    /// ```
    /// use doublet::headline::Headline;
    /// use doublet::report::sources::Sources;
    /// let told = |source, published| Headline {
    ///     source: Some(source),
    ///     published: Some(published),
    ///     ..Headline::titled("Harbour reopens after storm")
    /// };
    /// let headlines = [told("Post", "2026-03-02T07:30Z"), told("Dispatch", "2026-03-02T06:00Z")].into_iter().collect();
    /// let report = doublet::cluster(&headlines, &doublet::Config::default(), &())?;
    /// let sources = Sources::of(&report, &headlines);
    /// assert_eq!((sources.list[0].name.as_str(), sources.list[0].first), ("Dispatch", 1));
    /// assert_eq!((sources.list[1].followed, sources.list[1].lag), (1, Some(5400)));
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn of(report: &Report, headlines: &Headlines) -> Self {
        let mut count = Count::default();
        for headline in headlines.iter() {
            if let Some(name) = headline.source {
                let source = count.source(name);
                count.list[source as usize].headlines += 1;
            }
        }
        for cluster in &report.clusters {
            let appearances = count.appearances(cluster, headlines);
            if appearances.len() > 1 {
                count.share(appearances);
            }
        }
        count.finish()
    }
}

/// What is counted while the clusters are gone through.
#[derive(Default)]
struct Count<'a> {
    index: AHashMap<&'a str, u32>,
    list: Vec<Source>,
    /// Leader, follower and seconds of each that followed one first source; a follower of several that were together
    /// has no leader.
    lags: Vec<(Option<u32>, u32, u64)>,
    /// The sources of each shared item, one item behind the other.
    items: Vec<u32>,
    /// Where each item begins.
    starts: Vec<usize>,
}

impl<'a> Count<'a> {
    /// The index of the source called `name`.
    fn source(&mut self, name: &'a str) -> u32 {
        *self.index.entry(name).or_insert_with(|| {
            self.list.push(Source { name: name.to_owned(), ..Source::default() });
            u32::try_from(self.list.len() - 1)
                .expect("there are fewer sources than headlines, whose indices are 32 bits")
        })
    }

    /// When each source told `cluster` for the first time, one a source, in the order of time; those without one first.
    fn appearances(&mut self, cluster: &Cluster, headlines: &'a Headlines) -> Vec<Appearance> {
        let mut appearances: Vec<Appearance> = cluster
            .members
            .iter()
            .filter_map(|member| {
                let headline = headlines.get(member.headline as usize);
                let source = self.source(headline.source?);
                let moment = headline.published.and_then(Moment::parse);
                let until = moment.map_or(i64::MAX, Moment::until);
                Some(Appearance { since: moment.map(|moment| moment.since), until, source })
            })
            .collect();
        // One that is dated speaks for its source before one that is not.
        appearances.sort_unstable_by_key(|one| (one.source, one.since.is_none(), one.since));
        appearances.dedup_by(|later, first| {
            let is_same = later.source == first.source;
            if is_same {
                first.until = first.until.min(later.until);
            }
            is_same
        });
        appearances.sort_unstable();
        appearances
    }

    /// Counts an item that several sources share.
    fn share(&mut self, appearances: Vec<Appearance>) {
        self.starts.push(self.items.len());
        for one in &appearances {
            self.list[one.source as usize].shared += 1;
            self.items.push(one.source);
        }
        let dated: Vec<(i64, Appearance)> =
            appearances.into_iter().filter_map(|one| Some((one.since?, one))).collect();
        let Some(bound) = dated.iter().map(|(_, one)| one.until).min().filter(|_| dated.len() > 1) else {
            return;
        };
        let (first, followers) = dated.split_at(dated.partition_point(|(since, _)| *since <= bound));
        let leader = if let [(_, only)] = first { Some(only.source) } else { None };
        for (_, one) in first {
            let source = &mut self.list[one.source as usize];
            *(if leader.is_some() { &mut source.first } else { &mut source.together }) += 1;
        }
        for (since, one) in followers {
            self.list[one.source as usize].followed += 1;
            self.lags.push((leader, one.source, (since - first[0].0).unsigned_abs() / 1000));
        }
    }

    /// Puts all in its order.
    fn finish(mut self) -> Sources {
        self.set_lags();
        let mut order: Vec<u32> = (0..).take(self.list.len()).collect();
        let rank = |&index: &u32| {
            let Source { first, shared, headlines, name, .. } = &self.list[index as usize];
            (std::cmp::Reverse((*first, *shared, *headlines)), name.as_str())
        };
        order.sort_unstable_by(|one, other| rank(one).cmp(&rank(other)));
        let mut place = vec![0; order.len()];
        for (at, &index) in (0..).zip(&order) {
            place[index as usize] = at;
        }
        let following = self.following(&place);
        let (sharing, shared) = self.square(&place);
        let list = order.iter().map(|&index| std::mem::take(&mut self.list[index as usize])).collect();
        Sources { list, following, sharing, shared }
    }

    /// The median lag of each source.
    fn set_lags(&mut self) {
        self.lags.sort_unstable_by_key(|&(_, follower, lag)| (follower, lag));
        for lags in self.lags.chunk_by(|one, other| one.1 == other.1) {
            self.list[lags[0].1 as usize].lag = Some(median(lags));
        }
    }

    /// Who follows whom, by the sources' places in the list.
    fn following(&mut self, place: &[u32]) -> Vec<Following> {
        self.lags.retain(|(leader, ..)| leader.is_some());
        self.lags.sort_unstable();
        let pairs = self.lags.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
        let mut following: Vec<Following> = pairs
            .filter_map(|lags| {
                let (leader, follower) = (place[lags[0].0? as usize], place[lags[0].1 as usize]);
                Some(Following { leader, follower, items: lags.len() as u64, lag: median(lags) })
            })
            .collect();
        following.sort_unstable_by_key(|pair| (std::cmp::Reverse(pair.items), pair.leader, pair.follower));
        following
    }

    /// The sources that share most, by their places in the list, and how many items each shares with each.
    fn square(&self, place: &[u32]) -> (Vec<u32>, Vec<u64>) {
        let mut most: Vec<u32> =
            (0..).take(self.list.len()).filter(|&index| self.list[index as usize].shared > 0).collect();
        most.sort_unstable_by_key(|&index| {
            (std::cmp::Reverse(self.list[index as usize].shared), place[index as usize])
        });
        most.truncate(SQUARE);
        most.sort_unstable_by_key(|&index| place[index as usize]);
        let side = most.len();
        let mut row = vec![None; self.list.len()];
        for (at, &index) in most.iter().enumerate() {
            row[index as usize] = Some(at);
        }
        let mut shared = vec![0; side * side];
        for (item, &start) in self.starts.iter().enumerate() {
            let end = self.starts.get(item + 1).copied().unwrap_or(self.items.len());
            let present: Vec<usize> =
                self.items[start..end].iter().filter_map(|&source| row[source as usize]).collect();
            for &one in &present {
                for &other in &present {
                    shared[one * side + other] += 1;
                }
            }
        }
        (most.iter().map(|&index| place[index as usize]).collect(), shared)
    }
}

/// The median of some lags that are sorted: of an even number, the mean of the two in the middle.
fn median(lags: &[(Option<u32>, u32, u64)]) -> u64 {
    let (below, above) = (lags[(lags.len() - 1) / 2].2, lags[lags.len() / 2].2);
    below.midpoint(above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::Headline;
    use crate::judge::Relation;
    use crate::report::Member;

    /// The sources of clusters of `(source, published)`.
    fn sources(clusters: &[&[(&str, &str)]]) -> Sources {
        let told = clusters.concat();
        let headlines: Headlines = told
            .iter()
            .map(|&(source, published)| Headline {
                source: Some(source).filter(|source| !source.is_empty()),
                published: Some(published),
                ..Headline::titled("Harbour reopens")
            })
            .collect();
        let mut members =
            (0..).map(|headline| Member { headline, similarity: 1.0, relation: Relation::Duplicate });
        let clusters = clusters.iter().map(|told| Cluster {
            members: members.by_ref().take(told.len()).collect(),
            ..Cluster::default()
        });
        Sources::of(&Report { clusters: clusters.collect(), ..Report::default() }, &headlines)
    }

    fn figures(sources: &Sources, name: &str) -> (u64, u64, u64, Option<u64>) {
        let source = sources.list.iter().find(|source| source.name == name).expect("the source is listed");
        (source.first, source.together, source.followed, source.lag)
    }

    #[test]
    fn a_day_alone_is_neither_before_nor_after_a_time_within_it() {
        let sources =
            sources(&[&[("Day", "2026-03-02"), ("Noon", "2026-03-02T12:00Z"), ("Next", "2026-03-03")]]);
        assert_eq!(figures(&sources, "Day"), (0, 1, 0, None));
        assert_eq!(figures(&sources, "Noon"), (0, 1, 0, None));
        assert_eq!(figures(&sources, "Next"), (0, 0, 1, Some(24 * 60 * 60)));
        assert_eq!(sources.following, [], "nobody was certainly the first");
    }

    #[test]
    fn of_a_day_and_an_hour_of_it_the_hour_is_certain() {
        let sources = sources(&[&[
            ("Post", "2026-03-02"),
            ("Post", "2026-03-02T06:00Z"),
            ("Dispatch", "2026-03-02T07:00Z"),
        ]]);
        assert_eq!(figures(&sources, "Post"), (1, 0, 0, None));
        assert_eq!(figures(&sources, "Dispatch"), (0, 0, 1, Some(7 * 60 * 60)));
    }

    #[test]
    fn each_source_counts_once_by_its_earliest() {
        let sources = sources(&[&[
            ("Post", "2026-03-02T09:00Z"),
            ("Post", "2026-03-02T06:00Z"),
            ("Dispatch", "2026-03-02T07:00Z"),
            ("Dispatch", "soon"),
            ("Nobody", "soon"),
            ("", "2026-03-02T05:00Z"),
        ]]);
        assert_eq!(figures(&sources, "Post"), (1, 0, 0, None));
        assert_eq!(figures(&sources, "Dispatch"), (0, 0, 1, Some(3600)));
        assert_eq!(
            figures(&sources, "Nobody"),
            (0, 0, 0, None),
            "it has no time, and shares the item all the same"
        );
        assert_eq!(sources.list.iter().map(|source| source.shared).collect::<Vec<_>>(), [1, 1, 1]);
        assert_eq!(sources.following, [Following { leader: 0, follower: 1, items: 1, lag: 3600 }]);
    }

    #[test]
    fn an_item_of_one_source_is_shared_with_nobody() {
        let sources = sources(&[&[("Post", "2026-03-02T09:00Z"), ("Post", "2026-03-02T10:00Z")]]);
        assert_eq!(figures(&sources, "Post"), (0, 0, 0, None));
        assert_eq!((sources.list[0].headlines, sources.list[0].shared), (2, 0));
        assert!(sources.sharing.is_empty() && sources.shared.is_empty());
    }

    #[test]
    fn the_square_counts_items_of_two_sources_on_both_sides_of_its_diagonal() {
        let (one, two) = (("A", "2026-03-02T01:00Z"), ("B", "2026-03-02T02:00Z"));
        let three = ("C", "2026-03-02T03:00Z");
        let sources = sources(&[&[one, two], &[two, one, three], &[one, three]]);
        assert_eq!(sources.sharing, [0, 1, 2]);
        assert_eq!(sources.shared, [3, 2, 2, 2, 2, 1, 2, 1, 2]);
        let lags: Vec<(u32, u32, u64, u64)> =
            sources.following.iter().map(|pair| (pair.leader, pair.follower, pair.items, pair.lag)).collect();
        assert_eq!(lags, [(0, 1, 2, 3600), (0, 2, 2, 7200)]);
    }
}
