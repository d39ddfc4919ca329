//! A pass that is killed, or whose disk is full, loses nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::Command as System;
use std::thread;
use std::time::Duration;

use crate::support::{Folder, outcome};

/// Numbers that look drawn, the same on every machine.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A feed of so many records of a month, with repeats, updates and a series among them.
pub(crate) fn feed(records: u64, seed: u64) -> String {
    const WORDS: [&str; 24] = [
        "harbour", "minister", "storm", "grain", "deal", "bridge", "ferry", "vote", "strike", "court",
        "budget", "school", "river", "mayor", "police", "fire", "market", "summit", "border", "hospital",
        "train", "museum", "festival", "election",
    ];
    let mut draw = Draw(seed);
    let mut titles: Vec<String> = Vec::new();
    let mut feed = Vec::new();
    for record in 0..records {
        let title = match draw.below(5) {
            0 if !titles.is_empty() => {
                titles[usize::try_from(draw.below(titles.len() as u64)).expect("small")].clone()
            }
            1 => format!("Weather in district {} for today", draw.below(40)),
            _ => {
                let words: Vec<String> = (0..6)
                    .map(|_| {
                        format!(
                            "{}{}",
                            WORDS[usize::try_from(draw.below(24)).expect("small")],
                            draw.below(60)
                        )
                    })
                    .collect();
                words.join(" ")
            }
        };
        let day = 1 + record * 28 / records;
        writeln!(feed, "{{\"id\":{record},\"title\":\"{title}\",\"published\":\"2026-02-{day:02}\"}}")
            .expect("a vector takes it");
        titles.push(title);
    }
    String::from_utf8(feed).expect("what was text is text")
}

/// How many rounds of kills a test runs: few in every run of the tests, more where `DOUBLET_ROUNDS` asks for them.
pub(crate) fn rounds() -> u64 {
    std::env::var("DOUBLET_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(8)
}

/// Starts the program, kills it after `patience` unless it has ended, and gives what it wrote to standard output and whether
/// it ended by itself.
pub(crate) fn run_and_kill(
    folder: &Folder,
    arguments: &[&str],
    patience: Option<Duration>,
) -> (String, bool) {
    let out = fs::File::create(folder.path("stdout")).expect("a file can be made");
    let mut doublet = System::new(env!("CARGO_BIN_EXE_doublet"))
        .args(arguments)
        .current_dir(folder.path("."))
        .stdout(out)
        .stderr(fs::File::create(folder.path("stderr")).expect("a file can be made"))
        .spawn()
        .expect("the program can be started");
    if let Some(patience) = patience {
        thread::sleep(patience);
        // It may have ended meanwhile.
        let _ = doublet.kill();
    }
    let status = doublet.wait().expect("it ends");
    (folder.read("stdout"), status.success())
}

#[test]
fn kills_at_any_moment_lose_nothing_and_write_to_a_file_once() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed(20_000, 1));
    let whole = outcome(&mut folder.doublet(&["dedup", "-q", "--window", "7d", "feed.jsonl"])).1;
    let mut draw = Draw(rounds());
    for round in 0..rounds() {
        let index = format!("seen{round}");
        let file = ["dedup", "--index", &index, "--window", "7d", "-o", "out.jsonl", "feed.jsonl"];
        let pipe = ["dedup", "--index", &index, "--window", "7d", "feed.jsonl"];
        let is_file = round % 2 == 0;
        let mut written = BTreeSet::new();
        let mut is_complete = false;
        for kill in 0..=4 {
            let patience = (kill < 4).then(|| Duration::from_millis(draw.below(400)));
            let (out, is_done) = run_and_kill(&folder, if is_file { &file } else { &pipe }, patience);
            // What a kill cut off in the middle of a line is no record.
            written.extend(out.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::to_owned));
            // A file has its name when it is complete, be the program killed in its last breath.
            is_complete = is_done || is_file && folder.path("out.jsonl").exists();
            if is_complete {
                break;
            }
        }
        assert!(is_complete, "round {round}: {}", folder.read("stderr"));
        if is_file {
            assert_eq!(folder.read("out.jsonl"), whole, "round {round}");
            fs::remove_file(folder.path("out.jsonl")).expect("it is there");
        } else {
            let lost: Vec<&str> =
                whole.split_inclusive('\n').filter(|line| !written.contains(*line)).collect();
            assert_eq!(lost, [""; 0], "round {round}");
        }
    }
}

