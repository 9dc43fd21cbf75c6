//! One page of work.

use haetae_domain::review::Review;
use haetae_event_log::codec::Word as _;
use haetae_proto::intake::v1::{ListMyWorkRequest, ListMyWorkResponse, WorkItem, WorkScope};
use haetae_service_kit::{
    auth::Principal,
    clock,
    clock::timestamp,
    deadline::Deadline,
    error::{ApiError, Violations},
    token::PageScope,
    validate,
};

use super::steps::{Step, approvals, steps};
use crate::desk::Desk;

/// Page size of steps: default and maximum.
const PAGE: (u32, u32) = (50, 200);

/// The sort key of an item: the caller's own work before the pool, then the due date in microseconds (items without one come
/// last), then the review and the finding.
type Place = (bool, i64, String, u32);

/// One page, the caller's own work first, the most urgent first.
pub(crate) async fn list(
    desk: &Desk,
    caller: &Principal,
    request: &ListMyWorkRequest,
    deadline: Deadline,
) -> Result<ListMyWorkResponse, ApiError> {
    let mut v = Violations::new();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let part = part(&mut v, request.scope);
    // A token is tied to the part that is asked for.
    let is_known = !v.has("scope");
    let scope = desk.tokens.pages(caller).scope(&["ListMyWork", part.as_str_name()]);
    let opened = || scope.open(&request.page_token)?.map(place_of_key).transpose();
    let after = if is_known { v.take(opened())?.flatten() } else { None };
    v.finish()?;
    let index = desk.work.now(deadline).await?;
    let now = clock::now();
    let each = index.rows().flat_map(|(id, review, row)| {
        let steps = steps(caller, review, row, now).into_iter();
        steps.filter(|step| is_part(part, step.mine)).map(move |step| item(id, review, &step))
    });
    let mut items: Vec<(Place, WorkItem)> = each.collect();
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

/// The part of the list that the caller asks for; unspecified for both.
fn part(v: &mut Violations, scope: i32) -> WorkScope {
    WorkScope::try_from(scope).unwrap_or_else(|_| {
        v.add("scope", "알 수 없는 값입니다.", "Is not a value of WorkScope.");
        WorkScope::Unspecified
    })
}

const fn is_part(part: WorkScope, mine: bool) -> bool {
    match part {
        WorkScope::Unspecified => true,
        WorkScope::Mine => mine,
        WorkScope::Pool => !mine,
    }
}

fn item(id: &str, review: &Review, step: &Step<'_>) -> (Place, WorkItem) {
    let (approvals, approvals_needed) = approvals(step);
    let item = WorkItem {
        review_id: id.to_owned(),
        title: review.request.title.clone(),
        team: review.request.team.clone(),
        status: review.status.to_wire(),
        kind: step.kind.into(),
        due_at: step.due_at.map(timestamp),
        overdue: step.overdue,
        finding_id: step.finding.map_or_else(String::new, |finding| finding.id.to_string()),
        mine: step.mine,
        approvals,
        approvals_needed,
        sent_back: step.sent_back,
    };
    let due = step.due_at.map_or(i64::MAX, |at| at.as_microsecond());
    ((!step.mine, due, id.to_owned(), step.finding.map_or(0, |finding| finding.id.0)), item)
}

fn key_of_place((pool, micros, id, finding): &Place) -> Vec<u8> {
    [&[u8::from(*pool)][..], &micros.to_be_bytes(), &finding.to_be_bytes(), id.as_bytes()].concat()
}

fn place_of_key(key: Vec<u8>) -> Result<Place, ApiError> {
    let (pool, rest) = key.split_first().ok_or_else(PageScope::refused)?;
    let (micros, rest) = rest.split_first_chunk::<8>().ok_or_else(PageScope::refused)?;
    let (finding, id) = rest.split_first_chunk::<4>().ok_or_else(PageScope::refused)?;
    let id = String::from_utf8(id.to_vec()).map_err(|_| PageScope::refused())?;
    Ok((*pool != 0, i64::from_be_bytes(*micros), id, u32::from_be_bytes(*finding)))
}
