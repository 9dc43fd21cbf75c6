//! The cost of open lists: many people with one list each, while reviews change.

use anyhow::{Context as _, Result, ensure};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use haetae_cli::progress::Progress;
use haetae_devstack::{Browser, Console, Events, Page};

use super::pages::{Asked, PERSON};
use crate::{
    bench::memory::peak_mib,
    demo::{drive, requests},
    identity::Identity,
};

/// The most memory of the console with all lists open, in MiB.
const GOAL: f64 = 100.0;
/// People who sign in at the same time.
const AT_ONCE: usize = 4;
/// Reviews that are requested while the lists are open.
const REQUESTED: usize = 10;

/// Opens a list for each person, changes reviews until every list has heard of them, and prints the memory.
pub(super) async fn measure(
    progress: &Progress,
    console: &Console,
    identity: &Identity,
    asked: &Asked,
    people: usize,
) -> Result<()> {
    let pid = console.pid().context("the console does not run")?;
    let before = peak_mib(pid).context("the system does not tell how much memory a process has")?;
    progress.step(format!("signing in {people} people"));
    let opened = stream::iter(0..people).map(|_| open(console)).buffer_unordered(AT_ONCE);
    let mut lists: Vec<Events> = opened.try_collect().await?;
    progress.step(format!("requesting {REQUESTED} reviews"));
    let new = requests::shipped()?.into_iter().cycle().take(REQUESTED).collect();
    drive::submit(&asked.channels, identity, "ko", new).await?;
    for list in &mut lists {
        list.next().await?.context("a list was closed")?;
    }
    let after = peak_mib(pid).unwrap_or_default();
    let said = if after <= GOAL { "reached" } else { "not reached" };
    progress.result(&format!(
        "{people} people with a list open heard of {REQUESTED} new reviews; peak memory of the console {after:.1} MiB \
         ({before:.1} before they signed in); goal {GOAL}: {said}"
    ));
    Ok(())
}

/// A person of their own who has the list of reviews open, as its script keeps it.
async fn open(console: &Console) -> Result<Events> {
    let mut browser = Browser::new("ko");
    let list = browser.sign_in(&console.page("/reviews?view=all"), PERSON).await?;
    let url = format!("{}{}&from={}", list.origin(), value(&list, "data-live")?, value(&list, "data-from")?);
    let events = browser.events(&url, "").await?;
    ensure!(events.status == 200, "{url} answers {}", events.status);
    Ok(events)
}

/// The value of an attribute that the page has once.
fn value(page: &Page, attribute: &str) -> Result<String> {
    let (_, rest) = page.text.split_once(&format!("{attribute}=\"")).with_context(|| format!("no {attribute}"))?;
    Ok(rest.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&"))
}
