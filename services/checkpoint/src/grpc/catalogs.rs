//! `CatalogService`.

use std::sync::Arc;

use haetae_proto::checkpoint::v1::{
    ActivateCatalogRequest, ActivateCatalogResponse, GetCatalogRequest, GetCatalogResponse, GetControlRequest,
    GetControlResponse, GetFocusGuideRequest, GetFocusGuideResponse, ListCatalogsRequest, ListCatalogsResponse,
    ListControlsRequest, ListControlsResponse, ListSolutionsRequest, ListSolutionsResponse, ListThreatsRequest,
    ListThreatsResponse, PreviewActivationRequest, PreviewUpgradeRequest, PreviewUpgradeResponse,
    PublishCatalogRequest, PublishCatalogResponse, UpgradeDiagnosisRequest, UpgradeDiagnosisResponse,
    catalog_service_server::CatalogService,
};
use haetae_service_kit::auth::Principal;
use tonic::{Request, Response, Status};

use crate::{
    commands,
    desk::Desk,
    reads::{activation, catalogs, focus, upgrade},
};

pub(crate) struct Library {
    pub(crate) desk: Arc<Desk>,
}

#[tonic::async_trait]
impl CatalogService for Library {
    async fn list_catalogs(&self, r: Request<ListCatalogsRequest>) -> Result<Response<ListCatalogsResponse>, Status> {
        Ok(Response::new(catalogs::catalogs(&self.desk, &Principal::from_request(&r)?, r.get_ref()).await?))
    }

    async fn get_catalog(&self, r: Request<GetCatalogRequest>) -> Result<Response<GetCatalogResponse>, Status> {
        Ok(Response::new(catalogs::catalog(&self.desk, r.get_ref()).await?))
    }

    async fn list_controls(&self, r: Request<ListControlsRequest>) -> Result<Response<ListControlsResponse>, Status> {
        Ok(Response::new(catalogs::controls(&self.desk, &Principal::from_request(&r)?, r.get_ref()).await?))
    }

    async fn get_control(&self, r: Request<GetControlRequest>) -> Result<Response<GetControlResponse>, Status> {
        Ok(Response::new(catalogs::control(&self.desk, r.get_ref()).await?))
    }

    async fn list_threats(&self, r: Request<ListThreatsRequest>) -> Result<Response<ListThreatsResponse>, Status> {
        Ok(Response::new(catalogs::threats(&self.desk, &Principal::from_request(&r)?, r.get_ref()).await?))
    }

    async fn list_solutions(
        &self,
        r: Request<ListSolutionsRequest>,
    ) -> Result<Response<ListSolutionsResponse>, Status> {
        Ok(Response::new(catalogs::solutions(&self.desk, &Principal::from_request(&r)?, r.get_ref()).await?))
    }

    async fn get_focus_guide(
        &self,
        r: Request<GetFocusGuideRequest>,
    ) -> Result<Response<GetFocusGuideResponse>, Status> {
        Ok(Response::new(focus::guide(&self.desk, &Principal::from_request(&r)?, r.get_ref())?))
    }

    async fn publish_catalog(
        &self,
        r: Request<PublishCatalogRequest>,
    ) -> Result<Response<PublishCatalogResponse>, Status> {
        Ok(Response::new(commands::catalogs::publish(&self.desk, r).await?))
    }

    async fn activate_catalog(
        &self,
        r: Request<ActivateCatalogRequest>,
    ) -> Result<Response<ActivateCatalogResponse>, Status> {
        Ok(Response::new(commands::catalogs::activate(&self.desk, r).await?))
    }

    type PreviewActivationStream = activation::Answers;

    async fn preview_activation(
        &self,
        r: Request<PreviewActivationRequest>,
    ) -> Result<Response<Self::PreviewActivationStream>, Status> {
        Ok(Response::new(activation::run(&self.desk, r).await?))
    }

    async fn preview_upgrade(
        &self,
        r: Request<PreviewUpgradeRequest>,
    ) -> Result<Response<PreviewUpgradeResponse>, Status> {
        let caller = Principal::from_request(&r)?;
        Ok(Response::new(upgrade::preview(&self.desk, &caller, r.get_ref()).await?))
    }

    async fn upgrade_diagnosis(
        &self,
        r: Request<UpgradeDiagnosisRequest>,
    ) -> Result<Response<UpgradeDiagnosisResponse>, Status> {
        Ok(Response::new(commands::upgrade::upgrade(&self.desk, r).await?))
    }
}
