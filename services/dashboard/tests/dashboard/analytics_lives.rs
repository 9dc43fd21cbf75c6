//! Reviews that come to an end, for the views of analysts.

use haetae_event_log::Category;
use haetae_proto::{common::v1 as wire, event::v1 as pb, event::v1::event::Event};

use crate::history::{History, id};

const REVIEWER: (&str, &str) = ("park", "박검토");
const APPROVER: (&str, &str) = ("han", "한승인");
const SERVICE: (&str, &str) = ("service:intake", "intake");

/// 1010: triaged, breached, judged, rejected, waiting for fixes, approved with conditions at a high level, scored low since.
/// 1011 and 1012 are refused at triage, 1013 by a decision.
pub(crate) async fn lives(history: &mut History<'_>) {
    let types = [wire::ServiceType::Payment];
    for n in 1_010..1_014 {
        history.submit(n, &format!("검토 {n}"), "교통과", &types).await;
    }
    history.amend(1_010, "검토 1010", "결제를 바꿉니다").await;
    history.assess(1_010, 70, wire::RiskLevel::High).await;
    by(history, REVIEWER, 1_010, triage(wire::TriageOutcome::Diagnose, "")).await;
    by(history, SERVICE, 1_010, target(10)).await;
    history.breach(1_010).await;
    by(history, SERVICE, 1_010, target(14)).await;
    judged(history, 1_010).await;
    history.started(1_010).await;
    by(history, APPROVER, 1_010, decision(wire::DecisionOutcome::Rejected, &[])).await;
    let reopened = pb::ReviewReopened {
        reason: "다시 봅니다".into(),
        status: wire::ReviewStatus::AwaitingRemediation.into(),
    };
    by(history, APPROVER, 1_010, Event::ReviewReopened(reopened)).await;
    let outcome = wire::DecisionOutcome::ApprovedWithConditions;
    by(history, APPROVER, 1_010, decision(outcome, &["접속 기록을 보관할 것"])).await;
    history.assess(1_010, 12, wire::RiskLevel::Low).await;
    residual(history, 1_010, 70, 12).await;
    history.stale(1_010).await;

    by(history, REVIEWER, 1_011, triage(wire::TriageOutcome::Reject, "")).await;
    by(history, REVIEWER, 1_012, triage(wire::TriageOutcome::Duplicate, &id(1_010).to_string())).await;
    by(history, APPROVER, 1_013, decision(wire::DecisionOutcome::Rejected, &[])).await;
}

/// What is left of a score after the first round.
pub(crate) async fn residual(history: &mut History<'_>, n: u128, inherent_score: u32, score: u32) {
    let residual = pb::ResidualAssessed {
        policy: Some(policy()),
        round: 1,
        inherent_score,
        score,
        level: wire::RiskLevel::Low.into(),
        ..pb::ResidualAssessed::default()
    };
    history.commit(Category::Risk, &id(n).to_string(), vec![Some(Event::ResidualAssessed(residual))]).await;
}

async fn by(history: &mut History<'_>, who: (&str, &str), n: u128, event: Event) {
    history.commit_by(who, Category::Review, &id(n).to_string(), vec![Some(event)]).await;
}

/// A checklist of two, of which one is judged with a link and two files.
async fn judged(history: &mut History<'_>, n: u128) {
    let checkpoint = |check: &str| pb::SelectedCheckpoint {
        catalog_id: "web".into(),
        control_id: "C1".into(),
        check_id: check.into(),
        layer: wire::FlowLayer::Data.into(),
        mandatory: true,
        ..pb::SelectedCheckpoint::default()
    };
    let generated = pb::DiagnosisGenerated {
        team: "교통과".into(),
        checkpoints: vec![checkpoint("1"), checkpoint("2")],
        ..pb::DiagnosisGenerated::default()
    };
    history.commit(Category::Diagnosis, &id(n).to_string(), vec![Some(Event::DiagnosisGenerated(generated))]).await;
    let verdict = |check: &str, links: usize, files: usize| pb::Verdict {
        checkpoint: format!("web:C1:{check}"),
        result: wire::VerdictResult::Pass.into(),
        method: wire::CheckMethod::Examine.into(),
        evidence: vec!["https://wiki.example.com/1".into(); links],
        evidence_ids: vec!["E-1".into(); files],
        ..pb::Verdict::default()
    };
    let tally = wire::Tally { total: 2, mandatory: 2, pass: 2, ..wire::Tally::default() };
    let recorded = pb::VerdictsRecorded {
        verdicts: vec![verdict("1", 1, 2), verdict("2", 0, 0)],
        tally: Some(tally),
        standing: Some(pb::DiagnosisStanding { round: 1, ..pb::DiagnosisStanding::default() }),
    };
    let events = vec![Some(Event::VerdictsRecorded(recorded))];
    history.commit_by(REVIEWER, Category::Diagnosis, &id(n).to_string(), events).await;
}

fn policy() -> wire::DocumentVersion {
    wire::DocumentVersion { document_id: "scoring".into(), version: 2, content_hash: vec![0; 32] }
}

fn triage(outcome: wire::TriageOutcome, duplicate_of: &str) -> Event {
    let duplicate_of = duplicate_of.into();
    Event::ReviewTriaged(pb::ReviewTriaged {
        outcome: outcome.into(),
        reason: "사전 검토함".into(),
        duplicate_of,
        automatic: false,
    })
}

fn target(target_days: u32) -> Event {
    Event::ReviewTargetSet(pb::ReviewTargetSet {
        due_at: Some(prost_types::Timestamp { seconds: 1_768_000_000, nanos: 0 }),
        target_days,
        policy: Some(policy()),
        calendar: "kr-2026".into(),
        cause: wire::TargetCause::Assessed.into(),
        ..pb::ReviewTargetSet::default()
    })
}

fn decision(outcome: wire::DecisionOutcome, conditions: &[&str]) -> Event {
    Event::ReviewDecided(pb::ReviewDecided {
        outcome: outcome.into(),
        reason: "판정함".into(),
        conditions: conditions.iter().map(|condition| (*condition).into()).collect(),
        basis: Some(pb::DecisionBasis {
            policy: Some(policy()),
            level: wire::RiskLevel::High.into(),
            round: 1,
            ..pb::DecisionBasis::default()
        }),
    })
}
