//! A projection without its type, so that a process can keep a list of its projections.

use std::{marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use haetae_event_log::{AggregateKey, EventLog};
use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::{
    Cause, Compared, Error, OnDifference, Position, Progress, Projection, Projector, Rebuilt, Site,
    compare_with_replay, install, overview::parked, rebuild_on, register, switch_back,
};

/// Parked commits looked at together.
const PAGE: u32 = 100;

/// The operations on any projection.
#[async_trait]
pub trait Managed: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Everything a generation's rows depend on besides the log. This build can write only generations of its own
    /// shape.
    fn shape(&self) -> String;
    /// Its position in a database.
    fn position(&self, pool: PgPool) -> Position;
    /// As [`install()`].
    async fn install(&self, db: &mut PgConnection) -> Result<(), Error>;
    /// Grants analysts the views that they have not received yet, for roles that were created after the views.
    async fn admit(&self, db: &mut PgConnection) -> Result<(), Error>;
    /// As [`Projector::run`].
    async fn project(
        &self,
        log: Arc<dyn EventLog>,
        position: (PgPool, Position),
        shutdown: CancellationToken,
    ) -> Result<(), Error>;
    /// As [`rebuild_on`].
    async fn rebuild(
        &self,
        site: Site,
        from: (&dyn EventLog, &PgPool),
        on_difference: OnDifference,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Rebuilt, Error>;
    /// As [`switch_back`].
    async fn switch_back(
        &self,
        site: Site,
        number: i32,
        log: &dyn EventLog,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Rebuilt, Error>;
    /// As [`compare_with_replay`].
    async fn compare_with_replay(&self, site: Site, from: (&dyn EventLog, &PgPool)) -> Result<Compared, Error>;
    /// Whether this build understands a commit that another one parked.
    async fn understands_parked(&self, log: &dyn EventLog, pool: &PgPool) -> Result<bool, Error>;
}

/// The projection `P`.
#[derive(Debug)]
pub struct Of<P>(PhantomData<fn() -> P>);

impl<P> Of<P> {
    /// The only value.
    pub const NEW: Self = Self(PhantomData);
}

#[async_trait]
impl<P: Projection> Managed for Of<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn shape(&self) -> String {
        register::shape::<P>()
    }

    fn position(&self, pool: PgPool) -> Position {
        Position::of::<P>(pool)
    }

    async fn install(&self, db: &mut PgConnection) -> Result<(), Error> {
        install::<P>(db).await
    }

    async fn admit(&self, db: &mut PgConnection) -> Result<(), Error> {
        install::admit::<P>(db).await
    }

    async fn project(
        &self,
        log: Arc<dyn EventLog>,
        (pool, position): (PgPool, Position),
        shutdown: CancellationToken,
    ) -> Result<(), Error> {
        Projector::<P>::new(log, pool, position).run(shutdown).await
    }

    async fn rebuild(
        &self,
        site: Site,
        (log, pool): (&dyn EventLog, &PgPool),
        on_difference: OnDifference,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Rebuilt, Error> {
        rebuild_on::<P>(site, log, pool, on_difference, on_progress).await
    }

    async fn switch_back(
        &self,
        site: Site,
        number: i32,
        log: &dyn EventLog,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Rebuilt, Error> {
        switch_back::<P>(site, number, log, on_progress).await
    }

    async fn compare_with_replay(&self, site: Site, (log, pool): (&dyn EventLog, &PgPool)) -> Result<Compared, Error> {
        compare_with_replay::<P>(site, log, pool, |_| {}).await
    }

    async fn understands_parked(&self, log: &dyn EventLog, pool: &PgPool) -> Result<bool, Error> {
        let mut after = 0;
        loop {
            let page = parked(&mut *pool.acquire().await?, Some(P::NAME), (P::NAME, after), PAGE).await?;
            let Some(last) = page.last() else { return Ok(false) };
            after = last.sequence;
            for commit in page.iter().filter(|commit| commit.cause == Cause::Unreadable) {
                let Ok(key) = AggregateKey::from_subject(&commit.subject) else { continue };
                let found = log.load(&key, commit.sequence - 1).await?.into_iter().next();
                if found.is_some_and(|recorded| P::read(recorded).is_ok()) {
                    return Ok(true);
                }
            }
        }
    }
}
