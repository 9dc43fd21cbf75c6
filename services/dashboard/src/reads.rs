//! Database connections for reading calls. A call waits for its connection within its deadline. No caller can take
//! all connections: each caller reads with a few at a time, has a limited number of waiting calls, and is refused
//! beyond that.

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use haetae_service_kit::{auth::Principal, deadline::Deadline, error::ApiError};
use sqlx::{PgConnection, PgPool, Postgres, Transaction, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout_at},
};
use tonic::Request;

use crate::database::{Answering, failure, is_refused};

/// A snapshot: everything in it is of one moment.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// A database that is known to be away is waited for this long.
const GRACE: Duration = Duration::from_secs(3);

/// Pause before the database is asked again after it refused the password: the new one may be in place by then.
const PAUSE: Duration = Duration::from_millis(250);

/// The limits of one caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadLimits {
    /// Calls that read at the same time.
    pub(crate) reading: u32,
    /// Calls that wait for their turn.
    pub(crate) waiting: u32,
}

/// The connections of one process. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Reads {
    pool: PgPool,
    limits: ReadLimits,
    answering: Answering,
    callers: Arc<Mutex<HashMap<String, Own>>>,
}

/// The reads of one caller.
#[derive(Debug)]
struct Own {
    places: Arc<Semaphore>,
    /// Calls that read or wait.
    calls: u32,
}

/// The connections as one caller gets them.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    reads: Reads,
    caller: Arc<str>,
}

/// A call that asks for connections.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) reader: Reader,
    pub(crate) deadline: Deadline,
}

/// A connection or transaction, with the caller's place that goes with it.
#[derive(Debug)]
pub(crate) struct Held<T> {
    db: T,
    _place: ReadPlace,
}

/// A place of a caller, free again when this is dropped.
#[derive(Debug)]
struct ReadPlace {
    _permit: OwnedSemaphorePermit,
    _ticket: Ticket,
}

/// A call of a caller that reads or waits.
#[derive(Debug)]
struct Ticket {
    callers: Arc<Mutex<HashMap<String, Own>>>,
    caller: Arc<str>,
}

impl Reads {
    pub(crate) fn new(pool: PgPool, limits: ReadLimits, answering: Answering) -> Self {
        Self { pool, limits, answering, callers: Arc::default() }
    }

    /// The connections as this caller gets them.
    pub(crate) fn of(&self, caller: &Principal) -> Reader {
        Reader { reads: self.clone(), caller: caller.subject.as_str().into() }
    }

    /// The call of a request.
    pub(crate) fn call<T>(&self, request: &Request<T>) -> Result<Call, ApiError> {
        let reader = self.of(&Principal::from_request(request)?);
        Ok(Call { reader, deadline: Deadline::from_request(request) })
    }

    /// Counts a call in; with the caller's places.
    fn count_in(&self, caller: &Arc<str>) -> Result<(Ticket, Arc<Semaphore>), ApiError> {
        let ReadLimits { reading, waiting } = self.limits;
        let mut callers = lock(&self.callers);
        let own = callers
            .entry(caller.to_string())
            .or_insert_with(|| Own { places: Arc::new(Semaphore::new(reading as usize)), calls: 0 });
        if own.calls >= reading.saturating_add(waiting) {
            return Err(ApiError::too_many_reads(reading, waiting));
        }
        own.calls += 1;
        let places = Arc::clone(&own.places);
        drop(callers);
        Ok((Ticket { callers: Arc::clone(&self.callers), caller: Arc::clone(caller) }, places))
    }

    /// Ends when a database that is known to be away was waited for long enough.
    async fn given_up(&self) {
        sleep(GRACE).await;
        self.answering.away().await;
    }

    /// `connect`, again while the database refuses the password, until `deadline`.
    async fn connect<T, F>(&self, connect: impl Fn(PgPool) -> F, deadline: Deadline) -> Result<T, ApiError>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        let connecting = async {
            loop {
                match connect(self.pool.clone()).await {
                    Err(error) if is_refused(&error) => sleep(PAUSE).await,
                    connected => return connected.map_err(failure),
                }
            }
        };
        tokio::select! {
            connected = timeout_at(deadline.at(), connecting) => connected.unwrap_or_else(|_| Err(self.in_vain())),
            () = self.given_up() => Err(ApiError::store_unavailable()),
        }
    }

    /// Why no connection was there by the deadline.
    fn in_vain(&self) -> ApiError {
        if self.answering.is_away() { ApiError::store_unavailable() } else { ApiError::deadline_exceeded() }
    }
}

impl Reader {
    /// The error for a caller who timed out waiting for a position: the database may be the reason.
    pub(crate) fn lagging(&self, retry: Duration) -> ApiError {
        if self.reads.answering.is_away() { ApiError::store_unavailable() } else { ApiError::projection_lagging(retry) }
    }

    /// A connection, once it is this call's turn.
    ///
    /// # Errors
    /// `TOO_MANY_READS` when this caller has too many calls; `STORE_UNAVAILABLE` or `DEADLINE_EXCEEDED` when there is
    /// no connection in time.
    pub(crate) async fn connection(&self, deadline: Deadline) -> Result<Held<PoolConnection<Postgres>>, ApiError> {
        let (deadline, place) = self.enter(deadline).await?;
        let db = self.reads.connect(acquire, deadline).await?;
        Ok(Held { db, _place: place })
    }

    /// A snapshot, once it is this call's turn.
    ///
    /// # Errors
    /// As [`Self::connection`].
    pub(crate) async fn snapshot(&self, deadline: Deadline) -> Result<Held<Transaction<'static, Postgres>>, ApiError> {
        let (deadline, place) = self.enter(deadline).await?;
        let db = self.reads.connect(begin, deadline).await?;
        Ok(Held { db, _place: place })
    }

    /// The deadline without the time needed for the response, and a place.
    async fn enter(&self, deadline: Deadline) -> Result<(Deadline, ReadPlace), ApiError> {
        let until = deadline.kept_back();
        let (ticket, places) = self.reads.count_in(&self.caller)?;
        let ReadLimits { reading, waiting } = self.reads.limits;
        let refused = || ApiError::too_many_reads(reading, waiting);
        let permit = timeout_at(until.at(), places.acquire_owned()).await.map_err(|_| refused())?;
        // The places of a caller are never closed.
        let permit = permit.map_err(ApiError::internal)?;
        Ok((until, ReadPlace { _permit: permit, _ticket: ticket }))
    }
}

impl Call {
    /// As [`Reader::connection`].
    pub(crate) async fn connection(&self) -> Result<Held<PoolConnection<Postgres>>, ApiError> {
        self.reader.connection(self.deadline).await
    }
}

impl<T: Deref<Target = PgConnection>> Deref for Held<T> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.db
    }
}

impl<T: DerefMut<Target = PgConnection>> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.db
    }
}

async fn acquire(pool: PgPool) -> sqlx::Result<PoolConnection<Postgres>> {
    pool.acquire().await
}

async fn begin(pool: PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    pool.begin_with(SNAPSHOT).await
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut callers = lock(&self.callers);
        if let Some(own) = callers.get_mut(&*self.caller) {
            own.calls = own.calls.saturating_sub(1);
            if own.calls == 0 {
                callers.remove(&*self.caller);
            }
        }
    }
}

/// Ignores poisoning: no code that holds the lock can fail half-way.
fn lock(callers: &Mutex<HashMap<String, Own>>) -> MutexGuard<'_, HashMap<String, Own>> {
    callers.lock().unwrap_or_else(PoisonError::into_inner)
}
