//! What is known of a remembered item beside its texts, in one line of memory.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::sketch::outline::Outline;

/// When an item was seen, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Seen {
    /// The earliest time that a headline with its text was published.
    pub(crate) first: i64,
    /// The latest.
    pub(crate) last: i64,
    /// The stream's clock when one last came in.
    pub(crate) clock: i64,
}

impl Seen {
    /// Of what was taken out.
    pub(crate) const NEVER: Seen = Seen { first: i64::MIN, last: i64::MIN, clock: i64::MIN };

    /// Once: published at `time`, when the clock was at `clock`.
    pub(crate) fn once(time: i64, clock: i64) -> Self {
        Seen { first: time, last: time, clock }.held()
    }

    /// As an item holds it: what lies long after the first time may be a little more, never less.
    pub(crate) fn held(self) -> Self {
        let at = |time: i64| time_of(self.first, span_of(later(self.first, time)));
        Seen { first: self.first, last: at(self.last), clock: at(self.clock) }
    }

    /// Once more. What moves nothing by more than `grain` is not worth a note: a front page that is read every minute would
    /// fill the disk with them. So the clock is set ahead by as much, and an item is remembered a little longer rather than too short.
    pub(crate) fn again(self, time: i64, clock: i64, grain: i64) -> Self {
        Seen {
            first: if time.saturating_add(grain) < self.first { time } else { self.first },
            last: if time.saturating_sub(grain) > self.last { time } else { self.last },
            clock: if clock > self.clock { clock.saturating_add(grain) } else { self.clock },
        }
        .held()
    }

    /// Whether a headline of `time`, at `clock`, lies no further than `window` from it by both.
    pub(crate) fn is_within(self, window: Option<i64>, (time, clock): (i64, i64)) -> bool {
        window.is_none_or(|window| {
            clock.saturating_sub(self.clock) <= window
                && self.first.saturating_sub(time) <= window
                && time.saturating_sub(self.last) <= window
        })
    }
}

/// The units in which a [span](span_of) counts, in milliseconds: its two highest bits say which.
const UNITS: [u64; 4] = [1, 1000, 60 * 1000, 60 * 60 * 1000];

/// The other bits of a span.
const COUNT: u32 = u32::MAX >> 2;

/// By how many milliseconds `time` is later than `first`; 0 where it is earlier.
fn later(first: i64, time: i64) -> u64 {
    if time < first { 0 } else { time.abs_diff(first) }
}

/// So many milliseconds in 32 bits, in the finest unit that has room for them, rounded up: up to 12 days exactly, up to 34 years to the second, up
/// to 2,000 to the minute.
fn span_of(milliseconds: u64) -> u32 {
    let in_unit = |(place, unit): (u32, u64)| {
        let count = u32::try_from(milliseconds.div_ceil(unit)).ok().filter(|&count| count <= COUNT)?;
        Some(place << COUNT.count_ones() | count)
    };
    (0..).zip(UNITS).find_map(in_unit).unwrap_or(u32::MAX)
}

/// The time that lies a [span](span_of) behind `first`.
fn time_of(first: i64, span: u32) -> i64 {
    let unit = UNITS[(span >> COUNT.count_ones()) as usize];
    first.saturating_add_unsigned(u64::from(span & COUNT) * unit)
}

/// What is known of an item beside its texts: 64 bytes, a line of memory, of which the outlines of candidates are the most.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, align(64))]
pub(crate) struct Item {
    pub(crate) outline: Outline,
    first: i64,
    last: u32,
    clock: u32,
    /// How many items it came after the first of its cluster: 0 where that is the item itself.
    behind: u32,
    /// The member of its cluster before it.
    pub(super) before: u32,
}

/// Where no item is.
pub(super) const NONE: u32 = u32::MAX;

impl Item {
    /// One that is a cluster of its own.
    pub(super) fn alone(seen: Seen, outline: Outline) -> Self {
        let mut item = Item { outline, first: 0, last: 0, clock: 0, behind: 0, before: NONE };
        item.see(seen);
        item
    }

