//! The steps, run over vectors that are cut at random, against the batch.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;

use super::boilerplate::{Candidates, Look, Rest, Spelling, Standing, Strip, Tally, spellings};
use super::counts::{self, Counter};
use super::keys::{Keys, Row};
use super::link::{Item, Link, Placed, link, rank};
use super::pairs::{Candidate, Nearest, Pairing};
use super::verdict::{Bench, Finding, cluster_id, relation};
use super::*;
use crate::config::{Keep, Numbers, Updates};
use crate::headline::Headline;
use crate::judge::Relation;
use crate::report::ClusterId;
use crate::{Headlines, Weights, normalize, read};

/// How rows are cut into parts.
#[derive(Clone, Copy, Debug)]
struct Cut {
    parts: usize,
    salt: u64,
}

impl Cut {
    /// `rows` in parts, those of one key in one part, each part in the order of the keys.
    fn by_key<T: Ord, K: std::hash::Hash>(self, rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
        let state = ahash::RandomState::with_seeds(self.salt, 1, 2, 3);
        let mut parts: Vec<Vec<T>> = (0..self.parts).map(|_| Vec::new()).collect();
        for row in rows {
            let part = state.hash_one(key(&row)) % self.parts as u64;
            parts[usize::try_from(part).expect("few parts")].push(row);
        }
        for part in &mut parts {
            part.sort();
        }
        parts
    }
}

/// The headlines with one canonical text.
#[derive(Clone, Debug, Default)]
struct Same {
    title: String,
    sources: BTreeSet<String>,
    /// Their ranks and positions.
    headlines: Vec<(i64, Position)>,
}

impl Same {
    fn first(&self) -> Position {
        self.headlines.iter().map(|&(_, position)| position).min().expect("there is one")
    }
}

/// The position of a headline: in the order of the input, with gaps.
fn position(index: usize) -> Position {
    3 * index as Position + 7
}

fn same_texts(headlines: &Headlines, keep: Keep) -> BTreeMap<String, Same> {
    let mut all: BTreeMap<String, Same> = BTreeMap::new();
    for (index, headline) in headlines.iter().enumerate() {
        let same = all.entry(normalize::canonical(headline.title)).or_default();
        if same.headlines.is_empty() || headline.title < same.title.as_str() {
            headline.title.clone_into(&mut same.title);
        }
        same.sources.extend(headline.source.map(str::to_owned));
        same.headlines.push((rank(headline.title, headline.published, keep), position(index)));
    }
    all.remove("");
    all
}

/// What is set aside.
fn learn(texts: &BTreeMap<String, Same>, cut: Cut) -> Vec<u64> {
    let parts = cut.by_key(texts.keys().collect(), |text| text.len());
    let mut spelled: BTreeMap<u64, Spelling> = BTreeMap::new();
    for text in parts.iter().flatten() {
        let same = &texts[*text];
        let sources: Vec<&str> = same.sources.iter().map(String::as_str).collect();
        for spelling in spellings(&same.title, &sources) {
            match spelled.get_mut(&spelling.hash) {
                Some(known) => known.add(&spelling),
                None => assert!(spelled.insert(spelling.hash, spelling).is_none()),
            }
        }
    }
    let candidates = Candidates::of(spelled.values().filter_map(Spelling::spelled));
    let (mut said, mut rests): (Vec<u64>, Vec<Rest>) = Default::default();
    for part in &parts {
        let mut look = Look::new(candidates.clone());
        for text in part {
            look.text(text, &texts[*text].title, |rest| rests.push(rest));
        }
        said.resize(look.said().len(), 0);
        said.iter_mut().zip(look.said()).for_each(|(sum, &times)| *sum += u64::from(times));
    }
    let mut standings = vec![Standing::default(); candidates.len()];
    for part in cut.by_key(rests, |rest| rest.hash) {
        let mut tally = Tally::new(candidates.clone());
        for rest in part {
            tally.push(rest);
        }
        for (sum, standing) in standings.iter_mut().zip(tally.take()) {
            sum.bare += standing.bare;
            sum.shared += standing.shared;
        }
    }
    candidates.learned(&said, &standings, texts.len() as u64)
}

