//! Where a report goes: closed pipes, full disks, and files that are replaced.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command as System, Stdio};

use crate::support::{FEED, Folder, outcome};

/// The permission bits of `name`.
fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.path(name)).expect("the file is there").permissions().mode() & 0o777
}

#[test]
fn a_reader_that_closes_the_pipe_has_seen_enough() {
    let folder = Folder::new();
    // Far more than a pipe holds, so that the program is still writing when `head` ends.
    let titles =
        (0..20_000).map(|number| format!("Harbour {number} reopens after the storm of year {number}\n"));
    folder.file("feed.txt", &titles.collect::<String>());
    for form in ["jsonl", "json", "csv", "table"] {
        let mut doublet = System::new(env!("CARGO_BIN_EXE_doublet"))
            .args(["cluster", "--singletons", "--to", form, "feed.txt"])
            .current_dir(folder.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        drop(doublet.stdout.take());
        let output = doublet.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{form}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{form}");
    }
}

#[test]
fn a_full_disk_is_a_failed_run_that_names_the_target() {
    let folder = Folder::with_feed();
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = System::new(env!("CARGO_BIN_EXE_doublet"))
        .args(["cluster", "feed.txt"])
        .current_dir(folder.path("."))
        .stdout(full)
        .output()
        .expect("the program can be started");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.starts_with("doublet: cannot write standard output: No space left on device"), "{stderr}");
    let (status, _, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "/dev/full"]));
    assert_eq!(status, 1);
    assert!(stderr.starts_with("doublet: cannot write /dev/full: No space left on device"), "{stderr}");
}

#[test]
fn the_extension_of_the_output_tells_its_form() {
    let folder = Folder::with_feed();
    for (name, begins) in [
        ("out.json", "{\"totals\":{"),
        ("out.jsonl", "{\"cluster\":\""),
        ("out.ndjson", "{\"cluster\":\""),
        ("out", "{\"cluster\":\""),
        ("out.csv", "cluster,size,representative,id,title,"),
        ("out.txt", "2 headlines"),
    ] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", name]));
        assert_eq!((status, stdout.as_str(), stderr.as_str()), (0, "", ""), "{name}");
        assert!(folder.read(name).starts_with(begins), "{name}: {}", folder.read(name));
        assert_eq!(mode(&folder, name), mode(&folder, "feed.txt"), "as any new file");
    }
    assert_eq!(
        folder.names(),
        ["feed.txt", "out", "out.csv", "out.json", "out.jsonl", "out.ndjson", "out.txt"]
    );
}

#[test]
fn an_extension_that_names_no_form_is_wrong_usage_and_writes_nothing() {
    let folder = Folder::with_feed();
    for name in ["out.xlsx", "out.xml", "out.jsonl.gz"] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", name]));
        assert_eq!((status, stdout.as_str()), (2, ""), "{name}");
        assert!(stderr.starts_with(&format!("doublet: -o {name}: no form has the extension .")), "{stderr}");
        assert!(
            stderr.contains("the extensions are .jsonl, .ndjson, .json, .csv, .html, .htm, .parquet, .txt"),
            "{stderr}"
        );
    }
    assert_eq!(folder.names(), ["feed.txt"]);
    let (status, _, _) =
        outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "out.xml", "--to", "csv"]));
    assert_eq!((status, folder.read("out.xml").starts_with("cluster,size,")), (0, true));
}

#[test]
fn a_file_is_replaced_with_its_permissions_and_through_its_links() {
    let folder = Folder::with_feed();
    folder.file("old.jsonl", "the report of the last run");
    fs::set_permissions(folder.path("old.jsonl"), fs::Permissions::from_mode(0o640)).expect("its owner may");
    symlink("old.jsonl", folder.path("link.jsonl")).expect("a link can be made");
    symlink("new.jsonl", folder.path("dangling.jsonl")).expect("a link can be made");
    for output in ["link.jsonl", "dangling.jsonl"] {
        assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", output])).0, 0);
    }
    assert!(folder.read("old.jsonl").starts_with("{\"cluster\""));
    assert_eq!(folder.read("old.jsonl"), folder.read("new.jsonl"));
    assert_eq!(mode(&folder, "old.jsonl"), 0o640);
    let is_link = |name| fs::symlink_metadata(folder.path(name)).expect("it is there").is_symlink();
    assert!(is_link("link.jsonl") && is_link("dangling.jsonl"));
}

#[test]
fn a_failed_run_leaves_the_last_report_as_it_was() {
    let folder = Folder::with_feed();
    folder.file("out.jsonl", "the report of the last run");
    let (status, _, stderr) =
        outcome(&mut folder.doublet(&["cluster", "--strict", "feed.txt", "missing.txt", "-o", "out.jsonl"]));
    assert_eq!(status, 1, "{stderr}");
    assert_eq!(folder.read("out.jsonl"), "the report of the last run");
    assert_eq!(folder.names(), ["feed.txt", "out.jsonl"]);
}

#[test]
fn devices_and_named_pipes_are_written_directly() {
    let folder = Folder::with_feed();
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "/dev/null"])).0, 0);
    let made = System::new("mkfifo").arg(folder.path("pipe")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let reader =
        System::new("cat").arg(folder.path("pipe")).stdout(Stdio::piped()).spawn().expect("cat is there");
    assert_eq!(outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "pipe"])).0, 0);
    let read = reader.wait_with_output().expect("cat ends with its input");
    assert!(read.stdout.starts_with(b"{\"cluster\""));
}

