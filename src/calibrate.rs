//! Settings for one's own data, and how sure they are.
//!
//! # The idea
//!
//! Naively: run at every threshold, take the best F1. On a few dozen pairs that always finds something, since of ten
//! settings one is the best by chance alone. So [`calibrate`] does the naive thing, and then asks what the same
//! pairs, drawn otherwise, would have said. Each setting is tried in situ, as [`evaluate`](mod@crate::evaluate)
//! does it; what is kept of a run is whether it joins each pair, and these answers are drawn again (a
//! bootstrap), not the run. How, and what is made of it, stands in [`chance`]. The [`Verdict`] is one of four, and
//! only one of them says to change anything.
//!
//! # What is tried
//!
//! - **Thresholds** from 0.35 to 0.80 in steps of 0.05, those of a [sweep](thresholds) but for the highest, at which
//!   hardly anything but equal texts is left.
//! - **Modes**, only where the labels call for them. `Numbers::Ignore` and `Updates::Join` can do nothing but join
//!   more pairs, so they are tried where a labelled duplicate stands apart because the judge takes it for an update or
//!   for one of a series. Both together are the same as the first: where numbers are ignored there are no updates.
//!   Where the settings in use are one of them, the stricter mode is tried if a pair is joined wrongly.
//!
//! What is found, clustered and judged otherwise (method, shingle, recall) stays as it is. Of equally good settings the
//! one nearest to those in use is the best.
//!
//! # Pairs of one's own
//!
//! [`sample()`] chooses pairs worth labelling from an input without labels.
//!
//! # Cost
//!
//! The input is read once, and each setting is one run: 10 where no mode is called for, else 20 or 30. 10,756 headlines
//! and 10 settings take 0.8 s, 66,000 and 30 take 10 s, 650,000 and 30 three minutes, on two cores. The bootstrap costs
//! 2,000 additions for each setting and pair: a fifth of a second for 30 settings and 1,600 pairs.
//!
//! # Limits
//!
//! The pairs stand for nothing but themselves. Borderline pairs are harder than a feed, so the F1 here is lower than
//! that of the feed; it compares settings. And a sample that is even over the similarity holds few of the many pairs
//! of low similarity: how much a lower threshold costs on the whole feed is for the eye, on its clusters.
//!
//! # Reference
//!
//! B. Efron and R. Tibshirani, *An Introduction to the Bootstrap* (1993): percentile intervals in chapter 13,
//! scoring on what was left out in chapter 17.

pub mod chance;
mod sample;

use crate::config::{Config, Numbers, Threshold, Updates};
use crate::error::Result;
use crate::evaluate::{Label, LabelledPair, Located, Score, thresholds};
use crate::headline::Headlines;
use crate::judge::Relation;
use crate::observe::Observer;

pub use chance::Certainty;
pub use sample::{Borderline, sample};

/// The highest threshold that is tried. A sweep shows higher ones too, since precision goes on growing for
/// those who want it; F1 only falls, and each setting is one more run and one more from which chance chooses
/// the best.
const HIGHEST: f64 = 0.80;

/// Duplicates, and others, that a verdict needs at least: with fewer one answer moves recall by more than a tenth.
const FEWEST: u64 = 10;

/// More pairs than this nobody labels to settle a gain.
const MOST_MORE: f64 = 5_000.0;

/// What is tried: the settings of which labelled pairs can say something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How alike duplicates are at least.
    pub threshold: Threshold,
    /// What they need to have in common where they are less alike.
    pub containment: Option<Threshold>,
    /// Whether numbers decide.
    pub numbers: Numbers,
    /// Whether updates join clusters.
    pub updates: Updates,
}

impl Setting {
    /// What `config` says of it.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let Config { threshold, containment, numbers, updates, .. } = *config;
        Setting { threshold, containment, numbers, updates }
    }

    /// `config` with this setting.
    ///
    /// ```
    /// use doublet::Config;
    /// use doublet::calibrate::Setting;
    /// use doublet::config::Numbers;
    /// let setting = Setting { numbers: Numbers::Ignore, ..Setting::of(&Config::default()) };
    /// assert_eq!(setting.apply(&Config::default()), Config { numbers: Numbers::Ignore, ..Config::default() });
    /// ```
    #[must_use]
    pub fn apply(self, config: &Config) -> Config {
        let Setting { threshold, containment, numbers, updates } = self;
        Config { threshold, containment, numbers, updates, ..config.clone() }
    }
}

