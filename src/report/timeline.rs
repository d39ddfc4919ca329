//! When headlines came, and how many of them were told before: counts by hour, day, week, month or year.
//!
//! The step is the shortest that parts the time into at most 120: more bars than these are
//! thinner than a reader's eye tells apart on a page. Feeds hold a few absurd dates (1970, 2099), so where that makes the step
//! shorter, one in two hundred headlines at each end lies outside of what is shown, and is counted as such. Where most headlines tell the day
//! alone, no step is shorter than that.

use std::ops::RangeInclusive;

use jiff::civil::DateTime;

use super::Report;
use crate::headline::Headlines;
use crate::published::{Moment, Precision};

/// The most steps that are shown.
const MOST: i64 = 120;

/// Of so many headlines one may lie before, and one behind what is shown.
const OUTLIERS: usize = 200;

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

impl Step {
    /// All, from short to long.
    const ALL: [Step; 5] = [Step::Hour, Step::Day, Step::Week, Step::Month, Step::Year];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Step::Hour => "hour",
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Year => "year",
        }
    }

    /// The shortest step, but none below `shortest`, that parts the time between two moments into few; else a year.
    fn for_time(shortest: Step, first: Moment, last: Moment) -> Step {
        let fits = |step: &Step| step.number(last.civil()) - step.number(first.civil()) < MOST;
        Step::ALL.into_iter().skip_while(|step| *step != shortest).find(fits).unwrap_or(Step::Year)
    }

    /// In which step `time` lies, counted from any fixed one.
    fn number(self, time: DateTime) -> i64 {
        let days = i64::from(time.date().since(EPOCH).map_or(0, |span| span.get_days()));
        match self {
            Step::Hour => days * 24 + i64::from(time.hour()),
            Step::Day => days,
            // The first of January 1970 was a Thursday.
            Step::Week => (days + 3).div_euclid(7),
            Step::Month => i64::from(time.year()) * 12 + i64::from(time.month()) - 1,
            Step::Year => i64::from(time.year()),
        }
    }

    /// How the step with this number is called.
    fn label(self, number: i64) -> String {
        let day = |days: i64| EPOCH.saturating_add(jiff::Span::new().days(days));
        match self {
            Step::Hour => format!("{} {:02}h", day(number.div_euclid(24)), number.rem_euclid(24)),
            Step::Day => day(number).to_string(),
            Step::Week => day(number * 7 - 3).to_string(),
            Step::Month => format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
            Step::Year => format!("{number:04}"),
        }
    }
}

/// The day from which days are counted.
const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

/// The headlines of one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The beginning of the step, in UTC: "2026-11-02 06h", "2026-11-02", "2026-11", "2026".
    pub label: String,
    /// Headlines that tell what no headline that is kept tells: representatives, and what is in no cluster.
    pub kept: u64,
    /// The others, which repeat.
    pub repeats: u64,
}

/// When headlines came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// How long each step is.
    pub step: Step,
    /// The steps without a gap.
    pub counts: Vec<Count>,
    /// Headlines before the first and behind the last.
    pub outside: u64,
    /// Headlines without a time that is understood.
    pub undated: u64,
}

impl Timeline {
    /// The times of `headlines`; `None` where none is understood.
    ///
    /// ```
    /// use doublet::headline::Headline;
    /// use doublet::report::timeline::{Step, Timeline};
    /// let told = |published| Headline { published: Some(published), ..Headline::titled("Harbour reopens after storm") };
    /// let headlines = ["2026-03-02T06:00Z", "2026-03-02T07:30Z", "soon"].map(told).into_iter().collect();
    /// let report = doublet::cluster(&headlines, &doublet::Config::default(), &())?;
    /// let timeline = Timeline::of(&report, &headlines).expect("two times are understood");
    /// assert_eq!((timeline.step, timeline.counts.len(), timeline.undated), (Step::Hour, 2, 1));
    /// assert_eq!(timeline.counts[1].label, "2026-03-02 07h");
    /// assert_eq!(timeline.counts[1].repeats, 1);
    /// # Ok::<(), doublet::Error>(())
    /// ```
    #[must_use]
    pub fn of(report: &Report, headlines: &Headlines) -> Option<Self> {
        let mut is_repeat = vec![false; headlines.len()];
        for member in report.clusters.iter().flat_map(|cluster| cluster.members.iter().skip(1)) {
            is_repeat[member.headline as usize] = true;
        }
        let mut dated: Vec<(Moment, bool)> = headlines
            .iter()
            .zip(is_repeat)
            .filter_map(|(headline, is_repeat)| {
                Some((headline.published.and_then(Moment::parse)?, is_repeat))
            })
            .collect();
        dated.sort_unstable();
        let days = dated.iter().filter(|(moment, _)| moment.precision == Precision::Day).count();
        let shortest = if days * 2 > dated.len() { Step::Day } else { Step::Hour };
        let aside = dated.len() / OUTLIERS;
        let most = &dated[aside..dated.len() - aside];
        // All are shown, unless those at the ends would have the others shown more coarsely.
        let [all, step] =
            [&dated[..], most].map(|shown| Some(Step::for_time(shortest, shown.first()?.0, shown.last()?.0)));
        let (step, shown) = if all == step { (all?, &dated[..]) } else { (step?, most) };
        let [first, last] = [shown.first()?.0, shown.last()?.0].map(|end| step.number(end.civil()));
        // Where even years are too many, those around the one in the middle.
        let middle = step.number(shown[shown.len() / 2].0.civil());
        let range = if last - first < MOST {
            first..=last
        } else {
            first.max(middle - MOST / 2)..=last.min(middle + MOST / 2 - 1)
        };
        Some(Self::count(&dated, step, range, headlines.len()))
    }

