//! Feeds of every format, whole and broken, and lists of feeds.

use super::*;

/// An RSS feed round some items.
fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <channel><title>Harbour Post</title>\n{items}</channel></rss>\n"
    )
}

/// An Atom feed round some entries.
fn atom(entries: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://n.example/\"><title>Nile</title>\n{entries}</feed>"
    )
}

fn failure(bytes: impl Into<Vec<u8>>) -> String {
    let outcome = reading(bytes, Format::Feed);
    assert_eq!(outcome.headlines, Vec::<String>::new());
    outcome.failed.join("\n")
}

#[test]
fn an_item_has_its_guid_or_its_link_or_its_place() {
    let feed = rss("<item><title>Harbour reopens</title><guid> 17 </guid><link>https://h.example/17</link>\
                    <pubDate>Tue, 04 Mar 2025 05:55:00 +0200</pubDate></item>\n\
                    <item><link> https://h.example/18 </link><title>Ferry runs</title><dc:date>2025-03-04</dc:date></item>\n\
                    <item><title>Bridge closed</title></item>");
    let expected = [
        "17|Harbour reopens|Harbour Post|2025-03-04T03:55:00Z",
        "https://h.example/18|Ferry runs|Harbour Post|2025-03-04T00:00:00Z",
        "in:5|Bridge closed|Harbour Post|-",
    ];
    assert_eq!(recognising(feed.clone()).headlines, expected);
    assert_eq!(recognising(gzip(feed.as_bytes())).headlines, expected);
    assert_eq!(recognising(zstd(feed.as_bytes())).headlines, expected);
}

#[test]
fn every_version_of_rss_is_read_whatever_its_namespace() {
    let item = "<item><title>Harbour reopens</title><link>x</link></item>";
    for (before, behind) in [
        ("<rss version=\"0.91\"><channel><title>T</title>", "</channel></rss>"),
        ("<rss><channel><title>T</title>", "</channel></rss>"),
        (
            "<rss version=\"2.0\" xmlns=\"http://backend.userland.com/rss2\"><channel><title>T</title>",
            "</channel></rss>",
        ),
        (
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">\
             <channel><title>T</title></channel>",
            "</rdf:RDF>",
        ),
        (
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"><channel><title>T</title></channel>",
            "</rdf:RDF>",
        ),
    ] {
        assert_eq!(
            recognising(format!("{before}{item}{behind}")).headlines,
            ["x|Harbour reopens|T|-"],
            "{before}"
        );
    }
}