#[test]
fn an_output_that_cannot_be_made_is_a_failed_run() {
    let folder = Folder::with_feed();
    for output in ["no-such-folder/out.jsonl", "feed.txt/out.jsonl", "."] {
        let (status, _, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", output]));
        assert_eq!(status, 1, "{output}");
        assert!(stderr.starts_with(&format!("doublet: cannot write {output}: ")), "{stderr}");
    }
    assert_eq!(folder.read("feed.txt"), FEED);
}

#[test]
fn a_report_of_nothing_replaces_no_report() {
    let folder = Folder::with_feed();
    for command in ["cluster", "boilerplate"] {
        folder.file("out.jsonl", "of yesterday\n");
        let (status, stdout, stderr) =
            outcome(&mut folder.doublet(&[command, "missing.txt", "-o", "out.jsonl"]));
        assert_eq!((status, stdout.as_str()), (1, ""));
        assert!(stderr.contains("missing.txt"), "{stderr}");
        assert_eq!(folder.read("out.jsonl"), "of yesterday\n", "{command}");
    }
}

#[test]
fn a_dash_is_standard_output() {
    let folder = Folder::with_feed();
    let there = outcome(&mut folder.doublet(&["cluster", "feed.txt", "--to", "jsonl"]));
    for name in ["-", "/dev/stdout"] {
        let command = ["cluster", "feed.txt", "--to", "jsonl", "-o", name];
        assert_eq!(outcome(&mut folder.doublet(&command)), there, "{name}");
    }
    assert!(!folder.path("-").exists());
}

#[test]
fn an_input_is_not_written_over() {
    let folder = Folder::with_feed();
    let before = folder.read("feed.txt");
    for arguments in [
        &["cluster", "feed.txt", "-o", "./feed.txt"][..],
        &["dedup", "feed.txt", "-o", "feed.txt"],
        &["dedup", "feed.txt", "--dropped", "feed.txt"],
        &["boilerplate", "feed.txt", "-o", "feed.txt"],
    ] {
        let (status, _, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!(status, 2, "{arguments:?}");
        assert!(stderr.contains("which is an input; name another file"), "{stderr}");
        assert_eq!(folder.read("feed.txt"), before);
    }
    fs::hard_link(folder.path("feed.txt"), folder.path("same.txt")).expect("a link can be made");
    for arguments in [
        &["cluster", "-", "-o", "feed.txt"][..],
        &["dedup", "-o", "feed.txt"],
        &["dedup", "--dropped", "same.txt"],
    ] {
        let feed = fs::File::open(folder.path("feed.txt")).expect("it is there");
        let mut command = System::new(env!("CARGO_BIN_EXE_doublet"));
        let command = command.args(arguments).current_dir(folder.path(".")).stdin(feed);
        let output = command.output().expect("the program can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr.contains("which is an input; name another file"), "{stderr}");
        assert_eq!(folder.read("feed.txt"), before);
    }
}

#[test]
fn an_index_is_not_written_over() {
    let folder = Folder::with_feed();
    let dedup = ["dedup", "feed.txt", "--index", "seen", "-o", "kept.txt"];
    assert_eq!(outcome(&mut folder.doublet(&dedup)).0, 0);
    let before = std::fs::read(folder.path("seen/index.redb")).expect("it was made");
    symlink("seen/index.redb", folder.path("link.txt")).expect("a link can be made");
    for arguments in [
        &["dedup", "feed.txt", "--index", "seen", "-o", "seen/index.redb"][..],
        &["dedup", "feed.txt", "--index", "seen", "-o", "link.txt"],
        &["dedup", "feed.txt", "--index", "unborn", "-o", "unborn/index.redb"],
        &["dedup", "feed.txt", "--index", "./seen/", "--dropped", "seen/../seen/dropped.txt"],
        &["index", "export", "seen", "-o", "seen/index.redb"],
    ] {
        let (status, _, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!(status, 2, "{arguments:?}");
        assert!(stderr.contains("which is in the index; name a file of another folder"), "{stderr}");
        assert_eq!(std::fs::read(folder.path("seen/index.redb")).expect("it is there"), before);
    }
}

#[test]
fn dates_that_are_not_understood_are_told_where_they_decide() {
    let folder = Folder::with_feed();
    let record = |id: &str, published: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"Harbour reopens after storm\",\"published\":\"{published}\"}}\n"
        )
    };
    let feed = [record("a", "2026-03-01 21:00 IST"), record("b", "1 March 2026 15:30")].concat();
    folder.file("dated.jsonl", &feed);
    let (status, out, stderr) = outcome(&mut folder.doublet(&["cluster", "dated.jsonl", "--to", "jsonl"]));
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("1 headline in clusters has a date that is not understood"), "{stderr}");
    assert!(out.contains("\"b\"") && out.find("\"b\"") < out.find("\"a\""), "{out}");
    let longest = ["cluster", "dated.jsonl", "--keep", "longest"];
    assert!(outcome(&mut folder.doublet(&longest)).2.is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = Folder::with_feed();
    let (status, _, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt", "-o", "gone/out.csv"]));
    let said = "doublet: cannot write gone/out.csv: there is no folder gone; make it first\n";
    assert_eq!((status, stderr.as_str()), (1, said));
}
