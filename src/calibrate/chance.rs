//! What is chance in a gain of F1.
//!
//! The labelled pairs are a sample; another sample would have said something else. What others would have said is
//! learned by drawing from the pairs there are, as many as there are, with repetition (the bootstrap), 1,000 times.
//!
//! - **Whole groups are drawn.** Pairs that share a headline stand or fall together: of three tellings of a story,
//!   three pairs are joined or none. Drawn one by one they would pass for three witnesses. So pairs that
//!   hang together by a headline are one group, and a group is drawn with all its pairs or not at all.
//! - **The interval** of the gain holds the middle 95 of 100 resamples: the best setting against the one in use, both
//!   on the same resample.
//! - **Held out.** The best setting was chosen by the very pairs on which its gain is measured, and flatters itself.
//!   So in each resample the best is chosen anew, and scored on the third of the groups or so that the resample left
//!   out. The mean of these gains is what choosing by so many pairs is worth on pairs not seen.
//!
//! A gain is beyond chance where the whole interval is above 0 and what was held out gains too.
//!
//! The numbers that draw are `SplitMix64` with a fixed seed: the same pairs have the same verdict, everywhere.

use std::collections::HashMap;

use crate::evaluate::{Label, LabelledPair, Score};

/// The resamples: at 1,000 the ends of a 95 % interval rest on 25 resamples each.
const RESAMPLES: usize = 1_000;

/// The resamples beyond each end of the interval: a fortieth.
const BEYOND: usize = RESAMPLES / 40;

/// The seed: any number does, and it is never to change.
const SEED: u64 = 0x0D0B_1E70;

/// How sure a gain is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Certainty {
    /// The gain of F1 over the settings in use on all the pairs.
    pub gain: f64,
    /// In 95 of 100 resamples of the pairs the gain is in here, ends included.
    pub interval: [f64; 2],
    /// In this share of the resamples, from 0 to 1, the gain is above 0.
    pub better: f64,
    /// The mean gain on pairs that had no part in choosing the setting.
    pub held_out: f64,
    /// How many groups of pairs there are that share no headline: what was drawn.
    pub groups: u64,
}

/// So many groups a gain needs at least: five that all speak for one of two settings do so by chance once in
/// sixteen times.
const FEWEST_GROUPS: u64 = 6;

impl Certainty {
    /// Whether the gain is more than chance: of fewer than six groups nothing is.
    ///
    /// ```
    /// use doublet::calibrate::Certainty;
    /// let certainty = Certainty { gain: 0.05, interval: [0.01, 0.09], held_out: 0.02, groups: 20, ..Certainty::default() };
    /// assert!(certainty.is_beyond_chance());
    /// assert!(!Certainty { interval: [0.0, 0.09], ..certainty }.is_beyond_chance());
    /// assert!(!Certainty { held_out: -0.01, ..certainty }.is_beyond_chance());
    /// assert!(!Certainty { groups: 3, ..certainty }.is_beyond_chance());
    /// ```
    #[must_use]
    pub fn is_beyond_chance(&self) -> bool {
        self.groups >= FEWEST_GROUPS && self.interval[0] > 0.0 && self.held_out > 0.0
    }
}

/// The place of the highest of `figures`; of equals the first. 0 of none.
pub(super) fn first_best(figures: impl IntoIterator<Item = f64>) -> usize {
    let best = figures.into_iter().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(0, |(place, _)| place)
}

/// Which setting joins which pair.
pub(super) struct Answers {
    labels: Vec<Label>,
    /// The group of each pair.
    groups: Vec<usize>,
    group_count: usize,
    /// For each setting, whether it joins each pair; the settings in use are the first.
    joined: Vec<Vec<bool>>,
}

impl Answers {
    /// The answers of some settings, of which the first is the one in use, on `pairs`.
    pub(super) fn new(pairs: &[&LabelledPair], joined: Vec<Vec<bool>>) -> Self {
        let groups = groups(pairs);
        let group_count = groups.iter().max().map_or(0, |last| last + 1);
        Answers { labels: pairs.iter().map(|pair| pair.label).collect(), groups, group_count, joined }
    }

    /// The score of each setting on all pairs.
    pub(super) fn scores(&self) -> Vec<Score> {
        (0..self.joined.len()).map(|setting| self.score(setting, |_| 1)).collect()
    }

    /// The score of a setting where each group counts so many `times`.
    fn score(&self, setting: usize, times: impl Fn(usize) -> u64) -> Score {
        let mut score = Score::default();
        for ((&label, &group), &is_joined) in self.labels.iter().zip(&self.groups).zip(&self.joined[setting])
        {
            score.count(label, is_joined, times(group));
        }
        score
    }

    /// How sure it is that setting `best` is better than the one in use.
    pub(super) fn certainty(&self, best: usize) -> Certainty {
        let mut random = SplitMix(SEED);
        let mut gains = Vec::with_capacity(RESAMPLES);
        let mut held_out = 0.0;
        for _ in 0..RESAMPLES {
            let times = self.draw(&mut random);
            let drawn: Vec<f64> = (0..self.joined.len())
                .map(|setting| self.score(setting, |group| times[group]).f1())
                .collect();
            gains.push(drawn[best] - drawn[0]);
            let left_out = |setting| self.score(setting, |group| u64::from(times[group] == 0)).f1();
            held_out += left_out(first_best(drawn)) - left_out(0);
        }
        gains.sort_by(f64::total_cmp);
        let better = gains.iter().filter(|&&gain| gain > 0.0).count();
        Certainty {
            gain: self.score(best, |_| 1).f1() - self.score(0, |_| 1).f1(),
            interval: [gains[BEYOND], gains[RESAMPLES - 1 - BEYOND]],
            better: better as f64 / RESAMPLES as f64,
            held_out: held_out / RESAMPLES as f64,
            groups: self.group_count as u64,
        }
    }

