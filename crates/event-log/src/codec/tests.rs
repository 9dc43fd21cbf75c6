//! Every event comes back from the log as it went in: through the contract's shape and its bytes.

mod evidence;

use std::borrow::Cow;
use std::collections::BTreeSet;

use haetae_domain::diagnosis::{
    self, Concluded, ControlGain, FindingTerms, Generated, Reopened, Revised, Standing, Tally, ThreatStanding, Verdict,
};
use haetae_domain::document::{self, DocumentVersion};
use haetae_domain::finding::{self, Asked, FindingId, Opened};
use haetae_domain::ids::{CommitId, Person};
use haetae_domain::policy::FindingDays;
use haetae_domain::profile::{Impact, Profile};
use haetae_domain::residual::{NextControl, Open, Residual};
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
use crate::{AggregateKey, Recorded};

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
    let terms = (one(Depth::ALL), any::<u16>(), any::<bool>());
    (any::<u8>(), one(Level::ALL), lists, terms, finding_days()).prop_map(
        |(score, level, (contributions, escalators), (depth, target_days, automatic_waiver), finding_days)| Score {
            score,
            level,
            contributions,
            escalators,
            depth,
            target_days,
            finding_days,
            automatic_waiver,
        },
    )
}

fn finding_days() -> impl Strategy<Value = FindingDays> {
    any::<[u16; 4]>().prop_map(|[low, medium, high, critical]| FindingDays { low, medium, high, critical })
}

