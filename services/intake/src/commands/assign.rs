//! ClaimReview, AssignReview and ReleaseReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{
    AssignReviewRequest, AssignReviewResponse, ClaimReviewRequest, ClaimReviewResponse, ReleaseReviewRequest,
    ReleaseReviewResponse,
};
use haetae_service_kit::{commands::CallerChange, error::ApiError, people::Charge, validate};
use tonic::Request;

use super::WORDS;
use crate::desk::{Desk, admitted::Answer};

/// Makes the caller the assignee.
pub(crate) async fn claim(desk: &Desk, request: Request<ClaimReviewRequest>) -> Result<ClaimReviewResponse, ApiError> {
    let (caller, request, change, v) = CallerChange::open(request)?;
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::claim(state, &admitted.change.by)).await?;
    Ok(ClaimReviewResponse { review, etag, consistency_token })
}

/// Makes another account the assignee.
pub(crate) async fn assign(
    desk: &Desk,
    request: Request<AssignReviewRequest>,
) -> Result<AssignReviewResponse, ApiError> {
    let (caller, mut request, change, mut v) = CallerChange::open(request)?;
    let wanted = request.assignee.take();
    let assignee = desk.people.assignee(&mut v, &caller, (wanted, Charge::Review), change.deadline).await?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, 0..=4_000);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::assign(state, &assignee, &reason)).await?;
    Ok(AssignReviewResponse { review, etag, consistency_token })
}

/// Leaves the review without an assignee.
pub(crate) async fn release(
    desk: &Desk,
    request: Request<ReleaseReviewRequest>,
) -> Result<ReleaseReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::release(state, &admitted.change.by, &reason)).await?;
    Ok(ReleaseReviewResponse { review, etag, consistency_token })
}
