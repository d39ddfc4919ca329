//! What lies next to a cluster: updates of what it tells, and other instances of its frame.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::graph::Graph;
use crate::judge::Judgement;
use crate::report::{Beside, Cluster};

/// Puts into each cluster what lies next to it by `pairs` (distinct, ascending), most similar first. What is like
/// several of its members is told of the representative, or else of the first of them.
pub fn attach(
    clusters: &mut [Cluster],
    items: &Items,
    pairs: &[Pair],
    judgement: impl Fn(Pair) -> Judgement + Sync,
) {
    if pairs.is_empty() {
        return;
    }
    let neighbours = Graph::new(items.len(), || pairs.iter().map(|&pair| (pair, ())));
    let mut item_of: AHashMap<u32, u32> = AHashMap::new();
    for item in (0..).take(items.len()) {
        item_of.extend(items.headlines(item as usize).iter().map(|&headline| (headline, item)));
    }
    clusters.par_iter_mut().for_each(|cluster| {
        let mut inside: Vec<u32> = cluster.members.iter().map(|member| item_of[&member.headline]).collect();
        // The representative stays first; equal texts are one item.
        inside[1..].sort_unstable();
        inside.dedup();
        let mut told: AHashMap<u32, u32> = AHashMap::new();
        for item in &inside {
            for &(other, ()) in neighbours.of(*item) {
                told.entry(other).or_insert(*item);
            }
        }
        for item in &inside {
            told.remove(item);
        }
        for (other, item) in told {
            let Judgement { relation, score, reason } = judgement(Pair::new(item, other));
            let reason = reason.to_string();
            let beside =
                |&headline: &u32| Beside { headline, similarity: score, relation, reason: reason.clone() };
            cluster.beside.extend(items.headlines(other as usize).iter().map(beside));
        }
        let key = |beside: &Beside| (std::cmp::Reverse(beside.similarity.to_bits()), beside.headline);
        cluster.beside.sort_unstable_by_key(key);
    });
}
