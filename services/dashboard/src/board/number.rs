//! The short numbers that the board assigns to reviews.
//!
//! A parked request counts as well: its number is reserved, so that later requests keep their numbers when it is
//! projected.

use std::collections::{HashMap, hash_map::Entry};

pub(crate) use haetae_domain::review::Number;
use haetae_projector::{NewRows, PgTimestamp, Tables};
use sqlx::PgConnection;

use super::change::BoardCommit;

/// The last number given in each year, as far as the only writer of the tables has looked.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    last: HashMap<Number, Number>,
    reserved: NewRows,
}

impl Numbers {
    /// To be called before numbers are assigned to requests of these times.
    pub(super) async fn prepare(
        &mut self,
        db: &mut PgConnection,
        requested: impl Iterator<Item = PgTimestamp>,
    ) -> sqlx::Result<()> {
        for year in requested.map(|at| Number::of_year(at.get())) {
            if let Entry::Vacant(unknown) = self.last.entry(year.start) {
                let sql = "SELECT greatest((SELECT max(number) FROM reviews WHERE number >= $1 AND number < $2), \
                                (SELECT max(number) FROM reserved WHERE number >= $1 AND number < $2))";
                let found = sqlx::query_scalar(sql).bind(year.start.get()).bind(year.end.get());
                let found: Option<i64> = found.fetch_one(&mut *db).await?;
                unknown.insert(found.map_or(year.start, Number::stored));
            }
        }
        Ok(())
    }

    /// The number of the next request.
    pub(super) fn give(&mut self, requested: PgTimestamp) -> Number {
        let year = Number::of_year(requested.get()).start;
        let last = self.last.entry(year).or_insert(year);
        *last = last.next();
        *last
    }

    /// Reserves the number of a parked request: later requests get the numbers they will have after it is projected.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> PgTimestamp {
        PgTimestamp::new(text.parse().unwrap())
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
