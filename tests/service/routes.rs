//! What each route answers, beside the command that says the same.

use std::fs;

use crate::served::{Served, record, records};
use crate::support::{Folder, outcome};

fn feed() -> String {
    fs::read_to_string(format!("{}/samples/feed.jsonl", env!("CARGO_MANIFEST_DIR"))).expect("it is there")
}

#[test]
fn a_feed_is_answered_with_the_bytes_that_dedup_annotates() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed());
    let (status, expected, _) =
        outcome(&mut folder.doublet(&["dedup", "--annotate", "--index", "other", "feed.jsonl"]));
    assert_eq!(status, 0);
    let served = Served::start(&folder, &[]);
    let answer = served.post("/v1/dedup", feed());
    assert_eq!((answer.status, answer.kind.as_str()), (200, "application/x-ndjson"));
    assert_eq!(answer.body, expected);
    // What came in one request and what comes in many is the same.
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let agent = Served::agent();
    let parts: String = feed().lines().map(|line| served.post_by(&agent, "/v1/dedup", line).body).collect();
    assert_eq!(parts, expected);
}

#[test]
fn query_and_compare_say_what_the_commands_say_and_others_may_read_beside_the_service() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    served.post("/v1/dedup", feed());
    let titles =
        ["Fire at Port Averil grain terminal kills 5", "跨海大桥将于六月通车", "", "nothing of the kind"];
    for limit in ["1", "10"] {
        let (status, expected, _) =
            outcome(folder.doublet(&["query", "--index", "seen", "--json", "-n", limit]).args(titles));
        assert_eq!(status, 0);
        let body = serde_json::json!({"titles": titles, "limit": limit.parse::<u32>().expect("a number")});
        assert_eq!(served.post("/v1/query", body.to_string()).body, expected);
    }
    let pair = ["5 hurt in Port Averil crash", "15 hurt in Port Averil crash"];
    let (_, expected, _) = outcome(folder.doublet(&["compare", "--json"]).args(pair));
    let body = serde_json::json!({"first": pair[0], "second": pair[1]});
    let answer = served.post("/v1/compare", body.to_string());
    assert_eq!((answer.body, answer.kind.as_str()), (expected, "application/json"));
    let (status, counted, _) = outcome(&mut folder.doublet(&["index", "stats", "seen", "--json"]));
    assert!(status == 0 && counted.contains("\"items\":4"), "{counted}");
}

#[test]
fn a_question_that_makes_no_sense_is_told_where() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    for (path, body, said) in [
        ("/v1/query", "{\"titles\": [1]}", "string"),
        ("/v1/query", "{\"titles\": [\"a\"], \"limit\": 0}", "asks for nothing"),
        ("/v1/query", "{\n\"title\": \"a\"}", "unknown field"),
        ("/v1/query", "", "EOF"),
        ("/v1/query", &serde_json::json!({"titles": vec!["a"; 1001]}).to_string(), "at once"),
        ("/v1/compare", "{\"first\": \"a\"}", "second"),
        (
            "/v1/compare",
            &serde_json::json!({"first": "a".repeat(10_001), "second": "b"}).to_string(),
            "10001 bytes",
        ),
        ("/v1/dedup?titel=a", "{}", "titel"),
        ("/v1/dedup?strict=perhaps", "{}", "strict"),
    ] {
        let answer = served.post(path, body);
        assert_eq!(answer.problem(), (400, "bad-request".to_owned()), "{path} {body}");
        assert!(answer.body.contains(said), "{path}: {}", answer.body);
    }
    assert_eq!(served.post("/v1/query", "{\n\"title\": \"a\"}").values()[0]["line"], 2);
}

#[test]
fn what_was_taken_out_is_new_again_and_what_is_not_there_is_told() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let odd = "{\"id\":\"a/b c?\",\"title\":\"Minister resigns over the grain deal\"}\n";
    assert_eq!(served.post("/v1/dedup", record(1) + odd).statuses(), ["new", "new"]);
    assert_eq!(served.delete("/v1/items/1").status, 204);
    assert_eq!(served.delete("/v1/items/1").problem(), (404, "no-such-item".to_owned()));
    assert_eq!(served.delete("/v1/items/a%2Fb%20c%3F").status, 204);
    assert_eq!(served.post("/v1/dedup", record(1) + odd).statuses(), ["new", "new"]);
    assert_eq!(served.post("/v1/dedup", record(1) + odd).statuses(), ["duplicate", "duplicate"]);
    assert_eq!(served.delete("/v1/items/%ff").problem(), (400, "bad-request".to_owned()));
}

