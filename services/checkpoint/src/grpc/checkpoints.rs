//! `CheckpointService`.

use std::sync::Arc;

use haetae_proto::checkpoint::v1::{
    self as pb, GetChecklistRequest, GetChecklistResponse, GetCoverageRequest, GetCoverageResponse,
    PreviewChecklistRequest, PreviewChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse,
    checkpoint_service_server::CheckpointService,
};
use haetae_service_kit::{auth::Principal, commands::called};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    commands::{findings as steps, rounds, upload::upload, verdicts},
    desk::Desk,
    reads::{
        checklist,
        download::{Parts, download},
        findings,
    },
};

pub(crate) struct Checkpoints {
    pub(crate) desk: Arc<Desk>,
}

#[tonic::async_trait]
impl CheckpointService for Checkpoints {
    async fn get_checklist(
        &self,
        request: Request<GetChecklistRequest>,
    ) -> Result<Response<GetChecklistResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(checklist::get(&self.desk, &caller, request.get_ref()).await?))
    }

    async fn record_verdicts(
        &self,
        request: Request<RecordVerdictsRequest>,
    ) -> Result<Response<RecordVerdictsResponse>, Status> {
        Ok(Response::new(verdicts::record(&self.desk, request).await?))
    }

    async fn preview_checklist(
        &self,
        request: Request<PreviewChecklistRequest>,
    ) -> Result<Response<PreviewChecklistResponse>, Status> {
        Ok(Response::new(checklist::preview(&self.desk, request.get_ref())?))
    }

    async fn get_coverage(
        &self,
        request: Request<GetCoverageRequest>,
    ) -> Result<Response<GetCoverageResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(checklist::coverage(&self.desk, &caller, request.get_ref()).await?))
    }

    async fn conclude_diagnosis(
        &self,
        request: Request<pb::ConcludeDiagnosisRequest>,
    ) -> Result<Response<pb::ConcludeDiagnosisResponse>, Status> {
        Ok(Response::new(rounds::conclude(&self.desk, request).await?))
    }

    async fn reopen_diagnosis(
        &self,
        request: Request<pb::ReopenDiagnosisRequest>,
    ) -> Result<Response<pb::ReopenDiagnosisResponse>, Status> {
        Ok(Response::new(rounds::reopen(&self.desk, request).await?))
    }

    async fn list_findings(
        &self,
        request: Request<pb::ListFindingsRequest>,
    ) -> Result<Response<pb::ListFindingsResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(findings::list(&self.desk, &caller, request.get_ref()).await?))
    }

    async fn get_finding(
        &self,
        request: Request<pb::GetFindingRequest>,
    ) -> Result<Response<pb::GetFindingResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(findings::get(&self.desk, &caller, request.get_ref()).await?))
    }

    async fn assign_finding(
        &self,
        request: Request<pb::AssignFindingRequest>,
    ) -> Result<Response<pb::AssignFindingResponse>, Status> {
        Ok(Response::new(steps::assign(&self.desk, request).await?))
    }

    async fn claim_fix(&self, request: Request<pb::ClaimFixRequest>) -> Result<Response<pb::ClaimFixResponse>, Status> {
        Ok(Response::new(steps::claim_fix(&self.desk, request).await?))
    }

    async fn verify_fix(
        &self,
        request: Request<pb::VerifyFixRequest>,
    ) -> Result<Response<pb::VerifyFixResponse>, Status> {
        Ok(Response::new(steps::verify_fix(&self.desk, request).await?))
    }

    async fn reject_fix(
        &self,
        request: Request<pb::RejectFixRequest>,
    ) -> Result<Response<pb::RejectFixResponse>, Status> {
        Ok(Response::new(steps::reject_fix(&self.desk, request).await?))
    }

    async fn request_acceptance(
        &self,
        request: Request<pb::RequestAcceptanceRequest>,
    ) -> Result<Response<pb::RequestAcceptanceResponse>, Status> {
        Ok(Response::new(steps::request_acceptance(&self.desk, request).await?))
    }

    async fn decide_acceptance(
        &self,
        request: Request<pb::DecideAcceptanceRequest>,
    ) -> Result<Response<pb::DecideAcceptanceResponse>, Status> {
        Ok(Response::new(steps::decide_acceptance(&self.desk, request).await?))
    }

    async fn revoke_acceptance(
        &self,
        request: Request<pb::RevokeAcceptanceRequest>,
    ) -> Result<Response<pb::RevokeAcceptanceResponse>, Status> {
        Ok(Response::new(steps::revoke_acceptance(&self.desk, request).await?))
    }

    async fn retract_finding(
        &self,
        request: Request<pb::RetractFindingRequest>,
    ) -> Result<Response<pb::RetractFindingResponse>, Status> {
        Ok(Response::new(steps::retract(&self.desk, request).await?))
    }

    async fn upload_evidence(
        &self,
        request: Request<Streaming<pb::UploadEvidenceRequest>>,
    ) -> Result<Response<pb::UploadEvidenceResponse>, Status> {
        let (caller, deadline) = called(&request)?;
        Ok(Response::new(upload(&self.desk, &caller, deadline, request.into_inner()).await?))
    }

    type DownloadEvidenceStream = Parts;

    async fn download_evidence(
        &self,
        request: Request<pb::DownloadEvidenceRequest>,
    ) -> Result<Response<Self::DownloadEvidenceStream>, Status> {
        Ok(Response::new(download(&self.desk, request).await?))
    }
}
