//! Short numbers of reviews, e.g. `R-2026-0142`: the position of a request among those of its year in Korea, in the
//! order of the log.
//!
//! A number follows from the log alone, so every reader that counts the requests from the first one computes the same
//! number. It counts the requests of all teams: it reveals to a requester how many reviews were requested in the
//! year, as every position of the log does, and nothing about any of them.

use std::{fmt, ops::Range};

use jiff::Timestamp;

use crate::calendar::day_in_seoul;

/// Places of one year, more than are ever needed.
const PLACES: i64 = 1_000_000;

/// A short number. Numbers are ordered as the requests are: by year, then by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(i64);

impl Number {
    /// From its stored form.
    #[must_use]
    pub const fn stored(number: i64) -> Self {
        Self(number)
    }

    /// Its stored form.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// All numbers of the year in Korea. The range begins with the number before the first, which no request gets.
    #[must_use]
    pub fn of_year(requested: Timestamp) -> Range<Self> {
        let year: i64 = day_in_seoul(requested).year().into();
        Self(year * PLACES)..Self((year + 1) * PLACES)
    }

    /// The number of the next request of the same year.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Parses a number as people write it: `R-2026-0142`, `r-2026-142`; none for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(['R', 'r'])?.strip_prefix('-')?;
        let (year, place) = rest.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || place.is_empty() || !digits(year) || !digits(place) {
            return None;
        }
        let place: i64 = place.parse().ok().filter(|place| (1..PLACES).contains(place))?;
        Some(Self(year.parse::<i64>().ok()? * PLACES + place))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R-{:04}-{:04}", self.0 / PLACES, self.0 % PLACES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written_and_zeros_and_case_do_not_matter() {
        let number = Number::parse("R-2026-0142").unwrap();
        assert_eq!(number.to_string(), "R-2026-0142");
        for same in ["r-2026-142", "R-2026-142", "R-2026-00142"] {
            assert_eq!(Number::parse(same), Some(number), "{same}");
        }
        assert_eq!(Number::parse("R-2026-12345").unwrap().to_string(), "R-2026-12345");
        for wrong in [
            "",
            "R-2026",
            "R-2026-",
            "R-2026-0",
            "R-26-1",
            "2026-1",
            "R-2026-1x",
            "R-2026-+1",
            "R-2026-1000000",
            "R-2026--1",
        ] {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
        assert!(Number::parse("R-2026-9999") < Number::parse("R-2026-10000"));
        assert!(Number::parse("R-2026-10000") < Number::parse("R-2027-0001"));
    }
}
