//! The commands of docs/pipeline.md, run as they stand there.

use std::path::Path;
use std::process::Command as System;

use crate::support::Folder;

#[test]
fn each_command_of_the_page_does_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/pipeline.md")).expect("the page is there");
    let folder = Folder::new();
    std::os::unix::fs::symlink(root.join("samples"), folder.path("samples")).expect("a link can be made");
    let program = Path::new(env!("CARGO_BIN_EXE_doublet")).parent().expect("it is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let blocks: Vec<&str> =
        page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(blocks.len() >= 4);
    for block in blocks {
        for command in block.lines() {
            let output = System::new("sh")
                .args(["-c", command])
                .current_dir(folder.path("."))
                .env("PATH", &path)
                .output()
                .expect("sh is there");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{command}: {said}");
        }
    }
    assert_eq!(folder.read("new.jsonl"), "");
    assert!(folder.read("repeats.jsonl").lines().count() > 100);
}
