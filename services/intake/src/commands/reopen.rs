//! ReopenReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{ReopenReviewRequest, ReopenReviewResponse};
use haetae_service_kit::{commands::CallerChange, error::ApiError, validate};
use tonic::Request;

use super::WORDS;
use crate::desk::{Desk, admitted::Answer};

/// Opens a closed review again.
pub(crate) async fn reopen(
    desk: &Desk,
    request: Request<ReopenReviewRequest>,
) -> Result<ReopenReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::reopen(state, &reason, admitted.change.at, &desk.calendar)).await?;
    Ok(ReopenReviewResponse { review, etag, consistency_token })
}
