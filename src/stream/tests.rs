use std::time::Duration;

use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// 2026-01-01.
const ARRIVAL: i64 = 1_767_225_600_000;

fn stream(days: u64) -> Stream {
    Stream::new(Config::default(), Some(Duration::from_hours(24 * days))).expect("the settings are right")
}

/// What the stream says of a title that was published so many days before the arrival.
fn push(stream: &mut Stream, id: &str, title: &str, days_ago: i64) -> Verdict {
    let published = ((ARRIVAL - days_ago * DAY) / 1000).to_string();
    let headline = Headline { id: Some(id), published: Some(&published), ..Headline::titled(title) };
    let mut verdicts = stream.push_all_at(&[headline], ARRIVAL).expect("few headlines");
    verdicts.pop().expect("there is one for each")
}

#[test]
fn a_repeat_outside_of_the_window_is_new_again() {
    let mut stream = stream(14);
    let title = "Harbour reopens after storm";
    assert_eq!(push(&mut stream, "a", title, 40).status, Status::New);
    assert_eq!(push(&mut stream, "b", title, 26).of.as_deref(), Some("a"));
    assert_eq!(push(&mut stream, "c", title, 11).status, Status::New);
    assert_eq!(push(&mut stream, "d", title, 11).of.as_deref(), Some("c"));
}

#[test]
fn what_comes_back_is_told_once_however_long_it_stays() {
    let mut stream = stream(14);
    assert_eq!(push(&mut stream, "a", "Harbour reopens after storm", 100).status, Status::New);
    for days_ago in (0..100).rev() {
        let same = push(&mut stream, "b", "HARBOUR reopens after storm", days_ago);
        assert_eq!((same.status, same.of.as_deref()), (Status::Duplicate, Some("a")), "{days_ago}");
        push(&mut stream, "x", &format!("A title of its own, number {days_ago}"), days_ago);
    }
}

#[test]
fn late_headlines_meet_what_is_of_their_time() {
    let mut stream = stream(14);
    assert_eq!(push(&mut stream, "a", "Harbour reopens after storm", 20).status, Status::New);
    assert_eq!(push(&mut stream, "b", "Minister resigns over grain deal", 10).status, Status::New);
    // The first is still held at that clock, and of its time.
    assert_eq!(push(&mut stream, "c", "Harbour reopens after storm", 19).of.as_deref(), Some("a"));
    // It lies within the window of the clock, but more than one before the other.
    assert_eq!(push(&mut stream, "d", "Minister resigns over grain deal", 30).status, Status::New);
}

#[test]
fn bad_and_missing_dates_are_counted_and_fall_back_to_the_clock() {
    let mut stream = stream(14);
    let title = "Harbour reopens after storm";
    assert_eq!(push(&mut stream, "a", title, 300).status, Status::New);
    let at = |published| Headline { published, ..Headline::titled(title) };
    for published in [Some("yesterday"), Some("2031-01-01"), None] {
        let verdicts = stream.push_all_at(&[at(published)], ARRIVAL).expect("one headline");
        assert_eq!(verdicts[0].of.as_deref(), Some("a"), "{published:?}");
    }
    assert_eq!(stream.dates(), Dates { missing: 1, bad: 2 });
    // The clock ticks on while nothing comes.
    let verdicts = stream.push_all_at(&[at(None)], ARRIVAL + 15 * DAY).expect("one headline");
    assert_eq!(verdicts[0].status, Status::New);
}

#[test]
fn what_has_aged_out_is_forgotten() {
    let mut stream = stream(1);
    for minute in 0..60_000_i64 {
        let published = (ARRIVAL / 1000 - 4_000_000 + 60 * minute).to_string();
        let title = format!("Report {} of harbour {}", minute * 7919 % 99_991, minute * 31 % 1009);
        let headline = Headline { published: Some(&published), ..Headline::titled(&title) };
        stream.push_all_at(&[headline], ARRIVAL).expect("few headlines");
    }
    // 1,440 minutes in the window, an eighth more until they are swept, and the page that they end on.
    assert!(stream.len() <= 1440 + 180 + 2 * PAGE, "{}", stream.len());
    assert!(stream.texts.len() <= stream.len());
}

#[test]
fn the_empty_headline_is_always_new() {
    let mut stream = stream(1);
    for _ in 0..3 {
        assert_eq!(push(&mut stream, "a", " — ", 0), Verdict::NOTHING);
    }
    assert!(stream.is_empty());
}

#[test]
fn an_update_says_what_it_updates_and_is_kept_apart_or_joined() {
    let before = "5 hurt in bridge collapse near old harbour";
    let after = "15 hurt in bridge collapse near old harbour";
    for (updates, repeat) in [(Updates::Apart, "b"), (Updates::Join, "a")] {
        let config = Config { updates, ..Config::default() };
        let mut stream = Stream::new(config, Some(Duration::from_hours(48))).expect("the settings are right");
        push(&mut stream, "a", before, 0);
        let update = push(&mut stream, "b", after, 0);
        assert_eq!((update.status, update.of.as_deref()), (Status::Update, Some("a")));
        assert_eq!(push(&mut stream, "c", after, 0).of.as_deref(), Some(repeat));
    }
}

#[test]
fn what_a_stream_cannot_do_is_said() {
    let config = Config { method: Method::Exact, ..Config::default() };
    assert!(Stream::new(config, None).is_err());
    assert!(Stream::new(Config::default(), Some(Duration::ZERO)).is_err());
}

/// Titles that repeat, differ in a word or a number, or are cut.
fn titles() -> impl Strategy<Value = Vec<(String, i64)>> {
    const WORDS: [&str; 12] = ["harbour", "reopens", "storm", "minister", "grain", "deal", "bridge", "5", "15", "in", "oslo", "riga"];
    let title = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..7).prop_map(|words| words.join(" "));
    proptest::collection::vec((title, 0_i64..40), 1..400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn batches_say_what_single_headlines_say(titles in titles(), cuts in proptest::collection::vec(1_usize..200, 1..9)) {
        let published: Vec<String> =
            titles.iter().map(|(_, days)| ((ARRIVAL - days * DAY) / 1000).to_string()).collect();
        let headlines: Vec<Headline<'_>> = titles
            .iter()
            .zip(&published)
            .map(|((title, _), published)| Headline { published: Some(published), ..Headline::titled(title) })
            .collect();
        let mut single = stream(7);
        let one_by_one: Vec<Verdict> = headlines
            .iter()
            .map(|headline| single.push_all_at(&[*headline], ARRIVAL).expect("few").remove(0))
            .collect();
        let mut batched = stream(7);
        let (mut rest, mut cuts, mut in_batches) = (&headlines[..], cuts.into_iter().cycle(), Vec::new());
        while !rest.is_empty() {
            let (now, then) = rest.split_at(rest.len().min(cuts.next().expect("it goes round")));
            in_batches.extend(batched.push_all_at(now, ARRIVAL).expect("few"));
            rest = then;
        }
        prop_assert_eq!(one_by_one, in_batches);
        prop_assert_eq!(single.len(), batched.len());
    }
}
