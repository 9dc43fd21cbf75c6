//! Times on the command line.

use haetae_domain::calendar::{day_in_seoul, end_in_seoul, start_in_seoul};
use jiff::{Timestamp, civil::Date};
use prost_types::Timestamp as Wire;

/// A time, e.g. `2026-12-31T18:00:00+09:00`, or the first moment of a day in Korea, e.g. `2026-12-31`.
///
/// # Errors
/// A fault if the text is neither a day nor a time.
pub(super) fn start(text: &str) -> Result<Wire, jiff::Error> {
    read(text, start_in_seoul)
}

/// A time, or the last second of a day in Korea.
///
/// # Errors
/// A fault if the text is neither a day nor a time.
pub(super) fn end(text: &str) -> Result<Wire, jiff::Error> {
    read(text, end_in_seoul)
}

/// A time, or the last moment of a day in Korea that has been: the end of the day, or now on a day that lasts.
///
/// # Errors
/// A fault if the text is neither a day nor a time.
pub(super) fn so_far(text: &str) -> Result<Wire, jiff::Error> {
    let now = now();
    read(text, |day| if day == day_in_seoul(now) { now } else { end_in_seoul(day) })
}

/// The day it is in Korea.
pub(super) fn today() -> Date {
    day_in_seoul(now())
}

/// The time by the clock of this machine.
#[expect(clippy::disallowed_methods, reason = "a tool for people: now is theirs")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

fn read(text: &str, of_day: impl FnOnce(Date) -> Timestamp) -> Result<Wire, jiff::Error> {
    // A time is a date with more behind it: the longer reading comes first.
    if let Ok(time) = text.parse() {
        return Ok(wire(time));
    }
    // A date with a time of day but without an offset says neither.
    if text.len() != "2026-12-31".len() {
        return text.parse().map(wire);
    }
    text.parse().map(|day| wire(of_day(day)))
}

fn wire(at: Timestamp) -> Wire {
    Wire { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `B5`: a day is one of Korea, whatever the zone of the machine; a time says its own.
    #[test]
    fn a_day_is_one_of_korea_wherever_the_tool_runs() {
        let time = |text: &str| text.parse().map(wire).unwrap();
        assert_eq!(end("2026-12-20").unwrap(), time("2026-12-20T14:59:59Z"));
        assert_eq!(start("2026-12-20").unwrap(), time("2026-12-19T15:00:00Z"));
        assert_eq!(so_far("2026-01-31").unwrap(), time("2026-01-31T14:59:59Z"));
        let soon = so_far(&today().to_string()).unwrap().seconds - now().as_second();
        assert!((-60..=0).contains(&soon), "today has been until now: {soon} s");
        for read in [start, end, so_far] {
            assert_eq!(read("2026-12-31T18:00:00+09:00").unwrap(), time("2026-12-31T09:00:00Z"));
            for wrong in ["tomorrow", "2026-13-01", "2026-02-30", "", "2026-12-31T18:00:00", "2026-12"] {
                assert!(read(wrong).is_err(), "{wrong}");
            }
        }
    }
}
