//! The gRPC surface: who may, then what is asked, then one call.

use std::{collections::HashMap, sync::Arc};

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{Diagnosis, Generated, State},
    ids::Person,
};
use haetae_event_log::{AggregateKey, Category, codec::Diagnoses, store::Store};
use haetae_proto::checkpoint::v1::{
    GetChecklistRequest, GetChecklistResponse, GetCoverageRequest, GetCoverageResponse, PreviewChecklistRequest,
    PreviewChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse,
    checkpoint_service_server::CheckpointService,
};
use haetae_service_kit::{
    auth::{Principal, Role},
    commands::{self, load_failure},
    deadline::Deadline,
    documents::Version,
    error::{ApiError, Violations},
    token, validate,
};
use tonic::{Request, Response, Status};

use crate::{
    catalog::any_role,
    catalogs::{Shelf, select},
    coverage, record, view,
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
        let found = self.find(caller, &request.review_id).await?;
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
        let found = self.find(caller, &request.review_id).await?;
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

    /// The diagnosis of a review the caller may see, with the catalogue versions its checklist was made from.
    async fn find(&self, caller: &Principal, review_id: &str) -> Result<Found, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", review_id);
        v.finish()?;
        let key = AggregateKey::new(Category::Diagnosis, &id.to_string()).map_err(ApiError::internal)?;
        let folded = self.diagnoses.get(&key).await.map_err(load_failure)?;
        let State::Open(diagnosis) = &folded.state else {
            return Err(ApiError::checklist_not_found(id));
        };
        if !caller.sees(&diagnosis.generated.team) {
            return Err(ApiError::checklist_not_found(id));
        }
        let catalogs = self.shelf.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
        Ok(Found { id: id.to_string(), diagnosis: diagnosis.clone(), sequence: folded.sequence, catalogs })
    }
}

struct Found {
    id: String,
    diagnosis: Box<Diagnosis>,
    sequence: u64,
    catalogs: Vec<Arc<Version<Catalog>>>,
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
        caller.require(&[Role::Reviewer])?;
        let deadline = Deadline::from_request(&request);
        let response = record::record(&self.diagnoses, &caller, &request.into_inner(), deadline).await?;
        Ok(Response::new(response))
    }

    async fn preview_checklist(
        &self,
        request: Request<PreviewChecklistRequest>,
    ) -> Result<Response<PreviewChecklistResponse>, Status> {
        any_role(&request)?;
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
