//! View model of `/catalogues/{id}`.

use askama::Template;
use haetae_document::Format;
use haetae_proto::{
    checkpoint::v1::{Control, GetCatalogResponse, ListControlsResponse, StagedText},
    common::v1::{CheckMethod, FlowLayer, LifecycleStage, RiskLevel},
};
use haetae_service_kit::auth::Role;

use super::asked::CatalogueQuery;
use crate::{
    api::Problem,
    pages::{
        frame::Frame,
        lists::{Filter, address},
        parts::Level,
        visitor::Visitor,
    },
    text::{Say, key},
};

/// Versions that are linked.
const VERSIONS: u32 = 10;

/// The page.
#[derive(Template)]
#[template(path = "catalogues/one.html")]
pub(super) struct CataloguePage {
    frame: Frame,
    t: Say,
    id: String,
    title: String,
    about: String,
    source: String,
    /// The active version, if another one is displayed.
    other: Option<(String, String)>,
    /// What was done just now; empty without.
    said: String,
    /// The form to publish the next version, for people who may.
    publish: Option<String>,
    /// The page that puts this version in use, and whether it is older than the one in use.
    activate: Option<(String, bool)>,
    /// The document as files.
    files: Vec<(&'static str, String)>,
    /// The latest versions, and whether each is shown.
    versions: Vec<(String, String, bool)>,
    filter: Filter,
    controls: Vec<ControlLine>,
    first: Option<String>,
    next: Option<String>,
    /// Why controls are on a checklist.
    rules: Vec<String>,
}

struct ControlLine {
    id: String,
    title: String,
    area: String,
    layer: String,
    mandatory: Option<Level>,
    requirements: Vec<String>,
    checks: Vec<Check>,
    how: String,
}

struct Check {
    id: String,
    method: String,
    text: String,
}

impl CataloguePage {
    /// A version of a catalogue.
    ///
    /// # Errors
    /// When the service answered without one.
    pub(super) fn new(
        visitor: &Visitor,
        asked: &CatalogueQuery,
        found: &GetCatalogResponse,
        page: &ListControlsResponse,
    ) -> Result<Self, Problem> {
        let t = visitor.say();
        let one = found.catalog.as_ref().ok_or_else(|| Problem::defect("GetCatalog without a catalogue"))?;
        let version = one.version.clone().unwrap_or_default();
        let path = format!("/catalogues/{}", version.document_id);
        let word = |version: u32| t.with("content-version", &[("version", &version.to_string())]);
        let (controls, checks) = (one.control_count.to_string(), one.check_count.to_string());
        let about = t.with(
            key("catalogue-about"),
            &[("version", &word(version.version)), ("controls", &controls), ("checks", &checks)],
        );
        let list =
            |layer: &str, page: &str| address(&path, &[("version", &asked.version), ("layer", layer), ("page", page)]);
        let is_other = one.active_version != 0 && one.active_version != version.version;
        let title = t.of(one.title.as_ref());
        let publishes = visitor.caller.roles.has(Role::ContentAdmin);
        let number = version.version;
        let activate = || (format!("{path}/{number}/activate"), number < one.active_version);
        let said = match visitor.visit.said.as_ref().map(|said| said.step.as_str()) {
            Some("publish") => t.with("policy-was-published", &[("version", &word(number))]),
            Some("activate") => t.with("catalogue-was-activated", &[("version", &word(number))]),
            _ => String::new(),
        };
        let earliest = one.latest_version.saturating_sub(VERSIONS - 1).max(1);
        let versions = (earliest..=one.latest_version).rev();
        Ok(Self {
            said,
            publish: publishes.then(|| address("/catalogues/publish", &[("of", &version.document_id)])),
            activate: (publishes && number != one.active_version).then(activate),
            files: Format::ALL.map(|one| (one.title(), format!("{path}/{number}/document/{}", one.name()))).to_vec(),
            versions: versions.map(|one| (word(one), format!("{path}?version={one}"), one == number)).collect(),
            frame: Frame::new(&visitor.visit, &title),
            about,
            source: t.of(one.source.as_ref()),
            other: is_other.then(|| (word(one.active_version), path.clone())),
            filter: Filter::of::<FlowLayer>(t, &asked.layer, |layer| list(layer, "")),
            controls: page.controls.iter().map(|control| row(t, control)).collect(),
            first: (!asked.page.is_empty()).then(|| list(&asked.layer, "")),
            next: (!page.next_page_token.is_empty()).then(|| list(&asked.layer, &page.next_page_token)),
            rules: found.rules.iter().map(|rule| t.of(rule.reason.as_ref())).collect(),
            id: version.document_id.clone(),
            title,
            t,
        })
    }
}

fn row(t: Say, control: &Control) -> ControlLine {
    let level = RiskLevel::try_from(control.mandatory_from).unwrap_or_default();
    let check = |one: &haetae_proto::checkpoint::v1::Check| Check {
        id: one.check_id.clone(),
        method: t.word::<CheckMethod>(one.method),
        text: staged(t, &one.stages, t.of(one.text.as_ref())),
    };
    let requirement = |one: &StagedText| staged(t, &one.stages, t.of(one.text.as_ref()));
    ControlLine {
        id: control.control_id.clone(),
        title: t.of(control.title.as_ref()),
        area: t.of(control.area.as_ref()),
        layer: t.word::<FlowLayer>(control.layer),
        mandatory: (level != RiskLevel::Unspecified).then(|| Level::scored(t, control.mandatory_from, None)),
        requirements: control.requirements.iter().map(requirement).collect(),
        checks: control.checks.iter().map(check).collect(),
        how: t.of(control.countermeasure.as_ref()),
    }
}

/// A text with the stages it applies to; without stages where it applies to all.
fn staged(t: Say, stages: &[i32], text: String) -> String {
    if stages.is_empty() { text } else { format!("{}: {text}", t.words::<LifecycleStage>(stages)) }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        checkpoint::v1::Catalog,
        common::v1::{DocumentVersion, Text},
    };
    use haetae_service_kit::error::Lang;

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn an_old_version_leads_to_the_one_in_use_and_pages_keep_what_was_asked() {
        let text = |ko: &str| Some(Text { ko: ko.into(), en: ko.into() });
        let version = Some(DocumentVersion { document_id: "web".into(), version: 1, ..Default::default() });
        let catalog = Catalog { version, active_version: 2, title: text("웹 서비스"), ..Default::default() };
        let found = GetCatalogResponse { catalog: Some(catalog), ..Default::default() };
        let control = Control {
            control_id: "APP-02".into(),
            layer: FlowLayer::Application.into(),
            mandatory_from: RiskLevel::High.into(),
            requirements: vec![StagedText { stages: vec![LifecycleStage::Planning.into()], text: text("<정한다>") }],
            ..Default::default()
        };
        let page = ListControlsResponse { controls: vec![control], next_page_token: "n".into(), ..Default::default() };
        let asked = CatalogueQuery { version: "1".into(), layer: "application".into(), page: String::new() };
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let shown = CataloguePage::new(&visitor, &asked, &found, &page).unwrap().render().unwrap();
        readable(&shown);
        for part in ["APP-02", "기획: &#60;정한다&#62;", "lv3", "href=\"/catalogues/web\"", "버전 2"] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        assert!(shown.contains("version=1&#38;layer=application&#38;page=n"), "{shown}");
        for part in ["/catalogues/publish?of=web", "/catalogues/web/1/activate", "되돌리기", "/web/1/document/yaml"]
        {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
    }
}
