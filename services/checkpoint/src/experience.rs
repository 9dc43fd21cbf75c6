//! Keeps count of how often controls fail, from the log alone.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use haetae_domain::{experience::Experience, selection::CheckpointKey, vocabulary::VerdictResult};
use haetae_event_log::{Recorded, codec::Word as _};
use haetae_proto::event::v1::{self as pb, event::Event};
use haetae_service_kit::tail::Commits;

/// The records of all controls, and the position of the last diagnosis they were counted to.
#[derive(Debug, Default)]
pub(crate) struct Experiences(RwLock<(Experience, u64)>);

impl Experiences {
    /// The records, and the position they were counted to.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, (Experience, u64)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts along the diagnoses as long as there are more of them.
    pub(crate) async fn follow(&self, mut commits: Commits) {
        while let Some(recorded) = commits.recv().await {
            self.take(&recorded);
        }
    }

    fn take(&self, recorded: &Recorded) {
        let judgements = judgements(recorded);
        let mut counted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for verdict in judgements {
            let key = CheckpointKey::parse(&verdict.checkpoint);
            let result = VerdictResult::from_wire(verdict.result);
            if let (Some(key), Some(result)) = (key, result) {
                counted.0.count(&key, result);
            }
        }
        counted.1 = recorded.sequence;
    }
}

/// What was judged in a commit. That a fix was verified says nothing of how often the control fails; a commit that this
/// build cannot read counts nothing.
fn judgements(recorded: &Recorded) -> Vec<pb::Verdict> {
    let events = recorded.decode().map_or_else(|_| vec![], |commit| commit.events);
    if events.iter().any(|event| matches!(event.event, Some(Event::FixVerified(_)))) {
        return vec![];
    }
    let judged = |event: pb::Event| match event.event {
        Some(Event::VerdictsRecorded(judged)) => judged.verdicts,
        Some(_) | None => vec![],
    };
    events.into_iter().flat_map(judged).collect()
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use haetae_domain::{
        experience::Record,
        ids::{CommitId, Person},
    };
    use haetae_event_log::{AggregateKey, Category, EventLog, MemoryLog, NewCommit, codec::CommitDraft};
    use haetae_service_kit::tail::Tail;
    use jiff::Timestamp;
    use tokio::time::{Instant, timeout};
    use tokio_util::sync::CancellationToken;
    use uuid::Uuid;

    use super::*;

    const BOUND: Duration = Duration::from_secs(20);

    fn judged(result: VerdictResult) -> Event {
        let verdict = pb::Verdict { checkpoint: "c:A:1".into(), result: result.to_wire(), ..Default::default() };
        Event::VerdictsRecorded(pb::VerdictsRecorded { verdicts: vec![verdict], ..Default::default() })
    }

    /// The first commit of a diagnosis.
    async fn commit(log: &MemoryLog, review: u128, events: Vec<Event>) {
        let id = Uuid::from_u128(review);
        let key = AggregateKey::new(Category::Diagnosis, &id.to_string()).expect("a key");
        let draft = CommitDraft {
            key: &key,
            id: CommitId(id),
            version: 1,
            by: &Person::default(),
            at: Timestamp::UNIX_EPOCH,
            request: None,
            cause: None,
            trace: None,
        };
        let commit = NewCommit { id, payload: draft.encode(events), traceparent: None };
        log.append(&key, 0, commit, Instant::now() + BOUND).await.expect("appended");
    }

    #[tokio::test]
    async fn what_was_judged_before_the_start_and_what_is_judged_later_is_counted_once() {
        let log = Arc::new(MemoryLog::new());
        commit(&log, 1, vec![judged(VerdictResult::Pass)]).await;
        commit(&log, 2, vec![judged(VerdictResult::Fail)]).await;
        let (experiences, stop) = (Arc::new(Experiences::default()), CancellationToken::new());
        let mut tail = Tail::new(Arc::clone(&log) as Arc<dyn EventLog>, Category::Diagnosis);
        let (following, commits) = (Arc::clone(&experiences), tail.listen());
        let running = tokio::spawn(async move { following.follow(commits).await });
        tokio::spawn(tail.run(stop.clone()));
        let verified = Event::FixVerified(pb::FixVerified::default());
        commit(&log, 3, vec![judged(VerdictResult::Pass), verified]).await;
        commit(&log, 4, vec![judged(VerdictResult::Partial)]).await;
        let counted = async {
            while experiences.read().1 < 4 {
                tokio::task::yield_now().await;
            }
        };
        timeout(BOUND, counted).await.expect("it follows");
        assert_eq!(experiences.read().0.of("c", "A"), Record { judged: 3, failed: 2 });
        stop.cancel();
        running.await.expect("it ends");
    }
}
