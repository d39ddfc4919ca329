//! Who may ask, and how much.

use std::io::{Read, Write};
use std::time::Duration;

use crate::served::{Served, record, records};
use crate::support::{Folder, outcome};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn without_a_token_only_this_machine_is_listened_to() {
    let folder = Folder::new();
    folder.file("empty", "\n");
    folder.file("short", "abc\n");
    for (arguments, said) in [
        (&["--listen", "0.0.0.0:0"][..], "--token-file"),
        (&["--listen", "[::]:0"], "DOUBLET_TOKEN"),
        (&["--listen", "0.0.0.0:0", "--token-file", "empty"], "empty: there is no token"),
        (&["--token-file", "short"], "short: a token of under 16"),
        (&["--token-file", "nowhere"], "nowhere: cannot open"),
    ] {
        let (status, _, stderr) = outcome(folder.doublet(&["serve", "--index", "seen"]).args(arguments));
        assert_eq!(status, 2, "{arguments:?}: {stderr}");
        assert!(stderr.contains(said) && !stderr.contains("abc"), "{stderr}");
    }
    assert!(!folder.path("seen").exists());
}

#[test]
fn a_token_is_asked_for_and_never_shown() {
    let folder = Folder::new();
    folder.file("token", &format!("{TOKEN}\n"));
    let from_file: (&[&str], &[(&str, &str)]) =
        (&["-v", "--listen", "0.0.0.0:0", "--token-file", "token"], &[]);
    let from_environment: (&[&str], &[(&str, &str)]) = (&["-v"], &[("DOUBLET_TOKEN", TOKEN)]);
    for (arguments, variables) in [from_file, from_environment] {
        let mut served = Served::start_with(&folder, arguments, variables);
        served.address = served.address.replace("0.0.0.0", "127.0.0.1");
        assert_eq!(served.post("/v1/dedup", record(1)).problem(), (401, "unauthorized".to_owned()));
        served.token = Some(TOKEN.replace('f', "e"));
        for path in ["/metrics", "/openapi.json", "/nowhere"] {
            assert_eq!(served.get(path).problem(), (401, "unauthorized".to_owned()), "{path}");
        }
        assert_eq!((served.get("/healthz").status, served.get("/readyz").status), (200, 200));
        served.token = Some(TOKEN.to_owned());
        assert_eq!(served.post("/v1/dedup", record(1)).status, 200);
        assert_eq!(served.get("/metrics").status, 200);
        // The last of all that is said: what stands before it has been read too.
        served.heard("GET /metrics: 200");
        let said = served.said();
        assert!(said.contains("POST /v1/dedup: 200") && !said.contains(TOKEN), "{said}");
        served.end();
    }
    let mut config = folder.doublet(&["config", "serve"]);
    let (status, shown, said) =
        outcome(config.env("DOUBLET_TOKEN", TOKEN).env("DOUBLET_TOKEN_FILE", "token"));
    assert_eq!((status, said.as_str()), (0, ""));
    assert!(
        shown.contains("--token-file") && shown.contains("DOUBLET_TOKEN_FILE") && !shown.contains(TOKEN),
        "{shown}"
    );
}

#[test]
fn a_page_in_a_browser_and_another_name_are_refused_where_there_is_no_token() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    for (header, status) in [
        ("host: example.org", "403"),
        ("host: 127.0.0.1.example.org:7700", "403"),
        ("host: localhost\r\norigin: https://example.org", "403"),
        ("host: LOCALHOST:7700", "200"),
        ("host: [::1]:7700", "200"),
        ("host: [::1]", "200"),
        ("host: 127.0.0.1", "200"),
    ] {
        let body = record(1);
        let request = format!(
            "POST /v1/dedup HTTP/1.1\r\n{header}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = served.raw(request.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{header}: {answer}");
    }
}

