//! Converts the domain's refusals to errors for callers.

use std::borrow::Cow;

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::Rejection,
    duty::Duty,
    finding::{self, Step},
    text::counted,
    vocabulary::Status,
};
use haetae_proto::{common::v1::RoundState, words::Named as _};
use haetae_service_kit::error::{ApiError, FINDING_STANDS, Violations};
use uuid::Uuid;

/// The refusal of a change of the diagnosis of a review.
pub(crate) fn refused(rejection: Rejection, review_id: Uuid) -> ApiError {
    if let Some(wrong) = wrong(&rejection) {
        return ApiError::invalid_field(&wrong.field, wrong.ko, wrong.en);
    }
    match rejection {
        Rejection::NotFound => ApiError::checklist_not_found(review_id),
        Rejection::FindingNotFound(id) => ApiError::finding_not_found(id).with("review_id", review_id.to_string()),
        Rejection::OwnReview => ApiError::separated(Duty::OwnReview),
        // Faults of the request come before the status of findings.
        Rejection::Several(several) => several_refused(several, review_id),
        Rejection::FindingStands { index, finding } => {
            of_finding(finding, ApiError::finding_stands).with("field", verdict(index, "result"))
        }
        Rejection::UnknownCheckpoint { .. }
        | Rejection::JudgedTwice { .. }
        | Rejection::ReasonMissing { .. }
        | Rejection::CompensationMissing { .. }
        | Rejection::CompensationMisplaced { .. }
        | Rejection::UnknownEvidence { .. }
        | Rejection::EvidenceOfNothing
        | Rejection::CollectedLater
        | Rejection::NoVerdicts => ApiError::internal("a wrong field has its own answer"),
        Rejection::EvidenceLimit { most } => ApiError::evidence_limit_reached(most),
        Rejection::Concluded => of_round(RoundState::Concluded).with("allowed", "ReopenDiagnosis"),
        Rejection::NotConcluded => of_round(RoundState::InProgress).with("allowed", "RecordVerdicts,ConcludeDiagnosis"),
        Rejection::Unjudged { count, first } => ApiError::checkpoints_open(count).with("checkpoints", keys(&first)),
        Rejection::Finding(rejection) => of_finding(rejection, ApiError::illegal_transition),
    }
}

/// The refusal of a step that the state of the round does not allow.
fn of_round(state: RoundState) -> ApiError {
    ApiError::illegal_transition(state.value().word)
}

/// The refusal of every change of the diagnosis of a withdrawn review; its status is that of the review.
pub(crate) fn withdrawn(review_id: Uuid) -> ApiError {
    let status = Status::Withdrawn.as_str().to_uppercase();
    ApiError::illegal_transition(status).with("allowed", "AddComment").with("review_id", review_id.to_string())
}

/// The fault of a field.
struct Wrong {
    field: String,
    ko: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Wrong {
    fn of(field: impl Into<String>, ko: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), ko: ko.into(), en: en.into() }
    }
}

/// The field that a refusal concerns; none for a refusal because of the state.
fn wrong(rejection: &Rejection) -> Option<Wrong> {
    let of =
        |index: usize, field: &str, ko: &'static str, en: &'static str| Some(Wrong::of(verdict(index, field), ko, en));
    match *rejection {
        Rejection::UnknownCheckpoint { index } => {
            of(index, "checkpoint", "이 검토의 점검표에 없는 항목입니다.", "Is not on the checklist of this review.")
        }
        Rejection::JudgedTwice { index } => of(
            index,
            "checkpoint",
            "같은 요청에 점검 결과가 이미 있는 항목입니다.",
            "Already has a result earlier in the same request.",
        ),
        Rejection::ReasonMissing { index } => of(
            index,
            "reason",
            "취약·부분 이행·해당 없음에는 사유가 필요합니다.",
            "Is required unless the result is Pass.",
        ),
        Rejection::CompensationMissing { index } => of(
            index,
            "compensating_control",
            "부분 이행에는 보완 통제를 적어야 합니다.",
            "Is required for a result of Partial.",
        ),
        Rejection::CompensationMisplaced { index } => {
            of(index, "compensating_control", "부분 이행에만 적을 수 있습니다.", "Is only for a result of Partial.")
        }
        Rejection::UnknownEvidence { verdict: of, index } => {
            let field = format!("evidence_ids[{index}]");
            let field = of.map_or_else(|| field.clone(), |of| verdict(of, &field));
            Some(Wrong::of(field, "이 검토에 없는 증적입니다.", "Is not evidence of this review."))
        }
        Rejection::EvidenceOfNothing => {
            let (ko, en) = ("이 검토의 점검표에 없는 항목입니다.", "Is not on the checklist of this review.");
            Some(Wrong::of("checkpoint", ko, en))
        }
        Rejection::CollectedLater => {
            Some(Wrong::of("collected_at", "현재보다 뒤의 시각일 수 없습니다.", "Must not be in the future."))
        }
        Rejection::NoVerdicts => {
            Some(Wrong::of("verdicts", "점검 결과가 하나 이상 있어야 합니다.", "Must have at least one entry."))
        }
        Rejection::Finding(ref rejection) => of_end(rejection),
        Rejection::NotFound
        | Rejection::FindingNotFound(_)
        | Rejection::OwnReview
        | Rejection::Several(_)
        | Rejection::FindingStands { .. }
        | Rejection::EvidenceLimit { .. }
        | Rejection::Concluded
        | Rejection::NotConcluded
        | Rejection::Unjudged { .. } => None,
    }
}

