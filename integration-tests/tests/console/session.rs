//! Being signed in, and no longer.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Browser;
use haetae_integration_tests::{Desk, run};

use crate::{SESSION, altered, is_signed_out};

/// The cookie that keeps a sign-in that was begun.
const BEGUN: &str = "haetae-signin";

#[test]
fn a_cookie_that_was_not_sealed_for_a_session_is_none() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let browser = desk.signed_in("lee").await?;
        let good = browser.cookie(SESSION).context("no session")?.to_owned();
        let mut elsewhere = Browser::new("en");
        elsewhere.sign_in(&desk.elsewhere.page("/"), "lee").await?;
        let foreign = elsewhere.cookie(SESSION).context("no session elsewhere")?.to_owned();
        let mut began = Browser::new("en");
        began.people(&desk.console.page("/")).await?;
        let begun = began.cookie(BEGUN).context("no sign-in was begun")?.to_owned();
        for (what, value) in [
            ("tampered with", altered(&good)),
            ("cut", good[..good.len() - 4].to_owned()),
            ("empty", String::new()),
            ("in clear", "1.eyJzdWIiOiJsZWUifQ".to_owned()),
            ("of another console", foreign),
            ("of a sign-in that was begun", begun),
        ] {
            let mut thief = browser.clone();
            thief.put_cookie(SESSION, &value);
            ensure!(is_signed_out(&desk, &mut thief).await?, "a cookie {what} is taken");
        }
        ensure!(!is_signed_out(&desk, &mut browser.clone()).await?, "the good one is refused");
        Ok(())
    })
}

#[test]
fn signing_out_ends_the_session_here_and_at_the_identity_provider() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = desk.signed_in("lee").await?;
        let page = browser.get(&desk.console.page("/")).await?;
        let sent = browser.submit(&page, "/signout", &[]).await?;
        let target = sent.headers.get("location").context("nowhere")?.to_str()?.to_owned();
        ensure!(target.contains("/end_session?") && target.contains("id_token_hint="), "{target}");
        let out = browser.follow(sent).await?;
        ensure!(out.status == 200 && out.url.as_str() == desk.console.post_logout_redirect_uri(), "{}", out.url);
        ensure!(browser.cookie_names().all(|name| !name.starts_with(SESSION)), "the session is still there");
        ensure!(is_signed_out(&desk, &mut browser).await?, "still signed in");
        // The form of a page that is still open does nothing any more, and another person can sign in.
        let again = browser.submit(&page, "/signout", &[]).await?;
        ensure!(again.status < 500, "{}", again.status);
        let next = browser.sign_in(&desk.console.page("/"), "kim").await?;
        ensure!(next.text.contains("Kim") && !next.text.contains("Lee"), "{}", next.text);
        Ok(())
    })
}

/// Tokens that end within a minute are renewed by every request; a refresh token is good for one use, and using it twice would
/// end the sign-in.
#[test]
fn tokens_are_renewed_silently_and_by_many_requests_at_once() -> Result<()> {
    run(async {
        let desk = Desk::start(Duration::from_secs(50)).await?;
        let mut browser = desk.signed_in("lee").await?;
        let before = browser.cookie(SESSION).map(str::to_owned);
        for _ in 0..3 {
            let at_once = ["/", "/reviews", "/"].map(|path| {
                let (mut copy, url) = (browser.clone(), desk.console.page(path));
                async move { copy.get(&url).await }
            });
            for page in futures::future::try_join_all(at_once).await? {
                ensure!(page.status == 200, "{} {}", page.status, page.url);
            }
            ensure!(!is_signed_out(&desk, &mut browser).await?, "the sign-in has ended");
        }
        ensure!(browser.cookie(SESSION).map(str::to_owned) != before, "nothing was renewed");
        let page = browser.get(&desk.console.page("/")).await?;
        browser.submit(&page, "/signout", &[]).await?;
        ensure!(is_signed_out(&desk, &mut browser).await?, "still signed in");
        Ok(())
    })
}
