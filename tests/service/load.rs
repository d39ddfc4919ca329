//! Many at once, much at once, and the end in the middle of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use crate::served::{Served, record, records};
use crate::support::Folder;

/// Rounds of kills: two where nobody asks for more.
fn rounds() -> usize {
    std::env::var("DOUBLET_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2)
}

#[test]
fn of_many_workers_who_send_a_story_at_the_same_moment_one_is_told_that_it_is_new() {
    const WORKERS: usize = 12;
    const STORIES: usize = 40;
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let barrier = Barrier::new(WORKERS);
    let told = Mutex::new(vec![0; STORIES]);
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (served, barrier, told) = (&served, &barrier, &told);
            scope.spawn(move || {
                let agent = Served::agent();
                for story in 0..STORIES {
                    // The same story from each, under an id of its own.
                    let id = format!("\"id\":\"{story}-{worker}\"");
                    let sent = record(story).replace(&format!("\"id\":\"{story}\""), &id);
                    barrier.wait();
                    let answer = served.post_by(&agent, "/v1/dedup", sent);
                    if answer.statuses() == ["new"] {
                        told.lock().expect("no thread fails")[story] += 1;
                    }
                }
            });
        }
    });
    assert_eq!(*told.lock().expect("no thread fails"), vec![1; STORIES]);
    served.end();
}

#[test]
fn others_have_their_turn_while_a_large_strict_body_is_judged() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    // All of them new, so that most of the time is that of the writer.
    let large = records(1_000_000..1_150_000);
    let (mut took, is_over) = (Vec::new(), AtomicBool::new(false));
    let whole = std::thread::scope(|scope| {
        let large = scope.spawn(|| {
            let started = Instant::now();
            let answer = served.post("/v1/dedup?strict=true", &large);
            is_over.store(true, Ordering::Relaxed);
            assert_eq!((answer.status, answer.body.lines().count()), (200, 150_000));
            started.elapsed()
        });
        while !is_over.load(Ordering::Relaxed) {
            let started = Instant::now();
            assert_eq!(served.post("/v1/dedup", record(took.len())).statuses(), ["new"]);
            took.push(started.elapsed());
        }
        large.join().expect("it is answered")
    });
    let longest = took.iter().max().expect("somebody asked");
    assert!(took.len() > 10 && *longest < whole * 3 / 4, "{longest:?} of {whole:?}, {} requests", took.len());
}

#[test]
fn answers_that_do_not_wait_for_the_disk_are_there_some_seconds_later_however_many_ask() {
    /// More than may wait for the writer, so that its queue is full all the time.
    const WORKERS: usize = 160;
    let folder = Folder::new();
    let served = Served::start(&folder, &["--durability", "fast"]);
    let (started, next) = (Instant::now(), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let agent = Served::agent();
                while started.elapsed() < Duration::from_secs(7) {
                    let first = next.fetch_add(1, Ordering::Relaxed) * 50;
                    assert_eq!(served.post_by(&agent, "/v1/dedup", records(first..first + 50)).status, 200);
                }
            });
        }
    });
    // What came in the first second is on the disk.
    let count = served.figure("doublet_checkpoint_duration_seconds_count");
    served.kill();
    assert!(count >= 1.0, "there was no checkpoint");
    let served = Served::start(&folder, &[]);
    assert_eq!(served.post("/v1/dedup", record(0)).statuses(), ["duplicate"]);
}

/// One piece of a chunked body.
fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// The next piece of a chunked answer.
fn next_chunk(answers: &mut impl BufRead) -> String {
    let mut line = String::new();
    answers.read_line(&mut line).expect("an answer comes");
    let length = usize::from_str_radix(line.trim(), 16).unwrap_or_else(|_| panic!("{line:?} is no length"));
    let mut piece = vec![0; length + 2];
    answers.read_exact(&mut piece).expect("the piece is whole");
    piece.truncate(length);
    String::from_utf8(piece).expect("it is UTF-8")
}

#[test]
fn a_line_is_answered_before_the_next_one_is_sent() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let mut stream = served.connect();
    stream
        .write_all(b"POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n")
        .expect("it reads");
    stream.write_all(chunk(&record(0)).as_bytes()).expect("it reads");
    let mut answers = BufReader::new(stream.try_clone().expect("there is one more"));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(answers.read_line(&mut head).expect("an answer comes") > 0, "{head}");
    }
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(next_chunk(&mut answers).contains("\"new\""));
    for number in [0, 1, 1] {
        // A line may come in two pieces.
        let line = record(number);
        let (one, other) = line.split_at(9);
        stream.write_all(chunk(one).as_bytes()).expect("it reads");
        std::thread::sleep(Duration::from_millis(5));
        stream.write_all(chunk(other).as_bytes()).expect("it reads");
        let answer = next_chunk(&mut answers);
        assert!(answer.starts_with(line.trim_end().trim_end_matches('}')), "{answer}");
    }
    stream.write_all(b"0\r\n\r\n").expect("it reads");
    assert_eq!(next_chunk(&mut answers), "");
    served.end();
}

