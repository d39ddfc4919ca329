//! Each stage beside its naive version, the answer checked before it is timed.
//!
//! ```text
//! cargo bench --bench stages
//! ```
//!
//! Rates are headlines a second, on all threads where the stage has them; the naive version is what one
//! would write in a page, on one thread. Stages that meet every pair take at most 2,000 headlines.

mod data;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use data::{Data, read, stage};
use doublet::boilerplate::Boilerplate;
use doublet::candidates::bands::{self, KeyMaker, Keys};
use doublet::candidates::telling::Telling;
use doublet::candidates::tuning::Banding;
use doublet::candidates::{Pair, blocks, exact};
use doublet::cluster::{Duplicate, clusters};
use doublet::collapse::{Items, collapse};
use doublet::judge::{Corpus, Relation, similarity};
use doublet::read::Input;
use doublet::report::jsonl;
use doublet::shingle::{Sets, Shingled};
use doublet::sketch::minhash::MinHasher;
use doublet::sketch::simhash::SimHash;
use doublet::{Config, Headlines, normalize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Headlines that a bench takes at most where every pair of them is met.
const EVERY_PAIR: usize = 2_000;

/// The data as it stands before each of the later stages.
struct Prepared {
    config: Config,
    items: Items,
    sets: Sets,
    telling: Telling,
    banding: Banding,
}

impl Prepared {
    fn new(headlines: &Headlines) -> Self {
        let config = Config::default();
        let items = collapse(headlines).expect("few headlines");
        let sets = Shingled::new(&items.texts, config.shingle).sets(|_| true);
        let telling = Telling::learn(&items.texts);
        let banding = Banding::choose(config.threshold, config.recall);
        Prepared { config, items, sets, telling, banding }
    }

    fn shingled(&self) -> Shingled<'_> {
        Shingled::new(&self.items.texts, self.config.shingle)
    }

    fn slices(&self) -> Vec<&[u32]> {
        self.sets.iter().collect()
    }

    fn keys(&self) -> Vec<Keys> {
        let maker = KeyMaker::new(self.banding, 0..self.banding.bands);
        self.shingled().map_lists(|chunk| maker.keys(chunk.iter()))
    }

    fn candidates(&self, keys: &[Keys]) -> Vec<Pair> {
        bands::candidates(keys, &self.shingled().outlines(), self.config.threshold)
    }

    fn duplicates(&self, candidates: &[Pair]) -> Vec<Duplicate> {
        Corpus::judge(self.shingled(), &self.telling, candidates, &self.config).1.duplicates
    }
}

/// The first headlines, as many as every pair of can be met.
fn few(headlines: &Headlines) -> Headlines {
    (0..headlines.len().min(EVERY_PAIR)).map(|index| headlines.get(index)).collect()
}

/// All pairs of so many items.
fn every_pair(items: usize) -> impl Iterator<Item = Pair> {
    let count = u32::try_from(items).expect("a bench has few items");
    (0..count).flat_map(move |second| (0..second).map(move |first| Pair::new(first, second)))
}

fn reading(criterion: &mut Criterion) {
    fn naive(bytes: &[u8]) -> Vec<String> {
        let title = |line: &[u8]| -> String {
            let record: serde_json::Value = serde_json::from_slice(line).expect("a line of JSON");
            record["title"].as_str().expect("a title is a text").to_owned()
        };
        bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(title).collect()
    }
    for data in data::data() {
        let Input::Memory(_, bytes) = &data.lines else { unreachable!("the lines are in memory") };
        assert!(read(&data.lines).iter().map(|headline| headline.title).eq(naive(bytes)));
        let mut group = stage(criterion, "read", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| read(&data.lines)));
        group.bench_function("naive", |bencher| bencher.iter(|| naive(bytes)));
    }
}

fn normalizing(criterion: &mut Criterion) {
    fn naive(title: &str) -> String {
        let lower = title.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }
    for data in data::data() {
        let is_plain = |title: &str| title.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        for title in data.headlines.iter().map(|headline| headline.title).filter(|title| is_plain(title)) {
            assert_eq!(normalize::canonical(title), naive(title));
        }
        let mut group = stage(criterion, "normalize", &data);
        group.bench_function("doublet", |bencher| {
            let mut out = String::new();
            bencher.iter(|| {
                for headline in data.headlines.iter() {
                    out.clear();
                    normalize::canonical_into(headline.title, &mut out);
                    black_box(&out);
                }
            });
        });
        group.bench_function("naive", |bencher| {
            bencher.iter(|| data.headlines.iter().map(|headline| naive(headline.title)).collect::<Vec<_>>());
        });
    }
}

