//! `haetae-dashboard rebuild NAME`.

use anyhow::{Context as _, bail};
use haetae_event_log::JetStreamLog;
use haetae_projector::{Compared, OnDifference, Progress, Projection, rebuild as replay};
use haetae_service_kit::commands::log_options;
use sqlx::PgPool;

use crate::{Archive, Board, Config, Diagnosis, check, database};

/// Rebuilds the projection that the configuration names.
pub(crate) async fn rebuild(config: &Config) -> anyhow::Result<()> {
    let name = config.run.projection.as_deref().context("run.projection is missing")?;
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    let log = JetStreamLog::connect(log_options("haetae-dashboard-rebuild", config.nats()?, &config.proof)?).await?;
    let on_difference = if config.run.replace_differing { OnDifference::Replace } else { OnDifference::Stop };
    match name {
        Board::NAME => replay_one::<Board>(&log, &pool, on_difference).await,
        Archive::NAME => replay_one::<Archive>(&log, &pool, on_difference).await,
        Diagnosis::NAME => replay_one::<Diagnosis>(&log, &pool, on_difference).await,
        _ => bail!("there is no projection {name}: it is {}, {} or {}", Board::NAME, Archive::NAME, Diagnosis::NAME),
    }
}

async fn replay_one<P: Projection>(
    log: &JetStreamLog,
    pool: &PgPool,
    on_difference: OnDifference,
) -> anyhow::Result<()> {
    let mut shown = 0;
    let rebuilt = replay::<P>(log, pool, on_difference, |progress| tell(progress, &mut shown)).await?;
    let same = matches!(rebuilt.compared, Some(Compared::Equal(_)));
    let (generation, position) = (rebuilt.generation, rebuilt.position);
    tracing::info!(projection = P::NAME, generation, position, retired = rebuilt.retired, same, "rebuilt");
    Ok(())
}

/// Says every tenth of the way, and every step.
fn tell(progress: Progress, shown: &mut u64) {
    match progress {
        Progress::Loading { done, target } => {
            let tenth = done.saturating_mul(10).checked_div(target).unwrap_or(10);
            if tenth > *shown {
                *shown = tenth;
                tracing::info!(done, target, "loading");
            }
        }
        Progress::Indexing => tracing::info!("indexing"),
        Progress::Comparing { position } => tracing::info!(position, "comparing"),
        Progress::Swapping => tracing::info!("swapping"),
    }
}
