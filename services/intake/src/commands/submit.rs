//! SubmitReview.

use haetae_domain::{
    ids::ReviewId,
    review::{self, State, Submitted},
};
use haetae_event_log::{AggregateKey, Category, store::Expected};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::{DESCRIPTION, TITLE};
use crate::{
    desk::{Answer, Desk},
    refused::refused,
};

/// Requests a review for the caller's team.
pub(crate) async fn submit(
    desk: &Desk,
    caller: &Principal,
    mut request: SubmitReviewRequest,
    deadline: Deadline,
) -> Result<SubmitReviewResponse, ApiError> {
    let (change, submitted) = read(caller, &mut request, deadline)?;
    let id = ReviewId::derive(&caller.subject, change.request.id).to_string();
    let key = AggregateKey::new(Category::Review, &id).map_err(ApiError::internal)?;
    let decide = |state: &State| review::submit(state, submitted.clone());
    let changed = change.make(&desk.reviews, &key, decide, |rejection| refused(rejection, &id)).await?;
    let Answer { review, etag, consistency_token } = Answer::of(&id, &changed, caller)?;
    Ok(SubmitReviewResponse { review, etag, consistency_token })
}

fn read(
    caller: &Principal,
    request: &mut SubmitReviewRequest,
    deadline: Deadline,
) -> Result<(Change, Submitted), ApiError> {
    let team = caller.team.clone().ok_or_else(|| ApiError::permission_denied().with("missing_claim", "team"))?;
    let mut v = Violations::new();
    let change = Change { expected: Expected::New, ..Change::read(&mut v, caller, request, deadline) };
    let title = validate::text(&mut v, "title", &request.title, TITLE);
    let description = validate::multiline(&mut v, "description", &request.description, DESCRIPTION);
    let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
    v.finish()?;
    let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
    Ok((change, Submitted { title, description, requester: commands::person(caller), team, profile }))
}
