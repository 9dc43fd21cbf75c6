//! Counts by interval as the contract shows them: with zeros where nothing happened.

use std::collections::BTreeMap;

use haetae_domain::vocabulary::{DecisionOutcome, Status};
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{OutcomeCount, TimeInStatus, TrendBucket};

use super::period::{Days, Interval};
use crate::store::{Counted, Moves, Rework};

/// Statuses in which work goes on: those that are left in the end.
const OPEN: [Status; 5] =
    [Status::Received, Status::NeedsInfo, Status::InDiagnosis, Status::AwaitingRemediation, Status::AwaitingDecision];

/// The intervals, by first day.
pub(super) struct Buckets(BTreeMap<String, TrendBucket>);

impl Buckets {
    /// Intervals in which nothing happened.
    pub(super) fn new(interval: Interval, days: Days) -> Self {
        let bucket = |(first, last): (jiff::civil::Date, jiff::civil::Date)| {
            let decided = DecisionOutcome::ALL.iter();
            let bucket = TrendBucket {
                label: interval.label(first),
                first_day: first.to_string(),
                last_day: last.to_string(),
                decided: decided.map(|outcome| OutcomeCount { outcome: outcome.to_wire(), count: 0 }).collect(),
                time_in_status: OPEN.map(never_left).into(),
                ..TrendBucket::default()
            };
            (bucket.first_day.clone(), bucket)
        };
        Self(days.intervals().map(bucket).collect())
    }

    pub(super) fn submitted(&mut self, counted: &Counted) {
        if let Some(bucket) = self.0.get_mut(&counted.day) {
            bucket.submitted += counted.count;
        }
    }

    pub(super) fn moved(&mut self, moves: &Moves) {
        let Some(bucket) = self.0.get_mut(&moves.day) else { return };
        let Some(after) = moves.after else {
            let place = OPEN.iter().position(|status| *status == moves.before);
            if let Some(stay) = place.and_then(|place| bucket.time_in_status.get_mut(place)) {
                stay.count = moves.count;
                stay.median = Some(seconds(moves.median));
                stay.p90 = Some(seconds(moves.p90));
            }
            return;
        };
        let open = |status| OPEN.contains(&status);
        if !open(moves.before) && open(after) {
            bucket.reopened += moves.count;
        }
        if let Some(outcome) = decided(moves.before, after) {
            let outcome = outcome.to_wire();
            bucket.decided.iter_mut().filter(|count| count.outcome == outcome).for_each(|n| n.count += moves.count);
        }
    }

    pub(super) fn reworked(&mut self, rework: &Rework) {
        if let Some(bucket) = self.0.get_mut(&rework.day) {
            bucket.further_rounds += rework.further_rounds;
            bucket.fixes_rejected += rework.fixes_rejected;
        }
    }

    /// Oldest first.
    pub(super) fn show(self) -> Vec<TrendBucket> {
        self.0.into_values().collect()
    }
}

/// The decision behind a change of status. A request that is not taken on is rejected too, but right from its reception.
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
