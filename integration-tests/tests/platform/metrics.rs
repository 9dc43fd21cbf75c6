//! What each service says of itself at its endpoint for operators.

use std::{collections::BTreeSet, fs, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Service};
use haetae_integration_tests::{Setup, World, eventually, run, samples};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::timeout;

const PAGE: &str = include_str!("../../../docs/metrics.md");
/// Longer than an answer takes, shorter than a probe of a cluster waits in all.
const SILENCE: Duration = Duration::from_secs(3);

/// Every metric on the page is one that its services have after one review, and they have no other.
#[test]
fn the_page_lists_the_metrics_that_services_have() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "metrics")?;
        kim.submit(samples::harmless()).await?;
        for service in Service::ALL {
            let listed = listed(service);
            ensure!(listed.len() > 4, "{service}: {listed:?}");
            eventually(&format!("the metrics of {service}"), async || {
                let found = families(&scraped(&world, service).await?);
                let unlisted: Vec<_> = found.difference(&known()).cloned().collect();
                ensure!(unlisted.is_empty(), "docs/metrics.md lacks {unlisted:?}");
                Ok(listed.is_subset(&found).then_some(()))
            })
            .await?;
        }
        Ok(())
    })
}

#[test]
fn calls_are_counted_by_method_and_status_and_no_label_is_the_callers() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let kim = world.requester("kim", "counted")?;
        let submitted = kim.submit(samples::harmless()).await?;
        let refused = world.bearer(None).intake().submit_review(samples::harmless()).await;
        ensure!(refused.is_err(), "a call without a token was answered");
        let page = scraped(&world, Service::Intake).await?;
        for status in ["OK", "UNAUTHENTICATED"] {
            let labels = format!(
                "rpc_server_call_duration_seconds_count{{rpc_method=\"haetae.intake.v1.IntakeService/SubmitReview\",\
                 rpc_response_status_code=\"{status}\""
            );
            let line = page.lines().find(|line| line.starts_with(&labels)).with_context(|| format!("no {labels}"))?;
            ensure!(line.ends_with(" 1"), "{line}");
        }
        ensure!(page.contains("haetae_alarms_total{reason=\"LOG_FULL\"} 0"), "no alarm at 0: {page}");
        for private in [&submitted.id, "kim", "counted"] {
            ensure!(!page.contains(private), "{private} is in the metrics");
        }
        Ok(())
    })
}

/// The control: a process that is stopped has an open port, and does not say that it is alive.
#[test]
fn a_stopped_process_is_not_alive() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let alive = format!("{}/livez", world.platform.admin_url(Service::Risk)?);
        ensure!(Browser::new("en").get(&alive).await?.text == "alive\n");
        let id = world.platform.pid(Service::Risk).context("it runs")?;
        let pid = Pid::from_raw(id.cast_signed()).context("a process id")?;
        kill_process(pid, Signal::STOP)?;
        // The signal reaches one thread after the other; one that still runs could answer.
        eventually("every thread stopped", async || Ok(is_stopped(id)?.then_some(()))).await?;
        let asked = timeout(SILENCE, Browser::new("en").get(&alive)).await;
        kill_process(pid, Signal::CONT)?;
        ensure!(asked.is_err(), "a stopped process answered");
        ensure!(Browser::new("en").get(&alive).await?.text == "alive\n");
        Ok(())
    })
}

fn is_stopped(id: u32) -> Result<bool> {
    for thread in fs::read_dir(format!("/proc/{id}/task"))? {
        let status = fs::read_to_string(thread?.path().join("status"))?;
        if !status.lines().any(|line| line.starts_with("State:\tT")) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn scraped(world: &World, service: Service) -> Result<String> {
    let page = Browser::new("en").get(&format!("{}/metrics", world.platform.admin_url(service)?)).await?;
    ensure!(page.status == 200, "{page:?}");
    Ok(page.text)
}

/// The names of all metrics but `target_info`.
fn families(page: &str) -> BTreeSet<String> {
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    types.map(|(name, _)| name.to_owned()).filter(|name| name != "target_info").collect()
}

/// The rows of the page: a metric and whose it is.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    rows.filter_map(|(name, rest)| Some((name, rest.split_once(" |")?.0)))
}

fn known() -> BTreeSet<String> {
    rows().map(|(name, _)| name.to_owned()).collect()
}

fn listed(service: Service) -> BTreeSet<String> {
    let has = |of: &str| of == "all" || of.split(", ").any(|one| one == service.name());
    rows().filter(|(_, of)| has(of)).map(|(name, _)| name.to_owned()).collect()
}
