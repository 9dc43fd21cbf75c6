//! The bucket: created with all settings fixed, or verified against all of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

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
    objects::{BUCKET, ObjectError, ObjectName},
};

/// Bytes of a bucket that is made without saying how many: 8 GiB.
pub const ROOM: u64 = 8 << 30;

/// The bucket on the servers of the log. A clone is another handle to it.
#[derive(Clone)]
pub struct JetStreamObjects {
    pub(super) client: Client,
    pub(super) stream: Stream<()>,
    patience: Duration,
    bucket: Arc<Bucket>,
}

/// The stream behind it.
struct Bucket {
    log: JetStreamLog,
    wanted: Config,
    /// Whether one with another limit of bytes will do.
    any_room: bool,
    made: AtomicBool,
}

impl JetStreamObjects {
    /// A handle to the bucket, and creates or verifies the bucket: see [`Self::new`] and [`Self::ensure`].
    ///
    /// # Errors
    /// Those of both.
    pub async fn open(log: &JetStreamLog, max_bytes: impl Into<Option<u64>>) -> Result<Self, ConnectError> {
        let objects = Self::new(log, max_bytes.into()).await?;
        objects.ensure().await?;
        Ok(objects)
    }

    /// A handle to the bucket, which need not exist yet. Without `max_bytes`, an existing bucket keeps its limit and
    /// a new one gets [`ROOM`].
    ///
    /// # Errors
    /// [`ConnectError::Options`] for a limit of zero bytes.
    pub async fn new(log: &JetStreamLog, max_bytes: Option<u64>) -> Result<Self, ConnectError> {
        let room = i64::try_from(max_bytes.unwrap_or(ROOM)).ok().filter(|bytes| *bytes > 0);
        let room = room.ok_or(ConnectError::Options("the room for evidence has to be 1 byte or more"))?;
        let wanted = Config {
            name: format!("OBJ_{BUCKET}"),
            subjects: vec![format!("$O.{BUCKET}.C.>"), format!("$O.{BUCKET}.M.>")],
            deny_delete: true,
            deny_purge: true,
            duplicate_window: Duration::from_secs(120),
            ..settings(room, log.replicas())
        };
        let stream = log.context().get_stream_no_info(&wanted.name).await;
        let stream = stream.map_err(|error| ConnectError::Api(Cause::from(Box::from(error))))?;
        let (any_room, made) = (max_bytes.is_none(), AtomicBool::new(false));
        let bucket = Arc::new(Bucket { log: log.clone(), wanted, any_room, made });
        Ok(Self { client: log.client(), stream, patience: log.request_timeout(), bucket })
    }

    /// Creates the bucket, or verifies all its settings, unless that has been done.
    ///
    /// # Errors
    /// [`ConnectError`]: the server is unavailable or has no room for it, or the bucket has other settings than
    /// required.
    pub async fn ensure(&self) -> Result<(), ConnectError> {
        let Bucket { log, wanted, any_room, made } = &*self.bucket;
        if !made.load(Ordering::Relaxed) {
            ensure_stream(log, wanted, *any_room).await?;
            made.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Makes sure that the bucket is there before it is used.
    pub(super) async fn there(&self) -> Result<(), ObjectError> {
        let why = |error: ConnectError| {
            let full = error.lacks_room();
            let cause = Cause::from(Box::from(error));
            if full { ObjectError::Full(cause) } else { ObjectError::Unavailable(cause) }
        };
        self.ensure().await.map_err(why)
    }

    /// The newest description of an object with its sequence, from the leader, which is up to date.
    pub(super) async fn described(&self, name: &ObjectName) -> Result<Option<(u64, Bytes)>, ObjectError> {
        match self.stream.get_last_raw_message_by_subject(&description(name)).await {
            Ok(message) => Ok(Some((message.sequence, message.payload))),
            Err(error) if matches!(error.kind(), LastRawMessageErrorKind::NoMessageFound) => Ok(None),
            Err(error) => Err(gone(error)),
        }
    }

    /// Publishes and waits for the acknowledgement; returns whether the message was stored. It is not stored when
    /// another upload was faster.
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

/// The subject of an object's description.
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
