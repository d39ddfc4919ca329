//! Parquet, in and out.

use std::fs::{self, File};
use std::process::Command as System;
use std::sync::Arc;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMillisecondType};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::crash::{Draw, feed, rounds, run_and_kill};
use crate::on_a_terminal;
use crate::support::{FEED, Folder, outcome};

/// Headlines of which the last two are an update of the first and nothing to any.
const RECORDS: &str = r#"{"id":"a","title":"Fire at grain terminal kills 5, port authority says","source":"Post","published":"2026-03-02T08:30:00+01:00"}
{"id":"b","title":"Fire at grain terminal kills 5, port authority says","published":"soon"}
{"title":"Fire at grain terminal kills 15, port authority says"}
{"id":"d","title":"Ferry runs again"}
"#;

/// All rows of a file.
fn rows(folder: &Folder, name: &str) -> RecordBatch {
    let file = File::open(folder.path(name)).expect("the file is there");
    let batches =
        ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet").with_batch_size(1 << 20);
    let mut batches = batches.build().expect("it can be read");
    batches.next().expect("it has rows").expect("they can be read")
}

/// The texts of a column; `-` where there is none.
fn texts(rows: &RecordBatch, column: &str) -> Vec<String> {
    let column = rows.column_by_name(column).expect("the column is there").as_string::<i32>();
    column.iter().map(|text| text.unwrap_or("-").to_owned()).collect()
}

/// Writes a file with these columns of texts.
fn write(folder: &Folder, name: &str, columns: &[(&str, &[Option<&str>])]) {
    let columns =
        columns.iter().map(|(name, texts)| (*name, Arc::new(StringArray::from(texts.to_vec())) as ArrayRef));
    let batch = RecordBatch::try_from_iter(columns).expect("the columns are equally long");
    let file = File::create(folder.path(name)).expect("a file can be made");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).expect("it can be written");
    writer.write(&batch).expect("it can be written");
    writer.close().expect("it can be written");
}

#[test]
fn a_report_has_a_row_a_member_and_what_lies_beside_it_behind() {
    let folder = Folder::new();
    folder.file("feed.jsonl", RECORDS);
    let (status, _, said) =
        outcome(&mut folder.doublet(&["cluster", "--relations", "-o", "out.parquet", "feed.jsonl"]));
    assert!(
        status == 0 && said.contains("1 headline in clusters has a date that is not understood"),
        "{said}"
    );
    let rows = rows(&folder, "out.parquet");
    let schema = rows.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(
        names.join(","),
        "cluster,size,representative,id,title,source,published,similarity,relation,reason,published_at"
    );
    assert_eq!(texts(&rows, "id"), ["a", "b", "feed.jsonl:3"]);
    assert_eq!(texts(&rows, "representative"), ["a"; 3]);
    assert_eq!(texts(&rows, "relation"), ["duplicate", "duplicate", "update"]);
    assert_eq!(texts(&rows, "source"), ["Post", "-", "-"]);
    assert_eq!(texts(&rows, "published"), ["2026-03-02T08:30:00+01:00", "soon", "-"]);
    assert!(texts(&rows, "cluster").iter().all(|cluster| cluster.len() == 16));
    let reasons = texts(&rows, "reason");
    assert!(reasons[..2] == ["-", "-"] && reasons[2].contains("number"), "{reasons:?}");
    assert_eq!(rows["size"].as_primitive::<Int64Type>().values(), &[2, 2, 2]);
    assert!(rows["similarity"].as_primitive::<Float64Type>().values().starts_with(&[1.0, 1.0]));
    let instants = rows["published_at"].as_primitive::<TimestampMillisecondType>();
    assert!(instants.value(0) == 1_772_436_600_000 && instants.is_null(1) && instants.is_null(2));
}

