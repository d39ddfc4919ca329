//! The command from outside: what is typed, what comes back, and on which stream.

mod boilerplate;
mod calibrate;
mod config;
mod crash;
mod csv;
mod dedup;
mod evaluate;
mod feed;
mod input;
mod log;
mod memory;
#[cfg(unix)]
mod output;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(unix)]
mod pipeline;
mod sample;
mod schema;
#[cfg(unix)]
mod shell;
#[cfg(unix)]
mod signals;
mod support;

use std::process::{Command as System, Stdio};

use support::{FEED, Folder, outcome};

/// The size of each cluster of a report in lines of JSON.
fn cluster_sizes(report: &str) -> Vec<u64> {
    let size =
        |line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON")["size"].as_u64();
    report.lines().map(|line| size(line).expect("a size is a number")).collect()
}

/// Runs a shell command on a terminal of its own; none where the system cannot give one.
fn on_a_terminal(folder: &Folder, arguments: &str) -> Option<(i32, String)> {
    let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_doublet"));
    let output = System::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(folder.path("."))
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    Some((output.status.code()?, String::from_utf8_lossy(&output.stdout).into_owned()))
}

#[test]
fn help_and_version_go_to_standard_output_and_are_done() {
    let folder = Folder::new();
    for arguments in [&["--help"][..], &["cluster", "--help"], &["compare", "-h"], &["--version"]] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!((status, stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(stdout.contains("doublet") && !stdout.contains('\u{1b}'), "{stdout}");
    }
    assert!(outcome(&mut folder.doublet(&["cluster", "--help"])).1.contains("Examples:"));
}

#[test]
fn wrong_usage_is_status_two_and_says_what_was_wrong() {
    let folder = Folder::with_feed();
    for (arguments, said) in [
        (&["cluster", "--no-such-option"][..], "--no-such-option"),
        (&["cluster", "--threshold", "1.5", "feed.txt"], "at most 1"),
        (&["cluster", "--recall", "1", "feed.txt"], "below 1"),
        (&["cluster", "--shingle", "char0", "feed.txt"], "char1 to char8"),
        (&["cluster", "--method", "magic", "feed.txt"], "minhash, simhash, exact"),
        (&["cluster", "-j", "0", "feed.txt"], "'0'"),
        (&["cluster", "--encoding", "klingon", "feed.txt"], "no encoding is called \"klingon\""),
        (&["cluster", "-q", "-v", "feed.txt"], "cannot be used with"),
        (&["compare", "one"], "<B>"),
        (&["no-such-command"], "no-such-command"),
        (&[], "Usage"),
    ] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!((status, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
        assert!(arguments.is_empty() || stderr.starts_with("doublet: "), "{stderr}");
    }
}

#[test]
fn a_slip_of_the_finger_is_answered_with_what_was_meant() {
    let folder = Folder::with_feed();
    for (arguments, meant) in [
        (&["clutser", "feed.txt"][..], "'cluster'"),
        (&["index", "stat", "seen"], "'stats'"),
        (&["cluster", "--treshold", "0.5", "feed.txt"], "'--threshold'"),
        (&["cluster", "--method", "minhsah", "feed.txt"], "'minhash'"),
        (&["dedup", "--updates", "dorp", "feed.txt"], "'drop'"),
    ] {
        let (status, stdout, stderr) = outcome(&mut folder.doublet(arguments));
        assert_eq!((status, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.starts_with("doublet: ") && stderr.contains("tip: "), "{stderr}");
        assert!(stderr.contains(meant), "{arguments:?}: {stderr}");
    }
}

#[test]
fn what_was_mistyped_reaches_no_terminal_as_a_control_character() {
    let Some((status, said)) = on_a_terminal(&Folder::new(), r#""$(printf 'clust\033]0;x\007er')""#) else {
        return;
    };
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("clust") && !said.contains("\u{1b}]0") && !said.contains('\u{7}'), "{said:?}");
}

#[test]
fn without_input_a_terminal_is_told_how_to_give_one() {
    let Some((status, said)) = on_a_terminal(&Folder::new(), "cluster") else { return };
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("no INPUT") && said.contains("doublet cluster feed.jsonl"), "{said}");
}

#[test]
fn a_table_is_what_comes_unasked_and_a_terminal_gets_it_in_colour() {
    let folder = Folder::with_feed();
    let (status, table, stderr) = outcome(&mut folder.doublet(&["cluster", "feed.txt"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(table.starts_with("2 headlines") && !table.contains('\u{1b}'), "{table}");
    let Some((status, table)) = on_a_terminal(&folder, "cluster feed.txt") else { return };
    assert_eq!(status, 0, "{table}");
    assert!(table.contains("kept") && table.contains("\u{1b}["), "{table}");
    let (_, table) = on_a_terminal(&folder, "cluster feed.txt --color never").expect("it was there before");
    assert!(table.contains("kept") && !table.contains("\u{1b}["), "{table}");
}

#[test]
fn standard_input_is_read_where_no_input_or_a_dash_is_named() {
    let folder = Folder::with_feed();
    for arguments in [&["cluster", "--to", "jsonl"][..], &["cluster", "--to", "jsonl", "-"]] {
        let (status, stdout, stderr) = outcome(folder.doublet(arguments).write_stdin(FEED));
        assert_eq!((status, stderr.as_str()), (0, ""));
        assert_eq!(cluster_sizes(&stdout), [2]);
        assert!(stdout.contains("\"representative\":\"-:1\""), "{stdout}");
    }
    let (_, stdout, _) =
        outcome(folder.doublet(&["cluster", "--to", "jsonl", "feed.txt", "-"]).write_stdin(FEED));
    assert_eq!(cluster_sizes(&stdout), [4, 2]);
}

#[test]
fn a_report_is_written_as_the_contract_says() {
    let folder = Folder::new();
    folder.file(
        "feed.jsonl",
        "{\"id\":7,\"title\":\"Harbour \\\"reopens\\\"\",\"source\":\"a.example\",\"published\":\"2026-11-02\"}\n\
         {\"title\":\"Harbour \\\"reopens\\\"\"}\n",
    );
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed.jsonl"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let (id, rest) = stdout.split_once("\",\"size\"").expect("the id comes first");
    assert!(id.starts_with("{\"cluster\":\"") && id.len() == 12 + 16, "{stdout}");
    assert_eq!(
        rest,
        ":2,\"representative\":\"7\",\"members\":[\
         {\"id\":\"7\",\"title\":\"Harbour \\\"reopens\\\"\",\"source\":\"a.example\",\"published\":\"2026-11-02\",\
         \"similarity\":1.0,\"relation\":\"duplicate\"},\
         {\"id\":\"feed.jsonl:2\",\"title\":\"Harbour \\\"reopens\\\"\",\"similarity\":1.0,\"relation\":\"duplicate\"}]}\n"
    );
}

#[test]
fn singletons_are_reported_when_asked_for() {
    let folder = Folder::with_feed();
    let (_, stdout, _) =
        outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "feed.txt", "--singletons"]));
    assert_eq!(cluster_sizes(&stdout), [2, 1]);
}

