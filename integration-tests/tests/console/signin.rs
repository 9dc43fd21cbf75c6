//! Signing in.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run};

use crate::{SESSION, is_signed_out, leads_to, refused};

/// The address that the identity provider sends the browser back to.
async fn way_back(browser: &mut Browser, people: &Page) -> Result<String> {
    let chosen = browser.submit(people, "/authorize", &[("person", "lee")]).await?;
    target(&chosen)
}

fn target(page: &Page) -> Result<String> {
    let target = page.headers.get("location").with_context(|| format!("{} {}", page.status, page.text))?;
    Ok(target.to_str()?.to_owned())
}

/// The address with another value of a parameter.
fn with(url: &str, name: &str, value: &str) -> Result<String> {
    let start = url.find(&format!("{name}=")).with_context(|| format!("{url} has no {name}"))? + name.len() + 1;
    let end = url[start..].find('&').map_or(url.len(), |at| start + at);
    Ok(format!("{}{value}{}", &url[..start], &url[end..]))
}

#[test]
fn a_person_signs_in_and_comes_back_to_the_page_asked_for() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = Browser::new("en");
        ensure!(is_signed_out(&desk, &mut browser).await?, "nobody has signed in yet");
        let people = browser.people(&desk.console.page("/reviews?q=pay")).await?;
        ensure!(people.text.contains("lang=en") && people.text.contains("approver, auditor"), "{}", people.text);
        let back = way_back(&mut browser, &people).await?;
        let arrived = browser.get(&back).await?;
        ensure!(leads_to(&arrived, "/reviews?q=pay"), "{} {:?}", arrived.status, arrived.headers);
        for cookie in arrived.headers.get_all("set-cookie") {
            let cookie = cookie.to_str()?;
            ensure!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.contains("Path=/;"), "{cookie}");
        }
        let page = browser.follow(arrived).await?;
        ensure!(page.status == 200 && page.text.contains("Lee"), "{} {}", page.status, page.text);
        // What the identity provider gave is in no page and in no cookie that can be read.
        ensure!(browser.cookie(SESSION).is_some_and(|value| !value.contains("eyJ")), "the session can be read");
        let mut korean = Browser::new("ko");
        let people = korean.people(&desk.console.page("/")).await?;
        ensure!(people.text.contains("lang=ko") && people.text.contains("승인자, 감사자"), "{}", people.text);
        Ok(())
    })
}

#[test]
fn an_answer_for_another_browser_is_refused() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = Browser::new("en");
        let people = browser.people(&desk.console.page("/")).await?;
        let back = way_back(&mut browser, &people).await?;
        for wrong in
            [with(&back, "state", "AAAA")?, with(&back, "state", "")?, with(&back, "iss", "http://127.0.0.1:1")?]
        {
            let page = browser.get(&wrong).await?;
            refused(&desk, &mut browser, &page).await.context(wrong)?;
        }
        // A link that would sign another person in as the one who made it.
        let mut other = Browser::new("en");
        let page = other.get(&back).await?;
        refused(&desk, &mut other, &page).await?;
        let mut began = Browser::new("en");
        began.people(&desk.console.page("/")).await?;
        let page = began.get(&back).await?;
        refused(&desk, &mut began, &page).await
    })
}

#[test]
fn a_code_is_taken_once() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = Browser::new("en");
        let people = browser.people(&desk.console.page("/")).await?;
        let back = way_back(&mut browser, &people).await?;
        // It has the cookie of the sign-in that was begun, as a copy of the browser would.
        let mut copy = browser.clone();
        ensure!(leads_to(&browser.get(&back).await?, "/"), "the first use is refused");
        ensure!(!is_signed_out(&desk, &mut browser).await?, "the person is not signed in");
        let page = copy.get(&back).await?;
        refused(&desk, &mut copy, &page).await.context("the code was taken twice")?;
        // The browser that signed in has no such sign-in any more, and keeps its session.
        let again = browser.get(&back).await?;
        ensure!(again.status == 400, "{}", again.status);
        ensure!(!is_signed_out(&desk, &mut browser).await?, "the person is signed out");
        Ok(())
    })
}

#[test]
fn an_id_token_for_another_sign_in_is_refused() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        for (name, taken) in [("ui_locales", true), ("nonce", false)] {
            let mut browser = Browser::new("en");
            let signin = browser.get(&desk.console.page("/signin")).await?;
            let asked = target(&browser.click(&signin, "/signin/start").await?)?;
            let people = browser.get(&with(&asked, name, "another")?).await?;
            let back = way_back(&mut browser, &people).await?;
            let page = browser.get(&back).await?;
            if taken {
                ensure!(leads_to(&page, "/") && !is_signed_out(&desk, &mut browser).await?, "{name} is refused");
            } else {
                refused(&desk, &mut browser, &page).await.context("another nonce is taken")?;
            }
        }
        Ok(())
    })
}

#[test]
fn no_link_leads_through_the_sign_in_to_elsewhere() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        for next in [
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "/%5Celsewhere.example/",
            "%5C%5Celsewhere.example/",
            "/%09/elsewhere.example/",
            "/..//elsewhere.example/",
            "javascript:alert(1)",
            "@elsewhere.example",
        ] {
            let mut browser = Browser::new("en");
            let people = browser.people(&desk.console.page(&format!("/signin?next={next}"))).await?;
            let back = way_back(&mut browser, &people).await?;
            let arrived = browser.get(&back).await?;
            let led = arrived.url.join(&target(&arrived)?)?;
            ensure!(led.origin().ascii_serialization() == desk.console.url(), "{next} leads to {led}");
            ensure!(target(&arrived)? == "/", "{next} leads to {led}");
        }
        Ok(())
    })
}
