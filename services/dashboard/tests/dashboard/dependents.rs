//! What others have made of the views outlives a rebuild, or the rebuild says what is in its way.

use haetae_dashboard::{Board, Diagnosis};
use haetae_event_log::MemoryLog;
use haetae_projector::{Error, OnDifference, Projection, Rebuilt, Site, drop_generation, rebuild, rebuild_on};
use sqlx::{AssertSqlSafe, PgPool};

use crate::analytics::seeded;

/// A team with a schema of its own, and two roles that read some of the views.
async fn with_bi() -> (MemoryLog, PgPool) {
    let (log, pool) = seeded().await;
    run(
        &pool,
        "CREATE SCHEMA bi; \
         DO $$ BEGIN CREATE ROLE bi_reader; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
         DO $$ BEGIN CREATE ROLE bi_owner; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
    )
    .await;
    (log, pool)
}

pub(crate) async fn run(pool: &PgPool, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(pool).await.expect(sql);
}

pub(crate) async fn count(pool: &PgPool, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT ({sql})::bigint"))).fetch_one(pool).await.unwrap()
}

/// As if an earlier version had made the live generation.
pub(crate) async fn reshape(pool: &PgPool, name: &str) {
    let sql = "UPDATE projection.positions SET shape = 'another' WHERE name = $1 AND state = 'live'";
    sqlx::query(sql).bind(name).execute(pool).await.unwrap();
}

async fn forced<P: Projection>(log: &MemoryLog, pool: &PgPool) -> Result<Rebuilt, Error> {
    let site = Site::take(pool, P::NAME).await?.dropping_dependents(true);
    rebuild_on::<P>(site, log, pool, OnDifference::Stop, |_| {}).await
}

fn in_the_way(outcome: Result<Rebuilt, Error>) -> Vec<String> {
    let error = outcome.unwrap_err();
    let Error::Dependents { dependents, .. } = error else { return vec![error.to_string()] };
    dependents
}

/// A5: a rebuild to another shape leaves views, materialised views and grants over `analytics` as they were, whether the
/// views of `analytics` are over the tables or, as earlier versions made them, over the readers' views.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_of_the_views_outlives_a_rebuild_to_another_shape() {
    let (log, pool) = with_bi().await;
    run(
        &pool,
        "CREATE OR REPLACE VIEW analytics.review_service_types AS \
             SELECT r.review_id, t.word AS service_type, w.ko AS service_type_ko, w.en AS service_type_en \
             FROM board.reviews r CROSS JOIN LATERAL unnest(r.service_types) AS t (word) \
             LEFT JOIN analytics.words w ON w.kind = 'service_type' AND w.word = t.word; \
         CREATE VIEW bi.by_team AS SELECT team, count(*) AS n FROM analytics.reviews GROUP BY team; \
         CREATE VIEW bi.of_types AS SELECT service_type, count(*) AS n FROM analytics.review_service_types GROUP BY 1; \
         CREATE MATERIALIZED VIEW bi.kept AS SELECT review_id, finding FROM analytics.findings; \
         GRANT SELECT ON analytics.reviews, board.reviews TO bi_reader; \
         GRANT SELECT (review_id, status) ON analytics.findings TO bi_owner WITH GRANT OPTION",
    )
    .await;
    let before = count(&pool, "SELECT sum(n) FROM bi.by_team").await;
    for _ in 0..2 {
        reshape(&pool, "board").await;
        reshape(&pool, "diagnosis").await;
        rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
        rebuild::<Diagnosis>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
        run(&pool, "REFRESH MATERIALIZED VIEW bi.kept").await;
    }
    assert_eq!(count(&pool, "SELECT sum(n) FROM bi.by_team").await, before);
    assert!(count(&pool, "SELECT count(*) FROM bi.of_types").await > 0);
    assert!(count(&pool, "SELECT count(*) FROM bi.kept").await > 0);
    let kept = "SELECT count(*) FILTER (WHERE ok) FROM (VALUES \
        (has_table_privilege('bi_reader', 'analytics.reviews', 'SELECT')), \
        (has_table_privilege('bi_reader', 'board.reviews', 'SELECT')), \
        (has_column_privilege('bi_owner', 'analytics.findings', 'status', 'SELECT WITH GRANT OPTION')), \
        (has_table_privilege('haetae_analyst', 'analytics.findings', 'SELECT')), \
        (NOT has_column_privilege('bi_owner', 'analytics.findings', 'owner', 'SELECT'))) AS t (ok)";
    assert_eq!(count(&pool, kept).await, 5);
    // What is shown is the new generation: the old ones can go.
    for (name, number) in [("board", 1), ("board", 2), ("diagnosis", 1), ("diagnosis", 2)] {
        drop_generation(&mut pool.acquire().await.unwrap(), name, number).await.unwrap();
    }
    assert_eq!(count(&pool, "SELECT sum(n) FROM bi.by_team").await, before);
}