    pub(crate) fn seen(&self) -> Seen {
        let at = |span: u32| time_of(self.first, span);
        Seen { first: self.first, last: at(self.last), clock: at(self.clock) }
    }

    /// It was seen so.
    pub(super) fn see(&mut self, seen: Seen) {
        self.first = seen.first;
        self.last = span_of(later(seen.first, seen.last));
        self.clock = span_of(later(seen.first, seen.clock));
    }

    /// Whether an item can be so that is `place` here, and has a `number` counted from the stream's beginning: what leads to others leads to
    /// older ones.
    pub(super) fn is_sound(&self, place: u32, number: u64) -> bool {
        u64::from(self.behind) <= number
            && (self.before == NONE || self.before < place)
            && self.outline.is_sound()
    }

    /// The number of its cluster, if its own is `number`.
    pub(super) fn cluster(&self, number: u64) -> u64 {
        number - u64::from(self.behind)
    }

    /// Makes it, with its `number`, a member of a `cluster`, behind the member `before`; says whether it is one. Of a cluster whose first came
    /// more than four billion items before it cannot be.
    pub(super) fn enter(&mut self, number: u64, cluster: u64, before: u32) -> bool {
        let behind = number.checked_sub(cluster).and_then(|behind| u32::try_from(behind).ok());
        let Some(behind) = behind else { return false };
        (self.behind, self.before) = (behind, before);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_dated_of_long_ago_is_within_the_window_of_now() {
        let (long_ago, now, day) = (-3_000_000_000_000, 1_767_225_600_000, 24 * 60 * 60 * 1000);
        assert!(Seen::once(long_ago, now).is_within(Some(14 * day), (long_ago, now + 13 * day)));
        assert!(!Seen::once(long_ago, now).is_within(Some(14 * day), (long_ago, now + 15 * day)));
    }

    proptest! {
        #[test]
        fn times_are_held_a_little_too_long_and_near_ones_exactly(
            first in any::<i64>(),
            last in prop_oneof![-9_i64..1 << 30, 0_i64..1 << 41, 0_i64..1 << 47, any::<i64>()],
            clock in prop_oneof![-9_i64..1 << 30, 0_i64..1 << 41, 0_i64..1 << 47, any::<i64>()],
        ) {
            const SECOND: i128 = 1000;
            let seen = Seen { first, last: first.saturating_add(last), clock: first.saturating_add(clock) };
            let held = Item::alone(seen, Outline::of(&[])).seen();
            prop_assert_eq!(held, seen.held());
            prop_assert_eq!(held.held(), held);
            for (held, seen) in [(held.last, seen.last), (held.clock, seen.clock)] {
                let (held, span) =
                    (i128::from(held) - i128::from(first), i128::from(seen.max(first)) - i128::from(first));
                let more = match span / SECOND {
                    0..1_000_000 => 0,
                    1_000_000..1_000_000_000 => SECOND,
                    1_000_000_000..60_000_000_000 => 60 * SECOND,
                    _ => 60 * 60 * SECOND,
                };
                // Behind 120,000 years there is nothing.
                let least = span.min(100_000 * 365 * 24 * 60 * 60 * SECOND);
                prop_assert!((least..=span + more).contains(&held), "{span} {held}");
            }
        }

        #[test]
        fn an_item_knows_its_cluster(number in 0_u64..1 << 40, behind in prop_oneof![0_u64..1 << 32, 1_u64 << 32..1 << 40]) {
            let mut item = Item::alone(Seen::once(1, 2), Outline::of(&[1]));
            let can = behind < 1 << 32 && behind <= number;
            prop_assert_eq!(item.enter(number, number.wrapping_sub(behind), 7), can);
            prop_assert_eq!(item.cluster(number), if can { number - behind } else { number });
            prop_assert_eq!(size_of::<Item>(), 64);
        }
    }
}
