//! Points in time as PostgreSQL stores them.

use jiff::Timestamp;
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, types::Oid},
};

/// `timestamptz`.
const OID: Oid = Oid(1184);
/// `timestamptz[]`.
const ARRAY_OID: Oid = Oid(1185);
/// 2000-01-01 in microseconds since 1970, where PostgreSQL starts to count.
const EPOCH: i64 = 946_684_800_000_000;

/// The latest time in microseconds since 1970 that jiff reads.
const LATEST: i64 = 253_402_207_200_000_000;

/// 0001-01-01 in microseconds since 1970. PostgreSQL and jiff support different ranges before that.
const YEAR_ONE: i64 = -62_135_596_800_000_000;

/// A `timestamptz`, truncated to microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgTimestamp(Timestamp);

impl PgTimestamp {
    /// The time as the database returns it, or as [`Self::from_microseconds`] reads it.
    #[must_use]
    pub fn new(time: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(time.as_microsecond().min(LATEST)).unwrap_or(time))
    }

    /// The time this number of microseconds after the start of 1970; none outside of the years 1 to 9999.
    #[must_use]
    pub fn from_microseconds(micros: i64) -> Option<Self> {
        let time = Timestamp::from_microsecond(micros).ok()?;
        (micros >= YEAR_ONE).then_some(Self(time))
    }

    /// The time.
    #[must_use]
    pub const fn get(self) -> Timestamp {
        self.0
    }

    /// Microseconds since 2000-01-01.
    pub(crate) fn binary(self) -> i64 {
        self.0.as_microsecond() - EPOCH
    }
}

impl Type<Postgres> for PgTimestamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(OID)
    }

    fn compatible(found: &PgTypeInfo) -> bool {
        found.oid() == Some(OID)
    }
}

impl PgHasArrayType for PgTimestamp {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(ARRAY_OID)
    }
}

impl Encode<'_, Postgres> for PgTimestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Postgres>>::encode(self.binary(), buffer)
    }
}

impl Decode<'_, Postgres> for PgTimestamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let binary = <i64 as Decode<Postgres>>::decode(value)?;
        let micros = binary.checked_add(EPOCH).ok_or("a timestamp out of range")?;
        Ok(Self(Timestamp::from_microsecond(micros)?))
    }
}
