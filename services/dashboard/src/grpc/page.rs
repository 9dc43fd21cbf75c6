//! Pages: where one starts, and where the next does.

use haetae_service_kit::{error::ApiError, token::PageScope};
use uuid::Uuid;

use crate::store::{After, Order, OrderBy, Place};
use haetae_projector::PgTimestamp;

/// The rows of a page out of one row more than it holds, and whether there was one more.
pub(super) fn cut<T>(mut rows: Vec<T>, size: u32) -> (Vec<T>, bool) {
    let size = size as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}

/// Where a page of reviews starts.
pub(super) fn open_after(scope: PageScope, token: &str, order: Order) -> Result<Option<After>, ApiError> {
    let Some(key) = scope.open(token)? else { return Ok(None) };
    after(&key).filter(|after| is_value(order.by, after.value)).map(Some).ok_or_else(PageScope::refused)
}

/// The token of the page after a review.
pub(super) fn seal_after(scope: PageScope, after: After) -> String {
    scope.seal(&[&after.value.to_be_bytes()[..], after.review_id.as_bytes()].concat())
}

fn after(key: &[u8]) -> Option<After> {
    let (value, id) = key.split_first_chunk()?;
    Some(After { value: i64::from_be_bytes(*value), review_id: Uuid::from_slice(id).ok()? })
}

fn is_value(by: OrderBy, value: i64) -> bool {
    match by {
        OrderBy::Score => true,
        OrderBy::SubmittedAt | OrderBy::UpdatedAt => PgTimestamp::from_microseconds(value).is_some(),
    }
}

/// Where a page of a timeline starts.
pub(super) fn open_place(scope: PageScope, token: &str) -> Result<Place, ApiError> {
    let Some(key) = scope.open(token)? else { return Ok(Place::START) };
    place(&key).ok_or_else(PageScope::refused)
}

/// The token of the page after an entry.
pub(super) fn seal_place(scope: PageScope, place: Place) -> String {
    scope.seal(&[&place.sequence.to_be_bytes()[..], &place.ordinal.to_be_bytes()[..]].concat())
}

fn place(key: &[u8]) -> Option<Place> {
    let (sequence, ordinal) = key.split_first_chunk()?;
    Some(Place { sequence: u64::from_be_bytes(*sequence), ordinal: i32::from_be_bytes(ordinal.try_into().ok()?) })
}
