//! TriageReview.

use haetae_domain::{
    review::{self, State, Triaged},
    vocabulary::TriageOutcome,
};
use haetae_event_log::Category;
use haetae_proto::intake::v1::{TriageReviewRequest, TriageReviewResponse};
use haetae_service_kit::{
    commands::{self, CallerChange, key, load_failure},
    error::{ApiError, Violations},
    validate,
};
use tonic::Request;

use super::WORDS;
use crate::desk::{Desk, admitted::Answer};

/// Decides whether the review is diagnosed.
pub(crate) async fn triage(
    desk: &Desk,
    request: Request<TriageReviewRequest>,
) -> Result<TriageReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let outcome = commands::word(&mut v, "outcome", request.outcome).unwrap_or(TriageOutcome::Diagnose);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let duplicate_of = duplicate_of(desk, &mut v, &request.duplicate_of).await?;
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let triaged = Triaged { outcome, reason, duplicate_of, automatic: false };
    let decide = |state: &State| review::triage(state, &admitted.id, &admitted.change.by, triaged.clone());
    let Answer { review, etag, consistency_token } = admitted.make(decide).await?;
    Ok(TriageReviewResponse { review, etag, consistency_token })
}

/// The id of the other review, which has to exist. Every caller who may triage sees every review.
async fn duplicate_of(desk: &Desk, v: &mut Violations, id: &str) -> Result<Option<String>, ApiError> {
    if id.is_empty() {
        return Ok(None);
    }
    let id = validate::uuid(v, "duplicate_of", id);
    let key = key(Category::Review, id)?;
    if !id.is_nil() && desk.reviews.get(&key).await.map_err(load_failure)?.state == State::New {
        v.add("duplicate_of", "해당 검토를 찾을 수 없습니다.", "There is no such review.");
    }
    Ok(Some(id.to_string()))
}