/// The end of an acceptance that cannot be asked for.
fn of_end(rejection: &finding::Rejection) -> Option<Wrong> {
    use finding::Rejection as R;
    match rejection {
        R::EndPassed => {
            Some(Wrong::of("ends_at", "위험 수용 종료 시각은 현재보다 뒤여야 합니다.", "Must be in the future."))
        }
        R::EndTooLate { most_days } => {
            let en = format!("Must be at most {} from now.", counted(*most_days, "day"));
            Some(Wrong::of("ends_at", format!("위험 수용 기간은 최대 {most_days}일입니다."), en))
        }
        R::Illegal { .. }
        | R::OwnFix
        | R::OwnRequest
        | R::ApprovedAlready
        | R::Service
        | R::OwnFail
        | R::RequestLapsed { .. } => None,
    }
}

/// Records the fields that refusals concern, except those inside a field that is already recorded. An open finding is
/// recorded as a violation of its verdict's result.
pub(crate) fn note(v: &mut Violations, rejections: &[Rejection]) {
    for rejection in rejections {
        if let Rejection::Several(several) = rejection {
            note(v, several);
        } else if let Some(wrong) = wrong(rejection).filter(|wrong| !v.has(&wrong.field)) {
            v.add(&wrong.field, wrong.ko, wrong.en);
        } else if let Rejection::FindingStands { index, .. } = rejection {
            let (ko, en) = FINDING_STANDS;
            v.add(&verdict(*index, "result"), ko, en);
        }
    }
}

/// Several refusals at once: all faulty fields, or the first finding that prevents the change.
fn several_refused(several: Vec<Rejection>, review_id: Uuid) -> ApiError {
    if several.iter().any(|rejection| wrong(rejection).is_some()) {
        let mut v = Violations::new();
        note(&mut v, &several);
        return v.finish().err().unwrap_or_else(|| ApiError::internal("a wrong field is named"));
    }
    let standing = |rejection: &Rejection| {
        let Rejection::FindingStands { index, .. } = rejection else { return None };
        Some(verdict(*index, "result"))
    };
    let fields = several.iter().filter_map(standing);
    let fields = fields.collect::<Vec<_>>().join(", ");
    let first = several.into_iter().next().unwrap_or(Rejection::NoVerdicts);
    refused(first, review_id).with("field", fields)
}

/// The refusal of a step of a finding; `illegal` makes that of a status that does not allow it.
fn of_finding(rejection: finding::Rejection, illegal: fn(String) -> ApiError) -> ApiError {
    use finding::Rejection as R;
    match rejection {
        R::Illegal { id, status, allowed } => {
            let allowed: Vec<_> = allowed.into_iter().map(Step::name).collect();
            illegal(status.as_str().to_uppercase())
                .with("allowed", allowed.join(","))
                .with("finding_id", id.to_string())
        }
        R::OwnFix => ApiError::separated(Duty::OwnFix),
        R::OwnRequest => ApiError::separated(Duty::OwnAcceptanceRequest),
        R::ApprovedAlready => ApiError::separated(Duty::SecondApprover),
        R::Service => ApiError::separated(Duty::People),
        R::OwnFail => ApiError::separated(Duty::OwnFail),
        R::RequestLapsed { id, ends_at } => {
            ApiError::acceptance_request_lapsed(ends_at).with("finding_id", id.to_string())
        }
        R::EndPassed | R::EndTooLate { .. } => ApiError::internal("a wrong field has its own answer"),
    }
}

fn verdict(index: usize, field: &str) -> String {
    format!("verdicts[{index}].{field}")
}

fn keys(keys: &[CheckpointKey]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
