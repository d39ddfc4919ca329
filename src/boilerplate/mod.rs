//! What an outlet puts on all its headlines: " | Example Post", "Video: ", "（图）".
//!
//! # The idea
//!
//! Such a *segment* says nothing of the item, and is set aside before headlines are compared; else nine feeds with a
//! suffix each tell one wire story in nine ways. None is listed anywhere: they are learned from the headlines at
//! hand, so that they need no language.
//!
//! A segment stands at the front or at the back of a title (`segments`): parted from the rest by a bar, or by a dash,
//! dot or slash between spaces; in front also by a colon, or a dash behind a number ("UPDATE 2-"); or in brackets. At
//! the back two of them may be one, "Politics - Example Post". It has at most four words and, but for the number
//! before a dash, no digit, which would tell of an instance. It is taken whole or not at all, so that half a name is
//! never set aside.
//!
//! # What speaks for a segment
//!
//! Ten different headlines have it, since a clause hardly repeats, and one of two:
//!
//! 1. **It is hardly said elsewhere.** Of all headlines with these words 85 in 100 have them there. What people,
//!    places and topics are called stands in the midst of headlines too: in 32,000 Arabic headlines politicians reach
//!    0.2 and the towns that a report begins with 0.8; names of outlets in 80,000 Japanese ones 0.86 to 1.
//! 2. **Headlines stand without it too**: the rest is a headline of its own, twice or more, and more often
//!    than it stands with *another* segment. So ordinary words are told: of 6,000 headlines in "(video)" 66
//!    have a twin without, and 9 one with another segment; of 115 in "(後編)", the second part, 3 and 46. Where
//!    the second outweighs the first, a segment in brackets, before a colon or of two parts is not learned by
//!    its share either: it tells instances apart. Behind a bar or a dash, where the names of outlets stand,
//!    it does so only if half of its headlines stand with another one: those of a horoscope ("- Aries") all
//!    do, those of an outlet one in twenty.
//!
//! Before a colon speakers, companies and places stand, which say a great deal. There the share is 95 in 100, and the
//! segment one in a thousand of all headlines (analysts in a feed of the stock exchange reach one in 2,000); or one
//! in ten has its twin.
//!
//! Without any of that a segment is learned where it names the source of its record twice: " - Example Post" of
//! "Example Post" or of "example-post.org". This is what small feeds go by.
//!
//! # What follows
//!
//! Three words must be left of a headline, and four segments at most are taken from it. What is set aside is missing
//! from the item's canonical text, and so from the id of its cluster, which is thereby the same with the suffix and
//! without; but a headline alone in another input, where nothing was learned, keeps it. A title that is reported is
//! never changed. `doublet compare` has two headlines and no corpus: nothing is set aside there.
//!
//! # Cost
//!
//! For N items and C places at which one can be cut (a third of N), one look at each byte of N titles, a sort
//! of C places of sixteen bytes, and one pass over the N canonical texts (`phrases`). Memory beside the items
//! is sixteen bytes a place, while it lasts. On 3.2 million headlines and two cores about a second, much of
//! which comes back: without what is common to all of an outlet's headlines there are 8 % fewer candidates to
//! judge.
//!
//! # Limits
//!
//! A series ("Horoscope: ") that only one outlet has, and a place with reports of its own, can be learned. A
//! second part in words, whose first part is not numbered, looks like a tag. Segments are compared by 64-bit
//! hashes of how they are written, so that a spelling that occurs once is not known.

mod phrases;
mod places;
mod segments;

use ahash::AHashSet;
use serde::Serialize;

use crate::collapse::{Items, group};
use crate::error::Result;
use crate::headline::Headlines;
use crate::normalize;
pub(crate) use phrases::Index;
use places::{Candidate, Places, is_enough, written};
pub(crate) use places::{
    Evidence, FREQUENT, all_cuts, is_frequent, is_shared, named_twice, names, rest, text_of,
};
pub use segments::Edge;
use segments::cuts;
pub(crate) use segments::{Cut, Mark, may_be_cut};

/// The fewest different headlines that have a segment: a clause hardly stands behind ten.
const TIMES: u32 = 10;

/// How often something happens that is no accident.
const TWICE: u32 = 2;

/// The share of the headlines with these words that have them as the segment: outlets reach 0.86 and more,
/// politicians 0.2, towns 0.8.
const SHARE: f64 = 0.85;