    /// Counts what is dated in a range of steps.
    fn count(dated: &[(Moment, bool)], step: Step, range: RangeInclusive<i64>, headlines: usize) -> Self {
        let first = *range.start();
        let mut counts: Vec<Count> =
            range.map(|number| Count { label: step.label(number), ..Count::default() }).collect();
        let mut outside = 0;
        for &(moment, is_repeat) in dated {
            let at = usize::try_from(step.number(moment.civil()) - first).ok();
            match at.and_then(|at| counts.get_mut(at)) {
                Some(count) if is_repeat => count.repeats += 1,
                Some(count) => count.kept += 1,
                None => outside += 1,
            }
        }
        Timeline { step, counts, outside, undated: (headlines - dated.len()) as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::Headline;

    fn timeline(times: &[&str]) -> Option<Timeline> {
        let told = |published| Headline { published: Some(published), ..Headline::titled("Harbour reopens") };
        let headlines: Headlines = times.iter().copied().map(told).collect();
        Timeline::of(&Report::default(), &headlines)
    }

    #[test]
    fn the_step_is_the_shortest_that_parts_the_time_into_few() {
        for (times, step, first, steps) in [
            (["2026-03-02T06:59Z", "2026-03-02T06:01Z"], Step::Hour, "2026-03-02 06h", 1),
            (["2026-03-02T06:00Z", "2026-03-06T06:00Z"], Step::Hour, "2026-03-02 06h", 97),
            (["2026-03-02", "2026-03-03"], Step::Day, "2026-03-02", 2),
            (["2026-03-02T06:00Z", "2026-03-09T06:00Z"], Step::Day, "2026-03-02", 8),
            (["2026-03-04", "2027-03-04"], Step::Week, "2026-03-02", 53),
            (["2016-03-04", "2025-03-04"], Step::Month, "2016-03", 109),
            (["1969-12-31", "2025-03-04"], Step::Year, "1969", 57),
        ] {
            let timeline = timeline(&times).expect("both times are understood");
            assert_eq!(timeline.step, step, "{times:?}");
            assert_eq!(
                (timeline.counts[0].label.as_str(), timeline.counts.len()),
                (first, steps),
                "{times:?}"
            );
            assert_eq!(timeline.counts.iter().map(|count| count.kept).sum::<u64>(), 2, "{times:?}");
        }
        assert_eq!(timeline(&["soon", ""]), None);
    }

    #[test]
    fn one_absurd_date_among_many_does_not_stretch_the_time() {
        let mut times = vec!["2026-03-02T06:00Z"; 400];
        times[7] = "1970-01-01T00:00Z";
        times[8] = "2099-01-01T00:00Z";
        let timeline = timeline(&times).expect("all are understood");
        assert_eq!((timeline.step, timeline.counts.len(), timeline.outside), (Step::Hour, 1, 2));
    }

    #[test]
    fn of_two_hundred_years_those_around_the_middle_are_shown() {
        let timeline = timeline(&["1900-01-01", "2026-03-02", "2100-12-30"]).expect("all are understood");
        assert_eq!((timeline.step, timeline.counts.len(), timeline.outside), (Step::Year, 120, 2));
        assert_eq!(
            timeline.counts.iter().find(|count| count.kept > 0).map(|count| &*count.label),
            Some("2026")
        );
    }
}
