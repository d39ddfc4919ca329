//! How many bands of how many rows: from the threshold and the recall that is wanted.
//!
//! A pair of similarity `s` agrees on one slot with probability `s`, on all `r` rows of one
//! band with `s^r`, and becomes a candidate, by agreeing on any of `b` bands, with
//!
//! ```text
//! P(s) = 1 - (1 - s^r)^b
//! ```
//!
//! the S-curve of locality-sensitive hashing. More rows make it steeper, which spares
//! candidates; then more bands are needed to keep `P(threshold)` at the wanted recall. The recall is asked for
//! *at* the threshold: every pair above it is found more often, so over all of them the
//! recall is higher, whatever their distribution.
//!
//! Of all `(b, r)` that reach the recall the cheapest is taken: most rows within
//! [`MAX_SLOTS`].

use std::ops::Range;

use crate::config::{Recall, Threshold};

/// The most slots that a sketch may have.
///
/// More slots allow more rows, and fewer candidates at the same recall. 256 are what the default settings
/// need for 5 rows: 49 bands, 245 slots. On 3.2 million headlines (2.3 million distinct) these give
/// 11.7 million candidates, 5.8 s from sketching to judging on two cores; 4 rows give over 34 million.
pub const MAX_SLOTS: u32 = 256;

/// The slots that a group of bands has at most: two blocks of the kernel.
const GROUP_SLOTS: u32 = 64;

/// Bands and rows.
///
/// ```
/// use doublet::candidates::tuning::Banding;
/// use doublet::config::{Recall, Threshold};
/// let banding = Banding::choose(Threshold::new(0.8)?, Recall::new(0.95)?);
/// assert!(banding.probability(0.8) >= 0.95);
/// assert!(banding.probability(0.3) < 0.1);
/// # Ok::<(), doublet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Banding {
    /// Bands: a pair that agrees on all rows of any is a candidate.
    pub bands: u32,
    /// Slots a band.
    pub rows: u32,
}

impl Banding {
    /// The steepest curve that reaches `recall` at `threshold` within [`MAX_SLOTS`]; one row
    /// a band where none does.
    #[must_use]
    pub fn choose(threshold: Threshold, recall: Recall) -> Self {
        (1..=MAX_SLOTS)
            .map(|rows| Banding { bands: bands_needed(threshold.get(), recall.get(), rows), rows })
            .take_while(|banding| banding.rows == 1 || banding.slots() <= MAX_SLOTS)
            .last()
            .unwrap_or(Banding { bands: MAX_SLOTS, rows: 1 })
    }

    /// The curve in words, for people: "49 bands of 5 rows: chance 0.112 at 0.30, 0.981 at 0.60, 1.000 at 0.80".
    #[must_use]
    pub fn describe(self, threshold: Threshold) -> String {
        let beyond = threshold.get().midpoint(1.0);
        let half = threshold.get() / 2.0;
        let point = |at: f64| format!("{:.3} at {at:.2}", self.probability(at));
        let Banding { bands, rows } = self;
        format!(
            "{bands} bands of {rows} rows: chance {}, {}, {}",
            point(half),
            point(threshold.get()),
            point(beyond)
        )
    }

    /// The bands in groups that are sketched and searched one after the other, each of as many as fill two blocks of the
    /// [kernel](crate::sketch::minhash): memory holds the keys of one group, and no more slots are computed than at once.
    ///
    /// ```
    /// use doublet::candidates::tuning::Banding;
    /// let groups: Vec<_> = Banding { bands: 41, rows: 3 }.groups().collect();
    /// assert_eq!(groups, [0..21, 21..41]);
    /// ```
    pub fn groups(self) -> impl Iterator<Item = Range<u32>> {
        let group = (GROUP_SLOTS / self.rows).max(1);
        (0..self.bands).step_by(group as usize).map(move |start| start..self.bands.min(start + group))
    }

    /// Bands times rows.
    #[must_use]
    pub fn slots(self) -> u32 {
        self.bands * self.rows
    }

    /// The probability that a pair of the given similarity, from 0 to 1, becomes a candidate.
    #[must_use]
    pub fn probability(self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powf(f64::from(self.rows))).powf(f64::from(self.bands))
    }
}

/// The least number of bands with `1 - (1 - t^r)^b >= recall`, at most [`MAX_SLOTS`] + 1.
fn bands_needed(threshold: f64, recall: f64, rows: u32) -> u32 {
    let miss_one = 1.0 - threshold.powf(f64::from(rows));
    let mut missed = 1.0;
    (1..=MAX_SLOTS + 1)
        .find(|_| {
            missed *= miss_one;
            1.0 - missed >= recall
        })
        .unwrap_or(MAX_SLOTS + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_recall_is_reached_and_no_steeper_curve_fits(
            threshold in 0.2f64..=1.0, recall in 0.5f64..0.99,
        ) {
            let banding = Banding::choose(
                Threshold::new(threshold).expect("in range"), Recall::new(recall).expect("in range"),
            );
            prop_assert!(banding.probability(threshold) >= recall - 1e-9);
            prop_assert!(banding.slots() <= MAX_SLOTS);
            let steeper = bands_needed(threshold, recall, banding.rows + 1) * (banding.rows + 1);
            prop_assert!(steeper > MAX_SLOTS);
        }
    }

    #[test]
    fn equal_texts_need_one_band() {
        let banding =
            Banding::choose(Threshold::new(1.0).expect("in range"), Recall::new(0.9).expect("in range"));
        assert_eq!((banding.bands, banding.rows), (1, MAX_SLOTS));
    }
}
