//! The people who took part, as OSCAL parties.

use std::collections::{BTreeMap, BTreeSet};

use haetae_domain::ids::Person;
use haetae_proto::{
    dashboard::v1::InvolvementRole,
    words::{self, Named as _},
};
use serde_json::{Map, Value, json};

use super::{ids::Ids, values::prop};
use crate::dossier::Role;

/// Everybody that the document names.
pub(super) struct Parties {
    ids: Ids,
    /// By subject.
    known: BTreeMap<String, Person>,
    /// By role: ids.
    plays: BTreeMap<String, BTreeSet<String>>,
}

impl Parties {
    pub(super) const fn new(ids: Ids) -> Self {
        Self { ids, known: BTreeMap::new(), plays: BTreeMap::new() }
    }

    /// The id of a person, whom the document names from now on.
    pub(super) fn id(&mut self, person: &Person) -> String {
        self.known.entry(person.subject.clone()).or_insert_with(|| person.clone());
        self.ids.id("party", &[&person.subject])
    }

    pub(super) fn plays(&mut self, person: &Person, roles: &BTreeSet<Role>) {
        let id = self.id(person);
        for role in roles {
            self.plays.entry(role_id(role.to_wire().value())).or_default().insert(id.clone());
        }
    }

    /// The part of the metadata that is about them.
    pub(super) fn metadata(&self) -> Map<String, Value> {
        let role = |role: &words::Value| {
            let title = format!("{} ({})", role.name.ko, role.name.en);
            json!({ "id": role_id(role), "title": title })
        };
        let roles: Vec<_> = InvolvementRole::VALUES.iter().skip(1).map(role).collect();
        let mut metadata = Map::from_iter([("roles".to_owned(), Value::Array(roles))]);
        let plays = self.plays.iter();
        let plays: Vec<_> = plays.map(|(role, ids)| json!({ "role-id": role, "party-uuids": ids })).collect();
        if !plays.is_empty() {
            metadata.insert("responsible-parties".into(), Value::Array(plays));
        }
        let parties: Vec<_> = self.known.values().map(|person| self.party(person)).collect();
        if !parties.is_empty() {
            metadata.insert("parties".into(), Value::Array(parties));
        }
        metadata
    }

    fn party(&self, person: &Person) -> Value {
        let kind = if person.is_service() { "organization" } else { "person" };
        let name = if person.name.trim().is_empty() { &person.subject } else { &person.name };
        let id = self.ids.id("party", &[&person.subject]);
        json!({ "uuid": id, "type": kind, "name": name.trim(), "props": [prop("subject", &person.subject)] })
    }
}

/// As OSCAL writes a role: `acceptance-requester`.
fn role_id(role: &words::Value) -> String {
    role.word.to_ascii_lowercase().replace('_', "-")
}
