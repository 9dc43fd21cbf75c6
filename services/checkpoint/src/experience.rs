//! Keeps count of how often controls fail, in all reviews and in those of each team, from the log alone.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock, RwLockReadGuard},
};

use haetae_domain::{checkpoint_key::CheckpointKey, experience::Experience, vocabulary::VerdictResult};
use haetae_event_log::{Recorded, codec::Word as _};
use haetae_proto::event::v1::{self as pb, event::Event};
use haetae_service_kit::{auth::Scope, tail::Commits};
use uuid::Uuid;

/// The records of all controls.
#[derive(Debug, Default)]
pub(crate) struct Experiences(RwLock<Counted>);

/// What was counted up to a position.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    all: Experience,
    teams: Vec<Experience>,
    /// The place of a team's records.
    places: HashMap<String, usize>,
    /// The place of the records of a review's team.
    reviews: HashMap<Uuid, usize>,
    none: Experience,
    /// Of the last diagnosis.
    pub(crate) position: u64,
}

impl Counted {
    /// The records of the reviews that a caller may read: what others judged tells about their reviews, and few judgements
    /// of a rare kind tell about one.
    pub(crate) fn of(&self, scope: Scope<'_>) -> &Experience {
        match scope {
            Scope::All => &self.all,
            Scope::Team(team) => self.places.get(team).and_then(|place| self.teams.get(*place)).unwrap_or(&self.none),
            Scope::Nothing => &self.none,
        }
    }

    fn began(&mut self, review: Uuid, team: String) {
        let place = *self.places.entry(team).or_insert(self.teams.len());
        if place == self.teams.len() {
            self.teams.push(Experience::default());
        }
        self.reviews.insert(review, place);
    }

    fn judged(&mut self, review: Uuid, verdict: &pb::Verdict) {
        let key = CheckpointKey::parse(&verdict.checkpoint);
        let (Some(key), Some(result)) = (key, VerdictResult::from_wire(verdict.result)) else { return };
        self.all.count(&key, result);
        let place = self.reviews.get(&review).copied();
        if let Some(team) = place.and_then(|place| self.teams.get_mut(place)) {
            team.count(&key, result);
        }
    }

    /// A Fail that was taken back counts no more.
    fn retracted(&mut self, review: Uuid, checkpoint: &str) {
        let Some(key) = CheckpointKey::parse(checkpoint) else { return };
        self.all.retract(&key);
        let place = self.reviews.get(&review).copied();
        if let Some(team) = place.and_then(|place| self.teams.get_mut(place)) {
            team.retract(&key);
        }
    }
}

impl Experiences {
    /// What was counted so far.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Counted> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts along the diagnoses as long as there are more of them.
    pub(crate) async fn follow(&self, mut commits: Commits) {
        while let Some(recorded) = commits.recv().await {
            self.take(&recorded);
        }
    }

    fn take(&self, recorded: &Recorded) {
        let (team, judgements, retracted) = counted_in(recorded);
        let mut counted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(review) = Uuid::try_parse(recorded.key.id()) {
            if let Some(team) = team {
                counted.began(review, team);
            }
            for verdict in &judgements {
                counted.judged(review, verdict);
            }
            for checkpoint in &retracted {
                counted.retracted(review, checkpoint);
            }
        }
        counted.position = recorded.sequence;
    }
}

/// Whose review a commit began to diagnose, what was judged in it, and whose Fail was taken back. That a fix was verified says nothing of how often the control fails; a commit that this
/// build cannot read counts nothing.
fn counted_in(recorded: &Recorded) -> (Option<String>, Vec<pb::Verdict>, Vec<String>) {
    let events = recorded.decode().map_or_else(|_| vec![], |commit| commit.events);
    let verified = events.iter().any(|event| matches!(event.event, Some(Event::FixVerified(_))));
    let (mut team, mut verdicts, mut retracted) = (None, vec![], vec![]);
    for event in events {
        match event.event {
            Some(Event::DiagnosisGenerated(generated)) => team = Some(generated.team),
            Some(Event::VerdictsRecorded(judged)) if !verified => verdicts.extend(judged.verdicts),
            Some(Event::FindingRetracted(void)) => retracted.push(void.checkpoint),
            Some(_) | None => {}
        }
    }
    (team, verdicts, retracted)
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use futures::StreamExt as _;
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
        let verified = Event::FixVerified(pb::FixVerified::default());
        commit(&log, 3, vec![judged(VerdictResult::Pass), verified]).await;
        commit(&log, 4, vec![judged(VerdictResult::Partial)]).await;
        let counted = async {
            while experiences.read().position < 4 {
                tokio::task::yield_now().await;
            }
        };
        timeout(BOUND, counted).await.expect("it follows");
        assert_eq!(experiences.read().of(Scope::All).of("c", "A"), Record { judged: 3, failed: 2 });
        let mistaken = pb::FindingRetracted { checkpoint: "c:A:1".into(), ..Default::default() };
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
}
