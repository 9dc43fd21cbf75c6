//! Rebuilds that run in the background of this process, one of each projection at a time.

use std::sync::{Arc, OnceLock};

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, JetStreamLog, alarm};
use haetae_projector::{Error, Job, Kind, Managed, OnDifference, Order, Rebuilt, Site, generations};
use sqlx::PgPool;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::projections::ALL;

/// The event log, once it was reached.
pub(crate) type Reached = Arc<OnceLock<JetStreamLog>>;

/// The starter of rebuilds that no caller ordered.
const OURSELVES: &str = "haetae-dashboard";

/// Starts rebuilds.
#[derive(Clone)]
pub(crate) struct Builder {
    pub(crate) pool: PgPool,
    pub(crate) log: Reached,
    pub(crate) running: TaskTracker,
    pub(crate) shutdown: CancellationToken,
}

/// Why none was started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotStarted {
    #[error("the event log was not reached yet")]
    Unreached,
    #[error("the event log lost history: nothing is rebuilt from it")]
    Regressed,
    #[error(transparent)]
    Projector(#[from] Error),
}

impl Builder {
    /// Starts it and answers at once.
    pub(crate) async fn start(&self, projection: &'static dyn Managed, order: Order) -> Result<(), NotStarted> {
        let log = self.log.get().ok_or(NotStarted::Unreached)?.clone();
        if log.is_regressed() {
            return Err(NotStarted::Regressed);
        }
        let site = Site::take(&self.pool, projection.name()).await?;
        let job = Job::open(&self.pool, &order).await.map_err(Error::from)?;
        let (pool, shutdown) = (self.pool.clone(), self.shutdown.clone());
        self.running.spawn(async move {
            let work = work(projection, (site, &order), &log, &pool, &job);
            let outcome = shutdown.run_until_cancelled(work).await;
            tell(&order, outcome.as_ref());
            if let Err(error) = job.close(outcome.as_ref()).await {
                tracing::warn!(
                    error = with_causes(&error),
                    projection = order.name,
                    "the outcome of the rebuild could not be recorded"
                );
            }
        });
        Ok(())
    }

    /// Cleans up after an interrupted rebuild of an earlier process, and retries parked commits that this build can
    /// read.
    pub(crate) async fn take_over(&self) {
        for projection in ALL {
            match Site::take(&self.pool, projection.name()).await {
                // Another process builds.
                Err(Error::Busy { .. }) => continue,
                Err(error) => {
                    tracing::warn!(
                        projection = projection.name(),
                        error = with_causes(&error),
                        "leftovers of earlier builds could not be dropped"
                    )
                }
                Ok(site) => drop(site),
            }
            if let Err(error) = self.take_in(projection).await {
                tracing::warn!(
                    projection = projection.name(),
                    error = with_causes(&error),
                    "could not check the parked commits"
                );
            }
        }
    }

    async fn take_in(&self, projection: &'static dyn Managed) -> Result<(), NotStarted> {
        let log = self.log.get().ok_or(NotStarted::Unreached)?;
        let generations = generations(&mut *self.pool.acquire().await.map_err(Error::from)?, projection.name()).await;
        let nothing = generations.map_err(Error::from)?.iter().all(|generation| generation.parked == 0);
        if nothing || !projection.understands_parked(log, &self.pool).await? {
            return Ok(());
        }
        let name = projection.name().to_owned();
        tracing::info!(projection = name, "this build can apply the parked commits; rebuilding");
        #[expect(clippy::disallowed_methods, reason = "no caller's request: it is not repeated")]
        let id = Uuid::new_v4();
        let started_by = OURSELVES.to_owned();
        let order = Order { id, name, kind: Kind::Retry, started_by, wanted: None, replaces: false, drops: false };
        match self.start(projection, order).await {
            // Another process was faster.
            Err(NotStarted::Projector(Error::Busy { .. })) => Ok(()),
            started => started,
        }
    }
}

/// Executes the order, and reports progress to the job.
pub(crate) async fn work(
    projection: &dyn Managed,
    (site, order): (Site, &Order),
    log: &JetStreamLog,
    pool: &PgPool,
    job: &Job,
) -> Result<Rebuilt, Error> {
    let site = site.dropping_dependents(order.drops);
    let on_difference = if order.replaces { OnDifference::Replace } else { OnDifference::Stop };
    let mut tell = |progress| job.tell(progress);
    match (order.kind, order.wanted) {
        (Kind::Switch, Some(number)) => projection.switch_back(site, number, log, &mut tell).await,
        _ => projection.rebuild(site, (log, pool), on_difference, &mut tell).await,
    }
}

fn tell(order: &Order, outcome: Option<&Result<Rebuilt, Error>>) {
    let (projection, id) = (&order.name, order.id);
    match outcome {
        Some(Ok(Rebuilt { generation, retired, position, .. })) => {
            tracing::info!(projection, %id, generation, retired, position, "rebuilt");
        }
        Some(Err(error)) => {
            alarm!(error, Alarm::RebuildFailed, projection, %id, error = with_causes(error), "rebuild failed");
        }
        None => tracing::warn!(projection, %id, "rebuild interrupted"),
    }
}
