//! All candidates of a run, judged.
//!
//! Twice: first each pair for itself, then, when it is known who contradicts whom, by how many others are
//! instances of the same frame.

use rayon::prelude::*;
use smallvec::SmallVec;

use super::evidence::Verdict;
use super::told::{Told, WordLists};
use super::{Evidence, Judge, Judgement, Likeness, Relation, Side};
use crate::candidates::Pair;
use crate::candidates::telling::Telling;
use crate::cluster::Duplicate;
use crate::collapse::CHUNK;
use crate::config::{Config, Updates};
use crate::graph::Graph;
use crate::observe::Observer;
use crate::shingle::Shingled;
use crate::spill;

/// The texts of a run and what they tell the judge.
#[derive(Clone, Debug)]
pub struct Corpus<'a> {
    shingled: Shingled<'a>,
    config: &'a Config,
    telling: &'a Telling,
    /// Which two could be instances of one frame.
    frames: Graph<()>,
}

/// What came of judging the candidates of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// What is to be joined, in the order of the candidates.
    pub duplicates: Vec<Duplicate>,
    /// The updates and the instances of a series that stay apart, if the settings ask for them.
    pub beside: Vec<Pair>,
    /// Pairs that contradict one another, and of which each item has a duplicate: not to come into one cluster by it.
    pub contradictions: Vec<Pair>,
    /// Pairs that were alike enough and are not joined.
    pub kept_apart: u64,
    /// Of these, the instances of a series.
    pub series: u64,
}

/// Where memory is short, the texts of so many pairs are prepared at once, as sets of shingles and lists of words: half a gigabyte of
/// them. A text that has pairs among those of another time too is prepared anew, which takes a quarter more of judging; so elsewhere all are
/// prepared together.
const PREPARED: usize = 1 << 21;

/// One in so many texts has a pair prepared where that is more, since each time costs a look at all texts: three gigabytes for a hundred
/// million headlines, at a time when outlines and sorts are gone.
const PREPARED_OF: usize = 8;

/// Pairs that a worker judges at a time: some milliseconds of work.
const JUDGED_AT_ONCE: usize = 1 << 14;

/// So many pairs are fetched from memory at a time: the second of a pair lies anywhere, and to wait for all of them at once takes a
/// third of the time of waiting for each.
const FETCHED: usize = 16;

/// The bytes that memory gives at once.
const LINE: usize = 64;

/// Has memory bring all of `values` at once, by looking at a number of each.
fn fetch<T>(values: impl Iterator<Item = T>, number: impl Fn(T) -> u64) {
    std::hint::black_box(values.map(number).fold(0, u64::wrapping_add));
}

impl<'a> Corpus<'a> {
    /// Judges every candidate (distinct, ascending) among the texts of a run, in parallel; the
    /// outcome does not depend on the threads.
    #[must_use]
    pub fn judge(
        shingled: Shingled<'a>,
        telling: &'a Telling,
        candidates: &[Pair],
        config: &'a Config,
    ) -> (Self, Judged) {
        Corpus::judge_observed((shingled, telling), candidates, config, &())
    }

    /// The same; some of the candidates only where `observer` wants the run to stop.
    pub(crate) fn judge_observed(
        (shingled, telling): (Shingled<'a>, &'a Telling),
        candidates: &[Pair],
        config: &'a Config,
        observer: &dyn Observer,
    ) -> (Self, Judged) {
        let texts = shingled.texts().len();
        let frames = Graph::new(texts, std::iter::empty);
        let mut corpus = Corpus { shingled, config, telling, frames };
        let at_once = match spill::written() {
            0 => candidates.len().max(1),
            _ => PREPARED.max(texts / PREPARED_OF),
        };
        let alike = corpus.weigh_all(candidates, at_once, observer);
        corpus.frames = Graph::new(texts, || {
            alike.iter().filter(|(_, verdict)| verdict.is_instance).map(|&(pair, _)| (pair, ()))
        });
        let relation = |&(pair, verdict): &(Pair, Verdict)| {
            verdict.relation(corpus.frames.common(pair, verdict.enough_instances()))
        };
        let relations: Vec<Relation> = alike.par_iter().with_min_len(JUDGED_AT_ONCE).map(relation).collect();
        let judged = sort_out(&alike, &relations, texts, config);
        (corpus, judged)
    }

    /// Judges two different items of the run, candidates or not.
    #[must_use]
    pub fn judgement(&self, pair: Pair) -> Judgement {
        let instances = self.frames.common(pair, u32::MAX);
        self.with_sides(pair, |first, second| self.judge_of_pairs().judge(first, second, instances))
    }

    /// Whether a run with the settings `config`, of the same shingles, would join the two by themselves.
    #[must_use]
    pub fn joins(&self, pair: Pair, config: &Config) -> bool {
        let instances = self.frames.common(pair, u32::MAX);
        let judge = Judge::new(config, self.telling.weights());
        let evidence = self.with_sides(pair, |first, second| judge.weigh(first, second));
        evidence.is_some_and(|evidence| is_joined(evidence.relation(instances), config))
    }

