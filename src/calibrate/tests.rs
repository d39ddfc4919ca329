//! Verdicts on pairs of which the truth is known.

use super::*;
use crate::headline::Headline;

/// A story that has no word, and no frame, in common with another: five made words.
fn story(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "ve"];
    let word = |word: usize| [word, word / 16, 5 * word + 3].map(|place| SYLLABLES[place % 16]).concat();
    (5 * number..5 * number + 5).map(word).collect::<Vec<String>>().join(" ")
}

/// Forty stories, each told twice; ids `a0`, `b0`, `a1` and so on.
fn stories(tell: impl Fn(&str) -> [String; 2]) -> Headlines {
    let mut titles = Vec::new();
    for number in 0..40 {
        let [first, second] = tell(&story(number));
        titles.push((format!("a{number}"), first));
        titles.push((format!("b{number}"), second));
    }
    titles.iter().map(|(id, title)| Headline { id: Some(id), ..Headline::titled(title) }).collect()
}

/// A telling, and another that a threshold of 0.97 parts from it.
fn with_article(story: &str) -> [String; 2] {
    [story.to_owned(), format!("THE {story}")]
}

/// The two tellings of each story as duplicates, and neighbouring stories as unrelated.
fn pairs(count: usize) -> Vec<LabelledPair> {
    let pair = |ids: [String; 2], label| LabelledPair { ids, language: String::new(), label };
    let duplicates = (0..count).map(|n| pair([format!("a{n}"), format!("b{n}")], Label::Duplicate));
    let others = (0..count).map(|n| pair([format!("a{n}"), format!("a{}", (n + 7) % 40)], Label::Distinct));
    duplicates.chain(others).collect()
}

#[test]
fn numbers_are_ignored_where_the_labels_say_so() {
    let headlines = stories(|story| [format!("{story} 52"), format!("{story} 67")]);
    let calibration = calibrate(&headlines, &pairs(40), &Config::default(), &()).expect("few headlines");
    assert_eq!(calibration.now().score.found, 0);
    let best = calibration.best().setting;
    assert!(best.numbers == Numbers::Ignore || best.updates == Updates::Join, "{best:?}");
    assert!(
        calibration.certainty.gain > 0.0 && calibration.certainty.interval[0] <= calibration.certainty.gain
    );
}

#[test]
fn settings_that_nothing_beats_are_kept_and_few_pairs_say_nothing() {
    let headlines = stories(with_article);
    let at = |count| calibrate(&headlines, &pairs(count), &Config::default(), &()).expect("few headlines");
    let kept = at(20);
    assert_eq!((kept.verdict, kept.best, kept.certainty.gain), (Verdict::Best, 0, 0.0));
    assert_eq!(kept.trials.len(), 10);
    assert_eq!(at(4).verdict, Verdict::TooFew { more: 12 });
}

#[test]
fn a_threshold_that_is_too_high_is_lowered_to_the_nearest_that_does() {
    let headlines = stories(with_article);
    let config = Config::default().with_threshold(Threshold::new(0.97).expect("in range"));
    let calibration = calibrate(&headlines, &pairs(20), &config, &()).expect("few headlines");
    assert_eq!(calibration.verdict, Verdict::Change, "{calibration:?}");
    assert_eq!(calibration.trials.len(), 11);
    let (suggested, tried) = (calibration.suggested(), &calibration.trials);
    let nearer = tried.iter().filter(|trial| trial.setting.threshold > suggested.setting.threshold);
    assert!(nearer.into_iter().all(|trial| trial.score.f1() < suggested.score.f1()));
}

#[test]
fn more_pairs_are_asked_for_where_somebody_may_label_them() {
    let certainty = Certainty { gain: 0.02, interval: [-0.02, 0.06], held_out: 0.01, ..Certainty::default() };
    assert_eq!(more_to_tell(&certainty, 100), Some(1500));
    assert_eq!(more_to_tell(&Certainty { held_out: 0.02, ..certainty }, 100), Some(300));
    assert_eq!(more_to_tell(&Certainty { held_out: 0.001, ..certainty }, 100), None);
    assert_eq!(more_to_tell(&Certainty { held_out: 0.0, ..certainty }, 100), None);
}

#[test]
fn the_modes_that_are_tried_are_those_in_use_and_those_called_for() {
    let now = Setting { numbers: Numbers::Ignore, ..Setting::of(&Config::default()) };
    let modes = [(Numbers::Decide, Updates::Apart), (Numbers::Ignore, Updates::Apart)];
    let settings = others(now, modes.into_iter());
    assert_eq!(settings.len(), 19);
    assert!(settings[..9].iter().all(|setting| setting.numbers == Numbers::Ignore));
    assert!(settings[9..].iter().all(|setting| setting.numbers == Numbers::Decide));
    assert_eq!(settings[9].threshold, now.threshold);
    assert!(!settings.contains(&now));
}
