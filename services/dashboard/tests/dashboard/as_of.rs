//! Every query as of a moment answers what a fresh replay that stops there answers.

use haetae_proto::{
    common::v1::{RiskLevel, ServiceType},
    dashboard::v1::{
        AsOf, ExportFormat, ExportReviewsRequest, GetSummaryRequest, GetSummaryResponse, GetTimelineRequest,
        ListReviewsRequest, ListReviewsResponse, TimelineEntry, as_of::Moment, export_reviews_response::Part,
    },
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, prop_oneof},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};

use crate::{
    history::{History, id},
    served::{Client, Served},
};

/// Reviews a history is about.
const REVIEWS: u128 = 12;
/// Writers whose clocks differ.
const CLOCKS: &[i64] = &[0, 40, -25, 3];

/// One thing that happens; each is one commit, but a judgement, which is two.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Submit(u128, usize),
    Amend(u128, usize),
    Assess(u128, u32),
    Generate(u128),
    Judge(u128),
    Policy,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..REVIEWS, 0..4_usize).prop_map(|(n, kind)| Deed::Submit(n, kind)),
        2 => (0..REVIEWS, 0..2_usize).prop_map(|(n, kind)| Deed::Amend(n, kind)),
        3 => (0..REVIEWS, 0..100_u32).prop_map(|(n, score)| Deed::Assess(n, score)),
        2 => (0..REVIEWS).prop_map(Deed::Generate),
        2 => (0..REVIEWS).prop_map(Deed::Judge),
        1 => Just(Deed::Policy),
    ]
}

/// Does the first `commits` commits of a plan; gives the last sequence.
async fn play(history: &mut History<'_>, plan: &[Deed], commits: u64) {
    let mut last = 0;
    for deed in plan {
        if last >= commits {
            return;
        }
        last = match *deed {
            Deed::Submit(n, kind) => {
                let types = [ServiceType::Payment, ServiceType::MobileApp];
                let team = ["결제팀", "교통과", "water"][kind % 3];
                let title = ["간편 결제", "신호 제어 각도", "Water \u{1100}\u{1161}", "100%_안전"][kind];
                history.submit(n, title, team, &types[..=kind % 2]).await
            }
            Deed::Amend(n, kind) => {
                history.amend(n, ["간편 결제 확대", "교통 연동"][kind], ["가로등 제어", "간편 결제"][kind]).await
            }
            Deed::Assess(n, score) => {
                let level = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High, RiskLevel::Critical];
                history.assess(n, score, level[(score / 26) as usize]).await
            }
            Deed::Generate(n) => history.generate(n, 12).await,
            Deed::Judge(n) => history.judge_within(n, 12, commits).await,
            Deed::Policy => history.policy().await,
        };
    }
}

/// What a dashboard answers to everything that can be asked.
#[derive(Debug, PartialEq)]
struct Answers {
    summaries: Vec<GetSummaryResponse>,
    lists: Vec<(String, Vec<ListReviewsResponse>)>,
    timelines: Vec<Option<Vec<TimelineEntry>>>,
    export: Vec<u8>,
}

const LISTS: [(&str, &str); 17] = [
    ("", ""),
    ("", "updated_at"),
    ("", "score desc, team, title desc"),
    ("", "team desc, submitted_at"),
    ("", "title"),
    ("level >= MEDIUM", "score"),
    ("NOT level = LOW AND status = IN_DIAGNOSIS", ""),
    ("level != HIGH", ""),
    ("-level:*", ""),
    ("fail >= 1 OR score < 30", "updated_at desc"),
    ("NOT mandatory_open = 12", ""),
    ("service_types:MOBILE_APP AND team = 교통과", ""),
    ("결제", ""),
    ("가", ""),
    ("WATER OR 제어", ""),
    ("\"100%_\" AND title:\"%_\"", ""),
    ("submitted_at >= \"2026-01-01T00:00:20Z\" AND updated_at < \"2026-01-01T00:01:00Z\"", ""),
];

impl Answers {
    async fn of(served: &Served, as_of: Option<AsOf>) -> Self {
        let mut all = served.reviewer();
        let mut team = served.client(&[haetae_service_kit::auth::Role::Requester], Some("교통과"));
        let mut summaries = Vec::new();
        for client in [&mut all, &mut team] {
            let request = GetSummaryRequest { as_of, ..Default::default() };
            summaries.push(client.get_summary(request).await.unwrap().into_inner());
        }
        let mut lists = Vec::new();
        for (filter, order_by) in LISTS {
            for client in [&mut all, &mut team] {
                let pages = pages(client, filter, order_by, as_of).await;
                lists.push((format!("{filter} / {order_by}"), pages));
            }
        }
        let mut timelines = Vec::new();
        for n in 0..REVIEWS {
            let request = GetTimelineRequest { review_id: id(n).to_string(), as_of, ..Default::default() };
            timelines.push(team.get_timeline(request).await.ok().map(|answer| answer.into_inner().entries));
        }
        Self { summaries, lists, timelines, export: export(&mut all, as_of).await }
    }
}

