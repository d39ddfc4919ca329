//! All candidates of a run, judged.
//!
//! Twice: first each pair for itself, then, when it is known who contradicts whom, by how many others are
//! instances of the same frame.

use rayon::prelude::*;

use super::{Evidence, Judge, Relation, Side, Weights};
use crate::candidates::Pair;
use crate::cluster::Duplicate;
use crate::collapse::Texts;
use crate::config::Config;
use crate::graph::Graph;
use crate::shingle::Sets;

/// What came of judging the candidates of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// The duplicates, in the order of the candidates.
    pub duplicates: Vec<Duplicate>,
    /// Pairs that were alike enough and are no duplicates.
    pub kept_apart: u64,
    /// Of these, the instances of a series.
    pub series: u64,
}

/// Pairs that a worker judges at a time: some milliseconds of work.
const JUDGED_AT_ONCE: usize = 1 << 14;

/// Judges every candidate (distinct, ascending), in parallel; the outcome does not depend on the threads.
#[must_use]
pub fn judge_all(texts: &Texts, sets: &Sets, candidates: &[Pair], config: &Config) -> Judged {
    let weights = Weights::learn(texts);
    let alike = weigh(texts, sets, candidates, &Judge::new(config, &weights));
    let contradictions =
        || alike.iter().filter(|(_, evidence)| evidence.contradicts()).map(|&(pair, _)| (pair, ()));
    let frames = Graph::new(texts.len(), contradictions);
    let relation = |&(pair, evidence): &(Pair, Evidence)| {
        evidence.relation(frames.common(pair, evidence.enough_instances()))
    };
    let relations: Vec<Relation> = alike.par_iter().with_min_len(JUDGED_AT_ONCE).map(relation).collect();
    let count = |wanted: Relation| relations.iter().filter(|&&relation| relation == wanted).count() as u64;
    let duplicates = relations.iter().zip(&alike).filter(|(relation, _)| **relation == Relation::Duplicate);
    let duplicate =
        |(_, &(pair, evidence)): (_, &(Pair, Evidence))| Duplicate { pair, similarity: evidence.similarity };
    Judged {
        duplicates: duplicates.map(duplicate).collect(),
        kept_apart: relations.len() as u64 - count(Relation::Duplicate),
        series: count(Relation::Series),
    }
}

/// The candidates that are alike enough, with what sets them apart.
fn weigh(texts: &Texts, sets: &Sets, candidates: &[Pair], judge: &Judge<'_>) -> Vec<(Pair, Evidence)> {
    let side = |item: u32| Side { canonical: texts.get(item as usize), set: sets.get(item as usize) };
    let weighed = |&pair: &Pair| Some((pair, judge.weigh(side(pair.first()), side(pair.second()))?));
    let parts: Vec<Vec<(Pair, Evidence)>> = candidates
        .par_chunks(JUDGED_AT_ONCE)
        .map(|pairs| pairs.iter().filter_map(weighed).collect())
        .collect();
    parts.concat()
}
