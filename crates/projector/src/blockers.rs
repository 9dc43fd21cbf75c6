//! Who keeps a swap waiting, for those who have to decide whether to wait too.

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::time::{Duration, sleep};

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(100);

/// The sessions that a session waits for, without what they ask: queries hold data. What began when is shown only of
/// roles whose rights the asking one has.
const BLOCKING: &str = "SELECT format('pid %s, role %s%s%s', a.pid, coalesce(a.usename, '?'), \
        coalesce(', transaction since ' || to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), ''), \
        coalesce(', query since ' || to_char(a.query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '')) \
    FROM unnest(pg_blocking_pids($1)) AS blocking (pid) JOIN pg_stat_activity a USING (pid) ORDER BY a.pid";

/// A session that looks at what another one waits for.
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

    /// Notes in `seen` who blocks, for as long as this is polled.
    pub(crate) async fn look(&mut self, seen: &mut Vec<String>) -> std::convert::Infallible {
        loop {
            sleep(LOOK).await;
            match sqlx::query_scalar(BLOCKING).bind(self.pid).fetch_all(&mut self.db).await {
                Ok(blocking) if !blocking.is_empty() => *seen = blocking,
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "who blocks the swap is not known"),
            }
        }
    }

    /// Writes down on the record of the running rebuild what it waits for; empty when it goes on.
    pub(crate) async fn record(&mut self, name: &str, waits: &str) {
        let sql = "UPDATE projection.rebuilds SET outcome = $2 WHERE name = $1 AND state = 'running'";
        if let Err(error) = sqlx::query(sql).bind(name).bind(waits).execute(&mut self.db).await {
            tracing::debug!(%error, "what the swap waits for was not written down");
        }
    }
}
