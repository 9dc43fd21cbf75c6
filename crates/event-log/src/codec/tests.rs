//! Every event comes back from the log as it went in: through the contract's shape and its bytes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use haetae_domain::diagnosis::{self, Generated, Tally, Verdict};
use haetae_domain::document::{self, DocumentVersion};
use haetae_domain::ids::Person;
use haetae_domain::profile::{Impact, Profile};
use haetae_domain::review::{self, Submitted};
use haetae_domain::risk::{self, Assessment};
use haetae_domain::scoring::{Contribution, Score, Section};
use haetae_domain::selection::{CheckpointKey, Selected};
use haetae_domain::vocabulary::*;
use haetae_proto::event::v1 as pb;
use jiff::Timestamp;
use proptest::prelude::*;
use prost::Message as _;

use super::*;

/// Through the bytes and back.
fn stored<A: Aggregate>(event: &A::Event) -> Result<A::Event, CodecError> {
    let bytes = pb::Event { event: Some(A::encode(event)) }.encode_to_vec();
    let event = pb::Event::decode(bytes.as_slice()).expect("an event");
    A::decode(event.event.expect("a kind"))
}

fn one<K: Copy + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = K> {
    proptest::sample::select(all)
}

fn some<K: Copy + Ord + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = BTreeSet<K>> {
    proptest::sample::subsequence(all, 1..=all.len()).prop_map(|words| words.into_iter().collect())
}

fn words() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[가-힣a-z ]{0,12}").expect("a pattern")
}

fn person() -> impl Strategy<Value = Person> {
    (words(), words()).prop_map(|(subject, name)| Person { subject, name })
}

