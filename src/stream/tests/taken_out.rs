//! What is taken out of a stream is gone from all that it holds, now and in its index.

use super::*;

#[test]
fn what_is_forgotten_on_demand_is_new_again_and_its_cluster_has_another_head() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut stream = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    let at = |id, title| Headline { id: Some(id), ..Headline::titled(title) };
    let titles = [
        ("a", "Harbour reopens after storm, ferries resume"),
        ("b", "Harbour reopens after storm; ferries resume at noon"),
        ("c", "Minister resigns over grain deal"),
    ];
    for (id, title) in titles {
        stream.push(at(id, title)).expect("few");
    }
    let ids = ["a", "c", "x"].map(str::to_owned).into_iter().collect();
    let found = stream.forget(&ids).expect("it can be written");
    assert!(found.len() == 2 && !found.contains("x"), "{found:?}");
    let again = stream.push(at("d", titles[0].1)).expect("few");
    assert_eq!(again.of.as_deref(), Some("b"));
    assert_eq!(stream.push(at("e", titles[2].1)).expect("few").status, Status::New);
    assert_eq!(stream.items().filter_map(|item| item.headline.id).collect::<Vec<_>>(), ["b", "d", "e"]);
}

#[test]
fn of_very_many_that_are_alike_the_older_are_found_where_the_newest_are_taken_out() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let open = || Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    let mut held = open();
    let title = |number: usize| {
        let said = ["again", "at last", "today", "early", "slowly", "for good", "in part"][number % 7];
        format!("Harbour reopens {said} after the great storm, ferries resume {}", "so ".repeat(number / 7))
    };
    for number in 0..100 {
        let id = number.to_string();
        held.push(Headline { id: Some(&id), ..Headline::titled(&title(number)) }).expect("few");
    }
    let out = (60..100).map(|number| number.to_string()).collect();
    assert_eq!(held.forget(&out).expect("it can be written").len(), 40);
    let again = Headline::titled("Harbour reopens after the great storm, ferries resume");
    let near = |stream: &Stream| {
        stream.query(again.title).iter().map(|near| near.headline.id.map(str::to_owned)).collect::<Vec<_>>()
    };
    let (found, verdict) = (near(&held), held.push(again).expect("one"));
    drop(held);
    let mut opened = open();
    assert_eq!((near(&opened), opened.push(again).expect("one")), (found, verdict.clone()));
    assert_eq!(verdict.status, Status::Duplicate);
}

