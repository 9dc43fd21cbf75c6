//! Times of commits whose writers have clocks that differ: no interval is below zero.

use haetae_dashboard::Diagnosis;
use haetae_domain::vocabulary::VerdictResult;
use haetae_event_log::MemoryLog;
use haetae_proto::common::v1::{RiskLevel, ServiceType};
use sqlx::AssertSqlSafe;

use crate::{
    diagnoses::{Act, Diagnoses, publish},
    history::History,
    support::{database, project, project_board},
};

/// Writers whose clocks are as far apart as they may be, taking turns, with one commit a second.
const CLOCKS: &[i64] = &[5, -5, 0, 3, -2];

/// What analysts subtract, and what the views subtract for them: the first value is never above the second.
const IN_ORDER: [(&str, &str, &str); 9] = [
    ("lead_times", "submitted_at", "first_response_at"),
    ("lead_times", "0", "hours_to_response"),
    ("lead_times", "0", "days_total"),
    ("status_intervals", "began_at", "ended_at"),
    ("status_intervals", "0", "seconds"),
    ("findings", "opened_at", "closed_at"),
    ("findings", "0", "days_to_close"),
    ("reviews", "submitted_at", "updated_at"),
    ("assessments JOIN analytics.reviews USING (review_id)", "submitted_at", "assessed_at"),
];

/// Whatever the clocks say, nothing is shown before what it answers, and a replay in one go shows the same.
#[tokio::test(flavor = "multi_thread")]
async fn no_interval_is_below_zero() {
    let log = MemoryLog::default();
    let mut history = History::with_clocks(&log, CLOCKS);
    publish(&mut history, 1).await;
    for n in 0..20 {
        history.submit(n, "시계", "교통과", &[ServiceType::Payment]).await;
        history.assess(n, 60, RiskLevel::High).await;
        history.started(n).await;
        history.assign(n, ("park", "박검토")).await;
        let mut diagnoses = Diagnoses::default();
        for act in [Act::Generate, Act::Judge(0, VerdictResult::Fail), Act::Claim(1), Act::Verify(1)] {
            diagnoses.act(&mut history, n, "교통과", act).await.expect("not allowed");
        }
    }
    let (pool, last) = (database().await, history.commits());
    project_board(&log, &pool, last).await;
    project::<Diagnosis>(&log, &pool, last).await;
    for (view, first, second) in IN_ORDER {
        let sql = format!("SELECT count(*) FILTER (WHERE {first} > {second}), count({second}) FROM analytics.{view}");
        let (wrong, all): (i64, i64) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&pool).await.unwrap();
        assert_eq!(wrong, 0, "{view}: {first} above {second}");
        assert!(all > 0 || second.starts_with("days_total"), "{view}: nothing is measured by {second}");
    }
    let timeline = "SELECT count(*) FROM (SELECT occurred_at, lag(occurred_at) OVER (PARTITION BY review_id ORDER BY seq, ordinal) \
                    AS before FROM board.timeline) t WHERE before > occurred_at";
    let back: i64 = sqlx::query_scalar(timeline).fetch_one(&pool).await.unwrap();
    assert_eq!(back, 0, "the timeline goes back in time");
    // Without the rule the clocks would show: the times of the writers do go back.
    let raw = (1..last).filter(|n| history.recorded_at(*n) > history.recorded_at(n + 1)).count();
    assert!(raw > 20, "{raw} of {last}");
}
