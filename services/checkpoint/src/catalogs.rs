//! The catalogues in use, and their older versions.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::join_all;
use haetae_domain::{
    catalog::Catalog,
    document::DocumentVersion,
    profile::Profile,
    selection::{self, Selected},
    vocabulary::Level,
};
use haetae_event_log::{EventLog, codec::Catalogs};
use haetae_service_kit::{
    commands::load_failure,
    documents::{DocumentError, Documents, Version},
    error::ApiError,
};
use tokio_util::sync::CancellationToken;

/// One catalogue with its versions.
pub(crate) type Book = Documents<Catalogs, Catalog>;

/// Every catalogue, by id.
pub(crate) struct Shelf(BTreeMap<String, Book>);

impl Shelf {
    /// Publishes what is shipped and reads what is active.
    pub(crate) async fn open(log: &Arc<dyn EventLog>, shipped: Vec<Catalog>) -> Result<Self, DocumentError> {
        let mut books = BTreeMap::new();
        for catalog in shipped {
            let book = Book::open(Arc::clone(log), "checkpoint", &catalog.id, &catalog).await?;
            books.insert(catalog.id, book);
        }
        Ok(Self(books))
    }

    /// Every catalogue, by id.
    pub(crate) fn books(&self) -> impl Iterator<Item = &Book> {
        self.0.values()
    }

    /// The catalogue a caller names.
    pub(crate) fn book(&self, id: &str) -> Result<&Book, ApiError> {
        self.0.get(id).ok_or_else(|| ApiError::catalog_not_found(id))
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

/// One version of a catalogue for a caller; 0 for the one in use, as the log has it now.
pub(crate) async fn version(book: &Book, version: u32) -> Result<Arc<Version<Catalog>>, ApiError> {
    let found = if version == 0 { book.current().await } else { book.version(version).await };
    found.map_err(|error| match error {
        DocumentError::Unknown { id, version } => ApiError::version_not_found(&id, version),
        DocumentError::Load(error) => load_failure(error),
        error @ (DocumentError::Id(_) | DocumentError::Publish { .. } | DocumentError::Content { .. }) => {
            ApiError::internal(error)
        }
    })
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
