//! The rules, one named case each, and the laws that hold for every text.

use super::*;

#[test]
fn smoke() {
    assert_eq!(canonical("Harbour REOPENS"), "harbour reopens");
}
