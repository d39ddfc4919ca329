//! Text lines, JSON records, tables.

use super::*;

#[test]
fn a_text_has_a_headline_a_line_and_blank_lines_are_none() {
    let found = recognising("Harbour reopens after storm\n\n  \t\nFerry runs again\r\nBridge closed");
    assert_eq!(
        found.headlines,
        ["in:1|Harbour reopens after storm|-|-", "in:4|Ferry runs again|-|-", "in:5|Bridge closed|-|-"]
    );
    assert!(found.bad.is_empty());
}

#[test]
fn what_begins_on_one_line_has_ids_of_its_own() {
    let array = r#"[{"title": "Harbour reopens"}, {"title": "Ferry runs", "id": 7}, {"title": "Bridge closed"},
        {"title": "Mayor resigns"}, {"title": ""}, {"title": "Storm nears"}]"#;
    let expected = [
        "in:1|Harbour reopens",
        "7|Ferry runs",
        "in:1.3|Bridge closed",
        "in:2|Mayor resigns",
        "in:2.2|",
        "in:2.3|Storm nears",
    ];
    assert_eq!(recognising(array).headlines, expected.map(|record| format!("{record}|-|-")));
    let page = "<!doctype html><body><h1>Harbour reopens</h1><h2>Ferry runs again</h2><h2>Bridge closed</h2>";
    assert_eq!(
        recognising(page).headlines,
        ["in:1|Harbour reopens|-|-", "in:1.2|Ferry runs again|-|-", "in:1.3|Bridge closed|-|-"]
    );
    let records: String = (0..400).map(|record| format!("{{\"title\": \"Ferry {record}\"}}, ")).collect();
    let array = format!("[{} {{\"title\": \"Ferry\"}}]", records.trim_end());
    let whole = recognising(array.as_str());
    assert_eq!(whole.headlines.iter().filter(|headline| headline.starts_with("in:1.400|")).count(), 1);
    for piece in [1, 100, 1_000] {
        let sizes = Sizes { piece, ..Sizes::default() };
        assert_eq!(outcome(&[memory("in", array.as_str())], &Options::default(), sizes), whole);
    }
    let items: String = (0..5000).map(|item| format!("<item><title>Ferry {item}</title></item>")).collect();
    let feed =
        recognising(format!("<rss version=\"2.0\"><channel><title>Post</title>{items}</channel></rss>"));
    let ids: std::collections::BTreeSet<&str> =
        feed.headlines.iter().filter_map(|headline| headline.split('|').next()).collect();
    assert_eq!((feed.headlines.len(), ids.len()), (5000, 5000));
}

#[test]
fn a_lone_carriage_return_and_a_zero_byte_belong_to_the_title() {
    assert_eq!(reading("a\rb\nc\0d\n", Format::Text).titles(), ["a\rb", "c\0d"]);
    assert_eq!(recognising("Harbour \0reopens\nFerry runs\n").titles(), ["Harbour \0reopens", "Ferry runs"]);
}

#[test]
fn nothing_comes_of_nothing() {
    for format in [Format::Auto, Format::Text, Format::Jsonl, Format::Csv, Format::Tsv, Format::Page] {
        for empty in ["", "\n", "\n\n  \n", "\u{feff}"] {
            assert_eq!(reading(empty, format), Outcome::default(), "{format:?} {empty:?}");
        }
    }
}

#[test]
fn a_title_of_over_a_mebibyte_is_a_bad_line_and_says_how_long_it_is() {
    let text = format!("Ferry runs again\n{}\nBridge closed\n", "x".repeat(10_000_000));
    let found = reading(text, Format::Text);
    assert_eq!(found.titles(), ["Ferry runs again", "Bridge closed"]);
    assert_eq!(found.bad, ["in:2: the title has 10.0 MB; a headline has at most 1 MiB; is this the body?"]);
    assert_eq!(reading("x".repeat(1 << 20), Format::Text).headlines.len(), 1);
    let json = format!("{{\"title\": \"{}\"}}\n", "x".repeat((1 << 20) + 1));
    assert_eq!(recognising(json).bad.len(), 1);
}

