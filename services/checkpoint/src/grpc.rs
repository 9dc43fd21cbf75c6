//! The gRPC surface: who may, then what is asked, then one call.

use std::sync::Arc;

use haetae_domain::diagnosis::State;
use haetae_event_log::{AggregateKey, Category, codec::Diagnoses, store::Store};
use haetae_proto::checkpoint::v1::{
    GetChecklistRequest, GetChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse,
    checkpoint_service_server::CheckpointService,
};
use haetae_service_kit::{
    auth::{Principal, Role},
    commands::load_failure,
    deadline::Deadline,
    error::{ApiError, Violations},
    token, validate,
};
use tonic::{Request, Response, Status};

use crate::{catalogs::Shelf, record, view};

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
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", &request.review_id);
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
        Ok(GetChecklistResponse {
            checklist: Some(view::checklist(&id.to_string(), diagnosis, &catalogs)),
            etag: token::etag(folded.sequence),
            consistency_token: token::consistency_token(folded.sequence),
        })
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
        caller.require(&[Role::Reviewer])?;
        let deadline = Deadline::from_request(&request);
        let response = record::record(&self.diagnoses, &caller, &request.into_inner(), deadline).await?;
        Ok(Response::new(response))
    }
}
