//! The migration with the rights of an ordinary owner of a database, and what an administrator does for it.

use haetae_dashboard::{Board, Rights, check, migrate};
use haetae_devstack::{Postgres, PostgresOptions, StackDir};
use haetae_event_log::MemoryLog;
use haetae_projector::{Error, OnDifference, drop_generation, rebuild};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, postgres::PgConnectOptions};

use crate::{
    analytics::{PASSWORD, admit, session},
    support::{connect, toolchain},
};

/// A server of its own: roles belong to the whole server.
struct Server {
    postgres: Postgres,
    admin: PgPool,
    _dir: StackDir,
}

impl Server {
    async fn start() -> Self {
        let dir = StackDir::create().unwrap();
        let options = PostgresOptions { fsync: false, ..PostgresOptions::default() };
        let postgres = Postgres::start(toolchain().await, &dir.path().join("postgres"), options).await.unwrap();
        let admin = connect(&postgres.create_database("of_the_administrator").await.unwrap()).await;
        run(&admin, &format!("CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'")).await;
        Self { postgres, admin, _dir: dir }
    }

    /// A database of the role `app`, as that role sees it and as an administrator does.
    async fn database(&self, name: &str) -> (PgPool, PgPool) {
        let admin = connect(&self.postgres.create_database(name).await.unwrap()).await;
        run(&self.admin, &format!("ALTER DATABASE {name} OWNER TO app")).await;
        let options = PgConnectOptions::clone(&admin.connect_options()).username("app").password(PASSWORD);
        (PgPool::connect_with(options).await.unwrap(), admin)
    }
}

async fn run(pool: &PgPool, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(pool).await.expect(sql);
}

/// What has another owner in `analytics` and the name of one of the platform's views stops neither a migration nor a swap: it
/// stays as it is and is named, and the other views show the new generation.
#[tokio::test(flavor = "multi_thread")]
async fn objects_of_other_owners_stop_no_swap() {
    let server = Server::start().await;
    let (app, admin) = server.database("shared").await;
    migrate(&app).await.unwrap();
    run(
        &admin,
        "CREATE ROLE bi; CREATE VIEW analytics.of_bi AS SELECT team FROM analytics.reviews; \
         GRANT USAGE ON SCHEMA analytics TO bi; GRANT SELECT ON analytics.reviews TO bi; \
         ALTER VIEW analytics.of_bi OWNER TO bi; ALTER VIEW analytics.targets OWNER TO bi; \
         DROP VIEW analytics.daily_counts; CREATE TABLE analytics.daily_counts (day date); \
         ALTER TABLE analytics.daily_counts OWNER TO bi; \
         UPDATE projection.positions SET views = '', shape = 'another' WHERE name = 'board'",
    )
    .await;
    let log = MemoryLog::new();
    let rebuilt = rebuild::<Board>(&log, &app, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.foreign, ["view analytics.targets of bi", "table analytics.daily_counts of bi"]);
    assert_eq!(rebuilt.dropped, Vec::<String>::new());
    run(&admin, "SELECT review_id FROM analytics.reviews; SELECT team FROM analytics.of_bi").await;
    run(&admin, "UPDATE projection.positions SET views = ''").await;
    migrate(&app).await.unwrap();
    // The foreign view still reads the tables of the first generation, which are not dropped from under it.
    let refused = drop_generation(&mut app.acquire().await.unwrap(), "board", 1).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Dependents { dependents, .. } if dependents == &["view analytics.targets"]),
        "{refused}"
    );
    run(&admin, "DROP VIEW analytics.targets; DROP TABLE analytics.daily_counts").await;
    let rebuilt = rebuild::<Board>(&log, &app, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(rebuilt.foreign, Vec::<String>::new());
    run(&admin, "SELECT * FROM analytics.targets; SELECT * FROM analytics.daily_counts").await;
}

async fn reads(db: &mut PgConnection) {
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM words").fetch_one(db).await.unwrap();
    assert!(rows > 0);
}

