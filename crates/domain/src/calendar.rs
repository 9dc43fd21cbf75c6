//! Business days in Seoul: weekdays except public holidays, which are data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;

use crate::faults::Fault;
use crate::text::Text;

/// The time zone of Seoul, with its history: in 1987 and 1988 the clock was an hour ahead in summer. All days and all
/// displayed times are in this zone, whatever the zone of a process, session or client.
pub static SEOUL: TimeZone = jiff::tz::get!("Asia/Seoul");

/// Public holidays of the years it covers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Named by every date computed with it.
    pub version: String,
    /// The years whose holidays are complete. Business days of other years are unknown.
    pub years: BTreeSet<i16>,
    /// Every holiday with its name, including those on weekends.
    pub holidays: BTreeMap<Date, Text>,
}

/// The holidays of this year are not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of {0} are not in the table")]
pub struct MissingYear(pub i16);

impl Calendar {
    /// The end of the n-th business day after the day of `from` in Seoul: its last second. The day itself does not count.
    ///
    /// # Errors
    /// When a year on the way is not covered.
    pub fn end_of_business_day(&self, from: Timestamp, days: u32) -> Result<Timestamp, MissingYear> {
        let mut day = day_in_seoul(from);
        let mut left = days;
        while left > 0 {
            day = next(day)?;
            left -= u32::from(self.is_business_day(day)?);
        }
        Ok(end_in_seoul(day))
    }

    /// Business days from the day of `from` to the day of `to` in Seoul, without the first and with the last; 0 when it
    /// ends before it begins.
    ///
    /// # Errors
    /// When a year on the way is not covered.
    pub fn business_days(&self, from: Timestamp, to: Timestamp) -> Result<u32, MissingYear> {
        let (mut day, last) = (day_in_seoul(from), day_in_seoul(to));
        let mut days = 0;
        while day < last {
            day = next(day)?;
            days += u32::from(self.is_business_day(day)?);
        }
        Ok(days)
    }

    /// Whether people work on this day.
    ///
    /// # Errors
    /// When its year is not covered.
    pub fn is_business_day(&self, day: Date) -> Result<bool, MissingYear> {
        if !self.years.contains(&day.year()) {
            return Err(MissingYear(day.year()));
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend && !self.holidays.contains_key(&day))
    }

    /// Everything that is wrong with the table.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = vec![];
        if self.version.trim().is_empty() {
            faults.push(Fault::new("version", ("값이 없습니다.", "missing")));
        }
        for (day, name) in &self.holidays {
            let path = format!("holidays.{day}");
            if !self.years.contains(&day.year()) {
                faults.push(Fault::new(&path, ("years에 없는 해의 공휴일입니다.", "of a year that is not in years")));
            }
            if name.ko.trim().is_empty() || name.en.trim().is_empty() {
                faults.push(Fault::new(&path, ("이름이 없습니다.", "has no name in one of the languages")));
            }
        }
        faults
    }
}

/// The moment a day begins in Seoul; the beginning of time for a day before it.
pub fn start_in_seoul(day: Date) -> Timestamp {
    let start = day.at(0, 0, 0, 0).to_zoned(SEOUL.clone());
    start.map_or(Timestamp::MIN, |start| start.timestamp())
}

/// The last second of a day in Seoul; the end of time for a day after it.
pub fn end_in_seoul(day: Date) -> Timestamp {
    let end = day.at(23, 59, 59, 0).to_zoned(SEOUL.clone());
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}

/// A time for display: with the fraction of a second it has, and the offset of Seoul, e.g.
/// `2026-12-01T00:00:00+09:00`.
pub fn time_in_seoul(at: Timestamp) -> String {
    at.display_with_offset(SEOUL.to_offset(at)).to_string()
}

/// A time in Seoul as spreadsheets read it: to the minute and without an offset, e.g. `2026-12-01 00:00`.
pub fn minute_in_seoul(at: Timestamp) -> String {
    at.to_zoned(SEOUL.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A day as sentences name it: `2026.12.01(화)` and `1 Dec 2026`.
pub fn day_name(day: Date) -> Text {
    let ko = format!("{}({})", day.strftime("%Y.%m.%d"), weekday_name(day));
    Text::new(ko, day.strftime("%-d %b %Y").to_string())
}

/// The Korean name of a day of the week, in one letter.
pub fn weekday_name(day: Date) -> char {
    match day.weekday() {
        Weekday::Monday => '월',
        Weekday::Tuesday => '화',
        Weekday::Wednesday => '수',
        Weekday::Thursday => '목',
        Weekday::Friday => '금',
        Weekday::Saturday => '토',
        Weekday::Sunday => '일',
    }
}

/// The day it is in Seoul.
pub fn day_in_seoul(at: Timestamp) -> Date {
    at.to_zoned(SEOUL.clone()).date()
}

fn next(day: Date) -> Result<Date, MissingYear> {
    day.checked_add(1.day()).map_err(|_| MissingYear(day.year().saturating_add(1)))
}

#[cfg(test)]
pub(crate) mod tests;
