use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use haetae_domain::{
    experience::Record,
    ids::{CommitId, Person},
};
use haetae_event_log::{AggregateKey, Category, EventLog, MemoryLog, NewCommit, codec::CommitDraft};
use haetae_proto::common::v1::Tally;
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

/// F4: a requester learns how often controls failed in the reviews of the own team, and nothing of other teams' reviews.
#[tokio::test]
async fn a_team_is_shown_its_own_judgements_only() {
    let (log, experiences) = (Arc::new(MemoryLog::new()), Experiences::default());
    let of_team =
        |team: &str| Event::DiagnosisGenerated(pb::DiagnosisGenerated { team: team.into(), ..Default::default() });
    commit(&log, 1, vec![of_team("a"), judged(VerdictResult::Fail)]).await;
    commit(&log, 2, vec![of_team("b"), judged(VerdictResult::Fail), judged(VerdictResult::Pass)]).await;
    for recorded in log.read(0).take(2).collect::<Vec<_>>().await {
        experiences.take(&recorded.expect("a commit"));
    }
    let counted = experiences.read();
    let seen = |scope| counted.of(scope).of("c", "A");
    assert_eq!(seen(Scope::Team("a")), Record { judged: 1, failed: 1 });
    assert_eq!(seen(Scope::Team("b")), Record { judged: 2, failed: 1 });
    assert_eq!(seen(Scope::Team("c")), Record::default());
    assert_eq!(seen(Scope::Nothing), Record::default());
    assert_eq!(seen(Scope::All), Record { judged: 3, failed: 2 });
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
    let standing = Some(pb::DiagnosisStanding { round: 1, ..Default::default() });
    let verified = Event::FixVerified(pb::FixVerified { finding: "F-1".into(), standing });
    commit(&log, 3, vec![judged(VerdictResult::Pass), verified]).await;
    commit(&log, 4, vec![judged(VerdictResult::Partial)]).await;
    let counted = async {
        while experiences.read().position < 4 {
            tokio::task::yield_now().await;
        }
    };
    timeout(BOUND, counted).await.expect("it follows");
    assert_eq!(experiences.read().of(Scope::All).of("c", "A"), Record { judged: 3, failed: 2 });
    let (tally, standing) = (Some(Tally::default()), Some(pb::DiagnosisStanding { round: 1, ..Default::default() }));
    let (finding, checkpoint) = ("F-1".into(), "c:A:1".into());
    let mistaken = pb::FindingRetracted { finding, checkpoint, tally, standing, ..Default::default() };
    commit(&log, 5, vec![Event::FindingRetracted(mistaken)]).await;
    let counted = async {
        while experiences.read().position < 5 {
            tokio::task::yield_now().await;
        }
    };
    timeout(BOUND, counted).await.expect("it follows");
    assert_eq!(
        experiences.read().of(Scope::All).of("c", "A"),
        Record { judged: 2, failed: 1 },
        "a mistake counts nowhere"
    );
    // A1: a copy that a stranger publishes is no second judgement.
    let copied = log.at(2).await.expect("a read").expect("a commit");
    let copy = NewCommit { id: Uuid::from_u128(6), payload: copied.payload, traceparent: None };
    log.append(&copied.key, 2, copy, Instant::now() + BOUND).await.expect("appended");
    let read = async {
        while experiences.read().position < 6 {
            tokio::task::yield_now().await;
        }
    };
    timeout(BOUND, read).await.expect("it follows");
    assert_eq!(experiences.read().of(Scope::All).of("c", "A"), Record { judged: 2, failed: 1 });
    stop.cancel();
    running.await.expect("it ends");
}
