//! The control: without a neighbour every scenario ends well, and the ending notices everything that it is there for.

use anyhow::{Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Setup, fresh_id, run};

use crate::scenario::{Alarm, Scenario};

#[test]
fn without_a_neighbour_all_is_well_and_what_is_wrong_is_noticed() -> Result<()> {
    run(async {
        let mut scenario = Scenario::start(Setup::default()).await?;
        scenario.goes_on().await?;
        let ended = scenario.finish().await?;
        ended.nothing_is_lost().await?;
        ended.the_dashboard_serves().await?;
        ended.the_audit_is_clean().await?;
        // Red controls: an alarm that was not raised, and a command that was acknowledged and is gone.
        let unheard = [Alarm { service: Service::Dashboard, says: "projection stopped" }];
        ensure!(ended.alarms_are_named(&unheard).await.is_err(), "an alarm was found that nobody raised");
        let lost = ended.with_a_lost_command(fresh_id());
        ensure!(lost.nothing_is_lost().await.is_err(), "a lost command is not noticed in the log");
        ensure!(lost.the_dashboard_serves().await.is_err(), "a lost command is not noticed in the list");
        Ok(())
    })
}