/// The same before a colon, where speakers stand too: brokers in a stock exchange's feed reach 0.89.
const COLON_SHARE: f64 = 0.95;

/// One of how many headlines has a segment before a colon that is told by its share: companies and pollsters
/// that nobody else speaks of have one in 2,000.
const COMMON: u32 = 1000;

/// One of how many headlines with a segment before a colon stands without it too, where that tells it: ministries
/// reach one in 12, "editorial" one in six.
const OFTEN_BARE: u32 = 10;

/// The most words of a segment: most outlets have one to three, and a clause has more.
const WORDS: usize = 4;

/// The fewest words of what is left: what is shorter says too little to be compared alone.
const REST: usize = 3;

/// The most segments that are taken from one title: a tag, a section and an outlet, and one to spare; it bounds
/// the time that a hostile title takes.
const STRIPPED: usize = 4;

/// A segment that was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Where it stands.
    pub edge: Edge,
    /// Its canonical text.
    pub text: String,
    /// How many different headlines have it.
    pub times: u32,
    /// How many different headlines say its words, there or elsewhere.
    pub said: u32,
}

/// The segments that are set aside.
#[derive(Clone, Debug, Default)]
pub struct Boilerplate {
    /// Their hashes as they are written.
    written: AHashSet<u64>,
    segments: Vec<Segment>,
}

impl Boilerplate {
    /// What `headlines` have in common at their edges.
    ///
    /// ```
    /// use doublet::Headlines;
    /// use doublet::boilerplate::Boilerplate;
    /// let towns = ["Oslo", "Riga", "Bonn", "Lyon", "Cork", "Bern", "Graz", "Pisa", "Vigo", "Gent"];
    /// let titles = towns.map(|town| format!("Harbour of {town} reopens | Example Post"));
    /// let headlines: Headlines = titles.iter().map(String::as_str).collect();
    /// let boilerplate = Boilerplate::of(&headlines)?;
    /// assert_eq!(boilerplate.segments()[0].text, "example post");
    /// assert_eq!(boilerplate.strip("Mayor of Oslo resigns | Example Post"), Some("Mayor of Oslo resigns"));
    /// assert_eq!(boilerplate.strip("Mayor of Oslo resigns - at last"), None);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`](crate::Error::TooMany) where there are more headlines than 32 bits can number.
    pub fn of(headlines: &Headlines) -> Result<Self> {
        Ok(Self::learn(headlines, &group(headlines)?).0)
    }

    /// What the first headline of each of `items` has in common with others at its edges, and the items that have it.
    pub(crate) fn learn(headlines: &Headlines, items: &Items) -> (Self, Vec<u32>) {
        let places = Places::of(headlines, items);
        let mut learned = Boilerplate::default();
        let mut touched = Vec::new();
        for candidate in places.candidates() {
            if !is_boilerplate(candidate.mark, candidate.evidence, items.numbers().end) {
                continue;
            }
            touched.extend(places.items(&candidate));
            learned.written.extend(places.spellings(&candidate));
            learned.add(candidate);
        }
        learned.segments.sort_by_key(|segment| std::cmp::Reverse(segment.times));
        touched.sort_unstable();
        touched.dedup();
        (learned, touched)
    }

    /// That of the segments whose spellings have these hashes.
    pub(crate) fn of_written(hashes: impl IntoIterator<Item = u64>) -> Self {
        Boilerplate { written: hashes.into_iter().collect(), segments: Vec::new() }
    }

    /// The hashes of the spellings of its segments, ascending.
    pub(crate) fn hashes(&self) -> Vec<u64> {
        let mut hashes: Vec<u64> = self.written.iter().copied().collect();
        hashes.sort_unstable();
        hashes
    }

    /// Takes a segment in, together with the last one where only their marks differ.
    fn add(&mut self, Candidate { edge, text, evidence, .. }: Candidate) {
        match self.segments.last_mut() {
            Some(last) if last.edge == edge && last.text == text => last.times += evidence.times,
            _ => self.segments.push(Segment { edge, text, times: evidence.times, said: evidence.said }),
        }
    }