#[test]
fn a_client_who_does_not_read_holds_up_himself_alone_and_fills_no_memory() {
    let folder = Folder::new();
    let served = Served::start(&folder, &["--timeout", "20s"]);
    // Repeats, so that what is remembered does not grow.
    let block = records(0..500);
    served.post("/v1/dedup", &block);
    let before = served.most_memory();
    let mut silent = served.connect();
    silent.set_write_timeout(Some(Duration::from_millis(500))).expect("it is no zero");
    let head = "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    silent.write_all(head.as_bytes()).expect("it reads");
    let mut sent = 0_usize;
    // It takes what fits into the buffers of the system, and then no more.
    while sent < 200 << 20 && silent.write_all(chunk(&block).as_bytes()).is_ok() {
        sent += block.len();
    }
    assert!(sent < 60 << 20, "{} MB were taken that nobody reads the answers to", sent >> 20);
    assert_eq!(served.post("/v1/dedup", record(1)).statuses(), ["duplicate"]);
    if let (Some(before), Some(after)) = (before, served.most_memory()) {
        assert!(after < before + 60, "{before} MB before, {after} MB with {} MB unread", sent >> 20);
    }
}

#[test]
fn a_large_body_streams_through_little_memory() {
    const BLOCKS: usize = 800;
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    let block = records(0..1000);
    let before = served.most_memory();
    let mut stream = served.connect();
    let mut writer = stream.try_clone().expect("there is one more");
    let length = block.len() * BLOCKS;
    let head = format!(
        "POST /v1/dedup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    let answered = std::thread::scope(|scope| {
        scope.spawn(|| {
            writer.write_all(head.as_bytes()).expect("it reads");
            (0..BLOCKS).for_each(|_| writer.write_all(block.as_bytes()).expect("it reads"));
        });
        let mut lines = 0;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = stream.read(&mut buffer).expect("it answers");
            if count == 0 {
                break lines;
            }
            lines += buffer[..count].windows(11).filter(|found| found == b"\"doublet\":{").count();
        }
    });
    // A mark that lies across two reads is not seen.
    assert!(answered > BLOCKS * 990 && answered <= BLOCKS * 1000, "{answered}");
    if let (Some(before), Some(after)) = (before, served.most_memory()) {
        let size = length >> 20;
        assert!(after < before + 60, "{before} MB before, {after} MB behind a body of {size} MB");
    }
    served.end();
}

#[test]
fn a_kill_under_load_loses_nothing_that_was_answered() {
    const WORKERS: usize = 4;
    let folder = Folder::new();
    let mut first = 0;
    for round in 0..rounds() {
        let served = Arc::new(Served::start(&folder, &[]));
        let is_over = Arc::new(AtomicBool::new(false));
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let (served, is_over) = (Arc::clone(&served), Arc::clone(&is_over));
                let start = first + worker * 1_000_000;
                std::thread::spawn(move || {
                    let agent = Served::agent();
                    let mut answered = Vec::new();
                    for batch in 0.. {
                        let numbers = start + batch * 20..start + (batch + 1) * 20;
                        let Ok(answer) =
                            served.try_post(&agent, "/v1/dedup", records(numbers.clone()).as_bytes())
                        else {
                            break;
                        };
                        if answer.status != 200 || answer.body.lines().count() < 20 {
                            break;
                        }
                        assert_eq!(answer.statuses(), vec!["new"; 20]);
                        answered.extend(numbers);
                        if is_over.load(Ordering::Relaxed) && batch > 10_000 {
                            break;
                        }
                    }
                    answered
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300 + 170 * round as u64));
        served.signal("KILL");
        is_over.store(true, Ordering::Relaxed);
        let answered: Vec<usize> =
            workers.into_iter().flat_map(|worker| worker.join().expect("no worker fails")).collect();
        Arc::into_inner(served).expect("the workers are gone").kill();
        assert!(answered.len() > 100, "{} were answered", answered.len());
        let served = Served::start(&folder, &[]);
        let again: String = answered.iter().map(|&number| record(number)).collect();
        let answer = served.post("/v1/dedup", again);
        let lost = answer.statuses().iter().filter(|status| *status != "duplicate").count();
        assert_eq!(lost, 0, "of {} that were answered", answered.len());
        served.kill();
        first += WORKERS * 1_000_000;
    }
}
