//! How well a run does on labelled pairs, found in situ.
//!
//! Judging pairs one by one flatters every method: in a run a pair must first be found among millions, the rest of the
//! corpus has a say in what is a series, and what counts in the end is whether both stand in one cluster. So the pairs
//! name headlines by their ids, the whole input is clustered as [`cluster`](crate::cluster()) does it, and a
//! pair counts as joined when both are in one cluster.
//!
//! A file of labelled pairs has a header with the columns `id_a`, `id_b` and `label`, and perhaps `lang`; others are
//! passed over. Its first line tells whether tabs or commas part the columns. A label is a letter or a word:
//!
//! | label | | |
//! |---|---|---|
//! | `D` | `duplicate` | the same item: the two are to be joined |
//! | `U` | `update` | the same item, where a fact moved |
//! | `T` | `series` | the same form, another instance |
//! | `R` | `related` | the same topic |
//! | `N` | `distinct` | unrelated |
//! | `X` | `unclear` | left out of every figure |

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::candidates::Pair;
use crate::collapse::Items;
use crate::config::{Config, Threshold};
use crate::dedup;
use crate::error::{BadLine, Error, Result};
use crate::headline::{Headlines, Id};
use crate::judge::{Corpus, Relation};
use crate::observe::Observer;
use crate::report::Report;

/// What people say of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// `D`: the same item.
    Duplicate,
    /// `U`: the same item, where a fact moved.
    Update,
    /// `T`: the same form, another instance.
    Series,
    /// `R`: the same topic.
    Related,
    /// `N`: unrelated.
    Distinct,
    /// `X`: people do not agree.
    Unclear,
}

/// Each label with its letter and its word.
const LABELS: [(Label, &str, &str); 6] = [
    (Label::Duplicate, "D", "duplicate"),
    (Label::Update, "U", "update"),
    (Label::Series, "T", "series"),
    (Label::Related, "R", "related"),
    (Label::Distinct, "N", "distinct"),
    (Label::Unclear, "X", "unclear"),
];

impl FromStr for Label {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = LABELS
            .iter()
            .find(|(_, letter, word)| text.eq_ignore_ascii_case(letter) || text.eq_ignore_ascii_case(word));
        found.map(|&(label, ..)| label).ok_or_else(|| {
            Error::Setting(format!("{text:?} is no label; write D, U, T, R, N or X, or the word for it"))
        })
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = LABELS.iter().find(|(label, ..)| label == self);
        f.write_str(found.map_or("", |(_, letter, _)| letter))
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Two headlines, by id, and what people say of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledPair {
    /// The ids.
    pub ids: [String; 2],
    /// The language or corpus, as the file says it; empty where it does not.
    pub language: String,
    /// The label.
    pub label: Label,
}

/// Reads a file of labelled pairs.
///
/// # Errors
///
/// Where the file cannot be read, lacks a column, or has a line that is no labelled pair: figures over a part of the
/// pairs would look like figures over all.
pub fn read_pairs(path: &Path) -> Result<Vec<LabelledPair>> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| Error::Open { path: path.to_owned(), source })?;
    parse_pairs(&name, BufReader::new(file))
}

