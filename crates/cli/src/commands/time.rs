//! Times on the command line.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use prost_types::Timestamp as Wire;

/// A time with its offset, e.g. `2026-12-31T18:00:00+09:00`.
///
/// # Errors
/// When it is none.
pub(super) fn at(text: &str) -> Result<Wire, jiff::Error> {
    text.parse().map(wire)
}

/// A time, or the last second of a day here, e.g. `2026-12-31`.
///
/// # Errors
/// When it is neither.
pub(super) fn end(text: &str) -> Result<Wire, jiff::Error> {
    end_in(text, &TimeZone::system())
}

fn end_in(text: &str, zone: &TimeZone) -> Result<Wire, jiff::Error> {
    // A time is a date with more behind it: the longer reading comes first.
    if let Ok(time) = text.parse() {
        return Ok(wire(time));
    }
    let date: Date = text.parse()?;
    Ok(wire(date.at(23, 59, 59, 0).to_zoned(zone.clone())?.timestamp()))
}

fn wire(at: Timestamp) -> Wire {
    Wire { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_its_last_second_in_the_callers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let of = |text: &str| end_in(text, &zone).unwrap().seconds;
        assert_eq!(of("2026-12-31"), of("2026-12-31T23:59:59+09:00"));
        assert_eq!(of("2026-12-31T18:00:00+09:00"), of("2026-12-31T09:00:00Z"));
        for wrong in ["tomorrow", "2026-13-01", "2026-02-30", ""] {
            assert!(end_in(wrong, &zone).is_err(), "{wrong}");
        }
        assert!(at("2026-12-31").is_err(), "a time says when");
    }
}
