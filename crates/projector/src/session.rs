//! How a database session proves that it is alive.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use crate::Error;

/// Interval at which an idle writer proves that it is alive. The database ends a session that is silent for three
/// intervals, so a writer that was paused or cut off is replaced by the next.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);

/// Shows the database that a session lives.
pub(crate) async fn ping(db: &mut PgConnection) -> Result<(), Error> {
    match timeout(HEARTBEAT, db.ping()).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(Error::Silent),
    }
}
