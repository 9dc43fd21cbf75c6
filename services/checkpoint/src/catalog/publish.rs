//! PublishCatalog and ActivateCatalog.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    document::{DocumentVersion, State},
    faults::Fault,
};
use haetae_event_log::store::Expected;
use haetae_proto::checkpoint::v1::{
    self as pb, ActivateCatalogRequest, ActivateCatalogResponse, PublishCatalogRequest, PublishCatalogResponse,
};
use haetae_service_kit::{
    auth::Principal,
    commands,
    deadline::Deadline,
    documents::{Change, read_document},
    error::{ApiError, Violations},
    token, validate,
};

use super::view;
use crate::catalogs::{Shelf, version};

/// Publishes a version.
pub(super) async fn publish(
    shelf: &Shelf,
    caller: &Principal,
    mut request: PublishCatalogRequest,
    deadline: Deadline,
) -> Result<PublishCatalogResponse, ApiError> {
    let validate_only = std::mem::take(&mut request.validate_only);
    let mut v = Violations::new();
    let request_id = validate::uuid(&mut v, "request_id", &request.request_id);
    let id = validate::slug(&mut v, "catalog_id", &request.catalog_id);
    if request.document.is_empty() {
        v.add("document", "필수 항목입니다.", "Is required.");
    }
    v.finish()?;
    let book = shelf.book_or_blank(&id).await?;
    let change = Change {
        by: commands::person(caller),
        request: commands::request_mark(request_id, &request),
        expected: Expected::Any,
        deadline,
        validate_only,
    };
    let catalog = candidate(&request.document, &id).map_err(|f| ApiError::document_faulty("document", &f))?;
    let changed = book.publish(&change, &catalog).await?;
    if changed.sequence.is_some() {
        shelf.put(Arc::clone(&book));
    }
    let (etag, consistency_token) = changed.tokens();
    let catalog = Some(shown(&changed.state, &id, changed.version, &catalog)?);
    Ok(PublishCatalogResponse { catalog, etag, consistency_token })
}

/// Makes a version the one in use.
pub(super) async fn activate(
    shelf: &Shelf,
    caller: &Principal,
    mut request: ActivateCatalogRequest,
    deadline: Deadline,
) -> Result<ActivateCatalogResponse, ApiError> {
    let validate_only = std::mem::take(&mut request.validate_only);
    let mut v = Violations::new();
    let request_id = validate::uuid(&mut v, "request_id", &request.request_id);
    let id = validate::slug(&mut v, "catalog_id", &request.catalog_id);
    if request.version == 0 {
        v.add("version", "필수 항목입니다.", "Is required.");
    }
    v.finish()?;
    let book = shelf.book(&id).await?;
    let change = Change {
        by: commands::person(caller),
        request: commands::request_mark(request_id, &request),
        expected: Expected::Exactly(token::parse_etag(&request.etag)?),
        deadline,
        validate_only,
    };
    let changed = book.activate(&change, request.version).await?;
    let (etag, consistency_token) = changed.tokens();
    let document = version(&book, changed.version).await?;
    Ok(ActivateCatalogResponse { catalog: Some(view::catalog(&document, &changed.state)), etag, consistency_token })
}

/// Reads and checks what an author hands in.
pub(super) fn candidate(document: &[u8], id: &str) -> Result<Catalog, Vec<Fault>> {
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
