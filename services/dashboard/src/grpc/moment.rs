//! The moment a question is about.

use haetae_projector::PgTimestamp;
use haetae_proto::dashboard::v1::{AsOf as Wire, as_of::Moment};
use haetae_service_kit::{
    clock,
    error::{ApiError, Violations},
    token::parse_consistency_token,
    validate::time_of,
};
use jiff::SignedDuration;

use crate::store::AsOf;

/// Maximum difference by which a caller's clock may be ahead of this service's clock for a time to count as now.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);

/// The requested moment, and the position that has to be visible.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskedMoment {
    pub(super) as_of: AsOf,
    pub(super) wanted: Option<u64>,
}

impl AskedMoment {
    /// Reads `as_of` and `consistency_token`.
    pub(super) fn parse(as_of: Option<&Wire>, consistency_token: &str) -> Result<Self, ApiError> {
        let mut v = Violations::new();
        let as_of = parse(&mut v, as_of);
        let wanted = v.take(parse_consistency_token(consistency_token))?.flatten();
        v.finish()?;
        Ok(Self { as_of, wanted })
    }
}

/// The moment that `as_of` names; whatever is wrong is noted.
pub(super) fn parse(v: &mut Violations, as_of: Option<&Wire>) -> AsOf {
    parse_at(v, "as_of", as_of)
}

/// [`parse`] for a moment in another field.
pub(super) fn parse_at(v: &mut Violations, field: &str, as_of: Option<&Wire>) -> AsOf {
    let Some(as_of) = as_of else { return AsOf::Now };
    let (time_field, position_field) = (format!("{field}.time"), format!("{field}.position"));
    match &as_of.moment {
        None => v.add(field, "time과 position 중 하나를 지정해야 합니다.", "Must hold either a time or a position."),
        Some(Moment::Position(position)) if i64::try_from(*position).is_ok() => return AsOf::Position(*position),
        Some(Moment::Position(_)) => {
            v.add(&position_field, "로그에 있을 수 없는 위치입니다.", "Is no position a log can have.")
        }
        Some(Moment::Time(time)) => match read(time) {
            None => v.add(
                &time_field,
                "0001-01-01부터 9999-12-31까지의 유효한 시각이어야 합니다.",
                "Must be a valid time from 0001-01-01 to 9999-12-31.",
            ),
            Some(time) if time.get() > clock::now() + AHEAD => {
                v.add(&time_field, "미래의 시각은 조회할 수 없습니다.", "Must not lie in the future.")
            }
            Some(time) => return AsOf::Time(time),
        },
    }
    AsOf::Now
}

fn read(time: &prost_types::Timestamp) -> Option<PgTimestamp> {
    time_of(time).map(PgTimestamp::new)
}
