//! Reads messages through the server's JSON interface, including those that the client cannot read.
//!
//! Any client with permission for a subject can publish a message that makes the Rust client close its connection: a
//! subject that is not UTF-8 or contains white space that the server does not treat as a space, or headers that
//! cannot be parsed. Servers before 2.15 also store headers such as `NATS/1.0 409`, which the client interprets as a
//! status of the server. The JSON interface returns subjects as text and headers as base64. A byte of a subject that
//! is not UTF-8 is U+FFFD there, for every reader of the log: no reader uses another way for such a message.

use std::{str::FromStr as _, time::Duration};

use async_nats::{
    Client, HeaderMap, HeaderName, HeaderValue, Request,
    jetstream::{ErrorCode, response::Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::wire;
use crate::{ReadError, Recorded};

/// Selects a message of a stream.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub(crate) enum Which<'a> {
    /// The one at this sequence.
    At { seq: u64 },
    /// The first from this sequence on whose subject matches.
    Next { seq: u64, next_by_subj: &'a str },
    /// The last whose subject matches.
    Last { last_by_subj: &'a str },
}

/// A message of a stream.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) sequence: u64,
    pub(crate) subject: String,
    pub(crate) payload: Bytes,
    /// When the server stored it.
    pub(crate) time: Timestamp,
    /// The readable ones.
    pub(crate) headers: HeaderMap,
    /// Whether the client can also read it in every other way.
    pub(crate) plain: bool,
}

impl Stored {
    /// As the commit it is, or as one of [`crate::Category::Foreign`].
    pub(super) fn recorded(&self) -> Recorded {
        wire::recorded(self.sequence, &self.subject, Some(&self.headers), self.payload.clone(), Some(self.time))
    }
}

#[derive(Deserialize)]
struct Answer {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    subject: String,
    seq: u64,
    #[serde(default)]
    hdrs: String,
    #[serde(default)]
    data: String,
    time: Timestamp,
}

/// One message from the stream's leader; none if it does not exist.
pub(crate) async fn message(
    client: &Client,
    stream: &str,
    which: Which<'_>,
    patience: Duration,
) -> Result<Option<Stored>, ReadError> {
    find(client, stream, which, patience).await?.map_err(wire::unavailable)
}

/// [`message`] for callers that distinguish why the server returns none.
pub(super) async fn find(
    client: &Client,
    stream: &str,
    which: Which<'_>,
    patience: Duration,
) -> Result<Result<Option<Stored>, async_nats::jetstream::Error>, ReadError> {
    let question = serde_json::to_vec(&which).map_err(wire::unavailable)?;
    let request = Request::new().payload(question.into()).timeout(Some(patience));
    let answer = client.send_request(format!("$JS.API.STREAM.MSG.GET.{stream}"), request);
    let answer = answer.await.map_err(wire::unavailable)?;
    match serde_json::from_slice(&answer.payload).map_err(wire::unavailable)? {
        Response::Ok(Answer { message }) => Ok(Ok(Some(stored(message)?))),
        Response::Err { error } if error.error_code() == ErrorCode::NO_MESSAGE_FOUND => Ok(Ok(None)),
        Response::Err { error } => Ok(Err(error)),
    }
}

fn stored(Message { subject, seq: sequence, hdrs, data, time }: Message) -> Result<Stored, ReadError> {
    let payload = STANDARD.decode(data).map_err(wire::unavailable)?.into();
    let (headers, parsed) = parse(&STANDARD.decode(hdrs).map_err(wire::unavailable)?);
    let plain = parsed && !subject.contains(|c: char| c == '\u{FFFD}' || c.is_whitespace());
    Ok(Stored { sequence, subject, payload, time, headers, plain })
}

/// The headers that can be parsed, and whether the client parses all of them as headers.
fn parse(block: &[u8]) -> (HeaderMap, bool) {
    let text = String::from_utf8_lossy(block);
    let mut lines = text.lines();
    let mut plain = block.is_empty() || (lines.next() == Some("NATS/1.0") && text.as_bytes() == block);
    let mut headers = HeaderMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let header = line.split_once(':').and_then(|(name, value)| {
            Some((HeaderName::from_str(name).ok()?, HeaderValue::from_str(value.trim()).ok()?))
        });
        match header {
            Some((name, value)) => headers.append(name, value),
            None => plain = false,
        }
    }
    (headers, plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headers_that_the_client_takes_for_headers_are_plain() {
        for plain in ["", "NATS/1.0\r\n\r\n", "NATS/1.0\r\nNats-Msg-Id: 1\r\ntraceparent:x\r\n\r\n"] {
            assert!(parse(plain.as_bytes()).1, "{plain:?}");
        }
        let others = ["x", "garbage\r\n\r\n", "NATS/1.0 409 Consumer Deleted\r\n\r\n", "NATS/1.0\r\nno colon\r\n\r\n"];
        for other in others.map(str::as_bytes).into_iter().chain([&b"NATS/1.0\r\nname: \xff\r\n\r\n"[..]]) {
            assert!(!parse(other).1, "{other:?}");
        }
    }

    #[test]
    fn what_can_be_read_beside_garbage_is_read() {
        let (headers, plain) = parse(b"NATS/1.0 100\r\nno colon\r\nNats-Msg-Id: 7\r\n\r\n");
        assert_eq!(headers.get("Nats-Msg-Id").map(HeaderValue::as_str), Some("7"));
        assert!(!plain);
    }
}
