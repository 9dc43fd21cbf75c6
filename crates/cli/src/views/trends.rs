//! Trends of reviews over time.

use haetae_proto::{
    common::v1::{DecisionOutcome, ReviewStatus},
    dashboard::v1::{GetTrendsResponse, TimeInStatus, TrendBucket},
    words::label,
};
use prost_types::Duration;

use super::Look;
use crate::{
    table::{Align, Column, Table},
    words::Vocabulary as _,
};

/// Counts by interval, then how long reviews were in each status.
#[must_use]
pub fn trends(answer: &GetTrendsResponse, look: &Look) -> String {
    let of = |outcome: DecisionOutcome| Column::from((outcome.say(look.lang), Align::Right));
    let mut counts = Table::new([
        look.column("기간", "interval").whole(),
        look.figures("접수", "submitted"),
        of(DecisionOutcome::Approved).rank(1),
        of(DecisionOutcome::ApprovedWithConditions).rank(3),
        // Lists call a review rejected also where triage rejected it: this counts decisions alone.
        look.figures("최종 판정 반려", "rejected by decision").rank(2),
        look.figures("재개", "reopened").rank(4),
        look.figures("추가 진단", "further rounds").rank(5),
        look.figures("조치 반려", "fixes sent back").rank(6),
    ]);
    for bucket in &answer.buckets {
        counts.row(counted(bucket));
    }
    let mut times = Table::new([
        look.column("기간", "interval").whole(),
        look.column_of(label::STATUS),
        look.figures("건수", "count"),
        look.figures("중앙값", "median"),
        look.figures("90백분위", "p90").rank(1),
    ]);
    let stays = |bucket: &TrendBucket| bucket.time_in_status.clone().into_iter().filter(|stay| stay.count > 0);
    for bucket in &answer.buckets {
        stays(bucket).for_each(|stay| times.row(stayed(&bucket.label, &stay, look)));
    }
    let heading = look.pick("상태별 소요 시간(그 기간에 벗어난 건)", "Time in each status, of those that left it");
    format!("{}\n{heading}\n{}", look.table(&counts), look.table(&times))
}

fn counted(bucket: &TrendBucket) -> [String; 8] {
    let decided = |outcome: DecisionOutcome| {
        let count = bucket.decided.iter().find(|one| one.outcome() == outcome);
        count.map_or(0, |one| one.count).to_string()
    };
    [
        bucket.label.clone(),
        bucket.submitted.to_string(),
        decided(DecisionOutcome::Approved),
        decided(DecisionOutcome::ApprovedWithConditions),
        decided(DecisionOutcome::Rejected),
        bucket.reopened.to_string(),
        bucket.further_rounds.to_string(),
        bucket.fixes_rejected.to_string(),
    ]
}

fn stayed(label: &str, stay: &TimeInStatus, look: &Look) -> [String; 5] {
    [
        label.to_owned(),
        look.word::<ReviewStatus>(stay.status),
        stay.count.to_string(),
        long(stay.median.as_ref(), look),
        long(stay.p90.as_ref(), look),
    ]
}

/// Days and hours, or hours and minutes.
fn long(duration: Option<&Duration>, look: &Look) -> String {
    let minutes = duration.map_or(0, |duration| duration.seconds / 60);
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let (day, hour, minute) = (look.pick("일", "d"), look.pick("시간", "h"), look.pick("분", "m"));
    if days > 0 { format!("{days}{day} {hours}{hour}") } else { format!("{hours}{hour} {minutes}{minute}") }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn durations_are_short() {
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let of = |seconds| Duration { seconds, nanos: 0 };
        assert_eq!(long(Some(&of(3 * 86_400 + 7_200 + 59)), &look(Lang::Ko)), "3일 2시간");
        assert_eq!(long(Some(&of(3_660)), &look(Lang::En)), "1h 1m");
        assert_eq!(long(None, &look(Lang::En)), "0h 0m");
    }
}