#[test]
fn a_record_too_long_to_be_held_is_passed_over_whatever_the_sizes() {
    let feed = format!(
        "{{\"title\": \"Ferry runs\"}}\n{{\"title\": \"{}\"}}\n{{\"title\": \"Bridge closed\"}}\n",
        "x".repeat(5_000)
    );
    for piece in [1, 7, 100, 1_000, 10_000] {
        let sizes = Sizes { piece, record: 1_000 };
        let found = outcome(&[memory("in", feed.as_str())], &Options::default(), sizes);
        assert_eq!(found.titles(), ["Ferry runs", "Bridge closed"]);
        assert_eq!(
            found.bad,
            ["in:2: the record has 0.0 MB, more than is held in memory; is there one record a line?"]
        );
    }
}

#[test]
fn json_fields_are_found_by_name_and_numbers_keep_their_digits() {
    let feed = r#"{"id": 17, "title": "Harbour reopens", "source": "Post", "published": 1.50, "lang": [1, {"title": 2}]}
{"title": "Caf\u00e9 \"Wharf\" closes", "id": 123456789012345678901234567890, "source": null}
{"title": "Ferry runs", "id": "", "source": {"name": "Post"}}
{"title": "Old", "title": "New"}"#;
    assert_eq!(
        recognising(feed).headlines,
        [
            "17|Harbour reopens|Post|1.50",
            "123456789012345678901234567890|Café \"Wharf\" closes|-|-",
            "in:3|Ferry runs|-|-",
            "in:4|New|-|-",
        ]
    );
}

#[test]
fn dots_lead_into_objects_and_the_longer_key_wins() {
    let feed = r#"{"article": {"title": "Nested"}}
{"article": {"title": "Nested"}, "article.title": "Literal"}
{"article.title": "Literal", "article": {"title": "Nested"}}
{"article": {"title": null, "head": 1}, "x": 2}
{"article": [1]}"#;
    let found = outcome(&[memory("in", feed)], &titled("article.title"), Sizes::default());
    assert_eq!(found.titles(), ["Nested", "Literal", "Literal"]);
    assert_eq!(
        found.bad,
        [
            "in:4: the title is null; give it a text, or name another field",
            "in:5: no field \"article.title\" among article; name the title's field with --title",
        ]
    );
}

#[test]
fn every_bad_record_says_what_is_wrong_with_it() {
    let feed = "{\"title\": \"Ferry runs\"}\n{\"title\": null}\n{\"title\": 5}\n{\"title\": [1]}\n{\"title\": {}}\n\
        {\"title\": true}\n{\"id\": 1, \"a\": {\"b\": 2}}\n{\"title\": \"cut\n[1]\n{\"title\": \"x\"} y\n\
        {\"title\": \"\\ud800\"}\n{}\n{\"title\": \"Bridge closed\"}\n";
    let found = recognising(feed);
    assert_eq!(found.titles(), ["Ferry runs", "Bridge closed"]);
    let bad: Vec<_> = found.bad.iter().filter_map(|bad| bad.split("; ").next()).collect();
    assert_eq!(
        bad,
        [
            "in:2: the title is null",
            "in:3: the title is a number",
            "in:4: the title is an array",
            "in:5: the title is an object",
            "in:6: the title is a boolean",
            "in:7: no field \"title\" among id, a.b",
            "in:8: not valid JSON: EOF while parsing a string at column 14",
            "in:9: the record is an array",
            "in:10: not valid JSON: trailing characters at column 16",
            "in:11: the title is not valid JSON: unexpected end of hex escape at column 8",
            "in:12: no field \"title\": the record is empty",
        ]
    );
}

