//! Converts the domain's refusals to errors for callers.

use haetae_domain::{
    duty::Duty,
    review::{Command, Rejection, Uncovering, transitions::allowed},
};
use haetae_service_kit::error::{ApiError, Violations};

pub(crate) fn refused(rejection: Rejection, review_id: &str) -> ApiError {
    match rejection {
        // The review's id is derived from the request_id: another request used the same one.
        Rejection::AlreadySubmitted => ApiError::request_id_reused(),
        Rejection::NotFound => ApiError::review_not_found(review_id),
        Rejection::Illegal { command: _, status } => {
            let allowed: Vec<_> = allowed(status).into_iter().map(Command::method).collect();
            ApiError::illegal_transition(status.as_str().to_ascii_uppercase()).with("allowed", allowed.join(","))
        }
        Rejection::OwnReview => ApiError::separated(Duty::OwnReview),
        Rejection::OwnJudgement => ApiError::separated(Duty::OwnVerdicts),
        Rejection::Service => ApiError::separated(Duty::People),
        Rejection::AlreadyAssigned { to } => ApiError::already_assigned(to.subject),
        Rejection::FindingsOpen { open } => ApiError::findings_open(open),
        Rejection::Conditions | Rejection::DuplicateOf | Rejection::NothingToAmend => match wrong(&rejection) {
            Some((field, ko, en)) => ApiError::invalid_field(field, ko, en),
            None => ApiError::internal("a wrong field has its own answer"),
        },
    }
}

/// A field, and what is wrong with it in both languages.
type Wrong<T> = (&'static str, T, T);

/// The field that a refusal names; none for a refusal because of the state.
const fn wrong(rejection: &Rejection) -> Option<Wrong<&'static str>> {
    match rejection {
        Rejection::Conditions => Some((
            "conditions",
            "조건부 승인에는 조건이 하나 이상 있어야 하고, 다른 최종 판정에는 없어야 합니다.",
            "Conditions are required for a conditional approval and not allowed otherwise.",
        )),
        Rejection::DuplicateOf => Some((
            "duplicate_of",
            "중복으로 종결할 때에만 기존 검토가 있어야 하며, 이 검토 자신일 수 없습니다.",
            "Is required for a duplicate and not allowed otherwise; must name another review.",
        )),
        Rejection::NothingToAmend => Some((
            "profile",
            "title, description, profile 중 하나 이상이 필요합니다.",
            "At least one of title, description and profile is required.",
        )),
        Rejection::AlreadySubmitted
        | Rejection::NotFound
        | Rejection::Illegal { .. }
        | Rejection::OwnReview
        | Rejection::OwnJudgement
        | Rejection::Service
        | Rejection::AlreadyAssigned { .. }
        | Rejection::FindingsOpen { .. } => None,
    }
}

/// Notes the field that a refusal names, unless it is noted already.
pub(crate) fn note(v: &mut Violations, rejection: &Rejection) {
    if let Some((field, ko, en)) = wrong(rejection).filter(|(field, ..)| !v.has(field)) {
        v.add(field, ko, en);
    }
}

/// Why the other review of a duplicate does not cover it.
pub(crate) fn uncovering(why: &Uncovering) -> Wrong<String> {
    let (ko, en) = match why {
        Uncovering::Absent => ("해당 검토를 찾을 수 없습니다.".to_owned(), "There is no such review.".to_owned()),
        Uncovering::Withdrawn => (
            "철회된 검토입니다. 철회되지 않은 검토를 지정하십시오.".to_owned(),
            "Is a withdrawn review; name one that was not withdrawn.".to_owned(),
        ),
        Uncovering::Duplicate { of } => (
            format!("중복 종결된 검토입니다. 그 검토의 기존 검토({of})를 지정하십시오."),
            format!("Is closed as a duplicate itself; name the review that covers it, {of}."),
        ),
    };
    ("duplicate_of", ko, en)
}
