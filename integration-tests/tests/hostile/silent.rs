//! A neighbour that stops the log's server: it is there and says nothing.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Setup, eventually, run, samples};
use haetae_proto::{dashboard::v1::GetSummaryRequest, intake::v1::GetReviewRequest};
use rustix::process::{Pid, Signal, kill_process};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::scenario::{Alarm, Scenario, is_raised};

/// How it is announced.
const ALARM: &str = "LOG_UNREACHABLE";

/// Long enough that an answer at the deadline is none.
const MUCH_LATER: Duration = Duration::from_secs(55);

/// `A9`: while the log's server says nothing, services that write are not ready and refuse at once, the dashboard goes on
/// showing what it has, and every service raises an alarm. When the server answers again, all goes on by itself.
#[test]
fn a_log_that_says_nothing_is_told_at_once_and_reads_go_on() -> Result<()> {
    run(async {
        let scenario = Scenario::start(Setup::default()).await?;
        signal(&scenario, Signal::STOP)?;
        for service in Service::ALL {
            let log = scenario.world.platform.log(service).to_owned();
            eventually(&format!("an alarm of {service}"), async || Ok(is_raised(&log, ALARM)?.then_some(()))).await?;
            scenario.serves(service, service == Service::Dashboard).await?;
        }
        let mut intake = scenario.caller.intake();
        let written = intake.submit_review(patient(samples::harmless())).await;
        refused_at_once(&written.err().context("it was written")?)?;
        let review_id = scenario.acknowledged().first().context("nothing acknowledged")?.review_id.clone();
        let read = intake.get_review(patient(GetReviewRequest { review_id })).await;
        refused_at_once(&read.err().context("it was read")?)?;
        scenario.caller.dashboard().get_summary(GetSummaryRequest::default()).await.context("a read")?;

        signal(&scenario, Signal::CONT)?;
        for service in Service::ALL {
            scenario.serves(service, true).await?;
        }
        scenario.ends_well(&Service::ALL.map(|service| Alarm { service, says: ALARM })).await
    })
}

fn patient<M>(message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.set_timeout(MUCH_LATER);
    request
}

fn refused_at_once(status: &tonic::Status) -> Result<()> {
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.as_str());
    ensure!((status.code(), reason) == (Code::Unavailable, Some("STORE_UNAVAILABLE")), "{status:?}");
    ensure!(details.retry_info().is_some(), "it does not say when to try again: {status:?}");
    Ok(())
}

fn signal(scenario: &Scenario, signal: Signal) -> Result<()> {
    let pid = scenario.world.stack.nats.pid().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    kill_process(pid.context("NATS is not ours")?, signal).context("no signal")
}
