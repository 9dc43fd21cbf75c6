//! The bucket of evidence. While the server has no room for it, uploads are refused and everything else is served.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, ConnectError, alarm, objects::JetStreamObjects};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

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
                    tracing::info!("the evidence bucket exists; uploads are accepted");
                    return;
                }
                Err(error) => tracing::debug!(error = with_causes(&error), "the evidence bucket cannot be created yet"),
            }
        }
    }
}

fn tell(error: &ConnectError) {
    let name = if error.lacks_room() { Alarm::EvidenceStoreFull } else { Alarm::EvidenceStoreUnavailable };
    let cause = std::error::Error::source(error).map_or_else(String::new, ToString::to_string);
    alarm!(
        error,
        name,
        cause,
        "the bucket of evidence cannot be made: uploads are refused, all else is served; make room on the log's server, or \
         set evidence.max_bytes"
    );
}