#[test]
fn a_report_has_the_rows_of_the_table_whatever_the_threads() {
    let folder = Folder::new();
    let feed = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/feed.jsonl");
    let run = |arguments: &[&str]| {
        let mut all = vec!["cluster", "--singletons", feed];
        all.extend(arguments);
        folder.doublet(&all).output().expect("the program can be started").stdout
    };
    let table = run(&["--to", "csv"]);
    let piped = run(&["--to", "parquet", "-j", "1"]);
    run(&["-j", "3", "-o", "out.parquet"]);
    assert_eq!(piped, fs::read(folder.path("out.parquet")).expect("the file is there"));
    let rows = rows(&folder, "out.parquet");
    let mut table = csv::Reader::from_reader(table.as_slice());
    let titles: Vec<String> = table.records().map(|row| row.expect("it is a row")[4].to_owned()).collect();
    assert_eq!(texts(&rows, "title"), titles);
    assert!(titles.len() > 500);
}

#[test]
fn a_terminal_is_spared_the_bytes() {
    let Some((status, said)) = on_a_terminal(&Folder::with_feed(), "cluster --to parquet feed.txt") else {
        return;
    };
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("name a file, as in -o clusters.parquet") && !said.contains("PAR1"), "{said}");
}

#[test]
fn a_report_of_nothing_has_columns_and_is_read_again() {
    let folder = Folder::new();
    folder.file("one.txt", "Ferry runs again\n");
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "-o", "none.parquet", "one.txt"])).0, 0);
    let (status, out, said) = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "none.parquet"]));
    assert_eq!((status, out.as_str(), said.as_str()), (0, "", ""));
}

#[test]
fn rows_are_headlines_from_a_file_and_from_a_pipe() {
    let folder = Folder::new();
    let lines: Vec<&str> = FEED.lines().collect();
    let titles = [Some(lines[0]), None, Some(lines[1]), Some(lines[2])];
    write(
        &folder,
        "feed.parquet",
        &[("Headline", &titles), ("id", &[Some("a"), Some("b"), Some("c"), None])],
    );
    let command = ["cluster", "--to", "jsonl", "--title", "Headline"];
    let (status, out, said) = outcome(folder.doublet(&command).arg("feed.parquet"));
    assert_eq!(status, 0, "{said}");
    assert!(out.contains("\"representative\":\"a\"") && out.contains("\"id\":\"feed.parquet:4\""), "{out}");
    assert!(said.starts_with("feed.parquet:2: the title of row 2 is null; give it a text"), "{said}");
    let bytes = fs::read(folder.path("feed.parquet")).expect("the file is there");
    for source in [&["-"][..], &[], &["--from", "parquet", "/dev/stdin"]] {
        let (status, piped, said) = outcome(folder.doublet(&command).args(source).write_stdin(bytes.clone()));
        assert_eq!(status, 0, "{said}");
        assert_eq!(piped.lines().count(), 1, "{source:?}: {said}");
    }
    let (status, _, said) = outcome(&mut folder.doublet(&["cluster", "feed.parquet"]));
    assert_eq!(status, 1);
    assert!(
        said.contains("no field \"title\"; the fields are: Headline, id; choose one with --title"),
        "{said}"
    );
}

#[test]
fn a_damaged_file_is_one_line_of_trouble() {
    let folder = Folder::new();
    write(&folder, "feed.parquet", &[("title", &[Some("Ferry runs again"); 3])]);
    let whole = fs::read(folder.path("feed.parquet")).expect("the file is there");
    for place in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x84;
        fs::write(folder.path("feed.parquet"), bytes).expect("a file can be written");
        let (status, _, said) = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed.parquet"]));
        assert!(status <= 1 && !said.contains("panicked"), "{place}: {said}");
        assert!(status == 0 || said.lines().count() == 1, "{place}: {said}");
    }
}

