//! GetTimeline.

use haetae_proto::dashboard::v1::{GetTimelineRequest, GetTimelineResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{PageScope, parse_consistency_token},
    validate,
};

use super::{
    moment,
    page::{cut, open_place, seal_place},
    show::timeline_entry,
};
use crate::store::{Store, Visible, failure};

/// Default and most.
const PAGE: (u32, u32) = (100, 500);

pub(super) async fn get(
    store: &Store,
    visible: &Visible,
    request: &GetTimelineRequest,
    deadline: Deadline,
) -> Result<GetTimelineResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    v.finish()?;
    let scope = PageScope::new(&["GetTimeline", &id.to_string(), &format!("{as_of:?}")]);
    let after = open_place(scope, &request.page_token)?;
    let wanted = parse_consistency_token(&request.consistency_token)?;

    let mut snapshot = store.snapshot(as_of, wanted, deadline).await?;
    let review = snapshot.review(id).await.map_err(failure)?;
    if !review.is_some_and(|review| visible.includes(&review.team)) {
        return Err(ApiError::review_not_found(id));
    }
    let entries = snapshot.timeline(id, *visible == Visible::All, after, size + 1).await.map_err(failure)?;
    let (entries, more) = cut(entries, size);
    let next = entries.last().filter(|_| more).map(|last| seal_place(scope, last.place));
    Ok(GetTimelineResponse {
        entries: entries.into_iter().map(timeline_entry).collect(),
        next_page_token: next.unwrap_or_default(),
        consistency_token: snapshot.token(),
    })
}
