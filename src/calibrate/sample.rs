//! Pairs worth labelling, from an input without labels.
//!
//! Pairs drawn at random are all unrelated, and say nothing of any setting. Those that do are borderline:
//! candidates from a little below the threshold upwards. They are drawn evenly over the similarity, in bins
//! of 0.05, and from each bin both such as the judge would join and such as it would keep apart. Equal texts
//! are one item and make no pair. No headline comes twice, so that each answer is a witness of its own (see
//! [`chance`](super::chance)). The pairs come in an order in which the first few are spread as all are:
//! whoever stops early loses no bin.
//!
//! There is no seed: the candidates are walked in steps of the golden section of their number, which meets
//! each of them once and the input evenly all the time. The same input gives the same pairs, whatever the threads.
//!
//! Cost: one run at a threshold that is lower by 0.1, which has six times the candidates of one at the
//! default, and judging up to 262,144 of them once more, with reasons. On a million headlines 15 s with
//! reading, where `cluster` takes 9.
//!
//! Whether a pair is joined is what the judge says of the two, before clustering: a mix is all that is asked for.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::config::{Config, Threshold};
use crate::dedup;
use crate::error::Result;
use crate::evaluate::first_places;
use crate::headline::Headlines;
use crate::judge::Corpus;
use crate::observe::Observer;

/// How far below the threshold pairs are drawn: two bins, enough to tell whether it is too high.
const BELOW: f64 = 0.1;

/// The width of a bin of similarity: the step between the thresholds that are tried.
const BIN: f64 = 0.05;

/// Candidates that are looked at: so many that the rare kinds (very like, and yet kept apart) are among them, and yet
/// two seconds' work.
const VISITED: usize = 1 << 18;

/// The golden section: multiples of it are spread as evenly over the fractions as any number's.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Two headlines that are worth a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borderline {
    /// Their numbers among the headlines, in input order.
    pub headlines: [u32; 2],
    /// Their exact Jaccard similarity, from 0 to 1.
    pub similarity: f64,
    /// Whether the judge would join them at the settings in use.
    pub is_joined: bool,
}

/// At most `count` borderline pairs of `headlines`, as the settings of `config` draw the border; fewer where there
/// are no more that share no headline.
///
/// Left out are headlines whose id cannot name them in a file of labelled pairs: an earlier headline has the same, or
/// there is a tab or a line end in it.
///
/// ```
/// use doublet::calibrate::sample;
/// use doublet::{Config, Headlines};
/// let headlines: Headlines = [
///     "Harbour reopens after storm",
///     "HARBOUR reopens after storm!",
///     "Harbour reopens after the spring storm",
///     "Mayor resigns",
/// ]
/// .into_iter()
/// .collect();
/// let pairs = sample(&headlines, &Config::default(), 60, &())?;
/// assert_eq!(pairs.iter().map(|pair| pair.headlines).collect::<Vec<_>>(), [[0, 2]]);
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn sample(
    headlines: &Headlines,
    config: &Config,
    count: usize,
    observer: &dyn Observer,
) -> Result<Vec<Borderline>> {
    let threshold = config.threshold.get();
    // A threshold is above 0, and half of it is too.
    let lowest = Threshold::new((threshold - BELOW).max(threshold / 2.0))?;
    let wide = config.clone().with_threshold(lowest);
    dedup::run(headlines, &wide, observer, |_, items, corpus, candidates| {
        let cells = cells(draw(items, corpus, candidates, config), lowest, count);
        spread(with_ids(cells, headlines), count)
    })
}

/// Candidates from all over, judged.
fn draw(items: &Items, corpus: &Corpus<'_>, candidates: &[Pair], config: &Config) -> Vec<Borderline> {
    let visited: Vec<Pair> = walk(candidates.len()).take(VISITED).map(|place| candidates[place]).collect();
    let first = |item: u32| items.headlines(item as usize)[0];
    visited
        .into_par_iter()
        .map(|pair| {
            let judgement = corpus.judgement(pair);
            Borderline {
                headlines: [first(pair.first()), first(pair.second())],
                similarity: judgement.score,
                is_joined: corpus.joins(pair, config),
            }
        })
        .collect()
}

/// The numbers below `end`, each once, any few in a row far apart.
fn walk(end: usize) -> impl Iterator<Item = usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than `end`")]
    let golden = (end as f64 * GOLDEN) as usize;
    let step = (golden.max(1)..=end).find(|&step| common_divisor(step, end) == 1).unwrap_or(1);
    (0..end).scan(0, move |place, _| {
        let here = *place;
        *place = (here + step) % end;
        Some(here)
    })
}

fn common_divisor(one: usize, other: usize) -> usize {
    if other == 0 { one } else { common_divisor(other, one % other) }
}

/// The pairs by bin of similarity and by whether they are joined, at most `most` in each.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "there are at most 20 bins")]
fn cells(pairs: Vec<Borderline>, lowest: Threshold, most: usize) -> Vec<Vec<Borderline>> {
    let bin = |similarity: f64| ((similarity - lowest.get()) / BIN) as usize;
    // What is wholly alike belongs to the bin below.
    let last = bin(1.0 - BIN / 2.0);
    let mut cells = vec![Vec::new(); 2 * (last + 1)];
    for pair in pairs.into_iter().filter(|pair| pair.similarity >= lowest.get()) {
        let cell = &mut cells[2 * bin(pair.similarity).min(last) + usize::from(pair.is_joined)];
        if cell.len() < most {
            cell.push(pair);
        }
    }
    cells
}