fn collapsing(criterion: &mut Criterion) {
    fn naive(headlines: &Headlines) -> HashMap<String, Vec<u32>> {
        let boilerplate = Boilerplate::of(headlines).expect("few headlines");
        let mut groups: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, headline) in (0..).zip(headlines.iter()) {
            let title = boilerplate.strip(headline.title).unwrap_or(headline.title);
            groups.entry(normalize::canonical(title)).or_default().push(number);
        }
        groups.remove("");
        groups
    }
    for data in data::data() {
        let items = collapse(&data.headlines).expect("few headlines");
        let groups = naive(&data.headlines);
        assert_eq!(items.len(), groups.len());
        assert!((0..items.len()).all(|item| groups[items.texts.get(item)] == items.headlines(item)));
        let mut group = stage(criterion, "collapse", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| collapse(&data.headlines)));
        group.bench_function("naive", |bencher| bencher.iter(|| naive(&data.headlines)));
    }
}

fn shingling(criterion: &mut Criterion) {
    fn naive(items: &Items) -> Vec<HashSet<String>> {
        let set = |item: usize| {
            let characters: Vec<char> = items.texts.get(item).chars().collect();
            characters.windows(3.min(characters.len())).map(|window| window.iter().collect()).collect()
        };
        (0..items.len()).map(set).collect()
    }
    for data in data::data() {
        let Prepared { config, items, sets, .. } = Prepared::new(&data.headlines);
        assert!(
            naive(&items)
                .iter()
                .map(HashSet::len)
                .sum::<usize>()
                .abs_diff(sets.iter().map(<[u32]>::len).sum())
                <= 2
        );
        let mut group = stage(criterion, "shingle", &data);
        group.bench_function("doublet", |bencher| {
            bencher.iter(|| Shingled::new(&items.texts, config.shingle).outlines());
        });
        group.bench_function("naive", |bencher| bencher.iter(|| naive(&items)));
    }
}

fn sketching(criterion: &mut Criterion) {
    /// A seeded hash for each slot, as the textbook has it.
    fn naive(slots: u32, set: &[u32]) -> Vec<u64> {
        let least = |slot: u32| {
            set.iter().map(|shingle| xxh3_64_with_seed(&shingle.to_le_bytes(), u64::from(slot))).min()
        };
        (0..slots).map(|slot| least(slot).unwrap_or(u64::MAX)).collect()
    }
    for data in data::data() {
        let prepared = Prepared::new(&data.headlines);
        let slots = prepared.banding.slots();
        let sets = prepared.slices();
        let maker = KeyMaker::new(prepared.banding, 0..prepared.banding.bands);

        // Both estimate the same similarity, with the same error.
        let hasher = MinHasher::new(slots as usize);
        let (mut fast_error, mut naive_error, mut pairs) = (0.0, 0.0, 0.0);
        for pair in prepared.duplicates(&exact::join(&sets, prepared.config.threshold)).iter().take(300) {
            let [first, second] = [pair.pair.first(), pair.pair.second()].map(|item| sets[item as usize]);
            let estimate = hasher.sketch(first).similarity(&hasher.sketch(second)).expect("one family");
            let (one, other) = (naive(slots, first), naive(slots, second));
            let equal = one.iter().zip(&other).filter(|(one, other)| one == other).count();
            fast_error += (estimate - f64::from(pair.similarity)).powi(2);
            naive_error += (equal as f64 / f64::from(slots) - f64::from(pair.similarity)).powi(2);
            pairs += 1.0;
        }
        let [fast_error, naive_error] = [fast_error, naive_error].map(|sum: f64| (sum / pairs).sqrt());
        assert!(fast_error < 0.05 && fast_error < 1.5 * naive_error, "{fast_error}, naive {naive_error}");

        let mut group = stage(criterion, "sketch", &data);
        group.bench_function("MinHash", |bencher| bencher.iter(|| maker.keys(sets.iter().copied())));
        group.bench_function("naive MinHash", |bencher| {
            bencher.iter(|| sets.iter().map(|set| naive(slots, set)).collect::<Vec<_>>());
        });
        group.bench_function("SimHash", |bencher| {
            bencher.iter(|| sets.iter().map(|set| SimHash::of(set)).collect::<Vec<_>>());
        });
    }
}

