//! The projection `archive`: every commit as stored, and the Merkle tree over them. The log is checked against it and
//! restored from it.

pub(crate) mod export;
pub(crate) mod head;
pub(crate) mod log;
pub(crate) mod tree;
mod verify;

use haetae_domain::causes::with_causes;
use haetae_event_log::codec::meta_of;
use haetae_event_log::{AggregateKey, Alarm, Recorded, alarm};
use haetae_projector::{Foreign, NewRows, PgTimestamp, Projection, Refusal, Table, Tables};
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

/// A commit's bytes and the values that are displayed of it.
#[derive(Debug)]
pub struct Archived {
    recorded: Recorded,
    subject: String,
    /// Id and time; or why it is no commit.
    shown: Result<Shown, String>,
    leaf: Hash,
}

/// Id and time of a commit.
type Shown = (Uuid, PgTimestamp);

impl Projection for Archive {
    const NAME: &'static str = "archive";
    const VERSION: u32 = 5;
    const TABLES: &'static [Table] =
        &[Table { name: "commits", key: &["seq"] }, Table { name: "subtrees", key: &["level", "index"] }];
    const CREATE: &'static str = include_str!("tables.sql");
    const INDEX: &'static str = include_str!("indexes.sql");
    type Change = Archived;
    /// The tree has no holes.
    const KEEPS_FOREIGN: bool = true;

    /// Events unknown to this build are archived as well, and so are messages that are no commits.
    fn read(recorded: Recorded) -> Result<Archived, Refusal> {
        let shown = described(&recorded);
        if shown.is_ok() {
            warn_of_a_wrong_clock(&recorded);
        }
        let subject = recorded.key.subject();
        let leaf = Leaf { sequence: recorded.sequence, subject: &subject, payload: &recorded.payload }.hash();
        Ok(Archived { recorded, subject, shown, leaf })
    }

    fn foreign(change: &Archived) -> Option<Foreign> {
        let reason = change.shown.as_ref().err()?.clone();
        Some(Foreign { sequence: change.recorded.sequence, subject: change.subject.clone(), reason })
    }

    /// The tree has no holes, so nothing can be parked.
    fn unit(_: &AggregateKey) -> Option<String> {
        None
    }

    async fn write(&mut self, tables: &mut Tables<'_>, changes: Vec<Archived>) -> sqlx::Result<()> {
        let Some(before) = changes.first().map(|change| change.recorded.sequence - 1) else { return Ok(()) };
        let mut tree = match self.tree.take() {
            Some(tree) => tree,
            None => tree::frontier(tables, tree::TreePlace::Writing, before).await?,
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
            .uuid_or_null(self.shown.as_ref().ok().map(|(id, _)| *id))
            .timestamptz_or_null(self.shown.as_ref().ok().map(|(_, at)| *at))
            .bytea(&self.recorded.payload)
            .bytea(&self.leaf);
    }
}

/// Warns about a commit whose own time is rejected. Writers refuse to write such a commit today: it is older than
/// that rule, or a foreign client wrote it.
fn warn_of_a_wrong_clock(recorded: &Recorded) {
    if let Ok(Some((claimed, stored))) = recorded.misdated() {
        let (sequence, key) = (recorded.sequence, recorded.key.subject());
        alarm!(
            error, Alarm::ClockSkewed, sequence, key, %claimed, %stored,
            "a commit's own time is ahead of the time at which the log stored it; the latter is shown"
        );
    }
}

/// Id and time of a commit, from its payload or, if its writer's clock was wrong, from the time at which the log
/// stored it; otherwise the reason why it is no commit.
fn described(recorded: &Recorded) -> Result<Shown, String> {
    if recorded.key.is_foreign() {
        return Err("its subject names no aggregate".to_owned());
    }
    let mut commit = recorded.decode_envelope().map_err(|error| with_causes(&error))?;
    let commit_id = Uuid::from_slice(&commit.commit_id).map_err(|error| with_causes(&error))?;
    let meta = meta_of(&mut commit).map_err(|error| with_causes(&error))?;
    Ok((commit_id, PgTimestamp::new(meta.at)))
}
