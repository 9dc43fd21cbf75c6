//! A platform whose services start in an order of their own.

use std::fs;

use anyhow::{Result, ensure};
use haetae_devstack::{Guarded, Service};
use haetae_integration_tests::{Refusal, Setup, World, eventually, run, samples};
use haetae_proto::{
    checkpoint::v1::PreviewChecklistRequest,
    risk::v1::{PreviewRiskRequest, risk_service_client::RiskServiceClient},
};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

const WRITERS: [Service; 3] = [Service::Intake, Service::Risk, Service::Checkpoint];

/// A first start without a dashboard: every service stays up, is not ready, says why in its log and to callers, and becomes
/// ready by itself when the archive is heard, also after its first try to publish was given up. Nothing is written before:
/// an empty log may be one whose volume was lost.
#[test]
fn services_that_start_before_the_dashboard_wait_for_it() -> Result<()> {
    run(async {
        let mut world = World::start(Setup { services: vec![], ..Setup::default() }).await?;
        let mut early = Vec::new();
        for service in WRITERS {
            early.push(Guarded::spawn(world.platform.launch(service))?);
        }
        for service in WRITERS {
            health(&world, service, ServingStatus::NotServing).await?;
            said(&world, service, "ARCHIVE_SILENT").await?;
        }
        let lee = world.reviewer("lee")?;
        let mut risk = RiskServiceClient::new(lee.called(Service::Risk));
        let refusals = [
            Refusal::expected(risk.preview_risk(PreviewRiskRequest::default()).await)?,
            Refusal::expected(lee.checkpoint().preview_checklist(PreviewChecklistRequest::default()).await)?,
            Refusal::expected(world.requester("kim", "web")?.intake().submit_review(samples::harmless()).await)?,
        ];
        ensure!(refusals.iter().all(|refusal| refusal.reason == "ARCHIVE_SILENT"), "{refusals:?}");
        for service in [Service::Risk, Service::Checkpoint] {
            said(&world, service, "documents cannot be opened yet").await?;
        }
        for process in &mut early {
            ensure!(process.try_wait()?.is_none(), "a service ended");
        }
        ensure!(world.log().await?.head().await? == 0, "something was written");

        world.platform.restart(Service::Dashboard).await?;
        for service in WRITERS {
            health(&world, service, ServingStatus::Serving).await?;
        }
        let kim = world.requester("kim", "web")?;
        let review = kim.submit(samples::harmless()).await?.id;
        lee.checklist(&review).await.map(drop)
    })
}

async fn health(world: &World, service: Service, wanted: ServingStatus) -> Result<()> {
    let mut health = HealthClient::new(world.channel(service));
    eventually(&format!("{service} to be {wanted:?}"), async || {
        let answer = health.check(HealthCheckRequest::default()).await;
        Ok(answer.is_ok_and(|answer| answer.into_inner().status() == wanted).then_some(()))
    })
    .await
}

async fn said(world: &World, service: Service, what: &str) -> Result<()> {
    let log = world.platform.log(service).to_owned();
    eventually(&format!("{service} to say {what}"), async || {
        Ok(fs::read_to_string(&log).is_ok_and(|log| log.contains(what)).then_some(()))
    })
    .await
}
