//! What an index keeps of what was learned is what would be learned again.

use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::index::Lesson;

/// What was learned, in all that it is asked for; items are counted from the stream's beginning.
fn told(learned: &Learned, window: &Window) -> ([u64; 3], Vec<u64>, usize, u64) {
    let Learned { span, weights, boilerplate, .. } = learned;
    let items = [span.from, span.until, learned.counted()].map(|item| window.base() + u64::from(item));
    (items, boilerplate.hashes(), weights.texts(), xxh3_64(&weights.to_bytes()))
}

/// The same of what a stream has learned.
fn learned_by(stream: &Stream) -> ([u64; 3], Vec<u64>, usize, u64) {
    told(&stream.learned, &stream.window)
}

/// Titles of one outlet, so many from a number on.
fn of_gazette(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers
        .map(|number| format!("Report {} of pier {number} | Coast Gazette", number * 7919 % 99_991))
        .collect()
}

fn titled(titles: &[String]) -> Vec<Headline<'_>> {
    titles.iter().map(|title| Headline::titled(title)).collect()
}

fn reopened(folder: &Path) -> Stream {
    let window = Some(Duration::from_secs(14 * 24 * 60 * 60));
    Stream::open(folder, Config::default(), window).expect("nobody else has it")
}

/// A stream whose index has a lesson.
fn taught(folder: &Path) -> Stream {
    let mut stream = reopened(folder);
    stream.push_all_at(&titled(&of_gazette(0..14_000)), ARRIVAL).expect("few");
    stream.checkpoint(None).expect("the disk has room");
    stream
}

#[test]
fn what_was_learned_is_kept_as_it_would_be_learned_again() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut stream = reopened(folder.path());
    // Twice: what the first leave behind ages out, so that numbers do not begin with 0.
    for (day, first) in [(0, 0), (40, 20_000)] {
        let arrival = ARRIVAL + day * DAY;
        stream.push_all_at(&titled(&of_gazette(first..first + 14_000)), arrival).expect("few");
        stream.checkpoint(None).expect("the disk has room");
        // What comes behind the lesson is still to be counted when it is recalled.
        stream.push_all_at(&titled(&of_gazette(first + 14_000..first + 15_500)), arrival).expect("few");
        stream.checkpoint(None).expect("the disk has room");
    }
    let kept = learned_by(&stream);
    drop(stream);
    let stream = reopened(folder.path());
    assert!(stream.learned.is_noted() && stream.window.base() > 0);
    let again = Learned::of(&stream.window, stream.learned.span).expect("few");
    assert_eq!((learned_by(&stream), told(&again, &stream.window)), (kept.clone(), kept));
}

#[test]
fn what_was_learned_of_many_outlasts_one_that_is_taken_out() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut stream = taught(folder.path());
    // Behind the lesson that the index has, words are counted.
    stream.push_all_at(&titled(&of_gazette(14_000..15_500)), ARRIVAL).expect("few");
    assert!(stream.learned.counted() > 14_500);
    let kept = learned_by(&stream);
    let ids = ["17", "14500", "15499"].map(str::to_owned).into();
    assert_eq!(stream.forget(&ids).expect("it can be written").len(), 3);
    assert_eq!(learned_by(&stream), kept);
    drop(stream);
    let stream = reopened(folder.path());
    assert!(stream.learned.is_noted());
    assert_eq!(learned_by(&stream), kept);
}

#[test]
fn a_lesson_that_cannot_be_read_is_learned_again_and_told_by_verify() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let stream = taught(folder.path());
    let kept = learned_by(&stream);
    drop(stream);
    Stream::verify(folder.path(), Config::default()).expect("it is whole");
    let states: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("state");
    let db = redb::Database::open(folder.path().join(super::INDEX_FILE)).expect("nobody else has it");
    let write = db.begin_write().expect("nobody else writes");
    let lesson = b"no lesson at all".as_slice();
    write.open_table(states).expect("there is one").insert("lesson 1", lesson).expect("the disk has room");
    write.commit().expect("the disk has room");
    drop(db);
    let stream = reopened(folder.path());
    assert_eq!(learned_by(&stream), kept);
    assert!(!stream.learned.is_noted(), "the next checkpoint writes another one");
    drop(stream);
    let error = Stream::verify(folder.path(), Config::default()).expect_err("it is damaged").to_string();
    assert!(error.contains("what was learned is damaged"), "{error}");
}

