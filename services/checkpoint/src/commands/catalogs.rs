//! PublishCatalog and ActivateCatalog.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    document::{DocumentVersion, State},
    faults::Fault,
};
use haetae_proto::checkpoint::v1::{
    self as pb, ActivateCatalogRequest, ActivateCatalogResponse, PublishCatalogRequest, PublishCatalogResponse,
};
use haetae_service_kit::{commands::CallerChange, documents::read_document, error::ApiError, validate};
use tonic::Request;

use crate::{
    desk::{Desk, catalogues::version},
    view::catalogs as view,
};

/// Publishes a version.
pub(crate) async fn publish(
    desk: &Desk,
    request: Request<PublishCatalogRequest>,
) -> Result<PublishCatalogResponse, ApiError> {
    let (_, request, change, mut v) = CallerChange::open(request)?;
    let id = validate::slug(&mut v, "catalog_id", &request.catalog_id);
    if request.document.is_empty() {
        v.add("document", "필수 항목입니다.", "Is required.");
    }
    let read = if request.document.is_empty() { None } else { Some(candidate(&request.document, &id)) };
    if let (Some(Err(faults)), false) = (&read, v.is_empty()) {
        // Whether the document fits an id that is wrong itself is not said.
        let about_id = |fault: &&Fault| fault.path == "id" && v.has("catalog_id");
        let faults: Vec<_> = faults.iter().filter(|fault| !about_id(fault)).cloned().collect();
        v.add_faults("document", &faults);
    }
    v.finish()?;
    let read = read.ok_or_else(|| ApiError::internal("a document without violations is missing"))?;
    let catalog = read.map_err(|faults| ApiError::document_faulty("document", &faults))?;
    let book = desk.catalogues.book_or_blank(&id).await?;
    let changed = book.publish(&change, &catalog).await?;
    if !change.validate_only {
        desk.catalogues.put(Arc::clone(&book));
    }
    let (etag, consistency_token) = changed.tokens();
    let catalog = Some(shown(changed.state(), &id, changed.version, &catalog)?);
    Ok(PublishCatalogResponse { catalog, etag, consistency_token })
}

/// Makes a version the one in use.
pub(crate) async fn activate(
    desk: &Desk,
    request: Request<ActivateCatalogRequest>,
) -> Result<ActivateCatalogResponse, ApiError> {
    let (_, request, change, mut v) = CallerChange::open(request)?;
    let id = validate::slug(&mut v, "catalog_id", &request.catalog_id);
    if request.version == 0 {
        v.add("version", "필수 항목입니다.", "Is required.");
    }
    v.finish()?;
    let book = desk.catalogues.book(&id).await?;
    let changed = book.activate(&change, request.version).await?;
    let (etag, consistency_token) = changed.tokens();
    let document = version(&book, changed.version).await?;
    Ok(ActivateCatalogResponse { catalog: Some(view::catalog(&document, changed.state())), etag, consistency_token })
}

/// Reads and checks the document of a publication.
pub(crate) fn candidate(document: &[u8], id: &str) -> Result<Catalog, Vec<Fault>> {
    read_document(document, |catalog: &Catalog| {
        let mut faults = catalog.faults();
        if catalog.id != id {
            let ko = format!("요청의 catalog_id인 {id}와 다릅니다.");
            faults.push(Fault::new("id", (ko, format!("not {id}, the catalog_id of the request"))));
        }
        faults
    })
}

fn shown(state: &State, id: &str, version: u32, catalog: &Catalog) -> Result<pb::Catalog, ApiError> {
    let published = state.get(version).ok_or_else(|| ApiError::internal("a published version is not there"))?;
    let name = DocumentVersion { id: id.to_owned(), version, content_hash: published.content_hash };
    Ok(view::figures(&name, catalog, state))
}
