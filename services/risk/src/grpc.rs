//! The gRPC surface: what is asked, whether the caller may, then one call.

use std::sync::Arc;

use haetae_domain::{ids::Person, risk::State};
use haetae_event_log::{AggregateKey, Category, EventLog, codec::Risks, store::Store};
use haetae_proto::risk::v1::{
    ActivatePolicyRequest, ActivatePolicyResponse, Assessment, GetAssessmentRequest, GetAssessmentResponse,
    GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest, ListPoliciesResponse, PreviewRiskRequest,
    PreviewRiskResponse, PublishPolicyRequest, PublishPolicyResponse, SimulatePolicyRequest,
    risk_service_server::RiskService,
};
use haetae_service_kit::{
    auth::{Facts, Principal},
    clock::timestamp,
    commands::{load_failure, profile},
    deadline::Deadline,
    error::{ApiError, Lang, Violations},
    token::{self, TokenKeys},
    validate,
};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

use crate::{PolicyBook, assess::assess, policies, simulate, view};

/// Simulations at the same time: each reads the whole log.
const SIMULATIONS: usize = 1;

pub(crate) struct Risk {
    log: Arc<dyn EventLog>,
    risks: Arc<Store<Risks>>,
    policies: Arc<PolicyBook>,
    simulations: Arc<Semaphore>,
    tokens: TokenKeys,
}

impl Risk {
    pub(crate) fn new(
        log: Arc<dyn EventLog>,
        risks: Arc<Store<Risks>>,
        policies: Arc<PolicyBook>,
        tokens: TokenKeys,
    ) -> Self {
        Self { log, risks, policies, simulations: Arc::new(Semaphore::new(SIMULATIONS)), tokens }
    }

    fn preview(&self, request: &PreviewRiskRequest) -> Result<PreviewRiskResponse, ApiError> {
        let mut v = Violations::new();
        let profile = profile(&mut v, "profile", request.profile.as_ref());
        v.finish()?;
        let profile = profile.ok_or_else(|| ApiError::internal("a profile without violations is missing"))?;
        let policy = self.policies.active().ok_or_else(|| ApiError::internal("no policy is in use"))?;
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
        let State::Assessed { assessment, at, residual } = &folded.state else {
            return Err(caller.absent(|| ApiError::assessment_not_found(id)));
        };
        let facts = Facts::of(&assessment.requester.subject, &assessment.team);
        caller.may(&facts, || ApiError::assessment_not_found(id))?;
        let policy = self.policies.version(assessment.policy.version).await.map_err(ApiError::internal)?;
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
}

#[tonic::async_trait]
impl RiskService for Risk {
    async fn preview_risk(
        &self,
        request: Request<PreviewRiskRequest>,
    ) -> Result<Response<PreviewRiskResponse>, Status> {
        Ok(Response::new(self.preview(request.get_ref())?))
    }

    async fn get_assessment(
        &self,
        request: Request<GetAssessmentRequest>,
    ) -> Result<Response<GetAssessmentResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(self.assessment(&caller, request.get_ref()).await?))
    }

    async fn list_policies(
        &self,
        request: Request<ListPoliciesRequest>,
    ) -> Result<Response<ListPoliciesResponse>, Status> {
        let pages = self.tokens.pages(&Principal::from_request(&request)?);
        Ok(Response::new(policies::list(&self.policies, &pages, request.get_ref()).await?))
    }

    async fn get_policy(&self, request: Request<GetPolicyRequest>) -> Result<Response<GetPolicyResponse>, Status> {
        Ok(Response::new(policies::get(&self.policies, request.get_ref()).await?))
    }

    async fn publish_policy(
        &self,
        request: Request<PublishPolicyRequest>,
    ) -> Result<Response<PublishPolicyResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        let deadline = Deadline::from_request(&request);
        Ok(Response::new(policies::publish(&self.policies, &caller, request.into_inner(), deadline).await?))
    }

    async fn activate_policy(
        &self,
        request: Request<ActivatePolicyRequest>,
    ) -> Result<Response<ActivatePolicyResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        let deadline = Deadline::from_request(&request);
        Ok(Response::new(policies::activate(&self.policies, &caller, request.into_inner(), deadline).await?))
    }

    type SimulatePolicyStream = simulate::Answers;

    async fn simulate_policy(
        &self,
        request: Request<SimulatePolicyRequest>,
    ) -> Result<Response<Self::SimulatePolicyStream>, Status> {
        let (deadline, lang) = (Deadline::from_request(&request), Lang::from_metadata(request.metadata()));
        let simulation = simulate::read(request.into_inner()).await?;
        let permit = Arc::clone(&self.simulations).try_acquire_owned().map_err(|_| ApiError::simulations_busy())?;
        Ok(Response::new(simulate::run(&self.log, simulation, permit, deadline, lang).await?))
    }
}
