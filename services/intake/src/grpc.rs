//! The gRPC surface: one call each. Who may call at all, the server asked before; on whose review, each asks itself.

use haetae_proto::intake::v1::{
    AddCommentRequest, AddCommentResponse, AmendReviewRequest, AmendReviewResponse, AssignReviewRequest,
    AssignReviewResponse, ClaimReviewRequest, ClaimReviewResponse, DecideReviewRequest, DecideReviewResponse,
    GetReviewRequest, GetReviewResponse, ListCommentsRequest, ListCommentsResponse, ListMyWorkRequest,
    ListMyWorkResponse, ProvideInfoRequest, ProvideInfoResponse, ReleaseReviewRequest, ReleaseReviewResponse,
    ReopenReviewRequest, ReopenReviewResponse, RequestInfoRequest, RequestInfoResponse, SubmitReviewRequest,
    SubmitReviewResponse, TriageReviewRequest, TriageReviewResponse, WithdrawReviewRequest, WithdrawReviewResponse,
    intake_service_server::IntakeService,
};
use haetae_service_kit::{
    auth::Principal,
    deadline::Deadline,
    error::{ApiError, Violations},
    token, validate,
};
use tonic::{Request, Response, Status};

use crate::{
    commands, comments,
    desk::{Desk, reads_internal},
    view, work,
};

pub(crate) struct Intake {
    pub(crate) desk: Desk,
}

/// The caller, and until when there has to be an answer.
fn called<T>(request: &Request<T>) -> Result<(Principal, Deadline), ApiError> {
    Ok((Principal::from_request(request)?, Deadline::from_request(request)))
}

impl Intake {
    async fn review(&self, caller: &Principal, request: &GetReviewRequest) -> Result<GetReviewResponse, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", &request.review_id);
        let found = self.desk.find(caller, id, v).await?;
        let review = view::review(&found.id, &found.folded.state, reads_internal(caller, &found.folded.state)?);
        Ok(GetReviewResponse {
            review: self.desk.with_findings(review).await?,
            etag: token::etag(found.folded.etag),
            // Whoever is not told of an internal comment does not see a position move with it either.
            consistency_token: token::consistency_token(found.folded.etag),
        })
    }
}

#[tonic::async_trait]
impl IntakeService for Intake {
    async fn get_review(&self, r: Request<GetReviewRequest>) -> Result<Response<GetReviewResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(self.review(&caller, r.get_ref()).await?))
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
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::submit(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn amend_review(&self, r: Request<AmendReviewRequest>) -> Result<Response<AmendReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::amend(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn withdraw_review(
        &self,
        r: Request<WithdrawReviewRequest>,
    ) -> Result<Response<WithdrawReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::withdraw(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn request_info(&self, r: Request<RequestInfoRequest>) -> Result<Response<RequestInfoResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::request(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn provide_info(&self, r: Request<ProvideInfoRequest>) -> Result<Response<ProvideInfoResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::provide(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn triage_review(&self, r: Request<TriageReviewRequest>) -> Result<Response<TriageReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::triage(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn claim_review(&self, r: Request<ClaimReviewRequest>) -> Result<Response<ClaimReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::claim(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn assign_review(&self, r: Request<AssignReviewRequest>) -> Result<Response<AssignReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::assign(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn release_review(
        &self,
        r: Request<ReleaseReviewRequest>,
    ) -> Result<Response<ReleaseReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::release(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn decide_review(&self, r: Request<DecideReviewRequest>) -> Result<Response<DecideReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::decide(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn reopen_review(&self, r: Request<ReopenReviewRequest>) -> Result<Response<ReopenReviewResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::reopen(&self.desk, &caller, r.into_inner(), deadline).await?))
    }

    async fn add_comment(&self, r: Request<AddCommentRequest>) -> Result<Response<AddCommentResponse>, Status> {
        let (caller, deadline) = called(&r)?;
        Ok(Response::new(commands::comment(&self.desk, &caller, r.into_inner(), deadline).await?))
    }
}
