//! Which items come together: agglomeration by the share of duplicates across.
//!
//! Duplicates are taken the most similar first, and the clusters of the two items become one if at least half of all
//! pairs across are duplicates (average linkage on the judge's yes and no, UPGMA of Sokal and Michener 1958). So one
//! more spelling of a story joins although the judge doubts one of the pairs, and a chain of small steps
//! ends where the strangers would meet: of four items in a row the two in the middle stay apart. Clusters across
//! which one pair is a contradiction never become one.
//!
//! Each cluster carries the number of duplicates and contradictions that lead to each other cluster; when two become one, the shorter
//! list goes into the longer. Cost: `O(e log e)` for `e` of both.

use std::cmp::Reverse;
use std::ops::AddAssign;

use ahash::AHashMap;

use super::Duplicate;
use crate::candidates::Pair;

/// The groups of two and more items that `duplicates` (ascending) make, each ascending, in the order of
/// their first item. The items of `contradictions` have duplicates.
pub(crate) fn groups(duplicates: &[Duplicate], contradictions: &[Pair]) -> Vec<Vec<u32>> {
    let mut involved: Vec<u32> =
        duplicates.iter().flat_map(|duplicate| [duplicate.pair.first(), duplicate.pair.second()]).collect();
    involved.sort_unstable();
    involved.dedup();
    let place = |item: u32| involved.binary_search(&item).expect("the items of all duplicates are listed");
    let mut strongest: Vec<(Reverse<u32>, usize, usize)> = duplicates
        .iter()
        .map(|&Duplicate { pair, similarity }| {
            // The bits of floats that are not negative are in the order of the floats.
            (Reverse(similarity.to_bits()), place(pair.first()), place(pair.second()))
        })
        .collect();
    strongest.sort_unstable();

    let mut groups = Groups::new(involved.len());
    for &(_, one, other) in &strongest {
        groups.link(one, other, Links { duplicates: 1, contradictions: 0 });
    }
    for pair in contradictions {
        groups.link(place(pair.first()), place(pair.second()), Links { duplicates: 0, contradictions: 1 });
    }
    for &(_, one, other) in &strongest {
        groups.join(one, other);
    }
    let mut lists: Vec<Vec<u32>> = groups.members.into_iter().filter(|members| members.len() > 1).collect();
    for list in &mut lists {
        list.sort_unstable();
        for member in list {
            *member = involved[*member as usize];
        }
    }
    lists.sort_unstable();
    lists
}

/// How many pairs between two clusters are what.
#[derive(Clone, Copy, Default)]
struct Links {
    duplicates: u64,
    contradictions: u64,
}

impl AddAssign for Links {
    fn add_assign(&mut self, other: Links) {
        self.duplicates += other.duplicates;
        self.contradictions += other.contradictions;
    }
}

/// Clusters that grow. A cluster is known by the place of one of its items.
struct Groups {
    cluster_of: Vec<u32>,
    /// By cluster; empty where there is none of that number any more.
    members: Vec<Vec<u32>>,
    /// By cluster: what leads to which other cluster.
    across: Vec<AHashMap<u32, Links>>,
}

impl Groups {
    fn new(items: usize) -> Self {
        let numbers = || 0..number(items);
        Groups {
            cluster_of: numbers().collect(),
            members: numbers().map(|item| vec![item]).collect(),
            across: vec![AHashMap::new(); items],
        }
    }

    /// Notes what two items are to one another, before any are joined.
    fn link(&mut self, one: usize, other: usize, links: Links) {
        self.across[one].insert(number(other), links);
        self.across[other].insert(number(one), links);
    }

    /// Makes one cluster of those of two items, if enough duplicates lead from the one to the other.
    fn join(&mut self, one: usize, other: usize) {
        let (mut kept, mut gone) = (self.cluster_of[one], self.cluster_of[other]);
        if kept == gone {
            return;
        }
        let size = |cluster: u32| self.members[cluster as usize].len() as u64;
        let links = self.across[kept as usize][&gone];
        if links.contradictions > 0 || 2 * links.duplicates < size(kept) * size(gone) {
            return;
        }
        let weight = |cluster: u32| (self.across[cluster as usize].len(), size(cluster), cluster);
        if weight(kept) < weight(gone) {
            (kept, gone) = (gone, kept);
        }
        for (cluster, links) in std::mem::take(&mut self.across[gone as usize]) {
            let beside = &mut self.across[cluster as usize];
            beside.remove(&gone);
            if cluster != kept {
                *beside.entry(kept).or_default() += links;
                *self.across[kept as usize].entry(cluster).or_default() += links;
            }
        }
        let members = std::mem::take(&mut self.members[gone as usize]);
        for &member in &members {
            self.cluster_of[member as usize] = kept;
        }
        self.members[kept as usize].extend(members);
    }
}