fn finding(criterion: &mut Criterion) {
    /// Sketches in hash tables, one table a band.
    fn naive(sketches: &[Vec<u32>], rows: usize) -> BTreeSet<Pair> {
        let mut pairs = BTreeSet::new();
        let bands = sketches.first().map_or(0, |sketch| sketch.len() / rows);
        for band in 0..bands {
            let mut buckets: HashMap<&[u32], Vec<u32>> = HashMap::new();
            for (item, sketch) in (0..).zip(sketches) {
                buckets.entry(&sketch[band * rows..(band + 1) * rows]).or_default().push(item);
            }
            for bucket in buckets.into_values() {
                for (place, &second) in bucket.iter().enumerate() {
                    pairs.extend(bucket[..place].iter().map(|&first| Pair::new(first, second)));
                }
            }
        }
        pairs
    }
    for data in data::data() {
        let prepared = Prepared::new(&data.headlines);
        let (sets, keys) = (prepared.slices(), prepared.keys());
        let rows = prepared.banding.rows as usize;
        let hasher = MinHasher::new(prepared.banding.slots() as usize);
        let sketches: Vec<Vec<u32>> = sets.iter().map(|set| hasher.sketch(set).slots().to_vec()).collect();
        let found = prepared.candidates(&keys);
        let is_alike = |pair: &&Pair| {
            let [one, other] = [pair.first(), pair.second()].map(|item| sets[item as usize]);
            f64::from(similarity(one, other)) >= prepared.config.threshold.get()
        };
        let all = naive(&sketches, rows);
        let missed = all.iter().filter(is_alike).filter(|pair| found.binary_search(pair).is_err()).count();
        // Only what a series of over 256 shares is not paired in full.
        assert!(missed * 100 <= found.len(), "{missed} of {}", found.len());
        let mut group = stage(criterion, "bands", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| prepared.candidates(&keys)));
        group.bench_function("naive", |bencher| bencher.iter(|| naive(&sketches, rows)));
    }
}

fn finding_every_pair(criterion: &mut Criterion) {
    for data in data::data() {
        let data = Data { headlines: few(&data.headlines), ..data };
        let prepared = Prepared::new(&data.headlines);
        let sets = prepared.slices();
        let threshold = prepared.config.threshold;
        let naive = || -> Vec<Pair> {
            let shingles: Vec<HashSet<u32>> = sets.iter().map(|set| set.iter().copied().collect()).collect();
            let is_alike = |pair: &Pair| {
                let (one, other) = (&shingles[pair.first() as usize], &shingles[pair.second() as usize]);
                let shared = one.intersection(other).count();
                shared as f64 >= threshold.get() * (one.len() + other.len() - shared) as f64
            };
            let mut pairs: Vec<Pair> = every_pair(sets.len()).filter(is_alike).collect();
            pairs.sort_unstable();
            pairs
        };
        assert_eq!(exact::join(&sets, threshold), naive());
        let mut group = stage(criterion, "exact", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| exact::join(&sets, threshold)));
        group.bench_function("naive", |bencher| bencher.iter(naive));
        drop(group);

        let prints: Vec<SimHash> = sets.iter().map(|set| SimHash::of(set)).collect();
        let plan = blocks::Plan::choose(prints.len(), threshold, prepared.config.recall);
        let naive = || -> Vec<Pair> {
            let is_near = |pair: &Pair| {
                prints[pair.first() as usize].distance(prints[pair.second() as usize]) <= plan.distance
            };
            let mut pairs: Vec<Pair> = every_pair(prints.len()).filter(is_near).collect();
            pairs.sort_unstable();
            pairs
        };
        let (found, all) = (blocks::candidates(&prints, &plan), naive());
        let shared = found.iter().filter(|pair| all.binary_search(pair).is_ok()).count();
        assert!(shared == found.len() && shared * 100 >= all.len() * 99, "{shared} of {}", all.len());
        let mut group = stage(criterion, "blocks", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| blocks::candidates(&prints, &plan)));
        group.bench_function("naive", |bencher| bencher.iter(naive));
    }
}

