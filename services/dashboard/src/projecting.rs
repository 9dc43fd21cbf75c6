//! Background work beside the queries: projecting the log, and signing heads over the archived commits.

use std::{sync::Arc, time::Duration};

use haetae_domain::causes::with_causes;
use haetae_event_log::{ConnectError, EventLog, JetStreamLog, Options};
use haetae_projector::Managed;
use haetae_proof::SigningKey;
use haetae_service_kit::server::Readiness;
use sqlx::PgPool;
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Archive,
    building::Builder,
    database::Turnover,
    heads::{Keeper, Signer},
    projections::{ALL, Positions},
};

/// Pause before a log that could not be reached is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the monitoring endpoint of a reachable log server may be unreachable.
const MONITORING: Duration = Duration::from_secs(60);

/// The log's followers.
pub(crate) struct Projecting {
    pub(crate) log: Options,
    pub(crate) pool: PgPool,
    /// When projectors have to reconnect: each writes over a connection of its own.
    pub(crate) turnover: Turnover,
    /// The positions published to waiting callers.
    pub(crate) positions: Positions,
    pub(crate) builder: Builder,
    pub(crate) signing_key: Option<SigningKey>,
    pub(crate) readiness: Readiness,
}

impl Projecting {
    /// Runs everything until `shutdown`. A projector that stops with an alarm leaves its rows readable; all
    /// projectors stop while the log differs from the archive.
    pub(crate) async fn run(self, shutdown: CancellationToken) -> Result<(), ConnectError> {
        self.readiness.set("event log", false);
        let Some(log) = reach(&self.log, &shutdown).await? else { return Ok(()) };
        self.readiness.set("event log", true);
        let mut tasks = JoinSet::new();
        tasks.spawn(follow_history(log.clone(), self.readiness.clone(), shutdown.clone()));
        self.remember(&log).await;
        self.start_heads(&mut tasks, &log, &shutdown).await;
        // Set once only.
        let _ = self.builder.log.set(log.clone());
        tokio::join!(self.project(&log, &shutdown), self.builder.take_over());
        tasks.join_all().await;
        shutdown.cancelled().await;
        self.builder.running.close();
        self.builder.running.wait().await;
        Ok(())
    }

    /// Reports to the log how far it was archived. The archive keeps this position even if the server loses
    /// everything else.
    async fn remember(&self, log: &JetStreamLog) {
        match self.positions.of::<Archive>(&self.pool).stored().await {
            // A loss is reported where it is detected.
            Ok(archived) => drop(log.require(archived).await),
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "cannot tell yet how far the log was archived")
            }
        }
    }

    /// Starts to sign heads, and waits until the log was compared with the archive.
    async fn start_heads(&self, tasks: &mut JoinSet<()>, log: &JetStreamLog, shutdown: &CancellationToken) {
        let Some(key) = &self.signing_key else {
            tracing::warn!("signing.key_file is not set: no heads of the log are signed");
            return;
        };
        let keeper = Keeper {
            signer: Signer::new(self.pool.clone(), key.clone()),
            pool: self.pool.clone(),
            log: log.clone(),
            archive: self.positions.of::<Archive>(&self.pool),
            readiness: self.readiness.clone(),
        };
        let (compared, done) = oneshot::channel();
        tasks.spawn(keeper.run(compared, shutdown.clone()));
        let _ = shutdown.run_until_cancelled(done).await;
    }

    /// Runs the projectors while the log is complete: nothing is projected from a log that lacks history, nor into a
    /// database that the configuration no longer names.
    async fn project(&self, log: &JetStreamLog, shutdown: &CancellationToken) {
        let mut elsewhere = self.turnover.changes();
        while shutdown.run_until_cancelled(log.recovery()).await.is_some() {
            let (whole, mut projectors) = (shutdown.child_token(), JoinSet::new());
            let read: Arc<dyn EventLog> = Arc::new(log.clone());
            for projection in ALL {
                self.start(&mut projectors, projection, &read, &whole);
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = log.regression() => {}
                // The other end lives as long as `self`.
                _ = elsewhere.changed() => {}
            }
            whole.cancel();
            projectors.join_all().await;
        }
    }

    fn start(
        &self,
        tasks: &mut JoinSet<()>,
        projection: &'static dyn Managed,
        log: &Arc<dyn EventLog>,
        shutdown: &CancellationToken,
    ) {
        let (name, log, pool) = (projection.name(), Arc::clone(log), self.pool.clone());
        let position = self.positions.named(name).unwrap_or_else(|| projection.position(pool.clone()));
        let (readiness, shutdown) = (self.readiness.clone(), shutdown.clone());
        tasks.spawn(async move {
            readiness.set(name, true);
            // The alarm was raised where it stopped; its rows can still be read.
            if projection.project(log, (pool, position), shutdown).await.is_err() {
                readiness.set(name, false);
            }
        });
    }
}

