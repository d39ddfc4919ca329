mod image;
mod index;
mod lessons;
mod taken_out;

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::config::{self, Updates};
use crate::sketch::outline::Outline;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// 2026-01-01.
const ARRIVAL: i64 = 1_767_225_600_000;

fn stream(days: u64) -> Stream {
    Stream::new(Config::default(), Some(Duration::from_secs(days * 24 * 60 * 60)))
        .expect("the settings are right")
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
    // 1,440 minutes in the window, a quarter more until they are swept, and the page that they end on.
    assert!(stream.len() <= 1440 + 360 + 2 * PAGE, "{}", stream.len());
    let is_found = |minute: i64| {
        let title = format!("report {} of harbour {}", minute * 7919 % 99_991, minute * 31 % 1009);
        stream.texts.with_key(text_key(&title)).next().is_some()
    };
    assert!((0..50_000).step_by(997).all(|minute| !is_found(minute)) && is_found(59_999));
}

#[test]
fn what_was_imported_does_not_age_by_the_journey() {
    let mut first = stream(14);
    let title = "Harbour reopens after storm, ferries resume";
    let year = Headline { published: Some("2025-03-09"), ..Headline::titled(title) };
    first.push(year).expect("one");
    let lines = first.export().map(|item| serde_json::to_string(&item).expect("texts are JSON") + "\n");
    let exported = crate::read::Input::Memory("seen".to_owned(), lines.collect::<String>().into_bytes());
    let mut other = stream(14);
    assert_eq!(other.import(&[exported]).expect("it was exported"), 1);
    // Neither has a date: both are of the time of the newest that has one.
    for stream in [&mut first, &mut other] {
        let undated = Headline::titled("Minister resigns over grain deal");
        assert_eq!(stream.push(undated).expect("one").status, Status::New);
        assert_eq!(stream.push(Headline::titled(title)).expect("one").status, Status::Duplicate);
        assert_eq!(stream.push(year).expect("one").status, Status::Duplicate);
    }
}

#[test]
fn a_blank_headline_is_always_new_and_one_without_a_word_is_equal_to_itself() {
    let mut stream = stream(1);
    for _ in 0..3 {
        assert_eq!(push(&mut stream, "a", " \u{a0}", 0), Verdict::NOTHING);
    }
    assert!(stream.is_empty());
    let told = ["—", "…", " — ", "🔥", "🔥"].map(|title| push(&mut stream, "b", title, 0).status);
    assert_eq!(told, [Status::New, Status::New, Status::Duplicate, Status::New, Status::Duplicate]);
}

#[test]
fn what_has_aged_out_goes_although_a_front_page_stays() {
    let mut stream = stream(2);
    let evergreens: Vec<String> =
        (0..2 * PAGE).map(|page| format!("Page {page} of guide {}", page * 7919)).collect();
    for day in (0..30).rev() {
        for number in 0..500 {
            push(&mut stream, "x", &format!("Report {number} of day {day} on {}", number * day), day);
        }
        for title in &evergreens {
            let status = push(&mut stream, "e", title, day).status;
            assert!(day == 29 || status == Status::Duplicate, "{title}");
        }
    }
    // What stays, three days of reports, and as much again before it is worth a sweep.
    assert!(stream.len() < 2 * (2 * PAGE + 3 * 500), "{}", stream.len());
}

#[test]
fn a_headline_with_two_dates_in_turn_is_two_items() {
    let mut stream = stream(14);
    for turn in 0..300 {
        let verdicts = [0, 40].map(|days| push(&mut stream, "a", "Harbour reopens after storm", days));
        assert!(turn == 0 || verdicts.iter().all(|verdict| verdict.status == Status::Duplicate), "{turn}");
    }
    assert_eq!(stream.len(), 2);
}

#[test]
fn the_clock_keeps_the_rest_of_a_tick() {
    let (mut clock, tick) = (Clock::default(), 1000);
    assert_eq!(clock.tick(0, tick), 0);
    for step in 1..=100 {
        clock.tick(step * 1900, tick);
    }
    assert_eq!(clock.tick(190_000, tick), 190_000);
}

#[test]
fn what_came_before_its_suffix_was_learned_is_known_after() {
    let mut stream = stream(14);
    let title = |number: i64| format!("Harbour {} of town {number} reopens | Example Post", number * 31 % 97);
    for number in 0..600 {
        push(&mut stream, "a", &title(number), 0);
    }
    assert!(!stream.learned.boilerplate.segments().is_empty());
    for number in 0..600 {
        assert_eq!(push(&mut stream, "b", &title(number), 0).status, Status::Duplicate, "{number}");
    }
}