#[test]
fn a_file_that_was_left_in_the_middle_goes_on_with_other_inputs() {
    let folder = Folder::new();
    let feed = feed(20_000, 2);
    folder.file("one.jsonl", &feed);
    let args = |input| ["dedup", "--index", "seen", "--window", "all", "-o", "out.jsonl", input];
    for patience in (50..).step_by(50) {
        run_and_kill(&folder, &args("one.jsonl"), Some(Duration::from_millis(patience)));
        if folder.path("out.jsonl").exists() {
            // It was complete before it was killed.
            return;
        }
        if fs::metadata(folder.path("out.jsonl.part")).is_ok_and(|part| part.len() > 0) {
            break;
        }
    }
    // The next scrape holds the same and more.
    folder.file("two.jsonl", &format!("{{\"id\":\"x\",\"title\":\"Unheard of before\"}}\n{feed}"));
    let (_, is_done) = run_and_kill(&folder, &args("two.jsonl"), None);
    assert!(is_done);
    let out = folder.read("out.jsonl");
    let whole = outcome(&mut folder.doublet(&["dedup", "-q", "one.jsonl"])).1;
    let (out, whole): (Vec<&str>, BTreeSet<&str>) = (out.lines().collect(), whole.lines().collect());
    let distinct: BTreeSet<&str> = out.iter().copied().collect();
    assert_eq!(distinct.len(), out.len(), "nothing stands there twice");
    assert!(whole.iter().all(|line| distinct.contains(line)), "nothing is lost");
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_run_and_loses_nothing() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed(20_000, 3));
    let whole = outcome(&mut folder.doublet(&["dedup", "-q", "feed.jsonl"])).1;
    // Files may grow to so many blocks of 512 bytes: first the index is too large, then the output.
    for blocks in [64, 600, 2000] {
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} dedup --index seen --window all -o out.jsonl feed.jsonl",
            env!("CARGO_BIN_EXE_doublet")
        );
        let output = System::new("sh")
            .args(["-c", &command])
            .current_dir(folder.path("."))
            .output()
            .expect("sh is there");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("File too large") && !said.contains("panicked"), "{said}");
    }
    let (status, _, said) = outcome(&mut folder.doublet(&[
        "dedup",
        "--index",
        "seen",
        "--window",
        "all",
        "-o",
        "out.jsonl",
        "feed.jsonl",
    ]));
    assert_eq!(status, 0, "{said}");
    assert_eq!(folder.read("out.jsonl"), whole);
}

/// What a run of the test's feed left that was killed in the middle, with its index and its `out.jsonl.part`; none where it was
/// complete before it was killed.
fn cut_off(folder: &Folder, more: &[&str]) -> Option<()> {
    folder.file("feed.jsonl", &feed(60_000, 4));
    let mut arguments = vec!["dedup", "--index", "seen", "--window", "all", "-o", "out.jsonl", "feed.jsonl"];
    arguments.extend(more);
    for patience in (50..2000).step_by(50) {
        run_and_kill(folder, &arguments, Some(Duration::from_millis(patience)));
        if folder.path("out.jsonl").exists() {
            return None;
        }
        let (_, stats, _) = outcome(&mut folder.doublet(&["index", "stats", "--json", "seen"]));
        let has_note = stats.contains("\"items\":") && !stats.contains("\"items\":0,");
        if has_note && fs::metadata(folder.path("out.jsonl.part")).is_ok_and(|part| part.len() > 100_000) {
            return Some(());
        }
    }
    None
}

