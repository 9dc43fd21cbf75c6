//! Reads single fields of the contract.

use haetae_domain::calendar::SEOUL;
use haetae_event_log::codec::{CodecError, Word, timestamp_from_wire};

use crate::words::day_in_seoul;

/// The day in Seoul.
pub(super) fn day(at: Option<prost_types::Timestamp>, name: &str) -> Result<String, CodecError> {
    timestamp_from_wire(at, name).map(day_in_seoul)
}

/// The day in Seoul, with the time unless it is the end of that day, which `until` with a day means.
pub(super) fn end(at: Option<prost_types::Timestamp>, name: &str) -> Result<String, CodecError> {
    let (at, day) = (timestamp_from_wire(at, name)?, day(at, name)?);
    let time = at.to_zoned(SEOUL.clone()).time();
    if (time.hour(), time.minute(), time.second()) == (23, 59, 59) {
        return Ok(day);
    }
    let shown = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    Ok(format!("{day} {}", time.strftime(shown)))
}

/// As a set: order and repetition carry no meaning.
pub(super) fn words<W: Word + Ord>(numbers: &[i32], name: &str) -> Result<Vec<W>, CodecError> {
    let mut words = numbers.iter().map(|number| word(*number, name)).collect::<Result<Vec<_>, _>>()?;
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

pub(super) fn word<W: Word>(number: i32, name: &str) -> Result<W, CodecError> {
    W::from_wire(number).ok_or_else(|| field(name))
}

pub(super) fn field(name: &str) -> CodecError {
    CodecError::Field { field: name.to_owned() }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
