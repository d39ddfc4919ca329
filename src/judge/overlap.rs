//! How much two sets of shingles share: what every candidate is asked first.

/// The Jaccard similarity of two ascending, distinct lists, from 0 to 1; 0 where both are empty.
///
/// ```
/// assert_eq!(doublet::judge::similarity(&[1, 2, 3], &[2, 3, 4]), 0.5);
/// ```
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "seven digits suffice to report")]
pub fn similarity(first: &[u32], second: &[u32]) -> f32 {
    let shared = overlap(first, second);
    let all = first.len() + second.len() - shared;
    if all == 0 { 0.0 } else { (shared as f64 / all as f64) as f32 }
}

/// How many elements two ascending, distinct lists share.
///
/// Both cursors move by the comparison's outcome rather than by branches, which on random
/// hashes would be mispredicted every second step. Each step waits for the one before it, so two merges are done at
/// once, of the elements below the middle of all numbers and of those above, among which hashes are spread evenly. (To
/// compare all with all, eight at a time with AVX2, measured no faster on the forty shingles of a headline.)
#[must_use]
pub fn overlap(first: &[u32], second: &[u32]) -> usize {
    let parts =
        [first, second].map(|list| list.split_at(list.partition_point(|&element| element <= u32::MAX / 2)));
    let [(low, high), (other_low, other_high)] = parts;
    let (mut lower, mut upper) = (Merge::of(low, other_low), Merge::of(high, other_high));
    while lower.is_open() && upper.is_open() {
        lower.step();
        upper.step();
    }
    lower.finish() + upper.finish()
}

/// Two ascending lists on the way to be merged.
struct Merge<'a> {
    lists: [&'a [u32]; 2],
    at: [usize; 2],
    shared: usize,
}

impl<'a> Merge<'a> {
    fn of(first: &'a [u32], second: &'a [u32]) -> Self {
        Merge { lists: [first, second], at: [0, 0], shared: 0 }
    }

    #[inline]
    fn is_open(&self) -> bool {
        self.at[0] < self.lists[0].len() && self.at[1] < self.lists[1].len()
    }

    #[inline]
    fn step(&mut self) {
        let (left, right) = (self.lists[0][self.at[0]], self.lists[1][self.at[1]]);
        self.shared += usize::from(left == right);
        self.at[0] += usize::from(left <= right);
        self.at[1] += usize::from(right <= left);
    }

    #[inline]
    fn finish(mut self) -> usize {
        while self.is_open() {
            self.step();
        }
        self.shared
    }
}

/// The shingles of one text, to count how many of them others have, whose shingles come in any order and more than once.
///
/// A table in which a shingle stands at the place that its low bits name, or behind; three places of four are vacant, so that of what is not there one
/// look mostly tells. Each list that is asked about has a number, and a shingle that it has is marked with it: so one that comes again counts once.
///
/// Whoever chooses the shingles of a long text, the hash of which is public, could have them all stand in a row: of many the ascending set is merged
/// instead.
#[derive(Debug, Default)]
pub(super) struct Sought {
    /// A shingle, and the number of the list that had it last.
    places: Vec<(u32, u32)>,
    lists: u32,
    /// The set of a list of more than [`FEW`].
    many: Option<Vec<u32>>,
}

/// So many shingles are sought in the table.
const FEW: usize = 512;

/// Places for each shingle that is sought.
const PLACES: usize = 4;

/// The number that stands in a vacant place.
const VACANT: u32 = 0;

impl Sought {
    /// Seeks these shingles from now on, and no others.
    pub(super) fn seek(&mut self, list: &[u32]) {
        self.many = (list.len() > FEW).then(|| set_of(list));
        if self.many.is_some() {
            return;
        }
        self.places.clear();
        self.places.resize((PLACES * list.len()).next_power_of_two(), (0, VACANT));
        self.lists = VACANT + 1;
        for &shingle in list {
            let place = self.place(shingle);
            self.places[place] = (shingle, self.lists);
        }
    }

    /// How many of them stand in `list`.
    pub(super) fn among(&mut self, list: &[u32]) -> usize {
        if let Some(many) = &self.many {
            return overlap(many, &set_of(list));
        }
        self.lists += 1;
        let mut found = 0;
        for &shingle in list {
            let place = self.place(shingle);
            let had_by = &mut self.places[place].1;
            if *had_by != VACANT {
                found += usize::from(*had_by != self.lists);
                *had_by = self.lists;
            }
        }
        found
    }

    /// Where a shingle stands, or the vacant place where it would.
    #[inline]
    fn place(&self, shingle: u32) -> usize {
        let last = self.places.len() - 1;
        let mut place = shingle as usize & last;
        while self.places[place].1 != VACANT && self.places[place].0 != shingle {
            place = (place + 1) & last;
        }
        place
    }
}

/// The elements of a list, ascending, each once.
fn set_of(list: &[u32]) -> Vec<u32> {
    let mut set = list.to_vec();
    set.sort_unstable();
    set.dedup();
    set
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_overlap_is_the_size_of_the_intersection(
            first in proptest::collection::btree_set(0u32..40, 0..30),
            second in proptest::collection::btree_set(0u32..40, 0..30),
            spread in prop_oneof![Just(1), Just(u32::MAX / 40)],
        ) {
            let [one, other] =
                [&first, &second].map(|set| set.iter().map(|element| element * spread).collect::<Vec<u32>>());
            prop_assert_eq!(overlap(&one, &other), first.intersection(&second).count());
        }

        #[test]
        fn what_is_sought_is_counted_once_however_often_it_stands_there(
            sought in proptest::collection::vec(
                prop_oneof![
                    9 => proptest::collection::vec(0u32..60, 0..30),
                    1 => proptest::collection::vec(0u32..60, FEW..FEW + 9),
                ],
                1..4,
            ),
            lists in proptest::collection::vec(proptest::collection::vec(0u32..60, 0..60), 0..6),
            spread in prop_oneof![Just(1), Just(64), Just(u32::MAX / 60)],
        ) {
            let spread = |list: &[u32]| list.iter().map(|element| element * spread).collect::<Vec<u32>>();
            let set = |list: &[u32]| list.iter().copied().collect::<BTreeSet<u32>>();
            let mut table = Sought::default();
            for sought in &sought {
                table.seek(&spread(sought));
                for list in &lists {
                    prop_assert_eq!(table.among(&spread(list)), set(sought).intersection(&set(list)).count());
                }
            }
        }
    }
}
