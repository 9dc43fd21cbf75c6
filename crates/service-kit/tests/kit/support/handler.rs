//! A handler that does what the title of the request says.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use haetae_proto::intake::v1::{
    self as pb, Review, SubmitReviewRequest, SubmitReviewResponse, intake_service_server::IntakeService,
};
use haetae_service_kit::{
    auth::Principal,
    deadline::Deadline,
    error::{ApiError, Violations},
    telemetry, validate,
};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

#[derive(Clone)]
pub(crate) struct Handler(Arc<Inner>);

struct Inner {
    started: AtomicUsize,
    finished: AtomicUsize,
    gate: Semaphore,
}

impl Default for Handler {
    fn default() -> Self {
        Self(Arc::new(Inner { started: AtomicUsize::new(0), finished: AtomicUsize::new(0), gate: Semaphore::new(0) }))
    }
}

impl Handler {
    pub(crate) fn started(&self) -> usize {
        self.0.started.load(Ordering::SeqCst)
    }

    pub(crate) fn finished(&self) -> usize {
        self.0.finished.load(Ordering::SeqCst)
    }

    /// Lets one request titled `wait` go on.
    pub(crate) fn release(&self) {
        self.0.gate.add_permits(1);
    }

    async fn obey(&self, title: &str) -> Result<String, ApiError> {
        match title {
            "panic" => panic!("hunter2 spilled"),
            "fail" => Err(ApiError::review_not_found("r-1")),
            "defect" => Err(ApiError::internal("hunter2 spilled")),
            "changed" => {
                let changes = (0..900).map(|n| format!("VerdictsRecorded by 김하나 at {n}")).collect::<Vec<_>>();
                Err(ApiError::changed_meanwhile().with("changes", changes.join("; ")))
            }
            "big" => Ok("x".repeat(1024 * 1024)),
            "trace" => Ok(telemetry::current_traceparent().unwrap_or_default()),
            "wait" => {
                self.0.gate.acquire().await.expect("never closed").forget();
                Ok("waited".to_owned())
            }
            _ => {
                let mut v = Violations::new();
                let title = validate::text(&mut v, "title", title, 1..=200);
                v.finish()?;
                Ok(title)
            }
        }
    }
}

/// Submitting does what the title says; every other call is refused.
macro_rules! intake {
    ($($method:ident($request:ident) -> $response:ident),+ $(,)?) => {
        #[tonic::async_trait]
        impl IntakeService for Handler {
            async fn submit_review(
                &self,
                request: Request<SubmitReviewRequest>,
            ) -> Result<Response<SubmitReviewResponse>, Status> {
                self.submitted(request).await
            }

            $(async fn $method(&self, _: Request<pb::$request>) -> Result<Response<pb::$response>, Status> {
                Err(ApiError::permission_denied().into())
            })+
        }
    };
}

intake! {
    get_review(GetReviewRequest) -> GetReviewResponse,
    amend_review(AmendReviewRequest) -> AmendReviewResponse,
    withdraw_review(WithdrawReviewRequest) -> WithdrawReviewResponse,
    request_info(RequestInfoRequest) -> RequestInfoResponse,
    provide_info(ProvideInfoRequest) -> ProvideInfoResponse,
    retract_question(RetractQuestionRequest) -> RetractQuestionResponse,
    triage_review(TriageReviewRequest) -> TriageReviewResponse,
    claim_review(ClaimReviewRequest) -> ClaimReviewResponse,
    assign_review(AssignReviewRequest) -> AssignReviewResponse,
    release_review(ReleaseReviewRequest) -> ReleaseReviewResponse,
    decide_review(DecideReviewRequest) -> DecideReviewResponse,
    reopen_review(ReopenReviewRequest) -> ReopenReviewResponse,
    add_comment(AddCommentRequest) -> AddCommentResponse,
    list_comments(ListCommentsRequest) -> ListCommentsResponse,
    list_my_work(ListMyWorkRequest) -> ListMyWorkResponse,
}

impl Handler {
    async fn submitted(&self, request: Request<SubmitReviewRequest>) -> Result<Response<SubmitReviewResponse>, Status> {
        self.0.started.fetch_add(1, Ordering::SeqCst);
        let principal = Principal::from_request(&request)?;
        assert!(request.extensions().get::<Deadline>().is_some());
        let description = self.obey(&request.get_ref().title).await?;
        let review = Review { description, team: principal.team.unwrap_or_default(), ..Review::default() };
        self.0.finished.fetch_add(1, Ordering::SeqCst);
        Ok(Response::new(SubmitReviewResponse { review: Some(review), ..SubmitReviewResponse::default() }))
    }
}
