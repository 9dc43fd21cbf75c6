//! Commits that kill the process while it projects them: an abort, or the system kills the process because memory
//! runs out.
//!
//! A process that starts with commits to read inserts a row, and deletes it once it has written all commits that
//! existed then; a projector that is up to date has no row. A projector that finds the row of another process
//! concludes that this process died. It then reads and writes one commit at a time, each with its own row, for as
//! many commits as the other may have read ahead. A commit that was fatal [`FATAL`] times is parked with its unit,
//! without being read again.

use haetae_domain::causes::with_causes;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::Error;

/// Number of times a commit may be begun alone and not completed; after that it is parked.
pub(crate) const FATAL: i32 = 3;
/// Commits beyond the last position that a dead process may have read: two full batches.
pub(crate) const AHEAD: i64 = 8_000;

/// How to continue from a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// As always; the row is to be taken away when this position is reached.
    None(u64),
    /// With this commit alone.
    Alone,
    /// Park the next commit, which was fatal this number of times.
    Park(i32),
}

/// The row of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
struct Attempt {
    process: Uuid,
    seq: i64,
    begun: i32,
    until: i64,
    alone: bool,
}

/// Records that `process` begins the commits after `position`, and how. `head` is the end of the log.
pub(crate) async fn begin(
    db: &mut PgConnection,
    name: &str,
    process: Uuid,
    (position, head): (u64, u64),
) -> Result<Care, Error> {
    let sql = "SELECT process, seq, begun, until, alone FROM projection.attempts WHERE name = $1";
    let before: Option<Attempt> = sqlx::query_as(sql).bind(name).fetch_optional(&mut *db).await?;
    let row = next(before, process, (position.cast_signed(), head.cast_signed()));
    let sql = "INSERT INTO projection.attempts (name, process, seq, begun, until, alone) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (name) DO UPDATE SET process = $2, seq = $3, begun = $4, until = $5, alone = $6";
    let write = sqlx::query(sql).bind(name).bind(row.process).bind(row.seq).bind(row.begun).bind(row.until);
    write.bind(row.alone).execute(db).await?;
    Ok(care(row))
}

fn next(before: Option<Attempt>, process: Uuid, (seq, head): (i64, i64)) -> Attempt {
    let fresh = Attempt { process, seq, begun: 1, until: head, alone: false };
    match before.filter(|row| seq < row.until) {
        None => fresh,
        // The process survived a failure and continued.
        Some(row) if row.process == process && (!row.alone || row.seq == seq) => row,
        Some(row) if row.alone => {
            let begun = if row.seq == seq { row.begun + 1 } else { 1 };
            Attempt { begun, until: row.until, alone: true, ..fresh }
        }
        // Commits that arrived while the process was running may have been in its last batch.
        Some(row) => Attempt { until: row.until.max(head).min(seq + AHEAD), alone: true, ..fresh },
    }
}

fn care(row: Attempt) -> Care {
    match row {
        Attempt { alone: false, until, .. } => Care::None(until.cast_unsigned()),
        Attempt { begun, .. } if begun > FATAL => Care::Park(begun - 1),
        _ => Care::Alone,
    }
}

/// Deletes the record of begun commits.
pub(crate) async fn survived(db: &mut PgConnection, name: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM projection.attempts WHERE name = $1").bind(name).execute(db).await?;
    Ok(())
}

/// Records that `process` stopped in an orderly way, whatever commit it was at.
pub(crate) async fn stopped(pool: &PgPool, name: &str, process: Uuid) {
    let sql = "DELETE FROM projection.attempts WHERE name = $1 AND process = $2";
    if let Err(error) = sqlx::query(sql).bind(name).bind(process).execute(pool).await {
        tracing::debug!(
            projection = name,
            error = with_causes(&error),
            "could not record that the projector shut down cleanly"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);

    /// A3: one process after another dies over commit 13, and only that one is parked.
    #[test]
    fn a_commit_is_parked_after_as_many_deaths_and_no_other_is() {
        // It dies with a whole batch, after one that brought it to commit 10; the next one takes care.
        let mut row = next(None, A, (3, 40));
        assert_eq!(care(row), Care::None(40));
        row = next(Some(row), B, (10, 41));
        assert_eq!((care(row), row.until), (Care::Alone, 41));
        for position in [11, 12] {
            row = next(Some(row), B, (position, 50));
            assert_eq!((care(row), row.begun), (Care::Alone, 1));
        }
        for (process, begun) in [(A, 2), (B, 3)] {
            row = next(Some(row), process, (12, 50));
            assert_eq!((care(row), row.begun), (Care::Alone, begun));
        }
        row = next(Some(row), A, (12, 50));
        assert_eq!(care(row), Care::Park(3));
        row = next(Some(row), A, (13, 50));
        assert_eq!(care(row), Care::Alone);
        row = next(Some(row), A, (41, 50));
        assert_eq!(care(row), Care::None(50), "beyond what was read ahead");
    }

    #[test]
    fn the_same_process_may_try_as_often_as_it_likes() {
        let mut row = next(None, A, (10, 40));
        for position in [10, 10, 15] {
            row = next(Some(row), A, (position, 60));
            assert_eq!(care(row), Care::None(40));
        }
        row = next(Some(row), B, (15, 60));
        for _ in 0..9 {
            row = next(Some(row), B, (15, 60));
            assert_eq!((care(row), row.begun), (Care::Alone, 1));
        }
    }

    #[test]
    fn the_careful_way_ends_though_the_log_is_long() {
        let row = next(None, A, (0, 1_000_000));
        let row = next(Some(row), B, (500, 1_000_000));
        assert_eq!((care(row), row.until), (Care::Alone, 500 + AHEAD));
        let row = next(Some(row), B, (row.until, 1_000_000));
        assert_eq!(care(row), Care::None(1_000_000));
    }
}
