//! What lies next to a cluster: updates of what it tells, and other instances of its frame.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::graph::Graph;
use crate::headline::Headlines;
use crate::judge::Judgement;
use crate::report::{Beside, Cluster, excerpt};

/// The columns of a title that a reason names.
const LIKE: usize = 80;

/// Puts into each cluster what lies next to it by `pairs` (distinct, ascending), most similar first. What is like
/// several of its members is told of the representative, or else of the first of them, which the reason then names.
pub fn attach(
    clusters: &mut [Cluster],
    headlines: &Headlines,
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
            let reason = if item == inside[0] {
                reason.to_string()
            } else {
                let like = excerpt(items.title(headlines, item), LIKE);
                format!("{reason}; it is like \u{201c}{like}\u{201d}, of this cluster")
            };
            let beside =
                |&headline: &u32| Beside { headline, similarity: score, relation, reason: reason.clone() };
            cluster.beside.extend(items.headlines(other as usize).iter().map(beside));
        }
        let key = |beside: &Beside| (std::cmp::Reverse(beside.similarity.to_bits()), beside.headline);
        cluster.beside.sort_unstable_by_key(key);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collapse::collapse;
    use crate::judge::{Reason, Relation};
    use crate::report::{ClusterId, Member};

    #[test]
    fn a_reason_that_is_not_told_of_the_representative_names_of_which_member_it_is() {
        let titles = ["Many hurt in crash", "15 hurt in crash", "5 hurt in crash", "Some hurt in crash"];
        let headlines: Headlines = titles.into_iter().collect();
        let items = collapse(&headlines).expect("four headlines");
        let member = |headline| Member { headline, similarity: 1.0, relation: Relation::Duplicate };
        let cluster = Cluster { id: ClusterId(1), members: vec![member(0), member(1)], beside: Vec::new() };
        let pairs = [Pair::new(0, 3), Pair::new(1, 2), Pair::new(1, 3)];
        let mut clusters = [cluster];
        let reason = Reason::OwnNumbers([vec!["15".to_owned()], vec!["5".to_owned()]]);
        attach(&mut clusters, &headlines, &items, &pairs, |_| Judgement {
            relation: Relation::Update,
            score: 0.8,
            reason: reason.clone(),
        });
        let told: Vec<(u32, &str)> =
            clusters[0].beside.iter().map(|beside| (beside.headline, beside.reason.as_str())).collect();
        let own = "both sides have a number of their own: 15, 5";
        let named = format!("{own}; it is like \u{201c}15 hurt in crash\u{201d}, of this cluster");
        assert_eq!(told, [(2, named.as_str()), (3, own)]);
    }
}
