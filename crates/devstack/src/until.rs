//! Waiting on a condition, with a bound: the only way this crate waits.

use std::time::Duration;

use crate::{Error, Result};

const INTERVAL: Duration = Duration::from_millis(20);

/// Asks `probe` until it has an answer, fails, or `bound` has passed; `what` completes "… did not happen".
pub(crate) async fn until<T>(
    what: impl Into<String>,
    bound: Duration,
    mut probe: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let asking = async {
        loop {
            if let Some(answer) = probe().await? {
                return Ok(answer);
            }
            tokio::time::sleep(INTERVAL).await;
        }
    };
    match tokio::time::timeout(bound, asking).await {
        Ok(answer) => answer,
        Err(_) => Err(Error::Timeout {
            what: what.into(),
            bound,
        }),
    }
}
