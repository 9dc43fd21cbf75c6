//! Published documents in a service: the shipped version is published once, the service follows the active one, and
//! old versions stay readable for everything that refers to them.

mod change;
pub(crate) mod json;
mod read;
mod shape;

pub use change::DocumentChanged;
pub use read::{LARGEST, canonical, content_hash, read_document};

use std::{collections::HashMap, sync::Arc, time::Duration};

use haetae_domain::{
    causes::with_causes,
    document::{self, DocumentVersion},
    ids::{CommitId, Person},
};
use haetae_event_log::{
    AggregateKey, AppendError, EventLog, InvalidKey,
    codec::Aggregate,
    store::{Command, ExecuteError, Expected, LoadError, Room, Store},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::clock;

/// Interval at which a running service looks for a newly activated version. Results in between name the version they
/// used.
const FOLLOW: Duration = Duration::from_secs(1);

/// Time limit of publishing at start.
const PUBLISH: Duration = Duration::from_secs(20);

/// Pause before documents that could not be opened are tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Room for one document with all its versions.
const ROOM: Room = Room::mib(64);

/// Why documents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The id cannot be part of a subject.
    #[error(transparent)]
    Id(#[from] InvalidKey),
    /// The log refuses.
    #[error("cannot publish {id}")]
    Publish {
        /// Which document.
        id: String,
        /// Why.
        source: ExecuteError<std::convert::Infallible>,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A stored version is not a document of this kind.
    #[error("version {version} of {id} cannot be read")]
    Content {
        /// Which document.
        id: String,
        /// Which version.
        version: u32,
        /// Why.
        source: serde_json::Error,
    },
    /// This version does not exist.
    #[error("there is no version {version} of {id}")]
    Unknown {
        /// Which document.
        id: String,
        /// Which version.
        version: u32,
    },
}

impl DocumentError {
    /// Whether trying again later can help.
    pub const fn is_temporary(&self) -> bool {
        match self {
            Self::Load(LoadError::Read(_)) => true,
            Self::Publish { source, .. } => match source {
                ExecuteError::Append(error) => !matches!(error, AppendError::TooLarge { .. }),
                ExecuteError::Load(error) => matches!(error, LoadError::Read(_)),
                ExecuteError::Contended | ExecuteError::ChangedMeanwhile { .. } => true,
                ExecuteError::Rejected(_) | ExecuteError::UnknownEtag | ExecuteError::RequestIdReused => false,
            },
            Self::Id(_) | Self::Load(LoadError::Codec { .. }) | Self::Content { .. } | Self::Unknown { .. } => false,
        }
    }
}

/// Opens documents; retries while the log accepts no commit or cannot be read, because services start in any order.
///
/// # Errors
/// Errors that a retry does not resolve.
pub async fn patiently<T>(open: impl AsyncFn() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
    loop {
        match open().await {
            Err(error) if error.is_temporary() => {
                let reason = with_causes(&error);
                tracing::warn!(reason, "the service's documents cannot be opened yet; it is not ready");
                sleep(AGAIN).await;
            }
            end => return end,
        }
    }
}

/// One version, read and named.
#[derive(Debug)]
pub struct Version<T> {
    /// Its id, version and hash, as events name it.
    pub name: DocumentVersion,
    /// The document.
    pub document: T,
}

/// All versions of one document. A document that was published and never activated has no active version.
pub struct Documents<A: Aggregate, T> {
    key: AggregateKey,
    store: Store<A>,
    known: watch::Sender<Versions<T>>,
}

struct Versions<T> {
    /// Last commit of the document that `active` is taken from.
    sequence: u64,
    active: Option<Arc<Version<T>>>,
    versions: HashMap<u32, Arc<Version<T>>>,
}

impl<A, T> Documents<A, T>
where
    A: Aggregate<Event = document::Event, State = document::State>,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Publishes the shipped document unless it was published before, and reads the active version.
    ///
    /// # Errors
    /// [`DocumentError`]; the service cannot start without its documents.
    pub async fn open(log: Arc<dyn EventLog>, service: &str, id: &str, shipped: &T) -> Result<Self, DocumentError> {
        let key = AggregateKey::new(A::CATEGORY, id)?;
        let store = Store::<A>::new(log, ROOM);
        let bytes =
            canonical(shipped).map_err(|source| DocumentError::Content { id: id.to_owned(), version: 0, source })?;
        publish(&store, &key, service, bytes).await?;
        Self::with(key, store).await
    }

    /// A document as stored in the log, possibly without any version.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub async fn found(log: Arc<dyn EventLog>, key: AggregateKey) -> Result<Self, DocumentError> {
        Self::with(key, Store::<A>::new(log, ROOM)).await
    }

    async fn with(key: AggregateKey, store: Store<A>) -> Result<Self, DocumentError> {
        let known = watch::Sender::new(Versions { sequence: 0, active: None, versions: HashMap::new() });
        let documents = Self { key, store, known };
        documents.look().await?;
        Ok(documents)
    }

    /// Which document.
    pub fn id(&self) -> &str {
        self.key.id()
    }

    /// The active version as last noticed; an activation by another process takes about a second to be noticed.
    pub fn active(&self) -> Option<Arc<Version<T>>> {
        self.known.borrow().active.clone()
    }

    /// A version by number.
    ///
    /// # Errors
    /// When the log does not have it or cannot be read.
    pub async fn version(&self, version: u32) -> Result<Arc<Version<T>>, DocumentError> {
        if let Some(known) = self.known.borrow().versions.get(&version) {
            return Ok(Arc::clone(known));
        }
        let state = self.store.get(&self.key).await?;
        let read = Arc::new(read(&self.key, &state.state, version)?);
        self.known.send_modify(|known| {
            known.versions.insert(version, Arc::clone(&read));
        });
        Ok(read)
    }

    /// Follows activations until `shutdown`.
    pub async fn follow(&self, shutdown: CancellationToken) {
        while shutdown.run_until_cancelled(tokio::time::sleep(FOLLOW)).await.is_some() {
            if let Err(error) = self.look().await {
                tracing::warn!(
                    id = self.key.id(),
                    error = with_causes(&error),
                    "the active version cannot be looked up"
                );
            }
        }
    }

    /// The active version, read from the log.
    ///
    /// # Errors
    /// When the log cannot be read, or no version is active.
    pub async fn current(&self) -> Result<Arc<Version<T>>, DocumentError> {
        let none = || DocumentError::Unknown { id: self.key.id().to_owned(), version: 0 };
        self.look().await?.ok_or_else(none)
    }

    /// [`Documents::current`], if any is in use.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn look(&self) -> Result<Option<Arc<Version<T>>>, DocumentError> {
        let folded = self.store.get(&self.key).await?;
        let version = match folded.state.active {
            0 => None,
            active => Some(self.version(active).await?),
        };
        let active = folded.state.active;
        self.known.send_if_modified(|known| {
            let newer = folded.sequence > known.sequence; // lookups may overtake one another
            if newer {
                known.sequence = folded.sequence;
                if known.active.as_ref().is_some_and(|known| known.name.version != active) {
                    tracing::info!(id = self.key.id(), active, "another version is active now");
                }
                known.active.clone_from(&version);
            }
            newer
        });
        Ok(version)
    }
}

