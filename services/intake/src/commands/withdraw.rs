//! WithdrawReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{WithdrawReviewRequest, WithdrawReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::WORDS;
use crate::desk::{Answer, Desk};

/// Takes the request back.
pub(crate) async fn withdraw(
    desk: &Desk,
    caller: &Principal,
    mut request: WithdrawReviewRequest,
    deadline: Deadline,
) -> Result<WithdrawReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } = step.take(|state| review::withdraw(state, &reason)).await?;
    Ok(WithdrawReviewResponse { review, etag, consistency_token })
}