    /// What sets two items apart, where they are alike enough to ask, and how many others are instances of their frame.
    #[must_use]
    pub fn evidence(&self, pair: Pair) -> Option<(Evidence, u32)> {
        let evidence = self.with_sides(pair, |first, second| self.judge_of_pairs().weigh(first, second))?;
        Some((evidence, self.frames.common(pair, u32::MAX)))
    }

    /// What two items of one cluster are to one another: their exact similarity, and whether one updates the other.
    #[must_use]
    pub fn between(&self, pair: Pair) -> (f32, Relation) {
        let similarity = self.with_sides(pair, |first, second| super::similarity(first.set, second.set));
        let is_update = || self.judgement(pair).relation == Relation::Update;
        let relation = match self.config.updates {
            Updates::Join if is_update() => Relation::Update,
            Updates::Join | Updates::Apart => Relation::Duplicate,
        };
        (similarity, relation)
    }

    fn judge_of_pairs(&self) -> Judge<'_> {
        Judge::new(self.config, self.telling.weights())
    }

    /// What `look` makes of the two sides of a pair.
    fn with_sides<T>(&self, pair: Pair, look: impl FnOnce(Side<'_>, Side<'_>) -> T) -> T {
        let sets = both(pair).map(|item| self.shingled.set(item as usize));
        let side = |item: u32, set| Side {
            canonical: self.shingled.texts().get(item as usize),
            set,
            telling: self.telling.of(item),
        };
        look(side(pair.first(), &sets[0]), side(pair.second(), &sets[1]))
    }

    /// The candidates that are alike enough, with what sets them apart; the texts of `at_once` candidates are prepared together.
    fn weigh_all(
        &self,
        candidates: &[Pair],
        at_once: usize,
        observer: &dyn Observer,
    ) -> Vec<(Pair, Verdict)> {
        let mut all = Vec::new();
        for candidates in candidates.chunks(at_once) {
            all.append(&mut self.weigh_some(candidates, observer));
        }
        all
    }

    /// The same of so few that all their texts may be prepared at once.
    fn weigh_some(&self, candidates: &[Pair], observer: &dyn Observer) -> Vec<(Pair, Verdict)> {
        let judge = self.judge_of_pairs();
        let alike = self.alike(candidates, observer);
        let lists = self.word_lists(&alike);
        let told = |item: u32| {
            let item = item as usize;
            lists[item / CHUNK].get(item % CHUNK, self.shingled.texts().bytes(item))
        };
        let weigh = |pairs: &[(Pair, Likeness)]| {
            let told = |&(pair, _): &(Pair, Likeness)| both(pair).map(told);
            let texts: SmallVec<[[Told<'_>; 2]; FETCHED]> = pairs.iter().map(told).collect();
            fetch(texts.iter().flatten().flat_map(Told::lines), |word| word.hash_bits());
            let verdict = |(&(pair, likeness), [first, second]): (&(Pair, Likeness), [Told<'_>; 2])| {
                (pair, judge.verdict(first, second, likeness))
            };
            pairs.iter().zip(texts).map(verdict).collect::<SmallVec<[(Pair, Verdict); FETCHED]>>()
        };
        alike.par_iter().flat_map_iter(|pairs| pairs.chunks(FETCHED).flat_map(weigh)).collect()
    }

    /// The candidates that are alike enough to ask what sets them apart.
    fn alike(&self, candidates: &[Pair], observer: &dyn Observer) -> Vec<Vec<(Pair, Likeness)>> {
        let judge = self.judge_of_pairs();
        let is_asked = self.those_in(candidates.iter().copied());
        let sets = self.shingled.sets(|item| is_asked[item]);
        let likenesses = |pairs: &[Pair]| {
            let mut alike = Vec::new();
            if observer.is_stopped() {
                return alike;
            }
            for pairs in pairs.chunks(FETCHED) {
                let of_pair = |&pair: &Pair| both(pair).map(|item| sets.get(item as usize));
                let sets: SmallVec<[[&[u32]; 2]; FETCHED]> = pairs.iter().map(of_pair).collect();
                fetch(
                    sets.iter().flatten().flat_map(|set| set.iter().step_by(LINE / size_of::<u32>())),
                    |&shingle| u64::from(shingle),
                );
                alike.extend(pairs.iter().zip(sets).filter_map(|(&pair, sets)| {
                    Some((pair, judge.likeness(sets, || both(pair).map(|item| self.telling.of(item)))?))
                }));
            }
            alike
        };
        candidates.par_chunks(JUDGED_AT_ONCE).map(likenesses).collect()
    }

    /// Which texts are in one of the pairs.
    fn those_in(&self, pairs: impl Iterator<Item = Pair>) -> Vec<bool> {
        let mut is_in = vec![false; self.shingled.texts().len()];
        for item in pairs.flat_map(both) {
            is_in[item as usize] = true;
        }
        is_in
    }

    /// The words of the texts that are in one of the pairs, in chunks of [`CHUNK`] texts.
    fn word_lists(&self, pairs: &[Vec<(Pair, Likeness)>]) -> Vec<WordLists> {
        let is_asked = self.those_in(pairs.iter().flatten().map(|&(pair, _)| pair));
        let lists = |(chunk, is_asked): (usize, &[bool])| {
            let mut lists = WordLists::default();
            for (item, &is_asked) in (chunk * CHUNK..).zip(is_asked) {
                if is_asked {
                    lists.push(self.shingled.texts().get(item), self.telling.weights());
                } else {
                    lists.skip();
                }
            }
            lists
        };
        is_asked.par_chunks(CHUNK).enumerate().map(lists).collect()
    }
}

/// The two items of a pair.
fn both(pair: Pair) -> [u32; 2] {
    [pair.first(), pair.second()]
}

/// Whether what are this to one another come into one cluster.
fn is_joined(relation: Relation, config: &Config) -> bool {
    match relation {
        Relation::Duplicate => true,
        Relation::Update => config.updates == Updates::Join,
        Relation::Series | Relation::Related | Relation::Distinct => false,
    }
}

/// The least number of instances of their frame with which two items with this verdict do not come into one cluster;
/// `u32::MAX` where they do however many there are.
pub(crate) fn joined_below(verdict: &Verdict, config: &Config) -> u32 {
    first_without(verdict, |relation| is_joined(relation, config))
}

/// The least number of instances of their frame with which two items with this verdict are no update; 0 where they never are.
pub(crate) fn update_below(verdict: &Verdict) -> u32 {
    first_without(verdict, |relation| relation == Relation::Update)
}

/// The least number of instances with which the relation that follows is not what `is_it` asks for; `u32::MAX` where it always is. With
/// more of them no relation comes back.
fn first_without(verdict: &Verdict, is_it: impl Fn(Relation) -> bool) -> u32 {
    let (mut low, mut high) = (0, verdict.enough_instances());
    if is_it(verdict.relation(high)) {
        return u32::MAX;
    }
    while low < high {
        let middle = low.midpoint(high);
        if is_it(verdict.relation(middle)) { low = middle + 1 } else { high = middle }
    }
    low
}

/// What becomes of each pair.
fn sort_out(alike: &[(Pair, Verdict)], relations: &[Relation], items: usize, config: &Config) -> Judged {
    let mut judged = Judged::default();
    let mut has_duplicate = vec![false; items];
    for (&(pair, verdict), &relation) in alike.iter().zip(relations) {
        if is_joined(relation, config) {
            judged.duplicates.push(Duplicate { pair, similarity: verdict.similarity });
            has_duplicate[pair.first() as usize] = true;
            has_duplicate[pair.second() as usize] = true;
            continue;
        }
        judged.kept_apart += 1;
        if verdict.contradicts() {
            judged.contradictions.push(pair);
        }
        judged.series += u64::from(relation == Relation::Series);
        if config.relations && matches!(relation, Relation::Update | Relation::Series) {
            judged.beside.push(pair);
        }
    }
    judged
        .contradictions
        .retain(|pair| has_duplicate[pair.first() as usize] && has_duplicate[pair.second() as usize]);
    judged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Headlines;
    use crate::collapse::collapse;

    #[test]
    fn verdicts_are_the_same_however_many_are_prepared_at_once() {
        let titles: Vec<String> = (0..40)
            .map(|number| format!("Harbour of town {} reopens after {} storms", number % 5, number % 7))
            .collect();
        let headlines: Headlines = titles.iter().map(String::as_str).collect();
        let items = collapse(&headlines).expect("few headlines");
        let (config, telling) = (Config::default(), Telling::learn(&items.texts));
        let pairs: Vec<Pair> = items
            .numbers()
            .flat_map(|one| (one + 1..items.numbers().end).map(move |other| Pair::new(one, other)))
            .collect();
        let shingled = Shingled::new(&items.texts, config.shingle);
        let (corpus, _) = Corpus::judge(shingled, &telling, &[], &config);
        let whole = corpus.weigh_all(&pairs, pairs.len(), &());
        assert!(whole.len() > 100);
        for at_once in [1, 7, 100] {
            let parts = corpus.weigh_all(&pairs, at_once, &());
            assert!(parts.len() == whole.len());
            for ((pair, verdict), (other_pair, other)) in parts.iter().zip(&whole) {
                assert_eq!((pair, verdict.similarity), (other_pair, other.similarity));
                assert!((0..5).all(|instances| verdict.relation(instances) == other.relation(instances)));
            }
        }
    }
}
