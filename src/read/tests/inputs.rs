//! Several inputs, packed inputs, and inputs that fail.

use super::*;

#[test]
fn inputs_are_read_in_order_and_one_that_fails_does_not_stop_the_others() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let missing = folder.path().join("missing.txt");
    let inputs = [
        memory("a", "Ferry runs\n"),
        Input::File(missing.clone()),
        Input::File(folder.path().to_owned()),
        memory("b.jsonl", "{\"title\": \"Bridge closed\"}\n"),
    ];
    let found = outcome(&inputs, &Options::default(), Sizes::default());
    assert_eq!(found.headlines, ["a:1|Ferry runs|-|-", "b.jsonl:1|Bridge closed|-|-"]);
    assert_eq!(found.failed.len(), 2);
    assert!(found.failed[0].starts_with(&format!("{}: cannot open: ", missing.display())));
    assert!(found.failed[1].contains("is a directory; name the files in it"));
}

#[test]
fn a_strict_run_ends_with_the_first_bad_line_or_failed_input() {
    let options = Options { strict: true, ..Options::default() };
    let bad = memory("in", "{\"title\": \"Ferry runs\"}\n{\"title\": null}\n");
    let error = read(&[bad], &options, &()).expect_err("the second line is bad");
    assert_eq!(error.to_string(), "in:2: the title is null; give it a text, or name another field");
    let error = read(&["no/such/file".into()], &options, &()).expect_err("there is no such file");
    assert!(matches!(error, Error::Open { .. }));
}

#[test]
fn an_unknown_encoding_says_what_labels_look_like() {
    let options = Options { encoding: Some("klingon".to_owned()), ..Options::default() };
    let error = read(&[], &options, &()).expect_err("there is no such encoding");
    assert!(error.to_string().starts_with("no encoding is called \"klingon\"; the labels are"), "{error}");
}

#[test]
fn packed_inputs_give_the_same_whatever_their_name_and_in_several_parts() {
    let (one, two) = (b"Ferry runs\nBridge ".as_slice(), b"closed\nHarbour reopens\n".as_slice());
    let plain = recognising([one, two].concat());
    assert_eq!(plain.headlines.len(), 3);
    assert_eq!(recognising(gzip(&[one, two].concat())), plain);
    assert_eq!(recognising(zstd(&[one, two].concat())), plain);
    assert_eq!(recognising([gzip(one), gzip(two)].concat()), plain);
    assert_eq!(recognising([zstd(one), zstd(two)].concat()), plain);
}

#[test]
fn an_input_that_ends_in_the_middle_gives_what_came_before() {
    let feed: String =
        (0..20_000).map(|n| format!("{{\"title\": \"Ferry {n} runs {}\"}}\n", n * n % 977)).collect();
    let whole = recognising(feed.as_str());
    for (kind, packed) in [("gzip", gzip(feed.as_bytes())), ("zstd", zstd(feed.as_bytes()))] {
        for cut in [packed.len() / 2, packed.len() - 3] {
            let found = recognising(&packed[..cut]);
            let count = found.headlines.len();
            assert!(count > 0 && found.headlines == whole.headlines[..count], "{kind} {cut}");
            assert_eq!(
                found.failed,
                [format!(
                    "in:{}: the {kind} data ends in the middle; the headlines before it were read",
                    count + 1
                )]
            );
        }
    }
}

#[test]
fn damaged_packing_is_reported_and_never_a_panic() {
    let feed: String = (0..2_000).map(|n| format!("Ferry {n} runs\n")).collect();
    for packed in [gzip(feed.as_bytes()), zstd(feed.as_bytes())] {
        for at in (10..packed.len()).step_by(61) {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x55;
            recognising(damaged);
        }
    }
    let mut garbage = gzip(feed.as_bytes());
    let middle = garbage.len() / 2;
    garbage[middle..].fill(0xff);
    assert!(recognising(garbage).failed[0].contains("the gzip data "));
}

#[test]
fn data_that_is_not_read_is_named() {
    let found = recognising(*b"PK\x03\x04whatever");
    assert!(found.failed[0].starts_with("in: this is a zip archive"), "{:?}", found.failed);
    let found = recognising(*b"feed.jsonl\0\0\0\0mode\0ustar\n{\"title\": \"Ferry runs\"}\n");
    assert!(found.failed[0].starts_with("in: this is no text"), "{:?}", found.failed);
}

#[test]
fn a_text_with_zeros_is_read_where_it_is_said_to_be_text() {
    let text = b"Ferry runs\nFerry \0\0 stops\n";
    let options = Options { format: Format::Text, ..Options::default() };
    let batch =
        read(&[Input::Memory("in".to_owned(), text.to_vec())], &options, &()).expect("the run is not strict");
    assert_eq!((batch.headlines.len(), batch.failed_inputs), (2, 0));
    // Among records it is one bad line.
    let batch = recognising(*b"{\"title\": \"Ferry runs\"}\n{\"title\": \"Ferry \0\0 stops\"}\n");
    assert!(batch.failed.is_empty(), "{:?}", batch.failed);
}

#[test]
fn progress_counts_bytes_on_disk_and_the_note_sums_up() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("feed.jsonl.gz");
    let packed = gzip("{\"title\": \"Ferry runs\"}\n".repeat(1_500).as_bytes());
    fs::write(&path, &packed).expect("the folder takes a file");
    let inputs = [Input::File(path), memory("bad", "{\"title\": \"x\"}\n{\n")];
    let listener = Listener::default();
    read(&inputs, &Options::default(), &listener).expect("the run is not strict");
    let total = packed.len() as u64 + 17;
    assert_eq!(listener.total.into_inner().expect("no panic"), Some(total));
    assert_eq!(listener.advanced.into_inner().expect("no panic"), total);
    assert_eq!(
        listener.note.into_inner().expect("no panic"),
        "1,501 headlines, 1 bad line, 0.0 MB in 2 inputs"
    );
}
