//! Findings over the service's surface, on a log in memory.

use haetae_proto::{
    checkpoint::v1::{self as pb, checkpoint_service_server::CheckpointService as _},
    common::v1 as common,
};
use haetae_service_kit::auth::Role;
use tonic::Code;
use uuid::Uuid;

use crate::testing::{World, from, generated, named, ok, refused};

const FAILED: &str = "smart-city-2021:4.2.2:1";

/// One review with a checklist; Lee reviews, Park fixes, Choi and Jung approve, Kim asked for it.
struct Case {
    world: World,
    review_id: String,
    etag: String,
    asked: u128,
}

impl Case {
    async fn new() -> Self {
        let world = World::new().await;
        let review_id = generated(&world).await;
        let mut case = Self { world, review_id, etag: String::new(), asked: 100 };
        case.etag = case.listed(&[]).await.etag;
        case
    }

    fn id(&mut self) -> String {
        self.asked += 1;
        Uuid::from_u128(self.asked).to_string()
    }

    async fn listed(&self, statuses: &[common::FindingStatus]) -> pb::ListFindingsResponse {
        let statuses = statuses.iter().map(|s| *s as i32).collect();
        let asked = pb::ListFindingsRequest { review_id: self.review_id.clone(), statuses, ..Default::default() };
        ok(self.world.checkpoints.list_findings(from("lee", &[Role::Reviewer], asked)).await)
    }

    async fn judge(&mut self, checkpoint: &str, result: common::VerdictResult) -> pb::RecordVerdictsResponse {
        let verdict = pb::VerdictInput {
            checkpoint: checkpoint.into(),
            result: result as i32,
            method: common::CheckMethod::Test as i32,
            reason: "기본 비밀번호 사용".into(),
            ..Default::default()
        };
        let asked = pb::RecordVerdictsRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            etag: self.etag.clone(),
            verdicts: vec![verdict],
            validate_only: false,
        };
        let answer = ok(self.world.checkpoints.record_verdicts(from("lee", &[Role::Reviewer], asked)).await);
        self.etag = answer.etag.clone();
        answer
    }

    fn claim(&mut self) -> pb::ClaimFixRequest {
        pb::ClaimFixRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            finding_id: "F-1".into(),
            etag: self.etag.clone(),
            description: "비밀번호 교체".into(),
            evidence: vec!["변경 기록".into()],
            evidence_ids: vec![],
            validate_only: false,
        }
    }

    fn verify(&mut self) -> pb::VerifyFixRequest {
        pb::VerifyFixRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            finding_id: "F-1".into(),
            etag: self.etag.clone(),
            method: common::CheckMethod::Test as i32,
            ..Default::default()
        }
    }

    fn accept(&mut self, days: i64) -> pb::RequestAcceptanceRequest {
        let now = haetae_service_kit::clock::now().as_second();
        pb::RequestAcceptanceRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            finding_id: "F-1".into(),
            etag: self.etag.clone(),
            reason: "교체 일정".into(),
            conditions: vec!["접속 기록 매일 확인".into()],
            ends_at: Some(prost_types::Timestamp { seconds: now + days * 86_400, nanos: 0 }),
            validate_only: false,
        }
    }

    fn retract(&mut self) -> pb::RetractFindingRequest {
        pb::RetractFindingRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            finding_id: "F-1".into(),
            etag: self.etag.clone(),
            reason: "다른 서버의 설정".into(),
            validate_only: false,
        }
    }

    fn decide(&mut self) -> pb::DecideAcceptanceRequest {
        pb::DecideAcceptanceRequest {
            request_id: self.id(),
            review_id: self.review_id.clone(),
            finding_id: "F-1".into(),
            etag: self.etag.clone(),
            decision: pb::AcceptanceDecision::Approve as i32,
            ..Default::default()
        }
    }
}