/// The items under the texts that are left.
fn strip(texts: BTreeMap<String, Same>, learned: Vec<u64>) -> BTreeMap<String, Same> {
    let strip = Strip::new(learned);
    let mut items: BTreeMap<String, Same> = BTreeMap::new();
    for (text, same) in texts {
        let text = strip.canonical(&same.title).unwrap_or(text);
        items.entry(text).or_default().headlines.extend(same.headlines);
    }
    items
}

fn weigh(texts: &[&str], cut: Cut) -> Weights {
    let parts = cut.by_key(texts.to_vec(), |text| text.len());
    let count = |part: &Vec<&str>| {
        let mut counter = Counter::new(texts.len());
        for text in part {
            counter.add(text);
        }
        counter.take()
    };
    let weights = counts::weights(texts.len(), parts.iter().flat_map(count));
    counts::of_bytes(texts.len(), &counts::to_bytes(&weights)).expect("as many bytes as it takes")
}

/// The pairs to be judged.
fn pair_up(
    texts: &BTreeMap<Position, &str>,
    (config, weights): (&Config, &Weights),
    cut: Cut,
) -> BTreeSet<(Position, Position)> {
    let keys = Keys::new(config, weights);
    let mut rows = Vec::new();
    let all: Vec<(Position, &str)> = texts.iter().map(|(&item, &text)| (item, text)).collect();
    for part in cut.by_key(all, |&(item, _)| item) {
        keys.rows(&part, |Row { bucket, further, item, outline }| {
            rows.push((bucket, further, item, outline.to_bytes()));
        });
    }
    let mut directed = Vec::new();
    for part in cut.by_key(rows, |&(bucket, ..)| bucket) {
        let mut pairing = Pairing::new(config);
        for (place, (bucket, further, item, outline)) in part.into_iter().enumerate() {
            if place % 1000 == 999 {
                directed.extend(pairing.take());
            }
            pairing.push(&Row {
                bucket,
                further,
                item,
                outline: crate::sketch::outline::Outline::of_bytes(&outline),
            });
        }
        pairing.finish();
        directed.extend(pairing.take());
    }
    let mut pairs = BTreeSet::new();
    for part in cut.by_key(directed, |candidate| candidate.item) {
        let mut nearest = Nearest::default();
        nearest.extend(part);
        nearest.finish();
        let pair = |Candidate { item, other, .. }: Candidate| (item.min(other), item.max(other));
        pairs.extend(nearest.take().into_iter().map(pair));
    }
    pairs
}

/// The lowest item that a path leads to, for each item of a pair.
fn components(pairs: &[(Position, Position)]) -> BTreeMap<Position, Position> {
    let mut lowest: BTreeMap<Position, Position> =
        pairs.iter().flat_map(|&(one, other)| [(one, one), (other, other)]).collect();
    loop {
        let before = lowest.clone();
        for (one, other) in pairs {
            let least = lowest[one].min(lowest[other]);
            lowest.extend([(*one, least), (*other, least)]);
        }
        if lowest == before {
            return lowest;
        }
    }
}

/// Where each headline came to be: the id of its cluster, what it is to its representative, and the cluster's size.
type Found = BTreeMap<Position, (ClusterId, u32, Relation, Position, u64)>;

