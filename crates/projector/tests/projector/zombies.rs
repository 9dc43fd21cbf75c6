//! A projector that was paused while another took over writes nothing any more, however late and however often.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use futures::TryStreamExt as _;
use haetae_event_log::{EventLog as _, MemoryLog};
use haetae_projector::Projection as _;
use sqlx::{PgConnection, PgPool};
use tokio::task::JoinHandle;

use crate::{
    support::{Running, append_many, database, expected, rows},
    totals::Totals,
};

/// Writes what the live generation lacks, beside the current writer, as a process that takes over would: another session, with no
/// lease, for as long as the projector believes that the generation is its own. `fenced` is what every writer of ours does:
/// the position moves in the same transaction, from where it is believed to be.
fn take_over(log: MemoryLog, pool: PgPool, until: u64, fenced: bool) -> (JoinHandle<()>, Arc<AtomicU64>) {
    let written = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&written);
    let task = tokio::spawn(async move {
        loop {
            let mut tx = pool.begin().await.unwrap();
            let locked = "SELECT seq FROM projection.positions WHERE name = 'totals' AND state = 'live' FOR UPDATE";
            let position: i64 = sqlx::query_scalar(locked).fetch_one(&mut *tx).await.unwrap();
            let position = position.cast_unsigned();
            if position >= until {
                return;
            }
            let head = log.head().await.unwrap();
            let take = usize::try_from((head - position).min(7)).unwrap();
            let next: Vec<_> = futures::StreamExt::take(log.read(position), take).try_collect().await.unwrap();
            let Some(last) = next.last().map(|recorded| recorded.sequence) else { continue };
            sqlx::query("SET LOCAL search_path TO totals_g1").execute(&mut *tx).await.unwrap();
            for recorded in next {
                write(&mut tx, Totals::read(recorded).unwrap()).await;
            }
            if fenced {
                let advance = "UPDATE projection.positions SET seq = $1 WHERE name = 'totals' AND state = 'live'";
                sqlx::query(advance).bind(last.cast_signed()).execute(&mut *tx).await.unwrap();
            }
            tx.commit().await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            if !fenced {
                return;
            }
            tokio::task::yield_now().await;
        }
    });
    (task, written)
}

/// What [`Totals`] writes of a commit.
async fn write(db: &mut PgConnection, (sequence, aggregate): (u64, String)) {
    let line = sqlx::query("INSERT INTO lines VALUES ($1, $2)").bind(sequence.cast_signed()).bind(&aggregate);
    line.execute(&mut *db).await.unwrap();
    let total = "INSERT INTO totals VALUES ($1, 1) ON CONFLICT (aggregate) DO UPDATE SET commits = totals.commits + 1";
    sqlx::query(total).bind(&aggregate).execute(db).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_late_write_is_fenced() {
    let (pool, log) = (database().await, MemoryLog::new());
    let commits = 6_000;
    let zombie = Running::start(log.clone(), &pool);
    let (other, taken) = take_over(log.clone(), pool.clone(), commits, true);
    append_many(&log, commits).await;
    zombie.reaches(commits).await;
    other.await.unwrap();
    zombie.stop().await.unwrap();
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken > 20, "the other never got ahead of it: {taken}");
    assert_eq!(rows(&pool).await, expected(commits), "no commit was written by both, none by neither");
    println!("{taken} times another writer was ahead, in {commits} commits");
}

/// Red control: the same writer without its fence doubles rows, and the same comparison sees it.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_fence_the_comparison_fails() {
    let (pool, log) = (database().await, MemoryLog::new());
    // A key would hold the second row up, as it does in production: without it only the fence is left.
    sqlx::query("ALTER TABLE totals_g1.lines DROP CONSTRAINT lines_pkey").execute(&pool).await.unwrap();
    append_many(&log, 70).await;
    let (other, _) = take_over(log.clone(), pool.clone(), 70, false);
    other.await.unwrap();
    let projector = Running::start(log.clone(), &pool);
    projector.reaches(70).await;
    projector.stop().await.unwrap();
    assert_ne!(rows(&pool).await, expected(70), "what was written beside the fence was written twice");
}
