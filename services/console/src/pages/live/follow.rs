//! Follows a list across failures of the dashboard: when a stream breaks, the next one continues at its position.

use std::time::Duration;

use haetae_proto::dashboard::v1::WatchReviewsResponse;
use tokio::time::sleep;
use tonic::Streaming;

use crate::api::{Api, Kind, Problem, watch};

/// The first and the longest pause before the dashboard is asked again; the pause doubles each time.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// A list that is followed.
pub(super) struct Followed {
    api: Api,
    filter: String,
    /// Up to where changes were sent.
    token: String,
    steps: Option<Streaming<WatchReviewsResponse>>,
    patience: Duration,
}

/// Whether asking again is of no use.
pub(super) const fn is_final(kind: Kind) -> bool {
    matches!(kind, Kind::SignedOut | Kind::Forbidden | Kind::NotFound | Kind::Invalid)
}

impl Followed {
    /// From a token on.
    pub(super) const fn new(api: Api, filter: String, token: String) -> Self {
        Self { api, filter, token, steps: None, patience: PATIENCE.0 }
    }

    /// Opens the stream, if there is none.
    ///
    /// # Errors
    /// When the dashboard refuses or does not answer.
    pub(super) async fn open(&mut self) -> Result<(), Problem> {
        if self.steps.is_none() {
            self.steps = Some(watch(&self.api, &self.filter, &self.token).await?);
        }
        Ok(())
    }

    /// The next step; none when the dashboard refuses permanently.
    pub(super) async fn next(mut self) -> Option<(WatchReviewsResponse, Self)> {
        loop {
            match self.step().await {
                Ok(Some(step)) => {
                    self.token.clone_from(&step.consistency_token);
                    self.patience = PATIENCE.0;
                    return Some((step, self));
                }
                Err(problem) if is_final(problem.kind) => return None,
                // The stream ended normally or broke: the next one continues from the token.
                Ok(None) | Err(_) => self.steps = None,
            }
            sleep(self.patience).await;
            self.patience = self.patience.saturating_mul(2).min(PATIENCE.1);
        }
    }

    async fn step(&mut self) -> Result<Option<WatchReviewsResponse>, Problem> {
        self.open().await?;
        match self.steps.as_mut() {
            Some(steps) => Ok(steps.message().await?),
            None => Ok(None),
        }
    }
}
