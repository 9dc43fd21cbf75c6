//! How much a question looks at, in pages of the database: any moment as much as now, and not all there ever was. Counted,
//! so that it is the same however busy the machine is. And whichever way leads to a page, it is the same page.

use std::{collections::HashMap, sync::Arc, time::Duration};

use haetae_devstack::{Postgres, PostgresOptions, Settings, StackDir, Toolchain};
use haetae_event_log::{AggregateKey, Category, EventLog, MemoryLog, NewCommit};
use haetae_projector::{Position, Projector};
use haetae_proto::{common::v1 as wire, event::v1 as pb, event::v1::event::Event};
use haetae_service_kit::{auth::Principal, deadline::Deadline, error::Violations};
use prost::Message as _;
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    AsOf, Keyset, List, Order, QueryStore, QueryStores, ReviewOrder, ReviewQuery, Snapshot, Visible, Wanted,
    reviews::MANY,
};
use crate::{
    Archive, Board, Diagnosis,
    beyond::LogEnd,
    board::REVIEW_FIELDS,
    building::Reached,
    database::Answering,
    filter::parse,
    migrate,
    reads::{ReadLimits, Reads},
};

const BOUND: Duration = Duration::from_secs(120);
/// What happens to each of them.
const STEPS: u64 = 7;
/// Requests from one step of a review to its next.
const LAG: u64 = 3;
/// Pages that finding a moment may take beside those of its rows: some for each node, and the changes of half a block of
/// counts.
const ENTRY: i64 = 50;

/// A log in which reviews come and go, some of them in hand at any time: each is requested, scored again and again, and
/// then in diagnosis for good.
struct Filling<'a> {
    log: &'a MemoryLog,
    /// Sequence and number of the last commit of each aggregate.
    tails: HashMap<AggregateKey, (u64, u64)>,
    commits: u64,
}

impl Filling<'_> {
    async fn fill(&mut self, reviews: u64) -> u64 {
        for tick in 0..reviews {
            for step in 0..STEPS {
                if let Some(review) = tick.checked_sub(step * LAG) {
                    self.step(review, step).await;
                }
            }
        }
        self.commits
    }

    async fn step(&mut self, review: u64, step: u64) {
        let (category, event) = match step {
            0 => (Category::Review, submitted(review)),
            _ if step == STEPS - 1 => (Category::Review, Event::ReviewDiagnosisStarted(pb::ReviewDiagnosisStarted {})),
            _ => (Category::Risk, assessed(review)),
        };
        self.commits += 1;
        let id = Uuid::from_u128(u128::from(review + 1) << 64 | 0x8000_0000_0000_0000);
        let key = AggregateKey::new(category, &id.to_string()).unwrap();
        let seconds = 1_767_225_600 + self.commits.cast_signed() * 60;
        let commit_id = Uuid::from_u128(u128::from(self.commits));
        let (tail, version) = self.tails.entry(key.clone()).or_default();
        *version += 1;
        let commit = pb::Commit {
            commit_id: commit_id.as_bytes().to_vec().into(),
            category: category.as_str().into(),
            aggregate_id: id.to_string(),
            version: *version,
            actor: Some(person()),
            recorded_at: Some(prost_types::Timestamp { seconds, nanos: 0 }),
            events: vec![pb::Event { event: Some(event) }],
            ..pb::Commit::default()
        };
        let commit = NewCommit { id: commit_id, payload: commit.encode_to_vec().into(), traceparent: None };
        *tail = self.log.append(&key, *tail, commit, Instant::now() + BOUND).await.unwrap();
    }
}

fn person() -> wire::Person {
    wire::Person { subject: "kim".into(), name: "김요청".into() }
}

fn submitted(review: u64) -> Event {
    Event::ReviewSubmitted(pb::ReviewSubmitted {
        title: format!("{} {review}", if review.is_multiple_of(7) { "간편 결제" } else { "신호 제어" }),
        requester: Some(person()),
        team: ["결제팀", "교통과"][usize::from(review.is_multiple_of(2))].into(),
        profile: Some(wire::ServiceProfile::default()),
        ..pb::ReviewSubmitted::default()
    })
}

fn assessed(review: u64) -> Event {
    Event::RiskAssessed(pb::RiskAssessed {
        policy: Some(wire::DocumentVersion { version: 1, ..wire::DocumentVersion::default() }),
        score: u32::try_from(review % 100).unwrap(),
        level: wire::RiskLevel::High.into(),
        depth: wire::ReviewDepth::Full.into(),
        ..pb::RiskAssessed::default()
    })
}

/// A board of such a log, read as the service reads it.
async fn board(pool: &PgPool, reviews: u64) -> (QueryStore, u64) {
    migrate(pool).await.unwrap();
    let log = MemoryLog::new();
    let head = Filling { log: &log, tails: HashMap::new(), commits: 0 }.fill(reviews).await;
    let (position, stop) = (Position::of::<Board>(pool.clone()), CancellationToken::new());
    let projector = Projector::<Board>::new(Arc::new(log), pool.clone(), position.clone());
    let projecting = tokio::spawn(projector.run(stop.clone()));
    position.wait(head, Instant::now() + BOUND).await.unwrap();
    stop.cancel();
    projecting.await.unwrap().unwrap();
    sqlx::raw_sql("VACUUM ANALYZE").execute(pool).await.unwrap();
    let (diagnosed, archived) = (Position::of::<Diagnosis>(pool.clone()), Position::of::<Archive>(pool.clone()));
    let limits = ReadLimits { reading: 1, waiting: 1 };
    let reads = Reads::new(pool.clone(), limits, Answering::unwatched());
    let log_end = LogEnd::new(Reached::default());
    (QueryStores { reads, log_end, position, diagnosed, archived }.of(&Principal::default()), head)
}

