//! SubmitReview.

use haetae_domain::{
    ids::ReviewId,
    review::{self, State, Submitted},
};
use haetae_event_log::{Category, store::Expected};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, CallerChange, key},
    error::ApiError,
    validate,
};
use tonic::Request;

use super::{DESCRIPTION, TITLE};
use crate::{
    desk::{Desk, admitted::Answer},
    refused::refused,
};

/// Requests a review for the caller's team.
pub(crate) async fn submit(
    desk: &Desk,
    request: Request<SubmitReviewRequest>,
) -> Result<SubmitReviewResponse, ApiError> {
    let (caller, change, submitted) = read(request)?;
    let id = ReviewId::derive(&caller.subject, change.request.id).to_string();
    let key = key(Category::Review, &id)?;
    let decide = |state: &State| review::submit(state, submitted.clone());
    let changed = change.make(&desk.reviews, &key, decide, |rejection| refused(rejection, &id)).await?;
    let Answer { review, etag, consistency_token } = Answer::of(desk, &id, &changed, &caller).await?;
    Ok(SubmitReviewResponse { review, etag, consistency_token })
}

fn read(request: Request<SubmitReviewRequest>) -> Result<(Principal, CallerChange, Submitted), ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let team = caller.team.clone().ok_or_else(ApiError::no_team)?;
    let title = validate::text(&mut v, "title", &request.title, TITLE);
    let description = validate::multiline(&mut v, "description", &request.description, DESCRIPTION);
    let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
    v.finish()?;
    let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
    let submitted = Submitted { title, description, requester: commands::person(&caller), team, profile };
    Ok((caller, CallerChange { expected: Expected::New, ..change }, submitted))
}
