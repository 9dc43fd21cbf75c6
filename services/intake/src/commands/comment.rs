//! AddComment.

use haetae_domain::{review, vocabulary::Visibility};
use haetae_proto::intake::v1::{AddCommentRequest, AddCommentResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::WORDS;
use crate::desk::{Answer, Beside, Desk};

/// Says something.
pub(crate) async fn comment(
    desk: &Desk,
    caller: &Principal,
    mut request: AddCommentRequest,
    deadline: Deadline,
) -> Result<AddCommentResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let text = validate::multiline(&mut v, "text", &request.text, WORDS);
    let visibility = commands::word(&mut v, "visibility", request.visibility).unwrap_or(Visibility::Shared);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let beside = Beside { internal: visibility == Visibility::Internal, ..Beside::default() };
    let step = desk.step_beside(caller, change, id, v, &beside).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::comment(state, &text, visibility)).await?;
    Ok(AddCommentResponse { review, etag, consistency_token })
}
