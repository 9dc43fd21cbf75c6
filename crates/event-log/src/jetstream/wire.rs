//! Conversion between commits and messages.

use std::{str::FromStr as _, sync::Arc};

use async_nats::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

use crate::{AggregateKey, NewCommit, ReadError, Recorded};

const CONTENT_TYPE: &str = "Content-Type";
const PROTOBUF: &str = "application/protobuf";

/// Name of the header that carries the trace.
const TRACEPARENT: &str = "traceparent";

/// The headers of a commit: its id, its expected position, its trace. ASCII only, no personal data.
pub(super) fn headers(expected: u64, commit: &NewCommit) -> HeaderMap {
    let mut headers = content();
    headers.insert(header::NATS_MESSAGE_ID, commit.id.to_string());
    headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(expected));
    let trace = commit.traceparent.as_deref().filter(|trace| trace.bytes().all(|byte| byte.is_ascii_graphic()));
    if let Some(trace) = trace.and_then(|trace| HeaderValue::from_str(trace).ok()) {
        headers.insert(TRACEPARENT, trace);
    }
    headers
}

/// Name of the header with the time at which the log first stored a restored commit. The server assigns new times to
/// messages that are published again.
const STORED_AT: &str = "Haetae-Stored-At";

/// The headers of a restored commit, with the time at which it was first stored; the publisher determines its
/// position.
pub(super) fn restored(stored_at: Option<Timestamp>) -> HeaderMap {
    let mut headers = content();
    if let Some(stored_at) = stored_at {
        headers.insert(STORED_AT, stored_at.to_string());
    }
    headers
}

/// Headers that describe the content of every commit.
fn content() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, PROTOBUF);
    headers
}

/// A message of the stream as the commit it is, or as one of [`crate::Category::Foreign`]; `stored_at` is the message's time.
pub(crate) fn recorded(
    sequence: u64,
    subject: &str,
    headers: Option<&HeaderMap>,
    payload: bytes::Bytes,
    stored_at: Option<Timestamp>,
) -> Recorded {
    let traceparent = headers.and_then(|headers| headers.get(TRACEPARENT)).map(ToString::to_string);
    let first = headers.and_then(|headers| headers.get(STORED_AT)).and_then(|time| time.as_str().parse().ok());
    Recorded { sequence, key: AggregateKey::found(subject), payload, traceparent, stored_at: first.or(stored_at) }
}

/// A time of the server, in nanoseconds since 1970.
pub(crate) fn time(nanoseconds: i128) -> Option<Timestamp> {
    Timestamp::from_nanosecond(nanoseconds).ok()
}

/// Wraps the cause of a read that cannot succeed now.
pub(crate) fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ReadError {
    ReadError::Unavailable(Arc::from(cause.into()))
}