#[test]
fn titles_are_decoded_once_and_lose_the_markup_that_their_format_declares() {
    let titles = |feed: String| recognising(feed).titles().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let item = |title: &str| rss(&format!("<item><title>{title}</title></item>"));
    for (written, read) in [
        ("Fish &amp; chips &lt;b&gt;", "Fish & chips <b>"),
        ("<![CDATA[Fish & chips]]>", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish &amp; chips"),
        ("Caf&#233; &eacute;", "Café &eacute;"),
        ("AT&T & Sons", "AT&T & Sons"),
        ("Harbour <i>re</i>opens", "Harbour reopens"),
        ("\n  Harbour\n", "Harbour"),
    ] {
        assert_eq!(titles(item(written)), [read], "{written}");
    }
    let entry =
        |kind: &str, title: &str| atom(&format!("<entry><title type=\"{kind}\">{title}</title></entry>"));
    for (kind, written, read) in [
        (
            "html",
            "Harbour &lt;em&gt;re&lt;/em&gt;opens&lt;br&gt;today &amp;amp; more",
            "Harbour reopens today & more",
        ),
        ("html", "&lt;script&gt;no&lt;/script&gt;5 killed", "5 killed"),
        (
            "xhtml",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">Harbour <b>reopens</b><br/>now</div>",
            "Harbour reopens now",
        ),
        ("text", "1 &lt; 2", "1 < 2"),
    ] {
        assert_eq!(titles(entry(kind, written)), [read], "{written}");
    }
}

#[test]
fn an_atom_entry_has_its_own_link_and_the_time_of_publication_before_that_of_a_change() {
    let feed = atom(
        "<entry><title>One</title><link rel=\"self\" href=\"s\"/><link href=\"/a\"/><updated>2025-03-04T06:00:00Z</updated>\
         <published>2025-03-04T05:00:00+01:00</published><content type=\"nonsense\">x</content></entry>\n\
         <entry><id>tag:2</id><title>Two</title><updated>2025-03-04T06:00:00Z</updated>\
         <source><title>Elsewhere</title><id>no</id></source></entry>",
    );
    assert_eq!(
        recognising(feed).headlines,
        ["https://n.example/a|One|Nile|2025-03-04T04:00:00Z", "tag:2|Two|Nile|2025-03-04T06:00:00Z"]
    );
}

#[test]
fn a_json_feed_may_number_its_items_and_is_no_line_of_json() {
    let feed = "{\"items\":[{\"id\":3,\"title\":\"Harbour \\u0022reopens\\u0022\",\"date_published\":\"2025-03-04T05:55:00+02:00\"},\n\
                {\"id\":\"4\"},\n{\"title\":\"Ferry\",\"external_url\":\"x\"}],\n\
                \"title\":\"J\",\"version\":\"https://jsonfeed.org/version/1.1\"}";
    let outcome = recognising(feed);
    assert_eq!(outcome.headlines, ["3|Harbour \"reopens\"|J|2025-03-04T03:55:00Z", "x|Ferry|J|-"]);
    assert_eq!(outcome.bad, ["in:2: the item has no title; mend the feed where it is made"]);
    let line = "{\"title\":\"The standard at https://jsonfeed.org/version/1 is out\"}\n";
    assert_eq!(recognising(line).titles(), ["The standard at https://jsonfeed.org/version/1 is out"]);
    assert!(failure(&feed[..80]).starts_with("in: this is no whole JSON Feed: EOF"));
}

#[test]
fn a_broken_item_is_a_bad_line_and_harms_no_other() {
    let feed = rss("<item><description>x</description></item>\n\
                    <item><title>Open</title><description>x</item>\n\
                    <item><title>Ferry</title><author>\u{8a18}\u{8005}\u{ff08}a@b.example\u{ff09}</author></item>\n\
                    <item><title>T</title><link>&#xFFFFFFFF;</link></item>\n<item><title>Last</title></item>");
    let outcome = recognising(feed);
    assert_eq!(outcome.titles(), ["Ferry", "Last"]);
    assert_eq!(outcome.bad[0], "in:3: the item has no title; mend the feed where it is made");
    assert_eq!(outcome.bad[1], "in:4: <description> is not closed; mend the feed where it is made");
    assert!(outcome.bad[2].starts_with("in:6: the item is broken: "), "{:?}", outcome.bad);
    let bad_byte = [
        rss("").split("</channel>").next().unwrap_or_default().as_bytes(),
        b"<item><title>a\xff</title></item></channel></rss>",
    ]
    .concat();
    let outcome = reading([&bad_byte[..], "\u{43f}".repeat(9).as_bytes()].concat(), Format::Feed);
    assert_eq!(
        outcome.bad,
        [
            "in:3: byte 15 of the record (0xff) is not valid UTF-8; convert the input to UTF-8, or name its encoding"
        ]
    );
}

#[test]
fn an_item_that_is_not_closed_takes_no_other_with_it() {
    let feed = rss(
        "<item><title>A</title>\n<item><title>Ferry</title></item>\n<item><title>B\n<item><title>Last</title></item>\n\
                    <item><title>C</title>",
    );
    let outcome = recognising(feed);
    assert_eq!(outcome.titles(), ["Ferry", "Last"]);
    let unclosed =
        |line: u64, name: &str| format!("in:{line}: <{name}> is not closed; mend the feed where it is made");
    assert_eq!(outcome.bad, [unclosed(3, "item"), unclosed(5, "item"), unclosed(7, "item")]);
    assert_eq!(outcome.failed, Vec::<String>::new());
}

#[test]
fn of_a_feed_that_was_cut_the_whole_items_are_read() {
    let feed = rss("<item><title>Harbour</title></item>\n<item><title>Ferry</title></item>\n");
    for (end, what) in [
        ("\n<item><title>Fer", "the feed ends before the end of <rss>, and was cut"),
        ("<item><tit", "syntax error"),
    ] {
        let whole = feed.split("\n<item><title>Ferry").next().unwrap_or_default();
        let outcome = recognising(format!("{whole}{end}"));
        assert_eq!(outcome.titles(), ["Harbour"]);
        assert!(outcome.failed[0].contains(what), "{:?}", outcome.failed);
    }
    let packed = gzip(feed.as_bytes());
    let outcome = recognising(&packed[..packed.len() - 9]);
    assert!(outcome.failed[0].contains("the gzip data ends in the middle"), "{:?}", outcome.failed);
}

#[test]
fn markup_without_end_is_left_as_it_is() {
    let title = "<a>".repeat(100_000) + "Harbour";
    let outcome = recognising(atom(&format!(
        "<entry><title type=\"html\">{}</title></entry>",
        title.replace('<', "&lt;")
    )));
    assert_eq!(outcome.titles(), [title]);
}

#[test]
fn laughs_and_depths_cost_nothing() {
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss><channel><item><title>&b; Harbour</title></item></channel></rss>";
    assert_eq!(recognising(laughs).titles(), ["&b; Harbour"]);
    let deep = format!("<rss><channel><item><title>Harbour</title></item>{}", "<a>".repeat(100_000));
    let outcome = recognising(deep);
    assert_eq!(outcome.titles(), ["Harbour"]);
    assert!(outcome.failed[0].contains("nested more than 500 deep"), "{:?}", outcome.failed);
    let padded = format!("<rss {}><channel><item/></channel></rss>", "xmlns:a=\"b\" ".repeat(1000));
    assert!(failure(padded).contains("the start tags round its items have over 4 KiB"));
}

#[test]
fn encodings_are_those_of_the_text_and_not_those_that_it_claims() {
    let title = "Порт снова открыт после шторма";
    let feed = |label: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{label}\"?><rss><channel><item><title>{title}</title></item></channel></rss>"
        )
    };
    let cyrillic = |label| encoding_rs::WINDOWS_1251.encode(&feed(label)).0.into_owned();
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(feed("utf-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{}", feed("utf-8")).into_bytes();
    for bytes in [feed("iso-8859-1").into_bytes(), cyrillic("windows-1251"), cyrillic("utf-8"), utf16, marked]
    {
        assert_eq!(recognising(bytes).titles(), [title]);
    }
    // Too short for a guess: what is declared counts.
    let short = encoding_rs::WINDOWS_1256.encode("<?xml version='1.0' encoding='windows-1256'?><rss><channel><item><title>\u{628}\u{646}\u{627}</title></item></channel></rss>").0.into_owned();
    assert_eq!(recognising(short).titles(), ["\u{628}\u{646}\u{627}"]);
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    assert!(failure("").contains("in: this is empty, and no feed; fetch it again"));
    assert!(failure("<!DOCTYPE html><h1>Not found</h1>").contains("this is an HTML page, and no feed"));
    assert!(failure("Not found").contains("it begins with neither XML nor a JSON object"));
    assert!(failure("<!-- x").contains("no element begins in it"));
    let sitemap = recognising("<?xml version=\"1.0\"?>\n<urlset><url/></urlset>");
    assert_eq!(sitemap.headlines, Vec::<String>::new());
    assert!(
        sitemap.failed[0].contains("this is XML with the root <urlset>, and no feed"),
        "{:?}",
        sitemap.failed
    );
    let page = outcome(
        &[memory("feed.rss", "<html><h1>Not found</h1></html>")],
        &Options::default(),
        Sizes::default(),
    );
    assert!(page.failed[0].starts_with("feed.rss: this is an HTML page"), "{:?}", page.failed);
    assert_eq!(reading(rss(""), Format::Auto), Outcome::default(), "an empty feed is a feed");
}