#[test]
fn a_missing_file_or_a_folder_fails_the_run_but_not_the_other_inputs() {
    let folder = Folder::with_feed();
    std::fs::create_dir(folder.path("folder")).expect("a folder can be made");
    for failing in ["missing.txt", "folder", "none-*.txt"] {
        let (status, stdout, stderr) =
            outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "-q", failing, "feed.txt"]));
        assert_eq!(status, 1, "{failing}");
        assert_eq!(cluster_sizes(&stdout), [2], "{failing}");
        assert!(stderr.starts_with(&format!("doublet: {failing}: ")), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_run_of_which_nothing_is_left_says_so_once() {
    let (status, stdout, stderr) =
        outcome(&mut Folder::new().doublet(&["cluster", "--to", "jsonl", "missing.txt"]));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr.matches("missing.txt").count(), 1, "{stderr}");
}

#[test]
fn a_pattern_in_quotes_is_expanded_in_order() {
    let folder = Folder::new();
    for name in ["c.txt", "a.txt", "b.txt"] {
        folder.file(name, FEED);
    }
    let (status, stdout, _) = outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "[a-b].txt"]));
    assert_eq!((status, cluster_sizes(&stdout)), (0, vec![4, 2]));
    assert!(stdout.contains("\"representative\":\"a.txt:1\""), "{stdout}");
}

