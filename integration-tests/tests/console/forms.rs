//! Forms: only a page of the console, made for the session, may send one.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run};

use crate::{SESSION, altered, is_signed_out};

const KEY: &str = "form_key";
const LANGUAGE: &str = "haetae-lang";

/// The key of the forms of a page.
fn key(page: &Page, action: &str) -> Result<String> {
    let form = page.form(action)?;
    let key = form.fields.into_iter().find(|(name, value)| name == KEY && !value.is_empty());
    Ok(key.with_context(|| format!("{action} has no key"))?.1)
}

#[test]
fn a_form_that_no_page_of_the_session_made_changes_nothing() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (mut lee, mut kim) = (desk.signed_in("lee").await?, desk.signed_in("kim").await?);
        let page = lee.get(&desk.console.page("/")).await?;
        let origin = page.origin();
        let good = key(&page, "/signout")?;
        let foreign = key(&kim.get(&desk.console.page("/")).await?, "/signout")?;
        ensure!(good != foreign, "two sessions have one key");
        let forged = altered(&good);
        let url = |path: &str| desk.console.page(path).parse().context("an address");
        let near = format!("{origin}.elsewhere.example");
        let port = format!("http://127.0.0.1:{}", desk.elsewhere.address().port());
        for (what, keys, from) in [
            ("without a key", vec![], Some(origin.as_str())),
            ("with an empty key", vec![""], Some(&origin)),
            ("with a forged key", vec![forged.as_str()], Some(&origin)),
            ("with the key of another session", vec![&foreign], Some(&origin)),
            ("with a forged key first", vec![&forged, &good], Some(&origin)),
            ("of nowhere", vec![&good], None),
            ("of a page without an origin", vec![&good], Some("null")),
            ("of another site", vec![&good], Some("https://elsewhere.example")),
            ("of a site with a near name", vec![&good], Some(&near)),
            ("of another port", vec![&good], Some(&port)),
        ] {
            for path in ["/language", "/signout"] {
                let fields = keys.iter().map(|key| (KEY, *key)).chain([("lang", "ko"), ("next", "/")]);
                let fields: Vec<_> = fields.collect();
                let answer = lee.post(&url(path)?, &fields, from).await?;
                ensure!(answer.status == 403, "{path} {what}: {}", answer.status);
                ensure!(answer.headers.get("set-cookie").is_none(), "{path} {what} sets a cookie");
            }
            ensure!(lee.cookie(LANGUAGE).is_none() && lee.cookie(SESSION).is_some(), "{what}: the cookies changed");
            ensure!(!is_signed_out(&desk, &mut lee).await?, "a form {what} signed the person out");
        }
        let changed = lee.submit(&page, "/language", &[("lang", "ko")]).await?;
        ensure!(changed.status == 303 && lee.cookie(LANGUAGE).is_some(), "the form of the page is refused");
        Ok(())
    })
}

#[test]
fn nothing_but_a_form_is_taken() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = Browser::new("en");
        // Nobody is signed in: no key is needed, but the origin is.
        let url = desk.console.page("/language").parse()?;
        let refused = browser.post(&url, &[("lang", "ko"), ("next", "/")], Some("https://elsewhere.example")).await?;
        ensure!(refused.status == 403 && browser.cookie(LANGUAGE).is_none(), "{}", refused.status);
        let here = desk.console.url();
        let led = browser.post(&url, &[("lang", "ko"), ("next", "//elsewhere.example")], Some(&here)).await?;
        let target = led.headers.get("location").context("nowhere")?.to_str()?;
        ensure!(led.url.join(target)?.origin() == led.url.origin(), "the language leads to {target}");
        Ok(())
    })
}
