//! Aggregates: commands are decided on cached state, and the log accepts or refuses the append.
//!
//! With a cached aggregate, a command is one append and no read. If a command is rejected or has no effect on cached
//! state, it is first decided again on fresh state, so that commits of other replicas are never missed.

mod appended;
mod command;
mod fold;
mod room;

pub use command::{Command, ExecuteError, Executed, Expected};
pub use fold::{Change, Folded, LoadError};
pub use room::Room;

use std::sync::Arc;

use haetae_domain::ids::Meta;
use moka::sync::Cache;

use crate::codec::{Aggregate, CommitDraft};
use crate::trace::TraceContext;
use crate::{AggregateKey, AppendError, EventLog, NewCommit};
use room::weight;

/// How often a command is decided again after another writer was faster.
const ATTEMPTS: u32 = 8;

/// Loads, remembers and changes the aggregates of one kind.
pub struct Store<A: Aggregate> {
    log: Arc<dyn EventLog>,
    cache: Cache<String, Arc<Folded<A::State>>>,
}

impl<A: Aggregate> Store<A> {
    /// A store that caches as many aggregates as fit into `room`; recency and frequency of use decide which.
    pub fn new(log: Arc<dyn EventLog>, room: Room) -> Self {
        let cache = Cache::builder().max_capacity(room.bytes()).weigher(|_, folded: &Arc<_>| weight(folded)).build();
        Self { log, cache }
    }

    /// The current aggregate, read from the log.
    ///
    /// # Errors
    /// When the log cannot be read or contains something unknown to this build.
    pub async fn get(&self, key: &AggregateKey) -> Result<Arc<Folded<A::State>>, LoadError> {
        let known = self.cache.get(key.id());
        let fresh = self.refresh(key, known).await?;
        Ok(fresh)
    }

    /// The cached aggregate, which may be behind the log; loads it only when it is not cached. For facts about an
    /// aggregate that do not change.
    ///
    /// # Errors
    /// As for [`Store::get`].
    pub async fn remembered(&self, key: &AggregateKey) -> Result<Arc<Folded<A::State>>, LoadError> {
        match self.cache.get(key.id()) {
            Some(folded) => Ok(folded),
            None => self.refresh(key, None).await,
        }
    }

    /// The aggregate as it was right after the commit at `sequence`.
    ///
    /// # Errors
    /// As for [`Store::get`].
    pub async fn get_at(&self, key: &AggregateKey, sequence: u64) -> Result<Folded<A::State>, LoadError> {
        let commits = self.log.load(key, 0).await?;
        let upto = commits.iter().take_while(|c| c.sequence <= sequence);
        fold::fold::<A>(Folded::default(), upto)
    }

    /// The commits of the aggregate after `sequence`, without internal ones.
    ///
    /// # Errors
    /// As for [`Store::get`].
    pub async fn changes_since(&self, key: &AggregateKey, sequence: u64) -> Result<Vec<Change>, LoadError> {
        Ok(fold::changes::<A>(&self.log.load(key, 0).await?, sequence))
    }

