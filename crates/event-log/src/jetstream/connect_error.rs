//! Why a log cannot be used.

use async_nats::ConnectErrorKind;
use thiserror::Error;

use super::{Drift, not_made::NotMade};
use crate::Cause;

/// First server version with atomic batches.
pub(super) const OLDEST: (u64, u64) = (2, 12);

/// Why a log cannot be used.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// An option makes no sense.
    #[error("{0}")]
    Options(&'static str),
    /// No address of a server.
    #[error("nats.url: {0}")]
    Address(String),
    /// The server's monitoring does not answer as it must.
    #[error("nats.monitoring: the monitoring of the log's server gives no report")]
    Monitoring(#[source] std::io::Error),
    /// The credentials or certificates cannot be read.
    #[error("the credentials cannot be read")]
    Credentials(#[source] std::io::Error),
    /// No server answered in time.
    #[error("no event log server can be reached")]
    Unreachable(#[source] Cause),
    /// The server is older than the log needs.
    #[error("the server is version {found}; the log needs {}.{} or newer", OLDEST.0, OLDEST.1)]
    ServerTooOld {
        /// Its version.
        found: String,
    },
    /// The server confirms commits before they are on its disk.
    #[error("the server does not force every commit onto its disk; it needs sync_interval: always")]
    NotDurable,
    /// The volume may be full before the log is.
    #[error("the log's limit of {limit} bytes is more than 60 % of the {store} bytes that the server may store")]
    NoRoom {
        /// The log's limit.
        limit: u64,
        /// The server's storage limit for all streams together.
        store: u64,
    },
    /// The server answered, but not as a usable JetStream.
    #[error("JetStream is not usable")]
    Api(#[source] Cause),
    /// A stream exists with other settings.
    #[error("stream {stream} has other settings than it needs: {}", list(drifts))]
    Drifted {
        /// Its name.
        stream: String,
        /// Every setting that differs.
        drifts: Vec<Drift>,
    },
}

impl ConnectError {
    /// Whether the server has no room for a stream that is to be made.
    #[must_use]
    pub fn lacks_room(&self) -> bool {
        matches!(self, Self::Api(cause) if cause.downcast_ref::<NotMade>().is_some_and(NotMade::lacks_room))
    }

    /// Whether the server answered that it does not accept the credentials.
    pub(super) fn is_refusal(&self) -> bool {
        let Self::Api(cause) = self else { return false };
        let refusals = [ConnectErrorKind::AuthorizationViolation, ConnectErrorKind::Authentication];
        cause.downcast_ref::<async_nats::ConnectError>().is_some_and(|error| refusals.contains(&error.kind()))
    }

    pub(super) fn api(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Api(Cause::from(cause.into()))
    }
}

fn list(drifts: &[Drift]) -> String {
    drifts.iter().map(Drift::to_string).collect::<Vec<_>>().join("; ")
}
