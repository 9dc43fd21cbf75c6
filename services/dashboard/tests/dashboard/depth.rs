//! What is said about one review in depth, and about all over time, at a moment is what a replay that stops there says.

use haetae_proto::dashboard::v1::{
    AsOf, ComparePoint, CompareReviewRequest, CompareReviewResponse, GetReviewOverviewRequest,
    GetReviewOverviewResponse, GetTimelineRequest, GetTrendsRequest, GetTrendsResponse, LatestDecision, TrendInterval,
    as_of::Moment, compare_point::Point,
};
use haetae_service_kit::{auth::Role, token};
use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use tonic::Code;

use crate::{
    history::id,
    lives::{Deed, KINDS, append, plan},
    oscal::oscal,
    served::{Client, Served},
};

const REVIEWS: u8 = 4;

fn deed() -> impl Strategy<Value = Deed> {
    (0..REVIEWS, 0..KINDS, any::<u8>()).prop_map(|(n, what, which)| Deed { review: n.into(), what, which })
}

/// What a dashboard answers; positions and tokens of now are left out.
#[derive(Debug, PartialEq)]
struct Answers {
    overviews: Vec<Result<GetReviewOverviewResponse, Code>>,
    comparisons: Vec<Result<CompareReviewResponse, Code>>,
    trends: Vec<GetTrendsResponse>,
    documents: Vec<Result<Vec<u8>, Code>>,
}

impl Answers {
    /// As of `point`, or now where that is the same.
    async fn of(served: &Served, point: u64, as_of: Option<AsOf>, earlier: u64) -> Self {
        let (mut all, mut team) = (served.reviewer(), served.client(&[Role::Requester], Some("교통과")));
        let (mut overviews, mut comparisons, mut trends, mut documents) = (vec![], vec![], vec![], vec![]);
        for client in [&mut all, &mut team] {
            for n in 0..REVIEWS {
                let review_id = id(n.into()).to_string();
                let request = GetReviewOverviewRequest { review_id: review_id.clone(), as_of, ..Default::default() };
                let overview = client.get_review_overview(request).await;
                overviews.push(overview.map(tonic::Response::into_inner).map_err(|status| status.code()));
                documents.push(oscal(client, &review_id, as_of).await.map_err(|status| status.code()));
                let to = as_of.map(|_| at(Point::Position(point)));
                for from in [Point::Position(earlier), Point::Decision(LatestDecision {})] {
                    let request = CompareReviewRequest {
                        review_id: review_id.clone(),
                        from: Some(at(from)),
                        to,
                        ..Default::default()
                    };
                    let compared = client.compare_review(request).await;
                    comparisons.push(compared.map(tonic::Response::into_inner).map_err(|status| status.code()));
                }
            }
            trends.extend(trends_of(client, as_of).await);
        }
        Self { overviews, comparisons, trends, documents }
    }
}

fn at(point: Point) -> ComparePoint {
    ComparePoint { point: Some(point) }
}

