//! A stream that lasts: what an index keeps of it, who may have it, and what becomes of damage.

use std::path::Path;

use super::*;

#[test]
fn an_index_keeps_the_window_of_whoever_pushed_to_it_last() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let days = |days: u64| config::Window::For(Duration::from_secs(days * 24 * 60 * 60));
    let open = |window: config::Window| {
        Stream::open(folder.path(), Config::default(), window.duration()).expect("nobody else has it")
    };
    let as_before = || {
        let stream = Stream::open_as_before(folder.path(), Config::default()).expect("nobody else has it");
        (stream.window(), stream.window_of_index())
    };
    assert_eq!(as_before(), (days(14), None), "of a new one nothing is known");
    let mut stream = open(days(30));
    push(&mut stream, "a", "Harbour reopens after storm", 20);
    stream.checkpoint(None).expect("the disk has room");
    drop(stream);
    assert_eq!(as_before(), (days(30), Some(days(30))));
    // Who pushes nothing or takes something out says nothing of what is to be remembered.
    let mut stream = open(days(1));
    stream.push_all(&[]).expect("there is nothing");
    stream.checkpoint(None).expect("the disk has room");
    drop(stream);
    let found = open(config::Window::All).forget(&["a".to_owned()].into()).expect("the disk has room");
    assert_eq!((found.len(), as_before().0), (1, days(30)));
    for window in [days(7), config::Window::All] {
        let mut stream = open(window);
        push(&mut stream, "b", "Minister resigns over grain deal", 0);
        stream.checkpoint(None).expect("the disk has room");
        drop(stream);
        assert_eq!(as_before(), (window, Some(window)));
    }
}

#[test]
fn a_file_is_no_index() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let error = Stream::open(file.path(), Config::default(), None).expect_err("it is a file").to_string();
    assert!(error.contains("it is a file, and an index is a folder; name a folder"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn a_stream_that_was_closed_goes_on_as_if_it_had_not_been(titles in titles(), cuts in proptest::collection::vec(1_usize..200, 1..9)) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let window = Some(Duration::from_secs(7 * 24 * 60 * 60));
        let open = || Stream::open(folder.path(), Config::default(), window).expect("nobody else has it");
        let published = published(&titles);
        let headlines = dated(&titles, &published);
        let at_once = stream(7).push_all_at(&headlines, ARRIVAL).expect("few");
        let (mut rest, mut cuts, mut in_parts) = (&headlines[..], cuts.into_iter().cycle(), Vec::new());
        while !rest.is_empty() {
            let mut stream = open();
            let (now, then) = rest.split_at(rest.len().min(cuts.next().expect("it goes round")));
            in_parts.extend(stream.push_all_at(now, ARRIVAL).expect("few"));
            let note = in_parts.len().to_string();
            stream.checkpoint(Some(note.as_bytes())).expect("the disk has room");
            // What is not in a checkpoint never was.
            stream.push_all_at(then, ARRIVAL).expect("few");
            drop(stream);
            let reopened = open();
            prop_assert_eq!(reopened.note(), Some(note.as_bytes()));
            rest = then;
        }
        prop_assert_eq!(at_once, in_parts);
    }
}

#[test]
fn an_index_has_one_writer_and_many_readers() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let config = Config::default;
    let mut stream = Stream::open(folder.path(), config(), None).expect("nobody else has it");
    stream.push(Headline { id: Some("a"), ..Headline::titled("Harbour reopens after storm") }).expect("one");
    stream.checkpoint(None).expect("the disk has room");
    let second = Stream::open(folder.path(), config(), None).expect_err("it is open").to_string();
    assert!(second.contains(&format!("the process {}", std::process::id())), "{second}");
    for _ in 0..2 {
        let view = Stream::view(folder.path(), config(), None).expect("readers are let in");
        assert_eq!(view.query("Harbour reopens after the storm")[0].of, Some("a"));
    }
    drop(stream);
    let other = Config { shingle: crate::config::Shingle::Words(1), ..Config::default() };
    let refused = Stream::open(folder.path(), other, None).expect_err("it has other shingles").to_string();
    assert!(refused.contains("char3, not word1"), "{refused}");
}

