//! Where segments stand, and what speaks for each of them.

use std::collections::BTreeMap;
use std::ops::Range;

use ahash::AHashSet;
use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::phrases::said;
use super::segments::{Cut, Edge, Mark, cuts, may_be_cut};
use super::{REST, TIMES, TWICE, WORDS};
use crate::collapse::Items;
use crate::headline::Headlines;
use crate::normalize;

/// How many headlines need not be asked for their source: what so many have is told by them alone.
const ASKED: u64 = 100;

/// All segments of all items: the hash of each as it is written, and the item, sorted.
pub(super) struct Places<'a> {
    headlines: &'a Headlines,
    items: &'a Items,
    sorted: Vec<(u64, u32)>,
}

/// A segment that stands often enough to be learned.
pub(super) struct Candidate {
    pub(super) edge: Edge,
    pub(super) mark: Mark,
    pub(super) text: String,
    /// Where the places of each of its spellings are.
    runs: Vec<Range<usize>>,
    pub(super) evidence: Evidence,
}

/// What speaks for a segment, in items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// That have it.
    pub(crate) times: u32,
    /// That say its words anywhere.
    pub(crate) said: u32,
    /// Whose rest is an item too.
    pub(crate) bare: u32,
    /// Whose rest stands with another segment too.
    pub(crate) shared: u32,
    /// Whose source it names, counted to [`TWICE`] for each spelling.
    pub(crate) named: u32,
}

/// The hash of a segment as it is written, at its edge and with its mark.
pub(super) fn written(edge: Edge, cut: Cut<'_>) -> u64 {
    xxh3_64_with_seed(cut.segment.as_bytes(), (edge as u64) << 8 | cut.mark as u64)
}

/// All ways to cut `title`, by their hash.
pub(crate) fn all_cuts(title: &str) -> impl Iterator<Item = (u64, Edge, Cut<'_>)> {
    [Edge::Front, Edge::Back]
        .into_iter()
        .flat_map(move |edge| cuts(title, edge).map(move |cut| (written(edge, cut), edge, cut)))
}

impl<'a> Places<'a> {
    /// Cuts the title of each of `items`.
    pub(super) fn of(headlines: &'a Headlines, items: &'a Items) -> Self {
        let mut places = Places { headlines, items, sorted: Vec::new() };
        let cut = |item: u32| {
            let title = places.title(item);
            may_be_cut(title)
                .then(|| all_cuts(title).map(move |(hash, ..)| (hash, item)))
                .into_iter()
                .flatten()
        };
        places.sorted = items.numbers().into_par_iter().flat_map_iter(cut).collect();
        places.sorted.par_sort_unstable();
        places
    }

