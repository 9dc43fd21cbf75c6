//! The bucket of evidence. While the server has no room for it, uploads are refused and everything else is served.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use haetae_event_log::{ConnectError, objects::JetStreamObjects};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// The reason of the alarm when there is no room, and of the answer to an upload.
pub(super) const FULL: &str = "EVIDENCE_STORE_FULL";
/// The reason of the alarm when the bucket cannot be made for another cause.
const UNAVAILABLE: &str = "EVIDENCE_STORE_UNAVAILABLE";
/// Between two attempts to make the bucket.
const PAUSE: Duration = Duration::from_secs(5);

/// The bucket, which may not have been created yet.
pub(crate) struct Bucket {
    objects: JetStreamObjects,
    there: bool,
}

impl Bucket {
    /// Creates the bucket if the server can.
    ///
    /// # Errors
    /// When it exists with other settings than required: an operator has to decide.
    pub(crate) async fn begin(objects: JetStreamObjects) -> Result<Self, ConnectError> {
        let there = match objects.ensure().await {
            Ok(()) => true,
            Err(error @ ConnectError::Api(_)) => {
                tell(&error);
                false
            }
            Err(error) => return Err(error),
        };
        Ok(Self { objects, there })
    }

    /// Tries again until the bucket exists. An upload tries as well.
    pub(crate) async fn follow(self, shutdown: CancellationToken) {
        if self.there {
            return;
        }
        while shutdown.run_until_cancelled(sleep(PAUSE)).await.is_some() {
            match self.objects.ensure().await {
                Ok(()) => {
                    tracing::info!("the bucket of evidence is there: files are taken");
                    return;
                }
                Err(error) => tracing::debug!(error = with_causes(&error), "the bucket of evidence cannot be made"),
            }
        }
    }
}

fn tell(error: &ConnectError) {
    let reason = if error.lacks_room() { FULL } else { UNAVAILABLE };
    let cause = std::error::Error::source(error).map_or_else(String::new, ToString::to_string);
    tracing::error!(
        alarm = true,
        reason,
        cause,
        "the bucket of evidence cannot be made: uploads are refused, all else is served; make room on the log's server, or \
         set evidence.max_bytes"
    );
}
