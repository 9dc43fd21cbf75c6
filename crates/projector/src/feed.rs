//! Reads and decodes commits ahead of the writer: while one batch is written, the next is read.

use futures::{StreamExt as _, stream::BoxStream};
use haetae_event_log::{AggregateKey, EventLog, ReadError, Recorded, Turn};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::AbortOnDropHandle;

use crate::{Error, Projection, Refusal};

/// Most commits in one batch.
const COMMITS: usize = 4_000;

/// When a requested batch is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// At once, with the commits that were read so far: readers wait for them.
    Ready,
    /// When the batch is full or complete: few large transactions.
    Full,
}

impl Fill {
    /// Payload bytes that fill a batch, however little of them is kept; the last commit of a batch may exceed the
    /// limit. One process keeps several read models up to date, and rebuilds one at a time.
    const fn bytes(self) -> usize {
        match self {
            Self::Ready => 512 * 1024,
            Self::Full => 4 * 1024 * 1024,
        }
    }
}

/// One commit: decoded, to be parked, or a foreign message to be skipped.
pub(crate) struct Step<C> {
    pub(crate) sequence: u64,
    pub(crate) key: AggregateKey,
    pub(crate) traceparent: Option<String>,
    /// Whether the projection follows its aggregate.
    pub(crate) follows: bool,
    /// Decides whether the commit counts; none for a message that is no commit, or of a category that is not
    /// followed.
    pub(crate) turn: Option<Turn>,
    pub(crate) change: Result<Option<C>, Refusal>,
    /// The change written if the commit is parked: see [`Projection::set_aside_unread`].
    pub(crate) aside: Option<Box<C>>,
}

type Outcome<C> = Result<Vec<Step<C>>, Error>;
/// With the size of its payload.
type Weighed<C> = (Step<C>, usize);

/// Everything after a position, in batches. Memory contains at most the returned batch and the next one.
pub(crate) struct Feed<C> {
    asks: mpsc::Sender<oneshot::Sender<Outcome<C>>>,
    asked: Option<oneshot::Receiver<Outcome<C>>>,
    _reader: AbortOnDropHandle<()>,
}

impl<C: Send + 'static> Feed<C> {
    /// Starts to read after `after`, up to and including `until` if given.
    pub(crate) fn start<P>(log: &dyn EventLog, after: u64, until: Option<u64>, fill: Fill) -> Self
    where
        P: Projection<Change = C>,
    {
        let (asks, asked) = mpsc::channel(1);
        let batch = Batch { steps: Vec::new(), bytes: 0, next: after + 1, until, fill, failed: None };
        let reader = tokio::spawn(run::<P>(log.read(after), asked, batch));
        Self { asks, asked: None, _reader: AbortOnDropHandle::new(reader) }
    }

    /// The next batch, never empty; it fills while the previous one is written. Cancel-safe.
    ///
    /// # Errors
    /// The error that ended the reading, after everything before it was returned.
    pub(crate) async fn next(&mut self) -> Outcome<C> {
        let answer = match &mut self.asked {
            Some(answer) => answer,
            none => {
                let (ask, answer) = oneshot::channel();
                // The channel has room, because the previous request was answered.
                self.asks.try_send(ask).map_err(|_| Error::Interrupted)?;
                none.insert(answer)
            }
        };
        let outcome = answer.await;
        self.asked = None;
        outcome.unwrap_or(Err(Error::Interrupted))
    }
}

/// Reads until the last commit was given out, the reading fails or the feed is dropped.
async fn run<P: Projection>(
    mut commits: BoxStream<'static, Result<Recorded, ReadError>>,
    mut asks: mpsc::Receiver<oneshot::Sender<Outcome<P::Change>>>,
    mut batch: Batch<P::Change>,
) {
    let mut asked: Option<oneshot::Sender<_>> = None;
    loop {
        if batch.is_ready()
            && let Some(ask) = asked.take()
        {
            let outcome = batch.give();
            let failed = outcome.is_err();
            // This fails when the feed was dropped.
            if ask.send(outcome).is_err() || failed {
                return;
            }
        }
        if batch.is_spent() {
            return;
        }
        tokio::select! {
            ask = asks.recv(), if asked.is_none() => match ask {
                Some(ask) => asked = Some(ask),
                None => return,
            },
            next = commits.next(), if batch.has_room() => batch.take::<P>(next),
        }
    }
}

/// A batch being filled.
struct Batch<C> {
    steps: Vec<Step<C>>,
    bytes: usize,
    /// The sequence expected next.
    next: u64,
    until: Option<u64>,
    fill: Fill,
    /// The error that ended the reading; returned after the steps before it.
    failed: Option<Error>,
}

impl<C: Send + 'static> Batch<C> {
    /// Whether everything wanted was read.
    fn is_through(&self) -> bool {
        self.failed.is_some() || self.until.is_some_and(|last| self.next > last)
    }

    fn has_room(&self) -> bool {
        !self.is_through() && self.steps.len() < COMMITS && self.bytes < self.fill.bytes()
    }

    /// Whether the batch may be returned. A full batch is, however few its commits are, because it cannot grow.
    fn is_ready(&self) -> bool {
        self.failed.is_some() || (!self.steps.is_empty() && (self.fill == Fill::Ready || !self.has_room()))
    }

    /// Whether nothing is left to return.
    fn is_spent(&self) -> bool {
        self.is_through() && self.steps.is_empty() && self.failed.is_none()
    }

    fn give(&mut self) -> Outcome<C> {
        if !self.steps.is_empty() {
            self.bytes = 0;
            let capacity = self.steps.len();
            return Ok(std::mem::replace(&mut self.steps, Vec::with_capacity(capacity)));
        }
        Err(self.failed.take().unwrap_or(Error::Interrupted))
    }

    fn take<P: Projection<Change = C>>(&mut self, next: Option<Result<Recorded, ReadError>>) {
        match next.map_or(Err(Error::Interrupted), |next| understand::<P>(next, self.next)) {
            Ok(None) => {}
            Ok(Some((step, bytes))) => {
                self.next += 1;
                self.bytes += bytes;
                self.steps.push(step);
            }
            Err(error) => self.failed = Some(error),
        }
    }
}

/// A step and the size of its commit; none for a commit returned before. Checks the log's guarantee that no commit is
/// missing.
fn understand<P: Projection>(
    next: Result<Recorded, ReadError>,
    expected: u64,
) -> Result<Option<Weighed<P::Change>>, Error> {
    let mut recorded = next?;
    let sequence = recorded.sequence;
    if sequence < expected {
        return Ok(None);
    }
    if sequence > expected {
        return Err(ReadError::Gap { expected, got: sequence }.into());
    }
    let (key, bytes) = (recorded.key.clone(), recorded.payload.len());
    let traceparent = recorded.traceparent.take();
    let follows = P::FOLLOWS.contains(&key.category());
    let turn = if follows { recorded.turn().ok() } else { None };
    let foreign = key.is_foreign() || (follows && turn.is_none());
    let change = if foreign && !P::KEEPS_FOREIGN { Ok(None) } else { P::read(recorded.clone()).map(Some) };
    let aside = if change.is_err() { P::set_aside_unread(&recorded).map(Box::new) } else { None };
    let change = match change {
        Err(Refusal::Decode(_)) => Ok(None),
        Err(refusal) if P::unit(&key).is_none() => {
            return Err(Error::Refused { sequence, subject: key.subject(), refusal });
        }
        understood => understood,
    };
    Ok(Some((Step { sequence, key, traceparent, follows, turn, change, aside }, bytes)))
}

#[cfg(test)]
mod tests;