/// A5: a view that an analyst made of the readers' own views is named before anything is loaded, and goes only when that is
/// asked for; grants on the readers' views stay.
#[tokio::test(flavor = "multi_thread")]
async fn what_hangs_on_the_readers_views_is_named_before_it_goes() {
    let (log, pool) = with_bi().await;
    run(
        &pool,
        "CREATE VIEW bi.of_a_column AS SELECT title FROM board.reviews; \
         CREATE MATERIALIZED VIEW bi.of_that AS SELECT title FROM bi.of_a_column; \
         GRANT SELECT ON board.reviews TO bi_reader",
    )
    .await;
    // Columns that can stay: nothing is in the way, also where the tables are others.
    reshape(&pool, "board").await;
    rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    run(&pool, "ALTER VIEW board.reviews RENAME COLUMN team TO unit").await;
    reshape(&pool, "board").await;
    let mut loaded = 0;
    let refused = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| loaded += 1).await;
    assert_eq!(in_the_way(refused), ["materialized view bi.of_that", "view bi.of_a_column"]);
    assert_eq!(loaded, 0, "told before the load");
    assert!(count(&pool, "SELECT count(*) FROM bi.of_a_column").await > 0, "nothing has changed");
    let live = "SELECT generation FROM projection.positions WHERE name = 'board' AND state = 'live'";
    assert_eq!(count(&pool, live).await, 2);
    let there = "SELECT count(*) FROM projection.positions WHERE name = 'board'";
    assert_eq!(count(&pool, there).await, 2, "what was refused leaves nothing behind");
    let dropped = forced::<Board>(&log, &pool).await.unwrap().dropped;
    assert_eq!(dropped, ["materialized view bi.of_that", "view bi.of_a_column"]);
    assert_eq!(count(&pool, "SELECT count(*) FROM pg_class WHERE relnamespace = 'bi'::regnamespace").await, 0);
    assert_eq!(count(&pool, "SELECT has_table_privilege('bi_reader', 'board.reviews', 'SELECT')::int").await, 1);

    run(&pool, "CREATE VIEW bi.of_old AS SELECT title FROM board_g2.reviews").await;
    let refused = drop_generation(&mut pool.acquire().await.unwrap(), "board", 2).await.unwrap_err();
    assert!(matches!(&refused, Error::Dependents { dependents, .. } if dependents == &["view bi.of_old"]), "{refused}");
}

/// A5: a view of analysts whose columns cannot become the new ones is made anew with its grants. What others made of it is
/// named, and dropped only when that is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_view_with_other_columns_is_made_anew_with_its_grants() {
    let (log, pool) = with_bi().await;
    let earlier = "DROP VIEW analytics.daily_counts; \
         CREATE VIEW analytics.daily_counts AS SELECT team AS unit, 1 AS day FROM board.reviews; \
         CREATE VIEW analytics.gone AS SELECT team FROM board.reviews; \
         INSERT INTO projection.analyst_views (view, projection) VALUES ('analytics.gone', 'board'); \
         GRANT SELECT ON analytics.daily_counts, analytics.gone TO bi_reader WITH GRANT OPTION; \
         GRANT SELECT (day, unit) ON analytics.daily_counts TO bi_owner";
    run(&pool, earlier).await;
    let granted = "SELECT has_table_privilege('bi_reader', 'analytics.daily_counts', 'SELECT WITH GRANT OPTION')::int \
                   + has_column_privilege('bi_owner', 'analytics.daily_counts', 'day', 'SELECT')::int";
    // Nothing depends on it: it is replaced as it is, and the view that there is no more goes.
    let rebuilt = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.dropped, ["view analytics.gone"]);
    assert!(count(&pool, "SELECT sum(submitted) FROM analytics.daily_counts").await > 0);
    assert_eq!(count(&pool, granted).await, 2);
    assert_eq!(count(&pool, "SELECT (to_regclass('analytics.gone') IS NULL)::int").await, 1);

    run(&pool, earlier).await;
    run(
        &pool,
        "CREATE VIEW bi.per_unit AS SELECT unit, count(*) AS n FROM analytics.daily_counts GROUP BY unit; \
         CREATE MATERIALIZED VIEW bi.kept AS SELECT team FROM analytics.gone; \
         CREATE FUNCTION bi.units() RETURNS SETOF text BEGIN ATOMIC SELECT unit FROM analytics.daily_counts; END",
    )
    .await;
    let refused = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await;
    let expected = ["function bi.units()", "materialized view bi.kept", "view bi.per_unit"];
    assert_eq!(in_the_way(refused), expected);
    assert!(count(&pool, "SELECT sum(n) FROM bi.per_unit").await > 0, "nothing has changed");
    let dropped = forced::<Board>(&log, &pool).await.unwrap().dropped;
    assert_eq!(dropped, [expected.as_slice(), &["view analytics.gone"]].concat());
    assert_eq!(count(&pool, granted).await, 2);
}

