//! `doublet boilerplate`, and what it lists is set aside by `doublet cluster`.

use crate::support::{Folder, outcome};

const TOWNS: [&str; 12] = [
    "Norhaven", "Averil", "Lenn", "Marlow", "Kestrel", "Tarn", "Brenna", "Serena", "Albor", "Nordau", "Lach",
    "Valbrune",
];

/// A headline of each town with a suffix.
fn folder(suffix: &str) -> Folder {
    let folder = Folder::new();
    let titles = TOWNS.map(|town| format!("Harbour of {town} reopens after the spring storm{suffix}\n"));
    folder.file("feed.txt", &titles.concat());
    folder
}

#[test]
fn what_was_learned_is_a_table_or_lines_of_json() {
    let folder = folder(" | Example Post");
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["boilerplate", "feed.txt"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert_eq!(
        stdout,
        "edge      times      said  text\n\
         back         12        12  example post\n"
    );
    let (status, stdout, stderr) =
        outcome(&mut folder.doublet(&["boilerplate", "--json", "-j", "1", "feed.txt"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert_eq!(stdout, "{\"edge\":\"back\",\"text\":\"example post\",\"times\":12,\"said\":12}\n");
}

#[test]
fn nothing_learned_is_said_in_words_and_no_lines_of_json() {
    let folder = folder("");
    let run = |command: &[&str]| outcome(&mut folder.doublet(command));
    assert_eq!(
        run(&["boilerplate", "feed.txt"]),
        (0, "nothing was learned from 12 headlines\n".to_owned(), String::new())
    );
    assert_eq!(run(&["boilerplate", "--json", "feed.txt"]), (0, String::new(), String::new()));
}

#[test]
fn what_steers_a_terminal_does_not_reach_the_table() {
    let folder = folder(" | Ex\u{1b}[31mample \u{202e}Post");
    let (status, stdout, _) = outcome(&mut folder.doublet(&["boilerplate", "feed.txt"]));
    assert_eq!(status, 0);
    assert!(!stdout.contains(['\u{1b}', '\u{202e}']), "{stdout:?}");
}

#[test]
fn boilerplate_goes_to_a_file_and_fails_as_the_other_commands_do() {
    let folder = folder(" | Example Post");
    let command = ["boilerplate", "feed.txt", "missing.txt", "--json", "-o", "learned.jsonl"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert!(stderr.contains("missing.txt"), "{stderr}");
    assert!(folder.read("learned.jsonl").contains("example post"));
    assert_eq!(outcome(&mut folder.doublet(&["boilerplate", "--no-such-option"])).0, 2);
    assert!(outcome(&mut folder.doublet(&["boilerplate", "--help"])).1.contains("Examples:"));
}

#[test]
fn a_suffix_that_was_learned_parts_nothing_and_stays_in_the_title() {
    let folder = folder(" | Example Coast Post");
    let bare = "Harbour of Lenn reopens after the spring storm";
    folder.file("bare.txt", &format!("{bare}\n"));
    let clusters = |inputs: &[&str]| {
        let command = [&["cluster", "--to", "jsonl", "--singletons"], inputs].concat();
        let (status, stdout, _) = outcome(&mut folder.doublet(&command));
        assert_eq!(status, 0);
        stdout
    };
    let both = clusters(&["feed.txt", "bare.txt"]);
    let joined = both.lines().next().expect("a cluster");
    assert!(joined.contains(&format!("\"title\":\"{bare} | Example Coast Post\"")), "{joined}");
    assert!(joined.contains(&format!("\"title\":\"{bare}\",\"similarity\":1.0")), "{joined}");
    let id = |line: &str| line.split('"').nth(3).map(str::to_owned);
    assert_eq!(id(joined), id(&clusters(&["bare.txt"])));
}
