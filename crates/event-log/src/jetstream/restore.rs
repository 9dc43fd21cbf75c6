//! Putting back what was lost: commits are published again, at the sequences they had.

use std::time::Duration;

use async_nats::{
    HeaderValue, Request, header,
    jetstream::{publish::PublishAck, response::Response},
};
use tokio::time::sleep;
use uuid::Uuid;

use super::{JetStreamLog, wire};
use crate::{EventLog as _, NewCommit, ReadError, Recorded, unique::unique};

/// Attempts for one batch.
const ATTEMPTS: u32 = 5;

impl JetStreamLog {
    /// Publishes commits that follow directly on the log's head, all or none, each with its id. Only for a log that
    /// nobody else writes, such as a new one that gets back what its archive holds. At most 1,000 at once.
    ///
    /// # Errors
    /// [`ReadError::Gap`] when they do not follow on the head, [`ReadError::Unavailable`] when the server does not take
    /// them.
    pub async fn restore(&self, commits: &[(Uuid, Recorded)]) -> Result<(), ReadError> {
        let (Some((_, first)), Some((_, last))) = (commits.first(), commits.last()) else { return Ok(()) };
        let mut attempt = 1;
        loop {
            let sent = self.send(commits).await;
            match (sent, self.head().await?) {
                (_, head) if head == last.sequence => return Ok(()),
                (_, head) if head + 1 != first.sequence => {
                    return Err(ReadError::Gap { expected: first.sequence, got: head + 1 });
                }
                (Err(error), _) if attempt >= ATTEMPTS => return Err(error),
                (Ok(()), _) => return Err(wire::unavailable("the server said that it took what it did not")),
                (Err(_), _) => attempt += 1,
            }
            sleep(Duration::from_millis(200)).await;
        }
    }

    async fn send(&self, commits: &[(Uuid, Recorded)]) -> Result<(), ReadError> {
        let client = &self.inner.view.client;
        let name = unique(client);
        let mut members = (1_u64..).zip(commits).peekable();
        while let Some((number, (id, recorded))) = members.next() {
            let payload = recorded.payload.clone();
            let commit = NewCommit { id: *id, payload: payload.clone(), traceparent: None };
            let mut headers = wire::restored(&commit);
            if number == 1 {
                let before = recorded.sequence.saturating_sub(1);
                headers.insert(header::NATS_EXPECTED_LAST_SEQUENCE, HeaderValue::from(before));
            }
            headers.insert(header::NATS_BATCH_ID, &*name);
            headers.insert(header::NATS_BATCH_SEQUENCE, HeaderValue::from(number));
            let subject = recorded.key.subject();
            if members.peek().is_some() {
                client.publish_with_headers(subject, headers, payload).await.map_err(wire::unavailable)?;
                continue;
            }
            headers.insert(header::NATS_BATCH_COMMIT, header::NATS_BATCH_COMMIT_FINAL);
            let request = Request::new().headers(headers).payload(payload).timeout(Some(self.inner.view.patience));
            let answer = client.send_request(subject, request).await.map_err(wire::unavailable)?;
            let answer: Response<PublishAck> = serde_json::from_slice(&answer.payload).map_err(wire::unavailable)?;
            if let Response::Err { error } = answer {
                return Err(wire::unavailable(error));
            }
        }
        Ok(())
    }
}
