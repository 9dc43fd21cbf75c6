//! Signs heads continuously: at least one for every second or hundred commits while there are new commits, each
//! published to all writers.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, JetStreamLog, ReadError, alarm};
use haetae_projector::Position;
use haetae_service_kit::server::Readiness;
use sqlx::PgPool;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{Head, Signer, sign::SignError};
use crate::{database::is_unavailable, inclusion};

/// Commits that are not under a head for longer than it takes to sign one.
const COMMITS: u64 = 100;
/// Maximum time that a commit waits for its head, apart from the signing.
const WAIT: Duration = Duration::from_millis(900);
/// Interval of checking the archive's position.
const LOOK: Duration = Duration::from_millis(50);
/// Interval of checking the log's copy of the head when there are no new commits.
const REPEAT: Duration = Duration::from_secs(5);
/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Signs and hands over.
pub(crate) struct Keeper {
    pub(crate) signer: Signer,
    pub(crate) pool: PgPool,
    pub(crate) log: JetStreamLog,
    pub(crate) archive: Position,
    pub(crate) readiness: Readiness,
}

impl Keeper {
    /// Signs the archived commits and compares the log with them before anything of the log is projected; then
    /// repeats whenever there are new commits, until `shutdown`. Ends early when the archive differs from what was
    /// signed.
    pub(crate) async fn run(mut self, compared: oneshot::Sender<()>, shutdown: CancellationToken) {
        let mut compared = Some(compared);
        let mut signed = 0;
        while let Some(step) = shutdown.run_until_cancelled(self.step()).await {
            match step {
                Ok(head) => {
                    signed = head.map_or(0, |head| head.size);
                    if let Some(compared) = compared.take() {
                        // Fails only when the receiver has stopped waiting.
                        let _ = compared.send(());
                    }
                    self.wait_for_news(signed, &shutdown).await;
                }
                Err(Failure::Sign(error @ SignError::Inconsistent { .. })) => {
                    let error = with_causes(&error);
                    alarm!(error, Alarm::HeadsNotSigned, error, signed, "signing of log heads stopped");
                    self.readiness.set("log heads", false);
                    return;
                }
                Err(error) => {
                    let told = with_causes(&error);
                    tracing::warn!(error = told, signed, "the head of the log could not be published yet; retrying");
                    if error.stays() {
                        // For example an archive of another shape: the projectors report how to resolve it.
                        compared = None;
                    }
                    shutdown.run_until_cancelled(sleep(PAUSE)).await;
                }
            }
        }
    }

    async fn step(&mut self) -> Result<Option<Head>, Failure> {
        let head = self.signer.sign().await?;
        if let Some(head) = &head {
            let mut db = self.pool.acquire().await?;
            if let Some(proof) = inclusion::bundle(&mut db, head.size, head).await? {
                match self.log.publish_head(&proof).await {
                    // A loss is reported where it is detected.
                    Ok(()) | Err(ReadError::Gap { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(head)
    }

    async fn wait_for_news(&self, signed: u64, shutdown: &CancellationToken) {
        let repeat = Instant::now() + REPEAT;
        let mut due = repeat;
        while Instant::now() < due && !shutdown.is_cancelled() {
            match self.archive.seen().saturating_sub(signed) {
                0 => {}
                COMMITS.. => return,
                _ if due == repeat => due = due.min(Instant::now() + WAIT),
                _ => {}
            }
            shutdown.run_until_cancelled(sleep(LOOK)).await;
        }
    }
}

impl Failure {
    /// Whether waiting for the database cannot resolve the error.
    fn stays(&self) -> bool {
        match self {
            Self::Sign(SignError::Database(error)) | Self::Database(error) => !is_unavailable(error),
            Self::Sign(_) | Self::Log(_) => false,
        }
    }
}

/// Why a head was not signed or not handed over.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Sign(#[from] SignError),
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the log cannot take it")]
    Log(#[from] ReadError),
}
