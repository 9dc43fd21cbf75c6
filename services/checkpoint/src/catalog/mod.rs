//! CatalogService: who may, then one call.

mod focus;
mod page;
mod publish;
mod read;
mod upgrade;
pub(crate) mod view;

use std::sync::Arc;

use haetae_event_log::{codec::Diagnoses, store::Store};
use haetae_proto::checkpoint::v1::{
    ActivateCatalogRequest, ActivateCatalogResponse, GetCatalogRequest, GetCatalogResponse, GetControlRequest,
    GetControlResponse, GetFocusGuideRequest, GetFocusGuideResponse, ListCatalogsRequest, ListCatalogsResponse,
    ListControlsRequest, ListControlsResponse, ListSolutionsRequest, ListSolutionsResponse, ListThreatsRequest,
    ListThreatsResponse, PreviewUpgradeRequest, PreviewUpgradeResponse, PublishCatalogRequest, PublishCatalogResponse,
    UpgradeDiagnosisRequest, UpgradeDiagnosisResponse, catalog_service_server::CatalogService,
};
use haetae_service_kit::{
    auth::Principal,
    deadline::Deadline,
    error::ApiError,
    token::{Pages, TokenKeys},
};
use tonic::{Request, Response, Status};

use crate::{catalogs::Shelf, experience::Experiences, withdrawals::Withdrawals};

/// The surface of the catalogues.
pub(crate) struct Library {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) withdrawals: Arc<Withdrawals>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) experiences: Arc<Experiences>,
    /// Seals the pages of lists.
    pub(crate) tokens: TokenKeys,
}

impl Library {
    fn pages<T>(&self, request: &Request<T>) -> Result<Pages, ApiError> {
        Ok(self.tokens.pages(&Principal::from_request(request)?))
    }
}

#[tonic::async_trait]
impl CatalogService for Library {
    async fn list_catalogs(&self, r: Request<ListCatalogsRequest>) -> Result<Response<ListCatalogsResponse>, Status> {
        Ok(Response::new(read::catalogs(&self.shelf, &self.pages(&r)?, r.get_ref()).await?))
    }

    async fn get_catalog(&self, r: Request<GetCatalogRequest>) -> Result<Response<GetCatalogResponse>, Status> {
        Ok(Response::new(read::catalog(&self.shelf, r.get_ref()).await?))
    }

    async fn list_controls(&self, r: Request<ListControlsRequest>) -> Result<Response<ListControlsResponse>, Status> {
        Ok(Response::new(read::controls(&self.shelf, &self.pages(&r)?, r.get_ref()).await?))
    }

    async fn get_control(&self, r: Request<GetControlRequest>) -> Result<Response<GetControlResponse>, Status> {
        Ok(Response::new(read::control(&self.shelf, r.get_ref()).await?))
    }

    async fn list_threats(&self, r: Request<ListThreatsRequest>) -> Result<Response<ListThreatsResponse>, Status> {
        Ok(Response::new(read::threats(&self.shelf, &self.pages(&r)?, r.get_ref()).await?))
    }

    async fn list_solutions(
        &self,
        r: Request<ListSolutionsRequest>,
    ) -> Result<Response<ListSolutionsResponse>, Status> {
        Ok(Response::new(read::solutions(&self.shelf, &self.pages(&r)?, r.get_ref()).await?))
    }

    async fn get_focus_guide(
        &self,
        r: Request<GetFocusGuideRequest>,
    ) -> Result<Response<GetFocusGuideResponse>, Status> {
        Ok(Response::new(focus::guide(&self.shelf, &self.experiences, &Principal::from_request(&r)?, r.get_ref())?))
    }

    async fn publish_catalog(
        &self,
        r: Request<PublishCatalogRequest>,
    ) -> Result<Response<PublishCatalogResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        let deadline = Deadline::from_request(&r);
        Ok(Response::new(publish::publish(&self.shelf, &caller, r.into_inner(), deadline).await?))
    }

    async fn activate_catalog(
        &self,
        r: Request<ActivateCatalogRequest>,
    ) -> Result<Response<ActivateCatalogResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        let deadline = Deadline::from_request(&r);
        Ok(Response::new(publish::activate(&self.shelf, &caller, r.into_inner(), deadline).await?))
    }

    async fn preview_upgrade(
        &self,
        r: Request<PreviewUpgradeRequest>,
    ) -> Result<Response<PreviewUpgradeResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(upgrade::preview(self, &caller, r.get_ref()).await?))
    }

    async fn upgrade_diagnosis(
        &self,
        r: Request<UpgradeDiagnosisRequest>,
    ) -> Result<Response<UpgradeDiagnosisResponse>, Status> {
        Ok(Response::new(upgrade::upgrade(self, r).await?))
    }
}

#[cfg(test)]
mod tests;
