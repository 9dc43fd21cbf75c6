//! gRPC handlers. The server has already authorised the method; each call authorises access to its review.

use haetae_proto::intake::v1::{
    AddCommentRequest, AddCommentResponse, AmendReviewRequest, AmendReviewResponse, AssignReviewRequest,
    AssignReviewResponse, ClaimReviewRequest, ClaimReviewResponse, DecideReviewRequest, DecideReviewResponse,
    GetReviewRequest, GetReviewResponse, ListCommentsRequest, ListCommentsResponse, ListMyWorkRequest,
    ListMyWorkResponse, ProvideInfoRequest, ProvideInfoResponse, ReleaseReviewRequest, ReleaseReviewResponse,
    ReopenReviewRequest, ReopenReviewResponse, RequestInfoRequest, RequestInfoResponse, RetractQuestionRequest,
    RetractQuestionResponse, SubmitReviewRequest, SubmitReviewResponse, TriageReviewRequest, TriageReviewResponse,
    WithdrawReviewRequest, WithdrawReviewResponse, intake_service_server::IntakeService,
};
use haetae_service_kit::{auth::Principal, commands::called};
use tonic::{Request, Response, Status};

use crate::{
    commands,
    desk::Desk,
    reads::{comments, review, work},
};

pub(crate) struct Intake {
    pub(crate) desk: Desk,
}

#[tonic::async_trait]
impl IntakeService for Intake {
    async fn get_review(&self, r: Request<GetReviewRequest>) -> Result<Response<GetReviewResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(review::get(&self.desk, &caller, r.get_ref()).await?))
    }

    async fn list_comments(&self, r: Request<ListCommentsRequest>) -> Result<Response<ListCommentsResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(comments::list(&self.desk, &caller, r.get_ref()).await?))
    }

    async fn list_my_work(&self, r: Request<ListMyWorkRequest>) -> Result<Response<ListMyWorkResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(work::list(&self.desk, &caller, r.get_ref(), deadline).await?))
    }

    async fn submit_review(&self, r: Request<SubmitReviewRequest>) -> Result<Response<SubmitReviewResponse>, Status> {
        Ok(Response::new(commands::submit(&self.desk, r).await?))
    }

    async fn amend_review(&self, r: Request<AmendReviewRequest>) -> Result<Response<AmendReviewResponse>, Status> {
        Ok(Response::new(commands::amend(&self.desk, r).await?))
    }

    async fn withdraw_review(
        &self,
        r: Request<WithdrawReviewRequest>,
    ) -> Result<Response<WithdrawReviewResponse>, Status> {
        Ok(Response::new(commands::withdraw(&self.desk, r).await?))
    }

    async fn request_info(&self, r: Request<RequestInfoRequest>) -> Result<Response<RequestInfoResponse>, Status> {
        Ok(Response::new(commands::request(&self.desk, r).await?))
    }

    async fn provide_info(&self, r: Request<ProvideInfoRequest>) -> Result<Response<ProvideInfoResponse>, Status> {
        Ok(Response::new(commands::provide(&self.desk, r).await?))
    }

    async fn retract_question(
        &self,
        r: Request<RetractQuestionRequest>,
    ) -> Result<Response<RetractQuestionResponse>, Status> {
        Ok(Response::new(commands::retract(&self.desk, r).await?))
    }

    async fn triage_review(&self, r: Request<TriageReviewRequest>) -> Result<Response<TriageReviewResponse>, Status> {
        Ok(Response::new(commands::triage(&self.desk, r).await?))
    }

    async fn claim_review(&self, r: Request<ClaimReviewRequest>) -> Result<Response<ClaimReviewResponse>, Status> {
        Ok(Response::new(commands::claim(&self.desk, r).await?))
    }

    async fn assign_review(&self, r: Request<AssignReviewRequest>) -> Result<Response<AssignReviewResponse>, Status> {
        Ok(Response::new(commands::assign(&self.desk, r).await?))
    }

    async fn release_review(
        &self,
        r: Request<ReleaseReviewRequest>,
    ) -> Result<Response<ReleaseReviewResponse>, Status> {
        Ok(Response::new(commands::release(&self.desk, r).await?))
    }

    async fn decide_review(&self, r: Request<DecideReviewRequest>) -> Result<Response<DecideReviewResponse>, Status> {
        Ok(Response::new(commands::decide(&self.desk, r).await?))
    }

    async fn reopen_review(&self, r: Request<ReopenReviewRequest>) -> Result<Response<ReopenReviewResponse>, Status> {
        Ok(Response::new(commands::reopen(&self.desk, r).await?))
    }

    async fn add_comment(&self, r: Request<AddCommentRequest>) -> Result<Response<AddCommentResponse>, Status> {
        Ok(Response::new(commands::comment(&self.desk, r).await?))
    }
}
