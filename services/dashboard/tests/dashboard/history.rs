//! Histories of reviews, as the services write them.

use std::collections::HashMap;

use bytes::Bytes;
use haetae_event_log::{AggregateKey, Category, EventLog, NewCommit};
use haetae_proto::{common::v1 as wire, event::v1 as pb, event::v1::event::Event};
use prost::Message as _;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::BOUND;

/// Writes commits; time goes on with each, by a second if not told otherwise.
pub(crate) struct History<'a> {
    log: &'a dyn EventLog,
    aggregates: HashMap<AggregateKey, (u64, u64)>,
    commits: u64,
    /// Seconds that the clock of each writer is ahead; they take turns.
    ahead: &'static [i64],
    /// Seconds from one commit to the next.
    pace: i64,
}

/// The id of the n-th review.
pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128((n + 1) << 64 | 0x8000_0000_0000_0000)
}

/// The part of a second at which every commit is recorded.
pub(crate) const NANOS: i32 = 123_456_789;

/// The trace of every commit.
pub(crate) const TRACE: [u8; 16] = [0xab; 16];

impl<'a> History<'a> {
    pub(crate) fn new(log: &'a dyn EventLog) -> Self {
        Self { log, aggregates: HashMap::new(), commits: 0, ahead: &[0], pace: 1 }
    }

    /// The same with writers whose clocks differ.
    pub(crate) fn with_clocks(log: &'a dyn EventLog, ahead: &'static [i64]) -> Self {
        Self { ahead, ..Self::new(log) }
    }

    /// The same with so many seconds from one commit to the next.
    pub(crate) fn at_pace(self, pace: i64) -> Self {
        Self { pace, ..self }
    }

    /// When the n-th commit was recorded, in seconds since 1970.
    pub(crate) fn recorded_at(&self, n: u64) -> i64 {
        let turn = usize::try_from(n).unwrap() % self.ahead.len();
        1_767_225_600 + n.cast_signed() * self.pace + self.ahead[turn]
    }

    /// More of a history that has so many commits already, on aggregates of its own.
    pub(crate) fn after(log: &'a dyn EventLog, commits: u64) -> Self {
        Self { commits, ..Self::new(log) }
    }

    /// Appends one commit and gives its sequence.
    pub(crate) async fn commit(&mut self, category: Category, id: &str, events: Vec<Option<Event>>) -> u64 {
        self.commit_by(("kim", "김보안"), category, id, events).await
    }

    /// [`Self::commit`] by another person.
    pub(crate) async fn commit_by(
        &mut self,
        (subject, name): (&str, &str),
        category: Category,
        id: &str,
        events: Vec<Option<Event>>,
    ) -> u64 {
        let key = AggregateKey::new(category, id).unwrap();
        let (before, version) = self.aggregates.get(&key).copied().unwrap_or((0, 0));
        self.commits += 1;
        let commit_id = Uuid::from_u128(u128::from(self.commits));
        let commit = pb::Commit {
            commit_id: Bytes::copy_from_slice(commit_id.as_bytes()),
            category: category.as_str().into(),
            aggregate_id: id.into(),
            version: version + 1,
            actor: Some(person(subject, name)),
            recorded_at: Some(prost_types::Timestamp { seconds: self.recorded_at(self.commits), nanos: NANOS }),
            trace_id: Bytes::from_static(&TRACE),
            events: events.into_iter().map(|event| pb::Event { event }).collect(),
            ..pb::Commit::default()
        };
        let commit = NewCommit { id: commit_id, payload: commit.encode_to_vec().into(), traceparent: None };
        let sequence = self.log.append(&key, before, commit, Instant::now() + BOUND).await.unwrap();
        self.aggregates.insert(key, (sequence, version + 1));
        sequence
    }

