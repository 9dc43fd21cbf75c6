//! Commits that kill the process while they are handled: an abort, or the system kills the process because memory
//! runs out.
//!
//! A panic is caught and its commit is parked. After the death of the process, only the next process can act, so it
//! counts. Commits that were delivered and not acknowledged when a reactor starts are suspects. The first start
//! records only that it begins with suspects. If that note is still open at the next start, the previous process died
//! over them. Then each suspect is tried alone, with a note that names it, and one that was fatal [`FATAL`] times is
//! parked. Commits that a running reactor receives are not affected.
//!
//! The notes are stored beside the parked commits, on `attempt.<reactor>`.

use futures::{StreamExt as _, stream::BoxStream};
use haetae_domain::causes::with_causes;
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

use super::{handle::Handler, parked};
use crate::{JetStreamLog, ReadError, Recorded};

/// Deaths over one commit tried alone, after which the commit is parked.
const FATAL: u32 = 3;

/// A process that lives this long with suspects is not dying because of them: longer than one call of a handler may
/// take.
const SURVIVED: Duration = Duration::from_secs(90);

/// The note of one start for the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// Whether suspects are being handled.
    open: bool,
    /// The commit that is tried alone; 0 for none.
    sequence: u64,
    /// The number of attempts.
    begun: u32,
}

/// The count of deaths of one reactor, in this process.
pub(super) struct Deaths {
    log: JetStreamLog,
    reactor: String,
    /// The last suspect sequence, and the start of handling the suspects; none when no suspects are left.
    open: Option<(u64, Instant)>,
    /// The note from before the current try, to be restored after an orderly end, which is no death.
    before: Option<Note>,
}

impl Deaths {
    pub(super) fn new(log: &JetStreamLog, reactor: &str) -> Self {
        Self { log: log.clone(), reactor: reactor.to_owned(), open: None, before: None }
    }

    /// Called once before anything is handled, with the suspect commits and the last sequence among them. Returns
    /// those that were settled here.
    pub(super) async fn survey(
        &mut self,
        handler: &Handler,
        (mut suspects, last): (BoxStream<'static, Result<Recorded, ReadError>>, u64),
    ) -> Result<Vec<u64>, ReadError> {
        self.take_back().await;
        let mut note: Note = parked::note(&self.log, &self.reactor).await?.unwrap_or_default();
        if !note.open {
            self.write(&Note { open: true, ..Note::default() }).await;
            self.open = Some((last, Instant::now()));
            return Ok(Vec::new());
        }
        tracing::warn!(
            reactor = self.reactor,
            until = last,
            "the process before died; its commits are tried one by one"
        );
        let mut settled = Vec::new();
        while let Some(commit) = suspects.next().await {
            let commit = commit?;
            let begun = if note.sequence == commit.sequence { note.begun } else { 0 };
            if begun >= FATAL {
                let reason = format!("the process died {begun} times while it handled this commit");
                handler.park(&commit, &reason).await?;
                settled.push(commit.sequence);
                continue;
            }
            // The previous process survived the commits before the one it died over.
            if commit.sequence >= note.sequence {
                let sequence = commit.sequence;
                self.before = Some(Note { open: true, sequence, begun });
                note = Note { open: true, sequence, begun: begun + 1 };
                self.write(&note).await;
            }
            settled.extend(handler.once(&commit).await.then_some(commit.sequence));
            self.before = None;
        }
        self.write(&Note::default()).await;
        Ok(settled)
    }

    /// Notes that the suspects are survived, once they are.
    pub(super) async fn survive(&mut self, settled: u64) {
        if self.open.is_some_and(|(last, since)| settled >= last || since.elapsed() >= SURVIVED) {
            self.close().await;
        }
    }

    /// Records that the process ends, or continues, in an orderly way.
    pub(super) async fn close(&mut self) {
        self.take_back().await;
        if self.open.take().is_some() {
            self.write(&Note::default()).await;
        }
    }

    /// Takes a try back that was broken off.
    async fn take_back(&mut self) {
        if let Some(note) = self.before.take() {
            self.write(&note).await;
        }
    }

    /// Writes the note. If that fails, the next start knows nothing of this one; commits are handled nevertheless.
    async fn write(&self, note: &Note) {
        if let Err(error) = parked::write_note(&self.log, &self.reactor, note).await {
            tracing::warn!(
                reactor = self.reactor,
                error = with_causes(&error),
                "the note about commits in progress cannot be written"
            );
        }
    }
}
