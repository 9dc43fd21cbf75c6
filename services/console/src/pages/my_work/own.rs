//! What a requester has requested and is not closed yet: nothing of it waits for them, but they want to see how far it is.

use haetae_proto::dashboard::v1::ReviewRow;
use jiff::Timestamp;

use crate::{
    api::ReviewPage,
    pages::parts::{Level, Meter, Status, review_path},
    text::{Due, Say},
};

/// Requests that are shown here; the list has all.
const MOST: usize = 10;

/// The requests of a person.
#[derive(Default)]
pub(super) struct Own {
    pub(super) rows: Vec<Request>,
    /// How many more there are; empty for none.
    pub(super) more: String,
}

/// A review that the person requested.
pub(super) struct Request {
    pub(super) number: String,
    pub(super) path: Option<String>,
    pub(super) title: String,
    pub(super) level: Level,
    pub(super) status: Status,
    pub(super) meter: Option<Meter>,
    pub(super) due: Option<Due>,
}

impl Own {
    /// The first of the requests on a page of the list.
    pub(super) fn new(t: Say, found: &ReviewPage, now: Timestamp) -> Self {
        let more = found.total.saturating_sub(MOST as u64);
        Self {
            rows: found.rows.iter().take(MOST).map(|row| request(t, row, now)).collect(),
            more: if more == 0 { String::new() } else { t.count("work-own-more", more) },
        }
    }
}

fn request(t: Say, row: &ReviewRow, now: Timestamp) -> Request {
    Request {
        number: row.number.clone(),
        path: review_path(&row.number),
        title: row.title.clone(),
        level: Level::of(t, row),
        status: Status::of(t, row),
        meter: row.tally.as_ref().map(Meter::of),
        due: Due::of_review(t, row.status(), (row.due_at.as_ref(), row.overdue), now),
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn ten_are_shown_and_the_rest_is_counted() {
        let row = |number: usize| ReviewRow { number: format!("R-2026-{number:04}"), ..ReviewRow::default() };
        let found =
            ReviewPage { rows: (1..=12).map(row).collect(), next: String::new(), total: 12, token: String::new() };
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let own = Own::new(Say::in_language(Lang::Ko), &found, now);
        assert_eq!((own.rows.len(), own.more.as_str()), (10, "2건 더 있습니다. 목록에서 보세요."));
        assert_eq!(own.rows[0].path.as_deref(), Some("/r/R-2026-0001"));
    }
}
