//! Computes the whole tree again.

use std::collections::HashMap;

use bytes::Bytes;
use futures::TryStreamExt as _;
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::PgTimestamp;
use haetae_proof::{Frontier, Hash, Node, STORED_EVERY, leaf::Leaf};
use sqlx::{Connection as _, FromRow, PgConnection};
use thiserror::Error;
use uuid::Uuid;

use super::{described, tree::to_hash};

/// An unbroken archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Commits in it; the last has this sequence.
    pub commits: u64,
    /// The root hash. An earlier signed head proves whether the commits under it are unchanged.
    pub root: Hash,
}

/// A difference of an archive from the written commits.
#[derive(Debug, Error)]
pub enum Broken {
    /// The commit is gone.
    #[error("the commit at sequence {0} is missing")]
    Missing(u64),
    /// A row for a commit that was never archived.
    #[error("the commit at sequence {0} does not belong there")]
    Inserted(u64),
    /// The commit or its place was altered.
    #[error("the commit at sequence {0} was altered")]
    Altered(u64),
    /// A stored hash above the leaves differs from the hash computed from the commits.
    #[error("subtree {} of level {} was altered, is missing or does not belong there", .0.index, .0.level)]
    Subtree(Node),
    /// The archive cannot be read.
    #[error("the archive cannot be read")]
    Database(#[from] sqlx::Error),
}

const ROWS: &str = "SELECT seq, subject, commit_id, recorded_at, payload, leaf_hash FROM archive.commits ORDER BY seq";

#[derive(FromRow)]
struct CheckedRow {
    seq: i64,
    subject: String,
    commit_id: Option<Uuid>,
    recorded_at: Option<PgTimestamp>,
    payload: Vec<u8>,
    leaf_hash: Vec<u8>,
}

/// Checks every commit of the live archive in order, and every stored hash. Keeps one hash for each 256 commits in
/// memory.
///
/// # Errors
/// [`Broken`], with the first differing sequence or subtree.
pub async fn verify(db: &mut PgConnection) -> Result<Verified, Broken> {
    let mut tx = db.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let position: i64 = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&mut *tx).await?;
    let last = position.cast_unsigned();
    let mut stored = subtrees(&mut tx).await?;
    let mut tree = Frontier::default();
    let mut rows = sqlx::query_as::<_, CheckedRow>(ROWS).fetch(&mut *tx);
    while let Some(row) = rows.try_next().await? {
        let (found, expected) = (row.seq.cast_unsigned(), tree.size() + 1);
        if found > last || found < expected {
            return Err(Broken::Inserted(found));
        }
        if found > expected {
            return Err(Broken::Missing(expected));
        }
        let leaf = check(row).ok_or(Broken::Altered(found))?;
        let mut wrong = None;
        tree.push(leaf, |node, hash| {
            if node.level.is_multiple_of(STORED_EVERY) && stored.remove(&node) != Some(hash) {
                wrong.get_or_insert(node);
            }
        });
        wrong.map_or(Ok(()), |node| Err(Broken::Subtree(node)))?;
    }
    match stored.into_keys().min() {
        _ if tree.size() < last => Err(Broken::Missing(tree.size() + 1)),
        Some(extra) => Err(Broken::Subtree(extra)),
        None => Ok(Verified { commits: last, root: tree.root() }),
    }
}

/// The hashes stored above the leaves.
async fn subtrees(db: &mut PgConnection) -> sqlx::Result<HashMap<Node, Hash>> {
    let mut rows = sqlx::query_as("SELECT level, index, hash FROM archive.subtrees").fetch(db);
    let mut stored = HashMap::new();
    while let Some((level, index, hash)) = rows.try_next().await? {
        let (level, index): (i32, i64) = (level, index);
        stored.insert(Node { level: level.cast_unsigned(), index: index.cast_unsigned() }, to_hash(hash)?);
    }
    Ok(stored)
}

/// The leaf hash of an unaltered row.
fn check(row: CheckedRow) -> Option<Hash> {
    let sequence = row.seq.cast_unsigned();
    let leaf = Leaf { sequence, subject: &row.subject, payload: &row.payload }.hash();
    let key = AggregateKey::found(&row.subject);
    let stored_at = row.recorded_at.map(PgTimestamp::get);
    let recorded = Recorded { sequence, key, payload: Bytes::from(row.payload), traceparent: None, stored_at };
    let shown = described(&recorded).ok();
    (row.leaf_hash == leaf && shown.unzip() == (row.commit_id, row.recorded_at)).then_some(leaf)
}