/// The pairs of which both headlines can be named by their ids.
fn with_ids(mut cells: Vec<Vec<Borderline>>, headlines: &Headlines) -> Vec<Vec<Borderline>> {
    let id = |headline: u32| headlines.id(headline as usize).to_string();
    let ids: Vec<String> = cells.iter().flatten().flat_map(|pair| pair.headlines).map(id).collect();
    let places = first_places(headlines, ids.iter().map(String::as_str));
    let is_named = |&headline: &u32| {
        let id = id(headline);
        places.get(id.as_str()) == Some(&headline) && !id.contains(['\t', '\n', '\r'])
    };
    for cell in &mut cells {
        cell.retain(|pair| pair.headlines.iter().all(is_named));
    }
    cells
}

/// One pair of each cell in turn, until there are `count` or no more; no headline twice.
fn spread(cells: Vec<Vec<Borderline>>, count: usize) -> Vec<Borderline> {
    let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
    let mut used = HashSet::new();
    let mut chosen = Vec::new();
    loop {
        let before = chosen.len();
        for cell in &mut cells {
            if chosen.len() == count {
                return chosen;
            }
            let is_new = |pair: &Borderline| pair.headlines.iter().all(|headline| !used.contains(headline));
            if let Some(pair) = cell.find(is_new) {
                used.extend(pair.headlines);
                chosen.push(pair);
            }
        }
        if chosen.len() == before {
            return chosen;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::headline::Headline;

    /// Forty stories, each told in five ways that differ more and more.
    fn feed() -> Vec<String> {
        let places = ["Norhaven", "Lenn", "Averil", "Quay", "Tarn", "Osby", "Ume", "Ilva"];
        let events = ["harbour", "market", "bridge", "library", "tramway"];
        let tails =
            ["", " today", " after talks", " after long talks in May", " amid anger of many who wait there"];
        let story = |place: &str, event: &str, tail: &str| {
            format!("Council of {place} agrees to close old {place}{event} near {event} station{tail}")
        };
        let mut feed = Vec::new();
        for place in places {
            for event in events {
                feed.extend(tails.map(|tail| story(place, event, tail)));
            }
        }
        feed
    }

    fn sampled(titles: &[String], count: usize) -> Vec<Borderline> {
        let headlines: Headlines = titles.iter().map(String::as_str).collect();
        sample(&headlines, &Config::default(), count, &()).expect("few headlines")
    }

    #[test]
    fn pairs_are_spread_no_headline_comes_twice_and_equal_texts_make_none() {
        let mut titles = feed();
        titles.extend(feed().iter().map(|title| title.to_uppercase()));
        let pairs = sampled(&titles, 40);
        assert_eq!(pairs.len(), 40);
        let headlines: HashSet<u32> = pairs.iter().flat_map(|pair| pair.headlines).collect();
        assert_eq!(headlines.len(), 80);
        for pair in &pairs {
            let [first, second] = pair.headlines.map(|place| titles[place as usize].to_lowercase());
            assert_ne!(first, second);
            assert!((0.35..=1.0).contains(&pair.similarity));
        }
        let below = pairs.iter().filter(|pair| pair.similarity < 0.6).count();
        assert!((8..=32).contains(&below), "{below}");
        assert!(pairs.iter().any(|pair| pair.is_joined) && pairs.iter().any(|pair| !pair.is_joined));
    }

    #[test]
    fn the_sample_is_the_same_each_time_and_a_smaller_one_its_beginning() {
        let titles = feed();
        let pairs = sampled(&titles, 30);
        assert_eq!(pairs, sampled(&titles, 30));
        assert_eq!(pairs[..10], sampled(&titles, 10));
    }

    #[test]
    fn what_its_id_does_not_name_is_left_out() {
        let named = |id| move |title| Headline { id: Some(id), ..Headline::titled(title) };
        let titles = ["Harbour reopens after storm", "Harbour reopens after the storm"];
        for id in ["same", "a\tb"] {
            let headlines: Headlines = titles.into_iter().map(named(id)).collect();
            assert_eq!(sample(&headlines, &Config::default(), 9, &()).expect("two headlines"), []);
        }
    }

    proptest! {
        #[test]
        fn a_walk_meets_each_number_once(end in 0_usize..2000) {
            let mut met: Vec<usize> = walk(end).collect();
            met.sort_unstable();
            prop_assert_eq!(met, (0..end).collect::<Vec<_>>());
        }

        #[test]
        fn a_spread_sample_holds_no_headline_twice(
            numbers in proptest::collection::vec((0_u32..30, 30_u32..60, 0.3_f64..1.0, any::<bool>()), 0..100),
            count in 0_usize..40,
        ) {
            let pairs = numbers.into_iter().map(|(one, other, similarity, is_joined)| Borderline {
                headlines: [one, other],
                similarity,
                is_joined,
            });
            let lowest = Threshold::new(0.35).expect("in range");
            let chosen = spread(cells(pairs.collect(), lowest, count), count);
            let headlines: HashSet<u32> = chosen.iter().flat_map(|pair| pair.headlines).collect();
            prop_assert!(chosen.len() <= count && headlines.len() == 2 * chosen.len());
        }
    }
}
