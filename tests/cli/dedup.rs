//! The pass over a stream: what is kept, what is said of it, and what an index remembers of it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command as System, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::support::{Folder, outcome};

const TITLES: [&str; 5] = [
    "Harbour reopens after storm, ferries resume",
    "Minister resigns over grain deal",
    "Harbour reopens after storm; ferries resume at noon",
    "5 hurt in bridge collapse near old harbour",
    "15 hurt in bridge collapse near old harbour",
];

/// The titles as records with ids and days.
fn records() -> String {
    let record = |(number, title): (usize, &&str)| {
        format!(
            "{{\"id\": \"n{number}\",  \"title\": \"{title}\", \"published\": \"2026-03-0{}\"}}\n",
            number + 1
        )
    };
    TITLES.iter().enumerate().map(record).collect::<Vec<_>>().concat()
}

/// The `doublet` object of each line.
fn annotations(out: &str) -> Vec<serde_json::Value> {
    out.lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON")["doublet"].clone()
        })
        .collect()
}

#[test]
fn what_is_kept_stays_as_it_came() {
    let folder = Folder::new();
    let odd = "{\"title\" : \"Harbour reopens\",\"x\":[1, 2.0]}\r\n\r\n{\"title\":\"Harbour reopens!\"}\r\n{ \"title\": \"Ferry \\u0072uns\" }";
    folder.file("odd.jsonl", odd);
    let (status, out, said) = outcome(&mut folder.doublet(&["dedup", "odd.jsonl"]));
    assert_eq!(status, 0, "{said}");
    assert_eq!(
        out,
        "{\"title\" : \"Harbour reopens\",\"x\":[1, 2.0]}\r\n{ \"title\": \"Ferry \\u0072uns\" }\n"
    );
    assert!(said.contains("3 read, 2 kept, 1 duplicates, 0 updates, 0 bad lines"), "{said}");
    folder.file("odd.csv", "id;title\r\n1;\"Harbour\nreopens\"\r\n2;harbour reopens\r\n3;Ferry runs\r\n");
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "-q", "odd.csv"]));
    assert_eq!(out, "id;title\r\n1;\"Harbour\nreopens\"\r\n3;Ferry runs\r\n");
    folder.file("lines.txt", "Harbour reopens\nHARBOUR reopens\n\nFerry runs");
    let (_, out, said) = outcome(&mut folder.doublet(&["dedup", "-q", "lines.txt"]));
    assert_eq!((out.as_str(), said.as_str()), ("Harbour reopens\nFerry runs\n", ""));
}

#[test]
fn texts_of_an_array_are_headlines_and_become_objects_where_something_is_said_of_them() {
    let folder = Folder::new();
    folder.file("titles.json", "[\"Harbour \\\"reopens\\\"\", \"HARBOUR reopens\",\n \"F\\u00e4hre\"]\n");
    let (status, out, said) = outcome(&mut folder.doublet(&["dedup", "titles.json"]));
    assert!(status == 0 && said.contains("3 read, 2 kept, 1 duplicates"), "{said}");
    assert_eq!(out, "\"Harbour \\\"reopens\\\"\"\n\"F\\u00e4hre\"\n");
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "-q", "--annotate", "titles.json"]));
    let titles = out.lines().map(|line| {
        serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON")["title"].to_string()
    });
    assert_eq!(
        titles.collect::<Vec<_>>(),
        ["\"Harbour \\\"reopens\\\"\"", "\"HARBOUR reopens\"", "\"Fähre\""]
    );
    assert_eq!(annotations(&out)[1]["of"], "titles.json:1");
}

