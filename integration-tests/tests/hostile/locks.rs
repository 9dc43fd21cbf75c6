//! A database session of an analyst that takes every lock it may, and one that keeps a projector from working.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Program, Setup, World, eventually, run};
use haetae_proto::dashboard::v1::{
    GetLogHeadRequest, ListProjectionsRequest, ProjectionState, audit_service_client::AuditServiceClient,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};

use crate::scenario::{Alarm, Scenario};

/// What lets a login take advisory locks, as in a database whose administrator did not run what `migrate` asks for.
const ALLOW: &str = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO mallory";

/// What the platform locks by, or once did.
const NAMES: [&str; 8] = [
    "proof.heads",
    "log heads",
    "projection board (live)",
    "projection archive (live)",
    "projection diagnosis (live)",
    "projection board (building)",
    "projection archive (building)",
    "projection diagnosis (building)",
];

/// A2: an analyst may take no advisory lock, and no other on a table of ours. No advisory lock that a session takes all the
/// same holds up the projectors, the signing of heads, a rebuild or a migration.
#[test]
fn locks_of_an_analyst_hold_up_nothing() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let mut owner = PgConnection::connect(scenario.world.platform.database_url()).await?;
        let mut analyst = analyst(&scenario.world, &mut owner).await?;
        let refused = sqlx::raw_sql("SELECT pg_advisory_lock(1)").execute(&mut analyst).await;
        ensure!(refused.is_err(), "an analyst takes an advisory lock");
        sqlx::raw_sql(ALLOW).execute(&mut owner).await?;
        for name in NAMES {
            sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))").bind(name).execute(&mut analyst).await?;
        }
        for table in ["projection.leases", "projection.positions", "proof.heads", "haetae_migrating"] {
            let lock = format!("BEGIN; LOCK TABLE {table} IN ACCESS SHARE MODE");
            let refused = sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut analyst).await;
            ensure!(refused.is_err(), "an analyst locks {table}");
            sqlx::raw_sql("ROLLBACK").execute(&mut analyst).await?;
        }
        // The sessions that project are cut off: the sessions that come next need the leases.
        let sql = "SELECT pg_terminate_backend(pid) FROM projection.leases WHERE pid IS NOT NULL";
        sqlx::query(sql).execute(&mut owner).await?;
        scenario.goes_on().await?;
        let last = scenario.acknowledged().pop().context("nothing was acknowledged")?;
        let mut audit = AuditServiceClient::new(scenario.caller.called(Service::Dashboard));
        let signed = async || {
            let consistency_token = last.token.clone();
            Ok(audit.get_log_head(GetLogHeadRequest { consistency_token }).await.ok())
        };
        eventually("a head over the last commit", signed).await?;
        for command in [&["rebuild", "board"][..], &["migrate"]] {
            let ended = Program::of(Service::Dashboard, &scenario.world)?.args(command).run().await?;
            ensure!(ended.code == Some(0), "{command:?}: {} {}", ended.errors, ended.log);
        }
        scenario.ends_well(&[]).await
    })
}

/// A2: a session that takes so many locks that the server has none left for others is named, and ended when it is an
/// analyst's. The lease, the heads and the reads go on.
#[test]
fn locks_that_run_out_are_given_back() -> Result<()> {
    run(async {
        let scenario = Scenario::start(Setup::default()).await?;
        let mut owner = PgConnection::connect(scenario.world.platform.database_url()).await?;
        let mut hog = analyst(&scenario.world, &mut owner).await?;
        sqlx::raw_sql(ALLOW).execute(&mut owner).await?;
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut hog).await?;
        // Until there are none: each statement keeps what it got, unless it fails.
        let mut first: i64 = 0;
        for some in [1_000, 10] {
            loop {
                let sql = "SELECT count(pg_advisory_lock(n)) FROM generate_series($1::bigint, $2) n";
                let taken = sqlx::query(sql).bind(first).bind(first + some - 1).execute(&mut hog).await;
                if taken.is_err() {
                    break;
                }
                first += some;
            }
        }
        ensure!(first > 1_000, "only {first} locks were taken");
        let gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)";
        eventually("the end of that session", async || {
            // Without locks this query fails too.
            let gone = sqlx::query_scalar(gone).bind(pid).fetch_one(&mut owner).await;
            Ok(gone.unwrap_or(false).then_some(()))
        })
        .await?;
        let named = format!("\"pid\":{pid},\"role\":\"mallory\"");
        scenario.ends_well(&[Alarm { service: Service::Dashboard, says: &named }]).await
    })
}

