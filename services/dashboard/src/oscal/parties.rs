//! Who took part.

use std::collections::{BTreeMap, BTreeSet};

use haetae_domain::ids::Person;
use serde_json::{Map, Value, json};

use super::{ids::Ids, prop};
use crate::dossier::Role;

/// Everybody that the document names.
pub(super) struct Parties {
    ids: Ids,
    /// By subject.
    known: BTreeMap<String, Person>,
    /// By role: ids.
    plays: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Parties {
    pub(super) const fn new(ids: Ids) -> Self {
        Self { ids, known: BTreeMap::new(), plays: BTreeMap::new() }
    }

    /// The id of somebody, who is named in the document from now on.
    pub(super) fn id(&mut self, person: &Person) -> String {
        self.known.entry(person.subject.clone()).or_insert_with(|| person.clone());
        self.ids.id("party", &[&person.subject])
    }

    pub(super) fn plays(&mut self, person: &Person, roles: &BTreeSet<Role>) {
        let id = self.id(person);
        for role in roles {
            self.plays.entry(named(*role).0).or_default().insert(id.clone());
        }
    }

    /// The part of the metadata that is about them.
    pub(super) fn metadata(&self) -> Map<String, Value> {
        let roles: Vec<_> =
            ROLES.iter().map(|role| named(*role)).map(|(id, title)| json!({ "id": id, "title": title })).collect();
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

const ROLES: [Role; 10] = [
    Role::Requester,
    Role::Assignee,
    Role::Triager,
    Role::Judge,
    Role::Fixer,
    Role::Verifier,
    Role::AcceptanceRequester,
    Role::AcceptanceApprover,
    Role::Approver,
    Role::Witness,
];

const fn named(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Requester => ("requester", "요청자 (requester)"),
        Role::Assignee => ("assignee", "담당자 (assignee)"),
        Role::Triager => ("triager", "접수 검토자 (triager)"),
        Role::Judge => ("judge", "진단자 (judge)"),
        Role::Fixer => ("fixer", "조치 담당자 (fixer)"),
        Role::Verifier => ("verifier", "조치 확인자 (verifier)"),
        Role::AcceptanceRequester => ("acceptance-requester", "위험 수용 요청자 (acceptance requester)"),
        Role::AcceptanceApprover => ("acceptance-approver", "위험 수용 승인자 (acceptance approver)"),
        Role::Approver => ("approver", "승인자 (approver)"),
        Role::Witness => ("witness", "증적 제출자 (witness)"),
    }
}
