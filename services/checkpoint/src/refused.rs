//! What callers are told when a command on a diagnosis is refused.

use haetae_domain::{
    diagnosis::Rejection,
    finding::{self, Step},
    selection::CheckpointKey,
};
use haetae_service_kit::error::ApiError;
use uuid::Uuid;

/// A refusal of a command on the diagnosis of a review.
pub(crate) fn refused(rejection: Rejection, review_id: Uuid) -> ApiError {
    match rejection {
        Rejection::NotFound => ApiError::checklist_not_found(review_id),
        Rejection::FindingNotFound(id) => ApiError::finding_not_found(id).with("review_id", review_id.to_string()),
        Rejection::OwnReview => duty("own_review"),
        Rejection::NoVerdicts => {
            ApiError::invalid_field("verdicts", "판정이 하나 이상 있어야 합니다.", "Must have at least one entry.")
        }
        Rejection::UnknownCheckpoint { index } => ApiError::invalid_field(
            &verdict(index, "checkpoint"),
            "이 검토의 점검표에 없는 항목입니다.",
            "Is not on the checklist of this review.",
        ),
        Rejection::JudgedTwice { index } => ApiError::invalid_field(
            &verdict(index, "checkpoint"),
            "같은 요청에서 이미 판정한 항목입니다.",
            "Is judged earlier in the same request.",
        ),
        Rejection::ReasonMissing { index } => ApiError::invalid_field(
            &verdict(index, "reason"),
            "취약·부분·해당없음 판정에는 사유가 필요합니다.",
            "Is required unless the verdict is Pass.",
        ),
        Rejection::CompensationMissing { index } => ApiError::invalid_field(
            &verdict(index, "compensating_control"),
            "부분 판정에는 보완통제를 적어야 합니다.",
            "Is required for a verdict of Partial.",
        ),
        Rejection::CompensationMisplaced { index } => ApiError::invalid_field(
            &verdict(index, "compensating_control"),
            "부분 판정에만 적을 수 있습니다.",
            "Is only for a verdict of Partial.",
        ),
        Rejection::FindingStands { index, finding } => of_finding(finding).with("field", verdict(index, "result")),
        Rejection::UnknownEvidence { verdict: of, index } => {
            let field = format!("evidence_ids[{index}]");
            let field = of.map_or_else(|| field.clone(), |of| verdict(of, &field));
            ApiError::invalid_field(&field, "이 검토에 없는 증적입니다.", "Is not evidence of this review.")
        }
        Rejection::EvidenceOfNothing => ApiError::invalid_field(
            "checkpoint",
            "이 검토의 점검표에 없는 항목입니다.",
            "Is not on the checklist of this review.",
        ),
        Rejection::CollectedLater => {
            ApiError::invalid_field("collected_at", "현재보다 뒤의 시각일 수 없습니다.", "Must not be in the future.")
        }
        Rejection::EvidenceLimit { most } => ApiError::evidence_limit_reached(most),
        Rejection::Concluded => ApiError::illegal_transition("CONCLUDED").with("allowed", "ReopenDiagnosis"),
        Rejection::NotConcluded => {
            ApiError::illegal_transition("IN_PROGRESS").with("allowed", "RecordVerdicts, ConcludeDiagnosis")
        }
        Rejection::Unjudged { count, first } => ApiError::checkpoints_open(count).with("checkpoints", keys(&first)),
        Rejection::Finding(rejection) => of_finding(rejection),
    }
}

fn of_finding(rejection: finding::Rejection) -> ApiError {
    use finding::Rejection as R;
    match rejection {
        R::Illegal { id, status, allowed } => {
            let allowed: Vec<_> = allowed.into_iter().map(Step::name).collect();
            ApiError::illegal_transition(status.as_str().to_uppercase())
                .with("allowed", allowed.join(", "))
                .with("finding_id", id.to_string())
        }
        R::OwnFix => duty("own_fix"),
        R::OwnRequest => duty("own_request"),
        R::ApprovedAlready => duty("second_approver"),
        R::Service => duty("service"),
        R::OwnFail => duty("own_fail"),
        R::EndPassed => ApiError::invalid_field(
            "ends_at",
            "위험 수용 종료 시각은 현재보다 뒤여야 합니다.",
            "Must be in the future.",
        ),
        R::EndTooLate { most_days } => ApiError::invalid_field(
            "ends_at",
            format!("위험 수용 기간은 최대 {most_days}일입니다."),
            format!("Must be at most {most_days} days from now."),
        ),
    }
}

/// Which duty is separated is told, for people to know who may.
fn duty(duty: &str) -> ApiError {
    ApiError::separation_of_duties().with("duty", duty)
}

fn verdict(index: usize, field: &str) -> String {
    format!("verdicts[{index}].{field}")
}

fn keys(keys: &[CheckpointKey]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
