//! Clusters from judged pairs, with bounded chaining.
//!
//! The naive way joins whatever a path of duplicates connects (the transitive closure). On
//! millions of short texts such paths lead from anything to anything: each step is
//! small, and strangers end in one giant cluster. Here each member answers to its
//! representative *directly*:
//!
//! 1. Items are put in the order in which they may represent ([`Keep`]): the earliest, the
//!    longest or the most central first.
//! 2. In that order, an item that is no duplicate of an earlier representative becomes one.
//! 3. Every other item joins, of the representatives before it that it is a duplicate of, the
//!    most similar; of equals the first.
//!
//! So the clusters part the closure: they join nothing that it does not, no member is a
//! stranger to its representative, and no two representatives are duplicates of each other.
//! What a chain would have joined beyond that stays apart, which is the intent. (Step 2 is a
//! greedy maximal independent set in a fixed order, so the outcome does not depend on threads.)
//!
//! Cost: linear in items and pairs, after sorting those items that have a pair.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::config::{Config, Keep};
use crate::headline::Headlines;
use crate::judge::Relation;
use crate::published;
use crate::report::{Cluster, ClusterId, Member};

/// Two items that the judge found to be duplicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duplicate {
    /// The items.
    pub pair: Pair,
    /// Their similarity, from 0 to 1.
    pub similarity: f32,
}

/// The duplicates of each item, ascending.
struct Graph {
    starts: Vec<usize>,
    edges: Vec<(u32, f32)>,
}

impl Graph {
    fn new(items: usize, duplicates: &[Duplicate]) -> Self {
        let mut starts = vec![0; items + 1];
        for duplicate in duplicates {
            starts[duplicate.pair.first() as usize + 1] += 1;
            starts[duplicate.pair.second() as usize + 1] += 1;
        }
        for item in 0..items {
            starts[item + 1] += starts[item];
        }
        let mut next = starts.clone();
        let mut edges = vec![(0, 0.0); 2 * duplicates.len()];
        for &Duplicate { pair, similarity } in duplicates {
            for (from, to) in [(pair.first(), pair.second()), (pair.second(), pair.first())] {
                edges[next[from as usize]] = (to, similarity);
                next[from as usize] += 1;
            }
        }
        Graph { starts, edges }
    }

    fn of(&self, item: u32) -> &[(u32, f32)] {
        &self.edges[self.starts[item as usize]..self.starts[item as usize + 1]]
    }
}

/// The order in which headlines may represent: the least key first.
type Key = (Reverse<u64>, i64, u32);

/// The key of one headline. `standing` counts for [`Keep::Central`] alone.
fn key(headlines: &Headlines, index: u32, (keep, standing): (Keep, u64)) -> Key {
    let headline = headlines.get(index as usize);
    match keep {
        Keep::Earliest => {
            let instant = headline.published.and_then(published::instant);
            (Reverse(0), instant.unwrap_or(i64::MAX), index)
        }
        Keep::Longest => (Reverse(headline.title.chars().count() as u64), 0, index),
        Keep::Central => (Reverse(standing), 0, index),
    }
}

/// How many headlines an item would stand for if it represented all its duplicates.
fn standing(items: &Items, graph: &Graph, item: u32) -> u64 {
    let beside = graph.of(item).iter().map(|&(other, _)| items.headlines(other as usize).len() as u64);
    beside.sum::<u64>() + items.headlines(item as usize).len() as u64
}

/// The representative of each item with its similarity to it; an item without duplicates is
/// its own. `order` lists the items that have duplicates (others may be in it).
fn representatives(graph: &Graph, order: impl Iterator<Item = u32>, items: u32) -> Vec<(u32, f32)> {
    let mut chosen: Vec<Option<(u32, f32)>> = vec![None; items as usize];
    let mut passed = vec![false; items as usize];
    for item in order {
        passed[item as usize] = true;
        if chosen[item as usize].is_some() {
            continue;
        }
        chosen[item as usize] = Some((item, 1.0));
        for &(other, similarity) in graph.of(item) {
            let best = &mut chosen[other as usize];
            if !passed[other as usize] && best.is_none_or(|(_, before)| similarity > before) {
                *best = Some((item, similarity));
            }
        }
    }
    (0..items).zip(chosen).map(|(item, best)| best.unwrap_or((item, 1.0))).collect()
}

