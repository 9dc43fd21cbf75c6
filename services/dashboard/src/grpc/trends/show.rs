//! Converts counts by interval to the contract's form, with zeros for intervals without events.

use haetae_domain::vocabulary::{DecisionOutcome, Status};
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{OutcomeCount, TimeInStatus, TrendBucket};

use super::period::{Days, Interval};
use crate::store::TrendEvent;

/// Statuses in which work continues; every review leaves them in the end.
const OPEN: [Status; 5] =
    [Status::Received, Status::NeedsInfo, Status::InDiagnosis, Status::AwaitingRemediation, Status::AwaitingDecision];

/// The intervals, oldest first.
pub(super) struct Buckets(Vec<TrendBucket>);

impl Buckets {
    /// The intervals with these events.
    pub(super) fn of(interval: Interval, days: Days, happened: &[TrendEvent]) -> Self {
        let mut buckets = Self::new(interval, days);
        happened.iter().for_each(|one| buckets.take(one));
        buckets
    }

    fn new(interval: Interval, days: Days) -> Self {
        let bucket = |(first, last): (jiff::civil::Date, jiff::civil::Date)| {
            let decided = DecisionOutcome::ALL.iter();
            TrendBucket {
                label: interval.label(first),
                first_day: first.to_string(),
                last_day: last.to_string(),
                decided: decided.map(|outcome| OutcomeCount { outcome: outcome.to_wire(), count: 0 }).collect(),
                time_in_status: OPEN.map(never_left).into(),
                ..TrendBucket::default()
            }
        };
        Self(days.intervals().map(bucket).collect())
    }

    fn take(&mut self, one: &TrendEvent) {
        let Some(bucket) = self.0.get_mut(one.interval) else { return };
        bucket.further_rounds += one.further_rounds;
        bucket.fixes_rejected += one.fixes_rejected;
        match (one.before, one.after, one.stays) {
            (Some(before), _, Some(stays)) => stayed(bucket, before, one.count, stays),
            (Some(before), Some(after), None) => moved(bucket, before, after, one.count),
            (None, Some(_), _) => bucket.submitted += one.count,
            (_, None, _) => {}
        }
    }

    pub(super) fn show(self) -> Vec<TrendBucket> {
        self.0
    }
}

fn stayed(bucket: &mut TrendBucket, before: Status, count: u64, [median, p90]: [f64; 2]) {
    let place = OPEN.iter().position(|status| *status == before);
    if let Some(stay) = place.and_then(|place| bucket.time_in_status.get_mut(place)) {
        (stay.count, stay.median, stay.p90) = (count, Some(seconds(median)), Some(seconds(p90)));
    }
}

fn moved(bucket: &mut TrendBucket, before: Status, after: Status, count: u64) {
    let open = |status| OPEN.contains(&status);
    if !open(before) && open(after) {
        bucket.reopened += count;
    }
    if let Some(outcome) = decided(before, after) {
        let outcome = outcome.to_wire();
        bucket.decided.iter_mut().filter(|decided| decided.outcome == outcome).for_each(|n| n.count += count);
    }
}

/// The decision behind a change of status. A request rejected at triage also becomes rejected, but directly from its
/// reception.
fn decided(before: Status, after: Status) -> Option<DecisionOutcome> {
    match (before, after) {
        (Status::Received, _) => None,
        (_, Status::Approved) => Some(DecisionOutcome::Approved),
        (_, Status::ApprovedWithConditions) => Some(DecisionOutcome::ApprovedWithConditions),
        (_, Status::Rejected) => Some(DecisionOutcome::Rejected),
        _ => None,
    }
}

fn never_left(status: Status) -> TimeInStatus {
    TimeInStatus { status: status.to_wire(), count: 0, median: None, p90: None }
}

/// Whole seconds; stays are never negative, as the times of a review never go back.
#[expect(clippy::cast_possible_truncation, reason = "a stay is far shorter than i64 seconds")]
fn seconds(seconds: f64) -> prost_types::Duration {
    prost_types::Duration { seconds: seconds.round() as i64, nanos: 0 }
}