/// Records that repeat one title, and `count` lines that are no JSON between them.
fn feed_with_bad_lines(count: usize) -> String {
    let record = "{\"title\":\"Harbour reopens after the storm\"}\n";
    format!("{record}{}{record}", "{\"title\":\n".repeat(count))
}

#[test]
fn bad_lines_are_shown_ten_times_then_counted_and_the_run_is_done() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed_with_bad_lines(14));
    let (status, stdout, stderr) =
        outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "--from", "jsonl", "feed.jsonl"]));
    assert_eq!((status, cluster_sizes(&stdout)), (0, vec![2]));
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 11, "{stderr}");
    for (number, line) in lines[..10].iter().enumerate() {
        assert!(line.starts_with(&format!("feed.jsonl:{}: ", number + 2)) && line.contains("; "), "{line}");
    }
    assert!(lines[10].starts_with("doublet: 14 bad lines") && lines[10].contains("hint: "), "{stderr}");
}

#[test]
fn quiet_says_nothing_but_errors_and_verbose_tells_the_stages() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed_with_bad_lines(3));
    let (status, _, stderr) =
        outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "-q", "--from", "jsonl", "feed.jsonl"]));
    assert_eq!((status, stderr.as_str()), (0, ""));
    let (status, _, stderr) =
        outcome(&mut folder.doublet(&["-v", "cluster", "--to", "jsonl", "--from", "jsonl", "feed.jsonl"]));
    assert_eq!(status, 0);
    for said in ["reading", "clustering", "2 headlines, 1 exact repeats, 1 clusters, 3 bad lines, "] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    // Name, seconds and, where the system tells it, the memory held and the most held so far.
    let line = stderr.lines().find(|line| line.contains("judging")).expect("the stage has a line");
    let columns: Vec<&str> = line.split_whitespace().collect();
    assert!(columns[2].parse::<f64>().is_ok() && columns[3] == "s", "{line}");
    if cfg!(target_os = "linux") {
        let [held, most] = [columns[4], columns[5]].map(|size| size.parse::<u64>().expect("a size in MB"));
        assert!(0 < held && held <= most && columns[6] == "MB", "{line}");
    }
}

