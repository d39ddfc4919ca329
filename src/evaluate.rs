//! How well a run does on labelled pairs, found in situ.
//!
//! Judging pairs one by one flatters every method: in a run a pair must first be found among millions, the rest of the
//! corpus has a say in what is a series, and what counts in the end is whether both stand in one cluster. So the pairs
//! name headlines by their ids, the whole input is clustered as [`cluster`](crate::cluster()) does it, and a
//! pair counts as joined when both are in one cluster.
//!
//! How a file of labelled pairs looks stands in [`pairs`]. Figures that no pair stands behind (precision
//! where nothing is joined) are 1.

mod located;
pub mod pairs;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};

pub use located::Weighed;
pub(crate) use located::{Located, first_places};
pub use pairs::{Label, LabelledPair, parse_pairs, read_pairs};

use crate::config::{Config, Threshold};
use crate::error::Result;
use crate::headline::Headlines;
use crate::judge::Relation;
use crate::observe::Observer;

/// Precision, recall and F1 over some pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Duplicates that are joined.
    pub found: u64,
    /// Joined pairs that are no duplicates.
    pub wrong: u64,
    /// Duplicates that are not joined.
    pub missed: u64,
    /// Pairs that are neither duplicates nor joined.
    pub apart: u64,
}

impl Score {
    /// Counts a pair so many times.
    pub(crate) fn count(&mut self, label: Label, is_joined: bool, times: u64) {
        *match (label == Label::Duplicate, is_joined) {
            (true, true) => &mut self.found,
            (false, true) => &mut self.wrong,
            (true, false) => &mut self.missed,
            (false, false) => &mut self.apart,
        } += times;
    }

    /// The number of pairs.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.found + self.wrong + self.missed + self.apart
    }

    /// The share of joined pairs that are duplicates; 1 where none is joined.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.found, self.found + self.wrong)
    }

    /// The share of duplicates that are joined; 1 where there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.found, self.found + self.missed)
    }

    /// The harmonic mean of precision and recall; 1 where there was nothing to join and nothing is joined.
    ///
    /// ```
    /// use doublet::evaluate::Score;
    /// assert_eq!(Score { found: 6, wrong: 2, missed: 4, apart: 9 }.f1(), 0.666_666_666_666_666_6);
    /// ```
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.found, 2 * self.found + self.wrong + self.missed)
    }
}

/// `part / whole`, and 1 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Figures {
            precision: f64,
            recall: f64,
            f1: f64,
            pairs: u64,
        }
        let [precision, recall, f1] =
            [self.precision(), self.recall(), self.f1()].map(|figure| (figure * 1e4).round() / 1e4);
        Figures { precision, recall, f1, pairs: self.pairs() }.serialize(serializer)
    }
}

/// The pairs of one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByLabel {
    /// How many of them are joined.
    pub joined: u64,
    /// How many there are.
    pub pairs: u64,
    /// How many of them the judge takes for what.
    pub relations: BTreeMap<Relation, u64>,
}

/// What an evaluation found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Over all pairs.
    pub all: Score,
    /// By the language that the pairs name; those that name none are in no language.
    pub by_language: BTreeMap<String, Score>,
    /// By label.
    pub by_label: BTreeMap<Label, ByLabel>,
    /// Pairs, but for unclear ones, of which a headline is not among those that were read; they are in no other figure.
    pub missing: u64,
    /// The id that the first of them names in vain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_missing: Option<String>,
}

/// Clusters `headlines` and counts which of `pairs` are joined.
///
/// ```
/// use doublet::evaluate::{evaluate, parse_pairs};
/// use doublet::{Config, Headline, Headlines};
/// let titled = |id, title| Headline { id: Some(id), ..Headline::titled(title) };
/// let headlines: Headlines =
///     [titled("1", "Harbour reopens after storm"), titled("2", "Harbour re-opens after storm")].into_iter().collect();
/// let pairs = parse_pairs("pairs", &b"id_a,id_b,label\n1,2,D\n1,3,T\n"[..])?;
/// let evaluation = evaluate(&headlines, &pairs, &Config::default(), &())?;
/// assert_eq!((evaluation.all.found, evaluation.missing), (1, 1));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn evaluate(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Evaluation> {
    Located::find(headlines, pairs).evaluate(config, observer)
}

/// The thresholds worth trying, in hundredths. Lower ones propose many candidates, of which the judge lets
/// few pass; above them hardly anything but equal texts is left.
const GRID: RangeInclusive<u8> = 35..=90;

/// The step between them, in hundredths: a finer one would only give chance more to choose from.
const STEP: usize = 5;

