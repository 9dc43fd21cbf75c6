//! Stretches of days in Korea.

use haetae_domain::calendar::start_in_seoul;
use haetae_projector::PgTimestamp;
use haetae_service_kit::error::Violations;
use jiff::{ToSpan as _, civil::Date};

use crate::store::Recorded;

/// From the first moment of one day to the last of another; an empty bound is open.
pub(super) fn parse(v: &mut Violations, first: &str, last: &str) -> Recorded {
    let (first, last) = (day(v, "first_day", first), day(v, "last_day", last));
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        v.add("last_day", "첫날보다 앞설 수 없습니다.", "Must not be before the first day.");
    }
    let after = last.and_then(|last| last.checked_add(1.day()).ok());
    Recorded { from: first.map(begins), until: after.map(begins) }
}

/// The first moment of a day.
fn begins(day: Date) -> PgTimestamp {
    PgTimestamp::new(start_in_seoul(day))
}

fn day(v: &mut Violations, field: &str, text: &str) -> Option<Date> {
    if text.is_empty() {
        return None;
    }
    let day = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
    // Far from the limits of representable times.
    let day = day.filter(|day| (1990..3000).contains(&day.year()));
    if day.is_none() {
        v.add(
            field,
            "2026-01-31과 같은 1990년부터 2999년까지의 날짜여야 합니다.",
            "Must be a date in the years 1990 to 2999, such as 2026-01-31.",
        );
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(first: &str, last: &str) -> Result<Recorded, usize> {
        let mut v = Violations::new();
        let recorded = parse(&mut v, first, last);
        match v.finish() {
            Ok(()) => Ok(recorded),
            Err(_) => Err(1),
        }
    }

    fn at(text: &str) -> Option<PgTimestamp> {
        Some(PgTimestamp::new(text.parse().expect("a time")))
    }

    #[test]
    fn days_begin_at_midnight_in_korea_and_the_last_is_whole() {
        let january = Recorded { from: at("2025-12-31T15:00:00Z"), until: at("2026-01-31T15:00:00Z") };
        assert_eq!(read("2026-01-01", "2026-01-31"), Ok(january));
        assert_eq!(read("2026-01-01", ""), Ok(Recorded { until: None, ..january }));
        assert_eq!(read("", ""), Ok(Recorded::default()));
        assert!(read("2026-01-31", "2026-01-31").is_ok());
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for (first, last) in [
            ("2026-02-01", "2026-01-31"),
            ("2026-02-30", ""),
            ("", "2026-1-1"),
            ("26-01-01", ""),
            ("1989-12-31", ""),
            ("", "3000-01-01"),
            ("20260101", ""),
            ("2026-01-01T00:00:00", ""),
        ] {
            assert!(read(first, last).is_err(), "{first} {last}");
        }
    }
}