async fn trends_of(client: &mut Client, as_of: Option<AsOf>) -> Vec<GetTrendsResponse> {
    let mut trends = Vec::new();
    for (interval, first_day, last_day, level) in [
        (TrendInterval::Month, "2025-11-30", "2026-12-31", 0),
        (TrendInterval::Week, "2025-12-30", "2026-02-11", 0),
        (TrendInterval::Day, "2026-01-01", "2026-01-20", 3),
    ] {
        let request = GetTrendsRequest {
            interval: interval.into(),
            first_day: first_day.into(),
            last_day: last_day.into(),
            level,
            as_of,
            ..Default::default()
        };
        trends.push(client.get_trends(request).await.unwrap().into_inner());
    }
    trends
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_as_of_equals_a_replay_that_stops_there() {
    let mut runner = TestRunner::deterministic();
    let deeds = vec(deed(), 300).new_tree(&mut runner).unwrap().current();
    let commits = plan(&deeds, REVIEWS.into());
    let head = commits.len() as u64;
    let whole = Served::start().await;
    append(&whole.log, &commits).await;
    whole.shows(head).await;
    let points = vec(1..=head, 4).new_tree(&mut runner).unwrap().current();
    let mut seen = Seen::default();
    for point in points.into_iter().chain([0, head]) {
        let stopped = Served::start().await;
        append(&stopped.log, &commits[..usize::try_from(point).unwrap()]).await;
        if point > 0 {
            stopped.shows(point).await;
        }
        let position = Some(AsOf { moment: Some(Moment::Position(point)) });
        let expected = Answers::of(&stopped, point, None, point / 2).await;
        let answered = Answers::of(&whole, point, position, point / 2).await;
        assert_eq!(answered, expected, "at {point} of {head}");
        seen.note(&expected);
        stopped.stop().await;
    }
    seen.enough();
    whole.stop().await;
}

/// What the answers were about: equal empty answers would prove nothing.
#[derive(Debug, Default)]
struct Seen {
    decisions: usize,
    findings: usize,
    rounds: usize,
    differences: usize,
    decided: u64,
    reopened: u64,
    rejected: u64,
    stays: u64,
}

impl Seen {
    fn note(&mut self, answers: &Answers) {
        for overview in answers.overviews.iter().flatten() {
            self.decisions += usize::from(overview.decision.is_some());
            self.findings += overview.findings.len();
            self.rounds += overview.diagnosis.as_ref().map_or(0, |diagnosis| diagnosis.rounds.len());
        }
        self.differences += answers.comparisons.iter().flatten().map(|compared| compared.groups.len()).sum::<usize>();
        for bucket in answers.trends.iter().flat_map(|trends| &trends.buckets) {
            self.decided += bucket.decided.iter().map(|outcome| outcome.count).sum::<u64>();
            self.reopened += bucket.reopened;
            self.rejected += bucket.fixes_rejected + bucket.further_rounds;
            self.stays += bucket.time_in_status.iter().map(|stay| stay.count).sum::<u64>();
        }
    }

    fn enough(&self) {
        let Self { decisions, findings, rounds, differences, decided, reopened, rejected, stays } = *self;
        assert!(decisions > 0 && findings > 5 && rounds > 5 && differences > 10, "{self:?}");
        assert!(decided > 0 && reopened > 0 && rejected > 0 && stays > 10, "{self:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_or_later_review_is_not_there() {
    let served = Served::start().await;
    let deeds = [Deed { review: 0, what: 0, which: 1 }, Deed { review: 1, what: 0, which: 0 }];
    append(&served.log, &plan(&deeds, 2)).await;
    served.shows(2).await;
    let mut team = served.client(&[Role::Requester], Some("교통과"));
    let overview = |n, position| GetReviewOverviewRequest {
        review_id: id(n).to_string(),
        as_of: Some(AsOf { moment: Some(Moment::Position(position)) }),
        ..Default::default()
    };
    let compare = |n, from, to| CompareReviewRequest {
        review_id: id(n).to_string(),
        from: Some(at(from)),
        to: Some(at(to)),
        consistency_token: token::consistency_token(2),
    };
    assert!(team.get_review_overview(overview(1, 2)).await.is_ok());
    // Of another team, later than the moment, and none at all.
    let (none, later) = ((Code::NotFound, "REVIEW_NOT_FOUND"), (Code::NotFound, "REVIEW_NOT_YET_REQUESTED"));
    for (n, position, expected) in [(0, 2, none), (1, 1, later), (7, 2, none)] {
        let (from, to) = (Point::Position(position), Point::Position(2));
        let decided = Point::Decision(LatestDecision {});
        let timeline = GetTimelineRequest {
            review_id: id(n).to_string(),
            as_of: Some(AsOf { moment: Some(Moment::Position(position)) }),
            ..Default::default()
        };
        for refused in [
            team.get_review_overview(overview(n, position)).await.unwrap_err(),
            team.get_timeline(timeline).await.unwrap_err(),
            team.compare_review(compare(n, from, to)).await.unwrap_err(),
            team.compare_review(compare(n, decided, Point::Position(position))).await.unwrap_err(),
        ] {
            let details = tonic_types::StatusExt::get_error_details(&refused);
            let info = details.error_info().unwrap();
            assert_eq!((refused.code(), info.reason.as_str()), expected, "{n} at {position}");
            assert_eq!(info.metadata.contains_key("requested_at"), expected == later);
        }
    }
    let undecided = team.compare_review(compare(1, Point::Decision(LatestDecision {}), Point::Position(2))).await;
    let details = tonic_types::StatusExt::get_error_details(&undecided.unwrap_err());
    assert_eq!(details.error_info().unwrap().reason, "REVIEW_NOT_DECIDED");
    served.stop().await;
}
