//! `/catalogues/publish`, 카탈로그 게시: a new version or a new catalogue, typed or in a file. The document says which catalogue it is
//! of. It is checked before it is published, and published without being put in use.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::Query,
    response::{IntoResponse as _, Response},
};
use haetae_client::request_id;
use haetae_document::Format;
use haetae_proto::checkpoint::v1::{Catalog, PublishCatalogRequest};
use serde::Deserialize;

use super::differences::Differences;
use crate::{
    api::{Problem, catalogue_document, catalogues, publish_catalogue},
    guard::Uploaded,
    pages::{
        frame::{Frame, html},
        publishing::{Draft, Given, PublishForm, Submitted, Wrong, ensure_publishes},
        visitor::Visitor,
    },
    said::{Said, leads},
    text::{Say, hex},
};

/// Where the form is sent, and where one goes instead.
const PATHS: (&str, &str) = ("/catalogues/publish", "/catalogues");

/// Query parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PublishQuery {
    /// The catalogue whose version in use the form begins with; none for an empty form.
    of: String,
}

/// The page.
#[derive(Template)]
#[template(path = "catalogues/publish.html")]
struct PublishPage {
    frame: Frame,
    t: Say,
    form: PublishForm,
    preview: Option<Preview>,
}

/// What would be published.
#[derive(Debug)]
struct Preview {
    about: String,
    title: String,
    id: String,
    hash: String,
    /// The version that has the same content, and its page.
    same: Option<(String, String)>,
    /// None where no version is in use.
    differences: Option<Differences>,
}

/// The form, with the version in use of a catalogue. Calls GetCatalog where one is asked for.
pub(super) async fn show(visitor: Visitor, Query(asked): Query<PublishQuery>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let draft = if asked.of.is_empty() {
        Draft { text: String::new(), format: Format::Toml }
    } else {
        Draft::of(&catalogue_document(&visitor.api, &asked.of, 0).await?.document, Format::Toml)?
    };
    html(&page(&visitor, PublishForm::new(PATHS, draft, request_id()), None))
}

/// Checks a document, or publishes one that was checked. Calls PublishCatalog; when it only checks, also what [`preview`] calls.
pub(super) async fn send(visitor: Visitor, uploaded: Option<Extension<Arc<Uploaded>>>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let t = visitor.say();
    let (submitted, given) = Submitted::read(t, PATHS, uploaded).await?;
    let given = match given {
        Ok(given) => given,
        Err(wrong) => return refused(&visitor, submitted.form, wrong),
    };
    let publishes = submitted.publishes(&given);
    let (request_id, catalog_id) = (submitted.form.request_id.clone(), given.field("id"));
    let request = PublishCatalogRequest { request_id, catalog_id, document: given.bytes(), validate_only: !publishes };
    let catalogue = match publish_catalogue(&visitor.api, request).await {
        Ok(catalogue) => catalogue,
        Err(problem) => {
            let (form, wrong) = submitted.refused(t, &given, &problem).await?;
            return refused(&visitor, form, wrong);
        }
    };
    if publishes {
        let version = catalogue.version.unwrap_or_default();
        let to = format!("/catalogues/{}?version={}", version.document_id, version.version);
        return Ok(leads(&to, Said::of("publish")));
    }
    let preview = preview(&visitor, &catalogue, &given).await?;
    let form = submitted.checked(preview.same.is_none().then_some(&given));
    html(&page(&visitor, form, Some(preview)))
}

/// What would be published, and how it differs from the version in use. Calls ListCatalogs, and GetCatalog where one is in use.
async fn preview(visitor: &Visitor, catalogue: &Catalog, given: &Given) -> Result<Preview, Problem> {
    let (t, api) = (visitor.say(), &visitor.api);
    let version = catalogue.version.clone().unwrap_or_default();
    let all = catalogues(api).await?;
    let known = all.iter().find(|one| one.version.as_ref().is_some_and(|one| one.document_id == version.document_id));
    let differences = match known.filter(|known| known.active_version > 0) {
        Some(known) => {
            let used = catalogue_document(api, &version.document_id, known.active_version).await?;
            Some(Differences::of(t, (&used.document, &given.bytes()))?)
        }
        None => None,
    };
    let name = t.with("content-version", &[("version", &version.version.to_string())]);
    let path = format!("/catalogues/{}?version={}", version.document_id, version.version);
    let is_known = known.is_some_and(|known| version.version <= known.latest_version);
    let (controls, checks) = (catalogue.control_count.to_string(), catalogue.check_count.to_string());
    Ok(Preview {
        about: t.with("catalogue-about", &[("version", &name), ("controls", &controls), ("checks", &checks)]),
        title: t.of(catalogue.title.as_ref()),
        id: version.document_id,
        hash: hex(&version.content_hash),
        same: is_known.then_some((name, path)),
        differences,
    })
}

fn page(visitor: &Visitor, form: PublishForm, preview: Option<Preview>) -> PublishPage {
    let t = visitor.say();
    PublishPage { frame: Frame::new(&visitor.visit, &t.step("PublishCatalog")), t, form, preview }
}

fn refused(visitor: &Visitor, form: PublishForm, wrong: Wrong) -> Result<Response, Problem> {
    let status = wrong.status();
    let page = html(&page(visitor, form.wrong(visitor.say(), wrong), None))?;
    Ok((status, page).into_response())
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn what_was_checked_is_published_and_what_is_wrong_is_not() {
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let t = visitor.say();
        let form = || {
            let draft = Draft { text: "</textarea><b>".into(), format: Format::Yaml };
            PublishForm::new(PATHS, draft, "id".into())
        };
        let documents = (&br#"{"controls":[{"id":"A"}]}"#[..], &br#"{"controls":[{"id":"B"}]}"#[..]);
        let preview = |same| Preview {
            about: "버전 2".into(),
            title: "웹".into(),
            id: "web".into(),
            hash: "ab".into(),
            same,
            differences: Some(Differences::of(t, documents).unwrap()),
        };
        let right =
            page(&visitor, PublishForm { checked: "ab".into(), ..form() }, Some(preview(None))).render().unwrap();
        readable(&right);
        for part in
            ["추가 1", "제외 1", "value=\"publish\"", "&#60;/textarea&#62;&#60;b&#62;", "value=\"yaml\" selected"]
        {
            assert!(right.contains(part), "{part} is not in {right}");
        }
        let same = page(&visitor, form(), Some(preview(Some(("버전 2".into(), "/catalogues/web?version=2".into())))));
        let same = same.render().unwrap();
        assert!(!same.contains("value=\"publish\"") && same.contains("version=2"), "{same}");
        let wrong = form().wrong(t, Wrong::Faults(vec!["3행, id: <틀림>".into()]));
        let wrong = page(&visitor, wrong, None).render().unwrap();
        assert!(!wrong.contains("value=\"publish\"") && wrong.contains("3행, id: &#60;틀림&#62;"), "{wrong}");
    }
}
