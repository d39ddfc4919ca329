//! `doublet calibrate`: what it asks, what it writes, and what it suggests.

use std::fmt::Write;

use serde_json::Value;

use crate::on_a_terminal;
use crate::support::{Folder, outcome};

const HEADER: &str = "id_a\tid_b\tlabel\ttitle_a\ttitle_b\n";

/// Thirty-two stories of made words, which have nothing in common, each told twice (ids a0, b0, a1 and so on): the
/// second time with an article and in capitals.
fn feed() -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "ve"];
    let word = |word: usize| [word, word / 16, 5 * word + 3].map(|place| SYLLABLES[place % 16]).concat();
    let mut feed = String::from("id,title,source\n");
    for number in 0..32 {
        let story = (5 * number..5 * number + 5).map(word).collect::<Vec<String>>().join(" ");
        let capitals = story.to_uppercase();
        writeln!(feed, "a{number},{story},Post\nb{number},THE {capitals},Dispatch")
            .expect("a string takes all");
    }
    feed
}

/// The two tellings of each of the first stories, and as many pairs of two stories.
fn pairs(count: usize) -> String {
    let mut pairs = String::from("id_a\tid_b\tlabel\n");
    for number in 0..count {
        writeln!(pairs, "a{number}\tb{number}\tD").expect("a string takes all");
        writeln!(pairs, "a{number}\ta{}\tN", (number + 7) % 32).expect("a string takes all");
    }
    pairs
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("feed.csv", &feed());
    folder
}

/// What a run with these answers left.
fn answered(folder: &Folder, options: &[&str], answers: &str) -> (i32, String, String) {
    let command = [&["calibrate", "-o", "pairs.tsv", "feed.csv"], options].concat();
    outcome(folder.doublet(&command).write_stdin(answers))
}

/// The labels in the file of answers, in order.
fn labels(folder: &Folder) -> Vec<String> {
    let file = folder.read("pairs.tsv");
    assert!(file.starts_with(HEADER), "{file}");
    file.lines().skip(1).map(|line| line.split('\t').nth(2).expect("a label").to_owned()).collect()
}

#[test]
fn each_key_is_a_label_and_a_wrong_one_is_asked_again() {
    let folder = folder();
    let (status, stdout, stderr) = answered(&folder, &[], "y\nNO\nmaybe\n\n u \ns\nq\ny\n");
    assert_eq!((status, stdout.as_str()), (0, ""));
    assert_eq!(labels(&folder), ["D", "R", "U", "X"]);
    assert!(stderr.contains("\"maybe\" is none of the keys"), "{stderr}");
    assert!(stderr.contains("\"\" is none of the keys"), "{stderr}");
    for said in ["1 of ", "  first       ", "  difference  {+the+} ", "Post", "the same command goes on"] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    assert!(stderr.contains("4 pairs are labelled in pairs.tsv"), "{stderr}");
    assert!(
        !stderr.contains("similarity") && !stderr.contains("0."),
        "the question tells no score: {stderr}"
    );
}

#[test]
fn the_end_of_the_answers_stops_and_the_next_run_goes_on() {
    let folder = folder();
    assert_eq!(answered(&folder, &["--ask", "6"], "y\nn").0, 0);
    assert_eq!(labels(&folder), ["D", "R"]);
    let (_, _, stderr) = answered(&folder, &["--ask", "6"], "");
    assert!(stderr.contains("1 of 4"), "{stderr}");
    assert_eq!(answered(&folder, &["--ask", "6"], "u\nu\nu\nu\nu\nu\n").0, 0);
    assert_eq!(labels(&folder), ["D", "R", "U", "U", "U", "U"]);
    let (status, _, stderr) = answered(&folder, &["--ask", "6"], "y\n");
    assert_eq!((status, labels(&folder).len()), (0, 6));
    assert!(!stderr.contains(" of ") && stderr.contains("--ask "), "{stderr}");
    let file = folder.read("pairs.tsv");
    let mut ids: Vec<&str> = file.lines().skip(1).flat_map(|line| line.split('\t').take(2)).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 12, "no headline comes twice: {file}");
}

#[test]
fn the_terminal_answers_where_standard_input_is_the_input() {
    let folder = folder();
    let Some((status, said)) = on_a_terminal(&folder, "calibrate -o pairs.tsv - < feed.csv") else { return };
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("1 of 32") && said.contains("0 pairs are labelled in pairs.tsv"), "{said}");
    assert!(said.contains("\u{1b}["), "what differs is in colour: {said}");
    assert_eq!(labels(&folder), Vec::<String>::new());
}

#[test]
fn a_last_line_without_its_end_is_ended_first() {
    let folder = folder();
    answered(&folder, &[], "y\n");
    folder.file("pairs.tsv", folder.read("pairs.tsv").trim_end());
    answered(&folder, &[], "n\n");
    assert_eq!(labels(&folder), ["D", "R"]);
}

#[test]
fn a_file_with_other_columns_is_left_as_it_is() {
    let folder = folder();
    for content in ["id_a\tid_b\tlabel\na\tb\tD\n", "something else\n"] {
        folder.file("pairs.tsv", content);
        let (status, stdout, stderr) = answered(&folder, &[], "y\n");
        assert_eq!((status, stdout.as_str()), (1, ""));
        assert!(stderr.starts_with("doublet: pairs.tsv:1: these are not the columns"), "{stderr}");
        assert_eq!(folder.read("pairs.tsv"), content);
    }
}

