//! ReopenReview.

use haetae_domain::review;
use haetae_proto::intake::v1::{ReopenReviewRequest, ReopenReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::WORDS;
use crate::desk::{Answer, Desk};

/// Takes a closed review up again.
pub(crate) async fn reopen(
    desk: &Desk,
    caller: &Principal,
    mut request: ReopenReviewRequest,
    deadline: Deadline,
) -> Result<ReopenReviewResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::reopen(state, &reason, step.change.at, &desk.calendar)).await?;
    Ok(ReopenReviewResponse { review, etag, consistency_token })
}
