//! What outlets put on all their headlines, learned in three rounds.
//!
//! [`Boilerplate`] looks at all headlines four times in one memory. Cut into parts:
//!
//! 1. Each title gives its [`spellings`]; equal ones are added up ([`Spelling::add`]), and what they [spell](Spelling::spelled) too: that
//!    gives the [`Candidates`], which every process then knows.
//! 2. Each text is asked which candidates it [says](Look::text), and what is left of it without one. What is left is brought together
//!    with the texts that are equal to it, by hash ([`Rest`]), and [counted](Tally).
//! 3. The sums decide ([`Candidates::learned`]).
//!
//! The rows of the first round are a third as many as titles, those of the second one a text and one for each segment of it. The
//! candidates are few: thousands among millions of headlines.

use std::collections::BTreeMap;

use ahash::AHashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::boilerplate::{
    self, Boilerplate, Edge, Evidence, Index, Mark, all_cuts, is_boilerplate, is_frequent, is_shared,
    may_be_cut, named_twice, names, rest, text_of,
};

/// From how many items on a segment is looked at, and from how many on whose source it names: what stands less often need not be
/// known to all.
pub const FREQUENT: (u32, u32) = boilerplate::FREQUENT;

/// One way to write a segment, and how often it stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The hash by which it is known, with its edge and its mark.
    pub hash: u64,
    /// As it is written.
    pub segment: String,
    /// Its edge and its mark as one number.
    pub kind: u8,
    /// At how many items it stands.
    pub times: u64,
    /// At how many of these it names a source.
    pub named: u64,
}

impl Spelling {
    /// Adds what is known of the same spelling elsewhere.
    pub fn add(&mut self, other: &Spelling) {
        self.times += other.times;
        self.named += other.named;
    }

    /// What all that was added up spells; none where it cannot be learned.
    #[must_use]
    pub fn spelled(&self) -> Option<Spelled> {
        let (_, mark) = parted(self.kind)?;
        // What stands once is no spelling of what recurs.
        let text = (self.times > 1).then(|| text_of(&self.segment, mark))??;
        let named = named_twice(self.times, 0..self.named);
        Some(Spelled { text, kind: self.kind, hash: self.hash, times: clamped(self.times), named })
    }
}

/// A spelling, and the canonical text that it has in common with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// The canonical text of the segment.
    pub text: String,
    /// Its edge and its mark as one number.
    pub kind: u8,
    /// The hash of the spelling.
    pub hash: u64,
    /// At how many items it stands.
    pub times: u32,
    /// Whether it names their source: up to two are counted.
    pub named: u32,
}

/// An edge and a mark as one number.
fn kind(edge: Edge, mark: Mark) -> u8 {
    let number = edge as usize * Mark::ALL.len() + mark as usize;
    u8::try_from(number).expect("two edges and five marks are ten kinds")
}

/// The edge and the mark of a number; none where it is none of theirs.
fn parted(kind: u8) -> Option<(Edge, Mark)> {
    let (edge, mark) = (usize::from(kind) / Mark::ALL.len(), usize::from(kind) % Mark::ALL.len());
    [Edge::Front, Edge::Back].get(edge).map(|&edge| (edge, Mark::ALL[mark]))
}

/// A count in the 32 bits that evidence has; of more than four billion there is enough.
fn clamped(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The ways in which `title`, which stands for an item of headlines of these `sources`, can be cut.
///
/// ```
/// use doublet::parts::boilerplate::spellings;
/// let found = spellings("Harbour reopens | Example Post", &["example-post.org"]);
/// assert_eq!(found.iter().map(|spelling| spelling.segment.as_str()).collect::<Vec<_>>(), ["Harbour reopens", "Example Post"]);
/// ```
#[must_use]
pub fn spellings(title: &str, sources: &[&str]) -> Vec<Spelling> {
    if !may_be_cut(title) {
        return Vec::new();
    }
    let spelling = |(hash, edge, cut): (u64, Edge, crate::boilerplate::Cut<'_>)| Spelling {
        hash,
        segment: cut.segment.to_owned(),
        kind: kind(edge, cut.mark),
        times: 1,
        named: u64::from(sources.iter().any(|source| names(cut.segment, source))),
    };
    all_cuts(title).map(spelling).collect()
}

/// The segments that stand often enough to be learned.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    candidates: Vec<Candidate>,
    /// The texts of all of them, each once, ascending.
    phrases: Vec<String>,
}

/// A segment that stands often enough.
#[derive(Clone, Debug)]
struct Candidate {
    edge: Edge,
    mark: Mark,
    /// Its text, among the phrases.
    phrase: usize,
    sum: Sum,
}

/// What all spellings of a segment come to.
#[derive(Clone, Debug, Default)]
struct Sum {
    times: u32,
    named: u32,
    /// Their hashes.
    hashes: Vec<u64>,
}

