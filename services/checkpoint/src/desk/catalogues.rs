//! The active catalogues, and their older versions.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::Duration,
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use haetae_domain::{
    catalog::Catalog,
    causes::with_causes,
    document::DocumentVersion,
    profile::Profile,
    selection::{self, Selected},
    vocabulary::Level,
};
use haetae_event_log::{AggregateKey, Category, EventLog, codec::Catalogs, store::LoadError};
use haetae_service_kit::{
    commands::{key, load_failure},
    documents::{DocumentError, Documents, Version},
    error::ApiError,
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// One catalogue with its versions.
pub(crate) type Book = Documents<Catalogs, Catalog>;

/// The pause between looks for versions that another replica published or activated.
const FOLLOW: Duration = Duration::from_secs(1);

/// Aggregates that are read at the same time.
const AT_ONCE: usize = 16;

/// Every catalogue, by id: shipped and published ones. An aggregate without a published version is not a catalogue;
/// it contains only foreign messages.
pub(crate) struct Catalogues {
    log: Arc<dyn EventLog>,
    books: RwLock<BTreeMap<String, Arc<Book>>>,
}

impl Catalogues {
    /// Publishes the shipped catalogues and reads those of the log.
    pub(crate) async fn open(log: &Arc<dyn EventLog>, shipped: &[Catalog]) -> Result<Self, DocumentError> {
        let catalogues = Self { log: Arc::clone(log), books: RwLock::default() };
        for catalog in shipped {
            catalogues.put(Book::open(Arc::clone(log), "checkpoint", &catalog.id, catalog).await?);
        }
        catalogues.discover().await?;
        Ok(catalogues)
    }

    /// Every catalogue, by id.
    pub(crate) fn books(&self) -> Vec<Arc<Book>> {
        self.read().values().cloned().collect()
    }

    /// The catalogue a caller names.
    pub(crate) async fn book(&self, id: &str) -> Result<Arc<Book>, ApiError> {
        if let Some(known) = self.read().get(id) {
            return Ok(Arc::clone(known));
        }
        let book = self.blank(id).await?;
        match is_published(&book).await.map_err(load_failure)? {
            true => Ok(self.put(book)),
            false => Err(ApiError::catalog_not_found(id)),
        }
    }

    /// The catalogue for which a caller publishes a version. Once a new catalogue has a version, the function's
    /// caller adds it with [`Catalogues::put`].
    pub(crate) async fn book_or_blank(&self, id: &str) -> Result<Arc<Book>, ApiError> {
        let known = self.read().get(id).cloned();
        match known {
            Some(known) => Ok(known),
            None => Ok(Arc::new(self.blank(id).await?)),
        }
    }

    /// Adds a catalogue, unless it was added in the meantime; returns the known one.
    pub(crate) fn put(&self, book: impl Into<Arc<Book>>) -> Arc<Book> {
        let book = book.into();
        let mut books = self.books.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(books.entry(book.id().to_owned()).or_insert(book))
    }

    /// The version of each that new checklists use.
    pub(crate) fn active(&self) -> Vec<Arc<Version<Catalog>>> {
        self.read().values().filter_map(|book| book.active()).collect()
    }

    /// [`Catalogues::active`], as the log has it now.
    pub(crate) async fn current(&self) -> Result<Vec<Arc<Version<Catalog>>>, DocumentError> {
        self.discover().await?;
        let mut current = vec![];
        for book in self.books() {
            current.extend(book.look().await?);
        }
        Ok(current)
    }

    /// The versions a checklist was made from.
    pub(crate) async fn versions(
        &self,
        names: &[DocumentVersion],
    ) -> Result<Vec<Arc<Version<Catalog>>>, DocumentError> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let known = self.read().get(&name.id).cloned();
            let book = match known {
                Some(known) => known,
                None => Arc::new(self.found(AggregateKey::new(Category::Catalog, &name.id)?).await?),
            };
            found.push(book.version(name.version).await?);
            self.put(book);
        }
        Ok(found)
    }

    /// Follows publications and activations until `shutdown`.
    pub(crate) async fn follow(&self, shutdown: CancellationToken) {
        while shutdown.run_until_cancelled(sleep(FOLLOW)).await.is_some() {
            if let Err(error) = self.current().await {
                tracing::warn!(error = with_causes(&error), "cannot look up the active catalogues");
            }
        }
    }

    /// Adds catalogues that another replica published. Ids without a published version are read each time, because a
    /// version may be published under an id that a foreign client used before.
    async fn discover(&self) -> Result<(), DocumentError> {
        let mut keys = self.log.list(Category::Catalog).await.map_err(LoadError::Read)?;
        keys.retain(|key| !self.read().contains_key(key.id()));
        let mut found = stream::iter(keys).map(|key| self.found(key)).buffer_unordered(AT_ONCE);
        while let Some(book) = found.try_next().await? {
            if is_published(&book).await? {
                self.put(book);
            }
        }
        Ok(())
    }

    async fn blank(&self, id: &str) -> Result<Book, ApiError> {
        self.found(key(Category::Catalog, id)?).await.map_err(refused)
    }

    async fn found(&self, key: AggregateKey) -> Result<Book, DocumentError> {
        Book::found(Arc::clone(&self.log), key).await
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Book>>> {
        self.books.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a version of the catalogue was ever published.
async fn is_published(book: &Book) -> Result<bool, LoadError> {
    Ok(!book.folded().await?.state.versions.is_empty())
}

/// One version of a catalogue for a caller; 0 for the one in use, as the log has it now.
pub(crate) async fn version(book: &Book, version: u32) -> Result<Arc<Version<Catalog>>, ApiError> {
    let found = if version == 0 { book.current().await } else { book.version(version).await };
    found.map_err(refused)
}

/// The refusal when a catalogue or a version cannot be read.
pub(crate) fn refused(error: DocumentError) -> ApiError {
    match error {
        DocumentError::Unknown { id, version } => ApiError::version_not_found(&id, version),
        DocumentError::Load(error) => load_failure(error),
        error @ (DocumentError::Id(_) | DocumentError::Publish { .. } | DocumentError::Content { .. }) => {
            ApiError::internal(error)
        }
    }
}

/// The versions that a checklist uses, and the checklist made from them.
pub(crate) fn select(
    catalogs: &[Arc<Version<Catalog>>],
    profile: &Profile,
    level: Level,
) -> (Vec<DocumentVersion>, Vec<Selected>) {
    let mut checkpoints = selection::select(catalogs.iter().map(|c| &c.document), profile, level);
    checkpoints.shrink_to_fit();
    (used(catalogs, &checkpoints), checkpoints)
}

/// The versions that a checklist uses.
pub(crate) fn used(catalogs: &[Arc<Version<Catalog>>], checkpoints: &[Selected]) -> Vec<DocumentVersion> {
    let used = |id: &str| checkpoints.iter().any(|c| c.key.catalog == id);
    catalogs.iter().map(|c| c.name.clone()).filter(|name| used(&name.id)).collect()
}
