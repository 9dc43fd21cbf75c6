//! What a batch holds and when it is given.

use std::time::Duration;

use bytes::Bytes;
use futures::FutureExt as _;
use haetae_event_log::{AggregateKey, Category, MemoryLog, NewCommit, codec::CodecError};
use tokio::time::{Instant, timeout};
use uuid::Uuid;

use super::*;
use crate::{Refusal, Table, Tables};

const BOUND: Duration = Duration::from_secs(60);

/// Keeps the size of each commit; does not understand an empty one.
#[derive(Default)]
struct Sizes;

impl Projection for Sizes {
    const NAME: &'static str = "sizes";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] = &[];
    const CREATE: &'static str = "";
    const INDEX: &'static str = "";
    /// Its commits are none.
    const FOLLOWS: &'static [Category] = &[];
    type Change = usize;

    fn read(recorded: Recorded) -> Result<usize, Refusal> {
        if recorded.payload.is_empty() { Err(CodecError::UnknownEvent.into()) } else { Ok(recorded.payload.len()) }
    }

    fn unit(_: &AggregateKey) -> Option<String> {
        None
    }

    async fn write(&mut self, _tables: &mut Tables<'_>, _changes: Vec<usize>) -> sqlx::Result<()> {
        Ok(())
    }
}

async fn append(log: &MemoryLog, size: usize) -> u64 {
    let sequence = log.head().await.unwrap() + 1;
    let key = AggregateKey::new(Category::Review, &format!("r{sequence}")).unwrap();
    let payload = Bytes::from(vec![7; size]);
    let commit = NewCommit { id: Uuid::from_u128(sequence.into()), payload, traceparent: None };
    log.append(&key, 0, commit, Instant::now() + BOUND).await.unwrap()
}

async fn of_sizes(sizes: &[usize]) -> MemoryLog {
    let log = MemoryLog::new();
    for size in sizes {
        append(&log, *size).await;
    }
    log
}

async fn next(feed: &mut Feed<usize>) -> Result<Vec<u64>, Error> {
    let batch = timeout(BOUND, feed.next()).await.unwrap()?;
    Ok(batch.iter().map(|step| step.sequence).collect())
}

#[tokio::test]
async fn a_full_batch_is_full_of_commits_and_the_last_holds_the_rest() {
    let log = of_sizes(&[1; 2 * COMMITS + 3]).await;
    let until = log.head().await.unwrap();
    let mut feed = Feed::start::<Sizes>(&log, 0, Some(until), Fill::Full);
    let mut seen = Vec::new();
    for size in [COMMITS, COMMITS, 3] {
        let batch = next(&mut feed).await.unwrap();
        assert_eq!(batch.len(), size);
        seen.extend(batch);
    }
    assert_eq!(seen, (1..=until).collect::<Vec<_>>());
    assert!(matches!(next(&mut feed).await, Err(Error::Interrupted)), "nothing was wanted after that");
}

#[tokio::test]
async fn a_batch_is_full_of_bytes_with_a_single_commit_too() {
    let (large, most) = (1024 * 1024, Fill::Full.bytes() / (1024 * 1024));
    let log = of_sizes(&vec![large; most + 1]).await;
    let mut feed = Feed::start::<Sizes>(&log, 0, Some(log.head().await.unwrap()), Fill::Full);
    assert_eq!(next(&mut feed).await.unwrap().len(), most);
    assert_eq!(next(&mut feed).await.unwrap().len(), 1);

    let mut batch = Batch { steps: Vec::new(), bytes: 0, next: 1, until: None, fill: Fill::Full, failed: None };
    batch.take::<Sizes>(Some(Ok(recorded(Fill::Full.bytes() * 2))));
    assert!(batch.is_ready() && !batch.has_room(), "one commit over the budget goes alone instead of waiting");
    assert_eq!(batch.give().unwrap().len(), 1);
    assert!(batch.has_room());
}

fn recorded(size: usize) -> Recorded {
    let key = AggregateKey::new(Category::Review, "r1").unwrap();
    Recorded { sequence: 1, key, payload: Bytes::from(vec![7; size]), traceparent: None, stored_at: None }
}

#[tokio::test]
async fn a_ready_batch_waits_for_nothing_but_its_first_commit() {
    let log = MemoryLog::new();
    let mut feed = Feed::start::<Sizes>(&log, 0, None, Fill::Ready);
    assert!(feed.next().now_or_never().is_none(), "there is nothing yet");
    for expected in 1..=3 {
        append(&log, 1).await;
        assert_eq!(next(&mut feed).await.unwrap(), [expected], "a call that was dropped loses nothing");
    }
}

#[tokio::test]
async fn at_most_one_batch_is_read_ahead() {
    let log = of_sizes(&[1; 3 * COMMITS]).await;
    let mut feed = Feed::start::<Sizes>(&log, 0, None, Fill::Ready);
    let mut seen = next(&mut feed).await.unwrap();
    while seen.len() < 3 * COMMITS {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let batch = next(&mut feed).await.unwrap();
        assert!(batch.len() <= COMMITS, "{}", batch.len());
        seen.extend(batch);
    }
    assert_eq!(seen, (1..=3 * COMMITS as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_was_understood_before_a_failure_is_given_before_it() {
    for fill in [Fill::Ready, Fill::Full] {
        let log = of_sizes(&[1, 1, 0, 1]).await;
        let mut feed = Feed::start::<Sizes>(&log, 0, Some(4), fill);
        let mut seen = Vec::new();
        let error = loop {
            match next(&mut feed).await {
                Ok(batch) => seen.extend(batch),
                Err(error) => break error,
            }
        };
        assert_eq!(seen, [1, 2], "{fill:?}");
        assert!(matches!(error, Error::Refused { sequence: 3, .. }), "{error:?}");
        assert!(matches!(next(&mut feed).await, Err(Error::Interrupted)));
    }
}
