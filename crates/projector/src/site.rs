//! The site: the exclusive right to build generations, one for each projection, across all processes.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use tokio::time::sleep;

use crate::{
    Error,
    blockers::{PATIENCE, Patience},
    generation::State,
    lease::lease,
    register::drop_generation,
};

/// Attempts to take the site, and the pause between two.
const TRIES: u32 = 4;
const BETWEEN: Duration = Duration::from_millis(100);

/// The exclusive right, across all processes, to build or move generations of one projection, until its session ends.
#[derive(Debug)]
pub struct Site {
    db: PgConnection,
    name: &'static str,
    drops: bool,
    patience: Patience,
}

impl Site {
    /// Takes the site, and drops what an interrupted rebuild left behind.
    ///
    /// # Errors
    /// [`Error::Busy`] while another process has it, and errors of the database.
    pub async fn take(pool: &PgPool, name: &'static str) -> Result<Self, Error> {
        let mut db = Self::session(pool, name).await?;
        let sql = "SELECT generation FROM projection.positions WHERE name = $1 AND state = 'building'";
        let numbers: Vec<i32> = sqlx::query_scalar(sql).bind(name).fetch_all(&mut db).await?;
        for number in numbers {
            drop_generation(&mut db, name, number).await?;
        }
        let sql = "UPDATE projection.rebuilds SET state = 'interrupted', finished_at = now() \
                   WHERE name = $1 AND state = 'running'";
        sqlx::query(sql).bind(name).execute(&mut db).await?;
        let patience = Patience { options: pool.connect_options().as_ref().clone(), longest: PATIENCE };
        Ok(Self { db, name, drops: false, patience })
    }

    /// Opens a session; retries, because a closed session remains until its server process has noticed.
    async fn session(pool: &PgPool, name: &str) -> Result<PgConnection, Error> {
        for _ in 1..TRIES {
            match lease(&pool.connect_options(), name, State::Building).await {
                Err(Error::Busy { .. }) => sleep(BETWEEN).await,
                taken => return taken,
            }
        }
        lease(&pool.connect_options(), name, State::Building).await
    }

    /// Sets whether a swap may drop foreign objects that depend on views that cannot be kept.
    #[must_use]
    pub fn dropping_dependents(self, drops: bool) -> Self {
        Self { drops, ..self }
    }

    /// Limits the time that a swap waits for sessions that hold the views.
    #[must_use]
    pub fn waiting_at_most(mut self, longest: Duration) -> Self {
        self.patience.longest = longest;
        self
    }

    /// Drops a generation that is not live.
    ///
    /// # Errors
    /// [`Error::NotDroppable`], [`Error::Dependents`], and errors of the database.
    pub async fn drop_generation(mut self, number: i32) -> Result<(), Error> {
        drop_generation(&mut self.db, self.name, number).await
    }

    /// The session, and the maximum waiting time of its swap.
    pub(crate) fn into_session(self) -> (PgConnection, Patience) {
        (self.db, self.patience)
    }

    pub(crate) const fn drops(&self) -> bool {
        self.drops
    }
}
