//! The side of a fork that was not chosen as the history, as saved in the database.

use std::collections::HashMap;

use anyhow::Result;
use haetae_event_log::Recorded;
use haetae_projector::PgTimestamp;
use sqlx::{Connection as _, FromRow, PgConnection};

use crate::archive::log::{self, ArchivedRow};

/// A divergence of a log from the archive.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Fork {
    /// Its number.
    pub(crate) fork: i64,
    /// The first sequence at which they differ.
    pub(crate) parted_at: i64,
    /// The last sequence of the log.
    pub(crate) log_head: i64,
    /// The last sequence of the archive.
    pub(crate) archived: i64,
    /// When it was found.
    pub(crate) found_at: PgTimestamp,
    /// Whether the fate of every commit is recorded.
    pub(crate) finished: bool,
}

/// The outcome of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is in the log, at this sequence.
    Now(u64),
    /// It is not, for this reason.
    Aside(String),
}

/// All forks, the first one first.
pub(crate) async fn forks(db: &mut PgConnection) -> sqlx::Result<Vec<Fork>> {
    let sql = "SELECT fork, parted_at, log_head, archived, found_at, finished_at IS NOT NULL AS finished \
               FROM proof.forks ORDER BY fork";
    sqlx::query_as(sql).fetch_all(db).await
}

/// The commits of a fork, in their order.
pub(crate) async fn commits(db: &mut PgConnection, fork: i64) -> sqlx::Result<Vec<Recorded>> {
    let sql = "SELECT seq, subject, stored_at, payload FROM proof.fork_commits WHERE fork = $1 ORDER BY seq";
    let rows: Vec<ArchivedRow> = sqlx::query_as(sql).bind(fork).fetch_all(db).await?;
    Ok(rows.into_iter().map(log::recorded).collect())
}

/// The fates of the commits of a fork, by their sequence in the diverged log; commits without a recorded fate are
/// left out.
pub(crate) async fn fates(db: &mut PgConnection, fork: i64) -> sqlx::Result<HashMap<u64, Fate>> {
    let sql = "SELECT seq, now_at, aside FROM proof.fork_commits WHERE fork = $1";
    let rows: Vec<(i64, Option<i64>, Option<String>)> = sqlx::query_as(sql).bind(fork).fetch_all(db).await?;
    let fate = |(sequence, now, aside): (i64, Option<i64>, Option<String>)| {
        let fate = now.map(|at| Fate::Now(at.cast_unsigned())).or(aside.map(Fate::Aside))?;
        Some((sequence.cast_unsigned(), fate))
    };
    Ok(rows.into_iter().filter_map(fate).collect())
}

/// Saves the log's side, completely or not at all, unless it was saved before. On return it is on the disk of the
/// database.
pub(super) async fn keep(db: &mut PgConnection, archived: u64, side: &[Recorded]) -> Result<()> {
    let (Some(first), Some(last)) = (side.first(), side.last()) else { return Ok(()) };
    for fork in forks(db).await?.into_iter().filter(|fork| !fork.finished) {
        let kept = commits(db, fork.fork).await?;
        let same = |(one, other): (&Recorded, &Recorded)| {
            (one.sequence, &one.key, &one.payload) == (other.sequence, &other.key, &other.payload)
        };
        if kept.len() == side.len() && kept.iter().zip(side).all(same) {
            return Ok(());
        }
    }
    let mut tx = db.begin().await?;
    // Whatever the server is set to.
    sqlx::query("SET LOCAL synchronous_commit = on").execute(&mut *tx).await?;
    let sql = "INSERT INTO proof.forks (parted_at, log_head, archived) VALUES ($1, $2, $3) RETURNING fork";
    let fork = sqlx::query_scalar(sql).bind(first.sequence.cast_signed()).bind(last.sequence.cast_signed());
    let fork: i64 = fork.bind(archived.cast_signed()).fetch_one(&mut *tx).await?;
    for commit in side {
        let sql = "INSERT INTO proof.fork_commits (fork, seq, subject, stored_at, payload) VALUES ($1, $2, $3, $4, $5)";
        let insert = sqlx::query(sql).bind(fork).bind(commit.sequence.cast_signed()).bind(commit.key.subject());
        let insert = insert.bind(commit.stored_at.map(PgTimestamp::new)).bind(&commit.payload[..]);
        insert.execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

/// Records the fate of every commit of a fork.
pub(super) async fn finish(db: &mut PgConnection, fork: i64, fates: &[(u64, Fate)]) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    for (sequence, fate) in fates {
        let (now, aside) = match fate {
            Fate::Now(at) => (Some(at.cast_signed()), None),
            Fate::Aside(why) => (None, Some(why.as_str())),
        };
        let sql = "UPDATE proof.fork_commits SET now_at = $3, aside = $4 WHERE fork = $1 AND seq = $2";
        sqlx::query(sql).bind(fork).bind(sequence.cast_signed()).bind(now).bind(aside).execute(&mut *tx).await?;
    }
    let sql = "UPDATE proof.forks SET finished_at = now() WHERE fork = $1";
    sqlx::query(sql).bind(fork).execute(&mut *tx).await?;
    tx.commit().await
}
