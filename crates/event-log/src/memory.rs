//! The in-memory log: the same contract without a server, for tests of code that uses the log.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use futures::{StreamExt as _, stream, stream::BoxStream};
use tokio::{sync::watch, time::Instant};
use uuid::Uuid;

use crate::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError, Recorded};

/// Largest payload, as a server takes by default.
const MAX_PAYLOAD: usize = 1024 * 1024;

/// A log that lives as long as its handles. A clone is another handle to the same log.
#[derive(Debug, Clone)]
pub struct MemoryLog {
    state: Arc<Mutex<State>>,
    head: Arc<watch::Sender<u64>>,
}

#[derive(Debug, Default)]
struct State {
    commits: Vec<(Uuid, Recorded)>,
    aggregates: HashMap<AggregateKey, Vec<u64>>,
}

impl Default for MemoryLog {
    fn default() -> Self {
        Self { state: Arc::default(), head: Arc::new(watch::Sender::new(0)) }
    }
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn at(&self, sequence: u64) -> Option<&(Uuid, Recorded)> {
        let index = usize::try_from(sequence.checked_sub(1)?).ok()?;
        self.commits.get(index)
    }

    fn append(&mut self, key: &AggregateKey, expected: u64, commit: NewCommit) -> Result<u64, AppendError> {
        let line = self.aggregates.entry(key.clone()).or_default();
        if line.last().copied().unwrap_or(0) == expected {
            let sequence = self.commits.len() as u64 + 1;
            line.push(sequence);
            let NewCommit { id, payload, traceparent } = commit;
            self.commits.push((id, Recorded { sequence, key: key.clone(), payload, traceparent, stored_at: None }));
            return Ok(sequence);
        }
        let found = line.iter().copied().find(|sequence| *sequence > expected);
        match found.and_then(|sequence| self.at(sequence)) {
            Some((id, recorded)) if *id == commit.id && recorded.payload == commit.payload => Ok(recorded.sequence),
            _ => Err(AppendError::Conflict { expected, found }),
        }
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        if commit.payload.len() > MAX_PAYLOAD {
            return Err(AppendError::TooLarge { size: commit.payload.len(), limit: MAX_PAYLOAD });
        }
        if deadline <= Instant::now() {
            return Err(AppendError::DeadlineExceeded);
        }
        let mut state = self.state();
        let sequence = state.append(key, expected, commit)?;
        // Sent under the lock, so that the head never goes back.
        self.head.send_replace(state.commits.len() as u64);
        Ok(sequence)
    }

    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        let state = self.state();
        let line = state.aggregates.get(key).map(Vec::as_slice).unwrap_or_default();
        let wanted = line.iter().filter(|sequence| **sequence > after);
        Ok(wanted.filter_map(|sequence| state.at(*sequence)).map(|(_, recorded)| recorded.clone()).collect())
    }

    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        let state = self.state();
        let written = state.aggregates.iter().filter(|(key, line)| key.category() == category && !line.is_empty());
        let mut keys: Vec<_> = written.map(|(key, _)| key.clone()).collect();
        keys.sort();
        Ok(keys)
    }

    async fn head(&self) -> Result<u64, ReadError> {
        Ok(self.state().commits.len() as u64)
    }

    async fn head_of(&self, categories: &[Category]) -> Result<u64, ReadError> {
        let state = self.state();
        let wanted = |key: &AggregateKey| categories.contains(&key.category()) || key.is_foreign();
        let ours = state.commits.iter().rfind(|(_, commit)| wanted(&commit.key));
        Ok(ours.map_or(0, |(_, commit)| commit.sequence))
    }

    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        let head = *self.head.borrow();
        if after > head {
            let gap = ReadError::Gap { expected: after.saturating_add(1), got: head + 1 };
            return stream::iter([Err(gap)]).boxed();
        }
        stream::unfold((self.clone(), after), |(log, last)| async move {
            log.head.subscribe().wait_for(|head| *head > last).await.ok()?;
            let next = log.state().at(last + 1).map(|(_, recorded)| recorded.clone())?;
            Some((Ok(next), (log, last + 1)))
        })
        .boxed()
    }
}
