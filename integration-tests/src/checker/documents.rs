//! The published policies and catalogues, as assessments and checklists name them.

use std::collections::HashMap;

use haetae_domain::{catalog::Catalog, policy::Policy};
use haetae_proto::{common::v1::DocumentVersion, event::v1::event::Event};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{
    history::History,
    problem::{Findings, Rule},
};

/// Every version of every document of one kind, by id, version and content hash.
pub(super) type Versions<T> = HashMap<(String, u32, Vec<u8>), T>;

/// What was published.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) policies: Versions<Policy>,
    pub(super) catalogs: Versions<Catalog>,
}

/// The key of a version as an event names it.
pub(super) fn named(version: &DocumentVersion) -> (String, u32, Vec<u8>) {
    (version.document_id.clone(), version.version, version.content_hash.clone())
}

pub(super) fn read(history: &History, findings: &mut Findings) -> Documents {
    let mut documents = Documents::default();
    for entry in &history.entries {
        let (id, at) = (entry.id.as_str(), entry.sequence);
        for (_, event) in entry.events() {
            if let Event::PolicyPublished(e) = event {
                let name = (id.to_owned(), e.version, e.content_hash.to_vec());
                keep(&mut documents.policies, name, &e.document, at, findings);
            } else if let Event::CatalogPublished(e) = event {
                let name = (id.to_owned(), e.version, e.content_hash.to_vec());
                keep(&mut documents.catalogs, name, &e.document, at, findings);
            }
        }
    }
    documents
}

fn keep<T: DeserializeOwned>(
    versions: &mut Versions<T>,
    name: (String, u32, Vec<u8>),
    document: &[u8],
    at: u64,
    findings: &mut Findings,
) {
    let wrong = |what: &str| format!("{} version {} at sequence {at} {what}", name.0, name.1);
    findings.when(Sha256::digest(document)[..] != name.2[..], Rule::Documents, || wrong("has another hash"));
    let before = versions.keys().filter(|other| other.0 == name.0).count();
    findings.when(usize::try_from(name.1) != Ok(before + 1), Rule::Documents, || wrong("is out of order"));
    match serde_json::from_slice(document) {
        Ok(document) => {
            versions.insert(name, document);
        }
        Err(error) => findings.add(Rule::Documents, wrong(&format!("cannot be read: {error}"))),
    }
}
