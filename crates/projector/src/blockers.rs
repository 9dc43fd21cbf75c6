//! The sessions that block a swap or a migration, for the operator who decides whether to end them.

use haetae_domain::causes::with_causes;
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::time::{Duration, sleep};

/// How long one attempt to replace views may block new readers.
pub(crate) const QUEUE: &str = "SET LOCAL lock_timeout = '500ms'";
/// How long the attempts continue. Analysts may need a minute for a query and as long between two.
pub(crate) const PATIENCE: Duration = Duration::from_secs(600);
/// Interval of logging the blocking sessions.
pub(crate) const TELL: Duration = Duration::from_secs(10);
/// How often it is looked.
const LOOK: Duration = Duration::from_millis(100);

/// How long a swap waits for sessions that hold the views, and the connection options to list them.
#[derive(Debug)]
pub(crate) struct Patience {
    pub(crate) options: PgConnectOptions,
    pub(crate) longest: Duration,
}

/// Describes sessions without the text of their queries, which contains data. Times are shown only for roles whose
/// privileges this session's role has.
macro_rules! sessions {
    ($of:literal) => {
        concat!(
            "SELECT format('pid %s, role %s%s%s', a.pid, coalesce(a.usename, '?'), \
                coalesce(', transaction since ' || \
                    to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), ''), \
                coalesce(', query since ' || \
                    to_char(a.query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '')) \
            FROM (",
            $of,
            ") AS sessions (pid) JOIN pg_stat_activity a USING (pid) ORDER BY a.pid"
        )
    };
}

/// The sessions that block a session.
const BLOCKING: &str = sessions!("SELECT unnest(pg_blocking_pids($1))");

/// The sessions that hold a lock on a relation of these schemas.
const HOLDING: &str = sessions!(
    "SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
     JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_database d ON d.oid = l.database \
     WHERE l.granted AND d.datname = current_database() AND n.nspname = ANY ($1) AND l.pid <> pg_backend_pid()"
);

/// Other sessions that hold a view of one of these schemas.
pub(crate) async fn holders(db: &mut PgConnection, schemas: &[&str]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(HOLDING).bind(schemas).fetch_all(db).await
}

/// A separate session that lists the sessions which block another one.
pub(crate) struct Lookout {
    db: PgConnection,
    pid: i32,
}

impl Lookout {
    /// For the session `of`.
    pub(crate) async fn over(of: &mut PgConnection, options: &PgConnectOptions) -> sqlx::Result<Self> {
        let pid = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(of).await?;
        Ok(Self { db: PgConnection::connect_with(options).await?, pid })
    }

    /// Records the blocking sessions in `seen`, for as long as this is polled.
    pub(crate) async fn look(&mut self, seen: &mut Vec<String>) -> std::convert::Infallible {
        loop {
            sleep(LOOK).await;
            match sqlx::query_scalar(BLOCKING).bind(self.pid).fetch_all(&mut self.db).await {
                Ok(blocking) if !blocking.is_empty() => *seen = blocking,
                Ok(_) => {}
                Err(error) => {
                    tracing::debug!(error = with_causes(&error), "cannot find out which sessions block the swap")
                }
            }
        }
    }

    /// Records in the running rebuild's row which sessions it waits for; empty when it continues.
    pub(crate) async fn record(&mut self, name: &str, waits: &str) {
        let sql = "UPDATE projection.rebuilds SET outcome = $2 WHERE name = $1 AND state = 'running'";
        if let Err(error) = sqlx::query(sql).bind(name).bind(waits).execute(&mut self.db).await {
            tracing::debug!(error = with_causes(&error), "could not record which sessions block the swap");
        }
    }
}

/// PostgreSQL's `lock_not_available`.
pub(crate) fn waited_too_long(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55P03")
}
