//! Converts the domain's refusals to errors for callers.

use haetae_domain::review::{Command, Rejection, transitions::allowed};
use haetae_service_kit::error::ApiError;

pub(crate) fn refused(rejection: Rejection, review_id: &str) -> ApiError {
    match rejection {
        // The review's id is derived from the request_id: another request used the same one.
        Rejection::AlreadySubmitted => ApiError::request_id_reused(),
        Rejection::NotFound => ApiError::review_not_found(review_id),
        Rejection::Illegal { command: _, status } => {
            let allowed: Vec<_> = allowed(status).into_iter().map(Command::method).collect();
            ApiError::illegal_transition(status.as_str().to_ascii_uppercase()).with("allowed", allowed.join(","))
        }
        Rejection::OwnReview | Rejection::OwnJudgement => ApiError::separation_of_duties(),
        Rejection::Service => ApiError::separation_of_duties().with("duty", "service"),
        Rejection::AlreadyAssigned { to } => ApiError::already_assigned(to.subject),
        Rejection::FindingsOpen { open } => ApiError::findings_open(open),
        Rejection::Conditions => ApiError::invalid_field(
            "conditions",
            "조건부 승인에는 조건이 하나 이상 있어야 하고, 다른 최종 판정에는 없어야 합니다.",
            "Conditions are required for a conditional approval and not allowed otherwise.",
        ),
        Rejection::DuplicateOf => ApiError::invalid_field(
            "duplicate_of",
            "중복으로 종결할 때에만 기존 검토의 ID가 있어야 하며, 이 검토의 ID일 수 없습니다.",
            "Is required for a duplicate and not allowed otherwise; must name another review.",
        ),
        Rejection::NothingToAmend => ApiError::invalid_field(
            "profile",
            "title, description, profile 중 하나 이상이 필요합니다.",
            "At least one of title, description and profile is required.",
        ),
    }
}
