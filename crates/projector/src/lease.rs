//! Leases record which session does which work. A lease holds only as long as its session, so the lease of a killed
//! process is free at once. The lease prevents a second writer from doing useless work; the fence prevents it from
//! doing harm.

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};

use crate::{Error, generation::State};

/// The name of the lease on a generation.
pub(crate) fn on(name: &str, state: State) -> String {
    format!("projection {name} ({})", state.as_str())
}

/// Opens a session that holds the lease on the `state` generation of a projection until it ends.
pub(crate) async fn lease(options: &PgConnectOptions, name: &str, state: State) -> Result<PgConnection, Error> {
    let mut db = PgConnection::connect_with(options).await?;
    let what = on(name, state);
    if take(&mut db, &what).await? { Ok(db) } else { Err(Error::Busy { what }) }
}

/// Whether a live session holds a lease.
pub(crate) async fn is_held(db: &mut PgConnection, what: &str) -> sqlx::Result<bool> {
    let sql = "SELECT EXISTS (SELECT FROM projection.leases WHERE what = $1 AND projection.goes_on(pid, began, role))";
    sqlx::query_scalar(sql).bind(what).fetch_one(db).await
}

/// Takes a lease for this session, unless another live session has it.
async fn take(db: &mut PgConnection, what: &str) -> sqlx::Result<bool> {
    make_known(db, what).await?;
    let sql = "SELECT epoch FROM projection.leases \
               WHERE what = $1 AND NOT coalesce(projection.goes_on(pid, began, role), false)";
    let free: Option<i64> = sqlx::query_scalar(sql).bind(what).fetch_optional(&mut *db).await?;
    let Some(epoch) = free else { return Ok(false) };
    let sql = "UPDATE projection.leases l SET pid = a.pid, began = a.backend_start, role = a.usesysid, \
                   epoch = l.epoch + 1, taken_at = now() \
               FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() AND l.what = $1 AND l.epoch = $2";
    let taken = sqlx::query(sql).bind(what).bind(epoch).execute(db).await?;
    Ok(taken.rows_affected() == 1)
}

/// Makes the row of a lease, if it is not there.
async fn make_known(db: &mut PgConnection, what: &str) -> sqlx::Result<()> {
    let sql = "INSERT INTO projection.leases (what) SELECT $1 \
               WHERE NOT EXISTS (SELECT FROM projection.leases WHERE what = $1) ON CONFLICT DO NOTHING";
    sqlx::query(sql).bind(what).execute(db).await?;
    Ok(())
}

/// Waits until this transaction is the only one doing a piece of work. The exclusion ends with the transaction, or
/// when the transaction was idle for `silence` milliseconds.
///
/// # Errors
/// Errors of the database.
pub async fn alone(tx: &mut PgConnection, what: &str, silence: u32) -> sqlx::Result<()> {
    let sql = "SELECT set_config('idle_in_transaction_session_timeout', $1, true)";
    sqlx::query(sql).bind(silence.to_string()).execute(&mut *tx).await?;
    make_known(tx, what).await?;
    sqlx::query("SELECT FROM projection.leases WHERE what = $1 FOR UPDATE").bind(what).execute(tx).await?;
    Ok(())
}
