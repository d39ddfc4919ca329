//! Clusters from judged pairs, with bounded chaining.
//!
//! The naive way joins whatever a path of duplicates connects (the transitive closure). On
//! millions of short texts such paths lead from anything to anything: each step is
//! small, and strangers end in one giant cluster. Here two clusters become one only where at
//! least half of the pairs across are duplicates and none is a contradiction
//! ([`linkage`](self#linkage)). On the labelled pairs, with a judge that found fewer than today's, half of the pairs finds 0.71 of the duplicates at precision
//! 0.75; members that must be duplicates of their representative, 0.66 at the same precision; the closure,
//! 0.76 at 0.71.
//!
//! # Linkage
//!
//! A headline without the number often is the duplicate of two that contradict one another, "5 hurt in crash" and
//! "15 hurt in crash": it joins the one that it is more like.
//!
//! Duplicates are taken the most similar first, so the outcome depends neither on threads nor on who
//! represents. Who does is decided afterwards ([`Keep`]): the earliest, the longest, or the one with
//! the most duplicates in its cluster.
//!
//! Cost: the linkage, `O(e log e)` for `e` duplicates, a sort of those items that have one, and nine bytes a headline while it lasts.

mod beside;
mod linkage;

pub(crate) use linkage::groups;

use std::cmp::Reverse;

use rayon::prelude::*;

pub use beside::attach;

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::config::{Config, Keep};
use crate::graph::Graph;
use crate::headline::{Block, Headline, Headlines};
use crate::judge::Relation;
use crate::published;
use crate::report::{Cluster, ClusterId, Member};

/// The clusters of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustered {
    /// The largest first, ties in the input order of their representatives.
    pub clusters: Vec<Cluster>,
    /// Headlines in them whose time is told and not understood, where the earliest represents; else 0, since nobody asks.
    pub bad_dates: u64,
}

/// Two items that the judge found to be duplicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duplicate {
    /// The items.
    pub pair: Pair,
    /// Their similarity, from 0 to 1.
    pub similarity: f32,
}

/// The place of a headline with this title and date among those that may represent, the least first. For [`Keep::Central`] it is that
/// of its [item](rank_of_item), and all are equal here.
pub(crate) fn rank(title: &str, published: Option<&str>, keep: Keep) -> i64 {
    match keep {
        Keep::Earliest => published.and_then(published::instant).unwrap_or(i64::MAX),
        Keep::Longest => before_fewer(title.chars().count() as u64),
        Keep::Central => 0,
    }
}

/// The place of an item among those of `group` that may represent, if it goes by the duplicates `beside` it: the more headlines of the
/// group it stands for directly, its own and theirs, the lesser.
pub(crate) fn rank_of_item(
    item: u32,
    beside: &[(u32, ())],
    group: &[u32],
    headlines: impl Fn(u32) -> u64,
) -> i64 {
    let beside = beside.iter().filter(|(other, ())| group.binary_search(other).is_ok());
    before_fewer(beside.map(|&(other, ())| headlines(other)).sum::<u64>() + headlines(item))
}

/// Ranks a number before all that are less.
fn before_fewer(number: u64) -> i64 {
    i64::try_from(number).map_or(i64::MIN, |number| -number)
}

/// The clusters of `items` under `duplicates` and `contradictions` (each distinct, ascending), largest first, ties in
/// the input order of their representatives. Clusters of one only if the settings ask for
/// singletons. `between` says what a member and its representative are to one another.
#[must_use]
pub fn clusters(
    headlines: &Headlines,
    items: &Items,
    (duplicates, contradictions): (&[Duplicate], &[Pair]),
    between: impl Fn(Pair) -> (f32, Relation) + Sync,
    config: &Config,
) -> Clustered {
    let graph = match config.keep {
        Keep::Central => Graph::new(items.len(), || duplicates.iter().map(|duplicate| (duplicate.pair, ()))),
        Keep::Earliest | Keep::Longest => Graph::new(0, std::iter::empty),
    };
    let groups = groups(duplicates, contradictions);
    let mut is_grouped = vec![false; items.len()];
    for &item in groups.iter().flatten() {
        is_grouped[item as usize] = true;
    }
    let is_alone = |item: u32| {
        let repeats = config.singletons || items.headlines(item as usize).len() > 1;
        repeats && !is_grouped[item as usize]
    };
    let alone = items.numbers().into_par_iter().filter(|&item| is_alone(item));
    let (ranks, bad_dates) = match config.keep {
        Keep::Central => (Vec::new(), 0),
        Keep::Earliest | Keep::Longest => {
            ranks(headlines, items, |item| is_grouped[item as usize] || is_alone(item), config.keep)
        }
    };
    let cluster = |group: &[u32]| {
        let ranked = group.iter().map(|&item| {
            let number = |item: u32| items.headlines(item as usize).len() as u64;
            let rank_of = |index: u32| ranks.get(index as usize).copied().unwrap_or_default();
            let first = items.headlines(item as usize).iter().map(|&index| (rank_of(index), index)).min();
            let (rank, index) = first.expect("an item has a headline");
            match config.keep {
                Keep::Central => (rank_of_item(item, graph.of(item), group, number), index, item),
                Keep::Earliest | Keep::Longest => (rank, index, item),
            }
        });
        let (_, representative, item) = ranked.min().expect("a group has an item");
        members(items, group, (item, representative), &between)
    };
    let mut clusters: Vec<Cluster> =
        groups.par_iter().map(|group| cluster(group)).chain(alone.map(|item| cluster(&[item]))).collect();
    clusters
        .par_sort_unstable_by_key(|cluster| (Reverse(cluster.members.len()), cluster.members[0].headline));
    Clustered { clusters, bad_dates }
}

