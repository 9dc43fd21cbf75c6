//! GetSummary.

use haetae_domain::vocabulary::{Level, Status};
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{GetSummaryRequest, GetSummaryResponse, LevelCount, StatusCount};
use haetae_service_kit::{deadline::Deadline, error::ApiError, token::parse_consistency_token};

use super::show::review_row;
use crate::store::{Count, Order, OrderBy, ReviewQuery, Store, Visible, failure};

/// How many of the latest requests are shown.
const RECENT: u32 = 10;

pub(super) async fn get(
    store: &Store,
    visible: &Visible,
    request: &GetSummaryRequest,
    deadline: Deadline,
) -> Result<GetSummaryResponse, ApiError> {
    let wanted = parse_consistency_token(&request.consistency_token)?;
    let mut snapshot = store.snapshot(wanted, deadline).await?;
    let counts = snapshot.counts(visible).await.map_err(failure)?;
    let latest = ReviewQuery {
        visible: visible.clone(),
        conditions: Vec::new(),
        order: Order { by: OrderBy::SubmittedAt, descending: true },
        after: None,
        limit: RECENT,
    };
    let recent = snapshot.reviews(&latest).await.map_err(failure)?;
    Ok(GetSummaryResponse {
        by_level: by_level(&counts),
        by_status: by_status(&counts),
        recent: recent.iter().map(review_row).collect(),
        consistency_token: snapshot.token(),
    })
}

/// Every level, not yet scored first.
fn by_level(counts: &[Count]) -> Vec<LevelCount> {
    let levels = std::iter::once(None).chain(Level::ALL.iter().copied().map(Some));
    levels
        .map(|level| LevelCount {
            level: level.map_or(0, Level::to_wire),
            count: counts.iter().filter(|count| count.level == level).map(|count| count.reviews).sum(),
        })
        .collect()
}

fn by_status(counts: &[Count]) -> Vec<StatusCount> {
    let statuses = Status::ALL.iter().copied();
    statuses
        .map(|status| StatusCount {
            status: status.to_wire(),
            count: counts.iter().filter(|count| count.status == status).map(|count| count.reviews).sum(),
        })
        .collect()
}
