//! A neighbour on the disk of the log's server: it stops keeping what it is given, it has no space, or it comes back as it was
//! some time ago.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{BadDisk, Failing, Guarded, Service};
use haetae_integration_tests::{Program, Setup, eventually, run};
use haetae_proto::dashboard::v1::{GetLogHeadRequest, audit_service_client::AuditServiceClient};
use haetae_service_kit::token;

use crate::scenario::{Alarm, Scenario, is_raised};

/// Says aloud that a scenario cannot run here, and what is held without it.
fn not_run(error: &std::io::Error) {
    eprintln!(
        "NOT RUN: no disk can be made to fail here ({error}); the contract tests of the log hold the same without one"
    );
}

/// The disk fails under the server while commands come in; then it is well, and the server is started anew.
async fn fails_for_a_while(failing: Failing) -> Result<()> {
    let mut scenario = Scenario::start(Setup::default()).await?;
    let pid = scenario.world.stack.nats.pid().context("NATS is not ours")?;
    let disk = match BadDisk::under(pid, failing) {
        Ok(disk) => disk,
        Err(error) => {
            not_run(&error);
            return Ok(());
        }
    };
    let log = scenario.world.platform.log(Service::Intake).to_owned();
    eventually("an alarm", async || Ok(is_raised(&log, "LOG_STALLED")?.then_some(()))).await?;
    let before = scenario.acknowledged().len();
    drop(disk);
    scenario.world.stack.nats.kill9().await?;
    scenario.world.stack.nats.restart().await?;
    scenario.goes_on().await?;
    ensure!(scenario.acknowledged().len() > before, "nothing goes on");
    scenario.ends_well(&[Alarm { service: Service::Intake, says: "LOG_STALLED" }]).await
}

/// H1: what the disk did not keep is not acknowledged; what was acknowledged is there.
#[test]
fn a_disk_that_keeps_nothing_takes_no_acknowledged_command_away() -> Result<()> {
    run(fails_for_a_while(Failing::Syncs))
}

/// H4: a full volume raises an alarm, and costs no acknowledged command; with space and a new start of the server all goes on.
#[test]
fn a_full_disk_takes_no_acknowledged_command_away() -> Result<()> {
    run(fails_for_a_while(Failing::Space))
}

/// A10, H3: the volume of the log comes back as it was some time ago, and the writers start before the dashboard. No service
/// writes before it has heard from the archive; then all of them refuse. A restore brings the log back, and nothing is lost.
#[test]
fn a_volume_that_is_older_is_not_written_and_comes_back_from_the_archive() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let (nats, saved) =
            (scenario.world.stack.dir.path().join("nats"), scenario.world.stack.dir.path().join("saved"));
        scenario.world.stack.nats.kill9().await?;
        copy(&nats.join("store"), &saved)?;
        scenario.world.stack.nats.restart().await?;
        scenario.goes_on().await?;

        // Everything stops; what was acknowledged was archived before, which takes some milliseconds.
        scenario.world.platform.kill9(Service::Intake).await?;
        let last = eventually("the archive of everything", async || archived(&scenario).await).await?;
        for service in [Service::Risk, Service::Checkpoint, Service::Dashboard] {
            scenario.world.platform.kill9(service).await?;
        }
        scenario.world.stack.nats.kill9().await?;
        fs::remove_dir_all(nats.join("store"))?;
        copy(&saved, &nats.join("store"))?;
        scenario.world.stack.nats.restart().await?;
        let older = scenario.world.log().await?.head().await?;
        ensure!(older < last, "the volume is not older: {older} of {last}");
        // None of them becomes ready, so nothing waits for that.
        let mut intake = Guarded::spawn(scenario.world.platform.launch(Service::Intake))?;
        scenario.says(Service::Intake, "ARCHIVE_SILENT").await?;
        let mut dashboard = Guarded::spawn(scenario.world.platform.launch(Service::Dashboard))?;
        scenario.says(Service::Intake, "LOG_REGRESSED").await?;
        ensure!(scenario.world.log().await?.head().await? == older, "something was appended to an older log");

        intake.kill9().await?;
        dashboard.kill9().await?;
        let restored = Program::of(Service::Dashboard, &scenario.world)?.args(&["log", "restore"]).run().await?;
        ensure!(restored.code == Some(0), "{} {}", restored.errors, restored.log);
        scenario.world.platform.restart_all().await?;
        let silent = Alarm { service: Service::Intake, says: "ARCHIVE_SILENT" };
        scenario.ends_well(&[silent, Alarm { service: Service::Intake, says: "LOG_REGRESSED" }]).await
    })
}

/// The end of the log, once nothing follows any more and all of it is under a signed head.
pub(crate) async fn archived(scenario: &Scenario) -> Result<Option<u64>> {
    let log = scenario.world.log().await?;
    let head = log.head().await?;
    let mut audit = AuditServiceClient::new(scenario.caller.called(Service::Dashboard));
    let request = GetLogHeadRequest { consistency_token: token::consistency_token(head) };
    let Ok(signed) = audit.get_log_head(request).await else { return Ok(None) };
    let size = signed.into_inner().head.map_or(0, |head| head.size);
    Ok((size == head && log.head().await? == head).then_some(head))
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    ensure!(Command::new("cp").arg("-a").arg(from).arg(to).status()?.success(), "cp failed");
    Ok(())
}
