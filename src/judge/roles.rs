//! Who did it to whom: two names around something that happens, which change places.
//!
//! "Orvane beats Valbruna" and "Valbruna beats Orvane" have the same words, and in "Valbruna beats Lindau" the beaten one beats another. Order
//! tells roles where two headlines begin alike and have the same words between two names, of which one stands behind them in the one headline and before them
//! in the other; the other two are one name too, or are all that neither headline has of the other. It does not
//!
//! - around a word that tells the same of both, "Oslo and Riga", "Orvane meets Valbruna", or where nothing happens between them. In a list without "and"
//!   the one in the middle passes for what happens;
//! - where one of the names is a frequent word: an adverb or a verb that comes first in the one ("Überall fehlen Lehrer", "Falleció el poeta …");
//! - in a language that tells roles by endings, where the words keep theirs: «Киев атаковали дроны» and «Дроны атаковали Киев» are one.
//!   There it is the other way round: whoever changes places and ending changes the role. It is asked of Cyrillic, most languages of which have
//!   cases (Bulgarian and Macedonian have none, and of them nothing is told), of Armenian, Georgian, Korean and the south of India. Of Polish, Turkish or
//!   Finnish nothing tells in a text of Latin letters: there the place tells, and two endings that changed, so that "Legię pokonał Lech" passes for the reverse of "Lech pokonał Legię".
//!
//! Cost: some comparisons of hashes where at most a name is left on each side, nothing else.

use std::ops::Range;
use std::sync::LazyLock;

use ahash::AHashSet;

use super::align::{self, Places};
use super::languages;
use super::told::{Told, Word};

/// The words of a name, at most, and the characters.
const NAME_WORDS: usize = 2;
const NAME_CHARACTERS: usize = 4;

/// The words between two names, at most, and the characters.
const BETWEEN_WORDS: usize = 6;
const BETWEEN_CHARACTERS: usize = 12;

/// The weight from which on a word names someone or something: such a word stands in one of 300 headlines of a language of 100,000.
const NAMED: f32 = 0.45;

/// The same where one name has more words than the other, as a verb and a name have: one of 2,500.
const NAMED_UNEVENLY: f32 = 0.65;

/// The letters of what happens at least: shorter words join more often than they tell.
const LEAST_LETTERS: u16 = 3;

/// What tells the same of both names: and, with, against, meets. Words of one or two letters are articles and others too, unless they stand right behind the
/// first name.
static JOINING: LazyLock<AHashSet<&str>> = LazyLock::new(|| languages::terms("joining").collect());
const SHORT: usize = 2;
const VERSUS: &str = "vs";

/// What stands behind the one who acts in Hindi and Urdu; what happens follows at the end.
const ACTS: [&str; 2] = ["ने", "نے"];