#[test]
fn an_update_says_what_it_updates_and_is_kept_apart_or_joined() {
    let before = "5 hurt in bridge collapse near old harbour";
    let after = "15 hurt in bridge collapse near old harbour";
    for (updates, repeat) in [(Updates::Apart, "b"), (Updates::Join, "a")] {
        let config = Config { updates, ..Config::default() };
        let mut stream =
            Stream::new(config, Some(Duration::from_secs(48 * 60 * 60))).expect("the settings are right");
        push(&mut stream, "a", before, 0);
        let update = push(&mut stream, "b", after, 0);
        assert_eq!((update.status, update.of.as_deref()), (Status::Update, Some("a")));
        assert_eq!(push(&mut stream, "c", after, 0).of.as_deref(), Some(repeat));
    }
}

#[test]
fn a_toll_that_rises_is_updated_until_it_is_a_series() {
    let mut stream = stream(14);
    let toll = |number| format!("Storm over Lenn valley kills {number} people, roads closed");
    let statuses = [5, 15, 20, 25, 31].map(|number| push(&mut stream, "a", &toll(number), 0).status);
    assert_eq!(statuses[..3], [Status::New, Status::Update, Status::Update]);
    assert_eq!(statuses[4], Status::New);
}

#[test]
fn the_reason_is_that_of_the_two_headlines_that_it_is_told_of() {
    let mut stream = stream(14);
    push(&mut stream, "a", "Harbour reopens after storm, ferries resume", 0);
    for _ in 0..2 {
        let verdict = push(&mut stream, "b", "Harbour reopens after storm; ferries resume at noon", 0);
        let reason = verdict.reason.expect("there is one").to_string();
        assert!(verdict.of.as_deref() == Some("a") && reason.contains("at noon"), "{reason}");
    }
}

#[test]
fn what_a_stream_cannot_do_is_said() {
    let config = Config { method: Method::Exact, ..Config::default() };
    assert!(Stream::new(config, None).is_err());
    assert!(Stream::new(Config::default(), Some(Duration::ZERO)).is_err());
}

/// Of so many texts it is learned beside the judging, and an index is left while it is: two outlets come one after the other, and each third
/// headline of theirs is one of before with the outlet behind it, which is the same text from where the outlet is known on.
#[test]
fn what_is_learned_beside_counts_from_the_same_text_on_however_they_come() {
    const OUTLETS: [(u32, &str); 2] = [(4_500, "Coast Gazette"), (13_000, "Valley Herald")];
    let word = |number: u32| {
        let letter =
            |place: u32| char::from(b'a' + u8::try_from(number / 26_u32.pow(place) % 26).expect("a letter"));
        format!("{}o{}a{}", letter(0), letter(1), letter(2))
    };
    let title = |number: u32| {
        let [one, two, three, four] =
            [7919, 104_729, 1_299_709, 15_485_863].map(|prime: u32| word(number.wrapping_mul(prime)));
        format!("Harbour {one} of {two} reopens {three} with {four}")
    };
    let outlet =
        |number: u32| OUTLETS.iter().rev().find(|(from, _)| number >= *from && number.is_multiple_of(3));
    let titles: Vec<String> = (0..32_000)
        .map(|number| match outlet(number) {
            Some((_, outlet)) => format!("{} | {outlet}", title(number - 2)),
            None => title(number),
        })
        .collect();
    let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
    let at_once = stream(14).push_all_at(&headlines, ARRIVAL).expect("few");
    let same = |outlet: &str| {
        let is_same = |(title, verdict): (&String, &Verdict)| {
            title.ends_with(outlet) && verdict.similarity == Some(1.0)
        };
        titles.iter().zip(&at_once).position(is_same)
    };
    // Of 8,192 texts it is learned, and counts from half as many more on.
    assert_eq!(same(OUTLETS[0].1), Some(8192 + 4096));
    assert!(same(OUTLETS[1].1).is_some_and(|first| first > 16_384 + 8192));

    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let window = Some(Duration::from_secs(14 * 24 * 60 * 60));
    let mut in_parts = Vec::new();
    for part in headlines.chunks(4111) {
        let mut stream = Stream::open(folder.path(), Config::default(), window).expect("nobody else has it");
        for part in part.chunks(601) {
            in_parts.extend(stream.push_all_at(part, ARRIVAL).expect("few"));
        }
        stream.checkpoint(None).expect("the disk has room");
    }
    assert_eq!(in_parts, at_once);
}

