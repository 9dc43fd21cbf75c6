//! Loads one aggregate: direct batch gets on its literal subject, page by page. Each page is checked for
//! completeness.

use std::time::Duration;

use async_nats::{Client, HeaderMap, StatusCode, header};
use bytes::Bytes;
use futures::StreamExt as _;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::{inner::Inner, raw::Which, stream::EVENTS, wire};
use crate::{AggregateKey, ReadError, Recorded};

/// Commits requested at once.
const PAGE: usize = 256;

/// Bytes requested at once.
const PAGE_BYTES: usize = 8 << 20;

/// Attempts before a load fails. The first attempt gets an eighth of the request timeout and each further one twice
/// as much: a silent replica is skipped soon, and a slow server gets enough time.
const ATTEMPTS: u32 = 5;

/// Everything after `after`; complete or an error.
pub(super) async fn load(inner: &Inner, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
    let subject = key.subject();
    let mut attempts = 0_u32;
    loop {
        let patience = inner.view.patience / 8 * (1 << attempts);
        attempts += 1;
        // The failure may come from a message that the client cannot read.
        let answer = if attempts.is_multiple_of(2) || inner.odd.contains_key(key) {
            walk(inner, key, after).await
        } else {
            once(inner, &subject, after, patience).await
        };
        match answer {
            Err(ReadError::Unavailable(cause)) if attempts < ATTEMPTS => {
                tracing::debug!(%key, attempts, %cause, "retrying a load");
                sleep(Duration::from_millis(u64::from(attempts) * rand::random_range(20..=50))).await;
            }
            end => return end,
        }
    }
}

/// Loads everything after `after`, message by message: slower, but no message can interrupt it, see [`super::raw`].
/// Remembers the aggregates that need it.
async fn walk(inner: &Inner, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
    let (subject, mut commits, mut from) = (key.subject(), Vec::new(), after);
    loop {
        let which = Which::Next { seq: from.saturating_add(1), next_by_subj: &subject };
        let Some(stored) = inner.view.message(which).await? else { break };
        from = stored.sequence;
        if !stored.plain {
            inner.odd.insert(key.clone(), ());
        }
        commits.push(stored.recorded());
    }
    if let Some(last) = commits.last() {
        inner.gate.holds(Recorded::clone(last));
    }
    Ok(commits)
}

async fn once(inner: &Inner, subject: &str, after: u64, patience: Duration) -> Result<Vec<Recorded>, ReadError> {
    // With replicas, any of them may answer and may lag behind; the leader's last sequence is where the answer has to
    // end.
    let tail = if inner.replicas > 1 {
        timeout(patience, tail(inner, subject)).await.map_err(wire::unavailable)??
    } else {
        0
    };
    let mut commits = Vec::new();
    let mut from = after;
    loop {
        let mut losses = inner.gate.losses();
        losses.mark_unchanged();
        let more = tokio::select! {
            more = page(&inner.view.client, subject, from, &mut commits, patience) => more?,
            _ = losses.changed() => return Err(wire::unavailable("the connection was lost")),
        };
        from = commits.last().map_or(after, |commit: &Recorded| commit.sequence);
        if !more {
            break;
        }
    }
    if from < tail {
        return Err(wire::unavailable("a replica lags behind"));
    }
    if let Some(last) = commits.last() {
        inner.gate.holds(last.clone());
    }
    Ok(commits)
}

/// The last sequence of a subject, or of the subjects that match it, according to the leader; 0 for none.
pub(super) async fn tail(inner: &Inner, subject: &str) -> Result<u64, ReadError> {
    let last = inner.view.message(Which::Last { last_by_subj: subject }).await?;
    Ok(last.map_or(0, |message| message.sequence))
}

/// Appends one page to `commits`; returns whether more pages follow.
async fn page(
    client: &Client,
    subject: &str,
    after: u64,
    commits: &mut Vec<Recorded>,
    patience: Duration,
) -> Result<bool, ReadError> {
    let ask =
        json!({ "seq": after.saturating_add(1), "next_by_subj": subject, "batch": PAGE, "max_bytes": PAGE_BYTES });
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.map_err(wire::unavailable)?;
    let asked = client.publish_with_reply(format!("$JS.API.DIRECT.GET.{EVENTS}"), inbox, ask.to_string().into());
    asked.await.map_err(wire::unavailable)?;
    let mut expected_left = None;
    loop {
        let answer = timeout(patience, answers.next()).await.map_err(wire::unavailable)?;
        let answer = answer.ok_or_else(|| wire::unavailable("the connection was closed"))?;
        let headers = answer.headers.unwrap_or_default();
        let left = number(&headers, "Nats-Num-Pending");
        // A response with a sequence is a message, whatever status header its publisher set.
        if number(&headers, header::NATS_SEQUENCE.as_ref()).is_some() {
            // Each message contains the number of messages that follow; a lost message breaks the count.
            let left = left.ok_or_else(|| wire::unavailable("an answer without a count"))?;
            if expected_left.is_some_and(|expected| expected != left) {
                return Err(wire::unavailable("part of an answer was lost"));
            }
            expected_left = left.checked_sub(1);
            commits.push(commit(&headers, subject, answer.payload)?);
            continue;
        }
        match answer.status {
            Some(StatusCode::NOT_FOUND) => return Ok(false),
            Some(status) if status.as_u16() == END => {
                let last = commits.last().map_or(0, |commit| commit.sequence);
                if number(&headers, header::NATS_LAST_SEQUENCE.as_ref()) != Some(last) {
                    return Err(wire::unavailable("part of an answer was lost"));
                }
                return Ok(left.unwrap_or(0) > 0);
            }
            None => return Err(wire::unavailable("an answer without a sequence")),
            Some(status) => return Err(wire::unavailable(format!("the server answered {status}"))),
        }
    }
}

/// Status of the message that ends a batch.
const END: u16 = 204;

fn commit(headers: &HeaderMap, subject: &str, payload: Bytes) -> Result<Recorded, ReadError> {
    let sequence = number(headers, header::NATS_SEQUENCE.as_ref());
    let sequence = sequence.ok_or_else(|| wire::unavailable("an answer without a sequence"))?;
    let stored_at = headers.get_last(header::NATS_TIME_STAMP).and_then(|time| time.as_str().parse().ok());
    Ok(wire::recorded(sequence, subject, Some(headers), payload, stored_at))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get_last(name).and_then(|value| value.as_str().parse().ok())
}
