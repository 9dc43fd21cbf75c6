//! Lists hold what their filters say, and nothing else.

use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel, ServiceType},
    dashboard::v1::{ListReviewsRequest, ReviewRow},
};
use haetae_service_kit::token;

use crate::{
    history::{History, id},
    lists::{all, ids},
    served::Served,
};

#[tokio::test(flavor = "multi_thread")]
async fn filters_select_exactly_what_they_say() {
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
    let payment: i32 = ServiceType::Payment.into();
    let mobile: i32 = ServiceType::MobileApp.into();
    type Check = Box<dyn Fn(&ReviewRow) -> bool>;
    let cases: [(&str, Check); 6] = [
        ("level = HIGH", Box::new(|row| row.level() == RiskLevel::High)),
        ("status = IN_DIAGNOSIS", Box::new(|row| row.status() == ReviewStatus::InDiagnosis)),
        ("team = 교통과", Box::new(|row| row.team == "교통과")),
        ("service_type = MOBILE_APP", Box::new(move |row| row.service_types.contains(&mobile))),
        (
            "service_type = PAYMENT AND service_type = MOBILE_APP AND team = \"결제팀\"",
            Box::new(move |row| row.service_types == [payment, mobile] && row.team == "결제팀"),
        ),
        (
            "status=RECEIVED AND level = LOW",
            Box::new(|row| row.status() == ReviewStatus::Received && row.level() == RiskLevel::Low),
        ),
    ];
    for (filter, holds) in cases {
        let expected: Vec<_> = whole.iter().filter(|row| holds(row)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < whole.len(), "{filter} tells nothing");
        assert_eq!(all(&mut client, request(filter)).await, expected, "{filter}");
    }
    assert_eq!(all(&mut client, request("level = HIGH AND level = LOW")).await, []);
    served.stop().await;
}

/// F14: free text, `title:` and every other `:` of a text find the same, however it is written; `=` finds what is equal.
#[tokio::test(flavor = "multi_thread")]
async fn every_search_of_a_text_folds_alike() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "50㎏ 저울 ＡＰＩ", "Straße-팀", &[]).await;
    history.submit(2, "간편\u{1100}\u{1167}\u{11af}제", "b", &[]).await;
    history.assign(2, ("KIM@example.com", "김")).await;
    let last = history.submit(3, "다른 검토", "c", &[]).await;
    let consistency_token = token::consistency_token(last);
    let mut client = served.reviewer();
    for (filter, found) in [
        ("kg", &[1][..]),
        ("title:kg", &[1]),
        ("title:50KG", &[1]),
        ("title:㎏", &[1]),
        ("㎏", &[1]),
        ("title:\"kg 저울 api\"", &[1]),
        ("\"ａｐｉ\"", &[1]),
        ("결제", &[2]),
        ("title:결제", &[2]),
        ("title:\u{1100}\u{1167}\u{11af}제", &[2]),
        ("title:편결", &[2]),
        ("team:STRASSE", &[1]),
        ("STRASSE", &[1]),
        ("team:저울", &[]),
        ("title:STRASSE", &[]),
        ("team = \"Straße-팀\"", &[1]),
        ("team = STRASSE-팀", &[]),
        ("assignee:\"kim@\"", &[2]),
        ("assignee:ｋｉｍ", &[2]),
        ("assignee:lee", &[]),
        ("requester:LEE", &[1, 2, 3]),
        ("requester:kim", &[]),
        ("NOT assignee:kim", &[1, 3]),
        ("NOT title:kg", &[2, 3]),
        ("title:kg OR assignee:kim", &[1, 2]),
    ] {
        let request = ListReviewsRequest {
            filter: filter.into(),
            order_by: "submitted_at".into(),
            consistency_token: consistency_token.clone(),
            ..Default::default()
        };
        let list = client.list_reviews(request).await.expect(filter).into_inner();
        let expected: Vec<_> = found.iter().map(|n| id(*n).to_string()).collect();
        assert_eq!((ids(&list.reviews), list.total_size), (expected, found.len() as u64), "{filter}");
    }
    served.stop().await;
}

/// F19: a score, and a count of findings, that a review does not have yet compares with nothing: no list of harmless reviews
/// shows what was never scored or never diagnosed.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_score_or_no_checklist_meets_no_comparison_but_unequal() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "평가 전", "a", &[]).await;
    history.submit(2, "점검표 전", "a", &[]).await;
    history.assess(2, 0, RiskLevel::Low).await;
    history.submit(3, "진단 중", "a", &[]).await;
    history.assess(3, 71, RiskLevel::High).await;
    let last = history.generate(3, 4).await;
    let consistency_token = token::consistency_token(last);
    let mut client = served.reviewer();
    for (filter, titles) in [
        ("score < 50", &["점검표 전"][..]),
        ("score = 0", &["점검표 전"]),
        ("score >= 0", &["점검표 전", "진단 중"]),
        ("score:*", &["점검표 전", "진단 중"]),
        ("-score:*", &["평가 전"]),
        ("score != 0", &["평가 전", "진단 중"]),
        ("NOT score < 50", &["평가 전", "진단 중"]),
        ("NOT score = 71", &["평가 전", "점검표 전"]),
        ("NOT score != 71", &["진단 중"]),
        ("open_findings = 0", &["진단 중"]),
        ("open_findings != 0", &["평가 전", "점검표 전"]),
        ("accepted_findings:*", &["진단 중"]),
        ("fail = 0", &["진단 중"]),
        ("NOT fail = 0", &["평가 전", "점검표 전"]),
        ("level = LOW OR score < 50", &["점검표 전"]),
    ] {
        let order_by = "submitted_at".into();
        let request = ListReviewsRequest {
            filter: filter.into(),
            order_by,
            consistency_token: consistency_token.clone(),
            ..Default::default()
        };
        let list = client.list_reviews(request).await.unwrap().into_inner();
        let found: Vec<_> = list.reviews.iter().map(|row| row.title.as_str()).collect();
        assert_eq!((found.as_slice(), list.total_size), (titles, titles.len() as u64), "{filter}");
    }
    served.stop().await;
}
