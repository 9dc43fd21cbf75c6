//! Signing in to the console at a provider that was not made for it.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Console, ConsoleOptions, Page, PlatformOptions};
use haetae_integration_tests::{Setup, World, bin_dir, eventually, root, run};
use serde_json::Value;

use crate::{
    machine::Machine,
    provider::{Provider, RESOURCE},
};

/// Tokens are renewed in the last minute of their life: at the second page that is opened.
const LIFETIME: u32 = 61;
/// The cookie of the session.
const SESSION: &str = "haetae-session";

/// Presses the button of the only form of a page of the provider.
async fn press(browser: &mut Browser, page: &Page, entered: &[(&str, &str)]) -> Result<Page> {
    let form = page.forms().into_iter().next().with_context(|| format!("{} has no form: {}", page.url, page.text))?;
    let answer = browser.submit(page, &form.action, entered).await?;
    Ok(browser.follow(answer).await?)
}

/// The services and the console accept what the provider signs.
async fn platform(provider: &mut Provider) -> Result<(World, Console)> {
    let world = World::start(Setup { issuer: Some(provider.issuer.clone()), ..Setup::default() }).await?;
    let jwks_file = world.stack.dir.path().join("provider.json");
    fs::write(&jwks_file, provider.jwks.to_string())?;
    let mut keys: Value = serde_json::from_str(&world.identity.jwks())?;
    let all = keys["keys"].as_array_mut().context("no keys")?;
    all.extend(provider.jwks["keys"].as_array().context("no keys")?.iter().cloned());
    fs::write(world.stack.dir.path().join("jwks.json"), keys.to_string())?;
    let services = PlatformOptions::new(&root(), bin_dir()?, &jwks_file);
    let options = ConsoleOptions {
        issuer: provider.issuer.clone(),
        extra: vec![("HAETAE__SIGNIN__RESOURCE", RESOURCE.to_owned())],
        ..ConsoleOptions::new(&services)
    };
    let mut console = Console::prepare(options, &world.platform, &world.stack)?;
    provider.serve(&console).await?;
    console.start().await?;
    Ok((world, console))
}

#[test]
fn people_sign_in_and_out_at_a_provider_that_is_certified() -> Result<()> {
    run(async {
        let Some(machine) = Machine::find().await? else { return Ok(()) };
        let services = PlatformOptions::new(&root(), bin_dir()?, root());
        let mut provider = Provider::choose(&machine, &services.audience, LIFETIME).await?;
        let (world, console) = platform(&mut provider).await?;
        let mut browser = Browser::new("en");
        let asked = browser.people(&console.page("/reviews?view=all")).await?;
        ensure!(asked.url.as_str().starts_with(&provider.issuer), "{}", asked.url);
        let consent = press(&mut browser, &asked, &[("login", "lee"), ("password", "-")]).await?;
        let page = press(&mut browser, &consent, &[]).await?;
        ensure!(page.url.as_str() == console.page("/reviews?view=all"), "{}", page.url);
        // The services learn the keys of the provider while they run.
        let shown = eventually("the services take the tokens", async || {
            let page = browser.clone().get(&console.page("/reviews?view=all")).await?;
            Ok((page.status == 200).then_some(page))
        });
        ensure!(shown.await?.text.contains("lee"), "the person is not named");
        let before = browser.cookie(SESSION).context("no session")?.to_owned();
        // A second of its life has to pass before a token is in its last minute.
        eventually("a token is renewed", async || {
            let page = browser.get(&console.page("/findings")).await?;
            ensure!(page.status == 200, "{}", page.status);
            Ok((browser.cookie(SESSION) != Some(&before)).then_some(()))
        })
        .await?;
        let page = browser.get(&console.page("/")).await?;
        let out = browser.submit(&page, "/signout", &[]).await?;
        let confirm = browser.follow(out).await?;
        ensure!(confirm.url.as_str().starts_with(&provider.issuer), "{}", confirm.url);
        let done = press(&mut browser, &confirm, &[("logout", "yes")]).await?;
        ensure!(done.url.as_str() == console.post_logout_redirect_uri(), "{}", done.url);
        let after = browser.get(&console.page("/")).await?;
        ensure!((300..400).contains(&after.status), "{}", after.status);
        drop(world);
        Ok(())
    })
}