    pub(crate) async fn submit(&mut self, n: u128, title: &str, team: &str, types: &[wire::ServiceType]) -> u64 {
        let profile = wire::ServiceProfile {
            service_types: types.iter().map(|word| (*word).into()).collect(),
            components: vec![wire::Component::Device.into()],
            ..wire::ServiceProfile::default()
        };
        let event = Event::ReviewSubmitted(pb::ReviewSubmitted {
            title: title.into(),
            requester: Some(person("lee", "이요청")),
            team: team.into(),
            profile: Some(profile),
            ..pb::ReviewSubmitted::default()
        });
        self.commit(Category::Review, &id(n).to_string(), vec![Some(event)]).await
    }

    /// Another title and description.
    pub(crate) async fn amend(&mut self, n: u128, title: &str, description: &str) -> u64 {
        let impact = wire::ImpactLevel::Minor.into();
        let profile = wire::ServiceProfile {
            service_types: vec![wire::ServiceType::Payment.into()],
            stage: wire::LifecycleStage::Planning.into(),
            exposure: wire::Exposure::Internal.into(),
            data_classes: vec![wire::DataClass::Internal.into()],
            user_scale: wire::UserScale::UpTo1k.into(),
            impact: Some(wire::BusinessImpact {
                financial: impact,
                reputation: impact,
                legal_privacy: impact,
                safety: impact,
            }),
            ..wire::ServiceProfile::default()
        };
        let event = Event::ReviewAmended(pb::ReviewAmended {
            title: title.into(),
            description: description.into(),
            profile: Some(profile),
            ..pb::ReviewAmended::default()
        });
        self.commit(Category::Review, &id(n).to_string(), vec![Some(event)]).await
    }

    pub(crate) async fn assess(&mut self, n: u128, score: u32, level: wire::RiskLevel) -> u64 {
        let event = Event::RiskAssessed(pb::RiskAssessed {
            policy: Some(wire::DocumentVersion { version: 2, ..wire::DocumentVersion::default() }),
            score,
            level: level.into(),
            depth: wire::ReviewDepth::Full.into(),
            target_days: 14,
            ..pb::RiskAssessed::default()
        });
        self.commit(Category::Risk, &id(n).to_string(), vec![Some(event)]).await
    }

    pub(crate) async fn generate(&mut self, n: u128, checkpoints: usize) -> u64 {
        let checkpoint = pb::SelectedCheckpoint { mandatory: true, ..pb::SelectedCheckpoint::default() };
        let event = Event::DiagnosisGenerated(pb::DiagnosisGenerated {
            checkpoints: vec![checkpoint; checkpoints],
            ..pb::DiagnosisGenerated::default()
        });
        self.commit(Category::Diagnosis, &id(n).to_string(), vec![Some(event)]).await
    }

    /// One Pass and one Fail of `total`, and the start of the diagnosis that follows from them.
    pub(crate) async fn judge(&mut self, n: u128, total: u32) -> u64 {
        self.verdicts(n, total).await;
        self.started(n).await
    }

    async fn verdicts(&mut self, n: u128, total: u32) -> u64 {
        let verdict = |result: wire::VerdictResult| pb::Verdict {
            checkpoint: format!("web-service:APP-01:{}", i32::from(result)),
            result: result.into(),
            method: wire::CheckMethod::Examine.into(),
            ..pb::Verdict::default()
        };
        let event = Event::VerdictsRecorded(pb::VerdictsRecorded {
            verdicts: vec![verdict(wire::VerdictResult::Pass), verdict(wire::VerdictResult::Fail)],
            tally: Some(wire::Tally {
                total,
                mandatory: total,
                pass: 1,
                fail: 1,
                mandatory_open: total - 2,
                ..wire::Tally::default()
            }),
            standing: None,
        });
        self.commit(Category::Diagnosis, &id(n).to_string(), vec![Some(event)]).await
    }

    /// A file for some checkpoint.
    async fn add_evidence(&mut self, n: u128) -> u64 {
        let event = Event::EvidenceAdded(pb::EvidenceAdded {
            evidence: "E-1".into(),
            name: "..\\설정.png".into(),
            checkpoint: "web:C1:1".into(),
            ..pb::EvidenceAdded::default()
        });
        self.commit(Category::Diagnosis, &id(n).to_string(), vec![Some(event)]).await
    }

