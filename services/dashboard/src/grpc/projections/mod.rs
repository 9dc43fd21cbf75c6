//! Operation of the read models.

mod list;
mod orders;
mod parked;
mod show;

use haetae_projector::Managed;
use haetae_proto::dashboard::v1::{
    DropGenerationRequest, DropGenerationResponse, GetRebuildRequest, GetRebuildResponse, ListParkedRequest,
    ListParkedResponse, ListProjectionsRequest, ListProjectionsResponse, RebuildProjectionRequest,
    RebuildProjectionResponse, RetryParkedRequest, RetryParkedResponse, SwitchGenerationRequest,
    SwitchGenerationResponse, projection_service_server::ProjectionService,
};
use haetae_service_kit::{auth::Principal, error::ApiError, token::TokenKeys};
use tonic::{Request, Response, Status};

use crate::{
    building::Builder,
    projections::{find, names},
    reads::Reads,
    standstill::Still,
};

pub(crate) struct Projections {
    builder: Builder,
    reads: Reads,
    still: Still,
    tokens: TokenKeys,
}

impl Projections {
    pub(crate) fn new(builder: Builder, reads: Reads, still: Still, tokens: TokenKeys) -> Self {
        Self { builder, reads, still, tokens }
    }
}

#[tonic::async_trait]
impl ProjectionService for Projections {
    async fn list_projections(
        &self,
        request: Request<ListProjectionsRequest>,
    ) -> Result<Response<ListProjectionsResponse>, Status> {
        Ok(Response::new(self.list(&self.reads.call(&request)?).await?))
    }

    async fn rebuild_projection(
        &self,
        request: Request<RebuildProjectionRequest>,
    ) -> Result<Response<RebuildProjectionResponse>, Status> {
        let rebuild =
            self.rebuild(&self.reads.call(&request)?, &Principal::from_request(&request)?, request.get_ref()).await?;
        Ok(Response::new(RebuildProjectionResponse { rebuild: Some(rebuild) }))
    }

    async fn get_rebuild(&self, request: Request<GetRebuildRequest>) -> Result<Response<GetRebuildResponse>, Status> {
        let rebuild = self.look_up(&self.reads.call(&request)?, request.get_ref()).await?;
        Ok(Response::new(GetRebuildResponse { rebuild: Some(rebuild) }))
    }

    async fn switch_generation(
        &self,
        request: Request<SwitchGenerationRequest>,
    ) -> Result<Response<SwitchGenerationResponse>, Status> {
        let rebuild =
            self.switch(&self.reads.call(&request)?, &Principal::from_request(&request)?, request.get_ref()).await?;
        Ok(Response::new(SwitchGenerationResponse { rebuild: Some(rebuild) }))
    }

    async fn drop_generation(
        &self,
        request: Request<DropGenerationRequest>,
    ) -> Result<Response<DropGenerationResponse>, Status> {
        self.drop_one(&self.reads.call(&request)?, request.get_ref()).await?;
        Ok(Response::new(DropGenerationResponse {}))
    }

    async fn list_parked(&self, request: Request<ListParkedRequest>) -> Result<Response<ListParkedResponse>, Status> {
        let (call, pages) = (self.reads.call(&request)?, self.tokens.pages(&Principal::from_request(&request)?));
        Ok(Response::new(self.parked(&pages, &call, request.get_ref()).await?))
    }

    async fn retry_parked(
        &self,
        request: Request<RetryParkedRequest>,
    ) -> Result<Response<RetryParkedResponse>, Status> {
        let rebuild =
            self.retry(&self.reads.call(&request)?, &Principal::from_request(&request)?, request.get_ref()).await?;
        Ok(Response::new(RetryParkedResponse { rebuild: Some(rebuild) }))
    }
}

/// The projection of this name.
fn named(name: &str) -> Result<&'static dyn Managed, ApiError> {
    find(name).ok_or_else(|| ApiError::projection_not_found(&names()))
}
