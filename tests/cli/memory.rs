//! A run that may take little memory: the same report, by way of the disk.

use crate::support::{Folder, outcome};

/// The sample feed in a folder, and another folder for what does not fit in memory.
fn folders() -> (Folder, Folder) {
    let folder = Folder::new();
    let sample = format!("{}/samples/feed.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(sample, folder.path("feed.jsonl"))
        .expect("the samples have a feed, and the folder takes a file");
    (folder, Folder::new())
}

#[test]
#[cfg(unix)]
fn a_limit_on_files_does_not_end_the_run() {
    let (folder, disk) = folders();
    let program = env!("CARGO_BIN_EXE_doublet");
    let run = |memory: &str| {
        let line = format!("ulimit -f 10; exec '{program}' cluster --to jsonl --memory {memory} feed.jsonl");
        let mut shell = assert_cmd::Command::new("sh");
        shell.current_dir(folder.path("")).env("TMPDIR", disk.path("")).args(["-c", &line]);
        outcome(&mut shell)
    };
    let (status, report, said) = run("0");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("File too large"), "{said}");
    assert_eq!(run("1GiB"), (0, report, String::new()));
}

#[test]
fn the_report_is_the_same_however_little_memory_there_is() {
    let (folder, disk) = folders();
    for options in [
        &["--to", "jsonl", "--relations"][..],
        &["--to", "csv", "--method", "simhash", "--keep", "longest"],
        &["--to", "json", "--method", "exact", "--keep", "central", "--singletons"],
    ] {
        let run = |memory: &[&str]| {
            let mut command = folder.doublet(&[&["cluster", "feed.jsonl"], options, memory].concat());
            outcome(command.env("TMPDIR", disk.path("")))
        };
        let (status, report, stderr) = run(&[]);
        assert_eq!((status, stderr.as_str()), (0, ""));
        for memory in ["0", "20k", "1GiB"] {
            assert!(
                run(&["--memory", memory]) == (0, report.clone(), String::new()),
                "{options:?} in {memory}"
            );
        }
    }
    assert_eq!(disk.names(), [""; 0], "nothing is left behind");
}

#[test]
#[cfg(unix)]
fn what_went_to_disk_is_said_when_asked() {
    let (folder, disk) = folders();
    let run = |memory: &str| {
        let arguments = ["cluster", "-v", "--memory", memory, "feed.jsonl", "-o", "report.csv"];
        outcome(folder.doublet(&arguments).env("TMPDIR", disk.path(""))).2
    };
    let said = run("0");
    assert!(said.contains(&format!("kB went to {}", disk.path("").display())), "{said}");
    assert!(!run("1GiB").contains(" went to "));
}

#[test]
#[cfg(unix)]
fn where_nothing_can_be_written_the_run_goes_on_in_memory_and_says_so() {
    let (folder, _) = folders();
    let run = |memory: &str| {
        let mut command = folder.doublet(&["cluster", "--to", "jsonl", "--memory", memory, "feed.jsonl"]);
        outcome(command.env("TMPDIR", folder.path("nowhere")))
    };
    let (status, report, said) = run("0");
    assert_eq!(status, 0);
    assert!(
        said.starts_with(&format!("doublet: cannot write to {}", folder.path("nowhere").display())),
        "{said}"
    );
    assert!(said.contains("No such file or directory") && said.contains("TMPDIR"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(run("1GiB"), (0, report, String::new()), "no file is made where none is needed");
}

#[test]
fn what_is_no_size_is_refused() {
    let (folder, _) = folders();
    for memory in ["", "lots", "8", "-1G", "5 bananas"] {
        let (status, _, said) =
            outcome(&mut folder.doublet(&["cluster", &format!("--memory={memory}"), "feed.jsonl"]));
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("--memory") && said.contains("write 8G"), "{said}");
    }
}
