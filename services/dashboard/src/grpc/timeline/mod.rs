//! GetTimeline.

mod changes;

use haetae_proto::dashboard::v1::{GetTimelineRequest, GetTimelineResponse, TimelineEntry};
use haetae_service_kit::{
    auth::Principal,
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{Pages, parse_consistency_token},
    validate,
};
use uuid::Uuid;

use super::{
    moment,
    page::{cut, open_place, place_bytes},
    show::timeline_entry,
};
use crate::{
    database::failure,
    store::{Entry, QueryStore, Snapshot, Visible},
};

/// Default and most.
const PAGE: (u32, u32) = (100, 500);

pub(super) async fn get(
    store: &QueryStore,
    pages: &Pages,
    (visible, caller): (&Visible, &Principal),
    request: &GetTimelineRequest,
    deadline: Deadline,
) -> Result<GetTimelineResponse, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", &request.review_id);
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    v.finish()?;
    let scope = pages.scope(&["GetTimeline", &id.to_string(), &format!("{as_of:?}")]);
    let after = open_place(&scope, &request.page_token)?;
    let wanted = parse_consistency_token(&request.consistency_token)?;

    let mut snapshot = store.snapshot(as_of, wanted, deadline).await?;
    let review = snapshot.review(id).await.map_err(failure)?;
    let Some(review) = review.filter(|review| visible.includes(&review.team)) else {
        return Err(ApiError::review_not_found(id));
    };
    let internal = caller.reads_internal(&review.team)?;
    let entries = snapshot.timeline(id, internal, after, size + 1).await.map_err(failure)?;
    let (entries, more) = cut(entries, size);
    let next = entries.last().filter(|_| more).map(|last| place_bytes(last.place));
    Ok(GetTimelineResponse {
        entries: shown(&mut snapshot, id, entries).await.map_err(failure)?,
        next_page_token: scope.seal_after(next)?,
        consistency_token: snapshot.token(),
    })
}

/// Entries of one review with what each changed.
pub(super) async fn shown(snapshot: &mut Snapshot, id: Uuid, entries: Vec<Entry>) -> sqlx::Result<Vec<TimelineEntry>> {
    let sequences = entries.iter().map(|entry| entry.place.sequence);
    let (Some(first), Some(last)) = (sequences.clone().min(), sequences.max()) else { return Ok(vec![]) };
    let versions = snapshot.versions(id, first, last).await?;
    let shown = entries.into_iter().map(|entry| {
        let place = versions.binary_search_by_key(&entry.place.sequence, |version| version.sequence).ok();
        let before = place.and_then(|place| versions.get(place.checked_sub(1)?));
        let changes = changes::changes(&entry, before, place.and_then(|place| versions.get(place)));
        TimelineEntry { changes, ..timeline_entry(entry) }
    });
    Ok(shown.collect())
}
