//! Pages that are open say what has changed.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Events, Page};
use haetae_integration_tests::{Desk, run, samples};
use haetae_proto::Service;

use crate::deciding::{number, renamed};

/// Longer than the test takes.
const LONG: Duration = Duration::from_secs(3600);

/// What the script of a page asks for: from a state on, and from the last event it has.
fn stream_of(page: &Page) -> Result<(String, String)> {
    let value = |name: &str| {
        let (_, rest) =
            page.text.split_once(&format!("{name}=\"")).with_context(|| format!("no {name} in {}", page.text))?;
        anyhow::Ok(rest.split('"').next().unwrap_or_default())
    };
    let live = format!("{}{}", page.origin(), value("data-live")?);
    Ok((format!("{live}&from={}", value("data-from")?), live))
}

/// Waits until the stream says that this review has changed, and no other than `known`.
async fn hears_of(events: &mut Events, number: &str, known: &[&str]) -> Result<()> {
    ensure!(events.status == 200, "{}", events.status);
    loop {
        let data = events.next().await?.with_context(|| format!("it ended before {number}"))?;
        let numbers: Vec<&str> = data.split(' ').collect();
        let strange = numbers.iter().find(|one| **one != number && !known.contains(one));
        ensure!(strange.is_none(), "of what is this: {data}");
        if numbers.contains(&number) {
            return Ok(());
        }
    }
}

async fn page(browser: &mut Browser, desk: &Desk, path: &str) -> Result<Page> {
    let page = browser.get(&desk.console.page(path)).await?;
    ensure!(page.status == 200, "{} {}", page.status, page.text);
    Ok(page)
}

#[test]
fn an_open_page_hears_of_changes_by_others_until_the_person_signs_out() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, han) = (desk.world.requester("kim", "commerce")?, desk.world.requester("han", "payments")?);
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        let theirs = number(&kim, &id).await?;
        let (mut lee, mut stranger) = (desk.signed_in("lee").await?, desk.signed_in("han").await?);
        let review = page(&mut lee, &desk, &format!("/r/{theirs}")).await?;
        let list = page(&mut stranger, &desk, "/reviews").await?;
        let (from_page, live) = stream_of(&review)?;
        let mut events = lee.events(&from_page, "").await?;
        let kind = events.headers.get("content-type").context("no type")?;
        ensure!(kind == "text/event-stream" && events.headers.contains_key("content-security-policy"), "{kind:?}");
        let mut of_stranger = stranger.events(&stream_of(&list)?.0, "").await?;
        renamed(&kim, &id, "간편결제 2차").await?;
        hears_of(&mut events, &theirs, &[]).await?;

        // What happens while there is no connection comes by the position alone.
        let last = events.last.clone();
        ensure!(!last.is_empty(), "an event without an id");
        drop(events);
        renamed(&kim, &id, "간편결제 3차").await?;
        number(&kim, &id).await?;
        let mut events = lee.events(&live, &last).await?;
        hears_of(&mut events, &theirs, &[]).await?;

        // The other team hears of its own review, and of none before it.
        let own = han.submit(samples::ordinary()).await?.id;
        let own = number(&han, &own).await?;
        hears_of(&mut of_stranger, &own, &[]).await?;

        // Signing out ends the stream, and the browser is not to ask again.
        let out = lee.clone().submit(&review, "/signout", &[]).await?;
        ensure!(out.status == 303, "{}", out.status);
        while let Some(data) = events.next().await? {
            ensure!(data == theirs, "{data}");
        }
        let page = lee.submit(&review, "/signout", &[]).await?;
        ensure!(page.status == 303, "{}", page.status);
        let refused = lee.events(&live, &events.last).await?;
        ensure!(refused.status == 204, "{}", refused.status);
        Ok(())
    })
}

#[test]
fn an_open_page_outlives_the_dashboard_and_misses_nothing() -> Result<()> {
    run(async {
        let mut desk = Desk::start(LONG).await?;
        let kim = desk.world.requester("kim", "commerce")?;
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        let number = number(&kim, &id).await?;
        let mut lee = desk.signed_in("lee").await?;
        let list = page(&mut lee, &desk, "/reviews?view=all").await?;
        let mut events = lee.events(&stream_of(&list)?.0, "").await?;
        renamed(&kim, &id, "간편결제 2차").await?;
        hears_of(&mut events, &number, &[]).await?;
        desk.world.platform.kill9(Service::Dashboard).await?;
        renamed(&kim, &id, "간편결제 3차").await?;
        desk.world.platform.restart(Service::Dashboard).await?;
        hears_of(&mut events, &number, &[]).await?;
        // A stop does not wait for the stream.
        desk.console.stop().await?;
        ensure!(events.next().await?.is_none(), "it goes on");
        Ok(())
    })
}
