//! An analyst whose transaction holds the views open, and one whose snapshot is older than a swap.

use anyhow::{Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Setup, eventually, fresh_id, run};
use haetae_proto::dashboard::v1::{GetRebuildRequest, Rebuild, RebuildProjectionRequest, RebuildState};
use sqlx::{Connection as _, PgConnection};

use crate::{
    locks::{analyst, session},
    scenario::{Alarm, Scenario},
};

const COUNT: &str = "SELECT count(*) FROM analytics.reviews";

/// A4: a transaction that holds the views blocks a swap and nothing else, and the service names it. A snapshot that is older
/// than the swap gets an error that says so, never an empty answer.
#[test]
fn open_transactions_hold_up_a_swap_only_and_old_snapshots_are_refused() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        scenario.goes_on().await?;
        let mut owner = PgConnection::connect(scenario.world.platform.database_url()).await?;
        let mut holder = analyst(&scenario.world, &mut owner).await?;
        let mut old = session(&scenario.world).await?;
        sqlx::raw_sql("BEGIN").execute(&mut holder).await?;
        let before: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut holder).await?;
        ensure!(before > 0, "nothing is shown");
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut holder).await?;
        let take = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_snapshot()";
        sqlx::raw_sql(take).execute(&mut old).await?;

        let rebuild_id = rebuild(&scenario.caller).await?;
        let named = format!("pid {pid}, role mallory");
        eventually("a swap that names whom it waits for", async || {
            let rebuild = progress(&scenario.caller, &rebuild_id).await?;
            ensure!(rebuild.state() == RebuildState::Running, "the rebuild ended: {}", rebuild.outcome);
            Ok(rebuild.outcome.contains(&named).then_some(()))
        })
        .await?;
        scenario.goes_on().await?;
        sqlx::raw_sql("ROLLBACK").execute(&mut holder).await?;
        eventually("the end of the rebuild", async || {
            let rebuild = progress(&scenario.caller, &rebuild_id).await?;
            let state = rebuild.state();
            ensure!(matches!(state, RebuildState::Running | RebuildState::Succeeded), "{state:?}: {}", rebuild.outcome);
            Ok((state == RebuildState::Succeeded).then_some(()))
        })
        .await?;

        let refused = sqlx::query_scalar::<_, i64>(COUNT).fetch_one(&mut old).await;
        let code = refused.as_ref().err().and_then(|error| error.as_database_error()?.code().map(String::from));
        ensure!(code.as_deref() == Some("40001"), "an old snapshot got {refused:?}");
        sqlx::raw_sql("ROLLBACK").execute(&mut old).await?;
        let after: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut old).await?;
        ensure!(after >= before, "{after} reviews after the swap, {before} before");
        scenario.ends_well(&[Alarm { service: Service::Dashboard, says: &named }]).await
    })
}

async fn rebuild(caller: &Caller) -> Result<String> {
    let request = RebuildProjectionRequest {
        request_id: fresh_id().to_string(),
        projection: "board".to_owned(),
        replace_differing: false,
        drop_dependents: false,
    };
    let answer = caller.projections().rebuild_projection(request).await?.into_inner();
    Ok(answer.rebuild.unwrap_or_default().rebuild_id)
}

async fn progress(caller: &Caller, rebuild_id: &str) -> Result<Rebuild> {
    let request = GetRebuildRequest { rebuild_id: rebuild_id.to_owned() };
    Ok(caller.projections().get_rebuild(request).await?.into_inner().rebuild.unwrap_or_default())
}
