use haetae_domain::{
    ids::{CommitId, Person},
    profile::{Impact, Profile},
    review::{self, Event as R},
    vocabulary::{DataClass, Exposure, ImpactLevel, ServiceType, Stage, TriageOutcome, UserScale},
};
use haetae_event_log::codec::{Aggregate as _, CommitDraft};
use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::kind::Kind;

fn commit(sequence: u64, aggregate: &str, version: u64, id: u128) -> Recorded {
    commit_by("kim", (sequence, aggregate, version, id), &[])
}

fn commit_by(
    who: &str,
    (sequence, aggregate, version, id): (u64, &str, u64, u128),
    events: &[review::Event],
) -> Recorded {
    let key = AggregateKey::new(Category::Review, aggregate).expect("a key");
    let by = person(who);
    let draft = CommitDraft {
        key: &key,
        id: CommitId(Uuid::from_u128(id)),
        version,
        by: &by,
        at: Timestamp::UNIX_EPOCH,
        request: None,
        cause: None,
        trace: None,
    };
    let payload = draft.encode(events.iter().map(Reviews::encode).collect());
    Recorded { sequence, key, payload, traceparent: None, stored_at: None }
}

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

/// A duplicate names a review that was requested before it: neither one that never was, nor one that was requested later.
#[test]
fn a_duplicate_of_nothing_is_found() {
    let none = ImpactLevel::None;
    let profile = Profile {
        service_types: [ServiceType::Payment].into(),
        components: [].into(),
        stage: Stage::Operation,
        exposure: Exposure::Internal,
        data_classes: [DataClass::Internal].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
    };
    let submitted = R::Submitted(review::Submitted {
        title: "결제".into(),
        description: String::new(),
        requester: person("kim"),
        team: "pay".into(),
        profile,
    });
    let duplicate = |of: &str| {
        R::Triaged(review::Triaged {
            outcome: TriageOutcome::Duplicate,
            reason: "같은 서비스".into(),
            duplicate_of: Some(of.into()),
            automatic: false,
        })
    };
    for (of, is_found) in [("a", false), ("z", true), ("c", true)] {
        let log = [
            commit_by("kim", (1, "a", 1, 1), std::slice::from_ref(&submitted)),
            commit_by("kim", (2, "b", 1, 2), std::slice::from_ref(&submitted)),
            commit_by("lee", (3, "b", 2, 3), &[duplicate(of)]),
            commit_by("kim", (4, "c", 1, 4), std::slice::from_ref(&submitted)),
        ];
        let (mut history, mut findings) = (History::default(), Findings::default());
        log.iter().for_each(|recorded| history.follow(recorded, &mut findings));
        let found: Vec<_> = findings.told.iter().map(|finding| (finding.what.name(), finding.sequence)).collect();
        assert_eq!(
            found,
            if is_found { vec![("DUPLICATE_OF_NOTHING", Some(3))] } else { vec![] },
            "{of}: {findings:?}"
        );
    }
}

/// A1: a copy of a commit is counted and named as a message of a stranger; a made-up commit without knowing what
/// there is, is a finding. Nothing is held against the commits that follow.
#[test]
fn only_a_commit_that_is_not_the_next_is_named() {
    let log = [
        commit(1, "a", 1, 1),
        commit(2, "a", 2, 2),
        commit(3, "a", 1, 1), // copied
        commit(4, "a", 2, 2), // copied
        commit(5, "a", 3, 3),
        commit(6, "a", 3, 96), // made up: there is one already
        commit(7, "a", 9, 97), // made up: far ahead
        commit(8, "a", 4, 3),  // made up, with the id of another of its aggregate
        commit(9, "b", 2, 99), // made up: of nothing
        commit(10, "a", 4, 4),
        commit(11, "b", 1, 11),
        commit(12, "a", 9, 97), // a copy of what was made up
    ];
    let (mut history, mut findings) = (History::default(), Findings::default());
    log.iter().for_each(|recorded| history.follow(recorded, &mut findings));
    let named: Vec<_> = findings.strangers.iter().map(|one| (one.sequence, one.why)).collect();
    assert_eq!(named, [(3, Foreign::Copy { first: 1 }), (4, Foreign::Copy { first: 2 })], "{findings:?}");
    assert_eq!(findings.foreign, 2);
    let found: Vec<_> = findings.told.iter().map(|finding| (finding.kind(), finding.sequence)).collect();
    assert_eq!(found, [6, 7, 8, 9, 12].map(|sequence| (Kind::Version, Some(sequence))), "{findings:?}");
}
