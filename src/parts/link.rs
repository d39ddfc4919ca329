//! One component of the duplicates, parted into clusters.
//!
//! Duplicates lead from headline to headline, and what a path of them connects is a *component*. Clusters lie within components:
//! two come together only where duplicates lead from the one to the other. So each component is parted by itself, as the
//! batch does it with all of them at once ([`mod@crate::cluster`]).
//!
//! Cost: `O(e log e)` for e duplicates and contradictions, and some hundred bytes for each.

use crate::candidates::Pair;
use crate::cluster::{self, Duplicate, groups, rank_of_item};
use crate::config::Keep;
use crate::graph::Graph;

use super::Position;

/// An item of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its position.
    pub item: Position,
    /// Which of its headlines represents it: the one with the least [`rank`], and of these the first.
    pub first: (i64, Position),
    /// How many headlines it has.
    pub headlines: u64,
}

/// What two items of a component are to one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The lower item.
    pub one: Position,
    /// The higher one.
    pub other: Position,
    /// The similarity of duplicates; none where they contradict one another.
    pub similarity: Option<f32>,
}

/// Where an item came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// The item.
    pub item: Position,
    /// The one that represents its cluster.
    pub kept: Position,
    /// The headline that does.
    pub representative: Position,
    /// How many headlines the cluster has.
    pub size: u64,
}

/// The place of a headline with this title and date among those that may represent, the least first.
///
/// ```
/// use doublet::config::Keep;
/// use doublet::parts::link::rank;
/// assert!(rank("Harbour reopens", None, Keep::Longest) < rank("Harbour", None, Keep::Longest));
/// ```
#[must_use]
pub fn rank(title: &str, published: Option<&str>, keep: Keep) -> i64 {
    cluster::rank(title, published, keep)
}

/// The clusters of a component of these items (ascending, fewer than 2^32) and links, in whatever order. Links to items that are not
/// among them are passed over.
#[must_use]
pub fn link(items: &[Item], links: &[Link], keep: Keep) -> Vec<Placed> {
    let place = |item: Position| {
        let place = items.binary_search_by_key(&item, |item| item.item).ok()?;
        u32::try_from(place).ok()
    };
    let (mut duplicates, mut contradictions) = (Vec::new(), Vec::new());
    for link in links {
        let (Some(one), Some(other)) = (place(link.one), place(link.other)) else { continue };
        match link.similarity {
            Some(similarity) => duplicates.push(Duplicate { pair: Pair::new(one, other), similarity }),
            None => contradictions.push(Pair::new(one, other)),
        }
    }
    duplicates.sort_unstable_by_key(|duplicate| duplicate.pair);
    contradictions.sort_unstable();
    // Of an item without a duplicate the linkage knows nothing.
    let mut has_duplicate = vec![false; items.len()];
    for place in duplicates.iter().flat_map(|duplicate| [duplicate.pair.first(), duplicate.pair.second()]) {
        has_duplicate[place as usize] = true;
    }
    contradictions
        .retain(|pair| has_duplicate[pair.first() as usize] && has_duplicate[pair.second() as usize]);
    let groups = groups(&duplicates, &contradictions);
    let graph = match keep {
        Keep::Central => Graph::new(items.len(), || duplicates.iter().map(|duplicate| (duplicate.pair, ()))),
        Keep::Earliest | Keep::Longest => Graph::new(0, std::iter::empty),
    };
    let mut is_grouped = vec![false; items.len()];
    groups.iter().flatten().for_each(|&place| is_grouped[place as usize] = true);
    let alone = (0..).zip(&is_grouped).filter(|&(_, is_grouped)| !is_grouped).map(|(place, _)| vec![place]);
    groups.into_iter().chain(alone).flat_map(|group| placed(items, &group, &graph, keep)).collect()
}

/// The items of one cluster.
fn placed(items: &[Item], group: &[u32], graph: &Graph<()>, keep: Keep) -> Vec<Placed> {
    let headlines = |place: u32| items[place as usize].headlines;
    let ranked = group.iter().map(|&place| {
        let Item { item, first, .. } = items[place as usize];
        match keep {
            Keep::Central if group.len() > 1 => {
                ((rank_of_item(place, graph.of(place), group, headlines), first.1), item)
            }
            Keep::Central | Keep::Earliest | Keep::Longest => (first, item),
        }
    });
    let ((_, representative), kept) = ranked.min().expect("a cluster has an item");
    let size = group.iter().map(|&place| headlines(place)).sum();
    let placed = |&place: &u32| Placed { item: items[place as usize].item, kept, representative, size };
    group.iter().map(placed).collect()
}
