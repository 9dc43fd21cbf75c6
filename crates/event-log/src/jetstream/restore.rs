//! Restoring a lost log: commits are published again, at the sequences they had.

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
    /// Lets the log accept messages of strangers until a service starts. An archive with such messages is restored with them,
    /// because every later sequence depends on them. `outside` are their subjects.
    ///
    /// # Errors
    /// [`ConnectError::Api`] when the server does not allow it.
    pub async fn take_strangers(&self, outside: &[String]) -> Result<(), ConnectError> {
        stream::open_to_strangers(&self.inner.view.client, outside).await
    }

    /// Restricts the log again to the subjects of strangers that it must accept.
    ///
    /// # Errors
    /// As [`JetStreamLog::connect`].
    pub async fn refuse_strangers(&self, room: Option<u64>) -> Result<(), ConnectError> {
        let options = super::Options { max_bytes: room, replicas: self.inner.replicas, ..super::Options::new("") };
        stream::ensure(&self.inner.view.client, &stream::events(&options)?, room.is_none()).await
    }

    /// Has the log take nothing any more, so that what can be read of it now is all there is. Ended by the next connection of
    /// any service.
    ///
    /// # Errors
    /// [`ConnectError::Api`] when the server does not allow it.
    pub async fn take_nothing(&self) -> Result<(), ConnectError> {
        stream::close(&self.inner.view.client).await
    }

    /// Takes the log away, after the streams `beside` it that speak of its sequences, to make room for one with another
    /// history: the next connection makes it. Only for a caller that has everything of it elsewhere.
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

    /// Publishes commits that follow directly on the log's head, all or none, without their ids: a stranger may have published
    /// one a second time, which a server that knows ids would leave out. Only for a log that has no other writer, such as a new
    /// one that gets back what its archive holds. At most 1,000 at once.
    ///
    /// # Errors
    /// [`ReadError::Gap`] when they do not follow on the head, [`ReadError::Unavailable`] when the server does not take
    /// them.
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
