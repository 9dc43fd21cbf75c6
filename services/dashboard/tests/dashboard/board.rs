//! The board: live rows equal rebuilt ones, and nothing unknown is skipped.

use haetae_dashboard::Board;
use haetae_event_log::{Category, MemoryLog};
use haetae_projector::{Compared, OnDifference, rebuild};

use haetae_proto::common::v1::RiskLevel;

use crate::{
    history::{History, id},
    support::{Running, database, project_board},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_byte_equal_rows() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    let running = Running::start::<Board>(&log, &pool);
    // More reviews than the projection keeps in memory, so that a rebuild has to write some before it is through.
    let last = history.many(17_000).await;
    running.reaches(last).await;
    let rebuilt = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    let Some(Compared::Equal(dumps)) = rebuilt.compared else { panic!("other rows: {rebuilt:?}") };
    let rows: Vec<_> = dumps.iter().map(|dump| (dump.table, dump.rows)).collect();
    // All but the policy's commit are about a review, and all but the requests end what was before. Every commit is
    // later than the one before; every block of commits concerns three teams, and all of them together. Every request
    // counts, and every start of a diagnosis.
    let blocks = last.div_ceil(1_024) - 1;
    assert_eq!(
        rows,
        [
            ("reviews", 17_000),
            ("past", last - 1 - 17_000),
            ("reserved", 0),
            ("texts", 17_000),
            ("counts", 4 * blocks),
            ("moves", 17_000 + 17_000 / 5),
            ("clock", last),
            ("profiles", 17_000),
            ("timeline", last - 1),
        ]
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_changed_by_hand_is_named() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let last = History::new(&log).many(50).await;
    project_board(&log, &pool, last).await;
    let sql = "UPDATE board.reviews SET score = score + 1 WHERE review_id = $1";
    sqlx::query(sql).bind(id(33)).execute(&pool).await.unwrap();
    let error = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    let expected = format!("the rebuilt board differs from the live one: table reviews, row {}", id(33));
    assert_eq!(error.to_string(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_this_build_does_not_know_holds_up_its_review_alone() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    history.many(10).await;
    let strange = id(3);
    let unknown = history.commit(Category::Diagnosis, &strange.to_string(), vec![None]).await;
    let waits = history.assess(3, 90, RiskLevel::Critical).await;
    let policy = history.commit(Category::Policy, "scoring", vec![None]).await;
    let last = history.submit(11, "뒤에 온 검토", "team", &[]).await;
    project_board(&log, &pool, last).await;

    let sql = "SELECT seq, unit, cause FROM projection.parked ORDER BY seq";
    let parked: Vec<(i64, String, String)> = sqlx::query_as(sql).fetch_all(&pool).await.unwrap();
    let review = format!("review/{strange}");
    let expected = [
        (unknown, review.clone(), "unreadable"),
        (waits, review, "waiting"),
        (policy, "ev.policy.scoring".to_owned(), "unreadable"),
    ];
    assert_eq!(parked, expected.map(|(seq, unit, cause)| (seq.cast_signed(), unit, cause.to_owned())));
    let score = "SELECT score FROM board.reviews WHERE review_id = $1";
    let score: i32 = sqlx::query_scalar(score).bind(strange).fetch_one(&pool).await.unwrap();
    assert_eq!(score, 43, "its row is that of the moment before: assessment and diagnosis wait together");
    let others: i64 = sqlx::query_scalar("SELECT count(*) FROM board.reviews").fetch_one(&pool).await.unwrap();
    assert_eq!(others, 11);
    let rebuilt = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");
}

/// A history of five requests. The second one has an event that this build does not know, and the fourth waits behind a
/// commit that has one; `understood` is the same log as a later build understands it.
async fn requests(log: &MemoryLog, understood: bool) -> u64 {
    let mut history = History::new(log);
    let known = async |history: &mut History<'_>, n| history.submit(n, "검토", "team", &[]).await;
    known(&mut history, 1).await;
    match understood {
        true => known(&mut history, 2).await,
        false => history.commit(Category::Review, &id(2).to_string(), vec![None]).await,
    };
    known(&mut history, 3).await;
    match understood {
        true => history.assess(4, 10, RiskLevel::Low).await,
        false => history.commit(Category::Risk, &id(4).to_string(), vec![None]).await,
    };
    known(&mut history, 4).await;
    history.assess(2, 10, RiskLevel::Low).await;
    known(&mut history, 5).await
}

/// The short numbers of the five requests, 0 for one that no list shows, without the year.
async fn numbers(pool: &sqlx::PgPool) -> Vec<i64> {
    let rows: Vec<(uuid::Uuid, i64)> =
        sqlx::query_as("SELECT review_id, number % 1000000 FROM board.reviews").fetch_all(pool).await.unwrap();
    (1..=5).map(|n| rows.iter().find(|row| row.0 == id(n)).map_or(0, |row| row.1)).collect()
}

/// D5: a request that is parked keeps its place: later requests have the numbers that they have once it is taken in, also
/// after a restart, a rebuild by the same build and one by a build that understands it.
#[tokio::test(flavor = "multi_thread")]
async fn a_parked_request_keeps_its_short_number() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let last = requests(&log, false).await;
    project_board(&log, &pool, last).await;
    assert_eq!(numbers(&pool).await, [1, 0, 3, 0, 5]);
    let rebuilt = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert!(matches!(rebuilt.compared, Some(Compared::Equal(_))), "{rebuilt:?}");
    assert_eq!(numbers(&pool).await, [1, 0, 3, 0, 5]);

    // A later build understands what was parked.
    let later = MemoryLog::new();
    assert_eq!(requests(&later, true).await, last);
    let rebuilt = rebuild::<Board>(&later, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.compared, Some(Compared::Mended(4)));
    assert_eq!(numbers(&pool).await, [1, 2, 3, 4, 5]);
}

/// D5: a projector that starts anew goes on after a number that is kept for a parked request.
#[tokio::test(flavor = "multi_thread")]
async fn the_number_after_a_parked_request_is_found_after_a_restart() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    history.submit(1, "검토", "team", &[]).await;
    let last = history.commit(Category::Review, &id(2).to_string(), vec![None]).await;
    project_board(&log, &pool, last).await;
    let last = history.submit(3, "검토", "team", &[]).await;
    project_board(&log, &pool, last).await;
    assert_eq!(numbers(&pool).await, [1, 0, 3, 0, 0]);
}
