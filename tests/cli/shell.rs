//! What the shell and `man` are given: scripts of completions and manual pages.

use std::path::Path;
use std::process::Command as System;

use crate::support::{Folder, outcome};

/// What a program says of itself, on both streams; none where there is no such program.
fn said(program: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let output = System::new(program).args(arguments).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    Some((output.status.success(), said.into_owned()))
}

/// Writes the script of `shell` into the folder.
fn write_script(folder: &Folder, shell: &str) -> String {
    let (status, script, stderr) = outcome(&mut folder.doublet(&["completions", shell]));
    assert_eq!((status, stderr.as_str()), (0, ""), "{shell}");
    folder.file(shell, &script);
    script
}

#[test]
fn each_shell_has_a_script_with_all_commands_that_it_can_read() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = write_script(&folder, shell);
        for name in ["cluster", "dedup", "boilerplate", "expire", "threshold"] {
            assert!(script.contains(name), "{shell}: {name}");
        }
    }
    for shell in ["bash", "zsh", "fish"] {
        let path = folder.path(shell);
        let Some((is_read, said)) = said(shell, &["-n", path.to_str().expect("a path in UTF-8")]) else {
            eprintln!("skipped: there is no {shell}");
            continue;
        };
        assert!(is_read, "{shell}: {said}");
    }
    let (status, _, stderr) = outcome(&mut folder.doublet(&["completions", "csh"]));
    assert_eq!(status, 2);
    assert!(stderr.contains("bash") && stderr.contains("fish"), "{stderr}");
}

#[test]
fn bash_completes_commands_options_values_and_the_commands_of_an_index() {
    let folder = Folder::new();
    write_script(&folder, "bash");
    for (words, completed) in [
        (&["cl"][..], "cluster\n"),
        (&["cluster", "--thresh"], "--threshold\n"),
        (&["cluster", "--method", ""], "minhash\nsimhash\nexact\n"),
        (&["dedup", "--updates", ""], "keep\ndrop\nmark\n"),
        (&["index", "exp"], "expire\nexport\n"),
    ] {
        let current = words.last().expect("there is a word");
        let before = words.iter().rev().nth(1).unwrap_or(&"doublet");
        let script = format!(
            "source ./bash; COMP_WORDS=(doublet {}); COMP_CWORD={}; _doublet doublet '{current}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.join(" ").replace("  ", " ''"),
            words.len()
        );
        let Ok(output) = System::new("bash").args(["-c", &script]).current_dir(folder.path(".")).output()
        else {
            eprintln!("skipped: there is no bash");
            return;
        };
        assert_eq!(String::from_utf8_lossy(&output.stdout), completed, "{words:?}");
    }
}

/// What is wrong with a page of the manual; none where nothing can tell.
fn faults(page: &Path) -> Option<String> {
    let page = page.to_str().expect("a path in UTF-8");
    if let Some((_, said)) = said("mandoc", &["-T", "lint", "-W", "error", page]) {
        return Some(said);
    }
    said("groff", &["-man", "-ww", "-z", page]).map(|(_, said)| said)
}

#[test]
fn the_manual_is_a_page_a_command_without_a_fault() {
    let folder = Folder::new();
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["man", "-o", "deep/man1"]));
    assert_eq!((status, stdout.as_str(), stderr.as_str()), (0, "", ""));
    let (status, page, _) = outcome(&mut folder.doublet(&["man"]));
    assert_eq!((status, page.as_str()), (0, folder.read("deep/man1/doublet.1").as_str()));
    for (name, told) in [
        ("doublet", "doublet\\-cluster(1)"),
        ("doublet-cluster", "\\-\\-threshold"),
        ("doublet-index", "doublet\\-index\\-expire(1)"),
        ("doublet-index-expire", "\\-\\-window"),
    ] {
        let page = folder.read(&format!("deep/man1/{name}.1"));
        assert!(page.contains(told), "{name}: {page}");
    }
    for entry in std::fs::read_dir(folder.path("deep/man1")).expect("the folder was made") {
        let path = entry.expect("an entry can be read").path();
        let Some(faults) = faults(&path) else {
            eprintln!("skipped: there is neither mandoc nor groff");
            return;
        };
        assert_eq!(faults, "", "{}", path.display());
    }
}

#[test]
fn a_manual_that_cannot_be_written_is_a_failed_run() {
    let folder = Folder::with_feed();
    let (status, _, stderr) = outcome(&mut folder.doublet(&["man", "-o", "feed.txt"]));
    assert_eq!(status, 1);
    assert!(stderr.starts_with("doublet: cannot make the folder feed.txt: "), "{stderr}");
}