/// Reports until `shutdown` whether the log lacks history.
async fn follow_history(log: JetStreamLog, readiness: Readiness, shutdown: CancellationToken) {
    shutdown.run_until_cancelled(readiness.follow_history(&log)).await;
}

/// The log, once it can be reached; none when asked to stop before. Credentials that cannot be read at the first
/// attempt are a configuration error; later, they are assumed to be in the process of being written. If the server is
/// reachable but its monitoring endpoint is not for [`MONITORING`], the configured endpoint is wrong.
async fn reach(options: &Options, shutdown: &CancellationToken) -> Result<Option<JetStreamLog>, ConnectError> {
    let (mut waited, mut silent) = (false, None);
    loop {
        let Some(connected) = shutdown.run_until_cancelled(JetStreamLog::connect(options.clone())).await else {
            return Ok(None);
        };
        let is_silent = matches!(connected, Err(ConnectError::Monitoring(_)));
        silent = is_silent.then(|| silent.unwrap_or_else(Instant::now));
        match connected {
            Ok(log) => return Ok(Some(log)),
            Err(error) if waits(&error, waited, silent.map_or(Duration::ZERO, |since| since.elapsed())) => {
                tracing::warn!(error = with_causes(&error), "event log not reached yet");
            }
            Err(error) => return Err(error),
        }
        waited = true;
        shutdown.run_until_cancelled(sleep(PAUSE)).await;
    }
}

/// Whether waiting can resolve the connection error: after the first attempt, and for a limited time without an
/// answer of the monitoring endpoint.
fn waits(error: &ConnectError, waited: bool, silent: Duration) -> bool {
    match error {
        ConnectError::Unreachable(_) | ConnectError::Api(_) => true,
        ConnectError::Monitoring(_) => silent < MONITORING,
        ConnectError::Credentials(_) => waited,
        ConnectError::Options(_)
        | ConnectError::Address(_)
        | ConnectError::ServerTooOld { .. }
        | ConnectError::NotDurable
        | ConnectError::NoRoom { .. }
        | ConnectError::Drifted { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Error;

    use super::*;

    /// A file of credentials that is being written ends no dashboard that waits for the log.
    #[test]
    fn credentials_that_cannot_be_read_are_waited_for_after_the_first_attempt() {
        let half_written = ConnectError::Credentials(Error::other("no user JWT and key in it"));
        assert_eq!([false, true].map(|waited| waits(&half_written, waited, Duration::ZERO)), [false, true]);
        assert!(!waits(&ConnectError::Address("nats.url".to_owned()), true, Duration::ZERO));
    }

    /// A server that starts may answer before its monitoring does; one whose monitoring stays silent has another address for it,
    /// and the error names the setting.
    #[test]
    fn a_silent_monitoring_is_waited_for_a_bounded_time() {
        let silent = ConnectError::Monitoring(Error::other("connection refused"));
        assert!(waits(&silent, true, Duration::ZERO) && waits(&silent, true, MONITORING / 2));
        assert!(!waits(&silent, true, MONITORING));
        assert!(silent.to_string().starts_with("nats.monitoring: "), "{silent}");
    }
}