/// A2: a migration that has to bring views up to date which an analyst's transaction holds names that session, and ends well
/// when the transaction does.
#[test]
fn a_migration_names_the_session_that_it_waits_for() -> Result<()> {
    run(async {
        let scenario = Scenario::start(Setup::default()).await?;
        let mut owner = PgConnection::connect(scenario.world.platform.database_url()).await?;
        let mut analyst = analyst(&scenario.world, &mut owner).await?;
        let older = "UPDATE projection.positions SET views = 'of an earlier version' WHERE name = 'board'";
        sqlx::raw_sql(older).execute(&mut owner).await?;
        sqlx::raw_sql("BEGIN; SELECT count(*) FROM analytics.reviews").execute(&mut analyst).await?;
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut analyst).await?;
        let migrating = tokio::spawn(Program::of(Service::Dashboard, &scenario.world)?.args(&["migrate"]).run());
        // At its second attempt it has said whom the first one waited for.
        for waits in [true, false, true] {
            let waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid)))";
            eventually("an attempt", async || {
                let found: bool = sqlx::query_scalar(waiting).bind(pid).fetch_one(&mut owner).await?;
                Ok((found == waits).then_some(()))
            })
            .await?;
        }
        sqlx::raw_sql("ROLLBACK").execute(&mut analyst).await?;
        let migrated = migrating.await??;
        ensure!(migrated.code == Some(0), "{} {}", migrated.errors, migrated.log);
        ensure!(migrated.log.contains(&format!("pid {pid}, role mallory")), "{}", migrated.log);
        scenario.ends_well(&[]).await
    })
}

/// A2: a projection that no process projects into is an alarm and is named in the list, and goes on when one does again.
#[test]
fn a_projection_that_stands_still_is_seen() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let mut thief = PgConnection::connect(scenario.world.platform.database_url()).await?;
        let sql = "WITH before AS (SELECT pid FROM projection.leases WHERE what = 'projection board (live)'), stolen AS ( \
                       UPDATE projection.leases l SET pid = a.pid, began = a.backend_start, role = a.usesysid, \
                           epoch = l.epoch + 1 \
                       FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() AND l.what = 'projection board (live)') \
                   SELECT pid FROM before";
        let holder: i32 = sqlx::query_scalar(sql).fetch_one(&mut thief).await?;
        sqlx::query("SELECT pg_terminate_backend($1)").bind(holder).execute(&mut thief).await?;
        eventually("a projection that is said to stand still", async || {
            let answer = scenario.caller.projections().list_projections(ListProjectionsRequest {}).await?.into_inner();
            let board = answer.projections.into_iter().find(|projection| projection.name == "board");
            Ok(board.filter(|board| board.state() == ProjectionState::StandsStill).map(drop))
        })
        .await?;
        thief.close().await?;
        scenario.goes_on().await?;
        scenario.ends_well(&[Alarm { service: Service::Dashboard, says: "stands still" }]).await
    })
}

/// A session with the rights of an analyst.
pub(crate) async fn analyst(world: &World, owner: &mut PgConnection) -> Result<PgConnection> {
    let sql = "CREATE ROLE mallory LOGIN PASSWORD 'mallory' IN ROLE haetae_analyst";
    sqlx::raw_sql(sql).execute(owner).await?;
    session(world).await
}

/// Another session of theirs.
pub(crate) async fn session(world: &World) -> Result<PgConnection> {
    let options: PgConnectOptions = world.platform.database_url().parse()?;
    Ok(PgConnection::connect_with(&options.username("mallory").password("mallory")).await?)
}