/// The clusters of `items` under `duplicates` (distinct, ascending), largest first, ties in
/// the input order of their representatives. Clusters of one only if the settings ask for
/// singletons.
#[must_use]
pub fn clusters(
    headlines: &Headlines,
    items: &Items,
    duplicates: &[Duplicate],
    config: &Config,
) -> Vec<Cluster> {
    let count = u32::try_from(items.len()).expect("items are numbered by 32 bits");
    let graph = Graph::new(items.len(), duplicates);
    let repeats = |&item: &u32| items.headlines(item as usize).len() > 1 || !graph.of(item).is_empty();
    let mut order: Vec<(Key, u32)> = (0..count)
        .into_par_iter()
        .filter(|item| config.singletons || repeats(item))
        .map(|item| {
            let by = (config.keep, standing(items, &graph, item));
            let keys = items.headlines(item as usize).iter().map(|&index| key(headlines, index, by));
            (keys.min().expect("an item has a headline"), item)
        })
        .collect();
    order.par_sort_unstable();
    let chosen = representatives(&graph, order.iter().map(|&(_, item)| item), count);

    // By representative; within one cluster the representative's own item comes first, by its key.
    let mut grouped: Vec<(u32, u32, u32)> =
        order.into_iter().map(|((_, _, first), item)| (chosen[item as usize].0, item, first)).collect();
    grouped.par_sort_unstable_by_key(|&(representative, item, _)| {
        (representative, item != representative, item)
    });
    let mut clusters: Vec<Cluster> = grouped
        .par_chunk_by(|one, other| one.0 == other.0)
        .map(|group| cluster(items, group, &chosen))
        .filter(|cluster| config.singletons || cluster.members.len() > 1)
        .collect();
    clusters
        .par_sort_unstable_by_key(|cluster| (Reverse(cluster.members.len()), cluster.members[0].headline));
    clusters
}

/// The cluster of one group of (representative item, item, that item's first headline by key).
fn cluster(items: &Items, group: &[(u32, u32, u32)], chosen: &[(u32, f32)]) -> Cluster {
    let (item, _, representative) = group[0];
    let member =
        |headline: u32, similarity: f32| Member { headline, similarity, relation: Relation::Duplicate };
    let mut members = vec![member(representative, 1.0)];
    for &(_, item, _) in group {
        let similarity = chosen[item as usize].1;
        let headlines = items.headlines(item as usize).iter();
        members.extend(
            headlines.filter(|&&other| other != representative).map(|&other| member(other, similarity)),
        );
    }
    members[1..].sort_unstable_by_key(|member| member.headline);
    Cluster { id: ClusterId::of(items.texts.get(item as usize)), members }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        let found = clusters(&headlines, &items, &duplicates, &Config { keep, ..Config::default() });
        found.iter().map(|cluster| cluster.members.iter().map(|member| member.headline).collect()).collect()
    }

    #[test]
    fn a_chain_does_not_join_its_ends() {
        assert_eq!(clustered(&[(0, 1, 0.7), (1, 2, 0.7), (2, 3, 0.7)], Keep::Earliest), [[0, 1], [2, 3]]);
    }

    #[test]
    fn a_member_goes_to_the_most_similar_representative_before_it() {
        assert_eq!(clustered(&[(0, 3, 0.7), (1, 3, 0.9), (0, 2, 0.8)], Keep::Earliest), [[0, 2], [1, 3]]);
    }

    #[test]
    fn the_longest_or_the_most_central_represents_when_asked() {
        let star = [(0, 1, 0.7), (1, 2, 0.7), (1, 3, 0.7)];
        assert_eq!(clustered(&star, Keep::Longest), [[3, 1]]);
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
        let found = clusters(&headlines, &items, &[], &Config::default());
        assert_eq!(found[0].members.iter().map(|member| member.headline).collect::<Vec<_>>(), [2, 0, 1]);
    }

    proptest! {
        #[test]
        fn clusters_part_the_closure_and_every_member_answers_to_its_representative(
            pairs in proptest::collection::btree_map((0u32..10, 0u32..10), 0.6f32..1.0, 0..30),
            keep in prop_oneof![Just(Keep::Earliest), Just(Keep::Longest), Just(Keep::Central)],
        ) {
            let pairs: BTreeMap<Pair, f32> = pairs
                .into_iter()
                .filter(|((one, other), _)| one != other)
                .map(|((one, other), similarity)| (Pair::new(one, other), similarity))
                .collect();
            let listed: Vec<(u32, u32, f32)> =
                pairs.iter().map(|(pair, &similarity)| (pair.first(), pair.second(), similarity)).collect();
            let found = clustered(&listed, keep);
            let mut seen = std::collections::BTreeSet::new();
            for cluster in &found {
                prop_assert!(cluster.len() > 1);
                for &member in &cluster[1..] {
                    prop_assert!(pairs.contains_key(&Pair::new(cluster[0], member)));
                }
                for member in cluster {
                    prop_assert!(seen.insert(*member), "in one cluster only");
                }
            }
            for (one, first) in found.iter().enumerate() {
                for second in &found[one + 1..] {
                    prop_assert!(!pairs.contains_key(&Pair::new(first[0], second[0])));
                }
            }
            // Whoever is alone is a duplicate of no representative that comes before all its partners:
            // in particular a pair without other duplicates is always joined.
            for pair in pairs.keys() {
                let degree = |item| pairs.keys().filter(|pair| pair.first() == item || pair.second() == item).count();
                if degree(pair.first()) == 1 && degree(pair.second()) == 1 {
                    prop_assert!(seen.contains(&pair.first()) && seen.contains(&pair.second()));
                }
            }
        }
    }
}