/// A setting and what it scores on the pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The setting.
    pub setting: Setting,
    /// The score.
    pub score: Score,
}

/// What is to be done about the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep them: there are too few duplicates, or others, to say anything. About so many `more` pairs are needed.
    TooFew {
        /// Pairs to label beside these, at least; at the share of duplicates so far.
        more: u64,
    },
    /// Keep them: nothing that was tried does better.
    Best,
    /// Keep them: the gain is within chance. About so many `more` pairs would tell, where that is a number that
    /// somebody may label.
    WithinChance {
        /// Pairs to label beside these, if the gain held out stays what it is.
        more: Option<u64>,
    },
    /// Change them: the best setting is better beyond chance.
    Change,
}

/// What a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What was tried: the settings in use first, then the others, the nearest to these first.
    pub trials: Vec<Trial>,
    /// The place of the best of them in `trials`.
    pub best: usize,
    /// How sure it is that the best is better than the settings in use.
    pub certainty: Certainty,
    /// What is to be done.
    pub verdict: Verdict,
    /// Pairs, but for unclear ones, of which a headline is not among those that were read.
    pub missing: u64,
    /// The id that the first of them names in vain.
    pub first_missing: Option<String>,
}

impl Calibration {
    /// The settings in use.
    #[must_use]
    pub fn now(&self) -> Trial {
        self.trials[0]
    }

    /// The best of those that were tried; the settings in use where none is better.
    #[must_use]
    pub fn best(&self) -> Trial {
        self.trials[self.best]
    }

    /// What the verdict comes to: the best where it says to change, else the settings in use.
    #[must_use]
    pub fn suggested(&self) -> Trial {
        if self.verdict == Verdict::Change { self.best() } else { self.now() }
    }
}

