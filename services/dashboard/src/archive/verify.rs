//! Walks the chain.

use bytes::Bytes;
use futures::TryStreamExt as _;
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::PgTimestamp;
use sqlx::{Connection as _, FromRow, PgConnection};
use thiserror::Error;
use uuid::Uuid;

use super::{
    chain::{GENESIS, Hash, link},
    described,
};

/// An unbroken archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Commits in it; the last has this sequence.
    pub commits: u64,
    /// Its last link: whoever keeps it can later tell whether anything up to here was changed.
    pub head: [u8; 32],
}

/// Why an archive is not what was written.
#[derive(Debug, Error)]
pub enum Broken {
    /// The commit is gone.
    #[error("the commit at sequence {0} is missing")]
    Missing(u64),
    /// There is a commit that was never archived.
    #[error("the commit at sequence {0} does not belong there")]
    Inserted(u64),
    /// The commit or its place was altered.
    #[error("the commit at sequence {0} was altered")]
    Altered(u64),
    /// The archive cannot be read.
    #[error("the archive cannot be read")]
    Database(#[from] sqlx::Error),
}

const ROWS: &str = "SELECT seq, subject, commit_id, recorded_at, payload, hash FROM archive.commits ORDER BY seq";

#[derive(FromRow)]
struct Row {
    seq: i64,
    subject: String,
    commit_id: Uuid,
    recorded_at: PgTimestamp,
    payload: Vec<u8>,
    hash: Vec<u8>,
}

/// Checks every commit of the live archive, in order and in constant memory.
///
/// # Errors
/// [`Broken`], naming the first sequence at which it is.
pub async fn verify(db: &mut PgConnection) -> Result<Verified, Broken> {
    let mut tx = db.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let position: i64 = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&mut *tx).await?;
    let last = position.cast_unsigned();
    let (mut commits, mut head) = (0, GENESIS);
    let mut rows = sqlx::query_as::<_, Row>(ROWS).fetch(&mut *tx);
    while let Some(row) = rows.try_next().await? {
        let found = row.seq.cast_unsigned();
        let expected = commits + 1;
        if found > last || found < expected {
            return Err(Broken::Inserted(found));
        }
        if found > expected {
            return Err(Broken::Missing(expected));
        }
        head = check(&head, row).ok_or(Broken::Altered(found))?;
        commits = found;
    }
    if commits < last { Err(Broken::Missing(commits + 1)) } else { Ok(Verified { commits, head }) }
}

/// The link of a row that is as it was written.
fn check(before: &Hash, row: Row) -> Option<Hash> {
    let sequence = row.seq.cast_unsigned();
    let hash = link(before, sequence, &row.subject, &row.payload);
    let key = AggregateKey::from_subject(&row.subject).ok()?;
    let recorded = Recorded { sequence, key, payload: Bytes::from(row.payload), traceparent: None };
    let shown = described(&recorded).ok()?;
    (row.hash == hash && shown == (row.commit_id, row.recorded_at)).then_some(hash)
}