#[test]
fn a_field_that_no_record_has_fails_the_input_and_lists_the_fields() {
    let feed = "{\"headline\": \"Ferry runs\", \"meta\": {\"url\": \"x\"}}\n".repeat(3);
    let found = recognising(feed.as_str());
    assert_eq!(
        found.failed,
        ["in: no field \"title\"; the fields are: headline, meta.url; choose one with --title"]
    );
    assert!(found.bad.is_empty() && found.headlines.is_empty());
    let mut options = titled("headline");
    options.fields.published = Some("date".to_owned());
    let found = outcome(&[memory("in", feed)], &options, Sizes::default());
    assert_eq!(
        found.failed,
        ["in: no field \"date\"; the fields are: headline, meta.url; choose one with --published"]
    );
    assert_eq!(
        recognising("{}\n").failed,
        ["in: no field \"title\"; the first record is empty; choose a field of the others with --title"]
    );
    let table =
        outcome(&[memory("in.csv", "head,url\nFerry runs,x\n")], &Options::default(), Sizes::default());
    assert_eq!(
        table.failed,
        ["in.csv: no field \"title\"; the fields are: head, url; choose one with --title"]
    );
}

#[test]
fn a_field_that_a_late_record_has_is_no_failure() {
    let feed = "{\"id\": 1}\n".repeat(500) + "{\"title\": \"Ferry runs\"}\n";
    for piece in [1, 100, 1 << 20] {
        let sizes = Sizes { piece, ..Sizes::default() };
        let found = outcome(&[memory("in", feed.as_str())], &Options::default(), sizes);
        assert_eq!((found.titles(), found.bad.len()), (vec!["Ferry runs"], 500));
    }
    let feed = "{\"id\": 1}\n".repeat(10_000) + "{\"title\": \"Ferry runs\"}\n";
    for piece in [1_000, 1 << 20] {
        let sizes = Sizes { piece, ..Sizes::default() };
        let found = outcome(&[memory("in", feed.as_str())], &Options::default(), sizes);
        assert_eq!((found.headlines.len(), found.bad.len(), found.failed.len()), (0, 0, 1));
    }
}

#[test]
fn an_array_of_records_and_records_over_several_lines_are_read() {
    let array = "[\n  {\"title\": \"Ferry, \\\"runs\\\" ]\"},\n  {\n    \"title\": \"Bridge\",\n    \"id\": 2\n  },\n {\"id\": 3}\n]\n";
    for text in [array.to_owned(), array.replace("[\n  {", "{\n  ").replace("},", "}")] {
        for piece in [1, 5, 1 << 20] {
            let sizes = Sizes { piece, ..Sizes::default() };
            let found = outcome(&[memory("in", text.as_str())], &Options::default(), sizes);
            assert_eq!(found.headlines.len(), 2, "{text}");
            assert_eq!(found.headlines[1], "2|Bridge|-|-");
            assert!(found.bad[0].starts_with("in:7: no field \"title\" among id;"));
        }
    }
}

#[test]
fn an_array_that_is_not_closed_says_so_and_gives_its_records() {
    let cut = [
        "[{\"title\": \"Ferry\"},\n{\"title\": \"Bridge\"}",
        "[\n{\"title\": \"Ferry\"},{\"title\": \"Bridge\"},\n",
    ];
    for text in cut {
        for piece in [1, 5, 1 << 20] {
            let sizes = Sizes { piece, ..Sizes::default() };
            let found = outcome(&[memory("in", text)], &Options::default(), sizes);
            assert_eq!(found.titles(), ["Ferry", "Bridge"], "{text}");
            let told =
                "in:2: the array is not closed behind this record; was the file cut off? fetch it again";
            assert_eq!(found.bad, [told]);
            let whole = format!("{text}\n]\n ");
            assert!(outcome(&[memory("in", whole)], &Options::default(), sizes).bad.is_empty());
        }
    }
    // What follows an array is no part of it.
    let found = recognising("[{\"title\": \"Ferry\"}]\n{\"title\": \"Bridge\"}\n");
    assert_eq!((found.titles(), found.bad.len()), (vec!["Ferry", "Bridge"], 0));
    for cut in ["[\"Ferry\"", "[\"Ferry\",\n", "[\"Ferry\", null"] {
        assert_eq!(recognising(cut).titles(), ["Ferry"], "{cut}");
        assert!(recognising(cut).bad.iter().any(|bad| bad.contains("not closed")), "{cut}");
    }
}

