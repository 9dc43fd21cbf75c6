//! A service that cannot serve yet: it listens, reports that it is not ready, and refuses calls with the reason.

use std::{pin::pin, time::Duration};

use haetae_event_log::JetStreamLog;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{
    error::ServeError,
    readiness::Readiness,
    refusing::Refusing,
    serve::{ServerParts, bind, serve_on},
};
use crate::{auth::Authenticator, config::ServerConfig};

/// A start that takes no longer than this happens without a temporary server.
const SOON: Duration = Duration::from_secs(1);

/// The part that a service waits for.
const START: &str = "start";

/// Waits for `start`, without which the service cannot serve. Meanwhile its health is `NOT_SERVING` and every call is
/// refused with an error that allows a retry. Returns the result of `start`, or none after `shutdown`. The service
/// has the same address afterwards.
///
/// # Errors
/// [`ServeError`] when the address cannot be had.
pub async fn starting<T>(
    config: &mut ServerConfig,
    auth: Authenticator,
    log: &JetStreamLog,
    shutdown: &CancellationToken,
    start: impl Future<Output = T>,
) -> Result<Option<T>, ServeError> {
    let mut start = pin!(start);
    match shutdown.run_until_cancelled(timeout(SOON, &mut start)).await {
        None => return Ok(None),
        Some(Ok(started)) => return Ok(Some(started)),
        Some(Err(_elapsed)) => {}
    }
    let readiness = Readiness::new();
    readiness.set(START, false);
    let listener = bind(config).await?;
    config.listen = listener.local_addr().map_err(ServeError::ListenFile)?;
    let parts = ServerParts::new(config.clone(), auth, readiness).refusing(Refusing::until(log.clone()));
    let stop = shutdown.child_token();
    let mut waiting = pin!(serve_on(listener, parts, stop.clone()));
    let started = tokio::select! {
        started = &mut start => started,
        ended = &mut waiting => return ended.map(|()| None),
    };
    stop.cancel();
    waiting.await.map(|()| Some(started))
}