/// Reads labelled pairs from `input`, which is called `name` in errors.
///
/// ```
/// use doublet::evaluate::{Label, parse_pairs};
/// let pairs = parse_pairs("pairs.tsv", &b"id_a\tid_b\tlabel\n7\t9\tD\n"[..])?;
/// assert_eq!((pairs[0].ids[1].as_str(), pairs[0].label), ("9", Label::Duplicate));
/// let error = parse_pairs("pairs.tsv", &b"id_a\tid_b\tlabel\n7\t9\tmaybe\n"[..]).unwrap_err();
/// assert!(error.to_string().starts_with("pairs.tsv:2: \"maybe\" is no label"));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`read_pairs`].
pub fn parse_pairs(name: &str, input: impl BufRead) -> Result<Vec<LabelledPair>> {
    let bad = |line: u64, what: String, remedy: &str| {
        Error::from(BadLine { path: name.to_owned(), line, what, remedy: remedy.to_owned() })
    };
    let unreadable = |line: u64, error: &dyn fmt::Display| {
        bad(line, error.to_string(), "the file is text in UTF-8 with tabs or commas between the columns")
    };
    let mut input = input;
    let mut header = String::new();
    input.read_line(&mut header).map_err(|error| unreadable(1, &error))?;
    let is_tabbed = header.contains('\t');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(if is_tabbed { b'\t' } else { b',' })
        // Tab-separated titles hold bare quotes; with commas quotes are what keeps a title whole.
        .quoting(!is_tabbed)
        .from_reader(header.as_bytes().chain(input));
    let columns = rows.headers().map_err(|error| unreadable(1, &error))?.clone();
    let column = |wanted: &str| columns.iter().position(|name| name.trim_start_matches('\u{feff}') == wanted);
    let needed = |wanted: &str| {
        column(wanted).ok_or_else(|| {
            bad(1, format!("there is no column {wanted:?}"), "the header names id_a, id_b and label")
        })
    };
    let (first, second, label) = (needed("id_a")?, needed("id_b")?, needed("label")?);
    let language = column("lang");
    let mut pairs = Vec::new();
    for row in rows.into_records() {
        let row = row.map_err(|error| unreadable(error.position().map_or(0, csv::Position::line), &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let field = |column: usize| row.get(column).unwrap_or_default().to_owned();
        let ids = [field(first), field(second)];
        if ids[0] == ids[1] {
            return Err(bad(line, format!("{:?} is paired with itself", ids[0]), "take the line out"));
        }
        let label = field(label).parse().map_err(|_: Error| {
            bad(
                line,
                format!("{:?} is no label", field(label)),
                "write D, U, T, R, N or X, or the word for it",
            )
        })?;
        pairs.push(LabelledPair { ids, language: language.map(field).unwrap_or_default(), label });
    }
    Ok(pairs)
}

/// Precision, recall and F1 over some pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Duplicates that are joined.
    pub found: u64,
    /// Joined pairs that are no duplicates.
    pub wrong: u64,
    /// Duplicates that are not joined.
    pub missed: u64,
    /// Pairs that are neither duplicates nor joined.
    pub apart: u64,
}

impl Score {
    fn count(&mut self, label: Label, is_joined: bool) {
        *match (label == Label::Duplicate, is_joined) {
            (true, true) => &mut self.found,
            (false, true) => &mut self.wrong,
            (true, false) => &mut self.missed,
            (false, false) => &mut self.apart,
        } += 1;
    }

    /// The number of pairs.
    #[must_use]
    pub fn pairs(&self) -> u64 {
        self.found + self.wrong + self.missed + self.apart
    }

    /// The share of joined pairs that are duplicates; 1 where none is joined.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.found, self.found + self.wrong)
    }

    /// The share of duplicates that are joined; 1 where there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.found, self.found + self.missed)
    }

    /// The harmonic mean of precision and recall; 1 where there was nothing to join and nothing is joined.
    ///
    /// ```
    /// use doublet::evaluate::Score;
    /// assert_eq!(Score { found: 6, wrong: 2, missed: 4, apart: 9 }.f1(), 0.666_666_666_666_666_6);
    /// ```
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.found, 2 * self.found + self.wrong + self.missed)
    }
}

/// `part / whole`, and 1 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Figures {
            precision: f64,
            recall: f64,
            f1: f64,
            pairs: u64,
        }
        let [precision, recall, f1] =
            [self.precision(), self.recall(), self.f1()].map(|figure| (figure * 1e4).round() / 1e4);
        Figures { precision, recall, f1, pairs: self.pairs() }.serialize(serializer)
    }
}

/// The pairs of one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByLabel {
    /// How many of them are joined.
    pub joined: u64,
    /// How many there are.
    pub pairs: u64,
    /// How many of them the judge takes for what.
    pub relations: BTreeMap<Relation, u64>,
}

