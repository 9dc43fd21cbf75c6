//! What analysts see, that it is explained, and that they see nothing else.

use std::{collections::BTreeSet, fs, path::PathBuf};

use haetae_dashboard::{Board, Diagnosis};
use haetae_domain::vocabulary::{
    Component, Depth, FindingStatus, Layer, Level, Method, ServiceType, Status, VerdictResult,
};
use haetae_event_log::MemoryLog;
use haetae_projector::{OnDifference, rebuild};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, Row as _, postgres::PgConnectOptions};
use tokio::sync::OnceCell;

use crate::{
    diagnoses::{Act, Diagnoses, publish},
    history::History,
    support::{database, project, project_board},
};

/// A database with something in it.
pub(crate) async fn seeded() -> (MemoryLog, PgPool) {
    let (log, pool) = (MemoryLog::default(), database().await);
    let mut history = History::new(&log);
    history.many(60).await;
    accepted(&mut history).await;
    let last = history.commits();
    project_board(&log, &pool, last).await;
    project::<Diagnosis>(&log, &pool, last).await;
    (log, pool)
}

/// A diagnosis with findings of which one is closed, one accepted and one open.
async fn accepted(history: &mut History<'_>) {
    let mut diagnoses = Diagnoses::default();
    publish(history, 1).await;
    for act in [
        Act::Generate,
        Act::Judge(0, VerdictResult::Fail),
        Act::Judge(1, VerdictResult::Fail),
        Act::Judge(2, VerdictResult::Fail),
        Act::Claim(1),
        Act::Verify(1),
        Act::Ask(2, 60),
        Act::Approve(2, 2),
    ] {
        diagnoses.act(history, 1_000, "교통과", act).await.expect("not allowed");
    }
}

