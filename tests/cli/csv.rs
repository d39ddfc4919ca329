//! CSV: the rows beside the clusters, the mark that Excel wants, and fields that have another name.

use super::support::{Folder, outcome};

/// A headline, its repeat, an update, and what has nothing to do with them.
const DEATHS: &str = "5 killed in Port Averil bridge collapse, ministry says\n\
    15 killed in Port Averil bridge collapse, ministry says\n\
    Ferry runs again\n\
    5 killed in Port Averil bridge collapse, ministry says\n";

/// The rows of a table without quotes within fields.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let row = |row: csv::Result<csv::StringRecord>| row.expect("a row").iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}

#[test]
fn what_lies_beside_a_cluster_stands_behind_its_members_with_the_reason() {
    let folder = Folder::new();
    folder.file("feed.txt", DEATHS);
    let command = ["cluster", "--to", "csv", "feed.txt"];
    let (status, members, _) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, rows(&members).len()), (0, 3), "{members}");
    let (status, beside, stderr) = outcome(folder.doublet(&command).arg("--relations"));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let (members, beside) = (rows(&members), rows(&beside));
    assert_eq!(beside.len(), 4);
    // What is parsed by position holds.
    for (member, row) in members.iter().zip(&beside) {
        assert_eq!(member[..], row[..9]);
    }
    assert_eq!([&beside[0][9], &beside[1][9]], ["reason", ""]);
    let update = &beside[3];
    assert_eq!(update[..3], beside[1][..3], "the cluster that it lies next to");
    assert_eq!(
        [&update[3], &update[4], &update[8]],
        ["feed.txt:2", DEATHS.lines().nth(1).unwrap_or_default(), "update"]
    );
    assert!(
        update[7].parse::<f64>().is_ok_and(|similarity| similarity > 0.5) && update[9].contains("5, 15"),
        "{update:?}"
    );
}

#[test]
fn a_mark_comes_first_where_it_is_asked_for_and_the_form_is_csv() {
    let folder = Folder::with_feed();
    let plain = outcome(&mut folder.doublet(&["cluster", "feed.txt", "--to", "csv"])).1;
    for command in [
        &["cluster", "feed.txt", "--to", "csv", "--bom"][..],
        &["cluster", "feed.txt", "--bom", "-o", "out.csv"],
    ] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(command));
        assert_eq!((status, stderr.as_str()), (0, ""));
        let written = if stdout.is_empty() { folder.read("out.csv") } else { stdout };
        assert_eq!(written, format!("\u{feff}{plain}"));
    }
    for command in
        [&["cluster", "feed.txt", "--bom"][..], &["cluster", "feed.txt", "--bom", "-o", "out.jsonl"]]
    {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(command));
        assert_eq!((status, stdout.as_str()), (2, ""));
        assert!(stderr.starts_with("doublet: --bom is for CSV, and the form is "), "{stderr}");
    }
}

#[test]
fn a_field_of_nearly_that_name_is_suggested() {
    let folder = Folder::new();
    folder.file("feed.csv", "ID,Titles\n1,Harbour reopens\n");
    folder.file("feed.jsonl", "{\"Title\":\"Harbour reopens\"}\n");
    folder.file("some.jsonl", "{\"title\":\"Harbour reopens\"}\n{\"titel\":\"Ferry runs\"}\n");
    for (name, said) in [
        (
            "feed.csv",
            "doublet: feed.csv: no field \"title\" (did you mean \"Titles\"?); the fields are: ID, Titles; choose",
        ),
        (
            "feed.jsonl",
            "feed.jsonl: no field \"title\" (did you mean \"Title\"?); the fields are: Title; choose",
        ),
        ("some.jsonl", "some.jsonl:2: no field \"title\" (did you mean \"titel\"?) among titel; "),
    ] {
        let (_, _, stderr) = outcome(&mut folder.doublet(&["cluster", name]));
        assert!(stderr.contains(said), "{stderr}");
    }
}
