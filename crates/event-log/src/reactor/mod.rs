//! Reactors answer commits with commits.
//!
//! A reactor sees every commit of its categories at least once. Its handler has to be deterministic (ids derived
//! from the commit it answers, appended with an expected position), so that seeing a commit again ends in
//! [`Outcome::AlreadyDone`]. A commit is acknowledged only after its handler is done or it is parked.
//!
//! **Order.** Within one running instance the commits of one aggregate are handled one after the other, in order,
//! also after a crash or a lost connection: whatever had been delivered without being acknowledged is handled again
//! before anything newer. Commits of different aggregates are handled at the same time. Several instances of a
//! service share one durable consumer: then a commit may be handled by one instance while another still handles
//! its predecessor. What holds then is that each effect is appended once (derived ids, expected positions); a
//! handler that needs its predecessor's effect has to answer [`ReactError::Retry`] until it is there.

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

/// How often the server is told that held commits are being worked on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(8);

/// How long running handlers may take to finish when the reactor stops.
const GRACE: Duration = Duration::from_secs(10);

/// Why a reactor stopped by itself.
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

    /// Runs until `shutdown`; then lets running handlers finish and returns. An unreachable log is waited for.
    ///
    /// # Errors
    /// [`ReactorError`]: what waiting cannot mend.
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
                    tracing::warn!(reactor = self.name, %cause, "the reactor is interrupted; it goes on when it can");
                    let pause = Duration::from_millis(rand::random_range(50..=100)) * failures.min(20);
                    shutdown.run_until_cancelled(sleep(pause)).await;
                }
                Err(fatal) => return Err(fatal),
            }
        }
        if timeout(GRACE, lanes.finish()).await.is_err() {
            tracing::warn!(reactor = self.name, "handlers were still running; their commits are delivered again");
        }
        deaths.close().await;
        Ok(())
    }

    /// At the first opening, tries the commits that the previous process may have died over.
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

    /// Opens the source, and the stream for what is put aside before anything has to be.
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
