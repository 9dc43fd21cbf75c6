//! The position of a projection, for readers that have to wait for it.

use std::{sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use sqlx::PgPool;
use thiserror::Error;
use tokio::{
    sync::{Mutex, watch},
    time::{Instant, sleep, timeout_at},
};

use crate::{Error, Projection};

/// Polling interval while a call waits and the projector runs in another process.
const POLL: Duration = Duration::from_millis(25);
/// The same while a call only follows the projection.
const IDLE_POLL: Duration = Duration::from_millis(250);

/// The position was not reached in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the projection is at {reached} and has not reached {wanted}")]
pub struct Lagging {
    /// The position that the caller waited for.
    pub wanted: u64,
    /// The last position seen.
    pub reached: u64,
}

/// The position of one projection, as known to this process. Clones share it.
#[derive(Clone, Debug)]
pub struct Position {
    name: &'static str,
    pool: PgPool,
    seen: Arc<watch::Sender<u64>>,
    polling: Arc<Mutex<()>>,
    following: Arc<Mutex<()>>,
}

impl Position {
    /// The position of `P` in the database of `pool`.
    #[must_use]
    pub fn of<P: Projection>(pool: PgPool) -> Self {
        Self {
            name: P::NAME,
            pool,
            seen: Arc::new(watch::Sender::new(0)),
            polling: Arc::default(),
            following: Arc::default(),
        }
    }

    /// The highest position this process has seen committed.
    #[must_use]
    pub fn seen(&self) -> u64 {
        *self.seen.borrow()
    }

    /// Waits until everything up to `sequence` is readable, whichever process projects it.
    ///
    /// # Errors
    /// [`Lagging`] when it is not by `deadline`.
    pub async fn wait(&self, sequence: u64, deadline: Instant) -> Result<(), Lagging> {
        self.wait_polling(sequence, deadline, (&self.polling, POLL)).await
    }

    /// [`Self::wait`] for long waits without new commits: polls the database less often.
    ///
    /// # Errors
    /// [`Lagging`] when it is not by `deadline`.
    pub async fn follow(&self, sequence: u64, deadline: Instant) -> Result<(), Lagging> {
        self.wait_polling(sequence, deadline, (&self.following, IDLE_POLL)).await
    }

    async fn wait_polling(
        &self,
        sequence: u64,
        deadline: Instant,
        (polling, every): (&Mutex<()>, Duration),
    ) -> Result<(), Lagging> {
        let mut seen = self.seen.subscribe();
        let reached = async {
            while *seen.borrow_and_update() < sequence {
                // One waiter asks for all.
                tokio::select! {
                    _ = seen.changed() => {}
                    _turn = polling.lock() => self.poll(every).await,
                }
            }
        };
        let outcome = timeout_at(deadline, reached).await;
        outcome.map_err(|_| Lagging { wanted: sequence, reached: self.seen() })
    }

    /// The position as the database has it now; 0 when nothing was projected yet.
    ///
    /// # Errors
    /// [`Error::Database`] when it cannot be read.
    pub async fn stored(&self) -> Result<u64, Error> {
        stored(&self.pool, self.name).await
    }

    /// Makes a committed position known; positions never go back.
    pub(crate) fn publish(&self, sequence: u64) {
        self.seen.send_if_modified(|seen| {
            let news = sequence > *seen;
            if news {
                *seen = sequence;
            }
            news
        });
    }

    async fn poll(&self, every: Duration) {
        sleep(every).await;
        match self.stored().await {
            Ok(sequence) => self.publish(sequence),
            Err(error) => tracing::debug!(projection = self.name, error = with_causes(&error), "position not read"),
        }
    }
}

/// The position of the live generation; 0 when there is none.
async fn stored(pool: &PgPool, name: &str) -> Result<u64, Error> {
    let sql = "SELECT seq FROM projection.positions WHERE name = $1 AND state = 'live'";
    let seq: Option<i64> = sqlx::query_scalar(sql).bind(name).fetch_optional(pool).await?;
    Ok(seq.map_or(0, i64::cast_unsigned))
}
