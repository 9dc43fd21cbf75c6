//! The gRPC surface: what is asked, whether the caller may, then one call.

use std::sync::Arc;

use haetae_event_log::{AggregateKey, Category, codec::Reviews, store::Store};
use haetae_proto::intake::v1::{
    GetReviewRequest, GetReviewResponse, SubmitReviewRequest, SubmitReviewResponse,
    intake_service_server::IntakeService,
};
use haetae_service_kit::{
    auth::{Facts, Principal},
    commands::load_failure,
    deadline::Deadline,
    error::{ApiError, Violations},
    token, validate,
};
use tonic::{Request, Response, Status};

use crate::{submit, view};

pub(crate) struct Intake {
    reviews: Arc<Store<Reviews>>,
}

impl Intake {
    pub(crate) fn new(reviews: Arc<Store<Reviews>>) -> Self {
        Self { reviews }
    }

    async fn review(&self, caller: &Principal, request: &GetReviewRequest) -> Result<GetReviewResponse, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", &request.review_id);
        v.finish()?;
        let missing = || ApiError::review_not_found(id);
        let key = AggregateKey::new(Category::Review, &id.to_string()).map_err(ApiError::internal)?;
        let folded = self.reviews.get(&key).await.map_err(load_failure)?;
        let review = view::review(&id.to_string(), &folded.state).ok_or_else(missing)?;
        let requester = review.requester.as_ref().map_or("", |person| &person.subject);
        caller.may(&Facts::of(requester, &review.team), missing)?;
        Ok(GetReviewResponse {
            review: Some(review),
            etag: token::etag(folded.sequence),
            consistency_token: token::consistency_token(folded.sequence),
        })
    }
}

#[tonic::async_trait]
impl IntakeService for Intake {
    async fn submit_review(
        &self,
        request: Request<SubmitReviewRequest>,
    ) -> Result<Response<SubmitReviewResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        let deadline = Deadline::from_request(&request);
        let response = submit::submit(&self.reviews, &caller, request.into_inner(), deadline).await?;
        Ok(Response::new(response))
    }

    async fn get_review(&self, request: Request<GetReviewRequest>) -> Result<Response<GetReviewResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(self.review(&caller, request.get_ref()).await?))
    }
}