/// The pages this session has looked at in tables and indexes of the board.
async fn pages(snapshot: &mut Snapshot) -> i64 {
    let sql = "SELECT sum(pg_stat_get_xact_blocks_fetched(c.oid))::bigint FROM pg_class c \
               JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'board_g1' AND c.relkind IN ('r', 'i')";
    sqlx::query_scalar(sql).fetch_one(&mut *snapshot.tx).await.unwrap()
}

/// A database, and what has to live as long as it does.
async fn database() -> (PgPool, Postgres, StackDir) {
    let dir = StackDir::create().unwrap();
    let toolchain = Toolchain::locate(&Settings::from_env()).await.unwrap();
    let options = PostgresOptions { fsync: false, ..PostgresOptions::default() };
    let server = Postgres::start(&toolchain, &dir.path().join("postgres"), options).await.unwrap();
    let url = server.create_database("cost").await.unwrap();
    (PgPoolOptions::new().max_connections(4).connect(&url).await.unwrap(), server, dir)
}

const NEWEST: Order<ReviewOrder> = Order { by: ReviewOrder::SubmittedAt, descending: true };
const OLDEST: Order<ReviewOrder> = Order { by: ReviewOrder::SubmittedAt, descending: false };
const SCORED: Order<ReviewOrder> = Order { by: ReviewOrder::Score, descending: true };
const QUESTIONS: [(&str, Order<ReviewOrder>); 8] = [
    ("", NEWEST),
    ("", OLDEST),
    ("", SCORED),
    ("status = IN_DIAGNOSIS", NEWEST),
    ("status = IN_DIAGNOSIS", SCORED),
    ("status = RECEIVED", NEWEST),
    ("결제", NEWEST),
    ("service_type:PAYMENT OR 결제", NEWEST),
];

fn query((filter, order): (&str, Order<ReviewOrder>)) -> ReviewQuery {
    let mut v = Violations::new();
    let filter = parse(&mut v, "filter", filter, REVIEW_FIELDS);
    v.finish().unwrap();
    let wanted = Wanted { list: List::Reviews, visible: Visible::All, filter };
    ReviewQuery { wanted, order: vec![order], after: None, limit: 51 }
}

/// The rows of the first page of a list, and the pages of the database looked at for it.
async fn listed(store: &QueryStore, as_of: AsOf, query: &ReviewQuery) -> (usize, i64) {
    let mut snapshot = store.snapshot(as_of, None, Deadline::after(BOUND)).await.unwrap();
    let before = pages(&mut snapshot).await;
    let known = snapshot.kept(&query.wanted).await.unwrap();
    let (reviews, _) = snapshot.page(query, known).await.unwrap();
    (reviews.len(), pages(&mut snapshot).await - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_any_moment_looks_at_hardly_more_than_one_of_now() {
    let (pool, server, _dir) = database().await;
    let (store, head) = board(&pool, 12_000).await;
    let mut costly = Vec::new();
    for (filter, order) in QUESTIONS {
        let query = query((filter, order));
        let (_, now) = listed(&store, AsOf::Now, &query).await;
        for percent in [10, 50, 90, 99] {
            let (rows, then) = listed(&store, AsOf::Position(head * percent / 100), &query).await;
            assert!(rows > 10, "{filter} as of {percent} % tells nothing");
            let told = format!("{filter:?} by {order:?} as of {percent} %: {then} pages, now {now}");
            println!("{told}");
            costly.extend((then > 2 * now + ENTRY).then_some(told));
        }
    }
    assert!(costly.is_empty(), "{costly:#?}");
    pool.close().await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_leads_to_the_same_page() {
    let (pool, server, _dir) = database().await;
    let (store, head) = board(&pool, 400).await;
    let positions = (1..20).map(|part| AsOf::Position(head * part / 19 - 1));
    for as_of in positions.chain([AsOf::Position(0), AsOf::Now]) {
        let mut snapshot = store.snapshot(as_of, None, Deadline::after(BOUND)).await.unwrap();
        for question in QUESTIONS {
            let mut query = query(question);
            for _ in 0..3 {
                let (page, total) = snapshot.counted(&query).await.unwrap();
                assert_eq!(snapshot.ordered(&query, 1).await.unwrap(), page, "{question:?} {as_of:?}");
                assert_eq!(snapshot.ordered(&query, MANY).await.unwrap(), page, "{question:?} {as_of:?}");
                let kept = snapshot.kept(&query.wanted).await.unwrap();
                assert!(kept.is_none_or(|kept| kept == total), "{question:?} {as_of:?}: {kept:?}, not {total}");
                query.after = page.last().map(|last| Keyset::of(&query.order, last));
            }
        }
    }
    pool.close().await;
    server.stop().await.unwrap();
}
