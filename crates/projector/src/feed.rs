//! Commits, understood ahead of the writing: while one batch is written the next is read.

use std::sync::Arc;

use futures::StreamExt as _;
use haetae_event_log::{EventLog, ReadError, Recorded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

use crate::{Error, Projection};

/// Most commits in one batch, and most of them waiting.
const COMMITS: usize = 2_000;
/// Most bytes of payload waiting. A single larger commit passes alone.
const BYTES: u32 = 4 * 1024 * 1024;

/// One commit, understood.
pub(crate) struct Step<C> {
    pub(crate) sequence: u64,
    pub(crate) traceparent: Option<String>,
    pub(crate) change: C,
}

/// A step and the room it takes while it waits.
type Waiting<C> = Result<(Step<C>, OwnedSemaphorePermit), Error>;

/// Everything after a position, in batches of whatever is there.
pub(crate) struct Feed<C> {
    receiver: mpsc::Receiver<Waiting<C>>,
    received: Vec<Waiting<C>>,
    failed: Option<Error>,
    _reader: AbortOnDropHandle<()>,
}

impl<C: Send + 'static> Feed<C> {
    /// Starts to read after `after`, up to and including `until` if given.
    pub(crate) fn start<P: Projection<Change = C>>(log: &dyn EventLog, after: u64, until: Option<u64>) -> Self {
        let (sender, receiver) = mpsc::channel(COMMITS);
        let commits = log.read(after);
        let reader = tokio::spawn(async move {
            let room = Arc::new(Semaphore::new(BYTES as usize));
            let mut commits = commits;
            let mut expected = after + 1;
            while until.is_none_or(|last| expected <= last)
                && let Some(next) = commits.next().await
            {
                let step = match understand::<P>(next, expected) {
                    Ok((step, size)) => Arc::clone(&room).acquire_many_owned(size).await.ok().map(|room| (step, room)),
                    Err(error) => {
                        // Nobody waits any more when this fails.
                        sender.send(Err(error)).await.ok();
                        return;
                    }
                };
                let Some(step) = step else { return };
                if sender.send(Ok(step)).await.is_err() {
                    return;
                }
                expected += 1;
            }
        });
        Self { receiver, received: Vec::new(), failed: None, _reader: AbortOnDropHandle::new(reader) }
    }

    /// The next batch: waits for one commit and takes what is there with it. Cancel-safe.
    ///
    /// # Errors
    /// What ended the reading, after everything before it was given.
    pub(crate) async fn next(&mut self) -> Result<Vec<Step<C>>, Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.receiver.recv_many(&mut self.received, COMMITS).await;
        let mut batch = Vec::with_capacity(self.received.len());
        for waiting in self.received.drain(..) {
            match waiting {
                Ok((step, _room)) => batch.push(step),
                Err(error) => self.failed = Some(error),
            }
        }
        if batch.is_empty() { Err(self.failed.take().unwrap_or(Error::Interrupted)) } else { Ok(batch) }
    }
}

/// A step and the room it takes. The log promises that nothing is missing; this is where that is checked.
fn understand<P: Projection>(
    next: Result<Recorded, ReadError>,
    expected: u64,
) -> Result<(Step<P::Change>, u32), Error> {
    let recorded = next?;
    let sequence = recorded.sequence;
    if sequence != expected {
        return Err(ReadError::Gap { expected, got: sequence }.into());
    }
    let size = u32::try_from(recorded.payload.len()).unwrap_or(BYTES).min(BYTES);
    let key = recorded.key.clone();
    let traceparent = recorded.traceparent.clone();
    match P::read(recorded) {
        Ok(change) => Ok((Step { sequence, traceparent, change }, size)),
        Err(refusal) => Err(Error::Refused { sequence, subject: key.subject(), refusal }),
    }
}
