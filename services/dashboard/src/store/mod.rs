//! Reads the board and, where requested, the diagnoses: each call in one snapshot, together with the position it
//! shows.

mod areas;
mod changes;
mod commits;
mod condition;
mod findings;
mod kept;
mod order;
mod reviews;
mod summary;
mod timeline;
mod trends;
mod urgent;
mod versions;
mod whole;
mod workload;

use std::time::Duration;

use haetae_projector::{PgTimestamp, Position, Projection};
use haetae_service_kit::{auth::Principal, deadline::Deadline, error::ApiError, server::note_parked, token};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use uuid::Uuid;

use crate::{
    Archive, Board,
    beyond::LogEnd,
    database::failure,
    reads::{Held, Reader, Reads},
};

pub(crate) use areas::{Area, AreaCounts, Areas, Recorded};
pub(crate) use changes::{Changed, WatchStep};
pub(crate) use condition::{List, Wanted};
pub(crate) use findings::{FindingOrder, FindingQuery, ListedFinding};
pub(crate) use order::{Keyset, Order, OrderBy, Sorted};
pub(crate) use reviews::{ReviewOrder, ReviewQuery};
pub(crate) use timeline::{Entry, EntryPlace};
pub(crate) use trends::{Period, TrendEvent};
pub(crate) use whole::Whole;
pub(crate) use workload::Load;

use versions::At;

/// Retry delay for a position that is not projected yet.
const RETRY: Duration = Duration::from_millis(200);
/// Maximum number of consecutive swaps of generations during one read.
const SWAPS: u32 = 8;

/// The board's read models, for all callers.
#[derive(Clone)]
pub(crate) struct QueryStores {
    pub(crate) reads: Reads,
    pub(crate) log_end: LogEnd,
    pub(crate) position: Position,
    /// The position of the diagnoses.
    pub(crate) diagnosed: Position,
    /// The position of the archive.
    pub(crate) archived: Position,
}

/// The board's read models, as one caller reads them.
#[derive(Clone)]
pub(crate) struct QueryStore {
    reader: Reader,
    log_end: LogEnd,
    position: Position,
    /// The position of the diagnoses.
    diagnosed: Position,
    /// The position of the archive.
    archived: Position,
}

/// One moment of the board.
pub(crate) struct Snapshot {
    tx: Held<Transaction<'static, Postgres>>,
    at: At,
}

/// The requested moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsOf {
    Now,
    /// The state after exactly this position of the log.
    Position(u64),
    /// The state at the last position whose time is not later.
    Time(PgTimestamp),
}

impl AsOf {
    /// The position it names; 0 when it names none.
    pub(crate) const fn position(self) -> u64 {
        match self {
            Self::Position(position) => position,
            Self::Now | Self::Time(_) => 0,
        }
    }
}

/// The teams whose reviews the caller may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    All,
    Team(String),
    Nothing,
}

impl QueryStores {
    /// The store as this caller reads it.
    pub(crate) fn of(&self, caller: &Principal) -> QueryStore {
        let Self { reads, log_end, position, diagnosed, archived } = self.clone();
        QueryStore { reader: reads.of(caller), log_end, position, diagnosed, archived }
    }
}

impl QueryStore {
    /// A snapshot of the requested moment, as soon as everything up to `wanted` can be read.
    pub(crate) async fn snapshot(
        &self,
        as_of: AsOf,
        wanted: Option<u64>,
        deadline: Deadline,
    ) -> Result<Snapshot, ApiError> {
        let wanted = wanted.unwrap_or(0).max(as_of.position());
        let until = deadline.kept_back();
        loop {
            self.wait(&self.position, wanted, until).await?;
            // After a swap of generations, the snapshot may be older than the awaited position; then begin another.
            let (mut tx, position) = self.begin(deadline).await?;
            if position >= wanted {
                let shown = resolve(&mut tx, as_of, position).await.map_err(failure)?;
                return Ok(Snapshot { tx, at: At { position: shown, head: position } });
            }
            if until.remaining().is_zero() {
                return Err(ApiError::projection_lagging(RETRY));
            }
        }
    }

    /// A current snapshot in which the commits can be read as well: limited to what both the board and the archive
    /// have, once that includes everything up to `wanted` and, if a review is named, everything that the board shows
    /// the caller of it.
    pub(crate) async fn depth(
        &self,
        wanted: u64,
        shown: Option<(Uuid, &Visible)>,
        deadline: Deadline,
    ) -> Result<Snapshot, ApiError> {
        let (mut wanted, until) = (wanted, deadline.kept_back());
        loop {
            self.wait(&self.position, wanted, until).await?;
            self.wait(&self.archived, wanted, until).await?;
            let (mut tx, board) = self.begin(deadline).await?;
            let Some(archived) = live_position::<Archive>(&mut tx).await.map_err(failure)? else {
                if until.remaining().is_zero() {
                    return Err(ApiError::projection_lagging(RETRY));
                }
                continue;
            };
            let position = board.min(archived);
            if let Some((review, visible)) = shown.filter(|_| position < board) {
                wanted = wanted.max(changed(&mut tx, review, visible).await.map_err(failure)?);
            }
            if position >= wanted {
                return Ok(Snapshot { tx, at: At { position, head: board } });
            }
            if until.remaining().is_zero() {
                return Err(ApiError::projection_lagging(RETRY));
            }
        }
    }

