//! The gRPC surface: who may, then what is asked, then one call.

use std::sync::Arc;

use haetae_domain::{ids::Person, risk::State};
use haetae_event_log::{AggregateKey, Category, codec::Risks, store::Store};
use haetae_proto::risk::v1::{
    Assessment, GetAssessmentRequest, GetAssessmentResponse, PreviewRiskRequest, PreviewRiskResponse,
    risk_service_server::RiskService,
};
use haetae_service_kit::{
    auth::{Principal, Role},
    commands::{load_failure, profile, timestamp},
    error::{ApiError, Violations},
    token, validate,
};
use tonic::{Request, Response, Status};

use crate::{PolicyBook, assess::assess, view};

pub(crate) struct Risk {
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
}

impl Risk {
    fn preview(&self, request: &PreviewRiskRequest) -> Result<PreviewRiskResponse, ApiError> {
        let mut v = Violations::new();
        let profile = profile(&mut v, "profile", request.profile.as_ref());
        v.finish()?;
        let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
        let policy = self.policies.active();
        let assessment = assess(&policy, profile, Person::default(), String::new());
        Ok(PreviewRiskResponse { assessment: Some(view::assessment(&assessment, &policy.document)) })
    }

    async fn assessment(
        &self,
        caller: &Principal,
        request: &GetAssessmentRequest,
    ) -> Result<GetAssessmentResponse, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", &request.review_id);
        v.finish()?;
        let key = AggregateKey::new(Category::Risk, &id.to_string()).map_err(ApiError::internal)?;
        let folded = self.risks.get(&key).await.map_err(load_failure)?;
        let State::Assessed { assessment, at } = &folded.state else {
            return Err(ApiError::assessment_not_found(id));
        };
        if !caller.sees(&assessment.team) {
            return Err(ApiError::assessment_not_found(id));
        }
        let policy = self.policies.version(assessment.policy.version).await.map_err(ApiError::internal)?;
        let shown = Assessment {
            review_id: id.to_string(),
            assessed_at: Some(timestamp(*at)),
            ..view::assessment(assessment, &policy.document)
        };
        Ok(GetAssessmentResponse {
            assessment: Some(shown),
            etag: token::etag(folded.sequence),
            consistency_token: token::consistency_token(folded.sequence),
        })
    }
}

#[tonic::async_trait]
impl RiskService for Risk {
    async fn preview_risk(
        &self,
        request: Request<PreviewRiskRequest>,
    ) -> Result<Response<PreviewRiskResponse>, Status> {
        Principal::from_request(&request)?.require(&Role::ALL)?;
        Ok(Response::new(self.preview(request.get_ref())?))
    }

    async fn get_assessment(
        &self,
        request: Request<GetAssessmentRequest>,
    ) -> Result<Response<GetAssessmentResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(self.assessment(&caller, request.get_ref()).await?))
    }
}