/// The pages of a list, without their tokens, which name the moment.
async fn pages(client: &mut Client, filter: &str, order_by: &str, as_of: Option<AsOf>) -> Vec<ListReviewsResponse> {
    let mut request = ListReviewsRequest {
        page_size: 5,
        filter: filter.into(),
        order_by: order_by.into(),
        as_of,
        ..Default::default()
    };
    let mut pages = Vec::new();
    loop {
        let mut page = client.list_reviews(request.clone()).await.unwrap().into_inner();
        request.page_token = std::mem::take(&mut page.next_page_token);
        pages.push(page);
        if request.page_token.is_empty() {
            let rows: usize = pages.iter().map(|page| page.reviews.len()).sum();
            assert!(pages.iter().all(|page| page.total_size == rows as u64), "{filter}: {pages:?}");
            return pages;
        }
    }
}

async fn export(client: &mut Client, as_of: Option<AsOf>) -> Vec<u8> {
    let format = ExportFormat::Ndjson.into();
    let mut parts =
        client.export_reviews(ExportReviewsRequest { format, as_of, ..Default::default() }).await.unwrap().into_inner();
    let mut bytes = Vec::new();
    while let Some(part) = parts.message().await.unwrap() {
        match part.part.unwrap() {
            Part::Chunk(chunk) => bytes.extend(chunk),
            Part::Manifest(manifest) => assert_eq!(manifest.bytes, bytes.len() as u64),
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_equals_a_replay_that_stops_there() {
    let mut runner = TestRunner::deterministic();
    let plan = vec(deed(), 80..90).new_tree(&mut runner).unwrap().current();
    let whole = Served::start().await;
    let mut history = History::with_clocks(&whole.log, CLOCKS);
    play(&mut history, &plan, u64::MAX).await;
    let head = history.commits();
    whole.projects(head).await;
    let points = vec(0..=head, 5).new_tree(&mut runner).unwrap().current();
    for point in points.into_iter().chain([0, head]) {
        let stopped = Served::start().await;
        play(&mut History::with_clocks(&stopped.log, CLOCKS), &plan, point).await;
        stopped.projects(point).await;
        let position = Some(AsOf { moment: Some(Moment::Position(point)) });
        let expected = Answers::of(&stopped, None).await;
        assert_eq!(Answers::of(&whole, position).await, expected, "at {point} of {head}: {plan:?}");
        stopped.stop().await;
    }
    // A time stands for the last position up to which nothing was recorded later.
    let times = (1..=head).map(|n| history.recorded_at(n));
    for seconds in times.chain([0, 1_767_225_600, 1_767_999_999]).step_by(5) {
        let latest = |n: u64| (1..=n).map(|n| history.recorded_at(n)).max();
        let point = (0..=head).rev().find(|n| latest(*n).is_none_or(|latest| latest <= seconds)).unwrap();
        let moment = Moment::Time(prost_types::Timestamp { seconds, nanos: 500_000_000 });
        let request = GetSummaryRequest { as_of: Some(AsOf { moment: Some(moment) }), ..Default::default() };
        let shown = whole.reviewer().get_summary(request).await.unwrap().into_inner();
        let token = haetae_service_kit::token::consistency_token(point);
        assert_eq!(shown.consistency_token, token, "{seconds} is not {point}");
    }
    whole.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_the_moment_of_the_first_whatever_happens_meanwhile() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    served.projects(history.many(30).await).await;
    let mut client = served.reviewer();
    let before = pages(&mut client, "", "updated_at desc", None).await;
    let request = ListReviewsRequest { page_size: 5, order_by: "updated_at desc".into(), ..Default::default() };
    let first = client.list_reviews(request.clone()).await.unwrap().into_inner();
    // What was on the last page comes to the front.
    for n in 0..30 {
        history.assess(n, 99, RiskLevel::Critical).await;
    }
    served.projects(history.commits()).await;
    let mut rows = first.reviews;
    let mut page_token = first.next_page_token;
    while !page_token.is_empty() {
        let page = ListReviewsRequest { page_token, ..request.clone() };
        let page = client.list_reviews(page).await.unwrap().into_inner();
        rows.extend(page.reviews);
        page_token = page.next_page_token;
    }
    assert_eq!(rows, before.into_iter().flat_map(|page| page.reviews).collect::<Vec<_>>());
    served.stop().await;
}
