//! SubmitReview.

use haetae_domain::{
    ids::ReviewId,
    review::{self, Rejection, Submitted},
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::Reviews,
    store::{Expected, Store},
};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::{self, Change},
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use crate::view;

/// Requests a review for the caller's team.
pub(crate) async fn submit(
    reviews: &Store<Reviews>,
    caller: &Principal,
    mut request: SubmitReviewRequest,
    deadline: Deadline,
) -> Result<SubmitReviewResponse, ApiError> {
    let (change, submitted) = read(caller, &mut request, deadline)?;
    let id = ReviewId::derive(&caller.subject, change.request.id).to_string();
    let key = AggregateKey::new(Category::Review, &id).map_err(ApiError::internal)?;
    let decide = |state: &review::State| review::submit(state, submitted.clone());
    let changed = change.make(reviews, &key, decide, rejected).await?;
    let (etag, consistency_token) = changed.tokens();
    Ok(SubmitReviewResponse { review: view::review(&id, changed.state()), etag, consistency_token })
}

fn read(
    caller: &Principal,
    request: &mut SubmitReviewRequest,
    deadline: Deadline,
) -> Result<(Change, Submitted), ApiError> {
    let team = caller.team.clone().ok_or_else(|| ApiError::permission_denied().with("missing_claim", "team"))?;
    let mut v = Violations::new();
    let change = Change { expected: Expected::New, ..Change::read(&mut v, caller, request, deadline) };
    let title = validate::text(&mut v, "title", &request.title, 1..=200);
    let description = validate::multiline(&mut v, "description", &request.description, 0..=10_000);
    let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
    v.finish()?;
    let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
    Ok((change, Submitted { title, description, requester: commands::person(caller), team, profile }))
}

fn rejected(rejection: Rejection) -> ApiError {
    match rejection {
        // The id is derived from the request, so this is another request that was given the same request_id.
        Rejection::AlreadySubmitted => ApiError::request_id_reused(),
        Rejection::NotFound => ApiError::internal(rejection),
    }
}
