//! Generations that are ahead of the log: the log was restored to an earlier end, and lacks commits that these
//! generations have projected.

use sqlx::PgConnection;

use crate::Error;

/// The shape that marks such a generation. No build writes it or switches to it, and a rebuild replaces it without a
/// comparison.
const AHEAD: &str = "ahead-of-the-log";

/// Takes generations that are ahead of `end` out of use, in every projection except `kept`. Returns the projections
/// that have to be rebuilt, including those that an earlier call found and that were not rebuilt since.
///
/// # Errors
/// Errors of the database.
pub async fn set_back(db: &mut PgConnection, end: u64, kept: &str) -> Result<Vec<String>, Error> {
    let sql = "UPDATE projection.positions SET seq = $1, shape = $2 WHERE seq > $1 AND name <> $3";
    sqlx::query(sql).bind(end.cast_signed()).bind(AHEAD).bind(kept).execute(&mut *db).await?;
    let sql = "SELECT name FROM projection.positions WHERE state = 'live' AND shape = $1 ORDER BY name";
    Ok(sqlx::query_scalar(sql).bind(AHEAD).fetch_all(db).await?)
}
