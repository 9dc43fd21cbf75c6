//! The projection `archive`: every commit as stored, hash-chained. What the log is checked against and restored from.

mod chain;
mod verify;

use haetae_event_log::Recorded;
use haetae_event_log::codec::{CodecError, meta_of};
use haetae_projector::{PgTimestamp, Projection, Refusal, Table, copy_in};
use sqlx::PgConnection;
use uuid::Uuid;

pub use verify::{Broken, Verified, verify};

use chain::{GENESIS, Hash, link};

const COPY: &str = "COPY commits (seq, subject, commit_id, recorded_at, payload, hash) FROM STDIN (FORMAT binary)";

/// `archive.commits`.
#[derive(Debug, Default)]
pub struct Archive {
    /// The last link; unknown until the first write of a session.
    head: Option<Hash>,
}

/// A commit with what is shown of it beside its bytes.
#[derive(Debug)]
pub struct Archived {
    recorded: Recorded,
    commit_id: Uuid,
    recorded_at: PgTimestamp,
}

impl Projection for Archive {
    const NAME: &'static str = "archive";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = &[Table { name: "commits", key: &["seq"] }];
    const CREATE: &'static str = include_str!("tables.sql");
    const INDEX: &'static str = include_str!("indexes.sql");
    type Change = Archived;

    /// Kinds of event this build does not know are archived like any other.
    fn read(recorded: Recorded) -> Result<Archived, Refusal> {
        let (commit_id, recorded_at) = described(&recorded)?;
        Ok(Archived { recorded, commit_id, recorded_at })
    }

    async fn write(&mut self, db: &mut PgConnection, changes: Vec<Archived>) -> sqlx::Result<()> {
        let mut head = match self.head {
            Some(head) => head,
            None => stored_head(db).await?,
        };
        copy_in(db, COPY, changes, |rows, Archived { recorded, commit_id, recorded_at }| {
            let subject = recorded.key.subject();
            head = link(&head, recorded.sequence, &subject, &recorded.payload);
            rows.row(6)
                .bigint(recorded.sequence.cast_signed())
                .text(&subject)
                .uuid(commit_id)
                .timestamptz(recorded_at)
                .bytea(&recorded.payload)
                .bytea(&head);
        })
        .await?;
        self.head = Some(head);
        Ok(())
    }
}

/// Id and time of a commit, from its payload.
fn described(recorded: &Recorded) -> Result<(Uuid, PgTimestamp), Refusal> {
    let mut commit = recorded.decode_envelope()?;
    let commit_id = Uuid::from_slice(&commit.commit_id).map_err(|_| CodecError::Field { field: "commit_id".into() })?;
    let meta = meta_of(&mut commit)?;
    Ok((commit_id, PgTimestamp::new(meta.at)))
}

async fn stored_head(db: &mut PgConnection) -> sqlx::Result<Hash> {
    let sql = "SELECT hash FROM commits ORDER BY seq DESC LIMIT 1";
    let hash: Option<Vec<u8>> = sqlx::query_scalar(sql).fetch_optional(db).await?;
    let Some(hash) = hash else { return Ok(GENESIS) };
    hash.try_into().map_err(|_| sqlx::Error::ColumnDecode { index: "hash".into(), source: "not 32 bytes".into() })
}