#[test]
fn a_table_keeps_its_byte_order_mark_for_spreadsheets() {
    let folder = Folder::with_feed();
    let table = "\u{feff}title;id\nHäfen öffnen wieder;1\nHäfen öffnen wieder!;2\n";
    folder.file("marked.csv", table);
    folder.file("bare.csv", "title;id\nBrücke gesperrt;3\n");
    let kept = "\u{feff}title;id\nHäfen öffnen wieder;1\nBrücke gesperrt;3\n";
    let (status, out, _) = outcome(&mut folder.doublet(&["dedup", "marked.csv", "bare.csv"]));
    assert_eq!((status, out.as_str()), (0, kept));
    let (_, out, _) =
        outcome(&mut folder.doublet(&["dedup", "marked.csv", "--annotate", "--dropped", "dropped.csv"]));
    let annotated = "\u{feff}title;id;doublet_status;";
    assert!(out.starts_with(annotated) && folder.read("dropped.csv").starts_with(annotated), "{out}");
    let utf16: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path("wide.csv"), utf16).expect("it can be written");
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "wide.csv"]));
    assert_eq!(out, "\u{feff}title;id\nHäfen öffnen wieder;1\n");
}

#[test]
fn all_is_annotated_and_what_is_dropped_has_its_reason() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &records());
    let (_, out, _) =
        outcome(&mut folder.doublet(&["dedup", "--annotate", "--dropped", "d.jsonl", "feed.jsonl"]));
    let told = annotations(&out);
    let statuses: Vec<&str> = told.iter().map(|told| told["status"].as_str().expect("it has one")).collect();
    assert_eq!(statuses, ["new", "new", "duplicate", "new", "update"]);
    assert_eq!((told[2]["of"].as_str(), told[4]["of"].as_str()), (Some("n0"), Some("n3")));
    assert_eq!(told[0]["cluster"], told[2]["cluster"]);
    let dropped = annotations(&folder.read("d.jsonl"));
    assert_eq!(dropped.len(), 1);
    assert!(dropped[0]["reason"].as_str().expect("it has one").contains("at noon"), "{dropped:?}");
    for (updates, kept, marked) in [("keep", 4, 0), ("drop", 3, 0), ("mark", 4, 1)] {
        let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "--updates", updates, "feed.jsonl"]));
        assert_eq!((out.lines().count(), out.matches("\"doublet\"").count()), (kept, marked), "{updates}");
    }
    folder.file("feed.csv", "id,title\nx,Harbour reopens\ny,Harbour re-opens\n");
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "--annotate", "feed.csv"]));
    let rows: Vec<&str> = out.lines().collect();
    assert_eq!(rows[0], "id,title,doublet_status,doublet_of,doublet_cluster,doublet_similarity");
    assert!(rows[1].starts_with("x,Harbour reopens,new,,0e774d12d2807775,"), "{out}");
    assert!(rows[2].starts_with("y,Harbour re-opens,duplicate,x,0e774d12d2807775,0."), "{out}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = Folder::new();
    folder.file("a.csv", "id,title\n1,Harbour reopens\n");
    folder.file("b.csv", "title,id\nFerry runs,2\n");
    folder.file("feed.jsonl", &records());
    for (arguments, status, expected) in [
        (&["dedup", "a.csv", "b.csv"][..], 1, "b.csv: its columns are not those"),
        (&["dedup", "--window", "soon", "a.csv"], 2, "write 14d, 36h"),
        (&["dedup", "--window", "0s", "a.csv"], 2, "write 14d, 36h"),
        (&["dedup", "-o", "x", "--dropped", "x", "a.csv"], 2, "name two files"),
        (&["dedup", "missing.csv"], 1, "missing.csv: cannot open"),
        (&["query", "--index", "missing", "Harbour"], 1, "there is no index"),
        (&["index", "stats", "missing"], 1, "there is no index"),
        (&["index", "expire", "missing"], 1, "there is no index"),
        (&["index", "forget", "missing", "--id", "x"], 1, "there is no index"),
    ] {
        let (found, _, said) = outcome(&mut folder.doublet(arguments));
        assert_eq!(found, status, "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert!(!folder.path("missing").exists());
}

/// The pass with an index, its input and output at hand.
fn listening(folder: &Folder) -> Child {
    System::new(env!("CARGO_BIN_EXE_doublet"))
        .args(["dedup", "-q", "--index", "seen"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program can be started")
}

#[test]
fn a_line_that_comes_alone_has_its_answer_at_once() {
    let folder = Folder::new();
    let mut doublet = listening(&folder);
    let mut input = doublet.stdin.take().expect("it is a pipe");
    let mut output = BufReader::new(doublet.stdout.take().expect("it is a pipe"));
    let mut waits = Vec::new();
    for title in
        ["Harbour reopens", "Ferry runs again", "Minister resigns", "Bridge collapses", "Oslo wins cup"]
    {
        thread::sleep(Duration::from_millis(30));
        let asked = Instant::now();
        writeln!(input, "{title}").expect("it reads");
        let mut line = String::new();
        output.read_line(&mut line).expect("it writes");
        waits.push(asked.elapsed());
        assert_eq!(line.trim_end(), title);
    }
    drop(input);
    assert!(doublet.wait().expect("it ends").success());
    // A busy machine may delay most of them.
    waits.sort();
    assert!(waits[0] < Duration::from_millis(50), "{waits:?}");
}

#[test]
fn an_index_remembers_across_runs_for_as_long_as_the_window() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &records());
    let dedup =
        |name: &str| outcome(&mut folder.doublet(&["dedup", "--index", "seen", "--window", "14d", name]));
    assert_eq!(dedup("feed.jsonl").1.lines().count(), 4);
    assert_eq!(dedup("feed.jsonl").1, "");
    folder.file("later.jsonl", &records().replace("2026-03", "2026-04"));
    assert_eq!(dedup("later.jsonl").1.lines().count(), 4);
    let (_, out, _) =
        outcome(&mut folder.doublet(&["query", "--index", "seen", "Harbour reopens after the storm"]));
    assert!(out.contains("duplicate") && out.contains("n0"), "{out}");
    let (_, out, _) =
        outcome(folder.doublet(&["query", "--index", "seen", "--json"]).write_stdin("Grain deal\n\n"));
    assert_eq!(out.lines().count(), 2, "{out}");
    let facts = |of: &str| {
        let (status, out, said) = outcome(&mut folder.doublet(&["index", "stats", "--json", of]));
        assert_eq!(status, 0, "{said}");
        serde_json::from_str::<serde_json::Value>(&out).expect("an object")
    };
    assert_eq!(facts("seen")["items"], 10);
    let (_, exported, _) = outcome(&mut folder.doublet(&["index", "export", "seen"]));
    let (status, _, said) =
        outcome(folder.doublet(&["index", "import", "other"]).write_stdin(exported.clone()));
    assert_eq!(status, 0, "{said}");
    assert_eq!(outcome(&mut folder.doublet(&["index", "export", "other"])).1, exported);
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "--index", "other", "later.jsonl"]));
    assert_eq!(out, "");
    outcome(&mut folder.doublet(&["index", "forget", "other", "--id", "n1"]));
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "--index", "other", "later.jsonl"]));
    assert!(out.lines().count() == 1 && out.contains("n1"), "{out}");
    let (_, out, _) = outcome(&mut folder.doublet(&["index", "verify", "other"]));
    assert!(out.starts_with("whole: 9 items"), "{out}");
    let (_, _, said) = outcome(&mut folder.doublet(&["index", "expire", "seen", "--window", "14d"]));
    assert!(said.contains("items had aged out"), "{said}");
}

