//! What an index is opened from quickly is what its blocks say, whatever becomes of it.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn open(folder: &Path) -> Stream {
    let window = Some(Duration::from_secs(7 * 24 * 60 * 60));
    Stream::open(folder, Config::default(), window).expect("nobody else has it")
}

/// The items of the image from which a stream was opened.
fn image(stream: &Stream) -> Option<[u64; 2]> {
    stream.log.as_ref().expect("it has an index").image
}

/// The images in a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is a folder");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths.filter(|path| path.file_stem().is_some_and(|name| name == "image")).collect()
}

/// All that is told of the items.
fn told(stream: &Stream) -> Vec<String> {
    stream.export().map(|item| format!("{item:?}")).collect()
}

/// The items that each item would meet.
fn met(stream: &Stream) -> Vec<Vec<u64>> {
    let absolute = |item: u32| stream.window.absolute(item);
    let meets = |item: u32| {
        let sketches = stream.sketch(&[stream.window.canonical(item)]);
        stream.columns.look_up(&sketches[0]).into_iter().map(absolute).collect()
    };
    stream.window.items().map(meets).collect()
}

/// Headlines of several pages, those of each round some days behind the one before, so that pages age out.
fn rounds(titles: &[(String, i64)]) -> Vec<(String, String)> {
    let round = |(round, said): (i64, &'static str)| {
        let dated = move |(title, days): &(String, i64)| {
            let time = ARRIVAL - days * DAY + round * 3 * DAY;
            (format!("{title} {said}"), (time / 1000).to_string())
        };
        titles.iter().map(dated)
    };
    (0..).zip(["again", "at last", "today", "early", "in part", "again"]).flat_map(round).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn a_stream_goes_on_from_its_image_as_if_it_had_not_been_closed(
        titles in titles(),
        cuts in proptest::collection::vec((1_usize..900, any::<bool>()), 1..9),
    ) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let rounds = rounds(&titles);
        let headlines: Vec<Headline<'_>> = rounds
            .iter()
            .map(|(title, published)| Headline { published: Some(published), ..Headline::titled(title) })
            .collect();
        let mut held = stream(7);
        let at_once = held.push_all_at(&headlines, ARRIVAL + 20 * DAY).expect("few");
        let (mut rest, mut cuts, mut in_parts) = (&headlines[..], cuts.into_iter().cycle(), Vec::new());
        while !rest.is_empty() {
            let mut stream = open(folder.path());
            let (count, is_pictured) = cuts.next().expect("it goes round");
            let (now, then) = rest.split_at(rest.len().min(count));
            in_parts.extend(stream.push_all_at(now, ARRIVAL + 20 * DAY).expect("few"));
            stream.checkpoint(None).expect("the disk has room");
            if is_pictured {
                stream.write_image();
                let expected = (told(&stream), met(&stream), stream.window.empty());
                drop(stream);
                let opened = open(folder.path());
                prop_assert!(image(&opened).is_some() && files(folder.path()).len() == 1);
                prop_assert_eq!((told(&opened), met(&opened), opened.window.empty()), expected);
                let view = Stream::view(folder.path(), Config::default(), None).expect("readers are let in");
                prop_assert_eq!(told(&view), told(&opened));
            }
            rest = then;
        }
        prop_assert_eq!(at_once, in_parts);
        prop_assert_eq!(told(&open(folder.path())), told(&held));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_an_image_says_it_is_used_or_not_and_nothing_panics(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        is_cut in proptest::option::of(any::<proptest::sample::Index>()),
        is_in_head in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let stream = pictured(folder.path());
        let mut parts: Vec<(Vec<u8>, usize)> = stream.parts().map(|(part, room)| (part.into_owned(), room)).collect();
        for (part, at, byte) in changes {
            let (part, _) = part.get_mut(&mut parts[..]);
            // What tells of the rest stands in front.
            let most = if is_in_head { part.len().min(64) } else { part.len() };
            part[at.index(most)] = byte;
        }
        if let Some(cut) = is_cut {
            let (part, _) = &mut parts[cut.index(9)];
            part.pop();
        }
        let log = stream.log.as_ref().expect("it has an index");
        let written = parts.iter().map(|(part, room)| (part.into(), *room));
        prop_assert!(lasting::locked(&log.store).write_image([0, u64::from(stream.window.next())], written));
        drop(stream);
        let mut opened = open(folder.path());
        // The checksums are those of what was written, so it may be taken for true; then it is used.
        for number in (0..1200).step_by(7) {
            let near = opened.query(&format!("Report {number} of harbour"));
            prop_assert!(near.len() <= 32);
        }
        let titles: Vec<String> = (0..400).map(|number| format!("Report {number} of harbour again")).collect();
        let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
        opened.push_all_at(&headlines, ARRIVAL + DAY).expect("few");
        opened.push_all_at(&headlines, ARRIVAL + 30 * DAY).expect("few");
        prop_assert!(told(&opened).len() <= 2000);
        prop_assert!(opened.forget(&(0..90).map(|id| id.to_string()).collect()).is_ok());
    }
}

