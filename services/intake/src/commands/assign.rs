//! ClaimReview, AssignReview and ReleaseReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{
    AssignReviewRequest, AssignReviewResponse, ClaimReviewRequest, ClaimReviewResponse, ReleaseReviewRequest,
    ReleaseReviewResponse,
};
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    people::Charge,
    validate,
};

use super::WORDS;
use crate::desk::{Answer, Desk};

/// Takes the review on.
pub(crate) async fn claim(
    desk: &Desk,
    caller: &Principal,
    mut request: ClaimReviewRequest,
    deadline: Deadline,
) -> Result<ClaimReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } = step.take(|state| review::claim(state, &step.change.by)).await?;
    Ok(ClaimReviewResponse { review, etag, consistency_token })
}

/// Gives the review to somebody.
pub(crate) async fn assign(
    desk: &Desk,
    caller: &Principal,
    mut request: AssignReviewRequest,
    deadline: Deadline,
) -> Result<AssignReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let assignee = desk.people.assignee(&mut v, caller, (request.assignee.take(), Charge::Review), deadline).await?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, 0..=4_000);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::assign(state, &assignee, &reason)).await?;
    Ok(AssignReviewResponse { review, etag, consistency_token })
}

/// Gives the review back.
pub(crate) async fn release(
    desk: &Desk,
    caller: &Principal,
    mut request: ReleaseReviewRequest,
    deadline: Deadline,
) -> Result<ReleaseReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::release(state, &step.change.by, &reason)).await?;
    Ok(ReleaseReviewResponse { review, etag, consistency_token })
}
