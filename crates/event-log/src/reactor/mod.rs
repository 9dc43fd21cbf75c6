//! Reactors answer commits with commits.
//!
//! A reactor receives every commit of its categories at least once. Its handler has to be deterministic (ids derived
//! from the commit it answers, appended with an expected position), so that handling a commit again returns
//! [`Outcome::AlreadyDone`]. A commit is acknowledged only after its handler is done or it is parked.
//!
//! **Order.** Within one running instance the commits of one aggregate are handled one after the other, in order,
//! also after a crash or a lost connection: commits that were delivered and not acknowledged are handled again before
//! newer ones. Commits of different aggregates are handled in parallel. Several instances of a service share one
//! durable consumer. One instance may then handle a commit while another still handles its predecessor. In that case
//! only this is guaranteed: each effect is appended once (derived ids, expected positions). A handler that needs its
//! predecessor's effect has to return [`ReactError::Retry`] until the effect exists.

mod deaths;
mod handle;
mod lanes;
pub mod parked;
mod react;
mod source;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::StreamExt as _;
use thiserror::Error;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub use self::react::{Outcome, React, ReactError};
use self::{
    deaths::Deaths,
    handle::Handler,
    lanes::Lanes,
    source::{Delivery, HELD, Source},
};
use crate::{AggregateKey, Category, ConnectError, JetStreamLog, ReadError, jetstream::unavailable};

/// Interval of reporting to the server that held commits are in progress.
const SIGN_OF_LIFE: Duration = Duration::from_secs(8);

/// How long running handlers may take to finish when the reactor stops.
const GRACE: Duration = Duration::from_secs(10);

/// Why a reactor stopped without a shutdown.
#[derive(Debug, Error)]
pub enum ReactorError {
    /// The name cannot be part of a subject.
    #[error("the name of a reactor consists of A–Z, a–z, 0–9, '_' and '-'")]
    Name,
    /// The stream of parked commits has other settings than it needs.
    #[error("commits cannot be put aside")]
    Parked(#[source] ConnectError),
    /// The log has a gap.
    #[error("the event log cannot be read any further")]
    Log(#[source] ReadError),
}

/// Runs a handler over the log, from its beginning, with a position kept by the server under the reactor's name.
pub struct Reactor {
    log: JetStreamLog,
    name: String,
    categories: Vec<Category>,
    handler: Arc<dyn React>,
}

impl Reactor {
    /// A reactor. `name` (`[A-Za-z0-9_-]{1,64}`) identifies its position and its parked commits for ever.
    #[must_use]
    pub fn new(log: &JetStreamLog, name: &str, categories: &[Category], handler: Arc<dyn React>) -> Self {
        Self { log: log.clone(), name: name.into(), categories: categories.to_vec(), handler }
    }

    /// Runs until `shutdown`, then waits for running handlers and returns. Waits for an unreachable log.
    ///
    /// # Errors
    /// [`ReactorError`]: problems that do not resolve with time.
    pub async fn run(&self, shutdown: CancellationToken) -> Result<(), ReactorError> {
        // A name obeys the rules of an aggregate id, for the same reason.
        AggregateKey::new(Category::Review, &self.name).map_err(|_| ReactorError::Name)?;
        let handler = Handler::new(self.log.clone(), &self.name, Arc::clone(&self.handler), shutdown.clone());
        let mut lanes = Lanes::new(handler);
        let mut done = BTreeSet::new();
        let mut deaths = Deaths::new(&self.log, &self.name);
        let mut surveyed = false;
        let mut failures = 0_u32;
        while let Some(source) = shutdown.run_until_cancelled(self.open()).await {
            let end = match source {
                Ok(source) => {
                    failures = 0;
                    let survey =
                        self.survey((source.settled, source.delivered), &mut deaths, lanes.handler(), surveyed);
                    let found = shutdown.run_until_cancelled(survey).await;
                    match found {
                        None => break,
                        Some(Ok(settled)) => {
                            surveyed = true;
                            done.extend(settled);
                            self.follow(source, &mut lanes, (&mut done, &mut deaths), &shutdown).await
                        }
                        Some(Err(error)) => Err(ReactorError::Log(error)),
                    }
                }
                Err(failure) => Err(failure),
            };
            match end {
                Ok(()) => break,
                Err(ReactorError::Log(ReadError::Unavailable(cause))) => {
                    failures += 1;
                    tracing::warn!(reactor = self.name, %cause, "the reactor was interrupted; retrying");
                    let pause = Duration::from_millis(rand::random_range(50..=100)) * failures.min(20);
                    shutdown.run_until_cancelled(sleep(pause)).await;
                }
                Err(fatal) => return Err(fatal),
            }
        }
        if timeout(GRACE, lanes.finish()).await.is_err() {
            tracing::warn!(reactor = self.name, "handlers were still running; their commits will be delivered again");
        }
        deaths.close().await;
        Ok(())
    }

    /// At the first opening, tries the commits that may have killed the previous process.
    async fn survey(
        &self,
        (settled, delivered): (u64, u64),
        deaths: &mut Deaths,
        handler: &Handler,
        surveyed: bool,
    ) -> Result<Vec<u64>, ReadError> {
        if surveyed || delivered <= settled {
            return Ok(Vec::new());
        }
        let suspects = source::suspects(&self.log, &self.categories, settled, delivered);
        let settled = deaths.survey(handler, (suspects, delivered)).await?;
        for sequence in &settled {
            handler.acknowledge(*sequence).await;
        }
        Ok(settled)
    }

    /// Opens the source, and the stream of parked commits before any commit has to be parked.
    async fn open(&self) -> Result<Source, ReactorError> {
        match parked::ensure(&self.log).await {
            Ok(()) => self.log.can_park(),
            Err(error) => {
                self.log.cannot_park(&error);
                if let ConnectError::Api(cause) = error {
                    return Err(ReactorError::Log(ReadError::Unavailable(cause)));
                }
                return Err(ReactorError::Parked(error));
            }
        }
        Source::open(&self.log, &self.name, &self.categories).await.map_err(ReactorError::Log)
    }

    /// Takes from one source until it fails or the reactor stops.
    async fn follow(
        &self,
        mut source: Source,
        lanes: &mut Lanes,
        (done, deaths): (&mut BTreeSet<u64>, &mut Deaths),
        shutdown: &CancellationToken,
    ) -> Result<(), ReactorError> {
        let mut signs = interval(SIGN_OF_LIFE);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        *done = done.split_off(&(source.settled + 1));
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                settled = lanes.next(), if !lanes.is_empty() => done.extend(settled),
                _ = signs.tick() => {
                    lanes.sign_of_life().await;
                    let settled = source.settled().await.map_err(ReactorError::Log)?;
                    *done = done.split_off(&(settled + 1));
                    deaths.survive(settled).await;
                    if let Some(commit) = source.overdue().await.map_err(ReactorError::Log)? {
                        lanes.take(Delivery::Commit(Box::new(commit), None), done).await;
                    }
                }
                delivery = source.deliveries.next(), if lanes.held() < HELD => match delivery {
                    Some(delivery) => lanes.take(delivery.map_err(ReactorError::Log)?, done).await,
                    None => return Err(ReactorError::Log(unavailable("the consumer ended"))),
                },
            }
        }
    }
}
