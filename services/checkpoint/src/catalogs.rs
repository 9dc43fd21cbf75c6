//! The catalogues in use, and their older versions.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::join_all;
use haetae_domain::{
    catalog::Catalog,
    document::{DocumentVersion, State},
    profile::Profile,
    selection::{self, Selected},
    vocabulary::Level,
};
use haetae_event_log::{
    AggregateKey, Category, EventLog,
    codec::Catalogs,
    store::{Folded, Store},
};
use haetae_service_kit::{
    commands::load_failure,
    documents::{DocumentError, Documents, Version},
    error::ApiError,
};
use tokio_util::sync::CancellationToken;

/// Catalogues whose history is remembered; each is some hundred kilobytes a version.
const REMEMBERED: u64 = 16;

/// Every catalogue with its versions, by id.
pub(crate) struct Shelf {
    documents: BTreeMap<String, Documents<Catalogs, Catalog>>,
    store: Store<Catalogs>,
}

impl Shelf {
    /// Publishes what is shipped and reads what is active.
    pub(crate) async fn open(log: &Arc<dyn EventLog>, shipped: Vec<Catalog>) -> Result<Self, DocumentError> {
        let mut documents = BTreeMap::new();
        for catalog in shipped {
            let document = Documents::open(Arc::clone(log), "checkpoint", &catalog.id, &catalog).await?;
            documents.insert(catalog.id, document);
        }
        Ok(Self { documents, store: Store::new(Arc::clone(log), REMEMBERED) })
    }

    /// Ids of the catalogues, in order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.documents.keys().map(String::as_str)
    }

    /// The version of each that new checklists use.
    pub(crate) fn active(&self) -> Vec<Arc<Version<Catalog>>> {
        self.documents.values().map(Documents::active).collect()
    }

    /// The versions a checklist was made from.
    pub(crate) async fn versions(
        &self,
        names: &[DocumentVersion],
    ) -> Result<Vec<Arc<Version<Catalog>>>, DocumentError> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let unknown = || DocumentError::Unknown { id: name.id.clone(), version: name.version };
            found.push(self.documents.get(&name.id).ok_or_else(unknown)?.version(name.version).await?);
        }
        Ok(found)
    }

    /// One version of a catalogue for a caller; 0 for the one in use, as the log has it now.
    pub(crate) async fn version(&self, id: &str, version: u32) -> Result<Arc<Version<Catalog>>, ApiError> {
        let documents = self.documents.get(id).ok_or_else(|| ApiError::catalog_not_found(id, version))?;
        let version = if version == 0 { self.folded(id).await?.state.active } else { version };
        documents.version(version).await.map_err(|error| match error {
            DocumentError::Unknown { id, version } => ApiError::catalog_not_found(id, version),
            DocumentError::Load(error) => load_failure(error),
            error @ (DocumentError::Id(_) | DocumentError::Publish { .. } | DocumentError::Content { .. }) => {
                ApiError::internal(error)
            }
        })
    }

    /// Every version of a catalogue, as the log has them now.
    pub(crate) async fn folded(&self, id: &str) -> Result<Arc<Folded<State>>, ApiError> {
        if !self.documents.contains_key(id) {
            return Err(ApiError::catalog_not_found(id, 0));
        }
        let key = AggregateKey::new(Category::Catalog, id).map_err(ApiError::internal)?;
        self.store.get(&key).await.map_err(load_failure)
    }

    /// Follows activations until `shutdown`.
    pub(crate) async fn follow(&self, shutdown: CancellationToken) {
        join_all(self.documents.values().map(|documents| documents.follow(shutdown.clone()))).await;
    }
}

/// The checklist these versions give, and those of them that it uses.
pub(crate) fn select(
    catalogs: &[Arc<Version<Catalog>>],
    profile: &Profile,
    level: Level,
) -> (Vec<DocumentVersion>, Vec<Selected>) {
    let mut checkpoints = selection::select(catalogs.iter().map(|c| &c.document), profile, level);
    checkpoints.shrink_to_fit();
    let used = |id: &str| checkpoints.iter().any(|c| c.key.catalog == id);
    let names = catalogs.iter().map(|c| c.name.clone()).filter(|name| used(&name.id)).collect();
    (names, checkpoints)
}