    fn title(&self, item: u32) -> &'a str {
        self.items.title(self.headlines, item)
    }

    /// Whether `segment` names the source of a headline of `item`.
    fn is_source(&self, segment: &str, item: u32) -> bool {
        let mut headlines = self.items.headlines(item as usize).iter();
        headlines.any(|&headline| {
            self.headlines.get(headline as usize).source.is_some_and(|source| names(segment, source))
        })
    }

    /// How the item cuts at the segment with this hash.
    fn cut(&self, (hash, item): (u64, u32)) -> (Edge, Cut<'a>) {
        let (_, edge, cut) = all_cuts(self.title(item))
            .find(|&(found, ..)| found == hash)
            .expect("the place was found in this title");
        (edge, cut)
    }

    /// The segments that stand often enough, by edge and text, with all that speaks for them.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut start = 0;
        let runs = self.sorted.chunk_by(|one, other| one.0 == other.0).map(|run| {
            start += run.len();
            start - run.len()..start
        });
        let runs: Vec<Range<usize>> = runs.filter(|run| run.len() >= TWICE as usize).collect();
        let read: Vec<_> = runs.into_par_iter().filter_map(|run| Some((self.read(&run)?, run))).collect();
        let mut by_text: BTreeMap<_, (Evidence, Vec<Range<usize>>)> = BTreeMap::new();
        for ((key, named), run) in read {
            let (evidence, runs) = by_text.entry(key).or_default();
            evidence.times += u32::try_from(run.len()).expect("there are no more places than items");
            evidence.named += named;
            runs.push(run);
        }
        by_text.retain(|_, (evidence, _)| is_frequent(evidence.times, evidence.named));
        let mut candidates: Vec<Candidate> = by_text
            .into_iter()
            .map(|((edge, text, mark), (evidence, runs))| Candidate { edge, mark, text, runs, evidence })
            .collect();
        if !candidates.is_empty() {
            self.weigh(&mut candidates);
        }
        candidates
    }

    /// What the places of one spelling hold, and how often it names the source; none where it cannot be learned.
    fn read(&self, run: &Range<usize>) -> Option<((Edge, String, Mark), u32)> {
        let places = &self.sorted[run.clone()];
        let (edge, Cut { mark, segment, .. }) = self.cut(places[0]);
        let text = text_of(segment, mark)?;
        let named = places.iter().filter(|&&(_, item)| self.is_source(segment, item));
        Some(((edge, text, mark), named_twice(places.len() as u64, named)))
    }

    /// Counts what the items say of the candidates.
    fn weigh(&self, candidates: &mut [Candidate]) {
        // Candidates of one text, at both edges or with several marks, have one phrase.
        let mut phrases: Vec<&str> = candidates.iter().map(|candidate| candidate.text.as_str()).collect();
        phrases.sort_unstable();
        phrases.dedup();
        let phrase = |text: &str| phrases.binary_search(&text).expect("all texts are phrases");
        let ids: Vec<usize> = candidates.iter().map(|candidate| phrase(&candidate.text)).collect();
        let rests = self.rests(candidates);
        let hashes: AHashSet<u64> = rests.iter().map(|rest| rest.hash).collect();
        let said = said(self.items, &phrases, &hashes);
        let times: Vec<u32> = ids.iter().map(|&id| said.times[id]).collect();
        for (candidate, times) in candidates.iter_mut().zip(times) {
            candidate.evidence.said = times.max(candidate.evidence.times);
        }
        for same in rests.chunk_by(|one, other| (one.hash, one.edge) == (other.hash, other.edge)) {
            let is_bare = said.items.contains(&same[0].hash);
            let is_shared = is_shared(same.iter().map(|rest| ids[rest.candidate]));
            for rest in same {
                let evidence = &mut candidates[rest.candidate].evidence;
                evidence.bare += u32::from(is_bare);
                evidence.shared += u32::from(is_shared);
            }
        }
    }

    /// What is left at each place of each candidate, equal ones together.
    fn rests(&self, candidates: &[Candidate]) -> Vec<Rest> {
        let rests = |(number, candidate): (usize, &Candidate)| {
            let edge = candidate.edge;
            let rest = |item: u32| {
                let hash = rest(self.items.texts.get(item as usize), edge, &candidate.text)?;
                Some(Rest { hash, edge, candidate: number })
            };
            self.items(candidate).filter_map(rest).collect::<Vec<Rest>>()
        };
        let mut rests: Vec<Rest> = candidates.par_iter().enumerate().flat_map_iter(rests).collect();
        rests.par_sort_unstable();
        rests
    }

    /// The items at which `candidate` stands.
    pub(super) fn items<'c>(&'c self, candidate: &'c Candidate) -> impl Iterator<Item = u32> {
        candidate.runs.iter().flat_map(|run| self.sorted[run.clone()].iter().map(|&(_, item)| item))
    }

    /// The hashes of the spellings of `candidate`.
    pub(super) fn spellings<'c>(&'c self, candidate: &'c Candidate) -> impl Iterator<Item = u64> {
        candidate.runs.iter().map(|run| self.sorted[run.start].0)
    }
}

/// What is left of an item without a candidate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rest {
    hash: u64,
    edge: Edge,
    candidate: usize,
}

/// The hash of what is left of a canonical text without that of a segment; none where too little is left.
pub(crate) fn rest(whole: &str, edge: Edge, segment: &str) -> Option<u64> {
    let rest = match edge {
        Edge::Front => whole.strip_prefix(segment)?.trim_start(),
        Edge::Back => whole.strip_suffix(segment)?.trim_end(),
    };
    is_enough(rest).then(|| xxh3_64(rest.as_bytes()))
}

/// The canonical text of a segment; none where it cannot be learned.
pub(crate) fn text_of(segment: &str, mark: Mark) -> Option<String> {
    let text = normalize::canonical(segment);
    // A single letter is no name, and what is told by a number is an instance.
    if text.len() < 2 || (mark != Mark::Numbered && text.bytes().any(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let most = if mark == Mark::Stacked { 2 * WORDS } else { WORDS };
    let is_too_long = text.contains(' ') && text.split(' ').count() > most;
    (!is_too_long).then_some(text)
}

/// How many of so many places of one spelling have the source that it names, counted to [`TWICE`].
pub(crate) fn named_twice<T>(places: u64, named: impl Iterator<Item = T>) -> u32 {
    if places < ASKED { named.take(TWICE as usize).map(|_| 1).sum() } else { 0 }
}

/// Whether a segment stands often enough to be looked at.
pub(crate) fn is_frequent(times: u32, named: u32) -> bool {
    let (fewest, fewest_named) = FREQUENT;
    times >= fewest || named >= fewest_named
}

/// From how many items on a segment is looked at, and from how many on whose source it names.
pub(crate) const FREQUENT: (u32, u32) = (TIMES, TWICE);

/// Whether there are several among the phrases of those candidates that stand with one rest at one edge.
pub(crate) fn is_shared(phrases: impl IntoIterator<Item = usize>) -> bool {
    let mut phrases = phrases.into_iter();
    phrases.next().is_some_and(|first| phrases.any(|phrase| phrase != first))
}

/// Whether a canonical text is long enough to be all that is left.
pub(super) fn is_enough(text: &str) -> bool {
    normalize::words(text).nth(REST - 1).is_some()
}

/// The letters and digits of `text`, in lower case.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether these `letters` are those of the source, or those before the first dot where it is a domain.
pub(crate) fn names(segment: &str, source: &str) -> bool {
    let host = source.strip_prefix("www.").unwrap_or(source);
    let domain = host.split('.').next().unwrap_or(host);
    letters(segment).eq(letters(host)) || letters(segment).eq(letters(domain))
}
