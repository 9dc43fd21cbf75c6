//! DecideReview.

use haetae_domain::{
    review::{self, Command, Decided, Rejection, State, transitions::permit},
    vocabulary::DecisionOutcome,
};
use haetae_event_log::store::Expected;
use haetae_proto::{
    common::v1::ErrorReason,
    intake::v1::{DecideReviewRequest, DecideReviewResponse},
};
use haetae_service_kit::{
    commands::{self, CallerChange},
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use super::WORDS;
use crate::{
    desk::{
        Desk,
        admitted::Answer,
        decision_basis::{DecisionBasis, Seen},
    },
    refused::{note, refused},
};

/// Maximum number of conditions of an approval, and maximum characters of each.
const CONDITIONS: usize = 20;
const CONDITION: std::ops::RangeInclusive<usize> = 1..=1_000;

/// Decides on the state that the caller has seen, or lists what has changed since.
pub(crate) async fn decide(
    desk: &Desk,
    request: Request<DecideReviewRequest>,
) -> Result<DecideReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let seen = Seen {
        review: if let Expected::Exactly(sequence) = change.expected { sequence } else { 0 },
        assessment: validate::etag(&mut v, "assessment_etag", &request.assessment_etag),
        diagnosis: validate::etag(&mut v, "diagnosis_etag", &request.diagnosis_etag),
    };
    let outcome = commands::word::<DecisionOutcome>(&mut v, "outcome", request.outcome);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let conditions = conditions(&mut v, &request.conditions);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let decision_basis = DecisionBasis::load(desk, id, seen).await?;
    if !v.is_empty() {
        decision_basis.note_unknown(&mut v);
        // Whether an unknown outcome takes conditions is not known.
        if outcome.is_some_and(|outcome| !outcome.takes(&conditions)) {
            note(&mut v, &Rejection::Conditions);
        }
    }
    let outcome = outcome.unwrap_or(DecisionOutcome::Rejected);
    let admitted = desk.admit_beside(&caller, change, id, v, &decision_basis.beside()).await?;

    let refused = |rejection| refused(rejection, &admitted.id);
    // Checked inside the decision, so that a retry of an old decision still returns the original answer.
    let decide = |state: &State| {
        permit(Command::Decide, state.review().map_err(refused)?.status).map_err(refused)?;
        let (basis, judges) = decision_basis.firm()?;
        let (reason, conditions) = (reason.clone(), conditions.clone());
        let decided = Decided { outcome, reason, conditions, basis };
        review::decide(state, &admitted.change.by, decided, &judges).map_err(refused)
    };
    let Answer { review, etag, consistency_token } =
        admitted.make_or(decide, |error| error).await.map_err(review_moved)?;
    Ok(DecideReviewResponse { review, etag, consistency_token })
}

fn conditions(v: &mut Violations, conditions: &[String]) -> Vec<String> {
    validate::count(v, "conditions", conditions.len(), 0..=CONDITIONS);
    let conditions = conditions.iter().take(CONDITIONS).enumerate();
    conditions.map(|(n, text)| validate::multiline(v, &format!("conditions[{n}]"), text, CONDITION)).collect()
}

/// Adds the review as the changed resource, if the error names neither assessment nor diagnosis.
fn review_moved(error: ApiError) -> ApiError {
    let named = error.metadata().contains_key("moved");
    if error.reason() == ErrorReason::ChangedMeanwhile && !named { error.with("moved", "review") } else { error }
}