#[test]
fn a_json_text_is_a_title_where_no_field_is_named() {
    let array = "[\"Ferry, \\\"runs\\\" ]\",\n\"Br\\u00fccke\", \"Bridge\"]";
    let titles = ["Ferry, \"runs\" ]", "Brücke", "Bridge"];
    for piece in [1, 5, 1 << 20] {
        let sizes = Sizes { piece, ..Sizes::default() };
        let found = outcome(&[memory("in", array)], &Options::default(), sizes);
        assert_eq!((found.titles(), found.bad.len()), (titles.to_vec(), 0));
    }
    let lines = array.replace("\", \"", "\"\n\"").replace("\",\n", "\"\n");
    let lines = lines.trim_matches(['[', ']']).to_owned() + "\n5\n\"cut\n";
    let found = outcome(&[memory("in.jsonl", lines)], &Options::default(), Sizes::default());
    assert_eq!(found.titles(), titles);
    assert_eq!(found.bad.len(), 2, "{:?}", found.bad);
    let named = outcome(&[memory("in", array)], &titled("headline"), Sizes::default());
    assert!(named.titles().is_empty() && named.bad.len() == 3, "{:?}", named.bad);
    // Who quotes a word, or all of it, has written text.
    for text in ["[\"Ferry\" runs] again\n", "\"Ferry\", said the mayor\n", "\"Ferry runs\"\n"] {
        assert_eq!(recognising(text).titles(), [text.trim_end()]);
    }
}

#[test]
fn tables_have_quotes_and_lines_in_fields_and_still_the_right_line_numbers() {
    let table = "id,title,source\r\n1,\"Ferry, \"\"Wharf\"\" and\nbus\",Post\r\n\r\n,Bridge closed,\r\n3,short\r\n4,Harbour reopens,News\r\n";
    let found = recognising(table);
    assert_eq!(
        found.headlines,
        ["1|Ferry, \"Wharf\" and\nbus|Post|-", "in:5|Bridge closed|-|-", "4|Harbour reopens|News|-"]
    );
    assert_eq!(
        found.bad,
        ["in:6: the row has 2 fields, the header 3; quote fields that hold the delimiter or line ends"]
    );
    assert_eq!(recognising(table.replace(',', ";").replace("Ferry;", "Ferry,")), found);
    assert_eq!(recognising(table.replace(',', "\t").replace("Ferry\t", "Ferry,")), found);
    assert_eq!(recognising(table.replace(',', "|").replace("Ferry|", "Ferry,")), found);
}

#[test]
fn a_table_tells_its_delimiter_in_a_line_of_its_own() {
    for (begins, delimiter) in [("sep=;\n", ";"), ("\nsep=;\r\n\n", ";"), ("sep=~\n", "~")] {
        let table = format!("{begins}id,title\n1,Ferry runs\n,Bridge closed\n").replace(',', delimiter);
        let line = begins.matches('\n').count() + 3;
        let found = recognising(table);
        assert_eq!(found.headlines, ["1|Ferry runs|-|-".to_owned(), format!("in:{line}|Bridge closed|-|-")]);
    }
    let text = "sep=;\nsep= is a line of spreadsheets\nBridge closed\n";
    assert_eq!(
        recognising(text).failed,
        ["in: no field \"title\"; the fields are: sep= is a line of spreadsheets; choose one with --title"]
    );
    for text in [
        "sep= is a line of spreadsheets\nBridge closed\n",
        "sep=\n\nBridge closed\n",
        "sep=\r\nBridge closed\n",
        "sep=e\nBridge\n",
    ] {
        assert_eq!(recognising(text).headlines.len(), 2, "{text:?}");
    }
}

#[test]
fn a_table_without_the_column_that_was_named_lists_those_there_are_whatever_its_name_is() {
    let table = "id,Headline\n1,Ferry runs\n2,Bridge closed\n";
    for delimiter in [",", ";", "\t", "|"] {
        let found =
            outcome(&[memory("in", table.replace(',', delimiter))], &titled("headlin"), Sizes::default());
        assert_eq!(
            found.failed,
            [
                "in: no field \"headlin\" (did you mean \"Headline\"?); the fields are: id, Headline; choose one with --title"
            ]
        );
    }
    let text = "Ferry runs, bus too\nBridge closed\nHarbour reopens\n";
    assert_eq!(outcome(&[memory("in", text)], &titled("headlin"), Sizes::default()).headlines.len(), 3);
}

