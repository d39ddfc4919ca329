//! An index that cannot be written: its process may write no file that is larger than the index is.

use std::process::Command as System;
use std::time::Duration;

use crate::served::{Served, record, records};
use crate::support::Folder;

/// The service, which is not ended by the signal that a file became too large: it is told so as of a disk that is full.
fn start(folder: &Folder) -> Served {
    let mut shell = System::new("bash");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_doublet")]);
    Served::start_by(shell, folder, &[], &[])
}

/// Bounds the files that the service writes.
fn limit(served: &Served, bytes: &str) {
    let (process, limit) = (served.process().to_string(), format!("--fsize={bytes}:unlimited"));
    let done = System::new("prlimit").args(["--pid", &process, &limit]).status();
    assert!(done.is_ok_and(|status| status.success()), "there is no prlimit");
}

/// Lets the index grow no more, and sends headlines from `first` on until one is not taken, whose number it gives.
fn fill(served: &Served, folder: &Folder, first: usize) -> usize {
    const BATCH: usize = 100;
    let size = folder.path("seen/index.redb").metadata().expect("it is there").len();
    limit(served, &size.to_string());
    for batch in 0..1000 {
        let first = first + batch * BATCH;
        let answer = served.post("/v1/dedup", records(first..first + BATCH));
        // Behind the first answers the status is out, and the last line says that it ended.
        let taken = if answer.status == 200 { answer.body.matches("\"new\"").count() } else { 0 };
        if taken < BATCH {
            assert!(answer.body.contains("the index cannot be written"), "{}", answer.body);
            assert!(!answer.body.contains("seen"), "it tells of the server's files: {}", answer.body);
            return first + taken;
        }
    }
    panic!("{size} bytes took it all");
}

#[test]
fn an_index_that_cannot_be_written_is_told_each_time_and_loses_nothing_that_was_answered() {
    let folder = Folder::new();
    let served = start(&folder);
    assert_eq!(served.post("/v1/dedup", records(0..10)).statuses(), vec!["new"; 10]);
    let (mut first, mut told) = (10, 0);
    for outage in 1..=2 {
        let refused = fill(&served, &folder, first);
        // It is tried at each tick, and stays so: a file of a MB is more than what may be written.
        limit(&served, "1000000");
        for _ in 0..8 {
            assert_eq!(served.get("/readyz").problem(), (503, "not-ready".to_owned()));
            let answer = served.post("/v1/dedup", record(refused));
            assert_eq!(answer.problem(), (503, "not-ready".to_owned()));
            assert!(answer.retry_after.is_some());
            std::thread::sleep(Duration::from_millis(250));
        }
        assert_eq!(served.get("/healthz").status, 200);
        served.heard_times("doublet: seen: ", told + 1);
        let said = served.said().matches("doublet: seen: ").count();
        assert!(said <= 3 * outage, "{said} times: {}", served.said());
        told = said;
        limit(&served, "unlimited");
        served.wait_for("/readyz", 200);
        served.heard_times("can be written again", outage);
        assert_eq!(served.said().matches("can be written again").count(), outage, "{}", served.said());
        // What was answered is there, and what was refused is not.
        let taken = served.post("/v1/dedup", records(0..refused)).statuses();
        assert_eq!(taken, vec!["duplicate"; refused]);
        assert_eq!(served.post("/v1/dedup", record(refused)).statuses(), ["new"]);
        first = refused + 1;
    }
    served.end();
    let served = Served::start(&folder, &[]);
    assert_eq!(served.post("/v1/dedup", record(first - 1)).statuses(), ["duplicate"]);
}