    async fn wait(&self, position: &Position, wanted: u64, until: Deadline) -> Result<(), ApiError> {
        let waited = self.log_end.wait(position, wanted, until).await?;
        waited.map_err(|_| self.reader.lagging(RETRY))
    }

    /// Waits for commits after a position, at most for `patience`; returns whether there are any.
    pub(crate) async fn news(&self, after: u64, patience: Duration) -> bool {
        self.position.follow(after + 1, Deadline::after(patience).at()).await.is_ok()
    }

    async fn begin(&self, deadline: Deadline) -> Result<(Held<Transaction<'static, Postgres>>, u64), ApiError> {
        for _ in 0..SWAPS {
            let mut tx = self.reader.snapshot(deadline).await?;
            if let Some(position) = live_position::<Board>(&mut tx).await.map_err(failure)? {
                return Ok((tx, position));
            }
        }
        Err(ApiError::projection_lagging(RETRY))
    }
}

/// The position of a projection; also records its parked units for the response. Everything that a snapshot reads of
/// a projection has to come after this call: from then on no swap can happen until the snapshot ends.
///
/// None in a snapshot that is older than a swap: it does not see the new generation as live, and would find none or
/// only some of its rows. The next snapshot sees it.
async fn live_position<P: Projection>(tx: &mut PgConnection) -> sqlx::Result<Option<u64>> {
    let sql = format!("SELECT seq, parked FROM {}.position", P::NAME);
    let position = sqlx::query_as(AssertSqlSafe(sql)).fetch_optional(tx);
    let Some((seq, parked)): Option<(i64, i32)> = position.await? else { return Ok(None) };
    note_parked(P::NAME, parked.cast_unsigned());
    Ok(Some(seq.cast_unsigned()))
}

/// The position of the last commit that changed a review on the board; 0 when the caller may not see the review.
async fn changed(tx: &mut PgConnection, review: Uuid, visible: &Visible) -> sqlx::Result<u64> {
    let team = match visible {
        Visible::All => None,
        Visible::Team(team) => Some(team),
        Visible::Nothing => return Ok(0),
    };
    let sql = "SELECT seq FROM board.reviews WHERE review_id = $1 AND ($2::text IS NULL OR team = $2)";
    let changed: Option<i64> = sqlx::query_scalar(sql).bind(review).bind(team).fetch_optional(tx).await?;
    Ok(changed.map_or(0, i64::cast_unsigned))
}

/// The position of a moment.
async fn resolve(tx: &mut PgConnection, as_of: AsOf, position: u64) -> sqlx::Result<u64> {
    let time = match as_of {
        AsOf::Now => return Ok(position),
        AsOf::Position(asked) => return Ok(asked),
        AsOf::Time(time) => time,
    };
    let sql = "SELECT seq - 1 FROM board.clock WHERE at > $1 ORDER BY at, seq LIMIT 1";
    let before: Option<i64> = sqlx::query_scalar(sql).bind(time).fetch_optional(tx).await?;
    Ok(before.map_or(position, i64::cast_unsigned))
}

impl Snapshot {
    /// The position of a moment, which must not be after this snapshot.
    pub(crate) async fn resolve(&mut self, as_of: AsOf) -> Result<u64, ApiError> {
        let position = resolve(&mut self.tx, as_of, self.at.position).await.map_err(failure)?;
        // The archive may still have to reach a time that the board has reached.
        if position > self.at.position { Err(ApiError::projection_lagging(RETRY)) } else { Ok(position) }
    }

    /// The same snapshot as of an earlier position.
    pub(crate) fn moved(self, position: u64) -> Self {
        Self { at: self.at.moved(position), ..self }
    }

    /// The latest time up to a position before now.
    async fn latest(&mut self) -> sqlx::Result<Option<PgTimestamp>> {
        if self.at.is_now() {
            return Ok(None);
        }
        let sql = "SELECT at FROM board.clock WHERE seq <= $1 ORDER BY seq DESC LIMIT 1";
        sqlx::query_scalar(sql).bind(self.at.bound()).fetch_optional(&mut *self.tx).await
    }

    /// The consistency token of the snapshot's position.
    pub(crate) fn token(&self) -> String {
        token::consistency_token(self.at.position)
    }

    /// The position it shows.
    pub(crate) fn position(&self) -> u64 {
        self.at.position
    }
}

#[cfg(test)]
mod tests;
