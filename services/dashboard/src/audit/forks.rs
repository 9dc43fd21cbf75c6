//! The file `forks` of an export: one JSON line for each commit of a log that diverged from the archive, with its
//! bytes and its fate.

use std::{collections::HashMap, io::Write};

use anyhow::Result;
use haetae_audit::ForkLine;
use sqlx::PgConnection;

use crate::restore::kept::{self, Fate};

/// Writes all forks; writes nothing if there was none. Returns their number.
pub(super) async fn write(db: &mut PgConnection, out: &mut impl Write) -> Result<usize> {
    let forks = kept::forks(db).await?;
    for fork in &forks {
        let fates: HashMap<u64, Fate> = kept::fates(db, fork.fork).await?;
        for commit in kept::commits(db, fork.fork).await? {
            let (now_at, aside) = match fates.get(&commit.sequence) {
                Some(Fate::Now(at)) => (Some(*at), None),
                Some(Fate::Aside(why)) => (None, Some(why.clone())),
                None => (None, None),
            };
            let line = ForkLine {
                fork: fork.fork,
                parted_at: fork.parted_at,
                log_head: fork.log_head,
                archived: fork.archived,
                found_at: fork.found_at.get().to_string(),
                sequence: commit.sequence,
                subject: commit.key.subject(),
                payload: hex::encode(&commit.payload),
                now_at,
                aside,
            };
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(forks.len())
}