    /// How often each group is drawn when as many are drawn as there are.
    fn draw(&self, random: &mut SplitMix) -> Vec<u64> {
        let mut times = vec![0; self.group_count];
        for _ in 0..self.group_count {
            times[random.below(self.group_count)] += 1;
        }
        times
    }
}

/// The group of each pair, numbered from 0: pairs that hang together by their headlines are in one.
fn groups(pairs: &[&LabelledPair]) -> Vec<usize> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    // Each headline points to another of its group, the first of them to itself.
    let mut parents: Vec<usize> = Vec::new();
    let mut firsts = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let [one, other] = pair.ids.each_ref().map(|id| {
            let number = *numbers.entry(id).or_insert(parents.len());
            if number == parents.len() {
                parents.push(number);
            }
            number
        });
        let (one, other) = (root(&mut parents, one), root(&mut parents, other));
        parents[one.max(other)] = one.min(other);
        firsts.push(one);
    }
    let mut groups: HashMap<usize, usize> = HashMap::new();
    firsts
        .into_iter()
        .map(|first| {
            let next = groups.len();
            *groups.entry(root(&mut parents, first)).or_insert(next)
        })
        .collect()
}

/// The headline to which all of a group point in the end; the way there is halved each time.
fn root(parents: &mut [usize], mut place: usize) -> usize {
    while parents[place] != place {
        parents[place] = parents[parents[place]];
        place = parents[place];
    }
    place
}

/// `SplitMix64` (Steele, Lea and Flood, 2014): a counter, mixed.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; the bias of so simple a scaling is below one in 2^32 for any number of pairs.
    #[expect(clippy::cast_possible_truncation, reason = "the product's high half is below `end`")]
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(first: &str, second: &str, label: Label) -> LabelledPair {
        LabelledPair { ids: [first.to_owned(), second.to_owned()], language: String::new(), label }
    }

    /// Pairs that share no headline, with these labels.
    fn pairs(labels: &[Label]) -> Vec<LabelledPair> {
        labels.iter().enumerate().map(|(n, &label)| pair(&format!("a{n}"), &format!("b{n}"), label)).collect()
    }

    #[test]
    fn the_numbers_are_those_that_its_authors_print() {
        let mut random = SplitMix(1_234_567);
        let drawn = [random.next(), random.next(), random.next()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn pairs_that_hang_together_are_one_group() {
        let pairs = [("a", "b"), ("c", "d"), ("e", "f"), ("d", "a"), ("g", "e"), ("h", "i")]
            .map(|(first, second)| pair(first, second, Label::Duplicate));
        assert_eq!(groups(&pairs.iter().collect::<Vec<_>>()), [0, 0, 1, 0, 1, 2]);
    }

    #[test]
    fn ten_witnesses_are_surer_than_one_that_says_it_ten_times() {
        let labels = [[Label::Duplicate; 10], [Label::Related; 10]].concat();
        let apart = pairs(&labels);
        let mut together = apart.clone();
        for pair in &mut together[..10] {
            pair.ids[0] = "one".to_owned();
        }
        let answers = vec![vec![false; 20], (0..20).map(|place| place < 10).collect()];
        let certainty = |pairs: &[LabelledPair]| {
            Answers::new(&pairs.iter().collect::<Vec<_>>(), answers.clone()).certainty(1)
        };
        assert_eq!((certainty(&apart).groups, certainty(&together).groups), (20, 11));
        assert!(certainty(&apart).is_beyond_chance());
        assert!(!certainty(&together).is_beyond_chance());
    }

    #[test]
    fn the_best_of_many_settings_that_guess_gains_nothing_on_what_was_held_out() {
        let labels: Vec<Label> =
            (0..60).map(|place| if place % 2 == 0 { Label::Duplicate } else { Label::Related }).collect();
        let mut random = SplitMix(7);
        let guesses = (0..20).map(|_| (0..60).map(|_| random.below(2) == 0).collect()).collect();
        let pairs = pairs(&labels);
        let answers = Answers::new(&pairs.iter().collect::<Vec<_>>(), guesses);
        let best = first_best(answers.scores().iter().map(Score::f1));
        let certainty = answers.certainty(best);
        assert!(certainty.gain > 0.1, "{certainty:?}");
        assert!(certainty.held_out < certainty.gain / 2.0, "{certainty:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_gain_is_the_loss_of_the_other_and_the_same_each_time(
            cases in proptest::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 1..40),
        ) {
            let labels: Vec<Label> =
                cases.iter().map(|case| if case.0 { Label::Duplicate } else { Label::Update }).collect();
            let pairs = pairs(&labels);
            let pairs: Vec<&LabelledPair> = pairs.iter().collect();
            let one: Vec<bool> = cases.iter().map(|case| case.1).collect();
            let other: Vec<bool> = cases.iter().map(|case| case.2).collect();
            let there = Answers::new(&pairs, vec![one.clone(), other.clone()]).certainty(1);
            let back = Answers::new(&pairs, vec![other.clone(), one.clone()]).certainty(1);
            let figures = |it: &Certainty| [it.gain, it.interval[0], it.interval[1]];
            for (one, other) in figures(&there).into_iter().zip([back.gain, back.interval[1], back.interval[0]]) {
                prop_assert!((one + other).abs() < 1e-12);
            }
            prop_assert!(there.better + back.better <= 1.0);
            prop_assert_eq!(there, Answers::new(&pairs, vec![one.clone(), other]).certainty(1));
            let itself = Answers::new(&pairs, vec![one.clone(), one]).certainty(1);
            prop_assert!(figures(&itself).into_iter().chain([itself.held_out]).all(|figure| figure.abs() < 1e-12));
        }
    }
}
