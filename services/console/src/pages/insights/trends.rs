//! The events in each part of a period, and durations.

use haetae_proto::{
    common::v1::{DecisionOutcome, ReviewStatus},
    dashboard::v1::{GetTrendsResponse, TrendBucket},
};
use prost_types::Duration;

use super::counts::width;
use crate::text::{Say, day};

/// The outcomes, in the order of their columns.
pub(super) const OUTCOMES: [DecisionOutcome; 3] =
    [DecisionOutcome::Approved, DecisionOutcome::ApprovedWithConditions, DecisionOutcome::Rejected];

/// The events in a week or month.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) name: String,
    pub(super) submitted: u64,
    /// The reviews that were requested then.
    pub(super) address: String,
    pub(super) width: String,
    /// Of each outcome.
    pub(super) decided: [u64; 3],
    pub(super) reopened: u64,
    pub(super) further_rounds: u64,
    pub(super) fixes_rejected: u64,
}

/// How long reviews stood in a status that they left in a week or month.
#[derive(Debug)]
pub(super) struct Stay {
    pub(super) name: String,
    pub(super) status: String,
    pub(super) count: u64,
    pub(super) median: String,
    pub(super) p90: String,
    /// How wide the bars of both are.
    pub(super) median_width: String,
    pub(super) p90_width: String,
}

/// The parts of a period, the latest first.
pub(super) fn buckets(t: Say, trends: &GetTrendsResponse, suffix: &str) -> Vec<Bucket> {
    let most = trends.buckets.iter().map(|one| one.submitted).max().unwrap_or_default();
    let bucket = |one: &TrendBucket| {
        let decided = OUTCOMES
            .map(|outcome| one.decided.iter().find(|count| count.outcome() == outcome).map_or(0, |count| count.count));
        Bucket {
            name: name(t, one),
            submitted: one.submitted,
            address: format!("/reviews?view=all&from={}&to={}{suffix}", one.first_day, one.last_day),
            width: width(one.submitted, most),
            decided,
            reopened: one.reopened,
            further_rounds: one.further_rounds,
            fixes_rejected: one.fixes_rejected,
        }
    };
    trends.buckets.iter().rev().map(bucket).collect()
}

/// The name of a week is its days, because people do not count weeks; that of a month is its name.
fn name(t: Say, bucket: &TrendBucket) -> String {
    match bucket.label.contains('W') {
        true => format!("{} – {}", day(t, &bucket.first_day), day(t, &bucket.last_day)),
        false => bucket.label.clone(),
    }
}

/// Durations, the latest first; a part in which no review left a status has no row.
pub(super) fn stays(t: Say, trends: &GetTrendsResponse) -> Vec<Stay> {
    let left =
        trends.buckets.iter().rev().flat_map(|bucket| {
            bucket.time_in_status.iter().filter(|stay| stay.count > 0).map(move |stay| (bucket, stay))
        });
    let seconds = |long: Option<&Duration>| long.map_or(0, |long| long.seconds.unsigned_abs());
    let most = left.clone().map(|(_, stay)| seconds(stay.p90.as_ref())).max().unwrap_or_default();
    left.map(|(bucket, stay)| Stay {
        name: name(t, bucket),
        status: t.word::<ReviewStatus>(stay.status),
        count: stay.count,
        median: long(t, seconds(stay.median.as_ref())),
        p90: long(t, seconds(stay.p90.as_ref())),
        median_width: width(seconds(stay.median.as_ref()), most),
        p90_width: width(seconds(stay.p90.as_ref()), most),
    })
    .collect()
}

/// Days and hours, or hours and minutes.
fn long(t: Say, seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let (days_text, hours_text, minutes_text) = (days.to_string(), hours.to_string(), minutes.to_string());
    if days > 0 {
        t.with("insights-days", &[("days", &days_text), ("hours", &hours_text)])
    } else {
        t.with("insights-hours", &[("hours", &hours_text), ("minutes", &minutes_text)])
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::dashboard::v1::TimeInStatus;
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn the_latest_comes_first_and_leads_to_what_was_requested_then() {
        let bucket = |label: &str, first: &str, submitted| TrendBucket {
            label: label.into(),
            first_day: first.into(),
            last_day: "2026-11-29".into(),
            submitted,
            ..TrendBucket::default()
        };
        let trends = GetTrendsResponse {
            buckets: vec![bucket("2026-W47", "2026-11-16", 4), bucket("2026-W48", "2026-11-23", 1)],
            ..GetTrendsResponse::default()
        };
        let drawn = buckets(Say::in_language(Lang::Ko), &trends, "");
        assert_eq!(
            (&*drawn[0].name, &*drawn[0].width, &*drawn[1].width),
            ("2026.11.23(월) – 2026.11.29(일)", "40.0", "160.0")
        );
        assert_eq!(drawn[0].address, "/reviews?view=all&from=2026-11-23&to=2026-11-29");
    }

    #[test]
    fn a_stay_is_as_long_as_people_say_it() {
        let of = |seconds| Some(Duration { seconds, nanos: 0 });
        let stay = TimeInStatus {
            status: ReviewStatus::Received.into(),
            count: 2,
            median: of(3_660),
            p90: of(2 * 86_400 + 7_200),
        };
        let never = TimeInStatus { status: ReviewStatus::NeedsInfo.into(), ..TimeInStatus::default() };
        let bucket = TrendBucket { time_in_status: vec![stay, never], ..TrendBucket::default() };
        let trends = GetTrendsResponse { buckets: vec![bucket], ..GetTrendsResponse::default() };
        let [stay] = &stays(Say::in_language(Lang::Ko), &trends)[..] else { panic!("one status was left") };
        assert_eq!((&*stay.median, &*stay.p90, &*stay.p90_width), ("1시간 1분", "2일 2시간", "160.0"));
    }
}
