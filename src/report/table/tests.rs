//! The table by its text: what each kind of report looks like, at several widths.

use super::{TableStyle, write};
use crate::headline::{Headline, Headlines};
use crate::judge::Relation;
use crate::report::{Cluster, ClusterId, Member, Report, Totals};

/// One cluster of all `headlines`, the later ones a little less like the first.
fn table_of(headlines: &[Headline<'_>], style: TableStyle) -> String {
    let headlines: Headlines = headlines.iter().copied().collect();
    let count = u32::try_from(headlines.len()).expect("a test has few headlines");
    let similarity = |index: u32| 1.0 - 0.07 * index as f32;
    let members: Vec<Member> = (0..count)
        .map(|headline| Member { headline, similarity: similarity(headline), relation: Relation::Duplicate })
        .collect();
    let totals = Totals {
        headlines: 1204,
        distinct_texts: 1190,
        clusters: 1,
        clustered: u64::from(count),
        ..Totals::default()
    };
    let report =
        Report { clusters: vec![Cluster { id: ClusterId(161), members, ..Cluster::default() }], totals };
    let mut out = Vec::new();
    write(&report, &headlines, style, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("a table is UTF-8")
}

fn plain(width: usize) -> TableStyle {
    TableStyle { width, colored: false }
}

fn sample() -> Vec<Headline<'static>> {
    let headline = |source, published, title| Headline {
        source: Some(source),
        published: Some(published),
        ..Headline::titled(title)
    };
    vec![
        headline("harbour.example", "2026-11-02T06:10:00Z", "Harbour reopens after the storm"),
        headline("ferry.example", "2026-11-02T09:30:00Z", "Harbour re-opens after the storm"),
        headline("coast.example", "2026-11-02T10:00:00Z", "Harbour re-opens after the storm"),
        headline(
            "الميناء",
            "2026-11-02T11:00:00+03:00",
            "إعادة فتح الميناء بعد العاصفة التي ضربت الساحل يوم الأحد",
        ),
        headline(
            "港口新闻",
            "2026-11-03",
            "风暴过后港口重新开放，渡轮恢复运行，渔民返回海上，市长感谢救援人员的辛勤工作",
        ),
    ]
}

#[test]
fn a_table_shows_the_kept_headline_first_and_equal_titles_once() {
    let table = table_of(&sample(), plain(100));
    insta::assert_snapshot!(table);
}

#[test]
fn a_narrow_table_shows_the_day_and_wraps_titles_below_themselves() {
    insta::assert_snapshot!(table_of(&sample(), plain(60)));
}

#[test]
fn no_line_passes_the_width_as_long_as_there_is_room_for_the_columns() {
    for width in 20..200 {
        let table = table_of(&sample(), plain(width));
        let body = table.lines().skip(1).take_while(|line| !line.is_empty());
        for line in body {
            assert!(crate::report::column::width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn columns_that_no_headline_fills_are_left_out() {
    let titles = [Headline::titled("Harbour reopens"), Headline::titled("Harbour re-opens")];
    let table = table_of(&titles, plain(80));
    assert!(
        table.starts_with("2 headlines\n  kept  Harbour reopens\n  0.93  Harbour re-opens\n\n"),
        "{table}"
    );
}

#[test]
fn hostile_text_reaches_no_terminal() {
    let hostile = Headline {
        source: Some("\u{1b}]0;title\u{7}"),
        published: Some("\u{9b}2J"),
        ..Headline::titled("one\ntwo\u{202e}three\u{1b}[2J\u{7f}\0")
    };
    let table = table_of(&[hostile], plain(80));
    assert!(table.chars().all(|c| c == '\n' || !c.is_control()), "{table:?}");
    assert!(table.contains("one twothree"), "{table}");
}

#[test]
fn colours_come_only_when_asked_for_and_change_no_text() {
    let colored = table_of(&sample(), TableStyle { width: 100, colored: true });
    assert!(colored.contains('\u{1b}'));
    let mut text = String::new();
    for part in colored.split('\u{1b}') {
        text += part.split_once('m').filter(|_| part.starts_with('[')).map_or(part, |(_, rest)| rest);
    }
    assert_eq!(text, table_of(&sample(), plain(100)));
}

#[test]
fn an_absurd_width_is_no_panic() {
    for width in [0, 1, 5, usize::MAX] {
        assert!(table_of(&sample(), plain(width)).contains("5 headlines"));
    }
}
