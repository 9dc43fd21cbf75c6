//! GetReview.

use haetae_proto::intake::v1::{GetReviewRequest, GetReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    error::{ApiError, Violations},
    token, validate,
};

use crate::desk::Desk;

/// The current state of one review.
pub(crate) async fn get(
    desk: &Desk,
    caller: &Principal,
    request: &GetReviewRequest,
) -> Result<GetReviewResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let found = desk.find(caller, id, v).await?;
    let review = desk.shown(caller, &found.id, &found.folded.state).await?;
    Ok(GetReviewResponse {
        review: desk.with_findings(review).await?,
        etag: token::etag(found.folded.etag),
        // An internal comment changes neither token, so that callers who may not read it cannot notice it.
        consistency_token: token::consistency_token(found.folded.etag),
    })
}
