//! Read models kept by those who run the platform, called as they do.

use std::time::Duration;

use futures::StreamExt as _;

use haetae_event_log::{Category, EventLog as _};
use haetae_proto::dashboard::v1::{
    Comparison, DropGenerationRequest, GenerationState, GetRebuildRequest, GetSummaryRequest, ListFindingsRequest,
    ListParkedRequest, ListProjectionsRequest, ListReviewsRequest, ParkedCause, Projection, ProjectionState, Rebuild,
    RebuildKind, RebuildProjectionRequest, RebuildState, RetryParkedRequest, SwitchGenerationRequest,
    projection_service_client::ProjectionServiceClient,
};
use haetae_service_kit::auth::Role;
use tonic::{Code, Response, Status, service::interceptor::InterceptedService, transport::Channel};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::{
    history::{History, id},
    served::{Bearer, Served},
    support::{BOUND, connect},
};

type Operator = ProjectionServiceClient<InterceptedService<Channel, Bearer>>;

fn client(served: &Served, role: Role) -> Operator {
    ProjectionServiceClient::with_interceptor(served.channel.clone(), served.bearer(&[role], Some("water")))
}

fn request_id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn of_board(request: u128) -> RebuildProjectionRequest {
    RebuildProjectionRequest {
        request_id: request_id(request),
        projection: "board".into(),
        replace_differing: false,
        drop_dependents: false,
    }
}

fn switch(request: u128, generation: i32) -> SwitchGenerationRequest {
    SwitchGenerationRequest {
        request_id: request_id(request),
        projection: "board".into(),
        generation,
        drop_dependents: false,
    }
}

fn drop_of(generation: i32) -> DropGenerationRequest {
    DropGenerationRequest { projection: "board".into(), generation }
}

fn refused(outcome: Result<impl Sized, Status>) -> (Code, String) {
    let status = outcome.err().expect("not refused");
    (status.code(), status.get_error_details().error_info().unwrap().reason.clone())
}