impl Candidates {
    /// Those among all that is `spelled`, in whatever order.
    #[must_use]
    pub fn of(spelled: impl IntoIterator<Item = Spelled>) -> Self {
        let mut by_text: BTreeMap<(Edge, String, Mark), Sum> = BTreeMap::new();
        for Spelled { text, kind, hash, times, named } in spelled {
            let Some((edge, mark)) = parted(kind) else { continue };
            let sum = by_text.entry((edge, text, mark)).or_default();
            sum.times = sum.times.saturating_add(times);
            sum.named = sum.named.saturating_add(named);
            sum.hashes.push(hash);
        }
        by_text.retain(|_, sum| is_frequent(sum.times, sum.named));
        let mut phrases: Vec<String> = by_text.keys().map(|(_, text, _)| text.clone()).collect();
        phrases.sort_unstable();
        phrases.dedup();
        let candidate = |((edge, text, mark), sum)| {
            let phrase = phrases.binary_search(&text).expect("all texts are phrases");
            Candidate { edge, mark, phrase, sum }
        };
        let candidates = by_text.into_iter().map(candidate).collect();
        Candidates { candidates, phrases }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// What is set aside of headlines of so many `items`, given in how many items each phrase [is said](Look::said) and how often
    /// each candidate [stands](Tally::take) bare and shared.
    #[must_use]
    pub fn learned(&self, said: &[u64], tallies: &[Standing], items: u64) -> Vec<u64> {
        let is_learned = |&(number, candidate): &(usize, &Candidate)| {
            let tally = tallies.get(number).copied().unwrap_or_default();
            let evidence = Evidence {
                times: candidate.sum.times,
                said: clamped(said.get(candidate.phrase).copied().unwrap_or(0)).max(candidate.sum.times),
                bare: clamped(tally.bare),
                shared: clamped(tally.shared),
                named: candidate.sum.named,
            };
            is_boilerplate(candidate.mark, evidence, clamped(items))
        };
        let learned = self.candidates.iter().enumerate().filter(is_learned);
        learned.flat_map(|(_, candidate)| candidate.sum.hashes.iter().copied()).collect()
    }
}

/// A text, or what is left of one without a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rest {
    /// The hash of the text, or of what is left.
    pub hash: u64,
    /// The number of the candidate; none where it is a whole text.
    pub candidate: Option<u32>,
}

/// Asks texts for candidates.
#[derive(Clone, Debug)]
pub struct Look {
    candidates: Candidates,
    index: Index<String>,
    by_hash: AHashMap<u64, u32>,
    said: Vec<u32>,
    /// In which text each phrase was counted last.
    last: Vec<u32>,
    texts: u32,
}

impl Look {
    /// For these candidates.
    #[must_use]
    pub fn new(candidates: Candidates) -> Self {
        let hashes = |(number, candidate): (u32, &Candidate)| {
            candidate.sum.hashes.iter().map(|&hash| (hash, number)).collect::<Vec<_>>()
        };
        let by_hash = (0..).zip(&candidates.candidates).flat_map(hashes).collect();
        let count = candidates.phrases.len();
        let index = Index::new(candidates.phrases.clone());
        Look { candidates, index, by_hash, said: vec![0; count], last: vec![0; count], texts: 0 }
    }

    /// Counts what a canonical text says, and gives it and what is left of it without the candidates that `title` has.
    pub fn text(&mut self, text: &str, title: &str, mut give: impl FnMut(Rest)) {
        self.texts += 1;
        self.index.count(text, self.texts, (&mut self.said, &mut self.last));
        give(Rest { hash: xxh3_64(text.as_bytes()), candidate: None });
        if !may_be_cut(title) {
            return;
        }
        for number in all_cuts(title).filter_map(|(hash, ..)| self.by_hash.get(&hash)) {
            let Candidate { edge, phrase, .. } = self.candidates.candidates[*number as usize];
            if let Some(hash) = rest(text, edge, &self.candidates.phrases[phrase]) {
                give(Rest { hash, candidate: Some(*number) });
            }
        }
    }

    /// In how many of the texts so far each phrase is said; to be added up over all parts.
    #[must_use]
    pub fn said(&self) -> &[u32] {
        &self.said
    }
}

/// How often a candidate stands where headlines tell what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Beside a rest that is a text of its own.
    pub bare: u64,
    /// Beside a rest that another phrase stands beside too.
    pub shared: u64,
}

/// Counts the rests of all texts, which come in the order of their hashes.
#[derive(Clone, Debug)]
pub struct Tally {
    candidates: Candidates,
    /// Those with the hash of the last one.
    rests: Vec<Rest>,
    standings: Vec<Standing>,
}

impl Tally {
    /// For these candidates.
    #[must_use]
    pub fn new(candidates: Candidates) -> Self {
        let standings = vec![Standing::default(); candidates.len()];
        Tally { candidates, rests: Vec::new(), standings }
    }

    /// Takes the next one in.
    pub fn push(&mut self, rest: Rest) {
        if self.rests.first().is_some_and(|first| first.hash != rest.hash) {
            self.count();
        }
        self.rests.push(rest);
    }

    /// What was counted of each candidate when all have come; to be added up over all parts.
    #[must_use]
    pub fn take(mut self) -> Vec<Standing> {
        self.count();
        self.standings
    }

    fn count(&mut self) {
        let Tally { candidates, rests, standings } = self;
        let is_bare = rests.iter().any(|rest| rest.candidate.is_none());
        for edge in [Edge::Front, Edge::Back] {
            let here = || {
                let numbers = rests.iter().filter_map(|rest| rest.candidate);
                let numbers = numbers.map(|number| number as usize);
                let candidates = &candidates.candidates;
                numbers.filter(move |&number| {
                    candidates.get(number).is_some_and(|candidate| candidate.edge == edge)
                })
            };
            let is_shared = is_shared(here().map(|number| candidates.candidates[number].phrase));
            for number in here() {
                standings[number].bare += u64::from(is_bare);
                standings[number].shared += u64::from(is_shared);
            }
        }
        rests.clear();
    }
}

/// Sets aside what was [learned](Candidates::learned).
#[derive(Clone, Debug, Default)]
pub struct Strip(Boilerplate);

impl Strip {
    /// What has these hashes.
    #[must_use]
    pub fn new(learned: impl IntoIterator<Item = u64>) -> Self {
        Strip(Boilerplate::of_written(learned))
    }

    /// The canonical text of an item of which this is the title, without what is set aside; none where nothing of it is.
    #[must_use]
    pub fn canonical(&self, title: &str) -> Option<String> {
        self.0.strip(title).map(crate::normalize::canonical)
    }
}
