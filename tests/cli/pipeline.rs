//! The commands of docs/pipeline.md, docs/operating.md and the first minutes of the README, run as they stand there.

use std::path::Path;
use std::process::Command as System;

use crate::support::Folder;

/// A page of the project.
fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the page is there")
}

/// Runs each block of commands of a page in `folder`, and tells how many there are.
fn run_commands_of(page: &str, folder: &Folder) -> usize {
    let program = Path::new(env!("CARGO_BIN_EXE_doublet")).parent().expect("it is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let blocks: Vec<&str> =
        page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    for command in blocks.iter().flat_map(|block| block.lines()) {
        let output = System::new("sh")
            .args(["-c", command])
            .current_dir(folder.path("."))
            .env("PATH", &path)
            .output()
            .expect("sh is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
    blocks.len()
}

#[test]
fn each_command_of_the_page_on_pipelines_does_what_it_says() {
    let folder = Folder::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    std::os::unix::fs::symlink(samples, folder.path("samples")).expect("a link can be made");
    assert!(run_commands_of(&page("docs/pipeline.md"), &folder) >= 4);
    assert_eq!(folder.read("new.jsonl"), "");
    assert!(folder.read("repeats.jsonl").lines().count() > 100);
}

#[test]
fn each_command_of_the_page_on_operating_does_what_it_says() {
    let folder = Folder::new();
    assert!(run_commands_of(&page("docs/operating.md"), &folder) >= 4);
    assert!(folder.read("completions/_doublet").starts_with("#compdef doublet"));
    assert!(folder.path("man1/doublet-index-expire.1").exists());
    assert!(folder.read("unique.jsonl").lines().count() > 300);
}

/// What the README has an editor, an analyst and an operator do in their first minutes.
fn first_minutes() -> String {
    let readme = page("README.md");
    let (_, section) = readme.split_once("## Five minutes as an editor").expect("the section is there");
    section.split("\n## ").next().unwrap_or_default().to_owned()
}

/// What these commands leave behind.
fn check_first_minutes(folder: &Folder) {
    assert!(folder.read("report.html").ends_with("</html>\n"));
    assert!(std::fs::read(folder.path("clusters.parquet")).expect("it was written").starts_with(b"PAR1"));
    assert!(folder.read("clusters.csv").starts_with("\u{feff}cluster,size,representative,"));
    assert!(folder.read("new.jsonl").lines().count() > 300);
    assert_eq!(folder.read("again.jsonl"), "");
}

#[test]
fn the_first_minutes_of_the_readme_do_what_they_say() {
    let folder = Folder::new();
    assert!(run_commands_of(&first_minutes(), &folder) >= 4);
    check_first_minutes(&folder);
}

#[test]
fn the_first_minutes_of_the_readme_do_the_same_with_real_headlines_in_arabic() {
    let shared = std::env::var_os("DOUBLET_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), std::path::PathBuf::from);
    let corpus = shared.join("eval/headlines-ar.jsonl.gz");
    if !corpus.is_file() {
        println!("skipped: no corpora in {}", shared.display());
        return;
    }
    let folder = Folder::new();
    std::os::unix::fs::symlink(corpus, folder.path("headlines-ar.jsonl.gz")).expect("a link can be made");
    let commands = first_minutes().replace("samples/feed.jsonl", "headlines-ar.jsonl.gz");
    assert!(run_commands_of(&commands, &folder) >= 4);
    check_first_minutes(&folder);
}