#[test]
fn a_body_a_line_and_a_packing_have_their_limits() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--max-body", "3"]);
    let large = "x".repeat(4 << 20);
    assert_eq!(served.post("/v1/dedup", &large).problem(), (413, "body-too-large".to_owned()));
    assert_eq!(served.post("/v1/compare", &large[..2 << 20]).problem(), (413, "body-too-large".to_owned()));
    // A line that is too long is passed over where it ends, and those round it are judged.
    let long = format!("{}{{\"title\":\"{}\"}}\n{}", record(1), &large[..(2 << 20)], record(2));
    let answer = served.post("/v1/dedup", &long);
    assert_eq!(answer.statuses(), ["new", "error", "new"]);
    assert_eq!(answer.values()[1]["doublet"]["line"], 2);
    let answer = served.post("/v1/dedup?strict=true", &long);
    assert_eq!(answer.problem(), (422, "bad-line".to_owned()));
    assert!(answer.values()[0]["line"] == 2 && answer.body.contains("over 1 MiB"), "{}", answer.body);
    assert_eq!(served.post("/v1/dedup", "x".repeat(2 << 20)).statuses(), ["error"]);
    // What is too large without having said so is answered up to there.
    let mut body = String::from(
        "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    let block = records(10..1010);
    let piece = format!("{:x}\r\n{block}\r\n", block.len());
    body += &piece.repeat(100);
    let answer = served.raw(body.as_bytes());
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("from here on nothing was judged"),
        "{}",
        &answer[..200]
    );
    assert!(answer.contains("--max-body"));
    let packed = "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx";
    let answer = served.raw(packed.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 415") && answer.contains("packed-body"), "{answer}");
    // The same where no header says so; that of a megabyte is read to its end, so that its sender comes to read why.
    let magics: [&[u8]; 2] = [b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"];
    for (magic, path) in magics.into_iter().zip(["/v1/dedup", "/v1/dedup?strict=true"]) {
        let answer = served.post(path, [magic, &vec![b'x'; 1 << 20]].concat());
        assert_eq!(answer.problem(), (415, "packed-body".to_owned()));
    }
}

#[test]
fn who_asks_too_often_is_told_when_to_come_again() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--rate", "5"]);
    let agent = Served::agent();
    let answers: Vec<_> = (0..12).map(|number| served.post_by(&agent, "/v1/dedup", record(number))).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(answers[..5].iter().all(|answer| answer.status == 200) && refused.len() >= 3, "{answers:?}");
    assert_eq!(refused[0].problem(), (429, "too-many-requests".to_owned()));
    let wait = refused[0].retry_after.as_ref().and_then(|wait| wait.parse().ok()).expect("it is told");
    assert_eq!(served.get("/healthz").status, 200, "whoever looks after it is not counted");
    std::thread::sleep(Duration::from_secs(wait));
    assert_eq!(served.post_by(&agent, "/v1/dedup", record(1)).status, 200);
}

#[test]
fn beyond_its_connections_it_says_so_and_takes_the_next_where_one_ends() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--max-connections", "2"]);
    let held: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("it reads");
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).expect("it answers");
            assert_eq!(&answer, b"HTTP/1.1 200");
            stream
        })
        .collect();
    let answer = served.post("/v1/dedup", record(1));
    assert_eq!(answer.problem(), (503, "busy".to_owned()));
    assert!(answer.body.contains("--max-connections") && answer.retry_after.is_some());
    // Who asks whether it is alive would restart it.
    assert_eq!(served.get("/healthz").status, 200);
    drop(held);
    let taken = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        served.post("/v1/dedup", record(1)).status == 200
    });
    assert!(taken);
    assert!(served.figure("doublet_requests_total{route=\"(none)\",status=\"503\"}") >= 1.0);
}

#[test]
fn who_reads_no_answers_is_let_go() {
    let folder = Folder::new();
    folder.file("token", TOKEN);
    let arguments = ["--timeout", "500ms", "--max-connections", "1", "--token-file", "token"];
    let mut served = Served::start(&folder, &arguments);
    served.token = Some(TOKEN.to_owned());
    // One who has the token, and one who is refused for want of it: more answers than the buffers of the system take.
    for (header, count) in [(format!("authorization: Bearer {TOKEN}\r\n"), 200_000), (String::new(), 200_000)]
    {
        let request = format!("GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n{header}\r\n");
        let mut silent = served.connect();
        silent.set_write_timeout(Some(Duration::from_millis(300))).expect("it is no zero");
        // It reads no more requests while the answers are not read.
        let sent = silent.write_all(request.repeat(count).as_bytes());
        assert!(sent.is_err(), "{count} requests are too few");
        served.wait_for("/openapi.json", 200);
        drop(silent);
    }
}

#[test]
fn who_is_slow_is_let_go() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--timeout", "500ms"]);
    // Headers that never end, and none at all.
    for begun in ["", "GET /healthz HTT", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: "] {
        let answer = served.raw(begun.as_bytes());
        assert!(!answer.contains("200"), "{begun:?}: {answer}");
    }
    let half = "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 500\r\n\r\n{\"title\":";
    let answer = served.raw(half.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("body-too-slow"), "{answer}");
    // Behind the first answer the status is out.
    let body = record(1);
    let half = format!(
        "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 500\r\n\r\n{body}"
    );
    let answer = served.raw(half.as_bytes());
    assert!(
        answer.contains("\"new\"")
            && answer.contains("from here on nothing was judged: nothing came for 500ms"),
        "{answer}"
    );
}