async fn publish<A>(store: &Store<A>, key: &AggregateKey, service: &str, bytes: Vec<u8>) -> Result<(), DocumentError>
where
    A: Aggregate<Event = document::Event, State = document::State>,
{
    let content_hash = content_hash(&bytes);
    let by = Person { subject: format!("service:{service}"), name: service.to_owned() };
    let versions = store.get(key).await?.state.versions.len();
    let next = u32::try_from(versions).unwrap_or(u32::MAX).saturating_add(1);
    let command = Command {
        key,
        id: CommitId::of_publication(&key.subject(), next, &content_hash),
        by: &by,
        at: clock::now(),
        request: None,
        cause: None,
        expected: Expected::Any,
        deadline: Instant::now() + PUBLISH,
    };
    let decide = |state: &document::State| Ok(document::publish_shipped(state, content_hash, bytes.clone()));
    store
        .execute(&command, decide)
        .await
        .map_err(|source| DocumentError::Publish { id: key.id().to_owned(), source })?;
    Ok(())
}

fn read<T: DeserializeOwned>(
    key: &AggregateKey,
    state: &document::State,
    version: u32,
) -> Result<Version<T>, DocumentError> {
    let id = || key.id().to_owned();
    let published = state.get(version).ok_or_else(|| DocumentError::Unknown { id: id(), version })?;
    let document = serde_json::from_slice(&published.document).map_err(|source| DocumentError::Content {
        id: id(),
        version,
        source,
    })?;
    let name = DocumentVersion { id: id(), version, content_hash: published.content_hash };
    Ok(Version { name, document })
}