fn judging(criterion: &mut Criterion) {
    for data in data::data() {
        let prepared = Prepared::new(&data.headlines);
        let candidates = prepared.candidates(&prepared.keys());
        let shingles: Vec<HashSet<u32>> =
            prepared.slices().iter().map(|set| set.iter().copied().collect()).collect();
        let naive = || -> BTreeMap<Pair, f64> {
            let similarity = |pair: &Pair| {
                let (one, other) = (&shingles[pair.first() as usize], &shingles[pair.second() as usize]);
                let shared = one.intersection(other).count();
                (*pair, shared as f64 / (one.len() + other.len() - shared) as f64)
            };
            candidates.iter().map(similarity).collect()
        };
        let all = naive();
        for duplicate in prepared.duplicates(&candidates) {
            assert!((all[&duplicate.pair] - f64::from(duplicate.similarity)).abs() < 1e-6);
        }
        let mut group = stage(criterion, "judge", &data);
        group.bench_function("doublet", |bencher| bencher.iter(|| prepared.duplicates(&candidates)));
        group.bench_function("naive, similarity alone", |bencher| bencher.iter(naive));
    }
}

fn clustering(criterion: &mut Criterion) {
    /// The root of each item in the transitive closure.
    fn naive(items: usize, duplicates: &[Duplicate]) -> Vec<u32> {
        let mut roots: Vec<u32> = (0..).take(items).collect();
        let root = |roots: &[u32], mut item: u32| {
            while roots[item as usize] != item {
                item = roots[item as usize];
            }
            item
        };
        for duplicate in duplicates {
            let (one, other) = (root(&roots, duplicate.pair.first()), root(&roots, duplicate.pair.second()));
            roots[one.max(other) as usize] = one.min(other);
        }
        (0..).take(items).map(|item| root(&roots, item)).collect()
    }
    for data in data::data() {
        let Prepared { config, items, .. } = &Prepared::new(&data.headlines);
        let prepared = Prepared::new(&data.headlines);
        let duplicates = prepared.duplicates(&prepared.candidates(&prepared.keys()));
        let roots = naive(items.len(), &duplicates);
        let item_of: HashMap<u32, usize> = (0..items.len())
            .flat_map(|item| items.headlines(item).iter().map(move |&headline| (headline, item)))
            .collect();
        let alike = |pair: Pair| {
            let [one, other] = [pair.first(), pair.second()].map(|item| prepared.sets.get(item as usize));
            (similarity(one, other), Relation::Duplicate)
        };
        for cluster in clusters(&data.headlines, items, (&duplicates, &[]), alike, config).clusters {
            let of: BTreeSet<u32> =
                cluster.members.iter().map(|member| roots[item_of[&member.headline]]).collect();
            assert_eq!(of.len(), 1, "a cluster lies within one component");
        }
        let mut group = stage(criterion, "cluster", &data);
        group.bench_function("doublet", |bencher| {
            bencher.iter(|| clusters(&data.headlines, items, (&duplicates, &[]), alike, config));
        });
        group.bench_function("naive closure", |bencher| bencher.iter(|| naive(items.len(), &duplicates)));
    }
}

fn reporting(criterion: &mut Criterion) {
    for data in data::data() {
        let headlines = &data.headlines;
        let report = doublet::cluster(headlines, &Config::default(), &()).expect("few headlines");
        let written = || {
            let mut out = Vec::new();
            jsonl::write(&report, headlines, &mut out).expect("memory takes what is written");
            out
        };
        let naive = || -> Vec<serde_json::Value> {
            let clusters = report.clusters.iter().map(|cluster| {
                let members: Vec<serde_json::Value> = cluster
                    .members
                    .iter()
                    .map(|member| {
                        let headline = headlines.get(member.headline as usize);
                        let mut record = serde_json::json!({
                            "id": headlines.id(member.headline as usize).to_string(), "title": headline.title,
                            "similarity": (f64::from(member.similarity) * 1e4).round() / 1e4,
                            "relation": member.relation,
                        });
                        for (field, value) in [("source", headline.source), ("published", headline.published)]
                        {
                            if let Some(value) = value {
                                record[field] = value.into();
                            }
                        }
                        record
                    })
                    .collect();
                serde_json::json!({
                    "cluster": cluster.id.to_string(), "size": members.len(),
                    "representative": members[0]["id"], "members": members,
                })
            });
            clusters.collect()
        };
        let lines = String::from_utf8(written()).expect("JSON is UTF-8");
        let parsed = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        assert!(parsed.eq(naive()));
        let mut group = stage(criterion, "report", &data);
        group.bench_function("doublet", |bencher| bencher.iter(written));
        group.bench_function("naive", |bencher| {
            bencher
                .iter(|| naive().iter().map(|cluster| format!("{cluster}\n")).collect::<Vec<_>>().concat());
        });
    }
}

criterion_group!(
    stages,
    reading,
    normalizing,
    collapsing,
    shingling,
    sketching,
    finding,
    finding_every_pair,
    judging,
    clustering,
    reporting
);
criterion_main!(stages);
