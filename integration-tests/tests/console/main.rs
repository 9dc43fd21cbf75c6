//! The web console as a browser sees it, with the services behind it and an identity provider before it.

mod approving;
mod deciding;
mod evidence;
mod forms;
mod headers;
mod hostile;
mod judging;
mod lists;
mod live;
mod publishing;
mod requesting;
mod results;
mod running;
mod session;
mod sheets;
mod signin;

use anyhow::{Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::Desk;

/// The cookie of the session: its first part, where it is a long one.
const SESSION: &str = "haetae-session";

/// Whether the console takes the browser for one in which nobody is signed in.
async fn is_signed_out(desk: &Desk, browser: &mut Browser) -> Result<bool> {
    let page = browser.get(&desk.console.page("/reviews")).await?;
    Ok(leads_to(&page, "/signin?next="))
}

fn leads_to(page: &Page, path: &str) -> bool {
    let target = page.headers.get("location").and_then(|target| target.to_str().ok());
    page.status == 303 && target.is_some_and(|target| target.starts_with(path))
}

/// Nobody is signed in, neither by the answer nor afterwards.
async fn refused(desk: &Desk, browser: &mut Browser, page: &Page) -> Result<()> {
    ensure!((400..500).contains(&page.status), "{} {}", page.status, page.text);
    ensure!(browser.cookie_names().all(|name| !name.starts_with(SESSION)), "a session was begun");
    ensure!(is_signed_out(desk, browser).await?, "somebody is signed in");
    Ok(())
}

/// The text with another character in its middle.
fn altered(text: &str) -> String {
    let at = text.len() / 2;
    let other = if text[at..].starts_with('A') { 'B' } else { 'A' };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}
