//! What a comparison names, and whom.

use haetae_proto::dashboard::v1::{
    ComparePoint, CompareReviewRequest, CompareReviewResponse, LatestDecision, compare_point::Point,
};
use haetae_service_kit::clock;

use crate::{
    history::id,
    lives::{append, eventful},
    served::Served,
};

/// Differences in Korean, one line each, with the people who made them.
fn told(answer: &CompareReviewResponse) -> Vec<String> {
    let differences = answer.groups.iter().flat_map(|group| &group.differences);
    let line = differences.map(|one| {
        let ko =
            |text: &Option<haetae_proto::common::v1::Text>| text.as_ref().map_or("-".into(), |text| text.ko.clone());
        let by: Vec<_> = one.commits.iter().map(|commit| commit.actor.as_ref().unwrap().subject.as_str()).collect();
        format!("{}: {} → {} ({})", one.key, ko(&one.before), ko(&one.after), by.join(", "))
    });
    line.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moved_since_the_decision_is_named_with_who_moved_it() {
    let served = Served::start().await;
    // Amended, scored again, and taken up again by the next deeds.
    let commits = eventful(&[(7, 3), (12, 60), (18, 0), (16, 1), (18, 1)]);
    append(&served.log, &commits).await;
    let head = commits.len() as u64;
    served.shows(head).await;
    let mut client = served.reviewer();
    let point = |point| Some(ComparePoint { point: Some(point) });
    let since = |from| CompareReviewRequest { review_id: id(1).to_string(), from: point(from), ..Default::default() };
    let answer = client.compare_review(since(Point::Decision(LatestDecision {}))).await.unwrap().into_inner();
    let expected = [
        "profile.exposure: 내부망 → 인터넷 (kim)",
        "title: 신호 제어 1 → 신호 제어 3 (kim)",
        "score: 51점 → 70점 (service:risk)",
        "exposure.internal: 47점 → - (service:risk)",
        "exposure.internet: - → 66점 (service:risk)",
        // Judged again in the second round, by the fix that was verified.
        "web:C0:3: 취약: 취약점 3 → 양호 (lee, lee)",
        "round: 1차 진단 종료 → 2차 진단 중 (lee)",
        "findings.F-000002: 조치 필요, 심각도 보통 → 조치 완료, 심각도 보통 (park, lee)",
        "decision.stale: 유효 → 재검토 필요: 위험 평가 (lee)",
        "policy: 버전 2 → 버전 1 (service:risk)",
    ];
    assert_eq!(told(&answer), expected);
    let english = answer.groups.iter().flat_map(|group| &group.differences);
    assert!(english.flat_map(|one| [&one.name, &one.after]).flatten().all(|text| !text.en.is_empty()));
    assert_eq!((answer.to_position, answer.left_out), (head, 0));

    // From a moment to itself nothing is different.
    let none = client.compare_review(since(Point::Position(head))).await.unwrap().into_inner();
    assert_eq!(none.groups, []);
    served.stop().await;
}

/// Moments the wrong way round are refused by what the review itself did between them: what others did there, which the
/// caller may not know of, changes no answer.
#[tokio::test(flavor = "multi_thread")]
async fn what_other_reviews_did_between_two_moments_decides_nothing() {
    let served = Served::start().await;
    let commits = eventful(&[]);
    append(&served.log, &commits).await;
    let head = commits.len() as u64;
    served.shows(head).await;
    let mut client = served.reviewer();
    let point = |point| Some(ComparePoint { point: Some(point) });
    let today = Point::Time(prost_types::Timestamp { seconds: clock::now().as_second(), nanos: 0 });
    let mut compare = async |review, from, to| {
        let request = CompareReviewRequest {
            review_id: id(review).to_string(),
            from: point(from),
            to: point(to),
            ..Default::default()
        };
        client.compare_review(request).await.map(tonic::Response::into_inner)
    };
    // The first review was only requested; all that came after is the second one's.
    let same = compare(0, today, Point::Position(1)).await.unwrap();
    assert_eq!((same.groups.len(), same.from_position, same.to_position), (0, 1, 1));
    let turned = compare(1, today, Point::Position(head - 1)).await.unwrap_err();
    assert_eq!(turned.code(), tonic::Code::InvalidArgument, "{turned:?}");
    // Two times, or two positions, are told apart without the log.
    let earlier = Point::Time(prost_types::Timestamp { seconds: 1_600_000_000, nanos: 0 });
    for (from, to) in [(today, earlier), (Point::Position(2), Point::Position(1))] {
        assert_eq!(compare(0, from, to).await.unwrap_err().code(), tonic::Code::InvalidArgument);
    }
    served.stop().await;
}
