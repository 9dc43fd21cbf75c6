//! How a database session shows that it lives.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use tokio::time::timeout;

use crate::Error;

/// How often an idle writer shows that it lives. The database ends a session that is silent for three of these: a
/// writer that was paused or cut off gives way to the next.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);

/// Shows the database that a session lives.
pub(crate) async fn ping(db: &mut PgConnection) -> Result<(), Error> {
    match timeout(HEARTBEAT, db.ping()).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(Error::Silent),
    }
}
