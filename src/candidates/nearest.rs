//! The nearest candidates of each text, where it has very many.
//!
//! Of a million instances of one frame ("Your horoscope for ...") any two are alike enough to ask, and a text of them meets
//! eight hundred others by accident of the bands. To judge them all would tell no more: a few show that the frame has other
//! instances, and what repeats a text is nearer to it than they are. So a pair is kept if for either of its texts it is one of
//! the [`MOST`] nearest by their [outlines](crate::sketch::outline), which estimate the similarity.
//!
//! What is left does not depend on the order in which pairs come or are thinned out: a pair that is not among the
//! nearest of some is not among those of more, and the nearest of each text are always kept. So lists may be thinned out on the
//! way, wherever they grow long.
//!
//! Cost: four bytes a text and one look at each pair, where no text has too many; else four bytes a pair, and eight for each
//! of a text that has.

use rayon::prelude::*;

use super::Pair;
use crate::sketch::outline::Outline;

/// So many candidates a text. F1 on the labelled pairs is the same with 64; but a series of 200 has then 0.61 of the pairs that the
/// exact join finds, and of series in a real feed all are to be found.
pub(crate) const MOST: u32 = 256;

/// What is longer than so many pairs a text is thinned out on the way.
const ROOM: usize = 128;

/// [`nearest`], where there are so many pairs that memory asks for it.
pub(super) fn thinned(pairs: Vec<Pair>, outlines: &[Outline]) -> Vec<Pair> {
    if pairs.len() > ROOM * outlines.len() { nearest(pairs, outlines) } else { pairs }
}

/// How unlike two texts are by their outlines, so that the nearest come first: the bits of floats that are not negative are in their
/// order.
pub(crate) fn unlike(one: &Outline, other: &Outline) -> u32 {
    !one.most_alike(other).to_bits()
}

/// Those of `pairs` (distinct) that are among the [`MOST`] nearest of either text, in their order.
pub(crate) fn nearest(mut pairs: Vec<Pair>, outlines: &[Outline]) -> Vec<Pair> {
    /// The crowd of a text that has none.
    const NONE: u32 = u32::MAX;
    let mut ends = vec![0_u32; outlines.len()];
    for pair in &pairs {
        ends[pair.first() as usize] = ends[pair.first() as usize].saturating_add(1);
        ends[pair.second() as usize] = ends[pair.second() as usize].saturating_add(1);
    }
    if ends.iter().all(|&count| count <= MOST) {
        return pairs;
    }
    let unlike_of = |pair: &Pair| unlike(&outlines[pair.first() as usize], &outlines[pair.second() as usize]);
    let unlike: Vec<u32> = pairs.par_iter().map(unlike_of).collect();
    let rank = |unlike: u32, other: u32| u64::from(unlike) << 32 | u64::from(other);
    let mut crowds: Vec<Vec<u64>> = Vec::new();
    // From here on an end is the number of the text's crowd, or none.
    for end in &mut ends {
        *end = if *end > MOST {
            crowds.push(Vec::with_capacity(*end as usize));
            u32::try_from(crowds.len() - 1).expect("there are no more crowds than texts")
        } else {
            NONE
        };
    }
    for (&pair, &unlike) in pairs.iter().zip(&unlike) {
        for (item, other) in [(pair.first(), pair.second()), (pair.second(), pair.first())] {
            if let Some(ranks) = crowds.get_mut(ends[item as usize] as usize) {
                ranks.push(rank(unlike, other));
            }
        }
    }
    let last = |mut ranks: Vec<u64>| *ranks.select_nth_unstable(MOST as usize - 1).1;
    let lasts: Vec<u64> = crowds.into_par_iter().map(last).collect();
    let mut unlike = unlike.into_iter();
    pairs.retain(|&pair| {
        let unlike = unlike.next().expect("there is one for each pair");
        let is_near = |item: u32, other: u32| {
            lasts.get(ends[item as usize] as usize).is_none_or(|&last| rank(unlike, other) <= last)
        };
        is_near(pair.first(), pair.second()) || is_near(pair.second(), pair.first())
    });
    pairs
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::candidates::union;

    /// Outlines of so many texts that share more or less with one another.
    fn outlines(count: u32) -> Vec<Outline> {
        let set = |text: u32| (0..40).filter(|shingle| (text * 7 + shingle * shingle) % 5 > 1).collect();
        (0..count).map(|text| Outline::of(&BTreeSet::into_iter(set(text)).collect::<Vec<u32>>())).collect()
    }

    /// All pairs of so many texts but those that `is_left_out` says.
    fn pairs(count: u32, is_left_out: impl Fn(u32, u32) -> bool) -> Vec<Pair> {
        let others = |one: u32| (one + 1..count).map(move |other| (one, other));
        let all = (0..count).flat_map(others).filter(|&(one, other)| !is_left_out(one, other));
        all.map(|(one, other)| Pair::new(one, other)).collect()
    }

    #[test]
    fn few_candidates_are_all_kept_and_a_crowd_is_bounded() {
        let few = pairs(MOST + 1, |_, _| false);
        assert_eq!(nearest(few.clone(), &outlines(MOST + 1)), few);
        let count = 3 * MOST;
        let kept = nearest(pairs(count, |_, _| false), &outlines(count));
        assert!(kept.len() <= (count * MOST) as usize && kept.len() >= (count * MOST / 2) as usize);
        assert!(kept.is_sorted());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn it_keeps_what_the_definition_says_in_whatever_parts_the_pairs_come(salt in 2u32..9, cut in 0usize..100_000) {
            let (count, outlines) = (2 * MOST, outlines(2 * MOST));
            let all = pairs(count, |one, other| (one * 31 + other) % salt == 0);
            let mut best = vec![Vec::new(); count as usize];
            for &pair in &all {
                let alike = outlines[pair.first() as usize].most_alike(&outlines[pair.second() as usize]);
                best[pair.first() as usize].push((Reverse(alike.to_bits()), pair.second()));
                best[pair.second() as usize].push((Reverse(alike.to_bits()), pair.first()));
            }
            let mut expected = BTreeSet::new();
            for (item, mut others) in (0..).zip(best) {
                others.sort_unstable();
                expected.extend(others.iter().take(MOST as usize).map(|&(_, other)| Pair::new(item, other)));
            }
            prop_assert_eq!(nearest(all.clone(), &outlines), expected.into_iter().collect::<Vec<_>>());
            let (one, other): (Vec<Pair>, Vec<Pair>) =
                all.iter().partition(|pair| (pair.first() as usize * 7919 + pair.second() as usize) % 100_000 < cut);
            let parts = union(nearest(one, &outlines), nearest(other, &outlines));
            prop_assert_eq!(nearest(parts, &outlines), nearest(all, &outlines));
        }
    }
}
