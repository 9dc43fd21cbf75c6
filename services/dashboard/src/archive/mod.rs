//! The projection `archive`: every commit as stored, and the Merkle tree over them. What the log is checked against and
//! restored from.

pub(crate) mod export;
pub(crate) mod log;
pub(crate) mod tree;
mod verify;

use haetae_event_log::codec::{CodecError, meta_of};
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::{CopyRows, PgTimestamp, Projection, Refusal, Table, copy_in};
use haetae_proof::{Frontier, Hash, STORED_EVERY, leaf::Leaf};
use sqlx::PgConnection;
use uuid::Uuid;

pub use verify::{Broken, Verified, verify};

const COPY_COMMITS: &str =
    "COPY commits (seq, subject, commit_id, recorded_at, payload, leaf_hash) FROM STDIN (FORMAT binary)";
const COPY_SUBTREES: &str = "COPY subtrees (level, index, hash) FROM STDIN (FORMAT binary)";

/// `archive.commits` and `archive.subtrees`.
#[derive(Debug, Default)]
pub struct Archive {
    /// The tree; unknown until the first write of a session.
    tree: Option<Frontier>,
}

/// A commit with what is shown of it beside its bytes.
#[derive(Debug)]
pub struct Archived {
    recorded: Recorded,
    subject: String,
    commit_id: Uuid,
    recorded_at: PgTimestamp,
    leaf: Hash,
}

impl Projection for Archive {
    const NAME: &'static str = "archive";
    const VERSION: u32 = 2;
    const TABLES: &'static [Table] =
        &[Table { name: "commits", key: &["seq"] }, Table { name: "subtrees", key: &["level", "index"] }];
    const CREATE: &'static str = include_str!("tables.sql");
    const INDEX: &'static str = include_str!("indexes.sql");
    type Change = Archived;

    /// Kinds of event this build does not know are archived like any other.
    fn read(recorded: Recorded) -> Result<Archived, Refusal> {
        let (commit_id, recorded_at) = described(&recorded)?;
        let subject = recorded.key.subject();
        let leaf = Leaf { sequence: recorded.sequence, subject: &subject, payload: &recorded.payload }.hash();
        Ok(Archived { recorded, subject, commit_id, recorded_at, leaf })
    }

    /// The tree has no holes: nothing is put aside.
    fn unit(_: &AggregateKey) -> Option<String> {
        None
    }

    async fn write(&mut self, db: &mut PgConnection, changes: Vec<Archived>) -> sqlx::Result<()> {
        let Some(before) = changes.first().map(|change| change.recorded.sequence - 1) else { return Ok(()) };
        let mut tree = match self.tree.take() {
            Some(tree) => tree,
            None => tree::frontier(db, tree::Place::Writing, before).await?,
        };
        let mut subtrees = Vec::new();
        copy_in(db, COPY_COMMITS, changes, |rows, change: Archived| {
            change.row(rows);
            tree.push(change.leaf, |node, hash| {
                if node.level.is_multiple_of(STORED_EVERY) {
                    subtrees.push((node, hash));
                }
            });
        })
        .await?;
        copy_in(db, COPY_SUBTREES, subtrees, |rows, (node, hash)| {
            rows.row(3).integer(node.level.cast_signed()).bigint(node.index.cast_signed()).bytea(&hash);
        })
        .await?;
        self.tree = Some(tree);
        Ok(())
    }
}

impl Archived {
    fn row(&self, rows: &mut CopyRows) {
        rows.row(6)
            .bigint(self.recorded.sequence.cast_signed())
            .text(&self.subject)
            .uuid(self.commit_id)
            .timestamptz(self.recorded_at)
            .bytea(&self.recorded.payload)
            .bytea(&self.leaf);
    }
}

/// Id and time of a commit, from its payload.
fn described(recorded: &Recorded) -> Result<(Uuid, PgTimestamp), Refusal> {
    let mut commit = recorded.decode_envelope()?;
    let commit_id = Uuid::from_slice(&commit.commit_id).map_err(|_| CodecError::Field { field: "commit_id".into() })?;
    let meta = meta_of(&mut commit)?;
    Ok((commit_id, PgTimestamp::new(meta.at)))
}
