//! The position of every generation, and the parked commits, for operators.

use jiff::Timestamp;
use sqlx::{FromRow, PgConnection, Row as _, postgres::PgRow};

use crate::{PgTimestamp, State, lease, parking::Cause};

/// A generation and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub generation: i32,
    /// Its purpose.
    pub state: State,
    /// Sequence of the last commit in it.
    pub position: u64,
    /// Identifies the builds that can write it.
    pub shape: String,
    /// Units that are parked in it.
    pub parked: u32,
}

/// A commit that is parked in a live generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedCommit {
    /// The projection.
    pub name: String,
    /// Its sequence in the log.
    pub sequence: u64,
    /// The unit it is parked with.
    pub unit: String,
    /// The aggregate of the commit.
    pub subject: String,
    /// Why it is parked.
    pub cause: Cause,
    /// The reason why it is parked; empty for a commit that waits behind a parked one.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// Every generation of a projection, the newest first.
///
/// # Errors
/// Errors of the database.
pub async fn generations(db: &mut PgConnection, name: &str) -> sqlx::Result<Vec<Standing>> {
    let sql = "SELECT generation, state, seq, shape, parked FROM projection.positions \
               WHERE name = $1 ORDER BY generation DESC";
    sqlx::query_as(sql).bind(name).fetch_all(db).await
}

/// Whether a session projects into the live generation of a projection.
///
/// # Errors
/// Errors of the database.
pub async fn is_attended(db: &mut PgConnection, name: &str) -> sqlx::Result<bool> {
    lease::is_held(db, &lease::on(name, State::Live)).await
}

/// The parked commits in the live generation of `name`, or of every projection, after a place in the order of name
/// and sequence.
///
/// # Errors
/// Errors of the database.
pub async fn parked(
    db: &mut PgConnection,
    name: Option<&str>,
    after: (&str, u64),
    limit: u32,
) -> sqlx::Result<Vec<ParkedCommit>> {
    let sql = "SELECT p.* FROM projection.parked p JOIN projection.positions live USING (name, generation) \
               WHERE live.state = 'live' AND ($1::text IS NULL OR name = $1) AND (name, p.seq) > ($2, $3) \
               ORDER BY name, p.seq LIMIT $4";
    let query = sqlx::query_as(sql).bind(name).bind(after.0).bind(after.1.cast_signed());
    query.bind(i64::from(limit)).fetch_all(db).await
}

impl FromRow<'_, PgRow> for Standing {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let state = State::parse(row.try_get("state")?);
        Ok(Self {
            generation: row.try_get("generation")?,
            state: state.ok_or_else(|| sqlx::Error::Decode("an unknown state".into()))?,
            position: row.try_get::<i64, _>("seq")?.cast_unsigned(),
            shape: row.try_get("shape")?,
            parked: row.try_get::<i32, _>("parked")?.cast_unsigned(),
        })
    }
}

impl FromRow<'_, PgRow> for ParkedCommit {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let cause = Cause::parse(row.try_get("cause")?);
        Ok(Self {
            name: row.try_get("name")?,
            sequence: row.try_get::<i64, _>("seq")?.cast_unsigned(),
            unit: row.try_get("unit")?,
            subject: row.try_get("subject")?,
            cause: cause.ok_or_else(|| sqlx::Error::Decode("an unknown cause".into()))?,
            reason: row.try_get("reason")?,
            since: row.try_get::<PgTimestamp, _>("since")?.get(),
        })
    }
}
