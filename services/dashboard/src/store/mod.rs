//! Reads the board, and where it is asked for the diagnoses: each call in one snapshot, together with the position it shows.

mod areas;
mod changes;
mod condition;
mod findings;
mod order;
mod reviews;
mod summary;
mod timeline;
mod urgent;
mod versions;
mod whole;
mod workload;

use std::time::Duration;

use haetae_projector::{PgTimestamp, Position, Projection as _};
use haetae_service_kit::{deadline::Deadline, error::ApiError, server::Readiness, token};
use sqlx::{PgPool, Postgres, Transaction};

use crate::{Board, database::is_unavailable};

pub(crate) use areas::{Area, Areas, Counts, Recorded};
pub(crate) use changes::{Changed, Step};
pub(crate) use condition::{List, Wanted};
pub(crate) use findings::{FindingOrder, FindingQuery, Listed};
pub(crate) use order::{Order, OrderBy};
pub(crate) use reviews::{ReviewOrder, ReviewQuery};
pub(crate) use timeline::{Entry, Place};
pub(crate) use whole::Whole;
pub(crate) use workload::Load;

use versions::At;

/// When to ask again for what is not projected yet.
const RETRY: Duration = Duration::from_millis(200);

/// The board's read models.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pool: PgPool,
    position: Position,
    /// Of the diagnoses.
    diagnosed: Position,
    readiness: Readiness,
}

/// One moment of the board.
pub(crate) struct Snapshot {
    tx: Transaction<'static, Postgres>,
    at: At,
}

/// The moment that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsOf {
    Now,
    /// When everything up to this position of the log had happened, and nothing else.
    Position(u64),
    /// The last position up to which nothing was recorded later.
    Time(PgTimestamp),
}

/// Whose reviews the caller sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    All,
    Team(String),
    Nothing,
}

impl Store {
    /// Reads what is in `pool`: the board at `position`, the diagnoses at `diagnosed`. Whether rows lack what is parked is
    /// made known in `readiness`.
    pub(crate) fn new(pool: PgPool, (position, diagnosed): (Position, Position), readiness: Readiness) -> Self {
        Self { pool, position, diagnosed, readiness }
    }

    /// A snapshot of the moment asked for, as soon as everything up to `wanted` can be read.
    pub(crate) async fn snapshot(
        &self,
        as_of: AsOf,
        wanted: Option<u64>,
        deadline: Deadline,
    ) -> Result<Snapshot, ApiError> {
        let wanted = match as_of {
            AsOf::Position(position) => wanted.unwrap_or(0).max(position),
            AsOf::Now | AsOf::Time(_) => wanted.unwrap_or(0),
        };
        // Some time is kept back, so that the answer to a wait in vain still arrives.
        let until = Deadline::after(deadline.remaining().mul_f64(0.9));
        loop {
            let waited = self.position.wait(wanted, until.at()).await;
            waited.map_err(|_| ApiError::projection_lagging(RETRY))?;
            // A swap of generations may show a moment before the one waited for: then look again.
            let (mut tx, position) = self.begin().await.map_err(failure)?;
            if position >= wanted {
                let shown = resolve(&mut tx, as_of, position).await.map_err(failure)?;
                return Ok(Snapshot { tx, at: At { position: shown, is_now: shown == position } });
            }
            if until.remaining().is_zero() {
                return Err(ApiError::projection_lagging(RETRY));
            }
        }
    }

    /// Waits for news after a position, at most so long; whether there are any.
    pub(crate) async fn news(&self, after: u64, patience: Duration) -> bool {
        self.position.follow(after + 1, Deadline::after(patience).at()).await.is_ok()
    }

    async fn begin(&self) -> sqlx::Result<(Transaction<'static, Postgres>, u64)> {
        let mut tx = self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
        let (seq, parked): (i64, i32) =
            sqlx::query_as("SELECT seq, parked FROM board.position").fetch_one(&mut *tx).await?;
        self.readiness.note_parked(Board::NAME, parked.cast_unsigned());
        Ok((tx, seq.cast_unsigned()))
    }
}

/// The position that a moment stands for.
async fn resolve(tx: &mut Transaction<'static, Postgres>, as_of: AsOf, position: u64) -> sqlx::Result<u64> {
    let time = match as_of {
        AsOf::Now => return Ok(position),
        AsOf::Position(asked) => return Ok(asked),
        AsOf::Time(time) => time,
    };
    let sql = "SELECT seq - 1 FROM board.clock WHERE at > $1 ORDER BY at, seq LIMIT 1";
    let before: Option<i64> = sqlx::query_scalar(sql).bind(time).fetch_optional(&mut **tx).await?;
    Ok(before.map_or(position, i64::cast_unsigned))
}

impl Snapshot {
    /// The token of what this snapshot shows.
    pub(crate) fn token(&self) -> String {
        token::consistency_token(self.at.position)
    }

    /// The position it shows.
    pub(crate) fn position(&self) -> u64 {
        self.at.position
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