/// An index of two pages with an image, and another headline behind it.
fn pictured(folder: &Path) -> Stream {
    let titles: Vec<String> =
        (0..1200).map(|number| format!("Report {number} of harbour {}", number * 31 % 97)).collect();
    let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
    let mut stream = open(folder);
    stream.push_all_at(&headlines, ARRIVAL).expect("few");
    stream.checkpoint(None).expect("the disk has room");
    stream.write_image();
    push(&mut stream, "last", "Minister resigns over grain deal", 0);
    stream.checkpoint(None).expect("the disk has room");
    stream
}

/// Another file in the place of one, which is not to be written to.
fn put(file: &Path, bytes: &[u8]) {
    fs::remove_file(file).expect("it is there");
    fs::write(file, bytes).expect("it can be written");
}

#[test]
fn a_damaged_image_is_none_and_told_by_verify() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let expected = told(&pictured(folder.path()));
    let file = files(folder.path()).pop().expect("it was written");
    let whole = fs::read(&file).expect("it was written");
    let damaged = |bytes: &[u8]| {
        put(&file, bytes);
        let stream = open(folder.path());
        assert_eq!(told(&stream), expected);
        (image(&stream).is_some(), Stream::verify(folder.path(), Config::default()).err())
    };
    assert!(matches!(damaged(&whole), (true, None)));
    // What is not zero is what was written: the rest are holes.
    let written: Vec<usize> = (0..whole.len()).filter(|&at| whole[at] != 0).collect();
    for at in written.iter().step_by(written.len() / 40) {
        let mut bytes = whole.clone();
        bytes[*at] ^= 0x55;
        let (is_opened_from, error) = damaged(&bytes);
        let error = error.expect("a byte is another").to_string();
        assert!(
            !is_opened_from && error.contains("image.") && error.contains("remove it; it is made anew"),
            "{error}"
        );
    }
    for length in [0, 10, 5000, whole.len() - 1] {
        let (is_opened_from, error) = damaged(&whole[..length]);
        assert!(!is_opened_from && error.is_some(), "{length}");
    }
    fs::remove_file(&file).expect("it is there");
    #[cfg(unix)]
    {
        let made = std::process::Command::new("mkfifo").arg(&file).status().expect("the system has it");
        assert!(made.success());
        let error = Stream::verify(folder.path(), Config::default()).expect_err("it is none").to_string();
        assert!(error.contains("it is no file") && told(&open(folder.path())) == expected, "{error}");
    }
    let _ = fs::remove_file(&file);
    let stream = open(folder.path());
    assert!(image(&stream).is_none() && told(&stream) == expected);
    drop(stream);
    Stream::verify(folder.path(), Config::default()).expect("an index without an image is whole");
}

#[test]
fn no_image_outlasts_what_is_taken_out_or_its_process() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut stream = pictured(folder.path());
    stream.write_image();
    assert_eq!(files(folder.path()).len(), 1, "the one before is removed");
    assert_eq!(stream.forget(&["7".to_owned()].into()).expect("it can be written").len(), 1);
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
    assert!(image(&stream).is_none(), "who finishes writes another");
    let expected = told(&stream);
    drop(stream);
    let mut stream = open(folder.path());
    assert!(image(&stream).is_none() && told(&stream) == expected);
    stream.write_image();
    drop(stream);
    let named = files(folder.path());
    for name in ["image.new", "image.0123456789abcdef"] {
        fs::write(folder.path().join(name), "half").expect("it can be written");
    }
    fs::write(folder.path().join("image.of.mine"), "mine").expect("it can be written");
    fs::create_dir(folder.path().join("image.fedcba9876543210")).expect("it can be made");
    let stream = open(folder.path());
    assert!(image(&stream).is_some() && told(&stream) == expected);
    assert_eq!(
        files(folder.path()).len(),
        1 + named.len(),
        "what a process left that was killed is removed, and no folder"
    );
    assert!(folder.path().join("image.of.mine").exists());
    drop(stream);
    let mut stream = open(folder.path());
    assert_eq!(stream.forget(&["8".to_owned()].into()).expect("it can be written").len(), 1);
    assert_eq!(files(folder.path()).len(), 1);
    // Where an image cannot be written, the one before stays.
    stream.write_image();
    let before = files(folder.path());
    fs::create_dir(folder.path().join("image.new")).expect("it can be made");
    push(&mut stream, "later", "Ferry runs again to the island", 0);
    stream.checkpoint(None).expect("the disk has room");
    stream.write_image();
    let mut after = files(folder.path());
    after.retain(|path| !path.ends_with("image.new"));
    assert_eq!(after, before);
}

