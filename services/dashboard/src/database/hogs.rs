//! Detects sessions that take so many locks that the database runs out of them. All sessions of the server share one
//! lock table; when it is full, no session can write and no new one can begin.

use std::collections::BTreeSet;

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, alarm};
use sqlx::{FromRow, PgConnection};

/// Percentage of all locks that one session may hold without an alarm.
const SHARE: i32 = 20;

/// Every session with its role, and whether it exceeds the share. Uses only functions, because the views over them
/// need locks that are unavailable when it matters. A session is an analyst's if its role is a member of an analysts'
/// group and no superuser, because superusers count as members of all groups.
const SESSIONS: &str = "SELECT a.pid, pg_get_userbyid(a.usesysid)::text AS role, coalesce(l.locks, 0) AS locks, \
        coalesce(l.locks * 100 > $1 * current_setting('max_locks_per_transaction')::bigint \
            * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint), \
            false) AS many, \
        coalesce(pg_has_role(a.usesysid, to_regrole('haetae_analyst'), 'MEMBER'), false) \
            AND NOT pg_has_role(a.usesysid, 'pg_signal_backend', 'MEMBER') AS analyst \
    FROM pg_stat_get_activity(NULL) a \
    LEFT JOIN (SELECT pid, count(*) AS locks FROM pg_lock_status() GROUP BY pid) l USING (pid) \
    WHERE a.usesysid IS NOT NULL AND a.pid <> pg_backend_pid() ORDER BY a.pid";

/// Holds the locks that are needed to look up names and groups of roles, until the next check.
const RESERVE: &str = "BEGIN READ ONLY; SELECT FROM pg_roles, pg_auth_members, pg_database LIMIT 0";

#[derive(FromRow)]
struct Session {
    pid: i32,
    role: String,
    locks: i64,
    many: bool,
    analyst: bool,
}

/// Prepares a new session for [`look`].
pub(super) async fn prepare(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::raw_sql(RESERVE).execute(db).await.map(drop)
}

/// Checks in a transaction that was begun in advance, and begins the next one.
pub(super) async fn look(db: &mut PgConnection, known: &mut BTreeSet<i32>) -> sqlx::Result<()> {
    let named = name(db, known).await;
    sqlx::raw_sql("COMMIT").execute(&mut *db).await?;
    prepare(db).await.and(named)
}

/// Raises an alarm for each session that is not in `known`, and adds it there. Ends sessions of analysts, if the
/// dashboard's role is allowed to.
async fn name(db: &mut PgConnection, known: &mut BTreeSet<i32>) -> sqlx::Result<()> {
    let mut hogs: Vec<Session> = sqlx::query_as(SESSIONS).bind(SHARE).fetch_all(&mut *db).await?;
    hogs.retain(|session| session.many);
    known.retain(|pid| hogs.iter().any(|hog| hog.pid == *pid));
    for Session { pid, role, locks, analyst, .. } in hogs {
        let ended = analyst && end(db, pid).await;
        if known.insert(pid) {
            alarm!(
                error,
                Alarm::LocksTaken,
                pid,
                role,
                locks,
                ended,
                "a session takes the locks of the whole database server; end it with pg_terminate_backend"
            );
        }
    }
    Ok(())
}

/// Ends a session; false if the dashboard's role is not allowed to, which is optional.
async fn end(db: &mut PgConnection, pid: i32) -> bool {
    let ended = sqlx::query_scalar("SELECT pg_terminate_backend($1)").bind(pid).fetch_one(db).await;
    ended.unwrap_or_else(|error| {
        tracing::debug!(error = with_causes(&error), pid, "this database role may not end the session");
        false
    })
}
