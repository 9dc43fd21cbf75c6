//! Every query as of a moment answers what a fresh replay that stops there answers.

use haetae_domain::vocabulary::VerdictResult;
use haetae_proto::{
    common::v1::{RiskLevel, ServiceType},
    dashboard::v1::{
        AsOf, ExportFormat, ExportReviewsRequest, GetSummaryRequest, GetSummaryResponse, GetTimelineRequest,
        GetWeakAreasRequest, GetWeakAreasResponse, GetWorkloadRequest, GetWorkloadResponse, ListFindingsRequest,
        ListFindingsResponse, ListReviewsRequest, ListReviewsResponse, TimelineEntry, as_of::Moment,
        export_reviews_response::Part,
    },
};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, prop_oneof},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};

use crate::{
    diagnoses::{Act, Diagnoses, PEOPLE, act, publish},
    history::{History, id},
    served::{Client, Served},
};

/// Reviews a history is about.
const REVIEWS: u128 = 12;
/// Seconds from one commit to the next: long enough for fixes to become due.
const PACE: i64 = 6 * 3_600;
/// Writers whose clocks differ.
const CLOCKS: &[i64] = &[0, 40 * PACE, -25 * PACE, 3 * PACE];

/// One thing that happens; each is one commit, or none when the domain refuses it.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Submit(u128, usize),
    Amend(u128, usize),
    Assess(u128, u32),
    Start(u128),
    Assign(u128, usize),
    Breach(u128),
    Stale(u128),
    /// In one of the first diagnoses.
    Diagnose(u128, Act),
    Policy,
    Catalog(u32),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..REVIEWS, 0..4_usize).prop_map(|(n, kind)| Deed::Submit(n, kind)),
        2 => (0..REVIEWS, 0..2_usize).prop_map(|(n, kind)| Deed::Amend(n, kind)),
        3 => (0..REVIEWS, 0..100_u32).prop_map(|(n, score)| Deed::Assess(n, score)),
        1 => (0..REVIEWS).prop_map(Deed::Start),
        2 => (0..REVIEWS, 0..2_usize).prop_map(|(n, who)| Deed::Assign(n, who)),
        1 => (0..REVIEWS).prop_map(Deed::Breach),
        1 => (0..REVIEWS).prop_map(Deed::Stale),
        36 => (0..4_u128, act()).prop_map(|(n, act)| Deed::Diagnose(n, act)),
        1 => Just(Deed::Policy),
        1 => (1..3_u32).prop_map(Deed::Catalog),
    ]
}

/// A diagnosis that nothing random happens to: of its findings one becomes overdue, one is accepted.
const FIRST: [Deed; 4] = [
    Deed::Submit(5, 0),
    Deed::Diagnose(5, Act::Generate),
    Deed::Diagnose(5, Act::Judge(0, VerdictResult::Fail)),
    Deed::Diagnose(5, Act::Judge(3, VerdictResult::Fail)),
];
const LAST: [Deed; 3] =
    [Deed::Diagnose(5, Act::Ring), Deed::Diagnose(5, Act::Ask(2, 60)), Deed::Diagnose(5, Act::Approve(2, 2))];

const TEAMS: [&str; 3] = ["결제팀", "교통과", "water"];