/// Waits until a rebuild has ended.
async fn ended(operator: &mut Operator, rebuild: Option<Rebuild>) -> Rebuild {
    let rebuild_id = rebuild.unwrap().rebuild_id;
    let waiting = async {
        loop {
            let request = GetRebuildRequest { rebuild_id: rebuild_id.clone() };
            let now = operator.get_rebuild(request).await.unwrap().into_inner().rebuild.unwrap();
            if now.state() != RebuildState::Running {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(BOUND, waiting).await.expect("the rebuild did not end")
}

async fn board(operator: &mut Operator) -> Projection {
    let list = operator.list_projections(ListProjectionsRequest {}).await.unwrap().into_inner().projections;
    assert_eq!(
        list.iter().map(|projection| projection.name.as_str()).collect::<Vec<_>>(),
        ["archive", "board", "diagnosis"]
    );
    list.into_iter().find(|projection| projection.name == "board").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn generations_are_made_put_back_and_dropped_while_the_board_answers() {
    let served = Served::start().await;
    let mut operator = client(&served, Role::Operator);
    let last = History::new(&served.log).many(40).await;
    served.projects(last).await;
    let before = board(&mut operator).await;
    assert_eq!((before.state(), before.position, before.head), (ProjectionState::Following, last, Some(last)));
    assert_eq!((before.lag_commits, before.lag.unwrap().seconds, before.parked_units), (Some(0), 0, 0));
    assert!(before.latest_rebuild.is_none());

    let started = operator.rebuild_projection(of_board(1)).await.unwrap().into_inner().rebuild;
    let done = ended(&mut operator, started.clone()).await;
    assert_eq!(
        (done.state(), done.comparison(), done.kind()),
        (RebuildState::Succeeded, Comparison::Equal, RebuildKind::Rebuild)
    );
    assert_eq!((done.generation, done.retired_generation, done.done, done.target), (2, 1, last, last));
    assert!(done.finished_at.is_some() && done.started_by == "u-1" && done.outcome.is_empty(), "{done:?}");
    let again = operator.rebuild_projection(of_board(1)).await.unwrap().into_inner().rebuild.unwrap();
    assert_eq!(again, done, "the same request is the same rebuild");
    let other = RebuildProjectionRequest { replace_differing: true, ..of_board(1) };
    assert_eq!(refused(operator.rebuild_projection(other).await).1, "REQUEST_ID_REUSED");

    let more = History::after(&served.log, last).submit(1_000, "더 온 검토", "team", &[]).await;
    served.projects(more).await;
    assert_eq!(refused(operator.switch_generation(switch(2, 2)).await).1, "GENERATION_UNFIT");
    assert_eq!(
        refused(operator.switch_generation(switch(2, 9)).await),
        (Code::NotFound, "GENERATION_NOT_FOUND".into())
    );
    let started = operator.switch_generation(switch(2, 1)).await.unwrap().into_inner().rebuild;
    let back = ended(&mut operator, started).await;
    assert_eq!((back.state(), back.kind(), back.generation), (RebuildState::Succeeded, RebuildKind::Switch, 1));
    served.projects(History::after(&served.log, more).submit(1_001, "또 온 검토", "team", &[]).await).await;

    assert_eq!(refused(operator.drop_generation(drop_of(1)).await).1, "GENERATION_UNFIT");
    operator.drop_generation(drop_of(2)).await.unwrap();
    assert_eq!(refused(operator.drop_generation(drop_of(2)).await), (Code::NotFound, "GENERATION_NOT_FOUND".into()));
    let after = board(&mut operator).await;
    let shown: Vec<_> = after.generations.iter().map(|one| (one.generation, one.state(), one.writable)).collect();
    assert_eq!(shown, [(1, GenerationState::Live, true)]);
    served.stop().await;
}

/// A refused rebuild names what would go and leaves no generation behind; one that is allowed to says what it dropped.
#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_says_what_it_would_drop_and_what_it_dropped() {
    let served = Served::start().await;
    let mut operator = client(&served, Role::Operator);
    served.projects(History::new(&served.log).many(20).await).await;
    let earlier = "ALTER VIEW analytics.lead_times RENAME COLUMN team TO unit; \
                   CREATE TABLE public.notes (r analytics.lead_times); \
                   CREATE VIEW public.by_unit AS SELECT unit FROM analytics.lead_times";
    sqlx::raw_sql(earlier).execute(&connect(&served.database).await).await.unwrap();
    let started = operator.rebuild_projection(of_board(1)).await.unwrap().into_inner().rebuild;
    let refused = ended(&mut operator, started).await;
    assert_eq!((refused.state(), refused.dropped.len()), (RebuildState::Failed, 0));
    assert!(refused.outcome.ends_with("table column public.notes.r, view public.by_unit"), "{}", refused.outcome);
    assert_eq!(board(&mut operator).await.generations.len(), 1, "nothing is left behind");
    let allowed = RebuildProjectionRequest { drop_dependents: true, ..of_board(2) };
    let started = operator.rebuild_projection(allowed).await.unwrap().into_inner().rebuild;
    let done = ended(&mut operator, started).await;
    assert_eq!(done.state(), RebuildState::Succeeded, "{done:?}");
    assert_eq!(done.dropped, ["table column public.notes.r", "view public.by_unit"]);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_changed_by_hand_stops_a_rebuild_which_names_it() {
    let served = Served::start().await;
    let mut operator = client(&served, Role::Operator);
    let last = History::new(&served.log).many(20).await;
    served.projects(last).await;
    let pool = connect(&served.database).await;
    sqlx::query("UPDATE board.reviews SET score = score + 1 WHERE review_id = $1")
        .bind(id(7))
        .execute(&pool)
        .await
        .unwrap();
    let started = operator.rebuild_projection(of_board(1)).await.unwrap().into_inner().rebuild;
    let found = ended(&mut operator, started).await;
    assert_eq!((found.state(), found.comparison()), (RebuildState::Differs, Comparison::Differs));
    assert_eq!(found.outcome, format!("table reviews, row {}", id(7)));
    assert_eq!(board(&mut operator).await.live_generation, 1);
    let replace = RebuildProjectionRequest { replace_differing: true, ..of_board(2) };
    let started = operator.rebuild_projection(replace).await.unwrap().into_inner().rebuild;
    let replaced = ended(&mut operator, started).await;
    assert_eq!((replaced.state(), replaced.comparison()), (RebuildState::Succeeded, Comparison::Differs));
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_parked_is_listed_marks_answers_and_waits_for_a_build_that_can() {
    let served = Served::start().await;
    let mut operator = client(&served, Role::Operator);
    let retry = |n| RetryParkedRequest { request_id: request_id(n), projection: "board".into() };
    let mut history = History::new(&served.log);
    history.many(10).await;
    assert_eq!(refused(operator.retry_parked(retry(1)).await).1, "NOTHING_PARKED");
    let first = history.commit(Category::Review, &id(3).to_string(), vec![None]).await;
    let second = history.amend(3, "바뀐 제목", "").await;
    let last = history.submit(20, "뒤에 온 검토", "team", &[]).await;
    served.projects(last).await;

    let page = |page_token: String| ListParkedRequest { projection: "board".into(), page_size: 1, page_token };
    let one = operator.list_parked(page(String::new())).await.unwrap().into_inner();
    let two = operator.list_parked(page(one.next_page_token.clone())).await.unwrap().into_inner();
    assert_eq!(two.next_page_token, "");
    let shown: Vec<_> = one.commits.iter().chain(&two.commits).collect();
    let facts: Vec<_> =
        shown.iter().map(|c| (c.projection.as_str(), c.sequence, c.cause(), c.review_id.clone())).collect();
    let review = id(3).to_string();
    assert_eq!(
        facts,
        [
            ("board", first, ParkedCause::Unreadable, review.clone()),
            ("board", second, ParkedCause::Waiting, review.clone()),
        ]
    );
    assert!(!shown[0].reason.is_empty() && shown[1].reason.is_empty() && shown[0].since.is_some());
    assert_eq!(board(&mut operator).await.parked_units, 1);

    let started = operator.retry_parked(retry(1)).await.unwrap().into_inner().rebuild;
    let tried = ended(&mut operator, started).await;
    assert_eq!(
        (tried.state(), tried.comparison(), tried.kind()),
        (RebuildState::Succeeded, Comparison::Equal, RebuildKind::Retry)
    );
    assert_eq!(board(&mut operator).await.parked_units, 1, "this build understands it no better");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_is_told_what_is_missing_there() {
    fn parked<T>(answer: &Response<T>) -> Option<&str> {
        answer.metadata().get("haetae-parked").map(|units| units.to_str().unwrap())
    }
    let served = Served::start().await;
    let (mut reviewer, mut operator) = (served.reviewer(), client(&served, Role::Operator));
    let mut history = History::new(&served.log);
    served.projects(history.many(10).await).await;
    let whole = reviewer.get_summary(GetSummaryRequest::default()).await.unwrap();
    assert_eq!(parked(&whole), None);
    history.commit(Category::Review, &id(3).to_string(), vec![None]).await;
    let last = history.commit(Category::Diagnosis, &id(4).to_string(), vec![None]).await;
    served.projects(last).await;

    let board = reviewer.list_reviews(ListReviewsRequest::default()).await.unwrap();
    assert_eq!(parked(&board), Some("board=2"));
    let both = reviewer.list_findings(ListFindingsRequest::default()).await.unwrap();
    assert_eq!(parked(&both), Some("board=2, diagnosis=1"));
    let neither = operator.list_projections(ListProjectionsRequest {}).await.unwrap();
    assert_eq!(parked(&neither), None);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_build_parked_is_taken_in_at_the_next_start() {
    let served = Served::start().await;
    let last = History::new(&served.log).many(10).await;
    served.projects(last).await;
    let pool = connect(&served.database).await;
    let subject = served.log.read(0).skip(4).next().await.unwrap().unwrap().key.subject();
    // As a build would have left it that does not know what the fifth commit says.
    let parked = "INSERT INTO projection.parked (name, generation, seq, unit, subject, cause, reason) \
                  VALUES ('board', 1, 5, $1, $1, 'unreadable', 'unknown event')";
    sqlx::query(parked).bind(&subject).execute(&pool).await.unwrap();
    let served = served.interrupted(&pool).await.start_again().await;
    let mut operator = client(&served, Role::Operator);
    let waiting = async {
        loop {
            let now = board(&mut operator).await;
            if now.live_generation != 1 {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let after = tokio::time::timeout(BOUND, waiting).await.expect("nothing was taken in");
    let retried = ended(&mut operator, after.latest_rebuild).await;
    assert_eq!(
        (retried.kind(), retried.comparison(), retried.mended_commits),
        (RebuildKind::Retry, Comparison::Mended, 1)
    );
    assert_eq!(board(&mut operator).await.parked_units, 0);
    let interrupted = GetRebuildRequest { rebuild_id: Uuid::from_u128(77).to_string() };
    let interrupted = operator.get_rebuild(interrupted).await.unwrap().into_inner().rebuild.unwrap();
    assert_eq!(interrupted.state(), RebuildState::Interrupted);
    let archive = operator.list_projections(ListProjectionsRequest {}).await.unwrap().into_inner().projections;
    assert_eq!(archive[0].generations.len(), 1, "what an interrupted rebuild made is gone: {archive:?}");
    served.stop().await;
}

impl Served {
    /// Leaves behind what a process does that is killed while it rebuilds the archive.
    async fn interrupted(self, pool: &sqlx::PgPool) -> Self {
        sqlx::raw_sql(
            "UPDATE projection.positions SET parked = 1 WHERE name = 'board'; \
             INSERT INTO projection.positions (name, generation, state, shape, seq) VALUES ('archive', 2, 'building', 'x', 3); \
             CREATE SCHEMA archive_g2",
        )
        .execute(pool)
        .await
        .unwrap();
        let record = "INSERT INTO projection.rebuilds (rebuild_id, name, kind, started_by, replaces) \
                      VALUES ($1, 'archive', 'rebuild', 'kim', false)";
        sqlx::query(record).bind(Uuid::from_u128(77)).execute(pool).await.unwrap();
        let request = GetRebuildRequest { rebuild_id: Uuid::from_u128(77).to_string() };
        let shown = client(&self, Role::Operator).get_rebuild(request).await.unwrap().into_inner().rebuild.unwrap();
        assert_eq!(shown.state(), RebuildState::Interrupted, "nobody holds its lease");
        self
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_requests_are_named_and_only_operators_are_answered() {
    let served = Served::start().await;
    let mut operator = client(&served, Role::Operator);
    let other = RebuildProjectionRequest { projection: "boards".into(), ..of_board(1) };
    assert_eq!(refused(operator.rebuild_projection(other).await), (Code::NotFound, "PROJECTION_NOT_FOUND".into()));
    let other = RebuildProjectionRequest { request_id: "1".into(), ..of_board(1) };
    assert_eq!(refused(operator.rebuild_projection(other).await).1, "INVALID_FIELD");
    assert_eq!(refused(operator.switch_generation(switch(1, 0)).await).1, "INVALID_FIELD");
    let nothing = GetRebuildRequest { rebuild_id: request_id(5) };
    assert_eq!(refused(operator.get_rebuild(nothing).await).1, "REBUILD_NOT_FOUND");
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Operator) {
        let mut other = client(&served, role);
        assert_eq!(refused(other.list_projections(ListProjectionsRequest {}).await).0, Code::PermissionDenied);
        assert_eq!(refused(other.rebuild_projection(of_board(1)).await).0, Code::PermissionDenied);
        assert_eq!(refused(other.drop_generation(drop_of(1)).await).0, Code::PermissionDenied);
    }
    served.stop().await;
}