/// The [rank] of each headline of those items that come into a cluster, and how many of them tell a time that gives none. They are asked for in
/// input order: the headlines of a cluster lie anywhere in memory, or on disk.
fn ranks(
    headlines: &Headlines,
    items: &Items,
    is_clustered: impl Fn(u32) -> bool,
    keep: Keep,
) -> (Vec<i64>, u64) {
    let mut is_asked = vec![false; headlines.len()];
    for item in items.numbers().filter(|&item| is_clustered(item)) {
        items.headlines(item as usize).iter().for_each(|&index| is_asked[index as usize] = true);
    }
    let of_block = |(block, start): (&Block, usize)| {
        let mut bad_dates = 0;
        let asked = block.iter().zip(&is_asked[start..]);
        let rank = |(headline, is_asked): (Headline<'_>, &bool)| {
            if !is_asked {
                return 0;
            }
            let rank = rank(headline.title, headline.published, keep);
            let is_told = || headline.published.is_some_and(|published| !published.trim().is_empty());
            bad_dates += u64::from(keep == Keep::Earliest && rank == i64::MAX && is_told());
            rank
        };
        (asked.map(rank).collect::<Vec<i64>>(), bad_dates)
    };
    let (by_block, bad_dates): (Vec<Vec<i64>>, Vec<u64>) = headlines.par_blocks().map(of_block).unzip();
    (by_block.concat(), bad_dates.into_iter().sum())
}

/// The cluster of one group of items, represented by a headline of one of them.
fn members(
    items: &Items,
    group: &[u32],
    (kept, representative): (u32, u32),
    between: impl Fn(Pair) -> (f32, Relation),
) -> Cluster {
    let same = (1.0, Relation::Duplicate);
    let member = |headline, (similarity, relation)| Member { headline, similarity, relation };
    let mut members = vec![member(representative, same)];
    for &item in group {
        let is = if item == kept { same } else { between(Pair::new(kept, item)) };
        let others = items.headlines(item as usize).iter().filter(|&&other| other != representative);
        members.extend(others.map(|&other| member(other, is)));
    }
    members[1..].sort_unstable_by_key(|member| member.headline);
    Cluster { id: ClusterId::of(items.texts.get(kept as usize)), members, beside: Vec::new() }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::collapse::collapse;
    use crate::headline::Headline;

    /// Clusters of ten different headlines under the given pairs, as lists of headlines.
    fn clustered(pairs: &[(u32, u32, f32)], keep: Keep) -> Vec<Vec<u32>> {
        let titles = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "g", "hh", "iii", "jjjj"];
        let headlines: Headlines = titles.into_iter().collect();
        let items = collapse(&headlines).expect("ten headlines");
        let duplicates: Vec<Duplicate> = pairs
            .iter()
            .map(|&(one, other, similarity)| Duplicate { pair: Pair::new(one, other), similarity })
            .collect();
        let between = |pair| {
            let found = duplicates.iter().find(|duplicate| duplicate.pair == pair);
            (found.map_or(0.5, |found| found.similarity), Relation::Duplicate)
        };
        let found =
            clusters(&headlines, &items, (&duplicates, &[]), between, &Config { keep, ..Config::default() });
        found
            .clusters
            .iter()
            .map(|cluster| cluster.members.iter().map(|member| member.headline).collect())
            .collect()
    }

    #[test]
    fn the_longest_or_the_most_central_represents_when_asked() {
        let star = [(0, 1, 0.7), (1, 2, 0.7), (1, 3, 0.7), (2, 3, 0.7)];
        assert_eq!(clustered(&star, Keep::Earliest), [[0, 1, 2, 3]]);
        assert_eq!(clustered(&star, Keep::Longest), [[3, 0, 1, 2]]);
        assert_eq!(clustered(&star, Keep::Central), [[1, 0, 2, 3]]);
    }

    #[test]
    fn the_first_published_represents_and_one_without_a_date_follows() {
        let titled = |title, published| Headline { published, ..Headline::titled(title) };
        let headlines: Headlines =
            [titled("a", None), titled("a!", Some("2026-03-02")), titled("A", Some("2026-03-01T10:00:00Z"))]
                .into_iter()
                .collect();
        let items = collapse(&headlines).expect("three headlines");
        let found =
            clusters(&headlines, &items, (&[], &[]), |_| (0.0, Relation::Duplicate), &Config::default());
        assert_eq!(
            found.clusters[0].members.iter().map(|member| member.headline).collect::<Vec<_>>(),
            [2, 0, 1]
        );
    }

    proptest! {
        #[test]
        fn clusters_part_the_headlines_whoever_represents(
            pairs in proptest::collection::btree_map((0u32..10, 0u32..10), 0.6f32..1.0, 0..30),
        ) {
            let pairs: BTreeMap<Pair, f32> = pairs
                .into_iter()
                .filter(|((one, other), _)| one != other)
                .map(|((one, other), similarity)| (Pair::new(one, other), similarity))
                .collect();
            let listed: Vec<(u32, u32, f32)> =
                pairs.iter().map(|(pair, &similarity)| (pair.first(), pair.second(), similarity)).collect();
            let sets = |keep: Keep| -> BTreeSet<BTreeSet<u32>> {
                clustered(&listed, keep).into_iter().map(|cluster| cluster.into_iter().collect()).collect()
            };
            let found = sets(Keep::Earliest);
            let all: Vec<u32> = found.iter().flatten().copied().collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "in one cluster only");
            prop_assert!(found.iter().all(|cluster| cluster.len() > 1));
            prop_assert_eq!(&sets(Keep::Longest), &found);
            prop_assert_eq!(&sets(Keep::Central), &found);
        }
    }
}
