//! Two headlines, all that there is to say about them: what `doublet compare` shows.

use serde::Serialize;
use similar::{Algorithm, ChangeTag, capture_diff_slices};

use super::{Judge, Relation, Side};
use crate::candidates::telling;
use crate::candidates::tuning::{Banding, MAX_SLOTS};
use crate::config::Config;
use crate::sketch::minhash::MinHasher;
use crate::sketch::simhash::SimHash;
use crate::weights::Weights;
use crate::{normalize, shingle};

/// How alike two texts are under each method, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Similarities {
    /// Exact: shared shingles over all shingles.
    pub jaccard: f64,
    /// Estimated from the `MinHash` signatures of the run.
    pub minhash: f64,
    /// The share of equal bits of the `SimHash` fingerprints.
    pub simhash: f64,
}

/// One step of the word-by-word difference from the first canonical text to the second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// Words that both have.
    Both(String),
    /// Words that only the first has.
    First(String),
    /// Words that only the second has.
    Second(String),
}

/// All that there is to say about two headlines.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What they are to one another.
    pub relation: Relation,
    /// The similarity that the relation rests on, from 0 to 1.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
    /// The similarity under each method.
    pub similarity: Similarities,
    /// Both canonical texts.
    pub canonical: [String; 2],
    /// What differs, word by word.
    pub differences: Vec<Difference>,
}

/// Compares two headlines as a run with `config` would judge them if they were all that there is: every word
/// tells the same, and no other headline shows that theirs is the frame of a series.
///
/// ```
/// use doublet::{Config, compare};
/// use doublet::judge::{Difference, Relation};
/// let comparison = compare("Harbour reopens after storm", "HARBOUR reopens after the storm", &Config::default());
/// assert_eq!(comparison.relation, Relation::Duplicate);
/// assert_eq!(comparison.canonical[0], "harbour reopens after storm");
/// assert_eq!(comparison.differences[1], Difference::Second("the".to_owned()));
/// ```
#[must_use]
pub fn compare(first: &str, second: &str, config: &Config) -> Comparison {
    let canonical = [first, second].map(normalize::canonical);
    let sets = [0, 1].map(|side: usize| shingle::set(&canonical[side], config.shingle));
    let weights = Weights::even();
    let telling = canonical.each_ref().map(|text| telling::words_of(text, &weights));
    let side = |side: usize| Side { canonical: &canonical[side], set: &sets[side], telling: &telling[side] };
    let judgement = Judge::new(config, &weights).judge(side(0), side(1), 0);
    let similarity = similarities(&sets, judgement.score, config);
    let differences = differences(&canonical[0], &canonical[1]);
    Comparison {
        relation: judgement.relation,
        score: judgement.score,
        reason: judgement.reason.to_string(),
        similarity,
        canonical,
        differences,
    }
}

fn similarities([first, second]: &[Vec<u32>; 2], jaccard: f64, config: &Config) -> Similarities {
    let slots = Banding::choose(config.threshold, config.recall).slots().clamp(1, MAX_SLOTS);
    let hasher = MinHasher::new(slots as usize);
    let simhash = if first.is_empty() || second.is_empty() {
        0.0
    } else {
        SimHash::of(first).similarity(SimHash::of(second))
    };
    let minhash = hasher.sketch(first).similarity(&hasher.sketch(second));
    Similarities { jaccard, minhash: minhash.unwrap_or(0.0), simhash }
}

/// The shortest edit from one text's words to the other's (Myers), neighbouring words of one kind together.
fn differences(first: &str, second: &str) -> Vec<Difference> {
    let words = [first, second].map(|text| normalize::words(text).collect::<Vec<&str>>());
    let mut runs: Vec<(ChangeTag, Vec<&str>)> = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &words[0], &words[1]) {
        for change in operation.iter_changes(&words[0], &words[1]) {
            match runs.last_mut() {
                Some((tag, run)) if *tag == change.tag() => run.push(change.value()),
                _ => runs.push((change.tag(), vec![change.value()])),
            }
        }
    }
    let joined = |words: Vec<&str>| normalize::canonical(&words.join(" "));
    runs.into_iter()
        .map(|(tag, words)| match tag {
            ChangeTag::Equal => Difference::Both(joined(words)),
            ChangeTag::Delete => Difference::First(joined(words)),
            ChangeTag::Insert => Difference::Second(joined(words)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsegmented_scripts_differ_by_character() {
        let comparison = compare("東京で地震", "大阪で地震", &Config::default());
        assert_eq!(
            comparison.differences,
            [
                Difference::First("東京".to_owned()),
                Difference::Second("大阪".to_owned()),
                Difference::Both("で地震".to_owned())
            ]
        );
    }

    #[test]
    fn nothing_is_like_nothing() {
        let comparison = compare("!", "?", &Config::default());
        assert_eq!(comparison.relation, Relation::Distinct);
        assert_eq!(comparison.similarity, Similarities { jaccard: 0.0, minhash: 0.0, simhash: 0.0 });
    }
}