/// What others have made of views that can stay.
const STAYS: &str = "CREATE VIEW bi.v AS SELECT team FROM analytics.reviews; \
    CREATE MATERIALIZED VIEW bi.m AS SELECT team FROM analytics.reviews; \
    CREATE VIEW bi.dc AS SELECT submitted FROM analytics.daily_counts; \
    CREATE FUNCTION bi.f() RETURNS SETOF text BEGIN ATOMIC SELECT team FROM analytics.reviews; END; \
    CREATE TABLE bi.kept (r analytics.reviews); \
    CREATE TABLE analytics.notes (review_id uuid); \
    CREATE VIEW analytics.own AS SELECT team FROM analytics_people.decisions";

/// How many of them are there.
const STAYED: &str = "SELECT count(*) FROM unnest(ARRAY['bi.v', 'bi.m', 'bi.dc', 'analytics.notes', 'analytics.own']) AS of \
    JOIN pg_class c ON c.oid = to_regclass(of)";

async fn all_stayed(pool: &PgPool) {
    assert_eq!(count(pool, STAYED).await, 5);
    assert_eq!(count(pool, "SELECT count(r) FROM bi.kept").await, 0, "with its column");
    assert!(count(pool, "SELECT count(*) FROM bi.f()").await > 0);
    run(pool, "SELECT * FROM bi.v, bi.dc, analytics.own; REFRESH MATERIALIZED VIEW bi.m").await;
}

/// Only the view whose columns cannot stay is made anew. What hangs on that one is named before it goes and after, of a table
/// the column; what hangs on the others stays.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_view_that_cannot_stay_is_made_anew() {
    let (log, pool) = with_bi().await;
    run(&pool, STAYS).await;
    run(
        &pool,
        "DROP VIEW analytics.targets; \
         CREATE VIEW analytics.targets AS SELECT review_id, team, NULL::timestamptz AS set_at, NULL::date AS set_on, \
             NULL::text AS due_on FROM board.reviews; \
         CREATE VIEW bi.late AS SELECT due_on FROM analytics.targets; \
         CREATE VIEW analytics.mine AS SELECT due_on FROM bi.late; \
         CREATE TABLE bi.t (id bigint, r analytics.targets); \
         CREATE INDEX t_due ON bi.t (((r).due_on)); \
         CREATE FUNCTION bi.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
         CREATE TRIGGER quiet INSTEAD OF DELETE ON analytics.targets FOR EACH ROW EXECUTE FUNCTION bi.quiet(); \
         CREATE RULE kept AS ON INSERT TO bi.t DO ALSO SELECT count(*) FROM analytics.targets",
    )
    .await;
    let named = [
        "index bi.t_due",
        "rule kept on bi.t",
        "table column bi.t.r",
        "trigger quiet on analytics.targets",
        "view analytics.mine",
        "view bi.late",
    ];
    let refused = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await;
    assert_eq!(in_the_way(refused), named);
    all_stayed(&pool).await;
    run(&pool, "SELECT due_on FROM analytics.mine").await;
    assert_eq!(forced::<Board>(&log, &pool).await.unwrap().dropped, named);
    all_stayed(&pool).await;
    run(&pool, "SELECT id FROM bi.t; SELECT due_on + 1 FROM analytics.targets").await;
    assert_eq!(count(&pool, "SELECT (to_regclass('analytics.mine') IS NULL)::int").await, 1);
    // Nothing is left to do anew.
    assert_eq!(rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap().dropped, Vec::<String>::new());
}

/// A view of the platform over one that is made anew stays, with what others made of it.
#[tokio::test(flavor = "multi_thread")]
async fn views_over_one_that_is_made_anew_stay() {
    let (log, pool) = with_bi().await;
    run(&pool, STAYS).await;
    run(
        &pool,
        "ALTER VIEW analytics_people.reviews RENAME COLUMN team TO unit; \
         CREATE VIEW analytics.secret AS SELECT requester_name FROM analytics_people.reviews",
    )
    .await;
    let refused = rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await;
    assert_eq!(in_the_way(refused), ["view analytics.secret"]);
    assert_eq!(forced::<Board>(&log, &pool).await.unwrap().dropped, ["view analytics.secret"]);
    all_stayed(&pool).await;
    assert!(count(&pool, "SELECT count(requester_name) FROM analytics.reviews").await > 0);
    assert!(count(&pool, "SELECT count(team) FROM analytics_people.reviews").await > 0);
}
