//! PreviewRisk and GetAssessment.

use haetae_domain::{ids::Person, risk::State};
use haetae_event_log::Category;
use haetae_proto::risk::v1::{
    Assessment, GetAssessmentRequest, GetAssessmentResponse, PreviewRiskRequest, PreviewRiskResponse,
};
use haetae_service_kit::{
    auth::{Facts, Principal},
    clock::timestamp,
    commands::{key, load_failure, profile},
    error::{ApiError, Violations},
    token, validate,
};

use crate::{
    desk::{Desk, assess::assess},
    view::assessments as view,
};

/// The score of a profile under the policy in use.
pub(crate) fn preview(desk: &Desk, request: &PreviewRiskRequest) -> Result<PreviewRiskResponse, ApiError> {
    let mut v = Violations::new();
    let profile = profile(&mut v, "profile", request.profile.as_ref());
    v.finish()?;
    let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
    let policy = desk.policies.active().ok_or_else(|| ApiError::internal("no policy is in use"))?;
    let assessment = assess(&policy, profile, Person::default(), String::new());
    Ok(PreviewRiskResponse { assessment: Some(view::assessment(&assessment, &policy.document)) })
}

/// The assessment of a review, if the caller may see it.
pub(crate) async fn get(
    desk: &Desk,
    caller: &Principal,
    request: &GetAssessmentRequest,
) -> Result<GetAssessmentResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    v.finish()?;
    let folded = desk.risks.get(&key(Category::Risk, id)?).await.map_err(load_failure)?;
    let State::Assessed { assessment, at, residual } = &folded.state else {
        return Err(caller.absent(|| ApiError::assessment_not_found(id)));
    };
    let facts = Facts::of(&assessment.requester.subject, &assessment.team);
    caller.may(&facts, || ApiError::assessment_not_found(id))?;
    let policy = desk.policies.version(assessment.policy.version).await.map_err(ApiError::internal)?;
    let shown = Assessment {
        review_id: id.to_string(),
        assessed_at: Some(timestamp(*at)),
        residual: residual.as_deref().map(|(residual, at)| view::residual(residual, *at)),
        ..view::assessment(assessment, &policy.document)
    };
    Ok(GetAssessmentResponse {
        assessment: Some(shown),
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}