#[test]
fn damage_is_told_and_nothing_panics() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let titles: Vec<String> =
        (0..500).map(|day| format!("Report {day} of harbour {}", day * 31 % 97)).collect();
    let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
    let mut stream = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    stream.push_all(&headlines).expect("few");
    stream.checkpoint(None).expect("the disk has room");
    drop(stream);
    let file = folder.path().join(super::INDEX_FILE);
    let whole = std::fs::read(&file).expect("it was written");
    for part in 0..64 {
        let mut damaged = whole.clone();
        let at = part * damaged.len() / 64 + 5;
        damaged[at] ^= 0x55;
        std::fs::write(&file, &damaged).expect("it can be written");
        // Most of the file is not used: it opens whole, or says what is wrong. A reader does not look at all of it.
        if let Ok(stream) = Stream::view(folder.path(), Config::default(), None) {
            assert_eq!(stream.len(), 500);
        }
        match Stream::open(folder.path(), Config::default(), None) {
            Ok(stream) => assert_eq!(stream.len(), 500),
            Err(error) => {
                let error = error.to_string();
                assert!(error.contains("is damaged") || error.contains("is no index"), "{error}");
            }
        }
    }
    for length in [0, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..length]).expect("it can be written");
        if let Ok(stream) = Stream::open(folder.path(), Config::default(), None) {
            assert!(length == 0 && stream.is_empty(), "{length}");
        }
    }
}

#[test]
fn pages_that_are_not_what_was_written_are_damage_and_no_panic() {
    const PAGE: usize = 4096;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let titles: Vec<String> =
        (0..3000).map(|day| format!("Report {day} of harbour {}", day * 31 % 97)).collect();
    let mut stream = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    for titles in titles.chunks(20) {
        let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
        stream.push_all(&headlines).expect("few");
        stream.checkpoint(None).expect("the disk has room");
    }
    drop(stream);
    let file = folder.path().join(super::INDEX_FILE);
    let whole = std::fs::read(&file).expect("it was written");
    let used: Vec<usize> = (0..whole.len() / PAGE)
        .filter(|page| whole[page * PAGE..][..PAGE].iter().any(|&byte| byte > 0))
        .collect();
    let mut found = Vec::new();
    for (place, page) in used.iter().enumerate() {
        let other = used[(place * 31 + 7) % used.len()] * PAGE;
        for instead in [vec![0; PAGE], vec![0xff; PAGE], whole[other..][..PAGE].to_vec()] {
            let mut damaged = whole.clone();
            damaged[page * PAGE..][..PAGE].copy_from_slice(&instead);
            std::fs::write(&file, &damaged).expect("it can be written");
            let read = Stream::view(folder.path(), Config::default(), None).map(|stream| stream.len());
            found.extend(read.err());
            for open in [Stream::verify, |folder: &Path, config| Stream::open(folder, config, None)] {
                std::fs::write(&file, &damaged).expect("it can be written");
                found.extend(open(folder.path(), Config::default()).err());
            }
        }
    }
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(
        found.iter().all(|error| error.contains("damaged") || error.contains("is no index")),
        "{found:?}"
    );
    let of_engine =
        found.iter().filter(|error| error.contains("a page of it is not what was written")).count();
    assert!(of_engine > 0, "the engine panicked over none of {} pages", used.len());
}

#[test]
fn a_checkpoint_may_be_written_elsewhere_and_none_may_be_left_out() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut stream = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    let push = |stream: &mut Stream, title| stream.push(Headline::titled(title)).expect("few").status;
    assert_eq!(push(&mut stream, "Harbour reopens after storm"), Status::New);
    let first = stream.begin_checkpoint(None).expect("it has an index");
    assert_eq!(push(&mut stream, "Minister resigns over grain deal"), Status::New);
    let written = std::thread::spawn(|| first.write()).join().expect("it does not panic");
    written.expect("the disk has room");
    drop(stream.begin_checkpoint(None));
    assert_eq!(push(&mut stream, "Ferry runs again to the island"), Status::New);
    let refused = stream.checkpoint(None).expect_err("one is missing").to_string();
    assert!(refused.contains("was not written; open it anew"), "{refused}");
    drop(stream);
    let mut stream =
        Stream::open(folder.path(), Config::default(), None).expect("it is as it was at the first");
    assert_eq!(push(&mut stream, "Harbour reopens after storm"), Status::Duplicate);
    assert_eq!(push(&mut stream, "Minister resigns over grain deal"), Status::New);
}
