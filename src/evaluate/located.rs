//! Labelled pairs among the headlines of a run.

use std::collections::{HashMap, HashSet};

use super::{Label, LabelledPair};
use crate::candidates::Pair;
use crate::collapse::Items;
use crate::config::Config;
use crate::dedup;
use crate::error::Result;
use crate::headline::{Headlines, Id};
use crate::judge::{Corpus, Evidence, Relation};
use crate::observe::Observer;
use crate::report::Report;

/// Labelled pairs of which both headlines are there; found once, for any number of runs.
pub(crate) struct Located<'a> {
    headlines: &'a Headlines,
    /// The pairs that are in the figures: those labelled unclear, or of which a headline is missing, are not here.
    pub(crate) pairs: Vec<&'a LabelledPair>,
    /// The two headlines of each.
    places: Vec<[u32; 2]>,
    /// The ids that name no headline, one of each pair that is left out for it.
    pub(crate) missing: Vec<&'a str>,
}

/// What became of a pair in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Whether both headlines are in one cluster.
    pub(crate) is_joined: bool,
    /// What the judge takes the two for.
    pub(crate) relation: Relation,
}

impl<'a> Located<'a> {
    /// Finds `pairs` among `headlines`.
    pub(crate) fn find(headlines: &'a Headlines, pairs: &'a [LabelledPair]) -> Self {
        let places = first_places(headlines, pairs.iter().flat_map(|pair| &pair.ids).map(String::as_str));
        let mut located = Located { headlines, pairs: Vec::new(), places: Vec::new(), missing: Vec::new() };
        for pair in pairs.iter().filter(|pair| pair.label != Label::Unclear) {
            match pair.ids.each_ref().map(|id| places.get(id.as_str()).copied().ok_or(id.as_str())) {
                [Ok(first), Ok(second)] => {
                    located.pairs.push(pair);
                    located.places.push([first, second]);
                }
                [Err(id), _] | [_, Err(id)] => located.missing.push(id),
            }
        }
        located
    }

    /// Clusters the headlines and tells what became of each pair.
    pub(crate) fn outcomes(&self, config: &Config, observer: &dyn Observer) -> Result<Vec<Outcome>> {
        dedup::run(self.headlines, config, observer, |report, items, corpus, _| {
            let wanted = self.places.iter().flatten().copied().collect();
            let spots = Spots::new(&wanted, &report, items);
            let outcome = |&[first, second]: &[u32; 2]| Outcome {
                is_joined: spots.share_a_cluster(first, second),
                relation: spots.relation(first, second, corpus),
            };
            self.places.iter().map(outcome).collect()
        })
    }

    /// What the run knows of each pair when it judges it; `None` where it would not look at it.
    pub(crate) fn evidence(&self, config: &Config, observer: &dyn Observer) -> Result<Vec<Weighed<'a>>> {
        dedup::run(self.headlines, config, observer, |report, items, corpus, _| {
            let wanted = self.places.iter().flatten().copied().collect();
            let spots = Spots::new(&wanted, &report, items);
            let weighed = self.pairs.iter().zip(&self.places).map(|(&pair, places)| {
                let [first, second] = places.map(|place| spots.item.get(&place).copied());
                let evidence = match (first, second) {
                    (Some(one), Some(other)) if one != other => corpus.evidence(Pair::new(one, other)),
                    _ => None,
                };
                let is_same_text = first.is_some() && first == second;
                Weighed { pair, evidence, is_same_text }
            });
            weighed.collect()
        })
    }
}

/// A labelled pair with all that a run knows of it before it decides.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'a> {
    /// The pair.
    pub pair: &'a LabelledPair,
    /// What sets the two apart, and how many others are instances of their frame; `None` where the run would not look
    /// at the two.
    pub evidence: Option<(Evidence, u32)>,
    /// Whether both have the same canonical text, which needs no judging.
    pub is_same_text: bool,
}

/// Which headline each of `ids` names, where there is one: of several with one id the first.
pub(crate) fn first_places<'a>(
    headlines: &Headlines,
    ids: impl IntoIterator<Item = &'a str>,
) -> HashMap<&'a str, u32> {
    let mut wanted: HashMap<&str, Option<u32>> = ids.into_iter().map(|id| (id, None)).collect();
    for index in (0..).take(headlines.len()) {
        let place = match headlines.id(index as usize) {
            Id::Own(id) => wanted.get_mut(id),
            id @ Id::Place(..) => wanted.get_mut(id.to_string().as_str()),
        };
        if let Some(place) = place {
            place.get_or_insert(index);
        }
    }
    wanted.into_iter().filter_map(|(id, place)| Some((id, place?))).collect()
}

/// Where some headlines came to stand.
struct Spots {
    cluster: HashMap<u32, usize>,
    item: HashMap<u32, u32>,
}

impl Spots {
    fn new(wanted: &HashSet<u32>, report: &Report, items: &Items) -> Self {
        let mut spots = Spots { cluster: HashMap::new(), item: HashMap::new() };
        for (number, cluster) in report.clusters.iter().enumerate() {
            let members = cluster.members.iter().map(|member| member.headline);
            spots.cluster.extend(members.filter(|place| wanted.contains(place)).map(|place| (place, number)));
        }
        for item in (0..).take(items.len()) {
            let members = items.headlines(item as usize).iter().filter(|&place| wanted.contains(place));
            spots.item.extend(members.map(|&place| (place, item)));
        }
        spots
    }

    fn share_a_cluster(&self, first: u32, second: u32) -> bool {
        self.cluster.get(&first).is_some_and(|cluster| self.cluster.get(&second) == Some(cluster))
    }

    /// What the judge says of two headlines of the run. One without a word is in no item, and distinct.
    fn relation(&self, first: u32, second: u32, corpus: &Corpus<'_>) -> Relation {
        match (self.item.get(&first), self.item.get(&second)) {
            (Some(one), Some(other)) if one == other => Relation::Duplicate,
            (Some(&one), Some(&other)) => corpus.judgement(Pair::new(one, other)).relation,
            _ => Relation::Distinct,
        }
    }
}
