//! `/catalogues`, 카탈로그: the catalogues that reviews are checked against, and each catalogue with its controls. Content admins
//! publish versions and put them in use.

mod activate;
mod asked;
mod differences;
mod effects;
mod one;
mod publish;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use haetae_proto::{common::v1::FlowLayer, words::Named as _};

use self::{asked::CatalogueQuery, one::CataloguePage, view::CataloguesPage};
use super::{frame::html, publishing, visitor::Visitor};
use crate::{
    api::{Problem, catalogue, catalogue_document, catalogues, controls},
    desk::Desk,
};

/// The pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/catalogues", get(show_all))
        .route("/catalogues/publish", get(publish::show).post(publish::send))
        .route("/catalogues/{id}", get(show))
        .route("/catalogues/{id}/{version}/activate", get(activate::show).post(activate::send))
        .route("/catalogues/{id}/{version}/document/{format}", get(document))
}

/// The catalogues. Calls ListCatalogs.
async fn show_all(visitor: Visitor) -> Result<Response, Problem> {
    let all = catalogues(&visitor.api).await?;
    html(&CataloguesPage::new(&visitor, &all))
}

/// A catalogue with a page of its controls. Calls GetCatalog and ListControls.
async fn show(
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<CatalogueQuery>,
) -> Result<Response, Problem> {
    let version = asked.version.parse().unwrap_or_default();
    let layer = FlowLayer::VALUES.iter().position(|value| value.is(&asked.layer));
    let layer = layer.and_then(|layer| i32::try_from(layer).ok()).unwrap_or_default();
    let found = catalogue(&visitor.api, &id, version).await?;
    // The controls are those of the displayed version, even if another one is activated in the meantime.
    let shown = found.catalog.as_ref().and_then(|one| one.version.as_ref()).map_or(version, |one| one.version);
    let page = controls(&visitor.api, (&id, shown), layer, &asked.page).await?;
    html(&CataloguePage::new(&visitor, &asked, &found, &page)?)
}

/// The document of a version as a file, which can be published as the same content. Calls GetCatalog.
async fn document(
    visitor: Visitor,
    Path((id, version, format)): Path<(String, u32, String)>,
) -> Result<Response, Problem> {
    let found = catalogue_document(&visitor.api, &id, version).await?;
    let version = found.catalog.and_then(|one| one.version).unwrap_or_default();
    publishing::file(&version, &found.document, &format)
}
