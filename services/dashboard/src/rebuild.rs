//! `haetae-dashboard rebuild NAME`: a rebuild in a separate process, recorded like any other.

use anyhow::{Context as _, bail};
use haetae_event_log::JetStreamLog;
use haetae_projector::{Compared, Job, Kind, Managed, OnDifference, Order, Progress, Rebuilt, Site};
use haetae_service_kit::config::log_options;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    Config, check,
    config::RunConfig,
    database,
    projections::{find, names},
};

/// The account recorded as having started it.
const OURSELVES: &str = "haetae-dashboard rebuild";

/// Rebuilds the projection that the configuration names.
pub(crate) async fn rebuild(config: &Config) -> anyhow::Result<()> {
    let name = config.run.projection.as_deref().context("run.projection is missing")?;
    let Some(projection) = find(name) else {
        bail!("there is no projection {name}: it is one of {}", names().join(", "));
    };
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    let log = JetStreamLog::connect(log_options("haetae-dashboard-rebuild", config.nats()?, &config.proof)?).await?;
    let rebuilt = on_record(projection, &log, &pool, &config.run).await?;
    let same = matches!(rebuilt.compared, Some(Compared::Equal(_)));
    let (generation, position) = (rebuilt.generation, rebuilt.position);
    tracing::info!(projection = name, generation, position, retired = rebuilt.retired, same, "rebuilt");
    Ok(())
}

/// Rebuilds a projection, as started by hand.
pub(crate) async fn on_record(
    projection: &dyn Managed,
    log: &JetStreamLog,
    pool: &PgPool,
    run: &RunConfig,
) -> anyhow::Result<Rebuilt> {
    #[expect(clippy::disallowed_methods, reason = "started by hand: it is not repeated")]
    let id = Uuid::new_v4();
    let (replaces, drops) = (run.replace_differing, run.drop_dependents);
    let (name, started_by) = (projection.name().to_owned(), OURSELVES.to_owned());
    let order = Order { id, name, kind: Kind::Rebuild, started_by, wanted: None, replaces, drops };
    let site = Site::take(pool, projection.name()).await?.dropping_dependents(drops);
    let job = Job::open(pool, &order).await?;
    let mut shown = 0;
    let mut on_progress = |progress| {
        job.tell(progress);
        tell(progress, &mut shown);
    };
    let on_difference = if replaces { OnDifference::Replace } else { OnDifference::Stop };
    let outcome = projection.rebuild(site, (log, pool), on_difference, &mut on_progress).await;
    job.close(Some(&outcome)).await?;
    Ok(outcome?)
}

/// Prints each step, and every tenth of the progress.
fn tell(progress: Progress, shown: &mut u64) {
    match progress {
        Progress::Loading { done, target } => {
            let tenth = done.saturating_mul(10).checked_div(target).unwrap_or(10);
            if tenth > *shown {
                *shown = tenth;
                tracing::info!(done, of = target, "loading");
            }
        }
        Progress::Indexing => tracing::info!("indexing"),
        Progress::Comparing { position } => tracing::info!(position, "comparing"),
        Progress::Swapping => tracing::info!("swapping"),
    }
}
