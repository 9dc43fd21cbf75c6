//! The answer of a starting service to calls.

use std::fmt;

use haetae_event_log::JetStreamLog;

use crate::error::ApiError;

/// Why a service that starts takes no calls yet.
pub(super) struct Refusing(JetStreamLog);

impl Refusing {
    /// Refuses until this log can be written.
    pub(super) fn until(log: JetStreamLog) -> Self {
        Self(log)
    }

    /// The error returned for a call.
    pub(super) fn error(&self) -> ApiError {
        if self.0.waits_for_archive() { ApiError::archive_silent() } else { ApiError::store_unavailable() }
    }
}

impl fmt::Debug for Refusing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusing").finish_non_exhaustive()
    }
}
