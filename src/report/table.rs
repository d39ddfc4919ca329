//! Clusters for people: an editor who wants to see what repeats, and who had it first.
//!
//! Each cluster has a head line (how many headlines, from how many sources, over what time), then
//! its headlines, the representative first and marked `kept`, the others with their similarity to it:
//!
//! ```text
//! 4 headlines, 2 sources, 2026-11-02, 06:10 to 09:30
//!   kept  harbour.example  2026-11-02 06:10  Harbour reopens after storm
//!   0.93  ferry.example    2026-11-02 09:30  Harbour re-opens after the storm × 3
//! ```
//!
//! **Equal titles are one row** with a count, `× 3`: a story that thirty outlets took over word
//! for word is one line, and the wordings that differ stand out. The row shows the source and time of the
//! first of them, and how many other sources have it (`+2`). That is also why no ids are shown: a row
//! may stand for many. The other views have a row and an id for each.
//!
//! **The title comes last**, so that neither its length nor right-to-left letters can disturb the columns; a
//! long one goes on below itself. Source and time are shown if any headline has them and
//! there is room: the title is promised two fifths of the width, the others shrink or go. Everything that
//! was read is passed through [`sanitize`].
//!
//! The table is drawn by hand rather than with a table crate, because it is hardly one: head lines between
//! the rows, nothing to align on the right, and one cluster in memory at a time.

use std::io::{self, BufWriter, Write};

use ahash::{AHashMap, AHashSet};
use anstyle::{AnsiColor, Style};

use super::column::{cut, fit, width, wrap};
use super::sanitize::sanitize;
use super::when::When;
use super::{Beside, Cluster, Member, Report, Totals};
use crate::headline::{Headline, Headlines};
use crate::judge::Relation;

const HEAD: Style = AnsiColor::Cyan.on_default().bold();
const KEPT: Style = Style::new().bold();
const ASIDE: Style = Style::new().dimmed();

/// What stands in the place of the representative's similarity, which is always 1.
const MARK: &str = "kept";

/// Headlines next to a cluster that a table shows; a series can have thousands, which the JSON lists.
const BESIDE: usize = 5;

/// What stands between columns, and before the first.
const GAP: &str = "  ";

/// Room behind the widest source for the number of others.
const OTHERS: &str = " +9";

/// The width of "2026-11-02 06:10".
const MINUTE: usize = 16;

/// The width of "2026-11-02".
const DAY: usize = 10;

/// How a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableStyle {
    /// The terminal columns that the table may fill.
    pub width: usize,
    /// Whether it is drawn with ANSI colours.
    pub colored: bool,
}

/// Writes the clusters of `report` and a line of totals.
///
/// ```
/// use doublet::judge::Relation;
/// use doublet::report::table::{self, TableStyle};
/// use doublet::report::{Cluster, ClusterId, Member, Report};
/// let headlines: doublet::Headlines = ["Harbour reopens", "Harbour re-opens"].into_iter().collect();
/// let member = |headline, similarity| Member { headline, similarity, relation: Relation::Duplicate };
/// let cluster = Cluster { id: ClusterId(161), members: vec![member(0, 1.0), member(1, 0.93)], ..Cluster::default() };
/// let report = Report { clusters: vec![cluster], ..Report::default() };
/// let mut out = Vec::new();
/// table::write(&report, &headlines, TableStyle { width: 80, colored: false }, &mut out)?;
/// let table = String::from_utf8_lossy(&out);
/// assert!(table.starts_with("2 headlines\n  kept  Harbour reopens\n  0.93  Harbour re-opens\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write(
    report: &Report,
    headlines: &Headlines,
    style: TableStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = Columns::of(report, headlines, style.width);
    let mut table = Table { headlines, style, columns, out: BufWriter::new(out) };
    for cluster in &report.clusters {
        table.write_cluster(cluster)?;
    }
    writeln!(table.out, "{}", summary(&report.totals))?;
    table.out.flush()
}

/// The widths of the columns between the similarity and the title; 0 where there is no such column.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    source: usize,
    published: usize,
    title: usize,
}