/// How two headlines tell otherwise who did it to whom, in the words of the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Exchange<'a> {
    /// Two names stand in each other's place.
    Both([&'a str; 2]),
    /// A name stands on the other side of what happens.
    One { name: &'a str, around: &'a str },
}

/// Two names and what lies between them, by their places.
struct Clause {
    one: Range<usize>,
    between: Range<usize>,
    other: Range<usize>,
}

impl Clause {
    /// That which begins at `start`, of so many words each.
    fn new(start: usize, [one, between, other]: [usize; 3]) -> Self {
        let (one, between) = (start + one, start + one + between);
        Clause { one: start..one, between: one..between, other: between..between + other }
    }
}

/// Two texts and the places of the words of each that the other does not answer.
struct Sides<'t, 'a> {
    texts: [&'t Told<'a>; 2],
    left: [&'t Places; 2],
}

/// In what two texts exchange roles, given the places of the words of each that the other does not answer.
pub(super) fn exchanged<'a>(texts: [&Told<'a>; 2], left: [&Places; 2]) -> Option<Exchange<'a>> {
    if left[0].is_empty() != left[1].is_empty() || left.iter().any(|left| left.len() > NAME_CHARACTERS) {
        return None;
    }
    let [first, second] = texts;
    let start = first.words.iter().zip(second.words).take_while(|(one, other)| one == other).count();
    let is_of_characters = first.words.get(start)?.is_character() || second.words.get(start)?.is_character();
    let (names, most) = if is_of_characters {
        (1..=NAME_CHARACTERS, BETWEEN_CHARACTERS)
    } else {
        (1..=NAME_WORDS, BETWEEN_WORDS)
    };
    let sides = Sides { texts, left };
    let exchange = |lengths: [usize; 3], mirrored: [usize; 3]| {
        let clauses = [Clause::new(start, lengths), Clause::new(start, mirrored)];
        let is_there = clauses.iter().zip(texts).all(|(clause, text)| clause.other.end <= text.words.len())
            && lengths[1] <= most;
        if is_there { sides.exchange(&clauses[0], &clauses[1]) } else { None }
    };
    if left.iter().all(|left| left.is_empty()) {
        let lengths = names.clone().flat_map(|one| (0..=most).map(move |between| (one, between)));
        let mut lengths =
            lengths.flat_map(|(one, between)| names.clone().map(move |other| [one, between, other]));
        return lengths
            .find_map(|[one, between, other]| exchange([one, between, other], [other, between, one]));
    }
    // Of what is left, that of the one stands first in it, and that of the other behind.
    let whole = |left: &Places| {
        let (begin, end) = (*left.first()?, *left.last()? + 1);
        (end - begin == left.len() && names.contains(&left.len())).then_some(begin)
    };
    let (begin, other) = (whole(left[0])?, whole(left[1])?);
    let behind = if begin == start { other } else { begin };
    if (begin == start) == (other == start) {
        return None;
    }
    names.clone().find_map(|name| {
        let between = behind.checked_sub(start + name)?;
        let [one, other] = left.map(Places::len);
        if behind == begin {
            exchange([name, between, one], [other, between, name])
        } else {
            exchange([one, between, name], [name, between, other])
        }
    })
}

impl<'a> Sides<'_, 'a> {
    /// What a clause of the first text and one of the second, in which as many words lie between, exchange.
    fn exchange(&self, first: &Clause, second: &Clause) -> Option<Exchange<'a>> {
        let [text, another] = self.texts;
        let changed = [self.changed(&first.one, &second.other), self.changed(&first.other, &second.one)];
        let is_left = |side: usize, name: &Range<usize>| self.left[side].iter().copied().eq(name.clone());
        let is_told = || is_told(text, first.between.clone()) && is_told(another, second.between.clone());
        let exchange = match changed {
            [Some(one), Some(other)] if self.left[0].is_empty() => {
                let has_cases =
                    [&first.one, &first.between, &first.other].iter().any(|words| has_cases(text, words));
                let have_changed = one > 0 && other > 0;
                let is_exchanged = if has_cases { one + other > 0 } else { have_changed || is_told() };
                let names = [&first.one, &first.other].map(|name| text.span(name.clone()));
                is_exchanged.then_some(Exchange::Both(names))?
            }
            [Some(_), None] if is_left(0, &first.other) && is_left(1, &second.one) && is_told() => {
                Exchange::One { name: text.span(first.one.clone()), around: text.span(first.between.clone()) }
            }
            [None, Some(_)] if is_left(0, &first.one) && is_left(1, &second.other) && is_told() => {
                Exchange::One {
                    name: text.span(first.other.clone()),
                    around: text.span(first.between.clone()),
                }
            }
            _ => return None,
        };
        let is_uneven = first.one.len() != first.other.len() || second.one.len() != second.other.len();
        let are_named =
            [(text, &first.one), (text, &first.other), (another, &second.one), (another, &second.other)]
                .into_iter()
                .all(|(text, name)| is_named(text, name.clone(), is_uneven));
        let is_same = |(here, there): (usize, usize)| self.is_form(here, there);
        let is_between = first.between.clone().zip(second.between.clone()).all(is_same);
        // "Wherever he comes from" and "wherever they come from" exchange nothing.
        let is_in_place = self.is_form(first.one.start, second.one.start);
        (are_named && is_between && !is_in_place).then_some(exchange)
    }

    /// How many words of a name of the first text have another ending in the second, where it stands too.
    fn changed(&self, name: &Range<usize>, there: &Range<usize>) -> Option<usize> {
        if name.len() != there.len() {
            return None;
        }
        let [text, another] = self.texts;
        let mut changed = 0;
        for (here, there) in name.clone().zip(there.clone()) {
            if text.words[here] != another.words[there] {
                if !self.is_form(here, there) {
                    return None;
                }
                changed += 1;
            }
        }
        Some(changed)
    }

    /// Whether a word of the first text is one of the second, perhaps with another ending. In Arabic and Hebrew what is written before a word is no case.
    fn is_form(&self, here: usize, there: usize) -> bool {
        let [text, another] = self.texts;
        let begins = |word: &'a str| word.chars().next();
        text.words[here] == another.words[there]
            || begins(text.word(here)) == begins(another.word(there))
                && align::another_form((text, here), (another, there)).is_some()
    }
}

