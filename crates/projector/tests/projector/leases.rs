//! Who works is written in rows: locks of other sessions change nothing, and a session that has ended holds nothing.

use haetae_event_log::MemoryLog;
use haetae_projector::{Error, OnDifference, Projection as _, Site, rebuild};

use crate::{
    support::{Running, append_many, database, rows},
    totals::Totals,
};

#[tokio::test(flavor = "multi_thread")]
async fn advisory_locks_of_others_hold_up_neither_the_projector_nor_a_rebuild() {
    let (pool, log) = (database().await, MemoryLog::new());
    let mut other = pool.acquire().await.unwrap();
    for state in ["live", "building"] {
        let sql = "SELECT pg_advisory_lock(hashtextextended('projection totals (' || $1 || ')', 0))";
        sqlx::query(sql).bind(state).execute(&mut *other).await.unwrap();
    }
    append_many(&log, 20).await;
    let running = Running::start(log.clone(), &pool);
    running.reaches(20).await;
    rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    running.stop().await.unwrap();
    assert_eq!(rows(&pool).await.1.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_holds_for_as_long_as_its_session_and_no_longer() {
    let pool = database().await;
    let held = Site::take(&pool, Totals::NAME).await.unwrap();
    for _ in 0..3 {
        let refused = Site::take(&pool, Totals::NAME).await.unwrap_err();
        assert!(matches!(refused, Error::Busy { .. }), "{refused:?}");
    }
    let sql =
        "SELECT pg_terminate_backend(pid, 10000) FROM projection.leases WHERE what = 'projection totals (building)'";
    let ended: bool = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
    assert!(ended);
    Site::take(&pool, Totals::NAME).await.unwrap();
    drop(held);
    // Another session that has got the same process id since is not the holder.
    let sql = "UPDATE projection.leases l SET pid = a.pid, began = a.backend_start - interval '1 s', role = a.usesysid \
               FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()";
    let mut other = pool.acquire().await.unwrap();
    sqlx::query(sql).execute(&mut *other).await.unwrap();
    Site::take(&pool, Totals::NAME).await.unwrap();
}
