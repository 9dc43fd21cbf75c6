//! View model of `/catalogues`.

use askama::Template;
use haetae_proto::checkpoint::v1::Catalog;
use haetae_service_kit::auth::Role;

use crate::{
    pages::{frame::Frame, visitor::Visitor},
    text::Say,
};

/// The page.
#[derive(Template)]
#[template(path = "catalogues/page.html")]
pub(super) struct CataloguesPage {
    frame: Frame,
    t: Say,
    /// Whether the person publishes.
    publishes: bool,
    rows: Vec<CatalogueLine>,
}

struct CatalogueLine {
    id: String,
    path: String,
    title: String,
    source: String,
    active: String,
    /// The newest version, where it is not in use.
    newer: Option<String>,
    controls: u32,
    checks: u32,
}

impl CataloguesPage {
    /// The catalogues.
    pub(super) fn new(visitor: &Visitor, all: &[Catalog]) -> Self {
        let t = visitor.say();
        Self {
            frame: Frame::new(&visitor.visit, &t.text("menu-catalogues")),
            publishes: visitor.caller.roles.has(Role::ContentAdmin),
            rows: all.iter().map(|one| row(t, one)).collect(),
            t,
        }
    }
}

fn row(t: Say, one: &Catalog) -> CatalogueLine {
    let id = one.version.as_ref().map(|version| version.document_id.clone()).unwrap_or_default();
    let version = |version: u32| t.with("content-version", &[("version", &version.to_string())]);
    CatalogueLine {
        path: format!("/catalogues/{id}"),
        id,
        title: t.of(one.title.as_ref()),
        source: t.of(one.source.as_ref()),
        active: if one.active_version == 0 { t.text("content-unused") } else { version(one.active_version) },
        newer: (one.latest_version > one.active_version).then(|| version(one.latest_version)),
        controls: one.control_count,
        checks: one.check_count,
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::DocumentVersion;
    use haetae_service_kit::error::Lang;

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn a_version_that_is_published_and_not_in_use_is_seen() {
        let version = Some(DocumentVersion { document_id: "web-service".into(), version: 2, ..Default::default() });
        let one = Catalog { version, active_version: 2, latest_version: 3, control_count: 40, ..Default::default() };
        let page = CataloguesPage::new(&visitor(Lang::Ko, Role::ContentAdmin), &[one]).render().unwrap();
        readable(&page);
        assert!(
            page.contains("버전 2") && page.contains("버전 3") && page.contains("/catalogues/web-service"),
            "{page}"
        );
    }
}
