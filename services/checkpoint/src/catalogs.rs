//! The catalogues in use.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::join_all;
use haetae_domain::{catalog::Catalog, document::DocumentVersion};
use haetae_event_log::{EventLog, codec::Catalogs};
use haetae_service_kit::documents::{DocumentError, Documents, Version};
use tokio_util::sync::CancellationToken;

/// Every catalogue with its versions, by id.
pub(crate) struct Shelf(BTreeMap<String, Documents<Catalogs, Catalog>>);

impl Shelf {
    /// Publishes what is shipped and reads what is active.
    pub(crate) async fn open(log: &Arc<dyn EventLog>, shipped: Vec<Catalog>) -> Result<Self, DocumentError> {
        let mut shelf = BTreeMap::new();
        for catalog in shipped {
            let documents = Documents::open(Arc::clone(log), "checkpoint", &catalog.id, &catalog).await?;
            shelf.insert(catalog.id, documents);
        }
        Ok(Self(shelf))
    }

    /// The version of each that new checklists use.
    pub(crate) fn active(&self) -> Vec<Arc<Version<Catalog>>> {
        self.0.values().map(Documents::active).collect()
    }

    /// The versions a checklist was made from.
    pub(crate) async fn versions(
        &self,
        names: &[DocumentVersion],
    ) -> Result<Vec<Arc<Version<Catalog>>>, DocumentError> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let unknown = || DocumentError::Unknown { id: name.id.clone(), version: name.version };
            found.push(self.0.get(&name.id).ok_or_else(unknown)?.version(name.version).await?);
        }
        Ok(found)
    }

    /// Follows activations until `shutdown`.
    pub(crate) async fn follow(&self, shutdown: CancellationToken) {
        join_all(self.0.values().map(|documents| documents.follow(shutdown.clone()))).await;
    }
}
