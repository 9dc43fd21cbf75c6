//! gRPC handlers. The server has already authorised the method; a call about one review authorises access to that review.

use haetae_proto::risk::v1::{
    ActivatePolicyRequest, ActivatePolicyResponse, GetAssessmentRequest, GetAssessmentResponse, GetPolicyRequest,
    GetPolicyResponse, ListPoliciesRequest, ListPoliciesResponse, PreviewRiskRequest, PreviewRiskResponse,
    PublishPolicyRequest, PublishPolicyResponse, SimulatePolicyRequest, risk_service_server::RiskService,
};
use haetae_service_kit::auth::Principal;
use tonic::{Request, Response, Status};

use crate::{
    commands,
    desk::Desk,
    reads::{assessments, policies, simulate},
};

pub(crate) struct Risk {
    pub(crate) desk: Desk,
}

#[tonic::async_trait]
impl RiskService for Risk {
    async fn preview_risk(&self, r: Request<PreviewRiskRequest>) -> Result<Response<PreviewRiskResponse>, Status> {
        Ok(Response::new(assessments::preview(&self.desk, r.get_ref())?))
    }

    async fn get_assessment(
        &self,
        r: Request<GetAssessmentRequest>,
    ) -> Result<Response<GetAssessmentResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(assessments::get(&self.desk, &caller, r.get_ref()).await?))
    }

    async fn list_policies(&self, r: Request<ListPoliciesRequest>) -> Result<Response<ListPoliciesResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(policies::list(&self.desk, &caller, r.get_ref()).await?))
    }

    async fn get_policy(&self, r: Request<GetPolicyRequest>) -> Result<Response<GetPolicyResponse>, Status> {
        Ok(Response::new(policies::get(&self.desk, r.get_ref()).await?))
    }

    async fn publish_policy(
        &self,
        r: Request<PublishPolicyRequest>,
    ) -> Result<Response<PublishPolicyResponse>, Status> {
        Ok(Response::new(commands::publish(&self.desk, r).await?))
    }

    async fn activate_policy(
        &self,
        r: Request<ActivatePolicyRequest>,
    ) -> Result<Response<ActivatePolicyResponse>, Status> {
        Ok(Response::new(commands::activate(&self.desk, r).await?))
    }

    type SimulatePolicyStream = simulate::Answers;

    async fn simulate_policy(
        &self,
        r: Request<SimulatePolicyRequest>,
    ) -> Result<Response<Self::SimulatePolicyStream>, Status> {
        Ok(Response::new(simulate::run(&self.desk, r).await?))
    }
}
