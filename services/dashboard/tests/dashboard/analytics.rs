//! What analysts see, that it is explained, and that they see nothing else.

use std::{collections::BTreeSet, fs, path::PathBuf};

use haetae_dashboard::{Board, Diagnosis};
use haetae_domain::vocabulary::{
    Component, DataClass, DecisionOutcome, Depth, Exposure, FindingStatus, ImpactLevel, Layer, Level, Method,
    ServiceType, Stage, Status, TargetCause, TriageOutcome, UserScale, VerdictResult,
};
use haetae_event_log::MemoryLog;
use haetae_projector::{OnDifference, rebuild};
use haetae_proto::common::v1::ServiceType as ServiceTypeWord;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, Row as _, postgres::PgConnectOptions};

use crate::{
    analytics_lives::lives,
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
    lives(&mut history).await;
    let last = history.commits();
    project_board(&log, &pool, last).await;
    project::<Diagnosis>(&log, &pool, last).await;
    (log, pool)
}

/// A diagnosis with findings of which one is closed, one accepted and one open.
async fn accepted(history: &mut History<'_>) {
    let mut diagnoses = Diagnoses::default();
    publish(history, 1).await;
    history.submit(FINDINGS, "검토 1000", "교통과", &[ServiceTypeWord::Payment]).await;
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
        diagnoses.act(history, FINDINGS, "도로과", act).await.expect("not allowed");
    }
    history.submit(FIXED, "검토 1001", "교통과", &[ServiceTypeWord::Payment]).await;
    for act in [
        Act::Generate,
        Act::Judge(0, VerdictResult::Fail),
        Act::Judge(5, VerdictResult::Fail),
        Act::Judge(1, VerdictResult::Pass),
        Act::Claim(1),
        Act::Verify(1),
        Act::Revise(1),
    ] {
        diagnoses.act(history, FIXED, "교통과", act).await.expect("not allowed");
    }
}

/// A review with findings of another team.
const FINDINGS: u128 = 1_000;
/// A review with two failed checkpoints: one is fixed, the other is no longer on the checklist.
pub(crate) const FIXED: u128 = 1_001;
/// A review that was decided at a high level and is scored low since.
pub(crate) const DECIDED: u128 = 1_010;

/// Makes a login for one database as an administrator does; `settings` are those of the script.
pub(crate) async fn admit(pool: &PgPool, settings: &str) -> String {
    let database = pool.connect_options().get_database().unwrap().to_owned();
    let kind = settings.replace(|c: char| !c.is_ascii_alphanumeric(), "").to_lowercase();
    let login = format!("{kind}_of_{database}");
    let script = include_str!("../../../../deploy/database/analyst.sql");
    let sql = format!("SET haetae.login = '{login}'; {settings}");
    let mut db = pool.acquire().await.unwrap().detach();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await.unwrap();
    sqlx::raw_sql(script).execute(&mut db).await.unwrap();
    let password = format!("ALTER ROLE {login} PASSWORD '{PASSWORD}'");
    sqlx::raw_sql(AssertSqlSafe(password)).execute(&mut db).await.unwrap();
    login
}

pub(crate) const PASSWORD: &str = "of-this-test-only";
/// Settings for an analyst who also sees personal data.
pub(crate) const PEOPLE: &str = "SET haetae.people = 'on';";

/// A session of a login.
pub(crate) async fn session(pool: &PgPool, login: &str) -> PgConnection {
    let options = PgConnectOptions::clone(&pool.connect_options()).username(login).password(PASSWORD);
    PgConnection::connect_with(&options).await.unwrap()
}