impl Columns {
    /// Widest first: the names of most outlets and a time to the minute; the beginning of the name
    /// and the day; the name; nothing but titles.
    const CHOICES: [(usize, usize); 4] = [(20, MINUTE), (14, DAY), (14, 0), (0, 0)];

    /// The first choice that leaves the title two fifths of `room`, no column wider than its widest text.
    fn of(report: &Report, headlines: &Headlines, room: usize) -> Self {
        let widest = Self::widest(report, headlines);
        let choice = |(source, published): (usize, usize)| {
            let (source, published) = (widest.source.min(source), widest.published.min(published));
            let taken: usize =
                [GAP.len(), gap_after(MARK.len()), gap_after(source), gap_after(published)].iter().sum();
            Columns { source, published, title: room.saturating_sub(taken) }
        };
        let narrowest = choice((0, 0));
        Self::CHOICES
            .map(choice)
            .into_iter()
            .find(|columns| columns.title.saturating_mul(5) >= room.saturating_mul(2))
            .unwrap_or(narrowest)
    }

    /// The widest source and time of the report's members.
    fn widest(report: &Report, headlines: &Headlines) -> Self {
        let mut widest = Columns::default();
        for member in report.clusters.iter().flat_map(|cluster| &cluster.members) {
            let headline = headlines.get(member.headline as usize);
            let source = headline.source.map_or(0, |source| width(&sanitize(source)) + OTHERS.len());
            widest.source = widest.source.max(source);
            // No time is given more than a minute's room, so nothing is parsed once one fills it.
            if let Some(published) = headline.published.filter(|_| widest.published < MINUTE) {
                widest.published = widest.published.max(width(&moment(published, MINUTE)));
            }
        }
        widest
    }
}

/// The columns that a cell of `width` takes with the gap behind it.
fn gap_after(width: usize) -> usize {
    if width == 0 { 0 } else { width + GAP.len() }
}

/// Equal titles of a cluster, shown as one.
struct Row<'a> {
    first: Member,
    headline: Headline<'a>,
    count: usize,
    /// Different sources among them.
    sources: usize,
}

/// What a table is drawn with.
struct Table<'a, W: Write> {
    headlines: &'a Headlines,
    style: TableStyle,
    columns: Columns,
    out: BufWriter<W>,
}

impl<'a, W: Write> Table<'a, W> {
    fn write_cluster(&mut self, cluster: &Cluster) -> io::Result<()> {
        let head = self.painted(HEAD, &self.head(cluster));
        writeln!(self.out, "{head}")?;
        for (number, row) in self.rows(cluster).iter().enumerate() {
            self.write_row(row, number == 0)?;
        }
        for beside in cluster.beside.iter().take(BESIDE) {
            self.write_beside(beside)?;
        }
        if cluster.beside.len() > BESIDE {
            let more = format!("{GAP}and {} more beside it", grouped((cluster.beside.len() - BESIDE) as u64));
            let more = self.painted(ASIDE, &more);
            writeln!(self.out, "{more}")?;
        }
        writeln!(self.out)
    }