#[test]
fn all_that_has_aged_out_goes_on_demand() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let window = Some(Duration::from_secs(14 * 24 * 60 * 60));
    let mut stream = Stream::open(folder.path(), Config::default(), window).expect("nobody else has it");
    push(&mut stream, "a", "Harbour reopens after storm", 40);
    push(&mut stream, "b", "Minister resigns over grain deal", 20);
    // By now, years after the arrival of these, both have aged out.
    assert_eq!(stream.expire().expect("it can be written"), 2);
    assert_eq!(stream.items().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_is_taken_out_is_gone_whether_or_not_the_stream_is_opened_anew(
        titles in titles(),
        cuts in proptest::collection::vec((1_usize..400, proptest::collection::hash_set(1_u32..1600, 1..300)), 1..9),
    ) {
        let folders = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder can be made"));
        let window = Some(Duration::from_secs(7 * 24 * 60 * 60));
        let open = |folder: usize| {
            Stream::open(folders[folder].path(), Config::default(), window).expect("nobody else has it")
        };
        // Each round of them lies some days behind the one before, so that pages age out.
        let published: Vec<String> = (0..4)
            .flat_map(|round| titles.iter().map(move |(_, days)| ARRIVAL - days * DAY + round * 10 * DAY))
            .map(|time| (time / 1000).to_string())
            .collect();
        // Each title in several spellings, so that they fill more than a page.
        let ciphered: Vec<String> = (0..4)
            .flat_map(|shift| titles.iter().map(move |(title, _)| title.bytes().map(|byte| cipher(byte, shift)).collect()))
            .collect();
        let headlines: Vec<Headline<'_>> = ciphered
            .iter()
            .zip(&published)
            .map(|(title, published)| Headline { published: Some(published), ..Headline::titled(title) })
            .collect();
        let mut held = open(0);
        let (mut rest, mut cuts) = (&headlines[..], cuts.into_iter().cycle());
        while !rest.is_empty() {
            let mut opened = open(1);
            let (count, out) = cuts.next().expect("it goes round");
            let (now, then) = rest.split_at(rest.len().min(count));
            let pushed = |stream: &mut Stream| stream.push_all_at(now, ARRIVAL + 30 * DAY).expect("few");
            prop_assert_eq!(pushed(&mut held), pushed(&mut opened));
            for stream in [&mut held, &mut opened] {
                stream.checkpoint(None).expect("the disk has room");
            }
            let before = ids(&held);
            let out: HashSet<String> = out.iter().map(u32::to_string).collect();
            for stream in [&mut held, &mut opened] {
                let found = stream.forget(&out).expect("it can be written");
                prop_assert_eq!(found, before.intersection(&out).cloned().collect::<HashSet<_>>());
            }
            let left: HashSet<String> = before.difference(&out).cloned().collect();
            let view = Stream::view(folders[0].path(), Config::default(), window).expect("it is there");
            for stream in [&held, &opened, &view] {
                prop_assert_eq!(&ids(stream), &left);
                prop_assert_eq!(stream.len(), stream.items().count());
                for headline in now.iter().step_by(8) {
                    let near = stream.query(headline.title);
                    prop_assert!(near.iter().all(|near| near.headline.id.is_some_and(|id| left.contains(id))));
                }
            }
            prop_assert!(held.items().eq(view.items()));
            rest = then;
        }
    }
}

/// A letter so many places on in the alphabet.
fn cipher(byte: u8, shift: u8) -> char {
    char::from(if byte.is_ascii_lowercase() { b'a' + (byte - b'a' + shift) % 26 } else { byte })
}

/// The ids of all that a stream remembers.
fn ids(stream: &Stream) -> HashSet<String> {
    stream.items().filter_map(|item| item.headline.id).map(str::to_owned).collect()
}

#[test]
fn what_is_imported_where_all_was_taken_out_keeps_its_clusters() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut first = stream(14);
    let titles = [
        "Harbour reopens after storm, ferries resume",
        "Minister resigns over grain deal with neighbours",
        "Bridge near old market closed for repairs until spring",
        "Pilots vote for strike at northern airline",
    ];
    for title in titles {
        assert_eq!(
            first.push_all_at(&[Headline::titled(title)], ARRIVAL).expect("few")[0].status,
            Status::New
        );
    }
    let lines = first.export().map(|item| serde_json::to_string(&item).expect("texts are JSON") + "\n");
    let exported = crate::read::Input::Memory("seen".to_owned(), lines.collect::<String>().into_bytes());
    let mut other = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    other
        .push(Headline { id: Some("a"), ..Headline::titled("Council adopts budget of the town") })
        .expect("one");
    other
        .push(Headline { id: Some("b"), ..Headline::titled("Rower wins race across the bay") })
        .expect("one");
    assert_eq!(other.forget(&["a", "b"].map(str::to_owned).into()).expect("it can be written").len(), 2);
    assert_eq!(other.import(&[exported]).expect("it was exported"), 4);
    drop(other);
    let mut other = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    let clusters: HashSet<_> = other.items().map(|item| item.cluster).collect();
    assert_eq!(clusters.len(), titles.len(), "each is a cluster of its own");
    for title in titles {
        let again = other.push(Headline::titled(&format!("{title} again"))).expect("few");
        assert_eq!(again.status, Status::Duplicate, "{title}");
    }
}
