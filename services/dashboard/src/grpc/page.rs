//! Pages: where one starts, and where the next does.

use haetae_service_kit::{error::ApiError, token::PageScope};
use uuid::Uuid;

use crate::{diagnosis::FindingKey, store::Place};

/// The rows of a page out of one row more than it holds, and whether there was one more.
pub(super) fn cut<T>(mut rows: Vec<T>, size: u32) -> (Vec<T>, bool) {
    let size = size as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}

/// What names the last row of a page.
pub(super) trait Key: Copy {
    /// As a token holds it.
    fn bytes(self) -> Vec<u8>;
    /// None when a token holds something else.
    fn parse(bytes: &[u8]) -> Option<Self>;
}

impl Key for Uuid {
    fn bytes(self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

impl Key for FindingKey {
    fn bytes(self) -> Vec<u8> {
        [&self.review_id.as_bytes()[..], &self.number.to_be_bytes()].concat()
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (id, number) = bytes.split_first_chunk::<16>()?;
        Some(Self { review_id: Uuid::from_bytes(*id), number: i32::from_be_bytes(number.try_into().ok()?) })
    }
}

/// A list being paged through: the position all its pages show, how long it is, and the last row seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paging<K> {
    pub(super) position: u64,
    pub(super) total: u64,
    pub(super) last: K,
}

impl<K: Key> Paging<K> {
    /// Where a page starts; none for the first.
    pub(super) fn open(scope: PageScope, token: &str) -> Result<Option<Self>, ApiError> {
        let Some(key) = scope.open(token)? else { return Ok(None) };
        Self::parse(&key).map(Some).ok_or_else(PageScope::refused)
    }

    /// The token of the next page.
    pub(super) fn seal(self, scope: PageScope) -> String {
        let (position, total) = (self.position.to_be_bytes(), self.total.to_be_bytes());
        scope.seal(&[&position[..], &total[..], &self.last.bytes()].concat())
    }

    fn parse(key: &[u8]) -> Option<Self> {
        let (position, rest) = key.split_first_chunk()?;
        let (total, last) = rest.split_first_chunk()?;
        let position = u64::from_be_bytes(*position);
        i64::try_from(position).ok()?;
        Some(Self { position, total: u64::from_be_bytes(*total), last: K::parse(last)? })
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
