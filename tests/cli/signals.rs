//! How a run ends from outside: signals, and readers that have seen enough.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command as System, Stdio};

use crate::support::{Folder, outcome};

/// A record whose title is that of no other number.
fn record(number: u32) -> String {
    let word = ["Harbour", "Ferry", "Grain", "Bridge"][number as usize % 4];
    format!(
        "{{\"id\":{number},\"title\":\"{word} {} reopens after the storm\"}}\n",
        "x".repeat(number as usize + 1)
    )
}

/// A run of `dedup` that waits at its standard input.
fn waiting(folder: &Folder, script: &str) -> Child {
    System::new("sh")
        .args(["-c", &script.replace("doublet", env!("CARGO_BIN_EXE_doublet"))])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sh is there")
}

/// Has a run answer one record after another; it is certainly awake then, and remembers all but the last one.
fn answer(run: &mut Child, numbers: std::ops::Range<u32>) {
    let mut answers = BufReader::new(run.stdout.as_mut().expect("it is piped"));
    let records = run.stdin.as_mut().expect("it is piped");
    for number in numbers {
        records.write_all(record(number).as_bytes()).expect("it reads");
        let mut line = String::new();
        answers.read_line(&mut line).expect("it answers");
        assert_eq!(line, record(number));
    }
}

/// A thread that writes a record into the pipe `name` after so long as a run goes on without a bar, and more.
fn write_late(folder: &Folder, name: &str) -> std::thread::JoinHandle<()> {
    let path = folder.path(name);
    std::thread::spawn(move || {
        let mut pipe = std::fs::OpenOptions::new().write(true).open(path).expect("the run opens it");
        std::thread::sleep(std::time::Duration::from_millis(2500));
        pipe.write_all(record(0).as_bytes()).expect("the run reads it");
    })
}

/// Whether a signal is ignored in this process, as SIGINT is behind `nohup ... &`: then it is in all that it starts.
fn is_ignored(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let is_ignored = mask.is_some_and(|mask| mask >> (number - 1) & 1 == 1);
    if is_ignored {
        eprintln!("skipped: signal {number} is ignored where the tests were started");
    }
    is_ignored
}

/// Sends a signal by its name.
fn signal(run: &Child, name: &str) {
    let sent = System::new("kill").args([&format!("-{name}"), &run.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}

/// The status with which a run ends, whose input stays open: waiting for it closes that, and it could end in peace.
fn status_of(run: &mut Child) -> Option<i32> {
    let _input = run.stdin.take();
    run.wait().expect("it ends").code()
}

#[test]
fn a_signal_ends_the_run_with_its_own_status_and_leaves_nothing_half_written() {
    for (name, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        if is_ignored(status - 128) {
            continue;
        }
        let folder = Folder::new();
        folder.file("repeats.jsonl", "of yesterday\n");
        let mut run = waiting(&folder, "exec doublet dedup - --dropped repeats.jsonl");
        answer(&mut run, 0..1);
        assert_eq!(folder.names().len(), 2, "the file aside is there: {:?}", folder.names());
        signal(&run, name);
        assert_eq!(status_of(&mut run), Some(status), "{name}");
        assert_eq!(folder.names(), ["repeats.jsonl"], "{name}");
        assert_eq!(folder.read("repeats.jsonl"), "of yesterday\n");
    }
}

#[test]
fn an_index_keeps_what_was_checkpointed_before_a_signal() {
    for (name, status) in [("INT", 130), ("TERM", 143)] {
        if is_ignored(status - 128) {
            continue;
        }
        let folder = Folder::new();
        let mut run = waiting(&folder, "exec doublet dedup --index seen -");
        answer(&mut run, 0..4);
        signal(&run, name);
        assert_eq!(status_of(&mut run), Some(status), "{name}");
        assert_eq!(outcome(&mut folder.doublet(&["index", "verify", "seen"])).0, 0);
        let known: String = (0..3).map(record).collect();
        let (status, stdout, _) = outcome(folder.doublet(&["dedup", "--index", "seen"]).write_stdin(known));
        assert_eq!((status, stdout.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn a_signal_that_is_ignored_from_the_start_stays_ignored() {
    let folder = Folder::new();
    let mut run = waiting(&folder, "trap '' HUP; exec doublet dedup -");
    answer(&mut run, 0..1);
    signal(&run, "HUP");
    answer(&mut run, 1..3);
    drop(run.stdin.take());
    assert_eq!(status_of(&mut run), Some(0));
}

#[test]
fn a_closed_pipe_is_success_and_quiet_for_every_command() {
    let folder = Folder::with_feed();
    folder.file("feed.jsonl", &(0..4).chain(0..4).map(record).collect::<String>());
    folder.file("pairs.tsv", "id_a\tid_b\tlabel\n0\t3\tD\n1\t2\tN\n");
    assert_eq!(outcome(&mut folder.doublet(&["dedup", "--index", "seen", "feed.jsonl"])).0, 0);
    let commands = "--help|-h|--version|help cluster|completions bash|man|config|config cluster|compare one two|\
                    cluster feed.txt|cluster --to jsonl feed.txt|dedup feed.jsonl|boilerplate feed.txt|\
                    query --index seen Harbour|index stats seen|index export seen|\
                    evaluate --pairs pairs.tsv feed.jsonl|calibrate --pairs pairs.tsv feed.jsonl";
    for command in commands.split('|') {
        let (reader, writer) = std::io::pipe().expect("the system has pipes");
        drop(reader);
        let output = System::new(env!("CARGO_BIN_EXE_doublet"))
            .args(command.split(' '))
            .current_dir(folder.path("."))
            .stdout(writer)
            .output()
            .expect("the program can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), stderr.as_ref()), (Some(0), ""), "{command}");
    }
}

#[test]
fn help_into_a_full_disk_is_a_failed_run() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = System::new(env!("CARGO_BIN_EXE_doublet")).arg("--help").stdout(full).output();
    let output = output.expect("the program can be started");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.starts_with("doublet: cannot write standard output: No space"), "{stderr}");
}

#[test]
fn no_progress_is_drawn_where_nobody_watches() {
    let folder = Folder::new();
    // The bar appears after a second, so the run must be waiting for longer than that.
    let mut run = waiting(&folder, "exec doublet dedup -");
    answer(&mut run, 0..1);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    answer(&mut run, 1..2);
    let output = run.wait_with_output().expect("it ends with its input");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with("doublet: 2 read") && stderr.lines().count() == 1, "{stderr:?}");
}

#[test]
fn a_long_pass_on_a_terminal_shows_that_it_lives() {
    let folder = Folder::new();
    let made = System::new("mkfifo").arg(folder.path("slow")).status();
    if !made.is_ok_and(|status| status.success()) || System::new("script").arg("--version").output().is_err()
    {
        eprintln!("skipped: there is no mkfifo, or no script to give a terminal");
        return;
    }
    let writer = write_late(&folder, "slow");
    let (status, said) = crate::on_a_terminal(&folder, "dedup slow -o kept.jsonl").expect("script is there");
    writer.join().expect("it wrote");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("reading ") && said.contains("1 read, 1 kept"), "{said:?}");
    assert_eq!(folder.read("kept.jsonl"), record(0));
}
