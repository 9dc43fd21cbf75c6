//! Commits that are not the next of their aggregate, which strangers published, leave nothing behind.

use std::collections::BTreeMap;

use haetae_event_log::MemoryLog;
use haetae_projector::{Compared, OnDifference, Projection as _, Site, rebuild, switch_back};
use sqlx::PgPool;

use crate::{
    support::{Holed, Running, append, append_many, copy, database, publish, rows, version},
    totals::{STRANGE, Totals, UNWRITABLE},
};

/// Everything a stranger may put after the commits of [`append_many`], of which there are at least 14.
async fn strangers(log: &MemoryLog) {
    for sequence in [1, 8, 1] {
        copy(log, sequence).await;
    }
    publish(log, "a1", 99, 1_001).await; // a gap
    publish(log, "a2", 1, 1_002).await; // another first commit
    publish(log, "nobody", 2, 1_003).await; // not the first of an aggregate that there is not
    publish(log, "a3", version(log, "a3").await + 1, 4).await; // the next number under the id of the first
}

fn counts(totals: &BTreeMap<String, i64>) -> Vec<(&str, i64)> {
    totals.iter().map(|(aggregate, commits)| (aggregate.as_str(), *commits)).collect()
}

async fn parked(pool: &PgPool) -> Vec<(i64, String)> {
    let sql = "SELECT p.seq, p.cause FROM projection.parked p JOIN projection.positions USING (name, generation) \
               WHERE state = 'live' ORDER BY p.seq";
    sqlx::query_as(sql).fetch_all(pool).await.unwrap()
}

/// 14 commits, 7 of strangers, 7 commits, 7 of strangers; and the sequences that count.
async fn mixed() -> (MemoryLog, Vec<i64>) {
    let log = MemoryLog::new();
    append_many(&log, 14).await;
    strangers(&log).await;
    append_many(&log, 7).await;
    strangers(&log).await;
    (log, (1..=14).chain(22..=28).collect())
}

/// A1: whether they are read as they come or again by a rebuild, the rows are those without them.
#[tokio::test(flavor = "multi_thread")]
async fn rows_are_what_they_would_be_without_them_also_after_a_rebuild() {
    let (pool, (log, counting)) = (database().await, mixed().await);
    let running = Running::start(log.clone(), &pool);
    running.reaches(35).await;
    let (totals, lines) = rows(&pool).await;
    assert_eq!(lines, counting);
    assert_eq!(counts(&totals), ["a0", "a1", "a2", "a3", "a4", "a5", "a6"].map(|a| (a, 3)));
    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");

    // Put back, the older generation is brought up to date in the transaction of the swap.
    append_many(&log, 7).await;
    strangers(&log).await;
    let late = append(&log, "a3").await;
    running.reaches(late).await;
    let site = Site::take(&pool, Totals::NAME).await.unwrap();
    switch_back::<Totals>(site, 1, &log, |_| {}).await.unwrap();
    let last = append(&log, "a3").await;
    running.reaches(last).await;
    running.stop().await.unwrap();
    let expected: Vec<i64> =
        counting.into_iter().chain(36..=42).chain([late.cast_signed(), last.cast_signed()]).collect();
    assert_eq!(rows(&pool).await.1, expected);
    assert_eq!(parked(&pool).await, []);
}

/// A1: a projector that starts anywhere in the log, and so knows nothing of what was before, passes over the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_begins_in_the_middle_passes_over_the_same() {
    let (log, counting) = mixed().await;
    for position in [1, 14, 16, 21, 25] {
        let pool = database().await;
        let running = Running::start(Holed { log: log.clone(), lost: position + 1..=u64::MAX }, &pool);
        running.reaches(position).await;
        running.stop().await.unwrap();
        let running = Running::start(log.clone(), &pool);
        running.reaches(35).await;
        running.stop().await.unwrap();
        assert_eq!(rows(&pool).await.1, counting, "after {position}");
    }
}

/// A1: what a transaction that failed would have counted is counted once it is written, and a commit that is parked is the
/// next of its aggregate all the same; copies of it are not parked.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_fails_and_a_commit_that_is_parked_count_once() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 6).await;
    for unit in [UNWRITABLE, STRANGE] {
        append(&log, unit).await;
    }
    strangers_of(&log).await;
    append_many(&log, 7).await;
    for unit in [UNWRITABLE, STRANGE] {
        append(&log, unit).await;
    }
    strangers_of(&log).await;
    let head = append(&log, "a0").await;
    let running = Running::start(log.clone(), &pool);
    running.reaches(head).await;
    let expected = [(7, "unwritable"), (8, "unreadable"), (18, "waiting"), (19, "waiting")];
    let expected = expected.map(|(sequence, cause)| (sequence, cause.to_owned()));
    assert_eq!(parked(&pool).await, expected);
    let counting: Vec<i64> = (1..=6).chain(11..=17).chain([head.cast_signed()]).collect();
    assert_eq!(rows(&pool).await.1, counting);
    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");
    running.stop().await.unwrap();
    assert_eq!(parked(&pool).await, expected);
}

/// Copies of the two first commits that are parked.
async fn strangers_of(log: &MemoryLog) {
    for sequence in [7, 8] {
        copy(log, sequence).await;
    }
}
