//! How the service begins, and how it ends: in peace, or not at all.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::served::{Served, record, records};
use crate::support::{Folder, outcome};

#[test]
fn what_was_begun_is_answered_and_written_when_the_end_is_asked_for() {
    let folder = Folder::new();
    let mut served = Served::start(&folder, &["--durability", "fast", "--log-format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&served.said()).expect("it is JSON");
    assert_eq!(said["address"], format!("http://{}", served.address));
    assert_eq!(served.post("/v1/dedup", records(0..10)).statuses(), vec!["new"; 10]);
    // A request of which the half is there, and a connection that waits.
    let mut stream = served.connect();
    let body = records(10..12);
    let head =
        format!("POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    let (one, other) = body.split_at(30);
    stream.write_all((head + one).as_bytes()).expect("it reads");
    let _idle = served.connect();
    std::thread::sleep(Duration::from_millis(200));
    served.signal("TERM");
    std::thread::sleep(Duration::from_millis(200));
    assert!(std::net::TcpStream::connect(&served.address).is_err(), "nobody is accepted any more");
    stream.write_all(other.as_bytes()).expect("it reads on");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.matches("\"new\"").count() == 2, "{answer}");
    assert_eq!(served.status(), Some(0), "{}", served.said());
    served.heard("asked to end");
    served.heard("ended");
    let served = Served::start(&folder, &[]);
    assert!(served.said().contains("12 headlines remembered"), "{}", served.said());
    assert_eq!(served.post("/v1/dedup", records(0..12)).statuses(), vec!["duplicate"; 12]);
    served.signal("INT");
}

#[test]
fn a_request_that_does_not_end_is_not_waited_for_longer_than_the_timeout() {
    let folder = Folder::new();
    let mut served = Served::start(&folder, &["--timeout", "1s"]);
    let mut stream = served.connect();
    stream
        .write_all(b"POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\n\r\n{")
        .expect("it reads");
    std::thread::sleep(Duration::from_millis(100));
    let started = Instant::now();
    served.signal("TERM");
    assert_eq!(served.status(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = Folder::new();
    let mut served = Served::start(&folder, &[]);
    let mut stream = served.connect();
    stream
        .write_all(
            b"POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ncontent-length: 50\r\nexpect: 100-continue\r\n\r\n",
        )
        .expect("it reads");
    // It waits for the body: without a request there is nothing to wait for.
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("it answers");
    assert_eq!(&answer, b"HTTP/1.1 100");
    served.signal("TERM");
    std::thread::sleep(Duration::from_millis(200));
    served.signal("INT");
    assert_eq!(served.status(), Some(130));
}

#[test]
fn a_second_service_on_the_same_index_is_refused_and_names_the_first() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let second = ["serve", "--index", "seen", "--listen", "127.0.0.1:0"];
    let (status, _, said) = outcome(&mut folder.doublet(&second));
    assert_eq!(status, 1);
    let process = format!("the process {} ", served.process());
    assert!(said.contains(&process) && said.contains("writes to it"), "{said}");
    // A pass is another writer.
    folder.file("feed.jsonl", &record(1));
    assert_eq!(outcome(&mut folder.doublet(&["dedup", "--index", "seen", "feed.jsonl"])).0, 1);
    assert_eq!(served.post("/v1/dedup", record(1)).statuses(), ["new"]);
}

#[test]
fn an_address_that_is_taken_or_wrong_is_an_error() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = taken.local_addr().expect("it has one").to_string();
    let (status, _, said) = outcome(&mut folder.doublet(&["serve", "--index", "seen", "--listen", &address]));
    assert_eq!(status, 1);
    assert!(said.contains(&format!("cannot listen on {address}")) && said.contains("--listen"), "{said}");
    assert!(!folder.path("seen").exists(), "nothing is made where nobody can ask");
    let (status, _, said) = outcome(&mut folder.doublet(&["serve", "--index", "seen", "--listen", "here"]));
    assert!(status == 2 && said.contains("--listen here: it is no place to listen"), "{said}");
    let served = Served::start(&folder, &["--listen", "localhost:0"]);
    assert_eq!(served.post("/v1/dedup", record(1)).statuses(), ["new"]);
    folder.file("file", "");
    let (status, _, said) =
        outcome(&mut folder.doublet(&["serve", "--index", "file", "--listen", "127.0.0.1:0"]));
    assert!(status == 1 && said.contains("file"), "{said}");
}
