use haetae_proto::{
    checkpoint::v1::{RiskAcceptance, Verdict},
    common::v1::{FindingStatus, Person},
};
use jiff::tz::TimeZone;

use super::*;

fn entry(subject: &str, event: &str) -> TimelineEntry {
    TimelineEntry {
        actor: Some(Person { subject: subject.into(), name: String::new() }),
        event: event.into(),
        ..Default::default()
    }
}

fn checkpoint(layer: FlowLayer, result: VerdictResult) -> Checkpoint {
    let (reason, compensating_control) = ("일부만 적용".into(), "접근 통제".into());
    let verdict = Verdict { result: result.into(), reason, compensating_control, ..Default::default() };
    let verdict = (result != VerdictResult::Unspecified).then_some(verdict);
    Checkpoint { checkpoint: "a:b:1".into(), layer: layer.into(), mandatory: true, verdict, ..Default::default() }
}

/// Deciding (D3): an approver sees the results by layer, the open findings, what happened since the approver's own
/// last step, and the versions that the decision binds to.
#[test]
fn what_a_decision_binds_to_is_shown() {
    let checkpoints = vec![
        checkpoint(FlowLayer::Client, VerdictResult::Pass),
        checkpoint(FlowLayer::Client, VerdictResult::Fail),
        checkpoint(FlowLayer::Data, VerdictResult::Unspecified),
        checkpoint(FlowLayer::Data, VerdictResult::Partial),
    ];
    let checklist =
        Checklist { tally: Some(count(&checkpoints)), checkpoints, round: 2, concluded: true, ..Default::default() };
    let review =
        Review { title: "주차장".into(), status: ReviewStatus::AwaitingDecision.into(), ..Default::default() };
    let assessment = Assessment { score: 79, level: RiskLevel::High.into(), ..Default::default() };
    let ends_at = Some(prost_types::Timestamp { seconds: 1_797_778_799, nanos: 0 });
    let acceptance = Some(RiskAcceptance { granted: true, ends_at, ..Default::default() });
    let accepted = FindingStatus::Accepted.into();
    let open = [Finding { finding_id: "F-1".into(), status: accepted, acceptance, ..Default::default() }];
    let happened = [entry("kim", "ReviewSubmitted"), entry("park", "ReviewReopened"), entry("lee", "VerdictsRecorded")];
    let on = |caller| Ground {
        review: &review,
        assessment: &assessment,
        checklist: &checklist,
        open: &open,
        happened: &happened,
        caller,
    };
    let look = Look::new(Lang::Ko, TimeZone::UTC);
    let conditions = ["분기마다 점검".to_owned()];
    let wanted =
        Wanted { outcome: DecisionOutcome::ApprovedWithConditions, reason: "확인함", conditions: &conditions };
    let shown = ground(on(Some("park")), wanted, &look);
    for part in [
        "2차 진단 종료",
        "79 높음",
        "조건부 승인: 확인함\n             - 분기마다 점검",
        "부분 이행 (1)\n  a:b:1  ",
        "    사유: 일부만 적용\n    보완 통제: 접근 통제",
        "클라이언트     2",
        "F-1",
        "~ 2026-12-20",
        "점검 결과 기록",
        "내가 마지막으로",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("검토 요청") && !shown.contains("검토 재개"), "{shown}");
    let shown = ground(on(None), wanted, &look);
    assert!(shown.contains("검토 요청"), "{shown}");
}
