//! What people with bad intentions send, beside forged forms and sign-ins: long texts, large forms, forms of a session that ended,
//! a session planted in a browser, and links to scripts.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Form, Page};
use haetae_integration_tests::{Caller, Desk, fresh_id, run, samples};
use haetae_proto::intake::v1::ListCommentsRequest;

use crate::{SESSION, deciding::number};

/// A review, and how many comments it has.
async fn review(desk: &Desk) -> Result<(Caller, String, String)> {
    let kim = desk.world.requester("kim", "commerce")?;
    let id = kim.submit(samples::ordinary()).await?.id;
    kim.targeted(&id).await?;
    let number = number(&kim, &id).await?;
    Ok((kim, id, number))
}

async fn comments(kim: &Caller, id: &str) -> Result<Vec<String>> {
    let request = ListCommentsRequest { review_id: id.to_owned(), ..Default::default() };
    let listed = kim.intake().list_comments(request).await?.into_inner();
    Ok(listed.comments.into_iter().map(|comment| comment.text).collect())
}

/// The fields of the form for a comment, with a text.
fn comment(page: &Page, path: &str, text: &str) -> Result<Vec<(String, String)>> {
    let is_meant = |fields: &[(String, String)]| fields.iter().any(|(name, _)| name == "request_id");
    let form = page.forms().into_iter().find(|form| form.action.starts_with(path) && is_meant(&form.fields));
    let mut fields = form.with_context(|| format!("no form in {}", page.text))?.fields;
    fields.retain(|(name, _)| name != "text" && name != "visibility");
    fields.push(("text".to_owned(), text.to_owned()));
    fields.push(("visibility".to_owned(), "shared".to_owned()));
    Ok(fields)
}

async fn post(browser: &mut Browser, page: &Page, path: &str, fields: &[(String, String)]) -> Result<Page> {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(browser.post(&page.url.join(path)?, &fields, Some(&page.origin())).await?)
}

#[test]
fn a_long_text_is_refused_at_its_field_and_a_large_form_is_not_read() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut kim = desk.signed_in("kim").await?;
        let new = kim.get(&desk.console.page("/reviews/new")).await?;
        let sends = |form: &Form| form.fields.iter().any(|(name, _)| name == "request_id");
        let form = new.forms().into_iter().find(sends).context("no form")?;
        let with = |title: &str| {
            let mut fields = form.fields.clone();
            fields.retain(|(name, _)| name != "title");
            fields.push(("title".to_owned(), title.to_owned()));
            fields.push(("do".to_owned(), "send".to_owned()));
            fields
        };
        let long = "가".repeat(10_000);
        let refused = post(&mut kim, &new, "/reviews/new", &with(&long)).await?;
        ensure!(refused.status == 400 && refused.text.contains("id=\"w-title\""), "{} {}", refused.status, refused.url);
        ensure!(refused.text.contains(&long), "what was typed is lost");
        let huge = "a".repeat((1 << 20) + 1);
        let refused = post(&mut kim, &new, "/reviews/new", &with(&huge)).await?;
        ensure!(refused.status == 413 && refused.text.len() < 1 << 16, "{} {}", refused.status, refused.text.len());

        let (caller, id, number) = review(&desk).await?;
        let path = format!("/r/{number}/comments");
        let page = kim.get(&desk.console.page(&path)).await?;
        let refused = post(&mut kim, &page, &path, &comment(&page, &path, &long)?).await?;
        ensure!((400..500).contains(&refused.status) && refused.text.contains(&long), "{}", refused.status);
        ensure!(comments(&caller, &id).await?.is_empty(), "a long comment was taken");
        Ok(())
    })
}

#[test]
fn a_form_has_one_effect_and_none_in_another_session() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (caller, id, number) = review(&desk).await?;
        let path = format!("/r/{number}/comments");
        let mut kim = desk.signed_in("kim").await?;
        let page = kim.get(&desk.console.page(&path)).await?;
        let text = format!("[click](javascript:alert(1)) javascript:alert(2) {}", fresh_id());
        let fields = comment(&page, &path, &text)?;
        // The same person, signed in again: the form belongs to the session before.
        let mut again = desk.signed_in("kim").await?;
        let refused = post(&mut again, &page, &path, &fields).await?;
        ensure!(refused.status == 403 && comments(&caller, &id).await?.is_empty(), "{}", refused.status);
        for _ in 0..2 {
            let sent = post(&mut kim, &page, &path, &fields).await?;
            ensure!(sent.status == 303, "{} {}", sent.status, sent.text);
        }
        ensure!(comments(&caller, &id).await? == [text.clone()], "sent twice, said twice");
        // Signed out, the form says nothing any more.
        kim.submit(&page, "/signout", &[]).await?;
        let refused = post(&mut kim, &page, &path, &fields).await?;
        ensure!(refused.status == 401 || refused.status == 403, "{}", refused.status);

        let shown = again.get(&desk.console.page(&path)).await?;
        ensure!(shown.text.contains("javascript:alert(1)"), "the comment is not shown: {}", shown.text);
        ensure!(shown.links().iter().all(|link| link.starts_with('/') || link.starts_with('#')), "{:?}", shown.links());
        for query in ["back=javascript:alert(1)", "back=//elsewhere.example", "back=https://elsewhere.example/r/x"] {
            let page = again.get(&desk.console.page(&format!("/r/{number}/evidence?{query}"))).await?;
            let leads = page.forms().into_iter().flat_map(|form| form.fields).filter(|(name, _)| name == "back");
            ensure!(leads.into_iter().all(|(_, back)| back.is_empty()), "{query} is kept");
        }
        Ok(())
    })
}

/// A session that another person planted in the browser does not become that of the person who signs in: who planted it stays
/// themselves.
#[test]
fn a_planted_session_is_never_that_of_the_person_who_signs_in() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut attacker = desk.signed_in("kim").await?;
        let planted = attacker.cookie(SESSION).context("no session")?.to_owned();
        let mut victim = Browser::new("en");
        victim.put_cookie(SESSION, &planted);
        let provider = victim.get(&desk.console.page("/signin/start?next=%2F")).await?;
        let people = victim.follow(provider).await?;
        let signed = victim.submit(&people, "/authorize", &[("person", "lee")]).await?;
        let page = victim.follow(signed).await?;
        ensure!(page.text.contains("Lee") && !page.text.contains("Kim"), "{}", page.text);
        let own = victim.cookie(SESSION).context("no session")?;
        ensure!(own != planted, "the planted session was kept");
        let page = attacker.get(&desk.console.page("/")).await?;
        ensure!(!page.text.contains("Lee"), "the attacker is signed in as the victim: {}", page.text);
        // Nor do forms of the planted session work in the new one.
        let key = page.form("/signout")?.fields.into_iter().find(|(name, _)| name == "form_key").context("a key")?;
        let url = desk.console.page("/signout").parse()?;
        let fields = [(key.0.as_str(), key.1.as_str())];
        let refused = victim.post(&url, &fields, Some(&desk.console.url())).await?;
        ensure!(refused.status == 403, "{}", refused.status);
        Ok(())
    })
}
