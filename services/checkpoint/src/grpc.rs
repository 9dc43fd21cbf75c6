//! The gRPC surface: whether the caller may, what is asked, then one call.

use std::{collections::HashMap, sync::Arc};

use haetae_domain::{
    diagnosis::{Diagnosis, Generated},
    ids::Person,
};
use haetae_event_log::{codec::Diagnoses, store::Store};
use haetae_proto::checkpoint::v1::{
    GetChecklistRequest, GetChecklistResponse, GetCoverageRequest, GetCoverageResponse, PreviewChecklistRequest,
    PreviewChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse,
    checkpoint_service_server::CheckpointService,
};
use haetae_service_kit::{
    auth::Principal,
    commands,
    deadline::Deadline,
    error::{ApiError, Violations},
    token,
};
use tonic::{Request, Response, Status};

use crate::{
    catalogs::{Shelf, select},
    coverage,
    found::{self, find},
    record, view,
};

pub(crate) struct Checkpoints {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) shelf: Arc<Shelf>,
}

impl Checkpoints {
    async fn checklist(
        &self,
        caller: &Principal,
        request: &GetChecklistRequest,
    ) -> Result<GetChecklistResponse, ApiError> {
        let found = find(&self.diagnoses, &self.shelf, caller, &request.review_id).await?;
        Ok(GetChecklistResponse {
            checklist: Some(view::checklist(&found.id, &found.diagnosis, &found.catalogs)),
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
        let generated = Generated { catalogs, profile, level, requester, team, checkpoints };
        let diagnosis = Diagnosis { generated, verdicts: HashMap::new() };
        Ok(PreviewChecklistResponse { checklist: Some(view::checklist("", &diagnosis, &active)) })
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
        let caller = Principal::from_request(&request)?;
        found::admit(&self.diagnoses, &caller, &request.get_ref().review_id).await?;
        let deadline = Deadline::from_request(&request);
        let response = record::record(&self.diagnoses, &caller, request.into_inner(), deadline).await?;
        Ok(Response::new(response))
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
}

#[cfg(test)]
#[path = "grpc_tests.rs"]
mod tests;
