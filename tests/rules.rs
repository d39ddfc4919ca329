//! The samples by rule: what the judge decides on two headlines alone, and whether the reason that it gives is true.
//!
//! For each rule three things are counted: pairs that are decided as they are labelled, duplicate or not; reasons that
//! name what the rule is about; and reasons that are false. A reason is false where a phrase that it quotes does not
//! stand in the side that it is said of, or stands in the other side too. No reason may be false.

use std::collections::BTreeMap;
use std::path::Path;

use doublet::judge::Relation;
use doublet::normalize::{canonical, words};
use doublet::{Config, Headlines, compare};

/// A rule: its name, what the reason says in one of several ways, and how many pairs are decided
/// otherwise than they are labelled, and how many have another reason. What is left over stands beside it.
type Rule = (&'static str, &'static [&'static str], usize, usize);

const COUNTED: &str = "each counts the same otherwise: ";
const NUMBER: &[&str] = &[
    "both sides have a number of their own: ",
    "both have the same numbers, but not of the same things: ",
    COUNTED,
];
const ROLES: &str = "in each other's place";
const OTHER_ROLE: &str = "in one of them, and behind it in the other";
const FORM: &[&str] = &["they differ in form alone", "both have the same canonical text"];
const ADDITION: &[&str] = &["only one of them has \u{201c}", "tell too little to set them apart"];

const RULES: [Rule; 27] = [
    ("number", NUMBER, 0, 0),
    ("number in place", NUMBER, 0, 0),
    // Words that are numbers in other languages than that of the headline.
    ("no number", &["they differ in one place, and there each says something else: "], 0, 0),
    ("counted", &[COUNTED], 0, 0),
    // Russian "миллионов" is not known to be "млн".
    ("same number", FORM, 1, 1),
    ("ordinal", NUMBER, 0, 0),
    ("roman numeral", NUMBER, 0, 0),
    ("same roman numeral", FORM, 0, 0),
    ("weekday", &["each has a day of its own: "], 0, 0),
    // In Chinese, Korean and Vietnamese months are numbered.
    ("month", &["each has a month of its own: "], 0, 3),
    ("roles", &[ROLES, OTHER_ROLE], 0, 0),
    // In Korean rounds are numbered too.
    ("round", &["each has a round of its own: "], 0, 1),
    ("direction", &["one goes up, the other down: "], 0, 0),
    // A Czech verb that is denied is another word.
    ("negation", &["only one of them has a denial: "], 0, 1),
    ("hedge", &[", which makes no fact of the rest"], 0, 0),
    ("substitution", &["they differ in one place, and there each says something else: "], 0, 0),
    ("sign of a name", &["they differ in one place, and there each says something else: "], 0, 0),
    ("addition", ADDITION, 0, 0),
    ("brevity", &["too much beside so short a headline"], 0, 0),
    // What was cut denies something ("no one hurt", いない), or was cut after one letter.
    ("cut tail", ADDITION, 3, 3),
    ("spelling", FORM, 0, 0),
    ("order", FORM, 0, 0),
    ("joined", FORM, 0, 0),
    (
        "same in other words",
        &["they differ in form alone", "only one of them has \u{201c}", "tell too little"],
        0,
        0,
    ),
    ("tags", &["only one of them has \u{201c}", "both have the same canonical text"], 0, 0),
    ("related", &["they share only ", "each says what the other does not: "], 0, 0),
    ("series", &["other headlines share this frame and fill it otherwise: "], 0, 0),
];

/// One line of the file.
struct Pair {
    rule: String,
    language: String,
    is_duplicate: bool,
    titles: [String; 2],
}

fn pairs() -> Vec<Pair> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let read = |name: &str| {
        let file = std::fs::read_to_string(samples.join(name)).expect("the pairs are in the samples");
        file.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let pair = |line: String| {
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let [rule, language, label, first, second] = fields.try_into().expect("five columns");
        Pair { rule, language, is_duplicate: label == "D", titles: [first, second] }
    };
    read("rules.tsv").into_iter().chain(read("languages.tsv")).map(pair).collect()
}

/// Whether the words of `phrase` stand in `text` one behind another.
fn has(text: &str, phrase: &str) -> bool {
    let [text, phrase] = [text, phrase].map(|text| words(text).collect::<Vec<_>>());
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

/// Whether `number`, with its letters if it has some, stands in `text`, and not as a part of another: a "3rd" tells 3, a "13"
/// does not, nor does an "m6" in "am6".
fn has_number(text: &str, number: &str) -> bool {
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return has(text, number);
    }
    let goes_on = |beside: Option<char>, edge: Option<char>| match (beside, edge) {
        (Some(beside), Some(edge)) if edge.is_ascii_digit() => beside.is_ascii_digit(),
        (Some(beside), Some(_)) => beside.is_ascii_alphabetic(),
        _ => false,
    };
    text.match_indices(number).any(|(at, _)| {
        !goes_on(text[..at].chars().next_back(), number.chars().next())
            && !goes_on(text[at + number.len()..].chars().next(), number.chars().next_back())
    })
}

/// What a reason says of the sides: the phrases of each list stand in one side and not in the other, those of the
/// first list in the first side where the sides are told in order.
fn quoted(reason: &str) -> Vec<Vec<String>> {
    if let Some(numbers) = reason.strip_prefix(NUMBER[0]) {
        return numbers.split(", ").map(|number| vec![number.to_owned()]).collect();
    }
    let phrases = reason.split('\u{201c}').skip(1).filter_map(|rest| rest.split('\u{201d}').next());
    phrases.map(|phrase| phrase.split(" \u{2026} ").map(str::to_owned).collect()).collect()
}

/// Whether all that a reason quotes stands where it says, and there only.
fn is_true(reason: &str, texts: &[String; 2]) -> bool {
    let has = if reason.starts_with(NUMBER[0]) { has_number } else { has };
    let is_own = |phrases: &[String], side: usize| {
        phrases.iter().all(|phrase| has(&texts[side], phrase) && !has(&texts[1 - side], phrase))
    };
    match quoted(reason).as_slice() {
        [] if reason.starts_with(FORM[0]) => doublet::judge::numbers::own(&texts[0], &texts[1]).is_none(),
        [] => true,
        [one] => is_own(one, 0) || is_own(one, 1),
        // Both sides have both, as the first writes them.
        [one, other] if [ROLES, OTHER_ROLE].iter().any(|end| reason.ends_with(end)) => {
            one.iter().chain(other).all(|phrase| has(&texts[0], phrase))
        }
        // Up comes first, whichever side goes up.
        [one, other] if reason.starts_with("one goes up") => {
            (is_own(one, 0) && is_own(other, 1)) || (is_own(one, 1) && is_own(other, 0))
        }
        [one, other] => is_own(one, 0) && is_own(other, 1),
        _ => false,
    }
}

/// The relation and the reason for the two titles of a series, beside which the others of its language stand.
fn in_series(pair: &Pair, pairs: &[Pair]) -> (Relation, String) {
    let frame = pairs.iter().filter(|other| other.rule == "series" && other.language == pair.language);
    let headlines: Headlines = frame.flat_map(|other| &other.titles).map(String::as_str).collect();
    let config = Config { singletons: true, relations: true, ..Config::default() };
    let report = doublet::cluster(&headlines, &config, &()).expect("few headlines");
    let count = u32::try_from(headlines.len()).expect("few headlines");
    let index = |side: usize| (0..count).find(|&at| headlines.get(at as usize).title == pair.titles[side]);
    let [first, second] = [0, 1].map(|side| index(side).expect("it is one of them"));
    let holds =
        |cluster: &&doublet::report::Cluster| cluster.members.iter().any(|member| member.headline == first);
    let cluster = report.clusters.iter().find(holds).expect("clusters of one are reported");
    if cluster.members.iter().any(|member| member.headline == second) {
        return (Relation::Duplicate, String::new());
    }
    let beside = cluster.beside.iter().find(|beside| beside.headline == second);
    beside.map_or((Relation::Distinct, String::new()), |beside| (beside.relation, beside.reason.clone()))
}

#[test]
fn each_rule_decides_its_pairs_and_says_why_and_that_is_true() {
    let pairs = pairs();
    let mut counts = BTreeMap::<&str, [usize; 4]>::new();
    for pair in &pairs {
        let (_, said, ..) = RULES.iter().find(|(name, ..)| *name == pair.rule).expect("a rule that is known");
        let (relation, reason) = if pair.rule == "series" {
            in_series(pair, &pairs)
        } else {
            let comparison = compare(&pair.titles[0], &pair.titles[1], &Config::default());
            (comparison.relation, comparison.reason)
        };
        let is_right = (relation == Relation::Duplicate) == pair.is_duplicate;
        let is_told = said.iter().any(|said| reason.contains(said));
        let is_true = is_true(&reason, &pair.titles.each_ref().map(|title| canonical(title)));
        if !(is_right && is_told && is_true) {
            println!("{} {}: {relation}: {reason}: {:?}", pair.rule, pair.language, pair.titles);
        }
        let outcomes = [true, !is_right, !is_told, !is_true];
        for (count, is_so) in counts.entry(&pair.rule).or_default().iter_mut().zip(outcomes) {
            *count += usize::from(is_so);
        }
    }
    println!("{:13} pairs  right  wrong  another reason  false reason", "rule");
    for (rule, _, most_wrong, most_untold) in RULES {
        let [all, wrong, untold, untrue] = counts[rule];
        println!("{rule:13} {all:5}  {:5}  {wrong:5}  {untold:14}  {untrue:12}", all - wrong);
        assert!(wrong <= most_wrong, "{rule}: {wrong} of {all} are wrong");
        assert!(untold <= most_untold, "{rule}: {untold} of {all} have another reason");
        assert_eq!(untrue, 0, "{rule}: {untrue} of {all} reasons are false");
    }
}

#[test]
fn each_rule_is_tried_in_eight_languages() {
    let mut languages = BTreeMap::<String, std::collections::BTreeSet<String>>::new();
    for pair in pairs() {
        languages.entry(pair.rule).or_default().insert(pair.language);
    }
    assert_eq!(languages.len(), RULES.len());
    for (rule, languages) in languages {
        assert!(languages.len() >= 8, "{rule}: {languages:?}");
    }
}