/// All steps.
fn in_parts(headlines: &Headlines, config: &Config, cut: Cut) -> Found {
    check(config).expect("the settings are those of a run in parts");
    let texts = same_texts(headlines, config.keep);
    let learned = learn(&texts, cut);
    let items = strip(texts, learned);
    let texts: BTreeMap<Position, &str> =
        items.iter().map(|(text, same)| (same.first(), text.as_str())).collect();
    let weights = weigh(&texts.values().copied().collect::<Vec<&str>>(), cut);
    let pairs = pair_up(&texts, (config, &weights), cut);
    let bench = Bench::new(config, &weights);
    let judged = pairs.into_iter().filter_map(|(one, other)| {
        let found = bench.finding(&bench.text(texts[&one]), &bench.text(texts[&other]))?;
        Some(((one, other), found))
    });
    let judged: BTreeMap<(Position, Position), Finding> = judged.collect();
    let mut frames: BTreeMap<Position, BTreeSet<Position>> = BTreeMap::new();
    for (&(one, other), _) in judged.iter().filter(|(_, found)| found.is_instance) {
        frames.entry(one).or_default().insert(other);
        frames.entry(other).or_default().insert(one);
    }
    let instances = |one: Position, other: Position| {
        let [one, other] = [one, other].map(|item| frames.get(&item));
        let common = one.zip(other).map_or(0, |(one, other)| one.intersection(other).count());
        u32::try_from(common).expect("few")
    };
    let mut links = Vec::new();
    for (&(one, other), found) in &judged {
        if instances(one, other) < found.joined_below {
            links.push(Link { one, other, similarity: Some(found.similarity) });
        } else if found.contradicts {
            links.push(Link { one, other, similarity: None });
        }
    }
    let placed = placed(&items, &links, config.keep);
    let mut all = Found::new();
    for same in items.values() {
        let Placed { item, kept, representative, size } = placed[&same.first()];
        let bond = bench.bond(&bench.text(texts[&kept]), &bench.text(texts[&item]));
        let relation = if item == kept { Relation::Duplicate } else { relation(bond, instances(kept, item)) };
        let is = (cluster_id(texts[&kept]), bond.similarity.to_bits(), relation, representative, size);
        all.extend(same.headlines.iter().map(|&(_, position)| (position, is)));
    }
    all
}

/// Each item where its component puts it.
fn placed(items: &BTreeMap<String, Same>, links: &[Link], keep: Keep) -> BTreeMap<Position, Placed> {
    let duplicates: Vec<(Position, Position)> =
        links.iter().filter(|link| link.similarity.is_some()).map(|link| (link.one, link.other)).collect();
    let component = components(&duplicates);
    let of = |item: Position| component.get(&item).copied().unwrap_or(item);
    let mut grouped: BTreeMap<Position, Vec<Item>> = BTreeMap::new();
    for same in items.values() {
        let first = *same.headlines.iter().min().expect("there is one");
        let item = Item { item: same.first(), first, headlines: same.headlines.len() as u64 };
        grouped.entry(of(item.item)).or_default().push(item);
    }
    let placed = grouped.into_iter().flat_map(|(component, mut items)| {
        items.sort_unstable();
        let links: Vec<Link> = links.iter().filter(|link| of(link.one) == component).copied().collect();
        link(&items, &links, keep)
    });
    placed.map(|placed| (placed.item, placed)).collect()
}

/// The same as the batch finds it.
fn at_once(headlines: &Headlines, config: &Config) -> Found {
    let config = Config { singletons: true, ..config.clone() };
    let report = crate::cluster(headlines, &config, &()).expect("few headlines");
    let mut all = Found::new();
    for cluster in &report.clusters {
        let representative = position(cluster.members[0].headline as usize);
        for member in &cluster.members {
            let is = (
                cluster.id,
                member.similarity.to_bits(),
                member.relation,
                representative,
                cluster.members.len() as u64,
            );
            all.insert(position(member.headline as usize), is);
        }
    }
    all
}

/// Titles with what the stages look at: suffixes and tags, repeats, series, updates, and several scripts.
fn title() -> impl Strategy<Value = String> {
    let town = || prop::sample::select(vec!["Oslo", "Riga", "Bonn", "Lyon", "Cork", "Graz", "Vigo", "Lund"]);
    let number = || 1u32..9;
    let plain = prop_oneof![
        3 => (town(), number()).prop_map(|(town, count)| format!("{count} hurt as ferry hits pier in {town} harbour")),
        2 => (town(), town()).prop_map(|(one, other)| format!("Mayor of {one} opens rail link to {other} after years of delay")),
        2 => (town(), number()).prop_map(|(town, day)| format!("Weather for {town}: what to expect on {day} May")),
        2 => (town(), prop::sample::select(vec!["reopens", "re-opens today", "opens again at last", "closes"]))
            .prop_map(|(town, verb)| format!("Harbour of {town} {verb} after storm")),
        1 => (number(), prop::sample::select(vec!["بوتين", "الرئيس", "الوزير"]))
            .prop_map(|(count, who)| format!("{who}: التجارة بين البلدين تسجل نموا مستمرا {count}")),
        1 => prop::sample::select(vec!["東京で地震、津波の心配なし", "大阪で地震、津波の心配なし", "東京で大きな地震 津波なし"]).prop_map(str::to_owned),
        1 => "[a-d]{1,3}( [a-d]{1,3}){0,4}|[—!]?",
    ];
    let tags = (
        prop::sample::select(vec!["", "", "", "Live: ", "(LEAD) "]),
        prop::sample::select(vec!["", "", " - Example Post", " | Example Post", " (video)", "!"]),
    );
    (plain, tags).prop_map(|(title, (front, back))| format!("{front}{title}{back}"))
}

