//! An error that only an operator can repair stops a projection, before the first row that would be wrong.

use haetae_event_log::{MemoryLog, ReadError};
use haetae_projector::{Error, Position, Projector};

use crate::{
    support::{Holed, Running, append, append_many, database, expected, rows},
    totals::{STRANGE, Strict, Totals},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_in_the_log_stops_it() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 9).await;
    let error = Running::start(Holed { log, lost: 4..=4 }, &pool).task.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Log(ReadError::Gap { expected: 4, got: 5 })), "{error:?}");
    assert_eq!(rows(&pool).await, expected(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_is_not_understood_stops_what_parks_nothing_and_is_named() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 6).await;
    append(&log, STRANGE).await;
    append_many(&log, 6).await;
    let error = Running::build::<Strict>(log, &pool).task.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Refused { sequence: 7, .. }), "{error:?}");
    assert!(error.to_string().contains("ev.review.strange at sequence 7"), "{error}");
    assert_eq!(rows(&pool).await, expected(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_shape_stops_it() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 1).await;
    sqlx::query("UPDATE projection.positions SET shape = '0-older'").execute(&pool).await.unwrap();
    let error = Running::start(log, &pool).task.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::OtherShape { .. }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_installed_generation_it_does_not_start() {
    let pool = database().await;
    sqlx::query("DELETE FROM projection.positions").execute(&pool).await.unwrap();
    let position = Position::of::<Totals>(pool.clone());
    let projector = Projector::<Totals>::new(std::sync::Arc::new(MemoryLog::new()), pool, position);
    let error = projector.run(tokio_util::sync::CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, Error::NotInstalled { name: "totals" }), "{error:?}");
}
