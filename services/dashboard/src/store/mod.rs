//! Reads the board: each call in one snapshot, together with the position it shows.

mod reviews;
mod summary;
mod timeline;

use std::time::Duration;

use haetae_projector::Position;
use haetae_service_kit::{deadline::Deadline, error::ApiError, token};
use sqlx::{PgPool, Postgres, Transaction};

use crate::database::is_unavailable;

pub(crate) use reviews::{After, Condition, Order, OrderBy, ReviewQuery};
pub(crate) use summary::Count;
pub(crate) use timeline::{Entry, Place};

/// When to ask again for what is not projected yet.
const RETRY: Duration = Duration::from_millis(200);

/// The board's read models.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pool: PgPool,
    position: Position,
}

/// One moment of the board.
pub(crate) struct Snapshot {
    tx: Transaction<'static, Postgres>,
    position: u64,
}

/// Whose reviews the caller sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    All,
    Team(String),
    Nothing,
}

impl Store {
    pub(crate) fn new(pool: PgPool, position: Position) -> Self {
        Self { pool, position }
    }

    /// A snapshot that shows everything up to `wanted`, as soon as there is one.
    pub(crate) async fn snapshot(&self, wanted: Option<u64>, deadline: Deadline) -> Result<Snapshot, ApiError> {
        let wanted = wanted.unwrap_or(0);
        // Some time is kept back, so that the answer to a wait in vain still arrives.
        let until = Deadline::after(deadline.remaining().mul_f64(0.9));
        loop {
            let waited = self.position.wait(wanted, until.at()).await;
            waited.map_err(|_| ApiError::projection_lagging(RETRY))?;
            // A swap of generations may show a moment before the one waited for: then look again.
            let snapshot = self.begin().await.map_err(failure)?;
            if snapshot.position >= wanted {
                return Ok(snapshot);
            }
            if until.remaining().is_zero() {
                return Err(ApiError::projection_lagging(RETRY));
            }
        }
    }

    async fn begin(&self) -> sqlx::Result<Snapshot> {
        let mut tx = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        let seq: i64 = sqlx::query_scalar("SELECT seq FROM board.position").fetch_one(&mut *tx).await?;
        Ok(Snapshot { tx, position: seq.cast_unsigned() })
    }
}

impl Snapshot {
    /// The token of what this snapshot shows.
    pub(crate) fn token(&self) -> String {
        token::consistency_token(self.position)
    }
}

/// A failed query as the caller sees it: a database that cannot answer now, or a defect of ours.
pub(crate) fn failure(error: sqlx::Error) -> ApiError {
    if !is_unavailable(&error) {
        return ApiError::internal(error);
    }
    tracing::warn!(%error, "database unavailable");
    ApiError::store_unavailable()
}
