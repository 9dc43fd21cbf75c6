//! GetTrends: events by interval.

mod period;
mod show;

use haetae_domain::vocabulary::Level;
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{GetTrendsRequest, GetTrendsResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::parse_consistency_token,
    validate,
};
use tokio::time::timeout_at;

use super::moment;
use crate::{
    database::failure,
    store::{Period, QueryStore, Visible},
    text::clean,
};

use period::{Days, Interval};
use show::Buckets;

/// Characters of a team's name.
const TEAM: std::ops::RangeInclusive<usize> = 0..=200;

pub(super) async fn get(
    store: &QueryStore,
    visible: &Visible,
    request: &GetTrendsRequest,
    deadline: Deadline,
) -> Result<GetTrendsResponse, ApiError> {
    let mut v = Violations::new();
    let interval = Interval::of(validate::enumeration(&mut v, "interval", request.interval)).unwrap_or(Interval::Day);
    let days = Days::parse(&mut v, interval, &request.first_day, &request.last_day);
    let team = validate::text(&mut v, "team", &request.team, TEAM);
    let level = level(&mut v, request.level);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;

    let (begins, end) = days.times();
    let team = (!team.is_empty()).then(|| clean(team));
    let period = Period { visible: visible.clone(), team, level, begins, end };
    let mut snapshot = store.snapshot(as_of, token, deadline).await?;
    let happened = timeout_at(deadline.at(), snapshot.happened(&period)).await;
    let happened = happened.map_err(|_| ApiError::deadline_exceeded())?.map_err(failure)?;
    let buckets = Buckets::of(interval, days, &happened).show();
    Ok(GetTrendsResponse { buckets, consistency_token: snapshot.token() })
}

/// A level; none for all levels.
fn level(v: &mut Violations, number: i32) -> Option<Level> {
    let level = Level::from_wire(number);
    if level.is_none() && number != 0 {
        v.add("level", format!("알 수 없는 값 {number}입니다."), format!("Has the unknown value {number}."));
    }
    level
}