#[test]
fn fields_are_chosen_among_those_of_items() {
    let feed = rss("<item><title>Harbour</title><guid>1</guid><link>l</link></item>");
    let choosing = |id: &str| {
        let fields = Fields { id: Some(id.to_owned()), ..Fields::default() };
        outcome(&[memory("in", feed.clone())], &Options { fields, ..Options::default() }, Sizes::default())
    };
    assert_eq!(choosing("link").headlines, ["l|Harbour|Harbour Post|-"]);
    let fields = Fields { title: Some("published".to_owned()), ..Fields::default() };
    let dateless =
        outcome(&[memory("in", feed.clone())], &Options { fields, ..Options::default() }, Sizes::default());
    assert_eq!(
        (dateless.titles().len(), dateless.bad.len()),
        (0, 1),
        "it has nothing in the field of the title"
    );
    let failed = choosing("guid").failed;
    assert!(
        failed[0].contains("no field \"guid\"; the fields are: id, title, source, published, link"),
        "{failed:?}"
    );
}

#[test]
fn a_list_of_feeds_reads_the_files_that_it_names_and_fetches_nothing() {
    let folder = tempfile::tempdir().expect("the system has room for a temporary folder");
    let path = folder.path().join("list.opml");
    std::fs::write(folder.path().join("a.rss"), rss("<item><title>Harbour</title><guid>1</guid></item>"))
        .expect("as above");
    std::fs::write(folder.path().join("page"), "no feed").expect("as above");
    let list = "<opml><body>\n<outline text=\"news\"><outline xmlUrl=\"a.rss\"/>\n<outline xmlUrl=\"https://x.example/?a=1&amp;b=2\"/>\
                <outline xmlUrl=\"a.rss\"/><outline xmlUrl=\"page\"/><outline xmlUrl=\"list.opml\"/><outline xmlUrl=\"gone.rss\"/>\
                <outline xmlUrl=\"file://FOLDER/my%20feed.rss\"/></outline></body></opml>";
    let list = list.replace("FOLDER", &folder.path().display().to_string());
    std::fs::write(folder.path().join("my feed.rss"), rss("<item><title>Ferry</title><guid>2</guid></item>"))
        .expect("as above");
    std::fs::write(&path, list).expect("as above");
    let outcome = outcome(&[Input::File(path.clone())], &Options::default(), Sizes::default());
    assert_eq!(outcome.headlines, ["1|Harbour|Harbour Post|-", "2|Ferry|Harbour Post|-"]);
    let remote = "3: the outline names https://x.example/?a=1&b=2, and nothing is fetched; fetch it first, as with curl -o, and name the file";
    assert_eq!(outcome.bad, [format!("{}:{remote}", path.display())]);
    for (failed, what) in
        outcome.failed.iter().zip(["neither XML", "a list of feeds in a list of feeds", "cannot open"])
    {
        assert!(failed.contains(what), "{failed}");
    }
    assert_eq!(outcome.failed.len(), 3);
}

#[test]
fn the_items_of_a_feed_are_passed_on_as_lines_of_json() {
    let feed = rss(
        "<item><title>Harbour \"reopens\"</title><guid>1</guid><link>l</link></item>\n<item><title>Ferry</title></item>",
    );
    let mut lines = String::new();
    let batch = read_records(&[memory("in", feed)], &Options::default(), &(), &mut |portion| {
        assert_eq!(portion.form, RecordForm::Json);
        for index in 0..portion.headlines.len() {
            lines.push_str(std::str::from_utf8(portion.record(index)).expect("JSON is UTF-8"));
        }
        Ok(())
    });
    assert_eq!(batch.expect("nothing fails").bad_lines, 0);
    assert_eq!(
        lines,
        "{\"id\":\"1\",\"title\":\"Harbour \\\"reopens\\\"\",\"source\":\"Harbour Post\",\"link\":\"l\"}\n\
         {\"id\":\"in:4\",\"title\":\"Ferry\",\"source\":\"Harbour Post\"}\n"
    );
}
