//! The bucket: made with every setting fixed, or compared with every one of them.

use std::time::Duration;

use async_nats::{
    Client, HeaderMap, Request, RequestErrorKind,
    jetstream::{
        publish::PublishAck,
        response::Response,
        stream::{Config, LastRawMessageErrorKind, Stream},
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use bytes::Bytes;

use crate::{
    Cause, ConnectError, JetStreamLog,
    jetstream::{Refused, ensure_stream, refused, settings},
    objects::{ObjectError, ObjectName},
};

/// Name of the bucket.
pub const BUCKET: &str = "EVIDENCE";

/// The bucket on the servers of the log. Cloning gives another handle to it.
#[derive(Clone)]
pub struct JetStreamObjects {
    pub(super) client: Client,
    pub(super) stream: Stream<()>,
    patience: Duration,
}

impl JetStreamObjects {
    /// Makes the bucket, with room for so many bytes, or verifies every setting of it.
    ///
    /// # Errors
    /// [`ConnectError`]: a server that does not serve, or a bucket that is not as it has to be.
    pub async fn open(log: &JetStreamLog, max_bytes: u64) -> Result<Self, ConnectError> {
        let room = i64::try_from(max_bytes).ok().filter(|bytes| *bytes > 0);
        let room = room.ok_or(ConnectError::Options("the room for evidence has to be 1 byte or more"))?;
        let wanted = Config {
            name: format!("OBJ_{BUCKET}"),
            subjects: vec![format!("$O.{BUCKET}.C.>"), format!("$O.{BUCKET}.M.>")],
            deny_delete: true,
            deny_purge: true,
            duplicate_window: Duration::from_secs(120),
            ..settings(room, log.replicas())
        };
        ensure_stream(log, &wanted, false).await?;
        let stream = log.context().get_stream_no_info(&wanted.name).await;
        let stream = stream.map_err(|error| ConnectError::Api(Cause::from(Box::from(error))))?;
        Ok(Self { client: log.client(), stream, patience: log.request_timeout() })
    }

    /// The newest description of an object with its sequence; from the leader, who knows.
    pub(super) async fn described(&self, name: &ObjectName) -> Result<Option<(u64, Bytes)>, ObjectError> {
        match self.stream.get_last_raw_message_by_subject(&description(name)).await {
            Ok(message) => Ok(Some((message.sequence, message.payload))),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(gone(error)),
        }
    }

    /// Publishes and waits until it is stored; gives whether it was: not, when somebody else was faster.
    pub(super) async fn publish(&self, subject: &str, headers: HeaderMap, bytes: Bytes) -> Result<bool, ObjectError> {
        let request = Request::new().headers(headers).payload(bytes).timeout(Some(self.patience));
        let answer = self.client.send_request(subject.to_owned(), request).await;
        let answer = answer.map_err(|error| match error.kind() {
            RequestErrorKind::NoResponders
            | RequestErrorKind::TimedOut
            | RequestErrorKind::InvalidSubject
            | RequestErrorKind::MaxPayloadExceeded
            | RequestErrorKind::Other => gone(error),
        })?;
        match serde_json::from_slice(&answer.payload).map_err(gone)? {
            Response::<PublishAck>::Ok(_) => Ok(true),
            Response::Err { error } => match refused(error.error_code()) {
                Refused::Conflict => Ok(false),
                Refused::Full => Err(ObjectError::Full(Cause::from(Box::from(error)))),
                Refused::Otherwise => Err(gone(error)),
            },
        }
    }
}

/// Where what describes an object is published.
pub(super) fn description(name: &ObjectName) -> String {
    format!("$O.{BUCKET}.M.{}", URL_SAFE.encode(name.to_string()))
}

/// Where the blocks of one upload are published.
pub(super) fn blocks(nuid: &str) -> String {
    format!("$O.{BUCKET}.C.{nuid}")
}

/// The hash as object stores write it.
pub(super) fn digest(name: &ObjectName) -> String {
    format!("SHA-256={}", URL_SAFE.encode(name.sha256()))
}

pub(super) fn gone(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ObjectError {
    ObjectError::Unavailable(Cause::from(cause.into()))
}
