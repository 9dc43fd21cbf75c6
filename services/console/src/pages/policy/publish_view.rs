//! View model of `/policy/publish`.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{
    dashboard::v1::ReviewRow,
    risk::v1::{PolicyVersion, SimulationResult},
};
use serde_json::Value;

use super::{
    changes::{Change, changes},
    simulation::Simulated,
};
use crate::{
    api::Problem,
    pages::{frame::Frame, publishing::PublishForm, visitor::Visitor},
    text::{Say, hex},
};

/// The page.
#[derive(Template)]
#[template(path = "policy/publish.html")]
pub(super) struct PublishPage {
    frame: Frame,
    t: Say,
    form: PublishForm,
    preview: Option<Preview>,
}

/// What would be published.
#[derive(Debug)]
pub(super) struct Preview {
    version: String,
    title: String,
    hash: String,
    /// The version that has the same content, and its page.
    same: Option<(String, String)>,
    changes: Vec<Change>,
    simulated: Simulated,
}

impl PublishPage {
    /// The form, and what would be published when it was checked.
    pub(super) fn new(visitor: &Visitor, form: PublishForm, preview: Option<Preview>) -> Self {
        let t = visitor.say();
        Self { frame: Frame::new(&visitor.visit, &t.step("PublishPolicy")), t, form, preview }
    }
}

impl Preview {
    /// A version as it would be, against the document in use.
    pub(super) fn new(
        visitor: &Visitor,
        version: &PolicyVersion,
        all: &[PolicyVersion],
        (used, given): (&[u8], &[u8]),
        (result, reviews): (Result<SimulationResult, Problem>, &BTreeMap<String, ReviewRow>),
    ) -> Self {
        let t = visitor.say();
        let title = t.of(version.title.as_ref());
        let version = version.version.clone().unwrap_or_default();
        let word = |number: u32| t.with("content-version", &[("version", &number.to_string())]);
        let hash =
            |one: &&PolicyVersion| one.version.as_ref().is_some_and(|one| one.content_hash == version.content_hash);
        let same = all.iter().find(hash).and_then(|one| one.version.as_ref()).map(|one| one.version);
        let value = |document: &[u8]| serde_json::from_slice(document).unwrap_or(Value::Null);
        Self {
            version: word(version.version),
            title,
            hash: hex(&version.content_hash),
            same: same.map(|number| (word(number), format!("/policy?version={number}"))),
            changes: changes(t, &value(used), &value(given)),
            simulated: Simulated::new(t, result, reviews),
        }
    }

    /// Whether publishing it makes a version.
    pub(super) const fn is_new(&self) -> bool {
        self.same.is_none()
    }
}
