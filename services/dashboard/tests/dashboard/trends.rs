//! Trends count and time what happened, and nothing else.

use haetae_proto::dashboard::v1::{GetTrendsRequest, TrendBucket, TrendInterval};
use haetae_service_kit::auth::Role;

use crate::{
    lives::{append, eventful},
    served::{Client, Served},
};

/// Buckets in which anything happened, in words.
async fn told(client: &mut Client, request: GetTrendsRequest) -> Vec<String> {
    let buckets = client.get_trends(request).await.unwrap().into_inner().buckets;
    buckets.iter().map(in_words).filter(|words| words.contains(' ')).collect()
}

fn in_words(bucket: &TrendBucket) -> String {
    let mut words = vec![bucket.label.clone()];
    let mut count = |name: &str, count: u64| words.extend((count > 0).then(|| format!("{name}={count}")));
    count("submitted", bucket.submitted);
    bucket.decided.iter().for_each(|one| count(one.outcome().as_str_name(), one.count));
    count("reopened", bucket.reopened);
    count("rounds", bucket.further_rounds);
    count("fixes", bucket.fixes_rejected);
    for stay in bucket.time_in_status.iter().filter(|stay| stay.count > 0) {
        let hours = |of: &Option<prost_types::Duration>| of.unwrap().seconds / 3_600;
        let (status, median, p90) = (stay.status().as_str_name(), hours(&stay.median), hours(&stay.p90));
        words.push(format!("{status}={}x{median}h/{p90}h", stay.count));
    }
    words.join(" ")
}

fn request(interval: TrendInterval) -> GetTrendsRequest {
    let (first_day, last_day) = ("2025-12-01".to_owned(), "2025-12-31".to_owned());
    GetTrendsRequest { interval: interval.into(), first_day, last_day, ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_counted_where_it_happened_in_korea() {
    let served = Served::start().await;
    let commits = eventful(&[(10, 0)]);
    append(&served.log, &commits).await;
    served.projects(commits.len() as u64).await;
    let mut client = served.reviewer();
    let days = [
        "2025-12-20 submitted=2",
        "2025-12-21 REVIEW_STATUS_RECEIVED=1x28h/28h",
        "2025-12-23 fixes=1",
        "2025-12-24 DECISION_OUTCOME_APPROVED_WITH_CONDITIONS=1 REVIEW_STATUS_IN_DIAGNOSIS=1x56h/56h \
         REVIEW_STATUS_AWAITING_REMEDIATION=1x7h/7h",
        "2025-12-25 reopened=1 rounds=1",
    ];
    assert_eq!(told(&mut client, request(TrendInterval::Day)).await, days);
    let all = client.get_trends(request(TrendInterval::Day)).await.unwrap().into_inner().buckets;
    assert_eq!(all.len(), 31);
    assert!(all.iter().all(|bucket| bucket.decided.len() == 3 && bucket.time_in_status.len() == 5));
    let weeks = told(&mut client, request(TrendInterval::Week)).await;
    assert!(weeks[0].starts_with("2025-W51 submitted=2 REVIEW_STATUS_RECEIVED=1x28h/28h"), "{weeks:?}");
    assert!(
        weeks[1].starts_with("2025-W52 DECISION_OUTCOME_APPROVED_WITH_CONDITIONS=1 reopened=1 rounds=1 fixes=1"),
        "{weeks:?}"
    );
    assert_eq!(told(&mut client, request(TrendInterval::Month)).await.len(), 1);

    // The other review alone: by its team, by not being scored, and by what a team may see.
    let bare = ["2025-12-20 submitted=1"];
    let by_team = GetTrendsRequest { team: "교통과".into(), ..request(TrendInterval::Day) };
    assert_eq!(told(&mut client, by_team).await, bare);
    let mut team = served.client(&[Role::Requester], Some("교통과"));
    assert_eq!(told(&mut team, request(TrendInterval::Day)).await, bare);
    let foreign = GetTrendsRequest { team: "결제팀".into(), ..request(TrendInterval::Day) };
    assert_eq!(told(&mut team, foreign).await, [""; 0]);
    let high = GetTrendsRequest { level: 3, ..request(TrendInterval::Day) };
    let scored: Vec<_> = days.iter().map(|day| day.replace("submitted=2", "submitted=1")).collect();
    assert_eq!(told(&mut client, high).await, scored);
    let low = GetTrendsRequest { level: 1, ..request(TrendInterval::Day) };
    assert_eq!(told(&mut client, low).await, [""; 0]);
    served.stop().await;
}
