//! WatchReviews: a list, followed along the log.
//!
//! What has changed is asked for between two positions, when the caller is ready for more. So a stream holds neither
//! rows nor a database session while nobody reads it, however slow the caller is: who is slow gets fewer, later states.

use std::time::Duration;

use futures::{
    StreamExt as _,
    stream::{BoxStream, try_unfold},
};
use haetae_proto::dashboard::v1::{ReviewChange, WatchReviewsRequest, WatchReviewsResponse, review_change::Change};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{consistency_token, parse_consistency_token},
};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::show::review_row;
use crate::{
    filter::{self, REVIEWS},
    store::{AsOf, Changed, List, Step, Store, Visible, Wanted, failure},
};

/// How long one step may take.
const STEP: Duration = Duration::from_secs(10);
/// The least time between two steps: under load one shows what has happened in the meantime.
const PACE: Duration = Duration::from_millis(100);

/// A list being followed.
struct Watch {
    store: Store,
    wanted: Wanted,
    heartbeat: Duration,
    shutdown: CancellationToken,
    /// What the caller has.
    position: u64,
    stepped: Option<Instant>,
    ended: bool,
}

/// The answer to a request: a stream that ends only when it fails or the service stops.
pub(super) async fn watch(
    store: Store,
    visible: Visible,
    request: &WatchReviewsRequest,
    deadline: Deadline,
    (heartbeat, shutdown): (Duration, CancellationToken),
) -> Result<BoxStream<'static, Result<WatchReviewsResponse, ApiError>>, ApiError> {
    let mut v = Violations::new();
    let filter = filter::parse(&mut v, "filter", &request.filter, REVIEWS);
    v.finish()?;
    let token = parse_consistency_token(&request.consistency_token)?;
    // Also sees to it that nobody waits for a position that may never come.
    let position = store.snapshot(AsOf::Now, token, deadline).await?.position();
    let wanted = Wanted { list: List::Reviews, visible, filter };
    let position = token.unwrap_or(position);
    let watch = Watch { store, wanted, heartbeat, shutdown, position, stepped: None, ended: false };
    Ok(try_unfold(watch, next).boxed())
}

/// The next step; the first only says where the stream begins, the last only where it ends.
async fn next(mut watch: Watch) -> Result<Option<(WatchReviewsResponse, Watch)>, ApiError> {
    if watch.ended {
        return Ok(None);
    }
    let changes = match watch.stepped {
        None => Vec::new(),
        Some(stepped) => watch.follow(stepped).await?,
    };
    watch.stepped = Some(Instant::now());
    let response = WatchReviewsResponse { changes, consistency_token: consistency_token(watch.position) };
    Ok(Some((response, watch)))
}

impl Watch {
    /// Waits for changes of the list; gives none after a heartbeat's time, or when the service stops.
    async fn follow(&mut self, stepped: Instant) -> Result<Vec<ReviewChange>, ApiError> {
        let silence = stepped + self.heartbeat;
        let mut pace = stepped + PACE;
        loop {
            let patience = silence.saturating_duration_since(Instant::now());
            let news = tokio::select! {
                biased;
                () = self.shutdown.cancelled() => {
                    self.ended = true;
                    return Ok(Vec::new());
                }
                news = self.news(patience, pace) => news,
            };
            if !news {
                return Ok(Vec::new());
            }
            let Step { position, changes } = self.step().await?;
            self.position = position;
            if !changes.is_empty() || Instant::now() >= silence {
                return Ok(changes.into_iter().map(show).collect());
            }
            pace = Instant::now() + PACE;
        }
    }

    async fn news(&self, patience: Duration, pace: Instant) -> bool {
        let news = self.store.news(self.position, patience).await;
        if news {
            sleep_until(pace).await;
        }
        news
    }

    async fn step(&self) -> Result<Step, ApiError> {
        let mut snapshot = self.store.snapshot(AsOf::Now, Some(self.position), Deadline::after(STEP)).await?;
        snapshot.changes(self.position, &self.wanted).await.map_err(failure)
    }
}

fn show(changed: Changed) -> ReviewChange {
    let change = match changed {
        Changed::Entered(review) => Change::Entered(review_row(&review)),
        Changed::Updated(review) => Change::Updated(review_row(&review)),
        Changed::Left(id) => Change::Left(id.to_string()),
    };
    ReviewChange { change: Some(change) }
}
