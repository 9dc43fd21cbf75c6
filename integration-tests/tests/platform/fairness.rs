//! Reads wait for their turn, and no caller takes the turns of all.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Refusal, Setup, World, eventually, run};
use haetae_proto::dashboard::v1::{GetSummaryRequest, GetSummaryResponse};
use sqlx::{Connection as _, PgConnection};
use tokio::{task::JoinHandle, time::sleep};
use tonic::{Code, Response, Status};

/// Longer than the pool of connections once waited, whatever the deadline of the call.
const LONG: Duration = Duration::from_secs(4);

type Summary = JoinHandle<Result<Response<GetSummaryResponse>, Status>>;

/// A7, F5: a read waits for a connection as long as its deadline allows. A caller with too many reads at once is refused
/// with `TOO_MANY_READS`; the reads of other callers succeed.
#[test]
fn a_read_waits_for_its_turn_and_one_caller_does_not_take_the_turns_of_all() -> Result<()> {
    run(async {
        let told = [("HAETAE__DATABASE__MAX_CONNECTIONS", "2"), ("HAETAE__READS__MAX_PER_CALLER", "2")];
        let told = told.into_iter().chain([("HAETAE__READS__MAX_WAITING_PER_CALLER", "3")]);
        let extra = told.map(|(key, value)| (Service::Dashboard, key, value.to_owned())).collect();
        let world = World::start(Setup { extra, ..Setup::default() }).await?;
        let (kim, lee) = (world.requester("kim", "flood")?, world.requester("lee", "calm")?);
        kim.shown("").await?;

        let mut db = PgConnection::connect(world.platform.database_url()).await?;
        let mut tx = db.begin().await?;
        sqlx::query("LOCK TABLE board_g1.reviews IN ACCESS EXCLUSIVE MODE").execute(&mut *tx).await?;
        let (mut flood, mut refused) = ((0..20).map(|_| summary(&kim)).collect::<Vec<_>>(), 0);
        eventually("the refusal of what is too much", async || {
            while let Some(at) = flood.iter().position(JoinHandle::is_finished) {
                too_many(&Refusal::expected(flood.swap_remove(at).await?)?)?;
                refused += 1;
            }
            Ok((refused == 15).then_some(()))
        })
        .await?;
        let calm = summary(&lee);
        sleep(LONG).await;
        ensure!(!calm.is_finished(), "{:?}", calm.await);
        tx.rollback().await?;
        calm.await?.context("another caller is served")?;
        for waited in flood {
            waited.await?.context("what waits is answered")?;
        }
        summary(&kim).await?.context("a caller whose reads have ended reads again")?;
        Ok(())
    })
}

fn summary(caller: &Caller) -> Summary {
    let patient = caller.clone().with("grpc-timeout", "50S");
    tokio::spawn(async move { patient.dashboard().get_summary(GetSummaryRequest::default()).await })
}

fn too_many(refusal: &Refusal) -> Result<()> {
    ensure!((refusal.code, refusal.reason.as_str()) == (Code::ResourceExhausted, "TOO_MANY_READS"), "{refusal:?}");
    let facts =
        BTreeMap::from([("limit", "2"), ("waiting", "3")].map(|(key, value)| (key.to_owned(), value.to_owned())));
    ensure!(refusal.metadata == facts && refusal.retry_after.is_some(), "{refusal:?}");
    Ok(())
}