#[test]
fn verbose_names_the_largest_and_the_least_cohesive_clusters() {
    let folder = Folder::new();
    let fire = "Fire destroys the old customs house at Norhaven early in the morning";
    let storm = "Ferry pilots of Averil win their long case against the harbour board";
    let words = "x".repeat(90);
    let repeated = format!("Grain \u{1b}[31mprices {words}");
    folder.file(
        "feed.txt",
        &format!("{storm}\n{storm}\n{storm} today\n{fire}\nHuge {fire} on Monday\n{repeated}\n{repeated}\n"),
    );
    let run = |command: &[&str]| outcome(&mut folder.doublet(command));
    let (status, quiet, stderr) = run(&["cluster", "--to", "jsonl", "feed.txt"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert_eq!(cluster_sizes(&quiet), [3, 2, 2]);
    let (status, verbose, stderr) = run(&["cluster", "--to", "jsonl", "-v", "feed.txt"]);
    assert_eq!((status, verbose), (0, quiet));
    let named: Vec<&str> = stderr.lines().filter(|line| line.contains(" cluster: ")).collect();
    let [largest, second, cut, loosest, looser] = named[..] else { panic!("{stderr}") };
    assert_eq!(largest, format!("doublet: largest cluster: 3 headlines, \"{storm}\""));
    assert_eq!(second, format!("doublet: largest cluster: 2 headlines, \"{fire}\""));
    assert!(cut.contains("\"Grain \u{fffd}[31mprices xxx") && cut.ends_with("x…\""), "{cut}");
    // What repeats its representative alone has no cohesion.
    let told = "doublet: least cohesive cluster: ";
    assert!(loosest.starts_with(&format!("{told}2 headlines, mean similarity 0.")), "{loosest}");
    assert!(loosest.ends_with(&format!(" to its representative, \"{fire}\"")), "{loosest}");
    assert!(looser.starts_with(told) && looser.ends_with(&format!("\"{storm}\"")), "{looser}");
}

#[test]
fn a_strict_run_stops_at_the_first_bad_line_and_writes_nothing() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &feed_with_bad_lines(3));
    let arguments = ["cluster", "--strict", "--from", "jsonl", "feed.jsonl", "-o", "out.jsonl"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&arguments));
    assert_eq!((status, stdout.as_str()), (1, ""));
    assert_eq!(stderr.matches("feed.jsonl:2: ").count(), 1, "{stderr}");
    assert!(!stderr.contains("feed.jsonl:3: "), "{stderr}");
    assert_eq!(folder.names(), ["feed.jsonl"]);
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    let folder = Folder::with_feed();
    let table = ["cluster", "--to", "table", "feed.txt"];
    let (_, stdout, _) = outcome(&mut folder.doublet(&table));
    assert!(!stdout.contains('\u{1b}'), "{stdout}");
    let (_, stdout, _) = outcome(folder.doublet(&table).args(["--color", "always"]).env("NO_COLOR", "1"));
    assert!(stdout.contains('\u{1b}'), "what is typed goes over the environment: {stdout}");
    let Some((_, said)) = on_a_terminal(&folder, "compare 'Harbour opens' 'Harbour closes'") else { return };
    assert!(said.contains("\u{1b}["), "{said}");
}

#[test]
fn the_report_is_the_same_whatever_the_threads() {
    let folder = Folder::with_feed();
    let with =
        |threads| outcome(&mut folder.doublet(&["cluster", "--to", "jsonl", "-j", threads, "feed.txt"])).1;
    assert_eq!(with("1"), with("3"));
}

#[test]
fn a_comparison_tells_the_relation_the_figures_and_the_difference() {
    let folder = Folder::new();
    let pair = ["compare", "Harbour reopens after storm", "Harbour reopens after flood"];
    let (status, stdout, stderr) = outcome(&mut folder.doublet(&pair));
    assert_eq!((status, stderr.as_str()), (0, ""));
    for said in ["harbour reopens after flood", "relation ", "jaccard ", "[-storm-]", "{+flood+}"] {
        assert!(stdout.contains(said), "{said}: {stdout}");
    }
    let (status, stdout, _) = outcome(folder.doublet(&pair).arg("--json"));
    assert_eq!((status, stdout.lines().count()), (0, 1));
    let mut place = 0;
    for name in [
        "relation",
        "score",
        "reason",
        "similarity",
        "jaccard",
        "minhash",
        "simhash",
        "canonical",
        "differences",
    ] {
        let found = stdout[place..].find(&format!("\"{name}\":"));
        place += found.unwrap_or_else(|| panic!("{name} in its place: {stdout}"));
    }
}

#[test]
fn a_headline_may_begin_with_a_dash_and_hold_control_characters() {
    let folder = Folder::new();
    let (status, stdout, _) =
        outcome(&mut folder.doublet(&["compare", "-5 degrees", "--rain \u{1b}[31m\u{202e}now"]));
    assert_eq!(status, 0);
    assert!(stdout.contains("5 degrees"), "{stdout}");
    assert!(stdout.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}'), "{stdout:?}");
    assert_eq!(outcome(&mut folder.doublet(&["compare", "--", "-v", "-q"])).0, 0);
}
