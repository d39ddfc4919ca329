//! The words of two texts, aligned and weighed.

use super::evidence::{Contradiction, Evidence, FEATURES};
use super::kinds::{Inserted, Kind, Term};
use super::numbers::Numeral;
use super::roles::Exchange;
use super::told::{FACT, Told, Word};
use super::{Alignment, align, counts, kinds, numbers, roles};
use crate::normalize;

/// Headlines that differ in more places than this are no instances of one frame.
const SLOTS: usize = 2;

/// The weight from which on a word can be part of a name of two words: such a word stands in one of 2,500
/// headlines of a language of 100,000. "Baton Rouge" stands for "Dallas" as one word does for another, but "most
/// important" for "top" does not. Without it F1 on the labelled pairs is the same and 4.5 of 100 replaced words are joined for 3.8; with any
/// two words F1 is 0.788 for 0.797 (`docs/quality.md`).
const NAME: f32 = 0.65;

/// The words of a name at most.
const NAME_WORDS: usize = 2;

/// A headline of so many words is a headline with nothing more said: "Lights out" is not "Lights out for the
/// ferry line". Of 26 labelled pairs in scripts with spaces that have one of at most three words, and no
/// other contradiction, four are duplicates; of 19 with one of four words, twelve. Of characters two count as
/// a word.
const SHORT: usize = 3;

/// What two neighbours tell that share nothing rare: as much as a pair of words that stands in one of
/// 200 headlines of a language of 100,000.
const NOTHING_SHARED: f32 = 0.5;

/// Two texts' words, aligned.
pub(super) struct Contrast<'a> {
    sides: [Told<'a>; 2],
    alignment: Alignment,
    /// Whether words of numbers count as answered that are not.
    has_ignored: bool,
}

/// What the words of one side that the other text does not answer weigh.
struct Unanswered {
    /// Their share of the whole text, from 0 to 1.
    share: f32,
    /// The one of them that tells most.
    most: f32,
    /// How many of them are a fact; a run of characters is one.
    facts: usize,
}

/// Whether in the one place where two texts differ each says something else: a fact, or a name of two.
fn are_exchanged(first: &Unanswered, second: &Unanswered) -> bool {
    let most = if first.most.min(second.most) >= NAME { NAME_WORDS } else { 1 };
    [first, second].iter().all(|side| (1..=most).contains(&side.facts))
}

impl<'a> Contrast<'a> {
    pub(super) fn of(first: Told<'a>, second: Told<'a>) -> Self {
        // Of several alignments that are equally good the same is taken whichever text comes first.
        let alignment = if first.cmp(&second).is_le() {
            Alignment::of_told(first, second)
        } else {
            let mut alignment = Alignment::of_told(second, first);
            alignment.left.swap(0, 1);
            alignment.shared.iter_mut().for_each(|run| run.starts.swap(0, 1));
            alignment
        };
        Contrast { sides: [first, second], alignment, has_ignored: false }
    }

    /// The words of both sides as they are written.
    fn written(&self) -> [Vec<&'a str>; 2] {
        self.sides.map(|side| side.written())
    }

    /// The words of one side that the other does not answer.
    fn left(&self, side: usize) -> impl Iterator<Item = Word> {
        self.alignment.left[side].iter().map(move |&place| self.sides[side].words[place])
    }