#[tokio::test]
async fn a_fail_is_fixed_verified_by_another_person_and_closed() {
    let mut case = Case::new().await;
    let recorded = case.judge(FAILED, common::VerdictResult::Fail).await;
    let [opened] = &recorded.opened_findings[..] else { panic!("not one finding") };
    assert_eq!((opened.finding_id.as_str(), opened.status()), ("F-1", common::FindingStatus::Open));
    assert_eq!(opened.severity.as_ref().map(pb::Severity::level), Some(common::RiskLevel::Critical));
    assert_eq!(opened.due.as_ref().map(|due| due.days), Some(14));
    let countermeasure = opened.countermeasure.as_ref().and_then(|c| c.text.clone()).expect("what to do");
    assert!(!countermeasure.ko.is_empty() && !countermeasure.en.is_empty());
    assert_eq!(opened.allowed, ["AssignFinding", "ClaimFix", "RequestAcceptance", "RetractFinding"]);

    let verify = case.verify();
    let early = refused(case.world.checkpoints.verify_fix(from("lee", &[Role::Reviewer], verify)).await);
    assert_eq!(early.0, Code::FailedPrecondition, "nothing is claimed");
    let claim = case.claim();
    let claimed = ok(case.world.checkpoints.claim_fix(from("park", &[Role::Requester], claim)).await);
    case.etag = claimed.etag.clone();
    let verify = case.verify();
    let both = [Role::Requester, Role::Reviewer];
    let own = refused(case.world.checkpoints.verify_fix(from("park", &both, verify.clone())).await);
    assert_eq!(own.0, Code::PermissionDenied);
    let closed = ok(case.world.checkpoints.verify_fix(from("lee", &[Role::Reviewer], verify)).await);
    let finding = closed.finding.expect("the finding");
    assert_eq!((finding.status(), finding.allowed.len()), (common::FindingStatus::Closed, 0));
    case.etag = closed.etag;

    let asked = pb::GetFindingRequest { review_id: case.review_id.clone(), finding_id: "F-1".into() };
    let history = ok(case.world.checkpoints.get_finding(from("kim", &[Role::Requester], asked)).await).history;
    let told: Vec<_> = history
        .iter()
        .map(|e| (e.event.as_str(), e.actor.as_ref().map_or("", |a| a.subject.as_str()), e.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("FindingOpened", "lee", "기본 비밀번호 사용"),
            ("FixClaimed", "park", "비밀번호 교체"),
            ("FixVerified", "lee", "")
        ]
    );
    let again = case.judge(FAILED, common::VerdictResult::Fail).await;
    assert_eq!(again.opened_findings[0].previous_finding_id, "F-1");
}

/// D2: a mistaken Fail is taken back by its judge at once, and later by another reviewer; the finding is void, and its
/// history keeps both.
#[tokio::test]
async fn a_mistaken_fail_is_taken_back() {
    let mut case = Case::new().await;
    case.judge(FAILED, common::VerdictResult::Fail).await;
    let own = case.retract();
    let requester = refused(case.world.checkpoints.retract_finding(from("kim", &[Role::Reviewer], own)).await);
    assert_eq!(requester.0, Code::PermissionDenied, "who asked for the review");
    let claim = case.claim();
    let claimed = ok(case.world.checkpoints.claim_fix(from("park", &[Role::Requester], claim)).await);
    case.etag = claimed.etag;
    let late = case.retract();
    let judge = refused(case.world.checkpoints.retract_finding(from("lee", &[Role::Reviewer], late.clone())).await);
    assert_eq!(judge.0, Code::PermissionDenied, "the team has acted on it");
    let both = [Role::Requester, Role::Reviewer];
    let fixer = refused(case.world.checkpoints.retract_finding(from("park", &both, late.clone())).await);
    assert_eq!(fixer.0, Code::PermissionDenied, "who claimed the fix");
    let answer = ok(case.world.checkpoints.retract_finding(from("han", &[Role::Reviewer], late)).await);
    let finding = answer.finding.expect("the finding");
    assert_eq!((finding.status(), finding.allowed.len()), (common::FindingStatus::Void, 0));
    case.etag = answer.etag;
    let asked = pb::GetFindingRequest { review_id: case.review_id.clone(), finding_id: "F-1".into() };
    let history = ok(case.world.checkpoints.get_finding(from("kim", &[Role::Requester], asked)).await).history;
    let told: Vec<_> = history.iter().map(|e| e.event.as_str()).collect();
    assert_eq!(told, ["FindingOpened", "FixClaimed", "FindingRetracted"]);
    case.judge(FAILED, common::VerdictResult::Fail).await;
    let second = pb::RetractFindingRequest { finding_id: "F-2".into(), ..case.retract() };
    let void = ok(case.world.checkpoints.retract_finding(from("lee", &[Role::Reviewer], second)).await);
    assert_eq!(void.finding.expect("the finding").status(), common::FindingStatus::Void, "by the judge at once");
}

