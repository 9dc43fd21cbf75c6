//! Names of words, as people read them.

mod profile;
mod score;

use haetae_domain::calendar;
use haetae_domain::text::Text;
use haetae_domain::vocabulary::{DecisionOutcome, Depth, FindingStatus, Level, Status, VerdictResult};

use jiff::Timestamp;

pub(crate) use profile::{field_name, value_name, words_name};
pub(crate) use score::reason_name;

/// The reason of an assignment, after its sentence; nothing where none was given.
pub(crate) fn because(reason: &str) -> Text {
    if reason.is_empty() {
        return Text::new("", "");
    }
    Text::new(format!(". 사유: {reason}"), format!(". Reason: {reason}"))
}

/// 위험 등급.
pub(crate) fn level_name(level: Level) -> Text {
    match level {
        Level::Low => Text::new("낮음", "Low"),
        Level::Medium => Text::new("보통", "Medium"),
        Level::High => Text::new("높음", "High"),
        Level::Critical => Text::new("심각", "Critical"),
    }
}

/// 검토 수준, as it stands before the English word "review".
pub(crate) fn depth_name(depth: Depth) -> Text {
    match depth {
        Depth::Waivable => Text::new("생략 가능", "waivable"),
        Depth::Simplified => Text::new("간소화", "simplified"),
        Depth::Full => Text::new("일반", "full"),
    }
}

/// 진행 상태.
pub(crate) fn status_name(status: Status) -> Text {
    match status {
        Status::Received => Text::new("접수", "received"),
        Status::NeedsInfo => Text::new("보완 요청", "waiting for information"),
        Status::InDiagnosis => Text::new("진행 중", "in diagnosis"),
        Status::AwaitingRemediation => Text::new("조치 대기", "awaiting remediation"),
        Status::AwaitingDecision => Text::new("판정 대기", "awaiting the decision"),
        Status::Approved => Text::new("승인", "approved"),
        Status::ApprovedWithConditions => Text::new("조건부 승인", "approved with conditions"),
        Status::Rejected => Text::new("반려", "rejected"),
        Status::Waived => Text::new("진단 생략", "waived"),
        Status::Withdrawn => Text::new("철회", "withdrawn"),
    }
}

/// 최종 판정.
pub(crate) fn outcome_name(outcome: DecisionOutcome) -> Text {
    match outcome {
        DecisionOutcome::Approved => Text::new("승인", "Approved"),
        DecisionOutcome::ApprovedWithConditions => Text::new("조건부 승인", "Approved with conditions"),
        DecisionOutcome::Rejected => Text::new("반려", "Rejected"),
    }
}

/// 판정.
pub(crate) fn verdict_name(result: VerdictResult) -> Text {
    match result {
        VerdictResult::Pass => Text::new("양호", "pass"),
        VerdictResult::Fail => Text::new("취약", "fail"),
        VerdictResult::Partial => Text::new("부분", "partial"),
        VerdictResult::NotApplicable => Text::new("해당없음", "not applicable"),
    }
}

/// 조치 현황.
pub(crate) fn finding_status_name(status: FindingStatus) -> Text {
    match status {
        FindingStatus::Open => Text::new("조치 필요", "open"),
        FindingStatus::FixClaimed => Text::new("조치 확인 대기", "fix to be verified"),
        FindingStatus::Accepted => Text::new("위험 수용", "risk accepted"),
        FindingStatus::Closed => Text::new("조치 완료", "closed"),
        FindingStatus::Void => Text::new("취소", "void"),
    }
}

/// What moved under a decision: a field of the request or an event.
pub(crate) fn ground_name(what: &str) -> Text {
    match what {
        "RiskAssessed" => Text::new("위험 평가", "the risk assessment"),
        "VerdictsRecorded" => Text::new("새 판정", "new verdicts"),
        "ChecklistRevised" => Text::new("점검표 개정", "the checklist"),
        "DiagnosisReopened" => Text::new("진단 재개", "a new round of the diagnosis"),
        "FindingOpened" => Text::new("새 조치 항목", "a new finding"),
        "FindingRetracted" => Text::new("점검 결과 취소", "a Fail that was taken back"),
        "AcceptanceRevoked" => Text::new("위험 수용 철회", "a revoked acceptance"),
        "AcceptanceEnded" => Text::new("위험 수용 만료", "an ended acceptance"),
        field => field_name(field),
    }
}

/// The day it is in Seoul, e.g. `2026-12-01`.
pub(crate) fn day_in_seoul(at: Timestamp) -> String {
    calendar::day_in_seoul(at).to_string()
}
