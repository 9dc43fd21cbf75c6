//! WithdrawReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{WithdrawReviewRequest, WithdrawReviewResponse};
use haetae_service_kit::{commands::CallerChange, error::ApiError, validate};
use tonic::Request;

use super::WORDS;
use crate::desk::{Desk, admitted::Answer};

/// Withdraws the request.
pub(crate) async fn withdraw(
    desk: &Desk,
    request: Request<WithdrawReviewRequest>,
) -> Result<WithdrawReviewResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } = admitted.make(|state| review::withdraw(state, &reason)).await?;
    Ok(WithdrawReviewResponse { review, etag, consistency_token })
}
