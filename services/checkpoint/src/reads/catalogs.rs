//! ListCatalogs, GetCatalog, ListControls, GetControl, ListThreats and ListSolutions.

use haetae_domain::{
    catalog::{Control, Solution, Threat},
    document::State,
    vocabulary::{Component, Layer, ServiceType},
};
use haetae_event_log::codec::{Word, version_to_wire};
use haetae_proto::checkpoint::v1::{
    GetCatalogRequest, GetCatalogResponse, GetControlRequest, GetControlResponse, ListCatalogsRequest,
    ListCatalogsResponse, ListControlsRequest, ListControlsResponse, ListSolutionsRequest, ListSolutionsResponse,
    ListThreatsRequest, ListThreatsResponse,
};
use haetae_service_kit::{
    auth::Principal,
    commands,
    error::{ApiError, Violations},
    token, validate,
};

use super::page::Page;
use crate::{
    desk::{Desk, catalogues::version},
    view::catalogs as view,
};

/// Most catalogues on a page.
const CATALOGS: u32 = 100;
/// Most controls, threats or solutions on a page.
const ROWS: u32 = 200;

pub(crate) async fn catalogs(
    desk: &Desk,
    caller: &Principal,
    r: &ListCatalogsRequest,
) -> Result<ListCatalogsResponse, ApiError> {
    let page = Page::read(
        &desk.tokens.pages(caller),
        Violations::new(),
        &["ListCatalogs"],
        0,
        CATALOGS,
        (r.page_size, &r.page_token),
    )?;
    let (books, next_page_token) = page.cut(0, desk.catalogues.books().into_iter())?;
    let mut catalogs = Vec::with_capacity(books.len());
    for book in books {
        let state = &book.folded().await.map_err(commands::load_failure)?.state;
        let version = version(&book, shown(state)).await?;
        catalogs.push(view::catalog(&version, state));
    }
    Ok(ListCatalogsResponse { catalogs, next_page_token })
}

pub(crate) async fn catalog(desk: &Desk, r: &GetCatalogRequest) -> Result<GetCatalogResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &r.catalog_id);
    v.finish()?;
    let book = desk.catalogues.book(&id).await?;
    let folded = book.folded().await.map_err(commands::load_failure)?;
    let number = if r.version == 0 { shown(&folded.state) } else { r.version };
    let version = version(&book, number).await?;
    let document = folded.state.get(number).filter(|_| r.include_document);
    Ok(GetCatalogResponse {
        catalog: Some(view::catalog(&version, &folded.state)),
        rules: version.document.rules.iter().map(view::rule).collect(),
        document: document.map(|published| published.document.clone()).unwrap_or_default(),
        etag: token::etag(folded.sequence),
        consistency_token: token::consistency_token(folded.sequence),
    })
}

pub(crate) async fn controls(
    desk: &Desk,
    caller: &Principal,
    r: &ListControlsRequest,
) -> Result<ListControlsResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &r.catalog_id);
    let layer: Option<Layer> = optional(&mut v, "layer", r.layer);
    let service_type: Option<ServiceType> = optional(&mut v, "service_type", r.service_type);
    let list = ["ListControls", &id, &r.layer.to_string(), &r.service_type.to_string()];
    let page = Page::read(&desk.tokens.pages(caller), v, &list, r.version, ROWS, (r.page_size, &r.page_token))?;
    let version = version(&*desk.catalogues.book(&id).await?, page.version).await?;
    let catalog = &version.document;
    let picks = |control: &Control, wanted: ServiceType| {
        let mut rules = catalog.rules.iter().filter(|r| r.when.service_types.contains(&wanted));
        rules.any(|r| r.controls.contains(&control.id))
    };
    let wanted = |c: &&Control| layer.is_none_or(|l| c.layer == l) && service_type.is_none_or(|t| picks(c, t));
    let rows = catalog.controls.iter().filter(wanted).map(view::control);
    let (controls, next_page_token) = page.cut(version.name.version, rows)?;
    Ok(ListControlsResponse { version: Some(version_to_wire(&version.name)), controls, next_page_token })
}

pub(crate) async fn control(desk: &Desk, r: &GetControlRequest) -> Result<GetControlResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &r.catalog_id);
    let wanted = validate::text(&mut v, "control_id", &r.control_id, 1..=32);
    v.finish()?;
    let version = version(&*desk.catalogues.book(&id).await?, r.version).await?;
    let catalog = &version.document;
    let control = catalog.control(&wanted).ok_or_else(|| ApiError::control_not_found(wanted.as_str()))?;
    let rules = catalog.rules.iter().filter(|r| r.controls.contains(&control.id));
    Ok(GetControlResponse {
        version: Some(version_to_wire(&version.name)),
        control: Some(view::control(control)),
        selected_by: rules.map(view::rule).collect(),
    })
}

pub(crate) async fn threats(
    desk: &Desk,
    caller: &Principal,
    r: &ListThreatsRequest,
) -> Result<ListThreatsResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &r.catalog_id);
    let component: Option<Component> = optional(&mut v, "component", r.component);
    let list = ["ListThreats", &id, &r.component.to_string()];
    let page = Page::read(&desk.tokens.pages(caller), v, &list, r.version, ROWS, (r.page_size, &r.page_token))?;
    let version = version(&*desk.catalogues.book(&id).await?, page.version).await?;
    let wanted = |t: &&Threat| component.is_none_or(|c| t.concerns(&[c].into()));
    let rows = version.document.threats.iter().filter(wanted).map(|t| view::threat(&version.document, t));
    let (threats, next_page_token) = page.cut(version.name.version, rows)?;
    Ok(ListThreatsResponse { version: Some(version_to_wire(&version.name)), threats, next_page_token })
}

pub(crate) async fn solutions(
    desk: &Desk,
    caller: &Principal,
    r: &ListSolutionsRequest,
) -> Result<ListSolutionsResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &r.catalog_id);
    let threat = validate::text(&mut v, "threat_id", &r.threat_id, 0..=64);
    let page = Page::read(
        &desk.tokens.pages(caller),
        v,
        &["ListSolutions", &id, &threat],
        r.version,
        ROWS,
        (r.page_size, &r.page_token),
    )?;
    let version = version(&*desk.catalogues.book(&id).await?, page.version).await?;
    let wanted = |s: &&Solution| threat.is_empty() || s.manages(&threat);
    let rows = version.document.solutions.iter().filter(wanted).map(|s| view::solution(&version.document, s));
    let (solutions, next_page_token) = page.cut(version.name.version, rows)?;
    Ok(ListSolutionsResponse { version: Some(version_to_wire(&version.name)), solutions, next_page_token })
}

/// The version in use; of a catalogue that was never put in use, the latest.
fn shown(state: &State) -> u32 {
    if state.active == 0 { u32::try_from(state.versions.len()).unwrap_or(u32::MAX) } else { state.active }
}

/// An optional word.
fn optional<W: Word>(v: &mut Violations, field: &str, number: i32) -> Option<W> {
    if number == 0 { None } else { commands::word(v, field, number) }
}
