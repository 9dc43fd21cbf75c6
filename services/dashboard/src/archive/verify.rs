//! Walks the chain.

use bytes::Bytes;
use futures::TryStreamExt as _;
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::PgTimestamp;
use sqlx::{FromRow, PgConnection};
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
    /// A commit is missing, or one is there that does not belong.
    #[error("where sequence {expected} belongs there is {found}")]
    Order {
        /// What has to come.
        expected: u64,
        /// What comes.
        found: u64,
    },
    /// The commit or its place was altered.
    #[error("the commit at sequence {0} was altered")]
    Altered(u64),
    /// The archive cannot be read.
    #[error("the archive cannot be read")]
    Database(#[from] sqlx::Error),
}

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
    let sql = "SELECT seq, subject, commit_id, recorded_at, payload, hash FROM archive.commits ORDER BY seq";
    let mut rows = sqlx::query_as::<_, Row>(sql).fetch(db);
    let (mut commits, mut head) = (0, GENESIS);
    while let Some(row) = rows.try_next().await? {
        let found = row.seq.cast_unsigned();
        let expected = commits + 1;
        if found != expected {
            return Err(Broken::Order { expected, found });
        }
        head = check(&head, row).ok_or(Broken::Altered(found))?;
        commits = found;
    }
    Ok(Verified { commits, head })
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
