//! Lists, summaries and timelines show what happened, to those who may see it.

use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel, ServiceType, Tally},
    dashboard::v1::{AsOf, GetSummaryRequest, GetTimelineRequest, ListReviewsRequest, ReviewRow, as_of::Moment},
};
use haetae_service_kit::{auth::Role, token};
use tonic::Code;

use crate::{
    analytics_lives::lives,
    history::{History, id},
    served::{Client, Served},
};

/// Every review of a list, read in pages of `page_size`.
pub(crate) async fn all(client: &mut Client, request: ListReviewsRequest) -> Vec<ReviewRow> {
    let (mut rows, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListReviewsRequest { page_token, ..request.clone() };
        let order = request.order_by.clone();
        let page = client.list_reviews(request).await.expect(&order).into_inner();
        rows.extend(page.reviews);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return rows;
        }
    }
}

pub(crate) fn ids(rows: &[ReviewRow]) -> Vec<String> {
    rows.iter().map(|row| row.review_id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_complete_in_every_order_and_page_size() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(History::new(&served.log).many(60).await);
    let mut client = served.reviewer();
    for order in [
        "",
        "submitted_at",
        "submitted_at desc",
        "updated_at",
        "updated_at desc",
        "score",
        "score desc",
        "level desc",
        "level",
        "due_at",
        "due_at desc",
        "open_findings desc",
    ] {
        let request = |page_size| ListReviewsRequest {
            page_size,
            order_by: order.into(),
            consistency_token: consistency_token.clone(),
            ..Default::default()
        };
        let whole = all(&mut client, request(200)).await;
        assert_eq!(whole.len(), 60);
        assert_eq!(ids(&all(&mut client, request(7)).await), ids(&whole), "{order}");
        assert_eq!(ids(&all(&mut client, request(60)).await), ids(&whole), "{order}");
        let key = |row: &ReviewRow| match order.split(' ').next().unwrap() {
            "score" => i64::from(row.score),
            "updated_at" => row.updated_at.unwrap().seconds,
            "level" => i64::from(row.level),
            // Those without one come after all others.
            "due_at" => row.due_at.map_or(i64::MAX, |at| at.seconds),
            "open_findings" => i64::from(row.open_findings),
            _ => row.submitted_at.unwrap().seconds,
        };
        let ascending = !order.ends_with("desc") && !order.is_empty();
        let sorted =
            whole.windows(2).all(|w| if ascending { key(&w[0]) <= key(&w[1]) } else { key(&w[0]) >= key(&w[1]) });
        assert!(sorted, "{order}");
    }
    served.stop().await;
}

/// A review closed as a duplicate is rejected and said to be a duplicate: rows and filters tell it from those that were
/// rejected, the summary counts it apart, and its timeline says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_is_told_from_what_was_rejected() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    lives(&mut history).await;
    let consistency_token = token::consistency_token(history.commits());
    let mut client = served.reviewer();
    for (filter, wanted) in [
        ("status = REJECTED", &[1_011, 1_012, 1_013][..]),
        ("duplicate = true", &[1_012]),
        ("status = REJECTED AND duplicate = false", &[1_011, 1_013]),
    ] {
        let request = ListReviewsRequest {
            filter: filter.into(),
            order_by: "title".into(),
            consistency_token: consistency_token.clone(),
            ..Default::default()
        };
        let page = client.list_reviews(request).await.unwrap().into_inner();
        assert_eq!(ids(&page.reviews), wanted.iter().map(|n| id(*n).to_string()).collect::<Vec<_>>(), "{filter}");
        assert_eq!(page.total_size, wanted.len() as u64, "{filter}");
        assert!(page.reviews.iter().all(|row| row.duplicate == (row.review_id == id(1_012).to_string())));
    }
    let summary = GetSummaryRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let summary = client.get_summary(summary).await.unwrap().into_inner();
    let rejected = summary.by_status.iter().find(|one| one.status() == ReviewStatus::Rejected).unwrap().count;
    assert_eq!((rejected, summary.duplicates), (3, 1));
    let request = GetTimelineRequest { review_id: id(1_012).to_string(), consistency_token, ..Default::default() };
    let timeline = client.get_timeline(request).await.unwrap().into_inner();
    let became = timeline.entries.iter().flat_map(|entry| &entry.changes).filter(|change| change.field == "status");
    let became: Vec<_> = became.filter_map(|change| change.after.as_ref()).map(|after| after.ko.as_str()).collect();
    assert_eq!(became.last(), Some(&"중복 종결"), "{became:?}");
    served.stop().await;
}

