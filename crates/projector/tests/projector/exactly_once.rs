//! Nothing is lost or doubled, whatever is cut off and whatever other process writes.

use haetae_event_log::MemoryLog;

use crate::support::{Running, append, append_many, database, expected, rows};

/// Ends every other session of the database, as an operator or a crash would.
const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_cut_neither_lose_nor_double_a_commit() {
    let (pool, log) = (database().await, MemoryLog::new());
    let running = Running::start(log.clone(), &pool);
    let mut cut = 0i64;
    for round in 1..=40u64 {
        append_many(&log, 70).await;
        cut += sqlx::query_scalar::<_, i64>(CUT).fetch_one(&pool).await.unwrap();
        if round % 4 == 0 {
            running.reaches(round * 35).await;
        }
    }
    running.reaches(40 * 70).await;
    assert!(cut > 0, "no connection was cut");
    running.stop().await.unwrap();
    assert_eq!(rows(&pool).await, expected(40 * 70));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_projectors_one_works_and_the_other_takes_over() {
    let (pool, log) = (database().await, MemoryLog::new());
    let first = Running::start(log.clone(), &pool);
    append_many(&log, 7).await;
    first.reaches(7).await;
    let second = Running::start(log.clone(), &pool);
    append_many(&log, 700).await;
    second.reaches(707).await;
    first.stop().await.unwrap();
    append_many(&log, 7).await;
    second.reaches(714).await;
    second.stop().await.unwrap();
    assert_eq!(rows(&pool).await, expected(714));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_was_overtaken_writes_nothing() {
    let (pool, log) = (database().await, MemoryLog::new());
    let running = Running::start(log.clone(), &pool);
    append_many(&log, 5).await;
    running.reaches(5).await;
    // Another writer has brought the generation to 7; ours still believes in 5.
    let overtake = "UPDATE projection.positions SET seq = 7 WHERE name = 'totals' AND state = 'live'";
    sqlx::query(overtake).execute(&pool).await.unwrap();
    for _ in 6..=8 {
        append(&log, "late").await;
    }
    running.reaches(8).await;
    running.stop().await.unwrap();
    let (totals, lines) = rows(&pool).await;
    assert_eq!(lines, [1, 2, 3, 4, 5, 8], "what the other has written is not written again");
    assert_eq!(totals["late"], 1);
}
