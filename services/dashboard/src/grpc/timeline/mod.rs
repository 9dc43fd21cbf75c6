//! GetTimeline.

mod changes;

use haetae_domain::text::Text;
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
    depth, moment,
    page::{cut, open_place, place_bytes},
    show::{text, timeline_entry},
};
use crate::{
    board::Fact,
    database::failure,
    store::{Entry, EntryPlace, QueryStore, Snapshot, Visible},
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
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    // A token is tied to what is asked, so that without that nothing is known of the token.
    let is_known = v.is_empty();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let scope = pages.scope(&["GetTimeline", &id.to_string(), &format!("{as_of:?}")]);
    let after = if is_known { v.take(open_place(&scope, &request.page_token))? } else { None };
    let after = after.unwrap_or(EntryPlace::START);
    let wanted = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;

    let mut snapshot = store.snapshot(as_of, wanted, deadline).await?;
    let review = snapshot.review(id).await.map_err(failure)?;
    let Some(review) = review.filter(|review| visible.includes(&review.team)) else {
        return Err(depth::absent(&mut snapshot, id, visible).await?);
    };
    let internal = caller.reads_internal(&review.team)?;
    let entries = snapshot.timeline(id, internal, after, size + 1).await.map_err(failure)?;
    let (entries, more) = cut(entries, size);
    let next = entries.last().filter(|_| more).map(|last| place_bytes(last.place));
    Ok(GetTimelineResponse {
        entries: shown(&mut snapshot, (id, visible), entries).await.map_err(failure)?,
        next_page_token: scope.seal_after(next)?,
        consistency_token: snapshot.token(),
    })
}

/// Entries of one review with the changes of each, for a caller who may see the reviews `visible`.
pub(super) async fn shown(
    snapshot: &mut Snapshot,
    (id, visible): (Uuid, &Visible),
    entries: Vec<Entry>,
) -> sqlx::Result<Vec<TimelineEntry>> {
    let sequences = entries.iter().map(|entry| entry.place.sequence);
    let (Some(first), Some(last)) = (sequences.clone().min(), sequences.max()) else { return Ok(vec![]) };
    let versions = snapshot.versions(id, first, last).await?;
    let mut shown = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = versions.binary_search_by_key(&entry.place.sequence, |version| version.sequence).ok();
        let before = place.and_then(|place| versions.get(place.checked_sub(1)?));
        let changes = changes::changes(&entry, before, place.and_then(|place| versions.get(place)));
        let summary = other_review(snapshot, visible, &entry.fact).await?;
        let entry = timeline_entry(entry);
        let summary = summary.map(text).or(entry.summary);
        shown.push(TimelineEntry { changes, summary, ..entry });
    }
    Ok(shown)
}

/// The name of the other review in a fact's sentence: its number for callers who may see it, and "of another team"
/// for others. None for a fact without another review, or a review that the board does not have.
async fn other_review(snapshot: &mut Snapshot, visible: &Visible, fact: &Fact) -> sqlx::Result<Option<Text>> {
    let Some(id) = fact.other_review().and_then(|id| Uuid::try_parse(id).ok()) else { return Ok(None) };
    let Some(other) = snapshot.review(id).await? else { return Ok(None) };
    let name = if visible.includes(&other.team) {
        Text::new(other.number.to_string(), other.number.to_string())
    } else {
        Text::new("다른 부서의 검토", "a review of another team")
    };
    Ok(Some(fact.sentence_naming(&name)))
}
