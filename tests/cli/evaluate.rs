//! `doublet evaluate`, and what a run tells beside its clusters.

use serde_json::Value;

use crate::support::{Folder, outcome};

const FEED: &str = "id,title\n\
    a,Harbour of Norhaven reopens after the spring storm\n\
    b,Harbour of Norhaven re-opens after the spring storm\n\
    c,Mayor of Norhaven resigns over the grain deal\n\
    d,Five ferries wait as 5 hurt in Norhaven bridge crash\n\
    e,Five ferries wait as 15 hurt in Norhaven bridge crash\n\
    f,Ferries wait as 15 hurt in Norhaven bridge crash\n";

const PAIRS: &str = "id_a\tid_b\tlang\tlabel\na\tb\ten\tD\na\tc\ten\tN\nd\te\ten\tU\na\td\ten\tX\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("feed.csv", FEED);
    folder.file("pairs.tsv", PAIRS);
    folder
}

#[test]
fn evaluate_counts_what_a_run_joins() {
    let folder = folder();
    let command = ["evaluate", "--pairs", "pairs.tsv", "feed.csv", "--json", "--sweep"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let found: Value = serde_json::from_str(&stdout).expect("one JSON object");
    assert_eq!(found["all"], serde_json::json!({"precision": 1.0, "recall": 1.0, "f1": 1.0, "pairs": 3}));
    assert_eq!(found["by_language"]["en"]["pairs"], 3);
    assert_eq!(
        found["by_label"]["U"],
        serde_json::json!({"joined": 0, "pairs": 1, "relations": {"update": 1}})
    );
    assert_eq!(found["sweep"].as_array().map(Vec::len), Some(12));
    assert_eq!(found["best"]["f1"], 1.0);
}

#[test]
fn evaluate_names_the_bad_line_and_the_pairs_that_it_cannot_find() {
    let folder = folder();
    folder.file("bad.tsv", "id_a\tid_b\tlabel\na\tb\tperhaps\n");
    let (status, _, stderr) = outcome(&mut folder.doublet(&["evaluate", "--pairs", "bad.tsv", "feed.csv"]));
    assert_eq!(status, 1);
    assert_eq!(
        stderr,
        "doublet: bad.tsv:2: \"perhaps\" is no label; write D, U, T, R, N or X, or the word for it\n"
    );
    folder.file("missing.tsv", "id_a\tid_b\tlabel\na\tb\tD\na\tz\tD\n");
    let command = ["evaluate", "--pairs", "missing.tsv", "feed.csv"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!(status, 1);
    assert!(
        stderr.starts_with(
            "doublet: 1 of 2 pairs name a headline that is not in the input, the first of them \"z\"; name every input"
        ),
        "{stderr}"
    );
    assert!(stdout.contains("all                   1       1       0       0"), "{stdout}");
}

#[test]
fn evaluate_needs_no_languages_but_pairs() {
    let folder = folder();
    folder.file("pairs.csv", "label,id_a,id_b\nD,a,b\n");
    let (status, stdout, _) =
        outcome(&mut folder.doublet(&["evaluate", "--pairs", "pairs.csv", "feed.csv", "--json"]));
    assert_eq!(status, 0);
    let found: Value = serde_json::from_str(&stdout).expect("one JSON object");
    assert_eq!(
        found,
        serde_json::json!({
            "all": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "pairs": 1},
            "by_language": {},
            "by_label": {"D": {"joined": 1, "pairs": 1, "relations": {"duplicate": 1}}},
            "missing": 0
        })
    );
    folder.file("pairs.csv", "label,id_a,id_b\nX,a,b\n");
    let (status, stdout, stderr) =
        outcome(&mut folder.doublet(&["evaluate", "--pairs", "pairs.csv", "feed.csv"]));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr, "doublet: pairs.csv: no pair in it has a label other than X, unclear; label some\n");
}

/// The clusters of the feed, as JSON, with some more options.
fn clusters(options: &[&str]) -> Vec<Value> {
    let command = [&["cluster", "feed.csv", "--to", "jsonl"], options].concat();
    let (status, stdout, stderr) = outcome(&mut folder().doublet(&command));
    assert_eq!((status, stderr.as_str()), (0, ""));
    stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn relations_are_told_beside_the_clusters_when_asked_for() {
    let told = clusters(&["--relations"]);
    let crash =
        told.iter().find(|cluster| cluster["representative"] == "e").expect("15 are hurt in two titles");
    assert_eq!(crash["updates"][0]["id"], "d");
    assert_eq!(crash["updates"][0]["reason"], "both sides have a number of their own: 5, 15");
    assert!(clusters(&[]).iter().all(|cluster| cluster.get("updates").is_none()));
}

#[test]
fn updates_join_and_numbers_are_ignored_when_asked_for() {
    let sizes = |options: &[&str]| -> Vec<u64> {
        clusters(options)
            .iter()
            .map(|cluster| cluster["size"].as_u64().expect("a size is a number"))
            .collect()
    };
    assert_eq!(sizes(&[]), [2, 2]);
    assert_eq!(sizes(&["--numbers", "ignore"]), [3, 2]);
    assert_eq!(sizes(&["--updates", "join"]), [3, 2]);
    let relations = |cluster: &Value| {
        cluster["members"]
            .as_array()
            .map(|members| members.iter().map(|member| member["relation"].clone()).collect::<Vec<_>>())
    };
    let joined = clusters(&["--updates", "join"]);
    assert_eq!(relations(&joined[0]), Some(vec!["duplicate".into(), "update".into(), "update".into()]));
}
