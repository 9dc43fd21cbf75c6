//! Restores a lost log by publishing its commits again, at their original sequences.

use std::time::Duration;

use async_nats::{
    HeaderValue, Request, header,
    jetstream::{publish::PublishAck, response::Response},
};
use haetae_domain::causes::with_causes;
use tokio::time::sleep;

use super::{ConnectError, EVENTS, JetStreamLog, stream, wire};
use crate::{EventLog as _, ReadError, Recorded, unique::unique};

/// Attempts for one batch.
const ATTEMPTS: u32 = 5;

impl JetStreamLog {
    /// Makes the log accept messages of other publishers until a service starts. An archive that contains such
    /// messages is restored with them, because every later sequence depends on them. `outside` are their subjects.
    ///
    /// # Errors
    /// [`ConnectError::Api`] when the server does not allow it.
    pub async fn take_strangers(&self, outside: &[String]) -> Result<(), ConnectError> {
        stream::open_to_strangers(&self.inner.view.client, outside).await
    }

    /// Restricts the log again to the subjects that it must accept.
    ///
    /// # Errors
    /// As [`JetStreamLog::connect`].
    pub async fn refuse_strangers(&self, room: Option<u64>) -> Result<(), ConnectError> {
        let options = super::Options { max_bytes: room, replicas: self.inner.replicas, ..super::Options::new("") };
        stream::ensure(&self.inner.view.client, &stream::events(&options)?, room.is_none()).await
    }

    /// Makes the log accept nothing more, so that what can be read now is complete. The next connection of any
    /// service ends this.
    ///
    /// # Errors
    /// [`ConnectError::Api`] when the server does not allow it.
    pub async fn take_nothing(&self) -> Result<(), ConnectError> {
        stream::close(&self.inner.view.client).await
    }

    /// Deletes the log, after the streams `beside` it that refer to its sequences, to make room for a log with
    /// another history, which the next connection creates. Only for a caller that has a complete copy of it.
    ///
    /// # Errors
    /// [`ConnectError::Api`] when the server does not allow it.
    pub async fn delete(self, beside: &[&str]) -> Result<(), ConnectError> {
        for name in beside.iter().copied().chain([EVENTS]) {
            match self.context().delete_stream(name).await {
                Ok(_) => {}
                Err(error) if stream::is_missing(&self.inner.view.client, name).await? => {
                    tracing::debug!(error = with_causes(&error), name, "there is no such stream");
                }
                Err(error) => return Err(ConnectError::api(error)),
            }
        }
        Ok(())
    }

    /// Publishes commits that follow directly on the log's head, all or none. The server's message ids are left out:
    /// an archive may contain a commit twice because another publisher repeated it, and a server that compares ids
    /// would drop the second. Only for a log without another writer, such as a new one that is filled from its
    /// archive. At most 1,000 at once.
    ///
    /// # Errors
    /// [`ReadError::Gap`] when they do not follow on the head, [`ReadError::Unavailable`] when the server does not
    /// accept them.
    pub async fn restore(&self, commits: &[Recorded]) -> Result<(), ReadError> {
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else { return Ok(()) };
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

    async fn send(&self, commits: &[Recorded]) -> Result<(), ReadError> {
        let client = &self.inner.view.client;
        let name = unique(client);
        let mut members = (1_u64..).zip(commits).peekable();
        while let Some((number, recorded)) = members.next() {
            let payload = recorded.payload.clone();
            let mut headers = wire::restored(recorded.stored_at);
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