#[test]
fn an_index_keeps_its_window_where_none_is_named() {
    let folder = Folder::new();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("it is after 1970").as_secs();
    let record = |id: &str, title: &str, days_ago: u64| {
        let published = now - days_ago * 24 * 60 * 60;
        format!("{{\"id\":\"{id}\",\"title\":\"{title}\",\"published\":\"{published}\"}}\n")
    };
    folder.file("feed.jsonl", &record("a", "Harbour reopens after storm", 20));
    folder.file("later.jsonl", &record("b", "Minister resigns over grain deal", 0));
    let run = |arguments: &[&str]| outcome(&mut folder.doublet(arguments));
    run(&["dedup", "--index", "seen", "--window", "30d", "feed.jsonl"]);
    run(&["dedup", "--index", "seen", "later.jsonl"]);
    assert!(run(&["index", "stats", "seen"]).1.contains("window     30d"));
    let (_, _, said) = run(&["index", "expire", "seen"]);
    assert!(said.contains("0 items had aged out of a window of 30d"), "{said}");
    let (_, _, said) = run(&["index", "expire", "seen", "--window", "14d"]);
    assert!(said.contains("1 items had aged out of a window of 14d"), "{said}");
    let (_, exported, _) = run(&["index", "export", "seen"]);
    folder.file("exported.jsonl", &exported);
    run(&["index", "import", "copy", "--window", "all", "exported.jsonl"]);
    assert!(run(&["index", "stats", "copy"]).1.contains("window     all"));
    let (_, _, said) = run(&["index", "expire", "copy"]);
    assert!(said.contains("0 items had aged out of a window of all"), "{said}");
    run(&["dedup", "--index", "other", "feed.jsonl"]);
    assert!(run(&["index", "stats", "other"]).1.contains("window     14d"));
}

