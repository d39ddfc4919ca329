//! Feeds as the command reads them: samples, lists of feeds, and what is served in their place.

use super::cluster_sizes;
use super::support::{Folder, outcome};

/// The path of a sample.
fn sample(name: &str) -> String {
    format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_sample_feeds_are_one_corpus() {
    let folder = Folder::new();
    let (rss, atom) = (sample("feed.rss"), sample("feed.atom"));
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", &rss, &atom]));
    assert_eq!((status, cluster_sizes(&stdout)), (0, vec![3, 2]), "{stderr}");
    assert!(stderr.starts_with(&format!("{rss}:26: the item has no title; ")), "{stderr}");
    assert!(stdout.contains(
        "\"id\":\"hp-506\",\"title\":\"Storm closes the Valle bridge for a week\",\"source\":\"Harbour Post\""
    ));
}

#[test]
fn dedup_writes_the_items_of_a_feed_as_lines_of_json() {
    let folder = Folder::new();
    let command = ["dedup", "-q", &sample("feed.rss"), &sample("feed.atom")];
    let (status, kept, stderr) = outcome(&mut folder.doublet(&command));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert_eq!(kept.lines().count(), 5, "{kept}");
    assert!(kept.starts_with(
        "{\"id\":\"hp-501\",\"title\":\"Storm closes the Valle bridge for a week – Harbour Post\",\"source\":\"Harbour Post\",\
         \"published\":\"2025-03-17T05:20:00Z\",\"link\":\"https://harbour-post.example/2025/valle-bridge\"}\n"
    ));
    let (_, annotated, _) = outcome(folder.doublet(&command).arg("--annotate"));
    assert_eq!(annotated.lines().count(), 8);
    assert!(annotated.contains("\"doublet\":{\"status\":\"duplicate\",\"of\":\"hp-501\""), "{annotated}");
    // What was written is read as any other JSON, and comes to the same.
    folder.file("kept.jsonl", &kept);
    assert_eq!(outcome(&mut folder.doublet(&["dedup", "-q", "kept.jsonl"])).1, kept);
}

#[test]
fn dedup_of_a_feed_goes_on_where_an_index_left_it() {
    let folder = Folder::new();
    let command =
        ["dedup", "-q", "--index", "seen", "--window", "all", "-o", "new.jsonl", &sample("feed.atom")];
    assert_eq!(outcome(&mut folder.doublet(&command)).0, 0);
    assert_eq!(folder.read("new.jsonl").lines().count(), 3);
    assert_eq!(outcome(&mut folder.doublet(&command)).0, 0);
    assert_eq!(folder.read("new.jsonl"), "", "all of it was seen");
}

#[test]
fn a_feed_comes_through_a_pipe() {
    let folder = Folder::new();
    let atom = std::fs::read_to_string(sample("feed.atom")).expect("the sample is there");
    let (status, stdout, stderr) = outcome(folder.doublet(&["dedup", "-q", "-"]).write_stdin(atom));
    assert_eq!((status, stdout.lines().count(), stderr.as_str()), (0, 3, ""));
}

#[test]
fn a_list_of_feeds_tells_what_is_to_be_fetched() {
    let folder = Folder::new();
    folder.file("a.rss", "<rss><channel><item><title>Harbour reopens</title></item></channel></rss>");
    folder.file(
        "feeds.opml",
        "<opml><body>\n<outline xmlUrl='a.rss'/>\n<outline xmlUrl='https://x.example/feed'/></body></opml>",
    );
    let (status, stdout, stderr) =
        outcome(&mut folder.doublet(&["cluster", "--singletons", "--to", "jsonl", "feeds.opml"]));
    assert_eq!((status, cluster_sizes(&stdout)), (0, vec![1]));
    assert!(
        stderr
            .starts_with("feeds.opml:3: the outline names https://x.example/feed, and nothing is fetched; "),
        "{stderr}"
    );
    assert!(stdout.contains("\"id\":\"a.rss:1\""), "{stdout}");
}

#[test]
fn xml_is_never_read_as_lines_of_text() {
    let folder = Folder::new();
    folder.file("map.xml", "<?xml version=\"1.0\"?>\n<urlset>\n<url>https://x.example/</url>\n</urlset>\n");
    folder.file("feed.rss", "<!doctype html>\n<title>Moved</title>\n");
    for (name, what) in
        [("map.xml", "this is XML with the root <urlset>"), ("feed.rss", "this is an HTML page")]
    {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", name]));
        assert_eq!((status, stdout.as_str()), (1, ""), "{name}");
        assert!(stderr.starts_with(&format!("doublet: {name}: {what}")), "{stderr}");
    }
}

#[test]
fn a_title_of_the_feed_that_is_not_closed_takes_no_item_with_it() {
    let folder = Folder::new();
    let item = "<item><title>Storm closes the Valle bridge</title></item>";
    let feed = |rest: &str| format!("<rss><channel><title>Harbour Post{rest}{item}{item}</channel></rss>");
    for rest in ["", "<link>https://harbour-post.example</link>"] {
        folder.file("feed.rss", &feed(rest));
        let (status, stdout, stderr) =
            outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed.rss"]));
        assert_eq!((status, cluster_sizes(&stdout)), (0, vec![2]), "{stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_list_of_feeds_waits_for_no_pipe() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe")).status();
    assert!(made.expect("mkfifo is there").success());
    folder.file("list.opml", "<opml version=\"2.0\"><body><outline xmlUrl=\"pipe\"/></body></opml>");
    let (_, _, stderr) = outcome(&mut folder.doublet(&["cluster", "list.opml"]));
    assert!(
        stderr.starts_with("list.opml:1: the outline names pipe, which is no regular file; "),
        "{stderr}"
    );
}