/// The thresholds worth trying: from 0.35 to 0.90, in steps of 0.05.
///
/// ```
/// let tried: Vec<f64> = doublet::evaluate::thresholds().map(|threshold| threshold.get()).collect();
/// assert_eq!((tried.len(), tried[0], tried[11]), (12, 0.35, 0.9));
/// ```
pub fn thresholds() -> impl Iterator<Item = Threshold> {
    GRID.step_by(STEP)
        .map(|hundredths| Threshold::new(f64::from(hundredths) / 100.0).expect("all are above 0 and below 1"))
}

/// The score at each of `thresholds`, all else as in `config`.
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn sweep(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    thresholds: &[Threshold],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Vec<(Threshold, Score)>> {
    let located = Located::find(headlines, pairs);
    let at = |&threshold: &Threshold| {
        let evaluation = located.evaluate(&config.clone().with_threshold(threshold), observer)?;
        Ok((threshold, evaluation.all))
    };
    thresholds.iter().map(at).collect()
}

/// What a run over `headlines` knows of each of `pairs` (those labelled unclear, and those of which a
/// headline is missing, left out) when it judges it: what the judge's factors are fitted on.
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn evidence<'a>(
    headlines: &'a Headlines,
    pairs: &'a [LabelledPair],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Vec<Weighed<'a>>> {
    Located::find(headlines, pairs).evidence(config, observer)
}

impl Located<'_> {
    /// Counts what a run joins.
    fn evaluate(&self, config: &Config, observer: &dyn Observer) -> Result<Evaluation> {
        let mut evaluation = Evaluation {
            missing: self.missing.len() as u64,
            first_missing: self.missing.first().map(|&id| id.to_owned()),
            ..Evaluation::default()
        };
        for (pair, outcome) in self.pairs.iter().zip(self.outcomes(config, observer)?) {
            evaluation.all.count(pair.label, outcome.is_joined, 1);
            if !pair.language.is_empty() {
                let score = evaluation.by_language.entry(pair.language.clone()).or_default();
                score.count(pair.label, outcome.is_joined, 1);
            }
            let by_label = evaluation.by_label.entry(pair.label).or_default();
            by_label.pairs += 1;
            by_label.joined += u64::from(outcome.is_joined);
            *by_label.relations.entry(outcome.relation).or_default() += 1;
        }
        Ok(evaluation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::Headline;

    #[test]
    fn what_is_joined_is_counted_by_language_label_and_relation() {
        let titles = [
            "Harbour reopens after storm",
            "Harbour re-opens after storm",
            "Mayor resigns",
            "5 hurt in crash",
            "15 hurt in crash",
            "?",
        ];
        let ids = ["a", "b", "c", "d", "e", "f"];
        let headlines: Headlines = ids
            .into_iter()
            .zip(titles)
            .map(|(id, title)| Headline { id: Some(id), ..Headline::titled(title) })
            .collect();
        let text = "id_a,id_b,lang,label\na,b,en,D\na,c,en,D\nd,e,en,U\na,f,xx,N\na,b,xx,R\nc,d,en,X\n";
        let pairs = parse_pairs("p", text.as_bytes()).expect("six pairs");
        let evaluation = evaluate(&headlines, &pairs, &Config::default(), &()).expect("few headlines");
        assert_eq!(evaluation.all, Score { found: 1, wrong: 1, missed: 1, apart: 2 });
        assert_eq!(evaluation.by_language["xx"], Score { found: 0, wrong: 1, missed: 0, apart: 1 });
        assert_eq!(evaluation.by_label[&Label::Update].relations, BTreeMap::from([(Relation::Update, 1)]));
        assert_eq!(
            evaluation.by_label[&Label::Distinct].relations,
            BTreeMap::from([(Relation::Distinct, 1)])
        );
        assert!(!evaluation.by_label.contains_key(&Label::Unclear));
    }

    #[test]
    fn a_higher_threshold_joins_fewer() {
        let headlines: Headlines =
            [("a", "Harbour reopens after storm"), ("b", "Harbour reopens after the storm today")]
                .into_iter()
                .map(|(id, title)| Headline { id: Some(id), ..Headline::titled(title) })
                .collect();
        let pairs = parse_pairs("p", &b"id_a,id_b,label\na,b,D\n"[..]).expect("a pair");
        let thresholds = [0.4, 0.95].map(|value| Threshold::new(value).expect("in range"));
        let curve = sweep(&headlines, &pairs, &thresholds, &Config::default(), &()).expect("few headlines");
        assert_eq!(curve.iter().map(|(_, score)| score.found).collect::<Vec<_>>(), [1, 0]);
    }
}