    /// The start of the diagnosis.
    pub(crate) async fn started(&mut self, n: u128) -> u64 {
        let event = Event::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {});
        self.commit(Category::Review, &id(n).to_string(), vec![Some(event)]).await
    }

    /// The requester wants it no more.
    pub(crate) async fn withdraw(&mut self, n: u128) -> u64 {
        let event = Event::ReviewWithdrawn(pb::ReviewWithdrawn { reason: "취소".into() });
        self.commit(Category::Review, &id(n).to_string(), vec![Some(event)]).await
    }

    /// A person who works on it.
    pub(crate) async fn assign(&mut self, n: u128, (subject, name): (&str, &str)) -> u64 {
        let event = pb::ReviewAssigned { assignee: Some(person(subject, name)), claimed: false, reason: String::new() };
        self.commit(Category::Review, &id(n).to_string(), vec![Some(Event::ReviewAssigned(event))]).await
    }

    /// Its target date passed.
    pub(crate) async fn breach(&mut self, n: u128) -> u64 {
        let policy = wire::DocumentVersion { document_id: "scoring".into(), version: 2, content_hash: vec![0; 32] };
        let due_at = Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 0 });
        let event = pb::ReviewTargetBreached { due_at, policy: Some(policy) };
        self.commit(Category::Review, &id(n).to_string(), vec![Some(Event::ReviewTargetBreached(event))]).await
    }

    /// Something moved under its decision.
    pub(crate) async fn stale(&mut self, n: u128) -> u64 {
        let moved = vec![pb::MovedGround { what: "ChecklistRevised".into(), sequence: 1 }];
        let event = Event::ReviewDecisionStaled(pb::ReviewDecisionStaled { moved });
        self.commit(Category::Review, &id(n).to_string(), vec![Some(event)]).await
    }

    /// So many more reviews, the first of them numbered after `after`; gives the last sequence.
    pub(crate) async fn resubmit(&mut self, reviews: u128, after: u64) -> u64 {
        let mut last = after;
        for n in 0..reviews {
            last = self.submit(u128::from(after) + 1_000_000 + n, "더 온 검토", "water", &[]).await;
        }
        last
    }

    /// A version of the scoring policy.
    pub(crate) async fn policy(&mut self) -> u64 {
        let published = Event::PolicyPublished(pb::PolicyPublished { version: 1, ..pb::PolicyPublished::default() });
        self.commit(Category::Policy, "scoring", vec![Some(published)]).await
    }

    /// How many commits there are; in a log that has no other writer, the last sequence.
    pub(crate) fn commits(&self) -> u64 {
        self.commits
    }

    /// Reviews that have come to different points, and a policy among them; gives the last sequence.
    pub(crate) async fn many(&mut self, reviews: u128) -> u64 {
        use wire::{RiskLevel, ServiceType};
        let mut last = self.policy().await;
        for n in 0..reviews {
            let types = [ServiceType::Payment, ServiceType::MobileApp];
            let team = ["결제팀", "교통과", "water"][usize::try_from(n % 3).unwrap()];
            last = self.submit(n, &format!("검토 {n}"), team, &types[..=usize::try_from(n % 2).unwrap()]).await;
        }
        for n in 0..reviews {
            let level = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High][usize::try_from(n % 3).unwrap()];
            match n % 5 {
                0 => {}
                1 => last = self.assess(n, 10, level).await,
                _ => {
                    self.assess(n, 40 + u32::try_from(n % 7).unwrap(), level).await;
                    last = self.generate(n, 12).await;
                }
            }
        }
        for n in (0..reviews).filter(|n| n % 5 == 4) {
            self.add_evidence(n).await;
            last = self.judge(n, 12).await;
        }
        last
    }
}

fn person(subject: &str, name: &str) -> wire::Person {
    wire::Person { subject: subject.into(), name: name.into() }
}
