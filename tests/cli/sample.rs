//! The samples that the program carries.

use std::path::Path;

use crate::support::{Folder, outcome};

/// The samples of the repository, by name.
fn of_the_repository() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the samples are there")
        .map(|entry| entry.expect("an entry can be read").path())
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, std::fs::read(path).expect("a sample can be read"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn all_samples_are_written_as_they_are_and_twice_is_once() {
    let folder = Folder::new();
    for _ in 0..2 {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&["sample", "deep/er"]));
        assert_eq!((status, stderr.as_str()), (0, ""));
        assert!(stdout.contains("doublet cluster deep/er/feed.jsonl "), "{stdout}");
        let mut written: Vec<String> = std::fs::read_dir(folder.path("deep/er"))
            .expect("the folder was made")
            .map(|entry| entry.expect("an entry can be read").file_name().to_string_lossy().into_owned())
            .collect();
        written.sort();
        let samples = of_the_repository();
        assert_eq!(written, samples.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        for (name, content) in samples {
            let found = std::fs::read(folder.path("deep/er").join(&name)).expect("it was written");
            assert!(found == content, "{name}");
        }
    }
}

#[test]
fn a_file_of_another_content_is_overwritten_only_when_that_is_asked_for() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("samples")).expect("a folder can be made");
    folder.file("samples/feed.csv", "mine\n");
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["sample"]));
    assert_eq!((status, stdout.as_str()), (1, ""));
    let said = "doublet: samples: feed.csv is there already, with another content; name another folder, or \
                overwrite with --force\n";
    assert_eq!(stderr, said);
    assert_eq!(folder.read("samples/feed.csv"), "mine\n");
    assert!(!folder.path("samples/feed.jsonl").exists(), "all or nothing");
    assert_eq!(outcome(&mut folder.doublet(&["sample", "--force"])).0, 0);
    assert!(folder.read("samples/feed.csv").starts_with("id,title,"));
}

#[cfg(unix)]
#[test]
fn each_command_that_is_proposed_can_be_pasted_into_a_shell() {
    let folder = Folder::new();
    let (status, stdout, _) = outcome(&mut folder.doublet(&["sample", "it's $(rm) here"]));
    assert_eq!(status, 0);
    let commands: Vec<&str> = stdout.lines().filter(|line| line.starts_with("  doublet ")).collect();
    assert!(commands.len() >= 5, "{stdout}");
    for command in commands {
        let command = command.replacen("doublet", env!("CARGO_BIN_EXE_doublet"), 1);
        let output =
            std::process::Command::new("sh").args(["-c", &command]).current_dir(folder.path(".")).output();
        let output = output.expect("sh is there");
        assert!(output.status.success() && !output.stdout.is_empty(), "{command}");
    }
}