/// What an evaluation found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Over all pairs.
    pub all: Score,
    /// By the language that the pairs name.
    pub by_language: BTreeMap<String, Score>,
    /// By label.
    pub by_label: BTreeMap<Label, ByLabel>,
    /// Pairs of which a headline is not among those that were read; they are in no other figure.
    pub missing: u64,
}

/// Clusters `headlines` and counts which of `pairs` are joined.
///
/// ```
/// use doublet::evaluate::{evaluate, parse_pairs};
/// use doublet::{Config, Headline, Headlines};
/// let titled = |id, title| Headline { id: Some(id), ..Headline::titled(title) };
/// let headlines: Headlines =
///     [titled("1", "Harbour reopens after storm"), titled("2", "Harbour re-opens after storm")].into_iter().collect();
/// let pairs = parse_pairs("pairs", &b"id_a,id_b,label\n1,2,D\n1,3,T\n"[..])?;
/// let evaluation = evaluate(&headlines, &pairs, &Config::default(), &())?;
/// assert_eq!((evaluation.all.found, evaluation.missing), (1, 1));
/// # Ok::<(), doublet::Error>(())
/// ```
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn evaluate(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Evaluation> {
    let places = places(headlines, pairs);
    dedup::run(headlines, config, observer, |report, items, corpus| {
        let spots = Spots::new(&places, headlines.len(), &report, items);
        let mut evaluation = Evaluation::default();
        for pair in pairs.iter().filter(|pair| pair.label != Label::Unclear) {
            let [Some(&first), Some(&second)] = pair.ids.each_ref().map(|id| places.get(id.as_str())) else {
                evaluation.missing += 1;
                continue;
            };
            let is_joined = spots.share_a_cluster(first, second);
            evaluation.all.count(pair.label, is_joined);
            evaluation.by_language.entry(pair.language.clone()).or_default().count(pair.label, is_joined);
            let by_label = evaluation.by_label.entry(pair.label).or_default();
            by_label.pairs += 1;
            by_label.joined += u64::from(is_joined);
            *by_label.relations.entry(spots.relation(first, second, corpus)).or_default() += 1;
        }
        evaluation
    })
}

/// The score at each of `thresholds`, all else as in `config`.
///
/// # Errors
///
/// As [`cluster`](crate::cluster()).
pub fn sweep(
    headlines: &Headlines,
    pairs: &[LabelledPair],
    thresholds: &[Threshold],
    config: &Config,
    observer: &dyn Observer,
) -> Result<Vec<(Threshold, Score)>> {
    let at = |&threshold: &Threshold| {
        let evaluation = evaluate(headlines, pairs, &Config { threshold, ..config.clone() }, observer)?;
        Ok((threshold, evaluation.all))
    };
    thresholds.iter().map(at).collect()
}

/// Which headline each id of `pairs` names: of several with one id the first.
fn places<'a>(headlines: &Headlines, pairs: &'a [LabelledPair]) -> HashMap<&'a str, u32> {
    let mut wanted: HashMap<&str, Option<u32>> =
        pairs.iter().flat_map(|pair| &pair.ids).map(|id| (id.as_str(), None)).collect();
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

/// Where the headlines of the pairs came to stand.
struct Spots {
    cluster: HashMap<u32, usize>,
    item: HashMap<u32, u32>,
}

