//! View model of `/policy`.

use askama::Template;
use haetae_document::Format;
use haetae_proto::risk::v1::{GetPolicyResponse, PolicyVersion};
use haetae_service_kit::auth::Role;
use jiff::Timestamp;
use serde_json::Value;

use super::points::{Section, Terms, escalators, sections, terms};
use crate::{
    api::Problem,
    pages::{frame::Frame, parts::Level, visitor::Visitor},
    text::{Say, moment, since},
};

/// The page.
#[derive(Template)]
#[template(path = "policy/page.html")]
pub(super) struct PolicyPage {
    frame: Frame,
    t: Say,
    title: String,
    version: String,
    active: bool,
    /// What was done just now; empty without.
    said: String,
    /// Whether the person publishes and activates.
    publishes: bool,
    simulation: String,
    /// The page that puts this version in use, and whether it is older than the one in use.
    activate: Option<(String, bool)>,
    /// The document as files.
    files: Vec<(&'static str, String)>,
    versions: Vec<VersionLine>,
    terms: Vec<Terms>,
    sections: Vec<Section>,
    escalators: Vec<(String, Level)>,
}

struct VersionLine {
    name: String,
    path: String,
    title: String,
    active: bool,
    shown: bool,
    by: String,
    when: String,
    whole: String,
    /// The link to the simulation, for people who may run it.
    simulation: Option<String>,
}

impl PolicyPage {
    /// A version of the policy.
    ///
    /// # Errors
    /// When the service answered without one.
    pub(super) fn new(
        visitor: &Visitor,
        all: &[PolicyVersion],
        one: &GetPolicyResponse,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let t = visitor.say();
        let shown = one.policy.as_ref().ok_or_else(|| Problem::defect("GetPolicy without a policy"))?;
        let number = shown.version.as_ref().map_or(0, |version| version.version);
        let document = serde_json::from_slice(&one.document).unwrap_or(Value::Null);
        let publishes = visitor.caller.roles.has(Role::ContentAdmin);
        let name = t.with("content-version", &[("version", &number.to_string())]);
        let used = all.iter().find(|one| one.active).and_then(|one| one.version.as_ref()).map_or(0, |one| one.version);
        let said = match visitor.visit.said.as_ref().map(|said| said.step.as_str()) {
            Some("publish") => t.with("policy-was-published", &[("version", &name)]),
            Some("activate") => t.with("policy-was-activated", &[("version", &name)]),
            _ => String::new(),
        };
        Ok(Self {
            frame: Frame::new(&visitor.visit, &t.text("menu-policy")),
            title: t.of(shown.title.as_ref()),
            version: name,
            active: shown.active,
            said,
            publishes,
            simulation: format!("/policy/{number}/simulation"),
            activate: (publishes && !shown.active).then(|| (format!("/policy/{number}/activate"), number < used)),
            files: Format::ALL.map(|one| (one.title(), format!("/policy/{number}/document/{}", one.name()))).to_vec(),
            versions: all.iter().map(|version| row(t, version, number, publishes, now)).collect(),
            terms: terms(t, &document),
            sections: sections(t, &document),
            escalators: escalators(t, &document),
            t,
        })
    }
}

fn row(t: Say, one: &PolicyVersion, shown: u32, simulates: bool, now: Timestamp) -> VersionLine {
    let number = one.version.as_ref().map_or(0, |version| version.version);
    VersionLine {
        name: t.with("content-version", &[("version", &number.to_string())]),
        path: format!("/policy?version={number}"),
        title: t.of(one.title.as_ref()),
        active: one.active,
        shown: number == shown,
        by: t.actor(one.published_by.as_ref()),
        when: since(t, one.published_at.as_ref(), now),
        whole: moment(t, one.published_at.as_ref()),
        simulation: simulates.then(|| format!("/policy/{number}/simulation")),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::DocumentVersion;
    use haetae_service_kit::error::Lang;

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn only_content_admins_simulate_and_publish() {
        let version = Some(DocumentVersion { document_id: "scoring".into(), version: 3, ..Default::default() });
        let one = PolicyVersion { version, active: true, ..Default::default() };
        let answer = GetPolicyResponse { policy: Some(one.clone()), document: b"{}".into(), ..Default::default() };
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let page = |role| {
            let page = PolicyPage::new(&visitor(Lang::Ko, role), std::slice::from_ref(&one), &answer, now).unwrap();
            let page = page.render().unwrap();
            readable(&page);
            page
        };
        let own = page(Role::ContentAdmin);
        assert!(own.contains("/policy/3/simulation") && own.contains("/policy/publish"), "{own}");
        assert!(!own.contains("/activate"), "it is in use: {own}");
        let other = page(Role::Auditor);
        assert!(other.contains("버전 3") && other.contains("/policy/3/document/toml"), "{other}");
        assert!(!other.contains("/simulation") && !other.contains("/policy/publish"), "{other}");
    }
}
