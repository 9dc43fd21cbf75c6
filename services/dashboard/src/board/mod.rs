//! The projection `board`: reviews as lists show them, and what happened to each.

mod change;
mod facts;
mod findings;
mod life;
mod rows;
mod sql;
mod timeline;
mod view;

use haetae_event_log::Recorded;
use haetae_projector::{Projection, Refusal, Table};
use sqlx::PgConnection;

pub(crate) use facts::Facts;
pub(crate) use view::Review;

use change::Change;
use rows::Rows;

/// `board.reviews` and `board.timeline`.
#[derive(Debug, Default)]
pub struct Board {
    rows: Rows,
}

impl Projection for Board {
    const NAME: &'static str = "board";
    const VERSION: u32 = 3;
    const TABLES: &'static [Table] = &[
        Table { name: "reviews", key: &["review_id"] },
        Table { name: "timeline", key: &["review_id", "seq", "ordinal"] },
    ];
    const CREATE: &'static str = include_str!("tables.sql");
    const INDEX: &'static str = include_str!("indexes.sql");
    type Change = Option<Change>;

    fn read(recorded: Recorded) -> Result<Option<Change>, Refusal> {
        change::read(&recorded)
    }

    async fn write(&mut self, db: &mut PgConnection, changes: Vec<Option<Change>>) -> sqlx::Result<()> {
        let changes: Vec<_> = changes.into_iter().flatten().collect();
        timeline::append(db, &changes).await?;
        self.rows.fold(db, changes).await?;
        self.rows.store(db).await
    }

    async fn load(&mut self, db: &mut PgConnection, changes: Vec<Option<Change>>) -> sqlx::Result<()> {
        let changes: Vec<_> = changes.into_iter().flatten().collect();
        timeline::append(db, &changes).await?;
        self.rows.fold(db, changes).await?;
        // A review that is still changing is written when it rests, or at the end.
        self.rows.make_room(db).await
    }

    async fn finish_load(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.rows.store(db).await
    }
}
