//! Messages as JSON, for those who gather them.

use serde_json::Value;

use crate::support::{FEED, Folder, outcome};

/// The messages of a run with `--log-format json`: each line of standard error is one.
fn messages(folder: &Folder, arguments: &[&str]) -> (i32, Vec<Value>) {
    let (status, _, stderr) = outcome(&mut folder.doublet(&[arguments, &["--log-format", "json"]].concat()));
    (status, parsed(&stderr))
}

fn parsed(stderr: &str) -> Vec<Value> {
    let messages: Vec<Value> =
        stderr.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect();
    for message in &messages {
        let time = message["time"].as_str().expect("it has a time");
        assert!(time.starts_with("20") && time.ends_with('Z') && time.len() == 24, "{time}");
        let level = message["level"].as_str().expect("it has a level");
        assert!(["error", "warn", "info", "debug"].contains(&level), "{level}");
        assert!(!message["message"].as_str().expect("it has words").contains("doublet: "), "{message}");
    }
    messages
}

#[test]
fn bad_lines_stages_and_the_summary_are_objects_with_their_facts() {
    let folder = Folder::new();
    let record = "{\"title\":\"Harbour reopens after the storm\"}\n";
    folder.file("feed.jsonl", &format!("{record}{{\n{record}"));
    let (status, told) = messages(&folder, &["cluster", "-v", "--from", "jsonl", "feed.jsonl"]);
    assert_eq!(status, 0);
    let find = |name: &str| told.iter().find(|message| !message[name].is_null()).expect("it is told");
    let bad = find("path");
    assert_eq!(
        (&bad["level"], &bad["path"], &bad["line"]),
        (&"warn".into(), &"feed.jsonl".into(), &2.into())
    );
    assert!(!bad["message"].as_str().expect("a text").contains("feed.jsonl:2"), "{bad}");
    let stage = find("stage");
    assert_eq!((&stage["level"], &stage["stage"]), (&"debug".into(), &"reading".into()));
    assert!(stage["seconds"].is_f64(), "{stage}");
    if cfg!(target_os = "linux") {
        assert!(
            stage["most_mb"].as_u64() >= stage["held_mb"].as_u64() && stage["held_mb"].is_u64(),
            "{stage}"
        );
    }
    let (_, passed) = messages(&folder, &["dedup", "-v", "--from", "jsonl", "feed.jsonl"]);
    let reading = passed.iter().find(|message| message["stage"] == "reading").expect("it reads too");
    assert!(
        reading["message"].as_str().is_some_and(|text| text.contains("2 headlines, 1 bad line")),
        "{reading}"
    );
    let summary = told.last().expect("there is a summary");
    assert_eq!(
        (&summary["headlines"], &summary["bad_lines"], &summary["clusters"]),
        (&2.into(), &1.into(), &1.into())
    );
    let (status, told) = messages(&folder, &["dedup", "--from", "jsonl", "feed.jsonl"]);
    let summary = told.last().expect("there is a summary");
    assert_eq!((status, &summary["level"]), (0, &"info".into()));
    assert_eq!(
        (&summary["read"], &summary["kept"], &summary["duplicates"]),
        (&2.into(), &1.into(), &1.into())
    );
}

#[test]
fn failures_tell_their_place_and_quiet_leaves_nothing_else() {
    let folder = Folder::with_feed();
    let (status, told) = messages(&folder, &["cluster", "-q", "missing.txt", "feed.txt"]);
    assert_eq!((status, told.len()), (1, 1));
    assert_eq!((&told[0]["level"], &told[0]["path"]), (&"error".into(), &"missing.txt".into()));
    folder.file("feed.jsonl", "{\"title\":\"Harbour reopens\"}\n{\n");
    let (status, told) = messages(&folder, &["cluster", "--strict", "--from", "jsonl", "feed.jsonl"]);
    let last = told.last().expect("it is told why");
    assert_eq!((status, &last["path"], &last["line"]), (1, &"feed.jsonl".into(), &2.into()));
    let (status, told) = messages(&folder, &["cluster", "feed.txt", "-o", "no-folder/out"]);
    assert_eq!((status, told.len()), (1, 1));
    let path = "a\u{1b}[31m\u{202e}b.txt";
    let (_, _, stderr) = outcome(&mut folder.doublet(&["cluster", path, "--log-format", "json"]));
    assert!(!stderr.contains('\u{202e}') && !stderr.contains('\u{1b}'), "{stderr:?}");
}