/// Whether the languages that are written in the script of one of these words tell roles by endings: Cyrillic, Armenian, Georgian, Korean, and those of India but
/// for that of Hindi, in which a word of its own does.
fn has_cases(text: &Told<'_>, places: &Range<usize>) -> bool {
    let is_of_cases = |letter: char| matches!(letter, '\u{400}'..='\u{58F}' | '\u{980}'..='\u{DFF}' | '\u{10A0}'..='\u{10FF}' | '\u{AC00}'..='\u{D7A3}');
    places.clone().any(|place| text.word(place).starts_with(is_of_cases))
}

/// Whether the words at these places are rare enough to name someone or something.
fn is_named(text: &Told<'_>, places: Range<usize>, is_uneven: bool) -> bool {
    let least = if is_uneven { NAMED_UNEVENLY } else { NAMED };
    let is_rare = |word: &Word| word.is_character() || word.weight >= least;
    let is_plain = |word: &Word| !word.is_kind() && !word.tells_number();
    let words = &text.words[places.clone()];
    // "Against Orvane" is no name.
    words.iter().all(is_plain) && words.iter().any(is_rare) && !JOINING.contains(text.word(places.start))
}

/// Whether a word tells the same of what stands before and behind it.
pub(super) fn joins(word: &str) -> bool {
    JOINING.contains(word)
}