#[test]
fn a_second_writer_is_told_who_writes_and_readers_are_not_kept_out() {
    let folder = Folder::new();
    let mut doublet = listening(&folder);
    let mut input = doublet.stdin.take().expect("it is a pipe");
    writeln!(input, "{}", TITLES[0]).expect("it reads");
    let mut output = BufReader::new(doublet.stdout.take().expect("it is a pipe"));
    output.read_line(&mut String::new()).expect("it writes");
    let (status, _, said) = outcome(folder.doublet(&["dedup", "--index", "seen"]).write_stdin("x\n"));
    assert_eq!(status, 1);
    assert!(said.contains(&format!("the process {} ", doublet.id())), "{said}");
    // The index learns of a line when it has been passed on.
    let is_known = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(100));
        outcome(&mut folder.doublet(&["query", "--index", "seen", TITLES[2]])).1.contains("-:1")
    });
    assert!(is_known);
    drop(input);
    assert!(doublet.wait().expect("it ends").success());
}

#[test]
fn records_of_different_forms_are_not_mixed_nor_annotated_twice() {
    let folder = Folder::new();
    folder.file("feed.jsonl", &records());
    folder.file("feed.csv", "id,title\nx,Harbour reopens\n");
    folder.file("lines.txt", "Harbour reopens\n");
    folder.file("laid.json", "[\n  {\"title\":\n   \"Ferry runs\"}\n]\n");
    for (arguments, expected) in [
        (
            &["dedup", "feed.jsonl", "feed.csv"][..],
            "its records are rows of a table, and those before JSON objects",
        ),
        (&["dedup", "--updates", "mark", "lines.txt"], "no room for a mark"),
    ] {
        let (status, _, said) = outcome(&mut folder.doublet(arguments));
        assert!(status == 1 && said.contains(expected), "{arguments:?}: {said}");
    }
    let annotated = |name| outcome(&mut folder.doublet(&["dedup", "-q", "--annotate", name])).1;
    for name in ["feed.jsonl", "feed.csv"] {
        folder.file("again", &annotated(name));
        let (status, _, said) = outcome(&mut folder.doublet(&["dedup", "--annotate", "again"]));
        assert!(status == 1 && said.contains("already"), "{said}");
    }
    let record = |title: &str, more: &str| format!("{{\"title\":\"{title}\"{more}}}\n");
    let mixed = [
        record("Harbour reopens after storm", ""),
        record("Minister resigns over grain deal", ",\"doublet\":{\"status\":\"new\"}"),
        record("Ferry runs aground off the cape", ""),
    ];
    folder.file("mixed.jsonl", &mixed.concat());
    let (status, written, said) = outcome(&mut folder.doublet(&["dedup", "--annotate", "mixed.jsonl"]));
    assert!(status == 0 && written.lines().count() == 2, "{said}");
    assert!(said.contains("mixed.jsonl:2: the record has a member \"doublet\" already; drop it"), "{said}");
    assert!(said.contains("2 read, 2 kept, 0 duplicates, 0 updates, 1 bad lines"), "{said}");
    let (status, _, said) = outcome(&mut folder.doublet(&["dedup", "--annotate", "--strict", "mixed.jsonl"]));
    assert!(status == 1 && said.contains("mixed.jsonl:2: the record has"), "{said}");
    assert_eq!(outcome(&mut folder.doublet(&["dedup", "-q", "mixed.jsonl"])).1, mixed.concat());
    // Of those that need no annotation none is lost.
    folder.file("twice.jsonl", &[&mixed[..], &mixed[1..2]].concat().concat());
    let (status, written, said) =
        outcome(&mut folder.doublet(&["dedup", "--dropped", "dropped.jsonl", "twice.jsonl"]));
    assert_eq!((status, written), (0, mixed.concat()), "{said}");
    assert!(
        said.contains("twice.jsonl:4: the record has a member") && folder.read("dropped.jsonl").is_empty()
    );
    assert!(said.contains("4 read, 3 kept, 0 duplicates, 0 updates, 1 bad lines"), "{said}");
    // What was judged was read, though nothing of it can be written.
    let again = ["dedup", "--index", "seen", "--dropped", "more.jsonl", "-o", "kept.jsonl", "again.jsonl"];
    folder.file("again.jsonl", &mixed[1]);
    assert_eq!(outcome(&mut folder.doublet(&again)).0, 0);
    let (status, _, said) = outcome(&mut folder.doublet(&again));
    assert!(status == 0 && said.contains("1 read, 0 kept, 0 duplicates, 0 updates, 1 bad lines"), "{said}");
    assert!(folder.read("kept.jsonl").is_empty() && !folder.path("kept.jsonl.part").exists());
    assert_eq!(
        outcome(&mut folder.doublet(&["dedup", "-q", "laid.json"])).1,
        "{\"title\":    \"Ferry runs\"}\n"
    );
}

