//! The projection `board`: reviews as lists show them, and the timeline of each.

mod before;
mod cells;
mod change;
mod clock;
mod counts;
mod fact;
mod moves;
mod node;
mod number;
mod pending;
mod profiles;
mod rows;
mod sql;
mod texts;
mod timeline;
mod trail;
mod view;

use haetae_domain::vocabulary::Status;
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::{Audience, NewRows, Projection, Refusal, Table, Tables};

pub(crate) use cells::{Cell, CellValue, Cells};
pub(crate) use counts::ALL_TEAMS;
pub(crate) use fact::Fact;
pub(crate) use node::nodes_of;
pub(crate) use number::Number;
pub(crate) use sql::{FIELDS as REVIEW_FIELDS, NAMES as COLUMN_NAMES};
pub(crate) use view::Review;

use change::BoardCommit;
use clock::Clock;
use rows::Rows;

use crate::{analysts, columns::listed, unit::unit_of};

/// `board.reviews` with its history, `board.timeline`, and the tables that find and count reviews at any position of
/// the log.
#[derive(Debug, Default)]
pub struct Board {
    rows: Rows,
    clock: Clock,
    timeline: NewRows,
    profiles: NewRows,
}

impl Projection for Board {
    const NAME: &'static str = "board";
    const VERSION: u32 = 17;
    const TABLES: &'static [Table] = &[
        Table { name: "reviews", key: &["review_id"] },
        Table { name: "past", key: &["review_id", "seq"] },
        Table { name: "reserved", key: &["number"] },
        Table { name: "texts", key: &["review_id", "seq"] },
        Table { name: "counts", key: &["team", "seq"] },
        Table { name: "moves", key: &["review_id", "seq"] },
        Table { name: "clock", key: &["seq"] },
        Table { name: "profiles", key: &["review_id", "seq"] },
        Table { name: "timeline", key: &["review_id", "seq", "ordinal"] },
    ];
    const CREATE: &'static str = sql::CREATE;
    const INDEX: &'static str = include_str!("indexes.sql");
    const VIEWS_IN: &'static [Audience] = analysts::AUDIENCES;
    type Change = BoardCommit;

    fn views() -> String {
        let over_tables = concat!(
            include_str!("analytics/reviews.sql"),
            include_str!("analytics/durations.sql"),
            include_str!("analytics/steps.sql"),
            include_str!("analytics/counts.sql"),
        );
        let over_tables = analysts::with_comments(over_tables).replace("{CLOSED}", &listed(Status::closed()));
        analysts::words() + &over_tables.replace("{WAITING}", &listed(Status::waiting()))
    }

    fn read(recorded: Recorded) -> Result<BoardCommit, Refusal> {
        change::read(&recorded)
    }

    fn set_aside(commit: BoardCommit) -> Option<BoardCommit> {
        change::set_aside(&commit)
    }

    fn set_aside_unread(recorded: &Recorded) -> Option<BoardCommit> {
        change::set_aside_unread(recorded)
    }

    fn unit(key: &AggregateKey) -> Option<String> {
        Some(unit_of(key))
    }

    async fn write(&mut self, tables: &mut Tables<'_>, commits: Vec<BoardCommit>) -> sqlx::Result<()> {
        self.fold(tables, commits).await?;
        self.rows.end_texts(tables).await?;
        self.rows.store(tables).await
    }

    async fn load(&mut self, tables: &mut Tables<'_>, commits: Vec<BoardCommit>) -> sqlx::Result<()> {
        self.fold(tables, commits).await?;
        // A review that is still changing is written when it rests, or at the end.
        self.rows.make_room(tables).await
    }

    async fn finish_load(&mut self, tables: &mut Tables<'_>) -> sqlx::Result<()> {
        self.rows.end_texts(tables).await?;
        self.rows.store(tables).await
    }
}

impl Board {
    /// Writes the rows that never change, and applies everything else to the rows of reviews.
    async fn fold(&mut self, tables: &mut Tables<'_>, commits: Vec<BoardCommit>) -> sqlx::Result<()> {
        let (parked, commits): (Vec<_>, Vec<_>) = commits.into_iter().partition(|commit| commit.parked.is_some());
        self.clock.append(tables, &commits).await?;
        let mut changes: Vec<_> = commits.into_iter().filter_map(|commit| commit.change).collect();
        self.rows.date(tables, &mut changes).await?;
        timeline::add(&mut self.timeline, &changes);
        changes.retain(|change| !change.is_internal());
        tables.append("timeline", &mut self.timeline).await?;
        profiles::add(&mut self.profiles, &changes);
        tables.append("profiles", &mut self.profiles).await?;
        self.rows.fold(tables, changes, parked).await
    }
}

#[cfg(test)]
mod tests;
