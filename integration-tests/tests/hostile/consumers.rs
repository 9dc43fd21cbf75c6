//! A neighbour that deletes the consumers of the services.

use anyhow::Result;
use haetae_devstack::Service;
use haetae_integration_tests::{Setup, run};

use crate::scenario::Scenario;

#[test]
fn deleted_consumers_are_made_again_and_nothing_is_left_out() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        let log = scenario.world.log().await?;
        for service in [Service::Risk, Service::Checkpoint, Service::Intake] {
            log.stream().await?.delete_consumer(service.name()).await?;
            scenario.goes_on().await?;
        }
        scenario.ends_well(&[]).await
    })
}
