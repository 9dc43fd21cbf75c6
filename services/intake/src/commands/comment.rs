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
use crate::desk::{Answer, Desk, Whose};

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
    let visibility = readers(&mut v, caller, request.visibility);
    let step = desk.step(caller, change, &request.review_id, Whose::Seen, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::comment(state, &text, visibility)).await?;
    Ok(AddCommentResponse { review, etag, consistency_token })
}

/// Internal comments are for those who work on reviews, to write as to read.
fn readers(v: &mut Violations, caller: &Principal, visibility: i32) -> Visibility {
    let visibility = commands::word(v, "visibility", visibility).unwrap_or(Visibility::Shared);
    if visibility == Visibility::Internal && !caller.sees_all_teams() {
        v.add(
            "visibility",
            "내부 의견은 검토 담당자만 남길 수 있습니다.",
            "Internal comments are for those who work on reviews.",
        );
    }
    visibility
}
