//! Who lies beside whom: the pairs of a run, by item.

use crate::candidates::Pair;

/// An undirected graph over items with something to say of each edge. Eight bytes an item, and for each edge
/// twice the other item and what is said.
#[derive(Clone, Debug)]
pub struct Graph<T> {
    starts: Vec<usize>,
    edges: Vec<(u32, T)>,
}

impl<T: Copy + Default> Graph<T> {
    /// The graph of `edges`, which come ascending and distinct, over so many items.
    ///
    /// ```
    /// use doublet::candidates::Pair;
    /// use doublet::graph::Graph;
    /// let graph = Graph::new(4, || [(Pair::new(0, 1), 'a'), (Pair::new(1, 3), 'b')].into_iter());
    /// assert_eq!(graph.of(1), [(0, 'a'), (3, 'b')]);
    /// assert_eq!(graph.of(2), []);
    /// ```
    ///
    /// # Panics
    ///
    /// Where an edge names an item that is not below `items`.
    #[must_use]
    pub fn new<I: Iterator<Item = (Pair, T)>>(items: usize, edges: impl Fn() -> I) -> Self {
        let mut starts = vec![0; items + 1];
        for (pair, _) in edges() {
            starts[pair.first() as usize + 1] += 1;
            starts[pair.second() as usize + 1] += 1;
        }
        for item in 0..items {
            starts[item + 1] += starts[item];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, T::default()); starts[items]];
        for (pair, said) in edges() {
            for (from, to) in [(pair.first(), pair.second()), (pair.second(), pair.first())] {
                sorted[next[from as usize]] = (to, said);
                next[from as usize] += 1;
            }
        }
        Graph { starts, edges: sorted }
    }

    /// The neighbours of `item`, ascending.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn of(&self, item: u32) -> &[(u32, T)] {
        &self.edges[self.starts[item as usize]..self.starts[item as usize + 1]]
    }

    /// How many items are neighbours of both; `most` where there are more, since then it stops counting.
    ///
    /// Costs one look-up for each neighbour of the item that has fewer.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn common(&self, pair: Pair, most: u32) -> u32 {
        let (mut few, mut many) = (self.of(pair.first()), self.of(pair.second()));
        if few.len() > many.len() {
            (few, many) = (many, few);
        }
        let mut count = 0;
        for &(item, _) in few {
            // Both are ascending: what lies before this neighbour is of no use to the next.
            let at = many.partition_point(|&(other, _)| other < item);
            many = &many[at..];
            count += u32::from(many.first().is_some_and(|&(other, _)| other == item));
            if count == most || many.is_empty() {
                break;
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn common_neighbours_are_those_of_the_sets(
            edges in proptest::collection::btree_set((0u32..12, 0u32..12), 0..60),
            most in 1u32..5,
        ) {
            let pairs: BTreeSet<Pair> =
                edges.into_iter().filter(|(one, other)| one != other).map(|(one, other)| Pair::new(one, other)).collect();
            let graph = Graph::new(12, || pairs.iter().map(|&pair| (pair, ())));
            let beside = |item: u32| -> BTreeSet<u32> {
                (0..12).filter(|&other| other != item && pairs.contains(&Pair::new(item, other))).collect()
            };
            for one in 0..12 {
                let listed: Vec<u32> = graph.of(one).iter().map(|&(other, ())| other).collect();
                prop_assert_eq!(&listed, &beside(one).into_iter().collect::<Vec<_>>());
                for other in (0..12).filter(|&other| other != one) {
                    let expected = u32::try_from(beside(one).intersection(&beside(other)).count()).expect("few");
                    prop_assert_eq!(graph.common(Pair::new(one, other), most), expected.min(most));
                }
            }
        }
    }
}