fn terms() -> impl Strategy<Value = FindingTerms> {
    (proptest::option::of(version()), finding_days()).prop_map(|(policy, days)| FindingTerms { policy, days })
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
    let words = (words(), evidence::references(), words());
    (key(), one(VerdictResult::ALL), one(Method::ALL), words).prop_map(
        |(checkpoint, result, method, (reason, evidence, compensating_control))| Verdict {
            checkpoint,
            result,
            method,
            reason,
            evidence,
            compensating_control,
        },
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

fn standing() -> impl Strategy<Value = Standing> {
    (any::<[u32; 4]>(), any::<bool>()).prop_map(
        |([round, mandatory_open, open_findings, accepted_findings], concluded)| Standing {
            round,
            concluded,
            mandatory_open,
            open_findings,
            accepted_findings,
        },
    )
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-377_705_023_201..=253_402_207_200i64, 0..1_000_000_000i32)
        .prop_map(|(second, nanos)| Timestamp::new(second, if second < 0 { 0 } else { nanos }).expect("in range"))
}

fn opened() -> impl Strategy<Value = Opened> {
    let origin = (key(), words(), one(Level::ALL), one(Level::ALL), any::<bool>(), words());
    let due = (time(), any::<u16>(), proptest::option::of(version()), proptest::option::of(version()));
    (origin, due, proptest::option::of((1..99u32).prop_map(FindingId))).prop_map(
        |(
            (checkpoint, reason, severity, review_level, mandatory, team),
            (due_at, due_days, policy, catalog),
            previous,
        )| {
            Opened {
                checkpoint,
                reason,
                severity,
                review_level,
                mandatory,
                team,
                due_at,
                due_days,
                policy,
                catalog,
                previous,
            }
        },
    )
}

fn happened() -> impl Strategy<Value = finding::Event> {
    use finding::Event as E;
    let list = || proptest::collection::vec(words(), 0..3);
    prop_oneof![
        opened().prop_map(|opened| E::Opened(Box::new(opened))),
        person().prop_map(|assignee| E::Assigned { assignee }),
        (words(), evidence::references()).prop_map(|(description, evidence)| E::FixClaimed { description, evidence }),
        Just(E::FixVerified),
        words().prop_map(|reason| E::FixRejected { reason }),
        (words(), list(), time()).prop_map(|(reason, conditions, ends_at)| E::AcceptanceRequested(Asked {
            reason,
            conditions,
            ends_at
        })),
        (words(), time(), any::<bool>()).prop_map(|(reason, ends_at, granted)| E::AcceptanceApproved {
            reason,
            ends_at,
            granted
        }),
        words().prop_map(|reason| E::AcceptanceDeclined { reason }),
        words().prop_map(|reason| E::AcceptanceRevoked { reason }),
        (any::<u16>(), time()).prop_map(|(days, ends_at)| E::AcceptanceEnding { days, ends_at }),
        time().prop_map(|ends_at| E::AcceptanceEnded { ends_at }),
        time().prop_map(|due_at| E::Overdue { due_at }),
    ]
}

fn keys() -> impl Strategy<Value = Vec<CheckpointKey>> {
    proptest::collection::vec(key(), 0..4)
}

proptest! {
    #[test]
    fn the_life_of_a_review_comes_back(event in later()) {
        prop_assert_eq!(stored::<Reviews>(&event), Ok(event));
    }

    #[test]
    fn what_happens_to_findings_comes_back(id in (1..999u32).prop_map(FindingId), event in happened(), standing in standing()) {
        let event = diagnosis::Event::Finding { id, event, standing };
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn rounds_come_back(
        round in any::<u32>(), words in words(), tally in tally(), standing in standing(), checkpoints in keys(),
        threats in proptest::collection::vec((words(), words(), one(Coverage::ALL)), 0..3),
        gains in proptest::collection::vec((words(), words(), any::<u32>(), any::<u32>()), 0..3),
    ) {
        let threat = |(catalog, threat, coverage)| ThreatStanding { catalog, threat, coverage };
        let gain = |(catalog, control, checkpoints, coverage_halves)| {
            ControlGain { catalog, control, checkpoints, coverage_halves }
        };
        let event = diagnosis::Event::Concluded(Concluded {
            round,
            summary: words.clone(),
            tally,
            standing,
            coverage: threats.into_iter().map(threat).collect(),
            gains: gains.into_iter().map(gain).collect(),
        });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
        let event = diagnosis::Event::Reopened(Reopened { round, reason: words, checkpoints, tally, standing });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn a_revised_checklist_comes_back(
        cause in one(RevisionCause::ALL), catalogs in proptest::collection::vec(version(), 0..3), profile in profile(),
        level in one(Level::ALL), checkpoints in proptest::collection::vec(selected(), 0..5), changes in [keys(), keys(), keys()],
        terms in terms(), tally in tally(), standing in standing(),
    ) {
        let [added, changed, retired] = changes;
        let event = diagnosis::Event::Revised(Box::new(Revised {
            cause, catalogs, profile, level, checkpoints, added, changed, retired, terms, tally, standing,
        }));
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
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
    fn a_residual_risk_comes_back(policy in version(), figures in any::<[u8; 2]>(), level in one(Level::ALL), open in any::<(bool, u32, u32)>(), next in proptest::collection::vec((words(), words(), any::<u8>()), 0..3), round in any::<u32>()) {
        let next = next.into_iter().map(|(catalog, control, score)| NextControl { catalog, control, score }).collect();
        let ([inherent, score], (by_threats, open, of)) = (figures, open);
        let open = Open { by_threats, open, of };
        let event = risk::Event::ResidualAssessed(Residual { policy, round, inherent, score, level, open, next });
        prop_assert_eq!(stored::<Risks>(&event), Ok(event));
    }

    #[test]
    fn a_checklist_comes_back(
        catalogs in proptest::collection::vec(version(), 0..3), profile in profile(), level in one(Level::ALL),
        requester in person(), team in words(), checkpoints in proptest::collection::vec(selected(), 0..5),
        terms in terms(),
    ) {
        let event = diagnosis::Event::Generated(Generated { catalogs, profile, level, requester, team, checkpoints, terms });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn verdicts_come_back(verdicts in proptest::collection::vec(verdict(), 1..4), tally in tally(), standing in standing()) {
        let event = diagnosis::Event::VerdictsRecorded { verdicts, tally, standing };
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

/// Commits of every kind, as they are stored.
fn commits() -> impl Strategy<Value = Recorded> {
    let diagnosis = (proptest::collection::vec(version(), 0..3), profile(), one(Level::ALL), person(), words());
    let checklist = (diagnosis, proptest::collection::vec(selected(), 0..40), terms()).prop_map(
        |((catalogs, profile, level, requester, team), checkpoints, terms)| {
            let generated = Generated { catalogs, profile, level, requester, team, checkpoints, terms };
            Diagnoses::encode(&diagnosis::Event::Generated(generated))
        },
    );
    let verdicts =
        (proptest::collection::vec(verdict(), 1..4), tally(), standing()).prop_map(|(verdicts, tally, standing)| {
            Diagnoses::encode(&diagnosis::Event::VerdictsRecorded { verdicts, tally, standing })
        });
    let assessed =
        (version(), profile(), person(), words(), score()).prop_map(|(policy, profile, requester, team, score)| {
            Risks::encode(&risk::Event::Assessed(Assessment { policy, profile, requester, team, score }))
        });
    let published = any::<Vec<u8>>().prop_map(|document| {
        let event = document::Event::Published { version: 1, content_hash: [1; 32], document };
        Catalogs::encode(&event)
    });
    let started = Just(Reviews::encode(&review::Event::DiagnosisStarted));
    let event = prop_oneof![3 => checklist, 1 => verdicts, 1 => assessed, 1 => published, 1 => started];
    (proptest::collection::vec(event, 0..4), person(), any::<[u8; 16]>(), any::<bool>(), 1u64..).prop_map(
        |(events, by, id, called, version)| {
            let key = AggregateKey::new(Category::Diagnosis, "r1").expect("a key");
            let id = CommitId(uuid::Uuid::from_bytes(id));
            let draft = CommitDraft {
                key: &key,
                id,
                version,
                by: &by,
                at: jiff::Timestamp::new(1_767_225_600, 123).expect("a time"),
                request: called.then_some(RequestMark { id: id.0, hash: [7; 32] }),
                cause: (!called).then_some((id, version)),
                trace: None,
            };
            Recorded { sequence: 1, payload: draft.encode(events), key: key.clone(), traceparent: None }
        },
    )
}

/// What [`Recorded::decode_lean`] promises to leave of a whole commit.
fn without_texts(mut commit: pb::Commit) -> pb::Commit {
    for event in &mut commit.events {
        let Some(WireEvent::DiagnosisGenerated(generated)) = &mut event.event else { continue };
        let checkpoints = generated.checkpoints.iter().map(|checkpoint| pb::SelectedCheckpoint {
            layer: checkpoint.layer,
            mandatory: checkpoint.mandatory,
            ..pb::SelectedCheckpoint::default()
        });
        *generated = pb::DiagnosisGenerated {
            catalogs: std::mem::take(&mut generated.catalogs),
            profile: generated.profile.take(),
            team: std::mem::take(&mut generated.team),
            checkpoints: checkpoints.collect(),
            ..pb::DiagnosisGenerated::default()
        };
    }
    commit
}

proptest! {
    #[test]
    fn a_commit_read_in_part_is_that_part_of_the_whole(stored in commits()) {
        let whole = stored.decode().expect("a commit");
        prop_assert_eq!(stored.decode_lean().expect("a commit"), without_texts(whole.clone()));
        let envelope = pb::Commit { events: Vec::new(), ..whole };
        prop_assert_eq!(stored.decode_envelope().expect("a commit"), envelope);
    }

    #[test]
    fn what_is_no_whole_commit_is_refused_in_part_too(stored in commits(), cut in any::<proptest::sample::Index>()) {
        let cut = cut.index(stored.payload.len());
        let broken = Recorded { payload: stored.payload.slice(..cut), ..stored };
        prop_assert_eq!(broken.decode_lean().is_ok(), broken.decode().is_ok());
    }
}

#[test]
fn an_unknown_event_and_another_aggregate_are_told_in_part_as_in_whole() {
    let key = AggregateKey::new(Category::Review, "r1").expect("a key");
    // An event of a kind that comes later: field 19 of the kind of an empty message.
    let unknown = pb::Commit { category: "review".into(), aggregate_id: "r1".into(), ..pb::Commit::default() };
    let mut payload = unknown.encode_to_vec();
    payload.extend_from_slice(&[11 << 3 | 2, 3, 0x9a, 0x01, 0]);
    let stored = Recorded { sequence: 1, key, payload: payload.into(), traceparent: None };
    let commit = stored.decode_lean().expect("a commit");
    assert_eq!(commit, stored.decode().expect("a commit"));
    assert_eq!(commit.events, [pb::Event::default()]);
    let elsewhere = Recorded { key: AggregateKey::new(Category::Review, "r2").expect("a key"), ..stored };
    assert!(elsewhere.decode_lean().is_err() && elsewhere.decode_envelope().is_err());
}

#[test]
fn verdicts_of_the_first_commits_stand_in_round_one_without_findings() {
    let tally = Tally { total: 9, mandatory: 4, mandatory_open: 3, fail: 1, ..Tally::default() };
    let event = WireEvent::VerdictsRecorded(pb::VerdictsRecorded {
        verdicts: vec![],
        tally: Some(tally_to_wire(&tally)),
        standing: None,
    });
    let standing = Standing { round: 1, mandatory_open: 3, ..Standing::default() };
    assert_eq!(Diagnoses::decode(event), Ok(diagnosis::Event::VerdictsRecorded { verdicts: vec![], tally, standing }));
}

#[test]
fn a_finding_without_its_number_or_standing_is_refused_by_the_field() {
    let event = |finding: &str| WireEvent::FixVerified(pb::FixVerified { finding: finding.into(), standing: None });
    assert_eq!(Diagnoses::decode(event("7")), Err(CodecError::field("finding")));
    assert_eq!(Diagnoses::decode(event("F-7")), Err(CodecError::field("standing")));
}
