//! Requesting a review, from an empty form to the review.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, eventually, fresh_id, run};
use haetae_proto::dashboard::v1::ListReviewsRequest;

const NEW: &str = "/reviews/new";

/// The answers of a person, beside the title.
const ANSWERS: [(&str, &str); 11] = [
    ("profile.service_types", "payment"),
    ("profile.service_types", "public_web"),
    ("profile.stage", "operation"),
    ("profile.data_classes", "personal"),
    ("profile.exposure", "internet"),
    ("profile.user_scale", "up_to_1m"),
    ("profile.impact.financial", "major"),
    ("profile.impact.reputation", "moderate"),
    ("profile.impact.legal_privacy", "major"),
    ("profile.impact.safety", "none"),
    ("description", "Opens next month."),
];

/// Sends the form of a page with what a person enters and presses.
async fn send(browser: &mut Browser, page: &Page, path: &str, entered: &[(&str, &str)]) -> Result<Page> {
    let is_meant = |fields: &[(String, String)]| fields.iter().any(|(name, _)| name == "form_key");
    let form = page.forms().into_iter().find(|form| form.action == NEW && is_meant(&form.fields));
    let form = form.with_context(|| format!("{} has no form", page.url))?;
    // What is entered is in place of what the page has.
    let left = form.fields.iter().filter(|(name, _)| entered.iter().all(|(other, _)| name != other));
    let fields: Vec<_> = left.map(|(name, value)| (name.as_str(), value.as_str())).chain(entered.to_vec()).collect();
    Ok(browser.post(&page.url.join(path)?, &fields, Some(&page.origin())).await?)
}

fn shows(page: &Page, texts: &[&str]) -> Result<()> {
    for text in texts {
        ensure!(page.text.contains(text), "{} {}: no {text} in {}", page.status, page.url, page.text);
    }
    Ok(())
}

fn led_to(page: &Page) -> Result<String> {
    let target = page.headers.get("location").with_context(|| format!("{}: {}", page.status, page.text))?;
    Ok(target.to_str()?.to_owned())
}

#[test]
fn a_person_requests_a_review_and_sees_what_becomes_of_it() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (mut kim, mut lee) = (desk.signed_in("kim").await?, desk.signed_in("lee").await?);
        let not_hers = lee.get(&desk.console.page(NEW)).await?;
        shows(&not_hers, &["None of your roles allows this."])?;
        ensure!(!not_hers.links().iter().any(|link| link == NEW), "a reviewer is led to a form that is not theirs");

        let title = format!("Card payments {}", fresh_id());
        let empty = kim.get(&desk.console.page("/")).await?;
        let empty = kim.click(&empty, NEW).await?;
        let few = [("title", title.as_str()), ("profile.stage", "operation"), ("do", "send")];
        let refused = send(&mut kim, &empty, NEW, &few).await?;
        ensure!(refused.status == 400, "{}", refused.status);
        let (typed, chosen) = (format!("value=\"{title}\""), "value=\"operation\" required checked");
        shows(&refused, &[&typed, chosen, "href=\"#i-profile.impact.safety\"", "id=\"w-profile.service_types\""])?;
        ensure!(!refused.text.contains("id=\"w-title\""), "the title was given");

        let answers = [&ANSWERS[..], &[("title", title.as_str())]].concat();
        let pressed = |button| [&answers[..], &[("do", button)]].concat();
        let preview = send(&mut kim, &refused, NEW, &pressed("preview")).await?;
        ensure!(preview.status == 200, "{}", preview.status);
        shows(&preview, &["What to expect", "checkpoints expected", "Main reasons for the score", "business days"])?;
        let part = send(&mut kim, &refused, "/reviews/new/preview", &answers).await?;
        ensure!(part.status == 200 && !part.text.contains("<html"), "{}", part.text);
        shows(&part, &["checkpoints expected"])?;
        ensure!(listed(&desk, &title).await? == 0, "a preview requested something");

        // The same form sent twice is one review.
        let sent = led_to(&send(&mut kim, &preview, NEW, &pressed("send")).await?)?;
        let again = led_to(&send(&mut kim, &preview, NEW, &pressed("send")).await?)?;
        ensure!(sent == again && sent.starts_with("/r/R-"), "{sent} {again}");
        let review = eventually("the score and the checklist in the confirmation", async || {
            let page = kim.get(&desk.console.page(&format!("{sent}?requested"))).await?;
            shows(&page, &["is requested."])?;
            Ok((!page.text.contains("data-arriving")).then_some(page))
        });
        shows(&review.await?, &["checkpoints · due", "Next, a reviewer triages it."])?;

        // Another form with its title is held up until the person knows of it.
        let number = sent.trim_start_matches("/r/");
        let other = kim.get(&desk.console.page(&format!("{NEW}?from={number}"))).await?;
        shows(&other, &[&typed, "value=\"payment\" checked", chosen, "checkpoints expected", "Opens next month."])?;
        let held = send(&mut kim, &other, NEW, &pressed("send")).await?;
        ensure!(held.status == 409, "{}", held.status);
        shows(&held, &["There is a similar request.", &format!("href=\"/r/{number}\"")])?;
        ensure!(listed(&desk, &title).await? == 1, "it was requested all the same");
        let second = led_to(&send(&mut kim, &held, NEW, &pressed("anyway")).await?)?;
        ensure!(second != sent && listed(&desk, &title).await? == 2, "{second}");

        // An amendment asks the same questions.
        let amend = kim.get(&desk.console.page(&format!("/r/{number}/amend"))).await?;
        shows(&amend, &[&typed, chosen, "Takes or moves money"])
    })
}

/// How many reviews lists show under a title.
async fn listed(desk: &Desk, title: &str) -> Result<u64> {
    let kim = desk.world.requester("kim", "commerce")?;
    let request = ListReviewsRequest { filter: format!("title = \"{title}\""), ..Default::default() };
    Ok(kim.dashboard().list_reviews(request).await?.into_inner().total_size)
}
