//! GetSummary.

use haetae_domain::vocabulary::{Level, Status};
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{GetSummaryRequest, GetSummaryResponse, LevelCount, StatusCount};
use haetae_service_kit::{deadline::Deadline, error::ApiError};

use super::{moment::AskedMoment, order::NEWEST, show::review_row};
use crate::{
    board::Cells,
    database::failure,
    filter::Filter,
    store::{List, QueryStore, ReviewQuery, Visible, Wanted, Whole},
};

/// The number of latest requests that are shown.
const RECENT: u32 = 10;

pub(super) async fn get(
    store: &QueryStore,
    visible: &Visible,
    request: &GetSummaryRequest,
    deadline: Deadline,
) -> Result<GetSummaryResponse, ApiError> {
    let AskedMoment { as_of, wanted } = AskedMoment::parse(request.as_of.as_ref(), &request.consistency_token)?;
    let mut whole = store.whole(as_of, wanted, deadline).await?;
    let urgent = whole.urgent(visible).await.map_err(failure)?;
    let Whole(mut snapshot) = whole;
    let cells = snapshot.counts(visible).await.map_err(failure)?;
    let latest = ReviewQuery {
        wanted: Wanted { list: List::Reviews, visible: visible.clone(), filter: Filter::EVERYTHING },
        order: vec![NEWEST],
        after: None,
        limit: RECENT,
    };
    let recent = snapshot.reviews(&latest).await.map_err(failure)?;
    Ok(GetSummaryResponse {
        by_level: by_level(&cells),
        by_status: by_status(&cells),
        recent: recent.iter().map(review_row).collect(),
        consistency_token: snapshot.token(),
        overdue_reviews: cells.count(|cell| cell.overdue),
        overdue_findings: urgent.overdue,
        acceptances_ending: urgent.ending,
        stale_decisions: cells.count(|cell| cell.decision_stale),
        duplicates: cells.count(|cell| cell.duplicate),
    })
}

/// Every level, not yet scored first.
fn by_level(cells: &Cells) -> Vec<LevelCount> {
    let levels = std::iter::once(None).chain(Level::ALL.iter().copied().map(Some));
    levels
        .map(|wanted| LevelCount {
            level: wanted.map_or(0, Level::to_wire),
            count: cells.count(|cell| cell.level == wanted),
        })
        .collect()
}

fn by_status(cells: &Cells) -> Vec<StatusCount> {
    let statuses = Status::ALL.iter().copied();
    statuses
        .map(|wanted| StatusCount { status: wanted.to_wire(), count: cells.count(|cell| cell.status == wanted) })
        .collect()
}
