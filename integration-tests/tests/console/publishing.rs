//! A content admin publishes policies and catalogues and puts them in use. On a platform of their own: what is in use there
//! changes.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run, samples};

use crate::deciding::waiting;

/// The form of a page, filled in and sent by a button.
struct Sending<'a> {
    desk: &'a Desk,
    browser: &'a mut Browser,
    action: &'a str,
}

impl Sending<'_> {
    async fn open(&mut self, path: &str) -> Result<Page> {
        open(self.browser, self.desk, path).await
    }

    /// Sends a text, or a file where it has a name.
    async fn send(&mut self, page: &Page, step: &str, text: &str, file: (&str, &str)) -> Result<Page> {
        let mut fields = page.form(self.action)?.fields;
        fields.retain(|(name, _)| !["file", "document", "format", "step"].contains(&name.as_str()));
        let given = [("format", "toml"), ("document", text), ("step", step)];
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<_> = fields.chain(given).collect();
        let url = self.desk.console.page(self.action).parse()?;
        Ok(self.browser.post_file(&url, &fields, (file.0, file.1.as_bytes()), &page.origin()).await?)
    }
}

async fn open(browser: &mut Browser, desk: &Desk, path: &str) -> Result<Page> {
    let page = browser.get(&desk.console.page(path)).await?;
    ensure!(page.status == 200, "{path}: {} {}", page.status, page.text);
    Ok(page)
}

fn shows(page: &Page, status: u16, texts: &[&str]) -> Result<()> {
    ensure!(page.status == status, "{} {}", page.status, page.text);
    for text in texts {
        ensure!(page.text.contains(text), "{text} is not in {}", page.text);
    }
    Ok(())
}

/// Sends the form of an activation twice: it has one effect.
async fn activate(browser: &mut Browser, desk: &Desk, path: &str) -> Result<Page> {
    let page = open(browser, desk, path).await?;
    let first = browser.submit(&page, path, &[]).await?;
    let second = browser.submit(&page, path, &[]).await?;
    ensure!(first.status == 303 && second.status == 303, "{} {} {}", first.status, second.status, second.text);
    Ok(browser.follow(second).await?)
}

/// People who publish nothing have neither links nor pages for it, and their forms change nothing.
async fn is_for_content_admins(desk: &Desk, list: &str, pages: [&str; 2]) -> Result<()> {
    let mut kim = desk.signed_in("kim").await?;
    let read = open(&mut kim, desk, list).await?;
    ensure!(!read.text.contains(pages[0]), "{}", read.text);
    let home = open(&mut kim, desk, "/").await?;
    let key = home.form("/signout")?.fields;
    let key: Vec<_> = key.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for page in pages {
        let url = desk.console.page(page);
        let refused = kim.get(&url).await?;
        ensure!(refused.status == 403, "{page}: {}", refused.status);
        let refused = kim.post_file(&url.parse()?, &key, ("", b""), &home.origin()).await?;
        ensure!(refused.status == 403, "{page}: {} {}", refused.status, refused.text);
    }
    Ok(())
}

#[test]
fn a_policy_is_checked_published_and_put_in_use_and_taken_back() -> Result<()> {
    run(async {
        let desk = Desk::start(Duration::from_secs(3600)).await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        waiting(&kim, &lee).await?;
        is_for_content_admins(&desk, "/policy", ["/policy/publish", "/policy/1/activate"]).await?;
        let mut jung = desk.signed_in("jung").await?;
        let text = open(&mut jung, &desk, "/policy/1/document/toml").await?;
        let name = text.headers.get("content-disposition").context("no name")?.to_str()?.to_owned();
        ensure!(name.starts_with("attachment; filename=\"") && name.ends_with("-1.toml\""), "{name}");
        let text = text.text;
        let mut form = Sending { desk: &desk, browser: &mut jung, action: "/policy/publish" };
        let page = form.open("/policy").await?;
        let page = form.browser.click(&page, "/policy/publish").await?;
        shows(&page, 200, &["[cut_offs]", "high = 60"])?;

        // Every fault at its line; what was typed is there again, and nothing was published.
        let wrong = text.replacen("high = 60", "high = 20", 1).replacen("payment", "paymnt", 1) + "# typed\n";
        let line = 1 + wrong.lines().position(|line| line.contains("paymnt")).context("no line")?;
        let refused = form.send(&page, "check", &wrong, ("", "")).await?;
        shows(&refused, 422, &[&format!("line {line}, service_types.items.paymnt"), "cut_offs", "# typed"])?;
        ensure!(!refused.text.contains("value=\"publish\""), "{}", refused.text);
        let refused = form.send(&refused, "check", "a = = 1", ("", "")).await?;
        shows(&refused, 422, &["line 1", "There is one fault."])?;

        // A file that is right, and what it would change.
        let right = text.replacen("high = 60", "high = 59", 1);
        let checked = form.send(&refused, "check", "", ("policy.toml", &right)).await?;
        shows(&checked, 200, &["There is no fault", "Version 2", "High · Score from", "high = 59", "Of 1 reviews"])?;
        // What was not checked is not published.
        let again = form.send(&checked, "publish", &right.replacen("high = 59", "high = 58", 1), ("", "")).await?;
        shows(&again, 200, &["checked again and not published", "high = 58"])?;
        let list = form.open("/policy").await?;
        ensure!(!list.text.contains("Version 2"), "published: {}", list.text);
        for _ in 0..2 {
            let sent = form.send(&checked, "publish", &right, ("", "")).await?;
            ensure!(sent.status == 303, "{} {}", sent.status, sent.text);
            let published = form.browser.follow(sent).await?;
            shows(&published, 200, &["Version 2 is published, and not in use yet.", "/policy/2/activate"])?;
        }
        let list = form.open("/policy").await?;
        ensure!(!list.text.contains("Version 3"), "twice: {}", list.text);
        let known = form.send(&page, "check", &right, ("", "")).await?;
        shows(&known, 200, &["The same content is published already", "/policy?version=2"])?;
        ensure!(!known.text.contains("value=\"publish\""), "{}", known.text);

        let stale = open(&mut jung, &desk, "/policy/2/activate").await?;
        shows(&stale, 200, &["Version 1</a>", "Version 2</a>", "Of 1 reviews", "High · Score from"])?;
        let used = activate(&mut jung, &desk, "/policy/2/activate").await?;
        shows(&used, 200, &["Version 2 is in use.", "/policy?version=1"])?;
        let back = open(&mut jung, &desk, "/policy/1/activate").await?;
        shows(&back, 200, &["Go back to this version"])?;
        let used = activate(&mut jung, &desk, "/policy/1/activate").await?;
        shows(&used, 200, &["Version 1 is in use."])?;
        // Another request with what was seen before both.
        let seen = stale.form("/policy/2/activate")?.fields;
        let etag = seen.iter().find(|(name, _)| name == "etag").context("no etag")?.1.clone();
        let now = open(&mut jung, &desk, "/policy/2/activate").await?;
        let refused = jung.submit(&now, "/policy/2/activate", &[("etag", &etag)]).await?;
        ensure!(refused.status == 409, "{} {}", refused.status, refused.text);
        let list = open(&mut jung, &desk, "/policy").await?;
        ensure!(list.links().iter().any(|link| link == "/policy/2/activate" || link == "/policy?version=2"));
        let one = open(&mut jung, &desk, "/policy/1/activate").await?;
        shows(&one, 200, &["This version is in use already."])?;
        Ok(())
    })
}

