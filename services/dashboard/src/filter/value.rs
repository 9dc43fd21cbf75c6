//! The value that a field is compared with.

use haetae_domain::calendar::start_in_seoul;
use haetae_projector::PgTimestamp;
use jiff::{
    Timestamp,
    civil::{Date, date},
    fmt::temporal::Pieces,
};
use uuid::Uuid;

/// A value of the kind its field has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Words of the vocabulary in their stored form; any of them will do.
    Words(Vec<&'static str>),
    Text(String),
    Number(i64),
    Time(PgTimestamp),
    Id(Uuid),
    /// Any id from the first to the last: the ids with a common prefix.
    IdsBetween(Uuid, Uuid),
    /// Any of these ids: the result of a search.
    Ids(Vec<Uuid>),
    Flag(bool),
    /// Any value: `field:*`.
    Present,
    /// A list with anything in it.
    Filled,
}

/// A time in the last hours of 9999, beyond the latest time that can be represented. It becomes that latest time.
fn last_hours(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let is_one = pieces.time().is_some() && pieces.offset().is_some() && pieces.date() >= date(9999, 12, 30);
    // Whole seconds are the last that the database takes.
    Timestamp::from_second(Timestamp::MAX.as_second()).ok().filter(|_| is_one)
}

/// A time in the first hours of year 1 in its time zone, before the database's year 1 begins. It becomes the earliest
/// time.
fn first_hours(text: &str) -> Option<PgTimestamp> {
    /// 0001-01-01T00:00:00Z.
    const YEAR_ONE: i64 = -62_135_596_800_000_000;
    let is_one = Pieces::parse(text).ok()?.date().year() == 1;
    PgTimestamp::from_microseconds(YEAR_ONE).filter(|_| is_one)
}

/// A time of RFC 3339, or the first moment of a day in Korea.
pub(super) fn time(text: &str) -> Option<PgTimestamp> {
    let time = match text.parse::<Timestamp>() {
        Ok(time) => time,
        Err(_) if text.len() == 10 => start_in_seoul(text.parse::<Date>().ok()?),
        Err(_) => last_hours(text)?,
    };
    PgTimestamp::from_microseconds(time.as_microsecond()).or_else(|| first_hours(text))
}
