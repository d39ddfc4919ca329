//! The commands of docs/pipeline.md and docs/operating.md, run as they stand there.

use std::path::Path;
use std::process::Command as System;

use crate::support::Folder;

/// Runs each block of commands of a page in `folder`, and tells how many there are.
fn run_commands_of(page: &str, folder: &Folder) -> usize {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page is there");
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
    assert!(run_commands_of("docs/pipeline.md", &folder) >= 4);
    assert_eq!(folder.read("new.jsonl"), "");
    assert!(folder.read("repeats.jsonl").lines().count() > 100);
}

#[test]
fn each_command_of_the_page_on_operating_does_what_it_says() {
    let folder = Folder::new();
    assert!(run_commands_of("docs/operating.md", &folder) >= 4);
    assert!(folder.read("completions/_doublet").starts_with("#compdef doublet"));
    assert!(folder.path("man1/doublet-index-expire.1").exists());
    assert!(folder.read("unique.jsonl").lines().count() > 300);
}
