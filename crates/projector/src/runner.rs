//! Keeps the live generation of a projection up to date.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use haetae_event_log::EventLog;
use sqlx::PgPool;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    Error, Position, Projection,
    feed::{Feed, Fill},
    writer::{HEARTBEAT, Writer},
};

/// Waiting after a failure doubles from the first to the last of these.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Projects the log into the live generation of `P`. Any number may run, in any number of processes: one works, the
/// others stand by.
pub struct Projector<P> {
    log: Arc<dyn EventLog>,
    pool: PgPool,
    position: Position,
    _projection: PhantomData<fn() -> P>,
}

impl<P: Projection> Projector<P> {
    /// A projector from `log` into the database of `pool` that makes known in `position` how far it has come. Its
    /// writer has a connection of its own beside the pool's.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, pool: PgPool, position: Position) -> Self {
        Self { log, pool, position, _projection: PhantomData }
    }

    /// Projects until `shutdown`. A database that fails is tried again for ever, from the stored position.
    ///
    /// # Errors
    /// What nobody but an operator or a newer build can mend; logged as an alarm before it is returned.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), Error> {
        let mut wait = BACKOFF.0;
        loop {
            let before = self.position.seen();
            let error = tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                error = self.session() => error,
            };
            if !error.passes() {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(projection = P::NAME, alarm = true, %error, cause, "projection stopped");
                return Err(error);
            }
            if self.position.seen() > before {
                wait = BACKOFF.0;
            }
            report(P::NAME, &error);
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                () = sleep(wait) => wait = (wait * 2).min(BACKOFF.1),
            }
        }
    }

    /// Takes over the live generation and projects until something fails.
    async fn session(&self) -> Error {
        match self.project().await {
            Ok(never) => match never {},
            Err(error) => error,
        }
    }

    async fn project(&self) -> Result<std::convert::Infallible, Error> {
        let mut writer = Writer::<P>::take_live(&self.pool).await?;
        tracing::info!(projection = P::NAME, generation = %writer.generation, "projecting");
        self.position.publish(writer.generation.position);
        loop {
            let error = match self.follow(&mut writer).await {
                Ok(never) => match never {},
                Err(error @ Error::Unwritable(_)) => error,
                Err(error) => {
                    writer.leave().await;
                    return Err(error);
                }
            };
            report(P::NAME, &error);
        }
    }

    /// Projects what comes after the writer's position.
    async fn follow(&self, writer: &mut Writer<P>) -> Result<std::convert::Infallible, Error> {
        let mut feed = Feed::start::<P>(self.log.as_ref(), writer.generation.position, None, Fill::Ready);
        loop {
            match timeout(HEARTBEAT, feed.next()).await {
                Ok(batch) => {
                    writer.write(batch?).await?;
                    self.position.publish(writer.generation.position);
                }
                Err(_idle) => match timeout(HEARTBEAT, self.log.head()).await {
                    Ok(Ok(head)) if head <= writer.generation.position => writer.heard().await?,
                    _ => writer.beat().await?,
                },
            }
        }
    }
}

/// Standing by is the usual state of all but one; anything else is worth a line.
fn report(projection: &str, error: &Error) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    if matches!(error, Error::Busy { .. }) {
        tracing::debug!(projection, %error, "standing by");
    } else {
        tracing::warn!(projection, %error, cause, "projection interrupted");
    }
}