#[test]
fn headlines_are_shared_by_the_page_and_stay_what_they_were() {
    let mut window = Window::behind(0);
    let push = |window: &mut Window, number: usize| {
        let title = format!("Report {number}");
        window.push(Headline::titled(&title), &title, Seen::once(0, 0), Outline::of(&[]));
    };
    (0..3 * PAGE / 2).for_each(|number| push(&mut window, number));
    for until in [1, PAGE - 1, PAGE, PAGE + 7, 3 * PAGE / 2] {
        let headlines = window.headlines(0, number(until));
        push(&mut window, usize::MAX);
        let titles: Vec<&str> = headlines.iter().map(|headline| headline.title).collect();
        assert_eq!(titles, (0..until).map(|number| format!("Report {number}")).collect::<Vec<_>>());
    }
}

#[test]
fn verdicts_are_the_same_without_their_reasons() {
    let titles = [
        "Harbour reopens after storm, ferries resume",
        "Harbour reopens after storm; ferries resume at noon",
        "HARBOUR REOPENS after storm, ferries resume",
        "5 hurt in bridge collapse near old harbour",
        "15 hurt in bridge collapse near old harbour",
    ];
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut silent = Stream::open(folder.path(), Config::default(), None).expect("nobody else has it");
    silent.tell_reasons(false);
    silent.push(Headline { id: Some("x"), ..Headline::titled("Minister resigns") }).expect("one");
    silent.forget(&HashSet::from(["x".to_owned()])).expect("it can be written");
    let mut told = Stream::new(Config::default(), None).expect("the settings are right");
    for (id, title) in ["a", "b", "c", "d", "e"].into_iter().zip(titles) {
        let headline = Headline { id: Some(id), ..Headline::titled(title) };
        let verdicts = [&mut told, &mut silent].map(|stream| stream.push(headline).expect("few"));
        assert_eq!(verdicts[0].reason.is_some(), verdicts[0].status != Status::New, "{title}");
        assert_eq!(Verdict { reason: None, ..verdicts[0].clone() }, verdicts[1]);
    }
}

/// Titles that repeat, differ in a word or a number, or are cut.
fn titles() -> impl Strategy<Value = Vec<(String, i64)>> {
    const WORDS: [&str; 12] = [
        "harbour", "reopens", "storm", "minister", "grain", "deal", "bridge", "5", "15", "in", "oslo", "riga",
    ];
    let title = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..7)
        .prop_map(|words| words.join(" "));
    proptest::collection::vec((title, 0_i64..40), 1..400)
}

/// When titles were published that are so many days old, as seconds since 1970.
fn published(titles: &[(String, i64)]) -> Vec<String> {
    titles.iter().map(|(_, days)| ((ARRIVAL - days * DAY) / 1000).to_string()).collect()
}

/// The headlines of these titles with these times.
fn dated<'a>(titles: &'a [(String, i64)], published: &'a [String]) -> Vec<Headline<'a>> {
    let dated = |((title, _), published): (&'a (String, i64), &'a String)| Headline {
        published: Some(published),
        ..Headline::titled(title)
    };
    titles.iter().zip(published).map(dated).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn batches_say_what_single_headlines_say(titles in titles(), cuts in proptest::collection::vec(1_usize..200, 1..9)) {
        let published = published(&titles);
        let headlines = dated(&titles, &published);
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

#[test]
fn what_has_aged_out_goes_where_nothing_comes() {
    let mut stream =
        Stream::new(Config::default(), Some(Duration::from_secs(64))).expect("a minute is a window");
    let titles: Vec<String> = (0..3 * PAGE).map(|number| format!("{number} {}", number * 7919)).collect();
    let headlines: Vec<Headline<'_>> = titles.iter().map(|title| Headline::titled(title)).collect();
    stream.push_all_at(&headlines, 1_000_000).expect("few");
    assert!(!stream.forget_aged_at(1_010_000).expect("few"), "they are remembered for a minute");
    assert_eq!(stream.len(), 3 * PAGE);
    assert!(stream.forget_aged_at(1_200_000).expect("few"));
    assert!(stream.len() <= PAGE, "{}", stream.len());
    assert!(!stream.forget_aged_at(1_200_000).expect("few"), "there is nothing more");
}