#[test]
fn fields_are_those_of_the_request_else_those_of_the_service() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--title", "article.headline", "--id", "guid"]);
    let nested = "{\"guid\":7,\"article\":{\"headline\":\"Ferry runs again after the storm\"}}\n";
    assert_eq!(served.post("/v1/dedup", nested).statuses(), ["new"]);
    let flat = "{\"key\":8,\"name\":\"Ferry runs again, after the storm\"}\n";
    let answer = served.post("/v1/dedup?title=name&id=key", flat);
    assert_eq!(answer.values()[0]["doublet"]["of"], "7");
    assert_eq!(served.post("/v1/dedup", flat).statuses(), ["error"]);
}

#[test]
fn a_bad_line_is_answered_in_its_place_and_spoils_no_other() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let mut body = b"\xef\xbb\xbf".to_vec();
    body.extend(record(1).bytes());
    body.extend(b"\r\n{\"title\": \"cut\n[1]\n{\"title\": null}\n{\"name\": \"x\"}\n\xff\xfe\n");
    body.extend(record(2).trim_end().bytes());
    body.extend(b"\r\n{\"title\":\"Ferry\",\"doublet\":1}\n");
    body.extend(record(1).trim_end().bytes());
    let answer = served.post("/v1/dedup", body);
    assert_eq!(
        answer.statuses(),
        ["new", "error", "error", "error", "error", "error", "new", "error", "duplicate"]
    );
    let values = answer.values();
    let lines: Vec<u64> = values.iter().filter_map(|value| value["doublet"]["line"].as_u64()).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 9]);
    for (place, said) in
        [(1, "not valid JSON"), (3, "the title is null"), (4, "with ?title="), (5, "UTF-8"), (7, "already")]
    {
        let detail = values[place]["doublet"]["detail"].as_str().expect("it has one");
        assert!(detail.contains(said) && detail.contains("; "), "{detail}");
    }
    let lines: Vec<&str> = answer.body.split_inclusive('\n').collect();
    assert!(lines[6].ends_with("}\r\n") && lines[8].ends_with("}\n"), "ends of lines stay: {lines:?}");
    assert!(served.get("/metrics").body.contains("doublet_bad_lines_total 6"));
    assert_eq!(served.post("/v1/dedup", "").body, "");
    assert_eq!(served.post("/v1/dedup", "\n \n\r\n").body, "");
}

#[test]
fn a_strict_request_is_refused_whole_and_names_the_line() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let answer = served.post("/v1/dedup?strict=true", record(1) + "\n{}\nno\n");
    assert_eq!(answer.problem(), (422, "bad-line".to_owned()));
    assert_eq!(answer.values()[0]["line"], 3);
    assert_eq!(served.post("/v1/dedup?strict=true", records(1..3)).statuses(), ["new", "new"]);
    assert_eq!(served.post("/v1/dedup", records(1..3)).statuses(), ["duplicate", "duplicate"]);
}

#[test]
fn health_readiness_and_figures_are_there() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    assert_eq!(served.get("/healthz").body, "ok\n");
    assert_eq!(served.get("/readyz").body, "ready\n");
    served.post("/v1/dedup", records(0..20) + &record(0));
    served.get("/nowhere");
    let metrics = served.get("/metrics");
    assert!(metrics.kind.starts_with("application/openmetrics-text"));
    for line in [
        "doublet_headlines_total{status=\"new\"} 20",
        "doublet_headlines_total{status=\"duplicate\"} 1",
        "doublet_headlines_total{status=\"update\"} 0",
        "doublet_bad_lines_total 0",
        "doublet_requests_total{route=\"/v1/dedup\",status=\"200\"} 1",
        "doublet_requests_total{route=\"(none)\",status=\"404\"} 1",
        "doublet_request_duration_seconds_count{route=\"/v1/dedup\"} 1",
        "doublet_items 20",
        "doublet_queue_depth 0",
        "doublet_checkpoint_duration_seconds_count 1",
        "# EOF",
    ] {
        assert!(metrics.body.lines().any(|found| found == line), "{line}: {}", metrics.body);
    }
    let value = |name: &str| {
        let line = metrics.body.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|value| value.trim().parse::<f64>().ok()).expect("it is a number")
    };
    assert!(value("doublet_index_bytes ") > 1000.0 && value("doublet_checkpoint_age_seconds ") < 60.0);
}