/// A session of an analyst, once an administrator has let them in.
pub(crate) async fn analyst(pool: &PgPool) -> PgConnection {
    session(pool, &admit(pool, "").await).await
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
    let sql = "SELECT CASE c.relnamespace WHEN 'analytics'::regnamespace THEN c.relname::text \
                      ELSE 'analytics_people.' || c.relname END, a.attname::text, format_type(a.atttypid, a.atttypmod), \
                      obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum) \
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
               WHERE c.relnamespace IN ('analytics'::regnamespace, 'analytics_people'::regnamespace) \
               ORDER BY c.relnamespace <> 'analytics'::regnamespace, c.relname, a.attnum";
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

/// How reviews end.
const CLOSINGS: [&str; 7] =
    ["approved", "approved_with_conditions", "rejected", "rejected_at_triage", "duplicate", "waived", "withdrawn"];

/// What happens to findings: the names of the events.
const FINDING_EVENTS: [&str; 15] = [
    "finding_opened",
    "finding_assigned",
    "fix_claimed",
    "fix_verified",
    "fix_rejected",
    "acceptance_requested",
    "acceptance_approved",
    "acceptance_declined",
    "acceptance_request_lapsed",
    "acceptance_revoked",
    "acceptance_ending",
    "acceptance_ended",
    "finding_overdue",
    "finding_corrected",
    "finding_retracted",
];

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
    add("result", VerdictResult::ALL.iter().map(|word| word.as_str()).chain(["not_judged"]).collect());
    add("method", Method::ALL.iter().map(|word| word.as_str()).collect());
    add("triage", TriageOutcome::ALL.iter().map(|word| word.as_str()).collect());
    add("decision", DecisionOutcome::ALL.iter().map(|word| word.as_str()).collect());
    add("stage", Stage::ALL.iter().map(|word| word.as_str()).collect());
    add("exposure", Exposure::ALL.iter().map(|word| word.as_str()).collect());
    add("data_class", DataClass::ALL.iter().map(|word| word.as_str()).collect());
    add("user_scale", UserScale::ALL.iter().map(|word| word.as_str()).collect());
    add("impact", ImpactLevel::ALL.iter().map(|word| word.as_str()).collect());
    add("target_cause", TargetCause::ALL.iter().map(|word| word.as_str()).collect());
    add("acceptance", vec!["requested", "granted", "lapsed"]);
    add("closing", CLOSINGS.to_vec());
    add("finding_event", FINDING_EVENTS.to_vec());
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
    assert_eq!((get("reviews"), get("submitted"), get("standing")), (66, 66, 66));
    assert_eq!((get("assessments"), get("verdicts"), get("started")), (50, 21, 13));
    assert_eq!((get("judged"), get("closed"), get("accepted")), (26, 2, 1));
    assert_eq!(get("position"), last);
}

/// What an analyst may not do.
const FORBIDDEN: [&str; 48] = [
    "SELECT * FROM analytics_people.reviews",
    "SELECT * FROM analytics_people.people",
    "SELECT * FROM projection.pseudonym",
    "SET ROLE haetae_analyst",
    "ALTER ROLE haetae_analyst PASSWORD 'x'",
    "ALTER ROLE haetae_analyst LOGIN",
    "ALTER ROLE haetae_analyst SET statement_timeout = 0",
    "ALTER ROLE haetae_analyst IN DATABASE postgres SET search_path = pg_catalog",
    "ALTER ROLE haetae_analyst_people RENAME TO x",
    "GRANT haetae_analyst TO pg_monitor",
    "DROP ROLE haetae_analyst",
    "SELECT lo_from_bytea(0, 'x')",
    "SET temp_file_limit = -1",
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
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1, 2)",
    "SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 10) n",
    "SELECT pg_current_xact_id()",
    "SELECT txid_current()",
    "SELECT pg_logical_emit_message(false, 'x', 'y')",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_gets_nowhere_else() {
    let (_, pool) = seeded().await;
    let login = admit(&pool, "").await;
    for attempt in FORBIDDEN {
        // Giving up the guard of the session is no way out.
        for preparation in ["", "SET default_transaction_read_only = off; SET statement_timeout = 0;"] {
            let mut db = session(&pool, &login).await;
            sqlx::raw_sql(preparation).execute(&mut db).await.unwrap();
            let done = sqlx::raw_sql(attempt).fetch_all(&mut db).await;
            let code = done.err().and_then(|error| error.as_database_error()?.code().map(|code| code.into_owned()));
            let refused = ["42501", "25006", "0A000", "55000"];
            assert!(code.as_deref().is_some_and(|code| refused.contains(&code)), "{attempt}: {code:?}");
        }
    }
    let mut db = session(&pool, &login).await;
    let settings = "SELECT current_setting('statement_timeout'), current_setting('default_transaction_read_only'), \
                    current_setting('search_path'), current_setting('temp_file_limit'), \
                    current_setting('transaction_timeout')";
    let found: (String, String, String, String, String) = sqlx::query_as(settings).fetch_one(&mut db).await.unwrap();
    let found = [found.0, found.1, found.2, found.3, found.4];
    assert_eq!(found, ["1min", "on", "analytics", "1GB", "1min"]);
    // This client asks for a time zone of its own; others get Seoul's.
    let zone = "SELECT setconfig @> ARRAY['TimeZone=Asia/Seoul'] FROM pg_db_role_setting WHERE setrole = $1::regrole";
    assert!(sqlx::query_scalar::<_, bool>(zone).bind(&login).fetch_one(&pool).await.unwrap());
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
