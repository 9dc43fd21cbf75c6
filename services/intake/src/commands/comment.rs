//! AddComment.

use haetae_domain::{review, vocabulary::Visibility};
use haetae_proto::intake::v1::{AddCommentRequest, AddCommentResponse};
use haetae_service_kit::{
    commands::{self, CallerChange},
    error::ApiError,
    validate,
};
use tonic::Request;

use super::WORDS;
use crate::desk::{Desk, admitted::Answer, found::Beside};

/// Adds a comment.
pub(crate) async fn comment(desk: &Desk, request: Request<AddCommentRequest>) -> Result<AddCommentResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let text = validate::multiline(&mut v, "text", &request.text, WORDS);
    let visibility = commands::word(&mut v, "visibility", request.visibility).unwrap_or(Visibility::Shared);
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let beside = Beside { internal: visibility == Visibility::Internal, ..Beside::default() };
    let admitted = desk.admit_beside(&caller, change, id, v, &beside).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::comment(state, &text, visibility)).await?;
    Ok(AddCommentResponse { review, etag, consistency_token })
}
