//! The rules, one named case each, and the laws that hold for every text.

mod hostile;
mod laws;
mod letters;
mod numbers;
mod repair;
mod signs;
mod tables;
mod words;

use super::{canonical, canonical_into, words};

/// Asserts that all `titles` have the canonical text `expected`.
#[track_caller]
fn all_are(expected: &str, titles: &[&str]) {
    for title in titles {
        assert_eq!(canonical(title), expected, "{title:?}");
    }
}