/// Does the first `commits` commits of a plan.
async fn play(history: &mut History<'_>, plan: &[Deed], commits: u64) {
    let mut diagnoses = Diagnoses::default();
    for deed in plan {
        if history.commits() >= commits {
            return;
        }
        match *deed {
            Deed::Submit(n, kind) => {
                let types = [ServiceType::Payment, ServiceType::MobileApp];
                let team = TEAMS[n as usize % 3];
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
            Deed::Start(n) => history.started(n).await,
            Deed::Assign(n, who) => history.assign(n, PEOPLE[who]).await,
            Deed::Breach(n) => history.breach(n).await,
            Deed::Stale(n) => history.stale(n).await,
            Deed::Diagnose(n, act) => diagnoses.act(history, n, TEAMS[n as usize % 3], act).await.unwrap_or(0),
            Deed::Policy => history.policy().await,
            Deed::Catalog(version) => publish(history, version).await,
        };
    }
}

/// What a dashboard answers to everything that can be asked.
#[derive(Debug, PartialEq)]
struct Answers {
    summaries: Vec<GetSummaryResponse>,
    lists: Vec<(String, Vec<ListReviewsResponse>)>,
    findings: Vec<(String, Vec<ListFindingsResponse>)>,
    areas: Vec<GetWeakAreasResponse>,
    workloads: Vec<GetWorkloadResponse>,
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
    ("NOT mandatory_open = 4", ""),
    ("service_types:MOBILE_APP AND team = 교통과", ""),
    ("결제", ""),
    ("가", ""),
    ("WATER OR 제어", ""),
    ("\"100%_\" AND title:\"%_\"", ""),
    ("submitted_at >= \"2026-01-03T00:00:00Z\" AND updated_at < 2026-01-20", ""),
];

const FINDINGS: [(&str, &str); 14] = [
    ("", ""),
    ("", "severity desc, due_at"),
    ("", "team, opened_at desc, severity"),
    ("", "updated_at desc"),
    ("status = OPEN OR status = FIX_CLAIMED", "severity"),
    ("status = ACCEPTED", ""),
    ("overdue = true AND NOT status = CLOSED", "due_at desc"),
    ("severity >= HIGH AND assignee:*", ""),
    ("layer:* AND round = 1", ""),
    ("-layer:*", "team"),
    ("acceptance_ending = true", ""),
    ("due_at < 2026-02-10 AND opened_at >= 2026-01-05", "opened_at"),
    ("평문", ""),
    ("\"통제 1\" OR checkpoint:K1", ""),
];

impl Answers {
    /// What these answers say nothing about: they have to tell something for equal ones to mean anything.
    fn silent(&self) -> Vec<String> {
        let summary = &self.summaries[0];
        let urgent = [
            ("overdue reviews", summary.overdue_reviews),
            ("overdue findings", summary.overdue_findings),
            ("acceptances ending", summary.acceptances_ending),
            ("stale decisions", summary.stale_decisions),
            ("fixes to verify", self.workloads[0].reviewers.iter().map(|load| load.fixes_to_verify).sum()),
            ("nobody's", self.workloads[0].reviewers.iter().filter(|load| load.reviewer.is_none()).count() as u64),
            ("failed", self.areas.iter().map(|areas| areas.total.unwrap().failed).min().unwrap()),
        ];
        let silent = urgent.into_iter().filter(|(_, count)| *count == 0).map(|(what, _)| what.to_owned());
        let empty = self.findings.iter().step_by(2).filter(|(_, pages)| pages[0].findings.is_empty());
        silent.chain(empty.map(|(list, _)| list.clone())).collect()
    }

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
        let mut findings = Vec::new();
        for (filter, order_by) in FINDINGS {
            for client in [&mut all, &mut team] {
                let pages = finding_pages(client, filter, order_by, as_of).await;
                findings.push((format!("{filter} / {order_by}"), pages));
            }
        }
        let (mut areas, mut workloads) = (Vec::new(), Vec::new());
        for (first_day, last_day) in [("", ""), ("2026-01-05", "2026-01-20"), ("2026-01-10", "")] {
            let (first_day, last_day) = (first_day.to_owned(), last_day.to_owned());
            for client in [&mut all, &mut team] {
                let (first_day, last_day) = (first_day.clone(), last_day.clone());
                let request = GetWeakAreasRequest { as_of, first_day, last_day, ..Default::default() };
                areas.push(client.get_weak_areas(request).await.unwrap().into_inner());
            }
            let request = GetWorkloadRequest { as_of, first_day, last_day, ..Default::default() };
            workloads.push(all.get_workload(request).await.unwrap().into_inner());
        }
        let mut timelines = Vec::new();
        for n in 0..REVIEWS {
            let request = GetTimelineRequest { review_id: id(n).to_string(), as_of, ..Default::default() };
            timelines.push(team.get_timeline(request).await.ok().map(|answer| answer.into_inner().entries));
        }
        let export = export(&mut all, as_of).await;
        Self { summaries, lists, findings, areas, workloads, timelines, export }
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

async fn finding_pages(
    client: &mut Client,
    filter: &str,
    order_by: &str,
    as_of: Option<AsOf>,
) -> Vec<ListFindingsResponse> {
    let mut request = ListFindingsRequest {
        page_size: 3,
        filter: filter.into(),
        order_by: order_by.into(),
        as_of,
        ..Default::default()
    };
    let mut pages = Vec::new();
    loop {
        let mut page = client.list_findings(request.clone()).await.unwrap().into_inner();
        request.page_token = std::mem::take(&mut page.next_page_token);
        pages.push(page);
        if request.page_token.is_empty() {
            let rows: usize = pages.iter().map(|page| page.findings.len()).sum();
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
    let random = vec(deed(), 380..400).new_tree(&mut runner).unwrap().current();
    let plan = [&FIRST[..], &random, &LAST].concat();
    let whole = Served::start().await;
    let mut history = History::with_clocks(&whole.log, CLOCKS).at_pace(PACE);
    play(&mut history, &plan, u64::MAX).await;
    let head = history.commits();
    whole.projects(head).await;
    let silent = Answers::of(&whole, None).await.silent();
    assert!(silent.is_empty(), "the history has nothing of {silent:?}");
    let points = vec(0..=head, 5).new_tree(&mut runner).unwrap().current();
    for point in points.into_iter().chain([0, head]) {
        let stopped = Served::start().await;
        play(&mut History::with_clocks(&stopped.log, CLOCKS).at_pace(PACE), &plan, point).await;
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