#[tokio::test]
async fn a_fail_with_an_open_finding_does_not_turn_by_another_verdict() {
    let mut case = Case::new().await;
    case.judge(FAILED, common::VerdictResult::Fail).await;
    let verdict = pb::VerdictInput {
        checkpoint: FAILED.into(),
        result: common::VerdictResult::Pass as i32,
        method: common::CheckMethod::Test as i32,
        ..Default::default()
    };
    let asked = pb::RecordVerdictsRequest {
        request_id: case.id(),
        review_id: case.review_id.clone(),
        etag: case.etag.clone(),
        verdicts: vec![verdict],
        validate_only: false,
    };
    let answer = case.world.checkpoints.record_verdicts(from("lee", &[Role::Reviewer], asked)).await;
    assert_eq!(refused(answer).0, Code::FailedPrecondition);
    assert_eq!(case.listed(&[]).await.etag, case.etag, "nothing changed");
}

#[tokio::test]
async fn a_critical_risk_is_accepted_by_two_people_who_did_not_ask_for_it() {
    let mut case = Case::new().await;
    case.judge(FAILED, common::VerdictResult::Fail).await;
    let late = case.accept(91);
    let answer = case.world.checkpoints.request_acceptance(from("park", &[Role::Requester], late)).await;
    assert_eq!(refused(answer).0, Code::InvalidArgument, "critical: at most 90 days");
    let asked = case.accept(89);
    let answer = ok(case.world.checkpoints.request_acceptance(from("park", &[Role::Requester], asked)).await);
    case.etag = answer.etag;

    for (who, why) in [("park", "asked for it"), ("kim", "asked for the review")] {
        let decide = case.decide();
        let answer = case.world.checkpoints.decide_acceptance(from(who, &[Role::Approver], decide)).await;
        assert_eq!(refused(answer).0, Code::PermissionDenied, "{who} {why}");
    }
    let decide = case.decide();
    let first = from("choi", &[Role::Approver], decide.clone());
    let once = ok(case.world.checkpoints.decide_acceptance(first).await);
    let retry = from("choi", &[Role::Approver], decide);
    assert_eq!(ok(case.world.checkpoints.decide_acceptance(retry).await), once, "a retry gets the answer it had");
    assert_eq!(once.finding.expect("it").status(), common::FindingStatus::Open, "one is not enough");
    case.etag = once.etag;
    let decide = case.decide();
    let twice = case.world.checkpoints.decide_acceptance(from("choi", &[Role::Approver], decide)).await;
    assert_eq!(refused(twice).0, Code::PermissionDenied, "nor is one twice");
    let back = pb::DecideAcceptanceRequest {
        decision: pb::AcceptanceDecision::Decline as i32,
        reason: "기간이 너무 길다".into(),
        validate_only: true,
        ..case.decide()
    };
    let back = case.world.checkpoints.decide_acceptance(from("choi", &[Role::Approver], back)).await;
    assert_eq!(ok(back).finding.expect("it").acceptance, None, "but it can be taken back");
    let decide = case.decide();
    let granted = ok(case.world.checkpoints.decide_acceptance(from("jung", &[Role::Approver], decide)).await);
    let finding = granted.finding.expect("it");
    assert_eq!(finding.status(), common::FindingStatus::Accepted);
    assert_eq!(finding.acceptance.map(|a| (a.granted, a.approved_by.len(), a.approvals_needed)), Some((true, 2, 2)));
    case.etag = granted.etag;
    assert_eq!(case.listed(&[common::FindingStatus::Open]).await.findings.len(), 0);
    assert_eq!(case.listed(&[common::FindingStatus::Accepted]).await.findings.len(), 1);
}

#[tokio::test]
async fn a_list_is_cut_into_pages_without_gap_or_overlap() {
    let mut case = Case::new().await;
    let asked = pb::GetChecklistRequest { review_id: case.review_id.clone() };
    let list = ok(case.world.checkpoints.get_checklist(from("lee", &[Role::Reviewer], asked)).await);
    for line in list.checklist.expect("one").checkpoints.iter().take(5) {
        case.judge(&line.checkpoint, common::VerdictResult::Fail).await;
    }
    let (mut seen, mut page_token) = (vec![], String::new());
    loop {
        let review_id = case.review_id.clone();
        let asked = pb::ListFindingsRequest { review_id, page_size: 2, page_token, ..Default::default() };
        let page = ok(case.world.checkpoints.list_findings(from("lee", &[Role::Reviewer], asked)).await);
        seen.extend(page.findings.into_iter().map(|f| f.finding_id));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["F-1", "F-2", "F-3", "F-4", "F-5"]);
}

