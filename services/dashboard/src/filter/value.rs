//! What a field is compared with.

use haetae_domain::calendar::start_in_seoul;
use haetae_projector::PgTimestamp;
use jiff::{Timestamp, civil::Date};
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
    /// Any from the first to the last: those whose text begins so.
    IdsBetween(Uuid, Uuid),
    /// Any of them: what a search has found.
    Ids(Vec<Uuid>),
    Flag(bool),
    /// Anything at all: `field:*`.
    Present,
}

/// A time of RFC 3339, or the first moment of a day in Korea.
pub(super) fn time(text: &str) -> Option<PgTimestamp> {
    let time = match text.parse::<Timestamp>() {
        Ok(time) => time,
        Err(_) if text.len() == 10 => start_in_seoul(text.parse::<Date>().ok()?),
        Err(_) => return None,
    };
    PgTimestamp::from_microseconds(time.as_microsecond())
}