impl Spots {
    fn new(places: &HashMap<&str, u32>, headlines: usize, report: &Report, items: &Items) -> Self {
        let mut is_wanted = vec![false; headlines];
        for &place in places.values() {
            is_wanted[place as usize] = true;
        }
        let mut spots = Spots { cluster: HashMap::new(), item: HashMap::new() };
        for (number, cluster) in report.clusters.iter().enumerate() {
            let members = cluster.members.iter().map(|member| member.headline);
            spots
                .cluster
                .extend(members.filter(|&place| is_wanted[place as usize]).map(|place| (place, number)));
        }
        for item in (0..).take(items.len()) {
            let wanted = items.headlines(item as usize).iter().filter(|&&place| is_wanted[place as usize]);
            spots.item.extend(wanted.map(|&place| (place, item)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::Headline;

    #[test]
    fn a_file_without_a_column_or_with_a_bad_line_is_refused() {
        for (text, expected) in [
            ("id_a\tlabel\n", "p:1: there is no column \"id_b\"; the header names id_a, id_b and label"),
            ("", "p:1: there is no column \"id_a\"; the header names id_a, id_b and label"),
            ("id_a,id_b,label\n1,1,D\n", "p:2: \"1\" is paired with itself; take the line out"),
        ] {
            assert_eq!(parse_pairs("p", text.as_bytes()).expect_err(text).to_string(), expected);
        }
        assert!(parse_pairs("p", &b"id_a,id_b,label\n1,2\n"[..]).is_err());
    }

    #[test]
    fn quotes_are_text_between_tabs_and_quotes_between_commas() {
        let tabs = parse_pairs("p", &b"\xef\xbb\xbfid_a\tid_b\tlang\tlabel\n\"a\tb\"\ten\tduplicate\n"[..])
            .expect("a pair");
        assert_eq!(tabs[0].ids, ["\"a", "b\""]);
        let commas = parse_pairs("p", &b"label,id_b,id_a\nx,\"b,c\",a\n"[..]).expect("a pair");
        assert_eq!(
            (commas[0].ids.clone(), commas[0].label),
            (["a".to_owned(), "b,c".to_owned()], Label::Unclear)
        );
    }

    #[test]
    fn what_is_joined_is_counted_by_language_label_and_relation() {
        let titles = [
            "Harbour reopens after storm",
            "Harbour re-opens after storm",
            "Mayor resigns",
            "5 hurt in crash",
            "15 hurt in crash",
            "?",
        ];
        let ids = ["a", "b", "c", "d", "e", "f"];
        let headlines: Headlines = ids
            .into_iter()
            .zip(titles)
            .map(|(id, title)| Headline { id: Some(id), ..Headline::titled(title) })
            .collect();
        let text = "id_a,id_b,lang,label\na,b,en,D\na,c,en,D\nd,e,en,U\na,f,xx,N\na,b,xx,R\nc,d,en,X\n";
        let pairs = parse_pairs("p", text.as_bytes()).expect("six pairs");
        let evaluation = evaluate(&headlines, &pairs, &Config::default(), &()).expect("few headlines");
        assert_eq!(evaluation.all, Score { found: 1, wrong: 1, missed: 1, apart: 2 });
        assert_eq!(evaluation.by_language["xx"], Score { found: 0, wrong: 1, missed: 0, apart: 1 });
        assert_eq!(evaluation.by_label[&Label::Update].relations, BTreeMap::from([(Relation::Update, 1)]));
        assert_eq!(
            evaluation.by_label[&Label::Distinct].relations,
            BTreeMap::from([(Relation::Distinct, 1)])
        );
        assert!(!evaluation.by_label.contains_key(&Label::Unclear));
    }

    #[test]
    fn a_higher_threshold_joins_fewer() {
        let headlines: Headlines =
            [("a", "Harbour reopens after storm"), ("b", "Harbour reopens after the storm today")]
                .into_iter()
                .map(|(id, title)| Headline { id: Some(id), ..Headline::titled(title) })
                .collect();
        let pairs = parse_pairs("p", &b"id_a,id_b,label\na,b,D\n"[..]).expect("a pair");
        let thresholds = [0.4, 0.95].map(|value| Threshold::new(value).expect("in range"));
        let curve = sweep(&headlines, &pairs, &thresholds, &Config::default(), &()).expect("few headlines");
        assert_eq!(curve.iter().map(|(_, score)| score.found).collect::<Vec<_>>(), [1, 0]);
    }
}
