//! What holds for every input: the cuts, the threads and the packing change nothing, and
//! nothing panics.

use proptest::prelude::*;

use super::*;

const FORMATS: [Format; 7] =
    [Format::Auto, Format::Text, Format::Jsonl, Format::Csv, Format::Tsv, Format::Page, Format::Feed];

fn with_sizes(bytes: &[u8], format: Format, piece: usize) -> Outcome {
    let options = Options { format, ..Options::default() };
    outcome(&[memory("in", bytes)], &options, Sizes { piece, ..Sizes::default() })
}

/// Text that is hard on cutters: quotes, line ends, brackets, half characters.
fn nasty() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"title,id\n".to_vec()),
        Just(b"{\"title\": \"Ferry \\\" runs\"}\n".to_vec()),
        Just(b"{\"title\":\n \"Bridge\"},".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\"\"".to_vec()),
        Just(b",".to_vec()),
        Just(b"\t".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"[".to_vec()),
        Just(b"}".to_vec()),
        Just(b"\\".to_vec()),
        Just("• Hafen öffnet wieder\n".as_bytes().to_vec()),
        Just(b"<li>Ferry runs</li>".to_vec()),
        Just(b"<rss><channel>".to_vec()),
        Just(b"<feed:feed><feed:entry><feed:title".to_vec()),
        Just(b"<item><title>".to_vec()),
        Just(b"</title></item>".to_vec()),
        Just(b"<title/>".to_vec()),
        Just(b"<![CDATA[".to_vec()),
        Just(b"]]>".to_vec()),
        Just("&\u{feff}".as_bytes().to_vec()),
        Just(b"\xd9".to_vec()),
        Just(b"Ferry runs".to_vec()),
        Just(b"x\0".to_vec()),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_in_any_format_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in FORMATS {
            with_sizes(&bytes, format, 16);
        }
    }

    #[test]
    fn where_the_cuts_fall_changes_nothing(bytes in nasty(), piece in 1_usize..50) {
        for format in FORMATS {
            prop_assert_eq!(with_sizes(&bytes, format, piece), with_sizes(&bytes, format, 1 << 20), "{:?}", format);
        }
    }

    #[test]
    fn packing_changes_nothing(bytes in nasty()) {
        let plain = with_sizes(&bytes, Format::Auto, 64);
        prop_assert_eq!(&with_sizes(&gzip(&bytes), Format::Auto, 64), &plain);
        prop_assert_eq!(&with_sizes(&zstd(&bytes), Format::Auto, 64), &plain);
    }

    #[test]
    fn line_ends_of_either_kind_are_the_same(lines in proptest::collection::vec("[a-z \",]{0,12}", 0..20)) {
        for format in [Format::Text, Format::Csv] {
            let text = format!("title,id\n{}\n", lines.join("\n").replace('"', ""));
            let other = text.replace('\n', "\r\n");
            prop_assert_eq!(with_sizes(text.as_bytes(), format, 9), with_sizes(other.as_bytes(), format, 9));
        }
    }

    #[test]
    fn tables_are_read_as_the_csv_crate_reads_them(
        rows in proptest::collection::vec(("[a-zé \",\n]{0,12}", "[a-z\",;\r\n]{0,6}"), 1..20),
        piece in 1_usize..60,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["title", "source"]).expect("memory takes everything");
        for (title, source) in &rows {
            writer.write_record([title, source]).expect("as above");
        }
        let bytes = writer.into_inner().expect("as above");
        let found = with_sizes(&bytes, Format::Csv, piece);
        let mut reader = csv::Reader::from_reader(&*bytes);
        let expected: Vec<String> = reader.records().map(|row| {
            let row = row.expect("the writer is right");
            format!("{}|{}", &row[0], if row[1].is_empty() { "-" } else { &row[1] })
        }).collect();
        let found: Vec<String> = found.headlines.iter().map(|headline| {
            let (_, fields) = headline.split_once('|').expect("all have four fields");
            fields.strip_suffix("|-").expect("none is dated").to_owned()
        }).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut feed = String::new();
    for number in 0..3_000 {
        let id = if number % 7 == 0 { String::from("null") } else { number.to_string() };
        feed += &format!("{{\"title\": \"Ferry {number} runs\", \"id\": {id}}}\n");
        feed += if number % 100 == 0 { "{\"title\": 1}\n" } else { "" };
    }
    let outcomes: Vec<Outcome> = [1, 2, 5]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
            pool.install(|| with_sizes(feed.as_bytes(), Format::Auto, 1_000))
        })
        .collect();
    assert_eq!(outcomes[0].headlines.len(), 3_000);
    assert_eq!(outcomes[0].bad.len(), 30);
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
}

#[test]
fn a_packed_input_cut_anywhere_gives_a_prefix() {
    let mut state = 1_u64;
    let feed: String = (0..4_000)
        .map(|number| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("Ferry {number} meets {}\n", state >> 40)
        })
        .collect();
    let whole = recognising(feed.as_str());
    for packed in [gzip(feed.as_bytes()), zstd(feed.as_bytes())] {
        for cut in (0..packed.len()).step_by(97) {
            let found = recognising(&packed[..cut]);
            assert_eq!(found.headlines, whole.headlines[..found.headlines.len()], "cut at {cut}");
            assert_eq!(found.failed.len(), usize::from(cut > 0));
        }
    }
}

#[test]
fn records_are_handed_on_in_order_though_the_next_are_read_meanwhile_and_an_error_ends_it() {
    let titles: Vec<String> = (0..2_000).map(|number| format!("Ferry {number} meets the tide")).collect();
    let input = || [memory("in", titles.join("\n").as_bytes())];
    let options = Options { format: Format::Text, ..Options::default() };
    let sizes = Sizes { piece: 1_000, ..Sizes::default() };
    let mut handed: Vec<String> = Vec::new();
    let mut take = |portion: &Portion<'_>| {
        handed.extend(portion.headlines.iter().map(|headline| headline.title.to_owned()));
        Ok(())
    };
    read_into(Some(&mut take), &input(), &options, &(), sizes).expect("it can be read");
    assert_eq!(handed, titles);
    for last in [1, 2, 17] {
        let mut calls = 0;
        let mut take = |_: &Portion<'_>| {
            calls += 1;
            if calls == last { Err(Error::Write(std::io::Error::other("the disk is full"))) } else { Ok(()) }
        };
        let ended = read_into(Some(&mut take), &input(), &options, &(), sizes).expect_err("the sink failed");
        assert!(ended.to_string().contains("the disk is full"), "{ended}");
        assert_eq!(calls, last);
    }
}
