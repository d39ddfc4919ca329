//! A folder with files in it, and the program run in that folder as a whole process.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

/// Two headlines that are the same, and a third that is not.
pub(crate) const FEED: &str =
    "Harbour reopens after the storm\nFerry runs again\nHarbour reopens after the storm\n";

/// A folder of its own for each test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().expect("the system has room for a temporary folder"))
    }

    /// A folder with [`FEED`] in `feed.txt`.
    pub(crate) fn with_feed() -> Self {
        let folder = Self::new();
        folder.file("feed.txt", FEED);
        folder
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("a file can be written to its own folder");
    }

    /// What a file holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// The path of `name` in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder can be listed");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program with these arguments, in this folder, its surroundings the same on every machine.
    pub(crate) fn doublet(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doublet"));
        command.current_dir(self.0.path()).args(arguments);
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("DOUBLET_") {
                command.env_remove(variable);
            }
        }
        command
    }
}

/// What a finished run left: exit status, standard output, standard error.
pub(crate) fn outcome(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program can be started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    (output.status.code().expect("the program was not killed"), text(output.stdout), text(output.stderr))
}
