//! A log that goes on otherwise than the archive, because something wrote to a volume that came back as it was some time ago.

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};
use haetae_devstack::{Guarded, Service};
use haetae_integration_tests::{Ended, Program, Setup, eventually, run};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    disk::{archived, copy},
    scenario::Scenario,
};

/// H3: log and archive have parted, and commands were acknowledged on both sides. A restore without a word changes nothing and
/// says where they part. With `--keep-both`, also when it was killed in the middle and run again, the archive's side is the
/// history, every command that the log's side acknowledged is in the log again or named with the reason why not, and the
/// audit names the fork and what became of each of its commits.
#[test]
fn both_sides_of_a_fork_are_kept() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let (before, parted_at) = older_volume_is_written(&mut scenario).await?;
        let forked: Vec<String> =
            scenario.acknowledged().split_off(before).into_iter().map(|done| done.review_id).collect();
        let (there, head) = (scenario.world.log().await?.all().await?, scenario.world.log().await?.head().await?);

        let refused = restore(&scenario, &[]).await?;
        let named = format!("part at sequence {parted_at}");
        ensure!(refused.code == Some(1) && refused.errors.contains(&named), "{} {}", refused.errors, refused.log);
        ensure!(scenario.world.log().await?.all().await?.len() == there.len(), "a refused restore changes the log");

        // Killed when the log's side is kept and before it is known what became of it, wherever that is.
        let launch = scenario.world.platform.launch(Service::Dashboard).clone();
        let mut killed = Guarded::spawn(&launch.args(["log", "restore", "--keep-both"]))?;
        eventually("the log's side in the database", async || Ok((kept(&scenario, "true").await? > 0).then_some(())))
            .await?;
        killed.kill9().await?;
        let restored = restore(&scenario, &["--keep-both"]).await?;
        ensure!(restored.code == Some(0), "{} {}", restored.errors, restored.log);
        let side = head + 1 - parted_at;
        ensure!(kept(&scenario, "true").await? == side, "not every commit of the log's side is kept, once");
        ensure!(kept(&scenario, "now_at IS NULL AND aside IS NULL").await? == 0, "some are not accounted for");

        scenario.world.platform.restart_all().await?;
        scenario.goes_on().await?;
        let ended = scenario.finish().await?;
        ended.nothing_is_lost_in_a_fork().await?;
        ended.the_dashboard_serves().await?;
        ended.rebuilds_are_equal().await?;
        let told = ended.the_audit_is_clean().await?;
        let [fork] = &told["forks"].as_array().context("no forks")?[..] else { bail!("not one fork: {told}") };
        ensure!(fork["fork"] == 1 && fork["partedAt"] == parted_at, "{fork}");
        let commits = fork["commits"].as_array().context("no commits")?;
        let why = |commit: &Value, begins: &str| commit["why"].as_str().is_some_and(|why| why.starts_with(begins));
        for review in &forked {
            let subject = format!("ev.review.{review}");
            // A command in flight when the first side ended was repeated on the other one.
            let fits = |commit: &&Value| commit["became"] == "NOW_AT" || why(commit, "the same request");
            let accounted = commits.iter().filter(|commit| commit["subject"] == *subject).any(|commit| fits(&commit));
            ensure!(accounted, "{review}: {fork}");
        }
        let answers = commits.iter().any(|one| why(one, "a service wrote it in answer to a commit of the fork"));
        ensure!(answers, "{fork}");
        Ok(())
    })
}

/// Has the archive go on, and then those who write on an older volume of the log, without an archive. Gives how many commands
/// were acknowledged before that, and the first sequence at which both sides have a commit.
async fn older_volume_is_written(scenario: &mut Scenario) -> Result<(usize, u64)> {
    let nats = scenario.world.stack.dir.path().join("nats/store");
    let saved = scenario.world.stack.dir.path().join("saved");
    scenario.world.stack.nats.kill9().await?;
    copy(&nats, &saved)?;
    scenario.world.stack.nats.restart().await?;
    scenario.goes_on().await?;
    scenario.world.platform.kill9(Service::Intake).await?;
    eventually("the archive of everything", async || archived(scenario).await).await?;
    for service in [Service::Risk, Service::Checkpoint, Service::Dashboard] {
        scenario.world.platform.kill9(service).await?;
    }
    scenario.world.stack.nats.kill9().await?;
    fs::remove_dir_all(&nats)?;
    copy(&saved, &nats)?;
    scenario.world.stack.nats.restart().await?;

    let (before, older) = (scenario.acknowledged().len(), scenario.world.log().await?.head().await?);
    let mut writers = Vec::new();
    for service in [Service::Intake, Service::Risk] {
        let launch = scenario.world.platform.launch(service).clone().env("HAETAE__NATS__REQUIRE_ARCHIVE", "false");
        writers.push(Guarded::spawn(&launch)?);
    }
    scenario.is_acknowledged().await?;
    // So that there is also what a service wrote in answer to them.
    let first = scenario.acknowledged().get(before).context("nothing was acknowledged")?.review_id.clone();
    eventually("an assessment", async || {
        Ok((!scenario.world.log().await?.of("risk", &first).await?.is_empty()).then_some(()))
    })
    .await?;
    for mut writer in writers {
        writer.kill9().await?;
    }
    Ok((before, older + 1))
}

async fn restore(scenario: &Scenario, options: &[&str]) -> Result<Ended> {
    Program::of(Service::Dashboard, &scenario.world)?.args(&["log", "restore"]).args(options).run().await
}

/// How many kept commits are as a condition says.
async fn kept(scenario: &Scenario, condition: &str) -> Result<u64> {
    let mut db = PgConnection::connect(scenario.world.platform.database_url()).await?;
    let sql = AssertSqlSafe(format!("SELECT count(*) FROM proof.fork_commits WHERE {condition}"));
    let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut db).await?;
    Ok(count.unsigned_abs())
}
