//! Whether two words are forms of one word, by their letters alone.
//!
//! Forms of one word differ at its end ("resume", "resumes"), in one letter of its spelling ("tehran",
//! "teheran"), or the one is a part of the other ("sanktionen", "wirtschaftssanktionen"). Names of different
//! things are just as like one another by the letters they share ("iran", "iraq"; "austria", "australia";
//! "slovakia", "slovenia"), and so are opposites ("legal", "illegal"; "man", "woman"), but they differ
//! elsewhere: in more than the end of a stem or one letter. So the place of the difference decides, not the
//! share of common letters.
//!
//! In Arabic and Hebrew the article, the conjunction and prepositions are written together with the word that
//! follows, so that forms differ at the beginning too.
//!
//! Cost: linear in the letters.

use smallvec::SmallVec;

/// The letters that two inflected forms begin with at least.
const STEM: usize = 4;

/// The letters of an ending at most: "-ment" and "-tion" make another word.
const ENDING: usize = 3;

/// The share of letters, of both words together, that stand in the common stem at least.
const STEM_SHARE: f64 = 0.6;

/// The letters of a word at least, of which one may be spelt otherwise: of four letters it makes "iran" of "iraq".
const SPELT: usize = 5;

/// The letters of a word at least, of which two neighbours may be.
const SPELT_IN_TWO: usize = 10;

/// The letters that a part of a compound has at least.
pub(super) const LEAST_PART: usize = 5;

/// The share of letters that the forms of a word have in common at least, wherever they stand.
pub(super) const LEAST_SHARE: f64 = 0.66;

/// Prefixes that make the opposite of what follows.
const OPPOSITES: [&str; 16] =
    ["un", "in", "im", "il", "ir", "on", "dis", "mis", "non", "anti", "ex", "ne", "nie", "не", "без", "анти"];

/// Single letters that may stand before a word and leave it what it is: an article or a preposition whose vowel is left out ("l'Italie", "d'Italia"), and
/// what is heard or not ("awakes", "Helena", "Escander"). Another is no part of a compound: it makes "Томске" of "Омске", "iCloud" of "cloud", and in
/// Spanish and Swedish the opposite, "ilegal", "olaglig".
const BEFORE_A_WORD: [char; 5] = ['l', 'd', 'a', 'e', 'h'];

/// The letters that are written before a stem in Arabic and in Hebrew: article, conjunction, prepositions,
/// and the persons of a verb.
const BEFORE: &str = "الوفبكسيتنהובכלמשאיתנ";

/// The letters of a stem at least where others are written before it: most stems of these languages have
/// three consonants.
const BARE_STEM: usize = 3;

/// So many letters stand before a stem at most.
const MOST_BEFORE: usize = 3;

/// How close two words are that are forms of one word, from 0 to 1: the share of letters that they begin and
/// end with in common.
pub(super) fn closeness(one: &str, other: &str) -> Option<f64> {
    let letters = [one, other].map(|word| word.chars().collect::<SmallVec<[char; 32]>>());
    let [one, other] = [&letters[0][..], &letters[1][..]];
    let [short, long] = if one.len() <= other.len() { [one, other] } else { [other, one] };
    let front = common(short, long);
    let back =
        short[front..].iter().rev().zip(long.iter().rev()).take_while(|(one, other)| one == other).count();
    let is_one = is_inflected(short, long, STEM)
        || is_spelt_otherwise(
            &short[front..short.len() - back],
            &long[front..long.len() - back],
            front,
            short.len(),
        )
        || is_part(short, long)
        || is_behind_another(short, long);
    is_one.then(|| 2.0 * (front + back) as f64 / (short.len() + long.len()) as f64)
}

/// How many letters two words begin with in common.
fn common(one: &[char], other: &[char]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Whether two words are one stem with two endings, of which one may be none.
fn is_inflected(short: &[char], long: &[char], stem: usize) -> bool {
    let front = common(short, long);
    (front >= stem || front == short.len())
        && short.len().max(long.len()) - front <= ENDING
        && 2.0 * front as f64 / (short.len() + long.len()) as f64 >= STEM_SHARE
}

/// Whether two words of which one has so many letters differ in one letter of their spelling: what is left of
/// each without what they begin and end with in common. Never in the first.
fn is_spelt_otherwise(left: &[char], right: &[char], front: usize, letters: usize) -> bool {
    let most = if letters >= SPELT_IN_TWO { 2 } else { 1 };
    let is_swapped = || left.len() == 2 && right.len() == 2 && left[0] == right[1] && left[1] == right[0];
    front > 0 && letters >= SPELT && (left.len().max(right.len()) <= most || is_swapped())
}

/// Whether a word is the beginning or the end of another, and not its opposite.
fn is_part(part: &[char], whole: &[char]) -> bool {
    let is_opposite =
        |before: &[char]| OPPOSITES.iter().any(|prefix| prefix.chars().eq(before.iter().copied()));
    let is_other = |before: &[char]| {
        matches!(before, [letter] if !BEFORE_A_WORD.contains(letter)) || is_opposite(before)
    };
    part.len() >= LEAST_PART
        && (whole.starts_with(part) || whole.strip_suffix(part).is_some_and(|before| !is_other(before)))
}

/// Whether two words are one stem behind other letters that are written together with it.
fn is_behind_another(one: &[char], other: &[char]) -> bool {
    let before =
        |word: &[char]| word.iter().take(MOST_BEFORE).take_while(|letter| BEFORE.contains(**letter)).count();
    let (most, most_other) = (before(one), before(other));
    (0..=most).any(|skip| {
        (0..=most_other).any(|skip_other| {
            let (stem, other) = (&one[skip..], &other[skip_other..]);
            skip + skip_other > 0 && common(stem, other) >= BARE_STEM && is_inflected(stem, other, BARE_STEM)
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn endings_spellings_and_parts_are_forms() {
        for (one, other) in [
            ("resume", "resumes"),
            ("party", "parties"),
            ("killed", "kills"),
            ("tehran", "teheran"),
            ("theatre", "theater"),
            ("gadhafi", "gaddafi"),
            ("organise", "organize"),
            ("netanyahu", "netanjahu"),
            ("sanktionen", "wirtschaftssanktionen"),
            ("tangkap", "ditangkap"),
            ("italie", "litalie"),
            ("wakes", "awakes"),
            ("elena", "helena"),
            ("понедельник", "понедельника"),
            ("الرئيس", "والرئيس"),
            ("للرئيس", "الرئيس"),
            ("תאיץ", "יאיץ"),
        ] {
            assert!(closeness(one, other).is_some(), "{one} {other}");
        }
    }

    #[test]
    fn other_names_and_opposites_are_not() {
        for (one, other) in [
            ("iran", "iraq"),
            ("austria", "australia"),
            ("slovakia", "slovenia"),
            ("zambia", "gambia"),
            ("bern", "berlin"),
            ("east", "west"),
            ("man", "woman"),
            ("brother", "mother"),
            ("legal", "illegal"),
            ("likely", "unlikely"),
            ("legal", "ilegal"),
            ("laglig", "olaglig"),
            ("rechtmatig", "onrechtmatig"),
            ("омске", "томске"),
            ("inflation", "deflation"),
            ("законный", "незаконный"),
        ] {
            assert_eq!(closeness(one, other), None, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter(
            one in "[a-c]{1,12}|[اويتدر]{1,8}", other in "[a-c]{1,12}|[اويتدر]{1,8}",
        ) {
            prop_assert_eq!(closeness(&one, &other), closeness(&other, &one));
            prop_assert_eq!(closeness(&one, &one), Some(1.0));
        }
    }
}
