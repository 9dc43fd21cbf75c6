//! Waiting on a condition, with a bound: the only way this crate waits.

use std::{future::Future, time::Duration};

use crate::{Error, Result};

/// Runs `asking`, which ends when its condition holds, for at most `bound`; `what` completes "… did not
/// happen".
pub(crate) async fn within<T>(bound: Duration, what: &str, asking: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(bound, asking).await {
        Ok(answer) => answer,
        Err(_) => Err(Error::Timeout { what: what.to_owned(), bound }),
    }
}

/// The pause between two questions.
pub(crate) async fn pause() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}
