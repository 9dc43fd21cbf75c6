//! A read model is rebuilt from the log to the same rows, while the old one goes on serving.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{
    Caller, Ended, Program, Setup, World, dump, judge, live_generation, run, samples, settled,
};
use haetae_proto::{common::v1::ReviewStatus, dashboard::v1::ListReviewsRequest};
use sqlx::{Connection as _, PgConnection};

use crate::load::Load;

#[test]
fn the_rebuilt_rows_are_the_rows_and_reads_go_on() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "replay")?, world.reviewer("lee")?);
        let database = world.platform.database_url();
        for sample in [samples::ordinary(), samples::smart_city(), samples::harmless()] {
            let id = kim.submit(sample).await?.id;
            lee.checkpoint().record_verdicts(judge(&lee.checklist(&id).await?, 5)).await?;
            kim.reaches(&id, ReviewStatus::InDiagnosis).await?;
        }
        // Rebuilt while others write and read.
        let load = Load::start(&kim, 4);
        load.acknowledged(40).await?;
        let token = kim.submit(samples::harmless()).await?.answer.consistency_token;
        let readers = Readers::start(&kim, 3, &token);
        rebuilt(&world, "board").await?;
        rebuilt(&world, "archive").await?;
        rebuilt(&world, "diagnosis").await?;
        load.acknowledged(60).await?;
        let reads = readers.stop().await?;
        ensure!(reads > 10, "only {reads} reads");
        let written = load.stop().await;
        ensure!(written.unanswered.is_empty(), "{:?}", written.unanswered);

        settled(&world, &kim).await?;
        let reviews = written.acknowledged.len();
        for (projection, least) in [("board", reviews), ("archive", reviews), ("diagnosis", 15)] {
            let live = live_generation(database, projection).await?;
            let rows = dump(database, &live).await?;
            ensure!(rows.values().any(|rows| rows.len() >= least), "{projection} is empty");
            rebuilt(&world, projection).await?;
            let replayed = live_generation(database, projection).await?;
            assert_ne!(replayed, live);
            assert_eq!(dump(database, &replayed).await?, rows, "{projection}");
        }
        assert_eq!(
            kim.shown("").await?.by_level.iter().map(|c| c.count).sum::<u64>(),
            written.acknowledged.len() as u64 + 4
        );
        a_changed_row_is_found(&world).await
    })
}

/// The comparison is no formality: one altered row stops the swap and is named.
async fn a_changed_row_is_found(world: &World) -> Result<()> {
    let database = world.platform.database_url();
    let live = live_generation(database, "board").await?;
    let mut connection = PgConnection::connect(database).await?;
    let alter = format!(
        "UPDATE \"{live}\".reviews SET score = score + 1 WHERE review_id = (SELECT min(review_id::text)::uuid FROM \"{live}\".reviews) \
         RETURNING review_id::text"
    );
    let altered: String = sqlx::query_scalar(sqlx::AssertSqlSafe(alter)).fetch_one(&mut connection).await?;
    connection.close().await?;
    let ended = rebuild(world, "board").await?;
    assert_ne!(ended.code, Some(0));
    assert!(ended.errors.contains(&altered), "{}", ended.errors);
    assert_eq!(live_generation(database, "board").await?, live);
    let unknown = rebuild(world, "nothing").await?;
    assert_eq!((unknown.code, unknown.errors.lines().count()), (Some(1), 1), "{}", unknown.errors);
    Ok(())
}

async fn rebuild(world: &World, projection: &str) -> Result<Ended> {
    Program::of(Service::Dashboard, world)?.args(&["rebuild", projection]).run().await
}

async fn rebuilt(world: &World, projection: &str) -> Result<()> {
    let ended = rebuild(world, projection).await?;
    ensure!(ended.code == Some(0), "{projection}: {} {}", ended.errors, ended.log);
    Ok(())
}

/// Callers who list without pause; none may ever be refused or shown less than there was.
struct Readers {
    stop: Arc<AtomicBool>,
    reads: Arc<AtomicUsize>,
    running: tokio::task::JoinSet<Result<()>>,
}

impl Readers {
    fn start(caller: &Caller, count: usize, token: &str) -> Self {
        let (stop, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..count {
            let (caller, stop, reads) = (caller.clone(), Arc::clone(&stop), Arc::clone(&reads));
            let mut token = token.to_owned();
            running.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let request = ListReviewsRequest { consistency_token: token, ..Default::default() };
                    // None may be refused; how long each takes is the machine's.
                    let mut request = tonic::Request::new(request);
                    request.set_timeout(Duration::from_secs(60));
                    let page = caller.dashboard().list_reviews(request).await?.into_inner();
                    ensure!(page.reviews.len() >= 40, "only {} reviews", page.reviews.len());
                    token = page.consistency_token;
                    reads.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            });
        }
        Self { stop, reads, running }
    }

    async fn stop(self) -> Result<usize> {
        self.stop.store(true, Ordering::Relaxed);
        for ended in self.running.join_all().await {
            ended?;
        }
        Ok(self.reads.load(Ordering::Relaxed))
    }
}