/// A folder with the index of a fixture, under `seen`.
fn unpacked(packed: &[u8]) -> Folder {
    let folder = Folder::new();
    let whole = zstd::decode_all(packed).expect("it was packed");
    fs::create_dir(folder.path("seen")).expect("a folder can be made");
    fs::write(folder.path("seen/index.redb"), whole).expect("a file can be written");
    folder
}

#[test]
fn an_index_of_each_version_is_read_for_ever() {
    // The second is of the normaliser that knows C++.
    let first: &[u8] = include_bytes!("../data/index-1.redb.zst");
    let second: &[u8] = include_bytes!("../data/index-2.redb.zst");
    let items = [("a", 0, true), ("b", 0, false), ("c", 2, true), ("d", 3, true)];
    for (packed, expected) in [(first, &items[..3]), (second, &items)] {
        let folder = unpacked(packed);
        let (_, exported, said) = outcome(&mut folder.doublet(&["index", "export", "seen"]));
        let facts: Vec<(String, u64, bool)> = exported
            .lines()
            .map(|line| {
                let item: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
                let id = item["id"].as_str().expect("it has one").to_owned();
                (id, item["cluster"].as_u64().expect("a number"), item["kept"].as_bool().expect("a truth"))
            })
            .collect();
        let expected: Vec<(String, u64, bool)> =
            expected.iter().map(|&(id, cluster, kept)| (id.to_owned(), cluster, kept)).collect();
        assert_eq!(facts, expected, "{said}");
        folder.file(
            "feed.jsonl",
            "{\"id\":\"e\",\"title\":\"Minister resigns over grain deal!\",\"published\":\"2026-03-04\"}\n",
        );
        let dedup = ["dedup", "--annotate", "--index", "seen", "feed.jsonl"];
        assert_eq!(annotations(&outcome(&mut folder.doublet(&dedup)).1)[0]["of"], "c");
        // What was written to is of the format and the normaliser of now, so that no older doublet takes it for its own.
        let described = fs::read(folder.path("seen/index.redb")).expect("it is there");
        let is_of_now = memchr::memmem::find(&described, b"doublet index\x02\x02").is_some();
        assert!(is_of_now);
    }
}

#[test]
fn a_name_with_signs_is_remembered_with_them() {
    let folder = unpacked(include_bytes!("../data/index-2.redb.zst"));
    let title = "Port office writes its ferry planner anew in";
    let record = |id: &str, language: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{title} {language}\",\"published\":\"2026-03-04\"}}\n")
    };
    folder.file("feed.jsonl", &(record("e", "C#") + &record("f", "C++")));
    let (_, out, _) = outcome(&mut folder.doublet(&["dedup", "--annotate", "--index", "seen", "feed.jsonl"]));
    let statuses: Vec<_> = annotations(&out).iter().map(|told| told["status"].clone()).collect();
    assert_eq!(statuses, ["new", "duplicate"]);
}

