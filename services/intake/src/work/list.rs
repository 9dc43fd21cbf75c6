//! One page of work.

use haetae_domain::review::Review;
use haetae_event_log::codec::Word as _;
use haetae_proto::intake::v1::{ListMyWorkRequest, ListMyWorkResponse, WorkItem};
use haetae_service_kit::{
    auth::Principal,
    commands::timestamp,
    deadline::Deadline,
    error::{ApiError, Violations},
    token::PageScope,
    validate,
};

use super::kind::kind;
use crate::desk::Desk;

/// Default and most.
const PAGE: (u32, u32) = (50, 200);

/// Where an item stands in the list: its target date in microseconds, the last of all without one, then its id.
type Place = (i64, String);

/// One page, the most urgent first.
pub(crate) async fn list(
    desk: &Desk,
    caller: &Principal,
    request: &ListMyWorkRequest,
    deadline: Deadline,
) -> Result<ListMyWorkResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    v.finish()?;
    let scope = desk.tokens.pages(caller).scope(&["ListMyWork"]);
    let after = scope.open(&request.page_token)?.map(place_of_key).transpose()?;
    let index = desk.work.now(deadline).await?;
    let mut items: Vec<(Place, WorkItem)> =
        index.reviews().filter_map(|(id, review)| item(caller, id, review)).collect();
    drop(index);
    items.sort_by(|(a, _), (b, _)| a.cmp(b));
    items.retain(|(place, _)| after.as_ref().is_none_or(|after| place > after));
    let size = usize::try_from(size).map_err(ApiError::internal)?;
    let more = items.len() > size;
    items.truncate(size);
    let next_page_token = scope.seal_after(items.last().filter(|_| more).map(|(place, _)| key_of_place(place)))?;
    let items = items.into_iter().map(|(_, item)| item).collect();
    Ok(ListMyWorkResponse { items, next_page_token })
}

fn item(caller: &Principal, id: &str, review: &Review) -> Option<(Place, WorkItem)> {
    let kind = kind(caller, review)?;
    let due_at = review.target.as_ref().and_then(|target| target.due.at());
    let item = WorkItem {
        review_id: id.to_owned(),
        title: review.request.title.clone(),
        team: review.request.team.clone(),
        status: review.status.to_wire(),
        kind: kind.into(),
        due_at: due_at.map(timestamp),
        overdue: review.is_overdue(),
    };
    Some(((due_at.map_or(i64::MAX, |at| at.as_microsecond()), id.to_owned()), item))
}

fn key_of_place((micros, id): &Place) -> Vec<u8> {
    [&micros.to_be_bytes(), id.as_bytes()].concat()
}

fn place_of_key(key: Vec<u8>) -> Result<Place, ApiError> {
    let (micros, id) = key.split_first_chunk::<8>().ok_or_else(PageScope::refused)?;
    let id = String::from_utf8(id.to_vec()).map_err(|_| PageScope::refused())?;
    Ok((i64::from_be_bytes(*micros), id))
}
