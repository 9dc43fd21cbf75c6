//! The database's address may change while the service runs. Connections to the previous address must no longer be
//! used: they would read or write another database.

use std::{sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use sqlx::PgPool;
use tokio::{sync::watch, time::Instant};

/// A connection attempt begun before the change may succeed only after it, within this time.
const LATE: Duration = Duration::from_secs(5);

/// When the content of the file with the URL changed last. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Turnover(Arc<watch::Sender<Option<Instant>>>);

impl Turnover {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// Notes that the content changed: every connection made before is dropped.
    pub(super) fn change(&self) {
        self.0.send_replace(Some(Instant::now()));
    }

    /// Whether a connection of this age was opened with the current content of the file.
    pub(super) fn fits(&self, age: Duration) -> bool {
        let changed = *self.0.borrow();
        changed.is_none_or(|changed| changed.elapsed().checked_sub(age).is_some_and(|after| after > LATE))
    }

    /// Whether connections may still appear that were begun with the previous content of the file.
    pub(super) fn is_recent(&self) -> bool {
        !self.fits(Duration::ZERO)
    }

    /// Changes whenever the content does.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<Instant>> {
        self.0.subscribe()
    }
}

/// Closes the idle connections of a pool.
pub(super) async fn close_idle(pool: &PgPool) {
    while let Some(idle) = pool.try_acquire() {
        if let Err(error) = idle.close().await {
            tracing::debug!(error = with_causes(&error), "a connection to the former database was closed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `A9`: what was connected before the file changed, or so soon after that it may have been begun before, is dropped.
    #[tokio::test(start_paused = true)]
    async fn only_connections_of_the_present_content_are_used() {
        let turnover = Turnover::new();
        assert!(turnover.fits(Duration::ZERO) && turnover.fits(Duration::from_secs(3600)));
        turnover.change();
        assert!(!turnover.fits(Duration::ZERO) && turnover.is_recent());
        tokio::time::advance(LATE * 2).await;
        assert!(!turnover.fits(LATE * 3), "made before");
        assert!(!turnover.fits(LATE), "perhaps begun before");
        assert!(turnover.fits(LATE / 2));
        assert!(!turnover.is_recent());
    }
}
