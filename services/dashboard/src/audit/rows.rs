//! `haetae-dashboard audit rows`: compares every read model with a fold of the archive. Finds rows that were changed,
//! added or removed outside the application; first compares the archive itself with its tree and the latest signed
//! head.

use anyhow::{Context as _, Result, bail};
use haetae_projector::{Compared, Site};

use crate::{Config, archive::log::ArchiveLog, check, database, projections::ALL, restore::as_signed, verify};

/// Compares; an error lists the differences.
pub(crate) async fn rows(config: &Config) -> Result<()> {
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    let archived = verify(&mut *pool.acquire().await?).await.context("the archive is not whole")?;
    as_signed(config, &pool, &archived).await?;
    let log = ArchiveLog(pool.clone());
    let mut differing = Vec::new();
    for projection in ALL {
        let name = projection.name();
        let site = Site::take(&pool, name).await?;
        match projection.compare_with_replay(site, (&log, &pool)).await? {
            Compared::Equal(dumps) => {
                let rows: u64 = dumps.iter().map(|dump| dump.rows).sum();
                tracing::info!(projection = name, rows, "equal to the fold of the archive");
            }
            Compared::Differs(difference) => differing.push(format!("{name}: {difference}")),
            Compared::OtherShape => differing.push(format!("{name}: made by another version; rebuild it")),
            Compared::Mended(commits) => differing.push(format!("{name}: {commits} parked commits could be taken in")),
        }
    }
    if differing.is_empty() {
        return Ok(());
    }
    bail!("rows are not what the archive says: {}", differing.join("; "))
}