/// A title with its source and date.
type Record = (String, Option<&'static str>, Option<&'static str>);

fn records() -> impl Strategy<Value = Vec<Record>> {
    let source = prop::sample::select(vec![None, Some("Example Post"), Some("herald.example.org")]);
    let published = prop::sample::select(vec![
        None,
        None,
        Some("2026-03-01"),
        Some("2026-03-02T08:00:00Z"),
        Some("soon"),
    ]);
    proptest::collection::vec((title(), source, published), 0..220)
}

fn headlines(records: &[Record]) -> Headlines {
    let titled = records.iter().map(|record| (Headline::titled(&record.0), record));
    titled.map(|(headline, &(_, source, published))| Headline { source, published, ..headline }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_clusters_are_those_of_the_batch_however_the_rows_are_cut(
        records in records(),
        cut in (1usize..9, any::<u64>()).prop_map(|(parts, salt)| Cut { parts, salt }),
        keep in prop::sample::select(vec![Keep::Earliest, Keep::Longest, Keep::Central]),
        updates in prop::sample::select(vec![Updates::Apart, Updates::Join]),
        numbers in prop::sample::select(vec![Numbers::Decide, Numbers::Ignore]),
    ) {
        let headlines = headlines(&records);
        let config = Config { numbers, updates, keep, ..Config::default() };
        prop_assert_eq!(in_parts(&headlines, &config, cut), at_once(&headlines, &config));
    }
}

#[test]
fn a_long_series_and_a_real_feed_are_clustered_as_the_batch_does() {
    // Of one frame, so that buckets are split and each text has more candidates than are judged.
    let signs = ["Aries", "Taurus", "Gemini", "Cancer", "Leo"];
    let titles: Vec<String> = (0..1500)
        .map(|day| {
            format!("Your daily horoscope for {} and what day {} of the year holds", signs[day % 5], day / 5)
        })
        .chain((0..300).map(|town| format!("Night market of town {} opens | Example Post", town % 150)))
        .collect();
    let series: Headlines = titles.iter().map(String::as_str).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/feed.jsonl");
    let feed = read::read(&[read::Input::File(path)], &read::Options::default(), &()).expect("it is read");
    for headlines in [series, feed.headlines] {
        for updates in [Updates::Apart, Updates::Join] {
            let config = Config { updates, ..Config::default() };
            let cut = Cut { parts: 5, salt: 11 };
            let (found, expected) = (in_parts(&headlines, &config, cut), at_once(&headlines, &config));
            assert!(found == expected, "{} of {} headlines", found.len(), expected.len());
        }
    }
}

proptest! {
    /// However many a text has, however they come, and whenever what is complete is taken, the nearest are those of all of them sorted.
    #[test]
    fn the_nearest_of_each_text_are_those_of_all(
        mut candidates in proptest::collection::vec((0..4_u64, 0..40_u32, 0..700_u64), 0..40_000),
        cuts in proptest::collection::vec(1_usize..9000, 1..9),
    ) {
        candidates.sort_by_key(|&(item, ..)| item);
        let candidates = candidates.into_iter().map(|(item, unlike, other)| Candidate { item, unlike, other });
        let candidates: Vec<_> = candidates.collect();
        let (mut nearest, mut found) = (Nearest::default(), Vec::new());
        let (mut rest, mut cuts) = (&candidates[..], cuts.into_iter().cycle());
        while !rest.is_empty() {
            let (now, then) = rest.split_at(rest.len().min(cuts.next().expect("it goes round")));
            nearest.extend(now.iter().copied());
            found.extend(nearest.take());
            rest = then;
        }
        nearest.finish();
        found.extend(nearest.take());
        let wanted = (0..4).flat_map(|item| {
            let own: BTreeSet<_> = candidates.iter().copied().filter(|one| one.item == item).collect();
            own.into_iter().take(256)
        });
        prop_assert_eq!(found, wanted.collect::<Vec<_>>());
    }
}