    /// What was learned, the most frequent first.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// `title` without its segments; `None` where it has none, or where too little would be left.
    #[must_use]
    pub fn strip<'t>(&self, title: &'t str) -> Option<&'t str> {
        let mut rest = title;
        for _ in 0..STRIPPED {
            match self.shorten(rest) {
                Some(shorter) if is_enough(&normalize::canonical(shorter)) => rest = shorter,
                _ => break,
            }
        }
        (rest.len() < title.len()).then_some(rest)
    }

    /// `title` without one segment: the longest at the back, else the one in front.
    fn shorten<'t>(&self, title: &'t str) -> Option<&'t str> {
        let is_learned = |edge| move |cut: &segments::Cut<'t>| self.written.contains(&written(edge, *cut));
        let edges = [Edge::Back, Edge::Front].into_iter();
        edges
            .filter(|_| may_be_cut(title))
            .find_map(|edge| Some(cuts(title, edge).find(is_learned(edge))?.rest))
    }
}

/// Whether what is known of a segment among so many `items` makes it one that says nothing of the item.
pub(crate) fn is_boilerplate(mark: Mark, evidence: Evidence, items: u32) -> bool {
    let Evidence { times, said, bare, shared, named } = evidence;
    let is_mostly_there = |share: f64| f64::from(times) >= share * f64::from(said);
    let is_proven = bare >= TWICE && bare > shared;
    let tells_apart = shared > bare;
    // Two outlets have a story in the same words now and then; the signs of a horoscope have every text in common.
    let fills_a_slot = tells_apart && shared * TWICE >= times;
    let is_learned = match mark {
        Mark::Sign => is_proven || (is_mostly_there(SHARE) && !fills_a_slot),
        Mark::Stacked | Mark::Bracket | Mark::Numbered => {
            is_proven || (is_mostly_there(SHARE) && !tells_apart)
        }
        Mark::Colon => {
            let is_common = u64::from(times) * u64::from(COMMON) >= u64::from(items);
            (is_proven && bare * OFTEN_BARE >= times)
                || (is_common && is_mostly_there(COLON_SHARE) && !tells_apart)
        }
    };
    named >= TWICE || (times >= TIMES && is_learned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::headline::Headline;

    const TOWNS: [&str; 12] =
        ["Oslo", "Riga", "Bonn", "Lyon", "Cork", "Bern", "Graz", "Pisa", "Vigo", "Gent", "Nice", "Lund"];

    fn of<T: AsRef<str>>(titles: &[T]) -> Boilerplate {
        let headlines: Headlines = titles.iter().map(AsRef::as_ref).collect();
        Boilerplate::of(&headlines).expect("few headlines")
    }

    /// What is learned of these titles.
    fn learned(titles: impl IntoIterator<Item = String>) -> Vec<String> {
        let titles: Vec<String> = titles.into_iter().collect();
        of(&titles).segments.into_iter().map(|segment| segment.text).collect()
    }

    #[test]
    fn what_stands_on_many_headlines_is_learned_in_any_script() {
        let titles = |title: fn(&str) -> String| TOWNS.map(title);
        for (titles, segment) in [
            (titles(|town| format!("Harbour of {town} reopens - Example Post")), "example post"),
            (titles(|town| format!("Harbour of {town} reopens » Example Post")), "example post"),
            (titles(|town| format!("عاجل: ميناء {town} يفتح ابوابه")), "عاجل"),
            (titles(|town| format!("{town}の港が再開｜例新聞")), "例新聞"),
            (titles(|town| format!("(图) {town} 港口重新开放")), "图"),
            (titles(|town| format!("UPDATE 2-Harbour of {town} reopens")), "update 2"),
            (titles(|town| format!("Harbour of {town} reopens (LEAD)")), "lead"),
        ] {
            assert_eq!(learned(titles), [segment]);
        }
    }

    #[test]
    fn a_section_is_set_aside_with_its_outlet() {
        let boilerplate =
            of(&TOWNS.map(|town| format!("Politics of {town} and its harbour - Politics - Example Post")));
        let title = "Storm over Oslo harbour - Politics - Example Post";
        assert_eq!(boilerplate.strip(title), Some("Storm over Oslo harbour"));
    }

    #[test]
    fn a_word_that_is_said_elsewhere_is_a_tag_where_headlines_stand_without_it_too() {
        let tagged = TOWNS.map(|town| format!("Live: harbour of {town} reopens"));
        let elsewhere = TOWNS.map(|town| format!("Dolphins live near {town}"));
        let bare = ["Oslo", "Riga"].map(|town| format!("Harbour of {town} reopens"));
        let without_bare = || tagged.clone().into_iter().chain(elsewhere.clone());
        assert!(learned(without_bare()).is_empty());
        assert_eq!(learned(without_bare().chain(bare)), ["live"]);
    }

    #[test]
    fn what_tells_instances_apart_is_not_learned() {
        let title = |part| move |town| format!("The harbour of {town} in old pictures ({part})");
        assert!(learned(TOWNS.map(title("alpha")).into_iter().chain(TOWNS.map(title("omega")))).is_empty());
    }

    #[test]
    fn the_slot_of_a_series_is_not_learned_whatever_parts_it_off() {
        let signs = ["Aries", "Taurus", "Gemini", "Cancer"];
        for is_behind in [true, false] {
            let titles = (1..=12).flat_map(|day| {
                let rest = format!("Your daily horoscope for {day} May");
                signs.map(
                    |sign| if is_behind { format!("{rest} - {sign}") } else { format!("{sign} | {rest}") },
                )
            });
            assert!(learned(titles).is_empty());
        }
    }

    #[test]
    fn names_rare_segments_clauses_and_numbers_are_not_learned() {
        let names = TOWNS.map(|town| format!("Ministry: harbour of {town} reopens"));
        let elsewhere = TOWNS.map(|town| format!("Harbour of {town} angers the ministry"));
        assert!(learned(names.into_iter().chain(elsewhere)).is_empty());
        let rare = TOWNS.into_iter().take(9).map(|town| format!("{town} reopens its port - Post"));
        assert!(learned(rare).is_empty());
        assert!(learned(TOWNS.map(|town| format!("Harbour of {town} reopens - Part 5"))).is_empty());
        assert!(
            learned(TOWNS.map(|town| format!("{town} is glad - its harbour is open again in {town}")))
                .is_empty()
        );
    }

    #[test]
    fn a_name_is_taken_whole_or_not_at_all() {
        let boilerplate = of(&TOWNS.map(|town| format!("Harbour of {town} reopens - Press TV")));
        assert_eq!(boilerplate.segments()[0].text, "press tv");
        assert_eq!(boilerplate.strip("Harbour of Oslo reopens - Press"), None);
        assert_eq!(boilerplate.strip("Harbour of Oslo reopens, says Press TV"), None);
    }

    #[test]
    fn the_name_of_the_source_needs_two() {
        for source in ["Example post", "example-post.org", "www.examplepost.com"] {
            let titles = ["Oslo", "Riga"].map(|town| format!("Harbour of {town} reopens - Example Post"));
            let sourced = |title| Headline { source: Some(source), ..Headline::titled(title) };
            let headlines: Headlines = titles.iter().map(|title| sourced(title)).collect();
            let boilerplate = Boilerplate::of(&headlines).expect("few headlines");
            assert_eq!(boilerplate.segments()[0].text, "example post", "{source}");
            assert_eq!(boilerplate.strip("Storm over Oslo - Example Post"), Some("Storm over Oslo"));
            assert_eq!(boilerplate.strip("Two words - Example Post"), None);
        }
    }

    #[test]
    fn a_hostile_title_is_stripped_of_few_segments() {
        let boilerplate = of(&TOWNS.map(|town| format!("Harbour of {town} reopens - a b")));
        let hostile = format!("one two three{}", " - a b".repeat(1 << 18));
        let stripped = boilerplate.strip(&hostile).expect("it ends in a segment");
        assert_eq!(stripped.len(), hostile.len() - STRIPPED * " - a b".len());
    }

    /// Titles of few words, signs and segments, so that much is learned and much is nearly learned.
    fn titles() -> impl Strategy<Value = Vec<String>> {
        let title = r"(Live: |\(xy\) |)([abc] ){1,4}[abc](| - Post| - c c| \| Post| \(xy\))";
        proptest::collection::vec(title, 0..120)
    }

    proptest! {
        #[test]
        fn the_order_of_the_headlines_does_not_matter(titles in titles()) {
            let sorted = |mut segments: Vec<Segment>| {
                segments.sort_by(|one, other| (one.edge, &one.text).cmp(&(other.edge, &other.text)));
                segments
            };
            let reversed: Vec<&String> = titles.iter().rev().collect();
            prop_assert_eq!(sorted(of(&titles).segments), sorted(of(&reversed).segments));
        }

        #[test]
        fn what_is_left_is_in_the_title_and_never_too_little(titles in titles()) {
            let boilerplate = of(&titles);
            for title in &titles {
                if let Some(rest) = boilerplate.strip(title) {
                    prop_assert!(title.contains(rest) && rest.len() < title.len());
                    prop_assert!(is_enough(&normalize::canonical(rest)));
                }
            }
        }
    }
}
