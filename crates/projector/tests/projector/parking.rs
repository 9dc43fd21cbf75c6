//! A commit that cannot be projected is put aside with its aggregate; all others go on, and a replay by a build that
//! can take it in gives what there would be without the incident.

use haetae_event_log::MemoryLog;
use haetae_projector::{Compared, Difference, Error, OnDifference, rebuild};
use sqlx::PgPool;

use crate::{
    support::{Running, append, append_many, database, rows},
    totals::{Fixed, STRANGE, Totals, UNWRITABLE},
};

/// Sequence, unit and whether a reason is given, of the live generation.
async fn parked(pool: &PgPool) -> Vec<(i64, String, bool)> {
    let sql = "SELECT p.seq, p.unit, p.reason <> '' FROM projection.parked p JOIN projection.positions \
               USING (name, generation) WHERE state = 'live' ORDER BY p.seq";
    sqlx::query_as(sql).fetch_all(pool).await.unwrap()
}

/// A log with two poisoned aggregates: 7 and 14 the first commits of theirs, followed by more.
async fn poisoned() -> MemoryLog {
    let log = MemoryLog::new();
    append_many(&log, 6).await;
    append(&log, STRANGE).await;
    append_many(&log, 6).await;
    append(&log, UNWRITABLE).await;
    append_many(&log, 300).await;
    append(&log, STRANGE).await;
    append(&log, UNWRITABLE).await;
    append_many(&log, 5).await;
    log
}

const HEAD: u64 = 321;

fn expected_parked() -> Vec<(i64, String, bool)> {
    [(7, STRANGE, true), (14, UNWRITABLE, true), (315, STRANGE, false), (316, UNWRITABLE, false)]
        .map(|(seq, unit, reason)| (seq, unit.to_owned(), reason))
        .to_vec()
}

/// The sequences that are projected when the poisoned ones are not.
fn without_parked() -> Vec<i64> {
    (1..=HEAD.cast_signed()).filter(|seq| ![7, 14, 315, 316].contains(seq)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_others_go_on_and_what_waits_is_recorded_with_its_reason() {
    let (pool, log) = (database().await, poisoned().await);
    let running = Running::start(log.clone(), &pool);
    running.reaches(HEAD).await;
    assert_eq!(parked(&pool).await, expected_parked());
    assert_eq!(rows(&pool).await.1, without_parked());
    let shown: (i64, i32) = sqlx::query_as("SELECT seq, parked FROM totals.position").fetch_one(&pool).await.unwrap();
    assert_eq!(shown, (HEAD.cast_signed(), 2), "readers learn of it with the position");

    // The process that takes over knows what waits.
    running.stop().await.unwrap();
    let running = Running::start(log.clone(), &pool);
    let late = append(&log, UNWRITABLE).await;
    append(&log, "a0").await;
    running.reaches(late + 1).await;
    running.stop().await.unwrap();
    assert_eq!(parked(&pool).await.last().unwrap(), &(late.cast_signed(), UNWRITABLE.to_owned(), false));
    assert_eq!(rows(&pool).await.1.last(), Some(&(late.cast_signed() + 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_parks_the_same_and_compares_equal() {
    let (pool, log) = (database().await, poisoned().await);
    let running = Running::start(log.clone(), &pool);
    running.reaches(HEAD).await;
    let rebuilt = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");
    assert_eq!(parked(&pool).await, expected_parked());
    append(&log, STRANGE).await;
    append(&log, "a0").await;
    running.reaches(HEAD + 2).await;
    running.stop().await.unwrap();
    assert_eq!(parked(&pool).await.len(), 5, "the live projector went on with what waits there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_can_takes_in_what_waited_and_rows_equal_a_replay() {
    let (pool, log) = (database().await, poisoned().await);
    let running = Running::start(log.clone(), &pool);
    running.reaches(HEAD).await;
    running.stop().await.unwrap();
    let rebuilt = rebuild::<Fixed>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.compared, Some(Compared::Mended(4)));
    assert_eq!(parked(&pool).await, []);
    let (totals, lines) = rows(&pool).await;
    assert_eq!(lines, (1..=HEAD.cast_signed()).collect::<Vec<_>>());
    assert_eq!((totals[STRANGE], totals[UNWRITABLE]), (2, 2));
    let again = rebuild::<Fixed>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(again.compared, Some(Compared::Equal(_))), "{again:?}");

    // A build that can do less would take away what is there.
    let error = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    let Error::Differs { difference, .. } = &error else { panic!("{error:?}") };
    assert_eq!(difference.rows.first(), Difference::of("parked", None, Some("7".into())).rows.first());
    assert_eq!(difference.total, 4, "each commit that waited: {difference:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_changed_by_hand_is_found_beside_parked_ones() {
    let (pool, log) = (database().await, poisoned().await);
    let running = Running::start(log.clone(), &pool);
    running.reaches(HEAD).await;
    running.stop().await.unwrap();
    let forge = "UPDATE totals.totals SET commits = commits + 1 WHERE aggregate = 'a3'";
    sqlx::query(forge).execute(&pool).await.unwrap();
    let error = rebuild::<Totals>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    let found = Difference::of("totals", Some("a3".into()), Some("a3".into()));
    assert!(matches!(&error, Error::Differs { difference, .. } if *difference == found), "{error:?}");
}
