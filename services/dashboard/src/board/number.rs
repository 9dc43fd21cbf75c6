//! Short numbers of reviews, e.g. `R-2026-0142`: the place of a request among those of its year in Korea, in the order
//! of the log.
//!
//! A number follows from the log alone, so a rebuild and a restore give the same ones. A request that is parked counts too:
//! its number is reserved, the requests after it keep theirs when it is taken in. It counts the requests of all
//! teams: a requester learns from it how many reviews were requested in the year, as from every position of the log,
//! and nothing about any of them.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
};

use haetae_domain::calendar::day_in_seoul;
use haetae_projector::{NewRows, PgTimestamp, Tables};
use sqlx::PgConnection;

use super::change::BoardCommit;

/// Places of one year, more than are ever needed.
const PLACES: i64 = 1_000_000;

/// A short number. Numbers are ordered as the requests are: by year, then by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number(i64);

impl Number {
    /// From its stored form.
    pub(crate) const fn stored(number: i64) -> Self {
        Self(number)
    }

    /// Its stored form.
    pub(crate) const fn get(self) -> i64 {
        self.0
    }

    /// As people write it: `R-2026-0142`, `r-2026-142`; none when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
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

/// The last number given in each year, as far as the only writer of the tables has looked.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    last: HashMap<i64, i64>,
    reserved: NewRows,
}

impl Numbers {
    /// Has to be done before numbers are given to requests of these times.
    pub(super) async fn prepare(
        &mut self,
        db: &mut PgConnection,
        requested: impl Iterator<Item = PgTimestamp>,
    ) -> sqlx::Result<()> {
        for year in requested.map(year) {
            if let Entry::Vacant(unknown) = self.last.entry(year) {
                let sql = "SELECT greatest((SELECT max(number) FROM reviews WHERE number >= $1 AND number < $2), \
                                (SELECT max(number) FROM reserved WHERE number >= $1 AND number < $2))";
                let found = sqlx::query_scalar(sql).bind(year * PLACES).bind((year + 1) * PLACES);
                let found: Option<i64> = found.fetch_one(&mut *db).await?;
                unknown.insert(found.unwrap_or(year * PLACES));
            }
        }
        Ok(())
    }

    /// The number of the next request.
    pub(super) fn give(&mut self, requested: PgTimestamp) -> Number {
        let year = year(requested);
        let last = self.last.entry(year).or_insert(year * PLACES);
        *last += 1;
        Number(*last)
    }

    /// Keeps the number of a request that is parked: those after it have the numbers that they will have when it is taken in.
    pub(super) fn reserve(&mut self, request: &BoardCommit) {
        let Some(review_id) = request.parked else { return };
        let number = self.give(request.at);
        self.reserved.row(2).bigint(number.get()).uuid(review_id);
    }

    /// Writes the numbers that are kept.
    pub(super) async fn store(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        tables.append("reserved", &mut self.reserved).await
    }
}

/// The year it is in Korea.
fn year(at: PgTimestamp) -> i64 {
    day_in_seoul(at.get()).year().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> PgTimestamp {
        PgTimestamp::new(text.parse().unwrap())
    }

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

    /// Short numbers (D5): the year of a number is the one it is in Korea when the review is requested, and each year
    /// begins with 1, also for requests that a late clock puts back into the year before.
    #[test]
    fn every_year_in_korea_counts_from_one() {
        let mut numbers = Numbers::default();
        let mut next = |time: &str| numbers.give(at(time)).to_string();
        assert_eq!(next("2026-12-31T14:59:59Z"), "R-2026-0001");
        assert_eq!(next("2026-12-31T15:00:00Z"), "R-2027-0001");
        assert_eq!(next("2026-12-31T14:59:58Z"), "R-2026-0002");
        assert_eq!(next("2027-06-01T00:00:00Z"), "R-2027-0002");
    }
}
