//! RequestInfo, ProvideInfo and RetractQuestion.

use haetae_domain::review;
use haetae_proto::intake::v1::{
    ProvideInfoRequest, ProvideInfoResponse, RequestInfoRequest, RequestInfoResponse, RetractQuestionRequest,
    RetractQuestionResponse,
};
use haetae_service_kit::{commands::CallerChange, error::ApiError, validate};
use tonic::Request;

use super::{ANSWER, WORDS};
use crate::desk::{Desk, admitted::Answer};

/// Asks the requester a question.
pub(crate) async fn request(
    desk: &Desk,
    request: Request<RequestInfoRequest>,
) -> Result<RequestInfoResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let question = validate::multiline(&mut v, "question", &request.question, WORDS);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::request_info(state, &question)).await?;
    Ok(RequestInfoResponse { review, etag, consistency_token })
}

/// Answers the question.
pub(crate) async fn provide(
    desk: &Desk,
    request: Request<ProvideInfoRequest>,
) -> Result<ProvideInfoResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let answer = validate::multiline(&mut v, "answer", &request.answer, ANSWER);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::provide_info(state, &answer, admitted.change.at, &desk.calendar)).await?;
    Ok(ProvideInfoResponse { review, etag, consistency_token })
}

/// Takes the question back.
pub(crate) async fn retract(
    desk: &Desk,
    request: Request<RetractQuestionRequest>,
) -> Result<RetractQuestionResponse, ApiError> {
    let (caller, request, change, mut v) = CallerChange::open(request)?;
    let reason = validate::multiline(&mut v, "reason", &request.reason, WORDS);
    let admitted = desk.admit(&caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        admitted.make(|state| review::retract_question(state, &reason, admitted.change.at, &desk.calendar)).await?;
    Ok(RetractQuestionResponse { review, etag, consistency_token })
}