/// Tries settings on `pairs`, found in runs over `headlines`, against those of `config`.
///
/// ```
/// use doublet::calibrate::{Verdict, calibrate};
/// use doublet::evaluate::parse_pairs;
/// use doublet::{Config, Headline, Headlines};
/// let titled = |id, title| Headline { id: Some(id), ..Headline::titled(title) };
/// let headlines: Headlines =
///     [titled("1", "Harbour reopens after storm"), titled("2", "Harbour re-opens after storm")].into_iter().collect();
/// let pairs = parse_pairs("pairs", &b"id_a,id_b,label\n1,2,D\n"[..])?;
/// let calibration = calibrate(&headlines, &pairs, &Config::default(), &())?;
/// assert_eq!(calibration.suggested().score.found, 1);
/// assert_eq!(calibration.verdict, Verdict::TooFew { more: 19 });
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn calibrate(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Calibration> {
    let located = Located::find(headlines, pairs);
    let now = Setting::of(config);
    let outcomes = located.outcomes(config, observer)?;
    let apart_as = |relation| {
        let mut all = located.pairs.iter().zip(&outcomes);
        all.any(|(pair, it)| pair.label == Label::Duplicate && !it.is_joined && it.relation == relation)
    };
    let is_too_wide =
        located.pairs.iter().zip(&outcomes).any(|(pair, it)| pair.label != Label::Duplicate && it.is_joined);
    let modes = [
        (Numbers::Decide, Updates::Apart, is_too_wide),
        (Numbers::Decide, Updates::Join, apart_as(Relation::Update)),
        (Numbers::Ignore, Updates::Apart, apart_as(Relation::Update) || apart_as(Relation::Series)),
    ];
    let called_for = modes.into_iter().filter(|mode| mode.2).map(|(numbers, updates, _)| (numbers, updates));
    let mut settings = vec![now];
    let mut joined = vec![outcomes.iter().map(|outcome| outcome.is_joined).collect()];
    for setting in others(now, called_for) {
        let outcomes = located.outcomes(&setting.apply(config), observer)?;
        settings.push(setting);
        joined.push(outcomes.iter().map(|outcome| outcome.is_joined).collect());
    }
    Ok(weigh(&located, &settings, joined))
}

/// The settings to try beside `now`: all thresholds in the mode of `now`, then in the other modes that are called
/// for, the nearest threshold first.
fn others(now: Setting, modes: impl Iterator<Item = (Numbers, Updates)>) -> Vec<Setting> {
    let mut thresholds: Vec<Threshold> =
        thresholds().filter(|threshold| threshold.get() <= HIGHEST).collect();
    if !thresholds.contains(&now.threshold) {
        thresholds.push(now.threshold);
    }
    thresholds.sort_by(|one, other| distance(now, *one).total_cmp(&distance(now, *other)));
    let own = (now.numbers, now.updates);
    let modes = std::iter::once(own).chain(modes.filter(|&mode| mode != own));
    let settings = modes.flat_map(|(numbers, updates)| {
        thresholds.iter().map(move |&threshold| {
            let typed = || Config::default().with_threshold(threshold).containment;
            let containment = if threshold == now.threshold { now.containment } else { typed() };
            Setting { threshold, containment, numbers, updates }
        })
    });
    // The first of them is the one in use, at no distance.
    settings.skip(1).collect()
}

fn distance(now: Setting, threshold: Threshold) -> f64 {
    (now.threshold.get() - threshold.get()).abs()
}

/// What follows from whether each of `settings` joins each pair.
fn weigh(located: &Located<'_>, settings: &[Setting], joined: Vec<Vec<bool>>) -> Calibration {
    let answers = chance::Answers::new(&located.pairs, joined);
    let scores = answers.scores();
    let best = chance::first_best(scores.iter().map(Score::f1));
    let certainty = answers.certainty(best);
    let trials = settings.iter().zip(&scores).map(|(&setting, &score)| Trial { setting, score }).collect();
    let verdict = match (shortfall(located.pairs.iter().map(|pair| pair.label)), best) {
        (more @ 1.., _) => Verdict::TooFew { more },
        (0, 0) => Verdict::Best,
        (0, _) if certainty.is_beyond_chance() => Verdict::Change,
        (0, _) => Verdict::WithinChance { more: more_to_tell(&certainty, located.pairs.len()) },
    };
    let missing = located.missing.len() as u64;
    let first_missing = located.missing.first().map(|&id| id.to_owned());
    Calibration { trials, best, certainty, verdict, missing, first_missing }
}

/// About how many more pairs are to be labelled before [`calibrate`] has anything to say; 0 where there are enough.
///
/// It asks for ten duplicates and ten others; at the share of the rarer of the two so far. Unclear ones do not count.
///
/// ```
/// use doublet::calibrate::shortfall;
/// use doublet::evaluate::Label;
/// assert_eq!(shortfall([]), 20);
/// assert_eq!(shortfall([vec![Label::Duplicate; 5], vec![Label::Series; 15]].concat()), 20);
/// assert_eq!(shortfall([vec![Label::Duplicate; 10], vec![Label::Update; 10]].concat()), 0);
/// ```
#[must_use]
pub fn shortfall(labels: impl IntoIterator<Item = Label>) -> u64 {
    let (mut duplicates, mut others) = (0, 0);
    for label in labels.into_iter().filter(|&label| label != Label::Unclear) {
        *if label == Label::Duplicate { &mut duplicates } else { &mut others } += 1;
    }
    let (rarer, all) = (duplicates.min(others), duplicates + others);
    let lacking = FEWEST.saturating_sub(rarer);
    // With none of one kind so far its share is unknown, and the least that could do is asked for.
    let at_this_share = if rarer == 0 { lacking } else { (lacking * all).div_ceil(rarer) };
    if lacking == 0 { 0 } else { at_this_share.max((2 * FEWEST).saturating_sub(all)) }
}

/// How many pairs more would put the gain beyond chance, in tens. An interval narrows with the root of the number of
/// pairs; what it must not reach is the gain held out, since the other flatters itself.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to MOST_MORE")]
fn more_to_tell(certainty: &Certainty, pairs: usize) -> Option<u64> {
    let reach = (certainty.gain - certainty.interval[0]) / certainty.held_out;
    let more = (reach * reach - 1.0).max(0.0) * pairs as f64;
    (certainty.held_out > 0.0 && more <= MOST_MORE).then(|| (more as u64).div_ceil(10).max(1) * 10)
}

#[cfg(test)]
mod tests;