#[test]
fn a_catalogue_is_checked_published_and_put_in_use_and_taken_back() -> Result<()> {
    run(async {
        let desk = Desk::start(Duration::from_secs(3600)).await?;
        let kim = desk.world.requester("kim", "commerce")?;
        kim.targeted(&kim.submit(samples::ordinary()).await?.id).await?;
        let web = "/catalogues/web-service";
        let one = format!("{web}/1/activate");
        is_for_content_admins(&desk, web, ["/catalogues/publish", &one]).await?;
        let mut jung = desk.signed_in("jung").await?;
        let text = open(&mut jung, &desk, &format!("{web}/1/document/toml")).await?.text;
        let mut form = Sending { desk: &desk, browser: &mut jung, action: "/catalogues/publish" };
        let page = form.open(web).await?;
        let page = form.browser.click(&page, "/catalogues/publish?of=web-service").await?;
        shows(&page, 200, &["id = &#34;web-service&#34;"])?;
        let same = form.send(&page, "check", &text, ("", "")).await?;
        shows(&same, 200, &["The same content is published already", "It is the same as the version in use."])?;

        let wrong = text.replacen("\"APP-01\"", "\"APP-1X \"", 1);
        let refused = form.send(&page, "check", &wrong, ("", "")).await?;
        shows(&refused, 422, &["line "])?;
        let nameless = text.replacen("id = \"web-service\"", "", 1);
        let refused = form.send(&page, "check", &nameless, ("", "")).await?;
        shows(&refused, 422, &["id"])?;

        let title = text.lines().find(|line| line.starts_with("en = ")).context("no title")?;
        // Titles of controls change as well: of every checklist, then.
        let changed = text.replacen(title, "en = \"Another <b>title</b>\"", 1).replace("\nen = \"A", "\nen = \"New: a");
        let checked = form.send(&page, "check", "", ("web.toml", &changed)).await?;
        shows(&checked, 200, &["There is no fault", "Version 2"])?;
        for _ in 0..2 {
            let sent = form.send(&checked, "publish", &changed, ("", "")).await?;
            ensure!(sent.status == 303, "{} {}", sent.status, sent.text);
            let published = form.browser.follow(sent).await?;
            shows(&published, 200, &["Version 2 is published, and not in use yet."])?;
            ensure!(!published.text.contains("<b>title</b>") && !published.text.contains("Version 3"));
        }
        let two = format!("{web}/2/activate");
        let page = open(&mut jung, &desk, &two).await?;
        let parts = [
            "Version 1</a>",
            "Version 2</a>",
            "Differences from the version in use",
            "1 of 1 open reviews",
            " changed</span>",
        ];
        shows(&page, 200, &parts)?;
        let used = activate(&mut jung, &desk, &two).await?;
        shows(&used, 200, &["Version 2 is in use for new checklists."])?;
        let page = open(&mut jung, &desk, &format!("{web}?version=1")).await?;
        let page = jung.click(&page, &one).await?;
        shows(&page, 200, &["Go back to this version"])?;
        let used = activate(&mut jung, &desk, &one).await?;
        shows(&used, 200, &["Version 1 is in use for new checklists."])?;
        Ok(())
    })
}