    /// The places of two words that tell different numbers in the same place, neither of which the other text answers.
    fn in_place(&self) -> Option<[usize; 2]> {
        let [first, second] = &self.sides;
        let [left, right] = &self.alignment.left;
        let may_tell = |text: &Told<'_>, place: usize| {
            let word = text.words[place];
            word.may_tell_number() || word.tells_number()
        };
        let beside = |&one: &usize| {
            let is_other = |&&other: &&usize| align::tells_other_number((first, one), (second, other));
            Some([one, *right.iter().find(is_other)?])
        };
        left.iter().filter(|&&one| may_tell(first, one)).find_map(beside)
    }

    /// Has the words of numbers that one side does not answer count as answered.
    pub(super) fn ignore_numbers(&mut self) {
        let in_place = self.in_place().map_or([None; 2], |places| places.map(Some));
        for ((left, side), number) in self.alignment.left.iter_mut().zip(self.sides).zip(in_place) {
            let before = left.len();
            left.retain(|place| !side.tells_number(*place) && Some(*place) != number);
            self.has_ignored |= left.len() < before;
        }
    }

    /// Whether words of numbers count as answered that are not.
    pub(super) fn has_ignored(&self) -> bool {
        self.has_ignored
    }

    /// The numbers that each side has and the other lacks.
    pub(super) fn own_numbers(&self) -> Option<[Vec<String>; 2]> {
        let written = self.written();
        let [first, second] = &self.sides;
        let in_place = || {
            let [one, other] = self.in_place()?;
            Some([vec![first.word(one).to_owned()], vec![second.word(other).to_owned()]])
        };
        numbers::own_of_words(&written[0], &written[1]).or_else(in_place)
    }

    /// A number of each side with the thing that both count, each otherwise.
    pub(super) fn other_counts(&self) -> Option<[String; 2]> {
        let [first, second] = &self.sides;
        let moved = counts::moved(first, second)?;
        let told = |side: usize| {
            let numeral: &Numeral = moved[side];
            self.written()[side][numeral.words.start..=numeral.words.end].join(" ")
        };
        Some([told(0), told(1)])
    }

    /// The numbers of each side.
    pub(super) fn numbers(&self) -> [Vec<String>; 2] {
        self.written().map(|words| numbers::as_written(&words))
    }

    /// What cannot both be true of one thing: days, months, rounds, directions, denials, hedges.
    pub(super) fn kinds(&self) -> Option<kinds::Contradiction> {
        let ([first, second], [left, right]) = (self.written(), &self.alignment.left);
        let inserted = || {
            let (meaning, word) = self.inserted()?;
            let word = word.to_owned();
            Some(match meaning {
                Inserted::Denial => kinds::Contradiction::Denial(word),
                Inserted::Hedge => kinds::Contradiction::Hedge(word),
            })
        };
        let is_meant = |found: &kinds::Contradiction| {
            !matches!(found, kinds::Contradiction::Hedge(_)) || !self.hedges_by_ending()
        };
        kinds::contradiction(&first, &second, [left, right]).filter(is_meant).or_else(inserted)
    }

    /// Whether a word may hedge by its ending, a Spanish conditional: "se administraría" is "podría administrarse".
    fn hedges_by_ending(&self) -> bool {
        const ENDINGS: [&str; 6] = ["aria", "eria", "iria", "arian", "erian", "irian"];
        self.written().iter().flatten().any(|word| ENDINGS.iter().any(|ending| word.ends_with(ending)))
    }

    /// Whether there is something that cannot both be true.
    fn is_opposed(&self) -> bool {
        let ([first, second], [left, right]) = (self.sides, &self.alignment.left);
        let opposed = kinds::opposed([first.terms, second.terms], [left, right]);
        opposed
            .is_some_and(|(opposition, _)| opposition != kinds::Opposition::Hedge || !self.hedges_by_ending())
            || self.inserted().is_some()
    }

    /// A word that denies or hedges what the other side says without it: alone between words that this has one behind the other, in French behind a verb,
    /// or, of a hedge, beside a word that the other has in another form.
    fn inserted(&self) -> Option<(Inserted, &'a str)> {
        let is_asked = |side: usize, place: usize| {
            let word = self.sides[side].words[place];
            word.may_be_inserted() && self.alignment.left[side].contains(&place)
        };
        if ![0, 1].iter().any(|&side| self.alignment.left[side].iter().any(|&place| is_asked(side, place))) {
            return None;
        }
        let written = self.written();
        let denies_nothing =
            [0, 1].map(|side: usize| !kinds::deny(self.sides[side].terms, &self.alignment.left[side]));
        let says_no_more = [0, 1].map(|side: usize| {
            let is_hedge = |term: &Term| term.kind == Kind::Hedge;
            self.alignment.left[side].is_empty() && !self.sides[side].terms.iter().any(is_hedge)
        });
        let mut ends = [0, 0];
        let inserted = self.alignment.shared.iter().find_map(|run| {
            let starts = std::mem::replace(&mut ends, run.starts.map(|start| start + run.length));
            let side = match [0, 1].map(|side: usize| run.starts[side] - starts[side]) {
                [1, 0] => 0,
                [0, 1] => 1,
                _ => return None,
            };
            let place = starts[side];
            let is_character = self.sides[side].words[place].is_character();
            let may_deny = denies_nothing[1 - side];
            let may_hedge = is_character && says_no_more[1 - side];
            if !(is_asked(side, place) && (may_deny || may_hedge)) {
                return None;
            }
            let meaning = kinds::inserted(&written[side], place).filter(|meaning| match meaning {
                Inserted::Denial => may_deny,
                Inserted::Hedge => may_hedge,
            });
            meaning.map(|meaning| (meaning, written[side][place]))
        });
        let denied = |side: usize| {
            let is_meant = |place: &&usize| {
                is_asked(side, **place)
                    && denies_nothing[1 - side]
                    && kinds::denies_in_french(&written[side], **place, &written[1 - side])
            };
            let place = self.alignment.left[side].iter().find(is_meant);
            place.map(|&place| (Inserted::Denial, written[side][place]))
        };
        let hedged = |side: usize| {
            let left = &self.alignment.left[side];
            if !(says_no_more[1 - side] && self.has_another_form(side)) {
                return None;
            }
            let is_meant = |&&place: &&usize| {
                is_asked(side, place)
                    && place + 1 < written[side].len()
                    && !left.contains(&(place + 1))
                    && place.checked_sub(1).is_none_or(|before| !left.contains(&before))
                    && kinds::inserted(&written[side], place) == Some(Inserted::Hedge)
            };
            left.iter().find(is_meant).map(|&place| (Inserted::Hedge, written[side][place]))
        };
        inserted.or_else(|| [0, 1].into_iter().find_map(|side| denied(side).or_else(|| hedged(side))))
    }

    /// Whether the other side has one of the words of this in another form, "closes" of "close", or elsewhere.
    fn has_another_form(&self, side: usize) -> bool {
        let same: usize = self.alignment.shared.iter().map(|run| run.length).sum();
        self.sides[side].words.len() > same + self.alignment.left[side].len()
    }

    /// How the two tell otherwise who did it to whom.
    pub(super) fn exchanged(&self) -> Option<Exchange<'a>> {
        let ([first, second], [left, right]) = (&self.sides, &self.alignment.left);
        if self.alignment.gaps == 0 { None } else { roles::exchanged([first, second], [left, right]) }
    }

    /// What the words say; the similarity is not filled in.
    pub(super) fn weigh(&self) -> Evidence {
        let [first, second] = [0, 1].map(|side| self.unanswered_weight(side));
        let answered = [1.0 - first.share, 1.0 - second.share];
        let characters = self.sides.iter().map(Told::characters).sum::<usize>() as f32;
        let words = self.sides.iter().map(|side| side.words.len()).sum::<usize>() as f32;
        let features: [f32; FEATURES.len()] = [
            answered[0].max(answered[1]),
            answered[0].min(answered[1]),
            first.most.min(second.most),
            self.rarest(),
            characters / words.max(1.0),
        ];
        Evidence {
            features,
            is_instance: first.share > 0.0 && second.share > 0.0 && self.alignment.gaps <= SLOTS,
            contradiction: self.contradiction(&first, &second),
            ..Evidence::default()
        }
    }

    /// What the words alone contradict one another in.
    fn contradiction(&self, first: &Unanswered, second: &Unanswered) -> Option<Contradiction> {
        let length = |side: &Told<'_>| side.words.len() - side.characters() / 2;
        let shorter = length(&self.sides[0]).min(length(&self.sides[1]));
        if self.in_place().is_some() {
            Some(Contradiction::Numbers)
        } else if self.is_opposed() {
            Some(Contradiction::Kind)
        } else if self.exchanged().is_some() {
            Some(Contradiction::Roles)
        } else if self.alignment.gaps == 1 && are_exchanged(first, second) {
            Some(Contradiction::Substitution)
        } else if shorter <= SHORT && first.facts + second.facts > 0 {
            Some(Contradiction::Brevity)
        } else {
            None
        }
    }

    /// What the words of one side that the other does not answer weigh.
    fn unanswered_weight(&self, side: usize) -> Unanswered {
        let (words, left) = (self.sides[side].words, &self.alignment.left[side]);
        let whole = self.sides[side].weight();
        let told = || self.left(side).map(|word| word.weight);
        let is_one = |one: &usize, next: &usize| {
            one + 1 == *next && words[*one].is_character() && words[*next].is_character()
        };
        let is_fact = |run: &&[usize]| {
            let told: f32 = run.iter().map(|&place| words[place].weight).sum();
            if words[run[0]].is_character() { told >= FACT } else { words[run[0]].is_fact() }
        };
        Unanswered {
            share: if whole > 0.0 { told().sum::<f32>() / whole } else { 0.0 },
            most: told().fold(0.0, f32::max),
            facts: left.chunk_by(is_one).filter(is_fact).count(),
        }
    }

    /// The rarity of the rarest two neighbours that both texts have, in the larger of their languages: what is as rare among more texts
    /// tells more.
    fn rarest(&self) -> f32 {
        let neighbours = self.alignment.shared.iter().flat_map(|run| {
            let of_side = |side: usize| &self.sides[side].words[run.starts[side]..][..run.length - 1];
            of_side(0).iter().chain(of_side(1))
        });
        neighbours.map(|word| word.rarity).reduce(f32::max).unwrap_or(NOTHING_SHARED)
    }

    /// The unanswered words of each side, in the order of the text.
    pub(super) fn unanswered(&self) -> [String; 2] {
        [0, 1].map(|side| {
            let runs = self.alignment.left[side].chunk_by(|one, next| one + 1 == *next);
            let words = |run: &[usize]| {
                run.iter().map(|&place| self.sides[side].word(place)).collect::<Vec<_>>().join(" ")
            };
            // Canonical, so that no space stands between characters of a script without spaces.
            runs.map(|run| normalize::canonical(&words(run))).collect::<Vec<_>>().join(" \u{2026} ")
        })
    }
}
