//! Periods and their intervals, in days of Korea.

use haetae_domain::calendar::start_in_seoul;
use haetae_projector::PgTimestamp;
use haetae_proto::dashboard::v1::TrendInterval;
use haetae_service_kit::error::Violations;
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};

/// Longest period, in days: three years with a leap day.
const LONGEST: i32 = 3 * 365 + 1;
/// The first and last day that may be requested; far from the limits of representable times.
const FIRST: Date = date(1990, 1, 1);
const LAST: Date = date(2999, 12, 31);

/// How long an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interval {
    Day,
    Week,
    Month,
}

/// Consecutive whole intervals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    interval: Interval,
    /// The first day of the first interval.
    first: Date,
    /// A day of the last interval.
    last: Date,
}

impl Interval {
    /// The interval in a field; none for the unspecified one.
    pub(super) const fn of(interval: TrendInterval) -> Option<Self> {
        match interval {
            TrendInterval::Unspecified => None,
            TrendInterval::Day => Some(Self::Day),
            TrendInterval::Week => Some(Self::Week),
            TrendInterval::Month => Some(Self::Month),
        }
    }

    /// The first day of the interval a day is in.
    fn begin(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days()),
            Self::Month => day.first_of_month(),
        }
    }

    /// The first day of the next interval.
    fn next(self, first: Date) -> Date {
        first.saturating_add(match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
        })
    }

    /// As people name it.
    pub(super) fn label(self, first: Date) -> String {
        match self {
            Self::Day => first.to_string(),
            Self::Week => {
                let week = first.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", first.year(), first.month()),
        }
    }
}

impl Days {
    /// The intervals that two days and all between them are in; whatever is wrong is noted.
    pub(super) fn parse(v: &mut Violations, interval: Interval, first: &str, last: &str) -> Self {
        let (begin, end) = (day(v, "first_day", first), day(v, "last_day", last));
        if let (Some(begin), Some(end)) = (begin, end)
            && !(0..=LONGEST).contains(&(end - begin).get_days())
        {
            v.add(
                "last_day",
                "첫날보다 앞설 수 없고 3년 이내여야 합니다.",
                "Must not be before the first day and at most three years after it.",
            );
        }
        let (begin, end) = (begin.unwrap_or(FIRST), end.unwrap_or(FIRST));
        Self { interval, first: interval.begin(begin), last: end.max(begin) }
    }

    /// The first and the last day of each interval.
    pub(super) fn intervals(self) -> impl Iterator<Item = (Date, Date)> {
        let begins = std::iter::successors(Some(self.first), move |first| Some(self.interval.next(*first)));
        begins
            .take_while(move |first| *first <= self.last)
            .map(move |first| (first, self.interval.next(first).saturating_sub(1.day())))
    }

    /// The beginning of each interval, and the end of the last.
    pub(super) fn times(self) -> (Vec<PgTimestamp>, PgTimestamp) {
        let begin = |day| PgTimestamp::new(start_in_seoul(day));
        let end = self.interval.next(self.interval.begin(self.last));
        (self.intervals().map(|(first, _)| begin(first)).collect(), begin(end))
    }
}

fn day(v: &mut Violations, field: &str, text: &str) -> Option<Date> {
    if text.is_empty() {
        v.add(field, "필수 항목입니다.", "Is required.");
        return None;
    }
    // Only the plain form: the parser would also accept a time after it.
    let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
    let day = day.filter(|day| (FIRST..=LAST).contains(day));
    if day.is_none() {
        v.add(
            field,
            "1990년부터 2999년까지의 날짜를 2026-01-31 형식으로 지정해야 합니다.",
            "Must be a day of the years 1990 to 2999, e.g. 2026-01-31.",
        );
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intervals(interval: Interval, first: &str, last: &str) -> Vec<String> {
        let mut v = Violations::new();
        let days = Days::parse(&mut v, interval, first, last);
        assert!(v.is_empty(), "{first} {last}");
        days.intervals().map(|(first, last)| format!("{} {first} {last}", interval.label(first))).collect()
    }

    #[test]
    fn a_week_belongs_to_the_year_of_its_thursday() {
        assert_eq!(
            intervals(Interval::Week, "2027-01-01", "2027-01-04"),
            ["2026-W53 2026-12-28 2027-01-03", "2027-W01 2027-01-04 2027-01-10"]
        );
    }

    #[test]
    fn months_are_whole_whatever_days_are_asked_for() {
        assert_eq!(
            intervals(Interval::Month, "2028-01-31", "2028-03-01"),
            ["2028-01 2028-01-01 2028-01-31", "2028-02 2028-02-01 2028-02-29", "2028-03 2028-03-01 2028-03-31"]
        );
        assert_eq!(intervals(Interval::Day, "2028-02-29", "2028-02-29"), ["2028-02-29 2028-02-29 2028-02-29"]);
    }

    #[test]
    fn three_years_and_no_more() {
        assert_eq!(intervals(Interval::Day, "2026-01-01", "2029-01-01").len(), 1_097);
        for (first, last, field) in [
            ("2026-01-01", "2029-01-02", "last_day"),
            ("2026-01-02", "2026-01-01", "last_day"),
            ("", "2026-01-01", "first_day"),
            ("2026-02-30", "2026-01-01", "first_day"),
            ("2026-01-01", "2026-01-01T00:00", "last_day"),
            ("0001-01-01", "0001-01-01", "first_day"),
            ("2026-01-01", "26-01-01", "last_day"),
        ] {
            let mut v = Violations::new();
            Days::parse(&mut v, Interval::Day, first, last);
            let refused = v.finish().expect_err("a wrong day");
            assert!(refused.violations().iter().any(|violation| violation.field == field), "{first} {last}");
        }
    }
}
