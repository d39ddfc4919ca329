//! Inputs from outside: the samples with exactly their clusters, and every way in which an input can be bad.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use encoding_rs::{GBK, SHIFT_JIS, WINDOWS_1252, WINDOWS_1256};

use super::support::{Folder, outcome};

const TITLE: &str = "Harbour reopens after the storm";

/// The path of a sample.
fn sample(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).display().to_string()
}

/// One field of the members of each cluster of a report in lines of JSON.
fn members(report: &str, field: &str) -> BTreeSet<Vec<String>> {
    let cluster = |line: &str| {
        let cluster: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let members = cluster["members"].as_array().expect("a cluster has members").iter();
        members.map(|member| member[field].as_str().expect("a text").to_owned()).collect()
    };
    report.lines().map(cluster).collect()
}

/// What a run over `input` finds and says: its status, the titles of each cluster, and its complaints.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, BTreeSet<Vec<String>>, String) {
    let (status, stdout, stderr) = outcome(folder.doublet(&["cluster", "--to", "jsonl"]).args(arguments));
    (status, members(&stdout, "title"), stderr)
}

/// One cluster of these titles.
fn cluster(titles: &[&str]) -> BTreeSet<Vec<String>> {
    BTreeSet::from([titles.iter().map(|&title| title.to_owned()).collect()])
}