    /// Decides and appends. The decision may run several times; the last result is appended.
    ///
    /// # Errors
    /// The decision's own rejection, or why the append did not happen.
    pub async fn execute<R>(
        &self,
        command: &Command<'_>,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<Executed<A::State>, ExecuteError<R>> {
        let trace = TraceContext::current();
        let mut known = self.start_from(command).await?;
        for _ in 0..ATTEMPTS {
            if let Some(outcome) = self.earlier_effect(command, &known.folded).await? {
                return Ok(outcome);
            }
            let judged = self.judge(command, &known, &decide).await;
            // Neither a change nor a rejection may be based on a wrong time.
            if matches!(judged, Ok(Judgement::Append(_)) | Err(ExecuteError::Rejected(_))) {
                self.log.check_time(command.at)?;
            }
            let events = match judged? {
                Judgement::Append(events) => events,
                Judgement::Unchanged => return Ok(Executed { folded: known.folded, written: false }),
                Judgement::LookAgain => {
                    known = Known::fresh(self.refresh(command.key, Some(known.folded)).await?);
                    continue;
                }
            };
            match self.append(command, &known.folded, &events, trace.as_ref()).await {
                Ok(folded) => return Ok(Executed { folded, written: true }),
                Err(AppendError::Conflict { .. }) => {
                    known = Known::fresh(self.refresh(command.key, Some(known.folded)).await?);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(ExecuteError::Contended)
    }

    /// Decides without appending, on fresh state.
    ///
    /// # Errors
    /// As for [`Store::execute`].
    pub async fn rehearse<R>(
        &self,
        command: &Command<'_>,
        decide: impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<A::State, ExecuteError<R>> {
        let known = Known::fresh(self.get(command.key).await?);
        if let Some(outcome) = self.earlier_effect(command, &known.folded).await? {
            return Ok(outcome.folded.state.clone());
        }
        if let Err(error) = self.check_expected(command, &known).await {
            return Err(missing_or(error, &known, &decide));
        }
        self.log.check_time(command.at)?;
        let events = decide(&known.folded.state).map_err(ExecuteError::Rejected)?;
        let meta = Meta { by: command.by.clone(), at: command.at };
        Ok(events.iter().fold(known.folded.state.clone(), |state, event| A::evolve(state, event, &meta)))
    }

    async fn start_from(&self, command: &Command<'_>) -> Result<Known<A::State>, LoadError> {
        match (self.cache.get(command.key.id()), command.expected) {
            (Some(folded), _) => Ok(Known { folded, fresh: false }),
            // A new aggregate needs no read: if it exists after all, the append fails with a conflict.
            (None, Expected::New) => Ok(Known { folded: Arc::default(), fresh: false }),
            (None, Expected::Any | Expected::Exactly(_)) => Ok(Known::fresh(self.refresh(command.key, None).await?)),
        }
    }

    async fn judge<R>(
        &self,
        command: &Command<'_>,
        known: &Known<A::State>,
        decide: &impl Fn(&A::State) -> Result<Vec<A::Event>, R>,
    ) -> Result<Judgement<A::Event>, ExecuteError<R>> {
        if let Err(error) = self.check_expected(command, known).await {
            return if known.fresh { Err(missing_or(error, known, decide)) } else { Ok(Judgement::LookAgain) };
        }
        match decide(&known.folded.state) {
            Ok(events) if !events.is_empty() => Ok(Judgement::Append(events)),
            _ if !known.fresh => Ok(Judgement::LookAgain),
            Ok(_) => Ok(Judgement::Unchanged),
            Err(rejection) => Err(ExecuteError::Rejected(rejection)),
        }
    }

    async fn check_expected<R>(&self, command: &Command<'_>, known: &Known<A::State>) -> Result<(), ExecuteError<R>> {
        match command.expected {
            Expected::Exactly(etag) if etag != known.folded.etag => {
                if known.fresh && etag > known.folded.etag && !self.has(command.key, etag).await? {
                    return Err(ExecuteError::UnknownEtag);
                }
                let changes = if known.fresh { self.changes_since(command.key, etag).await? } else { vec![] };
                Err(ExecuteError::ChangedMeanwhile { changes })
            }
            Expected::Exactly(_) | Expected::Any | Expected::New => Ok(()),
        }
    }

    /// Whether the aggregate has a commit at `sequence` that is not internal. The replica that answers a load may be behind
    /// the one that answered an earlier call.
    ///
    /// # Errors
    /// As for [`Store::get`].
    pub async fn has(&self, key: &AggregateKey, sequence: u64) -> Result<bool, LoadError> {
        let found = self.log.at(sequence).await?;
        Ok(found.is_some_and(|found| found.key == *key && fold::change::<A>(&found).is_some()))
    }

    /// The effect that an earlier call with the same id had, however long ago.
    async fn earlier_effect<R>(
        &self,
        command: &Command<'_>,
        folded: &Arc<Folded<A::State>>,
    ) -> Result<Option<Executed<A::State>>, ExecuteError<R>> {
        let Some(earlier) = folded.commits.get(&command.id.0) else {
            return Ok(None);
        };
        if command.request.is_some_and(|request| !request.asks_for(earlier.request_hash)) {
            return Err(ExecuteError::RequestIdReused);
        }
        self.log.assure(command.key, (command.id.0, earlier.sequence), command.deadline).await?;
        let folded = if earlier.sequence == folded.sequence {
            Arc::clone(folded)
        } else {
            Arc::new(self.get_at(command.key, earlier.sequence).await?)
        };
        Ok(Some(Executed { folded, written: false }))
    }

    async fn append(
        &self,
        command: &Command<'_>,
        known: &Arc<Folded<A::State>>,
        events: &[A::Event],
        trace: Option<&TraceContext>,
    ) -> Result<Arc<Folded<A::State>>, AppendError> {
        let draft = CommitDraft {
            key: command.key,
            id: command.id,
            version: known.version + 1,
            by: command.by,
            at: command.at,
            request: command.request,
            cause: command.cause,
            trace,
        };
        let payload = draft.encode(events.iter().map(A::encode).collect());
        let commit = NewCommit { id: command.id.0, payload, traceparent: trace.map(|t| t.traceparent.clone()) };
        let bytes = commit.payload.len();
        let sequence = self.log.append(command.key, known.tail, commit, command.deadline).await?;
        let folded = Arc::new(appended::after::<A>(known, events, command, (sequence, bytes)));
        self.cache.insert(command.key.id().to_owned(), Arc::clone(&folded));
        Ok(folded)
    }

    async fn refresh(
        &self,
        key: &AggregateKey,
        known: Option<Arc<Folded<A::State>>>,
    ) -> Result<Arc<Folded<A::State>>, LoadError> {
        let known = known.unwrap_or_default();
        let commits = self.log.load(key, known.tail).await?;
        if commits.is_empty() {
            return Ok(known);
        }
        let folded = Arc::new(fold::fold::<A>(Folded::clone(&known), &commits)?);
        self.cache.insert(key.id().to_owned(), Arc::clone(&folded));
        Ok(folded)
    }
}

/// If the aggregate does not exist, returns the domain's rejection instead of a version conflict.
fn missing_or<S, E, R>(
    changed: ExecuteError<R>,
    known: &Known<S>,
    decide: &impl Fn(&S) -> Result<Vec<E>, R>,
) -> ExecuteError<R> {
    match decide(&known.folded.state) {
        Err(rejection) if known.folded.sequence == 0 => ExecuteError::Rejected(rejection),
        Ok(_) | Err(_) => changed,
    }
}

/// An aggregate, and whether it was just read from the log.
struct Known<S> {
    folded: Arc<Folded<S>>,
    fresh: bool,
}

impl<S> Known<S> {
    const fn fresh(folded: Arc<Folded<S>>) -> Self {
        Self { folded, fresh: true }
    }
}

enum Judgement<E> {
    Append(Vec<E>),
    Unchanged,
    LookAgain,
}

#[cfg(test)]
mod tests;
