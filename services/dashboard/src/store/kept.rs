//! Lists whose length is known from stored counts, without reading their rows.

use super::{Snapshot, condition::Wanted};
use crate::{
    board::{Cell, CellValue},
    filter::{Filter, Operator, Test, Value},
};

impl Snapshot {
    /// The number of reviews of a list, if that follows from the stored counts.
    pub(crate) async fn kept(&mut self, wanted: &Wanted) -> sqlx::Result<Option<u64>> {
        if !is_kept(&wanted.filter) {
            return Ok(None);
        }
        let cells = self.counts(&wanted.visible).await?;
        Ok(Some(cells.count(|cell| meets(&wanted.filter, cell))))
    }
}

/// Whether a filter uses only the columns by which reviews are counted.
fn is_kept(filter: &Filter) -> bool {
    match filter {
        Filter::All(inner) | Filter::Any(inner) => inner.iter().all(is_kept),
        Filter::Not(inner) => is_kept(inner),
        Filter::Test(test) => Cell::has(test.column),
        Filter::Search(_) | Filter::Part(..) => false,
    }
}

/// Whether reviews of a cell match such a filter. Mirrors SQL three-valued logic: a comparison with NULL, such as the
/// level of a review that was not scored, does not match, so its negation does.
fn meets(filter: &Filter, cell: &Cell) -> bool {
    match filter {
        Filter::All(inner) => inner.iter().all(|one| meets(one, cell)),
        Filter::Any(inner) => inner.iter().any(|one| meets(one, cell)),
        Filter::Not(inner) => !meets(inner, cell),
        Filter::Test(test) => passes(test, cell) != (test.operator == Operator::NotEqual),
        Filter::Search(_) | Filter::Part(..) => false,
    }
}

fn passes(test: &Test, cell: &Cell) -> bool {
    let is = |word: Option<&str>| match &test.value {
        Value::Present => word.is_some(),
        Value::Words(words) => word.is_some_and(|word| words.contains(&word)),
        Value::Text(_)
        | Value::Number(_)
        | Value::Time(_)
        | Value::Flag(_)
        | Value::Id(_)
        | Value::IdsBetween(..)
        | Value::Ids(_)
        | Value::Filled => false,
    };
    match cell.get(test.column) {
        Some(CellValue::Word(word)) => is(word),
        Some(CellValue::Flag(flag)) => test.value == Value::Flag(flag),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use haetae_domain::vocabulary::{Level, Status};
    use haetae_service_kit::error::Violations;

    use super::*;
    use crate::{board::REVIEW_FIELDS, filter::parse};

    fn read(text: &str) -> Filter {
        let mut v = Violations::new();
        let filter = parse(&mut v, "filter", text, REVIEW_FIELDS);
        assert!(v.is_empty(), "{text}");
        filter
    }

    const NEW: Cell =
        Cell { status: Status::Received, level: None, overdue: false, decision_stale: false, duplicate: false };
    const SCORED: Cell = Cell { status: Status::InDiagnosis, level: Some(Level::High), overdue: true, ..NEW };

    #[test]
    fn a_cell_meets_what_its_reviews_meet() {
        for (filter, scored, new) in [
            ("", true, true),
            ("status = IN_DIAGNOSIS", true, false),
            ("status != IN_DIAGNOSIS", false, true),
            ("level >= MEDIUM", true, false),
            ("level != HIGH", false, true),
            ("NOT level < HIGH", true, true),
            ("level:*", true, false),
            ("-level:*", false, true),
            ("overdue = true OR status = RECEIVED", true, true),
            ("overdue != true AND decision_stale = false", false, true),
        ] {
            let filter = read(filter);
            assert!(is_kept(&filter), "{filter:?}");
            assert_eq!((meets(&filter, &SCORED), meets(&filter, &NEW)), (scored, new), "{filter:?}");
        }
    }

    #[test]
    fn what_cells_do_not_know_is_counted_row_by_row() {
        for filter in ["결제", "team = water", "level = HIGH AND score > 3", "NOT (status = RECEIVED OR fail = 1)"] {
            assert!(!is_kept(&read(filter)), "{filter}");
        }
    }
}