    /// How many, from how many sources, over what time.
    fn head(&self, cluster: &Cluster) -> String {
        let mut facts = vec![counted(cluster.members.len() as u64, "headline")];
        let headlines = || cluster.members.iter().map(|member| self.headlines.get(member.headline as usize));
        let sources: AHashSet<&str> = headlines().filter_map(|headline| headline.source).collect();
        if !sources.is_empty() {
            facts.push(counted(sources.len() as u64, "source"));
        }
        let times = headlines().filter_map(|headline| headline.published).filter_map(When::parse);
        let spans = times.map(|when| (when, when));
        if let Some((earliest, latest)) = spans.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))) {
            facts.push(earliest.span(latest));
        }
        facts.join(", ")
    }

    /// The members of `cluster`, those of equal titles as one row, in the order of the first of each.
    fn rows(&self, cluster: &Cluster) -> Vec<Row<'a>> {
        let mut rows: Vec<Row<'a>> = Vec::new();
        let mut row_of = AHashMap::new();
        let mut seen_sources = AHashSet::new();
        for &first in &cluster.members {
            let headline = self.headlines.get(first.headline as usize);
            let row = *row_of.entry(headline.title).or_insert_with(|| {
                rows.push(Row { first, headline, count: 0, sources: 0 });
                rows.len() - 1
            });
            rows[row].count += 1;
            let is_new = headline.source.is_some_and(|source| seen_sources.insert((row, source)));
            rows[row].sources += usize::from(is_new);
        }
        rows
    }

    fn write_row(&mut self, row: &Row<'_>, is_kept: bool) -> io::Result<()> {
        let mark = if is_kept { MARK.to_owned() } else { format!("{:.2}", row.first.similarity) };
        let facts = format!("{GAP}{mark}{GAP}{}{}", self.source(row), self.published(row));
        let indent = " ".repeat(width(&facts));
        let style = if is_kept { KEPT } else { Style::new() };
        let facts = self.painted(ASIDE, &facts);
        for (number, line) in wrap(&title(row), self.columns.title).into_iter().enumerate() {
            let before = if number == 0 { &facts } else { &indent };
            writeln!(self.out, "{before}{}", self.painted(style, line))?;
        }
        Ok(())
    }

    /// A headline next to the cluster: its similarity, what it is, and why.
    fn write_beside(&mut self, beside: &Beside) -> io::Result<()> {
        let title = self.headlines.get(beside.headline as usize).title;
        let text = format!("{}: {} ({})", beside.relation, sanitize(title).trim(), sanitize(&beside.reason));
        let facts = format!("{GAP}{:.2}{GAP}", beside.similarity);
        let indent = " ".repeat(width(&facts));
        let room = self.style.width.saturating_sub(width(&facts));
        for (number, line) in wrap(&text, room).into_iter().enumerate() {
            let before = if number == 0 { &facts } else { &indent };
            let line = self.painted(ASIDE, &format!("{before}{line}"));
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// The cell of the source, with how many others have the same title.
    fn source(&self, row: &Row<'_>) -> String {
        let room = self.columns.source;
        if room == 0 {
            return String::new();
        }
        let others = if row.sources > 1 { format!(" +{}", row.sources - 1) } else { String::new() };
        let source = sanitize(row.headline.source.unwrap_or_default());
        let source = cut(&source, room.saturating_sub(others.len()));
        fit(&format!("{source}{others}"), room) + GAP
    }

    /// The cell of the time of publication.
    fn published(&self, row: &Row<'_>) -> String {
        let room = self.columns.published;
        if room == 0 {
            return String::new();
        }
        fit(&moment(row.headline.published.unwrap_or_default(), room), room) + GAP
    }

    fn painted(&self, style: Style, text: &str) -> String {
        if self.style.colored { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// A time of publication: to the minute where there is room for it, else the day; as it was read if it is no date.
fn moment(published: &str, room: usize) -> String {
    match When::parse(published) {
        Some(when) if room < MINUTE => when.day(),
        Some(when) => when.minute(),
        None => sanitize(published).into_owned(),
    }
}

/// The title with what there is to say about it: how often, and what it is where it is no duplicate.
fn title(row: &Row<'_>) -> String {
    let mut words = vec![sanitize(row.headline.title).trim().to_owned()];
    if row.count > 1 {
        // A no-break space keeps the figure with its sign.
        words.push(format!("×\u{a0}{}", grouped(row.count as u64)));
    }
    if row.first.relation != Relation::Duplicate {
        words.push(format!("({})", row.first.relation));
    }
    words.join(" ")
}

/// The run in one line.
fn summary(totals: &Totals) -> String {
    let headlines = counted(totals.headlines, "headline");
    if totals.clusters == 0 {
        return format!("{headlines}, none of them told twice");
    }
    format!(
        "{headlines}, {} of them in {}; {} repeated exactly",
        grouped(totals.clustered),
        counted(totals.clusters, "cluster"),
        grouped(totals.exact_repeats()),
    )
}

/// "1 headline", "1,204 headlines".
fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// The digits of `number` in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests;