/// Short numbers (D5): requests are numbered from 1 in each year of Korea in the order of the log, lists find them by
/// number and by how their id begins, and a rebuild gives the same numbers.
#[tokio::test(flavor = "multi_thread")]
async fn reviews_are_numbered_in_the_order_of_their_requests() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(History::new(&served.log).many(60).await);
    let mut client = served.reviewer();
    let request = |filter: &str| ListReviewsRequest {
        filter: filter.into(),
        page_size: 200,
        consistency_token: consistency_token.clone(),
        ..Default::default()
    };
    let whole = all(&mut client, request("")).await;
    let mut numbers: Vec<_> = whole.iter().map(|row| row.number.clone()).collect();
    numbers.sort_unstable();
    let year = numbers[0].split('-').nth(1).unwrap().to_owned();
    assert_eq!(numbers, (1..=60).map(|n| format!("R-{year}-{n:04}")).collect::<Vec<_>>());
    for row in whole.iter().step_by(13) {
        let number = row.number.trim_start_matches("R-").to_owned();
        let place = number.split('-').nth(1).unwrap().trim_start_matches('0');
        for filter in [
            format!("number = {}", row.number),
            format!("number = \"r-{year}-{place}\""),
            format!("review_id:\"{}\"", row.review_id),
        ] {
            assert_eq!(ids(&all(&mut client, request(&filter)).await), [&*row.review_id], "{filter}");
        }
    }
    for length in [1, 9, 20, 35] {
        let first = &whole[7].review_id[..length];
        let expected: Vec<_> = ids(&whole).into_iter().filter(|id| id.starts_with(first)).collect();
        assert_eq!(ids(&all(&mut client, request(&format!("review_id:{first}"))).await), expected, "{first}");
    }
    for wrong in ["number = 7", "number = R-2026-0", "number:R-2026-0001", "review_id:xyz", "review_id:\"\""] {
        assert!(client.list_reviews(request(wrong)).await.is_err(), "{wrong}");
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_shows_how_far_its_review_is() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "스마트 교차로", "교통과", &[ServiceType::IotDevice]).await;
    history.assess(1, 71, RiskLevel::High).await;
    history.generate(1, 12).await;
    let last = history.judge(1, 12).await;
    let request = ListReviewsRequest { consistency_token: token::consistency_token(last), ..Default::default() };
    let list = served.reviewer().list_reviews(request).await.unwrap().into_inner();
    let [row] = list.reviews.as_slice() else { panic!("{list:?}") };
    assert_eq!((row.title.as_str(), row.team.as_str(), row.score), ("스마트 교차로", "교통과", 71));
    assert_eq!((row.status(), row.level()), (ReviewStatus::InDiagnosis, RiskLevel::High));
    let tally = Tally { total: 12, mandatory: 12, pass: 1, fail: 1, mandatory_open: 10, ..Tally::default() };
    assert_eq!(row.tally, Some(tally));
    assert_eq!(row.submitted_at.unwrap().nanos, 123_456_000, "microseconds are kept");
    assert_eq!(row.updated_at.unwrap().seconds, row.submitted_at.unwrap().seconds + 4);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_counts_every_level_and_status() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(History::new(&served.log).many(60).await);
    let request = GetSummaryRequest { consistency_token, ..Default::default() };
    let summary = served.reviewer().get_summary(request.clone()).await.unwrap().into_inner();
    let levels: Vec<_> = summary.by_level.iter().map(|count| (count.level(), count.count)).collect();
    let expected = [
        (RiskLevel::Unspecified, 12),
        (RiskLevel::Low, 16),
        (RiskLevel::Medium, 16),
        (RiskLevel::High, 16),
        (RiskLevel::Critical, 0),
    ];
    assert_eq!(levels, expected);
    assert_eq!(summary.by_status.len(), 10);
    let status = |wanted| summary.by_status.iter().find(|count| count.status() == wanted).unwrap().count;
    assert_eq!((status(ReviewStatus::Received), status(ReviewStatus::InDiagnosis)), (48, 12));
    assert_eq!(summary.recent.len(), 10);
    assert_eq!(summary.recent[0].title, "검토 59");

    let mut requester = served.client(&[Role::Requester], Some("교통과"));
    let own = requester.get_summary(request).await.unwrap().into_inner();
    assert_eq!(own.by_status.iter().map(|count| count.count).sum::<u64>(), 20);
    assert!(own.recent.iter().all(|row| row.team == "교통과"));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_tells_in_both_languages_what_happened() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "스마트 교차로", "교통과", &[]).await;
    history.assess(1, 71, RiskLevel::High).await;
    history.generate(1, 12).await;
    let last = history.judge(1, 12).await;
    let mut client = served.reviewer();
    let request = |page_size, page_token| GetTimelineRequest {
        review_id: id(1).to_string(),
        page_size,
        page_token,
        consistency_token: token::consistency_token(last),
        ..Default::default()
    };
    let whole = client.get_timeline(request(0, String::new())).await.unwrap().into_inner();
    assert_eq!(whole.next_page_token, "");
    let told: Vec<_> = whole
        .entries
        .iter()
        .map(|entry| (entry.sequence, entry.event.as_str(), entry.summary.as_ref().unwrap().en.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "ReviewSubmitted", "Requested the review: 스마트 교차로"),
            (2, "RiskAssessed", "Scored 71 (High) under policy version 2: depth full, 14 business days."),
            (3, "DiagnosisGenerated", "Generated the checklist: 12 checkpoints, 12 of them mandatory."),
            (4, "VerdictsRecorded", "Judged 2 checkpoints: 1 Pass, 1 Fail, 0 Partial, 0 N/A; 10 mandatory left."),
            (5, "ReviewDiagnosisStarted", "The diagnosis started."),
        ]
    );
    let entry = &whole.entries[4];
    assert_eq!(entry.summary.as_ref().unwrap().ko, "진단을 시작했습니다.");
    assert_eq!(entry.actor.as_ref().unwrap().name, "김보안");
    assert_eq!(entry.trace_id, "ab".repeat(16));

    let (mut entries, mut page_token) = (Vec::new(), String::new());
    loop {
        let page = client.get_timeline(request(2, page_token)).await.unwrap().into_inner();
        entries.extend(page.entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(entries, whole.entries);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requesters_see_their_own_team_and_nothing_tells_a_foreign_review_from_none() {
    let served = Served::start().await;
    let last = History::new(&served.log).many(30).await;
    let consistency_token = token::consistency_token(last);
    let request =
        ListReviewsRequest { consistency_token: consistency_token.clone(), page_size: 200, ..Default::default() };
    let mut requester = served.client(&[Role::Requester], Some("결제팀"));
    let own = all(&mut requester, request.clone()).await;
    assert_eq!(own.len(), 10);
    assert!(own.iter().all(|row| row.team == "결제팀"));
    let foreign = ListReviewsRequest { filter: "team = water".into(), ..request.clone() };
    assert_eq!(all(&mut requester, foreign).await, []);

    let mut timeline = async |n: u128| {
        let review_id = id(n).to_string();
        let consistency_token = consistency_token.clone();
        requester.get_timeline(GetTimelineRequest { review_id, consistency_token, ..Default::default() }).await
    };
    assert!(timeline(0).await.is_ok());
    let foreign = timeline(1).await.unwrap_err();
    let missing = timeline(4_711).await.unwrap_err();
    assert_eq!((foreign.code(), missing.code()), (Code::NotFound, Code::NotFound));
    assert_eq!(foreign.message(), missing.message());
    let details = |status: &tonic::Status, n| {
        let text = format!("{:?}", tonic_types::StatusExt::get_error_details(status));
        text.replace(&id(n).to_string(), "ID")
    };
    assert_eq!(details(&foreign, 1), details(&missing, 4_711));

    for role in [Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator] {
        assert_eq!(all(&mut served.client(&[role], None), request.clone()).await.len(), 30, "{role:?}");
    }
    assert_eq!(all(&mut served.client(&[Role::Requester], None), request.clone()).await, []);
    for roles in [&[][..], &[Role::ContentAdmin]] {
        let refused = served.client(roles, Some("결제팀")).list_reviews(request.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{roles:?}");
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_a_moment_hold_what_a_clock_ahead_of_it_recorded() {
    let served = Served::start().await;
    // The second of three writers is an hour ahead: its commits are later than those after them in the log.
    let mut history = History::with_clocks(&served.log, &[0, 3_600, -60]);
    for n in 0..9 {
        history.submit(n, "검토", "water", &[]).await;
    }
    for n in 0..9 {
        history.assess(n, 50, RiskLevel::High).await;
    }
    served.projects(history.commits()).await;
    let mut client = served.reviewer();
    for position in 0..=history.commits() {
        for order in ["", "submitted_at", "updated_at desc", "updated_at"] {
            let as_of = Some(AsOf { moment: Some(Moment::Position(position)) });
            let request = ListReviewsRequest { order_by: order.into(), page_size: 4, as_of, ..Default::default() };
            let mut rows = ids(&all(&mut client, request).await);
            rows.sort_unstable();
            let there: Vec<_> = (0..u128::from(position.min(9))).map(|n| id(n).to_string()).collect();
            assert_eq!(rows, there, "{order} at {position}");
        }
    }
    served.stop().await;
}
