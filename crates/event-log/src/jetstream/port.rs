//! The log as services program against it: [`EventLog`].

use std::sync::Arc;

use async_trait::async_trait;
use futures::{TryStreamExt as _, stream::BoxStream};
use jiff::Timestamp;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use super::{JetStreamLog, job::Job, load, read, settle, wire};
use crate::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError, Recorded, metrics};

/// Room that a commit's headers need at most, bytes.
const HEADERS: usize = 1_024;

#[async_trait]
impl EventLog for JetStreamLog {
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        let began = Instant::now();
        let appended = self.queued(key, expected, commit, deadline).await;
        metrics::appended(&appended, began.elapsed());
        appended
    }

    async fn assure(&self, key: &AggregateKey, at: (Uuid, u64), deadline: Instant) -> Result<(), AppendError> {
        settle::assure(&self.inner.view, &self.inner.gate, key, at, deadline).await
    }

    fn check_time(&self, at: Timestamp) -> Result<Timestamp, AppendError> {
        self.inner.clocks.check(at)
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        let listed = self.inner.answered(async {
            let subjects = self.inner.view.stream.info_with_subjects(category.filter()).await;
            subjects.map_err(wire::unavailable)?.try_collect().await.map_err(wire::unavailable)
        });
        let subjects: Vec<(String, usize)> = listed.await?;
        // A subject that names no aggregate has only foreign messages.
        let mut keys: Vec<_> =
            subjects.iter().filter_map(|(subject, _)| AggregateKey::from_subject(subject).ok()).collect();
        keys.sort();
        Ok(keys)
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        self.inner.answered(load::load(&self.inner, key, after)).await
    }

    async fn head(&self) -> Result<u64, ReadError> {
        self.inner.answered(self.inner.view.head()).await
    }

    async fn at(&self, sequence: u64) -> Result<Option<Recorded>, ReadError> {
        // The server interprets sequence 0 as no sequence.
        if sequence == 0 { Ok(None) } else { self.inner.answered(self.inner.view.commit(sequence)).await }
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), &[], after, 0)
    }

    async fn whole(&self) {
        self.inner.gate.whole().await;
    }

    async fn head_of(&self, categories: &[Category]) -> Result<u64, ReadError> {
        let mut head = 0;
        for category in categories {
            head = head.max(self.inner.answered(load::tail(&self.inner, &category.filter())).await?);
        }
        Ok(head)
    }

    fn read_of(&self, categories: &[Category], after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        read::read(Arc::clone(&self.inner), categories, after, 0)
    }
}

impl JetStreamLog {
    /// Hands the commit to the committer and waits for the answer.
    async fn queued(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        self.fits(&commit)?;
        if !*self.inner.parks.borrow() {
            return Err(AppendError::Unavailable(Arc::from(Box::from("commits cannot be put aside"))));
        }
        if self.inner.gate.trouble.is_full() {
            return Err(AppendError::Full(settle::no_room()));
        }
        if self.inner.gate.contact.is_lost() {
            return Err(AppendError::Unavailable(self.inner.gate.contact.cause()));
        }
        if deadline <= Instant::now() {
            return Err(AppendError::DeadlineExceeded);
        }
        let late = |_| AppendError::DeadlineExceeded;
        let closed = || AppendError::Unavailable(Arc::new(std::io::Error::from(std::io::ErrorKind::NotConnected)));
        let place = timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await.map_err(late)?;
        let place = place.map_err(|_| closed())?;
        let slot = timeout_at(deadline, self.queue.reserve()).await.map_err(late)?.map_err(|_| closed())?;
        let (answer, end) = oneshot::channel();
        let (key, subject, span) = (key.clone(), key.subject(), tracing::Span::current());
        slot.send(Job { key, subject, expected, commit, deadline, answer, span, _place: place });
        let lost = |_| AppendError::Unknown(Arc::new(std::io::Error::from(std::io::ErrorKind::Interrupted)));
        end.await.map_err(lost)?
    }

    /// Rejects a commit that the server would reject: it would fail later, and other commits of its batch with it.
    fn fits(&self, commit: &NewCommit) -> Result<(), AppendError> {
        let size = commit.payload.len();
        let limit = self.inner.view.client.max_payload().saturating_sub(HEADERS);
        let trace = commit.traceparent.as_ref().map_or(0, String::len);
        if size > limit || trace > HEADERS / 2 {
            Err(AppendError::TooLarge { size: size + trace, limit })
        } else {
            Ok(())
        }
    }
}