#[test]
fn an_image_goes_with_what_has_aged_out_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    drop(pictured(folder.path()));
    let mut stream = open(folder.path());
    assert!(stream.is_of_image);
    // A month later little of it is remembered.
    for (title, days) in [("Ferry runs again to the island", 30), ("Council adopts budget of the town", 31)] {
        stream.push_all_at(&[Headline::titled(title)], ARRIVAL + days * DAY).expect("few");
    }
    assert!(!stream.is_of_image && stream.len() < 1200, "{}", stream.len());
    assert_eq!(files(folder.path()).len(), 1, "the log knows nothing of that yet");
    stream.checkpoint(None).expect("the disk has room");
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
    let expected = told(&stream);
    drop(stream);
    assert_eq!(told(&open(folder.path())), expected);
    Stream::verify(folder.path(), Config::default()).expect("it is whole");
}

#[test]
fn an_image_is_written_when_a_sixteenth_is_new() {
    let large = u64::from(lasting::LARGE);
    let is_due = |image, held| lasting::is_image_due(image, held);
    assert!(!is_due(None, [5, 5 + large - 1]) && is_due(None, [5, 5 + large]));
    assert!(!is_due(Some([5, 5 + large]), [5, 5 + large]));
    assert!(!is_due(Some([5, 5 + 15 * large]), [5, 4 + 16 * large]));
    assert!(is_due(Some([5, 5 + 15 * large]), [5, 5 + 16 * large]));
    assert!(is_due(Some([5, 6 + large]), [6, 6 + large]), "what has aged out is in it");
}

/// An index with an image of the first version, and what it has to be called.
const INDEX: &str = "index-3.redb.zst";
const IMAGE: &str = "image-1.zst";
const NAMED: &str = "image.name";

// Elsewhere the order of bytes is another, and an image of these is none.
#[cfg(target_endian = "little")]
#[test]
fn golden_an_image_of_each_version_is_what_its_blocks_say() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    if std::env::var_os("DOUBLET_WRITE").is_some() {
        drop(pictured(folder.path()));
        let image = files(folder.path()).pop().expect("it was written");
        let packed = |path: &Path| {
            zstd::encode_all(&*fs::read(path).expect("it was written"), 19).expect("memory takes it")
        };
        fs::write(data.join(INDEX), packed(&folder.path().join(INDEX_FILE))).expect("it can be written");
        fs::write(data.join(IMAGE), packed(&image)).expect("it can be written");
        let name = image.file_name().and_then(|name| name.to_str()).expect("it is ASCII");
        fs::write(data.join(NAMED), name).expect("it can be written");
        return;
    }
    if !data.is_dir() {
        eprintln!("skipped: the data of tests stay in the repository");
        return;
    }
    let whole = |name: &str| {
        zstd::decode_all(&*fs::read(data.join(name)).expect("it is committed")).expect("it was packed")
    };
    let name = fs::read_to_string(data.join(NAMED)).expect("it is committed");
    fs::write(folder.path().join(INDEX_FILE), whole(INDEX)).expect("it can be written");
    fs::write(folder.path().join(&name), whole(IMAGE)).expect("it can be written");
    let opened = open(folder.path());
    assert_eq!(
        image(&opened),
        Some([0, 1200]),
        "to write another version: DOUBLET_WRITE=1 cargo test --lib golden_an_image"
    );
    let expected = (told(&opened), met(&opened));
    drop(opened);
    fs::remove_file(folder.path().join(&name)).expect("it is there");
    let derived = open(folder.path());
    assert!(image(&derived).is_none());
    assert!(
        (told(&derived), met(&derived)) == expected,
        "by other keys texts are found otherwise: raise the version"
    );
}
