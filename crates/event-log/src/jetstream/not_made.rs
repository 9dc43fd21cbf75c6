//! A stream that the server does not make.

use async_nats::jetstream::{
    ErrorCode,
    context::{CreateStreamError, CreateStreamErrorKind},
    stream::Config,
};
use thiserror::Error;

use super::refused::{Refused, refused};

/// A stream that the server does not make.
#[derive(Debug, Error)]
#[error("stream {stream} of {bytes} bytes cannot be created{}", refused.as_ref().map_or_else(String::new, |error| format!(": {error}")))]
pub(super) struct NotMade {
    stream: String,
    bytes: i64,
    refused: Option<CreateStreamError>,
}

impl NotMade {
    pub(super) fn new(wanted: &Config, refused: Option<CreateStreamError>) -> Self {
        Self { stream: wanted.name.clone(), bytes: wanted.max_bytes, refused }
    }

    /// Whether the server has no room for it.
    pub(super) fn lacks_room(&self) -> bool {
        let Some(CreateStreamErrorKind::JetStream(error)) = self.refused.as_ref().map(CreateStreamError::kind) else {
            return false;
        };
        let code = error.error_code();
        code == ErrorCode::STORAGE_RESOURCES_EXCEEDED || matches!(refused(code), Refused::Full)
    }
}