#[test]
fn bars_with_spaces_part_outlets_and_no_columns() {
    let text = "Live | Title | Example Post\nFerry runs | World | Example Post\nBridge closed | World | Example Post\n";
    assert_eq!(recognising(text).headlines.len(), 3);
    assert_eq!(recognising("Title|Site\nFerry runs|Post\nBridge closed\n").headlines.len(), 3);
    let table = outcome(
        &[memory("in.csv", "url,head,topics|a|b|c|d\nx,y,z\n")],
        &Options::default(),
        Sizes::default(),
    );
    assert_eq!(
        table.failed,
        ["in.csv: no field \"title\"; the fields are: url, head, topics|a|b|c|d; choose one with --title"]
    );
}

#[test]
fn lines_that_end_with_a_carriage_return_alone_are_refused_and_not_taken_for_one() {
    for text in [
        "title,id\rFerry runs,1",
        "Ferry runs\rBridge closed\rHarbour reopens",
        "Ferry runs\rBridge closed\r",
    ] {
        let found = recognising(text);
        assert!(found.headlines.is_empty(), "{text:?}");
        assert!(found.failed[0].starts_with("in: its lines end with a carriage return alone; "), "{found:?}");
    }
    assert_eq!(
        recognising("{\"title\": \"Ferry\"}\r{\"title\": \"Bridge\"}\r").titles(),
        ["Ferry", "Bridge"]
    );
    assert_eq!(recognising("{\"title\":\r\"Ferry\",\r\"id\":1}").titles(), ["Ferry"]);
    assert_eq!(recognising("Ferry runs\r").headlines.len(), 1);
    let as_text = Options { format: Format::Text, ..Options::default() };
    let found = outcome(&[memory("in", "Ferry\rruns")], &as_text, Sizes::default());
    assert_eq!((found.headlines.len(), found.failed.len()), (1, 0));
}

#[test]
fn the_columns_of_a_table_are_found_in_capitals_too_where_no_name_was_given() {
    let table = "ID, Title ,SOURCE,Published\n1,Ferry runs,Post,2026-03-02\n";
    assert_eq!(recognising(table).headlines, ["1|Ferry runs|Post|2026-03-02"]);
    // What is written exactly so comes first.
    let table = "Title,title\nSir,Ferry runs\n";
    assert_eq!(recognising(table).titles(), ["Ferry runs"]);
    let found = outcome(&[memory("in.csv", "TITLE,url\nFerry runs,x\n")], &titled("title"), Sizes::default());
    assert_eq!(
        found.failed,
        [
            "in.csv: no field \"title\" (did you mean \"TITLE\"?); the fields are: TITLE, url; choose one with --title"
        ]
    );
    // A word alone is a headline.
    assert_eq!(recognising("Title\nFerry runs\n").titles(), ["Title", "Ferry runs"]);
}

#[test]
fn a_quote_that_nothing_closes_is_a_letter() {
    let table = "id\ttitle\n1\t\"Harbour reopens\" says minister\n2\t\"Ferry runs\n3\t\"Bridge closed\"\n4\tThe \"Wharf\"\n";
    assert_eq!(
        recognising(table).titles(),
        ["\"Harbour reopens\" says minister", "\"Ferry runs", "Bridge closed", "The \"Wharf\""]
    );
}

#[test]
fn a_single_column_with_the_name_of_the_title_is_a_table() {
    assert_eq!(recognising("title\nFerry runs\nBridge closed\n").titles(), ["Ferry runs", "Bridge closed"]);
    assert_eq!(recognising("Title page\nFerry, bus run\n").titles(), ["Title page", "Ferry, bus run"]);
}

#[test]
fn lines_of_text_with_commas_are_no_table() {
    let text = "The title, they say, is won\nFerry, bus run\nBridge closed\n";
    assert_eq!(recognising(text).headlines.len(), 3);
}
