//! SubmitReview.

use haetae_domain::{
    ids::{CommitId, ReviewId},
    review::{self, Rejection, Submitted},
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::Reviews,
    store::{Command, Expected, Store},
};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{
    auth::Principal,
    clock, commands,
    deadline::Deadline,
    error::{ApiError, Violations},
    token, validate,
};
use uuid::Uuid;

use crate::view;

/// Requests a review for the caller's team.
pub(crate) async fn submit(
    reviews: &Store<Reviews>,
    caller: &Principal,
    mut request: SubmitReviewRequest,
    deadline: Deadline,
) -> Result<SubmitReviewResponse, ApiError> {
    let validate_only = std::mem::take(&mut request.validate_only);
    let (request_id, submitted) = read(caller, &request)?;
    let id = ReviewId::derive(&caller.subject, request_id).to_string();
    let key = AggregateKey::new(Category::Review, &id).map_err(ApiError::internal)?;
    let by = commands::person(caller);
    let command = Command {
        key: &key,
        id: CommitId::of_request(&key.subject(), &caller.subject, request_id),
        by: &by,
        at: clock::now(),
        request: Some(commands::request_mark(request_id, &request)),
        cause: None,
        expected: Expected::New,
        deadline: deadline.at(),
    };
    let decide = |state: &review::State| review::submit(state, submitted.clone());
    let refused = |error| commands::refusal(error, rejected);
    if validate_only {
        let state = reviews.rehearse(&command, decide).await.map_err(refused)?;
        return Ok(SubmitReviewResponse { review: view::review(&id, &state), ..Default::default() });
    }
    let outcome = reviews.execute(&command, decide).await.map_err(refused)?;
    Ok(SubmitReviewResponse {
        review: view::review(&id, &outcome.folded.state),
        etag: token::etag(outcome.folded.sequence),
        consistency_token: token::consistency_token(outcome.folded.sequence),
    })
}

fn read(caller: &Principal, request: &SubmitReviewRequest) -> Result<(Uuid, Submitted), ApiError> {
    let team = caller.team.clone().ok_or_else(|| ApiError::permission_denied().with("missing_claim", "team"))?;
    let mut v = Violations::new();
    let request_id = validate::uuid(&mut v, "request_id", &request.request_id);
    let title = validate::text(&mut v, "title", &request.title, 1..=200);
    let description = validate::multiline(&mut v, "description", &request.description, 0..=10_000);
    let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
    v.finish()?;
    let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
    Ok((request_id, Submitted { title, description, requester: commands::person(caller), team, profile }))
}

fn rejected(rejection: Rejection) -> ApiError {
    match rejection {
        // The id is derived from the request, so this is another request that was given the same request_id.
        Rejection::AlreadySubmitted => ApiError::request_id_reused(),
        Rejection::NotFound => ApiError::internal(rejection),
    }
}
