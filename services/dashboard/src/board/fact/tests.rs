use std::collections::BTreeSet;

use haetae_proto::event::v1::{self as pb, event::Event};
use haetae_proto::words::EVENTS;
use serde_json::{Value, json};

use super::*;

/// Events of no review.
const OF_DOCUMENTS: [&str; 4] = ["PolicyPublished", "PolicyActivated", "CatalogPublished", "CatalogActivated"];

/// Lines of timelines as tables hold them: the event, and what is stored of it.
fn stored() -> Vec<(&'static str, Value)> {
    [of_reviews(), of_diagnoses(), of_findings()].concat()
}

fn of_reviews() -> Vec<(&'static str, Value)> {
    vec![
        ("ReviewSubmitted", json!({"title": "간편 결제"})),
        ("ReviewDiagnosisStarted", json!({})),
        (
            "ReviewAmended",
            json!({"kind": "amended", "changes": [["profile.exposure", "internal", "internet"]], "material": true}),
        ),
        ("ReviewWithdrawn", json!({"kind": "withdrawn", "reason": "사유"})),
        ("ReviewInfoRequested", json!({"kind": "info_requested", "question": "망 구성도?"})),
        ("ReviewInfoProvided", json!({"kind": "info_provided", "answer": "첨부", "status": "in_diagnosis"})),
        ("ReviewQuestionRetracted", json!({"kind": "question_retracted", "reason": "오타", "status": "in_diagnosis"})),
        (
            "ReviewTriaged",
            json!({"kind": "triaged", "outcome": "diagnose", "reason": "사유", "duplicate_of": null, "automatic": false}),
        ),
        (
            "ReviewAssigned",
            json!({"kind": "assigned", "assignee": {"subject": "lee", "name": "이검토"}, "claimed": true}),
        ),
        (
            "ReviewAssigned",
            json!({"kind": "assigned", "assignee": {"subject": "lee", "name": ""}, "claimed": false, "reason": "휴가"}),
        ),
        ("ReviewReleased", json!({"kind": "released", "reason": "사유"})),
        (
            "ReviewDecided",
            json!({"kind": "decided", "outcome": "approved_with_conditions", "reason": "사유", "conditions": ["암호화"],
                "level": "high", "policy_version": 2, "catalogs": [["web-service", 3]], "round": 1}),
        ),
        ("ReviewReopened", json!({"kind": "reopened", "reason": "", "status": "received"})),
        ("ReviewCommented", json!({"kind": "commented", "text": "의견", "visibility": "internal"})),
        (
            "ReviewTargetSet",
            json!({"kind": "target_set", "day": "2026-03-16", "unknown_year": null, "target_days": 10, "paused_days": 2,
                "policy_version": 2, "cause": "assessed"}),
        ),
        ("ReviewTargetBreached", json!({"kind": "target_breached", "day": "2026-03-16", "policy_version": 2})),
        ("ReviewDecisionStaled", json!({"kind": "decision_staled", "moved": ["RiskAssessed"]})),
        (
            "ReviewProgressed",
            json!({"kind": "progressed", "status": "awaiting_decision", "round": 1, "concluded": true, "open_findings": 0}),
        ),
    ]
}

fn of_diagnoses() -> Vec<(&'static str, Value)> {
    vec![
        (
            "RiskAssessed",
            json!({"score": 70, "level": "high", "depth": "full", "policy_version": 2, "target_days": 10}),
        ),
        ("ResidualAssessed", json!({"round": 1, "score": 30, "level": "medium"})),
        ("DiagnosisGenerated", json!({"total": 40, "mandatory": 12})),
        ("VerdictsRecorded", json!({"pass": 3, "fail": 1, "partial": 0, "not_applicable": 2, "mandatory_open": 7})),
        ("DiagnosisConcluded", json!({"round": 1, "open_findings": 2, "accepted_findings": 1})),
        ("DiagnosisReopened", json!({"round": 2, "reason": "조치 확인", "again": 4})),
        ("ChecklistRevised", json!({"cause": "upgraded", "added": 1, "changed": 2, "retired": 3})),
        ("EvidenceAdded", json!({"evidence": "E-1", "name": "설정.png", "checkpoint": "web:C1:1"})),
    ]
}

fn of_findings() -> Vec<(&'static str, Value)> {
    let of = |event: &'static str, kept: Value| (event, json!({event: kept}));
    let reason = || json!({"finding": "F-2", "reason": "사유"});
    vec![
        of(
            "FindingOpened",
            json!({"finding": "F-2", "checkpoint": "web:C1:1", "severity": "high", "due_on": "2026-12-02",
                "previous": "F-1"}),
        ),
        of("FindingAssigned", json!({"finding": "F-2", "assignee": "김담당"})),
        of("FindingAssigned", json!({"finding": "F-2", "assignee": "김담당", "reason": "사유"})),
        of("FixClaimed", json!({"finding": "F-2", "description": "암호화"})),
        of("FixVerified", json!({"finding": "F-2"})),
        of("FixRejected", reason()),
        of("AcceptanceRequested", json!({"finding": "F-2", "reason": "사유", "ends_on": "2026-12-02"})),
        of("AcceptanceApproved", json!({"finding": "F-2", "ends_on": "2026-12-02", "granted": true})),
        of("AcceptanceDeclined", reason()),
        of("AcceptanceRequestLapsed", json!({"finding": "F-2", "ends_on": "2026-12-02"})),
        of("AcceptanceRevoked", reason()),
        of("AcceptanceEnding", json!({"finding": "F-2", "days": 7, "ends_on": "2026-12-02"})),
        of("AcceptanceEnded", json!({"finding": "F-2"})),
        of("FindingOverdue", json!({"finding": "F-2", "due_on": "2026-12-02"})),
        of("FindingCorrected", reason()),
        of("FindingRetracted", reason()),
    ]
}