/// Functions that every role may call in a new database, and that no analyst may call here.
const FUNCTIONS: [&str; 25] = [
    "lo_creat(integer)",
    "lo_create(oid)",
    "lo_from_bytea(oid,bytea)",
    "lo_put(oid,bigint,bytea)",
    "lowrite(integer,bytea)",
    "pg_advisory_lock(bigint)",
    "pg_advisory_lock(integer,integer)",
    "pg_advisory_lock_shared(bigint)",
    "pg_advisory_lock_shared(integer,integer)",
    "pg_advisory_xact_lock(bigint)",
    "pg_advisory_xact_lock(integer,integer)",
    "pg_advisory_xact_lock_shared(bigint)",
    "pg_advisory_xact_lock_shared(integer,integer)",
    "pg_current_xact_id()",
    "pg_logical_emit_message(boolean,text,bytea,boolean)",
    "pg_logical_emit_message(boolean,text,text,boolean)",
    "pg_try_advisory_lock(bigint)",
    "pg_try_advisory_lock(integer,integer)",
    "pg_try_advisory_lock_shared(bigint)",
    "pg_try_advisory_lock_shared(integer,integer)",
    "pg_try_advisory_xact_lock(bigint)",
    "pg_try_advisory_xact_lock(integer,integer)",
    "pg_try_advisory_xact_lock_shared(bigint)",
    "pg_try_advisory_xact_lock_shared(integer,integer)",
    "txid_current()",
];

/// The statement that takes them from everybody.
fn revoke() -> String {
    let functions: Vec<_> = FUNCTIONS.iter().map(|name| format!("pg_catalog.{name}")).collect();
    format!("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC", functions.join(", "))
}

/// The first migration warns of what is so, and of nothing else: nothing of an administrator's in a database as it should be, and
/// of another locale before anything is in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_migration_warns_of_what_is_so() {
    let server = Server::start().await;
    let admin = connect(&server.postgres.create_database("as_it_should_be").await.unwrap()).await;
    assert_eq!(migrate(&admin).await.unwrap(), Rights::default());
    run(&server.admin, "CREATE DATABASE of_libc TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'").await;
    let options = PgConnectOptions::clone(&server.admin.connect_options()).database("of_libc");
    let told = migrate(&PgPool::connect_with(options).await.unwrap()).await.unwrap();
    assert_eq!(told, Rights { locale: Some("libc C".to_owned()), ..Rights::default() });
}

