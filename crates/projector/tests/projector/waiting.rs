//! Readers wait for what they wrote, and not for ever.

use std::time::Duration;

use haetae_event_log::MemoryLog;
use haetae_projector::{Lagging, Position};
use tokio::time::Instant;

use crate::{
    support::{BOUND, Running, append_many, database},
    totals::Totals,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_position_reached_in_another_process_is_noticed() {
    let (pool, log) = (database().await, MemoryLog::new());
    let running = Running::start(log.clone(), &pool);
    // Shares nothing with the projector but the database.
    let elsewhere = Position::of::<Totals>(pool.clone());
    let waiting = (0..20).map(|_| {
        let elsewhere = elsewhere.clone();
        tokio::spawn(async move { elsewhere.wait(50, Instant::now() + BOUND).await })
    });
    let waiting: Vec<_> = waiting.collect();
    append_many(&log, 50).await;
    for waiter in waiting {
        waiter.await.unwrap().unwrap();
    }
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_ends_at_its_deadline() {
    let (pool, log) = (database().await, MemoryLog::new());
    append_many(&log, 3).await;
    let running = Running::start(log, &pool);
    running.reaches(3).await;
    let outcome = running.position.wait(4, Instant::now() + Duration::from_millis(100)).await;
    assert_eq!(outcome, Err(Lagging { wanted: 4, reached: 3 }));
    running.stop().await.unwrap();
}
