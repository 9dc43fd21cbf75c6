//! The gRPC surface: whether the caller may, what is asked, then one call.

use std::sync::Arc;

use futures::stream::BoxStream;
use haetae_domain::{
    diagnosis::{Diagnosis, FindingTerms, Generated},
    ids::Person,
};
use haetae_event_log::{codec::Diagnoses, store::Store};
use haetae_proto::checkpoint::v1::{
    self as pb, GetChecklistRequest, GetChecklistResponse, GetCoverageRequest, GetCoverageResponse,
    PreviewChecklistRequest, PreviewChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse,
    checkpoint_service_server::CheckpointService,
};
use haetae_service_kit::{
    auth::Principal,
    commands,
    deadline::Deadline,
    error::{ApiError, Violations},
    people::People,
    token::{self, TokenKeys},
};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    catalogs::{Shelf, select},
    coverage,
    evidence::{Cabinet, download, upload},
    findings::{read, steps},
    found::find,
    record, rounds, view,
    withdrawals::Withdrawals,
};

pub(crate) struct Checkpoints {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) withdrawals: Arc<Withdrawals>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) cabinet: Cabinet,
    /// Who can be put in charge.
    pub(crate) people: Arc<People>,
    /// Seals the pages of lists.
    pub(crate) tokens: TokenKeys,
}

impl Checkpoints {
    async fn checklist(
        &self,
        caller: &Principal,
        request: &GetChecklistRequest,
    ) -> Result<GetChecklistResponse, ApiError> {
        let found = find(&self.diagnoses, &self.shelf, caller, &request.review_id).await?;
        let retired = view::retired(&self.shelf, &found.diagnosis).await?;
        Ok(GetChecklistResponse {
            checklist: Some(view::checklist(&found.id, &found.diagnosis, &found.catalogs, &retired)),
            etag: token::etag(found.sequence),
            consistency_token: token::consistency_token(found.sequence),
        })
    }

    async fn coverage(
        &self,
        caller: &Principal,
        request: &GetCoverageRequest,
    ) -> Result<GetCoverageResponse, ApiError> {
        let found = find(&self.diagnoses, &self.shelf, caller, &request.review_id).await?;
        Ok(GetCoverageResponse {
            etag: token::etag(found.sequence),
            consistency_token: token::consistency_token(found.sequence),
            ..coverage::answer(&found.id, &found.diagnosis, &found.catalogs)
        })
    }

    fn preview(&self, request: &PreviewChecklistRequest) -> Result<PreviewChecklistResponse, ApiError> {
        let mut v = Violations::new();
        let profile = commands::profile(&mut v, "profile", request.profile.as_ref());
        let level = commands::word(&mut v, "level", request.level);
        v.finish()?;
        let (Some(profile), Some(level)) = (profile, level) else {
            return Err(ApiError::internal("a request without violations is not understood"));
        };
        let active = self.shelf.active();
        let (catalogs, checkpoints) = select(&active, &profile, level);
        let (requester, team) = (Person::default(), String::new());
        let terms = FindingTerms::default();
        let generated = Generated { catalogs, profile, level, requester, team, checkpoints, terms };
        let diagnosis = Diagnosis::new(generated);
        Ok(PreviewChecklistResponse { checklist: Some(view::checklist("", &diagnosis, &active, &[])) })
    }
}

