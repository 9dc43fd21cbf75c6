//! Notices sessions that take so many locks that the database runs out of them: its table of locks is shared by all sessions of
//! the server, and no session can write, nor a new one begin, when it is full.

use std::collections::BTreeSet;

use haetae_domain::causes::with_causes;
use sqlx::{FromRow, PgConnection};

/// The share of all locks that one session may hold unnoticed, in per cent.
const SHARE: i32 = 20;

/// Every session with a role, and whether it holds more. Asked of functions alone: the views over them need locks that are not
/// there any more when it matters. An analyst's is one of a member of their group, and of no superuser, who counts as a member of all.
const SESSIONS: &str = "SELECT a.pid, pg_get_userbyid(a.usesysid)::text AS role, coalesce(l.locks, 0) AS locks, \
        coalesce(l.locks * 100 > $1 * current_setting('max_locks_per_transaction')::bigint \
            * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint), \
            false) AS many, \
        coalesce(pg_has_role(a.usesysid, to_regrole('haetae_analyst'), 'MEMBER'), false) \
            AND NOT pg_has_role(a.usesysid, 'pg_signal_backend', 'MEMBER') AS analyst \
    FROM pg_stat_get_activity(NULL) a \
    LEFT JOIN (SELECT pid, count(*) AS locks FROM pg_lock_status() GROUP BY pid) l USING (pid) \
    WHERE a.usesysid IS NOT NULL AND a.pid <> pg_backend_pid() ORDER BY a.pid";

/// Keeps locks that are needed to find the names and groups of roles, until it is looked again.
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

/// Looks, in the transaction that was begun before there was a need, and begins another.
pub(super) async fn look(db: &mut PgConnection, known: &mut BTreeSet<i32>) -> sqlx::Result<()> {
    let named = name(db, known).await;
    sqlx::raw_sql("COMMIT").execute(&mut *db).await?;
    prepare(db).await.and(named)
}

/// Raises an alarm for each that is not in `known`, and remembers it there. Ends those of analysts, where our role may.
async fn name(db: &mut PgConnection, known: &mut BTreeSet<i32>) -> sqlx::Result<()> {
    let mut hogs: Vec<Session> = sqlx::query_as(SESSIONS).bind(SHARE).fetch_all(&mut *db).await?;
    hogs.retain(|session| session.many);
    known.retain(|pid| hogs.iter().any(|hog| hog.pid == *pid));
    for Session { pid, role, locks, analyst, .. } in hogs {
        let ended = analyst && end(db, pid).await;
        if known.insert(pid) {
            tracing::error!(
                alarm = true,
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

/// Ends a session; false where our role may not, which it does not have to.
async fn end(db: &mut PgConnection, pid: i32) -> bool {
    let ended = sqlx::query_scalar("SELECT pg_terminate_backend($1)").bind(pid).fetch_one(db).await;
    ended.unwrap_or_else(|error| {
        tracing::debug!(error = with_causes(&error), pid, "the session cannot be ended by this role");
        false
    })
}
