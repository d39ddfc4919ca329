//! The page for people, from outside: what is in the file, and what a browser makes of it.

mod browser;
mod sources;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The samples of the project.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

/// Titles that try to become markup, end an element, turn the direction, or fill the page.
const HOSTILE: [&str; 6] = [
    "</script><script>document.title='broken'</script> storm closes the harbour",
    "\" onmouseover=\"document.title='broken'\" x=' storm closes the harbour",
    "<img src=x onerror=\"document.title='broken'\"> storm closes the harbour",
    "&lt;b&gt; &amp;amp; {{ 7*7 }} ${7*7} storm closes the harbour",
    "\u{202e}storm closes\u{2066} the \u{2069}harbour\u{0}\u{1b}[31m",
    "]]> --> */ \\u003cscript\\u003e storm closes the harbour",
];

/// The program, undisturbed by the surroundings of the tests.
fn doublet(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doublet"));
    command.args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DOUBLET_")) {
        command.env_remove(name);
    }
    command
}

/// A page of `input` in a folder of its own.
fn page_of(input: &Path, options: &[&str]) -> (TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("the system has room for a temporary folder");
    let path = folder.path().join("report.html");
    let input = input.to_str().expect("the path is text");
    let mut arguments = vec!["cluster", input, "-o", path.to_str().expect("the path is text")];
    arguments.extend(options);
    doublet(&arguments).assert().success();
    let page = std::fs::read_to_string(&path).expect("the page was written");
    (folder, path, page)
}

/// A feed of JSON lines in a folder of its own.
fn feed(records: impl IntoIterator<Item = serde_json::Value>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("the system has room for a temporary folder");
    let path = folder.path().join("feed.jsonl");
    let lines: Vec<String> = records.into_iter().map(|record| record.to_string()).collect();
    std::fs::write(&path, lines.join("\n")).expect("a file can be written to its own folder");
    (folder, path)
}

/// A feed in which each hostile text is a title, a source, an id and a time, twice.
fn hostile_feed() -> (TempDir, PathBuf) {
    feed(
        HOSTILE
            .iter()
            .chain(&HOSTILE)
            .map(|text| serde_json::json!({"id": text, "title": text, "source": text, "published": text})),
    )
}

/// The data of a page, between its element's tags.
fn packed(page: &str) -> &str {
    let (_, behind) = page.split_once("id=\"data\">").expect("the page has data");
    behind.split_once("</script>").expect("its element ends").0
}

/// The data of a page as its script sees it.
fn data(page: &str) -> serde_json::Value {
    let bytes = STANDARD.decode(packed(page)).expect("the data is base64");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("in it is gzip");
    serde_json::from_str(&text).expect("in that is JSON")
}

#[test]
fn the_page_names_no_address_and_its_policy_knows_its_script() {
    let (_folder, _, page) = page_of(&Path::new(SAMPLES).join("feed.jsonl"), &[]);
    let addresses = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!addresses.contains("http:") && !addresses.contains("https:") && !addresses.contains("url("));
    let links = page.match_indices("href=\"").map(|(at, name)| &page[at + name.len()..][..1]);
    assert!(
        links.into_iter().all(|first| first == "#" || first == "d"),
        "to parts of the page, and an empty icon"
    );
    assert!(!page.contains(" src=") && !page.contains("@import"));
    let (_, script) = page.rsplit_once("<script>").expect("the page has a script");
    let (script, _) = script.split_once("</script>").expect("it ends");
    let hash = format!("script-src 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    assert!(page.contains(&hash), "SCRIPT_HASH in src/report/html/mod.rs is to be {hash}");
}

#[test]
fn no_hostile_text_becomes_markup() {
    let (_folder, input) = hostile_feed();
    let (_page_folder, _, page) = page_of(&input, &[]);
    assert_eq!(page.matches("<script").count(), 2, "the data and the script");
    for tag in ["<img", "onmouseover=\"", "<b>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    let data = data(&page);
    let titles = data["clusters"].to_string();
    assert!(titles.contains("<img src=x onerror="), "it is in the data, as text");
    assert!(
        !titles.contains('\u{202e}') && !titles.contains('\u{2066}') && !titles.contains("\\u001b"),
        "{titles}"
    );
}

#[test]
fn of_a_title_of_a_hundred_kilobytes_the_beginning_is_shown() {
    let long = "storm closes the harbour ".repeat(4_000);
    let (_folder, input) = feed([0, 1].map(|id| serde_json::json!({"id": id, "title": long})));
    let (_page_folder, _, page) = page_of(&input, &[]);
    let data = data(&page);
    let kept = data["clusters"][0][1][0][0].as_str().expect("the title is text");
    assert!(kept.ends_with('…') && kept.chars().count() == 1001, "{}", kept.len());
    assert_eq!(data["clusters"][0][1][1][0], 0, "the other is the same");
}

#[test]
fn a_page_of_ten_thousand_clusters_is_small_beside_its_data() {
    let records = (0..20_000).map(|number| {
        let (story, outlet) = (number / 2, number % 40);
        let title = format!("{story:b} {}", story * 7919).replace('0', "harbour ").replace('1', "storm ");
        serde_json::json!({"id": number, "title": title, "source": format!("Outlet {outlet}"),
            "published": format!("2026-03-{:02}T{:02}:00Z", 1 + story % 28, number % 24)})
    });
    let (_folder, input) = feed(records);
    let (_page_folder, _, page) = page_of(&input, &["--numbers", "ignore", "--threshold", "1"]);
    let clusters = data(&page)["clusters"].as_array().map_or(0, Vec::len);
    assert!(clusters >= 9_900, "{clusters}");
    assert!(page.len() - packed(&page).len() < 300_000, "{}", page.len() - packed(&page).len());
}

#[test]
fn the_page_is_the_same_whatever_the_threads() {
    let input = Path::new(SAMPLES).join("feed.jsonl");
    let [one, two] = ["1", "3"].map(|threads| page_of(&input, &["-j", threads]).2);
    assert!(one == two, "the pages differ");
}

#[test]
fn what_the_input_lacks_leaves_its_panel_out_and_says_so() {
    let (_folder, input) =
        feed([0, 1].map(|_| serde_json::json!({"title": "Harbour reopens after the storm"})));
    let (_page_folder, _, page) = page_of(&input, &[]);
    for said in ["No headline has a time of publication", "No headline has a source"] {
        assert!(page.contains(said), "{said}");
    }
    let (_folder, input) = feed([serde_json::json!({"title": "Harbour reopens after the storm"})]);
    let (_page_folder, _, page) = page_of(&input, &[]);
    assert!(page.contains("There are no clusters"));
}
