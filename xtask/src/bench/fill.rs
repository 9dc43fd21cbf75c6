//! Fills a log with realistic commits: those of the demo's requests, repeated under new ids.

use std::{cell::Cell, collections::BTreeMap};

use anyhow::{Result, ensure};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use haetae_domain::ids::{CommitId, ReviewId};
use haetae_event_log::{AggregateKey, Category, EventLog, NewCommit};
use haetae_proto::event::v1::Commit;
use prost::Message as _;
use prost_types::Timestamp;
use tokio::time::{Duration, Instant};
use uuid::Uuid;

/// Reviews being written at once: enough for full batches.
const AT_ONCE: usize = 1024;
const APPEND_BOUND: Duration = Duration::from_secs(60);
/// Seconds from one commit to the next: a hundred thousand reviews in two years.
pub(super) const PACE: i64 = 128;
/// The requester of the generated reviews.
const CALLER: &str = "bench";

/// The commits of one review, in their order in the log.
type Life = Vec<(Category, Commit)>;

/// Appends copies of the reviews in the log until it holds `commits`, through as many batches as it takes. Time goes on
/// from the last original by [`PACE`] with every commit, so that it grows with the log as it does where people work. And as
/// there, the log ends with as many reviews in hand as at any earlier position: the newest ones had the fewest steps.
///
/// # Errors
/// An error if the log has no review, or if an append fails.
pub(super) async fn fill(log: &impl EventLog, commits: u64, progress: impl Fn(u64)) -> Result<()> {
    let head = log.head().await?;
    let lives = lives(log, head).await?;
    ensure!(!lives.is_empty(), "the log holds no review");
    let latest = lives.iter().flatten().filter_map(|(_, commit)| commit.recorded_at).map(|at| at.seconds).max();
    let clock = Cell::new(latest.unwrap_or_default());
    let mut left = usize::try_from(commits.saturating_sub(head))?;
    let longest = lives.iter().map(Vec::len).max().unwrap_or_default();
    let copies = (1..).zip(lives.iter().cycle()).map_while(|(number, life)| {
        let take = steps(life.len(), left, AT_ONCE * longest / 2);
        left -= take;
        (take > 0).then(|| append(log, number, &clock, &life[..take]))
    });
    let mut appends = stream::iter(copies).buffer_unordered(AT_ONCE);
    let mut done = head;
    while let Some(appended) = appends.try_next().await? {
        done += appended;
        progress(done);
    }
    Ok(())
}

/// Returns the number of commits of a review, given the total that is left: fewer and fewer for the last `ending`.
fn steps(life: usize, left: usize, ending: usize) -> usize {
    let share = if left < ending { (life * left).div_ceil(ending) } else { life };
    share.min(left)
}

/// Returns the commits of each review in the log.
async fn lives(log: &impl EventLog, head: u64) -> Result<Vec<Life>> {
    let mut lives: BTreeMap<String, Life> = BTreeMap::new();
    let mut commits = log.read(0).take(usize::try_from(head)?);
    while let Some(recorded) = commits.try_next().await? {
        let category = recorded.key.category();
        if matches!(category, Category::Review | Category::Risk | Category::Diagnosis) {
            lives.entry(recorded.key.id().to_owned()).or_default().push((category, recorded.decode()?));
        }
    }
    Ok(lives.into_values().collect())
}

/// Appends one review with these commits and current times; each expects its predecessor in the aggregate. Returns the
/// number of commits.
async fn append(log: &impl EventLog, number: u128, clock: &Cell<i64>, life: &[(Category, Commit)]) -> Result<u64> {
    let review = ReviewId::derive(CALLER, Uuid::from_u128(number)).to_string();
    let mut tails: BTreeMap<String, u64> = BTreeMap::new();
    for (step, (category, commit)) in (0..).zip(life) {
        let key = AggregateKey::new(*category, &review)?;
        let id = CommitId::of_request(&key.subject(), CALLER, Uuid::from_u128(step)).0;
        clock.set(clock.get() + PACE);
        let recorded_at = commit.recorded_at.map(|at| Timestamp { seconds: clock.get(), ..at });
        let (commit_id, aggregate_id) = (Bytes::copy_from_slice(id.as_bytes()), review.clone());
        let commit = Commit { commit_id, aggregate_id, recorded_at, ..commit.clone() };
        let commit = NewCommit { id, payload: commit.encode_to_vec().into(), traceparent: None };
        let tail = tails.entry(key.subject()).or_default();
        *tail = log.append(&key, *tail, commit, Instant::now() + APPEND_BOUND).await?;
    }
    Ok(u64::try_from(life.len())?)
}

#[cfg(test)]
mod tests {
    use haetae_event_log::MemoryLog;

    use super::*;

    async fn seed(log: &MemoryLog, category: Category, version: u64) {
        let key = AggregateKey::new(category, "first").unwrap();
        let expected = u64::from(version != 1);
        let id = Uuid::from_u128(u128::from(version) << 8 | category as u128);
        let commit = Commit {
            commit_id: Bytes::copy_from_slice(id.as_bytes()),
            category: category.as_str().to_owned(),
            aggregate_id: "first".to_owned(),
            version,
            // A commit needs a time.
            recorded_at: Some(Timestamp { seconds: 1_767_225_600, nanos: 0 }),
            ..Commit::default()
        };
        let commit = NewCommit { id, payload: commit.encode_to_vec().into(), traceparent: None };
        log.append(&key, expected, commit, Instant::now() + APPEND_BOUND).await.unwrap();
    }

    #[tokio::test]
    async fn the_log_grows_to_the_very_number_and_ends_with_reviews_in_hand() {
        const COMMITS: u64 = 6_000;
        let log = MemoryLog::default();
        seed(&log, Category::Review, 1).await;
        seed(&log, Category::Risk, 1).await;
        seed(&log, Category::Review, 2).await;
        fill(&log, COMMITS, |_| {}).await.unwrap();
        assert_eq!(log.head().await.unwrap(), COMMITS);
        let lives = lives(&log, COMMITS).await.unwrap();
        let whole = [(Category::Review, 1), (Category::Risk, 1), (Category::Review, 2)];
        for life in &lives {
            let versions: Vec<_> = life.iter().map(|(category, commit)| (*category, commit.version)).collect();
            assert_eq!(versions, whole[..life.len()]);
        }
        let with = |steps| lives.iter().filter(|life| life.len() == steps).count();
        assert!(
            with(3) > AT_ONCE && with(2) > AT_ONCE / 8 && with(1) > AT_ONCE / 8,
            "{} {} {}",
            with(3),
            with(2),
            with(1)
        );
    }

    #[test]
    fn the_last_reviews_take_fewer_steps_and_use_up_what_is_left() {
        assert_eq!(steps(8, 1_000, 100), 8);
        assert_eq!((steps(8, 50, 100), steps(8, 10, 100), steps(8, 1, 100), steps(8, 0, 100)), (4, 1, 1, 0));
    }

    #[tokio::test]
    async fn a_log_without_reviews_cannot_be_filled() {
        assert!(fill(&MemoryLog::default(), 10, |_| {}).await.is_err());
    }
}
