//! Analysts read the platform's own views and nothing that others made; what an administrator took away stays away.

use haetae_dashboard::{Board, Diagnosis, migrate};
use haetae_event_log::MemoryLog;
use haetae_projector::{OnDifference, rebuild};
use sqlx::PgPool;

use crate::{
    analytics::{admit, seeded, session},
    dependents::{count, reshape, run},
};

/// What a role may read, and what an administrator has made of it.
const OF_OTHERS: &str = "CREATE VIEW analytics.secret AS SELECT requester_name FROM analytics_people.reviews; \
    CREATE TABLE analytics.notes (note text); \
    CREATE VIEW analytics_people.hr AS SELECT 1 AS salary; \
    REVOKE ALL ON analytics.words FROM haetae_analyst; \
    REVOKE ALL ON analytics_people.people FROM haetae_analyst_people; \
    REVOKE ALL ON analytics.lead_times FROM haetae_analyst";

/// What `migrate` says of that.
const TAKEN: [&str; 3] = [
    "GRANT SELECT ON analytics.lead_times TO haetae_analyst",
    "GRANT SELECT ON analytics.words TO haetae_analyst",
    "GRANT SELECT ON analytics_people.people TO haetae_analyst_people",
];

async fn rebuild_both(log: &MemoryLog, pool: &PgPool) {
    rebuild::<Board>(log, pool, OnDifference::Stop, |_| {}).await.unwrap();
    rebuild::<Diagnosis>(log, pool, OnDifference::Stop, |_| {}).await.unwrap();
}

/// Whether everything is as the administrator left it; `kim` is an analyst without personal data.
async fn as_it_was(pool: &PgPool, kim: &str) {
    let mut db = session(pool, kim).await;
    for taken in ["secret", "notes", "words", "lead_times"] {
        let query = sqlx::AssertSqlSafe(format!("SELECT * FROM analytics.{taken}"));
        assert!(sqlx::raw_sql(query).fetch_all(&mut db).await.is_err(), "{taken}");
    }
    sqlx::raw_sql("SELECT * FROM analytics.reviews, analytics.findings").fetch_all(&mut db).await.unwrap();
    let closed = "SELECT count(*) FILTER (WHERE has_table_privilege('haetae_analyst_people', of, 'SELECT')) \
                  FROM unnest(ARRAY['analytics_people.hr', 'analytics_people.people', 'analytics.secret']) AS of";
    assert_eq!(count(pool, closed).await, 0);
}

/// A rebuild and a migration open nothing that others made in the schemas of analysts, and give nothing back that an
/// administrator took away; `migrate` says how the rights differ.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_given_but_the_platforms_own_views_and_that_once() {
    let (log, pool) = seeded().await;
    let kim = admit(&pool, "").await;
    assert_eq!(migrate(&pool).await.unwrap().differing, Vec::<String>::new());
    run(&pool, OF_OTHERS).await;
    rebuild_both(&log, &pool).await;
    as_it_was(&pool, &kim).await;
    // A view that has to be made anew is given to those who had it.
    run(&pool, "ALTER VIEW analytics.lead_times RENAME COLUMN team TO unit").await;
    run(&pool, "ALTER VIEW analytics.targets RENAME COLUMN due_on TO due").await;
    reshape(&pool, "board").await;
    reshape(&pool, "diagnosis").await;
    rebuild_both(&log, &pool).await;
    as_it_was(&pool, &kim).await;
    let reads = "SELECT has_table_privilege('haetae_analyst', 'analytics.targets', 'SELECT')::int";
    assert_eq!(count(&pool, reads).await, 1);
    // One that was dropped and is there again is a new one.
    run(&pool, "DROP VIEW analytics.targets").await;
    rebuild_both(&log, &pool).await;
    assert_eq!(count(&pool, reads).await, 1);
    assert_eq!(migrate(&pool).await.unwrap().differing, TAKEN);
    // A database of an earlier version, which did not write down what it gave.
    run(
        &pool,
        "DROP TABLE projection.analyst_views; DELETE FROM _sqlx_migrations WHERE version = 20260601000200; \
         UPDATE projection.positions SET views = 'of an earlier version'",
    )
    .await;
    assert_eq!(migrate(&pool).await.unwrap().differing, TAKEN);
    as_it_was(&pool, &kim).await;
}

/// `migrate` names every right that a role of analysts has beside the platform's, as the statement that takes it away.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_roles_have_beside_is_named() {
    let (_, pool) = seeded().await;
    run(
        &pool,
        "CREATE TABLE analytics.notes (note text); \
         GRANT SELECT ON analytics_people.reviews TO haetae_analyst; \
         GRANT USAGE ON SCHEMA analytics_people TO haetae_analyst; \
         GRANT CREATE ON SCHEMA analytics TO haetae_analyst; \
         GRANT SELECT, INSERT ON analytics.notes TO haetae_analyst; \
         GRANT SELECT ON analytics.reviews TO haetae_analyst WITH GRANT OPTION; \
         GRANT SELECT ON analytics.reviews TO haetae_analyst_people; \
         GRANT SELECT (title) ON board_g1.reviews TO PUBLIC; \
         ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO haetae_analyst; \
         REVOKE USAGE ON SCHEMA analytics FROM haetae_analyst",
    )
    .await;
    let told = migrate(&pool).await.unwrap().differing;
    let expected = [
        "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA analytics REVOKE SELECT ON TABLES FROM haetae_analyst",
        "GRANT USAGE ON SCHEMA analytics TO haetae_analyst",
        "REVOKE CREATE ON SCHEMA analytics FROM haetae_analyst",
        "REVOKE GRANT OPTION FOR SELECT ON analytics.reviews FROM haetae_analyst",
        "REVOKE INSERT, SELECT ON analytics.notes FROM haetae_analyst",
        "REVOKE SELECT (title) ON board_g1.reviews FROM PUBLIC",
        "REVOKE SELECT ON analytics_people.reviews FROM haetae_analyst",
        "REVOKE USAGE ON SCHEMA analytics_people FROM haetae_analyst",
    ];
    assert_eq!(told, expected);
    for statement in &told {
        run(&pool, statement).await;
    }
    assert_eq!(migrate(&pool).await.unwrap().differing, Vec::<String>::new());
}