#[test]
fn a_lesson_is_written_again_when_many_words_were_counted_behind_it() {
    let mut stream = stream(14);
    stream.push_all_at(&titled(&of_gazette(0..12_500)), ARRIVAL).expect("few");
    let (span, before) = (stream.learned.span, stream.learned.new_lesson(0).expect("they are enough"));
    stream.push_all_at(&titled(&of_gazette(12_500..13_000)), ARRIVAL).expect("few");
    assert!(stream.learned.new_lesson(0).is_none(), "few were counted since");
    stream.push_all_at(&titled(&of_gazette(13_000..15_000)), ARRIVAL).expect("few");
    let behind = stream.learned.new_lesson(0).expect("many were counted since");
    let (before, behind) = (before.lesson(), behind.lesson());
    assert_eq!((stream.learned.span, before.learned), (span, behind.learned));
    assert!(behind.counted >= before.counted + 2000, "{} {}", behind.counted, before.counted);
    let recalled = Learned::recall(&stream.window, span, Some(&behind)).expect("few");
    assert_eq!(told(&recalled, &stream.window), learned_by(&stream));
    assert!(stream.learned.new_lesson(0).is_none(), "it was given");
}

#[test]
fn a_lesson_of_other_items_or_of_another_size_is_none() {
    let mut stream = stream(14);
    stream.push_all_at(&titled(&of_gazette(0..14_000)), ARRIVAL).expect("few");
    let span = stream.learned.span;
    let lesson = stream.learned.new_lesson(0).expect("they are enough").lesson();
    assert!(stream.learned.new_lesson(0).is_none(), "it was given");
    let recall = |lesson: &Lesson<'_>| {
        let learned = Learned::recall(&stream.window, span, Some(lesson)).expect("few");
        assert_eq!(told(&learned, &stream.window), learned_by(&stream));
        learned.is_noted()
    };
    assert!(recall(&lesson));
    let [from, until] = lesson.learned;
    for other in [
        Lesson { learned: [from, until - 1], ..lesson.clone() },
        Lesson { counted: until - 1, ..lesson.clone() },
        Lesson { counted: 14_001, ..lesson.clone() },
        Lesson { texts: u64::MAX, ..lesson.clone() },
        Lesson { weights: lesson.weights[1..].to_vec().into(), ..lesson.clone() },
        Lesson { weights: Vec::new().into(), ..lesson.clone() },
    ] {
        assert!(!recall(&other), "{:?} {} {}", other.learned, other.counted, other.texts);
    }
}

/// Lessons of this version stand in indexes. If this fails because something else is learned now, or words are hashed otherwise, the
/// version of lessons in `crate::index` is to be raised with the figure.
#[test]
fn golden_a_lesson_says_what_it_always_said() {
    let mut stream = stream(14);
    stream.push_all_at(&titled(&of_gazette(0..14_000)), ARRIVAL).expect("few");
    let lesson = stream.learned.new_lesson(0).expect("they are enough").lesson();
    assert_eq!(lesson.boilerplate.len(), 1);
    assert_eq!(xxh3_64(&crate::index::to_bytes(&lesson)), 11_423_700_231_810_563_710);
}

#[test]
fn what_is_read_in_a_batch_is_read_again_behind_a_lesson() {
    let titles = of_gazette(0..14_000);
    let headlines = titled(&titles);
    let at_once = stream(14).push_all_at(&headlines, ARRIVAL).expect("few");
    let mut in_parts = stream(14);
    let parts = headlines.chunks(50).flat_map(|part| in_parts.push_all_at(part, ARRIVAL).expect("few"));
    assert!(at_once == parts.collect::<Vec<_>>());
    assert!(!in_parts.learned.boilerplate.segments().is_empty());
}
