//! Keeps the live generation of a projection up to date.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, EventLog, alarm};
use sqlx::PgPool;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Error, Position, Projection,
    deaths::{self, Care},
    feed::{Feed, Fill},
    session::HEARTBEAT,
    writer::Writer,
};

/// The first and the longest pause after a failure; the pause doubles each time.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Projects the log into the live generation of `P`. Any number of instances may run, in any number of processes: one
/// works, the others stand by.
pub struct Projector<P> {
    log: Arc<dyn EventLog>,
    pool: PgPool,
    position: Position,
    /// Distinguishes the sessions of this process from those of a process that died.
    process: Uuid,
    _projection: PhantomData<fn() -> P>,
}

impl<P: Projection> Projector<P> {
    /// A projector from `log` into the database of `pool` that publishes its progress in `position`. Its writer has
    /// its own connection besides the pool's.
    #[must_use]
    pub fn new(log: Arc<dyn EventLog>, pool: PgPool, position: Position) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a name for this run, which nothing is derived from")]
        let process = Uuid::new_v4();
        Self { log, pool, position, process, _projection: PhantomData }
    }

    /// Projects until `shutdown`. After a database failure it retries without end, from the stored position.
    ///
    /// # Errors
    /// An error that only an operator or a newer build can repair; logged as an alarm before it is returned.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), Error> {
        let ended = self.sessions(shutdown).await;
        deaths::stopped(&self.pool, P::NAME, self.process).await;
        ended
    }

    async fn sessions(&self, shutdown: CancellationToken) -> Result<(), Error> {
        let mut wait = BACKOFF.0;
        loop {
            let before = self.position.seen();
            let error = tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                error = self.session() => error,
            };
            if !error.passes() {
                let causes = with_causes(&error);
                alarm!(error, Alarm::ProjectionStopped, projection = P::NAME, error = causes, "projection stopped");
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
        tracing::info!(projection = P::NAME, generation = %writer.writing.generation, "projecting");
        self.position.publish(writer.writing.generation.position);
        let mut begun = match self.take_care(&mut writer).await {
            Ok(begun) => begun,
            Err(error) => {
                writer.leave().await;
                return Err(error);
            }
        };
        loop {
            let error = match self.follow(&mut writer, &mut begun).await {
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

    /// Projects one by one the commits that may have killed another process; does nothing without a sign of that.
    /// Returns the position at which everything that existed at the start is written, unless it is written already.
    async fn take_care(&self, writer: &mut Writer<P>) -> Result<Option<u64>, Error> {
        // A process does not die over a log that cannot be read yet.
        let Ok(Ok(head)) = timeout(HEARTBEAT, self.log.head()).await else { return Ok(None) };
        while writer.writing.generation.position < head {
            let position = writer.writing.generation.position;
            match deaths::begin(&mut writer.db, P::NAME, self.process, (position, head)).await? {
                Care::None(until) => return Ok(Some(until)),
                Care::Park(times) if writer.park_fatal(self.log.as_ref(), times).await? => {}
                Care::Park(_) | Care::Alone => {
                    let next = position + 1;
                    let mut feed = Feed::start::<P>(self.log.as_ref(), position, Some(next), Fill::Ready);
                    match writer.write(self.log.as_ref(), feed.next().await?).await {
                        Ok(()) | Err(Error::Unwritable(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            self.position.publish(writer.writing.generation.position);
        }
        deaths::survived(&mut writer.db, P::NAME).await?;
        Ok(None)
    }

    /// Projects the commits after the writer's position; those up to `begun` existed at the start.
    async fn follow(&self, writer: &mut Writer<P>, begun: &mut Option<u64>) -> Result<std::convert::Infallible, Error> {
        let mut feed = Feed::start::<P>(self.log.as_ref(), writer.writing.generation.position, None, Fill::Ready);
        loop {
            match timeout(HEARTBEAT, feed.next()).await {
                Ok(batch) => {
                    writer.write(self.log.as_ref(), batch?).await?;
                    if begun.take_if(|until| *until <= writer.writing.generation.position).is_some() {
                        deaths::survived(&mut writer.db, P::NAME).await?;
                    }
                    self.position.publish(writer.writing.generation.position);
                }
                Err(_idle) => match timeout(HEARTBEAT, self.log.head()).await {
                    Ok(Ok(head)) if head <= writer.writing.generation.position => writer.heard().await?,
                    _ => writer.beat().await?,
                },
            }
        }
    }
}

/// Standing by is the usual state of all but one; anything else is worth a line.
fn report(projection: &str, error: &Error) {
    if matches!(error, Error::Busy { .. }) {
        tracing::debug!(projection, error = with_causes(&error), "standing by");
    } else {
        tracing::warn!(projection, error = with_causes(error), "projection interrupted");
    }
}