/// Runs `tests/parquet.py` with pyarrow, DuckDB and pandas, where `make test` has put them.
#[test]
fn what_is_written_is_read_by_others_and_what_they_write_is_read() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/python/venv/bin/python");
    let has_all = System::new(&python).args(["-c", "import duckdb, pandas, pyarrow"]).output();
    if !has_all.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: {} has not pyarrow, DuckDB and pandas; `make python` gets them",
            python.display()
        );
        return;
    }
    let folder = Folder::new();
    let output = System::new(python)
        .arg(root.join("tests/parquet.py"))
        .arg(env!("CARGO_BIN_EXE_doublet"))
        .arg(root.join("samples/feed.jsonl"))
        .current_dir(folder.path("."))
        .output()
        .expect("it can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// Headlines for the pass: the third repeats the first, the fifth updates the fourth.
fn write_feed(folder: &Folder, name: &str) {
    let titles = [
        "Harbour reopens after storm, ferries resume",
        "Minister resigns over grain deal",
        "Harbour reopens after storm; ferries resume at noon",
        "5 hurt in bridge collapse near old harbour",
        "15 hurt in bridge collapse near old harbour",
    ];
    let ids = ["a", "b", "c", "d", "e"];
    write(folder, name, &[("id", &ids.map(Some)), ("title", &titles.map(Some)), ("body", &[None; 5])]);
}

#[test]
fn what_is_kept_of_rows_has_all_their_columns() {
    let folder = Folder::new();
    write_feed(&folder, "feed.parquet");
    let run = |arguments: &[&str]| {
        let (status, _, said) = outcome(folder.doublet(&["dedup", "-q", "feed.parquet"]).args(arguments));
        assert_eq!((status, said.as_str()), (0, ""), "{arguments:?}");
    };
    run(&["-o", "new.parquet", "--dropped", "repeats.parquet"]);
    let new = rows(&folder, "new.parquet");
    assert_eq!(new.schema(), rows(&folder, "feed.parquet").schema());
    assert_eq!(texts(&new, "id"), ["a", "b", "d", "e"]);
    let repeats = rows(&folder, "repeats.parquet");
    assert_eq!((texts(&repeats, "id"), texts(&repeats, "doublet_of")), (vec!["c".into()], vec!["a".into()]));
    assert!(texts(&repeats, "doublet_reason")[0].contains("at noon"));
    run(&["--annotate", "-o", "all.parquet"]);
    let all = rows(&folder, "all.parquet");
    assert_eq!(texts(&all, "doublet_status"), ["new", "new", "duplicate", "new", "update"]);
    assert_eq!(texts(&all, "doublet_cluster")[0], texts(&all, "doublet_cluster")[2]);
    assert!(all["doublet_similarity"].is_null(0) && all["doublet_similarity"].is_valid(2));
    run(&["--updates", "mark", "-o", "marked.parquet"]);
    let marked = rows(&folder, "marked.parquet");
    assert_eq!(texts(&marked, "doublet_status"), ["-", "-", "-", "update"]);
    let piped = outcome_bytes(&folder, &["dedup", "-q", "feed.parquet"]);
    assert_eq!(piped, fs::read(folder.path("new.parquet")).expect("it is there"));
}

/// What a run writes to standard output.
fn outcome_bytes(folder: &Folder, arguments: &[&str]) -> Vec<u8> {
    folder.doublet(arguments).output().expect("the program can be started").stdout
}

#[test]
fn what_cannot_be_done_with_rows_is_said() {
    let folder = Folder::new();
    write_feed(&folder, "feed.parquet");
    write(&folder, "other.parquet", &[("title", &[Some("Ferry runs again")])]);
    folder.file("feed.jsonl", RECORDS);
    outcome(&mut folder.doublet(&["dedup", "--annotate", "-o", "annotated.parquet", "feed.parquet"]));
    for (arguments, expected) in [
        (
            &["feed.parquet", "other.parquet"][..],
            "other.parquet: its columns are not those of the table before it",
        ),
        (&["feed.parquet", "feed.jsonl"], "its records are JSON objects, and those before rows of Parquet"),
        (&["--annotate", "annotated.parquet"], "it has the columns of an annotation already"),
        (&["--index", "seen", "feed.parquet"], "name a file, as in -o new.parquet"),
    ] {
        let (status, out, said) = outcome(folder.doublet(&["dedup", "-q"]).args(arguments));
        assert_eq!((status, out.as_str()), (1, ""), "{arguments:?}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    let Some((status, said)) = on_a_terminal(&folder, "dedup feed.parquet") else { return };
    assert!(status == 1 && said.contains("standard output is a terminal"), "{said}");
}

#[test]
fn an_index_remembers_rows_and_a_run_of_nothing_new_has_columns() {
    let folder = Folder::new();
    write_feed(&folder, "feed.parquet");
    let command = ["dedup", "-q", "--index", "seen", "-o", "new.parquet", "feed.parquet"];
    for expected in [4, 0] {
        let (status, _, said) = outcome(&mut folder.doublet(&command));
        assert_eq!((status, said.as_str()), (0, ""));
        let file = File::open(folder.path("new.parquet")).expect("it is there");
        let found = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
        assert_eq!(found.metadata().file_metadata().num_rows(), expected);
        assert_eq!(found.schema().fields().len(), 3);
        assert_eq!(folder.names(), ["feed.parquet", "new.parquet", "seen"]);
    }
    // A table that has no rows has columns all the same.
    outcome(&mut folder.doublet(&["dedup", "-q", "-o", "again.parquet", "new.parquet"]));
    let bytes = |name| fs::read(folder.path(name)).expect("it is there");
    assert_eq!(bytes("again.parquet"), bytes("new.parquet"));
}

#[test]
fn kills_at_any_moment_lose_no_row_and_write_each_once() {
    let folder = Folder::new();
    let titles: Vec<String> = feed(20_000, 5)
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
            record["title"].as_str().expect("it has one").to_owned()
        })
        .collect();
    let titles: Vec<Option<&str>> = titles.iter().map(|title| Some(title.as_str())).collect();
    write(&folder, "feed.parquet", &[("title", &titles)]);
    let options = [
        "dedup",
        "-q",
        "--window",
        "7d",
        "--dropped",
        "repeats.parquet",
        "-o",
        "out.parquet",
        "feed.parquet",
    ];
    let bytes = |name| fs::read(folder.path(name)).expect("it is there");
    assert_eq!(outcome(&mut folder.doublet(&options)).0, 0);
    let whole = (bytes("out.parquet"), bytes("repeats.parquet"));
    let mut draw = Draw(rounds() + 1);
    for round in 0..rounds() {
        for name in ["out.parquet", "repeats.parquet"] {
            fs::remove_file(folder.path(name)).expect("it is there");
        }
        let index = format!("seen{round}");
        let mut arguments = options.to_vec();
        arguments.extend(["--index", &index]);
        let is_complete = (0..=4).any(|kill| {
            let patience = (kill < 4).then(|| Duration::from_millis(draw.below(600)));
            let (_, is_done) = run_and_kill(&folder, &arguments, patience);
            // The files take their names one behind the other; with the second all is written.
            is_done || folder.path("repeats.parquet").exists()
        });
        assert!(is_complete, "round {round}: {}", folder.read("stderr"));
        assert!((bytes("out.parquet"), bytes("repeats.parquet")) == whole, "round {round}");
    }
}

#[test]
fn records_of_another_form_do_not_go_on_behind_rows() {
    let folder = Folder::new();
    write(&folder, "feed.parquet", &[("title", &[Some("Ferry runs again"); 3])]);
    folder.file("feed.jsonl", RECORDS);
    folder.file("feed.csv", "title\nFerry runs again\n");
    let parquet = fs::read(folder.path("feed.parquet")).expect("it is there");
    // What comes from a pipe is noted at once, and the second input fails.
    for (index, begun, others, own) in [
        ("one", parquet, ["feed.jsonl", "feed.csv"], "feed.parquet"),
        ("two", RECORDS.into(), ["feed.parquet", "feed.csv"], "feed.jsonl"),
    ] {
        let command = ["dedup", "-q", "--index", index, "-o", "out"];
        let mut cut_off = folder.doublet(&command);
        let (status, _, said) = outcome(cut_off.args(["--strict", "-", "missing"]).write_stdin(begun));
        assert!(status == 1 && folder.path("out.part").exists(), "{said}");
        for input in others {
            let (status, _, said) = outcome(folder.doublet(&command).arg(input));
            assert!(status == 1 && said.contains("the .part of a run that was cut off"), "{input}: {said}");
        }
        let (status, _, said) = outcome(folder.doublet(&command).arg(own));
        assert_eq!(status, 0, "{said}");
        assert!(!folder.path("out.part").exists());
    }
}