#[tonic::async_trait]
impl CheckpointService for Checkpoints {
    async fn get_checklist(
        &self,
        request: Request<GetChecklistRequest>,
    ) -> Result<Response<GetChecklistResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(self.checklist(&caller, request.get_ref()).await?))
    }

    async fn record_verdicts(
        &self,
        request: Request<RecordVerdictsRequest>,
    ) -> Result<Response<RecordVerdictsResponse>, Status> {
        Ok(Response::new(record::record(self, request).await?))
    }

    async fn preview_checklist(
        &self,
        request: Request<PreviewChecklistRequest>,
    ) -> Result<Response<PreviewChecklistResponse>, Status> {
        Ok(Response::new(self.preview(request.get_ref())?))
    }

    async fn get_coverage(
        &self,
        request: Request<GetCoverageRequest>,
    ) -> Result<Response<GetCoverageResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(self.coverage(&caller, request.get_ref()).await?))
    }

    async fn conclude_diagnosis(
        &self,
        request: Request<pb::ConcludeDiagnosisRequest>,
    ) -> Result<Response<pb::ConcludeDiagnosisResponse>, Status> {
        Ok(Response::new(rounds::conclude(self, request).await?))
    }

    async fn reopen_diagnosis(
        &self,
        request: Request<pb::ReopenDiagnosisRequest>,
    ) -> Result<Response<pb::ReopenDiagnosisResponse>, Status> {
        Ok(Response::new(rounds::reopen(self, request).await?))
    }

    async fn list_findings(
        &self,
        request: Request<pb::ListFindingsRequest>,
    ) -> Result<Response<pb::ListFindingsResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(read::list(self, &caller, request.get_ref()).await?))
    }

    async fn get_finding(
        &self,
        request: Request<pb::GetFindingRequest>,
    ) -> Result<Response<pb::GetFindingResponse>, Status> {
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(read::get(self, &caller, request.get_ref()).await?))
    }

    async fn assign_finding(
        &self,
        request: Request<pb::AssignFindingRequest>,
    ) -> Result<Response<pb::AssignFindingResponse>, Status> {
        Ok(Response::new(steps::assign(self, request).await?))
    }

    async fn claim_fix(&self, request: Request<pb::ClaimFixRequest>) -> Result<Response<pb::ClaimFixResponse>, Status> {
        Ok(Response::new(steps::claim_fix(self, request).await?))
    }

    async fn verify_fix(
        &self,
        request: Request<pb::VerifyFixRequest>,
    ) -> Result<Response<pb::VerifyFixResponse>, Status> {
        Ok(Response::new(steps::verify_fix(self, request).await?))
    }

    async fn reject_fix(
        &self,
        request: Request<pb::RejectFixRequest>,
    ) -> Result<Response<pb::RejectFixResponse>, Status> {
        Ok(Response::new(steps::reject_fix(self, request).await?))
    }

    async fn request_acceptance(
        &self,
        request: Request<pb::RequestAcceptanceRequest>,
    ) -> Result<Response<pb::RequestAcceptanceResponse>, Status> {
        Ok(Response::new(steps::request_acceptance(self, request).await?))
    }

    async fn decide_acceptance(
        &self,
        request: Request<pb::DecideAcceptanceRequest>,
    ) -> Result<Response<pb::DecideAcceptanceResponse>, Status> {
        Ok(Response::new(steps::decide_acceptance(self, request).await?))
    }

    async fn revoke_acceptance(
        &self,
        request: Request<pb::RevokeAcceptanceRequest>,
    ) -> Result<Response<pb::RevokeAcceptanceResponse>, Status> {
        Ok(Response::new(steps::revoke_acceptance(self, request).await?))
    }

    async fn retract_finding(
        &self,
        request: Request<pb::RetractFindingRequest>,
    ) -> Result<Response<pb::RetractFindingResponse>, Status> {
        Ok(Response::new(steps::retract(self, request).await?))
    }

    async fn upload_evidence(
        &self,
        request: Request<Streaming<pb::UploadEvidenceRequest>>,
    ) -> Result<Response<pb::UploadEvidenceResponse>, Status> {
        let (caller, deadline) = (Principal::from_request(&request)?, Deadline::from_request(&request));
        Ok(Response::new(upload(self, &caller, deadline, request.into_inner()).await?))
    }

    type DownloadEvidenceStream = BoxStream<'static, Result<pb::DownloadEvidenceResponse, Status>>;

    async fn download_evidence(
        &self,
        request: Request<pb::DownloadEvidenceRequest>,
    ) -> Result<Response<Self::DownloadEvidenceStream>, Status> {
        Ok(Response::new(download(self, request).await?))
    }
}

#[cfg(test)]
#[path = "grpc_tests.rs"]
pub(crate) mod tests;