/// Tables are not rewritten when a build is replaced: what is stored of every event is read, told in both languages, and
/// would be stored the same again.
#[test]
fn what_is_stored_of_every_event_is_read_and_stored_the_same() {
    for (event, json) in stored() {
        let facts = Fact::parse(event, json.clone()).unwrap_or_else(|error| panic!("{event}: {error}"));
        assert_eq!(serde_json::to_value(&facts).unwrap(), json, "{event}");
        let told = facts.sentence();
        assert!(!told.ko.is_empty() && !told.en.is_empty(), "{event}: {told:?}");
    }
    let known: BTreeSet<_> = stored().into_iter().map(|(event, _)| event).chain(OF_DOCUMENTS).collect();
    assert_eq!(known, EVENTS.iter().map(|(event, _)| *event).collect());
}

#[test]
fn what_is_not_of_the_event_is_refused() {
    for (event, json) in [
        ("RiskAssessed", json!({"FixVerified": {"finding": "F-2"}})),
        ("FixVerified", json!({"FixClaimed": {"finding": "F-2", "description": ""}})),
        ("ReviewWithdrawn", json!({})),
        ("PolicyPublished", json!({})),
        ("Unheard", json!({"Unheard": {}})),
    ] {
        assert!(Fact::parse(event, json).is_err(), "{event}");
    }
}

/// The fact of an event, as it is stored and as Koreans read it.
fn read(event: Event) -> (Value, String) {
    let fact = happened(event).expect("readable").expect("of a review").fact;
    (serde_json::to_value(&fact).unwrap(), fact.sentence().ko)
}

#[test]
fn days_are_those_in_seoul() {
    let opened = pb::FindingOpened {
        finding: "F-2".into(),
        checkpoint: "web-service:APP-01:1".into(),
        severity: 3,
        // 2026-12-01 15:00 UTC is midnight in Seoul.
        due_at: Some(prost_types::Timestamp { seconds: 1_796_137_200, nanos: 0 }),
        previous: "F-1".into(),
        ..Default::default()
    };
    let (stored, told) = read(Event::FindingOpened(opened));
    assert_eq!(stored["FindingOpened"]["due_on"], "2026-12-02");
    assert_eq!(told, "조치 항목(F-2)을 등록했습니다: APP-01:1(심각도 높음, 조치 기한 2026.12.02(수), 재발(F-1)).");
}

/// An acceptance that ends before the end of a day says at what time.
#[test]
fn an_end_within_a_day_has_its_time() {
    let until = |seconds: i64, nanos| {
        let asked = pb::AcceptanceRequested {
            finding: "F-2".into(),
            reason: "교체 예정".into(),
            ends_at: Some(prost_types::Timestamp { seconds, nanos }),
            ..Default::default()
        };
        read(Event::AcceptanceRequested(asked)).1
    };
    let told = |end: &str| format!("조치 항목(F-2)의 위험 수용을 {end}까지 신청했습니다: 교체 예정");
    // 2026-12-01 15:00 UTC is midnight in Seoul, the beginning of the second.
    let midnight = 1_796_137_200;
    assert_eq!(until(midnight - 1, 0), told("2026.12.01(화)"));
    assert_eq!(until(midnight - 1, 999_999_999), told("2026.12.01(화)"));
    assert_eq!(until(midnight, 0), told("2026.12.02(수) 00:00"));
    assert_eq!(until(midnight + 18 * 3_600, 0), told("2026.12.02(수) 18:00"));
    assert_eq!(until(midnight + 18 * 3_600 + 5, 0), told("2026.12.02(수) 18:00:05"));
}

#[test]
fn an_event_is_stored_as_it_is_kept_and_told_from_there() {
    let (evidence, name) = ("E-1".to_owned(), "..\\설정.png".to_owned());
    let added = pb::EvidenceAdded { evidence, name, checkpoint: "web:C1:1".into(), ..Default::default() };
    let (stored, told) = read(Event::EvidenceAdded(added));
    assert_eq!(stored, json!({"evidence": "E-1", "name": "..\\설정.png", "checkpoint": "web:C1:1"}));
    assert_eq!(told, "점검 항목 C1:1의 증적을 등록했습니다: E-1 ..\\설정.png");
    assert_eq!(Fact::parse("EvidenceAdded", stored).unwrap().sentence().ko, told);
    let (stored, told) = read(Event::ReviewWithdrawn(pb::ReviewWithdrawn { reason: "중복".into() }));
    assert_eq!(stored, json!({"kind": "withdrawn", "reason": "중복"}));
    assert_eq!(told, "검토 요청을 철회했습니다. 사유: 중복");
}
