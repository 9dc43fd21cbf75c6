//! Reviews counted by the columns that lists and summaries query most.

use haetae_domain::vocabulary::{Level, Status};
use sqlx::{FromRow, Row as _, postgres::PgRow};

use super::view::Review;

/// A combination of values under which a review is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) status: Status,
    pub(crate) level: Option<Level>,
    pub(crate) overdue: bool,
    pub(crate) decision_stale: bool,
    pub(crate) duplicate: bool,
}

/// The value of a cell in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellValue {
    /// A word; none where the column has no value.
    Word(Option<&'static str>),
    Flag(bool),
}

impl Cell {
    /// The columns of `reviews` by which reviews are counted.
    pub(crate) const COLUMNS: &str = "status, level, overdue, decision_stale, duplicate";

    /// The value in a column; none for a column by which reviews are not counted.
    pub(crate) fn get(&self, column: &str) -> Option<CellValue> {
        let Self { status, level, overdue, decision_stale, duplicate } = *self;
        Some(match column {
            "status" => CellValue::Word(Some(status.as_str())),
            "level" => CellValue::Word(level.map(|level| level.as_str())),
            "overdue" => CellValue::Flag(overdue),
            "decision_stale" => CellValue::Flag(decision_stale),
            "duplicate" => CellValue::Flag(duplicate),
            _ => return None,
        })
    }

    /// Whether reviews are counted by a column.
    pub(crate) fn has(column: &str) -> bool {
        Self::COLUMNS.split(", ").any(|name| name == column)
    }

    const FLAGS: [bool; 2] = [false, true];

    pub(super) fn of(review: &Review) -> Self {
        let level = review.scored.map(|scored| scored.level);
        let Review { status, overdue, decision_stale, duplicate, .. } = *review;
        Self { status, level, overdue, decision_stale, duplicate }
    }

    /// All cells. Reviews not yet scored come before those of any level, and duplicates come last. Stored counts
    /// identify a cell by its index in this order.
    fn all() -> impl Iterator<Item = Self> {
        let levels = || std::iter::once(None).chain(Level::ALL.iter().copied().map(Some));
        let marks = || Self::FLAGS.into_iter().flat_map(|overdue| Self::FLAGS.map(|stale| (overdue, stale)));
        Self::FLAGS.into_iter().flat_map(move |duplicate| {
            let scored = Status::ALL.iter().flat_map(move |status| levels().map(move |level| (*status, level)));
            scored.flat_map(move |(status, level)| {
                marks().map(move |(overdue, decision_stale)| Self { status, level, overdue, decision_stale, duplicate })
            })
        })
    }

    fn place(self) -> Option<usize> {
        Self::all().position(|cell| cell == self)
    }
}

impl FromRow<'_, PgRow> for Cell {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let status = Status::parse(row.try_get("status")?);
        Ok(Self {
            status: status.ok_or_else(|| sqlx::Error::Decode("an unknown status".into()))?,
            level: row.try_get::<Option<&str>, _>("level")?.and_then(Level::parse),
            overdue: row.try_get("overdue")?,
            decision_stale: row.try_get("decision_stale")?,
            duplicate: row.try_get("duplicate")?,
        })
    }
}

/// Reviews by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cells(Vec<i32>);

impl Default for Cells {
    fn default() -> Self {
        Self(vec![0; Cell::all().count()])
    }
}

impl Cells {
    /// The counts of a stored row: alternating indexes and counts.
    pub(crate) fn stored(numbers: &[i32]) -> Option<Self> {
        let mut cells = Self::default();
        let (pairs, []) = numbers.as_chunks::<2>() else { return None };
        for [place, reviews] in pairs {
            *cells.0.get_mut(usize::try_from(*place).ok()?)? = *reviews;
        }
        Some(cells)
    }

    /// [`Cells::stored`] reads it.
    pub(super) fn store(&self) -> Vec<i32> {
        let some = (0..).zip(&self.0).filter(|(_, reviews)| **reviews != 0);
        some.flat_map(|(place, reviews)| [place, *reviews]).collect()
    }

    /// Counts `reviews` more, or fewer.
    pub(crate) fn add(&mut self, cell: Cell, reviews: i32) {
        if let Some(count) = cell.place().and_then(|place| self.0.get_mut(place)) {
            *count += reviews;
        }
    }

    /// The reviews of the cells that meet a condition.
    pub(crate) fn count(&self, condition: impl Fn(&Cell) -> bool) -> u64 {
        let met = Cell::all().zip(&self.0).filter(|(cell, _)| condition(cell));
        met.map(|(_, reviews)| u64::try_from(*reviews).unwrap_or(0)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let mut cells = Cells::default();
        let cell = |status, level| Cell { status, level, overdue: true, decision_stale: false, duplicate: false };
        let (first, last) = (cell(Status::Received, None), cell(Status::Withdrawn, Some(Level::Critical)));
        cells.add(first, 3);
        cells.add(last, 2);
        cells.add(last, -1);
        assert_eq!(cells.store().len(), 4);
        assert_eq!(Cells::stored(&cells.store()), Some(cells.clone()));
        assert_eq!(cells.count(|cell| cell.level.is_none()), 3);
        assert_eq!(cells.count(|_| true), 4);
        assert_eq!(cells.count(|cell| cell.decision_stale), 0);
    }

    #[test]
    fn every_column_has_a_value() {
        let cell =
            Cell { status: Status::Received, level: None, overdue: true, decision_stale: false, duplicate: false };
        assert!(Cell::COLUMNS.split(", ").all(|column| Cell::has(column) && cell.get(column).is_some()));
        assert_eq!((Cell::has("score"), cell.get("score")), (false, None));
    }

    #[test]
    fn counts_of_another_shape_are_none() {
        assert_eq!(Cells::stored(&[0, 1, 2]), None);
        assert_eq!(Cells::stored(&[400, 1]), None);
        assert_eq!(Cells::stored(&[-1, 1]), None);
        assert_eq!(Cells::stored(&[]), Some(Cells::default()));
    }

    #[test]
    fn every_cell_has_a_place_of_its_own() {
        let all: Vec<_> = Cell::all().collect();
        assert_eq!(all.len(), Status::ALL.len() * (Level::ALL.len() + 1) * 8);
        assert!(all.iter().enumerate().all(|(place, cell)| cell.place() == Some(place)));
    }
}