#[test]
fn titles_are_hostile_and_the_file_is_read_all_the_same() {
    let folder = Folder::new();
    folder.file(
        "feed.jsonl",
        "{\"id\":\"1\",\"title\":\"Harbour\\treopens\\nafter \\u001b[31m\\\"storm\"}\n\
         {\"id\":\"2\",\"title\":\"Harbour reopens after \\u202ethe storm\"}\n",
    );
    let command = ["calibrate", "-o", "pairs.tsv", "feed.jsonl"];
    let (status, _, stderr) = outcome(folder.doublet(&command).write_stdin("y\n"));
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{stderr:?}");
    assert_eq!(folder.read("pairs.tsv").lines().count(), 2);
    let command = ["evaluate", "--pairs", "pairs.tsv", "feed.jsonl", "--json"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(stdout.contains("\"pairs\":1") && stdout.contains("\"by_language\":{}"), "{stdout}");
}

#[test]
fn enough_answers_lead_to_a_suggestion_at_once() {
    let folder = folder();
    let answers = "y\nn\n".repeat(30);
    let (status, stdout, stderr) = answered(&folder, &["--ask", "24"], &answers);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.ends_with("24 pairs are labelled in pairs.tsv\n"), "{stderr}");
    assert!(stdout.contains(" settings tried on 24 pairs, 12 of them duplicates"), "{stdout}");
}

#[test]
fn labelled_pairs_have_a_verdict_in_words() {
    let folder = folder();
    folder.file("labelled.tsv", &pairs(16));
    let suggest = |options: &[&str]| {
        let command = [&["calibrate", "--pairs", "labelled.tsv", "feed.csv"], options].concat();
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
        assert_eq!((status, stderr.as_str()), (0, ""));
        stdout
    };
    let kept = suggest(&[]);
    assert!(kept.starts_with("10 settings tried on 32 pairs, 16 of them duplicates, in "), "{kept}");
    assert!(
        kept.ends_with("\nkeep the defaults: nothing that was tried does better on 32 pairs\n"),
        "{kept}"
    );
    let changed = suggest(&["--threshold", "0.97", "--shingle", "char4"]);
    let options = changed.lines().last().expect("the options come last");
    assert!(options.starts_with("--threshold 0.") && options.ends_with(" --shingle char4"), "{changed}");
    assert!(changed.contains("beyond chance on 32 pairs; run with\n"), "{changed}");
    folder.file("labelled.tsv", &pairs(4));
    let few = suggest(&[]);
    assert!(few.contains("too few pairs, 8, to say anything; label about 12 more\n"), "{few}");
}

#[test]
fn a_suggestion_for_programs_is_one_object() {
    let folder = folder();
    folder.file("labelled.tsv", &pairs(16));
    let command =
        ["calibrate", "--pairs", "labelled.tsv", "feed.csv", "--json", "--threshold", "0.97", "-j", "2"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, stderr.as_str(), stdout.lines().count()), (0, "", 1));
    let found: Value = serde_json::from_str(&stdout).expect("one JSON object");
    assert_eq!(found["verdict"], "change");
    assert_eq!(found["options"], found["best"]["options"]);
    assert_eq!(found["now"]["options"], "--threshold 0.97");
    assert_eq!((&found["now"]["numbers"], &found["now"]["updates"]), (&"decide".into(), &"apart".into()));
    assert_eq!(found["tried"].as_array().map(Vec::len), Some(11));
    for figure in ["f1", "low", "high", "better", "held_out"] {
        assert!(found["gain"][figure].as_f64().is_some_and(|figure| figure > 0.0), "{stdout}");
    }
    assert_eq!((&found["missing"], &found["more"]), (&0.into(), &Value::Null));
    let again = outcome(&mut folder.doublet(&command)).1;
    assert_eq!(stdout, again, "the same pairs have the same verdict");
}

#[test]
fn pairs_that_are_bad_missing_or_unclear_are_told() {
    let folder = folder();
    let suggest = |content: &str| {
        folder.file("labelled.tsv", content);
        outcome(&mut folder.doublet(&["calibrate", "--pairs", "labelled.tsv", "feed.csv"]))
    };
    let (status, stdout, stderr) = suggest("id_a\tid_b\tlabel\na0\tb0\tD\na1\tb1\tperhaps\n");
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert!(stderr.starts_with("doublet: labelled.tsv:3: \"perhaps\" is no label"), "{stderr}");
    let (status, stdout, stderr) = suggest("id_a\tid_b\tlabel\na0\tb0\tD\na1\tz\tD\n");
    assert_eq!(status, 1);
    assert!(stderr.starts_with("doublet: 1 of 2 pairs name a headline that is not in the input"), "{stderr}");
    assert!(stderr.contains("the first of them \"z\""), "{stderr}");
    assert!(stdout.contains("too few pairs, 1, to say anything"), "{stdout}");
    let (status, _, stderr) = suggest("id_a\tid_b\tlabel\na0\tb0\tX\n");
    assert_eq!(status, 1);
    assert!(stderr.contains("no pair in it has a label other than X"), "{stderr}");
}

#[test]
fn labels_come_from_one_place() {
    let folder = folder();
    for (arguments, said) in [
        (&["calibrate", "feed.csv"][..], "--pairs <FILE>|--output <FILE>"),
        (&["calibrate", "--pairs", "a", "-o", "b", "feed.csv"], "cannot be used with"),
        (&["calibrate", "--pairs", "a", "--ask", "9", "feed.csv"], "cannot be used with"),
        (&["calibrate", "-o", "a", "--ask", "0", "feed.csv"], "'0'"),
    ] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!((status, stdout.as_str()), (2, ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}
