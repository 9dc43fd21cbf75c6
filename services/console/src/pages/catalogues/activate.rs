//! `/catalogues/{id}/{version}/activate`, 카탈로그 적용: what a published version changes, and the form that puts it in use for new
//! checklists. An older version can be put in use again.

use askama::Template;
use axum::{body::Bytes, extract::Path, response::Response};
use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{ActivateCatalogRequest, GetCatalogResponse};

use super::{
    differences::Differences,
    effects::{Effects, rows_of_effects, titles},
};
use crate::{
    api::{Problem, activate_catalogue, activation_effects, catalogue_document},
    pages::{
        frame::{Frame, html},
        publishing::ensure_publishes,
        sent::Sent,
        visitor::Visitor,
    },
    said::{Said, leads},
    text::Say,
};

/// The page.
#[derive(Template)]
#[template(path = "catalogues/activate.html")]
struct ActivatePage {
    frame: Frame,
    t: Say,
    path: String,
    /// The catalogue's name and page.
    title: String,
    of: String,
    request_id: String,
    etag: String,
    /// The version in use, where one is, with its page; and the version of the page.
    from: Option<(String, String)>,
    to: (String, String),
    /// Whether it is an earlier version than the one in use.
    back: bool,
    active: bool,
    /// None where no version is in use.
    differences: Option<Differences>,
    /// What changes about open reviews; none for the version in use.
    effects: Option<Effects>,
}

/// What an activation would change. Calls GetCatalog, and once more for the version in use, where one is; PreviewActivation, and
/// ListReviews once for the numbers of all rows, where the person may see reviews.
pub(super) async fn show(visitor: Visitor, Path((id, version)): Path<(String, u32)>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let next = catalogue_document(&visitor.api, &id, version).await?;
    let active = next.catalog.as_ref().map_or(0, |one| one.active_version);
    let used = match active {
        0 => None,
        active if active == version => None,
        active => Some(catalogue_document(&visitor.api, &id, active).await?),
    };
    let effects =
        if active == version { None } else { Some(effects(&visitor, (&id, version), used.as_ref(), &next).await?) };
    html(&ActivatePage::new(&visitor, used.as_ref(), &next, effects)?)
}

async fn effects(
    visitor: &Visitor,
    (id, version): (&str, u32),
    used: Option<&GetCatalogResponse>,
    next: &GetCatalogResponse,
) -> Result<Effects, Problem> {
    let t = visitor.say();
    let result = activation_effects(&visitor.api, id, version).await;
    let reviews = rows_of_effects(visitor, &result).await?;
    let documents = [used.map_or(&[][..], |used| &used.document), &next.document];
    Ok(Effects::new(t, result, (&reviews, &titles(t, &documents))))
}

/// Puts a version in use. Calls ActivateCatalog.
pub(super) async fn send(
    visitor: Visitor,
    Path((id, version)): Path<(String, u32)>,
    body: Bytes,
) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let sent = Sent::read(&body);
    let (request_id, etag) = (sent.one("request_id").to_owned(), sent.one("etag").to_owned());
    let request = ActivateCatalogRequest { request_id, catalog_id: id, version, etag, validate_only: false };
    let catalogue = activate_catalogue(&visitor.api, request).await?;
    let id = catalogue.version.unwrap_or_default().document_id;
    Ok(leads(&format!("/catalogues/{id}"), Said::of("activate")))
}

impl ActivatePage {
    fn new(
        visitor: &Visitor,
        used: Option<&GetCatalogResponse>,
        next: &GetCatalogResponse,
        effects: Option<Effects>,
    ) -> Result<Self, Problem> {
        let t = visitor.say();
        let one = next.catalog.as_ref().ok_or_else(|| Problem::defect("GetCatalog without a catalogue"))?;
        let version = one.version.clone().unwrap_or_default();
        let of = format!("/catalogues/{}", version.document_id);
        let name = |version: u32| t.with("content-version", &[("version", &version.to_string())]);
        let linked = |version: u32| (name(version), format!("{of}?version={version}"));
        let differences = used.map(|used| Differences::of(t, (&used.document, &next.document))).transpose()?;
        let title = t.of(one.title.as_ref());
        Ok(Self {
            frame: Frame::new(
                &visitor.visit,
                &format!("{}: {title} {}", t.step("ActivateCatalog"), name(version.version)),
            ),
            path: format!("{of}/{}/activate", version.version),
            title,
            request_id: request_id(),
            etag: next.etag.clone(),
            from: (one.active_version > 0).then(|| linked(one.active_version)),
            to: linked(version.version),
            back: version.version < one.active_version,
            active: version.version == one.active_version,
            differences,
            effects,
            of,
            t,
        })
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{checkpoint::v1::Catalog, common::v1::DocumentVersion};
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    fn one(version: u32, active_version: u32, id: &str) -> GetCatalogResponse {
        let version = Some(DocumentVersion { document_id: "web".into(), version, ..Default::default() });
        let document = format!("{{\"controls\":[{{\"id\":\"{id}\",\"title\":{{\"ko\":\"제목\"}}}}]}}").into_bytes();
        let catalog = Some(Catalog { version, active_version, ..Default::default() });
        GetCatalogResponse { catalog, document, etag: "etag-7".into(), ..Default::default() }
    }

    #[test]
    fn an_activation_shows_what_differs_and_carries_the_version_that_it_shows() {
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let page = |used: Option<&GetCatalogResponse>, next: &GetCatalogResponse| {
            let page = ActivatePage::new(&visitor, used, next, None).unwrap().render().unwrap();
            readable(&page);
            page
        };
        let (old, new) = (one(1, 2, "A"), one(2, 2, "B"));
        let back = page(Some(&new), &old);
        for part in
            ["버전 2", "버전 1", "되돌리기", "etag-7", "action=\"/catalogues/web/1/activate\"", "추가 1", "제외 1"]
        {
            assert!(back.contains(part), "{part} is not in {back}");
        }
        assert!(!page(None, &new).contains("/2/activate\""), "it is in use");
        let first = page(None, &one(1, 0, "A"));
        assert!(first.contains("action=\"/catalogues/web/1/activate\"") && !first.contains("되돌리기"), "{first}");
    }
}
