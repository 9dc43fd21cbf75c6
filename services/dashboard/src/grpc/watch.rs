//! WatchReviews: a list, followed along the log.
//!
//! The changes between two positions are read when the caller is ready for more. A stream therefore keeps neither
//! rows nor a database session while the caller does not read: a slow caller receives fewer, later states.

use std::time::Duration;

use futures::{
    StreamExt as _,
    stream::{BoxStream, try_unfold},
};
use haetae_proto::dashboard::v1::{ReviewChange, WatchReviewsRequest, WatchReviewsResponse, review_change::Change};
use haetae_service_kit::{
    auth::{Principal, Standing},
    clock,
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{consistency_token, parse_consistency_token},
};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::show::review_row;
use crate::{
    board::REVIEW_FIELDS,
    database::failure,
    filter,
    store::{AsOf, Changed, List, QueryStore, Visible, Wanted, WatchStep},
};

/// Time limit of one step.
const STEP: Duration = Duration::from_secs(10);
/// Shortest time between two steps: under load, one step combines the changes since the previous one.
const PACE: Duration = Duration::from_millis(100);

/// The terms under which lists are watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Idle time after which a stream sends a heartbeat.
    pub(crate) heartbeat: Duration,
    /// Maximum lifetime of a stream.
    pub(crate) lifetime: Duration,
}

/// When a stream ends normally, and the interval of its heartbeats until then.
#[derive(Clone)]
pub(super) struct StreamEnd {
    heartbeat: Duration,
    at: Instant,
    shutdown: CancellationToken,
    /// Absent in tests that have no server.
    standing: Option<Standing>,
}

/// A list being followed.
struct Watch {
    store: QueryStore,
    wanted: Wanted,
    end: StreamEnd,
    /// The position that the caller has received.
    position: u64,
    stepped: Option<Instant>,
    ended: bool,
}

impl StreamEnd {
    /// Ends at the end of the stream's lifetime or of the caller's token, whichever is earlier, or at `shutdown`.
    /// Also ends once the issuer has withdrawn the key that signed the token, which is checked with every heartbeat.
    pub(super) fn of(
        caller: &Principal,
        standing: Option<&Standing>,
        terms: Terms,
        shutdown: CancellationToken,
    ) -> Self {
        let token = Duration::try_from(caller.ends.duration_since(clock::now())).unwrap_or_default();
        let at = Instant::now() + terms.lifetime.min(token);
        Self { heartbeat: terms.heartbeat, at, shutdown, standing: standing.cloned() }
    }

    async fn reached(&self) {
        tokio::select! {
            () = self.shutdown.cancelled() => {}
            () = sleep_until(self.at) => {}
            () = self.withdrawn() => {}
        }
    }

    /// Resolves once the key is withdrawn.
    async fn withdrawn(&self) {
        while self.standing.as_ref().is_none_or(Standing::holds) {
            sleep(self.heartbeat).await;
        }
    }
}

/// The response: a stream that ends only when it fails or [`StreamEnd`] is reached.
pub(super) async fn watch(
    store: QueryStore,
    visible: Visible,
    request: &WatchReviewsRequest,
    deadline: Deadline,
    end: StreamEnd,
) -> Result<BoxStream<'static, Result<WatchReviewsResponse, ApiError>>, ApiError> {
    let mut v = Violations::new();
    let filter = filter::parse(&mut v, "filter", &request.filter, REVIEW_FIELDS);
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;
    // Also refuses a position beyond the log instead of waiting for it.
    let position = store.snapshot(AsOf::Now, token, deadline).await?.position();
    let wanted = Wanted { list: List::Reviews, visible, filter };
    let position = token.unwrap_or(position);
    let watch = Watch { store, wanted, end, position, stepped: None, ended: false };
    Ok(try_unfold(watch, next).boxed())
}

/// The next step. The first step only returns the position at which the stream begins, the last only the one at which
/// it ends.
async fn next(mut watch: Watch) -> Result<Option<(WatchReviewsResponse, Watch)>, ApiError> {
    if watch.ended {
        return Ok(None);
    }
    let changes = match watch.stepped {
        None => Vec::new(),
        Some(stepped) => watch.follow_until_end(stepped).await?,
    };
    watch.stepped = Some(Instant::now());
    let response = WatchReviewsResponse { changes, consistency_token: consistency_token(watch.position) };
    Ok(Some((response, watch)))
}

impl Watch {
    /// Follows until the end, at which there are no changes. A step interrupted by the end has no effect.
    async fn follow_until_end(&mut self, stepped: Instant) -> Result<Vec<ReviewChange>, ApiError> {
        let end = self.end.clone();
        tokio::select! {
            biased;
            () = end.reached() => {
                self.ended = true;
                Ok(Vec::new())
            }
            changes = self.follow(stepped) => changes,
        }
    }

    /// Waits for changes of the list; returns none after the heartbeat interval.
    async fn follow(&mut self, stepped: Instant) -> Result<Vec<ReviewChange>, ApiError> {
        let silence = stepped + self.end.heartbeat;
        let mut pace = stepped + PACE;
        loop {
            let patience = silence.saturating_duration_since(Instant::now());
            if !self.news(patience, pace).await {
                return Ok(Vec::new());
            }
            let WatchStep { position, changes } = self.step().await?;
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

    async fn step(&self) -> Result<WatchStep, ApiError> {
        let mut snapshot = self.store.snapshot(AsOf::Now, Some(self.position), Deadline::after(STEP)).await?;
        snapshot.changes(self.position, &self.wanted).await.map_err(failure)
    }
}

fn show(changed: Changed) -> ReviewChange {
    let (change, before) = match changed {
        Changed::Entered(review) => (Change::Entered(review_row(&review)), None),
        Changed::Updated { before, after } => (Change::Updated(review_row(&after)), Some(*before)),
        Changed::Left { before } => (Change::Left(before.review_id.to_string()), Some(before)),
    };
    ReviewChange { change: Some(change), before: before.as_ref().map(review_row) }
}
