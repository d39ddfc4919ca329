//! One page for people, in one file that opens by a double click.
//!
//! # What it is
//!
//! A document with its style, its script, its charts and its data inside: it asks for nothing from anywhere, and its
//! content security policy forbids that it could. Totals and charts are there before any script runs; the lists of clusters
//! and sources are made by the script from the data, fifty at a time, so that a page of 100,000
//! clusters opens as one of ten does.
//!
//! # What it shows of hostile text
//!
//! Nothing that was read becomes markup: the template escapes what stands in the document, the data is base64, and the script
//! sets text, never HTML. Control characters and marks of direction are taken out as in a terminal
//! ([`sanitize`](super::sanitize)), and each title stands in an element that isolates its direction. Of a title of more than 1,000
//! characters the beginning is shown. The ids are in `--to jsonl` too, where nothing is changed.
//!
//! # Limits
//!
//! The page holds the 100,000 largest clusters, and says so; totals, charts and sources count all. The same input and settings
//! give the same bytes: it does not say when it was made.

mod charts;
mod data;

use std::io::{self, Write};

use askama::Template;

use super::sanitize::sanitize;
use super::sources::Sources;
use super::timeline::Timeline;
use super::{Report, Totals};
use crate::headline::Headlines;
use crate::judge::Relation;

/// The lower ends of the ranges in which sizes of clusters are counted: each is about twice the one before.
const SIZES: [usize; 11] = [2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1000];

/// What the page tells of the run beside what was found.
///
/// ```
/// use doublet::report::html::About;
/// assert_eq!(About::default().bad_lines, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What was read: names of files.
    pub inputs: Vec<String>,
    /// The settings, each with its value.
    pub settings: Vec<(String, String)>,
    /// Lines that were passed over.
    pub bad_lines: u64,
}

/// Writes `report` as one page of HTML.
///
/// ```
/// use doublet::report::{Report, html};
/// let mut out = Vec::new();
/// html::write(&Report::default(), &doublet::Headlines::new(), &html::About::default(), &mut out)?;
/// let page = String::from_utf8(out).expect("a page is text");
/// assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(report: &Report, headlines: &Headlines, about: &About, out: &mut dyn Write) -> io::Result<()> {
    let sources = Sources::of(report, headlines);
    let head = Head::new(report, headlines, &sources, about);
    out.write_all(head.render().map_err(io::Error::other)?.as_bytes())?;
    out.write_all(b"<script type=\"application/octet-stream\" id=\"data\">")?;
    data::write(report, headlines, &sources, out)?;
    out.write_all(b"</script>\n<script>")?;
    out.write_all(SCRIPT.as_bytes())?;
    out.write_all(b"</script>\n</body>\n</html>\n")?;
    out.flush()
}

/// The script, and the hash by which the page's policy knows it.
const SCRIPT: &str = include_str!("page.js");
const SCRIPT_HASH: &str = "sha256-uv//SXMlMFZw/cgImVigEUpnAAeieJK+xfom9pNxQAs=";

/// The page up to its data.
#[derive(Template)]
#[template(path = "page.html")]
struct Head<'a> {
    style: &'static str,
    script_hash: &'static str,
    version: &'static str,
    about: &'a About,
    tiles: Vec<Tile>,
    timeline: Option<Timeline>,
    timeline_chart: String,
    sizes: Vec<(String, u64)>,
    sizes_chart: String,
    sources: &'a Sources,
    square_chart: String,
    /// The same as a table: the numbers of a row.
    square: Vec<&'a [u64]>,
    /// Clusters that are not on the page.
    left_out: u64,
}

/// A figure of the totals.
struct Tile {
    count: u64,
    name: &'static str,
    note: &'static str,
}

impl<'a> Head<'a> {
    fn new(report: &Report, headlines: &Headlines, sources: &'a Sources, about: &'a About) -> Self {
        let timeline = Timeline::of(report, headlines);
        let sizes = sizes(report);
        Head {
            style: include_str!("page.css"),
            script_hash: SCRIPT_HASH,
            version: env!("CARGO_PKG_VERSION"),
            about,
            tiles: tiles(report, about),
            timeline_chart: timeline.as_ref().map_or_else(String::new, charts::timeline),
            timeline,
            sizes_chart: if sizes.is_empty() { String::new() } else { charts::sizes(&sizes) },
            sizes,
            square_chart: if sources.sharing.len() > 1 { charts::square(sources) } else { String::new() },
            square: sources.shared.chunks(sources.sharing.len().max(1)).collect(),
            sources,
            left_out: report.clusters.len().saturating_sub(data::MOST_CLUSTERS) as u64,
        }
    }
}

/// What was counted, as a reader adds it up: all that was read is kept, repeats exactly or nearly.
fn tiles(report: &Report, about: &About) -> Vec<Tile> {
    let totals: &Totals = &report.totals;
    let repeats = totals.clustered.saturating_sub(totals.clusters);
    let exact = totals.exact_repeats().min(repeats);
    let beside = |relation| {
        let beside = report.clusters.iter().flat_map(|cluster| &cluster.beside);
        beside.filter(|beside| beside.relation == relation).count() as u64
    };
    let tile = |count, name, note| Tile { count, name, note };
    vec![
        tile(totals.headlines, "headlines", "read"),
        tile(totals.headlines - repeats, "kept", "one of each kind"),
        tile(exact, "exact repeats", "equal but for case, signs and an outlet's name"),
        tile(repeats - exact, "near-duplicates", "the same item in other words"),
        tile(totals.clusters, "clusters", "of two or more"),
        tile(beside(Relation::Update), "updates", "the same item, where a fact moved"),
        tile(beside(Relation::Series), "series", "the same frame, another instance"),
        tile(about.bad_lines, "bad lines", "passed over"),
    ]
}

/// How many clusters there are in each range of sizes, from the smallest to the largest that occurs.
fn sizes(report: &Report) -> Vec<(String, u64)> {
    let mut counts = [0; SIZES.len()];
    for size in report.clusters.iter().map(|cluster| cluster.members.len()) {
        if let Some(range) = SIZES.iter().rposition(|&least| least <= size) {
            counts[range] += 1;
        }
    }
    let used = counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
    let label = |range: usize| match SIZES.get(range + 1) {
        Some(&next) if next == SIZES[range] + 1 => SIZES[range].to_string(),
        Some(&next) => format!("{}–{}", SIZES[range], next - 1),
        None => format!("{}+", SIZES[range]),
    };
    (0..used).map(|range| (label(range), counts[range])).collect()
}

/// A count with narrow spaces between its thousands: 1234567 as "1 234 567".
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the template hands references over")]
fn grouped(count: &u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}
