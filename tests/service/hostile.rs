//! What no client of good will sends.

use std::io::{Read, Write};

use crate::served::{Served, record};
use crate::support::Folder;

#[test]
fn what_is_no_request_is_refused_and_the_service_goes_on() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--timeout", "1s"]);
    for (bytes, status) in [
        (&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], "400"),
        (b"hello\r\n\r\n", "400"),
        (b"GET /healthz HTTP/9.9\r\n\r\n", "400"),
        (b"POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n", "400"),
        (
            b"POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
            "400",
        ),
        (b"PATCH /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "405"),
        (b"GET /v1/../etc/passwd HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "404"),
        (b"DELETE /v1/items/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", "404"),
    ] {
        let answer = served.raw(bytes);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{}: {answer}", bytes.escape_ascii());
    }
    let many = format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x-a: b\r\n".repeat(20_000));
    assert!(!served.raw(many.as_bytes()).contains("200 OK"));
    assert_eq!(served.get("/nowhere").problem(), (404, "not-found".to_owned()));
    assert_eq!(served.get("/v1/dedup").problem(), (405, "method-not-allowed".to_owned()));
    assert_eq!(served.post("/v1/dedup", record(1)).statuses(), ["new"]);
}

#[test]
fn an_old_client_is_answered_and_the_connection_closed() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let body = record(1);
    let request = format!("POST /v1/dedup HTTP/1.0\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let answer = served.raw(request.as_bytes());
    assert!(answer.starts_with("HTTP/1.0 200") && answer.contains("\"new\""), "{answer}");
}

#[test]
fn a_request_that_breaks_off_has_its_whole_lines_judged_and_no_other() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let mut stream = served.connect();
    let body = record(1) + record(2).trim_end().trim_end_matches('}');
    let head = "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n";
    stream.write_all((head.to_owned() + &body).as_bytes()).expect("it reads");
    drop(stream);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(served.post("/v1/dedup", record(2)).statuses(), ["new"]);
    assert_eq!(served.get("/readyz").status, 200);
}

#[test]
fn a_long_line_in_pieces_of_a_byte_costs_no_more_than_its_length() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let mut stream = served.connect();
    let head = "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all("1\r\nx\r\n".repeat(1 << 20).as_bytes()).expect("it reads");
    stream.write_all(b"0\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.contains("\"error\""), "{answer}");
    // Searched anew for each byte it took fifteen seconds.
    if let Some(seconds) = served.processor_seconds() {
        assert!(seconds < 10.0, "it took {seconds} s");
    }
}

#[test]
fn hostile_records_are_answered_each() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let nested = "[".repeat(100_000);
    let lines = [
        "{\"title\":\"\u{0}\u{1b}[31m\u{202e}\"}",
        "{\"title\":\"\\ud800\"}",
        "{\"title\":\"\"}",
        "{\"title\":\"?!\"}",
        "{\"title\":{\"title\":\"x\"}}",
        "{}",
        "null",
        &nested,
        "{\"title\":\"a\",\"title\":\"b\"}",
        &format!("{{\"title\":\"{}\"}}", "ab ".repeat(300_000)),
        &format!("{{\"title\":\"x\",\"id\":\"{}\"}}", "9".repeat(500_000)),
    ];
    let answer = served.post("/v1/dedup", lines.join("\n"));
    assert_eq!(answer.statuses().len(), lines.len());
    assert_eq!(served.get("/readyz").status, 200);
    served.end();
}
