//! Published policies and catalogues, which assessments and checklists refer to.

use std::collections::HashMap;

use haetae_domain::{
    catalog::Catalog,
    document::{DocumentVersion, Event},
    policy::Policy,
};
use serde_json::from_slice;

/// Every version that could be read.
#[derive(Default)]
pub(super) struct Documents {
    policies: HashMap<(String, u32, [u8; 32]), Policy>,
    catalogs: HashMap<(String, u32, [u8; 32]), Catalog>,
}

impl Documents {
    pub(super) fn policy(&mut self, id: &str, event: &Event) {
        if let Some((version, content_hash, document)) = event.published()
            && let Ok(policy) = from_slice(document)
        {
            self.policies.insert((id.to_owned(), version, content_hash), policy);
        }
    }

    pub(super) fn catalog(&mut self, id: &str, event: &Event) {
        if let Some((version, content_hash, document)) = event.published()
            && let Ok(catalog) = from_slice(document)
        {
            self.catalogs.insert((id.to_owned(), version, content_hash), catalog);
        }
    }

    pub(super) fn named_policy(&self, name: &DocumentVersion) -> Option<&Policy> {
        self.policies.get(&(name.id.clone(), name.version, name.content_hash))
    }

    pub(super) fn named_catalogs(&self, names: &[DocumentVersion]) -> Option<Vec<&Catalog>> {
        names.iter().map(|name| self.catalogs.get(&(name.id.clone(), name.version, name.content_hash))).collect()
    }
}