/// A place among the items as the 32 bits that number items.
fn number(place: usize) -> u32 {
    u32::try_from(place).expect("items are numbered by 32 bits")
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn listed(pairs: &[(u32, u32, f32)]) -> Vec<Duplicate> {
        let duplicate = |&(one, other, similarity)| Duplicate { pair: Pair::new(one, other), similarity };
        pairs.iter().map(duplicate).collect()
    }

    #[test]
    fn a_chain_does_not_join_its_ends() {
        let chain = [(0, 1, 0.9), (1, 2, 0.7), (2, 3, 0.8), (4, 5, 0.9)];
        assert_eq!(groups(&listed(&chain), &[]), [vec![0, 1], vec![2, 3], vec![4, 5]]);
    }

    #[test]
    fn one_doubt_among_three_does_not_part_them() {
        assert_eq!(groups(&listed(&[(0, 1, 0.9), (1, 2, 0.7)]), &[]), [[0, 1, 2]]);
    }

    #[test]
    fn a_contradiction_parts_what_a_third_has_in_common_with_both() {
        assert_eq!(groups(&listed(&[(0, 1, 0.9), (1, 2, 0.7)]), &[Pair::new(0, 2)]), [[0, 1]]);
    }

    /// The definition: clusters as lists, the pairs across counted anew each time.
    fn naive(duplicates: &BTreeMap<Pair, f32>, contradictions: &[Pair]) -> BTreeSet<Vec<u32>> {
        let mut order: Vec<(&Pair, &f32)> = duplicates.iter().collect();
        order.sort_by(|one, other| other.1.total_cmp(one.1).then(one.0.cmp(other.0)));
        let mut clusters: Vec<BTreeSet<u32>> = (0..12).map(|item| BTreeSet::from([item])).collect();
        for (pair, _) in order {
            let of = |item: u32| clusters.iter().position(|cluster| cluster.contains(&item)).expect("in one");
            let (one, other) = (of(pair.first()), of(pair.second()));
            let pairs = || {
                clusters[one].iter().flat_map(|&left| clusters[other].iter().map(move |&right| (left, right)))
            };
            let across = pairs()
                .filter(|&(left, right)| left != right && duplicates.contains_key(&Pair::new(left, right)));
            let is_contradicted = pairs()
                .any(|(left, right)| left != right && contradictions.contains(&Pair::new(left, right)));
            if one != other && !is_contradicted && 2 * across.count() >= pairs().count() {
                let gone = std::mem::take(&mut clusters[other]);
                clusters[one].extend(gone);
            }
        }
        let several = clusters.into_iter().filter(|cluster| cluster.len() > 1);
        several.map(|cluster| cluster.into_iter().collect()).collect()
    }

    proptest! {
        #[test]
        fn the_groups_are_those_of_the_definition(
            pairs in proptest::collection::btree_map((0u32..12, 0u32..12), 0.6f32..1.0, 0..50),
        ) {
            let pairs: BTreeMap<Pair, f32> = pairs
                .into_iter()
                .filter(|((one, other), _)| one != other)
                .map(|((one, other), similarity)| (Pair::new(one, other), similarity))
                .collect();
            // Some of the pairs are contradictions instead, between items that have duplicates.
            let (duplicates, contradictions): (BTreeMap<Pair, f32>, BTreeMap<Pair, f32>) =
                pairs.into_iter().partition(|&(_, similarity)| similarity < 0.9);
            let has_duplicate = |item, duplicates: &BTreeMap<Pair, f32>| {
                duplicates.keys().any(|pair| pair.first() == item || pair.second() == item)
            };
            let contradictions: Vec<Pair> = contradictions
                .into_keys()
                .filter(|pair| has_duplicate(pair.first(), &duplicates) && has_duplicate(pair.second(), &duplicates))
                .collect();
            let listed: Vec<Duplicate> =
                duplicates.iter().map(|(&pair, &similarity)| Duplicate { pair, similarity }).collect();
            let found = groups(&listed, &contradictions);
            prop_assert!(found.is_sorted());
            prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), naive(&duplicates, &contradictions));
        }
    }
}
