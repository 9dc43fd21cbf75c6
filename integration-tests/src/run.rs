//! How a test runs and how it waits.

use std::{sync::LazyLock, time::Duration};

use anyhow::{Context as _, Result};
use tokio::{
    runtime::Runtime,
    time::{sleep, timeout},
};
use uuid::Uuid;

/// No test takes this long; one that hangs fails instead.
const LONGEST: Duration = Duration::from_secs(300);
/// No condition is waited for longer. Tests wait this long only when they fail.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// One runtime for all tests of a program, so that they can share a platform.
#[expect(clippy::expect_used, reason = "a test program without a runtime has nothing to report to")]
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// Runs a test to its end.
///
/// # Errors
/// The test's own, or that it hangs.
pub fn run(test: impl Future<Output = Result<()>>) -> Result<()> {
    RUNTIME.block_on(async { timeout(LONGEST, test).await.context("the test hangs")? })
}

/// Asks until there is an answer; `what` completes "… did not happen".
///
/// # Errors
/// When there is none after a minute, or asking fails.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let asking = async {
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            sleep(PAUSE).await;
        }
    };
    timeout(PATIENCE, asking).await.with_context(|| format!("{what} did not happen"))?
}

/// An id that was not used before.
#[expect(clippy::disallowed_methods, reason = "the one place where tests make ids, as their platforms would")]
pub fn fresh_id() -> Uuid {
    Uuid::new_v4()
}
