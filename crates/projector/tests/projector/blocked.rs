//! Sessions that hold the readers' views keep a swap waiting, not the readers, and are named; what was built is kept.

use std::time::Duration;

use haetae_event_log::MemoryLog;
use haetae_projector::{Error, OnDifference, Projection as _, Site, live_generation, rebuild_on, switch_back};
use sqlx::PgPool;

use crate::{
    support::{BOUND, Running, append_many, database, expected, rows},
    totals::Totals,
};

/// A4: a swap that sessions hold up for too long names them and keeps the generation, which can be switched to; one that
/// they hold up for less waits, while others write and read.
#[tokio::test(flavor = "multi_thread")]
async fn a_swap_waits_for_sessions_that_hold_the_views_and_names_them() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 50).await;
    let running = Running::start(log.clone(), &pool);
    running.reaches(50).await;
    let mut analyst = pool.begin().await.unwrap();
    let sql = "SELECT pg_backend_pid() FROM totals.lines LIMIT 1";
    let pid: i32 = sqlx::query_scalar(sql).fetch_one(&mut *analyst).await.unwrap();

    let site = Site::take(&pool, Totals::NAME).await.unwrap().waiting_at_most(Duration::from_secs(1));
    let blocked = rebuild_on::<Totals>(site, &log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    let Error::Blocked { generation: 2, by, .. } = &blocked else { panic!("{blocked:?}") };
    assert!(by.iter().any(|session| session.starts_with(&format!("pid {pid}, role "))), "{by:?}");
    assert!(blocked.to_string().contains("since"), "{blocked}");
    assert_eq!(live_generation::<Totals>(&mut pool.acquire().await.unwrap()).await.unwrap().0, 1);

    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    let waiting = tokio::spawn({
        let log = log.clone();
        async move { switch_back::<Totals>(site, 2, &log, |_| {}).await }
    });
    // More than one attempt.
    for _ in 0..2 {
        waits_for_a_lock(&pool, true).await;
        waits_for_a_lock(&pool, false).await;
    }
    append_many(&log, 7).await;
    running.reaches(57).await;
    assert_eq!(rows(&pool).await.1, expected(57).1, "reads and writes go on meanwhile");
    analyst.rollback().await.unwrap();
    let switched = waiting.await.unwrap().unwrap();
    assert_eq!((switched.generation, switched.retired, switched.position), (2, 1, 57));
    running.stop().await.unwrap();
}

/// Waits until some session waits for a lock, or none does.
async fn waits_for_a_lock(pool: &PgPool, some: bool) {
    let sql = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation IS NOT NULL)";
    let asking = async {
        while sqlx::query_scalar::<_, bool>(sql).fetch_one(pool).await.unwrap() != some {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(BOUND, asking).await.unwrap();
}
