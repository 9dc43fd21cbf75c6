//! Read models that were ahead of the archive when the log was lost. They contain commits that the restored log does
//! not have, and would skip new commits with the same sequences.

use anyhow::{Context as _, Result};
use haetae_event_log::JetStreamLog;
use haetae_projector::{Projection as _, set_back};
use sqlx::PgPool;

use crate::{Archive, Config, projections::find, rebuild::on_record};

/// Takes read models that are ahead of `end` out of use, before new commits can be written. Returns those that have
/// to be rebuilt.
pub(super) async fn take_out(pool: &PgPool, end: u64) -> Result<Vec<String>> {
    let ahead = set_back(&mut *pool.acquire().await?, end, Archive::NAME).await?;
    for projection in &ahead {
        tracing::warn!(
            projection,
            end,
            "it holds commits that were never archived; it is rebuilt from the restored log"
        );
    }
    Ok(ahead)
}

/// Rebuilds them from the restored log.
pub(super) async fn rebuild(config: &Config, log: &JetStreamLog, pool: &PgPool, ahead: &[String]) -> Result<()> {
    for name in ahead {
        let projection = find(name).with_context(|| format!("{name} is no projection of this build"))?;
        let rebuilt = on_record(projection, log, pool, &config.run).await;
        let rebuilt =
            rebuilt.with_context(|| format!("the log is restored, but {name} has to be rebuilt; run this again"))?;
        tracing::info!(projection = name, position = rebuilt.position, "rebuilt");
    }
    Ok(())
}