fn version() -> impl Strategy<Value = DocumentVersion> {
    (words(), 1u32.., any::<[u8; 32]>()).prop_map(|(id, version, content_hash)| DocumentVersion {
        id,
        version,
        content_hash,
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    let level = || one(ImpactLevel::ALL);
    let impact = (level(), level(), level(), level()).prop_map(|(financial, reputation, legal_privacy, safety)| {
        Impact { financial, reputation, legal_privacy, safety }
    });
    let scales = (one(Stage::ALL), one(Exposure::ALL), one(UserScale::ALL), impact);
    (some(ServiceType::ALL), some(Component::ALL), some(DataClass::ALL), scales).prop_map(
        |(service_types, components, data_classes, (stage, exposure, user_scale, impact))| Profile {
            service_types,
            components,
            stage,
            exposure,
            data_classes,
            user_scale,
            impact,
        },
    )
}

fn score() -> impl Strategy<Value = Score> {
    let contribution = (one(Section::ALL), words(), any::<u8>()).prop_map(|(section, item, points)| Contribution {
        section,
        item: Cow::Owned(item),
        points,
    });
    let lists = (proptest::collection::vec(contribution, 0..6), proptest::collection::vec(words(), 0..3));
    (any::<u8>(), one(Level::ALL), lists, one(Depth::ALL), any::<u16>()).prop_map(
        |(score, level, (contributions, escalators), depth, target_days)| Score {
            score,
            level,
            contributions,
            escalators,
            depth,
            target_days,
        },
    )
}

fn key() -> impl Strategy<Value = CheckpointKey> {
    let part = || proptest::string::string_regex("[a-z0-9.-]{1,8}").expect("a pattern");
    (part(), part(), part()).prop_map(|(catalog, control, check)| CheckpointKey { catalog, control, check })
}

fn selected() -> impl Strategy<Value = Selected> {
    (key(), one(Layer::ALL), any::<bool>(), proptest::collection::vec(words(), 0..3))
        .prop_map(|(key, layer, mandatory, rules)| Selected { key, layer, mandatory, rules })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    (key(), one(VerdictResult::ALL), one(Method::ALL), words(), proptest::collection::vec(words(), 0..3)).prop_map(
        |(checkpoint, result, method, reason, evidence)| Verdict { checkpoint, result, method, reason, evidence },
    )
}

fn tally() -> impl Strategy<Value = Tally> {
    any::<[u32; 7]>().prop_map(|[total, mandatory, pass, fail, partial, not_applicable, mandatory_open]| Tally {
        total,
        mandatory,
        pass,
        fail,
        partial,
        not_applicable,
        mandatory_open,
    })
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000, 0i32..1_000_000_000).prop_map(|(second, nano)| Timestamp::constant(second, nano))
}

fn decision() -> impl Strategy<Value = review::Decided> {
    let versions = (version(), proptest::collection::vec(version(), 0..3), one(Level::ALL));
    let evidence = proptest::collection::vec(any::<[u8; 32]>(), 0..3);
    let basis = (any::<[u64; 3]>(), any::<[u32; 3]>(), versions, evidence).prop_map(
        |([review, assessment, diagnosis], [round, open, accepted], (policy, catalogs, level), evidence)| {
            let (open_findings, accepted_findings) = (open, accepted);
            review::Basis {
                review,
                assessment,
                diagnosis,
                policy,
                catalogs,
                level,
                round,
                open_findings,
                accepted_findings,
                evidence,
            }
        },
    );
    (one(DecisionOutcome::ALL), words(), proptest::collection::vec(words(), 0..3), basis)
        .prop_map(|(outcome, reason, conditions, basis)| review::Decided { outcome, reason, conditions, basis })
}

fn target() -> impl Strategy<Value = review::Target> {
    let due = prop_oneof![time().prop_map(review::Due::At), (1i16..).prop_map(review::Due::UnknownYear)];
    (due, any::<u16>(), any::<u32>(), version(), words(), one(TargetCause::ALL)).prop_map(
        |(due, target_days, paused_days, policy, calendar, cause)| review::Target {
            due,
            target_days,
            paused_days,
            policy,
            calendar,
            cause,
        },
    )
}

fn amended() -> impl Strategy<Value = review::Amended> {
    let change = (words(), words(), words());
    let change = change.prop_map(|(field, before, after)| review::FieldChange { field, before, after });
    (words(), words(), profile(), proptest::collection::vec(change, 0..3), any::<bool>()).prop_map(
        |(title, description, profile, changes, material)| review::Amended {
            title,
            description,
            profile,
            changes,
            material,
        },
    )
}

fn progress() -> impl Strategy<Value = review::Progress> {
    (one(Status::ALL), any::<[u32; 3]>(), any::<bool>(), words()).prop_map(|(status, numbers, concluded, cause)| {
        let [round, open_findings, accepted_findings] = numbers;
        review::Progress {
            status,
            standing: review::Standing { round, concluded, open_findings, accepted_findings },
            cause,
        }
    })
}

/// Everything that happens to a review after its submission.
fn later() -> impl Strategy<Value = review::Event> {
    use review::{Event, Moved, Triaged};
    let triaged = (one(TriageOutcome::ALL), words(), proptest::option::of("[a-z]{1,9}"), any::<bool>());
    let moved = (words(), any::<u64>()).prop_map(|(what, sequence)| Moved { what, sequence });
    prop_oneof![
        amended().prop_map(Event::Amended),
        words().prop_map(|reason| Event::Withdrawn { reason }),
        words().prop_map(|question| Event::InfoRequested { question }),
        (words(), one(Status::ALL)).prop_map(|(answer, status)| Event::InfoProvided { answer, status }),
        triaged.prop_map(|(outcome, reason, duplicate_of, automatic)| {
            Event::Triaged(Triaged { outcome, reason, duplicate_of, automatic })
        }),
        (person(), any::<bool>()).prop_map(|(assignee, claimed)| Event::Assigned { assignee, claimed }),
        words().prop_map(|reason| Event::Released { reason }),
        decision().prop_map(|decided| Event::Decided(Box::new(decided))),
        (words(), one(Status::ALL)).prop_map(|(reason, status)| Event::Reopened { reason, status }),
        (words(), one(Visibility::ALL)).prop_map(|(text, visibility)| Event::Commented { text, visibility }),
        target().prop_map(Event::TargetSet),
        (time(), version()).prop_map(|(due_at, policy)| Event::TargetBreached { due_at, policy }),
        proptest::collection::vec(moved, 0..3).prop_map(|moved| Event::DecisionStaled { moved }),
        progress().prop_map(Event::Progressed),
    ]
}

proptest! {
    #[test]
    fn the_life_of_a_review_comes_back(event in later()) {
        prop_assert_eq!(stored::<Reviews>(&event), Ok(event));
    }

    #[test]
    fn a_submission_comes_back(title in words(), description in words(), requester in person(), team in words(), profile in profile()) {
        let event = review::Event::Submitted(Submitted { title, description, requester, team, profile });
        prop_assert_eq!(stored::<Reviews>(&event), Ok(event));
    }

    #[test]
    fn an_assessment_comes_back(policy in version(), profile in profile(), requester in person(), team in words(), score in score()) {
        let event = risk::Event::Assessed(Assessment { policy, profile, requester, team, score });
        prop_assert_eq!(stored::<Risks>(&event), Ok(event));
    }

    #[test]
    fn a_checklist_comes_back(
        catalogs in proptest::collection::vec(version(), 0..3), profile in profile(), level in one(Level::ALL),
        requester in person(), team in words(), checkpoints in proptest::collection::vec(selected(), 0..5),
    ) {
        let event = diagnosis::Event::Generated(Generated { catalogs, profile, level, requester, team, checkpoints });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn verdicts_come_back(verdicts in proptest::collection::vec(verdict(), 1..4), tally in tally()) {
        let event = diagnosis::Event::VerdictsRecorded { verdicts, tally };
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn documents_come_back(version in 1u32.., content_hash in any::<[u8; 32]>(), document in any::<Vec<u8>>()) {
        let event = document::Event::Published { version, content_hash, document };
        prop_assert_eq!(stored::<Policies>(&event), Ok(event.clone()));
        prop_assert_eq!(stored::<Catalogs>(&event), Ok(event));
        let event = document::Event::Activated { version };
        prop_assert_eq!(stored::<Policies>(&event), Ok(event.clone()));
        prop_assert_eq!(stored::<Catalogs>(&event), Ok(event));
    }
}

#[test]
fn an_event_without_fields_comes_back_and_one_of_another_aggregate_is_refused() {
    let started = review::Event::DiagnosisStarted;
    assert_eq!(stored::<Reviews>(&started), Ok(started.clone()));
    assert_eq!(Risks::decode(Reviews::encode(&started)), Err(CodecError::Misplaced("ReviewDiagnosisStarted")));
}

#[test]
fn an_unknown_word_is_refused_by_its_field() {
    let event = WireEvent::RiskAssessed(pb::RiskAssessed::default());
    assert_eq!(Risks::decode(event), Err(CodecError::field("document_version")));
}
