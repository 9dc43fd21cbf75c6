//! TriageReview.

use haetae_domain::{
    review::{self, State, Triaged},
    vocabulary::TriageOutcome,
};
use haetae_event_log::{AggregateKey, Category};
use haetae_proto::intake::v1::{TriageReviewRequest, TriageReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change, load_failure},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::WORDS;
use crate::desk::{Answer, Desk};

/// Decides whether to diagnose at all.
pub(crate) async fn triage(
    desk: &Desk,
    caller: &Principal,
    mut request: TriageReviewRequest,
    deadline: Deadline,
) -> Result<TriageReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let outcome = commands::word(&mut v, "outcome", request.outcome).unwrap_or(TriageOutcome::Diagnose);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let duplicate_of = duplicate_of(desk, &mut v, &request.duplicate_of).await?;
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let triaged = Triaged { outcome, reason, duplicate_of, automatic: false };
    let decide = |state: &State| review::triage(state, &step.id, &step.change.by, triaged.clone());
    let Answer { review, etag, consistency_token } = step.take(decide).await?;
    Ok(TriageReviewResponse { review, etag, consistency_token })
}

/// The other review, which has to be there. Whoever triages sees every review.
async fn duplicate_of(desk: &Desk, v: &mut Violations, id: &str) -> Result<Option<String>, ApiError> {
    if id.is_empty() {
        return Ok(None);
    }
    let id = validate::uuid(v, "duplicate_of", id);
    if !id.is_nil() {
        let key = AggregateKey::new(Category::Review, &id.to_string()).map_err(ApiError::internal)?;
        if desk.reviews.get(&key).await.map_err(load_failure)?.state == State::New {
            v.add("duplicate_of", "해당 검토를 찾을 수 없습니다.", "There is no such review.");
        }
    }
    Ok(Some(id.to_string()))
}