#[tokio::test]
async fn a_round_is_concluded_when_nothing_mandatory_is_open_and_another_judges_what_failed() {
    let mut case = Case::new().await;
    let conclude = |case: &mut Case| pb::ConcludeDiagnosisRequest {
        request_id: case.id(),
        review_id: case.review_id.clone(),
        etag: case.etag.clone(),
        summary: "요약".into(),
        validate_only: false,
    };
    let asked = conclude(&mut case);
    let early = case.world.checkpoints.conclude_diagnosis(from("lee", &[Role::Reviewer], asked)).await;
    assert_eq!(refused(early).0, Code::FailedPrecondition);

    let asked = pb::GetChecklistRequest { review_id: case.review_id.clone() };
    let list = ok(case.world.checkpoints.get_checklist(from("lee", &[Role::Reviewer], asked)).await);
    let lines = list.checklist.expect("one").checkpoints;
    let verdicts = lines.iter().filter(|line| line.mandatory).map(|line| pb::VerdictInput {
        checkpoint: line.checkpoint.clone(),
        result: if line.checkpoint == FAILED { common::VerdictResult::Fail } else { common::VerdictResult::Pass }
            as i32,
        method: common::CheckMethod::Examine as i32,
        reason: "사유".into(),
        ..Default::default()
    });
    let asked = pb::RecordVerdictsRequest {
        request_id: case.id(),
        review_id: case.review_id.clone(),
        etag: case.etag.clone(),
        verdicts: verdicts.collect(),
        validate_only: false,
    };
    case.etag = ok(case.world.checkpoints.record_verdicts(from("lee", &[Role::Reviewer], asked)).await).etag;
    let asked = conclude(&mut case);
    let concluded = ok(case.world.checkpoints.conclude_diagnosis(from("lee", &[Role::Reviewer], asked)).await);
    let summary = concluded.diagnosis.expect("a summary");
    assert_eq!((summary.round, summary.concluded, summary.open_findings), (1, true, 1));

    let asked = pb::ReopenDiagnosisRequest {
        request_id: case.id(),
        review_id: case.review_id.clone(),
        etag: concluded.etag,
        reason: "설계 변경".into(),
        validate_only: false,
    };
    let reopened = ok(case.world.checkpoints.reopen_diagnosis(from("lee", &[Role::Reviewer], asked)).await);
    let summary = reopened.diagnosis.expect("a summary");
    assert_eq!((summary.round, summary.concluded, summary.to_judge), (2, false, vec![FAILED.to_owned()]));
    let asked = pb::GetChecklistRequest { review_id: case.review_id.clone() };
    let list = ok(case.world.checkpoints.get_checklist(from("lee", &[Role::Reviewer], asked)).await);
    let lines = list.checklist.expect("one").checkpoints;
    let line = lines.iter().find(|line| line.checkpoint == FAILED).expect("it is still there");
    assert!(line.verdict.is_none() && line.earlier_verdicts.len() == 1);
}

/// What only the diagnosis shows to be wrong is named with everything else.
#[tokio::test]
async fn every_wrong_field_of_a_step_is_named_at_once() {
    let mut case = Case::new().await;
    case.judge(FAILED, common::VerdictResult::Fail).await;
    let reason = || "가".repeat(4_001);
    for days in [-1, 91] {
        let late = pb::RequestAcceptanceRequest { reason: reason(), ..case.accept(days) };
        let answer = case.world.checkpoints.request_acceptance(from("park", &[Role::Requester], late)).await;
        assert_eq!(named(answer), ["reason", "ends_at"], "{days}");
    }
    let evidence_ids = || vec!["E-1".into(), "E-x".into(), "E-3".into()];
    let claim = pb::ClaimFixRequest { description: reason(), evidence_ids: evidence_ids(), ..case.claim() };
    let answer = case.world.checkpoints.claim_fix(from("park", &[Role::Requester], claim)).await;
    assert_eq!(named(answer), ["description", "evidence_ids[1]", "evidence_ids[0]", "evidence_ids[2]"]);
    let claim = pb::ClaimFixRequest { evidence_ids: vec!["E-1".into(), "E-3".into()], ..case.claim() };
    let answer = case.world.checkpoints.claim_fix(from("park", &[Role::Requester], claim)).await;
    assert_eq!(named(answer), ["evidence_ids[0]", "evidence_ids[1]"]);
    let claim = case.claim();
    case.etag = ok(case.world.checkpoints.claim_fix(from("park", &[Role::Requester], claim)).await).etag;
    let verify = pb::VerifyFixRequest { method: 99, evidence_ids: vec!["E-1".into()], ..case.verify() };
    let answer = case.world.checkpoints.verify_fix(from("lee", &[Role::Reviewer], verify)).await;
    assert_eq!(named(answer), ["method", "evidence_ids[0]"]);
}
