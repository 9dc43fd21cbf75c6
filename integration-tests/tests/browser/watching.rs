//! A list that stays open while the dashboard dies and comes back.

use std::time::Duration;

use anyhow::{Result, ensure};
use haetae_integration_tests::{Caller, Desk, fresh_id, run, samples};
use haetae_proto::{
    Service,
    intake::v1::{AmendReviewRequest, GetReviewRequest},
};

use crate::machine::Machine;

/// Longer than the test takes.
const LONG: Duration = Duration::from_secs(3600);

async fn renamed(kim: &Caller, id: &str) -> Result<()> {
    let read = kim.intake().get_review(GetReviewRequest { review_id: id.to_owned() }).await?.into_inner();
    let amend = AmendReviewRequest {
        request_id: fresh_id().to_string(),
        review_id: id.to_owned(),
        etag: read.etag,
        title: Some("간편결제 2차".to_owned()),
        ..Default::default()
    };
    kim.intake().amend_review(amend).await?;
    Ok(())
}

#[test]
fn an_open_list_goes_on_and_says_again_after_the_dashboard_was_killed() -> Result<()> {
    run(async {
        let Some(machine) = Machine::find().await? else { return Ok(()) };
        let mut desk = Desk::start(LONG).await?;
        let kim = desk.world.requester("kim", "commerce")?;
        let mut ids = Vec::new();
        for _ in 0..2 {
            let id = kim.submit(samples::ordinary()).await?.id;
            let review = kim.targeted(&id).await?;
            kim.shown(&review.consistency_token).await?;
            ids.push(id);
        }
        let mut list = machine.begin("watch.mjs", &[&desk.console.url(), "2"])?;
        ensure!(list.next().await? == "open", "the list does not open");
        renamed(&kim, &ids[0]).await?;
        let first = list.next().await?;
        ensure!(first == "1 review has changed.", "{first}");
        desk.world.platform.kill9(Service::Dashboard).await?;
        renamed(&kim, &ids[1]).await?;
        desk.world.platform.restart(Service::Dashboard).await?;
        let second = list.next().await?;
        ensure!(second == "2 reviews have changed.", "{second}");
        Ok(())
    })
}
