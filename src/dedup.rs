//! The whole batch on one screen.
//!
//! Each stage takes what the one before it made and gives it up as soon as it can: a set of shingles
//! lives until its sketch is made, a sketch until its band keys are, the keys until the candidates are known.
//! What remains to the end is the headlines, their canonical texts and the clusters.

use rayon::prelude::*;

use crate::candidates::telling::Telling;
use crate::candidates::tuning::Banding;
use crate::candidates::{Pair, bands, blocks, exact, nearest, union};
use crate::cluster::{Clustered, attach, clusters};
use crate::collapse::{Items, collapse};
use crate::config::{Config, Method};
use crate::error::Result;
use crate::headline::Headlines;
use crate::judge::Corpus;
use crate::observe::{Observer, Stage, stage};
use crate::report::{Report, Totals};
use crate::shingle::Shingled;
use crate::sketch::outline::Outline;
use crate::sketch::simhash::SimHash;

/// Clusters `headlines`: the whole run but for reading them.
///
/// Uses the threads of the current rayon pool; the answer does not depend on their number.
///
/// ```
/// use doublet::{Config, Headlines};
/// let headlines: Headlines = [
///     "Harbour reopens after storm, ferries resume",
///     "Minister resigns over grain deal",
///     "Harbour reopens after storm; ferries resume at noon",
/// ]
/// .into_iter()
/// .collect();
/// let report = doublet::cluster(&headlines, &Config::default(), &())?;
/// let members: Vec<u32> = report.clusters[0].members.iter().map(|member| member.headline).collect();
/// assert_eq!(members, [0, 2]);
/// # Ok::<(), doublet::Error>(())
/// ```
pub fn cluster(headlines: &Headlines, config: &Config, observer: &dyn Observer) -> Result<Report> {
    run(headlines, config, observer, |report, _, _, _| report)
}

/// The whole run; `look` is shown the report, and the items, what was learned from them and the candidates before
/// they are given up.
pub(crate) fn run<T>(
    headlines: &Headlines,
    config: &Config,
    observer: &dyn Observer,
    look: impl FnOnce(Report, &Items, &Corpus<'_>, &[Pair]) -> T,
) -> Result<T> {
    let items = stage(observer, Stage::Collapse, headlines.len(), || {
        let items = collapse(headlines);
        let note = |items: &Items| format!("{} distinct texts, {} empty", items.len(), items.empty);
        let note = items.as_ref().map_or_else(|_| String::new(), note);
        (items, note)
    })??;
    let telling =
        stage(observer, Stage::Weigh, items.len(), || (Telling::learn(&items.texts), String::new()))?;
    let shingled = Shingled::new(&items.texts, config.shingle);
    let candidates = find(shingled, &telling, config, observer)?;
    let (corpus, judged) = stage(observer, Stage::Judge, candidates.len(), || {
        let (corpus, judged) = Corpus::judge_observed((shingled, &telling), &candidates, config, observer);
        let note = format!(
            "{} duplicates, {} kept apart, {} of these in series",
            judged.duplicates.len(),
            judged.kept_apart,
            judged.series
        );
        ((corpus, judged), note)
    })?;
    let (clusters, bad_dates) = stage(observer, Stage::Cluster, items.len(), || {
        let between = |pair| corpus.between(pair);
        let Clustered { mut clusters, bad_dates } =
            clusters(headlines, &items, (&judged.duplicates, &judged.contradictions), between, config);
        attach(&mut clusters, headlines, &items, &judged.beside, |pair| corpus.judgement(pair));
        let note = format!("{} clusters", clusters.len());
        ((clusters, bad_dates), note)
    })?;
    let repeated = clusters.iter().filter(|cluster| cluster.members.len() > 1);
    let (count, clustered) =
        repeated.fold((0, 0), |(count, sum), cluster| (count + 1, sum + cluster.members.len() as u64));
    let totals = Totals {
        headlines: headlines.len() as u64,
        empty: items.empty,
        distinct_texts: items.len() as u64,
        clusters: count,
        clustered,
        judged: candidates.len() as u64,
        vetoed: judged.kept_apart,
        bad_dates,
    };
    Ok(look(Report { clusters, totals }, &items, &corpus, &candidates))
}

/// The candidate pairs, ascending.
fn find(
    shingled: Shingled<'_>,
    telling: &Telling,
    config: &Config,
    observer: &dyn Observer,
) -> Result<Vec<Pair>> {
    let count = shingled.texts().len();
    let outlines = stage(observer, Stage::Shingle, count, || {
        let outlines = shingled.outlines();
        let sizes: usize = outlines.iter().map(Outline::size).sum();
        (outlines, format!("{sizes} shingles of {}", config.shingle))
    })?;
    let mut pairs = match config.method {
        Method::Minhash => {
            let banding = Banding::choose(config.threshold, config.recall);
            bands::join(shingled, &outlines, banding, config.threshold, observer)?
        }
        Method::Simhash => {
            let prints = stage(observer, Stage::Sketch, count, || {
                let prints = (0..count).into_par_iter().map(|text| SimHash::of(&shingled.set(text)));
                (prints.collect::<Vec<SimHash>>(), "SimHash of 64 bits".to_owned())
            })?;
            stage(observer, Stage::Candidates, count, || {
                let plan = blocks::Plan::choose(prints.len(), config.threshold, config.recall);
                let pairs = blocks::candidates(&prints, &plan);
                let note = format!("{} pairs from {}", pairs.len(), plan.describe(config.threshold));
                (pairs, note)
            })?
        }
        Method::Exact => stage(observer, Stage::Candidates, count, || {
            let sets = shingled.sets(|_| true);
            let pairs =
                exact::join_observed(&sets.iter().collect::<Vec<&[u32]>>(), config.threshold, observer);
            let note = format!("{} pairs from the exact join", pairs.len());
            (pairs, note)
        })?,
    };
    if let Some(containment) = config.containment {
        stage(observer, Stage::Candidates, count, || {
            let before = pairs.len();
            let mut found = telling.candidates(&outlines, containment);
            found.par_sort_unstable();
            found.dedup();
            pairs = union(std::mem::take(&mut pairs), found);
            if config.method != Method::Exact {
                pairs = nearest(std::mem::take(&mut pairs), &outlines);
            }
            ((), format!("{} pairs, some more by two telling words; {before} before", pairs.len()))
        })?;
    }
    Ok(pairs)
}
