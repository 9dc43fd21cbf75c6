//! What every answer tells the browser.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run};

/// What would let something run, load or frame a page that the console did not serve.
const LOOSE: [&str; 6] = ["unsafe-inline", "unsafe-eval", "unsafe-hashes", "*", "data:", "http:"];

/// What kinds of files a page loads.
const LOADED: [&str; 3] = ["text/css", "text/javascript", "image/svg+xml"];

fn header<'a>(page: &'a Page, name: &str) -> Result<&'a str> {
    let value = page.headers.get(name).with_context(|| format!("{} {} has no {name}", page.status, page.url))?;
    Ok(value.to_str()?)
}

fn protected(page: &Page) -> Result<()> {
    let policy = header(page, "content-security-policy")?;
    for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        ensure!(policy.contains(directive), "{}: {policy}", page.url);
    }
    // A form may lead to the identity provider, which is on this machine in the clear; nothing else may.
    let rest: Vec<_> = policy.split("; ").filter(|directive| !directive.starts_with("form-action")).collect();
    ensure!(LOOSE.iter().all(|loose| !rest.join("; ").contains(loose)), "{}: {policy}", page.url);
    ensure!(header(page, "x-content-type-options")? == "nosniff", "{}", page.url);
    ensure!(["same-origin", "no-referrer"].contains(&header(page, "referrer-policy")?), "{}", page.url);
    ensure!(page.headers.get_all("content-security-policy").iter().count() == 1, "{} has two policies", page.url);
    Ok(())
}

/// A page is kept nowhere, and has nothing in it that the policy would stop.
fn page_of_a_person(page: &Page) -> Result<()> {
    protected(page)?;
    ensure!(header(page, "cache-control")? == "no-store", "{} {}", page.status, page.url);
    for inline in ["<script>", " style=", " onclick=", " onsubmit=", " onload=", "javascript:", "<style"] {
        ensure!(!page.text.contains(inline), "{} has {inline}", page.url);
    }
    Ok(())
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut seen = 0;
        for mut browser in [Browser::new("ko"), desk.signed_in("lee").await?] {
            for path in [
                "/",
                "/signin",
                "/signin/back",
                "/signin/back?code=x&state=y",
                "/signin/start",
                "/signin/out",
                "/reviews",
                "/reviews?page=x",
                "/reviews?q=%3Cscript%3Ealert(1)%3C/script%3E",
                "/nowhere",
                "/signout",
            ] {
                let page = browser.get(&desk.console.page(path)).await?;
                page_of_a_person(&page).with_context(|| format!("{path}: {}", page.status))?;
                seen += 1;
            }
            for path in ["/healthz", "/readyz", "/assets/nowhere"] {
                protected(&browser.get(&desk.console.page(path)).await?)?;
            }
            let refused = browser.post(&desk.console.page("/signout").parse()?, &[], None).await?;
            ensure!(refused.status == 403, "{}", refused.status);
            page_of_a_person(&refused)?;
        }
        ensure!(seen == 22, "{seen}");
        Ok(())
    })
}

/// What a page loads is there, with its type, and protected likewise.
#[test]
fn what_a_page_loads_is_served_from_here() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut browser = Browser::new("en");
        let page = browser.get(&desk.console.page("/signin")).await?;
        let loaded: Vec<_> = page.text.split('"').filter(|text| text.starts_with("/assets/")).collect();
        ensure!(loaded.len() >= 2, "{}", page.text);
        for path in loaded {
            let asset = browser.get(&desk.console.page(path)).await?;
            ensure!(asset.status == 200 && !asset.text.is_empty(), "{} {path}", asset.status);
            let kind = header(&asset, "content-type")?;
            ensure!(LOADED.iter().any(|known| kind.starts_with(known)), "{path} is {kind}");
            protected(&asset)?;
        }
        Ok(())
    })
}
