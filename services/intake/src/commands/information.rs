//! RequestInfo and ProvideInfo.

use haetae_domain::review;
use haetae_proto::intake::v1::{ProvideInfoRequest, ProvideInfoResponse, RequestInfoRequest, RequestInfoResponse};
use haetae_service_kit::{
    auth::Principal,
    commands::Change,
    deadline::Deadline,
    error::{ApiError, Violations},
    validate,
};

use super::{ANSWER, WORDS};
use crate::desk::{Answer, Desk};

/// Asks the requester.
pub(crate) async fn request(
    desk: &Desk,
    caller: &Principal,
    mut request: RequestInfoRequest,
    deadline: Deadline,
) -> Result<RequestInfoResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let question = validate::multiline(&mut v, "question", &request.question, WORDS);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } = step.take(|state| review::request_info(state, &question)).await?;
    Ok(RequestInfoResponse { review, etag, consistency_token })
}

/// Answers.
pub(crate) async fn provide(
    desk: &Desk,
    caller: &Principal,
    mut request: ProvideInfoRequest,
    deadline: Deadline,
) -> Result<ProvideInfoResponse, ApiError> {
    let mut v = Violations::new();
    let change = Change::read(&mut v, caller, &mut request, deadline);
    let answer = validate::multiline(&mut v, "answer", &request.answer, ANSWER);
    let step = desk.step(caller, change, &request.review_id, v).await?;
    let Answer { review, etag, consistency_token } =
        step.take(|state| review::provide_info(state, &answer, step.change.at, &desk.calendar)).await?;
    Ok(ProvideInfoResponse { review, etag, consistency_token })
}