/// The same bytes as gzip and as zstd.
fn packed(bytes: &[u8]) -> [(&'static str, Vec<u8>); 2] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).expect("memory takes what is written");
    let zstd = zstd::encode_all(bytes, 3).expect("memory is read");
    [("gzip", gzip.finish().expect("memory takes what is written")), ("zstd", zstd)]
}

#[test]
fn the_page_of_the_starting_case_has_its_two_clusters_and_nothing_else() {
    let trade = "بوتين: التجارة بين روسيا وإيران تسجل نموا مستمرا";
    let meeting = "الكرملين: بوتين سيلتقي الرئيس العراقي في عشق آباد";
    let mut expected = cluster(&[trade, trade.trim_end_matches(" مستمرا")]);
    expected.extend(cluster(&[meeting, meeting]));
    for page in ["page.txt", "page.html"] {
        for format in ["page", "auto"] {
            let found = run(&Folder::new(), &["--from", format, &sample(page)]);
            assert_eq!(found, (0, expected.clone(), String::new()), "{page} as {format}");
        }
    }
}

#[test]
fn of_three_headlines_on_trade_the_two_duplicates_are_one_cluster() {
    let trade = "بوتين: التجارة بين روسيا وإيران تسجل نموا مستمرا";
    let cut = "بوتين: التجارة بين روسيا وإيران تسجل نموا";
    let relations = "بوتين: العلاقات بين روسيا وإيران تتطور بشكل إيجابي";
    let folder = Folder::new();
    let mut command = folder.doublet(&["cluster", "--from", "text", "--to", "jsonl", "-"]);
    let (status, stdout, _) = outcome(command.write_stdin(format!("{trade}\n{cut}\n{relations}\n")));
    assert_eq!((status, members(&stdout, "title")), (0, cluster(&[trade, cut])));
    assert_eq!(members(&stdout, "id"), cluster(&["-:1", "-:2"]));
}

#[test]
fn a_table_with_line_ends_in_its_fields_has_the_groups_that_its_readme_lists() {
    let (status, stdout, stderr) =
        outcome(&mut Folder::new().doublet(&["cluster", "--to", "jsonl", &sample("feed.csv")]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let found = members(&stdout, "id");
    let readme = std::fs::read_to_string(sample("README.md")).expect("the samples have a README");
    let groups: Vec<Vec<&str>> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("- csv-"))
        .map(|line| line.split(", ").map(|id| id.trim_start_matches("csv-")).collect())
        .collect();
    assert_eq!(groups.len(), 13);
    for group in groups {
        let ids: Vec<String> = group.iter().map(|id| format!("csv-{id}")).collect();
        assert!(found.iter().any(|members| ids.iter().all(|id| members.contains(id))), "{ids:?}");
    }
    assert!(stdout.contains("council agrees budget\\nafter"), "a line end in a title stays: {stdout}");
}

#[test]
fn the_report_does_not_depend_on_threads_packing_or_the_way_in() {
    let folder = Folder::new();
    let feed = std::fs::read(sample("feed.jsonl")).expect("the samples have a feed");
    std::fs::write(folder.path("feed"), &feed).expect("the folder takes a file");
    for method in ["minhash", "simhash", "exact"] {
        for form in ["table", "jsonl", "json", "csv"] {
            let with = |threads: &str, input: &str| {
                let arguments = ["cluster", "--method", method, "--to", form, "-j", threads, input];
                let (status, stdout, stderr) = outcome(folder.doublet(&arguments).write_stdin(feed.clone()));
                assert_eq!((status, stderr.as_str()), (0, ""));
                stdout
            };
            let alone = with("1", "feed");
            for (threads, input) in [("2", "feed"), ("3", "feed"), ("8", "feed"), ("2", "-")] {
                assert!(with(threads, input) == alone, "{method} to {form} with {threads} from {input}");
            }
        }
    }
    let alone = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed"]));
    for (kind, bytes) in packed(&feed) {
        std::fs::write(folder.path("feed"), bytes).expect("the folder takes a file");
        assert!(outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed"])) == alone, "{kind}");
    }
}

#[test]
fn a_feed_in_another_encoding_has_the_clusters_that_it_has_in_utf_8() {
    let feed = std::fs::read_to_string(sample("feed.jsonl")).expect("the samples have a feed");
    let language = |code: &str| -> Vec<String> {
        let lines = feed
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("the feed is lines of JSON"));
        let of_code = lines.filter(|record| record["id"].as_str().is_some_and(|id| id.starts_with(code)));
        of_code.map(|record| record["title"].as_str().expect("a title is a text").to_owned()).collect()
    };
    let folder = Folder::new();
    for (code, encoding) in [
        ("ar-", WINDOWS_1256),
        ("zh-", GBK),
        ("ja-", SHIFT_JIS),
        ("fr-", WINDOWS_1252),
        ("de-", WINDOWS_1252),
    ] {
        let titles: Vec<String> =
            language(code).into_iter().filter(|title| !encoding.encode(title).2).collect();
        assert!(titles.len() >= 10, "{code}");
        let text = titles.join("\n") + "\n";
        folder.file("utf-8", &text);
        std::fs::write(folder.path("legacy"), encoding.encode(&text).0).expect("the folder takes a file");
        let utf_16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        std::fs::write(folder.path("utf-16"), utf_16).expect("the folder takes a file");
        let expected = run(&folder, &["utf-8"]);
        assert!(!expected.1.is_empty());
        for name in ["legacy", "utf-16"] {
            assert_eq!(run(&folder, &[name]), expected, "{code} in {name}, {}", encoding.name());
        }
    }
}

#[test]
fn an_unknown_field_lists_the_fields_that_there_are() {
    let folder = Folder::new();
    folder.file("feed.jsonl", "{\"headline\":\"A b c\",\"meta\":{\"lang\":\"en\"}}\n");
    folder.file("feed.csv", "headline,lang\nA b c,en\n");
    folder.file("semicolons.csv", "headline;lang\nA b, c;en\n");
    for (input, fields) in [
        ("feed.jsonl", "headline, meta.lang"),
        ("feed.csv", "headline, lang"),
        ("semicolons.csv", "headline, lang"),
    ] {
        for (arguments, field) in [(&[input][..], "title"), (&["--title", "name", input], "name")] {
            let said = format!(
                "doublet: {input}: no field \"{field}\"; the fields are: {fields}; choose one with --title\n"
            );
            assert_eq!(run(&folder, arguments), (1, BTreeSet::new(), said));
        }
    }
    assert_eq!(run(&folder, &["--title", "headline", "--id", "meta.lang", "feed.jsonl"]).0, 0);
}

#[test]
fn each_bad_line_says_what_is_wrong_with_it_and_costs_no_other() {
    let folder = Folder::new();
    let good = format!("{{\"title\":\"{TITLE}\"}}\n");
    let bad = "{\"title\":\"cut\n{\"title\":null}\n{\"title\":17}\n{\"name\":\"x\"}\n";
    folder.file("feed.jsonl", &format!("{good}{bad}{good}"));
    let (status, found, said) = run(&folder, &["feed.jsonl"]);
    assert_eq!((status, found), (0, cluster(&[TITLE, TITLE])));
    let lines: Vec<&str> = said.lines().collect();
    for (line, begins) in lines.iter().zip([
        "feed.jsonl:2: not valid JSON: ",
        "feed.jsonl:3: the title is null; ",
        "feed.jsonl:4: the title is a number; ",
        "feed.jsonl:5: no field \"title\"",
        "doublet: 4 bad lines were passed over; ",
    ]) {
        assert!(line.starts_with(begins) && line.contains("; "), "{line}");
    }
    assert_eq!(lines.len(), 5, "{said}");
    let (status, found, said) = run(&folder, &["--strict", "feed.jsonl"]);
    assert_eq!((status, found), (1, BTreeSet::new()));
    assert!(said.starts_with("doublet: feed.jsonl:2: ") && said.lines().count() == 1, "{said}");

    folder.file("feed.csv", &format!("title,id\n{TITLE},1\nshort\nlong,2,3\n{TITLE},4\n"));
    let (status, found, said) = run(&folder, &["feed.csv"]);
    assert_eq!((status, found), (0, cluster(&[TITLE, TITLE])));
    assert!(said.starts_with("feed.csv:3: the row has 1 field, the header 2; "), "{said}");
    assert!(said.contains("\nfeed.csv:4: the row has 3 fields, the header 2; "), "{said}");
}

#[test]
fn bad_utf_8_costs_its_line() {
    let folder = Folder::new();
    for stray in [&b"\xff\xfe"[..], b"\xe4", b"\xc3("] {
        let feed = [TITLE.as_bytes(), b"\nFerry ", stray, b" runs\n", TITLE.as_bytes(), b"\n"].concat();
        std::fs::write(folder.path("feed.txt"), &feed).expect("the folder takes a file");
        let (status, found, said) = run(&folder, &["feed.txt"]);
        assert_eq!((status, found), (0, cluster(&[TITLE, TITLE])), "{stray:?}");
        assert!(said.starts_with("feed.txt:2: byte 7 of the record (0x"), "{stray:?}: {said}");
        assert!(said.contains("; convert the input to UTF-8, or name its encoding"), "{said}");
        assert_eq!(run(&folder, &["--strict", "feed.txt"]).0, 1);
    }
}

#[test]
fn a_line_of_ten_megabytes_is_a_bad_line() {
    let folder = Folder::new();
    let long = "x".repeat(10_000_000);
    folder.file("feed.txt", &format!("{TITLE}\n{long}\n{TITLE}\n"));
    let json = |title: &str| format!("{{\"title\":\"{title}\"}}\n");
    folder.file("feed.jsonl", &[json(TITLE), json(&long), json(TITLE)].concat());
    for input in ["feed.txt", "feed.jsonl"] {
        let (status, found, said) = run(&folder, &[input]);
        assert_eq!((status, found), (0, cluster(&[TITLE, TITLE])));
        assert!(said.starts_with(&format!("{input}:2: the title has 10.0 MB; ")), "{said}");
    }
}

#[test]
fn nothing_comes_of_an_empty_input() {
    let folder = Folder::new();
    folder.file("empty", "");
    folder.file("blank.txt", "\n\n  \n");
    folder.file("header.csv", "title,id\n");
    for (kind, bytes) in packed(b"") {
        std::fs::write(folder.path(kind), bytes).expect("the folder takes a file");
    }
    for input in ["empty", "blank.txt", "header.csv", "gzip", "zstd"] {
        assert_eq!(run(&folder, &[input]), (0, BTreeSet::new(), String::new()), "{input}");
    }
}

#[test]
fn a_packed_input_that_is_cut_or_damaged_is_a_failed_run_that_keeps_what_came_before() {
    let folder = Folder::new();
    let filler: Vec<String> = (0..30_000_u64)
        .map(|n| {
            format!(
                "{} ferries
",
                n * n * 7919 % 1_000_003
            )
        })
        .collect();
    for (kind, bytes) in packed(format!("{TITLE}\n{TITLE}\n{}", filler.concat()).as_bytes()) {
        std::fs::write(folder.path("cut"), &bytes[..bytes.len() / 2]).expect("the folder takes a file");
        let (status, found, said) = run(&folder, &["cut"]);
        assert_eq!(status, 1, "{kind}");
        assert!(found.contains(&vec![TITLE.to_owned(); 2]), "{kind}");
        assert!(said.starts_with("doublet: cut:"), "{said}");
        assert!(said.ends_with(&format!(
            ": the {kind} data ends in the middle; the headlines before it were read\n"
        )));
        assert_eq!(run(&folder, &["--strict", "cut"]).1, BTreeSet::new());

        let mut damaged = bytes;
        let middle = damaged.len() / 2;
        damaged[middle..].fill(0xff);
        std::fs::write(folder.path("damaged"), damaged).expect("the folder takes a file");
        let (status, _, said) = run(&folder, &["damaged"]);
        assert_eq!(status, 1, "{kind}");
        assert!(
            said.starts_with("doublet: damaged:") && said.contains(&format!("the {kind} data ")),
            "{said}"
        );
    }
}

#[test]
fn hostile_titles_come_back_as_they_were_and_cannot_touch_a_terminal() {
    let folder = Folder::new();
    let titles = [
        "Red \u{1b}[31malert\u{1b}[0m in the harbour of Norhaven".to_owned(),
        "Bidi \u{202e}override\u{2066} in the harbour of Norhaven".to_owned(),
        "Bell \u{7} and null \u{0} and tab \t in the harbour of Norhaven".to_owned(),
        "Two\r\nlines\u{2028}in the harbour of Norhaven".to_owned(),
        format!("Marks a{} in the harbour of Norhaven", "\u{301}".repeat(500)),
        format!("Long {}", "harbour ".repeat(12_000)),
        "\u{9b}31m\u{feff}\u{200b}zero width in the harbour of Norhaven".to_owned(),
    ];
    let records = titles.iter().flat_map(|title| {
        let record = serde_json::json!({ "title": title, "source": title }).to_string();
        [record.clone(), record]
    });
    folder.file("feed.jsonl", &records.map(|record| record + "\n").collect::<String>());
    let pairs: BTreeSet<Vec<String>> = titles.iter().map(|title| vec![title.clone(); 2]).collect();
    let (status, found, said) = run(&folder, &["--threshold", "0.9", "feed.jsonl"]);
    assert_eq!((status, said.as_str()), (0, ""));
    // One by one: a difference in a title of 100 kB is not to be read.
    for (found, pair) in found.iter().zip(&pairs) {
        assert!(
            found == pair,
            "{:.80} is not {:.80}",
            found[0].escape_debug().to_string(),
            pair[0].escape_debug().to_string()
        );
    }
    assert_eq!(found.len(), pairs.len());
    let (_, csv, _) = outcome(&mut folder.doublet(&["cluster", "--to", "csv", "feed.jsonl"]));
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let column = rows.headers().expect("a header").iter().position(|name| name == "title").expect("a title");
    let read: BTreeSet<String> = rows.records().map(|row| row.expect("a row")[column].to_owned()).collect();
    assert_eq!(read, titles.iter().cloned().collect());
    for width in [60_usize, 100, 160] {
        let mut command = folder.doublet(&["cluster", "--to", "table", "feed.jsonl"]);
        let (status, table, _) = outcome(command.env("COLUMNS", width.to_string()));
        assert_eq!(status, 0);
        assert!(!table.chars().any(|c| c != '\n' && (c.is_control() || is_invisible(c))), "{table:?}");
        for line in table.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
        }
    }
}

/// Whether a terminal is moved, turned or fooled by a character that it does not show.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[test]
fn a_run_of_which_every_line_is_bad_has_failed_and_writes_nothing() {
    let folder = Folder::new();
    folder.file("feed.jsonl", "{\"title\":5}\n{\"title\":[]}\n");
    for command in [&["cluster"][..], &["dedup", "--index", "seen"], &["boilerplate"]] {
        let (status, stdout, stderr) = outcome(folder.doublet(command).args(["-q", "feed.jsonl"]));
        assert_eq!((status, stdout.as_str()), (1, ""), "{command:?}");
        assert!(stderr.starts_with("doublet: no headline was read, all lines are bad"), "{stderr}");
    }
    folder.file("empty.jsonl", "");
    assert_eq!(outcome(&mut folder.doublet(&["dedup", "empty.jsonl"])).0, 0, "nothing is no mistake");
}
