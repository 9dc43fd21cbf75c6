//! Values other than texts: ids, etags, numbers, times and lists.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{error::Violations, token};

/// A UUID in its hyphenated form, other than the nil one.
pub fn uuid(v: &mut Violations, field: &str, value: &str) -> Uuid {
    let parsed = (value.len() == 36).then(|| Uuid::try_parse(value).ok());
    match parsed.flatten() {
        Some(id) if id.is_nil() => {
            let (ko, en) = ("0으로만 된 UUID는 쓸 수 없습니다.", "Must not be the nil UUID, which names nothing.");
            v.add(field, ko, en);
            id
        }
        Some(id) => id,
        None if value.is_empty() => missing(v, field, Uuid::nil()),
        None => {
            v.add(field, "하이픈을 포함한 36자 UUID여야 합니다.", "Must be a UUID of 36 characters with hyphens.");
            Uuid::nil()
        }
    }
}

/// The version in an etag.
pub fn etag(v: &mut Violations, field: &str, value: &str) -> u64 {
    token::parse_etag(value).unwrap_or_else(|| {
        v.add(
            field,
            "조회 응답에서 받은 etag 값을 그대로 사용하십시오.",
            "Must be an etag from a response, unchanged.",
        );
        0
    })
}

/// A page size: 0 for the default, at most `most`.
pub fn page_size(v: &mut Violations, field: &str, value: i32, default: u32, most: u32) -> u32 {
    match u32::try_from(value) {
        Ok(0) => default,
        Ok(size) if size <= most => size,
        _ => {
            v.add(field, format!("0 이상 {most} 이하여야 합니다."), format!("Must be between 0 and {most}."));
            default
        }
    }
}

/// An identifier: 1 to 64 lower-case letters, digits and inner hyphens, e.g. `web-service`.
pub fn slug(v: &mut Violations, field: &str, value: &str) -> String {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let good =
        (1..=64).contains(&value.len()) && value.bytes().all(inner) && !value.starts_with('-') && !value.ends_with('-');
    if good {
        return value.to_owned();
    }
    if value.is_empty() {
        return missing(v, field, String::new());
    }
    v.add(
        field,
        "영문 소문자, 숫자, 하이픈으로 된 1~64자여야 하며 하이픈으로 시작하거나 끝날 수 없습니다.",
        "Must be 1–64 lower-case letters, digits and inner hyphens.",
    );
    String::new()
}

/// A value of a protobuf enumeration: a known number, and not the unspecified 0.
pub fn enumeration<E>(v: &mut Violations, field: &str, value: i32) -> E
where
    E: TryFrom<i32> + Default,
{
    match E::try_from(value) {
        Ok(known) if value != 0 => known,
        Ok(unspecified) => missing(v, field, unspecified),
        Err(_) => {
            v.add(field, format!("알 수 없는 값 {value}입니다."), format!("Has the unknown value {value}."));
            E::default()
        }
    }
}

/// A sub-message that must be there.
pub fn message<M: Default>(v: &mut Violations, field: &str, value: Option<M>) -> M {
    match value {
        Some(message) => message,
        None => missing(v, field, M::default()),
    }
}

/// A time of the contracts: from 0001-01-01 to the end of 9999-12-31, with non-negative nanoseconds. The last 26
/// hours cannot be represented; they become the moment at which they begin, which is the latest possible time.
#[must_use]
pub fn time_of(value: &prost_types::Timestamp) -> Option<Timestamp> {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    const YEARS: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
    let is_one = YEARS.contains(&value.seconds) && (0..1_000_000_000).contains(&value.nanos);
    is_one.then(|| Timestamp::new(value.seconds, value.nanos).unwrap_or(Timestamp::MAX))
}

/// A time that must be there and is one: see [`time_of`].
pub fn time(v: &mut Violations, field: &str, value: Option<prost_types::Timestamp>) -> Timestamp {
    if value.is_none() {
        return missing(v, field, Timestamp::UNIX_EPOCH);
    }
    optional_time(v, field, value).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Like [`time`], but optional.
pub fn optional_time(v: &mut Violations, field: &str, value: Option<prost_types::Timestamp>) -> Option<Timestamp> {
    let time = time_of(&value?);
    if time.is_none() {
        v.add(
            field,
            "0001-01-01부터 9999-12-31까지의 유효한 시각이어야 합니다.",
            "Must be a valid time from 0001-01-01 to 9999-12-31.",
        );
    }
    time
}

/// A list with an allowed number of entries.
pub fn count(v: &mut Violations, field: &str, entries: usize, allowed: RangeInclusive<usize>) {
    if allowed.contains(&entries) {
        return;
    }
    let (least, most) = allowed.into_inner();
    v.add(
        field,
        format!("항목 수는 {least}개 이상 {most}개 이하여야 합니다."),
        format!("Must have between {least} and {most} entries."),
    );
}

/// Notes that a value is required.
pub(super) fn missing<T>(v: &mut Violations, field: &str, value: T) -> T {
    v.add(field, "필수 항목입니다.", "Is required.");
    value
}