#[test]
fn what_a_cut_off_run_kept_is_not_forgotten_in_silence() {
    let folder = Folder::new();
    let Some(()) = cut_off(&folder, &[]) else { return };
    let run = |arguments: &[&str]| {
        let mut all = vec!["dedup", "--index", "seen", "--window", "all", "feed.jsonl"];
        all.extend(arguments);
        outcome(&mut folder.doublet(&all))
    };
    for (arguments, expected) in [
        (&["-o", "other.jsonl"][..], "go on with -o"),
        (&[], "go on with -o"),
        (&["-o", "out.jsonl", "--annotate"], "was written with no --annotate"),
    ] {
        let (status, out, said) = run(arguments);
        assert_eq!((status, out.as_str()), (1, ""), "{said}");
        assert!(said.contains(expected) && said.contains("out.jsonl.part"), "{arguments:?}: {said}");
    }
    let part = folder.read("out.jsonl.part");
    folder.file("out.jsonl.part", &part[..50]);
    let (status, _, said) = run(&["-o", "out.jsonl"]);
    assert!(status == 1 && said.contains("has 50 bytes"), "{said}");
    folder.file("out.jsonl.part", &part);
    // The same file by another way.
    let (status, _, said) = run(&["-o", "seen/../out.jsonl"]);
    assert!(status == 0 && said.contains("going on with"), "{said}");
    assert_eq!(folder.read("out.jsonl"), outcome(&mut folder.doublet(&["dedup", "-q", "feed.jsonl"])).1);
}

#[test]
fn what_was_given_up_is_told() {
    let folder = Folder::new();
    let Some(()) = cut_off(&folder, &[]) else { return };
    fs::remove_file(folder.path("out.jsonl.part")).expect("it is there");
    let (status, _, said) =
        outcome(&mut folder.doublet(&["dedup", "--index", "seen", "-o", "new.jsonl", "feed.jsonl"]));
    assert!(status == 0 && said.contains("is gone: what it kept is not written again"), "{said}");
}

#[test]
fn a_damaged_index_is_one_line_of_trouble() {
    const PAGE: usize = 4096;
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed(3000, 7));
    let filled =
        outcome(&mut folder.doublet(&["dedup", "--index", "seen", "-o", "kept.jsonl", "feed.jsonl"]));
    assert_eq!(filled.0, 0, "{}", filled.2);
    let index = folder.path("seen/index.redb");
    let whole = fs::read(&index).expect("it was written");
    let is_used = |page: &usize| whole[page * PAGE..][..PAGE].iter().any(|&byte| byte > 0);
    let mut of_engine = 0;
    for page in (1..whole.len() / PAGE).filter(is_used) {
        let mut damaged = whole.clone();
        damaged[page * PAGE..][..PAGE].fill(0xff);
        fs::write(&index, &damaged).expect("it can be written");
        let (status, _, told) = outcome(&mut folder.doublet(&["index", "stats", "seen"]));
        assert!(
            matches!(status, 0 | 1) && told.lines().count() == usize::from(status == 1),
            "{page}: {told}"
        );
        if told.contains("a page of it is not what was written") {
            of_engine += 1;
            let as_json = ["index", "stats", "seen", "--log-format", "json"];
            let (status, _, told) = outcome(&mut folder.doublet(&as_json));
            assert!(status == 1 && told.lines().count() == 1 && told.starts_with('{'), "{page}: {told}");
        }
    }
    assert!(of_engine > 0, "the engine panicked over no page");
    for length in [20_000, whole.len() / 2] {
        fs::write(&index, &whole[..length]).expect("it can be written");
        for command in [
            &["index", "verify", "seen"][..],
            &["index", "stats", "seen"],
            &["query", "--index", "seen", "x"],
        ] {
            let (status, _, told) = outcome(&mut folder.doublet(command));
            assert!(status == 1 && told.contains("is damaged"), "{command:?}, {length}: {told}");
        }
    }
}