/// A6: an ordinary owner of the database can migrate it. What only an administrator can do is told as statements; once
/// they were run, migrating again gives the roles their rights and has nothing left to tell.
#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_owner_migrates_and_is_told_what_is_missing() {
    let server = Server::start().await;
    let (app, admin) = server.database("first").await;
    let first = migrate(&app).await.unwrap();
    assert!(first.differing.is_empty() && first.locale.is_none(), "{first:?}");
    let told = first.missing;
    let roles =
        ["CREATE ROLE haetae_analyst NOLOGIN", "CREATE ROLE haetae_analyst_people NOLOGIN IN ROLE haetae_analyst"];
    assert_eq!(told, [roles[0], roles[1], &revoke()]);
    check(&app).await.unwrap();
    assert_eq!(migrate(&app).await.unwrap().missing, told, "until somebody has run them");
    for statement in &told {
        run(&admin, statement).await;
    }
    assert_eq!(migrate(&app).await.unwrap(), Rights::default());
    reads(&mut session(&admin, &admit(&admin, "").await).await).await;

    // Another database on the same server: the roles are there before it is migrated.
    let (app, admin) = server.database("second").await;
    assert_eq!(migrate(&app).await.unwrap().missing, [revoke()]);
    run(&admin, &revoke()).await;
    assert_eq!(migrate(&app).await.unwrap(), Rights::default());
    let login = admit(&admin, "SET haetae.people = 'on';").await;
    let mut db = session(&admin, &login).await;
    reads(&mut db).await;
    let people: i64 = sqlx::query_scalar("SELECT count(*) FROM people").fetch_one(&mut db).await.unwrap();
    assert_eq!(people, 0);
    for taken in ["SELECT lo_create(0)", "SELECT pg_try_advisory_lock(1)"] {
        assert!(sqlx::raw_sql(taken).execute(&mut db).await.is_err(), "{taken}");
    }
    // What an analyst or their group was given of what holds up others is told, as other rights are.
    for (function, role) in [("lo_create(oid)", &*login), ("pg_advisory_lock(bigint)", "haetae_analyst")] {
        run(&admin, &format!("GRANT EXECUTE ON FUNCTION pg_catalog.{function} TO {role}")).await;
        let told = migrate(&app).await.unwrap().differing;
        let revoke = format!("REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM {role}");
        assert_eq!(told, std::slice::from_ref(&revoke));
        run(&admin, &revoke).await;
        assert_eq!(migrate(&app).await.unwrap(), Rights::default());
    }
    // The script takes the second role back.
    let script = include_str!("../../../../deploy/database/analyst.sql");
    let mut dba = PgConnection::connect_with(&admin.connect_options()).await.unwrap();
    let set = AssertSqlSafe(format!("SET haetae.login = '{login}'"));
    sqlx::raw_sql(set).execute(&mut dba).await.unwrap();
    let limit = format!("SELECT rolconnlimit FROM pg_roles WHERE rolname = '{login}'");
    for (before, after) in [(3, 3), (-1, 10)] {
        run(&admin, &format!("ALTER ROLE {login} CONNECTION LIMIT {before}")).await;
        sqlx::raw_sql(script).execute(&mut dba).await.unwrap();
        let found: i32 = sqlx::query_scalar(AssertSqlSafe(limit.clone())).fetch_one(&admin).await.unwrap();
        assert_eq!(found, after, "a limit of {before}");
    }
    let refused = sqlx::query("SELECT * FROM analytics_people.people").fetch_all(&mut db).await;
    assert!(refused.is_err(), "{refused:?}");
    // A login that may do more is no analyst's.
    for other in ["postgres", "haetae_analyst", ""] {
        let set = AssertSqlSafe(format!("SET haetae.login = '{other}'"));
        sqlx::raw_sql(set).execute(&mut dba).await.unwrap();
        assert!(sqlx::raw_sql(script).execute(&mut dba).await.is_err(), "{other}");
    }
}

/// C1: a database migrated by an earlier version goes on working: its shared login reads what it read, and the
/// administrator is told to close it once everybody has one of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_everybody_shared_is_closed_by_the_administrator() {
    let server = Server::start().await;
    let (app, admin) = server.database("earlier").await;
    let earlier = format!(
        "CREATE ROLE haetae_analyst LOGIN CONNECTION LIMIT 20 PASSWORD '{PASSWORD}'; \
         ALTER ROLE haetae_analyst IN DATABASE earlier SET search_path = analytics"
    );
    run(&admin, &earlier).await;
    run(&app, "CREATE SCHEMA analytics").await;
    migrate(&app).await.unwrap();
    // The record of the migration that this one has taken the place of.
    run(
        &app,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (20260301000100, 'create analyst', true, '\\x00', 1)",
    )
    .await;
    let told = migrate(&app).await.unwrap().missing;
    let close = "ALTER ROLE haetae_analyst NOLOGIN PASSWORD NULL";
    assert!(told.iter().any(|statement| statement == close), "{told:?}");
    reads(&mut session(&admin, "haetae_analyst").await).await;
    for statement in &told {
        run(&admin, statement).await;
    }
    assert_eq!(migrate(&app).await.unwrap(), Rights::default());
    reads(&mut session(&admin, &admit(&admin, "").await).await).await;

    run(
        &app,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (20991231000000, 'of a newer version', true, '\\x00', 1)",
    )
    .await;
    let refused = migrate(&app).await.unwrap_err().to_string();
    assert!(refused.contains("a newer version"), "{refused}");
}

/// An analyst's statement in progress does not keep a migration from bringing the views up to date; views that earlier
/// versions made are brought up to date without a rebuild.
#[tokio::test(flavor = "multi_thread")]
async fn migrating_again_brings_the_views_up_to_date() {
    let pool = crate::support::database().await;
    run(
        &pool,
        "DROP VIEW analytics.daily_counts; UPDATE projection.positions SET views = 'of an earlier version' WHERE name = 'board'",
    )
    .await;
    migrate(&pool).await.unwrap();
    run(&pool, "SELECT count(*) FROM analytics.daily_counts").await;
}