/// Whether something that happens is told by the words at these places.
fn is_told(text: &Told<'_>, places: Range<usize>) -> bool {
    let (words, first) = (&text.words[places.clone()], places.start);
    let joins = |place: usize| {
        let word = text.word(place);
        JOINING.contains(word)
            && (place == first
                || usize::from(text.words[place].letters) > SHORT
                || text.words[place].is_character()
                || word == VERSUS)
            // In scripts without spaces a word is several characters.
            || (place + 1 < places.end && JOINING.contains(text.span(place..place + 2)))
    };
    if places.clone().any(joins) {
        return false;
    }
    let characters = words.iter().filter(|word| word.is_character()).count();
    let tells = |word: &Word| !word.is_character() && word.is_fact() && word.letters >= LEAST_LETTERS;
    characters >= 2 || words.iter().any(tells) || places.clone().any(|place| ACTS.contains(&text.word(place)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::judge::told::WordLists;
    use crate::normalize::canonical;
    use crate::weights::Weights;

    /// Who is exchanged, where all words tell as much as they can.
    fn told(first: &str, second: &str) -> Option<Vec<String>> {
        let texts = [first, second].map(canonical);
        let lists = texts.each_ref().map(|text| WordLists::of(text, &Weights::even()));
        let [first, second] = [0, 1].map(|side: usize| lists[side].get(0, texts[side].as_bytes()));
        let [left, right] = align::Alignment::of_told(first, second).left;
        let there = exchanged([&first, &second], [&left, &right]);
        assert_eq!(there.is_some(), exchanged([&second, &first], [&right, &left]).is_some());
        there.map(|exchange| match exchange {
            Exchange::Both(names) => names.map(str::to_owned).to_vec(),
            Exchange::One { name, .. } => vec![name.to_owned()],
        })
    }

    #[test]
    fn who_did_it_to_whom_is_told_by_order() {
        for (first, second, names) in [
            ("Orvane beats Valbruna 3-1", "Valbruna beats Orvane 3-1", ["orvane", "valbruna"]),
            (
                "Ana Serna demanda a Luis Orvane por plagio",
                "Luis Orvane demanda a Ana Serna por plagio",
                ["ana serna", "luis orvane"],
            ),
            ("ترامب يهاجم بايدن في خطاب", "بايدن يهاجم ترامب في خطاب", ["ترامب", "بايدن"]),
            ("भारत ने नेपाल को हराया", "नेपाल ने भारत को हराया", ["भारत", "नेपाल"]),
            ("广东战胜辽宁进入决赛", "辽宁战胜广东进入决赛", ["广东", "辽宁"]),
        ] {
            assert_eq!(told(first, second), Some(names.map(str::to_owned).to_vec()), "{first}");
        }
    }

    #[test]
    fn who_was_beaten_by_one_and_beats_another_is_told_by_order() {
        for (first, second, name) in [
            ("Orvane beats Valbruna in final", "Valbruna beats Lindau in final", "valbruna"),
            ("Orvane beats Valbruna in final", "Lindau beats Orvane in final", "orvane"),
            ("Латвия обвинила Норвегию во лжи", "Норвегия обвинила Данию во лжи", "норвегию"),
            ("भारत ने नेपाल को हराया", "नेपाल ने कर्मपुर को हराया", "नेपाल"),
        ] {
            assert_eq!(told(first, second), Some(vec![name.to_owned()]), "{first}");
        }
    }

    #[test]
    fn a_name_of_two_words_changes_places_with_one_of_one() {
        for (first, second) in [
            ("Porto Velden accuses Orvane of meddling", "Orvane accuses Porto Velden of meddling"),
            ("Valdoria goleia o Montalvo por 3-0", "Montalvo goleia o Valdoria por 3-0"),
            ("Orvana bat Valbrun à Serignac", "Valbrun bat Orvana à Serignac"),
            ("Orvania pokonała Velden w finale", "Velden pokonał Orvanię w finale"),
            ("ორვანი მოუგებს ველდენს ფინალში", "ველდენი მოუგებს ორვანს ფინალში"),
        ] {
            assert!(told(first, second).is_some(), "{first}");
        }
    }

    #[test]
    fn where_endings_tell_it_a_word_that_keeps_its_own_keeps_its_role() {
        assert!(told("Орван обвинил Серну во лжи", "Серна обвинил Орвана во лжи").is_some());
        assert!(told("Киев атаковали дроны ночью", "Дроны атаковали Киев ночью").is_none());
        assert!(told("오르반이 세르나를 법원에 고소", "세르나가 오르반을 법원에 고소").is_none());
    }

    #[test]
    fn equals_that_are_joined_and_words_that_only_moved_exchange_nothing() {
        for (first, second) in [
            ("Harbours of Oslo and Riga reopen", "Harbours of Riga and Oslo reopen"),
            ("Link: Orvane United vs Valbruna", "Link: Valbruna United vs Orvane"),
            ("北京大学和清华大学合作", "清华大学和北京大学合作"),
            ("Storm closes the harbour of Velden", "The harbour of Velden closes: storm"),
            (
                "No deal wherever he comes from or wherever it comes",
                "No deal wherever he come from or wherever it come",
            ),
            ("Harbour reopens", "Harbour reopens"),
            ("Falleció en Velden Ana Serna", "Ana Serna en Velden falleció"),
        ] {
            assert_eq!(told(first, second), None, "{first}");
        }
    }

    proptest! {
        #[test]
        fn roles_are_exchanged_whichever_text_comes_first(
            words in proptest::sample::subsequence(
                vec!["Орвана", "beats", "Lindau", "обвинил", "in", "северный", "Velden", "战胜", "广东", "vs", "Norhaven"],
                2..8,
            ).prop_shuffle(),
            order in proptest::collection::vec(any::<proptest::sample::Index>(), 3),
            other in proptest::option::of("Valbruna|Орван|辽宁"),
        ) {
            let mut moved = words.clone();
            for at in order.windows(2) {
                moved.swap(at[0].index(words.len()), at[1].index(words.len()));
            }
            let other = other.unwrap_or_default();
            if !other.is_empty() {
                moved[order[0].index(words.len())] = &other;
            }
            // It asserts that both orders agree.
            told(&words.join(" "), &moved.join(" "));
        }
    }
}