/// A session of the analyst, once an administrator has let it in.
async fn analyst(pool: &PgPool) -> PgConnection {
    const PASSWORD: &str = "of-this-test-only";
    static LET_IN: OnceCell<()> = OnceCell::const_new();
    let let_in = async || {
        let sql = format!("ALTER ROLE haetae_analyst PASSWORD '{PASSWORD}'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.unwrap();
    };
    LET_IN.get_or_init(let_in).await;
    let options = PgConnectOptions::clone(&pool.connect_options()).username("haetae_analyst").password(PASSWORD);
    PgConnection::connect_with(&options).await.unwrap()
}

/// The handbook.
fn handbook() -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/analytics.md");
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_and_column_is_explained_in_both_languages_and_the_handbook_says_the_same() {
    let pool = database().await;
    let sql = "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), \
                      obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum) \
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
               WHERE c.relnamespace = 'analytics'::regnamespace ORDER BY c.relname, a.attnum";
    type Line = (String, String, String, Option<String>, Option<String>);
    let lines: Vec<Line> = sqlx::query_as(sql).fetch_all(&pool).await.unwrap();
    assert!(lines.len() > 80, "{}", lines.len());
    let mut dictionary = String::new();
    let mut shown = String::new();
    for (view, column, kind, about_view, about_column) in lines {
        let (view_ko, view_en) = both(about_view, &view);
        let (ko, en) = both(about_column, &format!("{view}.{column}"));
        if view != shown {
            dictionary += &format!(
                "\n### {view}\n\n{view_ko} / {view_en}\n\n| column | type | 설명 | meaning |\n| --- | --- | --- | --- |\n"
            );
            shown = view;
        }
        dictionary += &format!("| `{column}` | {kind} | {ko} | {en} |\n");
    }
    let (path, text) = handbook();
    let (begin, end) = ("<!-- dictionary: made by a test -->\n", "<!-- end of dictionary -->");
    let (before, rest) = text.split_once(begin).expect("no dictionary");
    let (written, after) = rest.split_once(end).expect("the dictionary does not end");
    if std::env::var_os("HAETAE_WRITE_DOCS").is_some() {
        fs::write(path, format!("{before}{begin}{dictionary}\n{end}{after}")).unwrap();
    } else {
        assert_eq!(written.trim(), dictionary.trim(), "run this test once with HAETAE_WRITE_DOCS=1");
    }
}

fn both(comment: Option<String>, of: &str) -> (String, String) {
    let comment = comment.expect(of);
    let (ko, en) = comment.split_once(" / ").expect(of);
    assert!(ko.chars().any(|c| ('가'..='힣').contains(&c)), "{of}: {ko}");
    assert!(
        en.chars().any(|c| c.is_ascii_alphabetic()) && !en.chars().any(|c| ('가'..='힣').contains(&c)),
        "{of}: {en}"
    );
    (ko.to_owned(), en.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_of_the_vocabulary_has_its_names() {
    let pool = database().await;
    let known: Vec<(String, String)> =
        sqlx::query_as("SELECT kind, word FROM analytics.words").fetch_all(&pool).await.unwrap();
    let known: BTreeSet<_> = known.into_iter().collect();
    let mut expected = BTreeSet::new();
    let mut add = |kind: &str, words: Vec<&str>| {
        expected.extend(words.into_iter().map(|word| (kind.to_owned(), word.to_owned())));
    };
    add("status", Status::ALL.iter().map(|word| word.as_str()).collect());
    add("level", Level::ALL.iter().map(|word| word.as_str()).collect());
    add("depth", Depth::ALL.iter().map(|word| word.as_str()).collect());
    add("service_type", ServiceType::ALL.iter().map(|word| word.as_str()).collect());
    add("component", Component::ALL.iter().map(|word| word.as_str()).collect());
    add("layer", Layer::ALL.iter().map(|word| word.as_str()).collect());
    add("result", VerdictResult::ALL.iter().map(|word| word.as_str()).collect());
    add("method", Method::ALL.iter().map(|word| word.as_str()).collect());
    add("finding_status", FindingStatus::ALL.iter().map(|word| word.as_str()).collect());
    assert_eq!(known, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queries_of_the_handbook_answer() {
    let (_, pool) = seeded().await;
    let mut db = analyst(&pool).await;
    let (_, text) = handbook();
    let queries: Vec<_> = text.split("```sql\n").skip(1).filter_map(|rest| rest.split_once("```")).collect();
    assert!(queries.len() >= 15, "{}", queries.len());
    for (query, _) in queries {
        let rows = sqlx::raw_sql(AssertSqlSafe(query.to_owned())).fetch_all(&mut db).await;
        let rows = rows.unwrap_or_else(|error| panic!("{query}\n{error}"));
        assert!(!rows.is_empty(), "nothing is shown by\n{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn views_hold_what_happened() {
    let (_, pool) = seeded().await;
    let mut db = analyst(&pool).await;
    let row = sqlx::raw_sql(
        "SELECT (SELECT count(*) FROM reviews) reviews, (SELECT count(*) FROM assessments) assessments, \
                (SELECT count(*) FROM verdicts) verdicts, (SELECT sum(submitted)::bigint FROM daily_counts) submitted, \
                (SELECT count(*) FROM status_intervals WHERE ended_at IS NULL) standing, \
                (SELECT count(*) FROM status_intervals WHERE status = 'in_diagnosis') started, \
                (SELECT count(*) FROM checkpoint_verdicts WHERE review_id NOT IN (SELECT review_id FROM findings)) judged, \
                (SELECT count(*) FROM findings WHERE status = 'closed' AND acceptance IS NULL) closed, \
                (SELECT count(*) FROM findings WHERE acceptance = 'granted' AND control_ko LIKE '통제%') accepted, \
                (SELECT position FROM freshness) position",
    )
    .fetch_one(&mut db)
    .await
    .unwrap();
    let get = |column: &str| row.get::<i64, _>(column);
    let last: i64 = sqlx::query_scalar("SELECT seq FROM board.position").fetch_one(&pool).await.unwrap();
    assert_eq!((get("reviews"), get("submitted"), get("standing")), (60, 60, 60));
    assert_eq!((get("assessments"), get("verdicts"), get("started")), (48, 16, 12));
    assert_eq!((get("judged"), get("closed"), get("accepted")), (24, 1, 1));
    assert_eq!(get("position"), last);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_gets_nowhere_else() {
    let (_, pool) = seeded().await;
    for attempt in [
        "SELECT * FROM board.reviews",
        "SELECT * FROM board_g1.reviews",
        "SELECT * FROM archive.commits",
        "SELECT * FROM diagnosis.findings",
        "SELECT * FROM diagnosis_g1.verdicts",
        "SELECT * FROM projection.positions",
        "SELECT * FROM public._sqlx_migrations",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY reviews TO '/tmp/reviews'",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE TABLE analytics.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION analytics.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE VIEW analytics.words AS SELECT 1 AS kind",
        "DROP VIEW analytics.reviews",
        "INSERT INTO analytics.reviews (title) VALUES ('x')",
        "UPDATE analytics.reviews SET title = 'x'",
        "DELETE FROM analytics.freshness",
        "COMMENT ON VIEW analytics.reviews IS 'x'",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE haetae_analyst SUPERUSER",
        "CREATE EXTENSION dblink",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
        "ALTER SYSTEM SET fsync = off",
        "SELECT lo_create(0)",
    ] {
        // Giving up the guard of the session is no way out.
        for preparation in ["", "SET default_transaction_read_only = off; SET statement_timeout = 0;"] {
            let mut db = analyst(&pool).await;
            sqlx::raw_sql(preparation).execute(&mut db).await.unwrap();
            let done = sqlx::raw_sql(attempt).fetch_all(&mut db).await;
            let code = done.err().and_then(|error| error.as_database_error()?.code().map(|code| code.into_owned()));
            let refused = ["42501", "25006", "0A000", "55000"];
            assert!(code.as_deref().is_some_and(|code| refused.contains(&code)), "{attempt}: {code:?}");
        }
    }
    let mut db = analyst(&pool).await;
    let settings = "SELECT current_setting('statement_timeout'), current_setting('default_transaction_read_only')";
    let found: (String, String) = sqlx::query_as(settings).fetch_one(&mut db).await.unwrap();
    assert_eq!(found, ("1min".to_owned(), "on".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_disturbs_no_open_session() {
    let (log, pool) = seeded().await;
    let mut db = analyst(&pool).await;
    let sql = "SELECT status_en, count(*) FROM reviews GROUP BY status_en ORDER BY status_en";
    let before: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
    for _ in 0..2 {
        rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
        // The same prepared statement of the same session.
        let after: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
        assert_eq!(after, before);
    }
    // A generation of another shape makes the readers' views anew.
    let old = "UPDATE projection.positions SET shape = 'another' WHERE name = 'board' AND state = 'live'";
    sqlx::query(old).execute(&pool).await.unwrap();
    rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    let after: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
    assert_eq!(after, before);
}
