//! Pages of lists: where a page starts, and where the next one does.

use haetae_projector::PgTimestamp;
use haetae_service_kit::{error::ApiError, token::PageScope};
use uuid::Uuid;

use crate::store::{EntryPlace, Keyset, Sorted};

/// The rows of a page, taken from a result with one row more, and whether that row existed.
pub(super) fn cut<T>(mut rows: Vec<T>, size: u32) -> (Vec<T>, bool) {
    let size = size as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    (rows, more)
}

/// The state of paging through a list: the position that all pages show, the length of the list, and the place of the
/// last row seen. The token contains the values by which the list is ordered, so that no page has to look a row up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) position: u64,
    pub(super) total: u64,
    pub(super) last: Keyset,
}

impl Paging {
    /// The start of a page; none for the first.
    pub(super) fn open(scope: &PageScope, token: &str) -> Result<Option<Self>, ApiError> {
        let Some(key) = scope.open(token)? else { return Ok(None) };
        Self::parse(&key).map(Some).ok_or_else(PageScope::refused)
    }

    /// As a token holds it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = [self.position.to_be_bytes(), self.total.to_be_bytes()].concat();
        for value in &self.last.0 {
            put(&mut bytes, value);
        }
        bytes
    }

    fn parse(key: &[u8]) -> Option<Self> {
        let (position, rest) = key.split_first_chunk()?;
        let (total, mut rest) = rest.split_first_chunk()?;
        let position = u64::from_be_bytes(*position);
        i64::try_from(position).ok()?;
        let mut values = Vec::new();
        while !rest.is_empty() {
            let (value, after) = take(rest)?;
            values.push(value);
            rest = after;
        }
        Some(Self { position, total: u64::from_be_bytes(*total), last: Keyset(values) })
    }
}

/// Appends a value: its kind, its length and its bytes.
fn put(bytes: &mut Vec<u8>, value: &Sorted) {
    let (kind, value) = match value {
        Sorted::Time(time) => (b't', time.get().as_microsecond().to_be_bytes().to_vec()),
        Sorted::Number(number) => (b'n', number.to_be_bytes().to_vec()),
        Sorted::Text(text) => (b's', text.as_bytes().to_vec()),
        Sorted::Id(id) => (b'u', id.as_bytes().to_vec()),
    };
    bytes.push(kind);
    bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
    bytes.extend_from_slice(&value);
}

/// The first value, and the remaining bytes.
fn take(bytes: &[u8]) -> Option<(Sorted, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
    let value = match kind {
        b't' => Sorted::Time(PgTimestamp::from_microseconds(i64::from_be_bytes(value.try_into().ok()?))?),
        b'n' => Sorted::Number(i32::from_be_bytes(value.try_into().ok()?)),
        b's' => Sorted::Text(String::from_utf8(value.to_vec()).ok()?),
        b'u' => Sorted::Id(Uuid::from_slice(value).ok()?),
        _ => return None,
    };
    Some((value, rest))
}

/// The start of a page of a timeline.
pub(super) fn open_place(scope: &PageScope, token: &str) -> Result<EntryPlace, ApiError> {
    let Some(key) = scope.open(token)? else { return Ok(EntryPlace::START) };
    place(&key).ok_or_else(PageScope::refused)
}

/// The place of an entry in the form stored in a token.
pub(super) fn place_bytes(place: EntryPlace) -> Vec<u8> {
    [&place.sequence.to_be_bytes()[..], &place.ordinal.to_be_bytes()[..]].concat()
}

fn place(key: &[u8]) -> Option<EntryPlace> {
    let (sequence, ordinal) = key.split_first_chunk()?;
    Some(EntryPlace { sequence: u64::from_be_bytes(*sequence), ordinal: i32::from_be_bytes(ordinal.try_into().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_comes_back_and_nothing_else_is_taken_for_one() {
        let time = PgTimestamp::from_microseconds(1_767_225_600_000_001).unwrap();
        let values = vec![
            Sorted::Text("간편결제".to_owned()),
            Sorted::Text(String::new()),
            Sorted::Time(time),
            Sorted::Number(-1),
            Sorted::Id(Uuid::from_u128(7)),
        ];
        let paging = Paging { position: 9, total: 40, last: Keyset(values) };
        let bytes = paging.bytes();
        assert_eq!(Paging::parse(&bytes), Some(paging));
        assert_eq!(Paging::parse(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Paging::parse(&[bytes, vec![b'x']].concat()), None);
    }
}