#[test]
fn a_large_index_is_opened_from_an_image() {
    use std::fmt::Write as _;

    let folder = Folder::new();
    let words = ["Harbour", "Ferry", "Bridge", "Minister", "Council", "Pilot", "Rower", "Grain"];
    let mut feed = String::new();
    for number in 0..140_000_usize {
        let word = |place: u32| words[number / 8_usize.pow(place) % 8];
        writeln!(feed, "{} {} {} {} {number}", word(0), word(1), word(2), word(3))
            .expect("a string takes all");
    }
    folder.file("feed.txt", &feed);
    let images = || {
        let entries = fs::read_dir(folder.path("seen")).expect("it was made").flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("image."))
            .map(|entry| entry.path())
    };
    let dedup = |input| outcome(&mut folder.doublet(&["dedup", "--annotate", "--index", "seen", input]));
    // A run that is killed while it writes the image has not ended: the same command goes on, and writes nothing twice. Nobody reads the
    // pipe in the image's place, so that to open it takes for ever.
    let to_file = ["dedup", "-q", "--index", "seen", "-o", "new.txt", "feed.txt"];
    let program = env!("CARGO_BIN_EXE_doublet");
    let mut running =
        System::new(program).args(to_file).current_dir(folder.path("")).spawn().expect("it was built");
    let wait_for = |is_so: &dyn Fn() -> bool| {
        let since = Instant::now();
        while !is_so() {
            assert!(since.elapsed() < Duration::from_secs(120), "it takes too long");
            thread::sleep(Duration::from_millis(5));
        }
    };
    wait_for(&|| folder.path("new.txt.part").exists());
    let made = System::new("mkfifo").arg(folder.path("seen/image.new")).status();
    assert!(made.expect("mkfifo is there").success());
    wait_for(&|| fs::metadata(folder.path("new.txt.part")).is_ok_and(|part| part.len() == feed.len() as u64));
    thread::sleep(Duration::from_millis(500));
    assert!(!folder.path("new.txt").exists(), "it waits for the image");
    running.kill().expect("it runs");
    running.wait().expect("it was killed");
    assert_eq!(outcome(&mut folder.doublet(&to_file)).0, 0);
    assert!(folder.read("new.txt") == feed, "each line once");
    assert_eq!(images().count(), 1);
    let image = images().next().expect("there is one");
    folder
        .file("again.txt", "Ferry Harbour Harbour Harbour 1\nLighthouse keeper retires after forty years\n");
    let (_, out, said) = dedup("again.txt");
    let told: Vec<_> =
        annotations(&out).iter().map(|told| (told["status"].clone(), told["of"].clone())).collect();
    assert_eq!(
        told,
        [("duplicate".into(), "feed.txt:2".into()), ("new".into(), serde_json::Value::Null)],
        "{said}"
    );
    assert!(image.exists(), "two headlines are no reason for another");
    let verify = || outcome(&mut folder.doublet(&["index", "verify", "seen"]));
    assert_eq!(verify().0, 0, "{}", verify().2);
    // An image that is damaged costs time, and is told of by who looks for it.
    let mut bytes = fs::read(&image).expect("it is there");
    bytes[4100] ^= 1;
    fs::remove_file(&image).expect("it is there");
    fs::write(&image, &bytes).expect("it can be written");
    let (status, _, said) = verify();
    assert!(status == 1 && said.contains("remove it; it is made anew"), "{said}");
    folder.file("later.txt", "Lighthouse keeper retires after forty years\n");
    assert_eq!(annotations(&dedup("later.txt").1)[0]["status"], "duplicate");
    assert_eq!(verify().0, 0, "it was written anew");
    let (_, _, said) = outcome(&mut folder.doublet(&["index", "forget", "seen", "--id", "again.txt:2"]));
    assert!(said.contains("1 of 1 ids were taken out"), "{said}");
    assert_eq!(annotations(&dedup("later.txt").1)[0]["status"], "new");
}
