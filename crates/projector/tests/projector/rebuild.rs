//! A rebuild gives the same rows, beside the live ones, and says so when it does not.

use haetae_event_log::MemoryLog;
use haetae_projector::{
    Compared, Difference, Error, OnDifference, Projection as _, Site, canonical_dump, drop_generation, live_generation,
    rebuild, switch_back,
};

use sqlx::PgPool;

use crate::{
    support::{Running, append_many, database, expected, rows},
    totals::Totals,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_beside_a_working_projector_gives_the_same_rows() {
    let (pool, log) = (database().await, MemoryLog::new());
    let running = Running::start(log.clone(), &pool);
    append_many(&log, 5_000).await;
    running.reaches(5_000).await;
    let appending = tokio::spawn({
        let log = log.clone();
        async move { append_many(&log, 7_000).await }
    });
    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    appending.await.unwrap();
    running.reaches(12_000).await;

    assert_eq!((rebuilt.generation, rebuilt.retired), (2, 1));
    let Some(Compared::Equal(compared)) = rebuilt.compared else { panic!("{rebuilt:?}") };
    assert!(compared.iter().all(|dump| dump.rows > 0), "{compared:?}");
    let (mut totals, lines) = rows(&pool).await;
    assert_eq!(lines, expected(12_000).1, "the live projector went on with the new generation");
    assert_eq!(totals.values_mut().map(|n| *n).sum::<i64>(), 12_000);
    let old: i64 = sqlx::query_scalar("SELECT count(*) FROM totals_g1.lines").fetch_one(&pool).await.unwrap();
    assert_eq!(old.cast_unsigned(), rebuilt.position, "the retired generation stays as it was at the swap");

    running.stop().await.unwrap();
    let mut db = pool.acquire().await.unwrap();
    let live = canonical_dump(&mut db, "totals_g2", Totals::TABLES).await.unwrap();
    drop_generation(&mut db, "totals", 1).await.unwrap();
    let refused = drop_generation(&mut db, "totals", 2).await.unwrap_err();
    assert!(matches!(refused, Error::NotDroppable { generation: 2, .. }));
    let again = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(again.compared, Some(Compared::Equal(live)), "a second replay gives the same bytes");
    // D10: a number is not used again after its generation was dropped.
    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    switch_back::<Totals>(site, 2, &log, |_| {}).await.unwrap();
    drop_generation(&mut db, "totals", again.generation).await.unwrap();
    let third = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!((again.generation, third.generation), (3, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_changed_by_hand_is_found_and_repaired() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 100).await;
    let running = Running::start(log.clone(), &pool);
    running.reaches(100).await;
    let forge = "UPDATE totals.totals SET commits = commits + 1 WHERE aggregate = 'a3'";
    sqlx::query(forge).execute(&pool).await.unwrap();

    let error = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    let found = Difference::of("totals", Some("a3".into()), Some("a3".into()));
    assert!(matches!(&error, Error::Differs { difference, .. } if *difference == found), "{error:?}");
    assert_eq!(error.to_string(), "the rebuilt totals differs from the live one: table totals, row a3");
    let mut db = pool.acquire().await.unwrap();
    assert_eq!(live_generation::<Totals>(&mut db).await.unwrap().0, 1, "the live generation stays");

    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Replace, |_| {}).await.unwrap();
    assert_eq!(rebuilt.compared, Some(Compared::Differs(found)));
    running.stop().await.unwrap();
    assert_eq!(rows(&pool).await, expected(100));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_removed_or_added_by_hand_is_found() {
    for (forge, left, right) in [
        ("DELETE FROM totals.lines WHERE seq = 60", None, Some("60")),
        ("DELETE FROM totals.lines WHERE seq = 100", None, Some("100")),
        ("INSERT INTO totals.lines VALUES (101, 'a0')", Some("101"), None),
    ] {
        let (pool, log) = (database().await, MemoryLog::new());
        append_many(&log, 100).await;
        let running = Running::start(log.clone(), &pool);
        running.reaches(100).await;
        running.stop().await.unwrap();
        sqlx::query(forge).execute(&pool).await.unwrap();
        let error = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
        let [left, right] = [left, right].map(|key| key.map(str::to_owned));
        let expected = Difference::of("lines", left, right);
        assert!(matches!(&error, Error::Differs { difference, .. } if *difference == expected), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_interrupted_rebuild_left_is_dropped_by_the_next() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 10).await;
    let leftover = "INSERT INTO projection.positions (name, generation, state, shape, seq) VALUES ('totals', 2, 'building', 'x', 0)";
    sqlx::query(leftover).execute(&pool).await.unwrap();
    sqlx::query("CREATE SCHEMA totals_g2").execute(&pool).await.unwrap();
    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.generation, 2);
}

/// Swaps while a reader reads.
const SWAPS: i32 = 3;

/// The position and the counts of two tables, in one snapshot.
async fn seen(pool: &PgPool) -> Result<(i64, (i64, Option<i64>)), sqlx::Error> {
    let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let position = sqlx::query_scalar("SELECT seq FROM totals.position").fetch_one(&mut *tx).await?;
    let count = "SELECT (SELECT count(*) FROM totals.lines), (SELECT sum(commits)::bigint FROM totals.totals)";
    let counts = sqlx::query_as(count).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok((position, counts))
}

/// Whether a snapshot shows no position, or is refused, because another generation is live by now.
fn is_older_than_a_swap(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(error, sqlx::Error::RowNotFound) || code.as_deref() == Some("40001")
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_never_see_a_generation_that_is_not_whole() {
    let (pool, log) = (database().await, MemoryLog::new());
    let running = Running::start(log.clone(), &pool);
    append_many(&log, 2_000).await;
    running.reaches(2_000).await;
    let reading = tokio::spawn({
        let pool = pool.clone();
        async move {
            let mut older = 0;
            for _ in 0..200 {
                match seen(&pool).await {
                    Ok((position, counts)) => {
                        assert_eq!(counts, (position, Some(position)), "rows and position are of one moment");
                    }
                    // Its snapshot is older than a swap that it waited for: it reads again.
                    Err(error) if is_older_than_a_swap(&error) => older += 1,
                    Err(error) => panic!("{error}"),
                }
            }
            assert!(older <= SWAPS, "{older} reads again after {SWAPS} swaps");
        }
    });
    for generation in 2..2 + SWAPS {
        append_many(&log, 50).await;
        let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
        assert_eq!(rebuilt.generation, generation);
    }
    reading.await.unwrap();
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_generation_is_brought_up_to_date_and_put_back() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 500).await;
    let running = Running::start(log.clone(), &pool);
    running.reaches(500).await;
    rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    append_many(&log, 700).await;
    running.reaches(1_200).await;

    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    assert!(matches!(Site::take(&pool, Totals::NAME).await, Err(Error::Busy { .. })), "one at a time");
    let back = switch_back::<Totals>(site, 1, &log, |_| {}).await.unwrap();
    assert_eq!((back.generation, back.retired, back.position), (1, 2, 1_200));
    append_many(&log, 10).await;
    running.reaches(1_210).await;
    running.stop().await.unwrap();
    assert_eq!(rows(&pool).await.1, expected(1_210).1, "nothing between the two generations is missing or doubled");

    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    let refused = switch_back::<Totals>(site, 1, &log, |_| {}).await.unwrap_err();
    assert!(matches!(refused, Error::NotSwitchable { generation: 1, .. }), "it is live: {refused:?}");
    sqlx::query("UPDATE projection.positions SET shape = '0-older' WHERE generation = 2").execute(&pool).await.unwrap();
    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    let refused = switch_back::<Totals>(site, 2, &log, |_| {}).await.unwrap_err();
    assert!(matches!(refused, Error::NotSwitchable { generation: 2, .. }), "another build's: {refused:?}");
}
