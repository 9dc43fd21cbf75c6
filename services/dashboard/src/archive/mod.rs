//! The projection `archive`: every commit as stored, and the Merkle tree over them. What the log is checked against and
//! restored from.

pub(crate) mod export;
pub(crate) mod log;
pub(crate) mod tree;
mod verify;

use haetae_event_log::codec::{CodecError, meta_of};
use haetae_event_log::{AggregateKey, Recorded};
use haetae_projector::{NewRows, PgTimestamp, Projection, Refusal, Table, Tables};
use haetae_proof::{Frontier, Hash, STORED_EVERY, leaf::Leaf};
use uuid::Uuid;

pub use verify::{Broken, Verified, verify};

/// `archive.commits` and `archive.subtrees`.
#[derive(Debug, Default)]
pub struct Archive {
    /// The tree; unknown until the first write of a session.
    tree: Option<Frontier>,
    commits: NewRows,
    subtrees: NewRows,
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
    const VERSION: u32 = 3;
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

    async fn write(&mut self, tables: &mut Tables<'_>, changes: Vec<Archived>) -> sqlx::Result<()> {
        let Some(before) = changes.first().map(|change| change.recorded.sequence - 1) else { return Ok(()) };
        let mut tree = match self.tree.take() {
            Some(tree) => tree,
            None => tree::frontier(tables, tree::Place::Writing, before).await?,
        };
        for change in changes {
            change.row(&mut self.commits);
            tree.push(change.leaf, |node, hash| {
                if node.level.is_multiple_of(STORED_EVERY) {
                    let row = self.subtrees.row(3).integer(node.level.cast_signed());
                    row.bigint(node.index.cast_signed()).bytea(&hash);
                }
            });
        }
        self.tree = Some(tree);
        tables.append("commits", &mut self.commits).await?;
        tables.append("subtrees", &mut self.subtrees).await?;
        Ok(())
    }
}

impl Archived {
    fn row(&self, rows: &mut NewRows) {
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