#[test]
fn wrong_usage_is_an_object_too_wherever_the_form_was_asked_for() {
    let folder = Folder::with_feed();
    folder.file("wrong.toml", "\ntreshold = 1\n");
    for arguments in [
        &["--treshold", "1", "feed.txt"][..],
        &["--threshold", "7", "feed.txt"],
        &["--config", "wrong.toml", "feed.txt"],
        &["--config", "missing.toml", "feed.txt"],
    ] {
        let arguments = [&["cluster"], arguments].concat();
        let (status, told) = messages(&folder, &arguments);
        assert_eq!((status, told.len(), &told[0]["level"]), (2, 1, &"error".into()), "{arguments:?}");
        let mut run = folder.doublet(&arguments);
        let (status, _, stderr) = outcome(run.env("DOUBLET_LOG_FORMAT", "json"));
        assert_eq!((status, parsed(&stderr).len()), (2, 1), "{arguments:?}");
    }
    let (_, told) = messages(&folder, &["cluster", "--treshold", "1"]);
    assert!(told[0]["message"].as_str().expect("a text").contains("'--threshold'"), "{told:?}");
    assert!(!told[0]["message"].as_str().expect("a text").contains("Usage:"), "{told:?}");
    let (status, _, stderr) = outcome(folder.doublet(&[]).env("DOUBLET_LOG_FORMAT", "json"));
    assert_eq!(
        (status, &parsed(&stderr)[0]["message"]),
        (2, &"no command; `doublet --help` lists them".into())
    );
    folder.file("doublet.toml", "log-format = \"json\"\n");
    let (status, _, stderr) = outcome(&mut folder.doublet(&["dedup", "missing.txt"]));
    assert_eq!((status, parsed(&stderr).len()), (1, 2));
    let (status, _, stderr) = outcome(&mut folder.doublet(&["dedup", "missing.txt", "--log-format", "text"]));
    assert_eq!(status, 1);
    assert!(stderr.starts_with("doublet: missing.txt: "), "{stderr}");
}

#[test]
fn questions_to_a_person_are_no_log_and_data_stay_as_they_are() {
    let folder = Folder::with_feed();
    let asked = ["calibrate", "-o", "answers.tsv", "feed.txt"];
    let (status, told) = messages(&folder, &asked);
    assert_eq!((status, told.len()), (2, 1));
    assert!(!folder.path("answers.tsv").exists());
    let (status, stdout, _) = outcome(folder.doublet(&["dedup", "--log-format", "json"]).write_stdin(FEED));
    assert_eq!((status, stdout.lines().count()), (0, 2), "data stay as they are");
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_no_bar_between_objects() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path("slow")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let path = folder.path("slow");
    let writer = std::thread::spawn(move || {
        let mut pipe = std::fs::OpenOptions::new().write(true).open(path).expect("the run opens it");
        std::thread::sleep(std::time::Duration::from_secs(2));
        std::io::Write::write_all(&mut pipe, FEED.as_bytes()).expect("the run reads it");
    });
    let said = crate::on_a_terminal(&folder, "dedup slow -o kept.txt --log-format json");
    let Some((status, said)) = said else {
        // Without a terminal nobody opened the pipe to read.
        let _ = std::fs::read(folder.path("slow"));
        return;
    };
    writer.join().expect("it wrote");
    assert_eq!((status, parsed(&said).len()), (0, 1), "{said}");
}
